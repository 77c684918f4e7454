// SPDX-License-Identifier: MIT
/*
 * The machine's memory map: where memory is, and to which zone pages belong that have none behind them.
 *
 * Kernel: memblock, memmap_init().
 */
#include "model/model.h"

static pfn_t nearer(pfn_t boundary, pfn_t pfn, pfn_t until)
{
	return boundary > pfn && boundary < until ? boundary : until;
}

/* What the machine says is at pfn, and the zone it is in; the answer is the same up to *until. */
enum memory m_memory_at(const struct world *w, pfn_t pfn, uint8_t *zone, pfn_t *until)
{
	const struct machine *m = &w->machine;
	enum memory kind = MEMORY_NONE;

	*until = PFN_NONE;
	*zone = NO_ZONE;
	for (uint8_t i = 0; i < m->nr_zones; i++) {
		*until = nearer(m->zone[i].start_pfn, pfn, nearer(m->zone[i].end_pfn, pfn, *until));
		if (pfn >= m->zone[i].start_pfn && pfn < m->zone[i].end_pfn) {
			*zone = i;
			kind = MEMORY_FREE;
		}
	}
	for (uint8_t i = 0; i < m->nr_ranges; i++) {
		static const enum memory kind_of[] = {
			[RANGE_HOLE] = MEMORY_NONE, [RANGE_RESERVED] = MEMORY_RESERVED, [RANGE_CMA] = MEMORY_CMA,
		};

		*until = nearer(m->range[i].start_pfn, pfn, nearer(m->range[i].end_pfn, pfn, *until));
		if (pfn >= m->range[i].start_pfn && pfn < m->range[i].end_pfn)
			kind = kind_of[m->range[i].kind];
	}
	return kind;
}

/* The zone to which page structs without memory, or whose memory has not been initialised, are linked. */
static uint8_t zone_of_hole(const struct world *w, pfn_t pfn)
{
	uint8_t zone;
	pfn_t next;

	if (!w->policy->holes_belong_upwards || m_memory_at(w, pfn, &zone, &next) != MEMORY_NONE)
		return w->hole_zone;
	while (next != PFN_NONE && m_memory_at(w, next, &zone, &next) == MEMORY_NONE)
		;
	return zone;
}

/* page_zone(): the zone the page is linked to. */
uint8_t m_page_zone(const struct world *w, pfn_t pfn, const struct page *page)
{
	bool hole = page->zone == NO_ZONE || (!w->policy->holes_belong_to_zone && page->state == BLOCK_ABSENT);

	return hole ? zone_of_hole(w, pfn) : page->zone;
}
