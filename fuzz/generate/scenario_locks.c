// SPDX-License-Identifier: MIT
/*
 * Scenario: page sets whose lock is taken. Small sets in two or three zones, free lists that go from zone to zone, pages in bulk, blocks of
 * all orders that sets keep, while trylocks fail and kswapd reclaims. Before linux-6.1 only the lists and sets remain of this.
 */
#include "fuzz/generate/generate_parts.h"

static const uint32_t gfp_locks[] = {
	GFP_MOVABLE, GFP_KERNEL, GFP_ATOMIC, GFP_KERNEL | GFP_BIT_COMP, GFP_MOVABLE | GFP_BIT_COMP, GFP_KERNEL | GFP_BIT_DMA32, GFP_RECLAIMABLE, 0,
};

static void machine_locks(struct generator *g)
{
	static const uint8_t pcp[][2] = {{0, 1}, {6, 2}, {12, 3}, {24, 4}, {48, 7}};
	const uint32_t pageblock_order = 4 + random_below(g, 2), row = random_below(g, 5);

	add_tight_zones(g, 1 + random_below(g, 3), pageblock_order, 60, 50);
	add_set(g, SET_MIN_FREE_KBYTES, 4 * random_below(g, 64));
	add_set(g, SET_PCP_MODE, percent(g, 90) ? PCP_FIXED : PCP_BOOT);
	add_set(g, SET_PCP_HIGH, pcp[row][0]);
	add_set(g, SET_PCP_BATCH, pcp[row][1]);
	g->locks = true;
}

static const struct mix mix_locks[] = {
	{OP_ALLOC, 60}, {OP_FREE, 45}, {OP_FREELIST, 10}, {OP_ALLOC_BULK, 8}, {OP_RMQ, 4}, {OP_PCP_BUSY, 8}, {OP_RECLAIM_ACTIVE, 4}, {OP_DRAIN, 2},
	{OP_DRAIN_ALL, 2}, {OP_DRAIN_BATCH, 2}, {OP_ISOLATE, 3}, {OP_UNISOLATE, 3}, {OP_ALLOC_EXACT, 4}, {OP_CONTIG, 2}, {OP_FREE_CONTIG, 2},
	{OP_SPLIT, 3}, {OP_ANSWER, 3}, {OP_MARK_BAD, 1}, {OP_SET, 2}, {OP_CPU_DEAD, 1}, {OP_CPU_UP, 1}, {OP_SETUP_PAGESET, 1}, {0, 0},
};

const struct scenario scenario_locks_table[] = {
	{"locks", "page sets whose lock somebody else has, lists of frees over zones, kswapd at work", machine_locks, NULL, mix_locks, gfp_locks, 4, 70, 30,
	 90, 0},
	{NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0},
};
