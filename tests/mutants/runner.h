// SPDX-License-Identifier: MIT
/*
 * Shared by the parts of the runner: the mutants of one build, the files, and the outcome of each mutant.
 */
#ifndef TESTS_MUTANTS_RUNNER_H
#define TESTS_MUTANTS_RUNNER_H

#include "fuzz/lockstep/exec.h"

/* The side with all its mutants in two forms: one runs the mutant in mutant_wanted, one notes in mutant_reached which would differ. */
extern const struct subject MUTANTS_CHOOSING, MUTANTS_NOTING;
extern unsigned mutant_wanted; /* 0: none */
extern unsigned char mutant_reached[];

enum fate { FATE_UNREACHED, FATE_SURVIVED, FATE_DIVERGED, FATE_CRASHED, FATE_HUNG };

struct outcome {
	uint32_t fate;     /* enum fate */
	uint32_t file;     /* the input that killed it */
	uint32_t runs;
	uint32_t milliseconds; /* of wall clock time */
	uint32_t trials;   /* inputs of the search that could have shown it */
	struct divergence divergence;
};

struct runner {
	const struct subject *oracle;
	uint32_t nr_mutants; /* numbers run from 1 to this */
	uint32_t jobs;
	const uint32_t *wanted; /* numbers of the mutants to run */
	uint32_t nr_wanted;
	struct sequence *file;
	char **path;
	uint32_t nr_files;
	double *cost;          /* of each file, processor seconds */
	uint8_t *reach;        /* shared: [file * (nr_mutants + 1) + mutant] */
	struct outcome *outcome; /* shared: [mutant] */
};

/* Run seq on the mutant in a process of its own. Returns its fate, and its divergence if it diverged. */
enum fate run_mutant(const struct runner *runner, uint32_t mutant, const struct sequence *seq, uint32_t view_period, double seconds,
		     struct divergence *divergence);

/* Set mutant_reached to the mutants that would make a difference in seq. False: the side diverges without a mutant. */
bool note_reached(const struct runner *runner, const struct sequence *seq);

/* Measure the cost and reach of each file; call it before the others. */
void look_at_files(struct runner *runner);
void replay_all(struct runner *runner);

bool mutant_alive(const struct runner *runner, uint32_t mutant);

/* Run input on up to `trials` survivors in mutant_reached, the least tried first and none more than trials_max times in all. An input that
 * kills a mutant is saved in folder under the mutant's number. */
void try_input(struct runner *runner, const struct sequence *input, uint32_t trials, uint32_t trials_max, const char *folder);

/* The same for each file named in list, one per line; trials applies to each file. */
void try_candidates(struct runner *runner, const char *list, uint32_t trials, const char *folder);

/* Run inputs made from the files, for `seconds` of wall clock time in each lane; those that kill a survivor are saved in folder. */
void search_survivors(struct runner *runner, double seconds, const char *folder);

/* Reduce seq to a smaller form that still kills all mutants wanted. */
bool minimize_killer(const struct runner *runner, uint32_t runs, struct sequence *seq);

double processor_seconds(void);
double wall_seconds(void);

#endif
