// SPDX-License-Identifier: MIT
/*
 * Structural soundness: one function per invariant of state.h, and their number as the answer. Reads only, never aborts.
 *
 * Every walk is bounded by the number of pages, so that a broken circle is found and not followed for ever.
 */
#include "allocator/damage.h"
#include "allocator/free_area.h"
#include "allocator/page_alloc.h"
#include "allocator/pageblock.h"
#include "allocator/pcp.h"
#include "allocator/watermark.h"

#include <string.h>

#define FOR_EACH_ZONE(pa, zone) for (const struct zone *zone = (pa)->zone; zone < (pa)->zone + (pa)->nr_zones; zone++)

static bool circle_closed(const struct page_alloc *pa, uint32_t sentinel)
{
	uint32_t at = sentinel, steps = 0;

	if (link_of(pa, sentinel)->next == sentinel) /* most are empty */
		return link_of(pa, sentinel)->prev == sentinel;
	do {
		const uint32_t next = link_of(pa, at)->next;

		if (next >= pa->nr_pages && next != sentinel)
			return false;
		if (link_of(pa, next)->prev != at || steps++ > pa->nr_pages)
			return false;
		at = next;
	} while (at != sentinel);
	return true;
}

static bool circles(const struct page_alloc *pa) /* I1 */
{
	FOR_EACH_ZONE(pa, zone) {
		for (uint32_t i = 0; i < NR_LISTS; i++) {
			if (!circle_closed(pa, sentinel_number(zone->sentinel, i)))
				return false;
		}
	}
	return true;
}

/* Blocks on the lists of one order; a negative number if one of them is not what the list says. */
static int64_t count_order(const struct page_alloc *pa, const struct zone *zone, unsigned order)
{
	int64_t blocks = 0;

	for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++) {
		const uint32_t sentinel = list_sentinel(zone, order, mt);

		for (uint32_t p = link_of(pa, sentinel)->next; p != sentinel; p = link_of(pa, p)->next) {
			if (block_state(pa, p) != STATE(KIND_FREE, order) || p & (block_pages(order) - 1) || page_block(pa, p) != p)
				return -1;
			blocks++;
		}
	}
	return blocks;
}

static bool lists_hold_heads(const struct page_alloc *pa) /* I2 */
{
	FOR_EACH_ZONE(pa, zone) {
		for (unsigned order = 0; order < pa->max_order; order++) {
			const int64_t blocks = count_order(pa, zone, order);

			if (blocks < 0 || (!pa->shared_blocks && blocks != zone->nr_free[order]))
				return false;
		}
	}
	return true;
}

/* From block to block through a zone: each must start where the last one ended, aligned to its size. */
static bool blocks_partition(const struct page_alloc *pa) /* I3 */
{
	FOR_EACH_ZONE(pa, zone) {
		for (page_t p = zone->start; p < zone->end;) {
			const page_t head = page_block(pa, p);
			const unsigned order = state_order(block_state(pa, head));

			if ((head != p && p != zone->start) || order >= pa->max_order || head & (block_pages(order) - 1))
				return false;
			p = head + block_pages(order);
		}
	}
	return true;
}

/* Does one of the bytes [p, end) read allocated? Eight at a time: with the kind's bits turned so that allocated is 0, no other byte is. */
static bool any_allocated(const struct page_alloc *pa, page_t p, page_t end)
{
	const uint64_t each = UINT64_C(0x0101010101010101);

	for (; p < end && p & 7; p++) {
		if (state_allocated(page_state(pa, p)))
			return true;
	}
	for (uint64_t eight; p < end && end - p >= sizeof(eight); p += sizeof(eight)) {
		memcpy(&eight, &pa->state[state_place(p)], sizeof(eight));
		eight = (eight & each * (STATE_KIND & ~STATE_LRU)) ^ each * STATE(KIND_ALLOC, 0);
		if (((eight + each * 0x7f) & each * 0x80) != each * 0x80)
			return true;
	}
	for (; p < end; p++) {
		if (state_allocated(page_state(pa, p)))
			return true;
	}
	return false;
}

static bool allocated_only_at_heads(const struct page_alloc *pa) /* I4 */
{
	FOR_EACH_ZONE(pa, zone) {
		for (page_t p = zone->start; p < zone->end;) {
			const page_t head = p == zone->start ? page_block(pa, p) : p; /* I3 holds. */
			const page_t end = head + block_pages(state_order(block_state(pa, head))), stop = end < zone->end ? end : zone->end;

			if (any_allocated(pa, p + (p == head), stop))
				return false;
			p = stop;
		}
	}
	return true;
}

/* Blocks on the lists of one order, by I2 what they should be. */
static int64_t listed_blocks(const struct page_alloc *pa, const struct zone *zone, unsigned order)
{
	int64_t blocks = 0;

	for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++) {
		const uint32_t sentinel = list_sentinel(zone, order, mt);

		for (uint32_t p = link_of(pa, sentinel)->next; p != sentinel; p = link_of(pa, p)->next)
			blocks++;
	}
	return blocks;
}

