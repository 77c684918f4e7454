// SPDX-License-Identifier: MIT
/*
 * Isolation of pageblocks: their free blocks go to ISOLATE lists, from which nothing is allocated and which are not counted.
 *
 * Releases differ in the order of the pageblocks, in whether per-CPU lists are drained, and in what happens to a free block that crosses
 * the edge (it is split, isolate_range.c, or freed again pageblock by pageblock).
 *
 * Kernel: mm/page_isolation.c, has_unmovable_pages().
 */
#include "model/model.h"

/* Does the pageblock hold anything that cannot be migrated? Pages without references count as movable; tails are judged by their head. */
static bool has_unmovable(const struct world *w, const struct zone *z, pfn_t block, const struct page *page)
{
	for (pfn_t p = block, end = block + m_pageblock_pages(w), pages; p < end; p += pages, page += pages) {
		pages = m_block_end(w, p, page) - p;
		if (page->state == BLOCK_RESERVED || page->state == BLOCK_ABSENT)
			return true;
		if (page->state == BLOCK_ALLOCATED && !page->lru && z->kind != ZONE_MOVABLE)
			return true;
	}
	return false;
}

static bool may_isolate(const struct world *w, const struct zone *z, pfn_t block, const struct page *page, uint8_t type)
{
	uint8_t present = m_type_of(w, page);

	if (w->policy->isolation_trusts_type) {
		if (z->kind == ZONE_MOVABLE || present == MIGRATE_MOVABLE || present == MIGRATE_CMA)
			return true;
	} else {
		if (present == MIGRATE_ISOLATE)
			return false;
		if (present == MIGRATE_CMA)
			return type == MIGRATE_CMA;
	}
	return !has_unmovable(w, z, block, page);
}

/*
 * Store a pageblock's type. With isolation_keeps_type, one that leaves isolation gets its old type as it was, even if grouping by mobility
 * has ended since.
 */
static void store_type(struct world *w, const struct page *page, uint8_t type)
{
	if (w->policy->isolation_keeps_type && type != MIGRATE_ISOLATE)
		m_restore_pageblock_type(w, page, type);
	else
		m_set_pageblock_type(w, page, type);
}

/*
 * move_freepages_block_isolate(): change the type of a pageblock and of what is free in it. A free block larger than the pageblock is taken
 * out and freed again pageblock by pageblock, each as its own type.
 */
static void retype_apart(struct world *w, struct zone *z, pfn_t block, uint8_t type)
{
	pfn_t head = m_block_around(w, block);
	struct page *page = m_page(w, head);
	uint8_t order = page->order;

	if (page->state != BLOCK_FREE || order <= w->machine.pageblock_order) {
		m_move_pageblock(w, z, block, m_pageblock_type(w, block), type); /* always true: it is whole, else it was not isolated */
		store_type(w, m_page(w, block), type);
		return;
	}
	m_recount(z, head, UINT32_C(1) << order, m_type_of(w, page), MIGRATE_ISOLATE);
	m_remove_block(w, z, head, page);
	store_type(w, m_page(w, block), type);
	m_free_in_parts(w, z, head, page, order, PLACE_BY_RULE);
}

/* set_migratetype_isolate() of one pageblock. False: busy, as is a pageblock that begins outside every zone. */
bool m_isolate_pageblock(struct world *w, pfn_t block, uint8_t type)
{
	const struct page *page = m_page_const(w, block);
	uint8_t zone = page->zone == NO_ZONE ? NO_ZONE : m_page_zone(w, block, page), old;
	struct zone *z;

	if (zone == NO_ZONE)
		return false;
	z = &w->zone[zone];
	if (w->policy->moves_whole_pageblocks && !m_pageblock_is_whole(w, z, block))
		return false;
	if (!may_isolate(w, z, block, page, type))
		return false;
	z->isolated_blocks++;
	old = *m_beneath(w, page) = m_type_of(w, page);
	if (w->policy->isolation_frees_apart) {
		retype_apart(w, z, block, MIGRATE_ISOLATE);
		return true;
	}
	m_set_pageblock_type(w, page, MIGRATE_ISOLATE);
	m_move_freepages_block(w, z, block, MIGRATE_ISOLATE, NULL, RECOUNT_OUT, old);
	if (w->policy->isolation_drains) {
		m_path(w, PATH_DRAIN, 0, 0, PFN_NONE);
		m_drain_all(w, z);
	}
	return true;
}

/* Must the free block at a pageblock's start be taken out and freed again, so that it can merge across the edge? */
static bool wants_merging(const struct world *w, pfn_t block, const struct page *page)
{
	pfn_t buddy = block ^ ((pfn_t)1 << page->order);

	if (page->state != BLOCK_FREE || page->order < w->machine.pageblock_order || m_pageblock_type(w, buddy) == MIGRATE_ISOLATE)
		return false;
	if (!w->policy->unisolate_wants_free_buddy)
		return true;
	if (!m_is_block(w, buddy, BLOCK_FREE, page->order) && !m_is_block(w, buddy, BLOCK_GUARD, page->order))
		return false;
	return page->order + 1 < w->machine.max_order && m_page_zone(w, block, page) == m_page_zone(w, buddy, m_page_const(w, buddy));
}

/* unset_migratetype_isolate() of one pageblock: to `type`, or to the type it had before (isolation_keeps_type). */
void m_unisolate_pageblock(struct world *w, pfn_t block, uint8_t type)
{
	struct page *page;
	struct zone *z;
	uint8_t order;
	bool merge;

	if (m_pageblock_type(w, block) != MIGRATE_ISOLATE)
		return;
	page = m_page(w, block);
	z = &w->zone[m_page_zone(w, block, page)]; /* the zone that isolated it */
	order = page->order;
	if (w->policy->isolation_keeps_type)
		type = *m_beneath(w, page);
	merge = wants_merging(w, block, page);
	if (!merge && w->policy->isolation_frees_apart) {
		retype_apart(w, z, block, type);
		z->isolated_blocks--;
		return;
	}
	if (merge)
		m_isolate_free_page(w, block, order);
	else
		m_move_freepages_block(w, z, block, type, NULL, RECOUNT_IN, type);
	store_type(w, page, type);
	if (merge && !w->policy->unisolate_frees_plainly)
		m_free_one_page(w, z, block, order, type, PLACE_AT_TAIL);
	z->isolated_blocks--;
	if (merge && w->policy->unisolate_frees_plainly) {
		m_set_block(page, BLOCK_ALLOCATED, order);
		m_contents_taken(w, block, order, GFP_BIT_MOVABLE, TAKEN_FOR_RANGE);
		m_free_block(w, block, page, false);
	}
}
