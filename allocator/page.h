// SPDX-License-Identifier: MIT
/*
 * The page record: one state byte, one pair of link words, and when each may be read.
 *
 * The setters here and the list primitives of free_area.h are the only writers of a page's state. See state.h for the layout.
 */
#ifndef ALLOCATOR_PAGE_H
#define ALLOCATOR_PAGE_H

#include "allocator/state.h"

/* The link words of a page or sentinel; those of large blocks' heads lie together (state.h). */
static HOT struct link *link_of(const struct page_alloc *pa, uint32_t page)
{
	const uint32_t number = page + pa->nr_pages;

	return &pa->link[number >> __builtin_ctz(number) >> 1];
}

/*
 * Adjacent half cache lines are swapped pairwise: cpus that refill one after the other work on pages about 63 apart, and would otherwise
 * contend for the same line with every page. Not smaller than half lines: a block, its buddy and the block that the two would merge with
 * share a line that way, up to order 3.
 */
enum { STATE_LINE = 64, STATE_GROUP = 2 * STATE_LINE };
static HOT uint32_t state_place(page_t page)
{
	return page ^ (page & STATE_LINE / 2) << 1;
}
_Static_assert((STATE_LINE / 2) << 1 < STATE_GROUP, "a place is in the page's own group");
_Static_assert(STATE_LINE / 2 >= 4 << 3, "buddies of order 3 and what they would merge with share half a line");

/* State bytes are read and written atomically: one cpu may read a page's byte as that of a buddy while the page's owner, on a cpu that does
 * not hold the zone's lock, changes it from allocated to cached or back. Neither is free, so the reader may see either. */
static HOT uint8_t *state_of(const struct page_alloc *pa, page_t page)
{
	return &pa->state[state_place(page)];
}

static HOT uint8_t state_read(const uint8_t *state)
{
	return __atomic_load_n(state, __ATOMIC_RELAXED);
}

static HOT void state_write(uint8_t *state, unsigned value)
{
	__atomic_store_n(state, (uint8_t)value, __ATOMIC_RELAXED);
}

static HOT uint8_t page_state(const struct page_alloc *pa, page_t page)
{
	return state_read(state_of(pa, page));
}

static HOT void page_set_state(struct page_alloc *pa, page_t page, unsigned state)
{
	state_write(state_of(pa, page), state);
}

/* The state of the block that begins at head. Largest blocks that have not been taken since boot have no state byte yet, only links. The
 * links of a block on a list are never both 0, because at most one of its two neighbours is page 0. */
uint8_t page_fresh_state(const struct page_alloc *pa, page_t head);
static inline uint8_t block_state(const struct page_alloc *pa, page_t head)
{
	const uint8_t state = page_state(pa, head);

	return state || head & (pa->largest - 1) ? state : page_fresh_state(pa, head);
}

static inline enum page_kind state_kind(uint8_t state)
{
	return (enum page_kind)((state & STATE_KIND) >> 4);
}

static inline unsigned state_order(uint8_t state)
{
	return state & STATE_ORDER;
}

static inline bool state_allocated(uint8_t state)
{
	return (state & (STATE_KIND & ~STATE_LRU)) == STATE(KIND_ALLOC, 0);
}

static HOT void page_set(struct page_alloc *pa, page_t page, enum page_kind kind, unsigned order)
{
	page_set_state(pa, page, STATE(kind, order));
}

/* Like page_set() for consecutive single pages. Half lines are contiguous in state[], so most bytes are written by the word. */
static inline void page_set_row(struct page_alloc *pa, page_t page, uint32_t count, enum page_kind kind)
{
	const uintptr_t word = UINTPTR_MAX / UINT8_MAX * STATE(kind, 0);
	const page_t end = page + count;
	uint8_t *const state = pa->state;

	for (; page < end && page % sizeof(word) != 0; page++)
		state_write(&state[state_place(page)], STATE(kind, 0));
	for (; end - page >= sizeof(word); page += (page_t)sizeof(word))
		__atomic_store_n((uintptr_t *)(void *)&state[state_place(page)], word, __ATOMIC_RELAXED);
	for (; page < end; page++)
		state_write(&state[state_place(page)], STATE(kind, 0));
}

/* page is the first page of a block: is it the head of an allocated block of that order? Facts and LRU are ignored. */
static inline bool page_is_allocated(const struct page_alloc *pa, page_t page, unsigned order)
{
	return (page_state(pa, page) & ~(STATE_NOTED | STATE_LRU)) == STATE(KIND_ALLOC, order);
}

/* First page of the block that contains page. */
page_t page_block(const struct page_alloc *pa, page_t page);

/* The zone a page is linked to. Pages outside every zone and, unless policy.hole_in_span, holes are linked to the zone of the next memory above
 * (policy.hole_with_next) or to node 0's ZONE_DMA, as are pages that are not initialised yet (NULL if there is none). pfn: the page's. */
const struct zone *page_zone_or_null(const struct page_alloc *pa, page_t page, pfn_t pfn);
/* The zone whose span holds the page, or NULL. */
struct zone *page_span_zone(struct page_alloc *pa, page_t page);
/* Like page_span_zone(), by pfn; sets *page. */
struct zone *pfn_span_zone(struct page_alloc *pa, pfn_t pfn, page_t *page);

/* References and compound mark of an allocated head. */
uint32_t page_refs(const struct page_alloc *pa, page_t head);
bool page_compound(const struct page_alloc *pa, page_t head);
void page_set_facts(struct page_alloc *pa, page_t head, uint32_t refs, bool compound);

/* The status for freeing pfn with that order, STATUS_OK if it can be; sets *page. order >= max_order: accept a head of any order. */
enum status page_status(struct page_alloc *pa, pfn_t pfn, unsigned order, page_t *page);

/* For requests that name a zone or ZONE_ALL. */
static inline bool bad_zone(const struct page_alloc *pa, unsigned zone)
{
	return zone != ZONE_ALL && zone >= pa->nr_zones;
}

#endif
