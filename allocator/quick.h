// SPDX-License-Identifier: MIT
/*
 * The quick path: allocates and frees single pages from and to a page set that neither runs empty nor overflows. It contains the entries
 * that allocate and free a block, with a request or with arguments in registers.
 *
 * The quick path never decides anything differently from the general paths (freelist.c, free.c): whenever one of their checks could matter,
 * it returns false with nothing changed, and the general path is called. What follows from settings alone is cached per kind of request
 * (struct quick_slot) and per zone (struct quick_span) and dropped whenever a setting changes (exclusion.h).
 */
#ifndef ALLOCATOR_QUICK_H
#define ALLOCATOR_QUICK_H

#include "allocator/state.h"

/* Does this machine permit the quick path at all? */
bool quick_possible(const struct page_alloc *pa);

/* Allocate or free a leading run of count single pages, as far as the quick path serves them within one call. Return how many (0 or
 * more). */
uint32_t quick_take_many(struct page_alloc *pa, const struct page_alloc_request *request, pfn_t *pfns, uint32_t count);
uint32_t quick_put_many(struct page_alloc *pa, const pfn_t *pfns, uint32_t count);

/* Drop the cache: settings have changed. */
static inline void quick_forget(struct page_alloc *pa)
{
	for (unsigned i = 0; i < 2 * QUICK_SLOTS; i++)
		pa->slot[i].key = QUICK_NONE;
	for (unsigned i = 0; i < QUICK_SPANS; i++)
		pa->span[i].pages = 0;
}

#endif
