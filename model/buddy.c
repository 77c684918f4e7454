// SPDX-License-Identifier: MIT
/*
 * Split and merge, and moving the free blocks of a pageblock from list to list.
 *
 * A free block of order o begins at a multiple of 2^o; its buddy is the other half of the enclosing block of order o + 1. A freed block
 * merges upward until its buddy is not entirely free, whatever lists the two are on. fallback.c and claims.c decide from which list a block
 * is taken.
 *
 * Kernel: __free_one_page(), split_large_buddy(), expand(), __rmqueue_smallest(), move_freepages_block(), __isolate_free_page().
 */
#include "model/model.h"
#include "model/certain.h"

static pfn_t half(uint8_t order)
{
	return (pfn_t)1 << order;
}

/* The page of the buddy of the block at pfn; both lie in one largest block, hence in one extent. */
static struct page *buddy_of(pfn_t pfn, struct page *page, uint8_t order)
{
	return page + ((int64_t)(pfn ^ half(order)) - pfn);
}

/* Does a free or guard block of exactly that order begin there? Branchless: what is there is unpredictable. */
static bool is_free_block(const struct page *page, uint8_t order)
{
	return ((page->state == BLOCK_FREE) | (page->state == BLOCK_GUARD)) & (page->order == order);
}

static bool may_merge(const struct world *w, const struct zone *z, const struct page *buddy, uint8_t order, uint8_t type)
{
	uint8_t other;

	if (order < w->machine.pageblock_order)
		return true;
	other = m_type_of(w, buddy);
	if (type == other)
		return true;
	if (w->policy->barrier == BARRIER_TYPES)
		return m_type_is_plain(type) && m_type_is_plain(other);
	return z->isolated_blocks <= 0 || (type != MIGRATE_ISOLATE && other != MIGRATE_ISOLATE);
}

/* compaction_capture(): hand the block to the compaction that waits for it. */
static bool capture(struct world *w, struct zone *z, pfn_t pfn, struct page *page, uint8_t order, uint8_t type)
{
	struct capture *c = &w->capture;

	if (c->zone != z->id || c->order != order || c->pfn != PFN_NONE || w->task.flags & TASK_KTHREAD)
		return false;
	if (type == MIGRATE_CMA || type == MIGRATE_ISOLATE)
		return false;
	if (order < w->machine.pageblock_order && type == MIGRATE_MOVABLE && !(c->type == MIGRATE_MOVABLE && w->policy->captures_movable))
		return false;
	if (w->policy->capture_is_told && type != c->type)
		m_note_fragmentation(w, pfn, order, c->type, order, type);
	m_count_out(z, pfn, half(order), type);
	m_set_block(page, BLOCK_LOST, order); /* lost until m_direct_compact() hands it out */
	c->pfn = pfn;
	return true;
}

/* buddy_merge_likely(): is the buddy of the combined block (this one and its buddy) already free? */
static bool merge_is_likely(const struct world *w, pfn_t pfn, struct page *page, uint8_t order)
{
	uint8_t next = order + 1;
	struct page *combined, *uncle;

	if (next + 1 >= w->machine.max_order)
		return false;
	combined = pfn & half(order) ? buddy_of(pfn, page, order) : page;
	uncle = buddy_of(pfn, combined, next);
	return is_free_block(uncle, next) && m_page_zone(w, pfn & ~half(order), combined) == uncle->zone;
}

static void take_buddy(struct world *w, struct zone *z, pfn_t buddy, struct page *page, uint8_t order, uint8_t type)
{
	if (order >= w->machine.pageblock_order && w->policy->lists_are_typed && m_type_of(w, page) != type)
		m_set_range_type(w, buddy, buddy + half(order), type);
	if (page->state != BLOCK_GUARD) {
		m_remove_block(w, z, buddy, page);
		return;
	}
	page->state = BLOCK_TAIL;
	if (type != MIGRATE_ISOLATE)
		m_count_in(z, buddy, half(order), type);
}

/*
 * __free_one_page(). Buddies must be of one zone (page_is_buddy()): the page's, which need not be z where zones meet inside a largest
 * block.
 */
void m_free_one_page(struct world *w, struct zone *z, pfn_t pfn, uint8_t order, uint8_t type, enum placement where)
{
	struct page *page = m_page(w, pfn);

	page->state = BLOCK_TAIL;
	if (type != MIGRATE_ISOLATE)
		m_count_in(z, pfn, half(order), type);
	while (order + 1 < w->machine.max_order) {
		struct page *buddy = buddy_of(pfn, page, order);
		bool merges = may_merge(w, z, buddy, order, type);

		/* With BARRIER_ISOLATE the kernel tests the barrier before the capture, otherwise after it. */
		if (w->policy->barrier == BARRIER_ISOLATE && !merges)
			break;
		if (capture(w, z, pfn, page, order, type))
			return;
		if (!merges || !is_free_block(buddy, order) || buddy->zone != page->zone)
			break;
		take_buddy(w, z, pfn ^ half(order), buddy, order, type);
		page = pfn & half(order) ? buddy : page;
		pfn &= ~half(order);
		order++;
	}
	m_add_block(z, pfn, page, order, type, where == PLACE_AT_TAIL || merge_is_likely(w, pfn, page, order) ? AT_TAIL : AT_HEAD);
}

/*
 * split_large_buddy(): as the type of its pageblock; a block of several pageblocks in one piece, or pageblock by pageblock
 * (large_blocks_apart).
 */
