// SPDX-License-Identifier: MIT
/*
 * One list of a page set: a deque of entries, in a ring as far as it fits, the oldest ones threaded through link[] when it does not.
 *
 *   head                        ring's last                  tail
 *   [ e0 e1 e2 ...................... eN ] -> eN+1 -> eN+2 -> eM
 *     ring, by position                      spilled, by link words
 */
#ifndef ALLOCATOR_PCP_LIST_H
#define ALLOCATOR_PCP_LIST_H

#include "allocator/page.h"
#include "allocator/pcp.h"

#define ENTRY_NONE UINT32_MAX

static inline uint32_t make_entry(page_t page, unsigned type)
{
	return page | (uint32_t)type << PCP_TYPE_SHIFT;
}

static inline bool pcp_list_empty(const struct pcp_list *list)
{
	return (list->len | list->spilled) == 0;
}

void pcp_spill_first(struct page_alloc *pa, struct pcp_list *list, uint32_t entry);
void pcp_spill_last(struct page_alloc *pa, struct pcp_list *list, uint32_t entry);
uint32_t pcp_unspill_first(struct page_alloc *pa, struct pcp_list *list);
uint32_t pcp_unspill_last(struct page_alloc *pa, struct pcp_list *list);

static inline void pcp_push_head(struct page_alloc *pa, struct pcp *pcp, struct pcp_list *list, uint32_t entry)
{
	if (list->len > pcp->ring_mask) {
		list->len--;
		pcp_spill_first(pa, list, list->ring[(list->head + list->len) & pcp->ring_mask]);
	}
	list->head = (list->head - 1) & pcp->ring_mask;
	list->ring[list->head] = entry;
	list->len++;
}

static inline void pcp_push_tail(struct page_alloc *pa, struct pcp *pcp, struct pcp_list *list, uint32_t entry)
{
	if (list->spilled || list->len > pcp->ring_mask) {
		pcp_spill_last(pa, list, entry);
		return;
	}
	list->ring[(list->head + list->len) & pcp->ring_mask] = entry;
	list->len++;
}

/* The list must not be empty. */
static inline uint32_t pcp_pop_head(struct page_alloc *pa, struct pcp *pcp, struct pcp_list *list)
{
	if (list->len == 0)
		return pcp_unspill_first(pa, list);
	const uint32_t entry = list->ring[list->head];

	list->head = (list->head + 1) & pcp->ring_mask;
	list->len--;
	return entry;
}

static inline uint32_t pcp_pop_tail(struct page_alloc *pa, struct pcp *pcp, struct pcp_list *list)
{
	if (list->spilled)
		return pcp_unspill_last(pa, list);
	list->len--;
	return list->ring[(list->head + list->len) & pcp->ring_mask];
}

#endif
