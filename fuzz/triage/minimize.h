// SPDX-License-Identifier: MIT
/*
 * The smallest sequence that still shows the same thing.
 *
 * What "the same" is belongs to the caller: a pure predicate on a candidate (the tools use "same signature",
 * fuzz/triage/probe.h). The search is greedy and deterministic: it removes ops, then simplifies arguments by op_table, then
 * the machine, until nothing more gives; it asks for no candidate twice. The result is 1-minimal: no single op can be
 * left out.
 */
#ifndef FUZZ_MINIMIZE_H
#define FUZZ_MINIMIZE_H

#include "fuzz/triage/seen.h"
#include "fuzz/language/seq.h"

struct minimize_options {
	/* Whether the candidate shows it. If so, *needed may be lowered to the number of leading ops that matter. */
	bool (*shows)(void *ctx, const struct sequence *candidate, uint32_t *needed);
	void *ctx;
	uint32_t max_runs; /* stop searching after so many; 0: no limit. The proof is made in any case */
	double seconds;    /* the same in time; 0: no limit */
	bool inward;       /* an op becomes what it is made of (op_is_inner), where it otherwise becomes what people ask for */
};

struct minimize_result {
	uint32_t ops_before, ops_after;
	uint32_t runs;     /* candidates run, the proof included */
	bool shown;        /* the input shows it at all; else seq is unchanged */
	bool complete;     /* no limit was met */
	bool minimal;      /* proven: every single-op deletion was run afresh and shows it no more */
};

void minimize(struct sequence *seq, const struct minimize_options *options, struct minimize_result *result);

/*
 * The search itself, for its passes (minimize.c removes, simplify.c simplifies). trial is scratch for the next
 * candidate; best shows it.
 */
struct search {
	const struct minimize_options *options;
	struct sequence best, trial;
	struct seen seen;
	uint32_t runs;
	double deadline;
	bool stopped; /* a limit was met: every further trial fails */
};

/* Run trial if it is new and of use; true if it shows it and is the best now. */
bool search_try(struct search *search);

/* trial = best, for a pass to change. */
void search_restart_trial(struct search *search);

/* The passes over kinds of op, arguments and machine; true if anything became simpler. */
bool simplify_kinds(struct search *search);
bool simplify_arguments(struct search *search);
bool simplify_machine(struct search *search);
/* Slots named in order of their writing: a, b, c. Once, at the end. */
void simplify_slots(struct search *search);

/* Whether an op of kind whole does what one of kind part does, among other things; or the same in more words. */
bool op_is_part(enum op_kind part, enum op_kind whole);

/* Whether an op of kind part is done on the way by one of kind whole. */
bool op_is_inner(enum op_kind part, enum op_kind whole);

/* Whether op reads slot: as the slot it names, in a run of slots, or as the base of a pfn. */
bool op_reads_slot(const struct op *op, uint32_t slot);

/* Seconds of a clock that never goes back, for the deadlines of searches. */
double search_clock(void);

#endif
