// SPDX-License-Identifier: MIT
/*
 * The short way for blocks, under the zone's lock: straight from and to the buddy, or the page set if it keeps such blocks.
 *
 * As in quick.h, nothing is decided here that the general paths (freelist.c, free.c) would decide otherwise: where any of their questions
 * could matter, nothing has changed, and they are asked.
 */
#ifndef ALLOCATOR_QUICK_BLOCK_H
#define ALLOCATOR_QUICK_BLOCK_H

#include "allocator/state.h"

/* Which orders may come here, at boot. */
void quick_block_set_orders(struct page_alloc *pa);
/* page_alloc_pages_node(), page_alloc_pages() and page_alloc_free() of blocks, on this cpu. */
pfn_t quick_block_alloc_node(struct page_alloc *pa, unsigned node, uint32_t gfp, unsigned order);
enum status quick_block_alloc(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result);
enum status quick_block_free(struct page_alloc *pa, pfn_t pfn, unsigned order);

#endif
