// SPDX-License-Identifier: MIT
/*
 * Scenario: lean zones. The pages that a zone spans, has present, manages and has free are four numbers, which are far apart here. In other
 * scenarios reserved ranges and holes are a few pages, so that confusing two of these numbers is seldom noticed.
 */
#include "fuzz/generate/generate_parts.h"

static const uint32_t gfp_lean[] = {
	GFP_KERNEL, GFP_MOVABLE, GFP_ATOMIC, GFP_KERNEL | GFP_BIT_HIGH, GFP_RECLAIMABLE | GFP_BIT_HIGH, GFP_MOVABLE | GFP_BIT_WRITE,
	GFP_KERNEL | GFP_BIT_DMA32, GFP_KERNEL | GFP_BIT_RETRY_MAYFAIL, GFP_KERNEL | GFP_BIT_THISNODE, GFP_ATOMIC | GFP_BIT_MEMALLOC, 0,
};

/* All of the zone, its end, its beginning, or some part is no memory, or reserved, or for movable pages only. */
static void make_lean(struct generator *g, uint32_t start, uint32_t end)
{
	static const enum op_kind kinds[] = {OP_RESERVED, OP_RESERVED, OP_HOLE, OP_CMA};
	const uint32_t middle = start + random_below(g, end - start);
	const enum op_kind kind = kinds[random_below(g, 4)];

	switch (random_below(g, 8)) {
	case 0:
		add_range_op(g, kind, start, end);
		break;
	case 1: case 2: case 3:
		add_range_op(g, kind, middle, end);
		break;
	case 4:
		add_range_op(g, kind, start, middle + 1);
		break;
	case 5:
		add_range_op(g, kind, middle, middle + 1 + random_below(g, end - middle));
		break;
	default:
		break;
	}
}

static void add_lean_zone(struct generator *g, uint32_t node, enum zone_kind kind, uint32_t start, uint32_t size)
{
	add_zone_op(g, node, kind, start, start + size);
	if (size > 0)
		make_lean(g, start, start + size);
}

static void machine_lean(struct generator *g)
{
	static const uint32_t minima[] = {40, 400, 2000};
	const uint32_t pageblock_order = 3 + random_below(g, 4), max_order = pageblock_order + 1 + random_below(g, 3);
	const uint32_t size = percent(g, 50) ? 256 * (1 + random_below(g, 12)) : (1 + random_below(g, 12)) << pageblock_order;
	const bool two = percent(g, 40);

	add_machine(g, 1 + random_below(g, 3), pageblock_order, max_order);
	if (percent(g, 30))
		add_lean_zone(g, 0, ZONE_DMA32, 512, 512);
	add_lean_zone(g, 0, ZONE_NORMAL, 1024, size);
	if (two)
		add_lean_zone(g, 1, ZONE_NORMAL, 4096, 128 * (1 + random_below(g, 8)));
	if (percent(g, 40))
		add_lean_zone(g, two, ZONE_MOVABLE, 5120, percent(g, 50) ? 0 : 128 * (1 + random_below(g, 2)));
	add_set(g, SET_SECTION_PAGES, 1u << (max_order - 1 + random_below(g, 3)));
	if (percent(g, 30))
		add_set(g, SET_DEFERRED, 1);
	if (percent(g, 60))
		add_set(g, SET_HOT_END, 8192);
	if (percent(g, 50))
		add_set(g, SET_MIN_FREE_KBYTES, random_below(g, minima[random_below(g, 3)]));
	add_set(g, SET_COMPACTION, percent(g, 50));
	if (percent(g, 20))
		add_set(g, SET_NODE_RECLAIM_MODE, 1 + random_below(g, 7));
	if (percent(g, 60))
		add_pcp(g, 4 * random_below(g, 2), 1);
}

static const struct mix mix_lean[] = {
	{OP_ALLOC, 60}, {OP_FREE, 35}, {OP_RMQ, 10}, {OP_SET, 4}, {OP_SETBOOST, 6}, {OP_INIT_WMARKS, 4}, {OP_INIT_LATE, 1}, {OP_HOTADD, 6},
	{OP_UNRESERVE_HIGHATOMIC, 2}, {OP_WMARK_OK, 3}, {OP_ANSWER, 8}, {OP_TASK, 2}, {OP_NODESTAT, 3}, {OP_ZONESTAT, 3}, {OP_ISOLATE, 2},
	{OP_UNISOLATE, 2}, {OP_CONTIG, 1}, {OP_CPU_DEAD, 1}, {OP_CPU_UP, 1}, {OP_DRAIN_ALL, 1}, {0, 0},
};

const struct scenario scenario_lean_table[] = {
	{"lean", "zones that span much and have little: reserved, holes, deferred, boosted",
		machine_lean, NULL, mix_lean, gfp_lean, 5, 50, 60, 100, 0},
	{NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0},
};
