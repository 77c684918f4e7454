#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# docs/corner-cases.md lists which tests show each of the specification's 56 corner cases. It is generated from the tests' own tables, and
# every case must have a test.
# --write updates the page.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
page=$SRC/docs/corner-cases.md

# cases: for each case whose name begins with a number, a line: number TAB "file: name" TAB text.
cases() {
	local file
	for file in "$SRC"/tests/corner_*_test.c; do
		sed -nE 's/^\t\{ "([0-9]+)(-[^"]*)?", "([^"]*)".*/\1\t'"$(basename "$file" _test.c | sed 's/corner_//')"': \1\2\t\3/p' "$file"
	done | sort -t "$(printf '\t')" -k1,1n -s
}

table() {
	echo "| case | tests |"
	echo "|---|---|"
	awk -F '\t' '{ if ($1 != last) { printf "%s| %s | ", last ? " |\n" : "", $1; last = $1 } else printf "; "; printf "%s (%s)", $2, $3 } END { print " |" }' "$work/cases"
}

text() {
	cat <<-'END'
		# Corner cases

		The specification ends with 56 corner cases for tests written by hand. Each is a test that both sides must pass: `buddy: 4` is the case `4` of
		`tests/corner_buddy_test.c`; a name with more than the number is a variant. In parentheses are the rules that it tests (`docs/semantics`)
		and what it shows. This page is generated from the tests: `bash tests/corner_cases_test.sh --write`.

	END
	table
}

cases >"$work/cases"
if [ "${1:-}" = --write ]; then
	text >"$page"
	exit 0
fi
for number in $(seq 1 56); do
	checks=$((checks + 1))
	grep -q "^$number	" "$work/cases" || fail "corner case $number has no test"
done
checks=$((checks + 1))
text | cmp -s - "$page" || fail "docs/corner-cases.md does not match the tests: bash tests/corner_cases_test.sh --write"
finish
