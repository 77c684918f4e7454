// SPDX-License-Identifier: MIT
/*
 * What the parts of the runner share: the mutants of one build, the files, and what became of each mutant.
 */
#ifndef TESTS_MUTANTS_RUNNER_H
#define TESTS_MUTANTS_RUNNER_H

#include "fuzz/lockstep/exec.h"

/* The side with all its mutants: one that is told which (mutant_wanted), one that notes which would make a difference (mutant_reached). */
extern const struct subject MUTANTS_CHOOSING, MUTANTS_NOTING;
extern unsigned mutant_wanted; /* 0: none */
extern unsigned char mutant_reached[];

enum fate { FATE_UNREACHED, FATE_SURVIVED, FATE_DIVERGED, FATE_CRASHED, FATE_HUNG };

struct outcome {
	uint32_t fate;     /* enum fate */
	uint32_t file;     /* the input that killed it */
	uint32_t runs;
	uint32_t milliseconds; /* of processor time */
	uint32_t trials;   /* inputs of the search that could have shown it */
	struct divergence divergence;
};

struct runner {
	const struct subject *oracle;
	uint32_t nr_mutants; /* numbers run from 1 to this */
	uint32_t jobs;
	const uint32_t *wanted; /* numbers of the mutants asked about */
	uint32_t nr_wanted;
	struct sequence *file;
	char **path;
	uint32_t nr_files;
	double *cost;          /* of each file, processor seconds */
	uint8_t *reach;        /* shared: [file * (nr_mutants + 1) + mutant] */
	struct outcome *outcome; /* shared: [mutant] */
};

/* Run seq on the mutant in a process of its own; the fate, and the divergence if it did. */
enum fate run_mutant(const struct runner *runner, uint32_t mutant, const struct sequence *seq, uint32_t view_period, double seconds,
		     struct divergence *divergence);

/* Which mutants would have made a difference in seq. False: the side itself diverges. */
bool note_reached(const struct runner *runner, const struct sequence *seq);

/* What the files cost and reach; comes first. */
void look_at_files(struct runner *runner);
void replay_all(struct runner *runner);

bool mutant_alive(const struct runner *runner, uint32_t mutant);

/* Run input on some of the survivors in mutant_reached, those tried least first and none more than trials_max times in all. What kills
 * one is saved in folder by its number. */
void try_input(struct runner *runner, const struct sequence *input, uint32_t trials, uint32_t trials_max, const char *folder);

/* The same with each file that list names, a line each; trials is for each input. */
void try_candidates(struct runner *runner, const char *list, uint32_t trials, const char *folder);

/* Inputs made from the files until seconds of processor time are spent on each lane; what kills a survivor is saved in folder. */
void search_survivors(struct runner *runner, double seconds, const char *folder);

/* A smaller form of seq that still kills all mutants wanted. */
bool minimize_killer(const struct runner *runner, uint32_t runs, struct sequence *seq);

double processor_seconds(void);
double wall_seconds(void);

#endif
