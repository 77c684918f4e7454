// SPDX-License-Identifier: MIT
/*
 * What the quick path does to a page set without updating its counters: it moves the heads of the lists of single pages as far as they have
 * room, and counts the pages freed. What has happened since the set was settled is computed from these.
 */
#ifndef ALLOCATOR_PCP_HOT_H
#define ALLOCATOR_PCP_HOT_H

#include "allocator/state.h"

enum { NR_PCP_TYPES = 3 }; /* lists of single pages: those that the quick path uses */

/* Since the set was settled: pages that the quick path has freed to it (pcp_freed) and taken from it (pcp_taken); and the present count. */
static inline uint64_t pcp_freed(const struct pcp *pcp)
{
	return pcp->list[0].freed + pcp->list[1].freed + pcp->list[2].freed;
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
	return pcp_freed(pcp) - (uint64_t)((int64_t)pcp_count(pcp) - pcp->count);
}

/* Each allocation halves it. */
static inline uint32_t pcp_free_factor(const struct pcp *pcp)
{
	const uint64_t taken = pcp_taken(pcp);

	return taken < 32 ? pcp->free_factor >> taken : 0;
}

/* Fold what the quick path has done into the counters; call before changing a set in any other way. */
static inline void pcp_settle(struct page_alloc *pa, struct pcp *pcp)
{
	pcp->free_factor = pcp_free_factor(pcp);
	pcp->hits += pcp_taken(pcp);
	pa->events.pgfree += pcp_freed(pcp);
	pcp->count = pcp_count(pcp);
	for (unsigned i = 0; i < NR_PCP_TYPES; i++) {
		pcp->list[i].freed = 0;
		pcp->list[i].base = pcp->list[i].head;
	}
}

/* Number of entries that the quick path may add; if negative, that many must be taken before it may. */
static inline int32_t pcp_room(const struct pcp_list *list)
{
	return (int32_t)(list->fence - list->head);
}

/* Move the room that one list has to another list. */
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

/* Hand all the room of the set to the list aimed at. If the set is over its limit, the excess must be taken from a list before that list
 * has room. */
static inline void pcp_give_room(struct pcp *pcp)
{
	const uint32_t count = pcp_count(pcp), excess = count > pcp->easy ? count - pcp->easy : 0;

	for (unsigned i = 0; i < NR_PCP_TYPES; i++)
		pcp->list[i].fence = pcp->list[i].head - excess;
	if (excess == 0)
		pcp->list[pcp->aimed].fence += pcp->easy - count;
}

#endif
