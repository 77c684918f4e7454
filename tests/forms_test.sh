#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every form of a found bug reproduces it: for allocators with one known mistake (tests/seeded/), each minimum shows the bug ten times of ten as
# text, as bytes, and as a C program built against that allocator as an embedding project would build it.
#
# BUGS=24 FILES=30 SEEDS=30 is the whole set, an hour or two; SKIP=6 BUGS=3 a part of it. Only in builds with seeded defects.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
BUGS=${BUGS:-3} FILES=${FILES:-4} SEEDS=${SEEDS:-4}
cc=${CC:-gcc}
times=10
cd "$work" || exit 1

# shellcheck source=mistakes.sh
source "$SRC/tests/mistakes.sh"

# library BUG: compile the allocator with that mistake to BUG/lib; files that the patch does not touch are compiled only once.
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

# replays BUG: run text and bytes in ten processes, each of which must report every file's signature.
replays() {
	local bug=$1 i
	for i in $(seq $times); do
		"$BUDDYCHECK" run --subject "seeded:$bug" "$bug"/text "$bug"/bytes >out 2>err
		sed -n 's/^ *signature //p' out | sort >said
		replayed=$((replayed + $(comm -12 said "$bug/wanted" | wc -l)))
	done
}

# programs BUG: build each program and run it ten times.
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
	while read -r file; do
		number=$((number + 1))
		"$BUDDYCHECK" minimize "$file" -o "$bug/text/$number.ops" --subject "seeded:$bug" >out 2>err
		grep -q 'not proven minimal' out && fail "$bug: the minimum of $file is not minimal" out
		sed -n 's/^minimize: .* -> \([0-9]*\) ops.*/\1/p' out >>sizes
		sed -n 's/^signature //p' out >>"$bug/named"
		"$BUDDYCHECK" convert --to binary "$bug/text/$number.ops" "$bug/bytes/$number.bin"
	done <chosen
	sort "$bug/named" "$bug/named" >"$bug/wanted"
	sed "s/^/$bug /; s/\$/ 1/" "$bug/named" >>names
	library "$bug"
	replays "$bug"
	programs "$bug"
	echo "$bug: $(sort -u "$bug/named" | wc -l) names, $replayed replays and $ran programs so far"
}

mkdir sound
(cd sound && "$cc" -std=c11 -O1 -I "$SRC" -c "$SRC"/allocator/*.c) || fail "the allocator builds"
make_noise
replayed=0 ran=0
each_mistake evaluate
all=$((BUGS * FILES))
checks=$((checks + 3))
[ $replayed -eq $((2 * times * all)) ] || fail "$replayed of $((2 * times * all)) replays show the same"
[ $ran -eq $((times * all)) ] || fail "$ran of $((times * all)) programs show it"
median=$(sort -n sizes | sed -n "$((all / 2 + 1))p")
[ "${median:-99}" -le 8 ] || fail "the median of the minima is $median ops"
echo "$all inputs of $BUGS bugs: $replayed replays of text and bytes and $ran programs show the same; minima of $median ops (median);" \
	"adjusted Rand index of the names $(rand_index 2 names)"
finish
