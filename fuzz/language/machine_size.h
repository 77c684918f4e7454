// SPDX-License-Identifier: MIT
/*
 * How large a machine is, in pages. Zones do not overlap, so that no sum passes 32 bits.
 */
#ifndef FUZZ_MACHINE_SIZE_H
#define FUZZ_MACHINE_SIZE_H

#include "contract/machine.h"

/* Of its zones, as it boots. */
static inline uint32_t machine_pages(const struct machine *machine)
{
	uint32_t pages = 0;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		pages += machine->zone[zone].end_pfn - machine->zone[zone].start_pfn;
	return pages;
}

/* End of its highest zone. */
static inline pfn_t machine_zones_end(const struct machine *machine)
{
	pfn_t end = 0;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		if (machine->zone[zone].end_pfn > end)
			end = machine->zone[zone].end_pfn;
	return end;
}

/* End of all memory there may be: what is added comes above everything else. */
static inline pfn_t machine_end(const struct machine *machine)
{
	const pfn_t end = machine_zones_end(machine);

	return machine->hot_end > end ? machine->hot_end : end;
}

/* With all that may be added. */
static inline uint32_t machine_most_pages(const struct machine *machine)
{
	return machine_pages(machine) + machine_end(machine) - machine_zones_end(machine);
}

#endif
