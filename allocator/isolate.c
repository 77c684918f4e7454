// SPDX-License-Identifier: MIT
/*
 * Isolation. An ISOLATE pageblock's free blocks are on ISOLATE lists, which NR_FREE_PAGES does not count.
 *
 * Older kernels isolate the pageblocks in ascending order and drain the zone's page sets each time. Newer ones first do the two ends of the
 * range, because a free block that crosses an end has to be split there, and leave draining to the caller.
 */
#include "allocator/isolate.h"
#include "allocator/always.h"
#include "allocator/buddy.h"
#include "allocator/contents.h"
#include "allocator/free.h"
#include "allocator/free_area.h"
#include "allocator/node.h"
#include "allocator/pageblock.h"
#include "allocator/pcp.h"
#include "allocator/watermark.h"

/* Where isolation is a separate bit, the type is restored exactly as it was saved. */
static void write_type(struct page_alloc *pa, page_t page, unsigned mt)
{
	if (pa->policy->isolate_bit)
		pageblock_set_exactly(pa, page, mt);
	else
		pageblock_set(pa, page, mt);
}

/* move_freepages_block_isolate(): a larger free block that contains the pageblock is freed again pageblock by pageblock, each by its own
 * type. */
static void set_type(struct page_alloc *pa, struct zone *zone, page_t page, unsigned mt)
{
	const page_t head = page_block(pa, page);
	const uint8_t state = block_state(pa, head);
	const unsigned order = state_order(state);

	if (state_kind(state) != KIND_FREE || order <= pa->pageblock_order) {
		pageblock_retype_free(pa, zone, page, pageblock_type(pa, page), mt);
		write_type(pa, page, mt);
		return;
	}
	zone_account_any(pa, zone, -(int64_t)block_pages(order), pageblock_type(pa, head));
	list_del(pa, zone, head, order);
	write_type(pa, page, mt);
	buddy_free_pageblocks(pa, zone, head, order, PLACE_NORMAL);
}

/* set_migratetype_isolate() of the pageblock at page; only [from, to) is checked for unmovable pages. */
static int isolate_block(struct page_alloc *pa, struct zone *zone, page_t page, page_t from, page_t to, unsigned mt)
{
	const unsigned old = pageblock_type(pa, page);

	if (!zone || (old == MIGRATE_ISOLATE && !pa->policy->isolate_twice))
		return ERROR_BUSY;
	if (pageblock_unmovable(pa, zone, from, to, mt))
		return ERROR_BUSY;
	if (pa->policy->isolate_whole && !pageblock_inside(pa, zone, page))
		return ERROR_BUSY;
	if (pa->policy->isolate_bit)
		pageblock_set_under(pa, page);
	if (pa->policy->isolate_whole) {
		/* A page set may hold a block of several pageblocks, which is freed as one and counted by the type of its first. */
		if (pcp_order(pa, pa->pageblock_order + 1))
			pa->common->inexact = pa->common->mixed = true;
		zone->isolated++;
		set_type(pa, zone, page, MIGRATE_ISOLATE);
		return 0;
	}
	/* Parts of larger blocks, parts of a pageblock and second isolations are miscounted as in the kernel. */
	pa->common->inexact |= pa->pageblock_order + 1 < pa->max_order || old == MIGRATE_ISOLATE ||
			       !zone_spans(zone, page + pageblock_pages(pa) - 1);
	pageblock_set(pa, page, MIGRATE_ISOLATE);
	zone->isolated++;
	zone_account(pa, zone, -(int64_t)pageblock_move_free(pa, zone, page, MIGRATE_ISOLATE, NULL), old);
	return 0;
}

/* The order of the free block that starts at page, if it is one of at least pageblock_order; else max_order. */
static unsigned large_free_order(const struct page_alloc *pa, page_t page)
{
	const uint8_t state = block_state(pa, page);

	if (state_kind(state) != KIND_FREE || state_order(state) < pa->pageblock_order || page_block(pa, page) != page)
		return pa->max_order;
	return state_order(state);
}

/* Could the block at page merge once its pageblock is no longer isolated? Moving it between lists would not merge it, so it is freed
 * anew. */
