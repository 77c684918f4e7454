// SPDX-License-Identifier: MIT
/*
 * Consistency check: returns the number of the first broken invariant of state.h. Reads only, never aborts.
 *
 * One walk over the lists and one over the blocks check most of them. Each visits a page at most once, so that a broken list is detected
 * and not followed forever.
 */
#include "allocator/damage.h"
#include "allocator/free_area.h"
#include "allocator/page_alloc.h"
#include "allocator/pageblock.h"
#include "allocator/pcp_list.h"
#include "allocator/watermark.h"
#include "contract/mem.h"

typedef uint8_t sixteen __attribute__((vector_size(16)));
_Static_assert(sizeof(sixteen) <= STATE_LINE / 2, "their places are in a row");

#define FOR_EACH_ZONE(pa, zone) for (const struct zone *zone = (pa)->zone; zone < (pa)->zone + (pa)->nr_zones; zone++)

/* What the walks find out in addition to their own invariants. */
struct findings {
	bool lists_hold_heads;        /* A2 */
	bool allocated_only_at_heads; /* A4 */
	bool buddies_merged;          /* A5 */
	bool free_pages_counted;      /* A6 */
	bool lists_follow_types;      /* A12 */
	int64_t unlisted;             /* A8: free and cached blocks in memory, minus those on lists */
};

static bool is_free_head(const struct page_alloc *pa, page_t page, unsigned order)
{
	return block_state(pa, page) == STATE(KIND_FREE, order) && (page & (block_pages(order) - 1)) == 0 && page_block(pa, page) == page;
}

/* Not checked in a pageblock that straddles a zone boundary: its type may change with the neighbour's memory, and may not change with
 * ours. */
static bool of_type(const struct page_alloc *pa, const struct zone *zone, page_t page, unsigned mt)
{
	return !zone->one_type || pa->common->mixed || pageblock_type(pa, page) == mt || !pageblock_inside(pa, zone, page);
}

/* Counts the blocks; negative if the list is not circular. Terminates, because no page has two predecessors that its prev agrees with. */
static int64_t walk_list(const struct page_alloc *pa, const struct zone *zone, unsigned order, unsigned mt, struct findings *found)
{
	const uint32_t sentinel = list_sentinel(zone, order, mt);
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
		found->lists_follow_types &= of_type(pa, zone, next, mt);
	}
}

/* A counter including what all cpus hold back. */
static int64_t whole(const struct page_alloc *pa, const struct zone *zone, enum drifting counter, int64_t value)
{
	for (unsigned cpu = 0; cpu < pa->nr_cpus && zone->drift; cpu++)
		value += zone->drift[cpu].kept[counter];
	return value;
}

/* NR_FREE_PAGES and, with policy.one_type, the counters of single types. */
static bool pages_counted(const struct page_alloc *pa, const struct zone *zone, const int64_t pages[NR_TYPES])
{
	int64_t free = 0;

	for (unsigned mt = 0; mt < MIGRATE_ISOLATE; mt++)
		free += pages[mt];
	if (zone->one_type && (pages[MIGRATE_HIGHATOMIC] != zone->free_highatomic ||
			       pages[MIGRATE_CMA] != whole(pa, zone, DRIFT_CMA, zone->free_cma)))
		return false;
	return free == whole(pa, zone, DRIFT_FREE, zone->free);
}

static bool walk_lists(const struct page_alloc *pa, const struct zone *zone, struct findings *found) /* A1 */
{
	int64_t blocks[MAX_ORDER_LIMIT] = { 0 }, pages[NR_TYPES] = { 0 };

	for (unsigned number = list_next_used(zone, 0); number < NR_LISTS; number = list_next_used(zone, number + 1)) {
		const unsigned order = number / NR_TYPES, mt = number % NR_TYPES;
		const int64_t listed = walk_list(pa, zone, order, mt, found);

		if (listed < 0)
			return false;
		blocks[order] += listed;
		pages[mt] += listed << order;
	}
	for (unsigned order = 0; order < MAX_ORDER_LIMIT; order++) {
		found->lists_hold_heads &= pa->shared_blocks || blocks[order] == zone->nr_free[order];
		found->unlisted -= blocks[order];
	}
	found->free_pages_counted &= pa->common->inexact || pages_counted(pa, zone, pages);
	return true;
}

/* Number of bytes in [p, end) that read as allocated. Sixteen at a time, which compilers hold in one register; each byte of the sum can
 * count UINT8_MAX of these. */
