// SPDX-License-Identifier: MIT
/*
 * Structural soundness: the invariants of state.h, and the number of the first that is broken as the answer. Reads only, never aborts.
 *
 * One walk over the lists and one over the blocks see to most of them. Each comes to a page once at most, so that a broken circle is found and not
 * followed for ever.
 */
#include "allocator/damage.h"
#include "allocator/free_area.h"
#include "allocator/page_alloc.h"
#include "allocator/pageblock.h"
#include "allocator/pcp.h"
#include "allocator/watermark.h"

#include <string.h>

enum { EIGHTS = UINT8_MAX / 8 };

#define FOR_EACH_ZONE(pa, zone) for (const struct zone *zone = (pa)->zone; zone < (pa)->zone + (pa)->nr_zones; zone++)

/* What the walks find out beside their own invariants. */
struct findings {
	bool lists_hold_heads;        /* I2 */
	bool allocated_only_at_heads; /* I4 */
	bool buddies_merged;          /* I5 */
	bool free_pages_counted;      /* I6 */
	int64_t unlisted;             /* I8: free and cached blocks in memory, less those on lists */
};

static bool is_free_head(const struct page_alloc *pa, page_t page, unsigned order)
{
	return block_state(pa, page) == STATE(KIND_FREE, order) && (page & (block_pages(order) - 1)) == 0 && page_block(pa, page) == page;
}

/* Counts the blocks; a negative number if the list is no circle. It ends: no page has two predecessors that its prev agrees with. */
static int64_t walk_list(const struct page_alloc *pa, uint32_t sentinel, unsigned order, struct findings *found)
{
	int64_t blocks = 0;

	for (uint32_t at = sentinel, next;; at = next, blocks++) {
		next = link_of(pa, at)->next;
		if (next >= pa->nr_pages && next != sentinel)
			return -1;
		if (link_of(pa, next)->prev != at)
			return -1;
		if (next == sentinel)
			return blocks;
		found->lists_hold_heads &= is_free_head(pa, next, order);
	}
}

/* Most are. Both words of the sentinel at once. */
static bool is_empty(const struct link *list, uint32_t sentinel)
{
	uint64_t both;

	memcpy(&both, list, sizeof(both));
	return both == sentinel * UINT64_C(0x100000001);
}
_Static_assert(sizeof(struct link) == sizeof(uint64_t), "two words");

static bool walk_lists(const struct page_alloc *pa, const struct zone *zone, struct findings *found) /* I1 */
{
	int64_t blocks[MAX_ORDER_LIMIT] = { 0 }, pages = 0;

	for (unsigned number = 0; number < NR_LISTS; number++) {
		const uint32_t sentinel = sentinel_number(zone->sentinel, number);

		if (is_empty(&zone->list[number], sentinel))
			continue;
		const unsigned order = number / NR_TYPES, mt = number % NR_TYPES;
		const int64_t listed = walk_list(pa, sentinel, order, found);

		if (listed < 0)
			return false;
		blocks[order] += listed;
		pages += mt == MIGRATE_ISOLATE ? 0 : listed << order;
	}
	for (unsigned order = 0; order < MAX_ORDER_LIMIT; order++) {
		found->lists_hold_heads &= pa->shared_blocks || blocks[order] == zone->nr_free[order];
		found->unlisted -= blocks[order];
	}
	found->free_pages_counted &= pa->common->inexact || pages == zone->free;
	return true;
}

/* A byte of 1 for each of eight that reads allocated, which is one whose kind is 0 once the bits of that kind are turned. */
static uint64_t allocated_of_eight(uint64_t eight)
{
	const uint64_t each = UINT64_MAX / UINT8_MAX;
	const uint64_t kinds = (eight & each * (STATE_KIND & ~STATE_LRU)) ^ each * STATE(KIND_ALLOC, 0);

	return ~(kinds + each * 0x7f) >> 7 & each;
}

/* How many of the bytes [p, end) read allocated? Eight at a time, and as many eights as a byte can count together. */
static int64_t count_allocated(const struct page_alloc *pa, page_t p, page_t end)
{
	const uint8_t *const state = pa->state;
	int64_t allocated = 0;

	for (; p < end && p % sizeof(uint64_t) != 0; p++)
		allocated += state_allocated(page_state(pa, p));
	while (end - p >= sizeof(uint64_t)) {
		const page_t stop = end - p < EIGHTS * sizeof(uint64_t) ? end - end % sizeof(uint64_t) : p + EIGHTS * sizeof(uint64_t);
		uint64_t sums = 0, eight;

		for (; p < stop; p += (page_t)sizeof(eight)) {
			memcpy(&eight, &state[state_place(p)], sizeof(eight));
			sums += allocated_of_eight(eight);
		}
		allocated += (int64_t)(sums * (UINT64_MAX / UINT8_MAX) >> 56);
	}
	for (; p < end; p++)
		allocated += state_allocated(page_state(pa, p));
	return allocated;
}

