// SPDX-License-Identifier: MIT
/*
 * Giving blocks back: what a block whose references are gone goes through before it reaches a page set or the buddy.
 *
 * Kernel: free_the_page(), free_unref_page(), __free_pages_ok(), free_pages_prepare().
 */
#ifndef ALLOCATOR_FREE_H
#define ALLOCATOR_FREE_H

#include "allocator/state.h"

/* Checks and zeroing. False: the block is lost (its state says so). */
bool free_prepare(struct page_alloc *pa, page_t page, unsigned order, bool compound);
/* To the page set of the present cpu or to the buddy, counted. The block has been prepared. */
void free_commit(struct page_alloc *pa, page_t page, unsigned order, bool cold);
/* The same of one block after the other, under one lock of a page set as long as they are of one zone, as lists are worked off (P11). */
struct hold {
	struct zone *zone; /* NULL: no lock is held, which is how it begins */
	uint32_t pages;    /* given under it */
};
void free_commit_held(struct page_alloc *pa, page_t page, unsigned order, bool cold, struct hold *hold);
/* Both. */
void free_block(struct page_alloc *pa, page_t page, unsigned order, bool compound);
/* __free_pages_ok() with FPI_TO_TAIL of a single page: past the page sets, and so checked at once and counted whatever its pageblock is. */
void free_to_tail(struct page_alloc *pa, page_t page);
/* __free_pages() of an allocated head: drop one reference; returns those left. */
uint32_t free_put(struct page_alloc *pa, page_t page, unsigned order);

#endif
