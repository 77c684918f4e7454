// SPDX-License-Identifier: MIT
/*
 * Bugs with a known smallest reproducer: a subject that passes every request on to another one and falsifies answers under a condition.
 *
 * Each row of the table says when it lies, how, and how many ops the shortest sequence that shows it has. The row in force is a global of
 * the test program, because struct subject carries no context of its own. So only one can be in force, chosen before a world boots.
 */
#ifndef TESTS_PLANTED_H
#define TESTS_PLANTED_H

#include "contract/subject.h"
#include "fuzz/language/seq.h"

/* What a planted subject remembers about its world. */
struct planted_state {
	uint32_t allocs, frees, splits, drains, drain_alls, gets, free_lists; /* successful requests of each kind */
	uint32_t last_cpu;  /* of the last successful allocation */
	bool lying;         /* from now on counters and views are wrong */
	void (*stop)(void *ctx);
	void *stop_ctx;
};

struct plant {
	const char *name;
	uint32_t ops;          /* of the smallest sequence */
	const char *signature; /* of the divergence that this sequence shows */
	void (*lie)(struct planted_state *state, const struct request *request, struct answer *answer); /* after each request */
	void (*counters)(struct zone_counters *zones); /* while lying; NULL: no change */
	void (*view)(struct view *view);
	int check; /* what the subject's own check returns while lying */
};

extern const struct plant planted_table[];
extern const uint32_t planted_count;

/* A subject that passes on to inner and lies as row index of the table says. Valid until the next call. */
const struct subject *planted_subject(uint32_t index, const struct subject *inner);
/* planted_subject() for a row that is not in the table. */
const struct subject *planted_by(const struct plant *row, const struct subject *inner);

/* A random sequence, long enough to meet most of the conditions. It depends on the seed alone, on every platform. */
void planted_sequence(struct sequence *seq, uint64_t seed, uint32_t nr_ops);

#endif
