// SPDX-License-Identifier: MIT
/*
 * Split and merge.
 *
 * A free block of order k at page p has p % 2^k == 0. Its buddy is the other half of the enclosing block of order k+1. Two free buddies of
 * one zone do not coexist (A5), so a free merges upwards until the buddy is not free. While a block of order k exists, no larger block
 * covers its buddy's first page; therefore that page's state byte is never stale and one byte compare decides.
 */
#include "allocator/buddy.h"
#include "allocator/always.h"
#include "allocator/free_area.h"
#include "allocator/pageblock.h"
#include "allocator/pcp_entry.h"

enum { AHEAD = 8 };

/* Are both pages linked to one zone? zone: the one that most likely spans them; they are near it. */
static bool same_zone(const struct page_alloc *pa, const struct zone *zone, page_t a, page_t b)
{
	if (zone_spans(zone, a) && zone_spans(zone, b) && page_state(pa, a) != STATE(KIND_ABSENT, 0))
		return true;
	const struct zone *za = page_zone_or_null(pa, a, zone_pfn(zone, a));

	return za && za == page_zone_or_null(pa, b, zone_pfn(zone, b));
}

/* The migratetype rule for merges at pageblock_order and above. */
static bool types_merge(const struct page_alloc *pa, const struct zone *zone, page_t buddy, unsigned order, unsigned mt)
{
	if (order < pa->pageblock_order)
		return true;
	if (pa->policy->merge_by_type) {
		const unsigned type = pageblock_type(pa, buddy);

		return type == mt || (type_mergeable(type) && type_mergeable(mt));
	}
	if (zone->isolated <= 0)
		return true;
	const unsigned type = pageblock_type(pa, buddy);

	return type == mt || (type != MIGRATE_ISOLATE && mt != MIGRATE_ISOLATE);
}

/* compaction_capture(): the compacting task takes the block before it merges. */
static bool captured(struct page_alloc *pa, const struct zone *zone, page_t page, unsigned order, unsigned mt)
{
	struct capture *capture = &pa->common->capture;

	if (!capture->armed || capture->page != PAGE_NONE || capture->order != order || capture->zone != zone->index)
		return false;
	if (pa->task.flags & TASK_KTHREAD || mt == MIGRATE_CMA || mt == MIGRATE_ISOLATE)
		return false;
	if (order < pa->pageblock_order && mt == MIGRATE_MOVABLE && !capture->movable)
		return false;
	capture->page = page;
	capture->type = (uint8_t)mt;
	page_set(pa, page, KIND_CACHED, order);
	return true;
}

/* buddy_merge_likely(): the uncle is free, so the block will probably merge soon; it goes to the tail of its list. */
static HOT bool merge_likely(const struct page_alloc *pa, const struct zone *zone, page_t page, unsigned order)
{
	if (!has_uncle(pa, order))
		return false;
	const page_t uncle = buddy_uncle(page, order);

	return is_free_or_guard(page_state(pa, uncle), order + 1) && same_zone(pa, zone, page & ~block_pages(order), uncle);
}

static void absorb(struct page_alloc *pa, struct zone *zone, page_t buddy, unsigned order, unsigned mt)
{
	if (state_kind(page_state(pa, buddy)) == KIND_FREE)
		list_del(pa, zone, buddy, order);
	else
		zone_account_any(pa, zone, block_pages(order), mt);
	if (order >= pa->pageblock_order && pa->policy->one_type && pageblock_type(pa, buddy) != mt)
		pageblock_set_range(pa, buddy, order, mt);
}

/* The common case: merge with plain free buddies inside the zone while no type matters. True: done, because the buddy is not free or there
 * is no larger block. False: merge_large() must decide about the rest. No capture may be armed. */
static HOT bool merge_small(struct page_alloc *pa, struct zone *zone, page_t *page, unsigned *order)
{
	for (page_t half = block_pages(*order); half < pa->largest; (*order)++, half *= 2) {
		const page_t buddy = *page ^ half;
		const uint8_t state = page_state(pa, buddy);

		if (state != STATE(KIND_FREE, *order))
			return state != STATE(KIND_GUARD, *order);
		if (*order >= pa->pageblock_order || (*page & buddy) < zone->start || (*page | buddy) >= zone->end)
			return false;
		list_del(pa, zone, buddy, *order);
		*page &= buddy;
	}
	return true;
}

/* The general rule, order by order. False: the block was captured on the way. */
static bool merge_large(struct page_alloc *pa, struct zone *zone, page_t *page, unsigned *order, unsigned mt)
{
	for (; *order + 1 < pa->max_order; (*order)++) {
		const page_t buddy = *page ^ block_pages(*order);
		const bool mergeable = types_merge(pa, zone, buddy, *order, mt);

		if (!mergeable && !pa->policy->merge_by_type)
			break;
		if (captured(pa, zone, *page, *order, mt))
			return false;
		if (!mergeable || !is_free_or_guard(page_state(pa, buddy), *order) || !same_zone(pa, zone, *page, buddy))
			break;
		absorb(pa, zone, buddy, *order, mt);
		*page &= ~block_pages(*order);
	}
	return true;
}

