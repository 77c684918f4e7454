/* SPDX-License-Identifier: MIT */
/* The layout of the sequence's machine: the spans of zones, holes, reserved ranges, the runs that boot frees. */

enum { AROUND = 2 << (MAX_ORDER - 1) }; /* pages that exist around those of a zone */

static unsigned long first_pfn(const struct machine *machine)
{
	unsigned long first = -1UL;
	int i;

	for (i = 0; i < machine->nr_zones; i++)
		first = min_t(unsigned long, first, ALIGN_DOWN(machine->zone[i].start_pfn, AROUND));
	return first;
}

static unsigned long end_pfn(const struct machine *machine)
{
	unsigned long end = ALIGN(machine->hot_end, AROUND);
	int i;

	for (i = 0; i < machine->nr_zones; i++)
		end = max_t(unsigned long, end, ALIGN(machine->zone[i].end_pfn, AROUND));
	return end;
}

/* Index of the machine's zone that contains the page, or -1. */
static int zone_around(unsigned long pfn)
{
	int i;

	for (i = 0; i < world.machine.nr_zones; i++)
		if (pfn >= world.machine.zone[i].start_pfn && pfn < world.machine.zone[i].end_pfn)
			return i;
	return -1;
}

/* The kind of range at a pfn of a zone, -1 for plain memory; *until is lowered to where that ends. */
static int memory_at(const struct machine *machine, unsigned long pfn, unsigned long *until)
{
	int i;

	for (i = 0; i < machine->nr_ranges; i++) {
		const struct machine_range *range = &machine->range[i];

		if (pfn < range->start_pfn) {
			*until = min_t(unsigned long, *until, range->start_pfn);
			return -1;
		}
		if (pfn < range->end_pfn) {
			*until = min_t(unsigned long, *until, range->end_pfn);
			return range->kind;
		}
	}
	return -1;
}

/* Does the zone have memory that is free from the start? Its first section is never deferred. */
static bool has_memory(const struct machine *machine, const struct machine_zone *zone)
{
	const unsigned long end = machine->deferred ? min_t(unsigned long, zone->end_pfn, zone->start_pfn + machine->section_pages) : zone->end_pfn;
	unsigned long pfn, until;

	for (pfn = zone->start_pfn; pfn < end; pfn = until) {
		int kind;

		until = end;
		kind = memory_at(machine, pfn, &until);
		if (kind == -1)
			return true;
	}
	return false;
}

/* Do two zones have pages of one largest block? Kernels are not booted that way, and their assertions do not hold on such machines. */
static bool zones_share_a_block(const struct machine *machine)
{
	const unsigned long largest = 1UL << (machine->max_order - 1);
	int i, j;

	for (i = 0; i < machine->nr_zones; i++)
		for (j = 0; j < machine->nr_zones; j++) {
			const struct machine_zone *low = &machine->zone[i], *high = &machine->zone[j];

			if (low->start_pfn < low->end_pfn && high->start_pfn < high->end_pfn && low->start_pfn < high->start_pfn &&
			    ALIGN_DOWN(low->end_pfn - 1, largest) >= ALIGN_DOWN(high->start_pfn, largest))
				return true;
		}
	return false;
}

/* A kernel needs memory outside ZONE_MOVABLE; otherwise it has no node to boot from. */
static bool zones_are_fine(const struct machine *machine)
{
	int i;

	for (i = 0; i < machine->nr_zones; i++)
		if (machine->zone[i].kind != BC_ZONE_MOVABLE && has_memory(machine, &machine->zone[i]))
			return true;
	return false;
}
