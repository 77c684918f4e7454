#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# docs/evidence.md says what the files in docs/evidence/ say, and each of them names its commit and day. What the parts measure in their quick form,
# seeded_test, enumerate_test, faults_slow_test, determinism_slow_test, leak_slow_test and the golden traces measure in every run of the tests.
set -u
cd "${SRC:?}" || exit 1
export LC_ALL=C
failed=0
# shellcheck disable=SC2034 # read by the library
quick='' tool='' replayed=() root=$PWD
source scripts/lib/evidence.sh

if ! evidence_page | diff docs/evidence.md - >&2; then
	echo "evidence_test: docs/evidence.md is not what scripts/evidence --write makes" >&2
	failed=1
fi
for file in docs/evidence/*.txt; do
	grep -q '^commit [0-9a-f]\{7,\}\( and changes\)\?, 20[0-9][0-9]-[0-9-]*,' "$file" || { echo "evidence_test: $file names no commit and day" >&2; failed=1; }
done
exit $failed
