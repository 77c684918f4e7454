// SPDX-License-Identifier: MIT
/* Runs many hunts in a pool of processes; a task is a defect, a seed and the checks to leave out. Shared by the reports of `buddycheck
 * seeded`. */
#ifndef TOOLS_HUNTS_H
#define TOOLS_HUNTS_H

#include "fuzz/lockstep/blind.h"
#include "fuzz/proof/hunt.h"
#include "fuzz/proof/seeded.h"

enum { DEFECTS_MAX = 1024, SEEDS_MAX = 50 };

struct hunts {
	uint32_t seeds, jobs, replay; /* hunts per defect; processes, 0: one per processor; corpus files that a hunt replays first, 0: all */
	double seconds;               /* budget of one hunt */
	const char *save;             /* folder for the sequences that the first seed of each defect finds, or NULL */
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
	bool crashed; /* the process died, or hung without counting steps; counts as found */
};

/* The defects of these names; without names, all. Ends with status 3 in a build without defects, 2 for an unknown name. */
void hunts_choose(struct hunts *hunts, const char *command, int count, char **names);
void hunts_load_corpus(struct hunts *hunts, const char *command, const char *folder);
/* Returns one outcome per task, in memory that is never freed. */
struct hunt_outcome *hunts_run(struct hunts *hunts, const char *command, const struct hunt_task *tasks, uint32_t nr_tasks);

bool is_control(const struct seeded_defect *defect);
/* Processor seconds until the defect was found; the budget if it was not. */
double hunt_cost(const struct hunts *hunts, const struct hunt_outcome *outcome);
double median(double *values, uint32_t count); /* sorts them; 0 of none */

/* The reports; each returns the exit status. */
int report_worth(struct hunts *hunts, const char *command);
int report_versus(struct hunts *hunts, const char *command, const char *svg, bool json);

#endif
