// SPDX-License-Identifier: MIT
/*
 * Pageblock types, and walks over the blocks of a pageblock. Walks step from block to block, never through tail pages.
 */
#include "allocator/pageblock.h"
#include "allocator/free_area.h"

void pageblock_set_exactly(struct page_alloc *pa, page_t page, unsigned mt)
{
	__atomic_store_n(&pa->block_type[page >> pa->pageblock_order], (uint8_t)mt, __ATOMIC_RELAXED);
}

void pageblock_set_under(struct page_alloc *pa, page_t page)
{
	pa->block_under[page >> pa->pageblock_order] = (uint8_t)pageblock_type(pa, page);
}

void pageblock_set(struct page_alloc *pa, page_t page, unsigned mt)
{
	if (pa->common->no_mobility && type_mergeable(mt))
		mt = MIGRATE_UNMOVABLE;
	pageblock_set_exactly(pa, page, mt);
}

void pageblock_set_range(struct page_alloc *pa, page_t page, unsigned order, unsigned mt)
{
	for (page_t p = page; p < page + block_pages(order); p += pageblock_pages(pa)) {
		tick(pa);
		pageblock_set(pa, p, mt);
	}
}

void pageblock_make_movable(struct page_alloc *pa, page_t page, unsigned order)
{
	for (page_t p = page; p < page + block_pages(order); p += pageblock_pages(pa)) {
		tick(pa);
		if (type_mergeable(pageblock_type(pa, p)))
			pageblock_set(pa, p, MIGRATE_MOVABLE);
	}
}

/* move_freepages(): the blocks that start in [start, end). */
static uint32_t move_free(struct page_alloc *pa, struct zone *zone, page_t start, page_t end, unsigned mt, uint32_t *movable)
{
	uint32_t moved = 0;

	for (page_t p = start; p < end;) {
		const uint8_t state = block_state(pa, p);
		const unsigned order = state_order(state);

		tick(pa);
		if (state_kind(state) == KIND_FREE) {
			list_move(pa, zone, p, order, mt);
			moved += block_pages(order);
		} else if (state_kind(state) == KIND_ALLOC_LRU && movable) {
			(*movable)++;
		}
		p += block_pages(order);
	}
	return moved;
}

uint32_t pageblock_move_free(struct page_alloc *pa, struct zone *zone, page_t page, unsigned mt, uint32_t *movable)
{
	const page_t block = pageblock_start(pa, page);
	const page_t end = block + pageblock_pages(pa);
	page_t start = block;

	if (movable)
		*movable = 0;
	if (!zone_spans(zone, start))
		start = page;
	if (!zone_spans(zone, end - 1))
		return 0;
	/* As in the kernel, a larger block that starts before the pageblock is not seen. */
	if (page_block(pa, start) != start)
		return 0;
	return move_free(pa, zone, start, end, mt, movable);
}

bool pageblock_inside(const struct page_alloc *pa, const struct zone *zone, page_t page)
{
	const page_t start = pageblock_start(pa, page);

	return zone_spans(zone, start) && zone_spans(zone, start + pageblock_pages(pa) - 1);
}

void pageblock_retype_free(struct page_alloc *pa, struct zone *zone, page_t page, unsigned old, unsigned mt)
{
	const page_t start = pageblock_start(pa, page), end = start + pageblock_pages(pa);

	for (page_t p = start; p < end && page_block(pa, start) == start;) {
		const uint8_t state = block_state(pa, p);

		tick(pa);
		if (state_kind(state) == KIND_FREE)
			list_retype(pa, zone, p, state_order(state), old, mt);
		p += block_pages(state_order(state));
	}
}

void pageblock_retype(struct page_alloc *pa, struct zone *zone, page_t page, unsigned old, unsigned mt)
{
	pageblock_retype_free(pa, zone, page, old, mt);
	pageblock_set(pa, page, mt);
}

void pageblock_count(struct page_alloc *pa, page_t page, uint32_t *free, uint32_t *movable)
{
	const page_t start = pageblock_start(pa, page);

	*free = *movable = 0;
	for (page_t p = start; p < start + pageblock_pages(pa);) {
		const uint8_t state = block_state(pa, p);

		tick(pa);
		if (state_kind(state) == KIND_FREE)
			*free += block_pages(state_order(state));
		else
			*movable += state_kind(state) == KIND_ALLOC_LRU;
		p += block_pages(state_order(state));
	}
}

/* Is the first page of a block unmovable by its references and LRU state? */
static bool block_unmovable(uint8_t state, bool movable_zone)
{
	const enum page_kind kind = state_kind(state);

	return kind == KIND_ABSENT || kind == KIND_RESERVED || (kind == KIND_ALLOC && !movable_zone);
}

bool pageblock_unmovable(struct page_alloc *pa, const struct zone *zone, page_t start, page_t end, unsigned mt)
{
	const unsigned type = pageblock_type(pa, start);
	const bool movable_zone = zone->kind == ZONE_MOVABLE;
	const bool by_type = pa->policy->isolate_by_type;

	if (by_type && (movable_zone || type == MIGRATE_MOVABLE || type == MIGRATE_CMA))
		return false;
	if (!by_type && type == MIGRATE_CMA)
		return mt != MIGRATE_CMA;
	page_t p = start;
	const page_t head = page_block(pa, start);

	if (head != start) /* Tails have no references: the rest of a block that begins before start does not matter. */
		p = head + block_pages(state_order(block_state(pa, head)));
	while (p < end) {
		const uint8_t state = block_state(pa, p);

		tick(pa);
		if (block_unmovable(state, movable_zone))
			return true;
		p += block_pages(state_order(state));
	}
	return false;
}
