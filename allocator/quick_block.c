// SPDX-License-Identifier: MIT
/*
 * The short way for blocks. What it leaves out and why it may: a zone above its floor even without the block means no other zone, no node
 * reclaim, no slow path, no wake-up; a block on the lists of the request's own type means that the order is served, so no second look at the
 * lists, no fallback, no boost; the fast path's flags open no reserve, so no discount on the mark.
 */
#include "allocator/quick_block.h"
#include "allocator/buddy.h"
#include "allocator/exclusion.h"
#include "allocator/fallback.h"
#include "allocator/free_area.h"
#include "allocator/pageblock.h"
#include "allocator/pcp.h"
#include "allocator/quick_slot.h"
#include "allocator/zonelist.h"

uint32_t quick_block_orders(const struct page_alloc *pa)
{
	uint32_t orders = 0;

	/* Where blocks are miscounted, the watermark test may not see the block that is there. */
	for (unsigned order = 0; order < pa->max_order && !pa->shared_blocks; order++) {
		if (!pcp_order(pa, order))
			orders |= 1u << order;
	}
	return orders;
}

static inline bool has_short_way(const struct page_alloc *pa, unsigned order)
{
	return order < 32 && pa->block_orders >> order & 1;
}

/* Floors are for single pages: not every kernel's has the highatomic reserve in it, so that is taken off once more. */
static inline bool above_floor(const struct quick_slot *slot, unsigned order)
{
	const struct zone *zone = slot->zone;

	return zone->free - zone->reserved - (block_pages(order) - 1) > *slot->floor;
}

/* A block that is off its list. It must not look free to others before the zone is unlocked. */
static HOT void taken(struct page_alloc *pa, const struct quick_slot *slot, page_t page, unsigned order, bool lru)
{
	count_set(&slot->zone->free, slot->zone->free - (int64_t)block_pages(order));
	slot->pcp->hits++;
	pa->events.pgalloc[slot->zone->kind] += block_pages(order) - 1; /* The first page is a hit. */
	page_set(pa, page, lru ? KIND_ALLOC_LRU : KIND_ALLOC, order);
}

static inline page_t take(struct page_alloc *pa, const struct quick_slot *slot, unsigned order, bool lru)
{
	struct zone *zone = slot->zone;
	page_t page = PAGE_NONE;

	zone_lock(pa, zone);
	if (above_floor(slot, order) && (zone->free_cma == 0 || fallback_own_first(pa, zone, slot->attempt)))
		page = buddy_take(pa, zone, order, slot->type);
	if (page != PAGE_NONE)
		taken(pa, slot, page, order, lru);
	zone_unlock(pa, zone);
	return page;
}

/* Nothing has to be split or asked. */
static inline bool first_will_do(const struct quick_slot *slot, uint32_t gfp, unsigned order)
{
	const struct zone *zone = slot->zone;

	return zone->free_cma == 0 && !(gfp & GFP_BIT_COMP) && above_floor(slot, order) && !list_empty(zone, order, slot->type);
}

/* The same where that is so. False: it is not, or the zone is locked, or the slot is another request's; nothing has happened. */
static HOT bool take_first(struct page_alloc *pa, unsigned node, uint32_t gfp, unsigned order, bool lru, pfn_t *pfn)
{
	const uint32_t key = quick_key(gfp, node);
	struct quick_slot *slot = quick_slot_of(pa, key);

	if (slot->key != key || !zone_trylock(pa, slot->zone))
		return false;
	const bool will_do = first_will_do(slot, gfp, order);

	if (will_do) {
		const page_t page = list_first(slot->zone, order, slot->type);

		list_del_first(pa, slot->zone, page, order, slot->type);
		taken(pa, slot, page, order, lru);
		*pfn = page + slot->delta;
	}
	zone_unlock(pa, slot->zone);
	return will_do;
}

/* With whatever has to be done. */
static inline bool take_any(struct page_alloc *pa, unsigned node, uint32_t gfp, unsigned order, bool lru, pfn_t *pfn)
{
	const uint32_t key = quick_key(gfp, node);
	struct quick_slot *slot = quick_slot_of(pa, key);

	if (slot->key != key && !quick_learn_request(pa, node, gfp, slot))
		return false;
	const page_t page = take(pa, slot, order, lru);

	if (page == PAGE_NONE)
		return false;
	if (gfp & GFP_BIT_COMP)
		page_set_facts(pa, page, 1, true);
	*pfn = page + slot->delta;
	return true;
}

/* PFN_NONE: it is not for the short way, and nothing has happened. */
static APART pfn_t take_block(struct page_alloc *pa, unsigned node, uint32_t gfp, unsigned order, bool lru)
{
	pfn_t pfn = PFN_NONE;

	if (!has_short_way(pa, order) || node >= MAX_NODES || !cpu_enter(pa))
		return PFN_NONE;
	if (take_first(pa, node, gfp, order, lru, &pfn) || take_any(pa, node, gfp, order, lru, &pfn))
		quick_tell_and_leave(pa, node, gfp);
	else
		cpu_leave(pa);
	return pfn;
}

/* The first of a list, through an open gate: what happens most, in a function that need not save registers. */
static HOT bool take_openly(struct page_alloc *pa, unsigned node, uint32_t gfp, unsigned order, bool lru, pfn_t *pfn)
{
	if (!has_short_way(pa, order) || node >= MAX_NODES || !cpu_enter_open(pa))
		return false;
	const bool done = take_first(pa, node, gfp, order, lru, pfn);

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

static bool free_block_of(struct page_alloc *pa, pfn_t pfn, unsigned order)
{
	const struct quick_span *span = quick_span_of(pa, pfn);

	if (!span)
		span = quick_learn_span(pa, pfn);
	if (!span)
		return false;
	struct zone *zone = span->zone;
	const page_t page = quick_page(span, pfn);

	/* Merging asks for them as soon as it has seen the buddy's state, the list for the others when it has not merged. */
	__builtin_prefetch(link_of(pa, page ^ block_pages(order)), 1);
	__builtin_prefetch(link_of(pa, page), 1);
	__builtin_prefetch(state_of(pa, (page & ~block_pages(order)) ^ block_pages(order + 1)));
	if ((page_state(pa, page) & ~STATE_LRU) != STATE(KIND_ALLOC, order))
		return false;
	pa->events.pgfree += block_pages(order);
	zone_lock(pa, zone);
	buddy_free(pa, zone, page, order, pageblock_type(pa, page), PLACE_NORMAL);
	zone_unlock(pa, zone);
	return true;
}

enum status quick_block_free(struct page_alloc *pa, pfn_t pfn, unsigned order, uint32_t *refs)
{
	if (!has_short_way(pa, order) || !cpu_enter(pa))
		return free_slowly(pa, pfn, order, refs);
	const bool done = free_block_of(pa, pfn, order);

	cpu_leave(pa);
	return done ? STATUS_OK : free_slowly(pa, pfn, order, refs);
}
