#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What all scripts have in common: help that ends with the exit statuses, status 2 with a pointer to the help for unknown arguments, and an entry in
# the list of ARCHITECTURE.md.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

for script in "$SRC"/scripts/*; do
	[ -f "$script" ] || continue
	name=scripts/${script##*/}
	expect "$name --help" 0 "$script" --help
	has "$name --help" "$work/out" "^usage: $name"
	has "$name --help" "$work/out" '^Exit status: 0 .*, 2 bad usage'
	lacks "$name --help" "$work/out" 'shellcheck'
	expect "$name --frobnicate" 2 "$script" --frobnicate
	has "$name in ARCHITECTURE.md" "$SRC/ARCHITECTURE.md" "^\|.* ?\`${script##*/}\`.*\|"
	has "$name --frobnicate" "$work/err" "^${script##*/}: .*'--frobnicate'.*\(try $name --help\)\$"
done

expect "a shared object that is not there" 2 "$SRC/scripts/fuzz" codec --subject "$work/nobody.so"
has "a shared object that is not there" "$work/err" "^fuzz: no file '$work/nobody.so'"
expect "no tree" 2 "$SRC/scripts/ci" kernel
expect "a tree that is not there" 2 "$SRC/scripts/ci" kernel "$work/linux"
has "a tree that is not there" "$work/err" "^ci: there is no folder '$work/linux'"

# Only one campaign runs in a clone; the lock may be held by this test or by another process.
mkdir -p "$SRC/build/fuzz"
expect "a second campaign" 2 flock -n -E 2 "$SRC/build/fuzz" "$SRC/scripts/fuzz" codec --time 1
[ ! -s "$work/err" ] || has "a second campaign" "$work/err" '^fuzz: another campaign is at work in build/fuzz'
finish
