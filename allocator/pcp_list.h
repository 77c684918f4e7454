// SPDX-License-Identifier: MIT
/*
 * One list of a page set: a deque of entries, in a ring as far as it fits, the oldest ones threaded through link[] when it does not.
 *
 *   head                        ring's last                  tail
 *   [ e0 e1 e2 ...................... eN ] -> eN+1 -> eN+2 -> eM
 *     ring, by position downwards            spilled, by link words
 */
#ifndef ALLOCATOR_PCP_LIST_H
#define ALLOCATOR_PCP_LIST_H

#include "allocator/page.h"
#include "allocator/pcp_entry.h"
#include "allocator/pcp_hot.h"
#include "contract/mem.h"

#define ENTRY_NONE UINT32_MAX

static inline uint32_t pcp_ring_len(const struct pcp_list *list)
{
	return list->head - list->tail;
}

static inline bool pcp_ring_empty(const struct pcp_list *list)
{
	return list->head == list->tail;
}

static inline bool pcp_ring_full(const struct pcp_list *list)
{
	return pcp_ring_len(list) > list->mask;
}

/* The entry `place` positions after the head, in the ring. */
static inline uint32_t pcp_ring_at(const struct pcp_list *list, uint32_t place)
{
	return list->ring[(list->head - 1 - place) & list->mask];
}

static inline uint32_t pcp_ring_pop_head(struct pcp_list *list)
{
	return list->ring[--list->head & list->mask];
}

static inline void pcp_ring_push_head(struct pcp_list *list, uint32_t entry)
{
	list->ring[list->head++ & list->mask] = entry;
}

/* Write count entries, each greater than the one before by step, downwards from `at`: eight at a time, which are two registers of most
 * machines. The last eight are aligned to the end of the row, so some of them are written twice. */
typedef uint32_t four_entries __attribute__((vector_size(4 * sizeof(uint32_t))));

static inline void pcp_write_eight(uint32_t *at, four_entries first, uint32_t step)
{
	const four_entries last = first + 4 * step;

	__builtin_memcpy(at - 4, &first, sizeof(first));
	__builtin_memcpy(at - 8, &last, sizeof(last));
}

static inline void pcp_write_row(uint32_t *at, uint32_t entry, uint32_t step, uint32_t count)
{
	const four_entries first = { entry + 3 * step, entry + 2 * step, entry + step, entry };
	uint32_t *const end = at - count;
	four_entries next = first;

	for (; count < 8 && at > end; entry += step)
		*--at = entry;
	for (; at - end > 8; at -= 8, next += 8 * step)
		pcp_write_eight(at, next, step);
	if (at > end)
		pcp_write_eight(end + 8, first + (count - 8) * step, step);
}

/* Append such a row at the tail, where there must be room: contiguously down to the start of the ring's memory, the rest from its end. */
static inline void pcp_ring_push_row(struct pcp_list *list, uint32_t entry, uint32_t step, uint32_t count)
{
	const uint32_t to_start = list->tail & list->mask, first = count < to_start ? count : to_start;

	pcp_write_row(list->ring + to_start, entry, step, first);
	if (first < count)
		pcp_write_row(list->ring + list->mask + 1, entry + first * step, step, count - first);
	list->tail -= count;
}

static inline void pcp_ring_push_tail(struct pcp_list *list, uint32_t entry)
{
	list->ring[--list->tail & list->mask] = entry;
}

/* At most `most` entries at the ring's tail that are contiguous in memory, the last one first; 0 while spilled entries follow them. They
 * stay in the ring until they are dropped. */
static inline uint32_t pcp_ring_last(const struct pcp_list *list, uint32_t most, const uint32_t **first)
{
	const uint32_t at = list->tail & list->mask, to_end = list->mask + 1 - at;
	uint32_t row = list->spilled ? 0 : pcp_ring_len(list);

	*first = &list->ring[at];
	if (row > to_end)
		row = to_end;
	return row < most ? row : most;
}

/* Likewise from the head; `most` must not exceed the length. The entry taken next is ring[*first], those after it lie below. */
static inline uint32_t pcp_ring_first(const struct pcp_list *list, uint32_t most, uint32_t *first)
{
	*first = (list->head - 1) & list->mask;
	return most <= *first ? most : *first + 1;
}

static inline void pcp_ring_drop_first(struct pcp_list *list, uint32_t row)
{
	list->head -= row;
}

static inline void pcp_ring_drop_last(struct pcp_list *list, uint32_t row)
{
	list->tail += row;
}

static inline bool pcp_list_empty(const struct pcp_list *list)
{
	return pcp_ring_empty(list) && list->spilled == 0;
}

void pcp_spill_first(struct page_alloc *pa, struct pcp_list *list, uint32_t entry);
void pcp_spill_last(struct page_alloc *pa, struct pcp_list *list, uint32_t entry);
uint32_t pcp_unspill_first(struct page_alloc *pa, struct pcp_list *list);
uint32_t pcp_unspill_last(struct page_alloc *pa, struct pcp_list *list);

static inline void pcp_push_head(struct page_alloc *pa, struct pcp_list *list, uint32_t entry)
{
	if (pcp_ring_full(list))
		pcp_spill_first(pa, list, list->ring[list->tail++ & list->mask]);
	pcp_ring_push_head(list, entry);
}

static inline void pcp_push_tail(struct page_alloc *pa, struct pcp_list *list, uint32_t entry)
{
	if (list->spilled || pcp_ring_full(list)) {
		pcp_spill_last(pa, list, entry);
		return;
	}
	pcp_ring_push_tail(list, entry);
}

/* The list must not be empty. */
static inline uint32_t pcp_pop_head(struct page_alloc *pa, struct pcp_list *list)
{
	return pcp_ring_empty(list) ? pcp_unspill_first(pa, list) : pcp_ring_pop_head(list);
}

static inline uint32_t pcp_pop_tail(struct page_alloc *pa, struct pcp_list *list)
{
	return list->spilled ? pcp_unspill_last(pa, list) : list->ring[list->tail++ & list->mask];
}

/* Entries of a list, head first, for inspection. */
uint32_t pcp_list_len(const struct pcp_list *list);
struct pcp_cursor {
	const struct pcp_list *list;
	uint32_t at, spill;
};
uint32_t pcp_cursor_next(const struct page_alloc *pa, struct pcp_cursor *cursor); /* an entry */

#endif
