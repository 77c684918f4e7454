// SPDX-License-Identifier: MIT
/*
 * Scenario: borders inside reserved pageblocks. Zones have a hundred pageblocks and more, as reserves need, but only their ends are left
 * free, so that blocks across a border are allocated, reserved, split and freed by both zones, and the reserves given back.
 */
#include "fuzz/generate/generate_pick.h"

enum { TRAFFIC = 70 };

static void machine_border(struct generator *g)
{
	const uint32_t pageblock_order = 1 + random_below(g, 3), max_order = pageblock_order + 3 + random_below(g, 4);
	const uint32_t wide = 110u << pageblock_order, border = 64 + wide * (1 + random_below(g, 3)) + random_below(g, 4u << pageblock_order);
	const uint32_t end = border + 1 + random_below(g, percent(g, 50) ? 8 : wide + 40);

	add_machine(g, 1 + random_below(g, 2), pageblock_order, max_order);
	add_zone_op(g, 0, ZONE_DMA32, 64, border);
	add_zone_op(g, 0, ZONE_NORMAL, border, end);
	if (percent(g, 40))
		add_zone_op(g, 0, ZONE_MOVABLE, end, end + 1 + random_below(g, 40));
	if (percent(g, 15))
		add_set(g, SET_VMSTAT_PERCPU, 1);
	add_set(g, SET_MIN_FREE_KBYTES, 4 * random_below(g, 3));
	add_pcp(g, percent(g, 70) ? 0 : 4, 1);
}

static void take(struct generator *g, uint32_t order, uint32_t gfp, uint32_t flags)
{
	struct op *op = add_op(g, OP_RMQ);

	op->dst = (int16_t)empty_slot(g);
	op_set(op, ARG_ORDER, order);
	op_set(op, ARG_GFP, gfp);
	op_set(op, ARG_ALLOC_FLAGS, flags);
	set_cpu(g, op);
	hold(g, op->dst, 1, order);
}

/* Take largest blocks first, a few of each order, from the lower zone. */
static void take_middle(struct generator *g)
{
	const struct machine_zone *zone = &g->machine.zone[0];
	const uint32_t gfp = percent(g, 70) ? GFP_BIT_DMA32 | GFP_BIT_MOVABLE : GFP_BIT_DMA32;
	uint32_t left = zone->end_pfn - zone->start_pfn;

	for (uint32_t order = g->machine.max_order; order-- > g->machine.pageblock_order + 1u; left &= (1u << order) - 1)
		for (uint32_t n = left >> order; n > 0; n--)
			if (percent(g, 90))
				take(g, order, gfp, ALLOC_NO_WATERMARKS);
}

/* Mostly whole pageblocks: reserves take those, wherever they are. */
static void take_some(struct generator *g)
{
	static const uint32_t gfps[] = {GFP_BIT_DMA32 | GFP_BIT_MOVABLE, GFP_BIT_DMA32, GFP_BIT_MOVABLE, GFP_BIT_MOVABLE | GFP_BIT_HIGHMEM, 0};
	static const uint32_t flags[] = {
		ALLOC_NO_WATERMARKS | ALLOC_HIGHATOMIC | ALLOC_HARDER | ALLOC_HIGH, ALLOC_NO_WATERMARKS | ALLOC_HIGHATOMIC | ALLOC_HARDER,
		ALLOC_NO_WATERMARKS | ALLOC_HARDER, ALLOC_NO_WATERMARKS,
	};
	const uint32_t order = percent(g, 70) ? g->machine.pageblock_order : random_below(g, g->machine.pageblock_order + 2u);
	const uint32_t gfp = gfps[random_below(g, sizeof(gfps) / sizeof(gfps[0]))];

	take(g, order, gfp, flags[random_below(g, sizeof(flags) / sizeof(flags[0]))]);
}

static void script_border(struct generator *g)
{
	static const enum op_kind others[] = {
		OP_ISOLATE, OP_UNISOLATE, OP_ISOLATE_FREE, OP_REPORT_FREE, OP_CONTIG, OP_DRAIN_ALL, OP_WMARK_OK, OP_SETBOOST, OP_ALLOC_BULK, OP_ANSWER,
	};

	take_middle(g);
	for (uint32_t i = 0; i < TRAFFIC; i++) {
		const uint32_t dice = random_below(g, 100);

		if (dice < 35)
			take_some(g);
		else if (dice < 70)
			make(g, OP_FREE);
		else if (dice < 82)
			make(g, OP_SPLIT);
		else if (dice < 90)
			make(g, OP_UNRESERVE_HIGHATOMIC);
		else if (dice < 94)
			make(g, OP_ALLOC);
		else
			make(g, others[random_below(g, sizeof(others) / sizeof(others[0]))]);
	}
}

static const uint32_t gfp_border[] = {GFP_ATOMIC, GFP_MOVABLE, GFP_ATOMIC | GFP_BIT_DMA32, GFP_KERNEL, GFP_KERNEL | GFP_BIT_DMA32, 0};

const struct scenario scenario_border_table[] = {
	{"border", "reserves of zones that meet inside pageblocks", machine_border, script_border, NULL, gfp_border, 3, 30, 0, 100, 0},
	{NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0},
};
