// SPDX-License-Identifier: MIT
/*
 * Entry: allocation. Checks the caller's arguments, determines what the fast path may use, and falls back to the slow path.
 *
 * Kernel: __alloc_pages_nodemask(), prepare_alloc_pages(), alloc_flags_nofragment(), current_gfp_context().
 */
#include "allocator/page_alloc.h"
#include "allocator/drift.h"
#include "allocator/entry.h"
#include "allocator/freelist.h"
#include "allocator/node.h"
#include "allocator/page.h"
#include "allocator/quick.h"
#include "allocator/slowpath.h"

bool page_alloc_cpu_online(const struct page_alloc *pa, unsigned cpu)
{
	return cpu < pa->nr_cpus && pa->common->cpus_online >> cpu & 1;
}

struct page_alloc_cpu *page_alloc_cpu_ptr(struct page_alloc *pa, unsigned cpu)
{
	return cpu < pa->nr_cpus ? (struct page_alloc_cpu *)(void *)on_cpu(pa, cpu) : NULL;
}

enum status request_check(const struct page_alloc *pa, const struct page_alloc_request *request)
{
	if (!page_alloc_cpu_online(pa, request->cpu))
		return STATUS_BAD_CPU;
	if (request->node >= pa->nr_nodes)
		return STATUS_BAD_NODE;
	return gfp_valid(request->gfp) ? STATUS_OK : STATUS_BAD_GFP;
}

struct choice request_choose(const struct page_alloc *pa, const struct page_alloc_request *request, uint32_t gfp)
{
	struct choice choice = {
		.list = &pa->node[request->node].list[(gfp & GFP_BIT_THISNODE) != 0],
		.nodemask = (uint32_t)NODEMASK_ALL,
		.high_kind = gfp_high_kind(gfp),
		.mt = gfp_type(pa, gfp),
	};

	if (request->has_nodemask)
		choice.nodemask = request->nodemask & ((1u << pa->nr_nodes) - 1);
	return choice;
}

/* current_gfp_context(): the task's allocation scopes. */
static uint32_t scoped_gfp(const struct page_alloc *pa, uint32_t gfp)
{
	if (pa->policy->pin_scope && pa->task.flags & TASK_NOCMA)
		gfp &= ~(uint32_t)GFP_BIT_MOVABLE;
	if (pa->task.flags & TASK_NOIO)
		return gfp & ~(uint32_t)(GFP_BIT_IO | GFP_BIT_FS);
	if (pa->task.flags & TASK_NOFS)
		return gfp & ~(uint32_t)GFP_BIT_FS;
	return gfp;
}

uint32_t request_prepare(struct page_alloc *pa, uint32_t *gfp, struct choice *choice)
{
	uint32_t flags = WMARK_LOW;

	if (pa->machine->cpusets) {
		const bool irq = pa->policy->cpuset_irq_test && task_in_irq(pa);

		*gfp |= GFP_BIT_HARDWALL;
		if (!irq && choice->nodemask == (uint32_t)NODEMASK_ALL)
			choice->task_mask = true;
		else
			flags |= ALLOC_CPUSET;
	}
	if (choice->mt == MIGRATE_MOVABLE && !(pa->policy->nocma_scope && pa->task.flags & TASK_NOCMA))
		flags |= ALLOC_CMA;
	choice->spread_dirty = (*gfp & GFP_BIT_WRITE) != 0;
	zonelist_choose_first(pa, choice);
	return flags;
}

static struct grant fast_path(struct page_alloc *pa, uint32_t gfp, unsigned order, struct choice *choice)
{
	uint32_t flags = request_prepare(pa, &gfp, choice);

	if (!pa->policy->kswapd_by_gfp)
		flags |= gfp & GFP_BIT_KSWAPD_RECLAIM;
	if (zonelist_avoids_fragments(pa, choice))
		flags |= ALLOC_NOFRAGMENT;
	if (pa->policy->fast_highatomic && order > 0 && gfp_opens_highatomic(gfp))
		flags |= ALLOC_HIGHATOMIC;
	return freelist_get(pa, gfp, order, flags, choice);
}

static void deliver(struct page_alloc *pa, struct grant grant, const struct page_alloc_request *request, struct page_alloc_result *result)
{
	if (grant.page == PAGE_NONE)
		return;
	page_set_state(pa, grant.page, page_state(pa, grant.page) | (request->lru ? STATE_LRU : 0));
	result->pfn = zone_pfn(page_span_zone(pa, grant.page), grant.page);
	result->pfmemalloc = grant.pfmemalloc;
	result->comp_order = request->gfp & GFP_BIT_COMP ? request->order : 0;
}

enum status request_alloc(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result, enum scope *scope)
{
	const enum status status = request_check(pa, request);
	uint32_t gfp = request->gfp;
	bool stuck = false;

