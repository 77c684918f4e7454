// SPDX-License-Identifier: MIT
/*
 * What must hold in every view, whatever the subject, by number: docs/invariants.md is the list, the numbers are frozen.
 *
 * Only the view, the machine and the requests made are used, so that the checker shares nothing with a subject and can be tested by
 * damaging a view.
 */
#ifndef FUZZ_INVARIANTS_H
#define FUZZ_INVARIANTS_H

#include "contract/machine.h"
#include "contract/request.h"
#include "contract/view.h"

enum { INVARIANT_TEXT = 64 };

/* State of the checker, kept between calls. Initialise with zeroes. */
struct invariants {
	uint8_t *mark; /* one byte per page of the view */
	size_t room;
	/* History that excuses a broken invariant, because the kernel itself breaks it then. */
	bool odd_isolation; /* a range not aligned to the largest block was isolated or un-isolated; 4.14: isolated twice */
	bool odd_cma; /* an isolation as CMA failed half-way: the part undone became CMA, however it is aligned */
	bool regrouped; /* memory was hot-added: each time the kernel decides anew whether it groups by mobility */
	uint32_t isolations; /* successful ones, since the start */
	uint32_t without; /* bit n: invariant n is not checked (fuzz/lockstep/blind.h) */
};

/* Forget all history: a new world. */
void invariants_start(struct invariants *invariants);

/* Record a request that both sides have answered. */
void invariants_note(struct invariants *invariants, const struct machine *machine, const struct request *request, const struct answer *answer);

void invariants_release(struct invariants *invariants);

/*
 * 0 if all hold; else the number of the first broken one, its place in where ("zone=0 pfn=1024"), the value found and the value expected.
 */
int invariants_check(struct invariants *invariants, const struct machine *machine, const struct view *view, char where[INVARIANT_TEXT],
		     int64_t *is, int64_t *should);

/* The statement of an invariant in one line; NULL if there is none of that number. */
const char *invariant_name(int number);

#endif
