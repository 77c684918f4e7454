#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The whole set of golden traces, where it lies beside the checkout; a clone has only the part that golden_test replays.
set -u
SRC=${SRC:-$(cd "$(dirname "$0")/.." && pwd)}
export SRC GOLDEN=${GOLDEN:-$SRC/../shared/golden}
if [ ! -d "$GOLDEN" ]; then
	echo "golden_all_slow_test: there is no $GOLDEN; golden_test has replayed the committed part"
	exit 0
fi
exec bash "$SRC/tests/golden_test.sh"
