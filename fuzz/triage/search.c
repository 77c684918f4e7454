// SPDX-License-Identifier: MIT
/*
 * The best sequence so far, and one candidate after another, none of them twice.
 */
#include "fuzz/triage/search.h"

#include <time.h>

double search_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

bool search_is_late(double deadline)
{
	return deadline > 0 && search_clock() >= deadline;
}

void search_restart_trial(struct search *search)
{
	seq_copy(&search->trial, &search->best);
}

static void check_limits(struct search *search)
{
	if (search->options->max_runs && search->runs >= search->options->max_runs)
		search->stopped = true;
	if (search_is_late(search->deadline))
		search->stopped = true;
}

bool search_run(struct search *search, uint32_t *needed)
{
	*needed = search->trial.nr_ops;
	search->runs++;
	return search->options->shows(search->options->ctx, &search->trial, needed);
}

static bool try_exactly(struct search *search, uint32_t *needed)
{
	bool fresh;

	check_limits(search);
	if (search->stopped)
		return false;
	struct seen_entry *entry = seen_add(&search->seen, &search->trial, &fresh);

	if (!fresh)
		return false; /* it failed, or was the best earlier and is no simpler than the present best */
	entry->shows = search_run(search, needed);
	if (entry->shows)
		seq_copy(&search->best, &search->trial);
	return entry->shows;
}

bool search_try(struct search *search)
{
	uint32_t needed;

	if (!try_exactly(search, &needed))
		return false;
	while (needed < search->best.nr_ops) {
		search_restart_trial(search);
		search->trial.nr_ops = needed;
		if (!try_exactly(search, &needed))
			break;
	}
	return true;
}
