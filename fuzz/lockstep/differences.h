// SPDX-License-Identifier: MIT
/*
 * All differences between the two sides after an op, as a set of kinds; a divergence (exec.h) names the first one only.
 *
 * A kind is a field without its place ("free", "list_len", "pageblock"; for a path the event), and a direction: more, less, or other. Sets
 * hold no number, page, order or migratetype, so that they stay the same while a sequence shrinks.
 */
#ifndef FUZZ_DIFFERENCES_H
#define FUZZ_DIFFERENCES_H

#include "fuzz/lockstep/exec.h"

enum { DIFFERENCES_WORDS = 2 };

struct differences {
	uint64_t more[DIFFERENCES_WORDS], less[DIFFERENCES_WORDS], other[DIFFERENCES_WORDS]; /* bit n: field n of differences.c */
};

enum { DIFFERENCES_TEXT = 512 };

/*
 * The differences after the last request of a run that ended in a divergence. At boot there is no answer to compare; views that were not
 * taken are not compared.
 */
void differences_find(const struct exec *exec, const struct divergence *divergence, struct differences *out);

bool differences_none(const struct differences *a);
bool differences_meet(const struct differences *a, const struct differences *b); /* do they have a kind in common? */
bool differences_within(const struct differences *part, const struct differences *whole);

/* The set as words, ordered by field: "free-less list_len-more list_len-less". */
void differences_text(const struct differences *set, char out[DIFFERENCES_TEXT]);

#endif
