#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every seeded defect is found within five seconds of CPU time and no control is reported; a patch that no longer applies is refused.
# Only in builds with seeded defects.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
tool=$BUDDYCHECK src=$SRC dir=$work

$tool seeded --seeds 1 --seconds 5 >"$dir/rows" || fail "status $?"
defects=$(sed -n 's/^seeded: \([0-9]*\) defects.*/\1/p' "$dir/rows")
[ "${defects:-0}" -ge 60 ] || fail "only ${defects:-0} defects"
[ "$(grep -c 'silent, as it must be' "$dir/rows")" -ge 5 ] || fail "fewer than 5 controls stayed silent"
[ "$failures" -eq 0 ] || grep -v ' 1 of 1 .*[a-z]$' "$dir/rows" >&2

# A subject that hangs ends a comparison of two profiles instead of hanging it.
hang=steal-without-progress
"$tool" seeded --seeds 1 --seconds 10 --save "$dir/found" $hang >"$dir/rows" || fail "$hang is not found" "$dir/rows"
profile=$(sed -n 's/^profile //p' "$dir/found/$hang.ops") # in which it hangs; in the other it may earlier, and then that is what is said
timeout 60 "$tool" compare --subject "seeded:$hang" --left "$profile" --right "$([ "$profile" = linux-6.1 ] && echo linux-4.14 || echo linux-6.1)" \
	"$dir/found/$hang.ops" >"$dir/out" 2>"$dir/err"
[ $? -ne 124 ] || fail "compare of a hang hangs"
said "compare of a hang" "^  linux-[0-9.]+ hangs at op [0-9]+, "
has "compare of a hang, last line" "$dir/out" '^compare: 1 files, '

# A patch against code that has changed since is refused.
patch=$src/tests/seeded/merge-stops-early.patch
sed 's/^-\(.*\)max_order/-\1largest_order/' "$patch" >"$dir/stale-patch.patch"
cmp -s "$patch" "$dir/stale-patch.patch" && fail "the patch to spoil is not what it was"
if bash "$src/cmake/seed-object" "$src" "$dir" "${CC:-gcc}" "$dir/stale-patch.patch" >"$dir/message" 2>&1; then
	fail "a patch that does not apply was accepted"
fi
grep -q 'no longer applies' "$dir/message" || fail "a patch that does not apply: $(cat "$dir/message")"
finish
