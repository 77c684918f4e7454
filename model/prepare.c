// SPDX-License-Identifier: MIT
/*
 * What every block passes on its way to a caller and back.
 *
 * Kernel: prep_new_page(), free_pages_prepare().
 */
#include "model/model.h"

/* The block is the caller's from here on. */
void m_prep_new_page(struct world *w, pfn_t pfn, uint8_t order, uint32_t gfp, uint32_t flags)
{
	bool compound = order > 0 && gfp & GFP_BIT_COMP;
	struct page *page = m_page(w, pfn);

	page->state = BLOCK_ALLOCATED;
	page->order = order;
	page->refs = 1;
	page->lru = false;
	page->compound = compound;
	m_contents_taken(w, pfn, order, gfp, TAKEN_BY_REQUEST);
	w->answer->comp_order = compound ? order : 0;
	w->answer->pfmemalloc = (flags & ALLOC_NO_WATERMARKS) != 0;
}

/* Prepare a freed block for reuse. False: the block is lost. */
bool m_free_prepare(struct world *w, pfn_t pfn, struct page *page, bool check)
{
	page->refs = 0;
	if (w->damaged && m_freed_block_is_bad(w, pfn, page, check))
		return false;
	page->lru = page->compound = false;
	m_contents_freed(w, pfn, page->order);
	return true;
}
