// SPDX-License-Identifier: MIT
/*
 * Page sets are emptied.
 */
#ifndef ALLOCATOR_PCP_FLUSH_H
#define ALLOCATOR_PCP_FLUSH_H

#include "allocator/state.h"

/* So many pages, or all there are, beginning with the list of that index where kernels begin with one. The set is settled. */
void pcp_flush(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, uint32_t n, unsigned index);

#endif
