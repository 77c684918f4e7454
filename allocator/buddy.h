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

/* The uncle of a block is the buddy that the block would have once merged with its own buddy. Is there one that it could then merge
 * with? */
static inline bool has_uncle(const struct page_alloc *pa, unsigned order)
{
	return order + 2 < pa->max_order;
}

static inline page_t buddy_uncle(page_t page, unsigned order)
{
	const page_t pages = block_pages(order);

	return (page & (page ^ pages)) ^ 2 * pages;
}

/* True: a block freed now merges with nothing and is not likely to soon. False: it may. The order must have an uncle. */
static inline bool buddy_stays_alone(const struct page_alloc *pa, page_t page, unsigned order)
{
	return !is_free_or_guard(page_state(pa, page ^ block_pages(order)), order) &&
	       !is_free_or_guard(page_state(pa, buddy_uncle(page, order)), order + 1);
}

/* __free_one_page(): account by mt, merge upwards, put the result on mt's list. The block must be on no list and no longer allocated. */
void buddy_merge(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt, enum place place);
/* free_one_page(): like buddy_merge(), but reads the pageblock type again where isolation may have changed it. */
void buddy_free(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt, enum place place);
/* Like buddy_free(), for a block that may be larger than a pageblock, where policy.frees_pageblocks frees it in parts. */
void buddy_free_large(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt, enum place place);
/* split_large_buddy(): frees a block larger than a pageblock one pageblock at a time, each by its own type. */
void buddy_free_pageblocks(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, enum place place);
/* Merge cached blocks of one order, one after the other; entry[] as page sets hold them. Each goes to the lists of its cached type (with
 * policy.one_type, of its pageblock's type). Not while the zone has isolated pageblocks or a capture is armed, nor where counters drift. */
void buddy_merge_cached(struct page_alloc *pa, struct zone *zone, const uint32_t *entry, uint32_t count, unsigned order);
/* __rmqueue_smallest(): take a block from mt's lists, splitting as needed; its state is CACHED until the caller sets another. No accounting
 * (except of guard pages). */
page_t buddy_take(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt);
/* page_del_and_expand(): take a given free block of order high; the remainder goes on mt's lists. */
void buddy_split(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned high, unsigned mt);
/*
 * As many consecutive takes of that order as contiguous blocks of mt's lists can serve, at most max (> 0): returns their number; the pages
 * are contiguous from *first on, in the order in which single takes would return them. 0: mt's lists are empty. Not with guard pages. Lists
 * of orders below *from must be empty: initially *from is order, and each run may raise it.
 */
uint32_t buddy_take_run(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt, uint32_t max, unsigned *from, page_t *first);

#endif
