#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The commands triage, minimize and emit-c, on a subject with a deliberate bug.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
tool=$BUDDYCHECK src=$SRC
cd "$work" || exit 1
export SOURCE_DATE_EPOCH=1700000000

# --- inputs: thirty that find the canary, text and binary, and other files as in any folder of findings
mkdir in
cat >in/plain.txt <<'EOF'
buddycheck 1
profile linux-5.10
machine cpus=2 pageblock_order=4 max_order=11
zone node=0 NORMAL pfn=1024..2048
a = alloc order=3 gfp=GFP_KERNEL
b = alloc gfp=GFP_HIGHUSER_MOVABLE cpu=1
drain cpu=1
c = alloc order=1
free b cpu=1
d = alloc order=2
free c
free a
free d
EOF
for seed in $(seq 1 15); do
	expect "generate" 0 "$tool" generate --seed "$seed" --ops 60
	cp out "in/$seed.txt"
	expect "convert" 0 "$tool" convert "in/$seed.txt" "in/$seed.bin"
done
cat >in/agrees.txt <<'EOF'
buddycheck 1
profile linux-5.10
a = alloc
free a
EOF
: >in/empty
truncate -s 100M in/huge
echo "hello" >in/foreign.txt
printf '\177ELF\001\001\001' >in/program
head -c 100 in/1.bin >in/cut.bin
mkfifo in/pipe

# --- the first time everything is new
expect "triage" 1 "$tool" triage in --out bugs --subject canary --junit junit.xml
cp out table
has "last line" table '^triage: 38 inputs, [1-9][0-9]* bugs, [0-9]* not reproduced$'
[ "$(tail -n 1 table | cut -c 1-7)" = "triage:" ] || fail "the last line is the summary" table
for word in "in/empty: empty" "in/huge: 104857600 bytes" "in/foreign.txt: 1:1:" "in/program: not a sequence" "in/cut.bin:" "in/pipe:"; do
	has "skipped and said" table "$word"
done
lacks "no sequence passes for damaged" table 'in/plain.txt:'
has "verdict" table ' new '
lacks "nothing is known yet" table ' known '
bug=bugs/free-counter-free-less
for file in minimal.txt reproducer.c explanation.txt report.html inputs.txt bug.txt; do
	[ -s $bug/$file ] || fail "$bug/$file is there and has something in it" table
	checks=$((checks + 1))
done
has "the state" $bug/bug.txt '^state: open$'
has "the day" $bug/bug.txt '^first: 2023-11-14$'
has "proven minimal" $bug/bug.txt '^minimal: proven$'
has "the smallest sequence has four ops" $bug/bug.txt '^ops: 4$'
has "the group" $bug/bug.txt '^group: free-counter-free-less$'
has "the inputs" $bug/inputs.txt '^in/plain.txt$'
has "the signature" $bug/minimal.txt '^signature free-counter-free-less$'
[ -z "$(find bugs -name '.*' -mindepth 1)" ] || fail "nothing temporary is left: $(find bugs -name '.*' -mindepth 1)"
has "JUnit: a new bug fails" junit.xml '<failure type="new"'
has "JUnit: damaged inputs are skipped" junit.xml '<skipped message="empty"/>'
has "a number is a number" $bug/bug.txt '^shows: free: counter: free zone=0 is [0-9]*, expected [0-9]*$'
printf 'buddycheck 1\na = alloc -> none\n' >none.ops
expect "triage of what the file expects" 1 "$tool" triage none.ops --out worded
has "a page is a page, and none is none" out 'alloc: expect: value is page 1024 \(0x400\), the file says no page$'

expect "the minimum shows it" 1 "$tool" run --subject canary $bug/minimal.txt
has "the minimum shows it by the same name" out 'signature free-counter-free-less'
expect "the allocator agrees" 0 "$tool" run $bug/minimal.txt

# --- the number of processes changes nothing
begun=$(date +%s%N)
expect "one process" 1 "$tool" triage in --out alone --subject canary --jobs 1
took=$((($(date +%s%N) - begun) / 1000000))
sed -i 's/alone/bugs/' alone/*/explanation.txt
diff -r bugs alone >differences || fail "the same with one process" differences
checks=$((checks + 1))

# --- two at once in one folder: the second waits
flock bugs sleep 1 &
sleep 0.3
expect "triage while another runs" 1 "$tool" triage in --out bugs --subject canary
has "it waits, and says so" err 'another triage is at work in bugs; waiting for it$'
wait
expect "triage alone" 1 "$tool" triage in --out bugs --subject canary
lacks "no other triage to wait for" err 'waiting'

# --- killed at twenty random moments, it leaves no incomplete folder, and resumes
RANDOM=7 killed=0
for moment in $(seq 20); do
	pause=$((RANDOM % took + 5))
	# In braces, so that the shell's own message about the killed process is discarded.
	{ timeout -s KILL "$((pause / 1000)).$(printf %03d $((pause % 1000)))" "$tool" triage in --out resumed --subject canary --jobs 1; } >/dev/null 2>&1
	# A triage that ended before its kill took less time than measured: lower the estimate, or load on the machine makes kills come too late.
	if [ $? -eq 137 ]; then killed=$((killed + 1)); else took=$((took / 2 + 5)); fi
	for folder in resumed/*/; do
		[ -d "$folder" ] || continue
		for file in minimal.txt reproducer.c explanation.txt report.html bug.txt; do
			[ -s "$folder/$file" ] || fail "after kill $moment $folder is whole: $file"
		done
	done
	checks=$((checks + 1))
	# A triage that has ended leaves nothing to resume: begin again.
	[ -d resumed/.triage ] || rm -rf resumed
