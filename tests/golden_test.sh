#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Both sides against the kernel: every committed golden trace, without a mismatch. GOLDEN names another folder with more of them.
#
# PROFILES and SUBJECTS narrow it down.
set -u
SRC=${SRC:-$(cd "$(dirname "$0")/.." && pwd)}
BUDDYCHECK=${BUDDYCHECK:-$SRC/build/release/bin/buddycheck}
PROFILES=${PROFILES:-5.10 5.10x 4.14 6.1}
SUBJECTS=${SUBJECTS:-allocator model}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# A cross build reads no .xz and runs emulated: unpacked copies, and the committed part only.
first=$(find "$SRC/tests/golden" -name '*.trace.xz' | sort | sed -n 1p)
"$BUDDYCHECK" conform --max 0 "$first" >/dev/null 2>&1
[ $? -eq 3 ] && packed=no || packed=yes

unpack() {
	command -v xz >/dev/null || { echo "golden_test: needs xz (Debian: apt-get install xz-utils)" >&2; exit 3; }
	mkdir -p "$work/$1"
	for file in "$SRC/tests/golden/$1"/*.trace.xz; do
		xz -dc "$file" >"$work/$1/$(basename "$file" .xz)"
	done
}

golden=${GOLDEN:-$SRC/tests/golden}
for profile in $PROFILES; do
	folder=$golden/$profile
	if [ $packed = no ]; then
		unpack "$profile"
		folder=$work/$profile
	fi
	for subject in $SUBJECTS; do
		echo "$subject: $folder"
		"$BUDDYCHECK" conform --subject "$subject" --max 3 "$folder" || failures=$((failures + 1))
	done
done
[ $failures -eq 0 ]
