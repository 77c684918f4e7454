// SPDX-License-Identifier: MIT
/*
 * The scenarios: for each a machine, drawn from a few, and a mix of ops. The machines are small, so that rare states are near.
 */
#include "fuzz/generate/generate_parts.h"

#define GFP_NOWAIT GFP_BIT_KSWAPD_RECLAIM

static const uint32_t gfp_two[] = {GFP_MOVABLE, GFP_KERNEL, 0};
static const uint32_t gfp_types[] = {GFP_MOVABLE, GFP_KERNEL, GFP_RECLAIMABLE, GFP_USER | GFP_BIT_MOVABLE, 0};
static const uint32_t gfp_pressure[] = {
	GFP_MOVABLE, GFP_KERNEL, GFP_ATOMIC, GFP_NOWAIT, GFP_ATOMIC | GFP_BIT_NOMEMALLOC, GFP_ATOMIC | GFP_BIT_MEMALLOC, 0,
};
static const uint32_t gfp_atomic[] = {GFP_ATOMIC, GFP_ATOMIC, GFP_MOVABLE, GFP_KERNEL, 0};
static const uint32_t gfp_nodes[] = {
	GFP_MOVABLE, GFP_KERNEL, GFP_KERNEL | GFP_BIT_THISNODE, GFP_KERNEL | GFP_BIT_DMA32, GFP_ATOMIC, GFP_MOVABLE | GFP_BIT_THISNODE,
	GFP_ATOMIC | GFP_BIT_THISNODE, 0,
};
static const uint32_t gfp_late[] = {GFP_MOVABLE, GFP_KERNEL, GFP_RECLAIMABLE, GFP_ATOMIC, GFP_KERNEL | GFP_BIT_MEMALLOC, 0};
static const uint32_t gfp_slow[] = {
	GFP_KERNEL, GFP_MOVABLE, GFP_ATOMIC, GFP_NOWAIT, GFP_KERNEL | GFP_BIT_NORETRY, GFP_KERNEL | GFP_BIT_RETRY_MAYFAIL,
	GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO, GFP_KERNEL | GFP_BIT_NOMEMALLOC, GFP_KERNEL | GFP_BIT_MEMALLOC,
	GFP_MOVABLE | GFP_BIT_WRITE, GFP_KERNEL | GFP_BIT_NOFAIL, GFP_KERNEL | GFP_BIT_THISNODE, GFP_KERNEL | GFP_BIT_COMP, 0,
};
static const uint32_t gfp_pages[] = {
	GFP_KERNEL, GFP_KERNEL | GFP_BIT_COMP, GFP_MOVABLE | GFP_BIT_COMP, GFP_MOVABLE | GFP_BIT_ZERO, GFP_MOVABLE, 0,
};
static const uint32_t gfp_all[] = {
	GFP_KERNEL, GFP_MOVABLE, GFP_RECLAIMABLE, GFP_ATOMIC, GFP_NOWAIT, GFP_KERNEL | GFP_BIT_DMA32, GFP_KERNEL | GFP_BIT_DMA,
	GFP_KERNEL | GFP_BIT_NORETRY, GFP_KERNEL | GFP_BIT_RETRY_MAYFAIL, GFP_ATOMIC | GFP_BIT_NOMEMALLOC, GFP_ATOMIC | GFP_BIT_MEMALLOC,
	GFP_KERNEL | GFP_BIT_THISNODE, GFP_MOVABLE | GFP_BIT_WRITE, GFP_KERNEL | GFP_BIT_COMP, GFP_MOVABLE | GFP_BIT_ZERO,
	GFP_USER | GFP_BIT_MOVABLE, GFP_MOVABLE | GFP_BIT_COMP | GFP_BIT_NOWARN | GFP_BIT_NORETRY, GFP_KERNEL | GFP_BIT_ACCOUNT, 0,
};

/*
 * Machines.
 */