done
[ $killed -ge 5 ] || fail "only $killed of 20 were killed in the middle"
expect "resumed" 1 "$tool" triage in --out resumed --subject canary
sed -i 's/resumed/bugs/' resumed/*/explanation.txt
diff -r bugs resumed >differences || fail "the same after interruptions" differences
checks=$((checks + 1))

# --- if the disk fills up while a folder is written, no folder remains, and the next run cleans up. Coverage counts would not fit either.
expect "no room" 3 env LLVM_PROFILE_FILE=/dev/null bash -c "ulimit -f 2; exec '$tool' triage in/plain.txt --out cramped --subject canary"
[ ! -e cramped/free-counter-free-less ] || fail "a folder that could not be finished is not there" err
mkdir cramped/.new-other && echo half >cramped/.new-other/minimal.txt
expect "room again" 1 "$tool" triage in/plain.txt --out cramped --subject canary
[ "$(ls -A cramped)" = free-counter-free-less ] || fail "what was left is tidied up: $(ls -A cramped)"
[ -s cramped/free-counter-free-less/reproducer.c ] || fail "and the folder is whole"
checks=$((checks + 3))

# --- the life of a bug
sed -i 's/^cause:.*/cause: the canary forgets a page/' $bug/bug.txt
echo "seen by: a person" >>$bug/bug.txt
echo half >$bug/bug.txt.4711.tmp
expect "again" 1 "$tool" triage in --out bugs --subject canary --junit junit.xml
has "known" out ' known '
lacks "not new" out ' new '
has "JUnit: a known bug is no failure" junit.xml '<testsuite name="bugs" tests="[0-9]*" failures="0"'
has "what people wrote stays" $bug/bug.txt '^cause: the canary forgets a page$'
has "lines of people stay" $bug/bug.txt '^seen by: a person$'
[ ! -e $bug/bug.txt.4711.tmp ] || fail "what an interruption left in a folder is removed"
cp -r bugs taken
sed -i 's/^subject: canary/subject: other/' taken/*/bug.txt
expect "another subject's folder is not touched" 2 "$tool" triage in --out taken --subject canary
has "and that is said" err "holds a bug of the subject other"
mkdir healthy
cp in/agrees.txt healthy
sed -i 's/^subject: canary/subject: allocator/' bugs/*/bug.txt
expect "fixed" 0 "$tool" triage healthy --out bugs
has "fixed" out ' fixed '
has "the state" $bug/bug.txt '^state: fixed$'
expect "fixed it stays, silently" 0 "$tool" triage healthy --out bugs
lacks "said once" out ' fixed '
sed -i 's/^subject: allocator/subject: canary/' bugs/*/bug.txt
expect "back" 1 "$tool" triage in/plain.txt --out bugs --subject canary
has "regressed" out ' regressed '
has "open again" $bug/bug.txt '^state: open$'

# --- nothing wrong, nothing usable
expect "healthy" 0 "$tool" triage healthy --out none
has "the count" out '^triage: 1 inputs, 0 bugs, 1 not reproduced$'
mkdir rubbish
: >rubbish/empty
expect "nothing usable" 2 "$tool" triage rubbish --out none
expect "no such folder" 2 "$tool" triage nowhere --out none
expect "no argument" 2 "$tool" triage
expect "unknown option" 2 "$tool" triage --frobnicate in
expect "help" 0 "$tool" triage --help

# --- without --out
expect "where nothing is said" 1 "$tool" triage in/plain.txt --subject canary
holds "the bugs are in crashes/" test -s crashes/free-counter-free-less/minimal.txt
has "and the table says so" out ' crashes/free-counter-free-less/explanation.txt$'

# --- machine-readable outputs; triage_formats_test checks the formats themselves
expect "json" 1 "$tool" triage in --out fresh --subject canary --json json --sarif sarif
has "a bug" json '"signature": "free-counter-free-less"'
mkfifo pipe
timeout 20 cat pipe >piped &
expect "json into a pipe" 1 "$tool" triage in --out fresh --subject canary --json pipe
wait
has "what came through it" piped '"signature": "free-counter-free-less"'
[ -p pipe ] || fail "the pipe is replaced by a file"
checks=$((checks + 1))
has "its group" json '"group": "free-counter-free-less"'
has "its verdict" json '"verdict": "new"'
has "an input" json '"file": "in/plain.txt"'
has "SARIF" sarif '"version": "2.1.0"'
has "what is the same in two runs" sarif '"buddycheckSignature/v1": "free-counter-free-less"'

# --- an input, or any other existing file, is not overwritten as a report
cp in/plain.txt precious.txt
for report in json sarif junit; do
	expect "--$report of an input" 2 "$tool" triage --$report precious.txt in/plain.txt precious.txt --out fresh --subject canary
	has "which" err 'precious.txt is one of the inputs'
	expect "--$report of another file" 2 "$tool" triage --$report precious.txt in/plain.txt --out fresh --subject canary
	has "which" err 'precious.txt exists and is not a report'
done
ln -s ../precious.txt in/linked.txt
expect "an input under another name" 2 "$tool" triage --json precious.txt in --out fresh --subject canary
rm in/linked.txt
holds "it is as it was" cmp in/plain.txt precious.txt
expect "a report of another form" 2 "$tool" triage --junit json in/plain.txt --out fresh --subject canary
expect "an earlier report is written over" 1 "$tool" triage --json json in/plain.txt --out fresh --subject canary
has "by the new one" json '"nr_inputs": 1,'

# --- minimize
expect "minimize" 1 "$tool" minimize in/plain.txt -o small.txt --subject canary
has "last line" out '^minimize: 11 ops -> 4 ops, [0-9]* runs$'
expect "the minimum is a fixpoint" 1 "$tool" minimize small.txt -o smaller.txt --subject canary
cmp small.txt smaller.txt || fail "a second minimize changes nothing" small.txt smaller.txt
expect "nothing to minimize" 0 "$tool" minimize in/agrees.txt -o untouched.txt
[ ! -e untouched.txt ] || fail "nothing is written when nothing is shown"
expect "no output named" 2 "$tool" minimize in/plain.txt
expect "malformed" 2 "$tool" minimize in/foreign.txt -o x
has "with the place" err 'foreign.txt:1:1:'

# --- emit-c: built from the sources of the allocator alone, as an embedding project would
expect "emit-c" 0 "$tool" emit-c small.txt -o shows.c --subject canary
expect "as a test" 0 "$tool" emit-c small.txt -o test.c --unit-test --subject canary
expect "of what agrees" 0 "$tool" emit-c in/agrees.txt -o agrees.c
expect "too long for a page" 2 "$tool" emit-c in/1.bin -o long.c --subject allocator
has "and the cure is named" err 'buddycheck minimize'
[ "$(wc -l <shows.c)" -le 200 ] || fail "at most 200 lines" shows.c
cat >lie.c <<'EOF'
#include "allocator/page_alloc.h"
void __real_page_alloc_view(const struct page_alloc *pa, struct view *view);
void __wrap_page_alloc_view(const struct page_alloc *pa, struct view *view);
void __wrap_page_alloc_view(const struct page_alloc *pa, struct view *view)
{
	__real_page_alloc_view(pa, view);
	view->counters[0].free--;
}
EOF
cat >test_main.c <<'EOF'
int shows_free_counter_free_less(void);
int main(void)
{
	return shows_free_counter_free_less() == 1 ? 0 : 1;
}
EOF
for cc in gcc clang-14; do
	command -v $cc >/dev/null || continue
	flags="-std=c11 -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -I $src"
	mkdir -p $cc
	(cd $cc && $cc -std=c11 -I "$src" -c "$src"/allocator/*.c) || fail "the allocator builds with $cc"
	expect "no warnings ($cc)" 0 $cc $flags shows.c $cc/*.o -o shows
	expect "the allocator passes" 0 ./shows
	has "and it is said" out 'every answer is as expected'
	expect "with a lie ($cc)" 0 $cc $flags shows.c lie.c $cc/*.o -Wl,--wrap=page_alloc_view -o shows
	expect "the lie is caught" 1 ./shows
	has "with a message" out '^free a: view.counters\[0\].free is [0-9]*, expected [0-9]*$'
	expect "a unit test ($cc)" 0 $cc $flags test.c test_main.c lie.c $cc/*.o -Wl,--wrap=page_alloc_view -o unit
	expect "counts one difference" 0 ./unit
	expect "agreement ($cc)" 0 $cc $flags agrees.c $cc/*.o -o agrees
	expect "agreement" 0 ./agrees
done

finish
