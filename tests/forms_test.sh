#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a found bug becomes shows it every time: of allocators with a known mistake in them (tests/seeded/), each minimum ten times of ten as text,
# as bytes, and as a C program that is built against that very allocator as an embedding project would build it.
#
# BUGS and FILES say how many mistakes and how many inputs of each; BUGS=24 FILES=30 SEEDS=30 is the whole set, an hour or two. Only in builds that have the mistakes.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
BUGS=${BUGS:-3} FILES=${FILES:-4} SEEDS=${SEEDS:-4}
cc=${CC:-gcc}
times=10
cd "$work" || exit 1

# Each is shown by at least 30 of the inputs made below (28 scenarios, 30 seeds).
bugs=(merge-stops-early local-means-preferred refill-at-the-head boost-survives-new-marks boot-block-beyond-max-order
	cma-isolation-uncounted-as-movable cma-remainder-on-movable-list compound-block-freed-in-parts contig-loses-the-surplus dead-cpu-keeps-pages
	fallbacks-in-wrong-order flush-from-the-head flush-ignores-isolation foreign-counted-at-taker half-filed-too-low isolated-buddy-not-checked
	isolated-merges-with-others isolated-page-is-cached isolation-leaves-page-sets isolation-stays-counted largest-block-invisible
	largest-blocks-miscounted last-node-forgotten mark-is-enough merge-across-zones move-to-head no-preferred-zone pcp-ignores-type
	referenced-block-leaks shortcut-ignores-reserve single-pages-reserve-blocks wake-every-zone)
bugs=("${bugs[@]:0:$BUGS}")

# inputs: the noise that all of them are looked for in.
inputs() {
	local scenario seed
	mkdir noise
	for scenario in $("$BUDDYCHECK" generate --list | sed 's/ .*//'); do
		for seed in $(seq 1 "$SEEDS"); do
			"$BUDDYCHECK" generate --scenario "$scenario" --seed "$seed" --ops 150 >"noise/$scenario-$seed.ops"
		done
	done
}

# library BUG: objects of the allocator with that mistake in BUG/lib; what the patch leaves alone is compiled once.
library() {
	local file
	mkdir -p "$1/lib"
	cp -r "$SRC/allocator" "$1/allocator"
	patch -d "$1" -p1 -s --fuzz=0 --no-backup-if-mismatch <"$SRC/tests/seeded/$1.patch" || fail "$1 does not apply"
	cp sound/*.o "$1/lib/"
	for file in "$1"/allocator/*.c; do
		diff -rq --exclude='*.c' "$SRC/allocator" "$1/allocator" >differ && cmp -s "$file" "$SRC/allocator/${file##*/}" && continue
		"$cc" -std=c11 -O1 -I "$1" -I "$SRC" -c "$file" -o "$1/lib/$(basename "$file" .c).o" || fail "$1: $file does not build"
	done
}

# replays BUG: text and bytes in ten processes, each of which must give every file its signature.
replays() {
	local bug=$1 i
	for i in $(seq $times); do
		"$BUDDYCHECK" run --subject "seeded:$bug" "$bug"/text "$bug"/bytes >out 2>err
		sed -n 's/^ *signature //p' out | sort >said
		replayed=$((replayed + $(comm -12 said "$bug/wanted" | wc -l)))
	done
}

# programs BUG: each built and run ten times.
programs() {
	local bug=$1 file
	for file in "$bug"/text/*.ops; do
		if ! "$BUDDYCHECK" emit-c "$file" -o program.c --subject "seeded:$bug" 2>err ||
			! "$cc" -std=c11 -Wall -Wextra -Werror -I "$SRC" program.c "$bug"/lib/*.o -o program 2>err; then
			fail "$bug: no program of ${file##*/}" "$file" err
			continue
		fi
		if timeout 60 bash -c 'for i in $(seq "$1"); do ./program >out 2>&1; [ $? -eq 1 ] || exit 1; done' - $times; then
			ran=$((ran + times))
		else
			fail "$bug: the program of ${file##*/} does not show it" "$file" out
		fi
	done
}

# evaluate BUG
evaluate() {
	local bug=$1 file number=0
	mkdir -p "$bug/text" "$bug/bytes"
	"$BUDDYCHECK" run --subject "seeded:$bug" noise 2>err | sed -n 's/^\(noise[^:]*\): .*/\1/p' | sort -u | head -n "$FILES" >"$bug/files"
	checks=$((checks + 1))
	[ "$(wc -l <"$bug/files")" -eq "$FILES" ] || fail "$bug: only $(wc -l <"$bug/files") inputs show it" err
	while read -r file; do
		number=$((number + 1))
		"$BUDDYCHECK" minimize "$file" -o "$bug/text/$number.ops" --subject "seeded:$bug" >out 2>err
		grep -q 'not proven minimal' out && fail "$bug: the minimum of $file is not minimal" out
		sed -n 's/^minimize: .* -> \([0-9]*\) ops.*/\1/p' out >>sizes
		sed -n 's/^signature //p' out >>"$bug/named"
		"$BUDDYCHECK" convert --to binary "$bug/text/$number.ops" "$bug/bytes/$number.bin"
	done <"$bug/files"
	sort "$bug/named" "$bug/named" >"$bug/wanted"
	sed "s/^/$bug /" "$bug/named" >>names
	library "$bug"
	replays "$bug"
	programs "$bug"
	echo "$bug: $(sort -u "$bug/named" | wc -l) names, $replayed replays and $ran programs so far"
}

# index: the adjusted Rand index of rows "BUG SIGNATURE", for those who read the last line.
index() {
	awk 'function pairs(n) { return n * (n - 1) / 2 }
		{ both[$0]++; truth[$1]++; name[$2]++ }
		END {
			for (k in both) b += pairs(both[k])
			for (k in truth) t += pairs(truth[k])
			for (k in name) s += pairs(name[k])
			chance = t * s / pairs(NR)
			most = (t + s) / 2
			printf "%.2f", most == chance ? 1 : (b - chance) / (most - chance)
		}' names
}

mkdir sound
(cd sound && "$cc" -std=c11 -O1 -I "$SRC" -c "$SRC"/allocator/*.c) || fail "the allocator builds"
inputs
replayed=0 ran=0
for bug in "${bugs[@]}"; do evaluate "$bug"; done
all=$((${#bugs[@]} * FILES))
checks=$((checks + 3))
[ $replayed -eq $((2 * times * all)) ] || fail "$replayed of $((2 * times * all)) replays show the same"
[ $ran -eq $((times * all)) ] || fail "$ran of $((times * all)) programs show it"
median=$(sort -n sizes | sed -n "$((all / 2 + 1))p")
[ "${median:-99}" -le 8 ] || fail "the median of the minima is $median ops"
echo "$all inputs of ${#bugs[@]} bugs: $replayed replays of text and bytes and $ran programs show the same; minima of $median ops (median);" \
	"adjusted Rand index of the names $(index)"
finish