static void fixed_pcp(struct generator *g)
{
	static const uint8_t pcp[][2] = {{6, 2}, {0, 1}, {4, 1}, {12, 3}, {6, 1}};
	const uint32_t row = random_below(g, 5);

	add_pcp(g, pcp[row][0], pcp[row][1]);
}

static void one_zone(struct generator *g, uint32_t cpus)
{
	static const uint16_t sizes[] = {1024, 1024, 2048, 512, 1500};
	const uint32_t size = sizes[random_below(g, 5)], pageblock_order = 3 + random_below(g, 4), start = percent(g, 80) ? 1024 : 1000;

	add_machine(g, cpus, pageblock_order, MAX_ORDER_LIMIT);
	add_zone_op(g, 0, ZONE_NORMAL, start, start + size);
}

static void machine_buddy(struct generator *g)
{
	one_zone(g, 1);
	add_set(g, SET_MIN_FREE_KBYTES, 4 * random_below(g, 16));
	add_set(g, SET_PCP_MODE, PCP_FIXED);
	add_set(g, SET_PCP_BATCH, 1);
}

static void machine_pcp(struct generator *g)
{
	one_zone(g, 2 + random_below(g, 3));
	if (percent(g, 15))
		add_set(g, SET_PCP_MODE, PCP_BOOT);
	else
		fixed_pcp(g);
}

static void machine_fallback(struct generator *g)
{
	one_zone(g, 1 + random_below(g, 2));
	add_set(g, SET_MIN_FREE_KBYTES, 4 * random_below(g, 32));
	if (percent(g, 20))
		add_set(g, SET_WATERMARK_BOOST_FACTOR, 0);
	if (percent(g, 10))
		add_set(g, SET_MOBILITY, 0);
	fixed_pcp(g);
}

static void machine_watermark(struct generator *g)
{
	const uint32_t pageblock_order = 3 + random_below(g, 4);

	add_machine(g, 2, pageblock_order, MAX_ORDER_LIMIT);
	if (percent(g, 50))
		add_zone_op(g, 0, ZONE_DMA32, 1024, 1536);
	add_zone_op(g, 0, ZONE_NORMAL, 2048, 3072);
	if (percent(g, 30))
		add_zone_op(g, 0, ZONE_MOVABLE, 3072, 3584);
	if (percent(g, 60))
		add_set(g, SET_MIN_FREE_KBYTES, 64 + random_below(g, 512));
	if (percent(g, 40))
		add_set(g, SET_LOWMEM_RESERVE_RATIO_DMA32, 1 + random_below(g, 32));
	fixed_pcp(g);
}

static void machine_highatomic(struct generator *g)
{
	const uint32_t pageblock_order = 3 + random_below(g, 3);

	add_machine(g, 1 + random_below(g, 2), pageblock_order, MAX_ORDER_LIMIT);
	add_zone_op(g, 0, ZONE_NORMAL, 1024, 1024 + 1024 * (1 + random_below(g, 3)));
	add_set(g, SET_MIN_FREE_KBYTES, 400 + random_below(g, 800));
	fixed_pcp(g);
}

/*
 * Largest blocks no larger than the alignment of a CMA area, as the kernel ensures: otherwise the free blocks around it merge with it and
 * all end on the CMA lists, where few requests look. That quirk is kept rare.
 */
static void machine_cma(struct generator *g)
{
	const uint32_t pageblock_order = 4 + random_below(g, 3), shape = random_below(g, 5);

	add_machine(g, 2, pageblock_order, shape < 2 ? pageblock_order + 1 : MAX_ORDER_LIMIT);
	add_zone_op(g, 0, ZONE_NORMAL, 1024, 3072);
	if (shape == 4) {
		add_range_op(g, OP_CMA, 2048, 2048 + 64 * (1 + random_below(g, 8)));
	} else if (shape >= 2) {
		add_range_op(g, OP_CMA, 2048, 3072);
	} else {
		add_range_op(g, OP_CMA, 2048, 2048 + 64 * (1 + random_below(g, 8)));
		add_range_op(g, OP_CMA, 1280, 1344);
	}
	add_set(g, SET_MIN_FREE_KBYTES, 4 * random_below(g, 64));
	fixed_pcp(g);
}

