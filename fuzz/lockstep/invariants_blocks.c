// SPDX-License-Identifier: MIT
/*
 * Invariants of blocks: free lists, buddies, shapes, guards, per-CPU lists, the memory map.
 *
 * check_list_entries() comes first and marks the blocks it meets; the others read the marks.
 */
#include <string.h>

#include "fuzz/lockstep/invariants_parts.h"

/* May a page of zone be on a list of home? */
static bool may_hold(const struct checker *checker, uint32_t home, uint32_t zone)
{
	return zone != NOBODY && (zone == home || checker->mixed[zone] == checker->mixed[home]);
}

/* Most blocks are small: for them a call of memcmp() would cost more than the comparison. */
static bool all_read(const uint8_t *page, uint32_t count, uint8_t want)
{
	if (count >= 16)
		return page[0] == want && memcmp(page, page + 1, count - 1) == 0;
	while (count > 0 && page[count - 1] == want)
		count--;
	return count == 0;
}

/* The pages after head, which lies in zone, must read tail: compared in the page array if the block ends in its zone, else page by page. */
static bool check_tails(struct checker *checker, uint32_t zone, pfn_t head, uint32_t order, enum page_state tail)
{
	const uint32_t size = 1u << order, at = head - checker->view->zone[zone].start_pfn;

	if (checker->pages[zone] - at >= size && all_read(&checker->view->page[checker->page_at[zone] + at + 1], size - 1, (uint8_t)tail))
		return true;
	for (pfn_t pfn = head + 1; pfn < head + size; pfn++)
		if (page_of(checker, zone, pfn) != (uint8_t)tail)
			return broken(checker, page_of(checker, zone, pfn), tail, "pfn=%u", pfn);
	return true;
}

static bool check_list_entry(struct checker *checker, const struct block_list *list, pfn_t pfn)
{
	const uint32_t zone = list->zone, order = list->order;
	const uint8_t want = (uint8_t)(PAGE_FREE_HEAD | order << 4);
	const uint32_t lies_in = zone_of(checker, zone, pfn);
	size_t at;

	if (!may_hold(checker, zone, lies_in))
		return broken(checker, pfn, zone, "zone=%u order=%u", zone, order);
	if (pfn % ((pfn_t)1 << order) != 0)
		return broken(checker, pfn, 0, "zone=%u order=%u", zone, order);
	at = index_of(checker, lies_in, pfn);
	if (checker->view->page[at] != want)
		return broken(checker, checker->view->page[at], want, "pfn=%u", pfn);
	if (checker->mark[at] != 0)
		return broken(checker, 2, 1, "pfn=%u", pfn);
	checker->mark[at] = (uint8_t)(zone + 1);
	checker->listed[lies_in]++;
	return checker->in_shape || check_tails(checker, lies_in, pfn, order, PAGE_FREE_TAIL);
}

/* Call check for every block of every free list, list by list. */
static bool check_listed(struct checker *checker, bool (*check)(struct checker *checker, const struct block_list *list, pfn_t pfn))
{
	const pfn_t *next = checker->view->free_pfns;

	for (const struct block_list *list = checker->list; list < checker->list + checker->nr_lists; list++)
		for (uint32_t i = 0; list->order < checker->machine->max_order && i < list->len; i++)
			if (!check(checker, list, *next++))
				return false;
	return true;
}

bool check_list_entries(struct checker *checker)
{
	return check_listed(checker, check_list_entry);
}

bool check_unlisted_heads(struct checker *checker)
{
	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++) {
		const size_t at = checker->page_at[zone];

		/* Entries are distinct and read free-head, so if the counts are equal none is missing. */
		for (uint32_t i = 0; checker->listed[zone] != checker->census[zone][PAGE_FREE_HEAD] && i < checker->pages[zone]; i++)
			if (state_of(checker->view->page[at + i]) == PAGE_FREE_HEAD && checker->mark[at + i] == 0)
				return broken(checker, 0, 1, "pfn=%u", checker->view->zone[zone].start_pfn + i);
	}
	return true;
}

