// SPDX-License-Identifier: MIT
/*
 * Motifs: short runs of ops that mean something together, which single random ops hardly ever make. A motif needs the kinds it is made of to be
 * among those wanted; one that has none of them left is empty.
 */
#include <string.h>

#include "fuzz/generate/mutate_parts.h"

/* Ops of a motif in the making. */
struct motif {
	const struct mutate_bias *bias;
	const struct machine *machine;
	uint64_t *dice;
	struct op *op;
	uint32_t nr;
	uint32_t slot; /* the first of those it fills */
};

static struct op *add(struct motif *motif, enum op_kind kind)
{
	static struct op beyond;
	struct op *op = motif->nr < MOTIF_MAX && bias_wants(motif->bias, kind) ? &motif->op[motif->nr++] : &beyond;
	const struct mutate_bias only = {.kinds = &kind, .nr_kinds = 1};

	random_op(op, &only, motif->dice);
	return op;
}

static uint32_t below(struct motif *motif, uint32_t limit)
{
	return dice_below(motif->dice, limit);
}

/* How many: near the high mark or the batch of the per-CPU lists, where something happens, or any. */
static uint32_t count_near_edge(struct motif *motif)
{
	const struct machine *machine = motif->machine;
	const uint32_t edge[] = {machine->pcp_high, machine->pcp_batch, 2 * machine->pcp_batch, machine->pcp_high + machine->pcp_batch, 4, 8};
	const uint32_t count = edge[below(motif, sizeof(edge) / sizeof(edge[0]))] + below(motif, 3);

	return count > 1 && count <= MOTIF_BLOCKS ? count - 1 : 1 + below(motif, MOTIF_BLOCKS);
}

/* Orders near those at which rules change: single pages, a pageblock, the largest. */
static uint32_t order_near_edge(struct motif *motif)
{
	const uint32_t pageblock = motif->machine->pageblock_order, largest = motif->machine->max_order - 1u;

	switch (below(motif, 6)) {
	case 0:
		return pageblock;
	case 1:
		return pageblock > 0 ? pageblock - 1 : 0;
	case 2:
		return largest;
	case 3:
		return below(motif, largest + 1);
	default:
		return 0;
	}
}

/* count blocks into slots one after the other, all by the same request. */
static void fill(struct motif *motif, enum op_kind kind, uint32_t count, uint32_t order)
{
	struct op request;

	if (!bias_wants(motif->bias, kind) || motif->nr == MOTIF_MAX)
		return;
	request = *add(motif, kind);
	motif->nr--;
	for (uint32_t i = 0; i < count; i++) {
		struct op *op = add(motif, kind);

		*op = request;
		op->dst = (int16_t)((motif->slot + i) % NR_SLOTS);
		op_set(op, ARG_ORDER, order);
		if (kind == OP_RMQ)
			op_set(op, ARG_ALLOC_FLAGS, ALLOC_NO_WATERMARKS | (below(motif, 2) ? ALLOC_CMA : 0));
	}
}

static void empty(struct motif *motif, uint32_t first, uint32_t count, uint32_t step, uint32_t cpu)
{
	for (uint32_t i = first; i < count; i += step) {
		struct op *op = add(motif, OP_FREE);

		op_set(op, ARG_SLOT, (motif->slot + i) % NR_SLOTS);
		op_set(op, ARG_CPU, cpu);
	}
}

/* Every other block free: nothing merges until the rest goes. */
static void checkerboard(struct motif *motif)
{
	const uint32_t count = count_near_edge(motif), cpu = below(motif, motif->machine->nr_cpus);

	fill(motif, OP_ALLOC, count, order_near_edge(motif));
	empty(motif, below(motif, 2), count, 2, cpu);
	if (below(motif, 2))
		add(motif, OP_DRAIN_ALL);
	if (below(motif, 2))
		empty(motif, 0, count, 1, cpu);
}

/* Page sets filled and emptied on several cpus. */
static void drain_storm(struct motif *motif)
{
	static const enum op_kind drains[] = {OP_DRAIN, OP_DRAIN_BATCH, OP_DRAIN_ALL, OP_DRAIN_BATCH};
	const uint32_t count = count_near_edge(motif);

	fill(motif, OP_ALLOC, count, 0);
	for (uint32_t i = 0; i < count; i++) {
		struct op *op = add(motif, OP_FREE);

		op_set(op, ARG_SLOT, (motif->slot + i) % NR_SLOTS);
		if (below(motif, 4) == 0)
			add(motif, drains[below(motif, 4)]);
	}
	add(motif, drains[below(motif, 4)]);
}

