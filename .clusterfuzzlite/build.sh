#!/bin/bash -eu
# SPDX-License-Identifier: MIT
#
# Every fuzz target by the OSS-Fuzz contract: $CC $CXX $CFLAGS $CXXFLAGS $LIB_FUZZING_ENGINE give compiler, sanitizer and engine; $SRC and
# $WORK are where to read and to work; $OUT gets fuzz_NAME, fuzz_NAME_seed_corpus.zip, fuzz_NAME.dict and fuzz_NAME.options.
# No cmake: the base image's may be too old, and these are two dozen files of plain C. scripts/oss-fuzz-local runs this as the base image does.

cd "${BUDDYCHECK_SOURCE:-$SRC/buddycheck}"
objects=$WORK/objects
seeds=$WORK/seeds
rm -rf "$objects" "$seeds"
mkdir -p "$objects" "$seeds"

sides=(allocator/*.c model/*.c)
language=(fuzz/language/*.c)
# What a target needs of the harness. Commands (triage, minimize, ...) and their libraries stay out.
harness=(fuzz/lockstep/*.c fuzz/explain/{history,path_text,picture,replay,report}.c fuzz/generate/*.c fuzz/target.c fuzz/subject*.c)
echo '#define YOURS' >"$objects/yours.h" # no subjects that live elsewhere, see cmake/subjects.cmake
includes=(-std=c11 -D_XOPEN_SOURCE=700 -DNOTHING_SHARED -I. -I"$objects") # fuzz/subject_shared.c: the base image would want -ldl

# $CFLAGS is a list of words by contract.
# shellcheck disable=SC2086
printf '%s\n' "${sides[@]}" "${language[@]}" "${harness[@]}" fuzz/target_*.c |
	OBJECTS=$objects xargs -P "$(nproc)" -I{} bash -c 'out=${1//\//_}; shift; "$@" -o "$OBJECTS/${out%.c}.o"' - {} \
		$CC $CFLAGS "${includes[@]}" -c {}
rm -f "$WORK/libbuddycheck.a"
find "$objects" -name '*.o' ! -name 'fuzz_target_*.o' | sort | xargs ar rcs "$WORK/libbuddycheck.a"

# shellcheck disable=SC2086
$CC -O1 "${includes[@]}" -o "$WORK/seeds-tool" .clusterfuzzlite/seeds.c fuzz/generate/dictionary.c "${language[@]}"
"$WORK/seeds-tool" >"$WORK/language.dict"

for source in fuzz/target_*.c; do
	name=$(basename "$source" .c)
	name=${name#target_}
	# shellcheck disable=SC2086
	$CXX $CXXFLAGS "$objects/fuzz_target_$name.o" "$WORK/libbuddycheck.a" $LIB_FUZZING_ENGINE -o "$OUT/fuzz_$name"

	mkdir -p "$seeds/$name"
	"$WORK/seeds-tool" "$seeds/$name" corpus/"$name"/*.ops
	# What is kept as bytes, and text that is an input by itself.
	find "corpus/$name" -type f ! -name '*.ops' -exec cp -t "$seeds/$name" {} +
	rm -f "$OUT/fuzz_${name}_seed_corpus.zip"
	(cd "$seeds/$name" && zip -q -X "$OUT/fuzz_${name}_seed_corpus.zip" ./*)
	cp "$WORK/language.dict" "$OUT/fuzz_$name.dict"
	printf '[libfuzzer]\nmax_len = 4096\ntimeout = 10\nrss_limit_mb = 2048\nentropic = 0\n' >"$OUT/fuzz_$name.options"
done
