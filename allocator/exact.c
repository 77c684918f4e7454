// SPDX-License-Identifier: MIT
/*
 * Entry: an exact number of contiguous pages. The smallest block that holds them is allocated like any other, and the excess is freed.
 *
 * No other cpu holds a page of the block before it has been split up, so a request and frees on one cpu need no more locking than usual.
 *
 * Kernel: alloc_pages_exact_nid(), make_alloc_exact().
 */
#include "allocator/page_alloc.h"
#include "allocator/entry.h"
#include "allocator/free.h"
#include "allocator/page.h"

enum { EXACT_PAGES_MAX = 1 << 20 };

/* get_order() */
static unsigned order_of(uint32_t count)
{
	return count > 1 ? 32 - (unsigned)__builtin_clz(count - 1) : 0;
}

/* make_alloc_exact(): turn the block into single pages and free the excess. */
static void take_apart(struct page_alloc *pa, pfn_t pfn, uint32_t count, unsigned order)
{
	page_t page;

	pfn_span_zone(pa, pfn, &page);
	page_set_row(pa, page, block_pages(order), KIND_ALLOC);
	for (page_t p = page + count; p < page + block_pages(order); p++) {
		tick(pa);
		if (pa->policy->exact_tail_to_buddy)
			free_to_tail(pa, p);
		else
			free_put(pa, p, 0);
	}
}

static enum status exact_in_scope(struct page_alloc *pa, struct page_alloc_request *request, uint32_t count, pfn_t *pfn, enum scope *scope)
{
	struct page_alloc_result result = { .pfn = PFN_NONE };
	enum status status = request_check(pa, request);

	if (status != STATUS_OK)
		return status;
	if (count == 0 || count > EXACT_PAGES_MAX)
		return STATUS_BAD_VALUE;
	request->order = (uint8_t)order_of(count);
	request->gfp &= ~(uint32_t)(GFP_BIT_COMP | (pa->policy->exact_in_low_memory ? GFP_BIT_HIGHMEM : 0));
	status = request_alloc(pa, request, &result, scope);
	if (result.pfn != PFN_NONE)
		take_apart(pa, result.pfn, count, request->order);
	*pfn = result.pfn;
	return status;
}

enum status page_alloc_pages_exact(struct page_alloc *pa, unsigned cpu, unsigned node, uint32_t count, uint32_t gfp, pfn_t *pfn)
{
	struct page_alloc_request request = { .cpu = (uint8_t)cpu, .node = node < MAX_NODES ? (uint8_t)node : MAX_NODES, .gfp = gfp };

	*pfn = PFN_NONE;
	if (cpu >= pa->nr_cpus)
		return STATUS_BAD_CPU;
	pa = on_cpu(pa, cpu);
	enum scope scope = scope_enter(pa);
	const enum status status = exact_in_scope(pa, &request, count, pfn, &scope);

	scope_leave(pa, scope);
	return status;
}
