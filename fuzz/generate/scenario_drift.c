// SPDX-License-Identifier: MIT
/*
 * Scenario: counters that drift. Several cpus work around the watermarks of small zones, where the pages that a cpu has not folded yet
 * decide. Ops that fold them, and that change the thresholds, come in between.
 */
#include "fuzz/generate/generate_parts.h"

static const uint32_t gfp_drift[] = {
	GFP_MOVABLE, GFP_KERNEL, GFP_ATOMIC, GFP_KERNEL | GFP_BIT_DMA32, GFP_KERNEL | GFP_BIT_NORETRY, GFP_RECLAIMABLE, 0,
};

static void machine_drift(struct generator *g)
{
	static const uint8_t pcp[][2] = {{0, 1}, {6, 2}, {12, 3}, {24, 7}};
	const uint32_t cpus = 1 + random_below(g, 8), pageblock_order = 3 + random_below(g, 3), row = random_below(g, 4);

	add_tight_zones(g, cpus, pageblock_order, 40, 40);
	add_set(g, SET_SECTION_PAGES, 1024);
	if (percent(g, 20))
		add_set(g, SET_HOT_END, 5120);
	else if (percent(g, 20))
		add_set(g, SET_DEFERRED, 1);
	add_set(g, SET_MIN_FREE_KBYTES, 4 * random_below(g, 128));
	add_set(g, SET_COMPACTION, percent(g, 50));
	add_pcp(g, pcp[row][0], pcp[row][1]);
	add_set(g, SET_VMSTAT_PERCPU, 1);
}

static const struct mix mix_drift[] = {
	{OP_ALLOC, 60}, {OP_FREE, 50}, {OP_RMQ, 6}, {OP_FOLD, 6}, {OP_KSWAPD, 4}, {OP_WMARK_OK, 8}, {OP_ANSWER, 8}, {OP_FREELIST, 3}, {OP_ALLOC_BULK, 3},
	{OP_DRAIN, 2}, {OP_DRAIN_ALL, 2}, {OP_DRAIN_BATCH, 2}, {OP_CPU_DEAD, 3}, {OP_CPU_UP, 3}, {OP_ISOLATE, 2}, {OP_UNISOLATE, 2}, {OP_ISOLATE_FREE, 3},
	{OP_REPORT_FREE, 2}, {OP_UNRESERVE_HIGHATOMIC, 1}, {OP_CONTIG, 2}, {OP_CONTIG_PAGES, 1}, {OP_FREE_CONTIG, 1}, {OP_SETBOOST, 2}, {OP_SET, 3},
	{OP_MARK_BAD, 1}, {OP_NODESTAT, 1}, {OP_TASK, 1}, {OP_INIT_WMARKS, 1}, {OP_INIT_LATE, 1}, {OP_HOTADD, 1}, {OP_ALLOC_EXACT, 2}, {0, 0},
};

const struct scenario scenario_drift_table[] = {
	{"drift", "cpus that keep changes of the free counters back, around the marks", machine_drift, NULL, mix_drift, gfp_drift, 4, 60, 70, 98, 0},
	{NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0},
};
