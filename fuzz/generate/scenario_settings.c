// SPDX-License-Identifier: MIT
/*
 * Scenario: all settings. Every part of the machine is drawn independently, so that any two may meet, and all ops follow. The other
 * scenarios make machines that show one part well; combinations that no scenario makes are in no seed, and mutators seldom make them.
 */
#include "fuzz/generate/generate_parts.h"

static const uint32_t gfp_any[] = {
	GFP_KERNEL, GFP_MOVABLE, GFP_RECLAIMABLE, GFP_ATOMIC, GFP_BIT_KSWAPD_RECLAIM, GFP_KERNEL | GFP_BIT_DMA32, GFP_KERNEL | GFP_BIT_DMA,
	GFP_KERNEL | GFP_BIT_NORETRY, GFP_KERNEL | GFP_BIT_RETRY_MAYFAIL, GFP_ATOMIC | GFP_BIT_MEMALLOC, GFP_KERNEL | GFP_BIT_THISNODE,
	GFP_MOVABLE | GFP_BIT_WRITE, GFP_KERNEL | GFP_BIT_COMP, GFP_MOVABLE | GFP_BIT_ZERO, GFP_USER | GFP_BIT_MOVABLE,
	GFP_KERNEL | GFP_BIT_NOFAIL, GFP_MOVABLE | GFP_BIT_COLD, 0,
};

/* Only half of the machines get the setting. */
static void maybe_set(struct generator *g, enum set_key key, uint32_t value)
{
	if (percent(g, 50))
		add_set(g, key, value);
}

/* Add zone after zone, each at any distance from the last; any may be empty, and get memory later. */
static uint32_t add_zones(struct generator *g)
{
	const uint32_t grid = percent(g, 60) ? 64 : 1;
	uint32_t at = 256 + grid * random_below(g, 40) / 8;

	for (uint32_t node = 0; node < 3; node++)
		for (uint32_t kind = 0; kind < MAX_NR_ZONES; kind++) {
			const bool plain = node == 0 && kind == ZONE_NORMAL;

			if (!plain && !percent(g, node == 0 ? 35 : 20))
				continue;
			if (percent(g, 30))
				at += grid * (1 + random_below(g, 9));
			const uint32_t end = percent(g, 12) && !plain ? at : at + grid * (1 + random_below(g, 1200) / grid);

			add_zone_op(g, node, (enum zone_kind)kind, at, end);
			at = end;
		}
	return at;
}

static void add_ranges(struct generator *g, uint32_t end)
{
	static const uint8_t kinds[] = {OP_HOLE, OP_RESERVED, OP_CMA};

	for (unsigned i = 0; i < sizeof(kinds); i++)
		for (unsigned n = random_below(g, 3); n > 0; n--) {
			const uint32_t at = 256 + random_below(g, end > 256 ? end - 256 : 1);

			add_range_op(g, (enum op_kind)kinds[i], at, at + 1 + random_below(g, kinds[i] == OP_CMA ? 200 : 20));
		}
}

static void add_page_sets(struct generator *g)
{
	static const uint32_t highs[] = {0, 1, 4, 18, 186};

	maybe_set(g, SET_PCP_MODE, random_below(g, PCP_BOOT + 1));
	maybe_set(g, SET_PCP_HIGH, highs[random_below(g, 5)]);
	maybe_set(g, SET_PCP_BATCH, 1 + random_below(g, 7));
}

static void add_marks(struct generator *g)
{
	static const uint32_t ratios[] = {0, 1, 32, 256};

	maybe_set(g, SET_MIN_FREE_KBYTES, random_below(g, 1200));
	maybe_set(g, SET_USER_MIN_FREE_KBYTES, random_below(g, 1200));
	maybe_set(g, SET_WATERMARK_SCALE_FACTOR, 1 + random_below(g, 1000));
	maybe_set(g, SET_WATERMARK_BOOST_FACTOR, random_below(g, 3) * 15000);
	for (uint32_t key = SET_LOWMEM_RESERVE_RATIO_DMA; key <= SET_LOWMEM_RESERVE_RATIO_MOVABLE; key++)
		maybe_set(g, (enum set_key)key, ratios[random_below(g, 4)]);
}

