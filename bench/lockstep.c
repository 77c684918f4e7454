// SPDX-License-Identifier: MIT
/*
 * How many inputs per second the lockstep runs: the number that decides how much an hour of fuzzing covers.
 *
 * Inputs come from the generator's scenario "everything", about 100 ops each, the same on every machine. A divergence ends the benchmark:
 * a throughput is meaningless if the sides disagree.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench/bench.h"
#include "fuzz/lockstep/exec.h"
#include "fuzz/generate/generate.h"
#include "fuzz/subjects.h"

enum { INPUTS = 200, OPS = 90 };

static void pass(struct exec *exec, const struct sequence *inputs)
{
	struct exec_result result;

	for (uint32_t i = 0; i < INPUTS; i++) {
		exec_run(exec, &inputs[i], &result);
		if (result.divergence.class != DIFF_NONE) {
			fprintf(stderr, "buddycheck bench: input %u diverged: %s\n", i, result.divergence.field);
			exit(1);
		}
	}
}

/* Two functions, so that an instruction counter can select one by name. */
static __attribute__((noinline)) void lockstep_at_end(struct exec *exec, const struct sequence *inputs)
{
	for (uint32_t i = 0; i < BENCH_LOCKSTEP_INPUTS; i += INPUTS)
		pass(exec, inputs);
}

static __attribute__((noinline)) void lockstep_each_op(struct exec *exec, const struct sequence *inputs)
{
	pass(exec, inputs);
}

static struct bench_speed speed(void (*turn)(struct exec *, const struct sequence *), unsigned inputs_of_turn, uint32_t view_period,
				const struct sequence *inputs, unsigned turns)
{
	const struct exec_options options = {.subject = &subject_allocator, .oracle = &subject_model, .step_limit = STEPS_PER_REQUEST,
					     .view_period = view_period};
	struct exec *exec = exec_new(&options);
	double taken[BENCH_TURNS];
	struct bench_speed found;

	for (unsigned i = 0; i < turns; i++) {
		const double start = bench_now();

		turn(exec, inputs);
		taken[i] = inputs_of_turn / (bench_now() - start) * 1e9;
	}
	exec_free(exec);
	found.median = bench_median(taken, turns);
	found.min = taken[0];
	found.max = taken[turns - 1];
	return found;
}

void bench_lockstep(struct bench_lockstep *result, unsigned turns)
{
	static struct sequence input[INPUTS];
	uint64_t total = 0;

	for (uint32_t i = 0; i < INPUTS; i++) {
		seq_init(&input[i]);
		generate(&input[i], scenario_find("everything"), PROFILE_LINUX_5_10, i, OPS);
		total += input[i].nr_ops;
	}
	result->ops = (uint32_t)(total / INPUTS);
	result->at_end = speed(lockstep_at_end, BENCH_LOCKSTEP_INPUTS, VIEW_AT_END, input, turns);
	result->each_op = speed(lockstep_each_op, INPUTS, VIEW_EACH_OP, input, turns);
	for (uint32_t i = 0; i < INPUTS; i++)
		seq_release(&input[i]);
}
