// SPDX-License-Identifier: MIT
/*
 * Split and merge: the buddy rule and nothing else. Which list a block comes from is decided above (fallback.c).
 *
 * Kernel: __free_one_page(), expand(), __rmqueue_smallest(), __isolate_free_page().
 */
#ifndef ALLOCATOR_BUDDY_H
#define ALLOCATOR_BUDDY_H

#include "allocator/page.h"

enum place { PLACE_NORMAL, PLACE_TAIL };

static inline bool is_free_or_guard(uint8_t state, unsigned order)
{
	return (state | STATE_GUARD) == STATE(KIND_GUARD, order);
}

/* The uncle of a block is the buddy that the block would have once it had merged with its own. Is there one that it could merge with then? */
static inline bool has_uncle(const struct page_alloc *pa, unsigned order)
{
	return order + 2 < pa->max_order;
}

static inline page_t buddy_uncle(page_t page, unsigned order)
{
	const page_t pages = block_pages(order);

	return (page & (page ^ pages)) ^ 2 * pages;
}

/* A block that is freed merges with nothing, and is not likely to soon. False: it may. There is an uncle. */
static inline bool buddy_stays_alone(const struct page_alloc *pa, page_t page, unsigned order)
{
	return !is_free_or_guard(page_state(pa, page ^ block_pages(order)), order) &&
	       !is_free_or_guard(page_state(pa, buddy_uncle(page, order)), order + 1);
}

/* __free_one_page(): account by mt, merge upwards, put the result on mt's list. The block must be in no list and no longer allocated. */
void buddy_merge(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt, enum place place);
/* free_one_page(): the same after a second look at the pageblock type where isolation may have changed it. */
void buddy_free(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt, enum place place);
/* The same of a block that may be larger than a pageblock, where such blocks may be freed in parts. */
void buddy_free_large(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt, enum place place);
/* split_large_buddy(): the same for a block larger than a pageblock, one pageblock after the other, each as the type it has. */
void buddy_free_pageblocks(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, enum place place);
/*
 * The same for one cached block of that order after the other, entries as page sets keep them, each to the lists of its cached type (its
 * pageblock's, where a free block has one type). Not while anything is isolated in the zone or compaction captures, nor where counters drift.
 */
void buddy_merge_cached(struct page_alloc *pa, struct zone *zone, const uint32_t *entry, uint32_t count, unsigned order);
/* __rmqueue_smallest(): a block from mt's lists, split; state CACHED until the caller says more. No accounting (guards excepted). */
page_t buddy_take(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt);
/* page_del_and_expand(): the same of a certain free block of order high; what is left of it goes on mt's lists. */
void buddy_split(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned high, unsigned mt);
/*
 * As many takes of that order in a row as blocks of mt's lists that lie side by side serve, at most max (> 0): contiguous, from *first on, in the
 * order in which single takes would give them. 0: mt's lists are empty. Not with guard pages. Lists of orders below *from have no blocks: order at first,
 * more once a run has been taken.
 */
uint32_t buddy_take_run(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt, uint32_t max, unsigned *from, page_t *first);

#endif
