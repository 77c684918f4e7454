// SPDX-License-Identifier: MIT
/*
 * Fault loops: a sequence is run once undisturbed, and then again with its n-th chance to fail taken, for every n to the end; each run in
 * lockstep. What can fail is what the kernel cannot choose: a page that turns out to be damaged, a refill of a per-CPU list, an answer of
 * the world outside (reclaim, compaction, ...), and memory exactly at a watermark.
 */
#ifndef FUZZ_FAULTS_H
#define FUZZ_FAULTS_H

#include "fuzz/lockstep/exec.h"

enum fault_kind {
	FAULT_PAGE,   /* the n-th block given is damaged just before: its head, its last page */
	FAULT_FREE,   /* the n-th block freed is */
	FAULT_REFILL, /* pages that the n-th refill brings are: the first, the last, all of them */
	FAULT_MEMORY, /* at the n-th request for memory only blocks of 1, up to 2, up to 4 pages are left */
	FAULT_ANSWER, /* the n-th question is answered otherwise, in each way there is; once, and from then on */
	FAULT_MARK,   /* the n-th request meets a watermark at free - 1, free, free + 1 */
	NR_FAULTS,
};
extern const char *const fault_names[NR_FAULTS];

struct faults_options {
	const struct subject *subject, *oracle;
	uint64_t step_limit;
};

struct faults_result {
	uint64_t chances[NR_FAULTS]; /* n of the last one */
	uint64_t loops[NR_FAULTS];   /* runs with a fault */
	uint64_t idle;               /* loops whose fault both sides refused, as damage to a page that cannot have it */
	struct divergence divergence; /* of the first loop that diverged, or of the undisturbed run */
	enum fault_kind kind;        /* and which that was: NR_FAULTS for the undisturbed run */
	uint64_t n;
};

/* False: a loop diverged, and *input is its sequence. Stops there. Ops beyond SEQ_OPS_MAX - 128 are left out. */
bool faults_run(const struct faults_options *options, const struct sequence *seq, struct faults_result *result, struct sequence *input);

#endif
