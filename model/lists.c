// SPDX-License-Identifier: MIT
/*
 * Free lists without lists: who is on which, and who is first.
 *
 * Putting a block at the head of a list gives it a stamp smaller than all before, at the tail one bigger than all. Whoever wants to know about
 * a list looks at every free block of that order in the zone.
 */
#include "model/model.h"
#include "model/certain.h"
#include "model/heads.h"

static void mark_head(struct zone *z, pfn_t pfn, uint8_t order, bool set)
{
	if (ALWAYS(pfn - z->window < z->window_pages))
		m_put_bit(&z->heads[order], (pfn - z->window) >> order, set);
}

bool m_is_marked(const struct zone *z, pfn_t pfn, uint8_t order)
{
	return pfn - z->window < z->window_pages && m_bit(&z->heads[order], (pfn - z->window) >> order);
}

/* The head of the list of that type, PFN_NONE if it is empty. */
pfn_t m_first_on_list(const struct world *w, const struct zone *z, uint8_t order, uint8_t type)
{
	struct heads heads = m_heads(w, z, order);
	pfn_t first = PFN_NONE;
	int64_t smallest = 0;

	while (m_next_head(&heads))
		if (heads.page->list == type && (first == PFN_NONE || *m_stamp(w, heads.page) < smallest)) {
			first = heads.pfn;
			smallest = *m_stamp(w, heads.page);
		}
	return first;
}

/* Is there a block on one of the lists? Bit n: that of type n. */
bool m_has_block_on(const struct world *w, const struct zone *z, uint8_t order, uint32_t lists)
{
	struct heads heads = m_heads(w, z, order);

	while (m_next_head(&heads))
		if (lists >> heads.page->list & 1)
			return true;
	return false;
}

static int64_t next_stamp(struct zone *z, enum list_end end)
{
	return end == AT_HEAD ? z->head_stamp-- : z->tail_stamp++;
}

/* add_to_free_list(), add_to_free_list_tail(). */
void m_add_block(struct world *w, struct zone *z, pfn_t pfn, uint8_t order, uint8_t type, enum list_end end)
{
	struct page *page = m_page(w, pfn);

	page->state = BLOCK_FREE;
	page->order = order;
	page->list = type;
	page->home = z->id;
	*m_stamp(w, page) = next_stamp(z, end);
	mark_head(z, pfn, order, true);
}

/* Where zones meet inside a largest block, the kernel may remove a block from a zone it was not added to; nr_free of both is then wrong. */
static void settle_nr_free(struct world *w, struct zone *z, const struct page *page)
{
	struct zone *home = &w->zone[page->home];

	if (home == z)
		return;
	home->nr_free_ledger[page->order]++;
	z->nr_free_ledger[page->order]--;
}

/* del_page_from_free_list(). The page is nothing until the caller says what it is. */
void m_remove_block(struct world *w, struct zone *z, pfn_t pfn)
{
	struct page *page = m_page(w, pfn);

	settle_nr_free(w, z, page);
	mark_head(&w->zone[page->home], pfn, page->order, false);
	page->state = BLOCK_TAIL;
}

/* move_to_free_list(): no counter changes. */
void m_move_block(struct world *w, struct zone *z, pfn_t pfn, uint8_t type)
{
	struct page *page = m_page(w, pfn);

	settle_nr_free(w, z, page);
	mark_head(&w->zone[page->home], pfn, page->order, false);
	m_add_block(w, z, pfn, page->order, type, w->policy->moves_to_head ? AT_HEAD : AT_TAIL);
	m_step(w);
}
