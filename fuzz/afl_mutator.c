// SPDX-License-Identifier: MIT
/*
 * A target's mutator as AFL++ loads it: a shared object with the entry points of custom_mutator.h (AFL++ installs no header), one per
 * target, because each has its own bias. It contains the language and the mutator, neither of the two sides, and no sanitizer: it runs in
 * the fuzzer's process, not in the target's.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/target.h"

enum { CROSSING = 8 /* one input in this many is a crossover of two */ };

struct mutator {
	uint64_t dice;
	uint8_t *out;
	size_t room;
};

#define ENTRY_POINT __attribute__((visibility("default")))

ENTRY_POINT void *afl_custom_init(void *afl, unsigned int seed);
ENTRY_POINT size_t afl_custom_fuzz(void *data, uint8_t *in, size_t in_size, uint8_t **out, uint8_t *other, size_t other_size, size_t max);
ENTRY_POINT void afl_custom_deinit(void *data);

void *afl_custom_init(void *afl, unsigned int seed)
{
	struct mutator *mutator = calloc(1, sizeof(*mutator));

	(void)afl;
	if (mutator)
		mutator->dice = seed;
	return mutator;
}

static bool make_room(struct mutator *mutator, size_t size)
{
	uint8_t *out;

	if (size <= mutator->room)
		return true;
	out = realloc(mutator->out, size);
	if (!out)
		return false;
	mutator->out = out;
	mutator->room = size;
	return true;
}

/* Returns 0 to skip this input. */
size_t afl_custom_fuzz(void *data, uint8_t *in, size_t in_size, uint8_t **out, uint8_t *other, size_t other_size, size_t max)
{
	struct mutator *mutator = data;
	const bool cross = other && other_size && dice_below(&mutator->dice, CROSSING) == 0;
	const unsigned seed = (unsigned)dice_next(&mutator->dice);

	if (!make_room(mutator, max))
		return 0;
	*out = mutator->out;
	if (cross)
		return LLVMFuzzerCustomCrossOver(in, in_size, other, other_size, mutator->out, max, seed);
	if (in_size > max)
		in_size = max;
	memcpy(mutator->out, in, in_size);
	return LLVMFuzzerCustomMutator(mutator->out, in_size, max, seed);
}

void afl_custom_deinit(void *data)
{
	struct mutator *mutator = data;

	free(mutator->out);
	free(mutator);
}
