#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Both sides against the kernel: every committed golden trace must replay without a mismatch. GOLDEN names another folder of traces; PROFILES and
# SUBJECTS restrict what is run.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
golden=${GOLDEN:-$SRC/tests/golden}

# A cross build reads no .xz and runs emulated: unpacked copies, and the committed part only.
first=$(find "$SRC/tests/golden" -name '*.trace.xz' | sort | sed -n 1p)
packed=yes
"$BUDDYCHECK" conform --max 0 "$first" >/dev/null 2>&1
[ $? -ne 3 ] || packed=no

unpack() {
	command -v xz >/dev/null || { echo "$test_name: needs xz (Debian: apt-get install xz-utils)" >&2; exit 3; }
	mkdir -p "$work/$1"
	for file in "$SRC/tests/golden/$1"/*.trace.xz; do
		xz -dc "$file" >"$work/$1/$(basename "$file" .xz)"
	done
}

for profile in ${PROFILES:-5.10 5.10x 4.14 6.1}; do
	folder=$golden/$profile
	if [ $packed = no ]; then
		unpack "$profile"
		folder=$work/$profile
	fi
	for subject in ${SUBJECTS:-allocator model}; do
		expect_last "$subject, $folder" 0 ', 0 mismatches$' "$BUDDYCHECK" conform --subject "$subject" --max 3 "$folder"
		echo "$subject, $profile: $(tail -n 1 "$work/out")"
	done
done
finish
