// SPDX-License-Identifier: MIT
/*
 * What the hot path does to a page set behind its back: it moves the heads of the lists of single pages as far as they have room, and nothing else.
 * From the heads follows what has happened since the set was settled.
 */
#ifndef ALLOCATOR_PCP_HOT_H
#define ALLOCATOR_PCP_HOT_H

#include "allocator/state.h"

enum { NR_PCP_TYPES = 3 }; /* lists of single pages: those that the hot path uses */

/* What has happened since things were settled: pages that the hot path has given and taken, and how many there are now. */
static inline uint64_t pcp_given(const struct pcp *pcp)
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
		pcp->list[i].freed = 0;
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

#endif
