// SPDX-License-Identifier: MIT
/*
 * Pageblocks that change their type together with their free blocks, or not at all: nothing happens to one that is not wholly in the zone.
 *
 * Kernel: prep_move_freepages_block(), move_freepages_block().
 */
#include "model/model.h"

static pfn_t first_page(const struct world *w, pfn_t pfn)
{
	return pfn & ~(m_pageblock_pages(w) - 1);
}

/* Is all of the pageblock around pfn in the zone's span? */
bool m_pageblock_is_whole(const struct world *w, const struct zone *z, pfn_t pfn)
{
	pfn_t start = first_page(w, pfn);

	return m_in_span(z, start) && m_in_span(z, start + m_pageblock_pages(w) - 1);
}

/* Pages of the free blocks that begin in pfn's pageblock; *movable is increased by the pages on the LRU seen on the way. */
uint32_t m_pageblock_pages_free(const struct world *w, pfn_t pfn, uint32_t *movable)
{
	pfn_t start = first_page(w, pfn), next;
	uint32_t free = 0;

	for (pfn_t p = start; p < start + m_pageblock_pages(w); p = next) {
		const struct page *page = m_page_const(w, p);

		next = m_block_end(w, p, page);
		if (page->state == BLOCK_FREE)
			free += next - p;
		else if (page->lru)
			++*movable;
	}
	return free;
}

/*
 * Move the free blocks of pfn's pageblock, which are counted as `old`, to the lists of another type, ascending. False: the pageblock is not
 * wholly in the zone, nothing was moved.
 */
bool m_move_pageblock(struct world *w, struct zone *z, pfn_t pfn, uint8_t old, uint8_t type)
{
	pfn_t start = first_page(w, pfn), next;

	if (!m_pageblock_is_whole(w, z, pfn))
		return false;
	for (pfn_t p = start; p < start + m_pageblock_pages(w); p = next) {
		struct page *page = m_page(w, p);

		next = m_block_end(w, p, page);
		if (page->state != BLOCK_FREE)
			continue;
		m_recount(z, p, next - p, old, type);
		m_move_block(w, z, p, page, type);
	}
	return true;
}

/* m_move_pageblock(), and set the pageblock's type. */
bool m_retype_pageblock(struct world *w, struct zone *z, pfn_t pfn, uint8_t old, uint8_t type)
{
	if (!m_move_pageblock(w, z, pfn, old, type))
		return false;
	m_set_pageblock_type(w, m_page(w, pfn), type);
	return true;
}