/* The merges that merge_small() does not decide. */
static APART void merge_further(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt, enum place place)
{
	if (!merge_large(pa, zone, &page, &order, mt)) {
		zone_account(pa, zone, -(int64_t)block_pages(order), mt); /* ISOLATE blocks are never captured */
		return;
	}
	list_add(pa, zone, page, order, mt, place == PLACE_TAIL || merge_likely(pa, zone, page, order));
}

/* The block must be on no list, not allocated, and already counted as free. */
static HOT void merge_counted(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt, enum place place)
{
	if (merge_small(pa, zone, &page, &order))
		list_add(pa, zone, page, order, mt, place == PLACE_TAIL || merge_likely(pa, zone, page, order));
	else
		merge_further(pa, zone, page, order, mt, place);
}

HOT void buddy_merge(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt, enum place place)
{
	page_set_state(pa, page, STATE(KIND_FREE, order)); /* A4: from here on it no longer reads as allocated, whatever happens to it. */
	if (mt != MIGRATE_ISOLATE)
		zone_account(pa, zone, block_pages(order), mt);
	if (pa->common->capture.armed)
		merge_further(pa, zone, page, order, mt, place);
	else
		merge_counted(pa, zone, page, order, mt, place);
}

APART void buddy_free_pageblocks(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, enum place place)
{
	const page_t end = page + block_pages(order), block = pageblock_pages(pa);

	/* No part may be mistaken for a part of the old block, or for what it was before that. */
	for (page_t p = page; p < end; p += block)
		page_set(pa, p, KIND_CACHED, pa->pageblock_order);
	tick(pa);
	for (page_t p = page; p < end; p += block)
		buddy_merge(pa, zone, p, pa->pageblock_order, pageblock_type(pa, p), place);
}

HOT void buddy_free(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt, enum place place)
{
	if (zone->isolated > 0 || mt == MIGRATE_ISOLATE)
		mt = pageblock_type(pa, page);
	buddy_merge(pa, zone, page, order, mt, place);
}

void buddy_free_large(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt, enum place place)
{
	if (order > pa->pageblock_order && pa->policy->frees_pageblocks)
		buddy_free_pageblocks(pa, zone, page, order, place);
	else
		buddy_free(pa, zone, page, order, mt, place);
}

/* Are two entries adjacent blocks of one type? Then they differ by step, in either direction. */
static inline bool adjacent(uint32_t a, uint32_t b, uint32_t step)
{
	return ((a - b + step) & ~(2 * step)) == 0;
}

/* A merge first reads the buddy's state, then the buddy's links: prefetch both while other blocks are merged. Must be inlined: as a
 * separate function it would have no effect known to gcc, and the call would be dropped. */
static HOT void prefetch_buddy(const struct page_alloc *pa, uint32_t entry, unsigned order)
{
	const page_t buddy = entry_page(entry) ^ block_pages(order);

	__builtin_prefetch(&pa->state[state_place(buddy)]);
	__builtin_prefetch(link_of(pa, buddy));
}

/* Number of entries, from the first on, that are adjacent in one direction. */
static inline uint32_t run_length(const uint32_t *entry, const uint32_t *end, uint32_t step)
{
	const uint32_t *next = entry + 1;

	if (next == end || !adjacent(entry[0], entry[1], step))
		return 1;
	do
		next++;
	while (next < end && next[0] - next[-1] == entry[1] - entry[0]);
	return (uint32_t)(next - entry);
}

/* Merge a block of a page set, by the type it was cached with or, with policy.one_type, by its pageblock's. NR_FREE_PAGES is left to the
 * caller. */
static HOT void merge_typed(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned cached_mt)
{
	const unsigned mt = zone->one_type ? pageblock_type(pa, page) : cached_mt;

	merge_counted(pa, zone, page, order, mt, PLACE_NORMAL);
	if (mt >= MIGRATE_HIGHATOMIC)
		zone_account_apart(pa, zone, block_pages(order), mt);
}

/*
 * Merge adjacent blocks that were freed in ascending or descending (downwards) order. The blocks of an aligned part merge with each other
 * and, before the last of them is freed, with nothing else. Their intermediate effects on the lists cancel out, so the part is merged as
 * one block, at the time when its last block would be.
 */
static APART void merge_run(struct page_alloc *pa, struct zone *zone, page_t start, page_t end, bool downwards, unsigned mt)
{
	while (start < end) {
		const unsigned order = pageblock_part_order(pa, downwards ? end : start, end - start);

		if (downwards)
			end -= block_pages(order);
		merge_typed(pa, zone, downwards ? end : start, order, mt);
		if (!downwards)
			start += block_pages(order);
	}
}

/* merge_run() for entries of a page set. False, with nothing changed: the zone ends inside the run, so that blocks may not merge, or the
 * blocks are larger than a pageblock. */