static int64_t count_allocated(const struct page_alloc *pa, page_t p, page_t end)
{
	int64_t allocated = 0;

	for (; p < end && p % sizeof(sixteen) != 0; p++)
		allocated += state_allocated(page_state(pa, p));
	while (end - p >= sizeof(sixteen)) {
		const page_t most = UINT8_MAX * sizeof(sixteen), stop = end - p < most ? end - end % sizeof(sixteen) : p + most;
		sixteen sums = { 0 }, bytes;

		for (; p < stop; p += (page_t)sizeof(sixteen)) {
			memcpy(&bytes, state_of(pa, p), sizeof(bytes));
			sums -= (sixteen)((bytes & (STATE_KIND & ~STATE_LRU)) == STATE(KIND_ALLOC, 0)); /* a true comparison is -1 */
		}
		for (unsigned i = 0; i < sizeof(sums); i++)
			allocated += sums[i];
	}
	for (; p < end; p++)
		allocated += state_allocated(page_state(pa, p));
	return allocated;
}

/* Is this a free block that should have merged with its buddy? Branchless (`&`, not `&&`), because the conditions are unpredictable;
 * reading the buddy's byte is always safe. */
static bool unmerged(const struct page_alloc *pa, const struct zone *zone, page_t head, uint8_t state)
{
	const page_t buddy = head ^ block_pages(state_order(state));
	const bool small = state_order(state) < pa->pageblock_order, is_free = state_kind(state) == KIND_FREE;
	const bool inside = zone_spans(zone, buddy), alike = page_state(pa, buddy) == state;

	return small & is_free & inside & alike;
}

/* Walk a zone from block to block, each aligned to its size. Each page this reaches is also what page_block() finds, because the heads it
 * probes on the way are heads of blocks visited before. Only the first block may begin before the zone. */
static bool walk_blocks(const struct page_alloc *pa, const struct zone *zone, struct findings *found) /* A3 */
{
	int64_t heads[NR_KINDS] = { 0 };
	unsigned order;

	for (page_t head = zone->start < zone->end ? page_block(pa, zone->start) : zone->end; head < zone->end; head += block_pages(order)) {
		const uint8_t state = block_state(pa, head);

		order = state_order(state);
		if (order >= pa->max_order || head & (block_pages(order) - 1))
			return false;
		heads[state_kind(state)] += head >= zone->start;
		found->buddies_merged &= pa->shared_blocks || !unmerged(pa, zone, head, state);
	}
	found->unlisted += heads[KIND_FREE] + heads[KIND_CACHED];
	/* The heads read as allocated; if the numbers agree, no other byte does. */
	found->allocated_only_at_heads &= count_allocated(pa, zone->start, zone->end) == heads[KIND_ALLOC] + heads[KIND_ALLOC_LRU];
	return true;
}

/* Checks the total number of pages that the quick path may add to the lists, whatever it takes from them meanwhile. */
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

static bool page_sets_counted(const struct page_alloc *pa, struct findings *found) /* A7 */
{
	FOR_EACH_ZONE(pa, zone) {
		for (unsigned cpu = 0; cpu < pa->nr_cpus; cpu++) {
			if (!page_set_counted(pa, &zone->pcp[cpu], found))
				return false;
		}
	}
	return true;
}

/* Counts the pageblocks that begin in the zone. */
static bool isolation_counted(const struct page_alloc *pa) /* A9 */
{
	FOR_EACH_ZONE(pa, zone) {
		const page_t mask = pageblock_pages(pa) - 1;
		const uint8_t *const end = &pa->block_type[(zone->end + mask) >> pa->pageblock_order];
		int64_t blocks = 0;

		for (const uint8_t *type = &pa->block_type[(zone->start + mask) >> pa->pageblock_order]; type < end; type++)
			blocks += *type == MIGRATE_ISOLATE;
		if (!pa->policy->isolate_twice && blocks > zone->isolated)
			return false;
	}
	return true;
}

static bool damage_sorted(const struct page_alloc *pa) /* A10 */
{
	for (uint32_t i = 1; i < pa->common->nr_damaged; i++) {
		if (pa->damage[i - 1] >= pa->damage[i])
			return false;
	}
	return pa->common->nr_damaged <= pa->damage_cap;
}

static bool floors_follow(const struct page_alloc *pa) /* A11 */
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
	struct findings found = { true, true, true, true, true, 0 };

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
	if (found.unlisted != 0) /* given A1, A2 and A7, 0 means that each block is on exactly one list */
		return 8;
	if (!isolation_counted(pa))
		return 9;
	if (!damage_sorted(pa))
		return 10;
	if (!floors_follow(pa))
		return 11;
	return found.lists_follow_types ? 0 : 12;
}
