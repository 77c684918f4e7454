// SPDX-License-Identifier: MIT
/*
 * Everything the page shows that moves: a run of the sequence as one JSON object.
 *
 * "base" is the oracle's last view, from zeros; "steps" lead back from it, last op first: [op, answer, subject's answer or 0, delta to the view
 * before]. An op of -1 is the world just booted, one of the number of ops the end. So the first steps are the ones left out where a file would
 * grow too long ("dropped"). "theirs" is the delta from the oracle's last view to the subject's, null where nothing can be said of it.
 */
#ifndef FUZZ_HTML_STEPS_H
#define FUZZ_HTML_STEPS_H

#include "fuzz/explain/report.h"

enum { STEPS_MAX = 512, STEPS_BYTES = 280000 /* of "base" and "steps", about */ };

/* Returns the first op that is shown. */
uint32_t steps_print(const struct report *report, struct divergence *divergence, FILE *out);

#endif
