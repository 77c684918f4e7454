// SPDX-License-Identifier: MIT
/*
 * Motifs of memory pressure: rounds of the slow path, captured blocks, free pages in the wrong places, boosted watermarks, quantities that
 * approach a limit.
 */
#include <string.h>

#include "fuzz/generate/motif_parts.h"

/* Take all that is likely to be free, then what splitting left over, order by order. */
static void exhaust_all(struct motif *motif, uint32_t smallest)
{
	const uint32_t largest = motif->machine->max_order - 1u;
	uint32_t pages = 0;

	for (uint32_t i = 0; i < motif->machine->nr_zones; i++)
		pages += motif->machine->zone[i].end_pfn - motif->machine->zone[i].start_pfn;
	motif_fill(motif, OP_RMQ, pages >> largest < 16 ? pages >> largest : 16, largest);
	for (uint32_t order = largest; order-- > smallest;)
		motif_fill(motif, OP_RMQ, 1 + motif_below(motif, 2), order);
}

/* Let these requests take blocks from any zone. */
static void from_anywhere(struct motif *motif, uint32_t first)
{
	for (uint32_t i = first; i < motif->nr; i++) {
		op_set(&motif->op[i], ARG_GFP, GFP_BIT_HIGHMEM | GFP_BIT_MOVABLE);
		op_set(&motif->op[i], ARG_NODEMASK, 0);
	}
}

/* Half of the time take some largest blocks, which may leave much; otherwise everything, often from any zone. */
static void exhaust(struct motif *motif, uint32_t smallest)
{
	const uint32_t first = motif->nr;

	if (motif_below(motif, 2)) {
		motif_fill(motif, OP_RMQ, 2 + motif_below(motif, 6), motif->machine->max_order - 1u);
		return;
	}
	exhaust_all(motif, smallest);
	if (motif_below(motif, 2))
		from_anywhere(motif, first);
}

/* Queue an answer that frees nothing. */
static struct op *tell(struct motif *motif, uint32_t question, uint32_t answer)
{
	struct op *op = motif_add(motif, OP_ANSWER);

	memset(op->arg, 0, sizeof(op->arg));
	op_set(op, ARG_QUESTION, question);
	op_set(op, ARG_ANSWER, answer);
	return op;
}

uint32_t motif_need(struct motif *motif)
{
	static const uint32_t masks[] = {
		0, 0, GFP_BIT_RETRY_MAYFAIL, GFP_BIT_RETRY_MAYFAIL, GFP_BIT_HIGH, GFP_BIT_HIGH | GFP_BIT_RETRY_MAYFAIL, GFP_BIT_NOFAIL, GFP_BIT_NOFAIL,
	};

	return GFP_BIT_DIRECT_RECLAIM | GFP_BIT_IO | masks[motif_below(motif, sizeof(masks) / sizeof(masks[0]))];
}

/*
 * Round after round of the slow path: answers claim progress, but nothing was freed. Only this reaches the limits on the number of rounds.
 * Now and then the task's nodes change, and counting starts again; early on if compaction is not what goes on for long.
 */
void motif_rounds(struct motif *motif)
{
	const uint32_t count = 5 + motif_below(motif, 14);
	const uint32_t result = motif_below(motif, 2) ? COMPACT_SUCCESS : motif_below(motif, NR_COMPACT_RESULTS);
	const uint32_t changes = motif_below(motif, 2) ? motif_below(motif, result == COMPACT_SUCCESS ? count : 4) : count;
	struct op *op;

	if (motif_below(motif, 2))
		exhaust(motif, 3);
	for (uint32_t i = 0; i < 2 * count && motif->nr + 1 < MOTIF_MAX; i++) {
		op = tell(motif, i % 2 ? ASK_COMPACT : ASK_RECLAIM, i % 2 ? result : 1);
		op_set(op, ARG_MEMS, i / 2 == changes && i % 2 == 0 ? 1 + motif_below(motif, 3) : 0);
	}
	op = motif_add(motif, OP_ALLOC);
	op_set(op, ARG_ORDER, 1 + motif_below(motif, 6));
	op_set(op, ARG_GFP, GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_FS | motif_need(motif));
}

