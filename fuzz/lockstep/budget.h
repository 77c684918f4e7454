// SPDX-License-Identifier: MIT
/*
 * How many steps a request may take before it counts as hanging: the same wherever sequences are run, so that what one command finds the
 * next one shows.
 */
#ifndef FUZZ_BUDGET_H
#define FUZZ_BUDGET_H

#include "fuzz/language/machine_size.h"

/* Of the subject, on a machine of up to BUDGET_PAGES pages; more memory gets as much more. The corpus's costliest request takes a hundredth. */
enum { STEPS_PER_REQUEST = 1 << 22, BUDGET_PAGES = 1 << 14 };

/* alloc_contig_pages() isolates and gives back the largest blocks around one range after the other until one is free. */
enum { BUDGET_SEARCH = 64 };

/* The oracle scans where the subject walks a list, so its unit is coarser by the size of the machine. */
enum { ORACLE_PATIENCE = 4096 };

static inline uint64_t steps_allowed(uint64_t limit, const struct machine *machine, bool searches)
{
	return limit * (1 + machine_most_pages(machine) / BUDGET_PAGES) * (searches ? BUDGET_SEARCH : 1);
}

#endif
