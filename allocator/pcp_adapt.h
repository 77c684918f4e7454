// SPDX-License-Identifier: MIT
/*
 * The size of page sets that follow the load: pcp->high moves between high_min and high_max, and the number of pages taken from the buddy
 * or returned to it at a time follows what the cpu has allocated and freed lately.
 *
 * These functions only compute numbers of a settled struct pcp (pcp.h) and move no pages. Not for the boot page sets, which have no such
 * state.
 *
 * Kernel: nr_pcp_alloc(), nr_pcp_high(), nr_pcp_free(), free_unref_page_commit(), decay_pcp_high().
 */
#ifndef ALLOCATOR_PCP_ADAPT_H
#define ALLOCATOR_PCP_ADAPT_H

#include "allocator/state.h"

enum { PCP_SCALE_MAX = 5 }; /* CONFIG_PCP_BATCH_SCALE_MAX */

/* Number of blocks of that order to take from the buddy, now that the list is empty. */
uint32_t pcp_adapt_refill(const struct zone *zone, struct pcp *pcp, unsigned order);
/* A block of that order has been added and counted. True: *pages pages are to be flushed. */
bool pcp_adapt_put(const struct page_alloc *pa, const struct zone *zone, struct pcp *pcp, unsigned order, uint32_t *pages);
/* A single page has been taken from a list that was not empty. */
static inline void pcp_adapt_taken(struct pcp *pcp)
{
	pcp->free_count >>= 1;
}

/* True: adding single pages has no effect other than pcp_adapt_freed(), as long as the set stays below easy. */
static inline bool pcp_adapt_steady(const struct zone *zone, const struct pcp *pcp)
{
	return !zone_below_high(zone) || pcp->high_min == pcp->high_max;
}

static inline void pcp_adapt_freed(struct pcp *pcp)
{
	pcp->alloc_factor >>= 1;
	pcp->prev_high_order = false;
	pcp->free_count += pcp->free_count < pcp->batch << PCP_SCALE_MAX;
}

/* Call when high or its limits may have changed. */
void pcp_adapt_set_easy(const struct zone *zone, struct pcp *pcp);
/* Time has passed: lower high, and return by how many pages the set exceeds it. */
uint32_t pcp_adapt_decay(const struct zone *zone, struct pcp *pcp);

#endif
