// SPDX-License-Identifier: MIT
/*
 * Lifecycle: deferred and hot-added memory, cpu hotplug, boot page sets, watermarks set anew, guard pages, bad pages, references, page
 * contents.
 */
#include "fuzz/subjects.h"
#include "fuzz/target.h"

static const enum op_kind kinds[] = {
	OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE_AT,
	OP_FREELIST, OP_SPLIT, OP_GET_PAGE, OP_GET_PAGE, OP_MARK_BAD, OP_MARK_BAD, OP_WRITE, OP_WRITE, OP_WRITE,
	OP_HOTADD, OP_HOTADD, OP_INIT_LATE, OP_INIT_WMARKS,
	OP_SETUP_PAGESET, OP_CPU_DEAD, OP_CPU_UP, OP_SET, OP_SET, OP_SETBOOST, OP_DRAIN, OP_DRAIN_ALL, OP_ISOLATE, OP_UNISOLATE, OP_CONTIG,
	OP_FREE_CONTIG, OP_MACHINE, OP_ZONE, OP_HOLE, OP_RESERVED,
};

/* Zones whose deferred boundary lies in a hole or a reserved range, empty zones that get hot-added memory, a zone of one page. */
static const char *const machines[] = {
	"machine cpus=2 pageblock_order=4 max_order=7\nzone node=0 NORMAL pfn=33..2049\nhole 512..530\nreserved 250..259\nset section_pages=256\n"
	"set deferred=1\nset init_on_free=1\n",
	"machine cpus=2 pageblock_order=3 max_order=6\nzone node=0 DMA32 pfn=32..100\nzone node=0 NORMAL pfn=100..600\nzone node=1 NORMAL pfn=1024..2000\n"
	"hole 599..600\nset section_pages=64\nset deferred=1\n",
	"machine cpus=2 pageblock_order=4 max_order=7\nzone node=0 NORMAL pfn=0..500\nzone node=0 MOVABLE pfn=512..512\nset section_pages=64\n"
	"set hot_end=2048\nset guardpage_minorder=1\n",
	"machine cpus=3 pageblock_order=2 max_order=5\nzone node=0 NORMAL pfn=64..65\nzone node=1 NORMAL pfn=128..128\nset section_pages=16\n"
	"set hot_end=512\nset pcp_mode=boot\n",
	"machine cpus=2 pageblock_order=4 max_order=11\nzone node=0 NORMAL pfn=1000..2500\nset guardpage_minorder=3\nset pcp_mode=fixed\nset pcp_high=4\n"
	"set pcp_batch=2\nset init_on_alloc=1\n",
	"machine cpus=2 pageblock_order=3 max_order=6\nzone node=0 NORMAL pfn=32..500\nset page_bytes=4\nset page_poisoning=1\nset section_pages=32\n"
	"set hot_end=640\nset pcp_mode=fixed\nset pcp_high=4\nset pcp_batch=1\n",
	"machine cpus=1 pageblock_order=4 max_order=7\nzone node=0 NORMAL pfn=64..576\nset page_bytes=2\nset init_on_alloc=1\n",
	"machine cpus=4 pageblock_order=9 max_order=11\nzone node=0 DMA32 pfn=0..4096\nzone node=0 NORMAL pfn=4096..12288\nset pcp_mode=boot\nset pcp_high=4\n"
	"set pcp_batch=1\n",
};

static const struct target target = {"lifecycle", {BIAS_KINDS(kinds), BIAS_MACHINES(machines), .all_profiles = true}};

FUZZ_TARGET(target);
