// SPDX-License-Identifier: MIT
/*
 * The spilled part of a per-CPU list, and walking a list without changing it. Links between spilled pages are whole entries (type and
 * page), so that the cached type is kept.
 */
#include "allocator/pcp_list.h"

void pcp_spill_first(struct page_alloc *pa, struct pcp_list *list, uint32_t entry)
{
	*link_of(pa, entry_page(entry)) = (struct link){ .next = list->spilled ? list->spill_first : ENTRY_NONE, .prev = ENTRY_NONE };
	if (list->spilled++)
		link_of(pa, entry_page(list->spill_first))->prev = entry;
	else
		list->spill_last = entry;
	list->spill_first = entry;
}

void pcp_spill_last(struct page_alloc *pa, struct pcp_list *list, uint32_t entry)
{
	*link_of(pa, entry_page(entry)) = (struct link){ .next = ENTRY_NONE, .prev = list->spilled ? list->spill_last : ENTRY_NONE };
	if (list->spilled++)
		link_of(pa, entry_page(list->spill_last))->next = entry;
	else
		list->spill_first = entry;
	list->spill_last = entry;
}

uint32_t pcp_unspill_first(struct page_alloc *pa, struct pcp_list *list)
{
	const uint32_t entry = list->spill_first;

	list->spill_first = link_of(pa, entry_page(entry))->next;
	if (--list->spilled)
		link_of(pa, entry_page(list->spill_first))->prev = ENTRY_NONE;
	return entry;
}

uint32_t pcp_unspill_last(struct page_alloc *pa, struct pcp_list *list)
{
	const uint32_t entry = list->spill_last;

	list->spill_last = link_of(pa, entry_page(entry))->prev;
	if (--list->spilled)
		link_of(pa, entry_page(list->spill_last))->next = ENTRY_NONE;
	return entry;
}

uint32_t pcp_list_len(const struct pcp_list *list)
{
	return pcp_ring_len(list) + list->spilled;
}

uint32_t pcp_cursor_next(const struct page_alloc *pa, struct pcp_cursor *cursor)
{
	const struct pcp_list *list = cursor->list;
	const uint32_t at = cursor->at++;

	if (at < pcp_ring_len(list))
		return pcp_ring_at(list, at);
	cursor->spill = at == pcp_ring_len(list) ? list->spill_first : link_of(pa, entry_page(cursor->spill))->next;
	return cursor->spill;
}
