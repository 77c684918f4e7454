// SPDX-License-Identifier: MIT
/*
 * Scenarios, second part: one part of the system each, on machines that show it, and odd geometry of every kind. docs/system.md says which
 * part has which scenario. In a file of its own to keep both short; rules and random streams are the same.
 */
#include "fuzz/generate/generate_parts.h"

static const uint32_t gfp_zones[] = {
	GFP_MOVABLE, GFP_KERNEL, GFP_KERNEL | GFP_BIT_DMA, GFP_KERNEL | GFP_BIT_DMA32, GFP_USER | GFP_BIT_HIGHMEM, GFP_USER | GFP_BIT_MOVABLE,
	GFP_KERNEL | GFP_BIT_DMA32 | GFP_BIT_MOVABLE, GFP_MOVABLE | GFP_BIT_THISNODE, GFP_KERNEL | GFP_BIT_THISNODE, 0,
};
static const uint32_t gfp_tasks[] = {
	GFP_USER, GFP_MOVABLE, GFP_KERNEL, GFP_ATOMIC, GFP_USER | GFP_BIT_NOFAIL, GFP_ATOMIC | GFP_BIT_HARDWALL, GFP_BIT_HIGH | GFP_BIT_ATOMIC, 0,
};
static const uint32_t gfp_written[] = {GFP_MOVABLE | GFP_BIT_WRITE, GFP_USER | GFP_BIT_WRITE, GFP_MOVABLE, GFP_KERNEL, 0};
static const uint32_t gfp_mixed[] = {GFP_MOVABLE, GFP_KERNEL, GFP_RECLAIMABLE, GFP_BIT_HIGH | GFP_BIT_ATOMIC, 0};
static const uint32_t gfp_reclaim[] = {GFP_KERNEL, GFP_MOVABLE, GFP_KERNEL | GFP_BIT_THISNODE, GFP_ATOMIC, GFP_KERNEL | GFP_BIT_MEMALLOC, 0};
static const uint32_t gfp_blocks[] = {
	GFP_KERNEL | GFP_BIT_COMP, GFP_MOVABLE | GFP_BIT_COMP | GFP_BIT_ZERO, GFP_KERNEL | GFP_BIT_ZERO, GFP_MOVABLE | GFP_BIT_ZERO, GFP_MOVABLE, 0,
};
static const uint32_t gfp_large[] = {
	GFP_KERNEL, GFP_MOVABLE, GFP_KERNEL | GFP_BIT_NORETRY, GFP_KERNEL | GFP_BIT_RETRY_MAYFAIL, GFP_MOVABLE | GFP_BIT_COMP | GFP_BIT_NORETRY,
	GFP_KERNEL | GFP_BIT_NOFAIL, 0,
};

/*
 * Machines.
 */

/* All kinds of zones over three nodes, node 2 below node 0, a MOVABLE zone on a node without cpus. */
static void machine_zonelist(struct generator *g)
{
	add_machine(g, 3, 3 + random_below(g, 3), MAX_ORDER_LIMIT);
	if (percent(g, 70))
		add_zone_op(g, 0, ZONE_DMA, 1, 129);
	if (percent(g, 70))
		add_zone_op(g, 0, ZONE_DMA32, 129, 384);
	add_zone_op(g, 0, ZONE_NORMAL, 2048, 2560);
	add_zone_op(g, 1, ZONE_NORMAL, 1024, 1536);
	if (percent(g, 60))
		add_zone_op(g, 1, ZONE_MOVABLE, 1536, 1792);
	add_zone_op(g, 2, percent(g, 50) ? ZONE_MOVABLE : ZONE_NORMAL, 512, 900);
	for (uint32_t cpu = 0; cpu < 3; cpu++)
		place_cpu(g, cpu, random_below(g, 2));
	for (uint32_t from = 0; from < 3; from++)
		for (uint32_t to = 0; to < 3; to++)
			if (from != to)
				place_node(g, from, to, 15 + 5 * random_below(g, 4));
	add_pcp(g, 4, 1);
}

static void machine_cpuset(struct generator *g)
{
	add_machine(g, 2, 4, 8);
	if (percent(g, 40))
		add_zone_op(g, 0, ZONE_DMA32, 128, 256);
	for (uint32_t node = 0; node < 3; node++)
		add_zone_op(g, node, ZONE_NORMAL, 256 + 256 * node, 512 + 256 * node);
	add_set(g, SET_CPUSETS, 1);
	add_set(g, SET_MIN_FREE_KBYTES, 100 + random_below(g, 200));
	add_pcp(g, 2, 1);
}