static uint8_t pageblock_of(const struct checker *checker, uint32_t likely, pfn_t pfn)
{
	const uint32_t shift = checker->machine->pageblock_order, zone = zone_of(checker, likely, pfn);

	if (zone == NOBODY)
		return MIGRATE_UNMOVABLE;
	return checker->view->pageblock[checker->pageblock_at[zone] + (pfn >> shift) - (checker->view->zone[zone].start_pfn >> shift)];
}

/*
 * Kernel: __free_one_page() stops at pageblock_order if exactly one side is isolated, and isolating the other side later does not merge
 * them; 6.1 stops if either type is not mergeable, and does not try again when the types have become equal. A pageblock isolated out of
 * alignment can be retyped together with the block around it (change_pageblock_range(), unreserve_highatomic_pageblock()), after which no
 * merge is tried either.
 */
static bool may_stay_apart(const struct checker *checker, uint32_t zone, pfn_t a, pfn_t b, uint32_t order)
{
	if (order < checker->machine->pageblock_order)
		return false;
	if (checker->machine->profile >= PROFILE_LINUX_6_1 || checker->history->odd_isolation)
		return true;
	return pageblock_of(checker, zone, a) == MIGRATE_ISOLATE || pageblock_of(checker, zone, b) == MIGRATE_ISOLATE;
}

/* In mixed zones a listed block may belong to another zone than its page, and such buddies never meet. */
static bool check_buddy(struct checker *checker, const struct block_list *list, pfn_t pfn)
{
	const uint32_t order = list->order;
	const pfn_t buddy = pfn ^ ((pfn_t)1 << order);
	uint8_t page;

	if (checker->is_mixed[list->zone] || order + 1 >= checker->machine->max_order || !in_zone(checker, list->zone, buddy))
		return true;
	page = checker->view->page[index_of(checker, list->zone, buddy)];
	if (order_of(page) != order)
		return true;
	if (state_of(page) != PAGE_FREE_HEAD && state_of(page) != PAGE_GUARD_HEAD)
		return true;
	/* Kernel: unset_migratetype_isolate() looks for free buddies only, so a guard stays next to the block it was split from. */
	if (state_of(page) == PAGE_GUARD_HEAD && order >= checker->machine->pageblock_order)
		return true;
	if (may_stay_apart(checker, list->zone, pfn, buddy, order))
		return true;
	return broken(checker, buddy, PFN_NONE, "pfn=%u order=%u", pfn, order);
}

bool check_buddies(struct checker *checker)
{
	return check_listed(checker, check_buddy);
}

static enum page_state tail_of(enum page_state head)
{
	switch (head) {
	case PAGE_FREE_HEAD:
		return PAGE_FREE_TAIL;
	case PAGE_GUARD_HEAD:
		return PAGE_GUARD_TAIL;
	case PAGE_ALLOC_HEAD:
	case PAGE_ALLOC_LRU:
		return PAGE_ALLOC_TAIL;
	case PAGE_ABSENT:
	case PAGE_RESERVED:
	case PAGE_FREE_TAIL:
	case PAGE_GUARD_TAIL:
	case PAGE_CACHED:
	case PAGE_ALLOC_TAIL:
	case PAGE_LOST:
		break;
	}
	return PAGE_ABSENT;
}

static bool is_tail(enum page_state state)
{
	return state == PAGE_FREE_TAIL || state == PAGE_GUARD_TAIL || state == PAGE_ALLOC_TAIL;
}

