// SPDX-License-Identifier: MIT
/*
 * The machine's memory map, and how boot memory reaches the buddy.
 *
 * Kernel: memblock, __free_pages_core().
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

/* __free_pages_core(): a block of boot memory, so far in no block, becomes free. */
void m_free_boot_block(struct world *w, pfn_t pfn, uint8_t order)
{
	struct page *page = m_page(w, pfn);
	struct zone *z = &w->zone[page->zone];

	m_set_block(page, BLOCK_ALLOCATED, order);
	z->managed += INT64_C(1) << order;
	m_free_prepare(w, pfn, page, true);
	w->events.pgfree += UINT64_C(1) << order;
	m_free_in_parts(w, z, pfn, page, order, w->policy->boot_at_tail ? PLACE_AT_TAIL : PLACE_BY_RULE);
}
