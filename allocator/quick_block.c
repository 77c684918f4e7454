// SPDX-License-Identifier: MIT
/*
 * The quick path for blocks. What it leaves out, and why it may: a zone above its floor even without the block means no other zone, no node
 * reclaim, no slow path, no wake-up; a block on the lists of the request's own type means that the order can be served, so no second look
 * at the lists, no fallback, no boost; the fast path's flags open no reserve (learn() rejects requests whose flags do), so no discount on
 * the mark. Refilling or flushing a page set works as in the general path.
 */
#include "allocator/quick_block.h"
#include "allocator/buddy.h"
#include "allocator/entry.h"
#include "allocator/exclusion.h"
#include "allocator/fallback.h"
#include "allocator/free.h"
#include "allocator/free_area.h"
#include "allocator/freelist.h"
#include "allocator/pageblock.h"
#include "allocator/pcp.h"
#include "allocator/quick_slot.h"
#include "allocator/zonelist.h"

void quick_block_set_orders(struct page_alloc *pa)
{
	pa->block_orders = pa->uncle_orders = pa->cached_orders = 0;
	for (unsigned order = 0; order < pa->max_order; order++) {
		if (pcp_order(pa, order))
			pa->cached_orders |= 1u << order;
		if (pcp_order(pa, order) || (order > pa->pageblock_order && pa->policy->frees_pageblocks))
			continue;
		pa->block_orders |= 1u << order;
		if (has_uncle(pa, order))
			pa->uncle_orders |= 1u << order;
	}
}

static inline bool is_among(uint32_t orders, unsigned order)
{
	return order < 32 && orders >> order & 1;
}

/* Floors are for single pages, and in some profiles they do not include the highatomic reserve. It is subtracted here in all of them, which
 * is at worst too strict. */
static inline bool above_floor(const struct quick_slot *slot, const struct zone *zone, unsigned order)
{
	return zone->free - (int64_t)block_pages(order) - zone->highatomic_reserved >= *slot->floor;
}

/* An allocated block of that order, without STATE_NOTED. */
static HOT bool is_plain(const struct page_alloc *pa, page_t page, unsigned order)
{
	return (page_state(pa, page) & ~STATE_LRU) == STATE(KIND_ALLOC, order);
}

/* The block must be off its list and no longer counted as free. It must not look free to others once the zone is unlocked. */
static HOT void hand_out(struct page_alloc *pa, const struct quick_slot *slot, struct zone *zone, page_t page, unsigned order, bool lru)
{
	slot->pcp->hits++;
	pa->events.pgalloc[zone->kind] += block_pages(order) - 1; /* The first page is counted as a hit. */
	page_set(pa, page, lru ? KIND_ALLOC_LRU : KIND_ALLOC, order);
}

static HOT void taken(struct page_alloc *pa, const struct quick_slot *slot, struct zone *zone, page_t page, unsigned order, bool lru)
{
	count_set(&zone->free, zone->free - (int64_t)block_pages(order));
	hand_out(pa, slot, zone, page, order, lru);
}

static inline page_t take(struct page_alloc *pa, const struct quick_slot *slot, unsigned order, bool lru)
{
	struct zone *zone = slot->zone;
	page_t page = PAGE_NONE;

	zone_lock(pa, zone);
	if (above_floor(slot, zone, order) && (zone->free_cma == 0 || fallback_own_first(pa, zone, slot->attempt)))
		page = buddy_take(pa, zone, order, slot->type);
	if (page != PAGE_NONE)
		taken(pa, slot, zone, page, order, lru);
	zone_unlock(pa, zone);
	return page;
}

/* Take the first block of the request's own list, if nothing has to be split or checked further. False: it has to, or the zone is locked,
 * or the slot belongs to another kind of request; nothing has changed. */
static HOT bool take_first(struct page_alloc *pa, const struct quick_slot *slot, unsigned node, uint32_t gfp, unsigned order, bool lru, pfn_t *pfn)
{
	struct zone *zone = slot->zone;

	if (!quick_slot_knows(slot, node, gfp) || gfp & GFP_BIT_COMP || !zone_trylock(pa, zone))
		return false;
	struct link *list = &slot->lists[list_number(order, 0)];
	const page_t page = list->next;
	const bool will_do = !is_sentinel(pa, page) && zone->free_cma == 0 && above_floor(slot, zone, order);

	if (will_do) {
		list_del_head(pa, zone, list, page, order);
		taken(pa, slot, zone, page, order, lru);
		*pfn = page + slot->delta;
	}
	zone_unlock(pa, zone);
	return will_do;
}

