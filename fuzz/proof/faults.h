// SPDX-License-Identifier: MIT
/*
 * Fault loops: a sequence is run once undisturbed, and then again for every n with its n-th chance to fail taken, each time in lockstep.
 * What can fail is what the kernel does not control: a page that turns out to be damaged, the pages of a per-CPU list's refill, an answer
 * of the outside world (reclaim, compaction, ...), and memory exactly at a watermark.
 */
#ifndef FUZZ_FAULTS_H
#define FUZZ_FAULTS_H

#include "fuzz/lockstep/exec.h"

enum fault_kind {
	FAULT_PAGE,   /* the n-th block allocated is damaged just before: its head, its last page */
	FAULT_FREE,   /* the n-th block freed is damaged just before */
	FAULT_REFILL, /* pages of the n-th refill are damaged: the first, the last, all of them */
	FAULT_MEMORY, /* at the n-th request for memory only blocks of 1, up to 2, up to 4 pages are left */
	FAULT_ANSWER, /* the n-th question gets each of the other possible answers; once, and from then on */
	FAULT_MARK,   /* the n-th request meets a watermark at free - 1, free, free + 1 */
	NR_FAULTS,
};
extern const char *const fault_names[NR_FAULTS];

struct faults_options {
	const struct subject *subject, *oracle;
	uint64_t step_limit;
};

struct faults_result {
	uint64_t chances[NR_FAULTS]; /* number found, of each kind */
	uint64_t loops[NR_FAULTS];   /* runs with a fault */
	uint64_t idle;               /* loops in which both sides refused the fault, such as damage that a page cannot have */
	struct divergence divergence; /* of the first loop that diverged, or of the undisturbed run */
	enum fault_kind kind;        /* kind of that loop; NR_FAULTS: the undisturbed run */
	uint64_t n;
};

/* False: a loop diverged; it is the last one, and *input is its sequence. Ops beyond SEQ_OPS_MAX - 128 are left out. */
bool faults_run(const struct faults_options *options, const struct sequence *seq, struct faults_result *result, struct sequence *input);

#endif
