#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# How many mistakes are behind the names? Allocators with one known mistake each, noise that shows it, a triage of each: the adjusted Rand index of
# the names and of the groups against the truth. Only in builds that have the mistakes.
#
# BUGS=24 FILES=30 SEEDS=30 is the whole set, of which docs/triage.md speaks: two minutes where the default takes ten seconds. SKIP=24 takes the next ones.
# ROWS=FILE keeps the rows the index is made of.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
BUGS=${BUGS:-8} FILES=${FILES:-12} SEEDS=${SEEDS:-6}
least=0.90 # of the groups: 0.94 of the default set, 0.925 of the whole; of the names 0.51 and 0.52
cd "$work" || exit 1
# shellcheck source=mistakes.sh
source "$SRC/tests/mistakes.sh"

# evaluate BUG: rows "BUG SIGNATURE GROUP STACK INPUTS". Groups of different allocators are different ones, names are names; a stack hash has one
# value for all of them, which is what an engine's abort() gives.
evaluate() {
	local bug=$1
	rm -rf bugs
	xargs "$BUDDYCHECK" triage --out bugs --subject "seeded:$bug" --json found.json <chosen >out 2>err
	holds "$bug: the triage comes to its end" grep -q "^triage: $FILES inputs, [1-9]" out
	tr '{' '\n' <found.json | sed -n 's/^"signature": "\([^"]*\)", "group": "\([^"]*\)".* "inputs": \([0-9]*\),.*/\1 \2 \3/p' |
		awk -v bug="$bug" '{ print bug, $1, bug "/" $2, "abort", $3 }' >>rows
}

make_noise
: >rows
each_mistake evaluate
checks=$((checks + 2))
[ "$(awk '{ sum += $5 } END { print sum }' rows)" -eq $((BUGS * FILES)) ] || fail "not every input is of a bug" rows
groups=$(rand_index 3 rows)
awk -v index_="$groups" -v least=$least 'BEGIN { exit index_ < least }' || fail "the index of the groups is $groups" rows
[ -z "${ROWS-}" ] || cp rows "$ROWS"
echo "$((BUGS * FILES)) inputs of $BUGS mistakes: adjusted Rand index $(rand_index 2 rows) by name, $groups by group, $(rand_index 4 rows) by stack;" \
	"$(wc -l <rows) names in $(cut -d ' ' -f 3 rows | sort -u | wc -l) groups"
finish
