// SPDX-License-Identifier: MIT
/*
 * Simplify arguments towards zero, and the machine towards the smallest.
 *
 * How an argument shrinks depends on its meaning in op_table: a mask loses bits, a number is halved and counted down, a range loses its
 * end, and names (slots, keys) stay. Zero is the simplest value of every argument. An op that does many things becomes one that does one of
 * them: what a contiguous allocation shows, isolation alone may show as well.
 */
#include "fuzz/triage/simplify.h"

#include <string.h>

enum { ZONE_GRAIN = 1024 /* zones move by whole largest blocks, so that alignment is kept */ };

enum shrink { SHRINK_NOT, SHRINK_NUMBER, SHRINK_MASK };

static enum shrink shrink_of(uint8_t id)
{
	switch (id) {
	case ARG_NONE:
	case ARG_START: /* ranges shrink as a whole, see simplify_range */
	case ARG_END:
	case ARG_KEY:
	case ARG_SLOT: /* see simplify_slots */
		return SHRINK_NOT;
	case ARG_GFP:
	case ARG_ALLOC_FLAGS:
	case ARG_TASK_FLAGS:
	case ARG_NODEMASK:
	case ARG_MEMS:
	case ARG_HARDWALL:
		return SHRINK_MASK;
	default:
		return SHRINK_NUMBER;
	}
}

static bool try_value(struct search *search, uint32_t op, uint32_t index, uint32_t value)
{
	search_restart_trial(search);
	search->trial.op[op].arg[index] = value;
	return search_try(search);
}

static bool shrink_mask(struct search *search, uint32_t op, uint32_t index)
{
	bool any = false;

	for (uint32_t bit = 0; bit < 32; bit++) {
		const uint32_t value = search->best.op[op].arg[index];

		if (value >> bit & 1 && try_value(search, op, index, value & ~((uint32_t)1 << bit)))
			any = true;
	}
	return any;
}

/* Lower towards low by steps that halve. Takes the logarithm of the distance if the predicate is monotonic, and terminates in any case. */
static bool shrink_number(struct search *search, uint32_t op, uint32_t index, uint32_t low)
{
	const uint32_t before = search->best.op[op].arg[index];

	for (uint32_t step = before - low; step > 0; step /= 2)
		while (search->best.op[op].arg[index] - low >= step &&
		       try_value(search, op, index, search->best.op[op].arg[index] - step))
			;
	return search->best.op[op].arg[index] != before;
}

static bool shrink_argument(struct search *search, uint32_t op, uint32_t index)
{
	const uint8_t id = op_table[search->best.op[op].kind].arg[index].id;
	const enum shrink shrink = shrink_of(id);
	const uint32_t value = search->best.op[op].arg[index];

	if (shrink == SHRINK_NOT || value == 0)
		return false;
	if (try_value(search, op, index, 0))
		return true;
	if (shrink == SHRINK_MASK)
		return shrink_mask(search, op, index);
	if (id == ARG_PFN && value >> 31) /* relative to a slot: shrink the offset only */
		return shrink_number(search, op, index, PFN_OF_SLOT(value >> 16 & 0xff, 0));
	return shrink_number(search, op, index, 0);
}

/* Drop the first slot of a run; the last is dropped by lowering the argument that counts them. */
static bool shorten_run(struct search *search, uint32_t op)
{
	bool any = false;

	while (op < search->best.nr_ops && op_get(&search->best.op[op], ARG_SLOTS) > 1) {
		search_restart_trial(search);
		op_set(&search->trial.op[op], ARG_SLOT, op_get(&search->best.op[op], ARG_SLOT) + 1);
		op_set(&search->trial.op[op], ARG_SLOTS, op_get(&search->best.op[op], ARG_SLOTS) - 1);
		if (!search_try(search))
			break;
		any = true;
	}
	return any;
}

/* Set one argument of all ops to zero at once, for cases in which the ops must stay alike: all blocks unmovable, all on one cpu. */
static bool simplify_alike(struct search *search, enum arg_id id)
{
	struct machine machine;
	bool any = false;

	search_restart_trial(search);
	for (uint32_t op = seq_machine(&search->best, &machine); op < search->trial.nr_ops; op++) {
		any |= op_get(&search->trial.op[op], id) != 0;
		op_set(&search->trial.op[op], id, 0);
	}
	return any && search_try(search);
}

