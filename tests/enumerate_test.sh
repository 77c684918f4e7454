#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The enumerate command, quick runs: small zones whose state counts are known in advance (docs/enumerate.md), all profiles, a limited run with
# per-CPU lists, a faulty subject that must be caught with a path that replays, and keys that are complete or not.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

# check NAME STATUS LAST-LINE-REGEX ARGUMENT...
check() { expect_last "$1" "$2" "$3" "$BUDDYCHECK" enumerate "${@:4}"; }

# 2, 5, 26, 677: a block is either allocated as a whole or two halves; two free halves are the free block. Transitions are frees and allocations.
has "all profiles" <(profiles) "linux-5.10 .*linux-6.12"
for profile in $(profiles); do
	check "2 pages, $profile" 0 '^enumerate: 5 states, 9 transitions, 0 diverged$' --machine zone2 --profile $profile
	check "4 pages, $profile" 0 '^enumerate: 26 states, 82 transitions, 0 diverged$' --machine zone4 --profile $profile
	check "8 pages, $profile" 0 '^enumerate: 677 states, 3743 transitions, 0 diverged$' --machine zone8 --profile $profile
	check "cached pages, $profile" 0 ', 0 diverged$' --machine pcp8 --length 4 --profile $profile
	check "all kinds of ops, $profile" 0 ', 0 diverged$' --length 2 --profile $profile
done
check "more than one machine" 0 '^enumerate: 31 states, 91 transitions, 0 diverged$' --machine zone2 --machine zone4

# The result does not depend on the number of processes.
check "one process" 0 ', 0 diverged$' --machine lists8 --length 6 --jobs 1
cut -d' ' -f1-5 "$work/out" >"$work/one"
check "three processes" 0 ', 0 diverged$' --machine lists8 --length 6 --jobs 3
checks=$((checks + 1))
cut -d' ' -f1-5 "$work/out" | diff "$work/one" - || fail "three processes walk elsewhere"

# The oracle against itself, and a faulty subject: the path found is a shortest one and replays.
check "the oracle itself" 0 '^enumerate: 26 states, 82 transitions, 0 diverged$' --machine zone4 --subject model
check "the canary" 1 ', [1-9][0-9]* diverged$' --machine zone8 --subject canary -o "$work/found.ops"
said "what differs" 'counter differs: free zone=0: oracle'
checks=$((checks + 1))
"$BUDDYCHECK" run --subject canary "$work/found.ops" >"$work/out" 2>"$work/err"
[ $? -eq 1 ] || fail "the path does not replay"
"$BUDDYCHECK" run "$work/found.ops" >"$work/out" 2>"$work/err" || fail "the path diverges without the lie"

# A machine from a file; a key that leaves nothing out, and two that leave out the order of lists.
cat >"$work/menu.ops" <<'END'
buddycheck 1
machine cpus=1 pageblock_order=2 max_order=3
zone NORMAL pfn=16..28
set min_free_kbytes=0
set pcp_mode=fixed
set pcp_batch=1
free_at
a = alloc gfp=GFP_NOWAIT
a = alloc order=1 gfp=GFP_NOWAIT
END
check "a file" 0 ', 0 diverged$' "$work/menu.ops" --length 4
check "a complete key" 0 ', 0 diverged$' --machine pcp8 --length 3 --recheck
check "a key without lists" 1 ', [1-9][0-9]* diverged$' --machine zone4 --recheck
said "what is wrong" 'revisits of a state behave differently'
check "a file's blocks" 1 ', [1-9][0-9]* diverged$' "$work/menu.ops" --length 6 --blocks --recheck
check "cut short" 3 ', 0 diverged$' "$work/menu.ops" --max-states 100
said "cut short" ', not complete, '
said "which is no proof" 'buddycheck enumerate: not complete: there are more states than --max-states'
check "cut short, but not before the lie" 1 ', [1-9][0-9]* diverged$' --subject canary --machine zone8 --max-states 100

sed 's/16\.\.28/16..96/' "$work/menu.ops" >"$work/large.ops"
check "too large" 2 "" "$work/large.ops"
said "too large" '64 pages at most'
sed '/^free_at\|^a =/d' "$work/menu.ops" >"$work/none.ops"
check "no menu" 2 "" "$work/none.ops"
{ cat "$work/menu.ops"; echo "get_page a"; } >"$work/hidden.ops"
check "what no view shows" 2 "" "$work/hidden.ops"
said "what no view shows" 'no view shows'
check "no machine" 2 "" --machine zone7
check "neither machine nor file" 2 ""
check "both" 2 "" --machine zone2 "$work/menu.ops"
check "no such profile" 2 "" --machine zone2 --profile linux-2.4
check "--help" 0 "" --help

finish
