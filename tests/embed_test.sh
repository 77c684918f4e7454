#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The allocator with each kind of lock that an embedder may choose: the default, a header of its own, none. All give the same answers, without
# warnings. The installed files are enough to build a program of emit-c and the one of docs/embedding.md, which prints what that page says. The locks
# that the page shows work as well.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
cc=${CC:-gcc}

flags=(-std=c11 -O1 -Wall -Wextra -Werror -I"$SRC")
own=(-DPAGE_ALLOC_LOCK_H='"tests/embed/lock.h"')

# allocator NAME FLAG...: compile it to objects in $work/NAME.o/.
allocator() {
	mkdir "$work/$1.o"
	holds "$1: builds without warnings" sh -c 'cd "$1" && shift && "$@"' sh "$work/$1.o" "$cc" "${flags[@]}" "${@:2}" -c "$SRC"/allocator/*.c
}

# embed NAME FLAG...: build the program with these flags and run it.
embed() {
	local name=$1
	allocator "$@"
	holds "$name: links without warnings" "$cc" "${flags[@]}" "${@:2}" -o "$work/$name" "$work/$name.o"/*.o "$SRC/tests/embed/embed.c"
	holds "$name: runs" timeout 60 "$work/$name"
	cp "$work/log" "$work/$name.out"
	checks=$((checks + 1))
	[ "$(head -n 1 "$work/default.out")" = "$(head -n 1 "$work/$name.out")" ] || fail "$name: other answers" "$work/default.out" "$work/$name.out"
}

embed default
embed own "${own[@]}"
has 'locks of its own are asked for, and given back' "$work/own.out" '^locks in use$'
embed none -DPAGE_ALLOC_NO_LOCKS
holds "inside_test: builds with a lock that checks its use" \
	"$cc" "${flags[@]}" "${own[@]}" -o "$work/inside" "$work/own.o"/*.o "$SRC/tests/inside_test.c"
holds "inside_test: no lock is taken twice or released untaken" timeout 60 "$work/inside"

printf 'buddycheck 1\na = alloc order=2\nfree a\n' >"$work/sequence.ops"
holds "what is installed" cmake --install "${BUDDYCHECK%/bin/*}" --prefix "$work/prefix"
holds "a program" "$BUDDYCHECK" emit-c "$work/sequence.ops" -o "$work/program.c"
mkdir "$work/from-page" # the first program of the page, then its header with locks
awk -v to="$work/from-page" '/^```c$/ { n++; on = 1; next } /^```$/ { on = 0 } on { print >(to "/" n ".c") }' "$SRC/docs/embedding.md"
cp "$work/from-page/1.c" "$work/example.c"
cp "$work/from-page/2.c" "$work/from-page/my_lock.h"
embed shown -I"$work/from-page" -DPAGE_ALLOC_LOCK_H='"my_lock.h"'
for source in program example; do
	holds "$source: builds with the installed headers alone" \
		"$cc" -std=c11 -Wall -Wextra -Werror -I"$work/prefix/include/buddycheck" -c "$work/$source.c" -o "$work/$source.o"
	holds "$source: links" "$cc" -o "$work/$source" "$work/$source.o" "$work"/default.o/*.o
	holds "$source: runs" "$work/$source"
done
has "the example gives back" "$work/log" '^allocated, then freed: ok$'
has "and is refused" "$work/log" '^freed twice: already free$'

# The same in C++, with g++ or, since nothing of the C++ library is needed, with a C compiler that also compiles C++.
if command -v g++ >/dev/null; then cxx=(g++); else cxx=(clang-14 -x c++); fi
holds "C++: builds with the installed headers alone" \
	"${cxx[@]}" -std=c++11 -Wall -Wextra -Werror -pedantic-errors -I"$work/prefix/include/buddycheck" -c "$SRC/tests/embed/embed.cc" -o "$work/cpp.o"
holds "C++: links" "$cc" -o "$work/cpp" "$work/cpp.o" "$work"/default.o/*.o
holds "C++: runs" "$work/cpp"

pc=$(find "$work/prefix" -name page_alloc.pc)
has "pkg-config: the version" "${pc:-/dev/null}" '^Version: [0-9]+\.[0-9]+\.[0-9]+$'
IFS=. read -r major minor patch < <(sed -n 's/^Version: //p' "$pc")
has "and the header's is the same" "$work/prefix/include/buddycheck/allocator/page_alloc.h" \
	"^#define PAGE_ALLOC_VERSION $((10000 * major + 100 * minor + patch)) "
if command -v pkg-config >/dev/null; then
	mv "$work/prefix" "$work/moved"
	read -ra found < <(PKG_CONFIG_PATH=$(dirname "${pc/prefix/moved}") pkg-config --cflags --libs page_alloc)
	holds "pkg-config finds all, wherever it is" "$cc" -o "$work/by-pc" "$work/example.c" "${found[@]}"
	mv "$work/moved" "$work/prefix"
fi
holds "its licence is with it" test -s "$(find "$work/prefix" -name LICENSE)"
checks=$((checks + 1))
[ "$(find "$work/prefix" -name '*.h' | wc -l)" -eq 5 ] || fail "other headers are installed than page_alloc.h and its words"

finish