static void machine_dirty(struct generator *g)
{
	add_machine(g, 2, 4, MAX_ORDER_LIMIT);
	add_zone_op(g, 0, ZONE_NORMAL, 1024, 1536);
	if (percent(g, 40))
		add_zone_op(g, 0, ZONE_MOVABLE, 1536, 1792);
	add_zone_op(g, 1, ZONE_NORMAL, 2048, 2560);
	add_set(g, SET_DIRTY_RATIO, random_below(g, 31));
	add_set(g, SET_MIN_FREE_KBYTES, 60 + random_below(g, 200));
	add_pcp(g, 4, 1);
}

/* Full zones whose pageblocks belong to several types, with DMA32 below and a second node. */
static void machine_nofragment(struct generator *g)
{
	const uint32_t pageblock_order = 3 + random_below(g, 3);

	add_machine(g, 2, pageblock_order, MAX_ORDER_LIMIT);
	if (percent(g, 75))
		add_zone_op(g, 0, ZONE_DMA32, 512, 768);
	add_zone_op(g, 0, ZONE_NORMAL, 1024, 1536);
	if (percent(g, 50))
		add_zone_op(g, 1, ZONE_NORMAL, 1536, 2048);
	add_set(g, SET_MIN_FREE_KBYTES, random_below(g, 100));
	add_pcp(g, 0, 1);
}

static void machine_node_reclaim(struct generator *g)
{
	add_machine(g, 3, 4, 9);
	add_zone_op(g, 0, ZONE_NORMAL, 256, 512);
	add_zone_op(g, 1, ZONE_NORMAL, 512, 768);
	if (percent(g, 50))
		add_zone_op(g, 2, ZONE_NORMAL, 1024, 1280);
	place_node(g, 0, 1, 10 + 10 * random_below(g, 4));
	place_node(g, 1, 0, 10 + 10 * random_below(g, 4));
	add_set(g, SET_NODE_RECLAIM_MODE, 1 + random_below(g, 7));
	if (percent(g, 40))
		add_set(g, SET_NODE_RECLAIM_DISTANCE, 10 + random_below(g, 40));
	add_set(g, SET_MIN_FREE_KBYTES, 150 + random_below(g, 250));
	add_pcp(g, 4, 1);
}

static void machine_compound(struct generator *g)
{
	add_machine(g, 2, 3 + random_below(g, 4), MAX_ORDER_LIMIT);
	add_zone_op(g, 0, ZONE_NORMAL, 1000, 2024);
	add_set(g, SET_MIN_FREE_KBYTES, 4 * random_below(g, 32));
	add_set(g, SET_INIT_ON_ALLOC, percent(g, 30));
	add_set(g, SET_INIT_ON_FREE, percent(g, 30));
	if (percent(g, 30))
		add_set(g, SET_GUARDPAGE_MINORDER, random_below(g, 3));
	add_pcp(g, 4, 1);
}

/* Pages with a few bytes of contents, under every policy of clearing and poisoning; ranges, and memory that arrives late. */
static void machine_contents(struct generator *g)
{
	static const uint8_t poisons[] = {POISON_PATTERN, POISON_OFF, POISON_PATTERN, POISON_ZERO};

	add_machine(g, 2, 3 + random_below(g, 3), 7);
	add_zone_op(g, 0, ZONE_NORMAL, 256, 640);
	if (percent(g, 40))
		add_zone_op(g, 0, ZONE_MOVABLE, 640, 704);
	if (percent(g, 20))
		add_range_op(g, OP_HOLE, 320, 325);
	add_set(g, SET_PAGE_BYTES, 1 + random_below(g, 8));
	add_set(g, SET_PAGE_POISONING, poisons[random_below(g, sizeof(poisons))]);
	add_set(g, SET_INIT_ON_ALLOC, percent(g, 40));
	add_set(g, SET_INIT_ON_FREE, percent(g, 50));
	add_set(g, SET_MIN_FREE_KBYTES, 4 * random_below(g, 16));
	if (percent(g, 20))
		add_set(g, SET_GUARDPAGE_MINORDER, random_below(g, 3));
	if (percent(g, 40)) {
		add_set(g, SET_SECTION_PAGES, 64);
		add_set(g, SET_HOT_END, 1024);
	} else if (percent(g, 40)) {
		add_set(g, SET_SECTION_PAGES, 64);
		add_set(g, SET_DEFERRED, 1);
	}
	add_pcp(g, 4, 1);
}

