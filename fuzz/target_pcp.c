// SPDX-License-Identifier: MIT
/* Per-CPU lists: refill, overflow, drains, cpu hotplug, the boot page sets, fractions. */
#include "fuzz/subjects.h"
#include "fuzz/target.h"

static const enum op_kind kinds[] = {
	OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREELIST, OP_FREELIST, OP_ALLOC_BULK,
	OP_DRAIN, OP_DRAIN_ALL, OP_DRAIN_BATCH, OP_DECAY, OP_CPU_DEAD, OP_CPU_UP, OP_SETUP_PAGESET, OP_SPLIT, OP_SET, OP_ISOLATE, OP_UNISOLATE, OP_MARK_BAD,
	OP_RMQ, OP_FREE_AT, OP_GET_PAGE, OP_PCP_BUSY, OP_PCP_BUSY, OP_RECLAIM_ACTIVE,
};

static const char *const machines[] = {
	"machine cpus=2 pageblock_order=4 max_order=11\nzone node=0 NORMAL pfn=1024..2048\nset pcp_mode=fixed\nset pcp_high=6\nset pcp_batch=2\n",
	"machine cpus=3 pageblock_order=3 max_order=7\nzone node=0 NORMAL pfn=64..576\nset pcp_mode=fixed\nset pcp_high=3\nset pcp_batch=3\n",
	"machine cpus=2 pageblock_order=4 max_order=11\nzone node=0 NORMAL pfn=0..1024\ncma 0..256\nset pcp_mode=fixed\nset pcp_high=18\n"
	"set pcp_batch=7\n",
	"machine cpus=4 pageblock_order=9 max_order=11\nzone node=0 NORMAL pfn=0..16384\n",
	"machine cpus=2 pageblock_order=4 max_order=11\nzone node=0 DMA32 pfn=0..512\nzone node=0 NORMAL pfn=1024..2048\n"
	"set pcp_mode=boot\nset pcp_high=4\nset pcp_batch=1\n",
	"machine cpus=2 pageblock_order=2 max_order=6\nzone node=0 NORMAL pfn=32..288\nset pcp_mode=fixed\nset pcp_high=1\n"
	"set pcp_batch=31\nset guardpage_minorder=1\n",
	"machine cpus=2 pageblock_order=4 max_order=8\nzone node=0 NORMAL pfn=0..1024\nset pcp_mode=fixed\nset pcp_high=4\nset pcp_batch=2\n"
	"set pcp_high_max=64\nset cache_pages=8\n",
};

static const struct target target = {"pcp", {BIAS_KINDS(kinds), BIAS_MACHINES(machines), .all_profiles = true}};

FUZZ_TARGET(target);
