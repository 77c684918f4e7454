#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Fault loops over every scenario agree; a faulty subject is caught; and in builds with seeded defects, two defects that these sequences do
# not show without faults are found by the kind of fault that they concern.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
tool=$BUDDYCHECK dir=$work

$tool faults --ops 20 >"$dir/sound" || fail "status $? without a defect: $(cat "$dir/sound")"
loops=$(sed -n 's/^faults: [0-9]* sequences, \([0-9]*\) loops, 0 diverged$/\1/p' "$dir/sound")
[ "${loops:-0}" -ge 10000 ] || fail "only ${loops:-0} loops"
for kind in page free refill memory answer mark; do
	grep -q "^$kind  *[1-9][0-9]* chances  *[1-9][0-9]* loops$" "$dir/sound" || fail "no $kind was failed"
done

$tool faults --ops 20 --subject canary >"$dir/canary"
[ $? = 1 ] || fail "the canary was not caught"

# found DEFECT KIND: that kind of fault, and no other, finds the defect.
found() {
	$tool faults --ops 20 --subject "seeded:$1" --save "$dir" >"$dir/rows"
	[ $? = 1 ] || fail "$1 was not found"
	grep -q " with $2 [0-9]*$" "$dir/rows" || fail "$1 was not found by a fault of kind $2"
	grep -q " with nothing disturbed" "$dir/rows" && fail "$1 shows without a fault"
	# The saved sequence shows the defect by itself.
	$tool run --quiet --subject "seeded:$1" "$(find "$dir" -name "*-$2-*.ops" -print -quit)" >/dev/null 2>&1
	[ $? = 1 ] || fail "what was saved of $1 does not show it"
	rm -f "$dir"/*.ops
}
if $tool seeded --list >/dev/null 2>&1; then
	found damage-behind-block-forgotten refill
	found partial-refill-not-counted memory
fi
finish