/* Zones large enough for the kernel's own high and batch. */
static void machine_pcp_config(struct generator *g)
{
	add_machine(g, 2 + random_below(g, 3), 9, MAX_ORDER_LIMIT);
	add_zone_op(g, 0, ZONE_DMA32, 1024, 2048);
	add_zone_op(g, 0, ZONE_NORMAL, 4096, 4096 + 4096 * (1 + random_below(g, 5)));
	if (percent(g, 40))
		add_set(g, SET_PCP_MODE, PCP_BOOT);
}

static void machine_compaction(struct generator *g)
{
	add_machine(g, 2, 4, MAX_ORDER_LIMIT);
	if (percent(g, 50))
		add_zone_op(g, 0, ZONE_DMA32, 768, 1024);
	add_zone_op(g, 0, ZONE_NORMAL, 1024, 1536);
	if (percent(g, 30))
		add_zone_op(g, 0, ZONE_MOVABLE, 1536, 1664);
	add_set(g, SET_COMPACTION, 1);
	add_set(g, SET_MIN_FREE_KBYTES, 40 + random_below(g, 500));
	add_pcp(g, 4, 1);
}

/* Zones that begin and end inside pageblocks, holes at their edges, a zone of one page, a node without memory, cpus far from all memory. */
static void machine_odd(struct generator *g)
{
	const uint32_t pageblock_order = 2 + random_below(g, 9), max_order = pageblock_order + 1 + random_below(g, MAX_ORDER_LIMIT - pageblock_order);
	const uint32_t start = 33 + random_below(g, 200), middle = start + 100 + random_below(g, 900), end = middle + 100 + random_below(g, 1500);

	add_machine(g, 1 + random_below(g, 4), pageblock_order, max_order);
	if (percent(g, 40))
		add_zone_op(g, 0, ZONE_DMA, start - 1, start);
	add_zone_op(g, percent(g, 50), ZONE_DMA32, start, middle);
	add_zone_op(g, 0, ZONE_NORMAL, middle, end);
	if (percent(g, 40))
		add_zone_op(g, 2, ZONE_NORMAL, 5, 5 + random_below(g, 26));
	if (percent(g, 30))
		add_zone_op(g, 3, ZONE_NORMAL, 8192, 8192);
	place_cpu(g, 0, random_below(g, 4));
	if (percent(g, 50))
		add_range_op(g, OP_HOLE, start, start + 1 + random_below(g, 9));
	if (percent(g, 50))
		add_range_op(g, OP_HOLE, middle - 3, middle);
	if (percent(g, 50))
		add_range_op(g, OP_HOLE, end - 1, end);
	if (percent(g, 30))
		add_range_op(g, OP_CMA, middle + 5, middle + 70);
	if (percent(g, 30))
		add_range_op(g, OP_RESERVED, middle, middle + 2);
	add_set(g, SET_MIN_FREE_KBYTES, 4 * random_below(g, 64));
	add_pcp(g, random_below(g, 6), 1);
}

/* Rare machines: zones without usable memory, or with memory only later, dozens of cpus, equal distances, boot page sets. */
static void rare_zone(struct generator *g, uint32_t node, enum zone_kind kind, uint32_t start, uint32_t end)
{
	const uint32_t fate = random_below(g, 10);

	add_zone_op(g, node, kind, start, fate == 0 ? start : end);
	if (fate == 1 || fate == 2)
		add_range_op(g, OP_CMA, start, end);
	if (fate == 3 || fate == 4)
		add_range_op(g, OP_RESERVED, start, end);
}

static void rare_page_sets(struct generator *g)
{
	const uint32_t mode = random_below(g, 3);

	if (mode == PCP_NATURAL)
		return;
	add_set(g, SET_PCP_MODE, mode);
	if (mode == PCP_BOOT && percent(g, 40))
		return;
	add_set(g, SET_PCP_HIGH, 8);
	add_set(g, SET_PCP_BATCH, 1 + random_below(g, 4));
}

