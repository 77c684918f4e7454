#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A subject that is a shared object: found and named by its path, and refused with the reason if it is no subject or was built for another contract.
# A trusting subject is never sent requests that the oracle refuses or that it does not take, and a run ends where the oracle gives up.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

# make NAME SOURCE...: compile that source text to $work/NAME.so.
make_object() {
	local name=$1
	shift
	printf '%s\n' "$@" >"$work/$name.c"
	holds "$name compiles" gcc -std=c11 -shared -fPIC -I "$SRC" -o "$work/$name.so" "$work/$name.c"
}

own='const uint32_t subject_contract[] = SUBJECT_CONTRACT;'
make_object fits '#define subject_firstfit subject' '#include "fuzz/subject_firstfit.c"' "$own"
expect_last "run" 0 '^run: .* [1-9][0-9]* agreed, 0 diverged$' "$BUDDYCHECK" run --subject "$work/fits.so" "$SRC/corpus/buddy"

expect "what it is" 0 "$BUDDYCHECK" subjects "$work/fits.so" allocator
said "a subject without a view" "^$work/fits.so  ledger   linux-5.10 "
said "one with a view" '^allocator  *oracle   linux-5.10 .* linux-7.3$'
expect "one of them is none" 2 "$BUDDYCHECK" subjects allocator "$work/nobody.so"
holds "then nothing is listed" test ! -s "$work/out"

# For a block that is allocated twice: which of its pages already has an owner.
make_object twice '#define subject_firstfit honest' '#include "fuzz/subject_firstfit.c"' \
	'static void twice(void *self, const struct request *request, struct answer *answer) { firstfit_apply(self, request, answer);' \
	'if (request->order == 1) answer->value = ((struct world *)self)->arena[0].start; }' \
	'const struct subject subject = {.size = firstfit_size, .boot = firstfit_boot, .apply = twice, .counters = firstfit_counters};' "$own"
printf 'buddycheck 1\na = alloc\nb = alloc\nfree a\nc = alloc order=1\n' >"$work/twice.ops"
expect "a block given twice" 1 "$BUDDYCHECK" explain --subject "$work/twice.so" "$work/twice.ops"
said "which" '^  twice.so gave page 1024 \(0x400\) of order 1, of which page 1025 is what op 1 \(b = alloc\) owns$'
said "and whose it is" '^history of page 1025,'

# For a block outside the zones: why it cannot be allocated.
make_object astray '#define subject_firstfit honest' '#include "fuzz/subject_firstfit.c"' \
	'static void stray(void *self, const struct request *request, struct answer *answer) { firstfit_apply(self, request, answer);' \
	'if (request->order) answer->value = request->order == 1 ? 1025 : request->order == 2 ? 1028 : 2048; }' \
	'const struct subject subject = {.size = firstfit_size, .boot = firstfit_boot, .apply = stray, .counters = firstfit_counters};' "$own"
while read -r order why; do
	printf 'buddycheck 1\nreserved 1028..1029\na = alloc order=%s\n' "$order" >"$work/astray.ops"
	expect "a block of order $order" 1 "$BUDDYCHECK" explain --subject "$work/astray.so" "$work/astray.ops"
	said "why not" "^  astray.so gave page [0-9]* \\(0x[0-9a-f]*\\) of order $order, which $why\$"
done <<'END'
1 is no multiple of its size
2 was reserved at boot
3 is not all memory of one zone
END

make_object nothing 'int nothing;'
make_object wordless '#include "contract/subject.h"' 'const struct subject subject;'
expect "no such file" 2 "$BUDDYCHECK" run --subject "$work/nobody.so" "$SRC/corpus/buddy"
said "what the loader says" "nobody.so: cannot open"
lacks "and nothing else" "$work/err" 'there is no subject'
expect "no subject" 2 "$BUDDYCHECK" run --subject "$work/nothing.so" "$SRC/corpus/buddy"
said "what is lacking" "nothing.so: it defines no subject "
expect "no contract" 2 "$BUDDYCHECK" run --subject "$work/wordless.so" "$SRC/corpus/buddy"
said "what is lacking" "it defines no subject_contract "

