// SPDX-License-Identifier: MIT
/*
 * What the machine says about memory: where it is, where it is not, and what is reserved at boot. Computed by scanning the machine.
 *
 * Kernel: memblock, as far as the allocator uses it.
 */
#ifndef ALLOCATOR_MEMMAP_H
#define ALLOCATOR_MEMMAP_H

#include "allocator/state.h"

/* Does the machine keep every rule of contract/machine.h? */
bool machine_valid(const struct machine *machine);

struct run {
	pfn_t start, end;
};
/* The first run of free memory (present, not reserved, not CMA) of a node at or after pfn, across zone borders. */
bool memmap_free_run(const struct machine *machine, unsigned node, pfn_t from, struct run *run);
/* The first run of memory (holes excepted) of one zone at or after pfn. */
bool memmap_present_run(const struct machine_zone *zone, const struct machine *machine, pfn_t from, struct run *run);

#endif
