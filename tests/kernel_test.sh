#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# scripts/kernel refuses a folder that is no kernel tree, with name and reason. With BUDDYCHECK_LINUX=TREE[:TREE...], sources of linux 6.1 or 6.12,
# it also makes subjects of these, which must agree with the oracle on the corpus and on 200 generated sequences, and with their recordings; and a
# subject of the first tree changed to unreserve after draining in the slow path, which must show in the path, and one with a WARN() and a BUG() more,
# which must be found. Without trees this is not tested.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

make=$SRC/scripts/kernel
expect "--help" 0 "$make" --help
said "usage" '^usage: scripts/kernel TREE'
expect "no tree" 2 "$make"
expect "two trees" 2 "$make" a b
said "the second" "unknown argument 'b'"
expect "no number" 2 "$make" --jobs 0 .
expect "a setting without a value" 2 "$make" --config CONFIG_DEBUG_VM .
said "what is needed" '--config needs CONFIG_NAME=VALUE'
expect "a folder without a kernel" 2 "$make" "$work"
said "what is missing" 'is no Linux source tree: there is no Makefile'
mkdir -p "$work/old/mm" "$work/old/include/linux" "$work/old/lib"
printf 'VERSION = 5\nPATCHLEVEL = 15\nSUBLEVEL = 1\n' >"$work/old/Makefile"
touch "$work/old/mm/page_alloc.c" "$work/old/mm/internal.h" "$work/old/include/linux/mmzone.h" "$work/old/lib/find_bit.c"
expect "a kernel that it does not know" 2 "$make" "$work/old"
said "which it is" 'is linux 5\.15; kernel/ knows 5\.10, 6\.1, 6\.12, 7\.2 and 7\.3'
sed -i 's/= 5/= 6/; s/= 15/= 1/' "$work/old/Makefile"
expect "a release of 6.1 from before the names of today's alloc flags" 2 "$make" "$work/old" -o "$work/old.so"
said "which names" 'is linux 6\.1\.1, with the alloc flags of v6\.1;'
echo '#define ALLOC_NON_BLOCK 0x10' >"$work/old/mm/internal.h"
expect "a tree that does not compile" 2 "$make" "$work/old" -o "$work/old.so"
holds "nothing half made is left" test ! -e "$work/old.so"

# Recordings of that kernel, if there are any, restricted to the requests that are sent to it (kernel/README.md).
recorded() {
	case $1 in
	linux-5.10) find "$SRC"/tests/golden/5.10 "$SRC"/tests/golden/5.10x -name '*.xz' ! -name '304-*' ;;
	linux-6.1) find "$SRC"/tests/golden/6.1 -name '*.xz' ;;
	esac
}

IFS=: read -ra trees <<<"${BUDDYCHECK_LINUX:-}"
for tree in "${trees[@]}"; do
	kernel=linux-$(sed -n 's/^VERSION = //p' "$tree/Makefile").$(sed -n 's/^PATCHLEVEL = //p' "$tree/Makefile")
	grep -q "^SUBLEVEL = [1-9]" "$tree/Makefile" && kernel=${kernel/5.10/5.10.y}
	holds "$kernel is made" "$make" "$tree" -o "$work/$kernel.so"
	mkdir "$work/$kernel"
	for seed in $(seq 200); do "$BUDDYCHECK" generate --seed "$seed" --ops 80 --profile "$kernel" >"$work/$kernel/$seed.ops"; done
	expect_last "$kernel agrees" 0 ' [1-9][0-9]* agreed, 0 diverged$' "$BUDDYCHECK" run --subject "$work/$kernel.so" "$SRC/corpus" "$SRC/crashes" "$work/$kernel"
	mapfile -t traces < <(recorded "$kernel")
	[ ${#traces[@]} -eq 0 ] || expect_last "$kernel is what was recorded" 0 ' 0 mismatches$' "$BUDDYCHECK" conform --subject "$work/$kernel.so" "${traces[@]}"
done
if [ ${#trees[@]} -gt 0 ]; then
	mkdir "$work/drains"
	cp -rs "$(realpath "${trees[0]}")"/{Makefile,include,lib,mm} "$work/drains"
	sed -i '/^\t\tunreserve_highatomic_pageblock(ac, false);$/{N;s/\(.*\)\n\(.*\)/\2\n\1/}' "$work/drains/mm/page_alloc.c"
	holds "a kernel that drains first is made" "$make" "$work/drains" -o "$work/drains.so"
	expect "it differs" 1 "$BUDDYCHECK" run --subject "$work/drains.so" "$SRC/corpus"
	said "in the path" 'signature alloc-path-event-drain-vs-unreserve$'
	lacks "and in nothing else" "$work/out" ' signature [^ ]*-(value|view|counter|status)-'
	mkdir "$work/warns"
	cp -r --dereference "$work/drains"/{Makefile,include,lib,mm} "$work/warns"
	cp "$(realpath "${trees[0]}")/mm/page_alloc.c" "$work/warns/mm"
	sed -i '/^static inline void __free_one_page(/,/^{/s/^{/{\n\tWARN_ON(order == 4);\n\tBUG_ON(order == 5);/' "$work/warns/mm/page_alloc.c"
	holds "a kernel with two assertions that may fail is made" "$make" "$work/warns" --config CONFIG_DEBUG_VM=y -o "$work/warns.so"
	for order in 4 5; do
		printf 'buddycheck 1\nprofile %s\nmachine max_order=11 pageblock_order=9\nzone NORMAL pfn=1024..4096\na = alloc order=%d\nfree a\n' "$kernel" $order >"$work/assertion.ops"
		expect "a block of order $order meets one" 1 "$BUDDYCHECK" run --subject "$work/warns.so" "$work/assertion.ops"
		said "in which function" ' signature free-assertion-__free_one_page$'
	done
fi
finish