# Subjects built for an older contract: another count, another value inside an enum (which changes no size), or no record of the contract.
firstfit=('#define subject_firstfit subject' '#include "fuzz/subject_firstfit.c"')
make_object shorter "${firstfit[@]}" '#undef NR_PROFILES' 'const uint32_t subject_contract[] = {1, NR_PROFILES, 0};'
make_object older "${firstfit[@]}" '#define NR_PROFILES (NR_PROFILES - 1)' "$own"
make_object early "${firstfit[@]}" 'const size_t subject_size = sizeof(struct subject);'
for stale in shorter older early; do
	expect "made for other words: $stale" 2 "$BUDDYCHECK" run --subject "$work/$stale.so" "$SRC/corpus/buddy"
	said "which and what to do" "$stale.so: it was compiled with another contract/ .*compile it again"
	holds "and nothing else" test "$(wc -l <"$work/err")" -eq 2
done

# Functions that every subject must have are checked when it is loaded, not when they are first called.
for member in size boot apply counters; do
	make_object "no-$member" '#define subject_firstfit whole' "${firstfit[1]}" "$own" 'const struct subject subject = {' \
		"$(for other in size boot apply counters; do [ $other = $member ] || echo ".$other = firstfit_$other,"; done)" '};'
	expect "without $member" 2 "$BUDDYCHECK" run --subject "$work/no-$member.so" "$SRC/corpus/buddy"
	said "what is lacking" "its subject has no $member\\(\\)"
done


