// SPDX-License-Identifier: MIT
/*
 * Searches for inputs that kill mutants which survived the corpus. Inputs are made from files that reach a survivor; each runs once on the
 * noting side, which tells which survivors it could show, and then on a few of those, so that one input serves several survivors.
 */
#include "tests/mutants/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/generate/generate.h"
#include "fuzz/generate/mutate.h"
#include "fuzz/triage/minimize.h"
#include "fuzz/triage/pool.h"

enum { POOL_SIZE = 1024, TRIALS_PER_INPUT = 4, FRESH_OPS = 120, RARE = 16 };

static const double input_seconds = 0.05;

static const struct mutate_bias bias = {.kinds = every_kind, .nr_kinds = NR_EVERY_KIND, .all_profiles = true};

struct lane {
	struct runner *runner;
	const char *folder;
	uint64_t random;
	struct sequence learned[POOL_SIZE]; /* inputs that reached survivors which few inputs reach */
	uint32_t nr_learned;
	uint32_t *reached; /* by how many inputs so far, per mutant */
};

struct search_all {
	struct runner *runner;
	double seconds;
	const char *folder;
};

/* A survivor at random; 0 if there is none left. */
static uint32_t choose_survivor(struct lane *lane)
{
	const struct runner *runner = lane->runner;
	const uint32_t start = dice_below(&lane->random, runner->nr_wanted);

	for (uint32_t i = 0; i < runner->nr_wanted; i++) {
		const uint32_t mutant = runner->wanted[(start + i) % runner->nr_wanted];

		if (mutant_alive(runner, mutant))
			return mutant;
	}
	return 0;
}

/* A learned input, a file that reaches the mutant, or any file. */
static const struct sequence *choose_file(struct lane *lane, uint32_t mutant)
{
	const struct runner *runner = lane->runner;
	const uint32_t start = dice_below(&lane->random, runner->nr_files);

	if (lane->nr_learned > 0 && dice_below(&lane->random, 3) == 0)
		return &lane->learned[dice_below(&lane->random, lane->nr_learned)];
	for (uint32_t i = 0; i < runner->nr_files && dice_below(&lane->random, 64) > 0; i++) {
		const uint32_t file = (start + i) % runner->nr_files;

		if (runner->reach[(size_t)file * (runner->nr_mutants + 1) + mutant])
			return &runner->file[file];
	}
	return &runner->file[start];
}

static void fresh(struct sequence *seq, uint64_t *random)
{
	unsigned nr = 0;

	while (scenario_at(nr))
		nr++;
	generate(seq, scenario_at(dice_below(random, nr)), (enum profile)dice_below(random, NR_PROFILES), dice_next(random),
		 10 + dice_below(random, FRESH_OPS));
}

static void make_input(struct lane *lane, uint32_t mutant, struct sequence *input)
{
	uint64_t *random = &lane->random;

	if (dice_below(random, 5) == 0) {
		fresh(input, random);
		return;
	}
	seq_copy(input, choose_file(lane, mutant));
	if (dice_below(random, 8) == 0)
		mutate_cross(input, choose_file(lane, mutant), &bias, random);
	else
		mutate_sequence(input, &bias, random);
	seq_forget_expectations(input);
}

/* Keep an input that reaches a survivor which few inputs have reached: more inputs are made from it. */
static void learn(struct lane *lane, const struct sequence *input)
{
	const struct runner *runner = lane->runner;
	bool rare = false;

	for (uint32_t i = 0; i < runner->nr_wanted; i++) {
		const uint32_t mutant = runner->wanted[i];

		if (mutant_reached[mutant] && mutant_alive(runner, mutant))
			rare |= lane->reached[mutant]++ < RARE;
	}
	if (!rare)
		return;
	const uint32_t at = lane->nr_learned < POOL_SIZE ? lane->nr_learned++ : dice_below(&lane->random, POOL_SIZE);

	seq_copy(&lane->learned[at], input);
}

static void search_lane(void *ctx, void *own, uint32_t task)
{
	const struct search_all *all = ctx;
	struct lane *lane = calloc(1, sizeof(*lane));
	const double end = wall_seconds() + all->seconds;
	struct sequence input;
	uint32_t mutant;

	(void)own;
	*lane = (struct lane){.runner = all->runner, .folder = all->folder, .random = 1 + task};
	lane->reached = calloc(all->runner->nr_mutants + 1, sizeof(*lane->reached));
	for (uint32_t i = 0; i < POOL_SIZE; i++)
		seq_init(&lane->learned[i]);
	seq_init(&input);
	while (wall_seconds() < end && (mutant = choose_survivor(lane)) != 0) {
		make_input(lane, mutant, &input);
		/* The sides diverge without a mutant: finding that is the task of the fuzz targets. */
		if (!note_reached(lane->runner, &input))
			continue;
		learn(lane, &input);
		try_input(lane->runner, &input, TRIALS_PER_INPUT, UINT32_MAX, lane->folder);
	}
}

static void lost(void *ctx, uint32_t task, int status)
{
	(void)status;
	(void)ctx;
	fprintf(stderr, "runner: search %u ended early\n", task);
}

void search_survivors(struct runner *runner, double seconds, const char *folder)
{
	struct search_all all = {.runner = runner, .seconds = seconds, .folder = folder};
	struct pool_options options = {
		.jobs = runner->jobs, .nr_tasks = runner->jobs ? runner->jobs : 2, .work = search_lane, .lost = lost, .ctx = &all};

	pool_run(&options);
}

struct killers {
	const struct runner *runner;
	uint32_t *order; /* the mutants; the one that survived last comes first, as the likeliest to survive again */
};

/* Every mutant must diverge, and the side without a mutant must not. */
static bool kills_all(void *ctx, const struct sequence *candidate, uint32_t *needed)
{
	const struct killers *killers = ctx;
	const struct runner *runner = killers->runner;

	(void)needed;
	for (uint32_t i = 0; i < runner->nr_wanted; i++) {
		const uint32_t mutant = killers->order[i];

		if (run_mutant(runner, mutant, candidate, VIEW_EACH_OP, input_seconds, NULL) != FATE_SURVIVED)
			continue;
		memmove(killers->order + 1, killers->order, i * sizeof(*killers->order));
		killers->order[0] = mutant;
		return false;
	}
	return run_mutant(runner, 0, candidate, VIEW_EACH_OP, input_seconds, NULL) == FATE_SURVIVED;
}

bool minimize_killer(const struct runner *runner, uint32_t runs, struct sequence *seq)
{
	struct minimize_options options = {.shows = kills_all, .max_runs = runs};
	struct killers killers = {.runner = runner, .order = calloc(runner->nr_wanted, sizeof(*killers.order))};
	struct minimize_result result;

	memcpy(killers.order, runner->wanted, runner->nr_wanted * sizeof(*killers.order));
	options.ctx = &killers;
	minimize(seq, &options, &result);
	free(killers.order);
	return result.shown;
}
