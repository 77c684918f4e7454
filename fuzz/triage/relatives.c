// SPDX-License-Identifier: MIT
/*
 * The neighbourhood of a core, derived from the op table: an argument is replaced by a few small values, an op by other ops.
 *
 * About a hundred runs for a sequence of a few ops. A run that kills its child ends the search, because a death costs a new process and a
 * hang a second.
 */
#include "fuzz/triage/relatives.h"

#include "fuzz/triage/search.h"

#include <string.h>

#include <xxhash.h>

enum { WATCH_MILLISECONDS = 1000, SPARE_SLOT = NR_SLOTS - 1 /* for a block that no later op uses */, LINES = 4 };

struct neighbourhood {
	struct probe *probe;
	const struct sequence *core;
	const struct probe_outcome *outcome;
	struct sequence trial, without; /* without: trial minus one request */
	struct machine machine;
	uint32_t first; /* the first op after the machine */
	double deadline;
	bool stopped;
	struct relatives *found;
};

uint64_t relatives_number(const char *signature, const char *ways)
{
	return XXH3_64bits_withSeed(ways, strlen(ways), XXH3_64bits(signature, strlen(signature)));
}

static void note(struct relatives *found, uint64_t number)
{
	for (uint32_t i = 0; i < found->count; i++)
		if (found->shown[i] == number)
			return;
	if (found->count < RELATIVES_MAX)
		found->shown[found->count++] = number;
}

static bool at_its_end(const struct sequence *seq, const struct probe_outcome *outcome)
{
	return outcome->kind != OP_MACHINE && outcome->op + 1 == seq->nr_ops;
}

/* The machine op is not counted: leaving it out gives another machine, not a smaller sequence. */
static uint32_t nr_lines(const struct sequence *seq)
{
	return seq->nr_ops - (seq->nr_ops > 0 && seq->op[0].kind == OP_MACHINE);
}

/* Is every line before the last request needed for what the trial shows? */
static bool is_prepared(struct neighbourhood *n, const struct probe_outcome *shown)
{
	struct probe_outcome outcome;

	for (uint32_t op = 0; op + 1 < n->trial.nr_ops; op++) {
		seq_copy(&n->without, &n->trial);
		seq_remove_ops(&n->without, op, 1);
		probe_run(n->probe, &n->without, &outcome);
		if (at_its_end(&n->without, &outcome) && strcmp(outcome.signature, shown->signature) == 0)
			return false;
	}
	return true;
}

static void try_trial(struct neighbourhood *n)
{
	struct probe_outcome outcome;
	char ways[DIFFERENCES_TEXT];

	if (n->stopped || search_is_late(n->deadline) || nr_lines(&n->trial) < LINES)
		return;
	probe_run(n->probe, &n->trial, &outcome);
	n->stopped = outcome.end != PROBE_RAN;
	if (n->stopped || !outcome.signature[0] || !at_its_end(&n->trial, &outcome) ||
	    !differences_meet(&outcome.differences, &n->outcome->differences) || !is_prepared(n, &outcome))
		return;
	differences_text(&outcome.differences, ways);
	note(n->found, relatives_number(outcome.signature, ways));
}

static void leave_out(struct neighbourhood *n)
{
	for (uint32_t op = 0; op < n->core->nr_ops; op++) {
		seq_copy(&n->trial, n->core);
		seq_remove_ops(&n->trial, op, 1);
		try_trial(n);
	}
}

static void put_before(struct neighbourhood *n, uint32_t at, const struct op *op)
{
	seq_copy(&n->trial, n->core);
	seq_open_gap(&n->trial, at, 1);
	n->trial.op[at] = *op;
	if (op->dst != SLOT_NONE)
		n->trial.op[at].dst = SPARE_SLOT;
	try_trial(n);
}

static const uint32_t mobilities[] = {0, GFP_BIT_MOVABLE, GFP_BIT_RECLAIMABLE};

enum { NR_MOBILITIES = sizeof(mobilities) / sizeof(mobilities[0]) };

/* Repeat each request; put an allocation or a drain before it. */
static void put_more(struct neighbourhood *n)
{
	struct op drain = {.kind = OP_DRAIN, .dst = SLOT_NONE}, alloc = {.kind = OP_ALLOC, .dst = SPARE_SLOT};

	for (uint32_t op = n->first; op < n->core->nr_ops; op++) {
		put_before(n, op, &n->core->op[op]);
		put_before(n, op, &drain);
		for (uint32_t i = 0; i < NR_MOBILITIES; i++) {
			op_set(&alloc, ARG_GFP, mobilities[i]);
			put_before(n, op, &alloc);
		}
	}
}

static const struct simple_value {
	uint8_t id;
	uint32_t value;
} simple_values[] = {
	{ARG_GFP, 0}, {ARG_GFP, GFP_BIT_MOVABLE}, {ARG_GFP, GFP_BIT_RECLAIMABLE}, {ARG_ORDER, 0}, {ARG_ORDER, 1}, {ARG_CPU, 0}, {ARG_CPU, 1},
	{ARG_NODE, 0}, {ARG_NODE, 1}, {ARG_COUNT, 0}, {ARG_BLOCK, 0}, {ARG_BLOCK, 1}, {ARG_MIGRATETYPE, 0}, {ARG_ALLOC_FLAGS, 0},
	{ARG_KEY_VALUE, 0}, {ARG_KEY_VALUE, 1}, {ARG_KEY_VALUE, 2}, {ARG_KEY_VALUE, 3},
	{ARG_MAX_ORDER, 1}, {ARG_MAX_ORDER, 4}, {ARG_MAX_ORDER, MAX_ORDER_LIMIT}, {ARG_PAGEBLOCK_ORDER, 1}, {ARG_PAGEBLOCK_ORDER, 4},
};

