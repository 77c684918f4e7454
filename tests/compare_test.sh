#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The compare command. The sequence is a corner case of docs/semantics/fallback.md whose difference is known: a pageblock of MOVABLE with
# o0=[80,40] o2=[8] o3=[64] free (counted from 512 here) is claimed for an UNMOVABLE page. v5.10 moves blocks to the tail and then takes
# 40, v4.14 moves them to the head and takes 80. All other numbers follow by hand: 14 pages are free, one is taken, 13 move.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

# check NAME STATUS LAST-LINE-REGEX ARGUMENT...
check() { expect_last "$1" "$2" "$3" "$BUDDYCHECK" compare "${@:4}"; }

{
	echo "buddycheck 1
machine pageblock_order=9 max_order=11
zone NORMAL pfn=512..1024
set min_free_kbytes=0
set pcp_mode=fixed
set pcp_batch=1
a = alloc order=9 gfp=GFP_HIGHUSER_MOVABLE
split a"
	for page in 40 80 8 9 10 11 64 65 66 67 68 69 70 71; do
		echo "free_at pfn=$((512 + page))"
	done
	echo "b = alloc gfp=GFP_KERNEL"
} >"$work/moved.ops"

check "head and tail" 0 '^compare: 1 files, 17 ops, 2 answers differ, 1 files differ$' --left linux-5.10 --right linux-4.14 "$work/moved.ops"
said "counted by kind" '17 ops, 2 answers differ \(outcome 0, page 1, detail 0, path 1\)$'
said "the op" 'first answer that differs: op 21, b = alloc gfp=GFP_KERNEL$'
said "the answers" '^    answers linux-5.10 552, linux-4.14 592$'
said "the state" '^    list zone=0 order=0 mt=UNMOVABLE \[0\]: linux-5.10 page 592 \(0x250\), linux-4.14 page 552 \(0x228\)$'
said "the memory" '^  first difference of memory: op 21, b = alloc gfp=GFP_KERNEL$'
said "the memory" '^    page zone=0 pfn=552: linux-5.10 alloc-head of order 0, linux-4.14 free-head of order 0$'
said "the path" '^    attempt-a \[0\]: linux-5.10 WMARK_LOW\|CMA\|NOFRAGMENT\|KSWAPD, linux-4.14 WMARK_LOW\|CMA$'
said "steals" '^    steals order 0 +1 +1$'
said "moves" '^    pages moved +13 +13$'
said "claims" '^    pageblocks claimed +1 +1$'
said "free blocks" '^    free order 3 +1 +1$'
said "unusable" '^    unusable order 3 +0\.384 +0\.384$'

check "the other way round" 0 "" --left linux-4.14 --right linux-5.10 "$work/moved.ops"
said "the answers" '^    answers linux-4.14 592, linux-5.10 552$'

check "a profile and itself" 0 '^compare: 1 files, 17 ops, 0 answers differ, 0 files differ$' --left linux-6.1 --right linux-6.1 "$work/moved.ops"
said "no first answer" 'first answer that differs: none$'
said "no first state" 'first difference of state: none$'
said "no first memory" 'first difference of memory: none$'

check "the oracle" 0 '2 answers differ, 1 files differ$' --subject model --left linux-5.10 --right linux-4.14 "$work/moved.ops"

# Boot: v4.14 frees memory in ascending order to the heads, v5.10 to the tails.
sed -e '/^[ab] =/d;/^split/d;/^free_at/d;s/512\.\.1024/1024..4096/' "$work/moved.ops" >"$work/boot.ops"
check "boot" 0 '^compare: 1 files, 0 ops, 0 answers differ, 1 files differ$' --left linux-5.10 --right linux-4.14 "$work/boot.ops"
said "at boot" 'first difference of state: at boot$'
said "but the same pages are free" 'first difference of memory: none$'
said "the lists" '^    list zone=0 order=10 mt=MOVABLE \[0\]: linux-5.10 page 1024 \(0x400\), linux-4.14 page 3072 \(0xc00\)$'

# An allocation for which no block is large enough fails on both sides; a page freed twice is refused on both.
sed -e '/^b =/d' "$work/moved.ops" >"$work/fails.ops"
echo "b = alloc order=5 gfp=GFP_NOWAIT
free_at pfn=552" >>"$work/fails.ops"
check "failures" 0 "" --left linux-5.10 --right linux-6.1 "$work/fails.ops"
said "failed" '^    failed +1 +1$'
said "refused" '^    refused +1 +1$'

check "--json" 0 '"answers_differ": 2, "files_differ": 1}$' --json --left linux-5.10 --right linux-4.14 "$work/moved.ops"
said "the first answer" '"first": \{"answer": \{"at_boot": false, "op": 21, "kind": "alloc", "field": "value", "left": 552, "right": 592'
said "the first memory" '"memory": \{"at_boot": false, "op": 21, "kind": "alloc", "field": "page zone=0 pfn=552", '
said "steals by order" '"steals": \[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0\], "moved": 13, "claimed": 1, "free_pages": 13'
said "unusable" '"unusable_thousandths": \[0, 76, 76, 384, 1000'

