// SPDX-License-Identifier: MIT
/* All that retypes pageblocks: isolation, contiguous ranges, CMA areas, the highatomic reserve, free blocks taken off the lists. */
#include "fuzz/subjects.h"
#include "fuzz/target.h"

static const enum op_kind kinds[] = {
	OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_ISOLATE, OP_ISOLATE, OP_ISOLATE,
	OP_UNISOLATE, OP_UNISOLATE, OP_UNISOLATE, OP_CONTIG, OP_CONTIG, OP_CONTIG, OP_CONTIG_PAGES, OP_FREE_CONTIG, OP_FREE_CONTIG,
	OP_ISOLATE_FREE, OP_REPORT_FREE, OP_UNRESERVE_HIGHATOMIC, OP_ANSWER, OP_ANSWER, OP_TASK, OP_RMQ, OP_SPLIT, OP_DRAIN_ALL, OP_MARK_BAD,
	OP_GET_PAGE, OP_MACHINE, OP_ZONE, OP_HOLE, OP_RESERVED, OP_CMA, OP_CMA,
};

/* Zones that begin and end inside pageblocks, holes at their edges, areas side by side, pageblocks as large as a zone. */
static const char *const machines[] = {
	"machine cpus=2 pageblock_order=4 max_order=6\nzone node=0 NORMAL pfn=1024..1536\ncma 1280..1344\ncma 1344..1376\nset pcp_mode=fixed\n"
	"set pcp_high=2\nset pcp_batch=1\n",
	"machine cpus=1 pageblock_order=3 max_order=7\nzone node=0 NORMAL pfn=67..323\nzone node=0 MOVABLE pfn=323..461\nhole 67..70\nhole 320..323\n"
	"hole 460..461\nreserved 200..203\n",
	"machine cpus=2 pageblock_order=2 max_order=11\nzone node=0 NORMAL pfn=1024..1536\ncma 1100..1200\nset min_free_kbytes=300\n",
	"machine cpus=1 pageblock_order=6 max_order=7\nzone node=0 DMA32 pfn=40..140\nzone node=0 NORMAL pfn=140..400\ncma 192..320\n"
	"hole 140..150\n",
	"machine cpus=1 pageblock_order=10 max_order=11\nzone node=0 NORMAL pfn=1024..4096\ncma 2048..3072\n",
	"machine cpus=2 pageblock_order=4 max_order=9\nzone node=0 NORMAL pfn=256..768\nset min_free_kbytes=400\nset guardpage_minorder=2\n"
	"set compaction=1\n",
};

static const struct target target = {"isolation_cma", {BIAS_KINDS(kinds), BIAS_MACHINES(machines), .all_profiles = true}};

FUZZ_TARGET(target);
