// SPDX-License-Identifier: MIT
/*
 * What happens when a type's own lists are empty: stealing from another type, and the highatomic reserve.
 *
 * Kernel: __rmqueue(), __rmqueue_fallback(), steal_suitable_fallback(), boost_watermark(), reserve_highatomic_pageblock(),
 * unreserve_highatomic_pageblock().
 */
#ifndef ALLOCATOR_FALLBACK_H
#define ALLOCATOR_FALLBACK_H

#include "allocator/state.h"

/* __rmqueue(): a block for mt by any means; *type is the type of the list it came from. No accounting of NR_FREE_PAGES. */
page_t fallback_take(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt, uint32_t flags, unsigned *type);
/* The same of kernels that claim or steal: how far the search has come is kept from one block of a refill to the next. */
enum search { SEARCH_NORMAL, SEARCH_CMA, SEARCH_STEAL };
page_t fallback_take_on(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt, uint32_t flags, enum search *search, unsigned *type);
/* trace_mm_page_alloc_extfrag(): a block of order from, of the list of type, has come to serve order and mt. */
void fallback_tell(struct page_alloc *pa, const struct zone *zone, page_t page, unsigned order, unsigned from, unsigned mt, unsigned type);
/* Would fallback_take() look at mt's own lists first? Otherwise CMA memory is in balance's way. */
bool fallback_own_first(const struct page_alloc *pa, const struct zone *zone, uint32_t flags);
/* After a high-order atomic success: set its pageblock aside, up to a limit. */
void highatomic_reserve(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order);
/* Turn a reserved pageblock of the zone into type mt. True: done, stop looking. */
bool highatomic_unreserve(struct page_alloc *pa, struct zone *zone, unsigned mt, bool force);

#endif