static void machine_isolate(struct generator *g)
{
	const uint32_t pageblock_order = 3 + random_below(g, 3);
	const bool large = percent(g, 50);

	add_machine(g, 2, pageblock_order, large ? MAX_ORDER_LIMIT : pageblock_order + 2);
	add_zone_op(g, 0, ZONE_NORMAL, 1024, 2048);
	if (percent(g, 30))
		add_zone_op(g, 0, ZONE_MOVABLE, 2048, 2304);
	if (percent(g, 30))
		add_range_op(g, OP_HOLE, 1100, 1104);
	if (percent(g, 30))
		add_range_op(g, OP_RESERVED, 1200, 1203);
	if (percent(g, large ? 5 : 50))
		add_range_op(g, OP_CMA, 1536, 1600);
	add_set(g, SET_MIN_FREE_KBYTES, 4 * random_below(g, 32));
	fixed_pcp(g);
}

static void machine_numa(struct generator *g)
{
	const uint32_t nodes = 2 + random_below(g, 2), pageblock_order = 3 + random_below(g, 3);

	add_machine(g, 2 * nodes, pageblock_order, MAX_ORDER_LIMIT);
	if (percent(g, 60))
		add_zone_op(g, 0, ZONE_DMA32, 512, 1024);
	for (uint32_t node = 0; node < nodes; node++)
		add_zone_op(g, node, ZONE_NORMAL, 1024 + 512 * node, 1536 + 512 * node);
	if (percent(g, 30))
		add_zone_op(g, nodes - 1, ZONE_MOVABLE, 4096, 4352);
	for (uint32_t cpu = 0; cpu < 2 * nodes; cpu++)
		place_cpu(g, cpu, cpu / 2);
	if (percent(g, 50)) {
		place_node(g, 0, 1, 40);
		place_node(g, 1, 0, percent(g, 70) ? 40 : 31);
	}
	if (percent(g, 50))
		add_set(g, SET_NODE_RECLAIM_MODE, 1 + random_below(g, 3));
	if (percent(g, 40))
		add_set(g, SET_CPUSETS, 1);
	fixed_pcp(g);
}

static void machine_slowpath(struct generator *g)
{
	add_machine(g, 2, 4, MAX_ORDER_LIMIT);
	if (percent(g, 40))
		add_zone_op(g, 0, ZONE_DMA32, 512, 1024);
	add_zone_op(g, 0, ZONE_NORMAL, 1024, 2048);
	if (percent(g, 40))
		add_zone_op(g, 1, ZONE_NORMAL, 2048, 2560);
	add_set(g, SET_COMPACTION, percent(g, 60));
	add_set(g, SET_CPUSETS, percent(g, 40));
	if (percent(g, 30))
		add_set(g, SET_NODE_RECLAIM_MODE, 1 + random_below(g, 3));
	add_set(g, SET_MIN_FREE_KBYTES, 200 + random_below(g, 600));
	fixed_pcp(g);
}

static void machine_config(struct generator *g)
{
	const uint32_t cpus = 1 + random_below(g, 3), pageblock_order = 3 + random_below(g, 3);

	add_machine(g, cpus, pageblock_order, MAX_ORDER_LIMIT);
	add_zone_op(g, 0, ZONE_DMA, 0, 256);
	add_zone_op(g, 0, ZONE_DMA32, 256, 1024);
	add_zone_op(g, 0, ZONE_NORMAL, 1024, 2048);
	if (percent(g, 50))
		add_zone_op(g, 1, ZONE_NORMAL, 2048, 2560);
	if (percent(g, 40))
		fixed_pcp(g);
	else if (percent(g, 40))
		add_set(g, SET_PCP_MODE, PCP_BOOT);
}

