// SPDX-License-Identifier: MIT
/* Zonelists: nodes and distances, nodemask, THISNODE, cpusets, the dirty limit, node reclaim, every kind of zone from DMA to MOVABLE. */
#include "fuzz/subjects.h"
#include "fuzz/target.h"

static const enum op_kind kinds[] = {
	OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_RMQ, OP_RMQ, OP_RMQ, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE,
	OP_TASK, OP_TASK, OP_ANSWER, OP_ANSWER, OP_NODESTAT, OP_NODESTAT, OP_ZONESTAT, OP_SET, OP_DRAIN_ALL, OP_CONTIG_PAGES, OP_ALLOC_BULK, OP_CPU_DEAD,
	OP_CPU_UP, OP_WMARK_OK, OP_MACHINE, OP_CPU_NODE, OP_ZONE, OP_ZONE, OP_DISTANCE,
};

/*
 * Nodes out of order, nodes with one kind of zone only, memory far from all cpus, a cpu whose node has nothing for most requests, a zone of
 * one page.
 */
static const char *const machines[] = {
	"machine cpus=3 pageblock_order=4 max_order=8\nzone node=0 NORMAL pfn=2048..2560\nzone node=1 NORMAL pfn=1024..1536\n"
	"zone node=2 NORMAL pfn=100..700\ndistance from=0 to=1 distance=40\ndistance from=1 to=0 distance=31\nset min_free_kbytes=300\n"
	"set node_reclaim_mode=1\nset cpusets=1\n",
	"machine cpus=4 pageblock_order=3 max_order=7\nzone node=0 DMA pfn=1..65\nzone node=0 DMA32 pfn=65..200\nzone node=0 NORMAL pfn=200..456\n"
	"zone node=0 MOVABLE pfn=456..584\nzone node=1 NORMAL pfn=640..896\nzone node=1 MOVABLE pfn=896..1024\nset min_free_kbytes=128\n"
	"set cpusets=1\n",
	"machine cpus=2 pageblock_order=4 max_order=11\nzone node=0 MOVABLE pfn=4096..4352\nzone node=1 DMA32 pfn=512..1024\n"
	"zone node=1 NORMAL pfn=1024..1280\ncpu_node cpu=0 node=0\ncpu_node cpu=1 node=1\nset node_reclaim_mode=3\nset node_reclaim_distance=10\n",
	"machine cpus=2 pageblock_order=3 max_order=6\nzone node=0 NORMAL pfn=64..320\nzone node=1 NORMAL pfn=320..576\nzone node=2 NORMAL pfn=576..832\n"
	"zone node=3 NORMAL pfn=832..1088\ncpu_node cpu=0 node=3\ncpu_node cpu=1 node=3\ndistance from=3 to=0 distance=15\n"
	"distance from=3 to=2 distance=15\nset dirty_ratio=5\n",
	"machine cpus=1 pageblock_order=2 max_order=5\nzone node=0 DMA32 pfn=31..32\nzone node=0 NORMAL pfn=33..97\nzone node=1 NORMAL pfn=7..29\n"
	"set min_free_kbytes=40\nset node_reclaim_mode=7\nset node_reclaim_distance=255\nset dirty_ratio=1\n",
};

static const struct target target = {"zonelist", {BIAS_KINDS(kinds), BIAS_MACHINES(machines), .all_profiles = true}};

FUZZ_TARGET(target);