static void add_policies(struct generator *g)
{
	maybe_set(g, SET_MOBILITY, percent(g, 60));
	maybe_set(g, SET_COMPACTION, 1);
	maybe_set(g, SET_CPUSETS, percent(g, 50));
	maybe_set(g, SET_NODE_RECLAIM_MODE, random_below(g, 8));
	maybe_set(g, SET_NODE_RECLAIM_DISTANCE, 10 + random_below(g, 30));
	maybe_set(g, SET_DIRTY_RATIO, random_below(g, 60));
	maybe_set(g, SET_GUARDPAGE_MINORDER, percent(g, 40) ? random_below(g, 4) : UINT32_MAX);
	maybe_set(g, SET_INIT_ON_ALLOC, percent(g, 50));
	maybe_set(g, SET_INIT_ON_FREE, percent(g, 50));
	maybe_set(g, SET_PAGE_POISONING, percent(g, 50) ? random_below(g, NR_PAGE_POISONS) : POISON_OFF);
	maybe_set(g, SET_PAGE_BYTES, random_below(g, 5));
}

static void machine_settings(struct generator *g)
{
	const uint32_t max_order = 2 + random_below(g, MAX_ORDER_LIMIT - 1);
	const uint32_t section = 1u << (max_order - 1 + random_below(g, 3));
	const uint32_t pageblock_order = 1 + random_below(g, max_order - 1), cpus = 1 + random_below(g, 4);

	add_machine(g, cpus, pageblock_order, max_order);
	const uint32_t end = add_zones(g);

	add_ranges(g, end);
	for (uint32_t cpu = 0; cpu < 4 && percent(g, 40); cpu++)
		place_cpu(g, cpu, random_below(g, 3));
	if (percent(g, 40)) {
		const uint32_t distance = 10 + 5 * random_below(g, 6), to = random_below(g, 3);

		place_node(g, random_below(g, 3), to, distance);
	}
	add_page_sets(g);
	add_marks(g);
	add_policies(g);
	add_set(g, SET_SECTION_PAGES, section);
	if (percent(g, 50))
		add_set(g, SET_HOT_END, (end / section + 1 + random_below(g, 4)) * section);
	if (percent(g, 35))
		add_set(g, SET_DEFERRED, 1);
}

static const struct mix mix_settings[] = {
	{OP_ALLOC, 80}, {OP_FREE, 60}, {OP_RMQ, 6}, {OP_FREE_AT, 2}, {OP_FREELIST, 4}, {OP_SPLIT, 3}, {OP_GET_PAGE, 3}, {OP_DRAIN, 2},
	{OP_DRAIN_ALL, 1}, {OP_DRAIN_BATCH, 2}, {OP_ISOLATE, 3}, {OP_UNISOLATE, 3}, {OP_ISOLATE_FREE, 2}, {OP_REPORT_FREE, 2},
	{OP_UNRESERVE_HIGHATOMIC, 1}, {OP_WMARK_OK, 2}, {OP_SETBOOST, 1}, {OP_SETUP_PAGESET, 2}, {OP_CPU_DEAD, 2}, {OP_CPU_UP, 2},
	{OP_ANSWER, 10}, {OP_TASK, 2}, {OP_NODESTAT, 2}, {OP_ZONESTAT, 1}, {OP_MARK_BAD, 1}, {OP_CONTIG, 2}, {OP_CONTIG_PAGES, 1},
	{OP_FREE_CONTIG, 2}, {OP_HOTADD, 3}, {OP_INIT_LATE, 1}, {OP_INIT_WMARKS, 1}, {OP_SET, 5}, {OP_WRITE, 2}, {OP_ALLOC_EXACT, 2}, {0, 0},
};

const struct scenario scenario_settings_table[] = {
	{"settings", "every setting of the machine drawn by itself, all ops", machine_settings, NULL, mix_settings, gfp_any, 6, 50, 30, 98, 0},
	{NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0},
};
