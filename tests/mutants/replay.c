// SPDX-License-Identifier: MIT
/*
 * Runs one mutant on one input, or each mutant on the corpus: only on files that could show it, the cheapest first, up to the first
 * divergence.
 *
 * Each mutant has a process of its own, because it may write where it should not, and so that a timer can end one that hangs.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include "tests/mutants/runner.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fuzz/triage/pool.h"

enum { STEP_LIMIT = 1 << 20, VIEW_PERIOD = 16, EXIT_SAME = 0, EXIT_DIFFERS = 10, PATIENCE = 50 };

static const double least_seconds = 0.3;

double processor_seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static void limit_time(double seconds)
{
	const struct itimerval limit = {.it_value = {.tv_sec = (time_t)seconds, .tv_usec = (suseconds_t)((seconds - (double)(time_t)seconds) * 1e6)}};

	setitimer(ITIMER_VIRTUAL, &limit, NULL);
}

static struct divergence *shared_divergence(void)
{
	static struct divergence *shared;
	static pid_t owner;

	/* A worker must not share with its siblings. */
	if (!shared || owner != getpid()) {
		shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		owner = getpid();
	}
	if (shared == MAP_FAILED)
		exit(3);
	return shared;
}

static enum fate fate_of(int status)
{
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGVTALRM ? FATE_HUNG : FATE_CRASHED;
	if (WEXITSTATUS(status) == EXIT_DIFFERS)
		return FATE_DIVERGED;
	return WEXITSTATUS(status) == EXIT_SAME ? FATE_SURVIVED : FATE_CRASHED;
}

static struct exec *new_exec(const struct runner *runner, const struct subject *subject, uint32_t view_period)
{
	return exec_new(&(struct exec_options){.subject = subject, .oracle = runner->oracle, .view_period = view_period, .step_limit = STEP_LIMIT});
}

/* The error output of a mutant or its runtime is of no use. */
static void start_mutant(uint32_t mutant)
{
	mutant_wanted = mutant;
	if (!freopen("/dev/null", "w", stderr))
		_exit(3);
}

enum fate run_mutant(const struct runner *runner, uint32_t mutant, const struct sequence *seq, uint32_t view_period, double seconds,
		     struct divergence *divergence)
{
	struct divergence *shared = shared_divergence();
	int status;
	const pid_t child = fork();

	if (child < 0)
		exit(3);
	if (child == 0) {
		struct exec_result result;

		start_mutant(mutant);
		limit_time(least_seconds + PATIENCE * seconds);
		exec_run(new_exec(runner, &MUTANTS_CHOOSING, view_period), seq, &result);
		*shared = result.divergence;
		_exit(result.divergence.class == DIFF_NONE ? EXIT_SAME : EXIT_DIFFERS);
	}
	while (waitpid(child, &status, 0) != child)
		;
	if (divergence)
		*divergence = *shared;
	return fate_of(status);
}

bool note_reached(const struct runner *runner, const struct sequence *seq)
{
	struct exec *exec = new_exec(runner, &MUTANTS_NOTING, VIEW_PERIOD);
	struct exec_result result;

	memset(mutant_reached, 0, runner->nr_mutants + 1);
	exec_run(exec, seq, &result);
	exec_free(exec);
	return result.divergence.class == DIFF_NONE;
}

static uint8_t *reach_of(const struct runner *runner, uint32_t file)
{
	return runner->reach + (size_t)file * (runner->nr_mutants + 1);
}

/* Measure what the file costs on the side without a mutant, and note which mutants it could show. */
static void look_at_file(void *ctx, void *own, uint32_t file)
{
	struct runner *runner = ctx;
	struct exec *exec = new_exec(runner, &MUTANTS_CHOOSING, VIEW_PERIOD);
	struct exec_result result;
	const double start = processor_seconds();

	(void)own;
	exec_run(exec, &runner->file[file], &result);
	exec_free(exec);
	runner->cost[file] = processor_seconds() - start;
	if (result.divergence.class != DIFF_NONE || !note_reached(runner, &runner->file[file])) {
		fprintf(stderr, "runner: %s diverges without any mutant\n", runner->path[file]);
		kill(getppid(), SIGTERM);
		_exit(1);
	}
	memcpy(reach_of(runner, file), mutant_reached, runner->nr_mutants + 1);
}

