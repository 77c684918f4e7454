// SPDX-License-Identifier: MIT
/*
 * Per-CPU page sets: small stocks of free blocks, per cpu, zone and type, in front of the buddy.
 *
 * Kernel: rmqueue_bulk(), __rmqueue_pcplist(), free_unref_page_commit(), free_pcppages_bulk(), drain_pages_zone(), zone_batchsize().
 */
#ifndef ALLOCATOR_PCP_H
#define ALLOCATOR_PCP_H

#include "allocator/pcp_entry.h"
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
/* Refill an empty list of single pages as pcp_take() would, and take none. */
void pcp_refill(struct page_alloc *pa, struct zone *zone, unsigned mt, uint32_t flags);
/* Put a block of pageblock type mt (not ISOLATE) back; may flush. Its state becomes CACHED. */
void pcp_put(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt, bool cold);

enum { NR_PCP_TYPES = 3 }; /* lists of single pages: those that the hot path uses */

/* What has happened since things were settled: pages that the hot path has given and taken, and how many there are now. */
static inline uint64_t pcp_given(const struct pcp *pcp)
{
	return pcp->list[0].given + pcp->list[1].given + pcp->list[2].given;
}

static inline uint32_t pcp_count(const struct pcp *pcp)
{
	uint32_t count = pcp->count;

	for (unsigned i = 0; i < NR_PCP_TYPES; i++)
		count += pcp->list[i].head - pcp->list[i].base;
	return count;
}

static inline uint64_t pcp_taken(const struct pcp *pcp)
{
	return pcp_given(pcp) - (uint64_t)((int64_t)pcp_count(pcp) - pcp->count);
}

/* Each allocation halves it. */
static inline uint32_t pcp_free_factor(const struct pcp *pcp)
{
	const uint64_t taken = pcp_taken(pcp);

	return taken < 32 ? pcp->free_factor >> taken : 0;
}

/* What the hot path has done is counted: before a set is changed in any other way. */
static inline void pcp_settle(struct page_alloc *pa, struct pcp *pcp)
{
	pcp->free_factor = pcp_free_factor(pcp);
	pcp->hits += pcp_taken(pcp);
	pa->events.pgfree += pcp_given(pcp);
	pcp->count = pcp_count(pcp);
	for (unsigned i = 0; i < NR_PCP_TYPES; i++) {
		pcp->list[i].given = 0;
		pcp->list[i].base = pcp->list[i].head;
	}
}

/* How many entries the hot path may add; below 0, how many must be taken before it may. */
static inline int32_t pcp_room(const struct pcp_list *list)
{
	return (int32_t)(list->fence - list->head);
}

/* The room that one list has is another's from now on. */
static inline void pcp_aim(struct pcp *pcp, unsigned index)
{
	struct pcp_list *from = &pcp->list[pcp->aimed], *to = &pcp->list[index];
	const int32_t room = pcp_room(from);

	if (room > 0) {
		from->fence -= (uint32_t)room;
		to->fence += (uint32_t)room;
	}
	pcp->aimed = index;
}

/* All the room to the list that is to have it. What is too much has to be taken from a list before there is room in that list. */
static inline void pcp_give_room(struct pcp *pcp)
{
	const uint32_t count = pcp_count(pcp), excess = count > pcp->easy ? count - pcp->easy : 0;

	for (unsigned i = 0; i < NR_PCP_TYPES; i++)
		pcp->list[i].fence = pcp->list[i].head - excess;
	if (excess == 0)
		pcp->list[pcp->aimed].fence += pcp->easy - count;
}

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

/* Entries of a list, head first, for inspection. */
uint32_t pcp_list_len(const struct pcp_list *list);
struct pcp_cursor {
	const struct pcp_list *list;
	uint32_t at, spill;
};
uint32_t pcp_cursor_next(const struct page_alloc *pa, struct pcp_cursor *cursor); /* an entry */

#endif