void m_free_in_parts(struct world *w, struct zone *z, pfn_t pfn, const struct page *page, uint8_t order, enum placement where)
{
	uint8_t part = w->machine.pageblock_order;

	if (order <= part || !w->policy->large_blocks_apart) {
		m_free_one_page(w, z, pfn, order, m_type_of(w, page), where);
		return;
	}
	for (pfn_t end = pfn + half(order); pfn < end; pfn += half(part), page += half(part))
		m_free_one_page(w, z, pfn, part, m_type_of(w, page), where);
}

/*
 * expand(): put the upper halves back until the block at pfn has the order wanted. If lists are counted, it counts the block out as well,
 * as one change of the counters: the block and the guard blocks, minus `added` pages, which the caller has marked in but not counted yet.
 */
void m_expand(struct world *w, struct zone *z, pfn_t pfn, struct page *page, uint8_t wanted, uint8_t order, uint8_t type, uint32_t added)
{
	int64_t gone = half(wanted);

	while (order > wanted) {
		pfn_t upper = pfn + half(--order);

		if (order < w->machine.guardpage_minorder) {
			m_set_block(page + half(order), BLOCK_GUARD, order);
			gone += half(order);
			if (w->policy->lists_are_counted)
				m_mark_out(z, upper, half(order), type);
			else if (ALWAYS(type != MIGRATE_ISOLATE)) /* nothing is allocated from ISOLATE lists */
				m_count_out(z, upper, half(order), type);
		} else {
			m_add_block(z, upper, page + half(order), order, type, AT_HEAD);
		}
	}
	if (!w->policy->lists_are_counted)
		return;
	m_mark_out(z, pfn, half(wanted), type);
	m_account(z, added - gone, type);
}

/*
 * __rmqueue_smallest(): take the first block of the smallest sufficient order from the lists of this type. Unless lists are counted, the
 * caller updates NR_FREE_PAGES.
 */
pfn_t m_rmqueue_smallest(struct world *w, struct zone *z, uint8_t order, uint8_t type)
{
	for (uint8_t o = order; o < w->machine.max_order; o++) {
		pfn_t pfn = m_first_on_list(z, o, type);
		struct page *page;

		if (pfn == PFN_NONE)
			continue;
		page = m_page(w, pfn);
		m_remove_block(w, z, pfn, page);
		m_expand(w, z, pfn, page, order, o, type, 0);
		page->order = order;
		page->type = type;
		return pfn;
	}
	return PFN_NONE;
}

/*
 * Move the free blocks that begin in pfn's pageblock to the lists of another type, ascending. Returns their pages, and in *movable (may be
 * NULL) the pages on the LRU seen on the way. A pageblock that extends past the zone's end is left alone; of one that begins before the
 * zone, only the part from pfn on is looked at. The moved pages are counted out or in as `recount` says, all at once.
 */
uint32_t m_move_freepages_block(struct world *w, struct zone *z, pfn_t pfn, uint8_t type, uint32_t *movable, enum recount recount,
	uint8_t counted_as)
{
	pfn_t start = pfn & ~(m_pageblock_pages(w) - 1), end = start + m_pageblock_pages(w);
	uint32_t moved = 0, lru = 0;
	struct page *page;

	if (!m_in_span(z, start))
		start = pfn;
	if (!m_in_span(z, end - 1))
		end = start;
	page = m_page(w, start);
	for (pfn_t p = start, pages; p < end; p += pages, page += pages) {
		pages = m_block_end(w, p, page) - p;
		if (page->state == BLOCK_FREE) {
			if (recount == RECOUNT_OUT)
				m_mark_out(z, p, pages, counted_as);
			if (recount == RECOUNT_IN)
				m_mark_in(z, p, pages, counted_as);
			m_move_block(w, z, p, page, type);
			moved += pages;
		} else if (page->lru) {
			lru++;
		}
	}
	if (recount != RECOUNT_NONE)
		m_account(z, recount == RECOUNT_IN ? moved : -(int64_t)moved, counted_as);
	if (movable)
		*movable = lru;
	return moved;
}

/* Taking out a block of almost a pageblock or more makes its pageblocks MOVABLE, unless they are special. A single page is never enough. */
static void retag_isolated(struct world *w, struct zone *z, pfn_t pfn, uint8_t order)
{
	if (order == 0 || order + 1 < w->machine.pageblock_order)
		return;
	for (pfn_t p = pfn; p < pfn + half(order); p += m_pageblock_pages(w)) {
		if (!m_type_is_plain(m_pageblock_type(w, p)))
			continue;
		if (w->policy->moves_whole_pageblocks)
			m_retype_pageblock(w, z, p, m_pageblock_type(w, p), MIGRATE_MOVABLE);
		else
			m_set_pageblock_type(w, m_page(w, p), MIGRATE_MOVABLE);
	}
}

/*
 * __isolate_free_page(): take a whole free block off its list. 0: the watermark forbids it. The block is left as BLOCK_TAIL until the
 * caller says what it is.
 */
uint32_t m_isolate_free_page(struct world *w, pfn_t pfn, uint8_t order)
{
	struct page *page = m_page(w, pfn);
	struct zone *z = &w->zone[page->zone];
	uint8_t type = m_type_of(w, page);

	if (type != MIGRATE_ISOLATE) {
		if (!m_watermark_ok(w, z, 0, z->wmark[WMARK_MIN] + half(order), 0, ALLOC_CMA, m_free_pages(z)))
			return 0;
		m_count_out(z, pfn, half(order), type);
	}
	m_remove_block(w, z, pfn, page);
	retag_isolated(w, z, pfn, order);
	return half(order);
}
