// SPDX-License-Identifier: MIT
/*
 * Scenario: narrow zones. A few dozen pages each, side by side on one node, with borders inside blocks and pageblocks. A hundred ops fill
 * them page by page, which takes thousands elsewhere; blocks that boot put across a border are split by one zone and freed by the other,
 * until lists and counts disagree; and pageblocks are as small as possible.
 */
#include "fuzz/generate/generate_parts.h"

static const uint32_t gfp_narrow[] = {
	GFP_MOVABLE, GFP_KERNEL | GFP_BIT_DMA32, GFP_USER | GFP_BIT_DMA32 | GFP_BIT_MOVABLE, GFP_KERNEL, GFP_RECLAIMABLE, GFP_USER | GFP_BIT_MOVABLE,
	GFP_ATOMIC, 0,
};

static uint32_t add_narrow(struct generator *g, enum zone_kind kind, uint32_t start)
{
	const uint32_t end = start + (percent(g, 50) ? 8 * (1 + random_below(g, 9)) : 3 + random_below(g, 70));

	add_zone_op(g, 0, kind, start, end);
	return end;
}

static void machine_narrow(struct generator *g)
{
	static const uint8_t highs[] = {0, 0, 3, 8};
	const uint32_t pageblock_order = 1 + random_below(g, 4), max_order = pageblock_order + 1 + random_below(g, 4);
	uint32_t at = 64 + (percent(g, 50) ? 0 : random_below(g, 20));

	add_machine(g, 1 + random_below(g, 2), pageblock_order, max_order);
	if (percent(g, 25))
		at = add_narrow(g, ZONE_DMA, at);
	at = add_narrow(g, ZONE_DMA32, at);
	at = add_narrow(g, ZONE_NORMAL, at);
	if (percent(g, 40))
		at = add_narrow(g, ZONE_MOVABLE, at);
	if (percent(g, 15)) {
		const uint32_t end = at - 20 + 1 + random_below(g, 8);

		add_range_op(g, percent(g, 50) ? OP_CMA : OP_HOLE, at - 20, end);
	}
	if (percent(g, 20))
		add_set(g, SET_GUARDPAGE_MINORDER, 1 + random_below(g, 4));
	add_set(g, SET_COMPACTION, percent(g, 30));
	add_set(g, SET_MIN_FREE_KBYTES, 4 * random_below(g, 5));
	add_set(g, SET_PCP_MODE, PCP_FIXED);
	add_set(g, SET_PCP_HIGH, highs[random_below(g, sizeof(highs))]);
	add_set(g, SET_PCP_BATCH, 1 + random_below(g, 5));
}

static const struct mix mix_narrow[] = {
	{OP_ALLOC, 60}, {OP_FREE, 45}, {OP_RMQ, 20}, {OP_SPLIT, 4}, {OP_FREE_AT, 1}, {OP_GET_PAGE, 3}, {OP_FREELIST, 2}, {OP_ISOLATE, 4},
	{OP_UNISOLATE, 4}, {OP_ISOLATE_FREE, 4}, {OP_REPORT_FREE, 2}, {OP_DRAIN, 1}, {OP_DRAIN_ALL, 2}, {OP_WMARK_OK, 6}, {OP_CONTIG, 1},
	{OP_FREE_CONTIG, 2}, {OP_UNRESERVE_HIGHATOMIC, 1}, {OP_SETBOOST, 1}, {0, 0},
};

const struct scenario scenario_narrow_table[] = {
	{"narrow", "zones of a few dozen pages that meet inside blocks, pageblocks from two pages on",
		machine_narrow, NULL, mix_narrow, gfp_narrow, 4, 55, 0, 100, 0},
	{NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0},
};
