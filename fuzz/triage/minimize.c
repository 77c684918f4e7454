// SPDX-License-Identifier: MIT
/*
 * Delta debugging on ops: cut, remove by dependency, remove runs of halving length down to single ops and pairs, join blocks that fill memory.
 *
 * Blocks are named by slots, so leaving out an op does not retarget the others. Leaving out an allocation together with everything that
 * reads its slot is the removal that succeeds most often. The single deletions at the end prove that the result is 1-minimal; they are run
 * with an empty cache, because otherwise they would only prove the cache.
 */
#include "fuzz/triage/minimize.h"

#include <string.h>

#include "fuzz/triage/simplify.h"

enum { PAIRS_MAX_OPS = 24 /* all pairs of this many ops are 276 runs */ };

#define SEARCH_SHARE 0.9 /* of the time for the search; the rest is for the proof, so that a late search still proves its result */

/* Bisect for the smallest prefix that shows it. If a longer prefix hides it again, the later passes remove what this one leaves. */
static void cut(struct search *search)
{
	uint32_t low = 0;

	while (low < search->best.nr_ops) {
		const uint32_t middle = low + (search->best.nr_ops - low) / 2;

		search_restart_trial(search);
		search->trial.nr_ops = middle;
		if (!search_try(search))
			low = middle + 1;
	}
}

/* Expected answers in the file change with every deletion; if the sequence shows it without them, drop them. */
static void drop_expectations(struct search *search)
{
	search_restart_trial(search);
	seq_forget_expectations(&search->trial);
	search_try(search);
}

static bool remove_run(struct search *search, uint32_t first, uint32_t count)
{
	if (first >= search->best.nr_ops)
		return false;
	if (count > search->best.nr_ops - first)
		count = search->best.nr_ops - first;
	search_restart_trial(search);
	seq_remove_ops(&search->trial, first, count);
	return search_try(search);
}

/* All runs of that length, last first, because later ops depend on earlier ones. */
static bool remove_runs(struct search *search, uint32_t length)
{
	bool any = false;

	for (uint32_t end = search->best.nr_ops; end > 0; end = end > length ? end - length : 0) {
		if (end > search->best.nr_ops)
			end = search->best.nr_ops;
		if (remove_run(search, end > length ? end - length : 0, length))
			any = true;
	}
	return any;
}

bool op_reads_slot(const struct op *op, uint32_t slot)
{
	const struct op_arg *arg = op_table[op->kind].arg;

	for (uint32_t i = 0; i < OP_ARGS_MAX && arg[i].id != ARG_NONE; i++) {
		const uint32_t value = op->arg[i];

		if (arg[i].id == ARG_PFN && value >> 31 && (value >> 16 & 0x7fff) == slot)
			return true;
		if (arg[i].id != ARG_SLOT)
			continue;
		if (slot == value)
			return true;
		if (slot > value && slot - value < op_get(op, ARG_SLOTS))
			return true;
	}
	return false;
}

/* Remove op `first` and every later op that reads the slot it writes, until the slot is written again. */
static bool remove_with_readers(struct search *search, uint32_t first)
{
	const int16_t slot = search->best.op[first].dst;
	struct sequence *trial = &search->trial;
	bool dead = true; /* the slot still holds what op `first` would have written */

	search_restart_trial(search);
	trial->nr_ops = first;
	for (uint32_t i = first + 1; i < search->best.nr_ops; i++) {
		const struct op *op = &search->best.op[i];
		const bool reads = op_reads_slot(op, (uint32_t)slot);

		if (op->dst == slot && !reads)
			dead = false;
		if (!dead || !reads)
			trial->op[trial->nr_ops++] = *op;
	}
	return search_try(search);
}

static bool remove_dependents(struct search *search)
{
	bool any = false;

	for (uint32_t i = search->best.nr_ops; i-- > 0;)
		if (i < search->best.nr_ops && search->best.op[i].dst != SLOT_NONE && remove_with_readers(search, i))
			any = true;
	return any;
}

static bool remove_pair(struct search *search, uint32_t first, uint32_t second)
{
	search_restart_trial(search);
	seq_remove_ops(&search->trial, second, 1);
	seq_remove_ops(&search->trial, first, 1);
	return search_try(search);
}

static bool remove_pairs(struct search *search)
{
	bool any = false;

	if (search->best.nr_ops > PAIRS_MAX_OPS)
		return false;
	for (uint32_t second = search->best.nr_ops; second-- > 1;)
		for (uint32_t first = second; first-- > 0 && second < search->best.nr_ops;)
			if (remove_pair(search, first, second))
				any = true;
	return any;
}

/* The last op before reader that writes slot; reader if there is none. */
static uint32_t writer_of(const struct sequence *seq, uint32_t slot, uint32_t reader)
{
	for (uint32_t i = reader; i-- > 0;)
		if (seq->op[i].dst == (int16_t)slot)
			return i;
	return reader;
}

