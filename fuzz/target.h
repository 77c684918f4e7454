// SPDX-License-Identifier: MIT
/*
 * A fuzz target: lockstep on whatever bytes come, with inputs generated to a bias.
 *
 * Each fuzz/target_NAME.c defines its bias and, by FUZZ_TARGET, its entry points; the work is in target.c. The bias shapes inputs when they
 * are mutated, not when they are run, so a finding of any target replays with `buddycheck run` and `explain`.
 *
 * Environment: BUDDYCHECK_SUBJECT names the subject (default allocator); BUDDYCHECK_ORACLE the side to compare it with (default the
 * oracle); BUDDYCHECK_FINDINGS a folder in which a divergence leaves its input as text, named by its signature; BUDDYCHECK_PROFILE the
 * profile of every generated input. At the end "stat::ops: N" is printed to stderr.
 */
#ifndef FUZZ_TARGET_H
#define FUZZ_TARGET_H

#include "contract/subject.h"
#include "fuzz/generate/mutate.h"

struct target {
	const char *name;
	struct mutate_bias bias;
};

/* Run an input; a divergence is reported on stderr and ends the program with abort(). */
void target_run(const struct target *target, const struct subject *(*find)(const char *name),
		const struct subject *(*oracle_for)(const struct subject *subject), const uint8_t *data, size_t size);

/* Mutate an input in place; returns its new size, at most max. bytes: the engine's own mutator, or NULL. */
size_t target_mutate(const struct target *target, uint8_t *data, size_t size, size_t max, unsigned seed,
		     size_t (*bytes)(uint8_t *data, size_t size, size_t max));
size_t target_cross(const struct target *target, const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size, uint8_t *out, size_t max,
		    unsigned seed);

/* The entry points that fuzzing engines call. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size, uint8_t *out, size_t max, unsigned seed);
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);

#define FUZZ_TARGET(TARGET)                                                                                                        \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)                                                               \
	{                                                                                                                          \
		target_run(&(TARGET), subject_find, oracle_for, data, size);                                                       \
		return 0;                                                                                                          \
	}                                                                                                                          \
	size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)                                      \
	{                                                                                                                          \
		return target_mutate(&(TARGET), data, size, max, seed, LLVMFuzzerMutate);                                          \
	}                                                                                                                          \
	size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size, uint8_t *out, size_t max, \
					 unsigned seed)                                                                            \
	{                                                                                                                          \
		return target_cross(&(TARGET), a, a_size, b, b_size, out, max, seed);                                              \
	}                                                                                                                          \
	_Static_assert(true, "takes a semicolon")

/* Initialisers of a target's bias from arrays of kinds and machines. */
#define BIAS_KINDS(KINDS) .kinds = (KINDS), .nr_kinds = sizeof(KINDS) / sizeof((KINDS)[0])
#define BIAS_MACHINES(MACHINES) .machines = (MACHINES), .nr_machines = sizeof(MACHINES) / sizeof((MACHINES)[0])

#endif
