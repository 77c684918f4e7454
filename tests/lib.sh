# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced by every tests/*_test.sh: the paths of the checkout and the tool, a temporary folder, and functions to check and to fail. A test goes on
# after a failure and ends with `finish`.
set -u
SRC=${SRC:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}
BUDDYCHECK=${BUDDYCHECK:-$SRC/build/release/bin/buddycheck}
test_name=$(basename "$0" .sh)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
checks=0 failures=0

# The names of all profiles, from the tool: linux-5.10 ...
profiles() { "$BUDDYCHECK" subjects model | sed -n 's/^model  *oracle  *//p'; }

# fail WHAT [FILE...]: report a failure, with the first lines of the files.
fail() {
	echo "FAIL: $1"
	shift
	for file in "$@"; do
		[ ! -s "$file" ] || { echo "    --- ${file##*/}"; head -n 15 "$file" | cut -c 1-200 | sed 's/^/    /'; }
	done
	failures=$((failures + 1))
}

# holds WHAT COMMAND...: the command must succeed.
holds() {
	local what=$1
	shift
	checks=$((checks + 1))
	"$@" >"$work/log" 2>&1 || fail "$what" "$work/log"
}

# expect WHAT STATUS COMMAND...: the command must exit with that status. Its output is in $work/out and $work/err.
expect() {
	local what=$1 wanted=$2 got=0
	shift 2
	checks=$((checks + 1))
	"$@" >"$work/out" 2>"$work/err" || got=$?
	[ "$got" -eq "$wanted" ] || { fail "$what: status $got, expected $wanted" "$work/out" "$work/err"; return 1; }
}

# expect_last WHAT STATUS LAST-LINE-REGEX COMMAND...: expect(), and the last line of its output must match.
expect_last() {
	local what=$1 wanted=$2 last=$3
	shift 3
	expect "$what" "$wanted" "$@" || return 0
	[ -z "$last" ] || tail -n 1 "$work/out" | grep -qE -- "$last" || fail "$what: the last line is not $last" "$work/out" "$work/err"
}

# has WHAT FILE REGEX, lacks WHAT FILE REGEX: a line, or no line, of the file must match. said WHAT REGEX: a line of the last output must match.
has() {
	checks=$((checks + 1))
	grep -qE -e "$3" "$2" || fail "$1: no '$3' in ${2##*/}" "$2"
}
lacks() {
	checks=$((checks + 1))
	! grep -qE -e "$3" "$2" || fail "$1: '$3' in ${2##*/}" "$2"
}
said() {
	checks=$((checks + 1))
	grep -qE -e "$2" "$work/out" "$work/err" || fail "$1: nothing matches $2" "$work/out" "$work/err"
}

# finish: print the summary and exit with the status.
finish() {
	[ "$checks" -eq 0 ] || test_name="$test_name: $checks checks"
	echo "$test_name, $failures failed"
	[ "$failures" -eq 0 ]
	exit
}