/*
 * Compaction frees a block of the order it is asked for, or its halves, while nearly all memory is taken, and the request captures it on
 * its way to the buddy. Whether it may depends on the task, on types, and on the surroundings; how the block is prepared depends on the
 * request, as for any block.
 */
void motif_caught(struct motif *motif)
{
	static const uint32_t wishes[] = {0, GFP_BIT_ZERO, GFP_BIT_COMP, GFP_BIT_MEMALLOC};
	const uint32_t pageblock = motif->machine->pageblock_order, above = motif->machine->max_order - pageblock;
	const uint32_t order = motif_below(motif, 2) ? pageblock + motif_below(motif, above) : 1 + motif_below(motif, 4), kept = motif->slot;
	const uint32_t halves = motif_below(motif, 3) == 0, slots = 1 + halves * motif_below(motif, 2), first = halves * (2 - slots);
	struct op *op;

	motif_fill(motif, OP_RMQ, 1 + halves + motif_below(motif, 3), order - halves);
	if (motif_below(motif, 2)) /* in any zone, because compaction may work in another one */
		for (uint32_t i = 0; i < motif->nr; i++) {
			op_set(&motif->op[i], ARG_NODE, motif_below(motif, motif->machine->nr_nodes));
			op_set(&motif->op[i], ARG_GFP, motif_below(motif, 2) ? GFP_BIT_DMA32 : GFP_BIT_HIGHMEM | GFP_BIT_MOVABLE);
		}
	if (motif_below(motif, 3) == 0) {
		op = motif_add(motif, OP_WRITE);
		op_set(op, ARG_SLOT, kept);
		op_set(op, ARG_PFN, 0);
	}
	motif->slot = kept + 4;
	exhaust(motif, order);
	if (first > 0) /* one half is free already */
		op_set(motif_add(motif, OP_FREE), ARG_SLOT, kept);
	switch (motif_below(motif, 6)) {
	case 0:
		op_set(motif_add(motif, OP_TASK), ARG_TASK_FLAGS, TASK_KTHREAD);
		break;
	case 1:
		motif_add(motif, OP_ISOLATE);
	}
	op = motif_add(motif, OP_ANSWER);
	op_set(op, ARG_QUESTION, ASK_COMPACT);
	op_set(op, ARG_ZONE_OR_ALL, 1 + motif_below(motif, motif->machine->nr_zones));
	op_set(op, ARG_SLOT, (kept + first) % NR_SLOTS);
	op_set(op, ARG_SLOTS, slots);
	op = motif_add(motif, OP_ALLOC);
	op_set(op, ARG_ORDER, order);
	op_set(op, ARG_GFP, op_get(op, ARG_GFP) | GFP_BIT_DIRECT_RECLAIM | GFP_BIT_IO | wishes[motif_below(motif, 4)]);
}

/*
 * Enough free pages, but no two together: whether reclaim and compaction could help then depends on watermarks, on access to reserves and
 * on a few pages.
 */
void motif_fragmented(struct motif *motif)
{
	const uint32_t kept = motif->slot, order = 4 + motif_below(motif, 3), count = motif_below(motif, MOTIF_BLOCKS);
	const uint32_t rounds = 1 + motif_below(motif, 3);
	struct op *op;

	motif_fill(motif, OP_RMQ, 1, order);
	motif->slot = kept + 1;
	exhaust(motif, 1);
	op_set(motif_add(motif, OP_SPLIT), ARG_SLOT, kept);
	if (motif_below(motif, 3) == 0) {
		op = motif_add(motif, OP_TASK);
		op_set(op, ARG_TASK_FLAGS, motif_below(motif, 2) ? TASK_RT : TASK_VICTIM);
	}
	for (uint32_t i = 0; i < count && 2 * i < 1u << order; i++) {
		op = motif_add(motif, OP_FREE_AT);
		op_set(op, ARG_PFN, PFN_OF_SLOT(kept, (int)(2 * i)));
		op_set(op, ARG_ORDER, 0);
		op_set(op, ARG_CPU, 0);
	}
	motif_add(motif, OP_DRAIN_ALL);
	if (motif_below(motif, 2)) { /* move the mark to about the number of free pages */
		op = motif_add(motif, OP_SET);
		op_set(op, ARG_KEY, SET_MIN_FREE_KBYTES);
		op_set(op, ARG_KEY_VALUE, 4 + motif_below(motif, 12 * count + 1));
	}
	op = motif_add(motif, OP_ZONESTAT);
	op_set(op, ARG_INACTIVE_FILE, motif_below(motif, 64));
	op_set(op, ARG_ACTIVE_FILE, motif_below(motif, 64));
	if (motif_below(motif, 3) == 0) { /* or a boost does so */
		op = motif_add(motif, OP_SETBOOST);
		op_set(op, ARG_VALUE, motif_below(motif, 1 + 2 * count));
	}
	for (uint32_t i = 0; i < rounds; i++) {
		tell(motif, ASK_RECLAIM, 1);
		tell(motif, ASK_COMPACT, motif_below(motif, 2) ? COMPACT_SKIPPED : motif_below(motif, NR_COMPACT_RESULTS));
	}
	op = motif_add(motif, OP_ALLOC);
	op_set(op, ARG_ORDER, 1 + motif_below(motif, 6));
	op_set(op, ARG_GFP, op_get(op, ARG_GFP) | motif_need(motif));
}

