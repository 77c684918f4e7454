// SPDX-License-Identifier: MIT
/* The slow path: all task states and all kinds of answers, compaction, reserves, the OOM killer, on nearly full machines. */
#include "fuzz/subjects.h"
#include "fuzz/target.h"

static const enum op_kind kinds[] = {
	OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_FREE, OP_FREE, OP_FREE, OP_ANSWER,
	OP_ANSWER, OP_ANSWER, OP_ANSWER, OP_ANSWER, OP_ANSWER, OP_TASK, OP_TASK, OP_NODESTAT, OP_ZONESTAT, OP_SET, OP_DRAIN_ALL,
	OP_UNRESERVE_HIGHATOMIC, OP_ISOLATE_FREE, OP_SETBOOST, OP_ALLOC_BULK,
};

static const char *const machines[] = {
	"machine cpus=2 pageblock_order=3 max_order=7\nzone node=0 NORMAL pfn=64..192\nset min_free_kbytes=128\nset compaction=1\n",
	"machine cpus=1 pageblock_order=4 max_order=11\nzone node=0 DMA32 pfn=512..640\nzone node=0 NORMAL pfn=1024..1152\n"
	"zone node=0 MOVABLE pfn=1152..1216\nset min_free_kbytes=200\nset compaction=1\nset pcp_mode=fixed\nset pcp_high=4\nset pcp_batch=1\n",
	"machine cpus=2 pageblock_order=4 max_order=8\nzone node=0 NORMAL pfn=128..256\nzone node=1 NORMAL pfn=512..640\nset min_free_kbytes=160\n"
	"set cpusets=1\nset compaction=1\n",
	"machine cpus=1 pageblock_order=2 max_order=5\nzone node=0 NORMAL pfn=17..79\nset min_free_kbytes=60\nset watermark_scale_factor=1000\n",
	"machine cpus=2 pageblock_order=4 max_order=9\nzone node=0 NORMAL pfn=1024..1536\ncma 1280..1344\nset min_free_kbytes=600\nset compaction=1\n"
	"set mobility=0\n",
	"machine cpus=1 pageblock_order=4 max_order=11\nzone node=0 NORMAL pfn=1024..1025\nzone node=1 NORMAL pfn=1040..1104\nset min_free_kbytes=32\n"
	"set cpusets=1\nset node_reclaim_mode=1\nset compaction=1\n",
};

static const struct target target = {"slowpath", {BIAS_KINDS(kinds), BIAS_MACHINES(machines), .all_profiles = true}};

FUZZ_TARGET(target);
