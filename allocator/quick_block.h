// SPDX-License-Identifier: MIT
/*
 * The short way for blocks that page sets do not keep: straight from and to the buddy.
 *
 * As in quick.h, nothing is decided here that the general paths (freelist.c, free.c) would decide otherwise: where any of their questions
 * could matter, the answer is false, nothing has changed, and they are asked.
 */
#ifndef ALLOCATOR_QUICK_BLOCK_H
#define ALLOCATOR_QUICK_BLOCK_H

#include "allocator/state.h"

/* A request of an order below max_order whose other arguments have been checked. */
bool quick_block_alloc(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result);
/* An allocated block without further references, of an order below max_order. */
bool quick_block_free(struct page_alloc *pa, pfn_t pfn, unsigned order);

#endif
