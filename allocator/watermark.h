// SPDX-License-Identifier: MIT
/*
 * Watermarks: may this zone serve this request, and what the marks are.
 *
 * Kernel: __zone_watermark_ok(), zone_watermark_fast(), setup_per_zone_wmarks(), setup_per_zone_lowmem_reserve(),
 * calculate_totalreserve_pages(), init_per_zone_wmark_min().
 */
#ifndef ALLOCATOR_WATERMARK_H
#define ALLOCATOR_WATERMARK_H

#include "allocator/free_area.h"

/* free: number of free pages to assume. class: index into lowmem_reserve. */
bool watermark_ok(const struct page_alloc *pa, const struct zone *zone, unsigned order, int64_t mark, unsigned class, uint32_t flags,
		  int64_t free);
bool watermark_fast(const struct page_alloc *pa, const struct zone *zone, unsigned order, int64_t mark, unsigned class, uint32_t flags,
		    uint32_t gfp);

/* min_wmark_pages() and its siblings: the mark with boost. */
static inline int64_t watermark(const struct zone *zone, unsigned which)
{
	return zone->wmark[which] + zone->boost;
}

/* Do these flags let a request use the highatomic reserve's share of the free pages? */
static inline bool watermark_reserve_access(const struct page_alloc *pa, uint32_t flags)
{
	const uint32_t access = ALLOC_HARDER | ALLOC_OOM;

	return (flags & (pa->policy->stacked_reserves ? access | ALLOC_HIGH | ALLOC_HIGHATOMIC : access)) != 0;
}

/* The size of the highatomic reserve that watermark checks use. */
static inline int64_t watermark_reserved(const struct page_alloc *pa, const struct zone *zone)
{
	return pa->policy->reserve_if_free ? zone->free_highatomic : zone->highatomic_reserved;
}

/* Pages that count as free but must not serve this request. */
static inline int64_t watermark_unusable(const struct page_alloc *pa, const struct zone *zone, uint32_t flags)
{
	return (watermark_reserve_access(pa, flags) ? 0 : watermark_reserved(pa, zone)) + (flags & ALLOC_CMA ? 0 : zone_free_cma(zone));
}

/* The shortcut for single pages: no discounts. Kernels before the fix compare unsigned values, so that a negative number of pages
 * passes. */
static inline bool watermark_single_ok(const struct page_alloc *pa, const struct zone *zone, int64_t mark, unsigned class, uint32_t flags)
{
	const int64_t limit = mark + zone->lowmem_reserve[class], free = zone_free(zone);
	int64_t out = watermark_unusable(pa, zone, flags);

	if (!pa->policy->fast_reserve)
		out = flags & ALLOC_CMA ? 0 : zone_free_cma(zone);
	if (pa->policy->fast_signed)
		return free - (out < free ? out : free) > limit;
	return (uint64_t)(free - out) > (uint64_t)limit;
}

#define FLOOR_UNREACHED (INT64_MAX / 2) /* so that pages can be added to it */

/*
 * The precomputed part of the test above for requests that use no reserves, at the low mark, so that the quick path needs one comparison: a
 * zone above its floor passes; one at or below it may pass as well. Must be recomputed when boost, boosted, below_high or the reserves of
 * the zone change; changes of settings do it automatically.
 */
static inline int64_t watermark_floor(const struct page_alloc *pa, const struct zone *zone, unsigned class)
{
	if (zone->boosted) /* The next allocation wakes kswapd, which the quick path does not do. */
		return FLOOR_UNREACHED;
	/* Missing the high mark has a side effect. */
	const unsigned mark = pa->policy->high_first && !zone->below_high ? WMARK_HIGH : WMARK_LOW;

	return watermark(zone, mark) + zone->lowmem_reserve[class] + (pa->policy->fast_reserve ? watermark_reserved(pa, zone) : 0);
}

static inline void watermark_set_floors(const struct page_alloc *pa, struct zone *zone)
{
	for (unsigned class = 0; class < MAX_NR_ZONES; class++)
		count_set(&zone->floor[class], watermark_floor(pa, zone, class));
	zone_set_own_floors(zone);
}

/* ZONE_BELOW_HIGH */
static inline void watermark_note(const struct page_alloc *pa, struct zone *zone, bool below_high)
{
	__atomic_store_n(&zone->below_high, below_high, __ATOMIC_RELAXED);
	watermark_set_floors(pa, zone);
}

void watermark_setup(struct page_alloc *pa);       /* the marks of every zone; boosts end */
void watermark_setup_reserve(struct page_alloc *pa); /* lowmem_reserve */
void watermark_init(struct page_alloc *pa);        /* min_free_kbytes by the formula, marks, lowmem_reserve, node reclaim minima */
void watermark_init_node_minima(struct page_alloc *pa);

#endif
