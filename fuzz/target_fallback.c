// SPDX-License-Identifier: MIT
/* Fallback and stealing: small pageblocks of all types, claim thresholds, the highatomic reserve, CMA, zones without grouping. */
#include "fuzz/subjects.h"
#include "fuzz/target.h"

static const enum op_kind kinds[] = {
	OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_RMQ, OP_RMQ, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE,
	OP_UNRESERVE_HIGHATOMIC, OP_SETBOOST, OP_ISOLATE, OP_UNISOLATE, OP_ISOLATE_FREE, OP_REPORT_FREE, OP_SPLIT, OP_SET, OP_DRAIN_ALL,
};

static const char *const machines[] = {
	"machine cpus=1 pageblock_order=3 max_order=7\nzone node=0 NORMAL pfn=64..320\nset min_free_kbytes=16\n",
	"machine cpus=1 pageblock_order=4 max_order=11\nzone node=0 NORMAL pfn=1024..1536\nset min_free_kbytes=64\nset pcp_mode=fixed\n"
	"set pcp_high=2\nset pcp_batch=1\n",
	"machine cpus=1 pageblock_order=5 max_order=8\nzone node=0 NORMAL pfn=100..700\nset watermark_boost_factor=30000\n",
	"machine cpus=1 pageblock_order=4 max_order=11\nzone node=0 DMA32 pfn=512..1024\nzone node=0 NORMAL pfn=1024..2048\n"
	"set min_free_kbytes=128\n",
	"machine cpus=1 pageblock_order=4 max_order=9\nzone node=0 NORMAL pfn=256..1280\ncma 512..768\n",
	"machine cpus=1 pageblock_order=3 max_order=7\nzone node=0 NORMAL pfn=64..320\nset mobility=0\n",
	/* A hundredth of it is more than a pageblock, the minimum for linux-6.12 to reserve; both its ends are inside pageblocks. */
	"machine cpus=1 pageblock_order=3 max_order=7\nzone node=0 NORMAL pfn=67..1157\nset min_free_kbytes=32\nset pcp_mode=fixed\nset pcp_high=4\n"
	"set pcp_batch=2\nset pcp_high_max=16\n",
};

static const struct target target = {"fallback", {BIAS_KINDS(kinds), BIAS_MACHINES(machines), .all_profiles = true}};

FUZZ_TARGET(target);
