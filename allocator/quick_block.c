// SPDX-License-Identifier: MIT
/*
 * The short way for blocks. What it leaves out and why it may: the first zone passing its watermark means no other zone, no node reclaim, no
 * slow path; a block on the lists of the request's own type means that the order is served, so no second look at the lists, no fallback, no
 * boost; the fast path's flags open no reserve, so no discount on the mark.
 */
#include "allocator/quick_block.h"
#include "allocator/buddy.h"
#include "allocator/exclusion.h"
#include "allocator/fallback.h"
#include "allocator/node.h"
#include "allocator/pageblock.h"
#include "allocator/pcp.h"
#include "allocator/watermark.h"
#include "allocator/zonelist.h"

enum { UNUSUAL_GFP = GFP_BIT_ZERO | GFP_BIT_WRITE };

static bool ordinary(const struct page_alloc *pa, unsigned order)
{
	return pa->quick && !pa->common->nr_damaged && !pcp_order(pa, order);
}

static void count(struct page_alloc *pa, struct zone *zone, unsigned order)
{
	struct numa_events *numa = &zone->pcp[pa->cpu].numa;

	pa->events.pgalloc[zone->kind] += block_pages(order);
	numa->hit++;
	if (zone->node == pa->machine->cpu_node[pa->cpu])
		numa->local++;
	else
		numa->other++;
}

/* The fast path's attempt, for the record: the flags it would have had. */
static __attribute__((noinline, cold)) void note_attempt(struct page_alloc *pa, const struct page_alloc_request *request, uint32_t flags)
{
	const struct zonelist *list = &pa->node[request->node].list[(request->gfp & GFP_BIT_THISNODE) != 0];
	const unsigned kind = gfp_high_kind(request->gfp);
	const struct choice choice = { .list = list, .high_kind = kind, .preferred = list->first[kind] };

	if (!pa->policy->kswapd_by_gfp)
		flags |= request->gfp & GFP_BIT_KSWAPD_RECLAIM;
	if (zonelist_avoids_fragments(pa, &choice))
		flags |= ALLOC_NOFRAGMENT;
	trace(pa, PATH_ATTEMPT, flags, 0, PFN_NONE);
}

/* Is the zone above its low mark without this block? */
static bool above_low(const struct page_alloc *pa, const struct zone *zone, unsigned order, unsigned kind, uint32_t flags)
{
	const unsigned class = pa->policy->reserve_by_class ? zone->kind : kind;
	const int64_t out = block_pages(order) - 1 + watermark_unusable(pa, zone, flags);

	return zone->free - out > watermark(zone, WMARK_LOW) + zone->reserve[class];
}

static page_t take(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt, unsigned kind, uint32_t flags)
{
	if (zone->boosted || !above_low(pa, zone, order, kind, flags) || !fallback_own_first(pa, zone, flags))
		return PAGE_NONE;
	const page_t page = buddy_take(pa, zone, order, mt);

	if (page != PAGE_NONE)
		count_set(&zone->free, zone->free - block_pages(order));
	return page;
}

bool quick_block_alloc(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result)
{
	const uint32_t gfp = request->gfp;
	const unsigned order = request->order;

	/* Where blocks are miscounted, the watermark test may not see the block that is there. */
	if (!ordinary(pa, order) || pa->shared_blocks || pa->task.flags || request->has_nodemask || gfp & UNUSUAL_GFP)
		return false;
	const struct zonelist *zones = &pa->node[request->node].list[(gfp & GFP_BIT_THISNODE) != 0];
	const unsigned kind = gfp_high_kind(gfp), first = zones->first[kind];

	if (first >= zones->len)
		return false;
	struct zone *zone = &pa->zone[zones->zone[first]];
	const unsigned mt = gfp_type(pa, gfp);
	const uint32_t flags = WMARK_LOW | (mt == MIGRATE_MOVABLE ? ALLOC_CMA : 0);

	zone_lock(pa, zone);
	const page_t page = take(pa, zone, order, mt, kind, flags);

	zone_unlock(pa, zone);
	if (page == PAGE_NONE)
		return false;
	if (pa->hooks.trace)
		note_attempt(pa, request, flags);
	page_set(pa, page, request->lru ? KIND_ALLOC_LRU : KIND_ALLOC, order);
	if (gfp & GFP_BIT_COMP)
		page_set_facts(pa, page, 1, true);
	count(pa, zone, order);
	*result = (struct page_alloc_result){ .pfn = zone_pfn(zone, page), .comp_order = gfp & GFP_BIT_COMP ? (uint8_t)order : 0 };
	return true;
}

bool quick_block_free(struct page_alloc *pa, pfn_t pfn, unsigned order)
{
	page_t page;

	if (!ordinary(pa, order))
		return false;
	struct zone *zone = pfn_span_zone(pa, pfn, &page);

	if (!zone || (page_state(pa, page) & ~STATE_LRU) != STATE(KIND_ALLOC, order))
		return false;
	pa->events.pgfree += block_pages(order);
	zone_lock(pa, zone);
	buddy_free(pa, zone, page, order, pageblock_type(pa, page), PLACE_NORMAL);
	zone_unlock(pa, zone);
	return true;
}
