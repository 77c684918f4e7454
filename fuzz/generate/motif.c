// SPDX-License-Identifier: MIT
/*
 * Motifs: short runs of ops that have an effect together and that single random ops hardly ever form. Ops of kinds that the bias does not
 * want are left out, so a motif may be empty.
 */
#include <string.h>

#include "fuzz/generate/motif_parts.h"

static void empty(struct motif *motif, uint32_t first, uint32_t count, uint32_t step, uint32_t cpu)
{
	for (uint32_t i = first; i < count; i += step) {
		struct op *op = motif_add(motif, OP_FREE);

		op_set(op, ARG_SLOT, (motif->slot + i) % NR_SLOTS);
		op_set(op, ARG_CPU, cpu);
	}
}

/* Free every other block: nothing merges until the rest is freed. */
static void checkerboard(struct motif *motif)
{
	const uint32_t count = motif_count(motif), cpu = motif_below(motif, motif->machine->nr_cpus);

	motif_fill(motif, OP_ALLOC, count, motif_order(motif));
	empty(motif, motif_below(motif, 2), count, 2, cpu);
	if (motif_below(motif, 2))
		motif_add(motif, OP_DRAIN_ALL);
	if (motif_below(motif, 2))
		empty(motif, 0, count, 1, cpu);
}

/* Fill and empty page sets on several cpus. */
static void drain_storm(struct motif *motif)
{
	static const enum op_kind drains[] = {OP_DRAIN, OP_DRAIN_BATCH, OP_DRAIN_ALL, OP_DRAIN_BATCH};
	const uint32_t count = motif_count(motif);

	motif_fill(motif, OP_ALLOC, count, 0);
	for (uint32_t i = 0; i < count; i++) {
		struct op *op = motif_add(motif, OP_FREE);

		op_set(op, ARG_SLOT, (motif->slot + i) % NR_SLOTS);
		if (motif_below(motif, 4) == 0)
			motif_add(motif, drains[motif_below(motif, 4)]);
	}
	motif_add(motif, drains[motif_below(motif, 4)]);
}

/*
 * Take memory without regard to watermarks, then make requests that must manage with the rest, while answers claim that something was
 * freed.
 */
static void at_the_mark(struct motif *motif)
{
	const uint32_t count = 4 + motif_below(motif, MOTIF_BLOCKS - 4), answers = 1 + motif_below(motif, 3);
	const uint32_t requests = 1 + motif_below(motif, 3);
	const bool needy = motif_below(motif, 2) == 0;
	uint32_t freed = 0;
	struct op *op;

	motif_fill(motif, OP_RMQ, count, motif_below(motif, 2) ? motif->machine->max_order - 1u : motif_order(motif));
	if (motif_below(motif, 3) == 0)
		motif_add(motif, OP_NODESTAT);
	for (uint32_t i = 0; i < answers; i++) {
		const uint32_t slots = motif_below(motif, 5);

		op = motif_add(motif, OP_ANSWER);
		op_set(op, ARG_SLOT, (motif->slot + freed) % NR_SLOTS);
		op_set(op, ARG_SLOTS, slots);
		freed += slots;
	}
	if (motif_below(motif, 3) == 0) { /* move the min mark, so that less than it may be free */
		op = motif_add(motif, OP_SET);
		op_set(op, ARG_KEY, SET_MIN_FREE_KBYTES);
		op_set(op, ARG_KEY_VALUE, 4u << motif_below(motif, 10));
	}
	for (uint32_t i = 0; i < requests; i++) {
		op = motif_add(motif, OP_ALLOC);
		if (needy)
			op_set(op, ARG_GFP, op_get(op, ARG_GFP) | motif_need(motif));
	}
}

