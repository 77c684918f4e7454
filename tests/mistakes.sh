# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced after lib.sh by the tests that judge what becomes of found bugs: allocators with one known mistake each (tests/seeded/), and noise that
# shows it. BUGS, FILES and SEEDS say how many mistakes, how many inputs of each, and how much noise; the caller has set them and is in a folder
# of its own.
#
# The mistakes are the first BUGS, in an order drawn once and for all, of those that enough inputs show; none is chosen for how it comes out.
# SKIP=24 leaves out the first 24 of these, for another BUGS of which nothing was tuned.
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

# choose_inputs BUG: the first FILES that show it, into the file chosen; false if there are fewer, or if one of them makes it crash: what writes where
# it must not is another mistake in each process, and nothing said of it holds for the next.
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

# each_mistake COMMAND: runs COMMAND BUG for BUGS mistakes, their inputs in chosen. Fails where there are not so many.
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

# rand_index COLUMN FILE: the adjusted Rand index of the first column, the truth, and that one; each row counts as often as its last column says.
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
