// SPDX-License-Identifier: MIT
/*
 * Bugs with a known smallest reproducer: a subject that passes everything on to another one and lies under a condition.
 *
 * Each row of the table says when it lies, how, and how many ops the shortest sequence has that shows it. The row in
 * force is a global of the test program, because struct subject carries no context of its own: one at a time, chosen
 * before a world boots.
 */
#ifndef TESTS_PLANTED_H
#define TESTS_PLANTED_H

#include "contract/subject.h"
#include "fuzz/language/seq.h"

/* What a planted subject remembers of a world. */
struct planted_state {
	uint32_t allocs, frees, splits, drains, drain_alls, gets, free_lists; /* that succeeded */
	uint32_t last_cpu;  /* of the last successful allocation */
	bool lying;         /* what counters and views show is wrong from now on */
	void (*stop)(void *ctx);
	void *stop_ctx;
};

struct plant {
	const char *name;
	uint32_t ops;          /* of the smallest sequence */
	const char *signature; /* of that sequence */
	void (*lie)(struct planted_state *state, const struct request *request, struct answer *answer); /* after each request */
	void (*counters)(struct zone_counters *zones); /* while lying; NULL: no change */
	void (*view)(struct view *view);
	int check; /* what the subject's own check says while lying */
};

extern const struct plant planted_table[];
extern const uint32_t planted_count;

/* The subject that lies over inner as row index says, until the next call. */
const struct subject *planted_subject(uint32_t index, const struct subject *inner);
/* The same of a row that is not in the table. */
const struct subject *planted_by(const struct plant *row, const struct subject *inner);

/* A sequence that meets most conditions sooner or later; the same for the same seed everywhere. */
void planted_sequence(struct sequence *seq, uint64_t seed, uint32_t nr_ops);

#endif