/* Isolate a pageblock around an allocated block, which is freed meanwhile. */
static void isolate_around(struct motif *motif)
{
	const uint32_t order = motif_order(motif), count = 1 + motif_below(motif, 4);
	struct op isolate;

	motif_fill(motif, OP_ALLOC, count, order);
	for (uint32_t i = motif->nr - (motif->nr < count ? motif->nr : count); i < motif->nr; i++)
		op_set(&motif->op[i], ARG_LRU, 1);
	isolate = *motif_add(motif, OP_ISOLATE);
	empty(motif, 0, count, 1, motif_below(motif, motif->machine->nr_cpus));
	if (motif_below(motif, 2))
		motif_add(motif, OP_DRAIN_ALL);
	if (bias_wants(motif->bias, OP_UNISOLATE) && motif->nr < MOTIF_MAX) {
		struct op *undo = motif_add(motif, OP_UNISOLATE);

		for (enum arg_id id = ARG_NONE + 1; id < NR_ARGS; id++)
			op_set(undo, id, op_get(&isolate, id));
	}
}

/*
 * Isolate a largest block, or part of one, and un-isolate it in pieces, as any type: each time other rules decide what merges across their
 * borders.
 */
static void isolated_pieces(struct motif *motif)
{
	const uint32_t whole = 1u << (motif->machine->max_order - 1u - motif->machine->pageblock_order);
	const uint32_t count = motif_below(motif, 2) ? whole : 1 + motif_below(motif, whole), pieces = 1 + motif_below(motif, 3);
	const uint32_t zone = motif_below(motif, motif->machine->nr_zones), block = whole * motif_below(motif, 4);

	if (motif_below(motif, 3) == 0)
		motif_fill(motif, OP_ALLOC, 1 + motif_below(motif, 4), motif_order(motif));
	for (uint32_t i = 0; i <= pieces; i++) {
		struct op *op = motif_add(motif, i == 0 ? OP_ISOLATE : OP_UNISOLATE);
		const uint32_t skipped = i == 0 || motif_below(motif, 2) ? 0 : motif_below(motif, count);

		op_set(op, ARG_ZONE, zone);
		op_set(op, ARG_BLOCK, block + skipped);
		op_set(op, ARG_COUNT, i == 0 || skipped == 0 ? count : 1);
		op_set(op, ARG_MIGRATETYPE, motif_below(motif, 3));
	}
}

/* Build up the highatomic reserve, use it up and give it back. */
static void reserve(struct motif *motif)
{
	const uint32_t count = 1 + motif_below(motif, 6);
	const uint32_t first = motif->nr;

	motif_fill(motif, OP_ALLOC, count, 1 + motif_below(motif, 3));
	for (uint32_t i = first; i < motif->nr; i++)
		op_set(&motif->op[i], ARG_GFP, GFP_BIT_HIGH | GFP_BIT_ATOMIC | GFP_BIT_KSWAPD_RECLAIM);
	if (motif_below(motif, 2))
		empty(motif, 0, count, 1 + motif_below(motif, 2), 0);
	if (motif_below(motif, 2))
		motif_add(motif, OP_UNRESERVE_HIGHATOMIC);
	motif_add(motif, OP_ALLOC);
}

/* A sysctl that is refused, then an op that uses its value. */
static void refused_setting(struct motif *motif)
{
	static const uint8_t keys[] = {
		SET_MIN_FREE_KBYTES, SET_WATERMARK_SCALE_FACTOR, SET_WATERMARK_BOOST_FACTOR, SET_LOWMEM_RESERVE_RATIO_DMA32,
		SET_LOWMEM_RESERVE_RATIO_NORMAL, SET_PERCPU_PAGELIST_FRACTION,
	};
	static const enum op_kind next[] = {OP_INIT_WMARKS, OP_SET, OP_HOTADD, OP_CPU_DEAD, OP_CPU_UP, OP_ALLOC};
	struct op *op = motif_add(motif, OP_SET);

	op_set(op, ARG_KEY, keys[motif_below(motif, sizeof(keys))]);
	op_set(op, ARG_KEY_VALUE, motif_below(motif, 3) ? UINT32_MAX - motif_below(motif, 2) : 1 + motif_below(motif, 8));
	for (uint32_t i = 0; i < 3; i++)
		motif_add(motif, next[motif_below(motif, sizeof(next) / sizeof(next[0]))]);
}

