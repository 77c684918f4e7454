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

#include "fuzz/language/seq.h"

struct minimize_options {
	/* Whether the candidate shows it. If so, *needed may be lowered to the number of leading ops that matter. */
	bool (*shows)(void *ctx, const struct sequence *candidate, uint32_t *needed);
	void *ctx;
	uint32_t max_runs; /* stop searching after so many; 0: no limit. The proof is made in any case */
	double seconds;    /* of the whole, the last tenth of it for the proof alone; 0: no limit */
	bool inward;       /* an op becomes what it is made of (op_is_inner), where it otherwise becomes what people ask for */
};

struct minimize_result {
	uint32_t ops_before, ops_after;
	uint32_t runs;     /* candidates run, the proof included */
	bool shown;        /* the input shows it at all; else seq is unchanged */
	bool complete;     /* no limit was met, by the search or the proof */
	bool minimal;      /* proven: every single-op deletion was run afresh and shows it no more */
};

void minimize(struct sequence *seq, const struct minimize_options *options, struct minimize_result *result);

/* Whether op reads slot: as the slot it names, in a run of slots, or as the base of a pfn. */
bool op_reads_slot(const struct op *op, uint32_t slot);

#endif
