#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A subject in a tree of its own (tests/yours, docs/your-allocator.md) is a subject like any other: known by its name, checked against the
# ledger, caught at its mistake, minimized and explained.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

expect_last "run on the corpus" 1 '^run: .* agreed, [1-9][0-9]* diverged$' "$BUDDYCHECK" run --subject yours "$SRC/corpus/buddy"
said "the mistake is named" 'free-status-ok-vs-wrong-order'
said "machines that it does not know are told of" '^[1-9][0-9]* machines refused by yours'
file=$(sed -n 's/^.*explain --subject yours \(.*\)$/\1/p' "$work/out" "$work/err" | head -n 1)
expect "minimize" 1 "$BUDDYCHECK" minimize --subject yours "$file" -o "$work/least.ops"
expect "explain" 1 "$BUDDYCHECK" explain --subject yours "$work/least.ops"
said "explain shows both answers" 'expected +wrong-order'
expect "an unknown name" 2 "$BUDDYCHECK" run --subject nobody "$work/least.ops"
said "the names there are" 'firstfit, yours'
expect "a folder that is not there" 2 env BUDDYCHECK_SUBJECTS="$work/nowhere" "$SRC/scripts/fuzz" buddy --subject mine
said "its name" "BUDDYCHECK_SUBJECTS.*nowhere"
finish
