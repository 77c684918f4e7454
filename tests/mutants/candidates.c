// SPDX-License-Identifier: MIT
/*
 * Tries inputs from elsewhere, such as those a fuzzing campaign has learned, on the mutants that survived the corpus: each input runs once
 * on the noting side, then on the survivors that it could show, the least tried ones first.
 */
#include "tests/mutants/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/triage/pool.h"

enum { TRIALS_MAX = 200 };

static const double input_seconds = 0.05;

bool mutant_alive(const struct runner *runner, uint32_t mutant)
{
	return runner->outcome[mutant].fate == FATE_SURVIVED || runner->outcome[mutant].fate == FATE_UNREACHED;
}

static void save(const char *folder, uint32_t mutant, const struct sequence *input)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%u.ops", folder, mutant);
	file = fopen(path, "w");
	if (!file)
		return;
	seq_print(input, file);
	fclose(file);
}

static void try_on(struct runner *runner, uint32_t mutant, const struct sequence *input, const char *folder)
{
	struct outcome *outcome = &runner->outcome[mutant];
	struct divergence divergence;
	const enum fate fate = run_mutant(runner, mutant, input, VIEW_EACH_OP, input_seconds, &divergence);

	outcome->trials++;
	if (outcome->fate == FATE_UNREACHED)
		outcome->fate = FATE_SURVIVED;
	if (fate == FATE_SURVIVED || !mutant_alive(runner, mutant))
		return;
	save(folder, mutant, input);
	outcome->file = UINT32_MAX;
	outcome->divergence = divergence;
	outcome->fate = fate;
}

/* The reached survivor with the fewest trials; 0: none. */
static uint32_t choose(const struct runner *runner, uint32_t trials_max)
{
	uint32_t best = 0;

	for (uint32_t i = 0; i < runner->nr_wanted; i++) {
		const uint32_t mutant = runner->wanted[i], trials = runner->outcome[mutant].trials;

		if (mutant_reached[mutant] && mutant_alive(runner, mutant) && trials < trials_max && (!best || trials < runner->outcome[best].trials))
			best = mutant;
	}
	return best;
}

void try_input(struct runner *runner, const struct sequence *input, uint32_t trials, uint32_t trials_max, const char *folder)
{
	uint32_t mutant;

	for (; trials > 0 && (mutant = choose(runner, trials_max)) != 0; trials--) {
		mutant_reached[mutant] = 0;
		try_on(runner, mutant, input, folder);
	}
}

struct candidates {
	struct runner *runner;
	char **path;
	const char *folder;
	uint32_t trials;
};

static void try_file(void *ctx, void *own, uint32_t task)
{
	const struct candidates *candidates = ctx;
	struct sequence input;

	(void)own;
	seq_init(&input);
	seq_load(&input, candidates->path[task]);
	input.has_digest = false;
	if (note_reached(candidates->runner, &input))
		try_input(candidates->runner, &input, candidates->trials, TRIALS_MAX, candidates->folder);
	seq_release(&input);
}

static void lost(void *ctx, uint32_t task, int status)
{
	(void)status;
	(void)ctx;
	(void)task;
}

void try_candidates(struct runner *runner, const char *list, uint32_t trials, const char *folder)
{
	struct candidates candidates = {.runner = runner, .folder = folder, .trials = trials};
	struct pool_options options = {.jobs = runner->jobs, .work = try_file, .lost = lost, .ctx = &candidates};
	char line[4096];
	FILE *file = fopen(list, "r");
	size_t room = 0;

	if (!file) {
		fprintf(stderr, "runner: %s cannot be read\n", list);
		exit(2);
	}
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (options.nr_tasks == room)
			candidates.path = realloc(candidates.path, (room = 2 * room + 64) * sizeof(char *));
		candidates.path[options.nr_tasks++] = strdup(line);
	}
	fclose(file);
	pool_run(&options);
}
