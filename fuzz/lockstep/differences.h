// SPDX-License-Identifier: MIT
/*
 * All that two sides differ in after an op, as a set of kinds: what a divergence (exec.h) says of the first difference only.
 *
 * A kind is a field without its place ("free", "list_len", "pageblock"; for a path the event), and how it differs: more, less, or other. Sets
 * hold no number, page, order or migratetype, so that they stay the same while a sequence shrinks.
 */
#ifndef FUZZ_DIFFERENCES_H
#define FUZZ_DIFFERENCES_H

#include "fuzz/lockstep/exec.h"

enum { DIFFERENCES_WORDS = 2 };

struct differences {
	uint64_t more[DIFFERENCES_WORDS], less[DIFFERENCES_WORDS], other[DIFFERENCES_WORDS]; /* bit n: field n, in the order of differences.c */
};

enum { DIFFERENCES_TEXT = 512 };

/* Of the last request of a run that ended in a divergence. Nothing at boot is an answer; views that were not taken are not compared. */
void differences_find(const struct exec *exec, const struct divergence *divergence, struct differences *out);

bool differences_none(const struct differences *a);
bool differences_meet(const struct differences *a, const struct differences *b); /* have one in common */
bool differences_within(const struct differences *part, const struct differences *whole);

/* The words of a set, sorted by field: "free-less list_len-more list_len-less". */
void differences_text(const struct differences *set, char out[DIFFERENCES_TEXT]);

#endif
