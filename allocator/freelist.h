// SPDX-License-Identifier: MIT
/*
 * One pass over a zonelist: which zone may serve, take from it, prepare the block.
 *
 * Kernel: get_page_from_freelist(), rmqueue(), prep_new_page().
 */
#ifndef ALLOCATOR_FREELIST_H
#define ALLOCATOR_FREELIST_H

#include "allocator/zonelist.h"

/* A block fit for a caller, and what __alloc_pages() would know of it. */
struct grant {
	page_t page;      /* PAGE_NONE: nothing */
	bool pfmemalloc;
};

struct grant freelist_get(struct page_alloc *pa, uint32_t gfp, unsigned order, uint32_t flags, const struct choice *choice);
/*
 * What the same does for a single page until it is taken, where the questions have been answered: the zone is the first that the request may have and
 * above its mark, and the page set's list is empty. False, and nothing has happened: the zone has no block of that type.
 */
bool freelist_refill(struct page_alloc *pa, struct zone *zone, uint32_t flags, unsigned mt);
/* The same for a block of an order that page sets keep, taken. The zone, which is locked, stays above its mark, and has a block of that type to serve it. */
page_t freelist_take_cached(struct page_alloc *pa, struct zone *zone, unsigned order, uint32_t flags, unsigned mt);
/* zone_statistics(): one event per block. */
void freelist_count_numa(struct page_alloc *pa, struct zone *zone, struct zone *preferred, uint32_t blocks);
/* prep_new_page(), also for a captured block. */
struct grant freelist_prepare(struct page_alloc *pa, page_t page, unsigned order, uint32_t gfp, uint32_t flags);

#endif
