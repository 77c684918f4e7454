// SPDX-License-Identifier: MIT
/*
 * Entry: many single pages at a time. The same as as many single calls; what is known ahead is only that the next pages' state bytes will be
 * needed, so they are fetched while the present page is worked on.
 */
#include "allocator/page.h"
#include "allocator/page_alloc.h"

enum { AHEAD = 16 };

uint32_t page_alloc_pages_bulk(struct page_alloc *pa, const struct page_alloc_request *request, pfn_t *pfns, uint32_t count, enum status *status)
{
	struct page_alloc_request single = *request;
	struct page_alloc_result result = { .pfn = 0 };
	uint32_t done = 0;

	single.order = 0;
	*status = STATUS_OK;
	while (done < count) {
		tick(pa);
		*status = page_alloc_pages(pa, &single, &result);
		if (*status != STATUS_OK || result.pfn == PFN_NONE)
			break;
		pfns[done++] = result.pfn;
	}
	return done;
}

static void prefetch(struct page_alloc *pa, pfn_t pfn)
{
	page_t page;

	if (pfn_span_zone(pa, pfn, &page))
		__builtin_prefetch(&pa->state[page], 1);
}

uint32_t page_alloc_free_bulk(struct page_alloc *pa, unsigned cpu, const pfn_t *pfns, uint32_t count, enum status *status)
{
	uint32_t done, refs;

	*status = STATUS_OK;
	for (done = 0; done < count; done++) {
		tick(pa);
		if (count - done > AHEAD)
			prefetch(pa, pfns[done + AHEAD]);
		*status = page_alloc_free(pa, cpu, pfns[done], 0, &refs);
		if (*status != STATUS_OK)
			break;
	}
	return done;
}
