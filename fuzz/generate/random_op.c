// SPDX-License-Identifier: MIT
/*
 * One random op: the kind from the bias, each argument by its meaning.
 *
 * Slots, cpus and zones stay small so that ops meet. Orders are mostly small, because those split and merge. One value in sixteen is
 * arbitrary, which keeps every refusal reachable.
 */
#include <string.h>

#include "fuzz/generate/mutate_parts.h"

#define GFP_RECLAIM (GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM)
#define GFP_ATOMIC_WORDS (GFP_BIT_HIGH | GFP_BIT_ATOMIC | GFP_BIT_KSWAPD_RECLAIM)
#define GFP_KERNEL_WORDS (GFP_RECLAIM | GFP_BIT_IO | GFP_BIT_FS)
#define GFP_USER_WORDS (GFP_KERNEL_WORDS | GFP_BIT_HARDWALL)

/* Masks that kernel code passes. */
static const uint32_t gfps[] = {
	GFP_KERNEL_WORDS, GFP_KERNEL_WORDS, GFP_USER_WORDS | GFP_BIT_HIGHMEM | GFP_BIT_MOVABLE, GFP_USER_WORDS | GFP_BIT_HIGHMEM | GFP_BIT_MOVABLE,
	GFP_USER_WORDS | GFP_BIT_MOVABLE, GFP_KERNEL_WORDS | GFP_BIT_RECLAIMABLE, GFP_ATOMIC_WORDS, GFP_ATOMIC_WORDS, GFP_BIT_KSWAPD_RECLAIM,
	GFP_USER_WORDS, GFP_KERNEL_WORDS | GFP_BIT_DMA32, GFP_KERNEL_WORDS | GFP_BIT_DMA, GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_MOVABLE,
	GFP_RECLAIM | GFP_BIT_IO, GFP_RECLAIM, 0,
};

static const uint32_t gfp_extras[] = {
	GFP_BIT_COMP, GFP_BIT_ZERO, GFP_BIT_NORETRY, GFP_BIT_RETRY_MAYFAIL, GFP_BIT_NOFAIL, GFP_BIT_THISNODE, GFP_BIT_WRITE, GFP_BIT_MEMALLOC,
	GFP_BIT_NOMEMALLOC, GFP_BIT_HARDWALL, GFP_BIT_HIGH, GFP_BIT_COLD, GFP_BIT_NOWARN,
};