static bool unmerged(const struct page_alloc *pa, const struct zone *zone, page_t head, uint8_t state)
{
	const page_t buddy = head ^ block_pages(state_order(state));

	return state_kind(state) == KIND_FREE && state_order(state) < pa->pageblock_order && zone_spans(zone, buddy) &&
	       block_state(pa, buddy) == state;
}

/*
 * From block to block through a zone, each aligned to its size. Where that leads to a page, page_block() leads too: the places it tries on the way
 * are heads of blocks met before. Only the first block may begin in front of the zone.
 */
static bool walk_blocks(const struct page_alloc *pa, const struct zone *zone, struct findings *found) /* I3 */
{
	int64_t allocated = 0;

	for (page_t p = zone->start; p < zone->end;) {
		const page_t head = p == zone->start ? page_block(pa, p) : p;
		const uint8_t state = block_state(pa, head);
		const unsigned order = state_order(state);

		if (order >= pa->max_order || head & (block_pages(order) - 1))
			return false;
		allocated += head == p && state_allocated(state);
		found->unlisted += head == p && (state_kind(state) == KIND_FREE || state_kind(state) == KIND_CACHED);
		found->buddies_merged &= pa->shared_blocks || !unmerged(pa, zone, head, state);
		p = head + block_pages(order);
	}
	/* The heads read allocated; so no other byte does. */
	found->allocated_only_at_heads &= count_allocated(pa, zone->start, zone->end) == allocated;
	return true;
}

/* What the hot path may add to the lists together, whatever it takes from them meanwhile. */
static bool room_is_there(const struct pcp *pcp)
{
	uint64_t room = 0;

	for (unsigned i = 0; i < NR_PCP_TYPES; i++)
		room += pcp_room(&pcp->list[i]) > 0 ? (uint64_t)pcp_room(&pcp->list[i]) : 0;
	return room == 0 || pcp_count(pcp) + room <= pcp->easy;
}

static bool page_set_counted(const struct page_alloc *pa, const struct pcp *pcp, struct findings *found)
{
	uint64_t pages = 0;

	for (uint32_t i = 0; i < pa->nr_lists; i++) {
		struct pcp_cursor cursor = { .list = &pcp->list[i] };

		found->unlisted -= pcp_list_len(&pcp->list[i]);
		for (uint32_t n = pcp_list_len(&pcp->list[i]); n > 0; n--) {
			const page_t page = entry_page(pcp_cursor_next(pa, &cursor));

			if (page >= pa->nr_pages || state_kind(block_state(pa, page)) != KIND_CACHED || page_block(pa, page) != page)
				return false;
			pages += block_pages(state_order(block_state(pa, page)));
		}
	}
	return pages == pcp_count(pcp) && room_is_there(pcp);
}

static bool page_sets_counted(const struct page_alloc *pa, struct findings *found) /* I7 */
{
	FOR_EACH_ZONE(pa, zone) {
		for (unsigned cpu = 0; cpu < pa->nr_cpus; cpu++) {
			if (!page_set_counted(pa, &zone->pcp[cpu], found))
				return false;
		}
	}
	return true;
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
			if (zone->floor[class] != watermark_floor(pa, zone, class) || zone->floor_own[class] != zone->floor[class] + zone->free_cma)
				return false;
		}
	}
	return true;
}

int page_alloc_check(const struct page_alloc *pa)
{
	struct findings found = { true, true, true, true, 0 };

	FOR_EACH_ZONE(pa, zone) {
		if (!walk_lists(pa, zone, &found))
			return 1;
	}
	FOR_EACH_ZONE(pa, zone) {
		if (!walk_blocks(pa, zone, &found))
			return 3;
	}
	if (!found.lists_hold_heads)
		return 2;
	if (!found.allocated_only_at_heads)
		return 4;
	if (!found.buddies_merged)
		return 5;
	if (!found.free_pages_counted)
		return 6;
	if (!page_sets_counted(pa, &found))
		return 7;
	if (found.unlisted != 0) /* with I1, I2 and I7 each block is on one list */
		return 8;
	if (!isolation_counted(pa))
		return 9;
	if (!damage_sorted(pa))
		return 10;
	return floors_follow(pa) ? 0 : 11;
}