static bool merge_entries(struct page_alloc *pa, struct zone *zone, const uint32_t *entry, uint32_t n, unsigned order)
{
	const page_t first = entry_page(entry[0]), last = entry_page(entry[n - 1]);
	const page_t start = first < last ? first : last, end = start + (n << order);

	if (order > pa->pageblock_order || !zone_spans(zone, start) || !zone_spans(zone, end - 1))
		return false;
	merge_run(pa, zone, start, end, first != start, entry_type(entry[0]));
	return true;
}

/* Split the entries into runs and single blocks. */
static HOT void merge_cached(struct page_alloc *pa, struct zone *zone, const uint32_t *entry, uint32_t count, unsigned order)
{
	for (const uint32_t *const end = entry + count; entry < end;) {
		uint32_t n = run_length(entry, end, block_pages(order));

		if (end - entry > AHEAD)
			prefetch_buddy(pa, entry[AHEAD], order);
		if (n == 1 || !merge_entries(pa, zone, entry, n, order)) {
			merge_typed(pa, zone, entry_page(*entry), order, entry_type(*entry));
			n = 1;
		}
		entry += n;
	}
	count_set(&zone->free, zone->free + ((int64_t)count << order));
}

void buddy_merge_cached(struct page_alloc *pa, struct zone *zone, const uint32_t *entry, uint32_t count, unsigned order)
{
	if (order == 0) /* The usual case; much is then known at compile time. */
		merge_cached(pa, zone, entry, count, 0);
	else
		merge_cached(pa, zone, entry, count, order);
}

/* set_page_guard(): with debug_pagealloc the small halves of a split are kept out of use. */
static bool guard(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt)
{
	if (pa->machine->guardpage_minorder <= 0 || order >= (unsigned)pa->machine->guardpage_minorder)
		return false;
	page_set(pa, page, KIND_GUARD, order);
	if (ALWAYS(pa->policy->guard_any_type || mt != MIGRATE_ISOLATE)) /* nothing is taken from ISOLATE lists */
		zone_account_part(pa, zone, -(int64_t)block_pages(order), mt);
	return true;
}

/* expand(): keep the lowest part of a block of order high, and put the upper halves on the lists. */
static void split(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned high, unsigned mt)
{
	while (high > order) {
		high--;
		const page_t half = page + block_pages(high);

		if (!guard(pa, zone, half, high, mt))
			list_add(pa, zone, half, high, mt, false);
	}
}

void buddy_split(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned high, unsigned mt)
{
	list_del(pa, zone, page, high);
	split(pa, zone, page, order, high, mt);
	page_set(pa, page, KIND_CACHED, order);
}

page_t buddy_take(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt)
{
	for (unsigned high = order; high < pa->max_order; high++) {
		const page_t page = list_first(zone, high, mt);

		if (page == PAGE_NONE)
			continue;
		list_del_first(pa, zone, page, high, mt);
		split(pa, zone, page, order, high, mt);
		page_set(pa, page, KIND_CACHED, order);
		return page;
	}
	return PAGE_NONE;
}

/* Of the `parts` parts of that order in contiguous blocks, `taken` have been taken: put the rest of the last block back, in halves. The
 * lists below that block's order are empty. */
static HOT void give_back(struct page_alloc *pa, struct zone *zone, page_t start, unsigned order, uint32_t taken, uint32_t parts, unsigned mt)
{
	for (uint32_t left = parts - taken; left > 0; left &= left - 1) {
		const unsigned k = (unsigned)__builtin_ctz(left);

		list_add_only(pa, zone, start + (taken << order), order + k, mt);
		taken += 1u << k;
	}
}

uint32_t buddy_take_run(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt, uint32_t max, unsigned *from, page_t *first)
{
	struct link *list = &zone->list[list_number(*from, mt)];
	uint32_t run = 0;
	page_t next = PAGE_NONE;
	unsigned high = *from;

	while (run < max) {
		for (; high < pa->max_order && is_sentinel(pa, list->next); high++)
			list += list_number(1, 0);
		if (high == pa->max_order || (run > 0 && list->next != next))
			break;
		const page_t page = list->next;

		list_del_head(pa, zone, list, page, high);
		run += block_pages(high - order);
		next = page + block_pages(high);
	}
	const page_t start = next - (run << order);
	const uint32_t taken = run < max ? run : max, to_word = (0u - start - taken) % sizeof(uintptr_t);

	if (order == 0) /* Round the write up to a whole word while it stays inside the run: the extra bytes belong to blocks that
	                   give_back() writes next (heads) or that are never read (tails). */
		page_set_row(pa, start, to_word <= run - taken ? taken + to_word : taken, KIND_CACHED);
	for (uint32_t i = 0; i < taken && order > 0; i++)
		page_set(pa, start + (i << order), KIND_CACHED, order);
	give_back(pa, zone, start, order, taken, run, mt);
	*from = high;
	*first = start;
	return taken;
}
