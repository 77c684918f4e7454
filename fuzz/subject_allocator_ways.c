// SPDX-License-Identifier: MIT
/*
 * Many requests can be made by more than one function of allocator/page_alloc.h, with the same effect. This file uses all of them: the cpu
 * and the number of requests so far decide which.
 */
#include "fuzz/subject_allocator.h"

/* Odd cpus use the short calls if these can express the request. NULL: use the full call. */
static struct page_alloc_cpu *short_way(const struct world *world, const struct request *request)
{
	return request->cpu & 1 ? page_alloc_cpu_ptr(world->pa, request->cpu) : NULL;
}

/*
 * Every third request for a single page uses the bulk call. Every third, because requests tend to come in pairs (allocate, free): so each
 * of a pair takes both ways in turn.
 */
static bool in_bulk(const struct world *world, const struct request *request)
{
	return request->order == 0 && world->turn % 3 == 0;
}

/* Fields that a call does not read are set to unusual values. */
static struct page_alloc_request unread(const struct request *request)
{
	return (struct page_alloc_request){
		.cpu = request->cpu,
		.node = request->node,
		.order = UINT8_MAX,
		.lru = true,
		.has_nodemask = request->has_nodemask,
		.spread = true,
		.gfp = request->gfp,
		.nodemask = request->has_nodemask ? request->nodemask : UINT32_C(0xa5a5a5a5),
		.alloc_flags = UINT32_MAX,
	};
}

/* Requests whose answer is a page. */

/*
 * Can the request be made by a short call? No compound page, no emergency reserves, no outside world to ask, and nothing that only a full
 * request can express (in bulk it is passed as one).
 */
static bool is_plain(const struct world *world, const struct request *request)
{
	const uint32_t unusual = GFP_BIT_COMP | GFP_BIT_MEMALLOC | GFP_BIT_NOFAIL;
	const bool known = request->kind == REQ_ALLOC || request->kind == REQ_ALLOC_BULK;

	return known && (in_bulk(world, request) || (!request->lru && !request->has_nodemask)) && !(request->gfp & unusual) && !world->task.flags &&
	       world->script.nr == 0;
}

/* Widen an out-of-range number so that it would look valid if the callee cut it to a byte. */
static unsigned widened(unsigned number, unsigned limit)
{
	return number < limit ? number : UINT8_MAX + 1 + number % limit;
}

/*
 * Allocate one page by the bulk call. If the count returned does not match the page, report it as STATUS_STUCK, so that it shows as a
 * difference.
 */
static enum status allocate_in_bulk(struct world *world, const struct page_alloc_request *wanted, pfn_t *pfn)
{
	enum status status;
	const uint32_t pages = page_alloc_pages_bulk(world->pa, wanted, pfn, 1, &status);

	return pages == (*pfn != PFN_NONE) ? status : STATUS_STUCK;
}

static enum status allocate_shortly(struct world *world, const struct request *request, struct answer *answer)
{
	const struct machine *machine = &world->memory.machine;
	struct page_alloc_request wanted = unread(request);
	struct page_alloc_cpu *const cpu = short_way(world, request);
	enum status status = STATUS_OK;
	pfn_t pfn = PFN_NONE;

	wanted.lru = request->lru;
	if (in_bulk(world, request))
		status = allocate_in_bulk(world, &wanted, &pfn);
	else if ((pfn = page_alloc_pages_node(cpu, widened(request->node, machine->nr_nodes), request->gfp,
					      widened(request->order, machine->max_order))) == PFN_NONE)
		status = page_alloc_last_status(cpu);
	if (status == STATUS_OK || status == STATUS_STUCK)
		answer->value = pfn;
	return status;
}

static enum status allocate(struct world *world, const struct request *request, struct answer *answer)
{
	struct page_alloc_request wanted = unread(request);
	struct page_alloc_result result;

	wanted.order = request->order;
	wanted.lru = request->lru;
	if (request->kind == REQ_RMQUEUE) {
		wanted.spread = request->spread;
		wanted.alloc_flags = request->alloc_flags;
	}
	const enum status status = request->kind == REQ_ALLOC ? page_alloc_pages(world->pa, &wanted, &result) :
							       page_alloc_rmqueue(world->pa, &wanted, &result);