	if (status != STATUS_OK || request->order >= pa->max_order)
		return status;
	if (pa->policy->scope_early)
		gfp = scoped_gfp(pa, gfp);
	struct choice choice = request_choose(pa, request, gfp);
	struct grant grant = fast_path(pa, gfp, request->order, &choice);

	if (grant.page == PAGE_NONE) {
		*scope = scope_widen(pa, *scope);
		choice = request_choose(pa, request, gfp); /* Start again from the caller's mask, not the task's. */
		grant = slowpath_alloc(pa, scoped_gfp(pa, gfp), request->order, &choice, &stuck);
	}
	deliver(pa, grant, request, result);
	return stuck ? STATUS_STUCK : STATUS_OK;
}

enum status alloc_slowly(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result)
{
	enum scope scope = scope_enter(pa);
	enum status status;

	*result = (struct page_alloc_result){ .pfn = PFN_NONE };
	status = request_alloc(pa, request, result, &scope);
	scope_leave(pa, scope);
	return status;
}

/* Clamp node and order before narrowing them to a byte, so that an out-of-range value stays out of range. */
RARE pfn_t alloc_node_slowly(struct page_alloc *pa, unsigned node, uint32_t gfp, unsigned order)
{
	const struct page_alloc_request request = {
		.cpu = pa->cpu,
		.node = node < MAX_NODES ? (uint8_t)node : MAX_NODES,
		.order = order < MAX_ORDER_LIMIT ? (uint8_t)order : MAX_ORDER_LIMIT,
		.gfp = gfp,
	};
	struct page_alloc_result result;

	pa->last = alloc_slowly(pa, &request, &result);
	return result.pfn;
}

enum status page_alloc_last_status(const struct page_alloc_cpu *cpu)
{
	return ((const struct page_alloc *)(const void *)cpu)->last;
}

enum status alloc_refuse(struct page_alloc_result *result, enum status status)
{
	*result = (struct page_alloc_result){ .pfn = PFN_NONE };
	return status;
}

static enum status rmqueue_in_scope(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result)
{
	const enum status status = request_check(pa, request);

	if (status != STATUS_OK)
		return status;
	if ((request->alloc_flags & ALLOC_WMARK_MASK) >= NR_WMARK)
		return STATUS_BAD_VALUE;
	if (request->order >= pa->max_order)
		return STATUS_OK;
	struct choice choice = request_choose(pa, request, request->gfp);

	choice.spread_dirty = request->spread;
	zonelist_choose_first(pa, &choice);
	deliver(pa, freelist_get(pa, request->gfp, request->order, request->alloc_flags, &choice), request, result);
	return STATUS_OK;
}

enum status page_alloc_rmqueue(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result)
{
	if (request->cpu >= pa->nr_cpus)
		return alloc_refuse(result, STATUS_BAD_CPU);
	pa = on_cpu(pa, request->cpu);
	const enum scope scope = scope_enter(pa);

	*result = (struct page_alloc_result){ .pfn = PFN_NONE };
	const enum status status = rmqueue_in_scope(pa, request, result);

	scope_leave(pa, scope);
	return status;
}

enum status page_alloc_unreserve_highatomic(struct page_alloc *pa, unsigned node, unsigned hzi, unsigned mt, bool force, bool *done)
{
	EXCLUSIVELY(pa);
	*done = false;
	if (node >= pa->nr_nodes)
		return STATUS_BAD_NODE;
	if (hzi >= MAX_NR_ZONES || mt >= MIGRATE_HIGHATOMIC)
		return STATUS_BAD_VALUE;
	const struct choice choice = {
		.list = &pa->node[node].list[0],
		.nodemask = (uint32_t)NODEMASK_ALL,
		.high_kind = hzi,
		.mt = mt,
	};

	*done = zonelist_unreserve(drift_lowest_cpu(pa), &choice, force);
	return STATUS_OK;
}

const char *page_alloc_status_name(enum status status)
{
	static const char *const names[NR_STATUS] = {
		[STATUS_OK] = "ok",
		[STATUS_BAD_CPU] = "no such cpu, or offline",
		[STATUS_BAD_NODE] = "no such node",
		[STATUS_BAD_ZONE] = "no such zone",
		[STATUS_BAD_ORDER] = "order too large",
		[STATUS_BAD_GFP] = "impossible gfp",
		[STATUS_BAD_VALUE] = "argument out of range",
		[STATUS_FOREIGN_PFN] = "no memory there",
		[STATUS_RESERVED] = "reserved at boot",
		[STATUS_LOST] = "lost to a bad page",
		[STATUS_ALREADY_FREE] = "already free",
		[STATUS_CACHED] = "already free, on a per-CPU list",
		[STATUS_NOT_HEAD] = "inside a block",
		[STATUS_WRONG_ORDER] = "allocated with another order",
		[STATUS_NOT_FREE] = "not the head of such a free block",
		[STATUS_STUCK] = "gave up",
	};

	return (unsigned)status < NR_STATUS ? names[status] : "?";
}
