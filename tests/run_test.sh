#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The commands run, digest and explain: last lines, exit statuses, reproducible digests, the canary named and explained, and a message with
# status 2 for everything that is not a sequence. The expected picture is derived by hand from the rules of the buddy.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

# The second block of order 2 in a zone whose first page is taken: 64 is a, 65 is c, b is 68..71.
cat >"$work/three.ops" <<'END'
buddycheck 1
profile linux-5.10
machine pageblock_order=4 max_order=7
zone NORMAL pfn=64..192
set min_free_kbytes=0
a = alloc order=0 gfp=GFP_KERNEL
b = alloc order=2 gfp=GFP_KERNEL
c = alloc order=0 gfp=GFP_KERNEL
free b
END

expect_last "run" 0 '^run: 1 files, 4 ops, 1 agreed, 0 diverged$' "$BUDDYCHECK" run "$work/three.ops"
expect_last "run --quiet" 0 '^run: 1 files, 4 ops, 1 agreed, 0 diverged$' "$BUDDYCHECK" run --quiet --every-op "$work/three.ops"
expect_last "run --subject model" 0 '^run: 1 files, 4 ops, 1 agreed, 0 diverged$' "$BUDDYCHECK" run --subject model "$work/three.ops"
expect_last "run the canary" 1 '^run: 1 files, 4 ops, 0 agreed, 1 diverged$' "$BUDDYCHECK" run --subject canary "$work/three.ops"
expect_last "run --json" 1 '"signature": "free-counter-free-less".*"agreed": 0, "diverged": 1}$' "$BUDDYCHECK" run --json --subject canary "$work/three.ops"
expect_last "run an allocator of another kind" 0 '^run: 1 files, 4 ops, 1 agreed, 0 diverged$' "$BUDDYCHECK" run --subject firstfit "$work/three.ops"
expect "which has nothing to compare" 2 "$BUDDYCHECK" faults --subject firstfit
has "which has nothing to compare" "$work/err" "no view, which this command needs"
expect_last "explain agreement" 0 'agree on all 7 ops$' "$BUDDYCHECK" explain "$work/three.ops"

expect_last "explain the canary" 1 "^replay: buddycheck explain --subject canary $work/three.ops\$" "$BUDDYCHECK" explain --subject canary "$work/three.ops"
cat >"$work/expected" <<'END'
free-counter-free-less
op 6 of 7:  free b
  in linux-5.10: __free_pages
  counter: free zone=0
  expected  126
  canary    125

counters                           oracle       canary
  zone 0 free                         126          125   <--

memory (O the oracle, S canary)
zone 0 node 0 NORMAL pfn 64..192, pageblocks of 16 pages
          64 |##U1U222U3333333U444444444444444U5555555555555555555555555555555| UUUU
         128 |M666666666666666666666666666666666666666666666666666666666666666| MMMM
END
checks=$((checks + 1))
head -n 14 "$work/out" | diff "$work/expected" - || fail "the explanation of the canary"

# In commands meant to be pasted into a shell the file is one word, whatever its name.
mkdir "$work/to paste"
for name in "it's \$HOME & more.ops" -three.ops 'a*b.ops'; do
	cp "$work/three.ops" "$work/to paste/$name"
	for command in run explain digest; do
		expect "$command $name" 1 bash -c 'cd "$1" && "$2" "$3" --subject canary -- "$4"' - "$work/to paste" "$BUDDYCHECK" $command "$name"
		pasted=$(sed -n 's/^\(replay: \|  \)\(buddycheck explain .*\)$/\2/p' "$work/out" "$work/err")
		expect "pasted: $pasted" 1 bash -c "cd '$work/to paste' && ${pasted/buddycheck/$BUDDYCHECK}"
		said "pasted: $pasted" '^free-counter-free-less$'
	done
done

expect_last "digest" 0 "^[0-9a-f]{16}  $work/three.ops\$" "$BUDDYCHECK" digest "$work/three.ops"
tail -n 1 "$work/out" >"$work/digest"
expect_last "digest --per-op" 0 "" "$BUDDYCHECK" digest --per-op "$work/three.ops"
checks=$((checks + 2))
[ "$(wc -l <"$work/out")" -eq 5 ] || fail "one line per op and one for the file"
tail -n 1 "$work/out" | cmp -s - "$work/digest" || fail "another digest per op"

