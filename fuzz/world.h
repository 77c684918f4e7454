// SPDX-License-Identifier: MIT
/*
 * One side alone on a sequence, op by op: what it is asked, what it answers, what it shows.
 *
 * Lockstep (fuzz/exec.h) compares two sides and keeps what it needs for that; a world is for those who want every request and answer of
 * one side, such as the writer of C programs. The answers of a world resolve its own slots.
 */
#ifndef FUZZ_WORLD_H
#define FUZZ_WORLD_H

#include "contract/subject.h"
#include "fuzz/resolve.h"
#include "fuzz/view.h"

struct world {
	const struct subject *subject;
	void *self; /* NULL: the machine was refused */
	struct machine machine;
	uint32_t first_op; /* behind the machine */
	struct slots slots;
	struct request request; /* of the last step */
	struct answer answer;
	struct view view; /* filled by world_look */
	pfn_t pfns[RESOLVE_MAX];
	uint8_t orders[RESOLVE_MAX];
};

/* NULL never: exits with status 3 when memory is short. */
struct world *world_new(const struct subject *subject, const struct sequence *seq);
void world_free(struct world *world);

/* Ask op index. False: it resolves to nothing. */
bool world_step(struct world *world, const struct sequence *seq, uint32_t index);

/* The whole view and the counters in it. */
void world_look(struct world *world);

#endif
