#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Rules are cited by letter and number (B5, F8, S12) in code, tests and documents. Every citation must lead somewhere: each rule is
# defined exactly once in docs/semantics*, and what the corner cases and the documents cite is defined.
set -u

rule='[A-Z][0-9]{1,2}'

# The rules that files define: a bold letter and number, "**B5." or "**S12**" or "**V1. Title".
defined()
{
	grep -ohE "(^|[^A-Za-z0-9*])\*\*$rule[.* ]" "$@" | grep -oE "$rule"
}

# Rules cited by the corner cases: the second string of each row of their tables.
cited_by_tests()
{
	sed -nE 's/^\t\{ "[^"]*", "([^":]*):.*/\1/p' "$@" | grep -oE "\b$rule\b"
}

# Rules cited in documents: outside of code spans; letters that begin rules only.
cited_by_documents()
{
	sed -E 's/`[^`]*`//g' "$@" | grep -oE "\b[BCEFGHIKLMNPQSTUVWZ][0-9]{1,2}(\.[0-9])?\b" | grep -oE "^$rule"
}

check()
{
	local dir=$1 failed=0 known twice cited
	known=$(defined "$dir"/docs/semantics.md "$dir"/docs/semantics/*.md)
	twice=$(sort <<<"$known" | uniq -d)
	if [ -n "$twice" ]; then
		echo "defined twice:" $twice
		failed=1
	fi
	cited=$(cited_by_tests "$dir"/tests/corner_*_test.c; cited_by_documents "$dir"/docs/semantics.md "$dir"/docs/semantics/*.md)
	for r in $(sort -u <<<"$cited"); do
		if ! grep -qx "$r" <<<"$known"; then
			echo "cited but not defined: $r"
			failed=1
		fi
	done
	echo "$(wc -l <<<"$known") rules, $(cited_by_tests "$dir"/tests/corner_*_test.c | sort -u | wc -l) of them shown by corner cases"
	return $failed
}

# The check must notice what it is there for.
self_test()
{
	local dir failed=0
	dir=$(mktemp -d)
	mkdir -p "$dir/docs/semantics" "$dir/tests"
	cp "$SRC"/docs/semantics.md "$dir/docs/"
	cp "$SRC"/docs/semantics/*.md "$dir/docs/semantics/"
	cp "$SRC"/tests/corner_*_test.c "$dir/tests/"
	sed -i 's/"B9: tutorial/"B99: tutorial/' "$dir/tests/corner_buddy_test.c"
	check "$dir" | grep -q "cited but not defined: B99" || { echo "self test: a wrong citation of a test passes"; failed=1; }
	cp "$SRC"/tests/corner_buddy_test.c "$dir/tests/"
	echo "**B5. Again.**" >>"$dir/docs/semantics/pcp.md"
	check "$dir" | grep -q "defined twice: B5" || { echo "self test: a rule defined twice passes"; failed=1; }
	rm -r "$dir"
	return $failed
}

SRC=${SRC:-$(cd "$(dirname "$0")/.." && pwd)}
self_test && check "$SRC"
