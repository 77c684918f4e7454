// SPDX-License-Identifier: MIT
/*
 * Freeing blocks: through per-CPU lists or straight to the buddy, references, pieces, lists, boot memory.
 *
 * Kernel: __free_pages(), free_the_page(), __free_pages_ok(), free_unref_page_list(), free_unref_folios(), split_page(), __free_pages_core().
 */
#include "model/model.h"

enum { HELD_MAX = 32 /* SWAP_CLUSTER_MAX */, FOLIOS_AT_ONCE = 31 /* PAGEVEC_SIZE */ };

static void give_to_buddy(struct world *w, pfn_t pfn, struct page *page, enum placement where)
{
	w->events.pgfree += UINT64_C(1) << page->order;
	m_free_in_parts(w, &w->zone[page->zone], pfn, page, page->order, where);
}

/* __free_pages_ok(): straight to the buddy. */
void m_free_pages_ok(struct world *w, pfn_t pfn, struct page *page, enum placement where)
{
	if (m_free_prepare(w, pfn, page, true))
		give_to_buddy(w, pfn, page, where);
}

/* Free a block that has been prepared. */
void m_free_prepared(struct world *w, pfn_t pfn, struct page *page)
{
	if (m_pcp_order(w, page->order))
		m_pcp_give(w, pfn, page, false);
	else
		give_to_buddy(w, pfn, page, PLACE_BY_RULE);
}

/* free_the_page(): the last reference is gone. */
void m_free_block(struct world *w, pfn_t pfn, struct page *page, bool cold)
{
	if (!m_pcp_order(w, page->order))
		m_free_pages_ok(w, pfn, page, PLACE_BY_RULE);
	else if (m_free_prepare(w, pfn, page, m_checks_singles(w)))
		m_pcp_give(w, pfn, page, cold);
}

/* Free all of a block but its first page, largest part first, each as if it had been allocated alone. */
static void free_all_but_first(struct world *w, pfn_t pfn, struct page *page, uint8_t order)
{
	page->order = 0;
	while (order-- > 0) {
		pfn_t half = (pfn_t)1 << order;

		m_set_block(page + half, BLOCK_ALLOCATED, order);
		m_free_block(w, pfn + half, page + half, false);
	}
}

/* __free_pages(): drop one reference. Returns the number left. */
uint32_t m_put_block(struct world *w, pfn_t pfn, bool cold)
{
	struct page *page = m_page(w, pfn);

	if (page->refs > 1) {
		page->refs--;
		if (w->policy->frees_piecewise && !page->compound && page->order > 0)
			free_all_but_first(w, pfn, page, page->order);
		return page->refs;
	}
	m_free_block(w, pfn, page, cold);
	return 0;
}

/* The lock of a page set, held from one entry of a free list to the next. */
struct hold {
	const struct zone *zone; /* NULL: no lock is held */
	uint32_t given;          /* entries freed under it so far */
};

/* Free an entry: to the page set of its zone, or past it if its pageblock is isolated or the trylock fails. */
static void give_listed(struct world *w, struct hold *hold, pfn_t pfn, struct page *page, bool cold)
{
	struct zone *z = &w->zone[page->zone];

	if (page->type == MIGRATE_ISOLATE)
		hold->zone = NULL;
	else if (hold->zone != z)
		*hold = (struct hold){ .zone = m_pcp_trylock(w, z) ? z : NULL };
	if (!hold->zone) {
		m_pcp_bypass(w, pfn, page);
		return;
	}
	if (!m_pcp_put(w, pfn, page, cold) || ++hold->given == HELD_MAX)
		hold->zone = NULL;
}

/* All entries are prepared, and some go straight to the buddy, before the first of the others is freed. */
static void free_together(struct world *w, const pfn_t *pfns, uint32_t count, bool cold)
{
	struct hold hold = { 0 };

	for (uint32_t i = 0; i < count; i++) {
		struct page *page = m_page(w, pfns[i]);

		if (!m_free_prepare(w, pfns[i], page, m_checks_singles(w)))
			continue;
		page->type = m_type_of(w, page);
		if (!m_pcp_order(w, page->order) || (w->policy->free_list_isolate_first && page->type == MIGRATE_ISOLATE))
			m_pcp_bypass(w, pfns[i], page);
	}
	for (uint32_t i = 0; i < count; i++) {
		struct page *page = m_page(w, pfns[i]);

		if (page->state == BLOCK_ALLOCATED)
			give_listed(w, &hold, pfns[i], page, cold);
	}
}

void m_free_list(struct world *w, const pfn_t *pfns, uint32_t count, bool cold)
{
	uint32_t most = w->policy->free_list_of_blocks ? FOLIOS_AT_ONCE : count;

	for (uint32_t i = 0; i < count; i += most)
		free_together(w, pfns + i, (uint32_t)m_min(most, count - i), cold);
}

/* split_page(): single pages from now on; only the first keeps its place on the LRU. */
void m_split_block(struct world *w, pfn_t pfn, uint8_t order)
{
	struct page *page = m_page(w, pfn);

	for (uint32_t i = 0; i < UINT32_C(1) << order; i++) {
		page[i].state = BLOCK_ALLOCATED;
		page[i].order = 0;
		page[i].refs = 1;
	}
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
