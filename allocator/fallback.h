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

/* __rmqueue(): a block for mt by any means; *type is the type of the list it came from. NR_FREE_PAGES is not updated. */
page_t fallback_take(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt, uint32_t flags, unsigned *type);
/* Like fallback_take(), for kernels that claim or steal (policy.claims_or_steals): *search keeps the stage of the search from one block of
 * a refill to the next. */
enum search { SEARCH_NORMAL, SEARCH_CMA, SEARCH_STEAL };
page_t fallback_take_on(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt, uint32_t flags, enum search *search, unsigned *type);
/* trace_mm_page_alloc_extfrag(): a block of order `from`, from the list of `type`, serves order and mt. */
void fallback_tell(struct page_alloc *pa, const struct zone *zone, page_t page, unsigned order, unsigned from, unsigned mt, unsigned type);
/* Does fallback_take() look at mt's own lists first? Otherwise CMA comes first, to keep its use in balance. */
bool fallback_own_first(const struct page_alloc *pa, const struct zone *zone, uint32_t flags);
/* After a high-order atomic allocation: reserve its pageblock, up to a limit. */
void highatomic_reserve(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order);
/* Turn a reserved pageblock of the zone into type mt. True: done, stop looking. */
bool highatomic_unreserve(struct page_alloc *pa, struct zone *zone, unsigned mt, bool force);

#endif
