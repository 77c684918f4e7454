// SPDX-License-Identifier: MIT
/*
 * What a block goes through on its way to a caller, and on its way back.
 *
 * Kernel: prep_new_page(), free_pages_prepare().
 */
#include "model/model.h"

/* From here on the block is the caller's. */
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

/* What every block given back goes through before it may be used again. False: the block is lost. */
bool m_free_prepare(struct world *w, pfn_t pfn, struct page *page, bool check)
{
	page->refs = 0;
	if (w->damaged && m_freed_block_is_bad(w, pfn, page, check))
		return false;
	page->lru = page->compound = false;
	m_contents_freed(w, pfn, page->order);
	return true;
}
