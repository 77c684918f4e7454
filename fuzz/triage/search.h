// SPDX-License-Identifier: MIT
/*
 * What the passes of a search for a smaller sequence work with (minimize.c removes, simplify.c simplifies).
 */
#ifndef FUZZ_SEARCH_H
#define FUZZ_SEARCH_H

#include "fuzz/triage/minimize.h"
#include "fuzz/triage/seen.h"

/* trial is scratch for the next candidate; best shows it. */
struct search {
	const struct minimize_options *options;
	struct sequence best, trial;
	struct seen seen;
	uint32_t runs;
	double deadline, proof_deadline; /* 0: none */
	bool stopped;                    /* a limit was met: every further trial fails */
};

/* Run trial, new or not: does it show it? *needed: so many of its first ops do. */
bool search_run(struct search *search, uint32_t *needed);

/* Run trial if it is new and of use; true if it shows it and is the best now. */
bool search_try(struct search *search);

/* trial = best, for a pass to change. */
void search_restart_trial(struct search *search);

bool search_is_late(double deadline);

/* Seconds of a clock that never goes back, for the deadlines of searches. */
double search_clock(void);

#endif
