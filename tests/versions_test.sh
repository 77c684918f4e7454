#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Two versions of an allocator, as of two kernels: one takes the place of the oracle, both are compared, and differences are searched for, minimized
# and explained. scripts/kernel-diff does all of that at once.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

mkdir "$work/model"
holds "the oracle compiles" bash -c 'cd "$1" && printf "%s\n" "$2"/model/*.c | xargs -n 8 -P 2 gcc -std=c11 -fPIC -I "$2" -c' - "$work/model" "$SRC"

# The oracle in the shape of a kernel subject. A shadow world runs ahead of it and decides what is misuse. It knows only one world at a time, so it
# must be loaded once for each side. OTHERWISE is the code that makes a version differ.
cat >"$work/version.c" <<'END'
#include <stdlib.h>
#include "contract/subject.h"
extern const struct subject subject_model;
static char *world, *shadow;
static size_t room(const struct machine *machine) { return (subject_model.size(machine) + 63) & ~(size_t)63; }
static size_t size(const struct machine *machine) { return machine->profile == KERNEL && machine->nr_zones == 1 ? 2 * room(machine) : 0; }
static bool boot(void *self, const struct machine *machine)
{
	world = self;
	shadow = world + room(machine);
	return subject_model.boot(world, machine) && subject_model.boot(shadow, machine);
}
static enum status misuse(const void *self, const struct request *request)
{
	static struct answer answer;

	answer.status = STATUS_OK;
	subject_model.apply(shadow, request, &answer);
	return MISUSE;
}
static void apply(void *self, const struct request *request, struct answer *answer)
{
	struct request asked = *request;

	OTHERWISE;
	subject_model.apply(world, &asked, answer);
	answer->nr_path = 0;
	if (answer->status != STATUS_OK && answer->status != STATUS_STUCK)
		abort();
}
static void counters(const void *self, struct zone_counters *zones) { subject_model.counters(world, zones); }
static void view(const void *self, struct view *view) { subject_model.view(world, view); }
const struct subject subject = {.size = size, .boot = boot, .apply = apply, .counters = counters, .view = view, .silent = true, .one_world = true,
	.trusting = true, .misuse = misuse};
