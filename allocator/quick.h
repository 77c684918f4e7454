// SPDX-License-Identifier: MIT
/*
 * The hot path, and with it the entries that allocate and free a block, with a request or with their arguments in registers: single pages into and
 * out of a page set that neither runs empty nor overflows.
 *
 * Nothing is decided here that the general paths (freelist.c, free.c) would decide otherwise: where any of their questions could matter,
 * the answer is false, nothing has changed, and they are asked. What follows from settings alone is remembered per kind of request (struct
 * quick_slot) and per zone (struct quick_span) and forgotten whenever a setting changes (exclusion.h).
 */
#ifndef ALLOCATOR_QUICK_H
#define ALLOCATOR_QUICK_H

#include "allocator/state.h"

/* May this machine use the hot path at all? */
bool quick_possible(const struct page_alloc *pa);

/* The general way (page_alloc.c, release.c), for whatever the hot path does not know. The cpu is not inside. */
enum status alloc_slowly(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result);
pfn_t alloc_node_slowly(struct page_alloc *pa, unsigned node, uint32_t gfp, unsigned order);
enum status alloc_refuse(struct page_alloc_result *result, enum status status);
enum status free_slowly(struct page_alloc *pa, pfn_t pfn, unsigned order);

/* As many single pages as the hot path serves, at most count, for what follows each other in one call: the first 0 or more of them. */
uint32_t quick_take_many(struct page_alloc *pa, const struct page_alloc_request *request, pfn_t *pfns, uint32_t count);
uint32_t quick_put_many(struct page_alloc *pa, const pfn_t *pfns, uint32_t count);

/* Settings have changed. */
static inline void quick_forget(struct page_alloc *pa)
{
	for (unsigned i = 0; i < 2 * QUICK_SLOTS; i++)
		pa->slot[i].key = QUICK_NONE;
	for (unsigned i = 0; i < QUICK_SPANS; i++)
		pa->span[i].pages = 0;
}

#endif
