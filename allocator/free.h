// SPDX-License-Identifier: MIT
/*
 * Freeing blocks: what a block without references goes through before it reaches a page set or the buddy.
 *
 * Kernel: free_the_page(), free_unref_page(), __free_pages_ok(), free_pages_prepare().
 */
#ifndef ALLOCATOR_FREE_H
#define ALLOCATOR_FREE_H

#include "allocator/state.h"

/* Checks and zeroing. False: the block is lost (its state says so). */
bool free_prepare(struct page_alloc *pa, page_t page, unsigned order, bool compound);
/* Put the block into this cpu's page set or the buddy, and count it. It must have been prepared. */
void free_commit(struct page_alloc *pa, page_t page, unsigned order, bool cold);
/* free_commit() for consecutive blocks of a list: the lock of a page set is kept while the blocks are of one zone (P11). */
struct hold {
	struct zone *zone; /* NULL: no lock is held, the initial state */
	uint32_t pages;    /* freed while holding it */
};
void free_commit_held(struct page_alloc *pa, page_t page, unsigned order, bool cold, struct hold *hold);
/* free_prepare() and free_commit(). */
void free_block(struct page_alloc *pa, page_t page, unsigned order, bool compound);
/* __free_pages_ok() with FPI_TO_TAIL of a single page: bypasses the page sets; therefore checked at once, and counted whatever its
 * pageblock type. */
void free_to_tail(struct page_alloc *pa, page_t page);
/* __free_pages() of an allocated head: drop one reference; returns the number left. */
uint32_t free_put(struct page_alloc *pa, page_t page, unsigned order);

#endif
