#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Nothing has become slower: instructions per op of the works of `buddycheck bench`, counted by callgrind, may exceed tests/instructions.txt
# by at most 15 %. Time is not tested, since machines and their load differ.
# usage: instructions_test.sh [--write]   --write rewrites the file
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
set -o pipefail
known=$SRC/tests/instructions.txt
slack=15

if ! command -v valgrind >/dev/null; then
	echo "instructions_test: not run: there is no valgrind here (scripts/install-deps installs it)"
	exit 77
fi

# counted SUBJECT WORK...: "WORK SUBJECT INSTRUCTIONS" per work.
counted() {
	local subject=$1
	shift
	"$SRC/scripts/lib/instructions.py" "$BUDDYCHECK" --subject "$subject" "$@" | sed "s/ / $subject /"
}

all() {
	counted allocator hot bulk-alloc bulk-free-fifo bulk-free-random mixed-1g order9-alloc order9-free init-64g lockstep &&
		counted allocator-bulk bulk-alloc bulk-free-random
}

# within WORK SUBJECT NOW: NOW is within that slack of the file's number.
within() {
	local limit
	limit=$(awk -v work="$1" -v subject="$2" -v slack=$slack '$1 == work && $2 == subject { print $3 * (100 + slack) / 100 }' "$known")
	[ -n "$limit" ] || { echo "tests/instructions.txt does not know $1 $2"; return 1; }
	awk -v now="$3" -v limit="$limit" 'BEGIN { exit !(now <= limit) }' && return
	echo "$1 $2: $3 instructions per op, at most $limit expected; if they are worth it: tests/instructions_test.sh --write"
	return 1
}

if [ "${1-}" = --write ]; then
	all >"$work/now" && { sed -n '/^#/p' "$known"; cat "$work/now"; } >"$work/new" && cp "$work/new" "$known"
	exit
fi
holds "instructions can be counted" all
[ $failures -eq 0 ] || finish
cp "$work/log" "$work/now"
while read -r name subject now; do
	holds "$name $subject needs no more instructions than it did" within "$name" "$subject" "$now"
done <"$work/now"
finish
