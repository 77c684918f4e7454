// SPDX-License-Identifier: MIT
/*
 * Many hunts at once: tasks (a defect, a seed, what to leave out) over a pool of processes. What the reports of buddycheck seeded share.
 */
#ifndef TOOLS_HUNTS_H
#define TOOLS_HUNTS_H

#include "fuzz/lockstep/blind.h"
#include "fuzz/proof/hunt.h"
#include "fuzz/proof/seeded.h"

enum { DEFECTS_MAX = 1024, SEEDS_MAX = 50 };

struct hunts {
	uint32_t seeds, jobs, replay; /* hunts per defect; processes, 0: one per processor; files of the corpus that a hunt begins with, 0: all */
	double seconds;               /* budget of one hunt */
	const char *save;             /* folder for what the first seed of each defect finds, or NULL */
	const struct seeded_defect *defect[DEFECTS_MAX];
	uint32_t nr_defects;
	struct sequence *corpus;
	uint32_t nr_corpus;
};

struct hunt_task {
	uint32_t defect, seed; /* index; from 0 */
	enum hunt_maker maker;
	bool replay_only;
	struct blind blind;
};

struct hunt_outcome {
	struct hunt_result result;
	bool crashed; /* the side died or hung outside of its steps: found as well */
};

/* The defects of these names, or all; ends with status 3 in builds that have none, 2 if one is not known. */
void hunts_choose(struct hunts *hunts, const char *command, int count, char **names);
void hunts_load_corpus(struct hunts *hunts, const char *command, const char *folder);
/* One outcome per task, in memory that is never given back. */
struct hunt_outcome *hunts_run(struct hunts *hunts, const char *command, const struct hunt_task *tasks, uint32_t nr_tasks);

bool is_control(const struct seeded_defect *defect);
/* Processor seconds up to the find; the budget where there was none. */
double hunt_cost(const struct hunts *hunts, const struct hunt_outcome *outcome);
double median(double *values, uint32_t count); /* sorts them; 0 of none */

/* The reports; each returns the exit status. */
int report_worth(struct hunts *hunts, const char *command);
int report_versus(struct hunts *hunts, const char *command, const char *svg, bool json);

#endif
