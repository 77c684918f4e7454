// SPDX-License-Identifier: MIT
/*
 * The size of a machine, in pages. Zones do not overlap, so no sum exceeds 32 bits.
 */
#ifndef FUZZ_MACHINE_SIZE_H
#define FUZZ_MACHINE_SIZE_H

#include "contract/machine.h"

/* Pages of its zones at boot. */
static inline uint32_t machine_pages(const struct machine *machine)
{
	uint32_t pages = 0;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		pages += machine->zone[zone].end_pfn - machine->zone[zone].start_pfn;
	return pages;
}

/* The end of its highest zone. */
static inline pfn_t machine_zones_end(const struct machine *machine)
{
	pfn_t end = 0;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		if (machine->zone[zone].end_pfn > end)
			end = machine->zone[zone].end_pfn;
	return end;
}

/* The end of all memory that it may ever have: hot-added memory lies above everything else. */
static inline pfn_t machine_end(const struct machine *machine)
{
	const pfn_t end = machine_zones_end(machine);

	return machine->hot_end > end ? machine->hot_end : end;
}

/* Pages of its zones, plus all that may be hot-added. */
static inline uint32_t machine_most_pages(const struct machine *machine)
{
	return machine_pages(machine) + machine_end(machine) - machine_zones_end(machine);
}

#endif
