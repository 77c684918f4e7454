// SPDX-License-Identifier: MIT
/*
 * Scenario: captured blocks. Compaction frees a block, and the request that asked for it captures it on its way to the buddy. For that a
 * machine must compact, all its memory must be taken, even what only privileged requests may take, and a block of the right size must be
 * freed at the right moment. Here all of this happens, round after round; chance decides what a block may be captured for, and what the
 * request then finds.
 */
#include "fuzz/generate/generate_pick.h"

enum { ROUNDS = 9, BLOCKS_MAX = 96 };

static void machine_capture(struct generator *g)
{
	const uint32_t pageblock_order = 2 + random_below(g, 3), max_order = pageblock_order + 1 + random_below(g, 3);

	add_machine(g, 1 + random_below(g, 2), pageblock_order, max_order);
	if (percent(g, 30))
		add_zone_op(g, 0, ZONE_DMA32, 64, 64 + 16 * (1 + random_below(g, 2)));
	add_zone_op(g, 0, ZONE_NORMAL, 128, 128 + 16 * (1 + random_below(g, 6)));
	if (percent(g, 15))
		add_range_op(g, OP_CMA, 128, 144);
	add_set(g, SET_COMPACTION, 1);
	add_set(g, SET_CPUSETS, percent(g, 15));
	add_set(g, SET_MIN_FREE_KBYTES, 4 * random_below(g, 4));
	if (percent(g, 50))
		add_set(g, SET_PAGE_BYTES, 1 + random_below(g, 3));
	if (percent(g, 25))
		add_set(g, SET_PAGE_POISONING, random_below(g, NR_PAGE_POISONS));
	if (percent(g, 30))
		add_set(g, percent(g, 50) ? SET_INIT_ON_ALLOC : SET_INIT_ON_FREE, 1);
	if (percent(g, 10))
		add_set(g, SET_GUARDPAGE_MINORDER, 1 + random_below(g, 2));
	add_set(g, SET_PCP_MODE, PCP_FIXED);
	add_set(g, SET_PCP_BATCH, 1);
}

/* An order often smaller than the largest block, and of which memory has at most BLOCKS_MAX blocks. */
static uint32_t pick_capture_order(struct generator *g)
{
	const uint32_t most = g->machine.max_order - 1u;
	uint32_t order = 1 + random_below(g, g->machine.pageblock_order + (uint32_t)percent(g, 30));

	while (order < most && machine_size(&g->machine) >> order > BLOCKS_MAX)
		order++;
	return order < most ? order : most;
}

/* Take all memory in blocks of one order, as far as possible, by one request and then by another; each block gets a slot. */
static void take_all(struct generator *g, uint32_t order, uint32_t blocks)
{
	static const uint32_t gfps[] = {GFP_MOVABLE, GFP_KERNEL, GFP_RECLAIMABLE};
	const uint32_t turn = random_below(g, blocks + 1), first = gfps[random_below(g, 3)], then = gfps[random_below(g, 3)];

	for (uint32_t slot = 0, left = order + 1; left > 0; slot++) {
		struct op *op = add_op(g, OP_RMQ);

		op->dst = (int16_t)slot;
		op_set(op, ARG_ORDER, left - 1);
		op_set(op, ARG_GFP, slot < turn ? first : then);
		op_set(op, ARG_LRU, percent(g, 40));
		op_set(op, ARG_ALLOC_FLAGS, ALLOC_NO_WATERMARKS | ALLOC_CMA);
		if (slot >= blocks)
			left--; /* the rest is too small for such a block */
	}
}

/* Vary the circumstances: the asking task, the block's contents, its surroundings. */
static void vary(struct generator *g, uint32_t slot)
{
	switch (random_below(g, 8)) {
	case 0:
		op_set(add_op(g, OP_TASK), ARG_TASK_FLAGS, percent(g, 50) ? 0 : 1u << random_below(g, 12));
		break;
	case 1:
		make(g, percent(g, 50) ? OP_ISOLATE : OP_UNISOLATE);
		break;
	case 2:
		make(g, OP_UNRESERVE_HIGHATOMIC);
		break;
	case 3:
		op_set(add_op(g, OP_GET_PAGE), ARG_SLOT, slot);
		break;
	default: {
		struct op *op = add_op(g, OP_WRITE);

		op_set(op, ARG_SLOT, slot);
		op_set(op, ARG_BYTE, 1 + random_below(g, 255));
	}
	}
}

static uint32_t wish(struct generator *g)
{
	static const uint32_t gfps[] = {GFP_KERNEL, GFP_MOVABLE, GFP_RECLAIMABLE};
	static const uint32_t wishes[] = {
		0, GFP_BIT_ZERO, GFP_BIT_COMP, GFP_BIT_MEMALLOC, GFP_BIT_ZERO | GFP_BIT_COMP, GFP_BIT_NORETRY, GFP_BIT_RETRY_MAYFAIL, GFP_BIT_HIGH,
	};

	return gfps[random_below(g, 3)] | wishes[random_below(g, 8)];
}

/* Free a block, or two that may be buddies, while a request waits for one. */
static void capture_round(struct generator *g, uint32_t order, uint32_t blocks)
{
	const uint32_t slots = percent(g, 60) ? 1 : 2, slot = random_below(g, blocks) & ~(slots - 1);
	struct op *op;

	if (percent(g, 50))
		vary(g, slot);
	op = add_op(g, OP_ANSWER);
	op_set(op, ARG_QUESTION, ASK_COMPACT);
	op_set(op, ARG_ANSWER, random_below(g, NR_COMPACT_RESULTS));
	if (percent(g, 85)) /* otherwise 0: no zone, nothing is captured */
		op_set(op, ARG_ZONE_OR_ALL, 1 + random_below(g, g->machine.nr_zones));
	op_set(op, ARG_SLOT, slot);
	op_set(op, ARG_SLOTS, slots);
	set_cpu(g, op);
	op = add_op(g, OP_ALLOC);
	op->dst = (int16_t)slot;
	op_set(op, ARG_ORDER, order + slots - 1);
	op_set(op, ARG_GFP, wish(g));
	set_cpu(g, op);
}

static void script_capture(struct generator *g)
{
	const uint32_t order = pick_capture_order(g), fit = machine_size(&g->machine) >> order, blocks = fit < BLOCKS_MAX ? fit : BLOCKS_MAX;

	take_all(g, order, blocks);
	for (uint32_t i = 0; i < ROUNDS && blocks > 0; i++)
		capture_round(g, order, blocks);
}

const struct scenario scenario_capture_table[] = {
	{"capture", "blocks that compaction hands to the request, all memory being taken",
		machine_capture, script_capture, NULL, NULL, 0, 0, 0, 0, 0},
	{NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0},
};
