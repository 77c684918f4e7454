// SPDX-License-Identifier: MIT
/*
 * State shared by the passes of a search for a smaller sequence (minimize.c removes, simplify.c simplifies).
 */
#ifndef FUZZ_SEARCH_H
#define FUZZ_SEARCH_H

#include "fuzz/triage/minimize.h"
#include "fuzz/triage/seen.h"

/* trial is scratch for the next candidate; best is the best sequence that shows it. */
struct search {
	const struct minimize_options *options;
	struct sequence best, trial;
	struct seen seen;
	uint32_t runs;
	double deadline, proof_deadline; /* 0: none */
	bool stopped;                    /* a limit was met: every further trial fails */
};

/* Run trial, even if it was run before: does it show it? *needed: how many of its first ops that takes. */
bool search_run(struct search *search, uint32_t *needed);

/* Run trial if it is new. True: it shows it and has become best. */
bool search_try(struct search *search);

/* Copy best to trial, for a pass to change. */
void search_restart_trial(struct search *search);

bool search_is_late(double deadline);

/* Seconds of a monotonic clock, for deadlines. */
double search_clock(void);

#endif
