// SPDX-License-Identifier: MIT
/*
 * Entry: giving up a reference or taking one more, and splitting a block.
 *
 * Kernel: __free_pages(), split_page(), get_page().
 */
#include "allocator/page_alloc.h"
#include "allocator/always.h"
#include "allocator/exclusion.h"
#include "allocator/free.h"
#include "allocator/page.h"
#include "allocator/entry.h"

enum { REFS_MAX = 1000 };

/* Several references may belong to different cpus, so dropping one of them needs the exclusive lock; a page with one reference belongs to
 * its owner alone. */
static enum status free_in_scope(struct page_alloc *pa, pfn_t pfn, unsigned order, enum scope *scope)
{
	page_t page;

	if (!page_alloc_cpu_online(pa, pa->cpu))
		return STATUS_BAD_CPU;
	if (order >= pa->max_order)
		return STATUS_BAD_ORDER;
	enum status status = page_status(pa, pfn, order, &page);

	if (status == STATUS_OK && page_refs(pa, page) > 1 && *scope != SCOPE_EXCLUSIVE) {
		*scope = scope_widen(pa, *scope);
		status = page_status(pa, pfn, order, &page);
	}
	if (status == STATUS_OK)
		pa->refs_left = free_put(pa, page, order);
	return status;
}

enum status free_slowly(struct page_alloc *pa, pfn_t pfn, unsigned order)
{
	enum scope scope = scope_enter(pa);
	const enum status status = free_in_scope(pa, pfn, order, &scope);

	scope_leave(pa, scope);
	return status;
}

static bool free_cold_in_scope(struct page_alloc *pa, pfn_t pfn)
{
	page_t page;

	if (!pa->policy->pcp_cold || !page_alloc_cpu_online(pa, pa->cpu))
		return false;
	if (page_status(pa, pfn, 0, &page) != STATUS_OK || page_refs(pa, page) > 1)
		return false;
	const bool prepared = free_prepare(pa, page, 0, false);

	if (ALWAYS(prepared)) /* profiles with cold pages check single pages when they leave the page set */
		free_commit(pa, page, 0, true);
	return true;
}

enum status page_alloc_free_cold(struct page_alloc *pa, unsigned cpu, pfn_t pfn, uint32_t *refs)
{
	*refs = 0;
	if (cpu >= pa->nr_cpus)
		return STATUS_BAD_CPU;
	pa = on_cpu(pa, cpu);
	const enum scope scope = scope_enter(pa);
	const bool done = free_cold_in_scope(pa, pfn);

	scope_leave(pa, scope);
	if (done)
		return STATUS_OK;
	pa->refs_left = 0;
	const enum status status = free_slowly(pa, pfn, 0);

	*refs = pa->refs_left;
	return status;
}

enum status page_alloc_split(struct page_alloc *pa, pfn_t pfn, unsigned order)
{
	EXCLUSIVELY(pa);
	page_t page;

	if (order >= pa->max_order)
		return STATUS_BAD_ORDER;
	const enum status status = page_status(pa, pfn, order, &page);

	if (status != STATUS_OK)
		return status;
	if (page_state(pa, page) & STATE_NOTED)
		return STATUS_BAD_VALUE;
	page_set_state(pa, page, page_state(pa, page) & ~STATE_ORDER);
	for (page_t p = page + 1; p < page + block_pages(order); p++) {
		tick(pa);
		page_set(pa, p, KIND_ALLOC, 0);
	}
	return STATUS_OK;
}

enum status page_alloc_get_page(struct page_alloc *pa, pfn_t pfn, uint32_t *refs)
{
	EXCLUSIVELY(pa);
	page_t page;
	const enum status status = page_status(pa, pfn, pa->max_order, &page);

	*refs = 0;
	if (status != STATUS_OK)
		return status;
	const uint32_t now = page_refs(pa, page);

	if (now >= REFS_MAX)
		return STATUS_BAD_VALUE;
	page_set_facts(pa, page, now + 1, page_compound(pa, page));
	*refs = now + 1;
	return STATUS_OK;
}