static void change_arguments(struct neighbourhood *n)
{
	for (uint32_t op = 0; op < n->core->nr_ops; op++)
		for (size_t i = 0; i < sizeof(simple_values) / sizeof(simple_values[0]); i++) {
			const struct simple_value *simple = &simple_values[i];

			if (op_get(&n->core->op[op], simple->id) == simple->value)
				continue;
			seq_copy(&n->trial, n->core);
			op_set(&n->trial.op[op], simple->id, simple->value);
			if (op_get(&n->trial.op[op], simple->id) == simple->value) /* the op has that argument */
				try_trial(n);
		}
}

/* An op of that kind with the arguments that it shares with the core's last op. */
static struct op in_place_of_last(const struct neighbourhood *n, enum op_kind kind)
{
	const struct op *last = &n->core->op[n->core->nr_ops - 1];
	struct op op = {.kind = (uint8_t)kind, .dst = op_table[kind].writes_slot ? SPARE_SLOT : SLOT_NONE};

	for (uint32_t i = 0; i < OP_ARGS_MAX && op_table[kind].arg[i].id != ARG_NONE; i++)
		op.arg[i] = op_get(last, op_table[kind].arg[i].id);
	return op;
}

static void put_last(struct neighbourhood *n, const struct op *op)
{
	seq_copy(&n->trial, n->core);
	n->trial.op[n->trial.nr_ops - 1] = *op;
	try_trial(n);
}

static void free_last(struct neighbourhood *n, enum op_kind kind)
{
	struct op op = in_place_of_last(n, kind);

	for (uint32_t i = n->first; i + 1 < n->core->nr_ops; i++)
		if (n->core->op[i].dst != SLOT_NONE) {
			op_set(&op, ARG_SLOT, (uint32_t)n->core->op[i].dst);
			put_last(n, &op);
		}
}

static void alloc_last(struct neighbourhood *n)
{
	struct op op = in_place_of_last(n, OP_ALLOC);
	const uint32_t gfp = op_get(&op, ARG_GFP) & ~(uint32_t)(GFP_BIT_MOVABLE | GFP_BIT_RECLAIMABLE);

	for (uint32_t i = 0; i < NR_MOBILITIES; i++) {
		op_set(&op, ARG_GFP, gfp | mobilities[i]);
		put_last(n, &op);
	}
}

/* Each of the first pageblocks. */
static void isolate_last(struct neighbourhood *n, enum op_kind kind)
{
	struct op op = in_place_of_last(n, kind);

	op_set(&op, ARG_COUNT, 0);
	op_set(&op, ARG_MIGRATETYPE, 0);
	for (uint32_t block = 0; block < 3; block++) {
		op_set(&op, ARG_BLOCK, block);
		put_last(n, &op);
	}
}

static void take_range_last(struct neighbourhood *n)
{
	const pfn_t start = n->machine.zone[0].start_pfn;
	struct op op = in_place_of_last(n, OP_CONTIG);

	op_set(&op, ARG_COUNT, 0);
	op_set(&op, ARG_PFN, start);
	put_last(n, &op);
	op_set(&op, ARG_PFN, start + ((pfn_t)1 << n->machine.pageblock_order));
	put_last(n, &op);
}

static void take_block_last(struct neighbourhood *n, enum op_kind kind)
{
	struct op op = in_place_of_last(n, kind);

	op_set(&op, ARG_PFN, n->machine.zone[0].start_pfn);
	op_set(&op, ARG_ORDER, n->machine.max_order - 1u);
	put_last(n, &op);
}

static void change_last(struct neighbourhood *n)
{
	static const uint8_t others[] = {OP_DRAIN, OP_DRAIN_BATCH, OP_FREELIST, OP_ALLOC_EXACT, OP_CONTIG_PAGES, OP_CPU_DEAD, OP_HOTADD, OP_INIT_WMARKS,
		OP_SETUP_PAGESET, OP_UNRESERVE_HIGHATOMIC};

	alloc_last(n);
	free_last(n, OP_FREE);
	free_last(n, OP_FREE_CONTIG);
	isolate_last(n, OP_ISOLATE);
	isolate_last(n, OP_UNISOLATE);
	take_range_last(n);
	take_block_last(n, OP_ISOLATE_FREE);
	take_block_last(n, OP_REPORT_FREE);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		const struct op op = in_place_of_last(n, others[i]);

		put_last(n, &op);
	}
}

void relatives_find(struct probe *probe, const struct sequence *core, const struct probe_outcome *outcome, double seconds, struct relatives *out)
{
	struct neighbourhood n = {.probe = probe, .core = core, .outcome = outcome, .deadline = seconds > 0 ? search_clock() + seconds : 0, .found = out};

	out->count = 0;
	if (core->nr_ops > RELATIVES_OPS || differences_none(&outcome->differences))
		return;
	if (nr_lines(core) + 1 < LINES)
		return; /* one step adds at most one op */
	n.first = seq_machine(core, &n.machine);
	const uint32_t watch = probe_set_watch(probe, WATCH_MILLISECONDS);

	seq_init(&n.trial);
	seq_init(&n.without);
	leave_out(&n);
	change_last(&n);
	change_arguments(&n);
	put_more(&n);
	seq_release(&n.trial);
	seq_release(&n.without);
	probe_set_watch(probe, watch);
}
