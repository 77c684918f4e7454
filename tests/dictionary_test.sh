#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The dictionary for the engines: well-formed lines with names of their own, a word for every op and setting, and each op's word, put behind a
# profile byte, reads back as that op.
set -u
SRC=${SRC:-$(cd "$(dirname "$0")/.." && pwd)}
BUDDYCHECK=${BUDDYCHECK:-$SRC/build/release/bin/buddycheck}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
checks=0 failures=0

check() {
	local what=$1
	shift
	checks=$((checks + 1))
	"$@" >"$work/log" 2>&1 || { echo "FAIL: $what"; head -n 5 "$work/log" | sed 's/^/    /'; failures=$((failures + 1)); }
}
nothing() { ! "$@"; }

check "it is printed" sh -c '"$1" generate --dictionary >"$2"' - "$BUDDYCHECK" "$work/dict"
check "lines are comments or name=\"\\xNN...\"" nothing grep -vE '^#|^[A-Za-z0-9_]+="(\\x[0-9a-f]{2}){1,16}"$' "$work/dict"
check "names are unique" nothing sh -c 'cut -d= -f1 "$1" | sort | uniq -d | grep .' - "$work/dict"
check "there are the usual gfp words" grep -q '^gfp_GFP_KERNEL=' "$work/dict"
check "there are settings" grep -q '^set_min_free_kbytes=' "$work/dict"

# One input of all op words.
{ printf '\0'; sed -n 's/^op_.*="\(.*\)"$/\1/p' "$work/dict" | while read -r bytes; do printf '%b' "$bytes"; done; } >"$work/input"
sed -n 's/^op_\(.*\)=.*/\1/p' "$work/dict" >"$work/names"
"$BUDDYCHECK" convert --loose --to text "$work/input" "$work/text" 2>"$work/log"
sed -e 1,2d -e 's/^[a-z]* = //' -e 's/ .*//' "$work/text" >"$work/read"
check "op words read back as their ops" diff "$work/names" "$work/read"
# nop needs no word, set has one for each setting.
rows=$("$BUDDYCHECK" generate --language | sed -n '/^### Ops/,/^### Arg/p' | grep -c '^| `')
check "every other op of the reference has a word" test "$(wc -l <"$work/names")" -eq $((rows - 2))

echo "dictionary_test: $checks checks, $failures failed"
[ $failures -eq 0 ]
