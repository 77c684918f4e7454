// SPDX-License-Identifier: MIT
/*
 * Free lists without lists: who is on which, and who is first.
 *
 * Putting a block at the head of a list gives it a stamp smaller than all before, at the tail one bigger than all. A census looks at every
 * free block of one order of the zone once and says of each list how long it is and which block has the smallest stamp.
 */
#include "model/model.h"
#include "model/certain.h"

static void mark_head(const struct zone *z, pfn_t pfn, uint8_t order, bool set)
{
	uint32_t place = (pfn - z->window) >> order;
	uint64_t mask = UINT64_C(1) << place % WORD, *word = &z->heads[order][place / WORD];

	z->sums->stale |= UINT32_C(1) << order;
	if (ALWAYS(pfn >= z->window) && ALWAYS(pfn - z->window < z->window_pages))
		*word = set ? *word | mask : *word & ~mask;
}

bool m_is_marked(const struct zone *z, pfn_t pfn, uint8_t order)
{
	uint32_t place = (pfn - z->window) >> order;

	return pfn - z->window < z->window_pages && z->heads[order][place / WORD] >> place % WORD & 1;
}

struct heads m_heads(const struct world *w, const struct zone *z, uint8_t order)
{
	return (struct heads){ .z = z, .end = m_words(m_window_in_use(w, z) >> order), .order = order };
}

bool m_next_head(struct heads *heads, pfn_t *head)
{
	const struct zone *z = heads->z;
	uint32_t place;

	while (heads->word == 0) {
		if (heads->next == heads->end)
			return false;
		heads->word = z->heads[heads->order][heads->next++];
	}
	place = (heads->next - 1) * WORD + (uint32_t)__builtin_ctzll(heads->word);
	heads->word &= heads->word - 1;
	*head = z->window + (place << heads->order);
	return true;
}

void m_take_census(const struct world *w, const struct zone *z, uint8_t order, struct census *census)
{
	struct heads heads = m_heads(w, z, order);
	pfn_t pfn;

	memset(census->len, 0, sizeof(census->len));
	while (m_next_head(&heads, &pfn)) {
		const struct page *page = m_page_const(w, pfn);
		uint8_t list = page->list;

		if (census->len[list] == 0 || page->stamp < census->stamp[list]) {
			census->stamp[list] = page->stamp;
			census->head[list] = pfn;
		}
		census->len[list]++;
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
	m_step(w, 1);
}
