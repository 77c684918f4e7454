#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The digest of every file is the same in every process: with and without randomized addresses, whatever fresh memory holds, whatever the
# environment and the order of the files. scripts/cross-arch tests compilers and architectures, leak_slow_test the influence of earlier inputs.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
tool=$BUDDYCHECK
cd "$SRC" || exit 1

# same WHAT COMMAND...: the command must print the same digests as the first run.
same() {
	expect "$@" || return
	sort -k2 "$work/out" >"$work/now"
	[ -s "$work/first" ] || cp "$work/now" "$work/first"
	holds "$1: the same digests" diff "$work/first" "$work/now"
}

files=(corpus crashes)
same "a process" 0 "$tool" digest "${files[@]}"
if setarch -R true 2>/dev/null; then
	same "without randomized addresses" 0 setarch -R "$tool" digest "${files[@]}"
else
	echo "determinism_slow_test: setarch -R is not allowed here; addresses stay randomized"
fi
same "memory full of 0x5a" 0 env MALLOC_PERTURB_=165 "$tool" digest "${files[@]}"
same "another environment and order" 0 env -i LC_ALL=C TZ=Asia/Tokyo HOME=/ LLVM_PROFILE_FILE="${LLVM_PROFILE_FILE:-/dev/null}" \
	"$tool" digest crashes corpus
has "all files" "$work/first" ' corpus/'
finish
