// SPDX-License-Identifier: MIT
/*
 * How many steps a request may take before it counts as hanging. The same wherever sequences are run, so that all commands agree.
 */
#ifndef FUZZ_BUDGET_H
#define FUZZ_BUDGET_H

#include "fuzz/language/machine_size.h"

/*
 * Steps for the subject on a machine of up to BUDGET_PAGES pages; more on larger machines, in proportion. The corpus's costliest request
 * takes a hundredth of this.
 */
enum { STEPS_PER_REQUEST = 1 << 22, BUDGET_PAGES = 1 << 14 };

/* alloc_contig_pages() isolates and un-isolates largest blocks around one range after another until one is free. */
enum { BUDGET_SEARCH = 64 };

/* The oracle scans where the subject walks a list, so it gets this many times the steps. */
enum { ORACLE_PATIENCE = 4096 };

static inline uint64_t steps_allowed(uint64_t limit, const struct machine *machine, bool searches)
{
	return limit * (1 + machine_most_pages(machine) / BUDGET_PAGES) * (searches ? BUDGET_SEARCH : 1);
}

#endif