static const struct runner *sorted_for;

static int by_cost(const void *a, const void *b)
{
	const double left = sorted_for->cost[*(const uint32_t *)a], right = sorted_for->cost[*(const uint32_t *)b];

	return (left > right) - (left < right);
}

static uint32_t *cheapest_first(const struct runner *runner)
{
	uint32_t *order = calloc(runner->nr_files, sizeof(*order));

	for (uint32_t i = 0; i < runner->nr_files; i++)
		order[i] = i;
	sorted_for = runner;
	qsort(order, runner->nr_files, sizeof(*order), by_cost);
	return order;
}

struct shared_place {
	uint32_t file, runs;
	struct divergence divergence;
};

/* In the mutant's process: run all files that could show it until one does. */
static void run_files(const struct runner *runner, uint32_t mutant, const uint32_t *order, struct shared_place *place)
{
	static const uint32_t periods[] = {VIEW_PERIOD, VIEW_EACH_OP};

	start_mutant(mutant);
	for (uint32_t pass = 0; pass < 2; pass++) {
		struct exec *exec = new_exec(runner, &MUTANTS_CHOOSING, periods[pass]);

		for (uint32_t i = 0; i < runner->nr_files; i++) {
			struct exec_result result;

			if (!reach_of(runner, order[i])[mutant])
				continue;
			place->file = order[i];
			place->runs++;
			limit_time(least_seconds + PATIENCE * runner->cost[order[i]]);
			exec_run(exec, &runner->file[order[i]], &result);
			place->divergence = result.divergence;
			if (result.divergence.class != DIFF_NONE)
				_exit(EXIT_DIFFERS);
		}
	}
	_exit(EXIT_SAME);
}

static bool reached_at_all(const struct runner *runner, uint32_t mutant)
{
	for (uint32_t file = 0; file < runner->nr_files; file++)
		if (reach_of(runner, file)[mutant])
			return true;
	return false;
}

double wall_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

struct replay {
	struct runner *runner;
	uint32_t *order;
	struct shared_place *place; /* shared: one per mutant wanted */
};

static void replay_one(void *ctx, void *own, uint32_t task)
{
	struct replay *replay = ctx;
	struct runner *runner = replay->runner;
	const uint32_t mutant = runner->wanted[task];
	struct outcome *outcome = &runner->outcome[mutant];
	struct shared_place *place = &replay->place[task];
	const double start = wall_seconds();
	int status;
	pid_t child;

	(void)own;
	if (!reached_at_all(runner, mutant)) {
		outcome->fate = FATE_UNREACHED;
		return;
	}
	child = fork();
	if (child < 0)
		exit(3);
	if (child == 0)
		run_files(runner, mutant, replay->order, place);
	while (waitpid(child, &status, 0) != child)
		;
	outcome->fate = fate_of(status);
	outcome->file = place->file;
	outcome->runs = place->runs;
	outcome->divergence = place->divergence;
	outcome->milliseconds = (uint32_t)((wall_seconds() - start) * 1000);
}

static void lost(void *ctx, uint32_t task, int status)
{
	(void)status;
	(void)ctx;
	fprintf(stderr, "runner: a worker died at task %u\n", task);
}

void look_at_files(struct runner *runner)
{
	struct pool_options files = {.jobs = runner->jobs, .nr_tasks = runner->nr_files, .work = look_at_file, .lost = lost, .ctx = runner};

	pool_run(&files);
}

void replay_all(struct runner *runner)
{
	struct replay replay = {.runner = runner};
	struct pool_options mutants = {.jobs = runner->jobs, .nr_tasks = runner->nr_wanted, .work = replay_one, .lost = lost, .ctx = &replay};

	replay.order = cheapest_first(runner);
	replay.place = pool_memory(runner->nr_wanted * sizeof(*replay.place));
	pool_run(&mutants);
	free(replay.order);
}