	if (status == STATUS_OK || status == STATUS_STUCK)
		answer->value = result.pfn;
	answer->comp_order = result.comp_order;
	answer->pfmemalloc = result.pfmemalloc;
	return status;
}

/* An array of empty entries, in a profile that allocates bulk pages one by one. */
static bool is_row(const struct world *world, const struct request *request)
{
	const uint32_t entries = request->count < BULK_MAX ? ((uint32_t)1 << request->count) - 1 : UINT32_MAX;

	return world->memory.machine.profile < PROFILE_LINUX_6_1 && !request->list && !(request->filled & entries);
}

static enum status fill_row(struct world *world, struct page_alloc_request wanted, pfn_t *array, uint32_t count,
			    struct page_alloc_bulk_result *result)
{
	enum status status;

	wanted.lru = false;
	*result = (struct page_alloc_bulk_result){ .entries = 0 };
	result->entries = result->pages = page_alloc_pages_bulk(world->pa, &wanted, array, count, &status);
	return status;
}

/* Too many entries are reported only if nothing else is wrong. */
static enum status allocate_bulk(struct world *world, const struct request *request, struct answer *answer)
{
	const struct page_alloc_request wanted = unread(request);
	const uint32_t count = request->count <= BULK_MAX ? request->count : 0, filled = request->list ? 0 : request->filled;
	struct page_alloc_bulk_result result;
	pfn_t array[BULK_MAX];
	enum status status;
	uint32_t pages = 0;

	for (uint32_t i = 0; i < BULK_MAX; i++) {
		array[i] = filled >> i & 1 ? 0 : PFN_NONE;
		answer->page[i] = PFN_NONE;
	}
	if (count && is_plain(world, request) && short_way(world, request) && is_row(world, request))
		status = fill_row(world, wanted, array, count, &result);
	else if (request->list)
		status = page_alloc_bulk_list(world->pa, &wanted, array, count, &result);
	else
		status = page_alloc_bulk_array(world->pa, &wanted, array, count, &result);
	if (status == STATUS_OK && request->count > BULK_MAX)
		return STATUS_BAD_VALUE;
	for (uint32_t i = 0; i < count; i++) {
		if (!(filled >> i & 1) && array[i] != PFN_NONE)
			answer->page[pages++] = array[i];
	}
	answer->value = result.entries;
	answer->nr_pages = (uint8_t)result.pages;
	answer->pfmemalloc = result.pfmemalloc;
	return status;
}

static enum status contiguous(struct world *world, const struct request *r, struct answer *answer)
{
	struct page_alloc *pa = world->pa;
	enum status status;
	int error = 0;
	pfn_t pfn;

	if (r->kind == REQ_CONTIG) {
		status = page_alloc_contig(pa, r->cpu, r->pfn, r->end_pfn, r->migratetype, r->gfp, &error);
		answer->value = error;
		return status;
	}
	status = page_alloc_contig_pages(pa, r->cpu, r->count, r->gfp, r->node, &pfn);
	if (status == STATUS_OK)
		answer->value = pfn;
	return status;
}

static enum status allocate_exactly(struct world *world, const struct request *request, struct answer *answer)
{
	pfn_t pfn;
	const enum status status = page_alloc_pages_exact(world->pa, request->cpu, widened(request->node, world->memory.machine.nr_nodes),
							  request->count, request->gfp, &pfn);

	if (status == STATUS_OK || status == STATUS_STUCK)
		answer->value = pfn;
	return status;
}

enum status subject_asking(struct world *world, const struct request *request, struct answer *answer)
{
	const bool contig = request->kind == REQ_CONTIG || request->kind == REQ_CONTIG_PAGES;
	const bool shortly = is_plain(world, request) && short_way(world, request);
	const enum status status = contig			       ? contiguous(world, request, answer) :
				   request->kind == REQ_ALLOC_EXACT ? allocate_exactly(world, request, answer) :
				   request->kind == REQ_ALLOC_BULK ? allocate_bulk(world, request, answer) :
				   shortly			       ? allocate_shortly(world, request, answer) : allocate(world, request, answer);