static void machine_guard(struct generator *g)
{
	one_zone(g, 2);
	add_set(g, SET_GUARDPAGE_MINORDER, random_below(g, 6));
	add_set(g, SET_MIN_FREE_KBYTES, 4 * random_below(g, 32));
	fixed_pcp(g);
}

static void machine_badpage(struct generator *g)
{
	one_zone(g, 2);
	if (percent(g, 40))
		add_set(g, SET_GUARDPAGE_MINORDER, random_below(g, 3));
	if (percent(g, 20))
		add_range_op(g, OP_CMA, 1152, 1280);
	add_set(g, SET_MIN_FREE_KBYTES, 4 * random_below(g, 32));
	fixed_pcp(g);
}

static void machine_hotadd(struct generator *g)
{
	add_machine(g, 2, 5, MAX_ORDER_LIMIT);
	add_zone_op(g, 0, ZONE_NORMAL, 1024, 2048);
	if (percent(g, 40))
		add_zone_op(g, 0, ZONE_MOVABLE, 2048, 2048);
	else if (percent(g, 40))
		add_zone_op(g, 1, ZONE_NORMAL, 2048, 3072);
	add_set(g, SET_SECTION_PAGES, 1024);
	add_set(g, SET_HOT_END, 6144);
	if (percent(g, 50))
		fixed_pcp(g);
}

/* Holes that end with a section, or nearly, or several holes: only these show which memory counts before the deferred part. */
static void holes_by_section(struct generator *g, uint32_t section)
{
	static const int beyond[] = {0, 0, 0, -16, 16, 100};
	const uint32_t holes = 1 + random_below(g, 2);

	for (uint32_t i = 0; i < holes; i++) {
		const uint32_t edge = 1024 + section * (1 + 2 * i + random_below(g, 2));
		const uint32_t pages = 20 + random_below(g, percent(g, 50) ? section - 20 : 64);

		add_range_op(g, OP_HOLE, edge - pages, (uint32_t)((int)edge + beyond[random_below(g, 6)]));
	}
}

static void machine_deferred(struct generator *g)
{
	const uint32_t pageblock_order = 4 + random_below(g, 3), section = percent(g, 50) ? 1024 : 512;

	add_machine(g, 2, pageblock_order, percent(g, 50) ? MAX_ORDER_LIMIT : 8);
	if (percent(g, 30))
		add_zone_op(g, 0, ZONE_DMA32, 512, 1024);
	add_zone_op(g, 0, ZONE_NORMAL, 1024, 1024 + 512 * (2 + random_below(g, 8)));
	if (percent(g, 30))
		add_zone_op(g, 1, ZONE_NORMAL, 8192, 8192 + 1024 * (1 + random_below(g, 3)));
	if (percent(g, 30))
		holes_by_section(g, section);
	else if (percent(g, 40))
		add_range_op(g, OP_HOLE, 2100, 2164);
	if (percent(g, 40))
		add_range_op(g, OP_RESERVED, 2400, 2500);
	add_set(g, SET_DEFERRED, 1);
	add_set(g, SET_SECTION_PAGES, section);
	if (percent(g, 50))
		fixed_pcp(g);
}

static void machine_references(struct generator *g)
{
	one_zone(g, 2);
	add_set(g, SET_MIN_FREE_KBYTES, 4 * random_below(g, 32));
	if (percent(g, 30))
		add_set(g, SET_INIT_ON_ALLOC, 1);
	if (percent(g, 30))
		add_set(g, SET_INIT_ON_FREE, 1);
	fixed_pcp(g);
}

