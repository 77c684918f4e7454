// SPDX-License-Identifier: MIT
/*
 * Did a request take more steps than it is worth? The budget (fuzz/lockstep/budget.h) ends what would not end; this sees what ends, but walks a
 * list or a zone where nothing of the kind is to be done.
 *
 * What a request is worth is what the oracle did for it, the path that both took, and, where memory is moved or made, the machine's pages. How often
 * that may be taken is, by kind of request, four times what the costliest in a million requests of fuzzing campaigns took, or more.
 */
#ifndef FUZZ_EFFORT_H
#define FUZZ_EFFORT_H

#include "contract/machine.h"
#include "contract/request.h"

/* So many steps are less than any request is allowed. */
enum { EFFORT_LEAST = 16 };

/* Steps of the subject for a request that the oracle has answered so; UINT64_MAX: no saying. */
uint64_t effort_allowed(const struct machine *machine, const struct request *request, const struct answer *oracle);

#endif
