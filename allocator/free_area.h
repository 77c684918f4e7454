// SPDX-License-Identifier: MIT
/*
 * Free lists: one circle per zone, order and migratetype, through sentinels in link[], so that linking has no branches.
 *
 * These primitives keep lists, block state and nr_free together; NR_FREE_PAGES is the caller's. The head is the block taken next.
 *
 * Kernel: add_to_free_list(), add_to_free_list_tail(), move_to_free_list(), del_page_from_free_list(), get_page_from_free_area().
 */
#ifndef ALLOCATOR_FREE_AREA_H
#define ALLOCATOR_FREE_AREA_H

#include "allocator/page.h"

static inline uint32_t list_sentinel(const struct zone *zone, unsigned order, unsigned mt)
{
	return zone->sentinel + order * NR_TYPES + mt;
}

static inline void link_between(struct page_alloc *pa, page_t page, uint32_t prev, uint32_t next)
{
	*link_of(pa, page) = (struct link){ .next = next, .prev = prev };
	link_of(pa, prev)->next = page;
	link_of(pa, next)->prev = page;
}

static inline void unlink_page(struct page_alloc *pa, page_t page)
{
	const struct link old = *link_of(pa, page);

	link_of(pa, old.prev)->next = old.next;
	link_of(pa, old.next)->prev = old.prev;
}

static inline void list_add(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt, bool tail)
{
	const uint32_t sentinel = list_sentinel(zone, order, mt);

	if (tail)
		link_between(pa, page, link_of(pa, sentinel)->prev, sentinel);
	else
		link_between(pa, page, sentinel, link_of(pa, sentinel)->next);
	page_set(pa, page, KIND_FREE, order);
	zone->nr_free[order]++;
}

/* The block leaves the buddy; its state is the caller's next step. */
static inline void list_del(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order)
{
	unlink_page(pa, page);
	zone->nr_free[order]--;
}

static inline bool list_empty(const struct page_alloc *pa, const struct zone *zone, unsigned order, unsigned mt)
{
	const uint32_t sentinel = list_sentinel(zone, order, mt);

	return link_of(pa, sentinel)->next == sentinel;
}

/* PAGE_NONE if the list is empty. */
static inline page_t list_first(const struct page_alloc *pa, const struct zone *zone, unsigned order, unsigned mt)
{
	const uint32_t sentinel = list_sentinel(zone, order, mt);
	const uint32_t first = link_of(pa, sentinel)->next;

	return first == sentinel ? PAGE_NONE : first;
}

/* To the list of another type; neither nr_free nor NR_FREE_PAGES changes. */
static inline void list_move(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt)
{
	const uint32_t sentinel = list_sentinel(zone, order, mt);

	unlink_page(pa, page);
	if (pa->policy->move_at_tail)
		link_between(pa, page, link_of(pa, sentinel)->prev, sentinel);
	else
		link_between(pa, page, sentinel, link_of(pa, sentinel)->next);
}

static inline void list_init(struct page_alloc *pa, uint32_t sentinel)
{
	*link_of(pa, sentinel) = (struct link){ .next = sentinel, .prev = sentinel };
}

/* __mod_zone_freepage_state() */
static inline void zone_account(struct zone *zone, int64_t pages, unsigned mt)
{
	zone->free += pages;
	if (mt == MIGRATE_CMA)
		zone->free_cma += pages;
}

#endif