/* Memory taken without regard to watermarks, then requests that must make do with the rest, told by the world that something was freed. */
static void at_the_mark(struct motif *motif)
{
	const uint32_t count = 4 + below(motif, MOTIF_BLOCKS - 4), answers = 1 + below(motif, 3);
	uint32_t freed = 0;

	fill(motif, OP_RMQ, count, below(motif, 2) ? motif->machine->max_order - 1u : order_near_edge(motif));
	if (below(motif, 3) == 0)
		add(motif, OP_NODESTAT);
	for (uint32_t i = 0; i < answers; i++) {
		struct op *op = add(motif, OP_ANSWER);
		const uint32_t slots = below(motif, 5);

		op_set(op, ARG_SLOT, (motif->slot + freed) % NR_SLOTS);
		op_set(op, ARG_SLOTS, slots);
		freed += slots;
	}
	for (uint32_t i = 0; i < 1 + below(motif, 3); i++)
		add(motif, OP_ALLOC);
}

/* A pageblock isolated while a block of it lives, which is freed in between. */
static void isolate_around(struct motif *motif)
{
	const uint32_t order = order_near_edge(motif), count = 1 + below(motif, 4);
	struct op isolate;

	fill(motif, OP_ALLOC, count, order);
	for (uint32_t i = motif->nr - (motif->nr < count ? motif->nr : count); i < motif->nr; i++)
		op_set(&motif->op[i], ARG_LRU, 1);
	isolate = *add(motif, OP_ISOLATE);
	empty(motif, 0, count, 1, below(motif, motif->machine->nr_cpus));
	if (below(motif, 2))
		add(motif, OP_DRAIN_ALL);
	if (bias_wants(motif->bias, OP_UNISOLATE) && motif->nr < MOTIF_MAX) {
		struct op *undo = add(motif, OP_UNISOLATE);

		for (enum arg_id id = ARG_NONE + 1; id < NR_ARGS; id++)
			op_set(undo, id, op_get(&isolate, id));
	}
}

/* The highatomic reserve made, used up and given back. */
static void reserve(struct motif *motif)
{
	const uint32_t count = 1 + below(motif, 6);
	const uint32_t first = motif->nr;

	fill(motif, OP_ALLOC, count, 1 + below(motif, 3));
	for (uint32_t i = first; i < motif->nr; i++)
		op_set(&motif->op[i], ARG_GFP, GFP_BIT_HIGH | GFP_BIT_ATOMIC | GFP_BIT_KSWAPD_RECLAIM);
	if (below(motif, 2))
		empty(motif, 0, count, 1 + below(motif, 2), 0);
	if (below(motif, 2))
		add(motif, OP_UNRESERVE_HIGHATOMIC);
	add(motif, OP_ALLOC);
}

/*
 * Round after round of the slow path: each is told of progress, and nothing was freed. Counts of rounds have limits that only this reaches; now and
 * then the nodes of the task change, and counting begins anew.
 */
static void rounds(struct motif *motif)
{
	const uint32_t count = 5 + below(motif, 14), result = below(motif, 3) ? COMPACT_SUCCESS : below(motif, NR_COMPACT_RESULTS);
	const uint32_t changes = below(motif, 2) ? below(motif, count) : count;
	struct op *op;

	if (below(motif, 2))
		fill(motif, OP_RMQ, 1 + below(motif, 6), motif->machine->max_order - 1u);
	for (uint32_t i = 0; i < 2 * count; i++) {
		op = add(motif, OP_ANSWER);
		memset(op->arg, 0, sizeof(op->arg));
		op_set(op, ARG_QUESTION, i % 2 ? ASK_COMPACT : ASK_RECLAIM);
		op_set(op, ARG_ANSWER, i % 2 ? result : 1);
		op_set(op, ARG_MEMS, i / 2 == changes && i % 2 == 0 ? 1 + below(motif, 3) : 0);
	}
	op = add(motif, OP_ALLOC);
	op_set(op, ARG_ORDER, 1 + below(motif, 6));
	op_set(op, ARG_GFP, GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS | (below(motif, 2) ? GFP_BIT_RETRY_MAYFAIL : 0));
}

/*
 * Compaction frees a block of the order it is asked for, while nearly all memory is taken: the request is handed it on the way to the buddy. Whether
 * it may be depends on the task, on types, and on what is around.
 */