const uint32_t subject_contract[] = SUBJECT_CONTRACT;
END
# version NAME MISUSE OTHERWISE
told='answer.status == STATUS_STUCK ? STATUS_OK : answer.status'
version() {
	holds "$1 compiles" gcc -std=c11 -w -shared -fPIC -I "$SRC" "-DKERNEL=${kernel:-PROFILE_LINUX_6_1}" "-DMISUSE=$2" "-DOTHERWISE=$3" -o "$work/$1.so" "$work/version.c" "$work"/model/*.o
}
version before "$told" ''
version after "$told" 'if (asked.kind == REQ_ALLOC && asked.order == 2 && !(asked.gfp & GFP_BIT_MOVABLE)) asked.gfp |= GFP_BIT_RECLAIMABLE'
version dying "$told" 'if (asked.kind == REQ_ALLOC && asked.order == 2) abort()'
kernel=PROFILE_LINUX_6_12 version newer "$told" ''
sed 's/\.misuse = misuse//' "$work/version.c" >"$work/told.c" && cp "$work/version.c" "$work/whole.c" && cp "$work/told.c" "$work/version.c"
version mute STATUS_OK ''
cp "$work/whole.c" "$work/version.c"
sed 's/answer->nr_path = 0/answer->nr_path -= answer->status == STATUS_STUCK, answer->steps = 0/; s/\.silent = true, //' "$work/whole.c" >"$work/version.c"
version talking "$told" ''
cp "$work/whole.c" "$work/version.c"
version careless STATUS_OK ''
version afraid 'request->kind == REQ_SPLIT ? STATUS_BAD_VALUE : answer.status' ''
printf 'buddycheck 1\nprofile linux-6.1\na = alloc\nfree a\nfree_at pfn=0x400\ndrain\nb = alloc\n' >"$work/misuse.ops"
printf 'buddycheck 1\nzone NORMAL pfn=1024..1032\na = alloc order=3 gfp=GFP_ATOMIC|__GFP_MEMALLOC\nb = alloc order=3 gfp=GFP_KERNEL|__GFP_NOFAIL\nc = alloc\n' \
	>"$work/stuck.ops"
sed '1a profile linux-6.1' "$work/stuck.ops" >"$work/stuck-6.1.ops"
printf 'buddycheck 1\nzone DMA32 pfn=512..1024\nzone NORMAL pfn=1024..2048\na = alloc\n' >"$work/zones.ops"
printf 'buddycheck 1\nprofile linux-6.1\na = alloc order=1\nsplit a\nb = alloc\n' >"$work/split.ops"
printf 'buddycheck 1\nprofile linux-6.1\na = alloc order=1\nb = alloc order=3\nc = alloc order=2\nd = alloc\nfree b\n' >"$work/changed.ops"
expect_last "its misuse is the oracle's" 0 ' 1 agreed, 0 diverged$' "$BUDDYCHECK" run --subject "$work/before.so" "$work/misuse.ops"
expect "misuse that it does not see" 1 "$BUDDYCHECK" run --subject "$work/careless.so" "$work/misuse.ops"
said "a difference of status" 'status: oracle (cached|already-free), careless.so ok$'
expect "misuse that it sees alone" 1 "$BUDDYCHECK" run --subject "$work/afraid.so" "$work/split.ops"
said "a difference of status" 'status: oracle ok, afraid.so bad-value$'

lockstep() { "$BUDDYCHECK" "$1" --oracle "$work/before.so" --subject "$work/$2.so" "${@:3}"; }
expect_last "one object on both sides" 0 ' 3 files, .* 3 agreed, 0 diverged$' lockstep run before "$work/misuse.ops" "$work/stuck-6.1.ops" "$work/changed.ops"
expect_last "when it gives up is not its business" 0 ' 1 agreed, 0 diverged$' "$BUDDYCHECK" run --oracle "$work/talking.so" "$work/stuck-6.1.ops"
expect_last "nor does it say what a request is worth" 0 ' 1 agreed, 0 diverged$' \
	"$BUDDYCHECK" run --oracle "$work/talking.so" "$SRC/corpus/pcp/single-pages-of-two-types-drained-6.1.ops"
expect_last "two objects" 1 ' 1 agreed, 1 diverged$' lockstep run after "$work/misuse.ops" "$work/changed.ops"
said "by name" ': before.so [0-9]+, after.so [0-9]+$|: before.so page .*, after.so page .*$'
said "how to see it again" "buddycheck explain --oracle $work/before.so --subject $work/after.so $work/changed.ops"
expect_last "minimize" 1 '^minimize: 5 ops -> 2 ops' lockstep minimize after "$work/changed.ops" -o "$work/smallest.ops"
has "the op that is asked otherwise" "$work/smallest.ops" '^. = alloc order=2$'
expect "explain" 1 lockstep explain after "$work/smallest.ops"
said "both names" '^counters +before.so +after.so$'
said "both memories" '^memory \(O before.so, S after.so\)$'
lacks "no mention of an oracle" "$work/out" ' oracle'
expect "report" 1 lockstep report after "$work/smallest.ops" -o "$work/page.html"
has "both names" "$work/page.html" '"subject":"after.so","oracle":"before.so"'
expect_last "triage" 1 '^triage: 1 inputs, 1 bugs, 0 not reproduced$' lockstep triage after "$work/changed.ops" --out "$work/bugs"
holds "a page" test -s "$(echo "$work"/bugs/*/)report.html"
holds "but no program of the installed allocator" test ! -e "$(echo "$work"/bugs/*/)reproducer.c"
# On a large machine the view is taken at the end or after each op; with the latter, the state that an answer depends on is named as the difference.
printf 'buddycheck 1\nprofile linux-6.1\nzone NORMAL pfn=1024..9216\na = alloc order=2\nb = alloc\n' >"$work/large.ops"
expect "triage of a large machine" 1 lockstep triage after "$work/large.ops" --out "$work/late"
holds "the answer" test -d "$work/late/alloc-value-other"
expect "triage --every-op" 1 lockstep triage after "$work/large.ops" --out "$work/early" --every-op
holds "the list before it" test -d "$work/early/alloc-view-list_len-unmovable-less"
expect "explain of the same" 0 lockstep explain before "$work/changed.ops"
said "both names" 'before.so and before.so agree on all 5 ops$'
expect "an oracle that does not know misuse" 2 "$BUDDYCHECK" run --oracle "$work/mute.so" "$work/changed.ops"
said "why" "mute.so' cannot be an oracle: it does not check for misuse"
expect "two kernels" 2 "$BUDDYCHECK" run --oracle "$work/before.so" --subject "$work/newer.so" "$work/changed.ops"
said "which, and who takes both" "before.so' runs as linux-6.1, '.*newer.so' as linux-6.12; lockstep needs one profile. Use 'buddycheck compare' for two"
expect "no oracle of an allocator of another kind" 2 "$BUDDYCHECK" run --oracle "$work/before.so" --subject firstfit "$work/changed.ops"
expect_last "recordings, one after the other" 0 '^conform: 2 files, .* 0 mismatches$' \
	"$BUDDYCHECK" conform --jobs 2 --subject "$work/before.so" "$SRC"/tests/golden/6.1/78-*.xz "$SRC"/tests/golden/6.1/92-*.xz