static void machine_everything(struct generator *g)
{
	const uint32_t pageblock_order = 3 + random_below(g, 4);
	const bool large = percent(g, 50);

	add_machine(g, 4, pageblock_order, large ? MAX_ORDER_LIMIT : 8);
	if (percent(g, 30))
		add_zone_op(g, 0, ZONE_DMA, 256, 512);
	if (percent(g, 60))
		add_zone_op(g, 0, ZONE_DMA32, 512, 1024);
	add_zone_op(g, 0, ZONE_NORMAL, 1024, 2048);
	if (percent(g, 60))
		add_zone_op(g, 1, ZONE_NORMAL, 2048, 3072);
	if (percent(g, 30))
		add_zone_op(g, 0, ZONE_MOVABLE, 4096, 4352);
	if (percent(g, large ? 5 : 70))
		add_range_op(g, OP_CMA, 1536, 1664);
	if (percent(g, 30))
		add_range_op(g, OP_HOLE, 1100, 1130);
	if (percent(g, 30))
		add_range_op(g, OP_RESERVED, 1200, 1220);
	if (percent(g, 60))
		fixed_pcp(g);
	add_set(g, SET_COMPACTION, percent(g, 50));
	add_set(g, SET_CPUSETS, percent(g, 30));
	if (percent(g, 25))
		add_set(g, SET_NODE_RECLAIM_MODE, 1 + random_below(g, 3));
	if (percent(g, 15))
		add_set(g, SET_GUARDPAGE_MINORDER, random_below(g, 3));
	if (percent(g, 60))
		add_set(g, SET_MIN_FREE_KBYTES, 100 + random_below(g, 900));
	add_set(g, SET_SECTION_PAGES, 1024);
	if (percent(g, 20))
		add_set(g, SET_HOT_END, 7168);
}

static void machine_block(struct generator *g)
{
	add_machine(g, 1, 9, MAX_ORDER_LIMIT);
	add_zone_op(g, 0, ZONE_NORMAL, 1024, 2048);
	add_set(g, SET_MIN_FREE_KBYTES, 0);
}

static void machine_pair(struct generator *g)
{
	add_machine(g, 1, 9, MAX_ORDER_LIMIT);
	add_zone_op(g, 0, ZONE_NORMAL, 0x1000, 0x1400);
	add_set(g, SET_MIN_FREE_KBYTES, 0);
}

/* Scripts: the tutorials' examples, with the answers that they give. */

static void add_alloc(struct generator *g, int slot, uint32_t order, int64_t expect)
{
	struct op *op = add_op(g, OP_ALLOC);
	op->dst = (int16_t)slot;
	op->expect = (struct expectation){.given = true, .value = expect};
	op_set(op, ARG_ORDER, order);
	op_set(op, ARG_GFP, GFP_MOVABLE);
}

static void add_free(struct generator *g, int slot)
{
	op_set(add_op(g, OP_FREE), ARG_SLOT, (uint32_t)slot);
}

/*
 * The upper half of 1024 goes to order 9, the upper half of 512 to order 8, the rest is allocated; when all is freed, it is one block
 * again.
 */
static void script_split(struct generator *g)
{
	add_alloc(g, 0, 8, 1024);
	add_alloc(g, 1, 8, 1024 + 256);
	add_alloc(g, 2, 9, 1024 + 512);
	add_free(g, 2);
	add_free(g, 1);
	add_free(g, 0);
	add_alloc(g, 3, 9, 1024);
}

/* 0x1000 and 0x1008 are buddies at order 3: freed one after the other they merge, and with their neighbours all the way up. */
static void script_merge(struct generator *g)
{
	add_alloc(g, 0, 3, 0x1000);
	add_alloc(g, 1, 3, 0x1008);
	add_free(g, 0);
	add_free(g, 1);
	add_alloc(g, 2, 4, 0x1000);
}

/* Mixes. The phase turns alloc and free into each other; what counts is their weight relative to the rest. */