static void rare_settings(struct generator *g)
{
	if (percent(g, 50)) {
		add_set(g, SET_SECTION_PAGES, 64);
		add_set(g, SET_HOT_END, 8192);
	}
	if (percent(g, 40))
		add_set(g, SET_LOWMEM_RESERVE_RATIO_NORMAL, 1 + random_below(g, 4));
	if (percent(g, 50))
		add_set(g, SET_MIN_FREE_KBYTES, random_below(g, 200));
	if (percent(g, 30))
		add_set(g, SET_USER_MIN_FREE_KBYTES, random_below(g, 200));
	add_set(g, SET_COMPACTION, percent(g, 30));
	add_set(g, SET_CPUSETS, percent(g, 20));
}

static void machine_rare(struct generator *g)
{
	const uint32_t nodes = 1 + random_below(g, 4), cpus = percent(g, 25) ? 33 + random_below(g, 32) : 1 + random_below(g, 6);

	add_machine(g, cpus, 2 + random_below(g, 4), 7);
	for (uint32_t node = 0; node < nodes; node++) {
		const uint32_t start = 256 + 1024 * node;

		if (percent(g, 60))
			rare_zone(g, node, ZONE_DMA32, start, start + 128);
		if (node == 0)
			add_zone_op(g, node, ZONE_NORMAL, start + 128, start + 384);
		else
			rare_zone(g, node, ZONE_NORMAL, start + 128, start + 384);
		if (percent(g, 40))
			rare_zone(g, node, ZONE_MOVABLE, start + 512, start + 640);
	}
	for (uint32_t from = 0; from < nodes; from++)
		for (uint32_t to = 0; to < nodes; to++)
			if (from != to)
				place_node(g, from, to, 20 + 10 * random_below(g, 2));
	rare_page_sets(g);
	rare_settings(g);
}

/*
 * Mixes.
 */

static const struct mix mix_zonelist[] = {
	{OP_ALLOC, 55}, {OP_FREE, 40}, {OP_RMQ, 15}, {OP_CONTIG_PAGES, 2}, {OP_CPU_DEAD, 1}, {OP_CPU_UP, 1}, {OP_WMARK_OK, 3}, {0, 0},
};
static const struct mix mix_cpuset[] = {{OP_ALLOC, 55}, {OP_FREE, 30}, {OP_TASK, 15}, {OP_ANSWER, 12}, {OP_RMQ, 6}, {0, 0}};
static const struct mix mix_dirty[] = {{OP_ALLOC, 50}, {OP_FREE, 40}, {OP_NODESTAT, 15}, {OP_ZONESTAT, 4}, {OP_RMQ, 15}, {OP_TASK, 5}, {0, 0}};
static const struct mix mix_nofragment[] = {{OP_ALLOC, 60}, {OP_FREE, 50}, {OP_RMQ, 25}, {OP_SPLIT, 4}, {OP_DRAIN_ALL, 1}, {0, 0}};
static const struct mix mix_node_reclaim[] = {
	{OP_ALLOC, 60}, {OP_FREE, 30}, {OP_ANSWER, 20}, {OP_NODESTAT, 12}, {OP_TASK, 2}, {OP_RMQ, 8}, {OP_SETBOOST, 1}, {OP_CPU_DEAD, 2}, {OP_CPU_UP, 2},
	{0, 0},
};
static const struct mix mix_compound[] = {
	{OP_ALLOC, 45}, {OP_FREE, 50}, {OP_GET_PAGE, 8}, {OP_SPLIT, 8}, {OP_FREE_AT, 4}, {OP_FREELIST, 4}, {OP_MARK_BAD, 3}, {OP_DRAIN_ALL, 2}, {0, 0},
};
static const struct mix mix_contents[] = {
	{OP_ALLOC, 45}, {OP_FREE, 45}, {OP_WRITE, 40}, {OP_FREELIST, 3}, {OP_SPLIT, 3}, {OP_GET_PAGE, 2}, {OP_CONTIG, 4}, {OP_FREE_CONTIG, 3},
	{OP_ISOLATE_FREE, 2}, {OP_REPORT_FREE, 2}, {OP_MARK_BAD, 1}, {OP_HOTADD, 1}, {OP_INIT_LATE, 1}, {OP_DRAIN_ALL, 2}, {0, 0},
};
static const struct mix mix_pcp_config[] = {
	{OP_ALLOC, 50}, {OP_FREE, 50}, {OP_SET, 15}, {OP_SETUP_PAGESET, 3}, {OP_CPU_DEAD, 4}, {OP_CPU_UP, 5}, {OP_DRAIN, 3}, {OP_DRAIN_BATCH, 5},
	{OP_FREELIST, 8}, {OP_INIT_WMARKS, 1}, {0, 0},
};
static const struct mix mix_compaction[] = {
	{OP_ALLOC, 60}, {OP_FREE, 30}, {OP_ANSWER, 40}, {OP_TASK, 2}, {OP_ZONESTAT, 3}, {OP_ISOLATE_FREE, 2}, {0, 0},
};
static const struct mix mix_odd[] = {
	{OP_ALLOC, 60}, {OP_FREE, 50}, {OP_RMQ, 8}, {OP_SPLIT, 3}, {OP_ISOLATE, 6}, {OP_UNISOLATE, 6}, {OP_CONTIG, 5}, {OP_CONTIG_PAGES, 2},
	{OP_FREE_CONTIG, 4}, {OP_ISOLATE_FREE, 2}, {OP_REPORT_FREE, 2}, {OP_DRAIN_ALL, 2}, {OP_WMARK_OK, 2}, {0, 0},
};

