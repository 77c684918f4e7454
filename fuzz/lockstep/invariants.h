// SPDX-License-Identifier: MIT
/*
 * What must hold in every view whatever the subject, by number: docs/invariants.md is the list, the numbers are frozen.
 *
 * Only the view, the machine and the requests made are looked at, so that the checker shares nothing with a subject and can be tested
 * by damaging a view.
 */
#ifndef FUZZ_INVARIANTS_H
#define FUZZ_INVARIANTS_H

#include "contract/machine.h"
#include "contract/request.h"
#include "contract/view.h"

enum { INVARIANT_TEXT = 64 };

/* Memory of the checker, kept between calls. Start with zeroes. */
struct invariants {
	uint8_t *mark; /* one byte per page of the view */
	size_t room;
	/* History that excuses a broken number, where the kernel itself breaks it. */
	bool odd_isolation; /* a range was isolated or given back that does not end at multiples of the largest block; 4.14: isolated twice */
	bool odd_cma; /* an isolation as CMA failed half-way: the part undone became CMA, however it is aligned */
	bool regrouped; /* memory was added: with each addition the kernel decides anew whether it groups by mobility */
	uint32_t isolations; /* successful, since the start */
	uint32_t without; /* bit n: number n is not asked for, fuzz/lockstep/blind.h */
};

/* A new world: no history. */
void invariants_start(struct invariants *invariants);

/* A request that both sides have answered. */
void invariants_note(struct invariants *invariants, const struct machine *machine, const struct request *request, const struct answer *answer);

void invariants_release(struct invariants *invariants);

/* 0 if all hold; else the number of the first broken one, its place in where ("zone=0 pfn=1024"), what is and what should be. */
int invariants_check(struct invariants *invariants, const struct machine *machine, const struct view *view, char where[INVARIANT_TEXT],
		     int64_t *is, int64_t *should);

/* One line saying what invariant number says; NULL if there is none of that number. */
const char *invariant_name(int number);

#endif