/* Make op reader take the block that op writer allocated, and remove the op that allocated its own. */
static bool adopt(struct search *search, uint32_t reader, uint32_t writer)
{
	const uint32_t slot = op_get(&search->best.op[reader], ARG_SLOT);
	const uint32_t own = writer_of(&search->best, slot, reader);

	if (own == reader || own == writer || search->best.op[writer].dst == SLOT_NONE)
		return false;
	search_restart_trial(search);
	op_set(&search->trial.op[reader], ARG_SLOT, (uint32_t)search->best.op[writer].dst);
	seq_remove_ops(&search->trial, own, 1);
	return search_try(search);
}

/* Finds what single removals miss: "alloc, alloc, free the first" where one allocation would do. */
static bool adopt_blocks(struct search *search)
{
	bool any = false;

	if (search->best.nr_ops > PAIRS_MAX_OPS)
		return false;
	for (uint32_t reader = search->best.nr_ops; reader-- > 0;)
		for (uint32_t writer = 0; writer < reader && reader < search->best.nr_ops; writer++)
			if (op_reads_slot(&search->best.op[reader], op_get(&search->best.op[reader], ARG_SLOT)) &&
			    adopt(search, reader, writer))
				any = true;
	return any;
}

/* Make op first twice as large, and remove the next op that is like it. */
static bool join(struct search *search, uint32_t first)
{
	const struct op *op = &search->best.op[first];
	const uint32_t order = op_get(op, ARG_ORDER);
	uint32_t second = first + 1;

	while (second < search->best.nr_ops && (search->best.op[second].kind != op->kind || op_get(&search->best.op[second], ARG_ORDER) != order))
		second++;
	if (second == search->best.nr_ops)
		return false;
	search_restart_trial(search);
	op_set(&search->trial.op[first], ARG_ORDER, order + 1);
	if (op_get(&search->trial.op[first], ARG_ORDER) == order) /* this kind of op has no order */
		return false;
	seq_remove_ops(&search->trial, second, 1);
	return search_try(search);
}

/* Where many blocks only fill memory, fewer larger ones do. */
static bool join_blocks(struct search *search)
{
	bool any = false;

	for (uint32_t first = 0; first < search->best.nr_ops; first++)
		while (join(search, first))
			any = true;
	return any;
}

static bool remove_ops(struct search *search)
{
	const uint32_t before = search->best.nr_ops;
	bool again = true;

	for (uint32_t length = before / 2; length > 2; length /= 2)
		remove_runs(search, length);
	while (again && !search->stopped) {
		again = remove_dependents(search);
		again |= remove_runs(search, 2);
		again |= remove_runs(search, 1);
		if (!again)
			again = remove_pairs(search);
		if (!again)
			again = adopt_blocks(search);
		if (!again)
			again = join_blocks(search);
	}
	return search->best.nr_ops < before;
}

static void search_smaller(struct search *search)
{
	bool again = true;

	cut(search);
	drop_expectations(search);
	while (again && !search->stopped) {
		remove_ops(search);
		again = simplify_kinds(search);
		again |= simplify_machine(search);
		again |= simplify_arguments(search);
	}
	simplify_slots(search);
}

/* Run every single-op deletion of the best sequence afresh. False: one still shows it, or the time is up. */
static bool prove(struct search *search)
{
	uint32_t needed;

	for (uint32_t i = 0; i < search->best.nr_ops; i++) {
		if (search_is_late(search->proof_deadline)) {
			search->stopped = true;
			return false;
		}
		search_restart_trial(search);
		seq_remove_ops(&search->trial, i, 1);
		if (search_run(search, &needed))
			return false;
	}
	return true;
}

static bool begin(struct search *search, const struct minimize_options *options, const struct sequence *seq)
{
	*search = (struct search){.options = options};
	if (options->seconds > 0) {
		search->deadline = search_clock() + options->seconds * SEARCH_SHARE;
		search->proof_deadline = search_clock() + options->seconds;
	}
	seq_init(&search->best);
	seq_init(&search->trial);
	seen_init(&search->seen);
	seq_copy(&search->best, seq);
	search_restart_trial(search);
	return search_try(search);
}

void minimize(struct sequence *seq, const struct minimize_options *options, struct minimize_result *result)
{
	struct search search;

	*result = (struct minimize_result){.ops_before = seq->nr_ops, .ops_after = seq->nr_ops};
	result->shown = begin(&search, options, seq);
	if (result->shown) {
		search_smaller(&search);
		seq_copy(seq, &search.best);
		result->minimal = prove(&search);
		result->complete = !search.stopped;
		result->ops_after = seq->nr_ops;
	}
	result->runs = search.runs;
	seen_release(&search.seen);
	seq_release(&search.best);
	seq_release(&search.trial);
}
