// SPDX-License-Identifier: MIT
/*
 * The tools' predicate "shows the same", and the cut that defines the signature.
 *
 * An unmet expectation of the file (DIFF_EXPECT) must fail with the same value throughout: otherwise deleting ops would exchange it for one
 * that fails trivially.
 */
#include "fuzz/triage/reduce.h"

#include <string.h>

#include "fuzz/lockstep/signature.h"

enum { SEARCH_MILLISECONDS = 1000 /* a slower candidate counts as hung during the search; the minimum is run with the full limit */ };

struct wanted {
	struct probe *probe;
	struct probe_outcome outcome;
	bool inward;
};

/* The number of leading ops that the outcome needs. */
static uint32_t needed_ops(const struct sequence *seq, const struct probe_outcome *outcome)
{
	struct machine machine;

	if (outcome->at_end)
		return seq->nr_ops;
	if (outcome->kind == OP_MACHINE)
		return seq_machine(seq, &machine);
	return outcome->op < seq->nr_ops ? outcome->op + 1 : seq->nr_ops;
}

/* The shortest prefix that shows any divergence, for one that only the view at the end of a large machine has shown. */
static void bisect_prefix(struct probe *probe, struct sequence *seq)
{
	const uint32_t all = seq->nr_ops;
	struct probe_outcome outcome;
	uint32_t low = 0, high = all;

	while (low < high) {
		seq->nr_ops = low + (high - low) / 2;
		probe_run(probe, seq, &outcome);
		if (outcome.signature[0])
			high = seq->nr_ops;
		else
			low = seq->nr_ops + 1;
	}
	seq->nr_ops = high;
}

bool reduce_cut(struct probe *probe, struct sequence *seq, struct probe_outcome *outcome)
{
	probe_run(probe, seq, outcome);
	if (!outcome->signature[0])
		return false;
	if (outcome->at_end)
		bisect_prefix(probe, seq);
	else
		seq->nr_ops = needed_ops(seq, outcome);
	probe_run(probe, seq, outcome);
	return true;
}

static bool same(const struct probe_outcome *a, const struct probe_outcome *b)
{
	if (strcmp(a->signature, b->signature) != 0)
		return false;
	if (a->end != PROBE_RAN || a->divergence.class != DIFF_EXPECT)
		return true;
	return a->divergence.subject == b->divergence.subject && a->divergence.oracle == b->divergence.oracle;
}

static bool shows(void *ctx, const struct sequence *candidate, uint32_t *needed)
{
	const struct wanted *wanted = ctx;
	struct probe_outcome outcome;

	probe_run(wanted->probe, candidate, &outcome);
	if (!same(&outcome, &wanted->outcome))
		return false;
	*needed = needed_ops(candidate, &outcome);
	return true;
}

static void search(struct probe *probe, struct sequence *seq, const struct minimize_options *options, struct minimize_result *result)
{
	const uint32_t watch = probe_set_watch(probe, SEARCH_MILLISECONDS);

	if (watch < SEARCH_MILLISECONDS)
		probe_set_watch(probe, watch);
	minimize(seq, options, result);
	probe_set_watch(probe, watch);
}

void reduce_minimize(struct probe *probe, struct sequence *seq, double seconds, uint32_t max_runs, struct minimize_result *result,
		     struct probe_outcome *outcome)
{
	struct wanted wanted = {.probe = probe, .outcome = *outcome};
	const struct minimize_options options = {.shows = shows, .ctx = &wanted, .max_runs = max_runs, .seconds = seconds};
	struct sequence cut;

	seq_init(&cut);
	seq_copy(&cut, seq);
	search(probe, seq, &options, result);
	probe_run(probe, seq, outcome);
	if (!same(outcome, &wanted.outcome)) { /* it was slow, not hung */
		seq_copy(seq, &cut);
		*outcome = wanted.outcome;
		result->minimal = false;
	}
	seq_release(&cut);
	snprintf(seq->signature, sizeof(seq->signature), "%s", outcome->signature);
}

static bool same_op(const struct sequence *candidate, const struct probe_outcome *found, const struct probe_outcome *wanted, bool inward)
{
	if (found->kind == OP_MACHINE || wanted->kind == OP_MACHINE)
		return found->kind == wanted->kind;
	return found->op + 1 == candidate->nr_ops &&
	       (signature_op(found->kind) == signature_op(wanted->kind) || op_is_part(found->kind, wanted->kind) ||
		(inward && op_is_inner(found->kind, wanted->kind)));
}

static bool shows_no_other(void *ctx, const struct sequence *candidate, uint32_t *needed)
{
	const struct wanted *wanted = ctx;
	struct probe_outcome outcome;

	probe_run(wanted->probe, candidate, &outcome);
	if (outcome.end != PROBE_RAN || differences_none(&outcome.differences) || !same_op(candidate, &outcome, &wanted->outcome, wanted->inward) ||
	    !differences_within(&outcome.differences, &wanted->outcome.differences))
		return false;
	*needed = needed_ops(candidate, &outcome);
	return true;
}

bool reduce_core(struct probe *probe, struct sequence *seq, double seconds, uint32_t max_runs, bool inward, struct probe_outcome *outcome)
{
	struct wanted wanted = {.probe = probe, .outcome = *outcome, .inward = inward};
	const struct minimize_options options = {.shows = shows_no_other, .ctx = &wanted, .max_runs = max_runs, .seconds = seconds, .inward = inward};
	struct minimize_result result;

	if (outcome->end != PROBE_RAN || differences_none(&outcome->differences))
		return false;
	search(probe, seq, &options, &result);
	probe_run(probe, seq, outcome);
	snprintf(seq->signature, sizeof(seq->signature), "%s", outcome->signature);
	return result.shown;
}