expect_last "it refuses machines as a subject does" 2 ' 0 agreed, 0 diverged$' "$BUDDYCHECK" run --oracle "$work/before.so" "$work/zones.ops"
said "which is told of both" "nothing was run: allocator or $work/before.so refuses the machine of the file; the only possible profile is linux-6.1\$"

check_compare() { expect_last "$1" 0 "$2" "$BUDDYCHECK" compare --left "$work/before.so" --right "$work/$3.so" "${@:4}"; }
check_compare "compare of an object with itself" '^compare: 3 files, .* 0 answers differ, 0 files differ$' before "$work/misuse.ops" "$work/stuck.ops" "$work/changed.ops"
check_compare "of two" '^compare: 1 files, 5 ops, [1-9][0-9]* answers differ, 1 files differ$' after "$work/changed.ops"
said "by their names" '^    answers before.so [0-9]+, after.so [0-9]+$'
expect_last "one that can be any kernel" 0 ' 5 ops, 0 answers differ, 0 files differ$' "$BUDDYCHECK" compare --left model --right "$work/before.so" "$work/changed.ops"
said "is the one it is compared with" ' 5 ops, 0 answers differ'
expect "one that does not know misuse" 2 "$BUDDYCHECK" compare --left "$work/mute.so" --right model "$work/changed.ops"
expect "a subject alone" 2 "$BUDDYCHECK" compare --left "$work/before.so" "$work/changed.ops"
said "says what is needed" 'so --right is required'
expect "no such side" 2 "$BUDDYCHECK" compare --left linux-6.1 --right nobody "$work/changed.ops"
expect_last "a machine of no side" 2 '^compare: 1 files, 0 ops, 0 answers differ, 0 files differ$' "$BUDDYCHECK" compare --left "$work/before.so" --right "$work/after.so" "$work/zones.ops"
said "is told" '^1 files with a machine that a side refuses$'
said "and that nothing is known then" 'compare: nothing was run: a side refuses the machine of every file$'
expect "unless there is something" 0 "$BUDDYCHECK" compare --left "$work/before.so" --right "$work/after.so" "$work/zones.ops" "$work/misuse.ops"

expect "two kernels" 0 "$BUDDYCHECK" compare --json --left "$work/before.so" --right "$work/newer.so" "$work/changed.ops"
said "which they are" '"profile": "before.so", "kernel": "linux-6.1"'
said "which they are" '"profile": "newer.so", "kernel": "linux-6.12"'

