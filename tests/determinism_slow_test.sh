#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The digest of every file is the same in every process: with and without randomized addresses, whatever fresh memory holds, whatever the
# environment and the order of the files. Compilers and architectures are scripts/cross-arch's, what came before an input leak_slow_test's.
set -u
tool=${BUDDYCHECK:?} src=${SRC:?}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$src" || exit 1
failed=0

# same WHAT COMMAND...: prints the digests of all files as the first run did.
same() {
	local what=$1
	shift
	"$@" 2>"$dir/err" | sort -k2 >"$dir/now" || true
	[ -s "$dir/first" ] || cp "$dir/now" "$dir/first"
	if [ ! -s "$dir/now" ] || ! cmp -s "$dir/first" "$dir/now"; then
		echo "determinism_slow_test: $what: $(diff "$dir/first" "$dir/now" | head -n 2 | tr '\n' ' ')$(head -n 1 "$dir/err")" >&2
		failed=1
	fi
}

files=(corpus crashes)
same "a process" $tool digest "${files[@]}"
if setarch -R true 2>/dev/null; then
	same "without randomized addresses" setarch -R $tool digest "${files[@]}"
else
	echo "determinism_slow_test: setarch -R is not allowed here; addresses stay randomized"
fi
same "memory full of 0x5a" env MALLOC_PERTURB_=165 $tool digest "${files[@]}"
same "another environment and order" env -i LC_ALL=C TZ=Asia/Tokyo HOME=/ LLVM_PROFILE_FILE="${LLVM_PROFILE_FILE:-/dev/null}" $tool digest crashes corpus
echo "determinism_slow_test: $(wc -l <"$dir/first") files"
exit $failed
