// SPDX-License-Identifier: MIT
/*
 * Free lists without links: which block is on which list, and which is first.
 *
 * A block added at the head of a list gets a stamp smaller than all before, at the tail one greater than all. To answer a question about a
 * list, every free block of that order in the zone is looked at.
 */
#include "model/model.h"
#include "model/certain.h"

/* Is the block in the zone's bag? */
bool m_is_listed(const struct zone *z, pfn_t pfn, uint8_t order)
{
	const struct listed *block = z->listed[order], *end = block + z->nr_listed[order];

	for (; block < end; block++)
		if (block->pfn == pfn)
			return true;
	return false;
}

/*
 * The head of the list of that type, PFN_NONE if it is empty. Branchless scan: m_place() ranks blocks of other lists after all of this one,
 * so one minimum finds the head.
 */
pfn_t m_first_on_list(const struct zone *z, uint8_t order, uint8_t type)
{
	const struct listed *block = z->listed[order], *end = block + z->nr_listed[order], *first = NULL;
	uint64_t least = STAMPS;

	for (; block < end; block++) {
		uint64_t place = m_place(block->list ^ type, block->stamp);

		first = place < least ? block : first;
		least = place < least ? place : least;
	}
	return first ? first->pfn : PFN_NONE;
}

/* Is there a free block on any of these lists? Bit n of lists: the list of type n. */
bool m_has_block_on(const struct zone *z, uint8_t order, uint32_t lists)
{
	const struct listed *block = z->listed[order], *end = block + z->nr_listed[order];

	for (; block < end; block++)
		if (lists >> block->list & 1)
			return true;
	return false;
}

static uint64_t next_stamp(struct zone *z, enum list_end end)
{
	return end == AT_HEAD ? z->head_stamp-- : z->tail_stamp++;
}

/* add_to_free_list(), add_to_free_list_tail(). */
void m_add_block(struct zone *z, pfn_t pfn, struct page *page, uint8_t order, uint8_t type, enum list_end end)
{
	struct listed *block = &z->listed[order][z->nr_listed[order]++];

	page->state = BLOCK_FREE;
	page->order = order;
	page->home = z->id;
	block->stamp = next_stamp(z, end);
	block->pfn = pfn;
	block->list = type;
}

/*
 * Where zones meet inside a largest block, the kernel may remove a block from another zone than it was added to; nr_free of both is wrong
 * then.
 */
static void settle_nr_free(struct zone *home, struct zone *z, uint8_t order)
{
	home->nr_free_ledger[order]++;
	z->nr_free_ledger[order]--;
	home->nr_free_is_wrong = z->nr_free_is_wrong = true;
}

/* del_page_from_free_list(). The page is left as BLOCK_TAIL until the caller says what it is. */
void m_remove_block(struct world *w, struct zone *z, pfn_t pfn, struct page *page)
{
	struct zone *home = &w->zone[page->home];
	uint32_t last = --home->nr_listed[page->order];
	struct listed *bag = home->listed[page->order], *block = &bag[last];

	page->state = BLOCK_TAIL;
	while (block->pfn != pfn) /* never runs off the bag: a free block is always in its home zone's */
		block--;
	*block = bag[last];
	if (home != z)
		settle_nr_free(home, z, page->order);
}

/* move_to_free_list(): no counter changes. */
void m_move_block(struct world *w, struct zone *z, pfn_t pfn, struct page *page, uint8_t type)
{
	m_remove_block(w, z, pfn, page);
	m_add_block(z, pfn, page, page->order, type, w->policy->moves_to_head ? AT_HEAD : AT_TAIL);
	m_step(w);
}
