// SPDX-License-Identifier: MIT
/*
 * Memory that the allocator gets for the first time. Kernel: __free_pages_core(), reserve_bootmem_region().
 */
#ifndef ALLOCATOR_POPULATE_H
#define ALLOCATOR_POPULATE_H

#include "allocator/state.h"

/* The block joins its zone's managed pages and goes to the buddy by the type of its pageblock. */
void populate_block(struct page_alloc *pa, page_t page, unsigned order);

/* The pages of ranges of this kind in [start, end) become present and reserved. */
void populate_reserved(struct page_alloc *pa, const struct zone *zone, enum range_kind kind, page_t start, page_t end);

#endif