/* A free list refused because of its last page: the others must keep everything, including references and LRU. */
static void refused_list(struct motif *motif)
{
	static const enum op_kind next[] = {OP_GET_PAGE, OP_FREE, OP_SPLIT, OP_ISOLATE, OP_FREELIST};
	const uint32_t count = 1 + motif_below(motif, 4), first = motif->nr;
	struct op *op;

	motif_fill(motif, OP_ALLOC, count, 0);
	for (uint32_t i = first; i < motif->nr; i++)
		op_set(&motif->op[i], ARG_LRU, 1);
	op = motif_add(motif, OP_FREELIST);
	op_set(op, ARG_SLOT, motif->slot);
	op_set(op, ARG_SLOTS, count);
	op_set(op, ARG_PFN, motif_below(motif, 2) ? 1 : PFN_OF_SLOT(motif->slot, 0));
	for (uint32_t i = 0; i < 3; i++) {
		op = motif_add(motif, next[motif_below(motif, sizeof(next) / sizeof(next[0]))]);
		op_set(op, ARG_SLOT, motif->slot + motif_below(motif, count));
	}
}

/* A value just beyond what the machine has, or without a meaning; arguments that may have any value stay unchanged. */
static uint32_t wrong(const struct machine *machine, enum arg_id id, uint32_t right)
{
	switch (id) {
	case ARG_CPU:
		return machine->nr_cpus;
	case ARG_NODE:
		return machine->nr_nodes;
	case ARG_ZONE:
		return machine->nr_zones;
	case ARG_ZONE_OR_ALL:
		return machine->nr_zones + 1u;
	case ARG_ORDER:
		return machine->max_order;
	case ARG_HZI:
		return MAX_NR_ZONES;
	case ARG_MIGRATETYPE:
		return MIGRATE_HIGHATOMIC;
	case ARG_GFP:
		return GFP_BIT_DMA | GFP_BIT_HIGHMEM;
	case ARG_ALLOC_FLAGS:
		return ALLOC_WMARK_MASK;
	case ARG_DAMAGE:
		return NR_DAMAGES;
	case ARG_PFN:
		return 1;
	case ARG_VALUE: case ARG_KEY_VALUE:
		return UINT32_MAX;
	default:
		return right;
	}
}

/* Requests that are wrong in several ways: both sides must report the same one. */
static void several_ways(struct motif *motif)
{
	static const enum op_kind kinds[] = {
		OP_ALLOC, OP_RMQ, OP_RMQ, OP_FREE_AT, OP_DRAIN, OP_DRAIN_BATCH, OP_CONTIG, OP_CONTIG, OP_CONTIG_PAGES, OP_ALLOC_EXACT, OP_FREE_CONTIG, OP_WMARK_OK,
		OP_UNRESERVE_HIGHATOMIC, OP_ISOLATE_FREE, OP_REPORT_FREE, OP_MARK_BAD, OP_SETBOOST, OP_HOTADD, OP_ISOLATE, OP_FREELIST, OP_WRITE,
	};

	for (uint32_t i = 0; i < 8; i++) {
		struct op *op = motif_add(motif, kinds[motif_below(motif, sizeof(kinds) / sizeof(kinds[0]))]);
		const struct op_arg *arg = op_table[op->kind].arg;
		uint32_t args = 0;

		for (; args < OP_ARGS_MAX && arg[args].id != ARG_NONE; args++)
			if (arg[args].id == ARG_CPU || arg[args].id == ARG_NODE || arg[args].id == ARG_ZONE)
				op->arg[args] = 0; /* valid, so that only the changes below make it wrong */
		for (uint32_t n = 2 + motif_below(motif, 3); n > 0; n--) {
			const uint32_t at = motif_below(motif, args);

			op->arg[at] = wrong(motif->machine, (enum arg_id)arg[at].id, op->arg[at]);
		}
	}
}

