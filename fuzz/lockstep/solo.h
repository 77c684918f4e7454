// SPDX-License-Identifier: MIT
/*
 * Run one side alone on a sequence, op by op: its requests, its answers, its views.
 *
 * Lockstep (exec.h) compares two sides and keeps only what it needs for that; a solo gives access to every request and answer of one side,
 * for example to the writer of C programs. Slots are resolved from this side's own answers.
 */
#ifndef FUZZ_SOLO_H
#define FUZZ_SOLO_H

#include "contract/subject.h"
#include "fuzz/lockstep/resolve.h"
#include "fuzz/lockstep/view.h"

struct solo {
	const struct subject *subject;
	void *self; /* NULL: the machine was refused */
	struct machine machine;
	uint32_t first_op; /* index of the first op after the machine */
	struct slots slots;
	struct request request; /* of the last step */
	struct answer answer;
	struct view view; /* filled by solo_look */
	pfn_t pfns[RESOLVE_MAX];
	uint8_t orders[RESOLVE_MAX];
};

/* Never returns NULL: exits with status 3 if memory is short. */
struct solo *solo_new(const struct subject *subject, const struct sequence *seq);
void solo_free(struct solo *solo);

/* Carry out op index. False: it does not resolve to a request. */
bool solo_step(struct solo *solo, const struct sequence *seq, uint32_t index);

/* Fill solo->view, counters included. */
void solo_look(struct solo *solo);

#endif
