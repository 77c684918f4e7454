# SPDX-License-Identifier: MIT
# The allocator with each kind of lock that an embedder may choose: the default, a header of its own, none. Same answers, no warnings.
source "$(dirname "$0")/lib.sh"
cc=${CC:-gcc}

# embed NAME FLAG...: build the program so and run it.
embed() {
	local name=$1
	shift
	holds "$name: builds without warnings" \
		"$cc" -std=c11 -O1 -Wall -Wextra -Werror -I"$SRC" "$@" -o "$work/$name" "$SRC"/allocator/*.c "$SRC/tests/embed/embed.c"
	holds "$name: runs" timeout 60 "$work/$name"
	cp "$work/log" "$work/$name.out"
	checks=$((checks + 1))
	[ "$(head -n 1 "$work/default.out")" = "$(head -n 1 "$work/$name.out")" ] || fail "$name: other answers" "$work/default.out" "$work/$name.out"
}

embed default
embed own -DPAGE_ALLOC_LOCK_H='"tests/embed/lock.h"'
has 'locks of its own are asked for, and given back' "$work/own.out" '^locks in use$'
embed none -DPAGE_ALLOC_NO_LOCKS

finish