/* Take one cpu after another offline, as far as allowed, and some back online. */
static void all_cpus_go(struct motif *motif)
{
	const uint32_t cpus = motif->machine->nr_cpus, first = motif_below(motif, cpus);

	motif_add(motif, OP_ALLOC);
	for (uint32_t i = 0; i < cpus; i++)
		op_set(motif_add(motif, OP_CPU_DEAD), ARG_CPU, (first + i) % cpus);
	for (uint32_t i = 0; i < 3; i++) {
		const uint32_t cpu = motif_below(motif, cpus);

		op_set(motif_add(motif, OP_CPU_UP), ARG_CPU, cpu);
		op_set(motif_add(motif, OP_ALLOC), ARG_CPU, cpu);
	}
}

/* Hot-add memory after a gap, over existing memory, between sections, or finally where it belongs. */
static void refused_place(struct motif *motif)
{
	const uint32_t section = motif->machine->section_pages, zone = motif_below(motif, motif->machine->nr_zones);
	const uint32_t end = motif->machine->zone[zone].end_pfn, after = (end + section - 1) / section * section;

	for (uint32_t i = 0; i < 3; i++) {
		const uint32_t places[] = {after + section, after + 2 * section, after - section, after + section / 2, end, 0};
		struct op *op = motif_add(motif, OP_HOTADD);

		op_set(op, ARG_ZONE, zone);
		op_set(op, ARG_COUNT, motif_below(motif, 2));
		op_set(op, ARG_PFN, places[motif_below(motif, sizeof(places) / sizeof(places[0]))]);
	}
	motif_add(motif, OP_ALLOC);
}

/*
 * Blocks with additional references are freed in every possible way: what a reference keeps must stay what it was, compound, whole, on the
 * LRU. The isolation at the end depends on that.
 */
static void shared(struct motif *motif)
{
	static const enum op_kind ways[] = {OP_FREE, OP_FREE, OP_FREE_CONTIG, OP_FREELIST, OP_SPLIT, OP_FREE_AT};
	const uint32_t count = 1 + motif_below(motif, 3), first = motif->nr, steps = 1 + motif_below(motif, 6);
	struct op *op;

	const uint32_t compound = motif_below(motif, 2) ? GFP_BIT_COMP : 0;

	motif_fill(motif, OP_ALLOC, count, motif_below(motif, 2) ? 0 : motif_order(motif));
	for (uint32_t i = first; i < motif->nr; i++) {
		op_set(&motif->op[i], ARG_LRU, 1);
		op_set(&motif->op[i], ARG_GFP, op_get(&motif->op[i], ARG_GFP) | compound);
	}
	for (uint32_t i = 0; i < steps; i++) {
		const enum op_kind kind = motif_below(motif, 2) ? OP_GET_PAGE : ways[motif_below(motif, sizeof(ways) / sizeof(ways[0]))];

		op = motif_add(motif, kind);
		op_set(op, ARG_SLOT, (motif->slot + motif_below(motif, count)) % NR_SLOTS);
		if (kind == OP_GET_PAGE || kind == OP_FREE_CONTIG)
			op_set(op, ARG_PFN, 0); /* the slot's block */
	}
	motif_add(motif, motif_below(motif, 4) ? OP_ISOLATE : OP_CONTIG);
}

/* A refused request must not leave a trace. */
static void refused(struct motif *motif)
{
	switch (motif_below(motif, 6)) {
	case 0:
		refused_setting(motif);
		break;
	case 1:
		refused_list(motif);
		break;
	case 2:
		refused_place(motif);
		break;
	case 3: case 4:
		several_ways(motif);
		break;
	default:
		all_cpus_go(motif);
	}
}

/* One of a few requests, on one cpu: what a quick path may remember. */
static void same_few(struct motif *motif, uint32_t slot, uint32_t cpu)
{
	static const uint32_t extra[] = {
		0, GFP_BIT_DMA32, GFP_BIT_MOVABLE, GFP_BIT_HIGHMEM | GFP_BIT_MOVABLE, GFP_BIT_THISNODE, GFP_BIT_RECLAIMABLE, GFP_BIT_DMA,
	};
	struct op *op = motif_add(motif, OP_ALLOC);

	memset(op->arg, 0, sizeof(op->arg));
	op->dst = (int16_t)(slot % NR_SLOTS);
	op_set(op, ARG_ORDER, motif_below(motif, 6) ? 0 : motif_below(motif, 4) ? 1 + motif_below(motif, 4) : motif->machine->max_order);
	op_set(op, ARG_GFP, GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS | extra[motif_below(motif, sizeof(extra) / sizeof(extra[0]))]);
	op_set(op, ARG_CPU, cpu);
	op_set(op, ARG_NODE, motif_below(motif, motif->machine->nr_nodes));
}

