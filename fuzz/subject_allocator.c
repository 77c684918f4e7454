// SPDX-License-Identifier: MIT
/*
 * The allocator as a subject: carries out contract requests through allocator/page_alloc.h.
 *
 * Provides the memory behind the pages. The hooks are in subject_allocator_hooks.c; requests for which there is more than one call are in
 * subject_allocator_ways.c. Uses only the allocator's public header.
 */
#include <string.h>

#include "fuzz/subject_allocator.h"
#include "fuzz/subjects.h"

enum { ALIGNMENT = 64 };

static size_t world_bytes(void)
{
	return (sizeof(struct world) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* Requests about the scripted outside world. */

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

/* Requests whose answer is a number of pages or references, a kernel error, or yes or no. */
static enum status counting(struct world *world, const struct request *r, struct answer *answer)
{
	struct page_alloc *const pa = world->pa;
	enum status status = STATUS_BAD_VALUE;
	uint32_t count = 0;
	int error = 0;
	bool yes = false;

	switch ((enum request_kind)r->kind) {
	case REQ_FREE:
		status = subject_free(world, r, &count);
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

/* The allocator takes no part in writing to pages. */
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

static enum status change(struct world *world, const struct request *r)
{
	struct page_alloc *const pa = world->pa;

	switch ((enum request_kind)r->kind) {
	case REQ_NOP:
		return STATUS_OK;
	case REQ_FREE_LIST:
		return subject_free_list(world, r);
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
		return subject_free_contig(world, r);
	case REQ_MARK_BAD:
		return page_alloc_mark_bad(pa, r->pfn, (enum damage)r->damage);
	case REQ_HOTADD:
		return page_alloc_hotadd(pa, r->zone, r->pfn, r->end_pfn);
	default:
		return tune(pa, r);
	}
}

/* An invalid state is reported only if the node is valid; otherwise the allocator's own status comes first. */
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
		return subject_asking(world, request, answer);
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
		return change(world, request);
	}
}

/* The functions of struct subject. */

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
	if (!traced)
		memset(instance, 0, size);
	world->pa = (traced ? page_alloc_boot : page_alloc_boot_zeroed)(instance, machine, &hooks);
	world->script.nr = 0;
	world->turn = 0;
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
	world->turn++;
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
	.questions = &subject_allocator_questions,
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
	.questions = &subject_allocator_questions,
};