/* A block may continue past its zone's end into the next zone of the node; the first tails of that zone then belong to it. */
static bool walk_zone(struct checker *checker, uint32_t zone, pfn_t *end_of_block)
{
	const struct zone_view *z = &checker->view->zone[zone];
	const uint8_t *page = &checker->view->page[checker->page_at[zone]];
	uint32_t *census = checker->census[zone];

	for (pfn_t pfn = z->start_pfn; pfn < z->end_pfn; pfn++) {
		const uint8_t byte = page[pfn - z->start_pfn];
		const enum page_state tail = tail_of(state_of(byte));

		census[state_of(byte)]++;
		if (is_tail(state_of(byte)) && pfn >= *end_of_block)
			return broken(checker, byte, 0, "pfn=%u", pfn);
		if (tail == PAGE_ABSENT)
			continue;
		if (order_of(byte) >= checker->machine->max_order || pfn % ((pfn_t)1 << order_of(byte)) != 0)
			return broken(checker, order_of(byte), 0, "pfn=%u", pfn);
		if (order_of(byte) > 0 && !check_tails(checker, zone, pfn, order_of(byte), tail))
			return false;
		*end_of_block = pfn + ((pfn_t)1 << order_of(byte));
		/* its tails are checked; those past the zone's end are counted with the zone they are in */
		census[tail] += (*end_of_block < z->end_pfn ? *end_of_block : z->end_pfn) - pfn - 1;
		pfn = *end_of_block - 1;
	}
	return true;
}

/* Count page by page, because the blocks are not well-formed. */
static void take_census(struct checker *checker)
{
	memset(checker->census, 0, sizeof(checker->census));
	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++)
		for (uint32_t i = 0; i < checker->pages[zone]; i++)
			checker->census[zone][state_of(checker->view->page[checker->page_at[zone] + i])]++;
}

bool walk_blocks(struct checker *checker)
{
	pfn_t end_of_block = 0;

	memset(checker->census, 0, checker->machine->nr_zones * sizeof(checker->census[0]));
	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++) {
		/* An empty zone does not end a block that continues into the zone after it. */
		if (checker->mixed[zone] == zone && checker->pages[zone] > 0)
			end_of_block = 0;
		if (!walk_zone(checker, zone, &end_of_block)) {
			take_census(checker);
			return false;
		}
	}
	return true;
}

bool check_block_shapes(struct checker *checker)
{
	return checker->in_shape || walk_blocks(checker);
}

bool check_guards(struct checker *checker)
{
	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++) {
		const uint8_t *page = &checker->view->page[checker->page_at[zone]];

		for (uint32_t i = 0; checker->census[zone][PAGE_GUARD_HEAD] > 0 && i < checker->pages[zone]; i++)
			if (state_of(page[i]) == PAGE_GUARD_HEAD && (int)order_of(page[i]) >= checker->machine->guardpage_minorder)
				return broken(checker, order_of(page[i]), checker->machine->guardpage_minorder, "pfn=%u",
					      checker->view->zone[zone].start_pfn + i);
	}
	return true;
}

/* Order of the blocks on a per-CPU list: contract/view.h. */
static uint32_t pcp_list_order(const struct machine *machine, uint32_t list)
{
	if (machine->profile < PROFILE_LINUX_6_1)
		return 0;
	return list < 12 ? list / 3 : machine->pageblock_order;
}

bool check_pcp_counts(struct checker *checker)
{
	const struct machine *machine = checker->machine;

	for (uint32_t i = 0; i < (uint32_t)machine->nr_zones * machine->nr_cpus; i++) {
		const struct pcp_view *pcp = &checker->view->pcp[i];
		uint64_t pages = 0;

		for (uint32_t list = 0; list < PCP_LISTS_MAX; list++)
			pages += (uint64_t)pcp->len[list] << pcp_list_order(machine, list);
		if (pcp->count != pages)
			return broken(checker, pcp->count, (int64_t)pages, "zone=%u cpu=%u", i / machine->nr_cpus, i % machine->nr_cpus);
	}
	return true;
}

static bool check_pcp_block(struct checker *checker, uint32_t zone, uint32_t order, pfn_t head)
{
	const uint8_t want = (uint8_t)(PAGE_CACHED | order << 4);

	if (!may_hold(checker, zone, zone_of(checker, zone, head)) || head % ((pfn_t)1 << order) != 0)
		return broken(checker, head, zone, "zone=%u order=%u", zone, order);
	if (page_of(checker, zone, head) != want)
		return broken(checker, page_of(checker, zone, head), want, "pfn=%u", head);
	for (pfn_t pfn = head; pfn < head + ((pfn_t)1 << order); pfn++) {
		const uint32_t lies_in = zone_of(checker, zone, pfn);
		const size_t at = lies_in == NOBODY ? 0 : index_of(checker, lies_in, pfn);

		if (lies_in == NOBODY || state_of(checker->view->page[at]) != PAGE_CACHED || checker->mark[at] != 0)
			return broken(checker, page_of(checker, zone, pfn), PAGE_CACHED, "pfn=%u", pfn);
		checker->mark[at] = PCP_MARK;
		checker->cached++;
	}
	return true;
}

