// SPDX-License-Identifier: MIT
/*
 * buddycheck seeded --versus: does it help that the mutator knows the language?
 *
 * The same defects, seeds, corpus files and budget with three makers of inputs. What the replay finds is found alike by all and says nothing, so
 * such hunts are left out. Costs of hunts that found nothing count as the budget: medians and the rank test stay honest with them, means would not.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common.h"
#include "tools/hunts.h"
#include "tools/survival.h"

enum { NR_MAKERS = 3 };

static const char *const makers[NR_MAKERS] = {"scenarios and ops", "ops", "bytes"};

struct sample {
	double *cost, *runs;
	uint32_t nr, found;
};

static uint32_t replayed(const struct hunts *hunts)
{
	return hunts->replay > 0 && hunts->replay < hunts->nr_corpus ? hunts->replay : hunts->nr_corpus;
}

/* Mann-Whitney: the chance that a hunt of one ends before one of the other (ties count half), and z by the normal approximation. */
static void rank_test(const struct sample *one, const struct sample *other, double *chance, double *z)
{
	const double n = one->nr, m = other->nr, all = n + m;
	double before = 0, ties = 0;

	for (uint32_t i = 0; i < one->nr; i++)
		for (uint32_t j = 0; j < other->nr; j++)
			before += one->cost[i] < other->cost[j] ? 1 : one->cost[i] <= other->cost[j] ? 0.5 : 0;
	/* The only ties worth correcting for are the hunts that both ended at the budget. */
	ties = (double)(one->nr - one->found) + (double)(other->nr - other->found);
	*chance = before / (n * m);
	*z = (before - n * m / 2) / sqrt(n * m / 12 * (all + 1 - (ties * ties * ties - ties) / (all * (all - 1))));
}

/* The hunts that the replay did not end, by maker. */
static void collect(const struct hunts *hunts, const struct hunt_outcome *outcomes, uint32_t nr, struct sample *sample)
{
	for (uint32_t i = 0; i < nr; i++) {
		const struct hunt_outcome *outcome = &outcomes[i];

		if (outcome->result.found && outcome->result.runs <= replayed(hunts))
			continue;
		sample->cost[sample->nr] = hunt_cost(hunts, outcome);
		sample->runs[sample->nr++] = (double)outcome->result.runs;
		sample->found += outcome->result.found;
	}
}

static void print_sample(const char *name, struct sample *sample)
{
	printf("%-20s found %4u of %-4u median %9.3f s %10.0f runs\n", name, sample->found, sample->nr, median(sample->cost, sample->nr),
	       median(sample->runs, sample->nr));
}

/* Defects for which the median hunt of one is so many times shorter. */
static void print_by_defect(const struct hunts *hunts, struct hunt_outcome *const *outcomes)
{
	printf("%-34s %18s %12s %12s %10s\n", "median s by defect", makers[0], makers[1], makers[2], "bytes/ops");
	for (uint32_t d = 0; d < hunts->nr_defects; d++) {
		double middle[NR_MAKERS], cost[SEEDS_MAX];

		for (int maker = 0; maker < NR_MAKERS; maker++) {
			for (uint32_t s = 0; s < hunts->seeds; s++)
				cost[s] = hunt_cost(hunts, &outcomes[maker][d * hunts->seeds + s]);
			middle[maker] = median(cost, hunts->seeds);
		}
		printf("%-34s %18.3f %12.3f %12.3f %9.1fx\n", hunts->defect[d]->name, middle[0], middle[1], middle[2],
		       middle[2] / (middle[1] > 0.001 ? middle[1] : 0.001));
	}
}

/* Only the deep ones, unless they were named. */
static void choose_deep(struct hunts *hunts)
{
	uint32_t kept = 0;

	for (uint32_t d = 0; d < hunts->nr_defects; d++)
		if (strcmp(hunts->defect[d]->class, "deep") == 0)
			hunts->defect[kept++] = hunts->defect[d];
	if (kept > 0)
		hunts->nr_defects = kept;
}

int report_versus(struct hunts *hunts, const char *command, const char *svg)
{
	struct hunt_outcome *outcomes[NR_MAKERS];
	struct sample sample[NR_MAKERS];
	struct hunt_task *tasks;
	double chance, z;
	uint32_t nr;

	choose_deep(hunts);
	nr = hunts->nr_defects * hunts->seeds;
	tasks = calloc(nr + 1, sizeof(*tasks));
	for (int maker = 0; tasks && maker < NR_MAKERS; maker++) {
		for (uint32_t i = 0; i < nr; i++)
			tasks[i] = (struct hunt_task){.defect = i / hunts->seeds, .seed = i % hunts->seeds, .maker = (enum hunt_maker)maker};
		outcomes[maker] = hunts_run(hunts, command, tasks, nr);
		sample[maker] = (struct sample){.cost = calloc(nr + 1, sizeof(double)), .runs = calloc(nr + 1, sizeof(double))};
		if (!sample[maker].cost || !sample[maker].runs)
			fail_lacking(command, "no memory for the hunts");
		collect(hunts, outcomes[maker], nr, &sample[maker]);
	}
	if (!tasks)
		fail_lacking(command, "no memory for the hunts");
	free(tasks);
	print_by_defect(hunts, outcomes);
	for (int maker = 0; maker < NR_MAKERS; maker++)
		print_sample(makers[maker], &sample[maker]);
	if (sample[MAKE_OPS].nr == 0) {
		printf("versus: the replay finds all; --replay N begins with fewer files\n");
		return EXIT_AGREED;
	}
	rank_test(&sample[MAKE_OPS], &sample[MAKE_BYTES], &chance, &z);
	if (svg) {
		const double *curve[NR_MAKERS] = {sample[0].cost, sample[1].cost, sample[2].cost};
		const uint32_t count[NR_MAKERS] = {sample[0].nr, sample[1].nr, sample[2].nr};

		survival_draw_many(svg, curve, count, makers, NR_MAKERS, hunts->seconds);
	}
	printf("versus: %u defects, %u seeds, %g s, %u files replayed: ops before bytes with chance %.3f (Mann-Whitney z %.1f), median %.1f times faster\n",
	       hunts->nr_defects, hunts->seeds, hunts->seconds, replayed(hunts), chance, z,
	       median(sample[MAKE_BYTES].cost, sample[MAKE_BYTES].nr) / fmax(median(sample[MAKE_OPS].cost, sample[MAKE_OPS].nr), 0.001));
	return EXIT_AGREED;
}
