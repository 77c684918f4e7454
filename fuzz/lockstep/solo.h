// SPDX-License-Identifier: MIT
/*
 * One side alone on a sequence, op by op: what it is asked, what it answers, what it shows.
 *
 * Lockstep (fuzz/lockstep/exec.h) compares two sides and keeps what it needs for that; a world is for those who want every
 * request and answer of one side, such as the writer of C programs. Its answers resolve its own slots.
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
	uint32_t first_op; /* behind the machine */
	struct slots slots;
	struct request request; /* of the last step */
	struct answer answer;
	struct view view; /* filled by solo_look */
	pfn_t pfns[RESOLVE_MAX];
	uint8_t orders[RESOLVE_MAX];
};

/* NULL never: exits with status 3 when memory is short. */
struct solo *solo_new(const struct subject *subject, const struct sequence *seq);
void solo_free(struct solo *solo);

/* Ask op index. False: it resolves to nothing. */
bool solo_step(struct solo *solo, const struct sequence *seq, uint32_t index);

/* The whole view and the counters in it. */
void solo_look(struct solo *solo);

#endif
