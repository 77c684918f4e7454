#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# From a fresh clone to the first explained bug: the commands at the beginning of docs/triage.md, as they are there, but built without
# optimization, which would take most of the time. FULL=1 runs them unchanged, to measure the time.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
src=$SRC

if [ -d "$src/.git" ]; then
	git clone -q "$src" "$work/clone" || exit 1
else
	mkdir "$work/clone" && (cd "$src" && tar cf - --exclude=./build .) | tar xf - -C "$work/clone"
fi
cd "$work/clone" || exit 1
sed -n '/^```sh$/,/^```$/p' docs/triage.md | sed '/^```/d' >"$work/commands"
[ "$(wc -l <"$work/commands")" -eq 3 ] || { echo "FAILED: docs/triage.md does not begin with three commands"; cat "$work/commands"; exit 1; }

if [ -z "${FULL-}" ]; then
	printf '#!/bin/sh\nexec "$@" -O0\n' >"$work/unoptimized"
	chmod +x "$work/unoptimized"
	export CMAKE_C_COMPILER_LAUNCHER=$work/unoptimized
fi
start=$SECONDS
# triage ends with status 1, because it finds a bug.
sh "$work/commands" >"$work/out" 2>&1
took=$((SECONDS - start))
for wanted in '^triage: [0-9]* inputs, [1-9][0-9]* bugs' '^free-counter-free-less$' '^replay: buddycheck explain'; do
	grep -q -e "$wanted" "$work/out" || { echo "FAILED: no '$wanted'"; tail -40 "$work/out"; exit 1; }
done
echo "first_bug_slow_test: the first bug is explained after $took s"
