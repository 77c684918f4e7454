// SPDX-License-Identifier: MIT
/*
 * From a pile of files to named bugs: reproduce, cut, minimize, name, cluster, keep.
 *
 * Each input runs three times in processes of its own. Inputs with the same signature are one bug; the shortest of them are minimized, and
 * the smallest minimum becomes the bug's folder, <out>/<signature>/. Inputs whose minima reduce to the same core are grouped, because they
 * probably have the same cause. Intermediate results are kept under <out>/.triage until the run is complete, so that an interrupted run can
 * be resumed. docs/triage.md is for users.
 */
#ifndef FUZZ_TRIAGE_H
#define FUZZ_TRIAGE_H

#include "fuzz/triage/relatives.h"

struct triage_options {
	const struct subject *subject, *oracle;
	const char *out;      /* folder of the bugs, created if it does not exist */
	char **path;          /* inputs */
	uint32_t nr_paths;
	uint32_t jobs;        /* processes; 0: one per processor */
	uint32_t samples;     /* inputs of a signature to minimize; 0: all */
	uint32_t max_runs;    /* of one minimization */
	double seconds;       /* limit of one minimization, and of each of the three searches that follow it to find the input's group */
	uint64_t step_limit;
	uint32_t milliseconds; /* time limit of one run; 0: the probe's default */
	bool every_op;         /* compare whole views after each op, whatever the machine's size */
	void (*progress)(const char *phase, uint32_t done, uint32_t total); /* NULL: none */
};

enum finding {
	FOUND_NOTHING,  /* all agree, three times */
	FOUND_BUG,      /* the same signature three times */
	FOUND_UNSTEADY, /* not the same three times: not reproducible */
	FOUND_SKIPPED,  /* not a sequence, or one that needs more memory than there is: see message */
	FOUND_LOST,     /* the process examining it died */
	FOUND_REFUSED,  /* nothing was run: the subject refuses the machine */
};

enum { TRIAGE_ASKS = 128 };

/* What is known of an input. Lies in shared memory: no pointers. */
struct triage_result {
	enum finding finding;
	char signature[96];
	char shows[192];   /* the difference in words, or why the input was skipped */
	/* For a sample: the ways in which its core goes wrong, and the core's requests in order. "": not a sample, or it has no core. */
	char ways[DIFFERENCES_TEXT], asks[TRIAGE_ASKS];
	char inner[DIFFERENCES_TEXT]; /* the ways of its core when ops are replaced by what they consist of */
	struct relatives relatives;
	uint64_t hash;     /* of the file; 0 if it was not read */
	uint32_t ops, ops_cut, ops_min; /* as given, cut after the difference, minimized (0: not minimized) */
	uint32_t runs;
	bool minimal;      /* ops_min is proven 1-minimal */
	uint32_t group;    /* index into triage.group; valid for FOUND_BUG only */
};

enum verdict { BUG_NEW, BUG_KNOWN, BUG_REGRESSED, BUG_FIXED, NR_VERDICTS };

struct triage_bug {
	char signature[96];
	char shows[192];
	enum verdict verdict;
	uint32_t inputs;   /* inputs that show it in this run */
	uint32_t group;    /* the group of most of its inputs: index into triage.group */
	uint32_t best;     /* the input whose minimum is kept; NO_INPUT: the stored one */
	uint32_t ops_min;
	bool minimal;
	bool stored;       /* it had a folder before this run */
	char first[16];    /* date on which it was first seen, YYYY-MM-DD */
};

/* Inputs that probably have the same cause. */
struct triage_group {
	char name[112];    /* signature of the simplest bug with most of its inputs in it; if there is none, of one with some, plus "~2" */
	uint32_t inputs;
};

enum { NO_INPUT = 0xffffffff };

struct triage {
	struct triage_options options;
	struct triage_result *result; /* nr_paths inputs, then the stored minima; shared */
	struct triage_bug *bug;       /* by group, groups with most inputs first, each led by its simplest bug; then by signature */
	uint32_t nr_bugs;
	struct triage_group *group;
	uint32_t nr_groups;
	struct stored_bug *stored;    /* folders that existed before this run */
	uint32_t nr_stored;
	char *state;                  /* folder of intermediate results */
	int lock;                     /* descriptor of out, locked while this runs; -1: locking is not possible */
};

/* The whole triage, folders included. Exits with status 2 or 3 if it cannot work. */
struct triage *triage_run(const struct triage_options *options);
void triage_free(struct triage *triage);

/* Numbers of inputs with that finding, and of bugs that inputs show. */
uint32_t triage_count(const struct triage *triage, enum finding finding);
uint32_t triage_nr_shown(const struct triage *triage);
uint32_t triage_nr_groups(const struct triage *triage); /* that have inputs */
const char *triage_group_of(const struct triage *triage, const struct triage_bug *bug);
bool triage_is_clean(const struct triage *triage);

const char *finding_name(enum finding finding);
const char *verdict_name(enum verdict verdict);

/* A table for people; JUnit for CI. */
void triage_print_table(const struct triage *triage, FILE *out);

void triage_print_junit(const struct triage *triage, FILE *out);

#endif
