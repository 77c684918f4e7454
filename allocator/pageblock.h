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

/* The order of the largest aligned part of a pageblock that lies at a border, before or behind it, in a run of so many pages (> 0). */
static inline unsigned pageblock_part_order(const struct page_alloc *pa, page_t border, page_t pages)
{
	const unsigned aligned = (unsigned)__builtin_ctz(border | pageblock_pages(pa)), fits = 31 - (unsigned)__builtin_clz(pages);

	return aligned < fits ? aligned : fits;
}

static inline unsigned pageblock_type(const struct page_alloc *pa, page_t page)
{
	return __atomic_load_n(&pa->block_type[page >> pa->pageblock_order], __ATOMIC_RELAXED); /* A cpu that frees asks without a lock. */
}

static inline bool type_mergeable(unsigned mt)
{
	return mt < MIGRATE_HIGHATOMIC;
}

/* With grouping by mobility off, U, M and R are all U. */
void pageblock_set(struct page_alloc *pa, page_t page, unsigned mt);
/* Where isolation is a bit: remember the type of a pageblock that is to be isolated; and which that was. */
void pageblock_set_under(struct page_alloc *pa, page_t page);
static inline unsigned pageblock_under(const struct page_alloc *pa, page_t page)
{
	return pa->block_under[page >> pa->pageblock_order];
}
/* The type as it is, whether or not pageblocks are grouped. */
void pageblock_set_exactly(struct page_alloc *pa, page_t page, unsigned mt);
/* Every pageblock of a block of at least pageblock_order. */
void pageblock_set_range(struct page_alloc *pa, page_t page, unsigned order, unsigned mt);
/* ... those that are U, M or R become MOVABLE; blocks of pageblock_order - 1 count as one pageblock. */
void pageblock_make_movable(struct page_alloc *pa, page_t page, unsigned order);
/* Move the free blocks of page's pageblock to mt's lists. Returns pages moved; *movable (may be NULL) counts blocks on the LRU. */
uint32_t pageblock_move_free(struct page_alloc *pa, struct zone *zone, page_t page, unsigned mt, uint32_t *movable);
/*
 * Where a block is on the list of its pageblock's type: move what is free in the pageblock, counted as old until then, and set the type. Only of a
 * pageblock that is wholly inside the zone.
 */
void pageblock_retype(struct page_alloc *pa, struct zone *zone, page_t page, unsigned old, unsigned mt);
/* Only what is free changes lists; the type is the caller's. */
void pageblock_retype_free(struct page_alloc *pa, struct zone *zone, page_t page, unsigned old, unsigned mt);
bool pageblock_inside(const struct page_alloc *pa, const struct zone *zone, page_t page);
/* prep_move_freepages_block(): its free pages, and its blocks on the LRU; no block begins before it. */
void pageblock_count(struct page_alloc *pa, page_t page, uint32_t *free, uint32_t *movable);
/* has_unmovable_pages() over [start, end) within one pageblock of that zone. */
bool pageblock_unmovable(struct page_alloc *pa, const struct zone *zone, page_t start, page_t end, unsigned mt);

#endif
