// SPDX-License-Identifier: MIT
/*
 * Entry: many blocks at a time, nearly always single pages.
 *
 * page_alloc_pages_bulk() and page_alloc_free_bulk() behave like `count` single calls. Runs that the quick path can serve are done in one
 * go; a page that needs a refill or a flush goes through an ordinary single call. The other entries are the kernel's, __alloc_pages_bulk()
 * and free_unref_page_list(), which have their own rules.
 */
#include "allocator/page_alloc.h"
#include "allocator/deferred.h"
#include "allocator/entry.h"
#include "allocator/free.h"
#include "allocator/freelist.h"
#include "allocator/node.h"
#include "allocator/page.h"
#include "allocator/pageblock.h"
#include "allocator/pcp.h"
#include "allocator/quick.h"
#include "allocator/watermark.h"

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

/* A call of the kernel's bulk entry in progress. */
struct bulk {
	struct page_alloc_request request; /* for pages that are allocated singly */
	enum scope scope;
	pfn_t *array;
	uint32_t count;
	struct page_alloc_bulk_result *result;
};

/* The first empty entry from `at` on; count: none. */
static uint32_t next_empty(struct page_alloc *pa, const struct bulk *bulk, uint32_t at)
{
	for (; at < bulk->count && bulk->array[at] != PFN_NONE; at++)
		tick(pa);
	return at;
}

static void give(struct bulk *bulk, pfn_t pfn, bool pfmemalloc)
{
	bulk->array[bulk->result->entries++] = pfn;
	bulk->result->pages++;
	bulk->result->pfmemalloc = pfmemalloc;
}

/* Allocate one page by an ordinary request. */
static enum status alloc_alone(struct page_alloc *pa, struct bulk *bulk)
{
	struct page_alloc_result page = { .pfn = PFN_NONE };
	const enum status status = request_alloc(pa, &bulk->request, &page, &bulk->scope);

	if (page.pfn != PFN_NONE)
		give(bulk, page.pfn, page.pfmemalloc);
	return status;
}

/* What callers do in kernels without bulk allocation. */
static enum status alloc_one_by_one(struct page_alloc *pa, struct bulk *bulk)
{
	enum status status = STATUS_OK;
	uint32_t pages;

	do {
		pages = bulk->result->pages;
		bulk->result->entries = next_empty(pa, bulk, bulk->result->entries);
		if (bulk->result->entries < bulk->count)
			status = alloc_alone(pa, bulk);
	} while (bulk->result->pages > pages);
	return status;
}

/* A zone of the preferred zone's node that stays above its mark if all entries are taken from it; returned locked. NULL: none. */
static struct zone *choose_zone(struct page_alloc *pa, const struct choice *choice, uint32_t gfp, uint32_t flags, uint32_t count)
{
	for (unsigned i = choice->preferred; i < choice->list->len; i = zonelist_next(pa, choice, i + 1)) {
		struct zone *zone = zonelist_zone(pa, choice, i);
		const struct zone *preferred = zonelist_zone(pa, choice, choice->preferred);

		if (flags & ALLOC_CPUSET && !node_cpuset_allows(pa, zone->node, gfp))
			continue;
		if (zone->node != preferred->node)
			break;
		zone_lock(pa, zone);
		do {
			tick(pa);
			if (watermark_fast(pa, zone, 0, watermark(zone, WMARK_LOW) + count, preferred->kind, flags, gfp))
				return zone;
		} while (pa->policy->pcp_bulk_grows && deferred_grow(pa, zone, 0));
		zone_unlock(pa, zone);
	}
	return NULL;
}

/* Take from the zone's per-CPU list of the type until a refill gives nothing. PGALLOC goes by the zone, even if the page belongs to another
 * one. */
static void fill(struct page_alloc *pa, struct bulk *bulk, struct zone *zone, unsigned mt, uint32_t flags)
{
	struct page_alloc_bulk_result *result = bulk->result;

	while ((result->entries = next_empty(pa, bulk, result->entries)) < bulk->count) {
		const page_t page = pcp_take_of_bulk(pa, zone, mt, flags);

		if (page == PAGE_NONE)
			break;
		freelist_prepare(pa, page, 0, bulk->request.gfp, 0);
		give(bulk, zone_pfn(page_span_zone(pa, page), page), false);
	}
	pa->events.pgalloc[zone->kind] += result->pages;
	freelist_count_numa(pa, zone, zone, result->pages);
}

static void alloc_from_lists(struct page_alloc *pa, struct bulk *bulk)
{
	struct choice choice = request_choose(pa, &bulk->request, bulk->request.gfp);
	const uint32_t flags = request_prepare(pa, &bulk->request.gfp, &choice);
	const uint32_t done = pa->policy->pcp_bulk_missing ? bulk->result->entries : 0;
	struct zone *zone = choose_zone(pa, &choice, bulk->request.gfp, flags, bulk->count - done);

	if (!zone)
		return;
	if (pcp_try(pa, zone))
		fill(pa, bulk, zone, choice.mt, flags);
	zone_unlock(pa, zone);
}

static enum status bulk_in_scope(struct page_alloc *pa, struct bulk *bulk)
{
	const enum status status = request_check(pa, &bulk->request);

	if (status != STATUS_OK)
		return status;
	if (!pa->policy->pcp_bulk)
		return alloc_one_by_one(pa, bulk);
	bulk->result->entries = next_empty(pa, bulk, 0);
	if (bulk->result->entries == bulk->count)
		return STATUS_OK;
	if (bulk->count - bulk->result->entries > 1)
		alloc_from_lists(pa, bulk);
	return bulk->result->pages > 0 ? STATUS_OK : alloc_alone(pa, bulk);
}

