// SPDX-License-Identifier: MIT
/*
 * The oracle's own invariants, by number.
 *
 * (1) A page either begins a block or lies inside one.
 * (2) A free block is in its home zone's bag, and nothing else is.
 * (3) A block begins at a multiple of its size.
 * (4) A per-CPU entry is a cached block of its list's order, and each cached block has one entry.
 * (5) An allocated block has references; no other block has any.
 * (6) Two free buddies below the pageblock order never lie side by side in one zone.
 * (7) A bitmap has as many bits set as it says.
 * (8) A page says that it is in the zone whose span it is in.
 */
#include "model/model.h"

static bool mergeable(const struct world *w, const struct page *page, pfn_t pfn)
{
	pfn_t buddy = pfn ^ ((pfn_t)1 << page->order);

	return page->order < w->machine.pageblock_order && m_is_block(w, buddy, BLOCK_FREE, page->order) &&
	       m_page_zone(w, buddy, m_page_const(w, buddy)) == m_page_zone(w, pfn, page);
}

static uint8_t spanned_by(const struct world *w, pfn_t pfn)
{
	for (uint8_t i = 0; i < w->machine.nr_zones; i++)
		if (m_in_span(&w->zone[i], pfn))
			return i;
	return NO_ZONE;
}

/* *end: where the last block that began so far ends; updated here. */
static int check_page(const struct world *w, pfn_t pfn, uint64_t *end, uint32_t *free_blocks, uint32_t *cached_blocks)
{
	const struct page *page = m_page_const(w, pfn);

	if (page->zone != spanned_by(w, pfn))
		return 8;
	if ((page->state == BLOCK_TAIL) != (pfn < *end))
		return 1;
	if (page->state == BLOCK_TAIL)
		return 0;
	*end = pfn + (UINT64_C(1) << page->order);
	if (page->state == BLOCK_FREE && !m_is_listed(&w->zone[page->home], pfn, page->order))
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

static uint32_t listed_blocks(const struct world *w)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < w->machine.nr_zones; i++)
		for (uint8_t order = 0; order < w->machine.max_order; order++)
			count += w->zone[i].nr_listed[order];
	return count;
}

static bool sum_holds(const struct zone *z, const struct bitmap *map)
{
	return m_count_bits(map, z->window_pages) == map->ones;
}

static bool sums_hold(const struct zone *z)
{
	return sum_holds(z, &z->counted) && sum_holds(z, &z->counted_cma) && sum_holds(z, &z->counted_highatomic);
}

static bool entry_ok(const struct world *w, const struct listed *entry)
{
	return m_is_block(w, entry->pfn, BLOCK_CACHED, m_pcp_list_order(w, entry->list));
}

int m_check(const struct world *w)
{
	uint32_t free_blocks = 0, cached_blocks = 0, entries = 0;

	for (uint32_t i = 0; i < w->nr_extents; i++) {
		const struct extent *e = &w->extent[i];
		uint64_t end = 0;

		for (uint32_t k = 0; k < e->pages; k++) {
			int broken = check_page(w, e->start + k, &end, &free_blocks, &cached_blocks);

			if (broken)
				return broken;
		}
	}
	for (uint32_t i = 0; i < w->machine.nr_zones; i++) {
		entries += w->zone[i].nr_cached;
		for (uint32_t k = 0; k < w->zone[i].nr_cached; k++)
			if (!entry_ok(w, &w->zone[i].cached[k]))
				return 4;
	}
	if (listed_blocks(w) != free_blocks)
		return 2;
	if (entries != cached_blocks)
		return 4;
	for (uint32_t i = 0; i < w->machine.nr_zones; i++)
		if (!sums_hold(&w->zone[i]))
			return 7;
	return 0;
}
