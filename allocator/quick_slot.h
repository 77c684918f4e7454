// SPDX-License-Identifier: MIT
/*
 * Lookup in the caches of the quick path: the slot of a request and the span of a page.
 */
#ifndef ALLOCATOR_QUICK_SLOT_H
#define ALLOCATOR_QUICK_SLOT_H

#include "allocator/quick.h"

enum {
	UNUSUAL_GFP = GFP_BIT_ZERO | GFP_BIT_WRITE | GFP_BIT_COLD,
	ZONE_GFP = GFP_BIT_DMA | GFP_BIT_HIGHMEM | GFP_BIT_DMA32 | GFP_BIT_MOVABLE,
	/* The bits that the outcome of a request depends on; KSWAPD_RECLAIM is among them only for the trace. */
	KEY_GFP = ZONE_GFP | GFP_BIT_RECLAIMABLE | GFP_BIT_THISNODE | GFP_BIT_KSWAPD_RECLAIM | UNUSUAL_GFP,
	SLOT_SHIFT = 3, /* GFP_MOVABLE_SHIFT */
	KEY_SLOT = GFP_BIT_MOVABLE | GFP_BIT_RECLAIMABLE, /* select the slot */
	KEY_ADAPTS = 1 << 30, /* the page set's high follows the load: taking and freeing have more to do (quick.c) and to check
	                         (quick_block.c) */
};
_Static_assert((KEY_GFP | KEY_ADAPTS) != QUICK_NONE && (KEY_GFP & KEY_ADAPTS) == 0, "no key is none");
_Static_assert(KEY_SLOT == (QUICK_SLOTS - 1) << SLOT_SHIFT && (KEY_GFP & KEY_SLOT) == KEY_SLOT, "slots by type");

/* The slot for requests to the cpu's own node. */
static HOT struct quick_slot *quick_slot_near(struct page_alloc *pa, uint32_t gfp)
{
	return (struct quick_slot *)(void *)((uint8_t *)pa->slot + (gfp & KEY_SLOT) * (sizeof(struct quick_slot) >> SLOT_SHIFT));
}

/* The slots for other nodes follow those of the own node. */
static inline struct quick_slot *quick_slot_of(struct page_alloc *pa, unsigned node, uint32_t gfp)
{
	return quick_slot_near(pa, gfp) + (node == pa->machine->cpu_node[pa->cpu] ? 0 : QUICK_SLOTS);
}

static HOT bool quick_slot_knows(const struct quick_slot *slot, unsigned node, uint32_t gfp)
{
	return slot->key == (gfp & KEY_GFP) && slot->node == node;
}

/* Like quick_slot_knows(), where high follows the load. */
static inline bool quick_slot_adapts(const struct quick_slot *slot, unsigned node, uint32_t gfp)
{
	return slot->key == ((gfp & KEY_GFP) | KEY_ADAPTS) && slot->node == node;
}

static inline bool quick_in_span(const struct quick_span *span, pfn_t pfn)
{
	return pfn - span->first < span->pages;
}

static inline page_t quick_page(const struct quick_span *span, pfn_t pfn)
{
	return pfn - span->first + span->start;
}

/* The span that holds the page, or NULL. */
static inline struct quick_span *quick_span_of(struct page_alloc *pa, pfn_t pfn)
{
	if (__builtin_expect(quick_in_span(pa->span, pfn), 1))
		return pa->span;
	for (unsigned i = 1; i < QUICK_SPANS; i++) {
		if (quick_in_span(&pa->span[i], pfn))
			return &pa->span[i];
	}
	return NULL;
}

/* Fill the slot for such requests, or the first span for such pages. False or NULL: these do not qualify for the quick path. */
bool quick_learn_request(struct page_alloc *pa, unsigned node, uint32_t gfp, struct quick_slot *slot);
struct quick_span *quick_learn_span(struct page_alloc *pa, pfn_t pfn);

/* Add to *events and *numa what this cpu's quick path has done in one zone and what is not counted anywhere else yet. */
void quick_add_counts(const struct page_alloc *pa, const struct zone *zone, struct events_view *events, struct numa_events *numa);

/* The alloc flags of the first attempt for such a request. */
uint32_t quick_attempt(const struct page_alloc *pa, const struct quick_slot *slot, uint32_t gfp);

/* Trace the attempt of an allocation by the slot of such requests, and leave. Not used when the gate was open: then there is no trace
 * hook. */
void quick_tell_and_leave(struct page_alloc *pa, unsigned node, uint32_t gfp);

#endif
