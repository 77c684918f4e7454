#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# docs/language.md ends with the reference that the tables print; its example and all forms of a sequence survive conversion; broken
# files are refused with status 2.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
tool=$BUDDYCHECK src=$SRC dir=$work

# refused FILE WORDS: exit status 2 and a message that contains the words
refused() {
	expect "$(basename "$1")" 2 $tool convert "$1" "$dir/converted"
	has "$(basename "$1")" "$work/err" "$2"
}

$tool generate --language > "$dir/reference"
tail -n "$(wc -l < "$dir/reference")" "$src/docs/language.md" | diff "$dir/reference" - > "$dir/diff" ||
	fail "the reference in docs/language.md is not what the tables print: $(head -5 "$dir/diff")"

# shellcheck disable=SC2016
sed -n '/^```$/,/^```$/p' "$src/docs/language.md" | sed '/^```$/d' > "$dir/example"
for scenario in example $($tool generate --list | sed 's/ .*//'); do
	text=$dir/$scenario
	[ "$scenario" = example ] || $tool generate --scenario "$scenario" --seed 7 --ops 60 > "$text"
	$tool convert --to text "$text" "$dir/again" || fail "$scenario: not read"
	[ "$scenario" = example ] || cmp "$text" "$dir/again" || fail "$scenario: printing is not a fixpoint"
	sed 's/ -> .*//' "$dir/again" > "$dir/plain"
	for form in binary input; do
		$tool convert --to $form "$text" "$dir/bytes"
		$tool convert "$dir/bytes" "$dir/back"
		cmp "$dir/plain" "$dir/back" || fail "$scenario: lost on the way through $form"
	done
done

$tool generate --seed 1 --ops 20 > "$dir/good"
$tool convert "$dir/good" "$dir/binary"
size=$(wc -c < "$dir/binary")
for cut in 5 11 12 40 $((size - 1)); do
	head -c "$cut" "$dir/binary" > "$dir/cut$cut"
	refused "$dir/cut$cut" "cut short"
done
$tool convert --loose "$dir/cut40" "$dir/out" || fail "--loose refuses a cut file"
(cat "$dir/binary"; echo) > "$dir/longer"
refused "$dir/longer" "bytes follow"
(head -c 4 "$dir/binary"; printf '\011'; tail -c +6 "$dir/binary") > "$dir/version"
refused "$dir/version" "unknown language version"
: > "$dir/empty"
refused "$dir/empty" "empty"
refused "$dir/missing" "missing"
refused "$dir" "$dir"
printf 'buddycheck 2\n' > "$dir/version2"
refused "$dir/version2" "version2:1:12: .*language version 1"
printf 'buddycheck 1\nprofile linux-5.10\na = aloc\n' > "$dir/typo"
refused "$dir/typo" "typo:3:5: found \"aloc\"; expected an op"
printf 'once upon a time\n' > "$dir/prose"
refused "$dir/prose" "prose:1:1: .*buddycheck 1"

finish
