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

/* buddy_take(), with a short way for a block that need not be split. */
static inline page_t take_first(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt)
{
	const page_t page = list_first(zone, order, mt);

	if (page == PAGE_NONE)
		return buddy_take(pa, zone, order, mt);
	list_del_first(pa, zone, page, order, mt);
	return page;
}

/* The block is allocated before the zone is unlocked: to others it must not look free. */
static inline page_t take(struct page_alloc *pa, const struct quick_slot *slot, unsigned order, enum page_kind kind)
{
	struct zone *zone = slot->zone;
	page_t page = PAGE_NONE;

	zone_lock(pa, zone);
	if (above_floor(slot, order) && (zone->free_cma == 0 || fallback_own_first(pa, zone, slot->attempt)))
		page = take_first(pa, zone, order, slot->type);
	if (page != PAGE_NONE) {
		page_set(pa, page, kind, order);
		zone_account(zone, -(int64_t)block_pages(order), slot->type);
	}
	zone_unlock(pa, zone);
	return page;
}

static inline bool alloc_block(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result,
			       struct quick_slot *slot)
{
	const unsigned order = request->order;
	const bool compound = request->gfp & GFP_BIT_COMP;
	const page_t page = take(pa, slot, order, request->lru ? KIND_ALLOC_LRU : KIND_ALLOC);

	if (page == PAGE_NONE)
		return false;
	slot->hits++;
	pa->events.pgalloc[slot->zone->kind] += block_pages(order) - 1; /* The first page is a hit. */
	if (compound)
		page_set_facts(pa, page, 1, true);
	*result = (struct page_alloc_result){ .pfn = page + slot->delta, .comp_order = compound ? (uint8_t)order : 0 };
	if (pa->hooks.trace)
		quick_trace(pa, request);
	return true;
}

/* The slot is the request's. In a function of its own, as the ones around it need not save registers then. */
static APART enum status alloc_by_slot(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result,
				       struct quick_slot *slot)
{
	const bool done = alloc_block(pa, request, result, slot);

	cpu_leave(pa);
	return done ? STATUS_OK : alloc_slowly(pa, request, result);
}

static RARE enum status learn_and_alloc(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result,
					struct quick_slot *slot)
{
	if (quick_learn_request(pa, request, slot))
		return alloc_by_slot(pa, request, result, slot);
	cpu_leave(pa);
	return alloc_slowly(pa, request, result);
}

static HOT enum status alloc_inside(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result)
{
	const uint32_t key = quick_key(request);
	struct quick_slot *slot = quick_slot_of(pa, key);

	return slot->key == key ? alloc_by_slot(pa, request, result, slot) : learn_and_alloc(pa, request, result, slot);
}

static APART enum status alloc_fenced(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result)
{
	return cpu_enter_fenced(pa) ? alloc_inside(pa, request, result) : alloc_slowly(pa, request, result);
}

enum status quick_block_alloc(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result)
{
	if (request->has_nodemask || !has_short_way(pa, request->order))
		return alloc_slowly(pa, request, result);
	return cpu_enter_open(pa) ? alloc_inside(pa, request, result) : alloc_fenced(pa, request, result);
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

enum status quick_block_free(struct page_alloc *pa, unsigned cpu, pfn_t pfn, unsigned order, uint32_t *refs)
{
	if (!has_short_way(pa, order) || !cpu_enter(pa))
		return free_slowly(pa, cpu, pfn, order, refs);
	const bool done = free_block_of(pa, pfn, order);

	cpu_leave(pa);
	return done ? STATUS_OK : free_slowly(pa, cpu, pfn, order, refs);
}
