// SPDX-License-Identifier: MIT
/*
 * Entry: many single pages at a time. The same as as many single calls: as far as the hot path goes at one go, and whatever is in its way, a
 * refill or a flush, by a single call.
 */
#include "allocator/page_alloc.h"
#include "allocator/quick.h"

uint32_t page_alloc_pages_bulk(struct page_alloc *pa, const struct page_alloc_request *request, pfn_t *pfns, uint32_t count, enum status *status)
{
	struct page_alloc_request single = *request;
	struct page_alloc_result result = { .pfn = 0 };
	uint32_t done = 0;

	single.order = 0;
	*status = STATUS_OK;
	if (request->cpu < pa->nr_cpus)
		done = quick_take_many(on_cpu(pa, request->cpu), &single, pfns, count);
	while (done < count) {
		*status = page_alloc_pages(pa, &single, &result);
		if (*status != STATUS_OK || result.pfn == PFN_NONE)
			break;
		pfns[done++] = result.pfn;
		done += quick_take_many(on_cpu(pa, request->cpu), &single, pfns + done, count - done);
	}
	return done;
}

uint32_t page_alloc_free_bulk(struct page_alloc *pa, unsigned cpu, const pfn_t *pfns, uint32_t count, enum status *status)
{
	uint32_t done = 0, refs;

	*status = STATUS_OK;
	if (cpu < pa->nr_cpus)
		done = quick_put_many(on_cpu(pa, cpu), pfns, count);
	while (done < count) {
		*status = page_alloc_free(pa, cpu, pfns[done], 0, &refs);
		if (*status != STATUS_OK)
			break;
		done++;
		done += quick_put_many(on_cpu(pa, cpu), pfns + done, count - done);
	}
	return done;
}