static bool would_merge(struct page_alloc *pa, const struct zone *zone, page_t page, unsigned order)
{
	const page_t buddy = page ^ block_pages(order);

	if (order >= pa->max_order || pageblock_type(pa, buddy) == MIGRATE_ISOLATE)
		return false;
	if (!pa->policy->unisolate_pairs)
		return true;
	if (order + 1 >= pa->max_order || !zone_spans(zone, buddy) || NEVER(page_block(pa, buddy) != buddy))
		return false;
	/* A guard counts as free: merging absorbs it. */
	return block_state(pa, buddy) == STATE(KIND_FREE, order) || block_state(pa, buddy) == STATE(KIND_GUARD, order);
}

/* Unisolate the pageblock at page, of a range that ends at end. */
static void unisolate_block(struct page_alloc *pa, page_t page, page_t end, unsigned mt)
{
	struct zone *zone = page_span_zone(pa, page);
	const unsigned order = large_free_order(pa, page);

	if (!zone || pageblock_type(pa, page) != MIGRATE_ISOLATE)
		return;
	if (pa->policy->isolate_bit)
		mt = pageblock_under(pa, page);
	const bool merge = would_merge(pa, zone, page, order);

	if (!merge && pa->policy->isolate_whole) { /* A later merge may change the type once more. */
		set_type(pa, zone, page, mt);
		zone->isolated--;
		return;
	}
	/* If a larger block is put back as one, only this pageblock gets its type; pageblocks past the range stay ISOLATE and are
	 * miscounted. */
	if (merge && page + block_pages(order) > end)
		pa->common->inexact = pa->common->mixed = true;
	if (merge)
		isolate_take_free(pa, page, order);
	else
		zone_account(pa, zone, pageblock_move_free(pa, zone, page, mt, NULL), mt);
	write_type(pa, page, mt);
	if (pa->policy->unisolate_plain) {
		zone->isolated--;
		if (merge && pa->touches_pages)
			contents_hook(pa, page, order, GFP_BIT_MOVABLE);
		if (merge)
			free_block(pa, page, order, false);
		return;
	}
	if (merge)
		buddy_merge(pa, zone, page, order, mt, PLACE_TAIL);
	zone->isolated--;
}

void unisolate_range(struct page_alloc *pa, page_t start, page_t end, unsigned mt)
{
	for (page_t p = start; p < end; p += pageblock_pages(pa)) {
		tick(pa);
		unisolate_block(pa, p, end, mt);
	}
}

/* The kernel drains the zone after each pageblock. Nothing enters a page set in between, so draining on a change of zone is enough; the DR
 * event is still traced every time. */
static int isolate_ascending(struct page_alloc *pa, page_t start, page_t end, unsigned mt)
{
	const struct zone *drained = NULL;

	for (page_t p = start; p < end; p += pageblock_pages(pa)) {
		struct zone *zone = page_span_zone(pa, p);

		tick(pa);
		if (isolate_block(pa, zone, p, p, p + pageblock_pages(pa), mt)) {
			unisolate_range(pa, start, p, mt);
			return ERROR_BUSY;
		}
		trace(pa, PATH_DRAIN, 0, 0, PFN_NONE);
		if (zone != drained)
			pcp_drain_all(pa, zone);
		drained = zone;
	}
	return 0;
}

/* split_free_page(): cut a free block at an offset and free the parts by their pageblocks' types. */
static void split_free(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, page_t offset)
{
	const page_t end = page + block_pages(order);
	const unsigned mt = pageblock_type(pa, page);

	if (mt != MIGRATE_ISOLATE)
		zone_account(pa, zone, -(int64_t)block_pages(order), mt);
	list_del(pa, zone, page, order);
	/* The parts are independent from here on: none may be mistaken for a part of the old block. */
	for (page_t p = page; p < end; p += pageblock_pages(pa))
		page_set(pa, p, KIND_CACHED, 0);
	for (page_t p = page, stop; p < end; p = stop) {
		const unsigned part = block_fit_order(p, offset, order);

		stop = p + block_pages(part);
		tick(pa);
		buddy_merge(pa, zone, p, part, pageblock_type(pa, p), PLACE_NORMAL);
		offset -= block_pages(part);
		if (offset == 0)
			offset = end - stop;
	}
}