static void caught(struct motif *motif)
{
	const uint32_t order = below(motif, 2) ? order_near_edge(motif) : 1 + below(motif, 4), rest = 2 + below(motif, 6);
	const uint32_t kept = motif->slot;
	struct op *op;

	fill(motif, OP_RMQ, 1 + below(motif, 3), order);
	motif->slot = kept + 4;
	fill(motif, OP_RMQ, rest, motif->machine->max_order - 1u);
	switch (below(motif, 6)) {
	case 0:
		op_set(add(motif, OP_TASK), ARG_TASK_FLAGS, TASK_KTHREAD);
		break;
	case 1:
		add(motif, OP_ISOLATE);
	}
	op = add(motif, OP_ANSWER);
	op_set(op, ARG_QUESTION, ASK_COMPACT);
	op_set(op, ARG_ZONE_OR_ALL, 1 + below(motif, motif->machine->nr_zones));
	op_set(op, ARG_SLOT, kept);
	op_set(op, ARG_SLOTS, 1);
	op = add(motif, OP_ALLOC);
	op_set(op, ARG_ORDER, order);
	op_set(op, ARG_GFP, op_get(op, ARG_GFP) | GFP_BIT_DIRECT_RECLAIM | GFP_BIT_IO);
}

/* Free pages enough, but no two of them together: whether reclaim and compaction could help is then a matter of marks and of a few pages. */
static void fragmented(struct motif *motif)
{
	const uint32_t kept = motif->slot, order = 4 + below(motif, 3), count = below(motif, MOTIF_BLOCKS), rounds = 1 + below(motif, 3);
	struct op *op;

	fill(motif, OP_RMQ, 1, order);
	motif->slot = kept + 1;
	fill(motif, OP_RMQ, 2 + below(motif, 6), motif->machine->max_order - 1u);
	op_set(add(motif, OP_SPLIT), ARG_SLOT, kept);
	for (uint32_t i = 0; i < count && 2 * i < 1u << order; i++) {
		op = add(motif, OP_FREE_AT);
		op_set(op, ARG_PFN, PFN_OF_SLOT(kept, (int)(2 * i)));
		op_set(op, ARG_ORDER, 0);
		op_set(op, ARG_CPU, 0);
	}
	add(motif, OP_DRAIN_ALL);
	op = add(motif, OP_ZONESTAT);
	op_set(op, ARG_INACTIVE_FILE, below(motif, 64));
	op_set(op, ARG_ACTIVE_FILE, below(motif, 64));
	for (uint32_t i = 0; i < 2 * rounds; i++) {
		op = add(motif, OP_ANSWER);
		memset(op->arg, 0, sizeof(op->arg));
		op_set(op, ARG_QUESTION, i % 2 ? ASK_COMPACT : ASK_RECLAIM);
		op_set(op, ARG_ANSWER, i % 2 ? (below(motif, 2) ? COMPACT_SKIPPED : below(motif, NR_COMPACT_RESULTS)) : 1);
	}
	op = add(motif, OP_ALLOC);
	op_set(op, ARG_ORDER, 1 + below(motif, 6));
	op_set(op, ARG_GFP, op_get(op, ARG_GFP) | GFP_BIT_DIRECT_RECLAIM | GFP_BIT_IO | (below(motif, 2) ? GFP_BIT_RETRY_MAYFAIL : 0));
}

/* A sysctl that is refused, and what computes with it next. */
static void refused_setting(struct motif *motif)
{
	static const uint8_t keys[] = {
		SET_MIN_FREE_KBYTES, SET_WATERMARK_SCALE_FACTOR, SET_WATERMARK_BOOST_FACTOR, SET_LOWMEM_RESERVE_RATIO_DMA32,
		SET_LOWMEM_RESERVE_RATIO_NORMAL, SET_PERCPU_PAGELIST_FRACTION,
	};
	static const enum op_kind next[] = {OP_INIT_WMARKS, OP_SET, OP_HOTADD, OP_CPU_DEAD, OP_CPU_UP, OP_ALLOC};
	struct op *op = add(motif, OP_SET);

	op_set(op, ARG_KEY, keys[below(motif, sizeof(keys))]);
	op_set(op, ARG_KEY_VALUE, below(motif, 3) ? UINT32_MAX - below(motif, 2) : 1 + below(motif, 8));
	for (uint32_t i = 0; i < 3; i++)
		add(motif, next[below(motif, sizeof(next) / sizeof(next[0]))]);
}

