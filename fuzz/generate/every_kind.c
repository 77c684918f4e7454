// SPDX-License-Identifier: MIT
/* The kinds that a search for anything at all makes: each, and what ordinary traffic is made of more often. */
#include "fuzz/generate/mutate.h"

const enum op_kind every_kind[] = {
	OP_MACHINE, OP_CPU_NODE, OP_ZONE, OP_ZONE, OP_HOLE, OP_RESERVED, OP_CMA, OP_DISTANCE, OP_SET, OP_SET, OP_SET,
	OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC,
	OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE,
	OP_RMQ, OP_RMQ, OP_FREE_AT, OP_FREELIST, OP_SPLIT, OP_GET_PAGE, OP_ALLOC_BULK, OP_ALLOC_EXACT, OP_WRITE, OP_MARK_BAD,
	OP_DRAIN, OP_DRAIN_ALL, OP_DRAIN_BATCH, OP_DECAY, OP_FOLD, OP_PCP_BUSY, OP_SETUP_PAGESET, OP_CPU_DEAD, OP_CPU_UP,
	OP_ISOLATE, OP_UNISOLATE, OP_ISOLATE_FREE, OP_REPORT_FREE, OP_CONTIG, OP_CONTIG_PAGES, OP_FREE_CONTIG,
	OP_WMARK_OK, OP_SETBOOST, OP_UNRESERVE_HIGHATOMIC, OP_KSWAPD, OP_RECLAIM_ACTIVE, OP_ANSWER, OP_ANSWER, OP_TASK,
	OP_NODESTAT, OP_ZONESTAT, OP_HOTADD, OP_INIT_LATE, OP_INIT_WMARKS,
};

/* A new kind of op is entered here, or is never made (tests/mutate_test.c looks for each). */
_Static_assert(sizeof(every_kind) / sizeof(every_kind[0]) == NR_EVERY_KIND, "as mutate.h says");
