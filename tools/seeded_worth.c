// SPDX-License-Identifier: MIT
/*
 * buddycheck seeded --worth: what does each check contribute?
 *
 * Each hunt is repeated without the check that found the defect; leaving out any other check would not change it. The same with whole
 * families of checks. A hunt that ended with a crash, at boot or by the step budget is not repeated: no check can be left out there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/language/memory.h"
#include "tools/common.h"
#include "tools/hunts.h"

static const char *const families[] = {"answer", "counter", "view", "invariant", "oracle"};

enum { NR_FAMILIES = sizeof(families) / sizeof(families[0]), ROWS_MAX = BLIND_MAX + NR_FAMILIES };

/* A check or a family, and the hunts that were repeated without it: tasks [begin, end). */
struct row {
	const char *name;
	uint32_t begin, end;
};

struct worth {
	struct hunts *hunts;
	struct hunt_outcome *first;  /* with all checks; one per task of baseline */
	struct hunt_task *baseline, *again;
	uint32_t nr_baseline, nr_again, nr_rows;
	uint32_t *base_of;           /* for each task of again: the index of its task in baseline */
	struct row row[ROWS_MAX];
	const char *names[BLIND_MAX + 1];
};

static void hunt_with_all(struct worth *worth, const char *command)
{
	const struct hunts *hunts = worth->hunts;

	worth->baseline = need_memory(calloc((size_t)hunts->nr_defects * hunts->seeds + 1, sizeof(*worth->baseline)));
	for (uint32_t d = 0; d < hunts->nr_defects; d++)
		for (uint32_t s = 0; s < hunts->seeds && !is_control(hunts->defect[d]); s++)
			worth->baseline[worth->nr_baseline++] = (struct hunt_task){.defect = d, .seed = s};
	worth->first = hunts_run(worth->hunts, command, worth->baseline, worth->nr_baseline);
}

/* The check that found the defect; -1: not found, or by something that cannot be left out (a crash, the step budget). */
static int finder(const struct worth *worth, uint32_t task)
{
	const struct hunt_outcome *outcome = &worth->first[task];

	if (!outcome->result.found || outcome->crashed || outcome->result.divergence.class == DIFF_STEPS)
		return -1;
	return blind_which(&outcome->result.divergence);
}

/* Plans to repeat, without the checks that word names, every hunt in which one of them was the first to see the defect. */
static void plan(struct worth *worth, const char *word)
{
	struct row *row = &worth->row[worth->nr_rows++];
	struct blind blind = {0};

	blind_add(&blind, word);
	*row = (struct row){.name = word, .begin = worth->nr_again};
	for (uint32_t task = 0; task < worth->nr_baseline; task++) {
		const int check = finder(worth, task);

		if (check < 0 || !blind.out[check])
			continue;
		worth->base_of[worth->nr_again] = task;
		worth->again[worth->nr_again] = worth->baseline[task];
		worth->again[worth->nr_again++].blind = blind;
	}
	row->end = worth->nr_again;
}

static void print_row(const struct worth *worth, const struct row *row, const struct hunt_outcome *again)
{
	const uint32_t count = row->end - row->begin;
	double *before = calloc(count + 1, sizeof(*before)), *after = calloc(count + 1, sizeof(*after));
	uint32_t lost = 0;
	const char *last = "";

	for (uint32_t i = row->begin; before && after && i < row->end; i++) {
		before[i - row->begin] = hunt_cost(worth->hunts, &worth->first[worth->base_of[i]]);
		after[i - row->begin] = hunt_cost(worth->hunts, &again[i]);
		lost += !again[i].result.found;
	}
	if (before && after)
		printf("%-28s %8u %10u %12.3f %12.3f ", row->name, count, lost, median(before, count), median(after, count));
	for (uint32_t i = row->begin; i < row->end; i++) {
		const char *name = worth->hunts->defect[worth->again[i].defect]->name;

		if (again[i].result.found || strcmp(name, last) == 0)
			continue;
		printf(" %s", name);
		last = name;
	}
	putchar('\n');
	free(before);
	free(after);
}

static void print_silent(const struct worth *worth)
{
	printf("checks that were never the first to see a defect:");
	for (uint32_t i = 0; i < worth->nr_rows; i++)
		if (worth->row[i].begin == worth->row[i].end)
			printf(" %s", worth->row[i].name);
	putchar('\n');
}

int report_worth(struct hunts *hunts, const char *command)
{
	struct worth worth = {.hunts = hunts};
	struct hunt_outcome *again;
	uint32_t others = 0, missed = 0;

	hunt_with_all(&worth, command);
	worth.again = need_memory(calloc((size_t)worth.nr_baseline * (2 + NR_FAMILIES) + 1, sizeof(*worth.again)));
	worth.base_of = need_memory(calloc((size_t)worth.nr_baseline * (2 + NR_FAMILIES) + 1, sizeof(*worth.base_of)));
	for (uint32_t i = 0; blind_name(i); i++)
		plan(&worth, blind_name(i));
	for (uint32_t i = 0; i < NR_FAMILIES; i++)
		plan(&worth, families[i]);
	again = hunts_run(hunts, command, worth.again, worth.nr_again);
	for (uint32_t i = 0; i < worth.nr_baseline; i++) {
		missed += !worth.first[i].result.found;
		others += worth.first[i].result.found && finder(&worth, i) < 0;
	}

	printf("%-28s %8s %10s %12s %12s  %s\n", "without", "hunts", "not found", "median s", "after", "defects no longer found");
	for (uint32_t i = 0; i < worth.nr_rows; i++)
		if (worth.row[i].begin != worth.row[i].end)
			print_row(&worth, &worth.row[i], again);
	print_silent(&worth);
	printf("worth: %u hunts, %u not found with all checks, %u ended by a crash, the step budget or a refused machine; hunts of %g s\n",
	       worth.nr_baseline, missed, others, hunts->seconds);
	free(worth.baseline);
	free(worth.again);
	free(worth.base_of);
	return missed == 0 ? EXIT_AGREED : EXIT_DIVERGED;
}