/* As with heads: entries are distinct and read cached, so if the counts are equal none is missing. */
static bool check_uncached(struct checker *checker)
{
	uint32_t cached = 0;

	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++)
		cached += checker->census[zone][PAGE_CACHED];
	if (cached == checker->cached)
		return true;
	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++) {
		const size_t at = checker->page_at[zone];

		for (uint32_t i = 0; i < checker->pages[zone]; i++)
			if (state_of(checker->view->page[at + i]) == PAGE_CACHED && checker->mark[at + i] == 0)
				return broken(checker, 0, 1, "pfn=%u", checker->view->zone[zone].start_pfn + i);
	}
	return true;
}

bool check_pcp_pages(struct checker *checker)
{
	const struct machine *machine = checker->machine;
	const pfn_t *next = checker->view->pcp_pfns;

	for (uint32_t i = 0; i < (uint32_t)machine->nr_zones * machine->nr_cpus; i++) {
		const struct pcp_view *pcp = &checker->view->pcp[i];

		if (pcp->count == 0) /* then its lists are empty, by the invariant before this one */
			continue;
		for (uint32_t list = 0; list < PCP_LISTS_MAX; list++)
			for (uint32_t left = pcp->len[list]; left > 0; left--)
				if (!check_pcp_block(checker, i / machine->nr_cpus, pcp_list_order(machine, list), *next++))
					return false;
	}
	return check_uncached(checker);
}

static bool is_deferred(const struct checker *checker, uint32_t zone, pfn_t pfn)
{
	return pfn >= checker->view->node[checker->machine->zone[zone].node].first_deferred;
}

/* Is pfn in one of the machine's ranges of that kind? */
static bool in_range(const struct machine *machine, pfn_t pfn, enum range_kind kind)
{
	for (uint32_t i = 0; i < machine->nr_ranges; i++)
		if (machine->range[i].kind == kind && pfn >= machine->range[i].start_pfn && pfn < machine->range[i].end_pfn)
			return true;
	return false;
}

static bool check_page_kind(struct checker *checker, uint32_t zone, pfn_t pfn, enum page_state state)
{
	const struct machine *machine = checker->machine;

	if (state == PAGE_ABSENT && is_deferred(checker, zone, pfn)) /* deferred: not initialised yet, whatever it will be */
		return true;
	if (in_range(machine, pfn, RANGE_HOLE))
		return state == PAGE_ABSENT || broken(checker, state, PAGE_ABSENT, "pfn=%u", pfn);
	if (in_range(machine, pfn, RANGE_RESERVED))
		return state == PAGE_RESERVED || broken(checker, state, PAGE_RESERVED, "pfn=%u", pfn);
	if (state == PAGE_ABSENT)
		return broken(checker, state, PAGE_FREE_TAIL, "pfn=%u", pfn);
	/* CMA areas are released after deferred initialisation. */
	if (state == PAGE_RESERVED && !(machine->deferred && in_range(machine, pfn, RANGE_CMA)))
		return broken(checker, state, PAGE_FREE_TAIL, "pfn=%u", pfn);
	return true;
}

/* The usual case: the range lies in one zone and reads as it should throughout, so that no page need be looked up. */
static bool range_reads(const struct checker *checker, const struct machine_range *range, enum page_state state)
{
	const uint32_t zone = zone_of(checker, 0, range->start_pfn);

	return zone != NOBODY && in_zone(checker, zone, range->end_pfn - 1) &&
	       all_read(&checker->view->page[index_of(checker, zone, range->start_pfn)], range->end_pfn - range->start_pfn, (uint8_t)state);
}

