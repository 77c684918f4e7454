// SPDX-License-Identifier: MIT
/*
 * Free lists without lists: who is on which, and who is first.
 *
 * Putting a block at the head of a list gives it a stamp smaller than all before, at the tail one bigger than all. A census looks at every
 * free block of the zone once and says of each list how long it is and which block has the smallest stamp.
 */
#include "model/model.h"

static void mark_head(const struct zone *z, pfn_t pfn, bool set)
{
	uint32_t bit = pfn - z->window;
	uint64_t mask = UINT64_C(1) << bit % 64;

	if (pfn < z->window || bit >= z->window_pages)
		return;
	z->heads[bit / 64] = set ? z->heads[bit / 64] | mask : z->heads[bit / 64] & ~mask;
}

static void census_block(struct census *census, const struct page *page, pfn_t pfn)
{
	uint8_t o = page->order, t = page->list;

	if (census->len[o][t] == 0 || page->stamp < census->stamp[o][t]) {
		census->stamp[o][t] = page->stamp;
		census->head[o][t] = pfn;
	}
	census->len[o][t]++;
	census->nr_free[o]++;
}

void m_take_census(const struct world *w, const struct zone *z, struct census *census)
{
	uint32_t words = (uint32_t)(m_align_up(z->end, WINDOW) - z->window) / 64;

	memset(census->len, 0, sizeof(census->len));
	for (uint32_t order = 0; order < MAX_ORDER_LIMIT; order++)
		census->nr_free[order] = z->nr_free_ledger[order];
	if (z->start == z->end)
		return;
	for (uint32_t i = 0; i < words; i++) {
		for (uint64_t word = z->heads[i]; word != 0; word &= word - 1) {
			pfn_t pfn = z->window + i * 64 + (pfn_t)__builtin_ctzll(word);

			census_block(census, m_page_const(w, pfn), pfn);
		}
	}
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
	page->stamp = next_stamp(z, end);
	mark_head(z, pfn, true);
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
	mark_head(&w->zone[page->home], pfn, false);
	page->state = BLOCK_TAIL;
}

/* move_to_free_list(): no counter changes. */
void m_move_block(struct world *w, struct zone *z, pfn_t pfn, uint8_t type)
{
	struct page *page = m_page(w, pfn);

	settle_nr_free(w, z, page);
	mark_head(&w->zone[page->home], pfn, false);
	m_add_block(w, z, pfn, page->order, type, w->policy->moves_to_head ? AT_HEAD : AT_TAIL);
	m_step(w, 1);
}
