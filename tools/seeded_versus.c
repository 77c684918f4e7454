// SPDX-License-Identifier: MIT
/*
 * buddycheck seeded --versus: does it help that the mutator knows the language?
 *
 * Hunts with two makers of inputs, with the same defects, seeds, corpus files and budget. A defect that is found while the corpus is
 * replayed is found alike by both, so such hunts are left out. A hunt that found nothing counts as the budget, so a ratio to it is a
 * lower bound; medians tolerate that, means would not. Tests of significance are not made here: --json has every pair of hunts.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/language/memory.h"
#include "tools/common.h"
#include "tools/hunts.h"
#include "tools/json.h"
#include "tools/survival.h"

enum { OPS, BYTES, NR_SIDES };

static const char *const names[NR_SIDES] = {"ops", "bytes"};
static const enum hunt_maker makers[NR_SIDES] = {MAKE_OPS, MAKE_BYTES};

/* The hunts of one maker that did not end during the replay of the corpus. */
struct sample {
	double *cost, *runs;
	uint32_t nr, found;
};

struct versus {
	const struct hunts *hunts;
	struct hunt_outcome *outcomes[NR_SIDES]; /* indexed by defect * seeds + seed */
	uint32_t nr;
};

static uint32_t replayed(const struct hunts *hunts)
{
	return hunts->replay > 0 && hunts->replay < hunts->nr_corpus ? hunts->replay : hunts->nr_corpus;
}

/* Did hunt i end during the replay? The replay does not depend on the maker, so the result of one of them suffices. */
static bool by_replay(const struct versus *versus, uint32_t i)
{
	const struct hunt_result *result = &versus->outcomes[OPS][i].result;

	return result->found && result->runs <= replayed(versus->hunts);
}

static void collect(const struct versus *versus, int side, struct sample *sample)
{
	for (uint32_t i = 0; i < versus->nr; i++) {
		const struct hunt_outcome *outcome = &versus->outcomes[side][i];

		if (by_replay(versus, i))
			continue;
		sample->cost[sample->nr] = hunt_cost(versus->hunts, outcome);
		sample->runs[sample->nr++] = (double)outcome->result.runs;
		sample->found += outcome->result.found;
	}
}

static void print_sample(const char *name, struct sample *sample)
{
	printf("%-6s found %4u of %-4u median %9.3f s %10.0f runs\n", name, sample->found, sample->nr, median(sample->cost, sample->nr),
	       median(sample->runs, sample->nr));
}

static double times(double slow, double fast)
{
	return slow / fmax(fast, 0.001);
}

/* The last column is the ratio of the median times, bytes to ops; ">": at least, because bytes found the defect in less than half of
 * its hunts. */
static void print_defect(const struct versus *versus, uint32_t d)
{
	const struct hunts *hunts = versus->hunts;
	double middle[NR_SIDES], cost[SEEDS_MAX];
	uint32_t found[NR_SIDES] = {0};

	for (int side = 0; side < NR_SIDES; side++) {
		for (uint32_t s = 0; s < hunts->seeds; s++) {
			cost[s] = hunt_cost(hunts, &versus->outcomes[side][d * hunts->seeds + s]);
			found[side] += versus->outcomes[side][d * hunts->seeds + s].result.found;
		}
		middle[side] = median(cost, hunts->seeds);
	}
	printf("%-34s %5u %9.3f %7u %9.3f", hunts->defect[d]->name, found[OPS], middle[OPS], found[BYTES], middle[BYTES]);
	if (middle[OPS] >= hunts->seconds)
		printf("%12s\n", "-");
	else
		printf("  %s%8.1fx\n", middle[BYTES] >= hunts->seconds ? ">" : " ", times(middle[BYTES], middle[OPS]));
}

