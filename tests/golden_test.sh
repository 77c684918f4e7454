#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Both sides against the kernel: every committed golden trace, without a mismatch. Where the whole set lies beside the checkout
# (../shared/golden), or at GOLDEN, all of it.
#
# PROFILES: folders to replay. A build without liblzma (cross builds) gets unpacked copies.
set -u
SRC=${SRC:-$(cd "$(dirname "$0")/.." && pwd)}
BUDDYCHECK=${BUDDYCHECK:-$SRC/build/release/bin/buddycheck}
PROFILES=${PROFILES:-5.10}
SUBJECTS=${SUBJECTS:-allocator model}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# The folder to replay for a source folder: itself if the tool reads .xz, else an unpacked copy.
readable() {
	local from=$1 first
	first=$(find "$from" -name '*.trace.xz' | sort | sed -n 1p)
	"$BUDDYCHECK" conform --max 0 "$first" >/dev/null 2>&1
	if [ $? -ne 3 ]; then
		echo "$from"
		return
	fi
	command -v xz >/dev/null || { echo "golden_test: needs xz (Debian: apt-get install xz-utils)" >&2; exit 3; }
	local to=$work/$(basename "$from")
	mkdir -p "$to"
	cp "$from"/*.trace "$to" 2>/dev/null
	for packed in "$from"/*.trace.xz; do
		xz -dc "$packed" >"$to/$(basename "$packed" .xz)"
	done
	echo "$to"
}

replay() {
	local subject=$1 folder=$2
	[ -d "$folder" ] || return
	echo "$subject: $folder"
	"$BUDDYCHECK" conform --subject "$subject" --max 3 "$(readable "$folder")" || failures=$((failures + 1))
}

golden=${GOLDEN:-$SRC/../shared/golden}
for subject in $SUBJECTS; do
	for profile in $PROFILES; do
		if [ -d "$golden/$profile" ]; then
			replay "$subject" "$golden/$profile"
		else
			replay "$subject" "$SRC/tests/golden/$profile"
		fi
	done
done
[ $failures -eq 0 ]