# Several files and several profiles: one line each, and a summary. v6.1 goes to the tail like v5.10, by the same path as v4.14.
mkdir "$work/folder"
cp "$work/moved.ops" "$work/folder/a.ops"
cp "$work/moved.ops" "$work/folder/b.ops"
check "two files" 0 '^compare: 2 files, 34 ops, 4 answers differ, 2 files differ$' --left linux-5.10 --right linux-4.14 "$work/folder"
said "all files" '^all files +linux-5.10 +linux-4.14$'
said "files by the gravest difference" '^    files whose answers differ +2$'
said "which is the page" '^      else by page +2$'
said "and not the path" '^      else by path +0$'
said "answers by kind" '^      by path +2$'
said "sums" '^    pages moved +26 +26$'
lacks "what has not happened" "$work/out" 'hang or die'
cp "$work/out" "$work/all"
check "--quiet" 0 '^compare: 2 files, 34 ops, 4 answers differ, 2 files differ$' --quiet --left linux-5.10 --right linux-4.14 "$work/folder"
sed -n '/^all files/,$p' "$work/all" >"$work/totals"
holds "--quiet is all files together" cmp "$work/out" "$work/totals"

check "three on the right" 0 '^compare: 2 files, 68 ops, 4 answers differ, 2 files differ$' --left linux-5.10 --right linux-4.14 --right linux-5.10 \
	--right linux-4.14 "$work/folder"
said "each once" '^ +ops +linux-4.14 +linux-5.10   answers that differ from linux-5.10$'
said "a line for each file" "^ +17 +2 +-   $work/folder/b.ops$"
said "a column for each profile" '^    pages moved +26 +26 +26$'
said "where nothing differs" '^    answers that differ +4 +0$'
check "none on the right" 0 '^compare: 1 files, 85 ops, ' --left linux-6.1 "$work/moved.ops"
said "all others" '^all files +linux-6.1 +linux-5.10 +linux-4.14 +linux-5.10.y +linux-6.12 +linux-7.3$'
check "--json of several" 0 '' --json --left linux-5.10 --right linux-4.14 --right linux-5.10 "$work/folder"
said "each file under each" '/folder/b.ops", "profile": "linux-5.10", "ops": 17, "differs": false'
said "totals" '"profile": "linux-4.14", "files_differ": \{"outcome": 0, "page": 2, "detail": 0, "path": 0\}, "answers_differ": \{"outcome": 0, "page": 2, .*"ended": 0, "counts": \{"failed": 0, '
lacks "one on the right" "$work/out" '"right": "'

# --why: v4.14 moves blocks to the head, which is one policy question. Without a difference no question decides.
check "--why" 0 '^compare: 1 files, 17 ops, 2 answers differ, 1 files differ$' --why --left linux-5.10 --right linux-4.14 "$work/moved.ops"
said "the question and both answers" '^    why: move_at_tail: linux-5.10 yes, linux-4.14 no$'
said "the kernel's function" '^      move_to_free_list\(\): a block that changes lists goes to the tail'
check "--why, the other way round" 0 '' --why --left linux-4.14 --right linux-5.10 "$work/moved.ops"
said "the same question" '^    why: move_at_tail: linux-4.14 no, linux-5.10 yes$'
check "--why of a refill" 0 '' --why --left linux-6.1 --right linux-6.12 "$SRC/corpus/fallback/cma-6.12-2.ops"
said "how it takes, not how many" '^    why: claims_or_steals: linux-6.1 no, linux-6.12 yes$'
check "--why of what is alike" 0 '' --why --left linux-5.10 --right linux-5.10 "$work/moved.ops"
lacks "nothing" "$work/out" 'why:'
cp "$work/boot.ops" "$work/folder/c.ops"
echo "a = alloc order=9" >>"$work/folder/c.ops" # of the first block, which is the last one where boot goes to the head
check "--why of a folder" 0 '' --why --left linux-5.10 --right linux-4.14 --right linux-6.1 "$work/folder"
said "of each file" '^  linux-4.14: move_at_tail$'
said "of a file" '^  linux-4.14: boot_at_tail$'
said "of all files" '^    move_at_tail +2 +0   move_to_free_list\(\): '
said "of all files" '^    boot_at_tail +1 +0   __free_pages_core\(\): '
holds "most often first" sh -c "grep -A 1 '^files by the question that decides' '$work/out' | grep -q move_at_tail"
check "--why of two profiles" 0 '' --why --left linux-5.10 --right linux-4.14 "$work/folder"
said "all files" '^    move_at_tail +2   move_to_free_list'
check "--why --json" 0 '' --why --json --left linux-5.10 --right linux-4.14 "$work/folder"
said "of each file" '"why": \[\{"question": "move_at_tail", "function": "move_to_free_list", "asks": "[^"]*", "left": 1, "right": 0\}\]'
said "of all files" '"decided": \[\{"question": "move_at_tail", "files": 2\}, \{"question": "boot_at_tail", "files": 1\}\], "not_found": 0'
check "--why of a subject that is one kernel at a time" 2 "" --why --subject model --left linux-5.10 --right linux-4.14 "$work/moved.ops"
said "is refused" "--why works only with .*: allocator or allocator-untraced, not 'model'"

# A list that lost more blocks than it counted is shown with none.
check "less than none" 0 '' --left linux-5.10 --right linux-6.1 "$SRC/corpus/fallback/miscounted-to-below-nothing.ops"
lacks "less than none" "$work/out" '429496'

echo "a = allocate" >"$work/broken.ops"
check "--json of what is malformed" 2 "" --json --left linux-5.10 --right linux-4.14 "$work/moved.ops" "$work/broken.ops"
lacks "half an object" "$work/out" .

check "nothing to compare with" 2 "" --right linux-5.10 "$work/moved.ops"
said "nothing to compare with" '--left is required'
check "no such profile" 2 "" --left linux-5.10 --right linux-2.4 "$work/moved.ops"
said "no such profile" "there is no profile or subject 'linux-2.4'; there are linux-5.10, .* allocator, .*'/'"
check "no file" 2 "" --left linux-5.10 --right linux-6.1
check "no such option" 2 "" --sideways
check "--help" 0 "" --help

finish