	if (status == STATUS_OK || status == STATUS_STUCK)
		world->script.nr = 0;
	return status;
}

static enum status free_shortly(struct world *world, const struct request *request)
{
	enum status status;

	const unsigned order = widened(request->order, world->memory.machine.max_order);

	page_alloc_free_soon(short_way(world, request), request->pfn, order); /* a prefetch hint: must change nothing, whatever it names */
	if (!in_bulk(world, request))
		return page_alloc_free_pages(short_way(world, request), request->pfn, order);
	page_alloc_free_bulk(world->pa, request->cpu, &request->pfn, 1, &status);
	return status;
}

enum status subject_free(struct world *world, const struct request *r, uint32_t *refs)
{
	*refs = 0;
	if (r->gfp & GFP_BIT_COLD && r->order == 0)
		return page_alloc_free_cold(world->pa, r->cpu, r->pfn, refs);
	if (!world->shared && short_way(world, r))
		return free_shortly(world, r);
	return page_alloc_free(world->pa, r->cpu, r->pfn, r->order, refs);
}

/* Is it an allocated single page? Then a split to order 0 changes nothing, or is refused only because of its references. */
static bool is_single(struct page_alloc *pa, pfn_t pfn)
{
	const enum status status = page_alloc_split(pa, pfn, 0);

	return status == STATUS_OK || status == STATUS_BAD_VALUE;
}

/*
 * Before linux-6.1 the pages of a free list are freed one by one: may they be freed by the bulk call? Each must have one reference and be
 * named once.
 */
static bool is_row_of_frees(const struct world *world, const struct request *r)
{
	const bool serves = world->memory.machine.profile < PROFILE_LINUX_6_1 && !(r->gfp & GFP_BIT_COLD);
	bool row = serves && r->cpu & 1 && page_alloc_cpu_online(world->pa, r->cpu);

	for (uint32_t i = 0; row && i < r->count; i++) {
		row = page_alloc_split(world->pa, r->pfns[i], 0) == STATUS_OK;
		for (uint32_t j = 0; j < i; j++)
			row &= r->pfns[i] != r->pfns[j];
	}
	return row;
}

enum status subject_free_list(struct world *world, const struct request *r)
{
	const bool single = world->memory.machine.profile < PROFILE_LINUX_6_12; /* orders are not read before 6.12: any bytes will do */
	const uint8_t *const orders = single ? (const uint8_t *)r->pfns : r->orders;
	enum status status;

	if (!is_row_of_frees(world, r))
		return page_alloc_free_list(world->pa, r->cpu, r->pfns, orders, r->count, r->gfp & GFP_BIT_COLD);
	return page_alloc_free_bulk(world->pa, r->cpu, r->pfns, r->count, &status) == r->count ? status : STATUS_STUCK;
}

/* A contiguous range that is freed page by page, with no page refused, is freed by the bulk call on odd cpus. */
enum status subject_free_contig(struct world *world, const struct request *r)
{
	struct page_alloc *const pa = world->pa;
	enum { AT_ONCE = 24 };
	enum status status = STATUS_OK;
	pfn_t pfns[AT_ONCE];
	uint32_t singles = 0;

	while (r->cpu & 1 && subject_frees_singly(&world->memory.machine) && page_alloc_cpu_online(pa, r->cpu) && singles < r->count && is_single(pa, r->pfn + singles))
		singles++;
	if (singles == 0 || singles < r->count)
		return page_alloc_free_contig(pa, r->cpu, r->pfn, r->count);
	for (uint32_t done = 0, part; status == STATUS_OK && done < r->count; done += part) {
		part = r->count - done < AT_ONCE ? r->count - done : AT_ONCE;
		for (uint32_t i = 0; i < part; i++)
			pfns[i] = r->pfn + done + i;
		if (page_alloc_free_bulk(pa, r->cpu, pfns, part, &status) != part && status == STATUS_OK)
			return STATUS_STUCK; /* no status of a free: fewer were freed than were passed */
	}
	return status;
}
