// SPDX-License-Identifier: MIT
/*
 * The smallest sequence that still shows the same thing.
 *
 * The caller defines "the same" by a pure predicate on a candidate (the tools use "same signature", fuzz/triage/probe.h). The search is
 * greedy and deterministic: it removes ops, then simplifies arguments by op_table, then the machine, until nothing helps any more; no
 * candidate is run twice. The result is 1-minimal: no single op can be left out.
 */
#ifndef FUZZ_MINIMIZE_H
#define FUZZ_MINIMIZE_H

#include "fuzz/language/seq.h"

struct minimize_options {
	/* Does the candidate show it? If so, *needed may be lowered to the number of leading ops that matter. */
	bool (*shows)(void *ctx, const struct sequence *candidate, uint32_t *needed);
	void *ctx;
	uint32_t max_runs; /* stop searching after this many; 0: no limit. The proof is made in any case */
	double seconds;    /* for the whole, with the last tenth reserved for the proof; 0: no limit */
	bool inward;       /* replace ops by what they consist of (op_is_inner), rather than by what people would ask for */
};

struct minimize_result {
	uint32_t ops_before, ops_after;
	uint32_t runs;     /* candidates run, including the proof */
	bool shown;        /* the input shows it at all; otherwise seq is unchanged */
	bool complete;     /* neither the search nor the proof met a limit */
	bool minimal;      /* proven: every single-op deletion was run afresh, and none shows it */
};

void minimize(struct sequence *seq, const struct minimize_options *options, struct minimize_result *result);

/* Does op read slot: as the slot it names, in a run of slots, or as the base of a pfn? */
bool op_reads_slot(const struct op *op, uint32_t slot);

#endif