static void print_json(const struct versus *versus)
{
	const struct hunts *hunts = versus->hunts;
	struct json json = {.out = stdout};

	json_begin_object(&json, NULL);
	json_begin_array(&json, "hunts");
	for (uint32_t i = 0; i < versus->nr; i++) {
		if (by_replay(versus, i))
			continue;
		json_begin_object(&json, NULL);
		json_string(&json, "defect", hunts->defect[i / hunts->seeds]->name);
		json_int(&json, "seed", 1 + i % hunts->seeds);
		for (int side = 0; side < NR_SIDES; side++) {
			const struct hunt_outcome *outcome = &versus->outcomes[side][i];

			json_begin_object(&json, names[side]);
			json_bool(&json, "found", outcome->result.found);
			json_int(&json, "microseconds", (int64_t)(hunt_cost(hunts, outcome) * 1e6));
			json_int(&json, "runs", (int64_t)outcome->result.runs);
			json_end_object(&json);
		}
		json_end_object(&json);
	}
	json_end_array(&json);
	json_end_object(&json);
	putchar('\n');
}

/* Keeps only the deep defects, if there are any. */
static void choose_deep(struct hunts *hunts)
{
	uint32_t kept = 0;

	for (uint32_t d = 0; d < hunts->nr_defects; d++)
		if (strcmp(hunts->defect[d]->class, "deep") == 0)
			hunts->defect[kept++] = hunts->defect[d];
	if (kept > 0)
		hunts->nr_defects = kept;
}

static void hunt_all(struct versus *versus, struct hunts *hunts, const char *command)
{
	struct hunt_task *tasks = need_memory(calloc(versus->nr + 1, sizeof(*tasks)));

	for (int side = 0; side < NR_SIDES; side++) {
		for (uint32_t i = 0; i < versus->nr; i++)
			tasks[i] = (struct hunt_task){.defect = i / hunts->seeds, .seed = i % hunts->seeds, .maker = makers[side]};
		versus->outcomes[side] = hunts_run(hunts, command, tasks, versus->nr);
	}
	free(tasks);
}

static void print_last(const struct versus *versus, struct sample sample[NR_SIDES])
{
	const struct hunts *hunts = versus->hunts;
	const double middle[NR_SIDES] = {median(sample[OPS].cost, sample[OPS].nr), median(sample[BYTES].cost, sample[BYTES].nr)};

	if (sample[OPS].nr == 0)
		printf("versus: the replay finds all; --replay N begins with fewer files\n");
	else
		printf("versus: %u defects, %u seeds, %g s, %u files replayed: found by ops %u, by bytes %u of %u, the median hunt %s%.1f times faster\n",
		       hunts->nr_defects, hunts->seeds, hunts->seconds, replayed(hunts), sample[OPS].found, sample[BYTES].found, sample[OPS].nr,
		       middle[BYTES] >= hunts->seconds ? "at least " : "", times(middle[BYTES], middle[OPS]));
}

int report_versus(struct hunts *hunts, const char *command, const char *svg, bool json)
{
	struct versus versus = {.hunts = hunts};
	struct sample sample[NR_SIDES];

	choose_deep(hunts);
	versus.nr = hunts->nr_defects * hunts->seeds;
	hunt_all(&versus, hunts, command);
	for (int side = 0; side < NR_SIDES; side++) {
		sample[side] = (struct sample){.cost = need_memory(calloc(versus.nr + 1, sizeof(double))),
					       .runs = need_memory(calloc(versus.nr + 1, sizeof(double)))};
		collect(&versus, side, &sample[side]);
	}
	if (json) {
		print_json(&versus);
	} else {
		printf("%-34s %5s %9s %7s %9s %11s\n", "defect; found, median seconds", names[OPS], "", names[BYTES], "", "faster");
		for (uint32_t d = 0; d < hunts->nr_defects; d++)
			print_defect(&versus, d);
		for (int side = 0; side < NR_SIDES; side++)
			print_sample(names[side], &sample[side]);
		print_last(&versus, sample);
	}
	if (svg) {
		const double *curve[NR_SIDES] = {sample[OPS].cost, sample[BYTES].cost};
		const uint32_t count[NR_SIDES] = {sample[OPS].nr, sample[BYTES].nr};

		for (int side = 0; side < NR_SIDES; side++)
			median(sample[side].cost, sample[side].nr); /* sorts them */
		survival_draw_many(svg, curve, count, names, NR_SIDES, hunts->seconds);
	}
	return EXIT_AGREED;
}
