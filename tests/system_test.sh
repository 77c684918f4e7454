#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# docs/system.md names files, rules, corner cases, scenarios and fuzz targets for each part of the system: all of them must exist, and each
# scenario must have seeds for the target in the same row.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

# Cells of the table, one a line: part TAB column TAB cell. The first two rows are the heading.
cells() {
	awk -F '|' '/^\|/ && ++row > 2 {
		for (i = 3; i < NF; i++) { gsub(/^ +| +$/, "", $i); printf "%s\t%d\t%s\n", substr($2, 2, 30), i - 1, $i }
		if (NF != 10) printf "%s\t0\t%d columns\n", substr($2, 2, 30), NF - 2
	}' "$1"
}

missing() { echo "docs/system.md, $1: there is no $2"; }

check_files() { # part, folder, cell
	local file
	for file in $(grep -oE '`[^`]+`' <<<"$3" | tr -d '`'); do
		[ -f "$SRC/$2/$file" ] || missing "$1" "$2/$file"
	done
}

check_rules() { # part, cell: "[page](file): A1 A2; [page](file): A3"
	local group page rule
	while IFS= read -r group; do
		page=$SRC/docs/$(sed -E 's/.*\(([^)]*)\).*/\1/' <<<"$group")
		[ -f "$page" ] || { missing "$1" "page in '$group'"; continue; }
		for rule in ${group##*:}; do
			grep -qE "(^|[^A-Za-z0-9*])\*\*$rule[.* ]" "$page" || missing "$1" "rule $rule in ${page##*/}"
		done
	done < <(tr ';' '\n' <<<"$2")
}

check_cases() { # part, cell: "node: a, b; path: c"
	local group file name
	while IFS= read -r group; do
		file=$SRC/tests/corner_$(sed -E 's/^ *([a-z_]+):.*/\1/' <<<"$group")_test.c
		[ -f "$file" ] || { missing "$1" "test for '$group'"; continue; }
		for name in $(tr ',' ' ' <<<"${group#*:}"); do
			grep -qF "	{ \"$name\", \"" "$file" || missing "$1" "case $name in ${file##*/}"
		done
	done < <(tr ';' '\n' <<<"$2")
}

# check_scenarios PART SCENARIOS TARGETS
check_scenarios() {
	local scenario target
	for target in $(tr ',' ' ' <<<"$3"); do
		[ -f "$SRC/fuzz/target_$target.c" ] || missing "$1" "fuzz/target_$target.c"
	done
	for scenario in $(tr ',' ' ' <<<"$2"); do
		grep -qx "$scenario" <<<"$running" || missing "$1" "scenario $scenario that runs"
		grep -qE "^ *$scenario( |$)" <<<"$scenarios" || missing "$1" "scenario $scenario"
		for target in $(tr ',' ' ' <<<"$3"); do
			compgen -G "$SRC/corpus/$target/$scenario-*.ops" >/dev/null && continue 2
		done
		missing "$1" "seed of scenario $scenario for target $3"
	done
}

check() {
	local part column cell last=''
	while IFS=$'\t' read -r part column cell; do
		case $column in
		0) missing "$part" "row of eight cells but one of $cell" ;;
		2) [ -n "$cell" ] || missing "$part" "kernel function" ;;
		3) check_files "$part" allocator "$cell" ;;
		4) check_files "$part" model "$cell" ;;
		5) check_rules "$part" "$cell" ;;
		6) check_cases "$part" "$cell" ;;
		7) last=$cell ;;
		8) check_scenarios "$part" "$last" "$cell" ;;
		esac
	done < <(cells "$1")
}

scenarios=$("$BUDDYCHECK" generate --list) || fail "generate --list: status $?"
# The targets that run everything in lockstep.
running=$(for name in $(cut -d' ' -f1 <<<"$scenarios"); do
	"$BUDDYCHECK" generate --scenario "$name" --seed 3 --ops 200 | "$BUDDYCHECK" run - >/dev/null && echo "$name"
done)
check "$SRC/docs/system.md" >"$work/missing"
lacks "what docs/system.md names" "$work/missing" .
rows=$(cells "$SRC/docs/system.md" | cut -f1 | uniq | wc -l)
checks=$((checks + 1))
[ "$rows" -ge 15 ] || fail "docs/system.md has $rows parts"

# The check itself: each kind of name is wrong once, in a table of the heading and the rows with such names.
for word in 'slowpath.c` |/slowpoke.c` |' 'H1 H2/H1 H99' 'node: masks/node: maskz' '| zonelist, numa |/| zonelists, numa |' \
	'| lifecycle |/| lifecircle |' '| guard | lifecycle |/| tutorial-split | lifecycle |'; do
	awk -v from="${word%%/*}" -v to="${word#*/}" '/^\|/ && ++row <= 2
		row > 2 && (i = index($0, from)) { print substr($0, 1, i - 1) to substr($0, i + length(from)) }' "$SRC/docs/system.md" >"$work/page"
	check "$work/page" >"$work/missing"
	has "'${word#*/}' instead of '${word%%/*}'" "$work/missing" .
done
finish
