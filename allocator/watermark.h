// SPDX-License-Identifier: MIT
/*
 * Watermarks: may this zone serve this request, and where do the marks lie.
 *
 * Kernel: __zone_watermark_ok(), zone_watermark_fast(), setup_per_zone_wmarks(), setup_per_zone_lowmem_reserve(),
 * calculate_totalreserve_pages(), init_per_zone_wmark_min().
 */
#ifndef ALLOCATOR_WATERMARK_H
#define ALLOCATOR_WATERMARK_H

#include "allocator/state.h"

/* free: pages to assume free. class: index into lowmem_reserve. */
bool watermark_ok(const struct page_alloc *pa, const struct zone *zone, unsigned order, int64_t mark, unsigned class, uint32_t flags,
		  int64_t free);
bool watermark_fast(const struct page_alloc *pa, const struct zone *zone, unsigned order, int64_t mark, unsigned class, uint32_t flags,
		    uint32_t gfp);

/* min_wmark_pages() and its likes: the mark with boost. */
static inline int64_t watermark(const struct zone *zone, unsigned which)
{
	return zone->wmark[which] + zone->boost;
}

void watermark_setup(struct page_alloc *pa);       /* the marks of every zone; boosts end */
void watermark_setup_reserve(struct page_alloc *pa); /* lowmem_reserve */
void watermark_init(struct page_alloc *pa);        /* min_free_kbytes by the formula, marks, reserve, node reclaim minima */
void watermark_init_node_minima(struct page_alloc *pa);

#endif
