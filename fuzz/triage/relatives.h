// SPDX-License-Identifier: MIT
/*
 * What else goes wrong one step away from a core (fuzz/triage/reduce.h): an op left out, twice, or one more; an argument changed; another request
 * at the end. A sequence of that kind is a relative of the core if its last op goes wrong in some way of the core's, if in others too, and if it is
 * not bare: it has four lines at least, and every one before the last is needed for what it shows. Where a mistake shows
 * after any free, every core with a free in it is one step away from it; that says nothing, and needs nothing of the core.
 */
#ifndef FUZZ_RELATIVES_H
#define FUZZ_RELATIVES_H

#include "fuzz/triage/probe.h"

enum { RELATIVES_MAX = 32, RELATIVES_OPS = 64 /* a longer core has none: its neighbourhood takes too long */ };

/* The first of them, each as a number that stands for its signature and its ways. Lies in shared memory: no pointers. */
struct relatives {
	uint32_t count;
	uint64_t shown[RELATIVES_MAX];
};

/* That number. */
uint64_t relatives_number(const char *signature, const char *ways);

/* Of a core and its outcome. seconds: when to stop looking, 0: never. */
void relatives_find(struct probe *probe, const struct sequence *core, const struct probe_outcome *outcome, double seconds, struct relatives *out);

#endif
