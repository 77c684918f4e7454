// SPDX-License-Identifier: MIT
/*
 * Pageblocks: the migratetype of each, and moving all free blocks of one to the lists of another type.
 *
 * Kernel: get_pageblock_migratetype(), set_pageblock_migratetype(), change_pageblock_range(), move_freepages_block().
 */
#ifndef ALLOCATOR_PAGEBLOCK_H
#define ALLOCATOR_PAGEBLOCK_H

#include "allocator/page.h"

static inline page_t pageblock_pages(const struct page_alloc *pa)
{
	return block_pages(pa->pageblock_order);
}

static inline page_t pageblock_start(const struct page_alloc *pa, page_t page)
{
	return page & ~(pageblock_pages(pa) - 1);
}

/* The order of the largest aligned part of a pageblock that starts or ends at border, in a run of `pages` pages (> 0). */
static inline unsigned pageblock_part_order(const struct page_alloc *pa, page_t border, page_t pages)
{
	return block_fit_order(border, pages, pa->pageblock_order);
}

static inline unsigned pageblock_type(const struct page_alloc *pa, page_t page)
{
	/* Atomic, because a cpu that frees reads it without a lock. */
	return __atomic_load_n(&pa->block_type[page >> pa->pageblock_order], __ATOMIC_RELAXED);
}

static inline bool type_mergeable(unsigned mt)
{
	return mt < MIGRATE_HIGHATOMIC;
}

/* With grouping by mobility off, U, M and R are all U. */
void pageblock_set(struct page_alloc *pa, page_t page, unsigned mt);
/* Where isolation is a separate bit: save the type of a pageblock that is about to be isolated, and read it back. */
void pageblock_set_under(struct page_alloc *pa, page_t page);
static inline unsigned pageblock_under(const struct page_alloc *pa, page_t page)
{
	return pa->block_under[page >> pa->pageblock_order];
}
/* Set the type as it is, whether or not pageblocks are grouped by mobility. */
void pageblock_set_exactly(struct page_alloc *pa, page_t page, unsigned mt);
/* Set all pageblocks of a block of at least pageblock_order. */
void pageblock_set_range(struct page_alloc *pa, page_t page, unsigned order, unsigned mt);
/* Like pageblock_set_range() with MOVABLE, but only U, M and R pageblocks change; a block of pageblock_order - 1 counts as one
 * pageblock. */
void pageblock_make_movable(struct page_alloc *pa, page_t page, unsigned order);
/* Move the free blocks of page's pageblock to mt's lists. Returns pages moved; *movable (may be NULL) counts blocks on the LRU. */
uint32_t pageblock_move_free(struct page_alloc *pa, struct zone *zone, page_t page, unsigned mt, uint32_t *movable);
/* With policy.one_type: move the free blocks of the pageblock, counted as `old` until now, and set the type. The pageblock must be wholly
 * inside the zone. */
void pageblock_retype(struct page_alloc *pa, struct zone *zone, page_t page, unsigned old, unsigned mt);
/* Like pageblock_retype(), but leaves setting the type to the caller. */
void pageblock_retype_free(struct page_alloc *pa, struct zone *zone, page_t page, unsigned old, unsigned mt);
bool pageblock_inside(const struct page_alloc *pa, const struct zone *zone, page_t page);
/* prep_move_freepages_block(): counts the free pages of the pageblock and its blocks on the LRU; no block may begin before it. */
void pageblock_count(struct page_alloc *pa, page_t page, uint32_t *free, uint32_t *movable);
/* has_unmovable_pages() over [start, end) within one pageblock of that zone. */
bool pageblock_unmovable(struct page_alloc *pa, const struct zone *zone, page_t start, page_t end, unsigned mt);

#endif
