// SPDX-License-Identifier: MIT
/*
 * Free lists: one circular list per zone, order and migratetype, through sentinels in link[], so that linking has no branches.
 *
 * These primitives keep lists, block state and nr_free consistent; NR_FREE_PAGES is left to the caller. The head is the block taken next.
 *
 * Kernel: add_to_free_list(), add_to_free_list_tail(), move_to_free_list(), del_page_from_free_list(), get_page_from_free_area().
 */
#ifndef ALLOCATOR_FREE_AREA_H
#define ALLOCATOR_FREE_AREA_H

#include "allocator/always.h"
#include "allocator/drift.h"
#include "allocator/page.h"
#include "contract/mem.h"

static inline unsigned list_number(unsigned order, unsigned mt)
{
	return order * NR_TYPES + mt;
}

/* Sentinels have every second number (state.h). */
static inline uint32_t sentinel_number(uint32_t first, uint32_t list)
{
	return first + 2 * list;
}

static inline uint32_t list_sentinel(const struct zone *zone, unsigned order, unsigned mt)
{
	return sentinel_number(zone->sentinel, list_number(order, mt));
}

static inline bool is_sentinel(const struct page_alloc *pa, uint32_t number)
{
	return number >= pa->nr_pages;
}

/* At the head: between the sentinel and the block that was to be taken next. */
static inline void link_first(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt)
{
	struct link *list = &zone->list[list_number(order, mt)], *link = link_of(pa, page);
	const uint32_t next = list->next;

	link->next = next;
	link_of(pa, next)->prev = page;
	link->prev = list_sentinel(zone, order, mt);
	list->next = page;
}

static inline void link_last(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt)
{
	struct link *list = &zone->list[list_number(order, mt)], *link = link_of(pa, page);
	const uint32_t prev = list->prev;

	link->prev = prev;
	link_of(pa, prev)->next = page;
	link->next = list_sentinel(zone, order, mt);
	list->prev = page;
}

static inline void unlink_page(struct page_alloc *pa, page_t page)
{
	const struct link old = *link_of(pa, page);

	link_of(pa, old.prev)->next = old.next;
	link_of(pa, old.next)->prev = old.prev;
}

static inline void list_add(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt, bool tail)
{
	if (tail)
		link_last(pa, zone, page, order, mt);
	else
		link_first(pa, zone, page, order, mt);
	page_set(pa, page, KIND_FREE, order);
	zone->nr_free[order]++;
}

/* Like list_add(), to an empty list. */
static inline void list_add_only(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt)
{
	const uint32_t sentinel = list_sentinel(zone, order, mt);

	*link_of(pa, page) = (struct link){ .next = sentinel, .prev = sentinel };
	zone->list[list_number(order, mt)] = (struct link){ .next = page, .prev = page };
	page_set(pa, page, KIND_FREE, order);
	zone->nr_free[order]++;
}

/* Add a largest block that has never been used: its state byte stays unwritten. */
static inline void list_add_fresh(struct page_alloc *pa, struct zone *zone, page_t page, unsigned mt, bool tail)
{
	if (tail)
		link_last(pa, zone, page, pa->max_order - 1, mt);
	else
		link_first(pa, zone, page, pa->max_order - 1, mt);
	zone->nr_free[pa->max_order - 1]++;
}

/* The block leaves the buddy; the caller must set its state next. */
static inline void list_del(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order)
{
	unlink_page(pa, page);
	zone->nr_free[order]--;
}

/* Like list_del(), for the first block of a list. */
static HOT void list_del_head(struct page_alloc *pa, struct zone *zone, struct link *list, page_t page, unsigned order)
{
	const struct link old = *link_of(pa, page);

	list->next = old.next;
	link_of(pa, old.next)->prev = old.prev;
	zone->nr_free[order]--;
}

static inline void list_del_first(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt)
{
	list_del_head(pa, zone, &zone->list[list_number(order, mt)], page, order);
}

/* PAGE_NONE if the list is empty. */
static inline page_t list_first(const struct zone *zone, unsigned order, unsigned mt)
{
	const uint32_t first = zone->list[list_number(order, mt)].next;

	return first == list_sentinel(zone, order, mt) ? PAGE_NONE : first;
}

static inline bool list_empty(const struct zone *zone, unsigned order, unsigned mt)
{
	return zone->list[list_number(order, mt)].next == list_sentinel(zone, order, mt);
}

/* The lowest order from this one on with blocks of the type; max_order: none. */
static inline unsigned list_next_order(const struct page_alloc *pa, const struct zone *zone, unsigned order, unsigned mt)
{
	while (order < pa->max_order && list_empty(zone, order, mt))
		order++;
	return order;
}

