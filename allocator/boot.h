// SPDX-License-Identifier: MIT
/* Giving memory to the allocator for the first time. Kernel: __free_pages_core(). */
#ifndef ALLOCATOR_BOOT_H
#define ALLOCATOR_BOOT_H

#include "allocator/state.h"

/* The block joins its zone's managed pages and goes to the buddy by the type of its pageblock. */
void boot_free(struct page_alloc *pa, page_t page, unsigned order);

#endif
