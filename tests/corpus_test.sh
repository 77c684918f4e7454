#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# scripts/corpus on a small program with libFuzzer: two merges of the same inputs, under other names and in other folders, give the same files;
# every file kept is needed; inputs that crash are left out; the seeds are not changed.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

# The program has an edge for each of the codes drain_all, drain_batch, setup_pageset, init_late and init_wmarks; mark_bad ends the program.
cat >"$work/toy.c" <<'END'
#include <stdint.h>
#include <stdlib.h>
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
volatile int seen;
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (size_t i = 1; i < size; i += 16)
		switch (data[i]) {
		case 0x76: seen = 1; break;
		case 0x81: seen = 2; break;
		case 0x91: seen = 3; break;
		case 0x92: seen = 4; break;
		case 0x77: seen = 5; break;
		case 0x8b: abort();
		}
	return 0;
}
END
clang-14 -O0 -fsanitize=fuzzer -o "$work/toy" "$work/toy.c" || { echo "corpus_test: no clang-14 with libFuzzer"; exit 1; }

# ops NAME OP...: writes a sequence to the first folder.
mkdir -p "$work/a/deep" "$work/b" "$work/one/toy" "$work/two/toy"
ops() {
	local name=$1
	shift
	{ printf 'buddycheck 1\nprofile linux-5.10\n'; printf '%s\n' "$@"; } >"$work/a/$name.ops"
}
ops seed drain_all
ops same-as-seed drain_all drain_all
ops late init_late
ops pageset setup_pageset
ops both setup_pageset init_late drain_all
ops marks init_wmarks
ops marks-again init_wmarks
# This input makes the smaller mark inputs superfluous.
ops wide init_wmarks drain_batch
ops crash 'mark_bad MAPCOUNT pfn=0'
mv "$work/a/late.ops" "$work/a/deep/"
cp "$work/a/seed.ops" "$work/one/toy/"
cp "$work/a/seed.ops" "$work/two/toy/"
# The same inputs again: other names, one folder, some as bytes.
number=9
for file in "$work"/a/*.ops "$work"/a/deep/*.ops; do
	number=$((number - 1))
	cp "$file" "$work/b/$number.ops"
	[ $((number % 2)) -eq 0 ] || { "$BUDDYCHECK" convert --to input "$file" "$work/b/$number" && rm "$work/b/$number.ops"; }
done

corpus() {
	local which=$1 command=$2
	shift 2
	"$SRC/scripts/corpus" "$command" toy "$@" --tool "$BUDDYCHECK" --program "$work/toy" --corpus "$work/$which" >"$work/said" 2>&1
}
count() { [ "$(find "$work/one/toy" -name 'learned-*' | wc -l)" -eq "$1" ]; }
named() { grep -q -- "$1" "$work/said" || { cat "$work/said"; return 1; }; }

holds "a dry run succeeds" corpus one merge "$work/a" --dry-run
holds "a dry run changes nothing" count 0
holds "merge" corpus one merge "$work/a"
holds "late, pageset and wide are kept, each once" count 3
holds "what crashes is named" named 'does not run to its end'
holds "merge of the same under other names" corpus two merge "$work/b"
holds "the same files" diff -r "$work/one" "$work/two"
holds "a second merge" corpus one merge "$work/b" "$work/a"
holds "... adds nothing" diff -r "$work/one" "$work/two"
holds "minimize" corpus one minimize
holds "... finds nothing superfluous" diff -r "$work/one" "$work/two"
cp "$work/a/pageset.ops" "$work/one/toy/now-a-seed.ops"
holds "minimize with a new seed" corpus one minimize
holds "... drops what it made superfluous" count 2
holds "seeds stay" test -e "$work/one/toy/seed.ops" -a -e "$work/one/toy/now-a-seed.ops"
expect "a target that is none" 2 "$SRC/scripts/corpus" merge nothing "$work/a" --corpus "$work/one"

finish