/* Move to the list of another type; nr_free and NR_FREE_PAGES do not change. */
static inline void list_move(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt)
{
	unlink_page(pa, page);
	if (pa->policy->move_at_tail)
		link_last(pa, zone, page, order, mt);
	else
		link_first(pa, zone, page, order, mt);
}

/* The next list from number on that is not empty (or is broken); NR_LISTS: none. Most are empty: both words of a sentinel are compared at
 * once. */
_Static_assert(sizeof(struct link) == sizeof(uint64_t), "two words");
static inline unsigned list_next_used(const struct zone *zone, unsigned number)
{
	const struct link *const list = zone->list;
	const uint64_t in_both = UINT64_C(0x100000001);
	uint64_t empty = sentinel_number(zone->sentinel, number) * in_both, words;

	for (; number < NR_LISTS; number++, empty += sentinel_number(0, 1) * in_both) {
		__builtin_memcpy(&words, &list[number], sizeof(words));
		if (words != empty)
			break;
	}
	return number;
}

static inline void list_init(struct link *list, uint32_t sentinel)
{
	*list = (struct link){ .next = sentinel, .prev = sentinel };
}

/* The floors of requests that may not use CMA pages depend on NR_FREE_CMA_PAGES. */
static inline void zone_set_own_floors(struct zone *zone)
{
	for (unsigned class = 0; class < MAX_NR_ZONES; class++)
		count_set(&zone->floor_own[class], zone->floor[class] + zone->free_cma);
}

/* Change the stored values of the counters. */
static inline void zone_add_free(struct zone *zone, int64_t pages)
{
	count_set(&zone->free, zone->free + pages);
}

static inline void zone_add_cma(struct zone *zone, int64_t pages)
{
	count_set(&zone->free_cma, zone->free_cma + pages);
	zone_set_own_floors(zone);
}

/* Change NR_FREE_PAGES and NR_FREE_CMA_PAGES, either in value or in what this cpu holds back (drift.h). */
static inline void zone_account_free(const struct page_alloc *pa, struct zone *zone, int64_t pages)
{
	zone_add_free(zone, drift_told(pa, zone, DRIFT_FREE, pages));
}

static inline void zone_account_cma(const struct page_alloc *pa, struct zone *zone, int64_t pages)
{
	zone_add_cma(zone, drift_told(pa, zone, DRIFT_CMA, pages));
}

/* Change nr_free_highatomic, and with it all floors (watermark_floor(); those of a boosted zone remain FLOOR_UNREACHED). */
static inline void zone_account_highatomic(struct zone *zone, int64_t pages)
{
	zone->free_highatomic += pages;
	for (unsigned class = 0; class < MAX_NR_ZONES && !zone->boosted; class++)
		count_set(&zone->floor[class], zone->floor[class] + pages);
	zone_set_own_floors(zone);
}

/* Change the counters other than NR_FREE_PAGES. */
static inline void zone_account_apart(const struct page_alloc *pa, struct zone *zone, int64_t pages, unsigned mt)
{
	if (mt == MIGRATE_CMA)
		zone_account_cma(pa, zone, pages);
	else if (zone->one_type && ALWAYS(mt == MIGRATE_HIGHATOMIC)) /* Callers filter out ISOLATE. */
		zone_account_highatomic(zone, pages);
}

/* __mod_zone_freepage_state(); account_freepages() of types other than ISOLATE */
static inline void zone_account(const struct page_alloc *pa, struct zone *zone, int64_t pages, unsigned mt)
{
	if (mt < zone->plain_types)
		zone_add_free(zone, pages);
	else
		drift_account(pa, zone, pages, mt);
}

/* account_freepages() */
static inline void zone_account_any(const struct page_alloc *pa, struct zone *zone, int64_t pages, unsigned mt)
{
	if (mt != MIGRATE_ISOLATE)
		zone_account(pa, zone, pages, mt);
}

/* Like zone_account(), for pages counted together with the next block of that type: with policy.one_type a take and its guard pages are one
 * change. */
static inline void zone_account_part(const struct page_alloc *pa, struct zone *zone, int64_t pages, unsigned mt)
{
	if (!zone->drift || !zone->one_type) {
		zone_account(pa, zone, pages, mt);
		return;
	}
	drift_part(pa, zone, pages, mt);
	if (mt == MIGRATE_HIGHATOMIC)
		zone_account_highatomic(zone, pages);
}

/* move_to_free_list() where a block is counted by the type of its list. */
static inline void list_retype(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned old, unsigned mt)
{
	list_move(pa, zone, page, order, mt);
	zone_account_any(pa, zone, -(int64_t)block_pages(order), old);
	zone_account_any(pa, zone, block_pages(order), mt);
}

#endif
