// SPDX-License-Identifier: MIT
/*
 * Checks left out on purpose, to measure what each is worth: what is still found without it, and how much later?
 *
 * A comparison is left out by giving the oracle the subject's value before the two are compared, so the comparison itself knows nothing of
 * this and costs nothing more. Invariants, the subject's own check and assertions, and the step budget are skipped.
 */
#ifndef FUZZ_BLIND_H
#define FUZZ_BLIND_H

#include "contract/machine.h"
#include "contract/request.h"
#include "contract/view.h"
#include "fuzz/lockstep/exec.h"

enum { BLIND_MAX = 96 };

/* Initialise with zeroes: nothing is left out. */
struct blind {
	bool out[BLIND_MAX]; /* by index of the check in blind.c */
	uint32_t invariants; /* bit n: invariant n is left out */
	bool check, steps;
};

/* The checks in the order in which they are made: "answer.value", "counter.free", "view.list", "invariant.7", "check", "steps". */
const char *blind_name(uint32_t number); /* NULL: number is past the last check */
/* Leave out what a word names: one check, all of a family ("counter"), or "oracle": every comparison. False: no such check. */
bool blind_add(struct blind *blind, const char *word);
/* The check that found a difference; -1 if it cannot be left out (a machine refused, an expectation of a file). */
int blind_which(const struct divergence *diff);

void blind_answer(const struct blind *blind, const struct answer *subject, struct answer *oracle);
void blind_counters(const struct blind *blind, const struct zone_counters *subject, struct zone_counters *oracle, uint32_t nr_zones);
/* Includes the counters in the view. */
void blind_view(const struct blind *blind, const struct machine *machine, const struct view *subject, struct view *oracle);

#endif