/*
 * The last free blocks become bad, so a request that takes one, perhaps from another type, cannot finish what it began. Then requests that
 * would have succeeded anyway.
 */
void motif_spoiled(struct motif *motif)
{
	const uint32_t kept = motif->slot, order = motif_below(motif, 5), count = 1 + motif_below(motif, 3), requests = 2 + motif_below(motif, 3);
	struct op *op;

	motif_fill(motif, OP_RMQ, count, order);
	motif->slot = kept + count;
	exhaust(motif, motif_below(motif, 3));
	for (uint32_t i = 0; i < count; i++) {
		op = motif_add(motif, OP_FREE);
		op_set(op, ARG_SLOT, (kept + i) % NR_SLOTS);
		op_set(op, ARG_CPU, 0);
	}
	motif_add(motif, OP_DRAIN_ALL);
	for (uint32_t i = 0; i < count; i++) {
		op = motif_add(motif, OP_MARK_BAD);
		op_set(op, ARG_PFN, PFN_OF_SLOT((kept + i) % NR_SLOTS, (int)motif_below(motif, 1u << order)));
	}
	for (uint32_t i = 0; i < requests; i++) {
		op = motif_add(motif, OP_ALLOC);
		op_set(op, ARG_ORDER, i == 0 ? order : motif_below(motif, order + 1));
		op_set(op, ARG_CPU, 0);
	}
}

/* Boosts as high as possible, then whatever computes with watermarks, some with the boost and some without. */
void motif_boosted(struct motif *motif)
{
	static const enum op_kind next[] = {
		OP_INIT_WMARKS, OP_SET, OP_HOTADD, OP_HOTADD, OP_CPU_DEAD, OP_CPU_UP, OP_SETUP_PAGESET, OP_INIT_LATE, OP_WMARK_OK, OP_RMQ,
	};
	const uint32_t boost = 1u << motif_below(motif, 20), steps = 1 + motif_below(motif, 3);
	struct op *op;

	for (uint32_t i = 0; i < motif->machine->nr_zones; i++)
		if (motif_below(motif, 3)) {
			op = motif_add(motif, OP_SETBOOST);
			op_set(op, ARG_ZONE, i);
			op_set(op, ARG_VALUE, boost);
		}
	for (uint32_t i = 0; i < steps; i++) {
		op = motif_add(motif, next[motif_below(motif, sizeof(next) / sizeof(next[0]))]);
		if (op->kind != OP_HOTADD)
			continue;
		op_set(op, ARG_ZONE, motif_below(motif, motif->machine->nr_zones));
		op_set(op, ARG_PFN, 0); /* at the zone's end, where it fits */
		op_set(op, ARG_COUNT, motif_below(motif, 3));
	}
	motif_add(motif, OP_ALLOC);
}

/*
 * Raise one quantity in steps and make the same request after each: the step at which its answer changes is a limit on which both sides
 * must agree.
 */
