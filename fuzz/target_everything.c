// SPDX-License-Identifier: MIT
/* Every op on every machine. */
#include "fuzz/subjects.h"
#include "fuzz/target.h"

static const enum op_kind kinds[] = {
	OP_MACHINE, OP_CPU_NODE, OP_ZONE, OP_ZONE, OP_HOLE, OP_RESERVED, OP_CMA, OP_DISTANCE, OP_SET, OP_SET, OP_SET,
	OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC,
	OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_RMQ, OP_RMQ, OP_FREE_AT, OP_FREELIST, OP_SPLIT, OP_GET_PAGE,
	OP_DRAIN, OP_DRAIN_ALL, OP_DRAIN_BATCH, OP_ISOLATE, OP_UNISOLATE, OP_ISOLATE_FREE, OP_REPORT_FREE, OP_UNRESERVE_HIGHATOMIC, OP_WMARK_OK,
	OP_SETBOOST, OP_SETUP_PAGESET, OP_CPU_DEAD, OP_CPU_UP, OP_ANSWER, OP_ANSWER, OP_TASK, OP_NODESTAT, OP_ZONESTAT, OP_MARK_BAD, OP_CONTIG,
	OP_CONTIG_PAGES, OP_FREE_CONTIG, OP_HOTADD, OP_INIT_LATE, OP_INIT_WMARKS, OP_WRITE,
};

static const char *const machines[] = {
	"machine cpus=2 pageblock_order=4 max_order=7\nzone node=0 NORMAL pfn=0..2048\nset section_pages=256\nset deferred=1\n",
	"machine cpus=2 pageblock_order=3 max_order=6\nzone node=0 NORMAL pfn=32..600\nzone node=1 NORMAL pfn=1024..2000\nset section_pages=64\nset deferred=1\n",
	"machine cpus=1 pageblock_order=4 max_order=7\nzone node=0 NORMAL pfn=0..512\nset section_pages=64\nset hot_end=2048\n",
	"machine cpus=2 pageblock_order=3 max_order=7\nzone node=0 DMA32 pfn=0..256\nzone node=0 MOVABLE pfn=256..256\nset section_pages=128\nset hot_end=1024\n",
	"machine cpus=3 pageblock_order=4 max_order=11\nzone node=0 DMA32 pfn=512..1024\nzone node=0 NORMAL pfn=1024..2048\nzone node=1 NORMAL pfn=2048..3072\ncma 2048..2304\n",
};

static const struct target target = {"everything", {BIAS_KINDS(kinds), BIAS_MACHINES(machines), .all_profiles = true}};

FUZZ_TARGET(target);
