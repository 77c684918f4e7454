#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Replaying the corpus kills enough of a sample of the allocator's mutants, one file alone kills fewer, and a record of a mutant that no longer
# exists is noticed. Only in builds that link without a sanitizer's or engine's runtime.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
tool=$BUDDYCHECK src=$SRC dir=$work
# The sample of sixty changes with every edit of the allocator, and has a standard deviation of six percentage points; of all mutants, 73 % die
# (docs/mutants.md). This limit is two deviations lower.
least=60

skip() {
	echo "mutants_slow_test: $*"
	exit 0
}

build=$(dirname "$(dirname "$tool")")
command -v clang-14 >/dev/null || skip "no clang-14 here"
[ -e "$build/lib/libharness.a" ] || skip "a cross build"
nm "$build"/lib/lib{harness,model}.a 2>/dev/null | grep -qE '__(asan_init|ubsan_handle|sanitizer_cov|llvm_prof|afl_)' && skip "a build that needs a runtime"

cd "$src" || exit 1
scripts/mutants --build "$build" --out "$dir/out" --sample 60 --min "$least" allocator >"$dir/said" 2>&1 || fail "status $?: $(tail -n 20 "$dir/said")"
scripts/mutants --summary --out "$dir/out" >"$dir/summary"
cmp -s "$dir/summary" <(grep '^mutants: allocator: ' "$dir/said") || fail "--summary says: $(cat "$dir/summary")"

# Mutants killed by the whole corpus, and by one small file of it.
killed() { grep -cE '^mutant [0-9]+ (diverged|crashed|hung) ' "$1"; }
count=$(sed -n 's/.* of \([0-9]*\), killed .*/\1/p' "$dir/summary")
"$dir/out/allocator/runner" --mutants "$dir/out/allocator/wanted" "${count:-0}" corpus/buddy/tutorial-split-1.ops >"$dir/one" 2>/dev/null
[ "$(killed "$dir/one")" -lt "$(killed "$dir/out/allocator/outcomes")" ] || fail "one file kills as many as all"
[ "$(killed "$dir/one")" -gt 0 ] || fail "one file kills none"

PYTHONPATH=scripts/lib python3 -B - "$dir" <<'PYTHON' || fail "records"
import sys
from mutants import records
path = sys.argv[1] + "/records"
with open(path, "w") as stream:
    stream.write("equivalent: a reason\n\tallocator/pcp.c gone: `x = 1`: deletion: removed\n\t~ ^model/gone\\.c \n")
stale = records.Records(path).stale(("allocator/",))
sys.exit([entry.line for entry in stale] != [2, 3])
PYTHON
finish