/* A list of pages that is refused for its last one: the others stay what they were, references, LRU and all. */
static void refused_list(struct motif *motif)
{
	static const enum op_kind next[] = {OP_GET_PAGE, OP_FREE, OP_SPLIT, OP_ISOLATE, OP_FREELIST};
	const uint32_t count = 1 + below(motif, 4), first = motif->nr;
	struct op *op;

	fill(motif, OP_ALLOC, count, 0);
	for (uint32_t i = first; i < motif->nr; i++)
		op_set(&motif->op[i], ARG_LRU, 1);
	op = add(motif, OP_FREELIST);
	op_set(op, ARG_SLOT, motif->slot);
	op_set(op, ARG_SLOTS, count);
	op_set(op, ARG_PFN, below(motif, 2) ? 1 : PFN_OF_SLOT(motif->slot, 0));
	for (uint32_t i = 0; i < 3; i++) {
		op = add(motif, next[below(motif, sizeof(next) / sizeof(next[0]))]);
		op_set(op, ARG_SLOT, motif->slot + below(motif, count));
	}
}

/* One cpu after the other goes, as far as they may, and some come back. */
static void all_cpus_go(struct motif *motif)
{
	const uint32_t cpus = motif->machine->nr_cpus, first = below(motif, cpus);

	add(motif, OP_ALLOC);
	for (uint32_t i = 0; i < cpus; i++)
		op_set(add(motif, OP_CPU_DEAD), ARG_CPU, (first + i) % cpus);
	for (uint32_t i = 0; i < 3; i++) {
		const uint32_t cpu = below(motif, cpus);

		op_set(add(motif, OP_CPU_UP), ARG_CPU, cpu);
		op_set(add(motif, OP_ALLOC), ARG_CPU, cpu);
	}
}

/* What is refused must not leave a trace. */
static void refused(struct motif *motif)
{
	switch (below(motif, 3)) {
	case 0:
		refused_setting(motif);
		break;
	case 1:
		refused_list(motif);
		break;
	default:
		all_cpus_go(motif);
	}
}

/* One of the same few requests, on one cpu: what a hot path would remember. */
static void same_few(struct motif *motif, uint32_t slot, uint32_t cpu)
{
	static const uint32_t extra[] = {0, GFP_BIT_DMA32, GFP_BIT_MOVABLE, GFP_BIT_HIGHMEM | GFP_BIT_MOVABLE, GFP_BIT_THISNODE};
	struct op *op = add(motif, OP_ALLOC);

	memset(op->arg, 0, sizeof(op->arg));
	op->dst = (int16_t)(slot % NR_SLOTS);
	op_set(op, ARG_ORDER, below(motif, 6) ? 0 : 1 + below(motif, 4));
	op_set(op, ARG_GFP, GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS | extra[below(motif, 5)]);
	op_set(op, ARG_CPU, cpu);
	op_set(op, ARG_NODE, below(motif, motif->machine->nr_nodes));
}

/* Blocks come and go on one cpu, something changes, and they come and go on: whoever remembers what they needed must notice. */
static void learned(struct motif *motif)
{
	static const enum op_kind changes[] = {
		OP_SET, OP_SET, OP_CPU_DEAD, OP_CPU_UP, OP_TASK, OP_MARK_BAD, OP_ISOLATE, OP_UNISOLATE, OP_HOTADD, OP_SETBOOST, OP_INIT_WMARKS,
		OP_SETUP_PAGESET, OP_INIT_LATE, OP_CONTIG, OP_UNRESERVE_HIGHATOMIC,
	};
	const uint32_t count = 4 + below(motif, 8), cpu = below(motif, motif->machine->nr_cpus);
	struct op *op;

	for (uint32_t i = 0; i < count; i++)
		same_few(motif, motif->slot + i, cpu);
	empty(motif, 0, count, 2, cpu);
	op = add(motif, changes[below(motif, sizeof(changes) / sizeof(changes[0]))]);
	if (op->kind == OP_CPU_DEAD)
		op_set(op, ARG_CPU, cpu);
	empty(motif, 1, count, 2, cpu);
	for (uint32_t i = 0; i < 3; i++)
		same_few(motif, motif->slot + count + i, cpu);
}

uint32_t random_motif(struct op ops[MOTIF_MAX], const struct mutate_bias *bias, const struct machine *machine, uint64_t *dice)
{
	struct motif motif = {.bias = bias, .machine = machine, .dice = dice, .op = ops};

	motif.slot = dice_below(dice, 2) ? dice_below(dice, 24) : 32 * dice_below(dice, 6);
	switch (dice_below(dice, 11)) {
	case 0:
		checkerboard(&motif);
		break;
	case 1:
		drain_storm(&motif);
		break;
	case 2: case 3:
		at_the_mark(&motif);
		break;
	case 4:
		isolate_around(&motif);
		break;
	case 5:
		rounds(&motif);
		break;
	case 6:
		refused(&motif);
		break;
	case 7:
		learned(&motif);
		break;
	case 8:
		caught(&motif);
		break;
	case 9:
		fragmented(&motif);
		break;
	default:
		reserve(&motif);
	}
	return motif.nr;
}