# The oracle as a subject, which aborts on requests that it must not be sent.
cat >"$work/strict.c" <<'END'
#include <stdlib.h>
#include "contract/subject.h"
extern const struct subject subject_model;
static size_t size(const struct machine *machine) { return machine->nr_zones > 1 ? 0 : subject_model.size(machine); }
static bool boot(void *self, const struct machine *machine) { return subject_model.boot(self, machine); }
static void apply(void *self, const struct request *request, struct answer *answer)
{
	subject_model.apply(self, request, answer);
	if (answer->status != STATUS_OK || request->kind == REQ_DRAIN)
		abort();
}
static void counters(const void *self, struct zone_counters *zones) { subject_model.counters(self, zones); }
static void view(const void *self, struct view *view) { subject_model.view(self, view); }
static bool takes(const struct request *request) { return request->kind != REQ_DRAIN; }
const struct subject subject = {.size = size, .boot = boot, .apply = apply, .counters = counters, .view = view, .trusting = TRUSTING, .takes = TAKES};
const uint32_t subject_contract[] = SUBJECT_CONTRACT;
END
mkdir "$work/model"
holds "the oracle compiles" bash -c 'cd "$1" && printf "%s\n" "$2"/model/*.c | xargs -n 8 -P 2 gcc -std=c11 -fPIC -I "$2" -c' - "$work/model" "$SRC"
strict() {
	holds "$1 compiles" gcc -std=c11 -shared -fPIC -I "$SRC" "-DTRUSTING=$2" "-DTAKES=$3" -o "$work/$1.so" "$work/strict.c" "$work"/model/*.o
}
strict strict true takes
strict believing false takes
strict greedy true NULL
cat >"$work/misuse.ops" <<'END'
buddycheck 1
a = alloc
free a
free_at pfn=0x400
drain
b = alloc
END
cat >"$work/stuck.ops" <<'END'
buddycheck 1
zone NORMAL pfn=1024..1032
a = alloc order=3 gfp=GFP_ATOMIC|__GFP_MEMALLOC
b = alloc order=3 gfp=GFP_KERNEL|__GFP_NOFAIL
c = alloc
END
printf 'buddycheck 1\na = alloc\ndrain\nb = alloc -> pfn=0x999\n' >"$work/left-out.ops"
grep -v drain "$work/left-out.ops" >"$work/expected.ops"
printf 'buddycheck 1\nzone DMA32 pfn=512..1024\nzone NORMAL pfn=1024..2048\na = alloc\n' >"$work/zones.ops"
expect_last "misuse is not sent" 0 '^run: 1 files, 4 ops, 1 agreed, 0 diverged$' "$BUDDYCHECK" run --subject "$work/strict.so" "$work/misuse.ops"
expect "unless it does not trust" 1 "$BUDDYCHECK" run --subject "$work/believing.so" "$work/misuse.ops"
said "at the misuse" 'crashes at op 2, free_at'
expect "what it does not take is" 1 "$BUDDYCHECK" run --subject "$work/greedy.so" "$work/misuse.ops"
said "at the drain" 'crashes at op 3, drain'
expect "what a file expects holds" 1 "$BUDDYCHECK" run --subject "$work/strict.so" "$work/expected.ops"
expect_last "but not after an op that is left out" 0 '1 agreed, 0 diverged$' "$BUDDYCHECK" run --subject "$work/strict.so" "$work/left-out.ops"
expect_last "where the oracle gives up the run ends" 0 '1 agreed, 0 diverged$' "$BUDDYCHECK" run --subject "$work/strict.so" "$work/stuck.ops"
expect_last "a machine may be refused" 0 '1 agreed, 0 diverged$' "$BUDDYCHECK" run --subject "$work/strict.so" "$work/zones.ops" "$work/stuck.ops"
said "which is reported" "^1 machine refused by $work/strict.so"
expect_last "but not all: nothing agrees then" 2 '0 agreed, 0 diverged$' "$BUDDYCHECK" run --subject "$work/strict.so" "$work/zones.ops"
said "and that is reported" "nothing was run: $work/strict.so refuses the machine of the file\$"
expect "the same as JSON" 2 "$BUDDYCHECK" run --json --subject "$work/strict.so" "$work/zones.ops"
said "of the file" '"refused": true\}'
lacks "which does not agree" "$work/out" '"agreed": true'

# Output of a subject is no part of an answer, and a subject that exits is not mistaken for a sanitizer's report.
make_object talks '#include <stdio.h>' '#include <stdlib.h>' '#define subject_firstfit honest' '#include "fuzz/subject_firstfit.c"' \
	'static void talk(void *self, const struct request *request, struct answer *answer) { puts("a word"); if (request->order == 3) exit(0);' \
	'firstfit_apply(self, request, answer); }' \
	'const struct subject subject = {.size = firstfit_size, .boot = firstfit_boot, .apply = talk, .counters = firstfit_counters};' "$own"
printf 'buddycheck 1\na = alloc\n' >"$work/plain.ops"
printf 'buddycheck 1\na = alloc\nb = alloc order=3\n' >"$work/ends.ops"
for command in "run --json" run digest; do
	# shellcheck disable=SC2086
	expect "$command of one that prints" 0 "$BUDDYCHECK" $command --subject "$work/talks.so" "$work/plain.ops"
	lacks "$command: not among the answers" "$work/out" 'a word'
	has "$command: but said" "$work/err" '^a word$'
done
expect "one that ends the program" 1 "$BUDDYCHECK" run --subject "$work/talks.so" "$work/ends.ops"
said "how" '^  alloc: ends the program with status 0$'
said "its name" 'signature alloc-crash-exit$'
expect "explain says so" 0 "$BUDDYCHECK" explain --subject "$work/strict.so" "$work/zones.ops"
said "instead of agreement" "zones.ops: $work/strict.so refuses this machine, nothing was run$"
expect "and report writes no page" 0 "$BUDDYCHECK" report --subject "$work/strict.so" "$work/zones.ops" -o "$work/zones.html"
holds "of nothing" test ! -e "$work/zones.html"
expect_last "nor has a triage seen it agree" 2 '^triage: 1 inputs, 0 bugs, 0 not reproduced$' \
	"$BUDDYCHECK" triage --subject "$work/strict.so" --out "$work/found" "$work/zones.ops"
said "it tells" "^1 machine refused by $work/strict.so"
expect "but not by others" 1 "$BUDDYCHECK" run --subject "$work/believing.so" "$work/zones.ops"
finish
