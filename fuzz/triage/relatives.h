// SPDX-License-Identifier: MIT
/*
 * What else goes wrong one step away from a core (fuzz/triage/reduce.h): an op left out, repeated or added; an argument changed; another
 * request at the end. Such a sequence is a relative of the core if its last op goes wrong in at least one of the core's ways (others may be
 * added), and if it has at least four lines, each of which before the last is needed for what it shows. The last condition is there because
 * a bug that shows after any free is one step away from every core with a free in it, and that says nothing about the core.
 */
#ifndef FUZZ_RELATIVES_H
#define FUZZ_RELATIVES_H

#include "fuzz/triage/probe.h"

enum { RELATIVES_MAX = 32, RELATIVES_OPS = 64 /* a longer core gets none: its neighbourhood takes too long */ };

/* The first relatives found, each as a number for its signature and ways. Lies in shared memory: no pointers. */
struct relatives {
	uint32_t count;
	uint64_t shown[RELATIVES_MAX];
};

/* The number of a relative. */
uint64_t relatives_number(const char *signature, const char *ways);

/* Find the relatives of a core with this outcome. seconds: when to stop; 0: never. */
void relatives_find(struct probe *probe, const struct sequence *core, const struct probe_outcome *outcome, double seconds, struct relatives *out);

#endif
