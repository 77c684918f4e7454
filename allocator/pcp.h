// SPDX-License-Identifier: MIT
/*
 * Per-CPU page sets: small stocks of free blocks, per cpu, zone and type, in front of the buddy.
 *
 * Kernel: rmqueue_bulk(), __rmqueue_pcplist(), free_unref_page_commit(), free_pcppages_bulk(), drain_pages_zone(), zone_batchsize().
 */
#ifndef ALLOCATOR_PCP_H
#define ALLOCATOR_PCP_H

#include "allocator/pcp_hot.h"
#include "allocator/state.h"

/* Are blocks of this order kept in page sets? */
static inline bool pcp_order(const struct page_alloc *pa, unsigned order)
{
	return order < pa->policy->pcp_orders || (pa->policy->pcp_huge && order == pa->pageblock_order);
}

/* pcp_spin_trylock() of this cpu's set. False: the lock is taken, and the set must not be accessed. */
static inline bool pcp_try(struct page_alloc *pa, struct zone *zone)
{
	struct pcp *pcp = &zone->pcp[pa->cpu];

	if (pcp->busy == 0)
		return true;
	if (pcp->still_free > 0) {
		pcp->still_free--;
		return true;
	}
	if (--pcp->busy == 0)
		pa->busy_sets--;
	return false;
}

/* Let `after` trylocks succeed and the next `tries` fail. */
void pcp_set_busy(struct page_alloc *pa, struct zone *zone, uint32_t tries, uint32_t after);
/* Take a block, refilling the list first if it is empty. PAGE_NONE: the zone gave nothing. */
page_t pcp_take(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt, uint32_t flags, bool cold);
/* Like pcp_take() of a single page, for several pages taken in one call: free_factor and free_count do not fall. */
page_t pcp_take_of_bulk(struct page_alloc *pa, struct zone *zone, unsigned mt, uint32_t flags);
/* Put a block of pageblock type mt (not ISOLATE) back; may flush. Its state becomes CACHED. False: the set's lock was lost between two
 * rounds of the flush. */
bool pcp_put(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt, bool cold);

void pcp_drain(struct page_alloc *pa, struct zone *zone, unsigned cpu);
void pcp_drain_batch(struct page_alloc *pa, struct zone *zone, unsigned cpu);
void pcp_drain_cpu(struct page_alloc *pa, unsigned cpu);             /* of every zone */
void pcp_drain_all(struct page_alloc *pa, struct zone *zone_or_null); /* of all online cpus, ascending */

void pcp_setup(struct page_alloc *pa, struct zone *zone); /* recompute high and batch by the rule in force */
void pcp_setup_all(struct page_alloc *pa);
void pcp_set_reclaim_active(struct page_alloc *pa, struct zone *zone, bool active);
void pcp_setup_incoming(struct page_alloc *pa); /* as if every node had one more cpu: called while a cpu comes online */

/* setup_pcp_cacheinfo(): is the cpu's cache large enough for blocks to stay in it? Computed from the current batch, and stored. */
void pcp_weigh_cache(struct page_alloc *pa, unsigned cpu);
void pcp_weigh_caches(struct page_alloc *pa);
/* decay_pcp_high(): lower high with time, and flush the excess. */
void pcp_decay(struct page_alloc *pa, struct zone *zone, unsigned cpu);

#endif