uint64_t dice_next(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

uint32_t dice_below(uint64_t *state, uint32_t limit)
{
	return (uint32_t)((dice_next(state) >> 32) * limit >> 32);
}

static bool one_in(uint64_t *state, uint32_t n)
{
	return dice_below(state, n) == 0;
}

static uint32_t random_gfp(uint64_t *state)
{
	uint32_t gfp = gfps[dice_below(state, sizeof(gfps) / sizeof(gfps[0]))];

	while (one_in(state, 4))
		gfp |= gfp_extras[dice_below(state, sizeof(gfp_extras) / sizeof(gfp_extras[0]))];
	if (one_in(state, 16))
		gfp ^= 1u << dice_below(state, 24);
	return gfp;
}

static uint32_t random_order(uint64_t *state)
{
	switch (dice_below(state, 8)) {
	case 0: case 1: case 2:
		return 0;
	case 3: case 4:
		return dice_below(state, 3);
	case 5: case 6:
		return dice_below(state, 6);
	default:
		return dice_below(state, MAX_ORDER_LIMIT + 1);
	}
}

static uint32_t random_alloc_flags(uint64_t *state)
{
	static const uint32_t flags[] = {ALLOC_CMA, ALLOC_HARDER, ALLOC_HIGH, ALLOC_OOM, ALLOC_NOFRAGMENT, ALLOC_KSWAPD, ALLOC_CPUSET, ALLOC_HIGHATOMIC};
	uint32_t value = dice_below(state, 5); /* a watermark index, or a value beyond them */

	if (one_in(state, 2))
		value |= ALLOC_CMA;
	while (one_in(state, 2))
		value |= flags[dice_below(state, sizeof(flags) / sizeof(flags[0]))];
	return value;
}

/* A slot and an offset from it; now and then a literal pfn in the range in which small machines have their memory. */
static uint32_t random_pfn(uint64_t *state)
{
	if (one_in(state, 4))
		return dice_below(state, 1 << (9 + dice_below(state, 4)));
	return PFN_OF_SLOT(dice_below(state, 16), (int)dice_below(state, 12) - 3);
}

static uint32_t random_quantity(uint64_t *state)
{
	return dice_below(state, 1u << (1 + dice_below(state, 13)));
}

static uint32_t random_set_value(uint64_t *state)
{
	switch (dice_below(state, 8)) {
	case 0:
		return UINT32_MAX;
	case 1: case 2:
		return dice_below(state, 4);
	case 3:
		return 1u << dice_below(state, 16);
	case 4:
		return dice_below(state, 30001);
	default:
		return random_quantity(state);
	}
}

static uint32_t random_task(uint64_t *state)
{
	uint32_t flags = 0;

	while (!one_in(state, 3))
		flags |= 1u << dice_below(state, 12);
	return flags;
}

static uint32_t random_nodes(uint64_t *state)
{
	return one_in(state, 2) ? 0 : dice_below(state, 8);
}

static uint32_t meaningful(enum arg_id id, uint64_t *state)
{
	switch (id) {
	case ARG_NONE: case NR_ARGS:
		return 0;
	case ARG_CPUS:
		return dice_below(state, 5);
	case ARG_MAX_ORDER:
		return one_in(state, 2) ? 0 : 2 + dice_below(state, 10);
	case ARG_PAGEBLOCK_ORDER:
		return dice_below(state, 11);
	case ARG_START: case ARG_END:
		return dice_below(state, 16) * (1u << dice_below(state, 10)) + (one_in(state, 4) ? dice_below(state, 64) : 0);
	case ARG_DISTANCE_FROM: case ARG_DISTANCE_TO: case ARG_NODE:
		return dice_below(state, 3);
	case ARG_DISTANCE:
		return 10 + 10 * dice_below(state, 5);
	case ARG_KEY:
		return 1 + dice_below(state, NR_SET_KEYS - 1);
	case ARG_KEY_VALUE:
		return random_set_value(state);
	case ARG_CPU: case ARG_ZONE:
		return dice_below(state, 3);
	case ARG_ZONE_KIND: case ARG_HZI: case ARG_ZONE_OR_ALL: case ARG_DAMAGE:
		return dice_below(state, 4);
	case ARG_ORDER:
		return random_order(state);
	case ARG_GFP:
		return random_gfp(state);
	case ARG_ALLOC_FLAGS:
		return random_alloc_flags(state);
	case ARG_MIGRATETYPE:
		return dice_below(state, one_in(state, 4) ? 6 : 3);
	case ARG_SLOT:
		return dice_below(state, 24);
	case ARG_SLOTS:
		return dice_below(state, 8);
	case ARG_PFN:
		return random_pfn(state);
	case ARG_BLOCK:
		return dice_below(state, 16) * (one_in(state, 2) ? 1 : 4);
	case ARG_COUNT:
		return dice_below(state, one_in(state, 4) ? 128 : 5);
	case ARG_VALUE: case ARG_INACTIVE_FILE: case ARG_ACTIVE_FILE: case ARG_FILE_PAGES: case ARG_FILE_MAPPED: case ARG_FILE_DIRTY:
	case ARG_WRITEBACK: case ARG_SLAB: case ARG_WRITE_PENDING:
		return random_quantity(state);
	case ARG_AT:
		return one_in(state, 3) ? 0 : dice_below(state, 10);
	case ARG_BYTE: /* often what fresh, cleared and poisoned pages hold, or one bit different */
		return one_in(state, 2) ? (uint32_t)(uint8_t[]){0, 0xaa, 0xab, 1}[dice_below(state, 4)] : dice_below(state, 256);
	case ARG_TRIES:
		return dice_below(state, 6);
	case ARG_AFTER: /* the first trylock fails, or a later one */
		return one_in(state, 2) ? 0 : dice_below(state, 4);
	case ARG_FILLED:
		return dice_below(state, 1u << dice_below(state, 9));
	case ARG_LIST: case ARG_AWAKE: case ARG_ON:
	case ARG_LRU: case ARG_FORCE: case ARG_SPREAD: case ARG_VICTIM: case ARG_COLD:
		return dice_below(state, 2);
	case ARG_NODEMASK: case ARG_MEMS: case ARG_HARDWALL:
		return random_nodes(state);
	case ARG_QUESTION:
		return dice_below(state, NR_QUESTIONS);
	case ARG_ANSWER:
		return dice_below(state, NR_COMPACT_RESULTS);
	case ARG_TASK_FLAGS:
		return random_task(state);
	}
	return 0;
}

static void random_argument(struct op *op, int index, uint64_t *state)
{
	const struct op_arg *arg = &op_table[op->kind].arg[index];
	const uint32_t value = one_in(state, 16) ? (uint32_t)dice_next(state) : meaningful((enum arg_id)arg->id, state);

	op->arg[index] = arg->width >= 4 ? value : value & ((1u << 8 * arg->width) - 1);
}

/* Arguments that most requests leave at zero, their default. */
static bool is_option(enum arg_id id)
{
	return id == ARG_NODEMASK || id == ARG_COLD || id == ARG_MEMS || id == ARG_HARDWALL || id == ARG_VICTIM || id == ARG_SPREAD ||
	       id == ARG_FILLED || id == ARG_LIST;
}

uint32_t search_count(uint32_t count)
{
	const uint32_t few = 16;

	return count < few ? (count > 0 ? count : 1) * few : count;
}

static void fill(struct op *op, uint64_t *state)
{
	for (int i = 0; i < OP_ARGS_MAX && op_table[op->kind].arg[i].id != ARG_NONE; i++)
		if (!is_option((enum arg_id)op_table[op->kind].arg[i].id) || one_in(state, 4))
			random_argument(op, i, state);
	if (op->kind == OP_CONTIG_PAGES && !one_in(state, 16))
		op_set(op, ARG_COUNT, search_count(op_get(op, ARG_COUNT)));
}

void random_op(struct op *op, const struct mutate_bias *bias, uint64_t *state)
{
	memset(op, 0, sizeof(*op));
	op->kind = (uint8_t)bias->kinds[dice_below(state, bias->nr_kinds)];
	op->dst = op_table[op->kind].writes_slot ? (int16_t)dice_below(state, 24) : (int16_t)SLOT_NONE;
	fill(op, state);
}

bool bias_wants(const struct mutate_bias *bias, enum op_kind kind)
{
	for (uint32_t i = 0; i < bias->nr_kinds; i++)
		if (bias->kinds[i] == kind)
			return true;
	return false;
}
