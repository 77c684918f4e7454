// SPDX-License-Identifier: MIT
/*
 * What is at a page frame number: its page, its place on a list, the type of its pageblock.
 *
 * Any pfn may be asked about. One outside every extent looks like a hole.
 */
#ifndef MODEL_PAGE_H
#define MODEL_PAGE_H

#include "model/world.h"

/* Where a pfn's page is in world.page. False: outside every extent. */
static inline bool m_find_index(const struct world *w, pfn_t pfn, uint32_t *index)
{
	for (uint32_t i = 0; i < w->nr_extents; i++)
		if (pfn >= w->extent[i].start && pfn < w->extent[i].end) {
			*index = pfn - w->extent[i].start + w->extent[i].first;
			return true;
		}
	return false;
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

/* Of a page in an extent. */
static inline int64_t *m_stamp(const struct world *w, const struct page *page)
{
	return &w->stamp[page - w->page];
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

#endif
