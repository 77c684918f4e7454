// SPDX-License-Identifier: MIT
/*
 * The work on one input: load, run three times, cut, and later minimize.
 *
 * A worker has one probe, whose child is renewed for each of the three runs, so that state leaking from one run into the next (a subject's
 * own state, uninitialised memory) does not pass for a reproduction.
 */
#include "fuzz/triage/triage_parts.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/lockstep/signature.h"

struct worker {
	struct probe *probe;
	struct sequence seq;
};

void *examine_enter(void *ctx)
{
	const struct triage *triage = ctx;
	struct worker *worker = need_memory(calloc(1, sizeof(*worker)));

	worker->probe = probe_new(&(struct probe_options){
		.subject = triage->options.subject, .oracle = triage->options.oracle, .step_limit = triage->options.step_limit, .every_op = triage->options.every_op,
		.milliseconds = triage->options.milliseconds});
	seq_init(&worker->seq);
	return worker;
}

/* The path of an input or, with higher indices, of a stored minimum; valid until the next call. */
static const char *path_of(const struct triage *triage, uint32_t input)
{
	static char path[TRIAGE_PATH];

	if (input < triage->options.nr_paths)
		return triage->options.path[input];
	folder_stored_path(triage, &triage->stored[input - triage->options.nr_paths], path);
	return path;
}

static void reproduce(struct worker *worker, struct triage_result *result)
{
	struct probe_outcome outcome;
	uint32_t shown = 0;

	for (uint32_t i = 0; i < TRIAGE_TRIES; i++) {
		probe_renew(worker->probe);
		probe_run(worker->probe, &worker->seq, &outcome);
		result->runs++;
		if (outcome.end == PROBE_LACKED) {
			result->finding = FOUND_SKIPPED;
			probe_say(&outcome, result->shows, sizeof(result->shows));
			return;
		}
		if (outcome.refused) {
			result->finding = FOUND_REFUSED;
			snprintf(result->shows, sizeof(result->shows), "the machine is refused");
			return;
		}
		if (i == 0)
			memcpy(result->signature, outcome.signature, sizeof(result->signature));
		shown += outcome.signature[0] != '\0';
		if (strcmp(result->signature, outcome.signature) != 0)
			result->finding = FOUND_UNSTEADY;
	}
	if (result->finding == FOUND_UNSTEADY)
		snprintf(result->shows, sizeof(result->shows), "shows something in %u of %d runs, not the same in all", shown, TRIAGE_TRIES);
	else if (shown)
		result->finding = FOUND_BUG;
}

/* The provisional signature is that of the cut sequence, see fuzz/triage/reduce.h. */
static void cut(struct worker *worker, struct triage_result *result)
{
	struct probe_outcome outcome;

	if (!reduce_cut(worker->probe, &worker->seq, &outcome) || !outcome.signature[0]) {
		result->finding = FOUND_UNSTEADY;
		snprintf(result->shows, sizeof(result->shows), "shows nothing any more when cut after the difference");
		return;
	}
	memcpy(result->signature, outcome.signature, sizeof(result->signature));
	probe_say(&outcome, result->shows, sizeof(result->shows));
	result->ops_cut = worker->seq.nr_ops;
}

void examine(void *ctx, void *own, uint32_t input)
{
	const struct triage *triage = ctx;
	struct triage_result *result = &triage->result[input];
	struct worker *worker = own;
	uint64_t hash;

	*result = (struct triage_result){.finding = FOUND_SKIPPED};
	const bool good = triage_load(path_of(triage, input), &worker->seq, &hash, result->shows, sizeof(result->shows));

	result->hash = hash;
	if (!good || state_load(triage, hash, result, &worker->seq))
		return;
	*result = (struct triage_result){.finding = FOUND_NOTHING, .hash = hash, .ops = worker->seq.nr_ops};
	reproduce(worker, result);
	if (result->finding == FOUND_BUG)
		cut(worker, result);
	state_save(triage, hash, result, &worker->seq);
}

/* The words of the requests, "alloc free"; "" if there are too many to distinguish anything, or only one, which is no pattern. */
static void say_requests(const struct sequence *seq, char asks[TRIAGE_ASKS])
{
	struct machine machine;
	size_t used = 0;
	uint32_t count = 0;

	for (uint32_t op = seq_machine(seq, &machine); op < seq->nr_ops && used < TRIAGE_ASKS; op++)
		if (seq->op[op].kind != OP_SET) {
			used += (size_t)snprintf(asks + used, TRIAGE_ASKS - used, "%s%s", count ? " " : "", signature_op(seq->op[op].kind));
			count++;
		}
	if (count < 2 || used >= TRIAGE_ASKS)
		asks[0] = '\0';
}

/*
 * A subject that dies or hangs has no ways except the function it dies in, if known, and the requests of its minimum; for one that is slow,
 * the signature is the way.
 */
static void find_death(const struct worker *worker, const struct probe_outcome *minimum, struct triage_result *result)
{
	const char *death = strstr(minimum->signature, "crash-");

	if (minimum->end == PROBE_RAN && minimum->divergence.class != DIFF_STEPS && minimum->divergence.class != DIFF_SLOW)
		return;
	say_requests(&worker->seq, result->asks);
	if (minimum->divergence.class == DIFF_SLOW && minimum->end == PROBE_RAN)
		snprintf(result->ways, sizeof(result->ways), "%s", minimum->signature);
	if (death && minimum->function[0] && minimum->end != PROBE_HUNG)
		snprintf(result->ways, sizeof(result->ways), "%s", death);
}

/* On a copy, because people are shown the minimum. The search for relatives may take as long as that for the core. */
static void find_core(const struct triage *triage, struct worker *worker, const struct probe_outcome *minimum, struct triage_result *result)
{
	const double seconds = triage->options.seconds;
	struct probe_outcome outcome = *minimum;
	struct sequence core;

	result->ways[0] = result->inner[0] = result->asks[0] = '\0';
	result->relatives.count = 0;
	find_death(worker, minimum, result);
	seq_init(&core);
	seq_copy(&core, &worker->seq);
	if (reduce_core(worker->probe, &core, seconds, triage->options.max_runs, false, &outcome)) {
		differences_text(&outcome.differences, result->ways);
		say_requests(&core, result->asks);
		relatives_find(worker->probe, &core, &outcome, seconds, &result->relatives);
		if (reduce_core(worker->probe, &core, seconds, triage->options.max_runs, true, &outcome))
			differences_text(&outcome.differences, result->inner);
	}
	seq_release(&core);
}

void examine_minimize(void *ctx, void *own, uint32_t input)
{
	const struct triage *triage = ctx;
	struct triage_result *result = &triage->result[input];
	struct worker *worker = own;
	struct minimize_result minimized;
	struct probe_outcome outcome;

	if (!state_load(triage, result->hash, result, &worker->seq) || result->ops_min > 0)
		return;
	probe_run(worker->probe, &worker->seq, &outcome);
	if (strcmp(outcome.signature, result->signature) != 0)
		return;
	reduce_minimize(worker->probe, &worker->seq, triage->options.seconds, triage->options.max_runs, &minimized, &outcome);
	probe_say(&outcome, result->shows, sizeof(result->shows));
	result->ops_min = minimized.ops_after;
	result->runs += minimized.runs;
	result->minimal = minimized.minimal;
	find_core(triage, worker, &outcome, result);
	state_save(triage, result->hash, result, &worker->seq);
}