static bool check_ranges_hold(struct checker *checker)
{
	const struct machine *machine = checker->machine;

	for (uint32_t i = 0; i < machine->nr_ranges; i++) {
		const struct machine_range *range = &machine->range[i];

		if (range->kind == RANGE_CMA || range_reads(checker, range, range->kind == RANGE_HOLE ? PAGE_ABSENT : PAGE_RESERVED))
			continue;
		for (pfn_t pfn = range->start_pfn; pfn < range->end_pfn; pfn++) {
			const uint32_t zone = zone_of(checker, 0, pfn);

			if (zone != NOBODY && !check_page_kind(checker, zone, pfn, state_of(page_of(checker, zone, pfn))))
				return false;
		}
	}
	return true;
}

static uint32_t range_pages(const struct machine *machine, enum range_kind kind)
{
	uint32_t pages = 0;

	for (uint32_t i = 0; i < machine->nr_ranges; i++)
		if (machine->range[i].kind == kind)
			pages += machine->range[i].end_pfn - machine->range[i].start_pfn;
	return pages;
}

/*
 * Do the zones have exactly as many absent and reserved pages as the ranges have? As every page of the ranges reads as it should, no other
 * page reads like them then.
 */
static bool only_ranges(const struct checker *checker)
{
	uint32_t absent = 0, reserved = 0;

	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++) {
		absent += checker->census[zone][PAGE_ABSENT];
		reserved += checker->census[zone][PAGE_RESERVED];
	}
	return absent == range_pages(checker->machine, RANGE_HOLE) && reserved == range_pages(checker->machine, RANGE_RESERVED);
}

bool check_memory_map(struct checker *checker)
{
	if (!check_ranges_hold(checker))
		return false;
	if (only_ranges(checker))
		return true;
	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++) {
		const struct zone_view *z = &checker->view->zone[zone];
		const uint8_t *page = &checker->view->page[checker->page_at[zone]];

		for (pfn_t pfn = z->start_pfn; pfn < z->end_pfn; pfn++) {
			const enum page_state state = state_of(page[pfn - z->start_pfn]);

			if ((state == PAGE_ABSENT || state == PAGE_RESERVED) && !check_page_kind(checker, zone, pfn, state))
				return false;
		}
	}
	return true;
}

static bool check_isolated(struct checker *checker, const struct block_list *list, pfn_t pfn)
{
	const uint8_t type = pageblock_of(checker, list->zone, pfn);

	if ((list->type == MIGRATE_ISOLATE) == (type == MIGRATE_ISOLATE))
		return true;
	return broken(checker, list->type, type, "pfn=%u order=%u", pfn, list->order);
}

/* ISOLATE lists hold exactly the free blocks whose first page is in an ISOLATE pageblock; 6.1 and 4.14 agree. */
bool check_isolated_lists(struct checker *checker)
{
	return checker->history->odd_isolation || check_listed(checker, check_isolated);
}

/*
 * Only pageblocks wholly in the zone are checked. One that begins below it may be another zone's, which types it as its own memory is
 * initialised; one that extends past its end keeps its type when a block containing it is taken out, becomes MOVABLE and is put back in one
 * piece.
 */
static bool check_type(struct checker *checker, const struct block_list *list, pfn_t pfn)
{
	const pfn_t first = pfn >> checker->machine->pageblock_order << checker->machine->pageblock_order;
	const uint8_t type = pageblock_of(checker, list->zone, pfn);

	const struct zone_view *zone = &checker->view->zone[list->zone];
	const bool whole = first >= zone->start_pfn && first + (UINT32_C(1) << checker->machine->pageblock_order) <= zone->end_pfn;

	return list->type == type || !whole ||
	       broken(checker, list->type, type, "pfn=%u order=%u", pfn, list->order);
}

/*
 * Kernel: since 6.9 free blocks are listed by their pageblock's type. Without grouping, set_pageblock_migratetype() stores UNMOVABLE for
 * what was moved as MOVABLE.
 */
bool check_list_types(struct checker *checker)
{
	const bool asked = checker->machine->profile >= PROFILE_LINUX_6_12 && checker->machine->mobility && !checker->history->regrouped &&
			   !checker->history->odd_isolation;

	return !asked || check_listed(checker, check_type);
}
