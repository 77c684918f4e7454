// SPDX-License-Identifier: MIT
/*
 * What the quick ways remember: the slot of a request and the span of a page. Both are looked up here.
 */
#ifndef ALLOCATOR_QUICK_SLOT_H
#define ALLOCATOR_QUICK_SLOT_H

#include "allocator/quick.h"

enum {
	UNUSUAL_GFP = GFP_BIT_ZERO | GFP_BIT_WRITE | GFP_BIT_COLD,
	ZONE_GFP = GFP_BIT_DMA | GFP_BIT_HIGHMEM | GFP_BIT_DMA32 | GFP_BIT_MOVABLE,
	/* Bits that the way of a request depends on, one for the record's sake. */
	KEY_GFP = ZONE_GFP | GFP_BIT_RECLAIMABLE | GFP_BIT_THISNODE | GFP_BIT_KSWAPD_RECLAIM | UNUSUAL_GFP,
	KEY_NODE_SHIFT = 24,
	TYPE_SHIFT = 3, /* GFP_MOVABLE_SHIFT */
	SLOT_BITS = 3,
};
/*
 * A slot's number is the top of its key multiplied by this: the two bits of migratetype, and below them the last bit of the node, all moved up. Where
 * other bits disturb that, requests share slots that need not.
 */
#define SLOT_HASH ((uint32_t)1 << (30 - TYPE_SHIFT) | (uint32_t)1 << (29 - KEY_NODE_SHIFT))
_Static_assert(QUICK_SLOTS == 1 << SLOT_BITS, "a number for each slot");
_Static_assert(KEY_GFP < 1 << KEY_NODE_SHIFT && (KEY_GFP & 0xfff) != 0xfff, "gfp and node share a word, and none of them is QUICK_NONE");
_Static_assert(GFP_BIT_MOVABLE == 1 << TYPE_SHIFT && GFP_BIT_RECLAIMABLE == 2 << TYPE_SHIFT, "slots by migratetype");

/*
 * Field by field: the caller has just written them so, and one load of all of them would wait for the stores. That is twice the time, though fewer
 * instructions.
 */
static inline uint32_t quick_key(const struct page_alloc_request *request)
{
	return (request->gfp & KEY_GFP) | (uint32_t)request->node << KEY_NODE_SHIFT;
}

static inline struct quick_slot *quick_slot_of(struct page_alloc *pa, uint32_t key)
{
	return &pa->slot[key * SLOT_HASH >> (32 - SLOT_BITS)];
}

static inline bool quick_in_span(const struct quick_span *span, pfn_t pfn)
{
	return pfn - span->first < span->pages;
}

static inline page_t quick_page(const struct quick_span *span, pfn_t pfn)
{
	return pfn - span->delta;
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

/* Fill the slot for such requests, the first span for such pages. False, NULL: they are not for the quick ways. */
bool quick_learn_request(struct page_alloc *pa, const struct page_alloc_request *request, struct quick_slot *slot);
struct quick_span *quick_learn_span(struct page_alloc *pa, pfn_t pfn);

/* What the slots of one cpu have counted and nobody else has, added to *events and, for one zone, *numa. */
void quick_add_counts(const struct page_alloc *pa, const struct zone *zone, struct events_view *events, struct numa_events *numa);

/* Record what an allocation by this slot would have been asked with. */
void quick_trace(struct page_alloc *pa, const struct page_alloc_request *request);

#endif