static const struct mix mix_rare[] = {
	{OP_ALLOC, 50}, {OP_FREE, 35}, {OP_RMQ, 8}, {OP_HOTADD, 5}, {OP_INIT_WMARKS, 4}, {OP_SET, 8}, {OP_SETUP_PAGESET, 1}, {OP_CPU_DEAD, 4},
	{OP_CPU_UP, 5}, {OP_WMARK_OK, 3}, {OP_DRAIN, 2}, {OP_CONTIG, 2}, {OP_ISOLATE, 1}, {OP_UNISOLATE, 1}, {OP_ANSWER, 4}, {OP_NODESTAT, 2}, {0, 0},
};

const struct scenario scenario_system_table[] = {
	{"zonelist", "every kind of zone over nodes out of order, at various distances",
		machine_zonelist, NULL, mix_zonelist, gfp_zones, 3, 60, 60, 100, 0},
	{"cpuset", "tasks that may use some nodes only, and change while they wait", machine_cpuset, NULL, mix_cpuset, gfp_tasks, 3, 60, 80, 100, 0},
	{"dirty", "pages for writing on nodes near their dirty limit", machine_dirty, NULL, mix_dirty, gfp_written, 3, 70, 60, 100, 0},
	{"nofragment", "zones of mixed pageblocks, where a neighbour is better than stealing",
		machine_nofragment, NULL, mix_nofragment, gfp_mixed, 4, 50, 60, 98, 0},
	{"node-reclaim", "node reclaim with every outcome, within its distance", machine_node_reclaim, NULL, mix_node_reclaim, gfp_reclaim, 3, 60, 70, 100,
		1u << ASK_NODE_RECLAIM},
	{"compound", "compound blocks, zeroed and poisoned pages", machine_compound, NULL, mix_compound, gfp_blocks, 5, 35, 0, 70, 0},
	{"contents", "what pages hold: cleared, poisoned, written to while free", machine_contents, NULL, mix_contents, gfp_blocks, 4, 45, 0, 70, 0},
	{"pcp-config", "the kernel's own high and batch, fractions, page sets of boot, cpus that come and go",
		machine_pcp_config, NULL, mix_pcp_config, gfp_mixed, 2, 92, 0, 50, 0},
	{"compaction", "compaction with every result, capture, deferral, tries by priority",
		machine_compaction, NULL, mix_compaction, gfp_large, 5, 25, 80, 100,
		1u << ASK_COMPACT | 1u << ASK_RECLAIM | 1u << ASK_OOM},
	{"odd", "zones and pageblocks of every odd geometry", machine_odd, NULL, mix_odd, gfp_mixed, 6, 50, 0, 90, 0},
	{"rare", "zones all CMA, all reserved or empty, memory that joins them, cpus in dozens, equal distances, page sets of boot",
		machine_rare, NULL, mix_rare, gfp_zones, 4, 60, 40, 98, 0},
	{NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0},
};
