// SPDX-License-Identifier: MIT
/*
 * One pass over a zonelist: select a zone that may serve, take a block from it, prepare the block.
 *
 * Kernel: get_page_from_freelist(), rmqueue(), prep_new_page().
 */
#ifndef ALLOCATOR_FREELIST_H
#define ALLOCATOR_FREELIST_H

#include "allocator/zonelist.h"

/* A block ready for the caller, with what __alloc_pages() needs to know about it. */
struct grant {
	page_t page;      /* PAGE_NONE: no page */
	bool pfmemalloc;
};

struct grant freelist_get(struct page_alloc *pa, uint32_t gfp, unsigned order, uint32_t flags, const struct choice *choice);
/* The refill part of freelist_get() for a single page, for callers that have done its checks: the zone is the first that the request may
 * use, it is above its mark, and the page set's list is empty. False: the zone has no block of that type; nothing has changed. */
bool freelist_refill(struct page_alloc *pa, struct zone *zone, uint32_t flags, unsigned mt);
/* Likewise for a block of an order that page sets keep, and takes it. The zone must be locked, stay above its mark, and have a block of
 * that type that can serve it. */
page_t freelist_take_cached(struct page_alloc *pa, struct zone *zone, unsigned order, uint32_t flags, unsigned mt);
/* zone_statistics(): one event per block. */
void freelist_count_numa(struct page_alloc *pa, struct zone *zone, struct zone *preferred, uint32_t blocks);
/* prep_new_page(); also for a captured block. */
struct grant freelist_prepare(struct page_alloc *pa, page_t page, unsigned order, uint32_t gfp, uint32_t flags);

#endif
