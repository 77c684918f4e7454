#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Every fuzz target that runs the lockstep must catch the canary within ten seconds and save the input as text that replays. The same targets
# must find nothing in the real allocator during a short run. A target must accept text and bytes. Builds without an engine only
# (fuzz/driver.c); scripts/fuzz --subject canary tests the engines.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
folder=$(dirname "$BUDDYCHECK")

# Cross builds call the tool through a wrapper in another folder, and an engine has its own main.
[ -x "$folder/fuzz_everything" ] || { echo "canary_test: no targets beside $BUDDYCHECK, skipped"; exit 0; }
grep -aq 'usage: fuzz_NAME' "$folder/fuzz_everything" || { echo "canary_test: built for an engine, skipped"; exit 0; }

for target in buddy pcp fallback watermark config everything; do
	mkdir -p "$work/$target"
	checks=$((checks + 3))
	# In a subshell, whose message "Aborted" is discarded.
	(BUDDYCHECK_SUBJECT=canary BUDDYCHECK_FINDINGS=$work/$target "$folder/fuzz_$target" --time 10 --seed 7 >"$work/log" 2>&1; exit $?) 2>/dev/null &&
		fail "$target: the canary lived for ten seconds" "$work/log"
	grep -q '^replay: buddycheck explain --subject canary ' "$work/log" || fail "$target: no report" "$work/log"
	"$BUDDYCHECK" run --subject canary "$work/$target"/*.ops >"$work/log" 2>&1
	[ $? -eq 1 ] || fail "$target: what was left does not replay" "$work/log"
	checks=$((checks + 1))
	BUDDYCHECK_FINDINGS=$work/$target "$folder/fuzz_$target" --runs 200 --seed 7 >"$work/log" 2>&1 || fail "$target: the allocator differs" "$work/log"
done

# Corpora hold text, engines produce bytes: both must give the same sequence.
sequence=$SRC/corpus/buddy/buddy-1.ops
ops=$("$BUDDYCHECK" run "$sequence" | sed -n 's/^run: 1 files, \([1-9][0-9]*\) ops, .*/\1/p')
"$BUDDYCHECK" convert --to input "$sequence" "$work/bytes" >"$work/log" 2>&1 || fail "not converted" "$work/log"
for form in "$work/bytes" "$sequence"; do
	expect "a file as ${form##*/}" 0 "$folder/fuzz_everything" "$form"
	said "all of its ops" "^stat::ops: $ops$"
done

printf 'buddycheck 1\nfre a\n' >"$work/typo.ops"
expect "text that is none" 2 "$folder/fuzz_everything" "$work/typo.ops"
said "where" 'typo\.ops:2:1: '
expect "nor is it a seed" 2 "$folder/fuzz_everything" --runs 1 "$work/typo.ops"

expect "a subject that is none" 2 env BUDDYCHECK_SUBJECT=nobody "$folder/fuzz_everything" --runs 1

finish
