// SPDX-License-Identifier: MIT
/*
 * What is at a page frame number: its struct page and the type of its pageblock.
 *
 * Any pfn is allowed. One outside every extent looks like a hole.
 */
#ifndef MODEL_PAGE_H
#define MODEL_PAGE_H

#include "model/world.h"

/* The index of a pfn's page in world.page. False: the pfn is outside every extent. */
static inline bool m_find_index(const struct world *w, pfn_t pfn, uint32_t *index)
{
	const struct extent *e = w->extent;

	while (RARELY(pfn - e->start >= e->pages)) /* nearly all memory is in the first */
		if ((e++)->pages == 0)
			return false;
	*index = pfn - e->start + e->first;
	return true;
}

/* The page at any pfn; outside every extent, one that looks like a hole. */
static inline const struct page *m_page_const(const struct world *w, pfn_t pfn)
{
	uint32_t index;

	return m_find_index(w, pfn, &index) ? &w->page[index] : &w->nowhere;
}

static inline struct page *m_page(struct world *w, pfn_t pfn)
{
	uint32_t index = 0;
	bool found = m_find_index(w, pfn, &index);

	return ALWAYS(found) ? &w->page[index] : &w->nowhere; /* callers change only pages inside an extent */
}

/* Does a block of that state and order begin there? */
static inline bool m_is_block(const struct world *w, pfn_t pfn, uint8_t state, uint8_t order)
{
	const struct page *page = m_page_const(w, pfn);

	return page->state == state && page->order == order;
}

static inline void m_set_block(struct page *page, uint8_t state, uint8_t order)
{
	page->state = state;
	page->order = order;
}

/* The type of the pageblock of a page that is in an extent. */
static inline uint8_t m_type_of(const struct world *w, const struct page *page)
{
	return w->pageblock[(page - w->page) >> w->machine.pageblock_order];
}

/* Where the type that an isolated pageblock had before isolation is kept. */
static inline uint8_t *m_beneath(const struct world *w, const struct page *page)
{
	return &w->beneath[(page - w->page) >> w->machine.pageblock_order];
}

/* The type of the pageblock at any pfn. */
static inline uint8_t m_pageblock_type(const struct world *w, pfn_t pfn)
{
	uint32_t index;

	return m_find_index(w, pfn, &index) ? w->pageblock[index >> w->machine.pageblock_order] : MIGRATE_UNMOVABLE;
}

static inline bool m_in_span(const struct zone *z, pfn_t pfn)
{
	return pfn >= z->start && pfn < z->end;
}

/* The zone whose present span contains pfn, or NO_ZONE. */
static inline uint8_t m_zone_of_memory(const struct world *w, pfn_t pfn)
{
	return m_page_const(w, pfn)->zone;
}

/* page_zone() of a page that is memory: it is in some zone's span. */
static inline struct zone *m_zone_of(struct world *w, pfn_t pfn)
{
	return &w->zone[m_zone_of_memory(w, pfn)];
}

#endif
