// SPDX-License-Identifier: MIT
/*
 * What must hold in the oracle whatever was asked, by number.
 *
 * (1) A page either begins a block or lies inside one.
 * (2) A free block is marked in its home zone's bitmap, and nothing else is.
 * (3) A block begins at a multiple of its size.
 * (4) A per-CPU entry is a cached block of its list's order, and each cached block has one entry.
 * (5) An allocated block has references, another has none.
 * (6) Two free buddies below the pageblock order never lie side by side in one zone.
 * (7) A bitmap has as many bits set as it says.
 */
#include "model/model.h"

static bool marked(const struct world *w, const struct page *page, pfn_t pfn)
{
	return m_is_marked(&w->zone[page->home], pfn, page->order);
}

static bool mergeable(const struct world *w, const struct page *page, pfn_t pfn)
{
	pfn_t buddy = pfn ^ ((pfn_t)1 << page->order);

	return page->order < w->machine.pageblock_order && m_is_block(w, buddy, BLOCK_FREE, page->order) &&
	       m_page_zone(w, buddy) == m_page_zone(w, pfn);
}

/* *end: where the last block began so far ends. */
static int check_page(const struct world *w, pfn_t pfn, uint64_t *end, uint32_t *free_blocks, uint32_t *cached_blocks)
{
	const struct page *page = m_page_const(w, pfn);

	if ((page->state == BLOCK_TAIL) != (pfn < *end))
		return 1;
	if (page->state == BLOCK_TAIL)
		return 0;
	*end = pfn + (UINT64_C(1) << page->order);
	if (page->state == BLOCK_FREE && !marked(w, page, pfn))
		return 2;
	if (pfn % ((pfn_t)1 << page->order) != 0)
		return 3;
	if ((page->state == BLOCK_ALLOCATED) != (page->refs > 0))
		return 5;
	if (page->state == BLOCK_FREE && mergeable(w, page, pfn))
		return 6;
	*free_blocks += page->state == BLOCK_FREE;
	*cached_blocks += page->state == BLOCK_CACHED;
	return 0;
}

static uint32_t marks(const struct world *w, const struct zone *z)
{
	uint32_t count = 0;

	for (uint8_t order = 0; order < w->machine.max_order; order++)
		count += m_count_bits(&z->heads[order], z->window_pages >> order);
	return count;
}

static bool sum_holds(const struct bitmap *map, uint32_t bits)
{
	return m_count_bits(map, bits) == map->ones;
}

static bool sums_hold(const struct world *w, const struct zone *z)
{
	for (uint8_t order = 0; order < w->machine.max_order; order++)
		if (!sum_holds(&z->heads[order], z->window_pages >> order))
			return false;
	return sum_holds(&z->counted, z->window_pages) && sum_holds(&z->counted_cma, z->window_pages);
}

static bool entry_ok(const struct world *w, const struct cached *entry)
{
	return m_is_block(w, entry->pfn, BLOCK_CACHED, m_pcp_list_order(w, entry->list));
}

int m_check(const struct world *w)
{
	uint32_t free_blocks = 0, cached_blocks = 0, all_marks = 0, entries = 0;

	for (uint32_t i = 0; i < w->nr_extents; i++) {
		uint64_t end = 0;

		for (uint64_t p = w->extent[i].start; p < w->extent[i].end; p++) {
			int broken = check_page(w, (pfn_t)p, &end, &free_blocks, &cached_blocks);

			if (broken)
				return broken;
		}
	}
	for (uint32_t i = 0; i < w->machine.nr_zones; i++) {
		all_marks += marks(w, &w->zone[i]);
		entries += w->zone[i].nr_cached;
		for (uint32_t k = 0; k < w->zone[i].nr_cached; k++)
			if (!entry_ok(w, &w->zone[i].cached[k]))
				return 4;
	}
	if (all_marks != free_blocks)
		return 2;
	if (entries != cached_blocks)
		return 4;
	for (uint32_t i = 0; i < w->machine.nr_zones; i++)
		if (!sums_hold(w, &w->zone[i]))
			return 7;
	return 0;
}
