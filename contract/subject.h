// SPDX-License-Identifier: MIT
/*
 * What the harness knows of a side: a handful of functions over memory that the caller supplies.
 *
 * A subject is a pure function of its machine and requests: no clock, address, thread or environment reaches an answer.
 */
#ifndef CONTRACT_SUBJECT_H
#define CONTRACT_SUBJECT_H

#include "machine.h"
#include "request.h"
#include "view.h"

struct subject {
	const char *name;
	/* Bytes an instance needs for this machine; 0 if it refuses the machine. Memory must be aligned to 64. */
	size_t (*size)(const struct machine *machine);
	/* Boot a world in self (size() bytes, any content). False: machine refused. The machine is copied, not kept. */
	bool (*boot)(void *self, const struct machine *machine);
	/* Answer one request. The fields of answer below nr_path are valid up to the counts. */
	void (*apply)(void *self, const struct request *request, struct answer *answer);
	/* Counters of every zone, machine order. */
	void (*counters)(const void *self, struct zone_counters *zones);
	/* Fill the whole view. The caller has sized the buffers. */
	void (*view)(const void *self, struct view *view);
	/* NULL, or a check of the subject's own structures: 0 if sound, else the number of the broken invariant. */
	int (*check)(const void *self);
	/* NULL, or: call stop(ctx) from inside apply once the request has taken more than limit steps. stop may not return. */
	void (*step_limit)(void *self, uint64_t limit, void (*stop)(void *ctx), void *ctx);
};

#endif