void motif_sweep(struct motif *motif)
{
	static const struct {
		uint8_t kind, arg;
	} what[] = {
		{OP_NODESTAT, ARG_INACTIVE_FILE}, {OP_NODESTAT, ARG_FILE_PAGES}, {OP_NODESTAT, ARG_FILE_MAPPED}, {OP_NODESTAT, ARG_FILE_DIRTY},
		{OP_NODESTAT, ARG_FILE_DIRTY}, {OP_NODESTAT, ARG_WRITEBACK}, {OP_NODESTAT, ARG_SLAB}, {OP_ZONESTAT, ARG_ACTIVE_FILE},
		{OP_ZONESTAT, ARG_WRITE_PENDING}, {OP_SETBOOST, ARG_VALUE},
	};
	const uint32_t row = motif_below(motif, sizeof(what) / sizeof(what[0])), steps = 6 + motif_below(motif, 10);
	const uint32_t width = 1u << motif_below(motif, 8), from = motif_below(motif, 8 * width), wide = motif_below(motif, 3) ? 0 : GFP_BIT_WRITE;
	const enum op_kind sets = (enum op_kind)what[row].kind, asks = motif_below(motif, 3) ? OP_ALLOC : OP_RMQ;
	struct op set, ask, *op;

	if (!bias_wants(motif->bias, sets) || !bias_wants(motif->bias, asks))
		return;
	if (motif_below(motif, 2))
		exhaust(motif, 0);
	set = *motif_add(motif, sets);
	ask = *motif_add(motif, asks);
	op_set(&ask, ARG_GFP, op_get(&ask, ARG_GFP) | wide);
	op_set(&ask, ARG_SPREAD, 1);
	for (uint32_t i = 0; i < steps; i++) {
		op = motif_add(motif, sets);
		*op = set;
		op_set(op, (enum arg_id)what[row].arg, from + i * width);
		*motif_add(motif, asks) = ask;
		op_set(motif_add(motif, OP_FREE), ARG_SLOT, (uint32_t)ask.dst);
	}
}

/*
 * A statistic at one below a limit, at it, and one above. All free memory is reserve, so that only statistics count, and the limit is known
 * approximately; a sweep in single pages would not get there.
 */
void motif_at_the_limit(struct motif *motif)
{
	const struct machine *machine = motif->machine;
	const uint32_t node = motif_below(motif, machine->nr_nodes), file = 1 + motif_below(motif, 1u << (4 + motif_below(motif, 12)));
	const uint32_t urgent = motif_below(motif, 2) ? TASK_RT : 0, share = motif_below(motif, 3);
	const uint32_t dirty = (uint32_t)((uint64_t)file * machine->dirty_ratio / 100);
	uint32_t pages = 0, all = 0, limit = dirty + (urgent ? dirty / 4 : 0);
	enum arg_id counted = ARG_FILE_DIRTY;
	struct op *op;

	for (uint32_t i = 0; i < machine->nr_zones; i++) {
		const uint32_t size = machine->zone[i].end_pfn - machine->zone[i].start_pfn;

		all += size;
		pages += machine->zone[i].node == node ? share == 1 ? size / 100 : size * 5 / 100 : 0;
	}
	if (machine->node_reclaim_mode && share > 0) {
		counted = share == 1 ? ARG_INACTIVE_FILE : ARG_SLAB;
		limit = pages;
	}
	op = motif_add(motif, OP_SET);
	op_set(op, ARG_KEY, SET_MIN_FREE_KBYTES);
	op_set(op, ARG_KEY_VALUE, 4 * all);
	op = motif_add(motif, OP_TASK);
	memset(op->arg, 0, sizeof(op->arg));
	op_set(op, ARG_TASK_FLAGS, urgent);
	for (uint32_t i = 0; i < 3; i++) {
		op = motif_add(motif, OP_NODESTAT);
		memset(op->arg, 0, sizeof(op->arg));
		op_set(op, ARG_NODE, node);
		op_set(op, ARG_INACTIVE_FILE, counted == ARG_FILE_DIRTY ? file : 0);
		op_set(op, counted, limit + i > 0 ? limit + i - 1 : 0);
		op = motif_add(motif, OP_ALLOC);
		op_set(op, ARG_NODE, node);
		op_set(op, ARG_NODEMASK, 0);
		op_set(op, ARG_GFP, op_get(op, ARG_GFP) | GFP_BIT_DIRECT_RECLAIM | (counted == ARG_FILE_DIRTY ? GFP_BIT_WRITE : 0));
	}
}

