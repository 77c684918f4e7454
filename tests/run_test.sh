#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# run, digest and explain from outside: last lines, exit statuses, the same digest twice, the canary named and explained, and a message with
# status 2 for everything that is not a sequence. The expected picture is worked out by hand from the rules of the buddy.
set -u
SRC=${SRC:-$(cd "$(dirname "$0")/.." && pwd)}
BUDDYCHECK=${BUDDYCHECK:-$SRC/build/release/bin/buddycheck}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
checks=0 failures=0

fail() { echo "FAIL: $*"; sed 's/^/    /' "$work/out" "$work/err"; failures=$((failures + 1)); }

# check NAME STATUS LAST-LINE-REGEX COMMAND...: "" for a last line that does not matter
check() {
	local name=$1 status=$2 last=$3
	shift 3
	checks=$((checks + 1))
	"$@" >"$work/out" 2>"$work/err"
	local got=$?
	[ $got -eq "$status" ] || { fail "$name: exit status $got, expected $status"; return; }
	[ -z "$last" ] || tail -n 1 "$work/out" | grep -qE -- "$last" || fail "$name: the last line is not $last"
}

# said NAME REGEX: the last command said so on stderr
said() {
	checks=$((checks + 1))
	grep -qE -- "$2" "$work/err" || fail "$1: nothing on stderr matches $2"
}

# The second block of order 2 in a zone whose first page is taken: 64 is a, 65 is c, b is 68..71.
cat >"$work/three.ops" <<'END'
buddycheck 1
profile linux-5.10
machine pageblock_order=4 max_order=7
zone NORMAL pfn=64..192
set min_free_kbytes=0
a = alloc order=0 gfp=GFP_KERNEL
b = alloc order=2 gfp=GFP_KERNEL
c = alloc order=0 gfp=GFP_KERNEL
free b
END

check "run" 0 '^run: 1 files, 4 ops, 1 agreed, 0 diverged$' "$BUDDYCHECK" run "$work/three.ops"
check "run --quiet" 0 '^run: 1 files, 4 ops, 1 agreed, 0 diverged$' "$BUDDYCHECK" run --quiet --every-op "$work/three.ops"
check "run --subject model" 0 '^run: 1 files, 4 ops, 1 agreed, 0 diverged$' "$BUDDYCHECK" run --subject model "$work/three.ops"
check "run the canary" 1 '^run: 1 files, 4 ops, 0 agreed, 1 diverged$' "$BUDDYCHECK" run --subject canary "$work/three.ops"
check "run --json" 1 '"signature": "free-counter-free-less".*"agreed": 0, "diverged": 1}$' "$BUDDYCHECK" run --json --subject canary "$work/three.ops"
check "explain agreement" 0 'agree on all 7 ops$' "$BUDDYCHECK" explain "$work/three.ops"

check "explain the canary" 1 "^replay: buddycheck explain --subject canary $work/three.ops\$" "$BUDDYCHECK" explain --subject canary "$work/three.ops"
cat >"$work/expected" <<'END'
free-counter-free-less
op 6 of 7:  free b
  in the kernel: __free_pages
  counter: free zone=0
  expected  126
  canary    125

counters                           oracle       canary
  zone 0 free                         126          125   <--

memory (O the oracle, S canary)
zone 0 node 0 NORMAL pfn 64..192, pageblocks of 16 pages
          64 |##U1U222U3333333U444444444444444U5555555555555555555555555555555| UUUU
         128 |M666666666666666666666666666666666666666666666666666666666666666| MMMM
END
checks=$((checks + 1))
head -n 14 "$work/out" | diff "$work/expected" - || fail "the explanation of the canary"

check "digest" 0 "^[0-9a-f]{16}  $work/three.ops\$" "$BUDDYCHECK" digest "$work/three.ops"
tail -n 1 "$work/out" >"$work/digest"
check "digest --per-op" 0 "" "$BUDDYCHECK" digest --per-op "$work/three.ops"
checks=$((checks + 2))
[ "$(wc -l <"$work/out")" -eq 5 ] || fail "one line per op and one for the file"
tail -n 1 "$work/out" | cmp -s - "$work/digest" || fail "another digest per op"

# An expectation that holds and one that does not; a digest that holds and one that does not.
sed 's/^b = .*/& -> 68/' "$work/three.ops" >"$work/right.ops"
sed 's/^b = .*/& -> 72/' "$work/three.ops" >"$work/wrong.ops"
check "an expectation that holds" 0 "" "$BUDDYCHECK" run "$work/right.ops"
check "one that does not" 1 "" "$BUDDYCHECK" run "$work/wrong.ops"
digest=$(cut -c1-16 "$work/digest")
sed "2a digest $digest" "$work/three.ops" >"$work/digested.ops"
check "a digest that holds" 0 "" "$BUDDYCHECK" run "$work/digested.ops"
sed "2a digest 0000000000000001" "$work/three.ops" >"$work/digested.ops"
check "one that does not" 1 "" "$BUDDYCHECK" run "$work/digested.ops"

# Folders: sorted, each file once; what is not there, empty or not a sequence.
mkdir -p "$work/folder/inner" "$work/empty"
cp "$work/three.ops" "$work/folder/b.ops"
cp "$work/three.ops" "$work/folder/inner/c.ops"
cp "$work/three.ops" "$work/folder/a.ops"
check "digest of a folder" 0 "  $work/folder/inner/c.ops\$" "$BUDDYCHECK" digest "$work/folder" "$work/folder/a.ops"
checks=$((checks + 1))
[ "$(sed 's/.*folder.//' "$work/out" | tr '\n' ' ')" = "a.ops b.ops inner/c.ops " ] || fail "sorted by name, each once"
check "an empty folder" 2 "" "$BUDDYCHECK" run "$work/empty"
said "an empty folder" "no files in the folder"
check "no such file" 2 "" "$BUDDYCHECK" run "$work/nothing"
said "no such file" "cannot read .*nothing"
check "no argument" 2 "" "$BUDDYCHECK" run
check "an option that is none" 2 "" "$BUDDYCHECK" run --all "$work/three.ops"
check "a subject that is none" 2 "" "$BUDDYCHECK" run --subject nobody "$work/three.ops"
said "a subject that is none" "there is no subject 'nobody'; there are allocator"
echo "buddycheck 1
a = allocate" >"$work/broken.ops"
check "malformed text" 2 "" "$BUDDYCHECK" run "$work/broken.ops"
said "malformed text" "broken.ops:2:"
: >"$work/empty.ops"
check "an empty file" 2 "" "$BUDDYCHECK" run "$work/empty.ops"
check "explain without a file" 2 "" "$BUDDYCHECK" explain
check "a command that is none" 2 "" "$BUDDYCHECK" jump
for command in run explain digest; do
	check "$command --help" 0 "" "$BUDDYCHECK" "$command" --help
done
check "--help" 0 "" "$BUDDYCHECK" --help
check "--version" 0 '^buddycheck [0-9]' "$BUDDYCHECK" --version

echo "run_test: $checks checks, $failures failed"
[ $failures -eq 0 ]
