# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced by the shell scripts: finds the checkout, reports errors, builds a preset quietly.

set -euo pipefail
me=${0##*/}
yours=${BUDDYCHECK_SUBJECTS:+$(realpath -m "$BUDDYCHECK_SUBJECTS")} # a folder with the caller's own subjects, relative to the caller's directory
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
export LC_ALL=C

# Leak detection needs ptrace, which containers may refuse.
export ASAN_OPTIONS=${ASAN_OPTIONS-detect_leaks=0:abort_on_error=0:symbolize=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS-print_stacktrace=1}
symbolizer=/usr/lib/llvm-14/bin/llvm-symbolizer
[ -x "$symbolizer" ] && export ASAN_SYMBOLIZER_PATH="$symbolizer" UBSAN_SYMBOLIZER_PATH="$symbolizer"

tool=build/release/bin/buddycheck

# The comment block below the SPDX line is the help text.
help() { awk 'NR > 2 && !/^#/ { exit } NR > 2 && !/^# shellcheck/ { sub(/^# ?/, ""); print }' "$0"; }
usage() {
	echo "$me: $1 (try scripts/$me --help)" >&2
	exit 2
}
lacking() {
	echo "$me: $1" >&2
	exit 3
}
note() { echo "$me: $*" >&2; }

[ -z "$yours" ] || [ -d "$yours" ] || usage "BUDDYCHECK_SUBJECTS: there is no folder $yours"

# is_number TEXT: a positive whole number without leading zero.
is_number() { [[ $1 =~ ^[1-9][0-9]{0,8}$ ]]; }

# build PRESET [TARGET...]: configures with the options in configured=(), and builds; shows the log only on failure.
configured=()
build() {
	local preset=$1 log=build/log/build-$1.log
	shift
	mkdir -p build/log
	if ! { cmake --preset "$preset" ${yours:+"-DBUDDYCHECK_SUBJECTS=$yours"} "${configured[@]}" &&
		cmake --build --preset "$preset" ${*:+--target "$@"}; } >"$log" 2>&1 </dev/null; then
		grep -A5 -E 'error|Error|FAILED|undefined' "$log" | tail -n 40 >&2 || true
		note "building preset '$preset' failed; the whole log is $log"
		return 1
	fi
}

# The corpus always exists; crashes/ has files only after a bug was found.
replayed=(corpus)
[ -z "$(find crashes -name '*.ops' -print -quit 2>/dev/null)" ] || replayed+=(crashes)

# side_by_side COMMAND...: runs it in the background, at most one per processor; the caller ends with `wait`.
side_by_side() {
	while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n || true; done
	"$@" &
}

# seconds: a clock to subtract from.
seconds() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(seconds)" 'BEGIN { printf "%.1f", b - a }'; }