enum status page_alloc_bulk_array(struct page_alloc *pa, const struct page_alloc_request *request, pfn_t *array, uint32_t count,
				  struct page_alloc_bulk_result *result)
{
	struct bulk bulk = { .request = *request, .array = array, .count = count, .result = result };

	*result = (struct page_alloc_bulk_result){ .entries = 0 };
	if (request->cpu >= pa->nr_cpus)
		return STATUS_BAD_CPU;
	pa = on_cpu(pa, request->cpu);
	bulk.request.order = 0;
	bulk.request.lru = false;
	bulk.scope = scope_enter(pa);
	const enum status status = bulk_in_scope(pa, &bulk);

	scope_leave(pa, bulk.scope);
	return status;
}

enum status page_alloc_bulk_list(struct page_alloc *pa, const struct page_alloc_request *request, pfn_t *pfns, uint32_t count,
				 struct page_alloc_bulk_result *result)
{
	const bool is_array = pa->policy->pcp_bulk_arrays;

	for (uint32_t i = 0; i < count; i++)
		pfns[i] = PFN_NONE;
	const enum status status = page_alloc_bulk_array(pa, request, pfns, count, result);

	for (uint32_t i = 0; i < result->pages / 2 && !is_array; i++) {
		const pfn_t pfn = pfns[i];

		pfns[i] = pfns[result->pages - 1 - i];
		pfns[result->pages - 1 - i] = pfn;
	}
	return status;
}

/* The blocks of one call of page_alloc_free_list(). */
struct list {
	const pfn_t *pfns;
	const uint8_t *orders; /* NULL: all are single pages */
	bool cold;
};
enum { LIST_PART = 31 }; /* PAGEVEC_SIZE */

static unsigned entry_order(const struct page_alloc *pa, const struct list *list, uint32_t i)
{
	return list->orders && pa->policy->list_of_blocks ? list->orders[i] : 0;
}

/* Check that the order is right and that the block has exactly the one reference that is to be dropped. */
static enum status check_entry(struct page_alloc *pa, pfn_t pfn, unsigned order, page_t *page)
{
	if (order >= pa->max_order)
		return STATUS_BAD_ORDER;
	const enum status status = page_status(pa, pfn, order, page);

	if (status != STATUS_OK)
		return status;
	return page_refs(pa, *page) == 1 && page_compound(pa, *page) == (order > 0) ? STATUS_OK : STATUS_BAD_VALUE;
}

/* During the check, blocks that have been checked are marked by having no reference, which also finds blocks that are listed twice. */
static enum status check_list(struct page_alloc *pa, const struct list *list, uint32_t count)
{
	enum status status = STATUS_OK;
	uint32_t marked;
	page_t page;

	for (marked = 0; marked < count; marked++) {
		tick(pa);
		status = check_entry(pa, list->pfns[marked], entry_order(pa, list, marked), &page);
		if (status != STATUS_OK)
			break;
		page_set_facts(pa, page, 0, page_compound(pa, page));
	}
	for (uint32_t i = 0; i < marked; i++) {
		pfn_span_zone(pa, list->pfns[i], &page);
		page_set_facts(pa, page, 1, page_compound(pa, page));
	}
	return status;
}

/* Blocks that no page set keeps, and in some kernels pages of isolated pageblocks, are freed before the others enter a page set. */
static bool goes_first(const struct page_alloc *pa, page_t page, unsigned order)
{
	return !pcp_order(pa, order) || (pa->policy->isolate_list_first && pageblock_type(pa, page) == MIGRATE_ISOLATE);
}

/* A block that is no longer allocated has been lost or was freed by the first loop. */
static void free_part(struct page_alloc *pa, const struct list *list, uint32_t from, uint32_t to)
{
	struct hold hold = { .zone = NULL };
	page_t page;

	for (uint32_t i = from; i < to; i++) {
		const unsigned order = entry_order(pa, list, i);

		tick(pa);
		pfn_span_zone(pa, list->pfns[i], &page);
		if (free_prepare(pa, page, order, order > 0) && goes_first(pa, page, order))
			free_commit(pa, page, order, list->cold);
	}
	for (uint32_t i = from; i < to; i++) {
		const unsigned order = entry_order(pa, list, i);

		pfn_span_zone(pa, list->pfns[i], &page);
		if (page_is_allocated(pa, page, order))
			free_commit_held(pa, page, order, list->cold, &hold);
	}
}

static enum status free_list_in_scope(struct page_alloc *pa, const struct list *list, uint32_t count)
{
	const uint32_t most = pa->policy->list_of_blocks ? LIST_PART : count;

	if (!page_alloc_cpu_online(pa, pa->cpu))
		return STATUS_BAD_CPU;
	const enum status status = check_list(pa, list, count);

	for (uint32_t from = 0, part; status == STATUS_OK && from < count; from += part) {
		part = count - from < most ? count - from : most;
		free_part(pa, list, from, from + part);
	}
	return status;
}

enum status page_alloc_free_list(struct page_alloc *pa, unsigned cpu, const pfn_t *pfns, const uint8_t *orders, uint32_t count, bool cold)
{
	if (cpu >= pa->nr_cpus)
		return STATUS_BAD_CPU;
	pa = on_cpu(pa, cpu);
	const struct list list = { .pfns = pfns, .orders = orders, .cold = cold && pa->policy->pcp_cold };
	const enum scope scope = scope_enter(pa);
	const enum status status = free_list_in_scope(pa, &list, count);

	scope_leave(pa, scope);
	return status;
}