static const struct mix mix_bulk[] = {
	{OP_ALLOC_BULK, 30}, {OP_ALLOC, 20}, {OP_FREE, 60}, {OP_FREELIST, 8}, {OP_DRAIN, 2}, {OP_DRAIN_ALL, 1}, {OP_CPU_DEAD, 1}, {OP_CPU_UP, 1},
	{OP_TASK, 6}, {OP_ANSWER, 6}, {OP_SET, 2}, {OP_ISOLATE, 1}, {OP_UNISOLATE, 1}, {OP_RMQ, 3}, {OP_MARK_BAD, 1}, {OP_SETBOOST, 1}, {0, 0},
};
static const struct mix mix_buddy[] = {{OP_ALLOC, 50}, {OP_FREE, 50}, {OP_SPLIT, 4}, {OP_FREE_AT, 2}, {OP_ALLOC_EXACT, 4}, {OP_FREE_CONTIG, 2}, {0, 0}};
static const struct mix mix_pcp[] = {
	{OP_ALLOC, 45}, {OP_FREE, 45}, {OP_DRAIN, 4}, {OP_DRAIN_ALL, 2}, {OP_DRAIN_BATCH, 4}, {OP_FREELIST, 8}, {OP_SPLIT, 3},
	{OP_CPU_DEAD, 2}, {OP_CPU_UP, 2}, {OP_SETUP_PAGESET, 1}, {OP_RMQ, 4}, {OP_SET, 2}, {0, 0},
};
static const struct mix mix_fallback[] = {
	{OP_ALLOC, 60}, {OP_FREE, 40}, {OP_RMQ, 8}, {OP_SPLIT, 6},
	{OP_FREELIST, 3}, {OP_DRAIN_ALL, 2}, {OP_ISOLATE_FREE, 1}, {OP_REPORT_FREE, 2}, {0, 0},
};
static const struct mix mix_watermark[] = {
	{OP_ALLOC, 50}, {OP_FREE, 30}, {OP_RMQ, 12}, {OP_WMARK_OK, 15},
	{OP_SETBOOST, 5}, {OP_SET, 10}, {OP_ISOLATE_FREE, 2}, {OP_INIT_WMARKS, 2}, {0, 0},
};
static const struct mix mix_highatomic[] = {
	{OP_ALLOC, 60}, {OP_FREE, 40}, {OP_RMQ, 15}, {OP_UNRESERVE_HIGHATOMIC, 6},
	{OP_SPLIT, 4}, {OP_DRAIN_ALL, 2}, {OP_WMARK_OK, 4}, {OP_SET, 2}, {0, 0},
};
static const struct mix mix_cma[] = {
	{OP_ALLOC, 50}, {OP_FREE, 45}, {OP_RMQ, 8}, {OP_SPLIT, 4},
	{OP_ISOLATE, 3}, {OP_UNISOLATE, 3}, {OP_CONTIG, 4}, {OP_FREE_CONTIG, 3},
	{OP_DRAIN_ALL, 2}, {OP_TASK, 2}, {OP_ISOLATE_FREE, 2}, {0, 0},
};
static const struct mix mix_isolate[] = {
	{OP_ALLOC, 35}, {OP_FREE, 35}, {OP_ISOLATE, 14}, {OP_UNISOLATE, 14},
	{OP_SPLIT, 4}, {OP_DRAIN_ALL, 2}, {OP_ISOLATE_FREE, 3}, {OP_REPORT_FREE, 3}, {0, 0},
};
static const struct mix mix_numa[] = {
	{OP_ALLOC, 55}, {OP_FREE, 40}, {OP_RMQ, 10}, {OP_DRAIN, 3}, {OP_TASK, 4},
	{OP_ANSWER, 4}, {OP_NODESTAT, 4}, {OP_CPU_DEAD, 1}, {OP_CPU_UP, 1}, {0, 0},
};
static const struct mix mix_slowpath[] = {
	{OP_ALLOC, 50}, {OP_FREE, 25}, {OP_ANSWER, 30}, {OP_TASK, 6}, {OP_NODESTAT, 3},
	{OP_ZONESTAT, 4}, {OP_DRAIN_ALL, 2}, {OP_SET, 2}, {OP_RMQ, 4}, {0, 0},
};
static const struct mix mix_config[] = {
	{OP_ALLOC, 35}, {OP_FREE, 35}, {OP_SET, 30}, {OP_SETBOOST, 3},
	{OP_WMARK_OK, 6}, {OP_SETUP_PAGESET, 2}, {OP_CPU_DEAD, 2}, {OP_CPU_UP, 3},
	{OP_INIT_WMARKS, 3}, {OP_INIT_LATE, 1}, {OP_ZONESTAT, 2}, {OP_NODESTAT, 2}, {0, 0},
};
static const struct mix mix_contig[] = {
	{OP_ALLOC, 40}, {OP_FREE, 35}, {OP_CONTIG, 12}, {OP_CONTIG_PAGES, 8},
	{OP_FREE_CONTIG, 8}, {OP_ANSWER, 8}, {OP_SPLIT, 3}, {OP_DRAIN, 2}, {0, 0},
};
static const struct mix mix_guard[] = {
	{OP_ALLOC, 50}, {OP_FREE, 50}, {OP_SPLIT, 4}, {OP_DRAIN_ALL, 3}, {OP_ISOLATE, 2}, {OP_UNISOLATE, 2}, {OP_FREE_AT, 1}, {0, 0},
};
static const struct mix mix_badpage[] = {
	{OP_ALLOC, 45}, {OP_FREE, 45}, {OP_MARK_BAD, 12}, {OP_DRAIN_ALL, 4}, {OP_SPLIT, 4},
	{OP_FREELIST, 3}, {OP_ISOLATE, 1}, {OP_UNISOLATE, 1}, {OP_CONTIG, 1}, {OP_CONTIG_PAGES, 1}, {0, 0},
};
static const struct mix mix_hotadd[] = {
	{OP_ALLOC, 50}, {OP_FREE, 40}, {OP_HOTADD, 4}, {OP_SET, 3}, {OP_DRAIN_ALL, 2}, {OP_INIT_WMARKS, 1}, {OP_CONTIG, 1}, {0, 0},
};
static const struct mix mix_deferred[] = {
	{OP_ALLOC, 70}, {OP_FREE, 30}, {OP_INIT_LATE, 1}, {OP_INIT_WMARKS, 1}, {OP_DRAIN_ALL, 1}, {OP_SPLIT, 2}, {OP_RMQ, 3}, {OP_SET, 3},
	{OP_SETBOOST, 1}, {OP_CPU_DEAD, 1}, {OP_CPU_UP, 2}, {0, 0},
};
static const struct mix mix_references[] = {
	{OP_ALLOC, 40}, {OP_FREE, 50}, {OP_GET_PAGE, 20}, {OP_SPLIT, 5},
	{OP_FREE_AT, 6}, {OP_FREELIST, 3}, {OP_DRAIN_ALL, 2}, {OP_ALLOC_EXACT, 4}, {OP_FREE_CONTIG, 3}, {0, 0},
};
static const struct mix mix_everything[] = {
	{OP_ALLOC, 80}, {OP_FREE, 60}, {OP_RMQ, 8}, {OP_FREE_AT, 2},
	{OP_FREELIST, 4}, {OP_SPLIT, 4}, {OP_GET_PAGE, 3}, {OP_DRAIN, 2}, {OP_DRAIN_ALL, 2},
	{OP_DRAIN_BATCH, 2}, {OP_ISOLATE, 3}, {OP_UNISOLATE, 3},
	{OP_ISOLATE_FREE, 2}, {OP_REPORT_FREE, 2}, {OP_UNRESERVE_HIGHATOMIC, 1}, {OP_WMARK_OK, 2},
	{OP_SETBOOST, 1}, {OP_SETUP_PAGESET, 1}, {OP_CPU_DEAD, 1}, {OP_CPU_UP, 2},
	{OP_ANSWER, 10}, {OP_TASK, 3}, {OP_NODESTAT, 1}, {OP_ZONESTAT, 1},
	{OP_MARK_BAD, 1}, {OP_CONTIG, 2}, {OP_CONTIG_PAGES, 1}, {OP_FREE_CONTIG, 2},
	{OP_HOTADD, 1}, {OP_INIT_LATE, 1}, {OP_INIT_WMARKS, 1}, {OP_SET, 4}, {OP_ALLOC_EXACT, 1}, {0, 0},
};

