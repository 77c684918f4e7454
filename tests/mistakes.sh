# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced after lib.sh by the tests that evaluate how found bugs are processed: allocators with one known mistake each (tests/seeded/), and noise
# that shows it. BUGS, FILES and SEEDS are the number of mistakes, of inputs for each, and of noise seeds; the caller has set them and is in a
# folder of its own.
#
# The mistakes are the first BUGS of those that enough inputs show, in an order drawn once and for all; none is chosen by its result.
# SKIP=24 skips the first 24 of these, to get mistakes that nothing was tuned on.
: "${BUGS:?}" "${FILES:?}" "${SEEDS:?}"
SKIP=${SKIP:-0}
portion=100 # inputs that are run at once: what is found in the first need not be looked for in the rest

# make_noise: every scenario under SEEDS seeds, in noise/; their names in the file order, which mixes the scenarios.
make_noise() {
	local scenario seed
	mkdir noise
	for scenario in $("$BUDDYCHECK" generate --list | sed 's/ .*//'); do
		for seed in $(seq "$SEEDS"); do
			"$BUDDYCHECK" generate --scenario "$scenario" --seed "$seed" --ops 150 >"noise/$scenario-$seed.ops"
		done
	done
	cksum noise/* | sort -n | sed 's/.* //' >order
}

# choose_inputs BUG: write the names of the first FILES inputs that show it to the file `chosen`; false if there are fewer, or if one makes it
# crash: a stray write has other effects in each process, so no result would be reproducible.
choose_inputs() {
	local first=1
	: >chosen
	while [ "$(wc -l <chosen)" -lt "$FILES" ] && sed -n "$first,$((first + portion - 1))p" order >some && [ -s some ]; do
		xargs "$BUDDYCHECK" run --subject "seeded:$1" <some 2>err | sed -n 's/^\(noise[^:]*\): [a-z]* differs.*/\1/p' | sort -u >showing
		grep -xFf showing some >>chosen
		first=$((first + portion))
	done
	sed -i "$((FILES + 1)),\$d" chosen
	[ "$(wc -l <chosen)" -eq "$FILES" ] || return 1
	xargs "$BUDDYCHECK" run --subject "seeded:$1" <chosen >out 2>err
	! grep -qE '^noise[^:]*: (crashes|hangs) ' out
}

# each_mistake COMMAND: run COMMAND BUG for BUGS mistakes, with their inputs in `chosen`. Fails if there are fewer mistakes.
each_mistake() {
	local bug taken=$((-SKIP))
	for bug in $("$BUDDYCHECK" seeded --list | awk '$2 == "allocator" && $3 != "control" { print $1 }' |
		while read -r bug; do echo "$(cksum <<<"$bug") $bug"; done | sort -n | sed 's/.* //'); do
		[ "$taken" -lt "$BUGS" ] || break
		choose_inputs "$bug" || continue
		taken=$((taken + 1))
		[ "$taken" -le 0 ] || "$1" "$bug"
	done
	checks=$((checks + 1))
	[ "$taken" -eq "$BUGS" ] || fail "only $taken mistakes are shown by $FILES inputs"
}

# rand_index COLUMN FILE: the adjusted Rand index between the first column, the truth, and that column; the last column is the weight of a row.
rand_index() {
	awk -v column="$1" 'function pairs(n) { return n * (n - 1) / 2 }
		{ both[$1, $column] += $NF; truth[$1] += $NF; named[$column] += $NF; all += $NF }
		END {
			for (k in both) b += pairs(both[k])
			for (k in truth) t += pairs(truth[k])
			for (k in named) s += pairs(named[k])
			chance = t * s / pairs(all)
			most = (t + s) / 2
			printf "%.3f", most == chance ? 1 : (b - chance) / (most - chance)
		}' "$2"
}
