// SPDX-License-Identifier: MIT
/*
 * The quick path for blocks, under the zone's lock: directly from and to the buddy, or the page set if it keeps blocks of that order.
 *
 * As in quick.h, it never decides anything differently from the general paths (freelist.c, free.c): whenever one of their checks could
 * matter, nothing has changed, and the general path is called.
 */
#ifndef ALLOCATOR_QUICK_BLOCK_H
#define ALLOCATOR_QUICK_BLOCK_H

#include "allocator/state.h"

/* Determine at boot which orders may use this path. */
void quick_block_set_orders(struct page_alloc *pa);
/* page_alloc_pages_node(), page_alloc_pages() and page_alloc_free() of blocks, on this cpu. */
pfn_t quick_block_alloc_node(struct page_alloc *pa, unsigned node, uint32_t gfp, unsigned order);
enum status quick_block_alloc(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result);
enum status quick_block_free(struct page_alloc *pa, pfn_t pfn, unsigned order);

#endif
