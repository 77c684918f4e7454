// SPDX-License-Identifier: MIT
/*
 * Did a request take out-of-proportion many steps? The budget (budget.h) ends requests that would never end; this finds requests that end
 * but walk a list or a zone without need.
 *
 * A request's worth is computed from the oracle's steps, the path that both took, and, if memory is moved or initialised, the machine's
 * pages. The allowed multiple of it, per kind of request, is at least four times what the costliest of a million fuzzed requests needed.
 */
#ifndef FUZZ_EFFORT_H
#define FUZZ_EFFORT_H

#include "contract/machine.h"
#include "contract/request.h"

/* Every request is allowed more steps than this. */
enum { EFFORT_LEAST = 16 };

/* The subject's steps allowed for a request to which the oracle gave this answer; UINT64_MAX: no limit. */
uint64_t effort_allowed(const struct machine *machine, const struct request *request, const struct answer *oracle);

#endif
