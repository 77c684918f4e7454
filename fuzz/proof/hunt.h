// SPDX-License-Identifier: MIT
/*
 * A hunt: the seed corpus first, then inputs made from it, until the first divergence or the end of the budget.
 *
 * Deterministic in its seed, except for the time budget. Costs are processor time of this process, so that hunts may share a machine.
 */
#ifndef FUZZ_HUNT_H
#define FUZZ_HUNT_H

#include "fuzz/lockstep/exec.h"

enum { HUNT_CORPUS_MAX = 4096 };

/* How the inputs after the corpus are made. */
enum hunt_maker {
	MAKE_ALL,   /* alternately by the generator's scenarios and the mutator of ops */
	MAKE_OPS,   /* by the mutator of ops alone */
	MAKE_BYTES, /* by changing bytes, as a mutator without knowledge of the language does */
};

struct hunt_options {
	const struct subject *subject, *oracle;
	const struct subject *sound; /* the subject without its defect: divergences that it shows, too, do not count. NULL: none */
	const struct sequence *corpus;
	uint32_t nr_corpus; /* HUNT_CORPUS_MAX at most */
	uint64_t seed;
	double seconds;  /* of processor time; > 0 */
	bool replay_only; /* stop after the corpus */
	enum hunt_maker maker;
	uint32_t replay; /* number of corpus files to begin with, drawn from the seed; 0: all */
	const struct blind *blind; /* checks to leave out; NULL: none */
};

struct hunt_result {
	bool found;
	uint64_t runs, ops;
	uint64_t discounted;   /* divergences not counted because the sound subject shows them as well */
	double seconds;        /* processor time until the divergence was found */
	struct divergence divergence;
	char signature[96];
};

/*
 * result is filled as the hunt proceeds, so that it holds the costs even if a crash ends the hunt. *input becomes the diverging sequence.
 */
void hunt(const struct hunt_options *options, struct hunt_result *result, struct sequence *input);

#endif
