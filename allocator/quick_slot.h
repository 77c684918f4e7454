// SPDX-License-Identifier: MIT
/*
 * What the quick ways remember: the slot of a request and the span of a page. Both are looked up here.
 */
#ifndef ALLOCATOR_QUICK_SLOT_H
#define ALLOCATOR_QUICK_SLOT_H

#include <string.h>

#include "allocator/quick.h"

enum {
	UNUSUAL_GFP = GFP_BIT_ZERO | GFP_BIT_WRITE | GFP_BIT_COLD,
	ZONE_GFP = GFP_BIT_DMA | GFP_BIT_HIGHMEM | GFP_BIT_DMA32 | GFP_BIT_MOVABLE,
	/* Bits that the way of a request depends on, one for the record's sake. */
	KEY_GFP = ZONE_GFP | GFP_BIT_RECLAIMABLE | GFP_BIT_THISNODE | GFP_BIT_KSWAPD_RECLAIM | UNUSUAL_GFP,
	NODE_SHIFT = 32,
	ORDER_SHIFT = 40,
	NODEMASK_SHIFT = 48,
	TYPE_SHIFT = 3, /* GFP_MOVABLE_SHIFT */
	SLOT_SHIFT = 6,
	ONE_LOAD = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
};
#define KEY_PARTS (KEY_GFP | UINT64_C(0xff) << NODE_SHIFT | UINT64_C(0xff) << ORDER_SHIFT | UINT64_C(0xff) << NODEMASK_SHIFT)
#define QUICK_OTHER (UINT64_MAX << ORDER_SHIFT) /* what no slot has: larger blocks (they use the slots of single pages), and nodemasks */
/*
 * A slot's number are three bits of its key multiplied by this: the last one of the node, and the two of migratetype moved up beside it. Where
 * other bits disturb that, requests share slots that need not.
 */
#define SLOT_HASH (UINT64_C(1) << (NODE_SHIFT + 1 - TYPE_SHIFT) | 1)
_Static_assert(QUICK_SLOTS == 8 && sizeof(struct quick_slot) == 1 << SLOT_SHIFT, "a number for each slot");
_Static_assert(GFP_BIT_MOVABLE == 1 << TYPE_SHIFT && GFP_BIT_RECLAIMABLE == 2 << TYPE_SHIFT, "slots by migratetype");
_Static_assert(offsetof(struct page_alloc_request, gfp) == 0 && offsetof(struct page_alloc_request, node) == NODE_SHIFT / 8 &&
	       offsetof(struct page_alloc_request, order) == ORDER_SHIFT / 8 &&
	       offsetof(struct page_alloc_request, has_nodemask) == NODEMASK_SHIFT / 8, "what a key is made of lies together");

/* All that the way of a request depends on. */
static inline uint64_t quick_key(const struct page_alloc_request *request)
{
	uint64_t key;

	if (ONE_LOAD)
		memcpy(&key, request, sizeof(key));
	else
		key = request->gfp | (uint64_t)request->node << NODE_SHIFT | (uint64_t)request->order << ORDER_SHIFT |
		      (uint64_t)request->has_nodemask << NODEMASK_SHIFT;
	return key & KEY_PARTS;
}

static inline struct quick_slot *quick_slot_of(struct page_alloc *pa, uint64_t key)
{
	/* As bytes, for compilers that would shift down and up again. */
	return (struct quick_slot *)(void *)((uint8_t *)pa->slot + (key * SLOT_HASH >> (NODE_SHIFT - SLOT_SHIFT) & (QUICK_SLOTS - 1) << SLOT_SHIFT));
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