expect_last "standard input" 0 '^run: 1 files, 4 ops, 1 agreed, 0 diverged$' "$BUDDYCHECK" run - <"$work/three.ops"

# An expectation that holds and one that does not; a digest that holds and one that does not.
sed 's/^b = .*/& -> 68/' "$work/three.ops" >"$work/right.ops"
sed 's/^b = .*/& -> 72/' "$work/three.ops" >"$work/wrong.ops"
expect_last "an expectation that holds" 0 "" "$BUDDYCHECK" run "$work/right.ops"
expect_last "one that does not" 1 "" "$BUDDYCHECK" run "$work/wrong.ops"
said "whose it is" '^  value: the file says page 72 \(0x48\), both say page 68 \(0x44\)$'
expect "explain of it" 1 "$BUDDYCHECK" explain "$work/wrong.ops"
said "in the same words" '^  the file says page 72 \(0x48\)$'
said "in the same words" '^  both say      page 68 \(0x44\)$'
digest=$(cut -c1-16 "$work/digest")
sed "2a digest $digest" "$work/three.ops" >"$work/digested.ops"
expect_last "a digest that holds" 0 "" "$BUDDYCHECK" run "$work/digested.ops"
sed "2a digest 0000000000000001" "$work/three.ops" >"$work/digested.ops"
expect_last "one that does not" 1 "" "$BUDDYCHECK" run "$work/digested.ops"

# Folders: sorted, each file once; and files that do not exist, are empty or are no sequence.
mkdir -p "$work/folder/inner" "$work/empty"
cp "$work/three.ops" "$work/folder/b.ops"
cp "$work/three.ops" "$work/folder/inner/c.ops"
cp "$work/three.ops" "$work/folder/a.ops"
expect_last "digest of a folder" 0 "  $work/folder/inner/c.ops\$" "$BUDDYCHECK" digest "$work/folder" "$work/folder/a.ops"
checks=$((checks + 1))
[ "$(sed 's/.*folder.//' "$work/out" | tr '\n' ' ')" = "a.ops b.ops inner/c.ops " ] || fail "sorted by name, each once"
ln -s .. "$work/folder/inner/up"
ln -s ../three.ops "$work/folder/z.ops"
expect_last "links to folders are passed over, those to files are not" 0 '^run: 4 files,' "$BUDDYCHECK" run "$work/folder"
ln -s folder "$work/link"
expect_last "unless they are named" 0 '^run: 4 files,' "$BUDDYCHECK" run "$work/link"
expect_last "an empty folder" 2 "" "$BUDDYCHECK" run "$work/empty"
said "an empty folder" "no files in the folder"
expect_last "no such file" 2 "" "$BUDDYCHECK" run "$work/nothing"
said "no such file" "cannot read .*nothing"
expect_last "no argument" 2 "" "$BUDDYCHECK" run
expect_last "an option that is none" 2 "" "$BUDDYCHECK" run --all "$work/three.ops"
expect_last "a subject that is none" 2 "" "$BUDDYCHECK" run --subject nobody "$work/three.ops"
said "a subject that is none" "there is no subject 'nobody'; there are allocator"
echo "buddycheck 1
a = allocate" >"$work/broken.ops"
expect_last "malformed text" 2 "" "$BUDDYCHECK" run "$work/broken.ops"
said "malformed text" "broken.ops:2:"
expect_last "run --json of what is malformed" 2 "" "$BUDDYCHECK" run --json "$work/three.ops" "$work/broken.ops"
lacks "run --json of what is malformed" "$work/out" .
: >"$work/empty.ops"
expect_last "an empty file" 2 "" "$BUDDYCHECK" run "$work/empty.ops"
printf '\3757zXZ\0\001' >"$work/golden.trace.xz"
expect_last "a file of another program" 2 "" "$BUDDYCHECK" run "$work/golden.trace.xz"
said "which, and what is for it" "golden.trace.xz: not a sequence: compressed \(xz\).*buddycheck conform"
expect_last "unless it is taken for one" 0 "" "$BUDDYCHECK" convert --loose "$work/golden.trace.xz" "$work/loose.ops"
expect_last "explain without a file" 2 "" "$BUDDYCHECK" explain

# If the reader of standard output exits, that is no crash of the subject.
expect "digest into a closed pipe" 141 bash -c 'set -o pipefail; "$1" digest --per-op "$2" | true' - "$BUDDYCHECK" "$SRC/corpus/buddy"
lacks "digest into a closed pipe" "$work/err" crashes
finish
