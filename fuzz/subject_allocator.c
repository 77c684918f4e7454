// SPDX-License-Identifier: MIT
/*
 * The allocator as a subject: contract requests on top of allocator/page_alloc.h.
 *
 * Brings along the memory behind the pages; what the allocator asks and tells by its hooks is in subject_allocator_hooks.c. Knows only the
 * allocator's public header.
 */
#include <string.h>

#include "fuzz/subject_allocator.h"
#include "fuzz/subjects.h"

enum { ALIGNMENT = 64 };

static size_t world_bytes(void)
{
	return (sizeof(struct world) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* Requests about the scripted world itself. */

static enum status set_task(struct world *world, const struct request *request)
{
	const uint32_t mems = script_nodes(&world->memory.machine, request->mems), hardwall = script_nodes(&world->memory.machine, request->hardwall);

	if ((request->has_mems && !mems) || (request->has_hardwall && !hardwall))
		return STATUS_BAD_VALUE;
	world->task.flags = request->task_flags;
	if (request->has_mems)
		world->task.mems = mems;
	if (request->has_hardwall)
		world->task.hardwall = hardwall;
	page_alloc_set_task(world->pa, &world->task);
	return STATUS_OK;
}

/* Odd cpus make the short calls where those say all there is to say. The same becomes of them. */
static struct page_alloc_cpu *short_way(const struct world *world, const struct request *request)
{
	return request->cpu & 1 ? page_alloc_cpu_ptr(world->pa, request->cpu) : NULL;
}

/* Where nobody traces, single pages have a way of their own in bulk: these are one. */
static bool in_bulk(const struct world *world, const struct request *request)
{
	return !world->traced && request->order == 0;
}

/* Requests with a page for an answer. */

/* No compound page, no page in an emergency, nobody to be asked; and nothing that only a request can say, unless it is one. */
static bool is_plain(const struct world *world, const struct request *request)
{
	const uint32_t unusual = GFP_BIT_COMP | GFP_BIT_MEMALLOC | GFP_BIT_NOFAIL;
	const bool known = request->kind == REQ_ALLOC || request->kind == REQ_ALLOC_BULK;

	return known && (in_bulk(world, request) || (!request->lru && !request->has_nodemask)) && !(request->gfp & unusual) && !world->task.flags &&
	       world->script.nr == 0;
}

/* What is too much is told so that it would look right if it were cut short to a byte. */
static unsigned widened(unsigned number, unsigned limit)
{
	return number < limit ? number : UINT8_MAX + 1 + number % limit;
}

static enum status allocate_shortly(struct world *world, const struct request *request, struct answer *answer)
{
	const struct machine *machine = &world->memory.machine;
	const struct page_alloc_request wanted = {
		.cpu = request->cpu,
		.node = request->node,
		.lru = request->lru,
		.has_nodemask = request->has_nodemask,
		.gfp = request->gfp,
		.nodemask = request->nodemask,
	};
	struct page_alloc_cpu *const cpu = short_way(world, request);
	enum status status = STATUS_OK;
	pfn_t pfn = PFN_NONE;

	if (in_bulk(world, request))
		page_alloc_pages_bulk(world->pa, &wanted, &pfn, 1, &status);
	else if ((pfn = page_alloc_pages_node(cpu, widened(request->node, machine->nr_nodes), request->gfp,
					      widened(request->order, machine->max_order))) == PFN_NONE)
		status = page_alloc_last_status(cpu);
	if (status == STATUS_OK || status == STATUS_STUCK)
		answer->value = pfn;
	return status;
}

static enum status allocate(struct world *world, const struct request *request, struct answer *answer)
{
	const struct page_alloc_request wanted = {
		.cpu = request->cpu,
		.node = request->node,
		.order = request->order,
		.lru = request->lru,
		.has_nodemask = request->has_nodemask,
		.spread = request->spread,
		.gfp = request->gfp,
		.nodemask = request->nodemask,
		.alloc_flags = request->alloc_flags,
	};
	struct page_alloc_result result;
	const enum status status = request->kind == REQ_ALLOC ? page_alloc_pages(world->pa, &wanted, &result) :
							       page_alloc_rmqueue(world->pa, &wanted, &result);

	if (status == STATUS_OK || status == STATUS_STUCK)
		answer->value = result.pfn;
	answer->comp_order = result.comp_order;
	answer->pfmemalloc = result.pfmemalloc;
	return status;
}

/* An array of empty entries, whose pages come one by one in this profile. */
static bool is_row(const struct world *world, const struct request *request)
{
	const uint32_t entries = request->count < BULK_MAX ? ((uint32_t)1 << request->count) - 1 : UINT32_MAX;

	return world->memory.machine.profile < PROFILE_LINUX_6_1 && !request->list && !(request->filled & entries);
}

static enum status fill_row(struct world *world, const struct page_alloc_request *wanted, pfn_t *array, uint32_t count,
			    struct page_alloc_bulk_result *result)
{
	enum status status;

	*result = (struct page_alloc_bulk_result){ .entries = 0 };
	result->entries = result->pages = page_alloc_pages_bulk(world->pa, wanted, array, count, &status);
	return status;
}

/* More entries than there may be are a mistake only where nothing else is. */
static enum status allocate_bulk(struct world *world, const struct request *request, struct answer *answer)
{
	const struct page_alloc_request wanted = {
		.cpu = request->cpu,
		.node = request->node,
		.has_nodemask = request->has_nodemask,
		.gfp = request->gfp,
		.nodemask = request->nodemask,
	};
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
		status = fill_row(world, &wanted, array, count, &result);
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

/* Requests that may ask; what they did not take is discarded. A refused one leaves the answers for the next. */
static enum status asking(struct world *world, const struct request *request, struct answer *answer)
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

	page_alloc_free_soon(short_way(world, request), request->pfn, order); /* whatever it is, nothing changes */
	if (!in_bulk(world, request))
		return page_alloc_free_pages(short_way(world, request), request->pfn, order);
	page_alloc_free_bulk(world->pa, request->cpu, &request->pfn, 1, &status);
	return status;
}

/* Requests with a number of pages or references, or an error of the kernel, for an answer. */
static enum status counting(struct world *world, const struct request *r, struct answer *answer)
{
	struct page_alloc *const pa = world->pa;
	enum status status = STATUS_BAD_VALUE;
	uint32_t count = 0;
	int error = 0;
	bool yes = false;

	switch ((enum request_kind)r->kind) {
	case REQ_FREE:
		if (r->gfp & GFP_BIT_COLD && r->order == 0)
			status = page_alloc_free_cold(pa, r->cpu, r->pfn, &count);
		else if (!world->shared && short_way(world, r))
			status = free_shortly(world, r);
		else
			status = page_alloc_free(pa, r->cpu, r->pfn, r->order, &count);
		break;
	case REQ_GET_PAGE:
		status = page_alloc_get_page(pa, r->pfn, &count);
		world->shared |= status == STATUS_OK;
		break;
	case REQ_ISOLATE_FREE:
		status = page_alloc_isolate_free(pa, r->pfn, r->order, &count);
		break;
	case REQ_REPORT_FREE:
		status = page_alloc_report_free(pa, r->pfn, r->order, &count);
		break;
	case REQ_ISOLATE:
		status = page_alloc_isolate(pa, r->pfn, r->end_pfn, r->migratetype, &error);
		break;
	case REQ_FRACTION:
		status = page_alloc_set_fraction(pa, r->value, &error);
		break;
	case REQ_UNRESERVE_HIGHATOMIC:
		status = page_alloc_unreserve_highatomic(pa, r->node, r->hzi, r->migratetype, r->force, &yes);
		break;
	case REQ_WMARK_OK:
		status = page_alloc_watermark_ok(pa, r->zone, r->order, r->value, r->hzi, r->alloc_flags, &yes);
		break;
	default:
		break;
	}
	answer->value = status == STATUS_OK ? (int64_t)count + error + yes : 0;
	return status;
}

static enum status tune(struct page_alloc *pa, const struct request *r)
{
	switch ((enum request_kind)r->kind) {
	case REQ_SET_BOOST:
		return page_alloc_set_boost(pa, r->zone, r->value);
	case REQ_MIN_FREE_KBYTES:
		return page_alloc_set_min_free_kbytes(pa, r->value);
	case REQ_SCALE_FACTOR:
		return page_alloc_set_scale_factor(pa, r->value);
	case REQ_BOOST_FACTOR:
		return page_alloc_set_boost_factor(pa, r->value);
	case REQ_LOWMEM_RATIO:
		return page_alloc_set_lowmem_ratio(pa, r->zone, r->value);
	case REQ_SETUP_PAGESET:
		return page_alloc_setup_pageset(pa);
	case REQ_CPU_DEAD:
		return page_alloc_cpu_dead(pa, r->cpu);
	case REQ_CPU_UP:
		return page_alloc_cpu_up(pa, r->cpu);
	case REQ_NODESTAT:
		return page_alloc_set_node_stats(pa, r->node, r->stat);
	case REQ_ZONESTAT:
		return page_alloc_set_zone_stats(pa, r->zone, r->stat);
	case REQ_INIT_LATE:
		return page_alloc_init_late(pa);
	case REQ_INIT_WMARKS:
		page_alloc_init_watermarks(pa);
		return STATUS_OK;
	default:
		return STATUS_BAD_VALUE;
	}
}

/* Writing to pages is nothing that the allocator is asked. */
static enum status write_pages(struct world *world, const struct request *r)
{
	if (!subject_memory_writable(&world->memory, r))
		return STATUS_BAD_VALUE;
	for (uint32_t i = 0; i < r->count; i++)
		if (!page_alloc_present(world->pa, r->pfn + i))
			return STATUS_FOREIGN_PFN;
	subject_memory_write(&world->memory, r);
	return STATUS_OK;
}

static enum status change(struct page_alloc *pa, const struct request *r)
{
	switch ((enum request_kind)r->kind) {
	case REQ_NOP:
		return STATUS_OK;
	case REQ_FREE_LIST:
		return page_alloc_free_list(pa, r->cpu, r->pfns, r->orders, r->count, r->gfp & GFP_BIT_COLD);
	case REQ_SPLIT:
		return page_alloc_split(pa, r->pfn, r->order);
	case REQ_DRAIN:
		return page_alloc_drain(pa, r->cpu, r->zone);
	case REQ_DRAIN_ALL:
		return page_alloc_drain_all(pa, r->zone);
	case REQ_DRAIN_BATCH:
		return page_alloc_drain_batch(pa, r->cpu, r->zone);
	case REQ_DECAY:
		return page_alloc_decay(pa, r->cpu, r->zone);
	case REQ_PCP_BUSY:
		return page_alloc_pcp_busy(pa, r->cpu, r->zone, r->value, r->count);
	case REQ_FOLD:
		return page_alloc_fold(pa, r->cpu);
	case REQ_UNISOLATE:
		return page_alloc_unisolate(pa, r->pfn, r->end_pfn, r->migratetype);
	case REQ_FREE_CONTIG:
		return page_alloc_free_contig(pa, r->cpu, r->pfn, r->count);
	case REQ_MARK_BAD:
		return page_alloc_mark_bad(pa, r->pfn, (enum damage)r->damage);
	case REQ_HOTADD:
		return page_alloc_hotadd(pa, r->zone, r->pfn, r->end_pfn);
	default:
		return tune(pa, r);
	}
}

/* A state that kswapd cannot be in is a mistake only where nothing else is. */
static enum status kswapd(struct world *world, const struct request *r)
{
	if (r->node < world->memory.machine.nr_nodes && r->value != 0 && r->value != 1)
		return STATUS_BAD_VALUE;
	return page_alloc_kswapd(world->pa, r->node, r->value != 0);
}

static enum status reclaim_active(struct world *world, const struct request *r)
{
	if ((r->zone < world->memory.machine.nr_zones || r->zone == ZONE_ALL) && r->value != 0 && r->value != 1)
		return STATUS_BAD_VALUE;
	return page_alloc_reclaim_active(world->pa, r->zone, r->value != 0);
}

static enum status dispatch(struct world *world, const struct request *request, struct answer *answer)
{
	switch ((enum request_kind)request->kind) {
	case REQ_ALLOC:
	case REQ_RMQUEUE:
	case REQ_ALLOC_BULK:
	case REQ_ALLOC_EXACT:
	case REQ_CONTIG:
	case REQ_CONTIG_PAGES:
		return asking(world, request, answer);
	case REQ_FREE:
	case REQ_GET_PAGE:
	case REQ_ISOLATE_FREE:
	case REQ_REPORT_FREE:
	case REQ_ISOLATE:
	case REQ_FRACTION:
	case REQ_UNRESERVE_HIGHATOMIC:
	case REQ_WMARK_OK:
		return counting(world, request, answer);
	case REQ_ANSWER:
		if (!page_alloc_cpu_online(world->pa, request->cpu))
			return STATUS_BAD_CPU;
		return script_add(&world->script, &world->memory.machine, request);
	case REQ_TASK:
		return set_task(world, request);
	case REQ_WRITE:
		return write_pages(world, request);
	case REQ_KSWAPD:
		return kswapd(world, request);
	case REQ_RECLAIM_ACTIVE:
		return reclaim_active(world, request);
	default:
		return change(world->pa, request);
	}
}

/* struct subject. */

static size_t subject_size(const struct machine *machine)
{
	const size_t size = page_alloc_size(machine);

	return size ? world_bytes() + size + subject_memory_size(machine) : 0;
}

static bool boot(void *self, const struct machine *machine, bool traced)
{
	struct world *world = self;
	world->traced = traced;
	const struct page_alloc_hooks hooks = subject_hooks(world, machine);
	uint8_t *instance = (uint8_t *)self + world_bytes();
	const size_t size = page_alloc_size(machine);

	if (size == 0)
		return false;
	subject_memory_init(&world->memory, machine, instance + size);
	world->pa = page_alloc_boot(instance, machine, &hooks);
	world->script.nr = 0;
	world->shared = false;
	if (!world->pa)
		return false;
	world->task = (struct page_alloc_task){ .mems = (1u << machine->nr_nodes) - 1, .hardwall = (1u << machine->nr_nodes) - 1 };
	return true;
}

static bool subject_boot(void *self, const struct machine *machine)
{
	return boot(self, machine, true);
}

static bool subject_boot_untraced(void *self, const struct machine *machine)
{
	return boot(self, machine, false);
}

static void subject_apply(void *self, const struct request *request, struct answer *answer)
{
	struct world *world = self;

	answer->comp_order = 0;
	answer->pfmemalloc = false;
	answer->nr_pages = 0;
	answer->value = 0;
	answer->wake = answer->woken = answer->zeroed = answer->nr_bad = answer->nr_corrupt = answer->nr_path = 0;
	world->request = request;
	world->answer = answer;
	page_alloc_start_steps(world->pa);
	answer->status = (uint8_t)dispatch(world, request, answer);
	answer->steps = page_alloc_steps(world->pa);
}

static void subject_counters(const void *self, struct zone_counters *zones)
{
	page_alloc_counters(((const struct world *)self)->pa, zones);
}

static void subject_view(const void *self, struct view *view)
{
	page_alloc_view(((const struct world *)self)->pa, view);
}

static int subject_check(const void *self)
{
	return page_alloc_check(((const struct world *)self)->pa);
}

static void subject_step_limit(void *self, uint64_t limit, void (*stop)(void *ctx), void *ctx)
{
	page_alloc_step_limit(((struct world *)self)->pa, limit, stop, ctx);
}

const struct subject subject_allocator = {
	.name = "allocator",
	.size = subject_size,
	.boot = subject_boot,
	.apply = subject_apply,
	.counters = subject_counters,
	.view = subject_view,
	.check = subject_check,
	.step_limit = subject_step_limit,
	.counts_steps = true,
	.untraced = &subject_allocator_untraced,
};

const struct subject subject_allocator_untraced = {
	.name = "allocator-untraced",
	.size = subject_size,
	.boot = subject_boot_untraced,
	.apply = subject_apply,
	.counters = subject_counters,
	.view = subject_view,
	.check = subject_check,
	.step_limit = subject_step_limit,
	.counts_steps = true,
	.silent = true,
};