/* isolate_single_pageblock(): the pageblock before or after a boundary. A free block that crosses the boundary is split, or makes the range
 * busy. */
static int isolate_boundary(struct page_alloc *pa, page_t boundary, bool before, bool skip, unsigned mt)
{
	const page_t block = before ? boundary - pageblock_pages(pa) : boundary;
	struct zone *zone = page_span_zone(pa, block);

	if (!skip && isolate_block(pa, zone, block, block, block + pageblock_pages(pa), mt))
		return ERROR_BUSY;
	if (pa->policy->isolate_whole && !pa->policy->isolate_not_across)
		return 0;
	page_t p = (block & ~(block_pages(pa->max_order - 1) - 1));

	if (ALWAYS(zone) && p < zone->start)
		p = zone->start;
	while (ALWAYS(zone) && p < boundary) {
		const uint8_t state = block_state(pa, page_block(pa, p));
		const unsigned order = state_order(state);
		const page_t head = page_block(pa, p);

		tick(pa);
		if (head == p && state_kind(state) == KIND_FREE && p + block_pages(order) > boundary) {
			if (pa->policy->isolate_not_across) {
				unisolate_range(pa, block, block + pageblock_pages(pa), mt);
				return ERROR_BUSY;
			}
			split_free(pa, zone, p, order, boundary - p);
		}
		p = head + block_pages(order);
	}
	return 0;
}

static int isolate_ends_first(struct page_alloc *pa, page_t start, page_t end, page_t from, page_t to, unsigned mt)
{
	const page_t block = pageblock_pages(pa);

	if (isolate_boundary(pa, start, false, false, mt))
		return ERROR_BUSY;
	if (isolate_boundary(pa, end, true, end - start == block, mt)) {
		unisolate_range(pa, start, start + block, mt);
		return ERROR_BUSY;
	}
	for (page_t p = start + block; p + block < end; p += block) {
		const page_t low = ALWAYS(p > from) ? p : from, high = ALWAYS(p + block < to) ? p + block : to;

		tick(pa);
		if (isolate_block(pa, page_span_zone(pa, p), p, low, high, mt)) {
			unisolate_range(pa, start, p, mt);
			unisolate_range(pa, end - block, end, mt);
			return ERROR_BUSY;
		}
	}
	return 0;
}

int isolate_range(struct page_alloc *pa, page_t start, page_t end, page_t from, page_t to, unsigned mt)
{
	if (pa->policy->isolate_splits)
		return isolate_ends_first(pa, start, end, from, to, mt);
	return isolate_ascending(pa, start, end, mt);
}

/* Like pageblock_make_movable(), but moves the free blocks as well and skips pageblocks that are not wholly in the zone. */
static void retype_movable(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order)
{
	for (page_t p = page; p < page + block_pages(order); p += pageblock_pages(pa)) {
		tick(pa);
		if (type_mergeable(pageblock_type(pa, p)) && pageblock_inside(pa, zone, p))
			pageblock_retype(pa, zone, p, pageblock_type(pa, p), MIGRATE_MOVABLE);
	}
}

bool isolate_take_free(struct page_alloc *pa, page_t page, unsigned order)
{
	struct zone *zone = page_span_zone(pa, page);
	const unsigned mt = pageblock_type(pa, page);

	if (mt != MIGRATE_ISOLATE) {
		const int64_t mark = zone->wmark[WMARK_MIN] + block_pages(order);

		if (!watermark_ok(pa, zone, 0, mark, 0, ALLOC_CMA, zone_free(zone)))
			return false;
		zone_account(pa, zone, -(int64_t)block_pages(order), mt);
	}
	list_del(pa, zone, page, order);
	page_set(pa, page, KIND_ALLOC, order);
	if (order + 1 >= pa->pageblock_order && order > 0) { /* the kernel's loop stops before the last page */
		if (pa->policy->one_type)
			retype_movable(pa, zone, page, order);
		else
			pageblock_make_movable(pa, page, order);
	}
	return true;
}
