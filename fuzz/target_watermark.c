// SPDX-License-Identifier: MIT
/* Watermarks, reserves, zonelists and the slow path with all its questions to the outside world: nearly full zones. */
#include "fuzz/subjects.h"
#include "fuzz/target.h"

static const enum op_kind kinds[] = {
	OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_RMQ, OP_FREE, OP_FREE, OP_FREE, OP_ANSWER, OP_ANSWER,
	OP_ANSWER, OP_WMARK_OK, OP_WMARK_OK, OP_SETBOOST, OP_SET, OP_SET, OP_TASK, OP_NODESTAT, OP_ZONESTAT, OP_UNRESERVE_HIGHATOMIC, OP_INIT_WMARKS,
	OP_DRAIN_ALL, OP_CONTIG_PAGES, OP_ALLOC_BULK, OP_FOLD, OP_KSWAPD,
};

static const char *const machines[] = {
	"machine cpus=1 pageblock_order=4 max_order=11\nzone node=0 NORMAL pfn=1024..1280\nset min_free_kbytes=256\n",
	"machine cpus=2 pageblock_order=3 max_order=7\nzone node=0 DMA pfn=0..64\nzone node=0 DMA32 pfn=64..192\n"
	"zone node=0 NORMAL pfn=192..448\nset min_free_kbytes=128\n",
	"machine cpus=2 pageblock_order=4 max_order=8\nzone node=0 NORMAL pfn=128..384\nzone node=1 NORMAL pfn=512..768\n"
	"set min_free_kbytes=200\nset node_reclaim_mode=1\nset cpusets=1\n",
	"machine cpus=1 pageblock_order=4 max_order=9\nzone node=0 DMA32 pfn=512..768\nzone node=0 NORMAL pfn=1024..1280\n"
	"zone node=0 MOVABLE pfn=1280..1536\nset min_free_kbytes=300\nset compaction=1\n",
	"machine cpus=1 pageblock_order=2 max_order=5\nzone node=0 NORMAL pfn=16..80\nset min_free_kbytes=64\n"
	"set watermark_scale_factor=1000\nset compaction=1\n",
	"machine cpus=4 pageblock_order=4 max_order=8\nzone node=0 DMA32 pfn=512..768\nzone node=0 NORMAL pfn=1024..1280\ncma 1024..1152\n"
	"set min_free_kbytes=200\nset vmstat_percpu=1\n",
};

static const struct target target = {"watermark", {BIAS_KINDS(kinds), BIAS_MACHINES(machines), .all_profiles = true}};

FUZZ_TARGET(target);