# The fuzz targets, configured by environment variables.
target=$(dirname "$BUDDYCHECK")/fuzz_everything
if "$target" --help 2>/dev/null | grep -q "^usage: fuzz_NAME"; then # no engine
	hunt() { env BUDDYCHECK_ORACLE="$work/before.so" BUDDYCHECK_SUBJECT="$work/$1.so" BUDDYCHECK_PROFILE=linux-6.1 BUDDYCHECK_FINDINGS="$work/hunted" "$target" "${@:2}"; }
	mkdir "$work/hunted"
	expect "a hunt where there is nothing" 0 hunt before --runs 300
	hunt after --runs 20000 >"$work/out" 2>"$work/err" # and ends as sanitizers have it
	said "both names" '^counters +before.so +after.so$'
	holds "what was found is kept" ls "$work"/hunted/*.ops
	expect "a hunt with nobody" 2 env BUDDYCHECK_ORACLE=nobody "$target" --runs 1
	expect "a hunt that could not keep what it finds" 2 env BUDDYCHECK_FINDINGS="$work/nowhere" "$target" --runs 1
	said "where" 'BUDDYCHECK_FINDINGS=.*nowhere: no folder that can be written to'
fi

# All of that at once.
both() { BUDDYCHECK=$BUDDYCHECK "$SRC/scripts/kernel-diff" --out "$work/diff" --jobs 2 "$@"; }
expect "--help" 0 both --help
said "usage" '^usage: scripts/kernel-diff '
expect "a configuration of what is compiled already" 2 both --config CONFIG_DEBUG_VM=y "$work/before.so" "$work/after.so"
said "the cure" "make the shared object with scripts/kernel --config"
expect "one kernel" 2 both "$work/before.so"
expect "no such object" 2 both "$work/before.so" "$work/nobody.so"
expect "no such tree" 2 both "$work/before.so" "$work"
expect "no such option" 2 both --sideways "$work/before.so" "$work/after.so"
expect "no number" 2 both --time soon "$work/before.so" "$work/after.so"
expect "another folder" 2 both --out "$work/model" "$work/before.so" "$work/after.so"
said "which" 'holds something else'
expect_last "what is the same" 0 '^kernel-diff: no difference in 2 files, 10 ops$' both --time 0 "$work/before.so" "$work/before.so" "$work/changed.ops" "$work/misuse.ops"
expect_last "what differs" 1 '^kernel-diff: 1 kind of difference; 1 of 2 files, 10 ops differ$' both --time 0 "$work/before.so" "$work/after.so" \
	"$work/changed.ops" "$work/misuse.ops"
said "the smallest" '^    . = alloc order=2$'
said "both names" '^  before.so '
said "the place to look at" 'look at: .*/report.html'
said "what came of it" '^no effects on the counts|^effects +before.so +after.so$'
expect_last "one that dies" 1 '^kernel-diff: 1 kind of difference; 1 of 1 files, . ops differ$' both --time 0 "$work/before.so" "$work/dying.so" "$work/changed.ops"
said "at what" 'alloc order=2'
lacks "a page that is not there" "$work/out" 'look at: .*/report.html'
expect_last "two kernels" 1 '^kernel-diff: .*files, 5 ops differ$' both "$work/before.so" "$work/newer.so" "$work/changed.ops"
said "are compared" 'linux-6.1 and linux-6.12 are compared, not hunted'
said "by what came of it" '^    files whose answers differ'
if "$target" --help 2>/dev/null | grep -q "^usage: fuzz_NAME"; then # no engine
	expect_last "a hunt where there is nothing" 0 '^kernel-diff: no difference in 1 files, 5 ops, and [1-9] s of hunting, [1-9][0-9]* ops$' \
		both --time 2 "$work/before.so" "$work/before.so" "$work/misuse.ops"
	expect_last "a hunt" 1 '^kernel-diff: [1-9][0-9]* kinds? of difference; 0 of 1 files, 5 ops differ, and [1-9][0-9]* s of hunting found [1-9][0-9]*$' \
		both --time 2 "$work/before.so" "$work/after.so" "$work/misuse.ops"
fi
finish