static bool learn(struct page_alloc *pa, struct quick_slot *slot, unsigned node, uint32_t gfp)
{
	if (pa->policy->fast_highatomic && gfp_opens_highatomic(gfp)) /* It may also take from other lists. */
		return false;
	return quick_slot_knows(slot, node, gfp) || quick_slot_adapts(slot, node, gfp) || quick_learn_request(pa, node, gfp, slot);
}

/* Like take_first(), but fills the slot, waits for the lock and splits a block as needed. */
static inline bool take_any(struct page_alloc *pa, struct quick_slot *slot, unsigned node, uint32_t gfp, unsigned order, bool lru, pfn_t *pfn)
{
	if (!learn(pa, slot, node, gfp))
		return false;
	const page_t page = take(pa, slot, order, lru);

	if (page == PAGE_NONE)
		return false;
	if (gfp & GFP_BIT_COMP)
		page_set_facts(pa, page, 1, true);
	*pfn = page + slot->delta;
	return true;
}

/* From the page set. PFN_NONE: use the general path; nothing has changed. */
static APART pfn_t take_cached(struct page_alloc *pa, unsigned node, uint32_t gfp, unsigned order, bool lru)
{
	struct quick_slot *slot = quick_slot_of(pa, node, gfp);
	pfn_t pfn = PFN_NONE;

	if (!cpu_enter(pa))
		return PFN_NONE;
	if (!pa->common->entangled && learn(pa, slot, node, gfp)) {
		struct zone *zone = slot->zone;

		zone_lock(pa, zone);
		if (above_floor(slot, zone, order) && list_next_order(pa, zone, order, slot->type) < pa->max_order) {
			const page_t page = freelist_take_cached(pa, zone, order, quick_attempt(pa, slot, gfp), slot->type);

			hand_out(pa, slot, zone, page, order, lru);
			if (gfp & GFP_BIT_COMP)
				page_set_facts(pa, page, 1, true);
			pfn = page + slot->delta;
		}
		zone_unlock(pa, zone);
	}
	cpu_leave(pa);
	return pfn;
}

/* From the page set or the buddy, depending on the order. */
static APART pfn_t take_block(struct page_alloc *pa, unsigned node, uint32_t gfp, unsigned order, bool lru)
{
	struct quick_slot *slot = quick_slot_of(pa, node, gfp);
	pfn_t pfn = PFN_NONE;

	if (is_among(pa->cached_orders, order))
		return take_cached(pa, node, gfp, order, lru);
	if (!is_among(pa->block_orders, order) || !cpu_enter(pa))
		return PFN_NONE;
	if (take_first(pa, slot, node, gfp, order, lru, &pfn) || take_any(pa, slot, node, gfp, order, lru, &pfn))
		quick_tell_and_leave(pa, node, gfp);
	else
		cpu_leave(pa);
	return pfn;
}

/* The first block of a list, through an open gate: the most common case, in a function that need not save registers. */
static HOT bool take_openly(struct page_alloc *pa, unsigned node, uint32_t gfp, unsigned order, bool lru, pfn_t *pfn)
{
	if (!is_among(pa->block_orders, order) || !cpu_enter_open(pa))
		return false;
	const bool done = take_first(pa, quick_slot_near(pa, gfp), node, gfp, order, lru, pfn);

	cpu_leave(pa);
	return done;
}

static APART pfn_t alloc_node(struct page_alloc *pa, unsigned node, uint32_t gfp, unsigned order)
{
	const pfn_t pfn = take_block(pa, node, gfp, order, false);

	return pfn == PFN_NONE ? alloc_node_slowly(pa, node, gfp, order) : pfn;
}

pfn_t quick_block_alloc_node(struct page_alloc *pa, unsigned node, uint32_t gfp, unsigned order)
{
	pfn_t pfn = PFN_NONE;

	return take_openly(pa, node, gfp, order, false, &pfn) ? pfn : alloc_node(pa, node, gfp, order);
}

static APART enum status alloc(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result)
{
	const pfn_t pfn = take_block(pa, request->node, request->gfp, request->order, request->lru);

	if (pfn == PFN_NONE)
		return alloc_slowly(pa, request, result);
	*result = (struct page_alloc_result){ .pfn = pfn, .comp_order = request->gfp & GFP_BIT_COMP ? request->order : 0 };
	return STATUS_OK;
}

enum status quick_block_alloc(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result)
{
	pfn_t pfn = PFN_NONE;

