#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# docs/evidence.md matches the files in docs/evidence/, and each of these names its commit and date. The quick forms of these measurements are
# run with all tests: seeded_test, enumerate_test, faults_slow_test, determinism_slow_test, leak_slow_test and the golden traces.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
cd "$SRC" || exit 1
export LC_ALL=C
# shellcheck disable=SC2034 # read by the library
quick='' tool='' replayed=() root=$PWD
source scripts/lib/evidence.sh

evidence_page >"$work/page"
holds "docs/evidence.md is what scripts/evidence --write makes" diff docs/evidence.md "$work/page"
for file in docs/evidence/*.txt; do
	has "$file names its commit and day" "$file" '^commit [0-9a-f]{7,}( and changes)?, 20[0-9][0-9]-[0-9-]*,'
done
finish
