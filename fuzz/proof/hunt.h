// SPDX-License-Identifier: MIT
/*
 * A hunt: the seed corpus first, then inputs made from it, until the first divergence or the budget's end.
 *
 * Deterministic in its seed but for the budget of time. Costs are processor time of this process, so that hunts may share a machine.
 */
#ifndef FUZZ_HUNT_H
#define FUZZ_HUNT_H

#include "fuzz/lockstep/exec.h"

enum { HUNT_CORPUS_MAX = 4096 };

/* What makes the inputs that follow the corpus. */
enum hunt_maker {
	MAKE_ALL,   /* by turns the scenarios of the generator and the mutator of ops */
	MAKE_OPS,   /* the mutator of ops alone */
	MAKE_BYTES, /* changed bytes: what a mutator without the language would do */
};

struct hunt_options {
	const struct subject *subject, *oracle;
	const struct subject *sound; /* the subject without its mistake: what it shows as well is not a find. NULL: not asked */
	const struct sequence *corpus;
	uint32_t nr_corpus; /* HUNT_CORPUS_MAX at most */
	uint64_t seed;
	double seconds;  /* of processor time; > 0 */
	bool replay_only; /* stop after the corpus */
	enum hunt_maker maker;
	uint32_t replay; /* files of the corpus to begin with, drawn by the seed; 0: all */
	const struct blind *blind; /* NULL, or checks to leave out */
};

struct hunt_result {
	bool found;
	uint64_t runs, ops;
	uint64_t discounted;   /* divergences that the sound subject shows as well */
	double seconds;        /* of processor time, up to the find */
	struct divergence divergence;
	char signature[96];
};

/* Fills result as it goes, so that it tells the costs of a hunt that a crash ended. *input becomes the diverging sequence. */
void hunt(const struct hunt_options *options, struct hunt_result *result, struct sequence *input);

#endif
