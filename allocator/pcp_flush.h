// SPDX-License-Identifier: MIT
/*
 * Emptying page sets.
 */
#ifndef ALLOCATOR_PCP_FLUSH_H
#define ALLOCATOR_PCP_FLUSH_H

#include "allocator/state.h"

/* Flush n pages, or all if there are fewer, starting with list `index` in kernels that start with a given list. The set must be settled. */
void pcp_flush(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, uint32_t n, unsigned index);

#endif
