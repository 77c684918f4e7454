// SPDX-License-Identifier: MIT
/*
 * What is at a page frame number: its page, the type of its pageblock.
 *
 * Any pfn may be asked about. One outside every extent looks like a hole.
 */
#ifndef MODEL_PAGE_H
#define MODEL_PAGE_H

#include "model/world.h"

/* Where a pfn's page is in world.page. False: outside every extent. */
static inline bool m_find_index(const struct world *w, pfn_t pfn, uint32_t *index)
{
	const struct extent *e = w->extent;

	while (pfn - e->start >= e->pages)
		if ((e++)->pages == 0)
			return false;
	*index = pfn - e->start + e->first;
	return true;
}

/* What is at any pfn; one outside every extent looks like a hole. */
static inline const struct page *m_page_const(const struct world *w, pfn_t pfn)
{
	uint32_t index;

	return m_find_index(w, pfn, &index) ? &w->page[index] : &w->nowhere;
}

static inline struct page *m_page(struct world *w, pfn_t pfn)
{
	uint32_t index = 0;
	bool found = m_find_index(w, pfn, &index);

	return ALWAYS(found) ? &w->page[index] : &w->nowhere; /* Nobody changes what is outside. */
}

/* Does a block of that state and order begin there? */
static inline bool m_is_block(const struct world *w, pfn_t pfn, uint8_t state, uint8_t order)
{
	const struct page *page = m_page_const(w, pfn);

	return page->state == state && page->order == order;
}

static inline void m_set_block(struct world *w, pfn_t pfn, uint8_t state, uint8_t order)
{
	struct page *page = m_page(w, pfn);

	page->state = state;
	page->order = order;
}

static inline uint8_t m_pageblock_type(const struct world *w, pfn_t pfn)
{
	uint32_t index;

	return m_find_index(w, pfn, &index) ? w->pageblock[index >> w->machine.pageblock_order] : MIGRATE_UNMOVABLE;
}

static inline bool m_in_span(const struct zone *z, pfn_t pfn)
{
	return pfn >= z->start && pfn < z->end;
}

/* page_zone() of a page that is memory: some zone has it in its span. */
static inline struct zone *m_zone_of(struct world *w, pfn_t pfn)
{
	uint32_t i = 0;

	while (i + 1 < w->machine.nr_zones && !m_in_span(&w->zone[i], pfn))
		i++;
	return &w->zone[i];
}

#endif
