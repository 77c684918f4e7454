// SPDX-License-Identifier: MIT
/*
 * The hot path: single pages into and out of a page set that neither runs empty nor overflows.
 *
 * Nothing is decided here that the general paths (freelist.c, free.c) would decide otherwise: where any of their questions could matter,
 * the answer is false, nothing has changed, and they are asked.
 */
#ifndef ALLOCATOR_QUICK_H
#define ALLOCATOR_QUICK_H

#include "allocator/state.h"

/* May this machine use the hot path at all? */
bool quick_possible(const struct page_alloc *pa);
/* An order-0 request whose arguments have been checked. */
bool quick_alloc(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result);
/* An allocated order-0 page without further references. */
bool quick_free(struct page_alloc *pa, pfn_t pfn);

#endif
