#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Rules are cited by letter and number (B5, F8, S12) in code, tests and documents. Every citation must lead somewhere: each rule is
# defined exactly once in docs/semantics*, and what the corner cases and the documents cite is defined.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

rule='[A-Z][0-9]{1,2}'

# The rules that the files define: a bold letter and number, "**B5." or "**S12**" or "**V1. Title".
defined() { grep -ohE "(^|[^A-Za-z0-9*])\*\*$rule[.* ]" "$@" | grep -oE "$rule"; }

# Rules cited by the corner cases: the second string of each row of their tables.
cited_by_tests() { sed -nE 's/^\t\{ "[^"]*", "([^":]*):.*/\1/p' "$@" | grep -oE "\b$rule\b"; }

# Rules cited in documents, outside of code spans; only letters that begin rules.
cited_by_documents() {
	sed -E 's/`[^`]*`//g' "$@" | grep -oE "\b[BCEFGHIKLMNPQSTUVWZ][0-9]{1,2}(\.[0-9])?\b" | grep -oE "^$rule"
}

# wrong DIR: print what is wrong there, one line each.
wrong() {
	local known
	known=$(defined "$1"/docs/semantics.md "$1"/docs/semantics/*.md)
	sort <<<"$known" | uniq -d | sed 's/^/defined twice: /'
	{ cited_by_tests "$1"/tests/corner_*_test.c; cited_by_documents "$1"/docs/semantics.md "$1"/docs/semantics/*.md; } |
		sort -u | grep -vxF -f <(sort -u <<<"$known") | sed 's/^/cited but not defined: /'
}

wrong "$SRC" >"$work/wrong"
lacks "rules of docs/semantics" "$work/wrong" .
echo "$(defined "$SRC"/docs/semantics.md "$SRC"/docs/semantics/*.md | wc -l) rules," \
	"$(cited_by_tests "$SRC"/tests/corner_*_test.c | sort -u | wc -l) of them shown by corner cases"

# The check itself: it must report planted errors.
mkdir -p "$work/docs/semantics" "$work/tests"
cp "$SRC"/docs/semantics.md "$work/docs/"
cp "$SRC"/docs/semantics/*.md "$work/docs/semantics/"
cp "$SRC"/tests/corner_*_test.c "$work/tests/"
sed -i 's/"B9: tutorial/"B99: tutorial/' "$work/tests/corner_buddy_test.c"
wrong "$work" >"$work/wrong"
has "a wrong citation of a test" "$work/wrong" '^cited but not defined: B99$'
echo "**B5. Again.**" >>"$work/docs/semantics/pcp.md"
wrong "$work" >"$work/wrong"
has "a rule defined twice" "$work/wrong" '^defined twice: B5$'
finish
