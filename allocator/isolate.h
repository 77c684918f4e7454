// SPDX-License-Identifier: MIT
/*
 * Isolation of pageblocks: their free memory becomes unavailable, and pages freed into them as well.
 *
 * Kernel: mm/page_isolation.c, and __isolate_free_page() of mm/page_alloc.c.
 */
#ifndef ALLOCATOR_ISOLATE_H
#define ALLOCATOR_ISOLATE_H

#include "allocator/state.h"

enum { ERROR_BUSY = -16, ERROR_INTR = -4, ERROR_INVAL = -22 };

/* start_isolate_page_range() of whole pageblocks; from and to are the caller's range before rounding. 0 or ERROR_BUSY. */
int isolate_range(struct page_alloc *pa, page_t start, page_t end, page_t from, page_t to, unsigned mt);
/* undo_isolate_page_range() */
void unisolate_range(struct page_alloc *pa, page_t start, page_t end, unsigned mt);
/* __isolate_free_page(): the free block becomes an allocated one; false if the zone would fall below its watermark. */
bool isolate_take_free(struct page_alloc *pa, page_t page, unsigned order);

#endif
