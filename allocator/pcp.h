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

/* pcp_spin_trylock(), of this cpu's set. False: somebody else has it, and nothing of the set may be looked at. */
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

/* So many tries fail, after so many that do not. */
void pcp_set_busy(struct page_alloc *pa, struct zone *zone, uint32_t tries, uint32_t after);
/* Take a block, refilling the list first if it is empty. PAGE_NONE: the zone gave nothing. */
page_t pcp_take(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt, uint32_t flags, bool cold);
/* The same of a single page among several that are taken in one call: the free factor does not fall. */
page_t pcp_take_of_bulk(struct page_alloc *pa, struct zone *zone, unsigned mt, uint32_t flags);
/* Put a block of pageblock type mt (not ISOLATE) back; may flush. Its state becomes CACHED. False: the set's lock has been lost on the way. */
bool pcp_put(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt, bool cold);

void pcp_drain(struct page_alloc *pa, struct zone *zone, unsigned cpu);
void pcp_drain_batch(struct page_alloc *pa, struct zone *zone, unsigned cpu);
void pcp_drain_cpu(struct page_alloc *pa, unsigned cpu);             /* every zone */
void pcp_drain_all(struct page_alloc *pa, struct zone *zone_or_null); /* online cpus ascending */

void pcp_setup(struct page_alloc *pa, struct zone *zone); /* high and batch by the rule in force */
void pcp_setup_all(struct page_alloc *pa);
void pcp_set_reclaim_active(struct page_alloc *pa, struct zone *zone, bool active);
void pcp_setup_incoming(struct page_alloc *pa); /* as if every node had one more cpu: a cpu is coming online */

/* setup_pcp_cacheinfo(): is the cpu's cache large enough for blocks to stay in it? Goes by the batch of the moment, and is remembered. */
void pcp_weigh_cache(struct page_alloc *pa, unsigned cpu);
void pcp_weigh_caches(struct page_alloc *pa);
/* decay_pcp_high(): flush what is too much after a while. */
void pcp_decay(struct page_alloc *pa, struct zone *zone, unsigned cpu);

#endif