bool simplify_arguments(struct search *search)
{
	static const uint8_t alike[] = {ARG_GFP, ARG_ORDER, ARG_CPU, ARG_NODE, ARG_MIGRATETYPE, ARG_ALLOC_FLAGS};
	bool any = false;

	for (size_t i = 0; i < sizeof(alike); i++)
		if (simplify_alike(search, alike[i]))
			any = true;
	for (uint32_t op = 0; op < search->best.nr_ops; op++)
		if (shorten_run(search, op))
			any = true;
	for (uint32_t op = 0; op < search->best.nr_ops; op++)
		for (uint32_t index = 0; op < search->best.nr_ops && index < OP_ARGS_MAX; index++)
			if (shrink_argument(search, op, index))
				any = true;
	return any;
}

static const struct kind_pair {
	uint8_t whole, part;
} parts[] = {
	{OP_CONTIG_PAGES, OP_ISOLATE}, {OP_CONTIG_PAGES, OP_CONTIG}, {OP_CONTIG, OP_ISOLATE}, {OP_DRAIN_ALL, OP_DRAIN}, {OP_DRAIN_BATCH, OP_DRAIN}, {OP_DECAY, OP_DRAIN_BATCH},
	{OP_FREELIST, OP_FREE}, {OP_FREE_CONTIG, OP_FREE}, {OP_FREE_AT, OP_FREE}, {OP_RMQ, OP_ALLOC}, {OP_ALLOC_BULK, OP_ALLOC}, {OP_ALLOC_EXACT, OP_ALLOC}, {OP_SET, OP_INIT_WMARKS},
};

/* What an allocation consists of: taking blocks from a zone's lists, initialising deferred memory if there are none. */
static const struct kind_pair inner[] = {{OP_ALLOC, OP_RMQ}, {OP_ALLOC, OP_INIT_LATE}};

enum { NR_PARTS = sizeof(parts) / sizeof(parts[0]), NR_INNER = sizeof(inner) / sizeof(inner[0]) };
enum { ISOLATE_BLOCKS = 2 /* the first pageblock, or the next one */ };

bool op_is_part(enum op_kind part, enum op_kind whole)
{
	for (uint32_t i = 0; i < NR_PARTS; i++)
		if (parts[i].whole == whole && parts[i].part == part)
			return true;
	return false;
}

bool op_is_inner(enum op_kind part, enum op_kind whole)
{
	for (uint32_t i = 0; i < NR_INNER; i++)
		if (inner[i].whole == whole && inner[i].part == part)
			return true;
	return false;
}

/*
 * Change an op to `kind`, keeping the arguments that both have; `block` is the pageblock to isolate. False: the block to free has no slot.
 */
static bool make_part(struct op *op, enum op_kind kind, uint32_t block)
{
	const struct op whole = *op;
	const uint32_t pfn = op_get(&whole, ARG_PFN);

	*op = (struct op){.kind = (uint8_t)kind, .dst = op_table[kind].writes_slot ? whole.dst : SLOT_NONE};
	for (uint32_t i = 0; i < OP_ARGS_MAX && op_table[kind].arg[i].id != ARG_NONE; i++)
		op->arg[i] = op_get(&whole, op_table[kind].arg[i].id);
	if (kind == OP_ISOLATE) {
		op_set(op, ARG_COUNT, 0);
		op_set(op, ARG_BLOCK, block);
	}
	if (whole.kind == OP_FREE_AT)
		op_set(op, ARG_SLOT, pfn >> 16 & 0xff);
	if (kind == OP_RMQ && op_get(&whole, ARG_GFP) & GFP_BIT_ATOMIC)
		op_set(op, ARG_ALLOC_FLAGS, ALLOC_HARDER);
	return whole.kind != OP_FREE_AT || pfn >> 31;
}

static bool try_part(struct search *search, uint32_t op, enum op_kind kind)
{
	for (uint32_t block = 0; block < (kind == OP_ISOLATE ? ISOLATE_BLOCKS : 1); block++) {
		search_restart_trial(search);
		if (make_part(&search->trial.op[op], kind, block) && search_try(search))
			return true;
	}
	return false;
}

static bool simplify_op(struct search *search, uint32_t op, const struct kind_pair *pairs, uint32_t nr_pairs)
{
	bool any = false;

	for (uint32_t i = 0; i < nr_pairs && op < search->best.nr_ops; i++)
		if (pairs[i].whole == search->best.op[op].kind && !(search->options->inward && op_is_inner(pairs[i].whole, pairs[i].part)) &&
		    try_part(search, op, pairs[i].part))
			any = true;
	return any;
}

