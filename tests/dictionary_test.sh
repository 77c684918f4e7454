#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The dictionary for the engines: well-formed lines with unique names, a word for every op and setting; and each op's word, after a profile
# byte, decodes to that op.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
nothing() { ! "$@"; }

holds "it is printed" sh -c '"$1" generate --dictionary >"$2"' - "$BUDDYCHECK" "$work/dict"
holds "lines are comments or name=\"\\xNN...\"" nothing grep -vE '^#|^[A-Za-z0-9_]+="(\\x[0-9a-f]{2}){1,16}"$' "$work/dict"
holds "names are unique" nothing sh -c 'cut -d= -f1 "$1" | sort | uniq -d | grep .' - "$work/dict"
holds "there are the usual gfp words" grep -q '^gfp_GFP_KERNEL=' "$work/dict"
holds "there are settings" grep -q '^set_min_free_kbytes=' "$work/dict"

# One input of all op words.
{ printf '\0'; sed -n 's/^op_.*="\(.*\)"$/\1/p' "$work/dict" | while read -r bytes; do printf '%b' "$bytes"; done; } >"$work/input"
sed -n 's/^op_\(.*\)=.*/\1/p' "$work/dict" >"$work/names"
"$BUDDYCHECK" convert --loose --to text "$work/input" "$work/text" 2>"$work/log"
sed -e 1,2d -e 's/^[a-z]* = //' -e 's/ .*//' "$work/text" >"$work/read"
holds "op words read back as their ops" diff "$work/names" "$work/read"
# nop needs no word; set has one for each setting.
rows=$("$BUDDYCHECK" generate --language | sed -n '/^### Ops/,/^### Arg/p' | grep -c '^| `')
holds "every other op of the reference has a word" test "$(wc -l <"$work/names")" -eq $((rows - 2))

finish