/* Allocate and free on one cpu, change something, and go on: any state remembered from before the change must be invalidated. */
static void learned(struct motif *motif)
{
	static const enum op_kind changes[] = {
		OP_SET, OP_SET, OP_CPU_DEAD, OP_CPU_UP, OP_TASK, OP_MARK_BAD, OP_ISOLATE, OP_UNISOLATE, OP_HOTADD, OP_SETBOOST, OP_INIT_WMARKS,
		OP_SETUP_PAGESET, OP_INIT_LATE, OP_CONTIG, OP_UNRESERVE_HIGHATOMIC, OP_KSWAPD, OP_FOLD, OP_PCP_BUSY, OP_RECLAIM_ACTIVE,
	};
	const uint32_t count = 4 + motif_below(motif, 8), cpu = motif_below(motif, motif->machine->nr_cpus);
	struct op *op;

	for (uint32_t i = 0; i < count; i++)
		same_few(motif, motif->slot + i, cpu);
	empty(motif, 0, count, 2, cpu);
	op = motif_add(motif, changes[motif_below(motif, sizeof(changes) / sizeof(changes[0]))]);
	if (op->kind == OP_CPU_DEAD || op->kind == OP_PCP_BUSY)
		op_set(op, ARG_CPU, cpu);
	empty(motif, 1, count, 2, cpu);
	for (uint32_t i = 0; i < 3; i++)
		same_few(motif, motif->slot + count + i, cpu);
}

/* Fill a page set beyond its ring and empty it to the last page with the same requests, while nothing else touches it. */
static void to_the_last(struct motif *motif)
{
	const uint32_t count = 14 + motif_below(motif, MOTIF_MAX / 3 - 13);
	const uint32_t cpu = motif_below(motif, motif->machine->nr_cpus), first = motif->nr;

	motif_fill(motif, OP_ALLOC, count, 0);
	for (uint32_t i = first; i < motif->nr; i++)
		op_set(&motif->op[i], ARG_CPU, cpu);
	empty(motif, 0, count, 1, cpu);
	for (uint32_t i = 0; i < count && motif->nr > first; i++)
		*motif_add(motif, OP_ALLOC) = motif->op[first + i];
}

uint32_t random_motif(struct op ops[MOTIF_MAX], const struct mutate_bias *bias, const struct machine *machine, uint64_t *dice)
{
	struct motif motif = {.bias = bias, .machine = machine, .dice = dice, .op = ops};

	motif.slot = dice_below(dice, 2) ? dice_below(dice, 24) : 32 * dice_below(dice, 6);
	switch (dice_below(dice, 18)) {
	case 0:
		checkerboard(&motif);
		break;
	case 1:
		if (dice_below(dice, 2))
			drain_storm(&motif);
		else
			to_the_last(&motif);
		break;
	case 2: case 3:
		at_the_mark(&motif);
		break;
	case 4:
		if (dice_below(dice, 2))
			isolate_around(&motif);
		else
			isolated_pieces(&motif);
		break;
	case 5:
		motif_rounds(&motif);
		break;
	case 6:
		refused(&motif);
		break;
	case 7:
		learned(&motif);
		break;
	case 8:
		motif_caught(&motif);
		break;
	case 9: case 10:
		motif_fragmented(&motif);
		break;
	case 11:
		motif_boosted(&motif);
		break;
	case 12:
		motif_spoiled(&motif);
		break;
	case 13:
		if (dice_below(dice, 2))
			motif_sweep(&motif);
		else
			motif_at_the_limit(&motif);
		break;
	case 14:
		shared(&motif);
		break;
	case 15:
		motif_past_the_mark(&motif);
		break;
	case 16:
		motif_hopeful(&motif);
		break;
	default:
		reserve(&motif);
	}
	return motif.nr;
}
