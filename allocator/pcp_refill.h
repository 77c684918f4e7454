// SPDX-License-Identifier: MIT
/*
 * Filling page sets. The migratetype cached with an entry is that of the list the block came from.
 */
#ifndef ALLOCATOR_PCP_REFILL_H
#define ALLOCATOR_PCP_REFILL_H

#include "allocator/state.h"

/* Add as many blocks to the list as the kernel takes at once, fewer if the zone runs out, none where the reserves come first. Returns how
 * many were added; bad blocks are lost. */
uint32_t pcp_refill_list(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, struct pcp_list *list, unsigned order, unsigned mt,
			 uint32_t flags, bool cold);
/* Refill an empty list of single pages of this cpu as pcp_take() would, without taking one. */
void pcp_refill(struct page_alloc *pa, struct zone *zone, unsigned mt, uint32_t flags);

#endif
