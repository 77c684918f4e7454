#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# How many mistakes are behind the names? Allocators with one known mistake each (tests/seeded/), thirty files of noise that show it, a triage of
# each: the adjusted Rand index of the names and of the groups against the truth. Only in builds that have the mistakes.
#
# The mistakes are the first BUGS, in an order drawn once and for all, of those that enough files show; none is chosen for how it comes out.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
BUGS=${BUGS:-24} FILES=${FILES:-30} SEEDS=${SEEDS:-30}
least=0.85 # of the groups; what the names alone reach is below 0.7
cd "$work" || exit 1

# inputs: the noise that all of them are looked for in, in an order that mixes the scenarios.
inputs() {
	local scenario seed
	mkdir noise
	for scenario in $("$BUDDYCHECK" generate --list | sed 's/ .*//'); do
		for seed in $(seq "$SEEDS"); do
			"$BUDDYCHECK" generate --scenario "$scenario" --seed "$seed" --ops 150 >"noise/$scenario-$seed.ops"
		done
	done
	for seed in noise/*; do echo "$(cksum <"$seed") $seed"; done | sort -n | sed 's/.* //' >order
}

# evaluate BUG: rows "BUG SIGNATURE GROUP INPUTS" for the index; false if too few files show it.
evaluate() {
	local bug=$1
	"$BUDDYCHECK" run --subject "seeded:$bug" noise 2>err | sed -n 's/^\(noise[^:]*\): .*/\1/p' | sort -u >showing
	grep -xFf showing order | head -n "$FILES" >chosen
	[ "$(wc -l <chosen)" -eq "$FILES" ] || return 1
	rm -rf bugs
	xargs "$BUDDYCHECK" triage --out bugs --subject "seeded:$bug" --json found.json <chosen >out 2>err
	holds "$bug: the triage comes to its end" grep -q "^triage: $FILES inputs, [1-9]" out
	tr '{' '\n' <found.json | sed -n 's/^"signature": "\([^"]*\)", "group": "\([^"]*\)".* "inputs": \([0-9]*\),.*/\1 \2 \3/p' | sed "s/^/$bug /" >>rows
}

# index COLUMN: the adjusted Rand index of truth and that column; groups of different allocators are different ones, names are names.
index() {
	awk -v column="$1" 'function pairs(n) { return n * (n - 1) / 2 }
		{ k = column == 3 ? $1 " " $3 : column == 2 ? $2 : "stack"; both[$1 " " k] += $4; truth[$1] += $4; named[k] += $4; all += $4 }
		END {
			for (k in both) b += pairs(both[k])
			for (k in truth) t += pairs(truth[k])
			for (k in named) s += pairs(named[k])
			chance = t * s / pairs(all)
			most = (t + s) / 2
			printf "%.3f", most == chance ? 1 : (b - chance) / (most - chance)
		}' rows
}

inputs
: >rows
taken=0
for bug in $("$BUDDYCHECK" seeded --list | awk '$2 == "allocator" && $3 != "control" { print $1 }' |
	while read -r name; do echo "$(cksum <<<"$name") $name"; done | sort -n | sed 's/.* //'); do
	[ $taken -lt "$BUGS" ] || break
	evaluate "$bug" || continue
	taken=$((taken + 1))
done
checks=$((checks + 2))
[ $taken -eq "$BUGS" ] || fail "only $taken mistakes are shown by $FILES files"
[ "$(awk '{ sum += $4 } END { print sum }' rows)" -eq $((taken * FILES)) ] || fail "not every input is of a bug" rows
groups=$(index 3)
awk -v index_="$groups" -v least=$least 'BEGIN { exit index_ < least }' || fail "the index of the groups is $groups" rows
echo "$((taken * FILES)) inputs of $taken mistakes: adjusted Rand index $(index 2) by name, $groups by group, $(index 1) by stack;" \
	"$(wc -l <rows) names in $(awk '{ print $1, $3 }' rows | sort -u | wc -l) groups"
finish