bool simplify_kinds(struct search *search)
{
	struct machine machine;
	bool any = false;

	for (uint32_t op = search->best.nr_ops; op-- > seq_machine(&search->best, &machine);) {
		if (simplify_op(search, op, parts, NR_PARTS))
			any = true;
		if (search->options->inward && simplify_op(search, op, inner, NR_INNER))
			any = true;
	}
	return any;
}

/* The index of the argument with that meaning, or OP_ARGS_MAX. */
static uint32_t index_of(uint8_t kind, uint8_t id)
{
	for (uint32_t i = 0; i < OP_ARGS_MAX; i++)
		if (op_table[kind].arg[i].id == id)
			return i;
	return OP_ARGS_MAX;
}

/* Shorten a range from its end, down to one page. */
static bool simplify_range(struct search *search, uint32_t op)
{
	const uint32_t start = index_of(search->best.op[op].kind, ARG_START), end = index_of(search->best.op[op].kind, ARG_END);

	if (start == OP_ARGS_MAX || end == OP_ARGS_MAX || search->best.op[op].arg[end] <= search->best.op[op].arg[start])
		return false;
	return shrink_number(search, op, end, search->best.op[op].arg[start] + 1);
}

static bool names_memory(uint8_t id, uint32_t value)
{
	return id == ARG_START || id == ARG_END || (id == ARG_PFN && !(value >> 31));
}

/* Move every pfn from start on down by distance: in zones, ranges and literal pfns alike. */
static bool move_memory(struct search *search, uint32_t start, uint32_t distance)
{
	search_restart_trial(search);
	for (uint32_t i = 0; i < search->trial.nr_ops; i++) {
		struct op *op = &search->trial.op[i];
		const struct op_arg *arg = op_table[op->kind].arg;

		for (uint32_t j = 0; j < OP_ARGS_MAX && arg[j].id != ARG_NONE; j++)
			if (names_memory(arg[j].id, op->arg[j]) && op->arg[j] >= start)
				op->arg[j] -= distance;
	}
	return search_try(search);
}

/* Slide the zone down to the end of the one below it, or to zero. */
static bool slide_zone(struct search *search, uint32_t op)
{
	const uint32_t start = op_get(&search->best.op[op], ARG_START);
	uint32_t floor = 0;

	for (uint32_t i = 0; i < search->best.nr_ops; i++) {
		const uint32_t end = search->best.op[i].kind == OP_ZONE ? op_get(&search->best.op[i], ARG_END) : 0;

		if (end <= start && end > floor)
			floor = end;
	}
	const uint32_t distance = (start - floor) / ZONE_GRAIN * ZONE_GRAIN;

	return distance > 0 && move_memory(search, start, distance);
}

bool simplify_machine(struct search *search)
{
	bool any = false;

	for (uint32_t op = 0; op < search->best.nr_ops; op++) {
		if (search->best.op[op].kind == OP_ZONE && slide_zone(search, op))
			any = true;
		if (op < search->best.nr_ops && simplify_range(search, op))
			any = true;
	}
	return any;
}

/* Rename the slots that op reads. A run may no longer name the same slots then; the predicate decides whether that matters. */
static void rename_read(struct op *op, const uint8_t name[NR_SLOTS])
{
	const struct op_arg *arg = op_table[op->kind].arg;

	for (uint32_t i = 0; i < OP_ARGS_MAX && arg[i].id != ARG_NONE; i++) {
		const uint32_t value = op->arg[i];

		if (arg[i].id == ARG_SLOT && value < NR_SLOTS)
			op->arg[i] = name[value];
		if (arg[i].id == ARG_PFN && value >> 31)
			op->arg[i] = PFN_OF_SLOT(name[value >> 16 & 0xff], value);
	}
}

/* Each write gets the next name; unless afresh, only the first write of a slot does. Slots that are never written get the last name. */
static void rename_slots(struct sequence *seq, bool afresh)
{
	uint8_t name[NR_SLOTS];
	bool named[NR_SLOTS] = {false};
	uint32_t next = 0;

	memset(name, NR_SLOTS - 1, sizeof(name));
	for (uint32_t i = 0; i < seq->nr_ops; i++) {
		struct op *op = &seq->op[i];

		rename_read(op, name);
		if (op->dst == SLOT_NONE)
			continue;
		if ((afresh || !named[op->dst]) && next < NR_SLOTS - 1)
			name[op->dst] = (uint8_t)next++;
		named[op->dst] = true;
		op->dst = name[op->dst];
	}
}

void simplify_slots(struct search *search)
{
	for (int afresh = 1; afresh >= 0; afresh--) {
		search_restart_trial(search);
		rename_slots(&search->trial, afresh);
		if (search_try(search))
			return;
	}
}