const struct scenario scenario_table[] = {
	{"buddy", "split and merge: no per-cpu lists, all orders", machine_buddy, NULL, mix_buddy, gfp_two, 10, 20, 0, 80, 0},
	{"pcp", "order 0 on several cpus: refill, overflow, drains, cpus that come and go", machine_pcp, NULL, mix_pcp, gfp_types, 2, 92, 0, 70, 0},
	{"bulk", "single pages in bulk, into arrays and onto lists, on several nodes, between single requests",
		machine_numa, NULL, mix_bulk, gfp_nodes, 3, 70, 60, 95, 0},
	{"fallback", "one migratetype dominates per phase: stealing, claiming, boost",
		machine_fallback, NULL, mix_fallback, gfp_types, 5, 55, 40, 98, 0},
	{"watermark", "requests around the marks of several zones, marks that move",
		machine_watermark, NULL, mix_watermark, gfp_pressure, 4, 60, 80, 98, 0},
	{"highatomic", "atomic high orders near the marks: the reserve and its undoing",
		machine_highatomic, NULL, mix_highatomic, gfp_atomic, 4, 35, 85, 100, 0},
	{"cma", "movable requests and contiguous areas", machine_cma, NULL, mix_cma, gfp_two, 5, 60, 30, 95, 0},
	{"isolate", "pageblocks isolated and given back under load", machine_isolate, NULL, mix_isolate, gfp_types, 6, 40, 0, 70, 0},
	{"numa", "nodes, distances, nodemasks, cpusets, node reclaim", machine_numa, NULL, mix_numa, gfp_nodes, 4, 60, 70, 100, 0},
	{"slowpath", "no memory left: reclaim, compaction, OOM killer and task state by script",
		machine_slowpath, NULL, mix_slowpath, gfp_slow, 6, 45, 80, 100, 0},
	{"config", "every sysctl changed under load", machine_config, NULL, mix_config, gfp_pressure, 4, 65, 70, 98, 0},
	{"contig", "alloc_contig_range and alloc_contig_pages under load", machine_cma, NULL, mix_contig, gfp_two, 4, 60, 10, 70, 0},
	{"guard", "guard pages", machine_guard, NULL, mix_guard, gfp_two, 6, 50, 0, 80, 0},
	{"badpage", "damaged pages of every kind in every place", machine_badpage, NULL, mix_badpage, gfp_types, 4, 60, 0, 70, 0},
	{"hotadd", "memory added to full zones", machine_hotadd, NULL, mix_hotadd, gfp_types, 5, 50, 40, 98, 0},
	{"deferred", "memory initialised when it is asked for", machine_deferred, NULL, mix_deferred, gfp_late, 7, 40, 60, 100, 0},
	{"references", "extra references, compound pages, pieces, pages freed twice",
		machine_references, NULL, mix_references, gfp_pages, 4, 40, 0, 60, 0},
	{"everything", "most of the above at once", machine_everything, NULL, mix_everything, gfp_all, 6, 50, 40, 98, 0},
	{"tutorial-split", "256 pages out of one block of 1024", machine_block, script_split, NULL, NULL, 0, 0, 0, 0, 0},
	{"tutorial-merge", "0x1000 and 0x1008 are buddies at order 3", machine_pair, script_merge, NULL, NULL, 0, 0, 0, 0, 0},
	{NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0},
};
