// SPDX-License-Identifier: MIT
/*
 * How many inputs the lockstep runs per second: the number that decides what a CPU hour of fuzzing is worth.
 *
 * Inputs are the scenario "everything" of the generator, about 100 ops each, the same on every machine. A divergence ends the benchmark:
 * a number for a harness that disagrees with itself means nothing.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench/bench.h"
#include "fuzz/lockstep/exec.h"
#include "fuzz/generate/generate.h"
#include "fuzz/subjects.h"

enum { INPUTS = 200, OPS = 90 };
#define SECONDS 2e9

static double run_for(struct exec *exec, struct sequence *inputs, uint64_t *runs, uint64_t *ops)
{
	const double start = bench_now();
	struct exec_result result;

	*runs = *ops = 0;
	while (bench_now() - start < SECONDS) {
		for (uint32_t i = 0; i < INPUTS; i++) {
			exec_run(exec, &inputs[i], &result);
			if (result.divergence.class != DIFF_NONE) {
				fprintf(stderr, "buddycheck bench: input %u diverged: %s\n", i, result.divergence.field);
				exit(1);
			}
			*ops += result.ops;
		}
		*runs += INPUTS;
	}
	return (bench_now() - start) / 1e9;
}

void bench_lockstep(struct bench_lockstep *result)
{
	struct exec_options options = {.subject = &subject_allocator, .oracle = &subject_model, .step_limit = STEPS_PER_REQUEST,
				       .view_period = VIEW_AT_END};
	static struct sequence input[INPUTS];
	uint64_t runs, ops, total = 0;
	struct exec *exec = exec_new(&options);
	double seconds;

	for (uint32_t i = 0; i < INPUTS; i++) {
		seq_init(&input[i]);
		generate(&input[i], scenario_find("everything"), PROFILE_LINUX_5_10, i, OPS);
		total += input[i].nr_ops;
	}
	seconds = run_for(exec, input, &runs, &ops);
	result->inputs = INPUTS;
	result->ops = (uint32_t)(total / INPUTS);
	result->inputs_per_second = (double)runs / seconds;
	result->ops_per_second = (double)ops / seconds;
	exec_free(exec);

	options.view_period = VIEW_EACH_OP;
	exec = exec_new(&options);
	seconds = run_for(exec, input, &runs, &ops);
	result->full_inputs_per_second = (double)runs / seconds;
	result->full_ops_per_second = (double)ops / seconds;
	exec_free(exec);
	for (uint32_t i = 0; i < INPUTS; i++)
		seq_release(&input[i]);
}
