// SPDX-License-Identifier: MIT
/*
 * All the data that the page replays: a run of the sequence as one JSON object.
 *
 * "base" is the oracle's last view, as a delta from zeroes; "steps" lead back from it, last op first: [op, answer, subject's answer or 0,
 * delta to the view before]. Op -1 is the world just booted; an op equal to the number of ops is the end. If the file would grow too long,
 * the first steps are omitted ("dropped"). "theirs" is the delta from the oracle's last view to the subject's, null if that is not known.
 */
#ifndef FUZZ_HTML_STEPS_H
#define FUZZ_HTML_STEPS_H

#include "fuzz/explain/report.h"

enum { STEPS_MAX = 512, STEPS_BYTES = 280000 /* approximate, of "base" and "steps" together */ };

/* Returns the first op that has a step. */
uint32_t steps_print(const struct report *report, struct divergence *divergence, FILE *out);

#endif
