#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The whole set of golden traces, if it exists next to the checkout; a clone has only the part that golden_test replays.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
export SRC BUDDYCHECK GOLDEN=${GOLDEN:-$SRC/../shared/golden}

if [ -d "$GOLDEN" ]; then
	expect "all of $GOLDEN" 0 bash "$SRC/tests/golden_test.sh"
	cat "$work/out"
else
	echo "$test_name: there is no $GOLDEN; golden_test has replayed the committed part"
fi
finish