/*
 * motif_sweep() for what could be reclaimed, when nothing is free and answers claim progress: whether the request retries then depends on
 * what compaction could do with the rest.
 */
void motif_hopeful(struct motif *motif)
{
	const uint32_t steps = 6 + motif_below(motif, 8), width = 1u << motif_below(motif, 6), zone = motif_below(motif, motif->machine->nr_zones);
	const uint32_t first = motif->nr;
	struct op ask, *op;

	if (!bias_wants(motif->bias, OP_ZONESTAT) || !bias_wants(motif->bias, OP_ALLOC))
		return;
	exhaust_all(motif, 0);
	from_anywhere(motif, first);
	ask = *motif_add(motif, OP_ALLOC);
	op_set(&ask, ARG_GFP, op_get(&ask, ARG_GFP) | motif_need(motif));
	op_set(&ask, ARG_ORDER, 1 + motif_below(motif, 5));
	for (uint32_t i = 0; i < steps; i++) {
		op = motif_add(motif, OP_ZONESTAT);
		memset(op->arg, 0, sizeof(op->arg));
		op_set(op, ARG_ZONE, zone);
		op_set(op, ARG_ACTIVE_FILE, i * width);
		tell(motif, ASK_RECLAIM, 1);
		*motif_add(motif, OP_ALLOC) = ask;
	}
}

/*
 * Take memory down to the mark, large blocks first, then in small steps beyond it. At each step one cpu allocates several single pages, so
 * that what it has learned is used, and frees them.
 */
void motif_past_the_mark(struct motif *motif)
{
	const uint32_t largest = motif->machine->max_order - 1u, steps = 4 + motif_below(motif, 6), cpu = motif_below(motif, motif->machine->nr_cpus);
	const uint32_t wide = motif_below(motif, 2) ? 0 : GFP_BIT_HIGHMEM | GFP_BIT_MOVABLE, kept = motif->slot;
	const uint32_t gfp = GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS | wide;
	const uint32_t node = motif_below(motif, motif->machine->nr_nodes), first = motif->nr, small = motif_below(motif, 2);
	struct op *op;

	motif_fill(motif, OP_RMQ, 6, largest);
	for (uint32_t order = largest; order-- > 0;)
		motif_fill(motif, OP_RMQ, 1 + (order < 3), order);
	for (uint32_t i = first; i < motif->nr; i++) {
		op_set(&motif->op[i], ARG_GFP, gfp);
		op_set(&motif->op[i], ARG_NODE, node);
		op_set(&motif->op[i], ARG_NODEMASK, 0);
		op_set(&motif->op[i], ARG_ALLOC_FLAGS, WMARK_LOW | (wide ? ALLOC_CMA : 0));
	}
	for (uint32_t i = 0; i < steps; i++) {
		motif->slot = kept + 32 + i;
		motif_fill(motif, OP_RMQ, 1, small);
		if (motif->nr < MOTIF_MAX && motif->nr > first) {
			op_set(&motif->op[motif->nr - 1], ARG_GFP, (gfp & ~(uint32_t)GFP_BIT_MOVABLE) | GFP_BIT_RECLAIMABLE);
			op_set(&motif->op[motif->nr - 1], ARG_NODE, node);
			op_set(&motif->op[motif->nr - 1], ARG_NODEMASK, 0);
		}
		for (uint32_t asked = 0; asked < 2; asked++) {
			op = motif_add(motif, OP_ALLOC);
			memset(op->arg, 0, sizeof(op->arg));
			op->dst = (int16_t)((kept + 64 + asked) % NR_SLOTS);
			op_set(op, ARG_GFP, gfp);
			op_set(op, ARG_CPU, cpu);
			op_set(op, ARG_NODE, node);
		}
		for (uint32_t asked = 0; asked < 2; asked++) {
			op = motif_add(motif, OP_FREE);
			op_set(op, ARG_SLOT, (kept + 64 + asked) % NR_SLOTS);
			op_set(op, ARG_CPU, cpu);
		}
	}
}