static bool buddies_merged(const struct page_alloc *pa) /* I5 */
{
	FOR_EACH_ZONE(pa, zone) {
		for (page_t p = zone->start; p < zone->end && !pa->shared_blocks;) {
			const page_t head = p == zone->start ? page_block(pa, p) : p; /* I3 holds. */
			const unsigned order = state_order(block_state(pa, head));
			const page_t buddy = head ^ block_pages(order);

			if (block_state(pa, head) == STATE(KIND_FREE, order) && order < pa->pageblock_order && zone_spans(zone, buddy) &&
			    block_state(pa, buddy) == block_state(pa, head))
				return false;
			p = head + block_pages(order);
		}
	}
	return true;
}

static int64_t listed_pages(const struct page_alloc *pa, const struct zone *zone)
{
	int64_t pages = 0;

	for (unsigned order = 0; order < pa->max_order; order++) {
		for (unsigned mt = 0; mt < MIGRATE_ISOLATE; mt++) {
			const uint32_t sentinel = list_sentinel(zone, order, mt);

			for (uint32_t p = link_of(pa, sentinel)->next; p != sentinel; p = link_of(pa, p)->next)
				pages += block_pages(order);
		}
	}
	return pages;
}

static bool free_pages_counted(const struct page_alloc *pa) /* I6 */
{
	FOR_EACH_ZONE(pa, zone) {
		if (!pa->common->inexact && listed_pages(pa, zone) != zone->free)
			return false;
	}
	return true;
}

static bool page_set_counted(const struct page_alloc *pa, const struct pcp *pcp)
{
	uint64_t pages = 0;

	for (uint32_t i = 0; i < pa->nr_lists; i++) {
		struct pcp_cursor cursor = { .list = &pcp->list[i] };

		for (uint32_t n = pcp_list_len(&pcp->list[i]); n > 0; n--) {
			const page_t page = entry_page(pcp_cursor_next(pa, &cursor));

			if (page >= pa->nr_pages || state_kind(block_state(pa, page)) != KIND_CACHED || page_block(pa, page) != page)
				return false;
			pages += block_pages(state_order(block_state(pa, page)));
		}
	}
	return pages == pcp->count;
}

static bool page_sets_counted(const struct page_alloc *pa) /* I7 */
{
	FOR_EACH_ZONE(pa, zone) {
		for (unsigned cpu = 0; cpu < pa->nr_cpus; cpu++) {
			if (!page_set_counted(pa, &zone->pcp[cpu]))
				return false;
		}
	}
	return true;
}

/* As many free and cached blocks in memory as on lists; with I1, I2 and I7 that means each is on one. */
static bool every_block_listed(const struct page_alloc *pa) /* I8 */
{
	int64_t blocks = 0;

	FOR_EACH_ZONE(pa, zone) {
		for (unsigned order = 0; order < pa->max_order; order++)
			blocks += listed_blocks(pa, zone, order);
		for (unsigned cpu = 0; cpu < pa->nr_cpus; cpu++) {
			for (uint32_t i = 0; i < pa->nr_lists; i++)
				blocks += pcp_list_len(&zone->pcp[cpu].list[i]);
		}
		for (page_t p = zone->start; p < zone->end;) {
			const page_t head = p == zone->start ? page_block(pa, p) : p; /* I3 holds. */
			const enum page_kind kind = state_kind(block_state(pa, head));

			blocks -= head == p && (kind == KIND_FREE || kind == KIND_CACHED);
			p = head + block_pages(state_order(block_state(pa, head)));
		}
	}
	return blocks == 0;
}

static bool isolation_counted(const struct page_alloc *pa) /* I9 */
{
	FOR_EACH_ZONE(pa, zone) {
		int64_t blocks = 0;

		for (page_t p = pageblock_start(pa, zone->start); p < zone->end; p += pageblock_pages(pa))
			blocks += zone_spans(zone, p) && pageblock_type(pa, p) == MIGRATE_ISOLATE;
		if (!pa->policy->isolate_twice && blocks > zone->isolated)
			return false;
	}
	return true;
}

static bool damage_sorted(const struct page_alloc *pa) /* I10 */
{
	for (uint32_t i = 1; i < pa->common->nr_damaged; i++) {
		if (pa->damage[i - 1] >= pa->damage[i])
			return false;
	}
	return pa->common->nr_damaged <= pa->damage_cap;
}

static bool floors_follow(const struct page_alloc *pa) /* I11 */
{
	FOR_EACH_ZONE(pa, zone) {
		for (unsigned class = 0; class < MAX_NR_ZONES; class++) {
			if (zone->floor[class] != watermark_floor(pa, zone, class))
				return false;
		}
	}
	return true;
}

int page_alloc_check(const struct page_alloc *pa)
{
	static bool (*const invariant[])(const struct page_alloc *) = {
		circles, blocks_partition, lists_hold_heads, allocated_only_at_heads, buddies_merged,
		free_pages_counted, page_sets_counted, every_block_listed, isolation_counted, damage_sorted, floors_follow,
	};
	static const int number[] = { 1, 3, 2, 4, 5, 6, 7, 8, 9, 10, 11 };

	for (unsigned i = 0; i < sizeof(number) / sizeof(number[0]); i++) {
		if (!invariant[i](pa))
			return number[i];
	}
	return 0;
}