	if (request->has_nodemask)
		return alloc_slowly(pa, request, result);
	if (!take_openly(pa, request->node, request->gfp, request->order, request->lru, &pfn))
		return alloc(pa, request, result);
	*result = (struct page_alloc_result){ .pfn = pfn };
	return STATUS_OK;
}

/* Free by any quick path. False: use the general path; nothing has changed. */
static bool free_any(struct page_alloc *pa, pfn_t pfn, unsigned order)
{
	const struct quick_span *span = quick_span_of(pa, pfn);

	if (!span)
		span = quick_learn_span(pa, pfn);
	if (!span)
		return false;
	struct zone *zone = span->zone;
	const page_t page = quick_page(span, pfn);

	if (!is_plain(pa, page, order))
		return false;
	if (is_among(pa->cached_orders, order)) {
		if (pa->common->entangled)
			return false;
		free_commit(pa, page, order, false);
		return true;
	}
	pa->events.pgfree += block_pages(order);
	zone_lock(pa, zone);
	buddy_free(pa, zone, page, order, pageblock_type(pa, page), PLACE_NORMAL);
	zone_unlock(pa, zone);
	return true;
}

static APART enum status free_elsewhere(struct page_alloc *pa, pfn_t pfn, unsigned order)
{
	const bool done = free_any(pa, pfn, order);

	cpu_leave(pa);
	return done ? STATUS_OK : free_slowly(pa, pfn, order);
}

/* The zone is locked; unlocks it. */
static APART enum status merge_and_leave(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt)
{
	buddy_free(pa, zone, page, order, mt, PLACE_NORMAL);
	zone_unlock(pa, zone);
	cpu_leave(pa);
	return STATUS_OK;
}

/* Prefetch what a merge or the list insertion will need while the load of the page's own state is outstanding. */
static HOT void prefetch_links(const struct page_alloc *pa, page_t page, unsigned order)
{
	__builtin_prefetch(link_of(pa, page ^ block_pages(order)), 1);
	__builtin_prefetch(link_of(pa, page), 1);
}

/* The common case in a zone that has been in use for a while: neither the buddy nor the uncle is free, so the block goes to the head of its
 * list. No capture can be armed: that takes the exclusive lock, which no thread holds while a cpu is inside. */
static HOT enum status free_inside(struct page_alloc *pa, pfn_t pfn, unsigned order)
{
	const struct quick_span *span = pa->span;

	if (!quick_in_span(span, pfn))
		return free_elsewhere(pa, pfn, order);
	struct zone *zone = span->zone;
	const page_t page = quick_page(span, pfn);

	prefetch_links(pa, page, order);
	if (!is_plain(pa, page, order) || !zone_trylock(pa, zone))
		return free_elsewhere(pa, pfn, order);
	const unsigned mt = pageblock_type(pa, page);

	pa->events.pgfree += block_pages(order);
	if (mt >= MIGRATE_CMA || !buddy_stays_alone(pa, page, order))
		return merge_and_leave(pa, zone, page, order, mt);
	count_set(&zone->free, zone->free + (int64_t)block_pages(order));
	list_add(pa, zone, page, order, mt, false);
	zone_unlock(pa, zone);
	cpu_leave(pa);
	return STATUS_OK;
}

static APART enum status free_carefully(struct page_alloc *pa, pfn_t pfn, unsigned order)
{
	if (!is_among(pa->block_orders | pa->cached_orders, order) || !cpu_enter(pa))
		return free_slowly(pa, pfn, order);
	return is_among(pa->uncle_orders, order) ? free_inside(pa, pfn, order) : free_elsewhere(pa, pfn, order);
}

enum status quick_block_free(struct page_alloc *pa, pfn_t pfn, unsigned order)
{
	if (!is_among(pa->uncle_orders, order) || !cpu_enter_open(pa))
		return free_carefully(pa, pfn, order);
	return free_inside(pa, pfn, order);
}

void page_alloc_free_soon(struct page_alloc_cpu *cpu, pfn_t pfn, unsigned order)
{
	struct page_alloc *pa = of_cpu(cpu);

	if (cpu_enter_open(pa) && quick_in_span(pa->span, pfn)) {
		const page_t page = quick_page(pa->span, pfn);

		__builtin_prefetch(state_of(pa, page), 1);
		if (is_among(pa->uncle_orders, order)) {
			__builtin_prefetch(state_of(pa, buddy_uncle(page, order)));
			prefetch_links(pa, page, order);
		}
	}
	cpu_leave(pa);
}
