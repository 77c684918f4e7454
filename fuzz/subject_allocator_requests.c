// SPDX-License-Identifier: MIT
/* Which call of allocator/page_alloc.h answers which request: one function each, and the table of them. */
#include "fuzz/subject_allocator.h"

/* The value of a refused request is 0. */
static enum status value_is(struct answer *answer, enum status status, int64_t value)
{
	answer->value = status == STATUS_OK ? value : 0;
	return status;
}

static enum status answer_nop(struct world *w, const struct request *r, struct answer *answer)
{
	(void)w;
	(void)r;
	(void)answer;
	return STATUS_OK;
}

/* Blocks. */

static enum status answer_free(struct world *w, const struct request *r, struct answer *answer)
{
	uint32_t refs = 0;
	const enum status status = subject_free(w, r, &refs);

	return value_is(answer, status, refs);
}

static enum status answer_free_list(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return subject_free_list(w, r);
}

static enum status answer_split(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_split(w->pa, r->pfn, r->order);
}

static enum status answer_get_page(struct world *w, const struct request *r, struct answer *answer)
{
	uint32_t refs = 0;
	const enum status status = page_alloc_get_page(w->pa, r->pfn, &refs);

	w->shared |= status == STATUS_OK;
	return value_is(answer, status, refs);
}

static enum status answer_free_contig(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return subject_free_contig(w, r);
}

static enum status answer_isolate_free(struct world *w, const struct request *r, struct answer *answer)
{
	uint32_t pages = 0;
	const enum status status = page_alloc_isolate_free(w->pa, r->pfn, r->order, &pages);

	return value_is(answer, status, pages);
}

static enum status answer_report_free(struct world *w, const struct request *r, struct answer *answer)
{
	uint32_t pages = 0;
	const enum status status = page_alloc_report_free(w->pa, r->pfn, r->order, &pages);

	return value_is(answer, status, pages);
}

static enum status answer_mark_bad(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_mark_bad(w->pa, r->pfn, (enum damage)r->damage);
}

/* The allocator takes no part in writing to pages. */
static enum status answer_write(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	if (!subject_memory_writable(&w->memory, r))
		return STATUS_BAD_VALUE;
	for (uint32_t i = 0; i < r->count; i++)
		if (!page_alloc_present(w->pa, r->pfn + i))
			return STATUS_FOREIGN_PFN;
	subject_memory_write(&w->memory, r);
	return STATUS_OK;
}

/* Page sets. */

static enum status answer_drain(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_drain(w->pa, r->cpu, r->zone);
}

static enum status answer_drain_all(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_drain_all(w->pa, r->zone);
}

static enum status answer_drain_batch(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_drain_batch(w->pa, r->cpu, r->zone);
}

static enum status answer_decay(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_decay(w->pa, r->cpu, r->zone);
}

static enum status answer_pcp_busy(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_pcp_busy(w->pa, r->cpu, r->zone, r->value, r->count);
}

static enum status answer_fold(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_fold(w->pa, r->cpu);
}

static enum status answer_setup_pageset(struct world *w, const struct request *r, struct answer *answer)
{
	(void)r;
	(void)answer;
	return page_alloc_setup_pageset(w->pa);
}

static enum status answer_cpu_dead(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_cpu_dead(w->pa, r->cpu);
}

static enum status answer_cpu_up(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_cpu_up(w->pa, r->cpu);
}

/* Ranges, zones, nodes. */

static enum status answer_isolate(struct world *w, const struct request *r, struct answer *answer)
{
	int error = 0;
	const enum status status = page_alloc_isolate(w->pa, r->pfn, r->end_pfn, r->migratetype, &error);

	return value_is(answer, status, error);
}

static enum status answer_unisolate(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_unisolate(w->pa, r->pfn, r->end_pfn, r->migratetype);
}

static enum status answer_unreserve_highatomic(struct world *w, const struct request *r, struct answer *answer)
{
	bool done = false;
	const enum status status = page_alloc_unreserve_highatomic(w->pa, r->node, r->hzi, r->migratetype, r->force, &done);

	return value_is(answer, status, done);
}

static enum status answer_wmark_ok(struct world *w, const struct request *r, struct answer *answer)
{
	bool passes = false;
	const enum status status = page_alloc_watermark_ok(w->pa, r->zone, r->order, r->value, r->hzi, r->alloc_flags, &passes);

	return value_is(answer, status, passes);
}

/* An invalid state is reported only if the node is valid; otherwise the allocator's own status comes first. */
static enum status answer_kswapd(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	if (r->node < w->memory.machine.nr_nodes && r->value != 0 && r->value != 1)
		return STATUS_BAD_VALUE;
	return page_alloc_kswapd(w->pa, r->node, r->value != 0);
}

static enum status answer_reclaim_active(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	if ((r->zone < w->memory.machine.nr_zones || r->zone == ZONE_ALL) && r->value != 0 && r->value != 1)
		return STATUS_BAD_VALUE;
	return page_alloc_reclaim_active(w->pa, r->zone, r->value != 0);
}

static enum status answer_nodestat(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_set_node_stats(w->pa, r->node, r->stat);
}

static enum status answer_zonestat(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_set_zone_stats(w->pa, r->zone, r->stat);
}

static enum status answer_hotadd(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_hotadd(w->pa, r->zone, r->pfn, r->end_pfn);
}

static enum status answer_init_late(struct world *w, const struct request *r, struct answer *answer)
{
	(void)r;
	(void)answer;
	return page_alloc_init_late(w->pa);
}

static enum status answer_init_wmarks(struct world *w, const struct request *r, struct answer *answer)
{
	(void)r;
	(void)answer;
	page_alloc_init_watermarks(w->pa);
	return STATUS_OK;
}

/* Settings. */

static enum status answer_set_boost(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_set_boost(w->pa, r->zone, r->value);
}

static enum status answer_min_free_kbytes(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_set_min_free_kbytes(w->pa, r->value);
}

static enum status answer_scale_factor(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_set_scale_factor(w->pa, r->value);
}

static enum status answer_boost_factor(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_set_boost_factor(w->pa, r->value);
}

static enum status answer_lowmem_ratio(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_set_lowmem_ratio(w->pa, r->zone, r->value);
}

static enum status answer_fraction(struct world *w, const struct request *r, struct answer *answer)
{
	int error = 0;
	const enum status status = page_alloc_set_fraction(w->pa, r->value, &error);

	return value_is(answer, status, error);
}

/* The current task, and the scripted answers of the outside world. */

static enum status answer_task(struct world *w, const struct request *r, struct answer *answer)
{
	const uint32_t mems = script_nodes(&w->memory.machine, r->mems), hardwall = script_nodes(&w->memory.machine, r->hardwall);

	(void)answer;
	if ((r->has_mems && !mems) || (r->has_hardwall && !hardwall))
		return STATUS_BAD_VALUE;
	w->task.flags = r->task_flags;
	if (r->has_mems)
		w->task.mems = mems;
	if (r->has_hardwall)
		w->task.hardwall = hardwall;
	page_alloc_set_task(w->pa, &w->task);
	return STATUS_OK;
}

static enum status answer_answer(struct world *w, const struct request *r, struct answer *answer)
{
	(void)answer;
	return page_alloc_cpu_online(w->pa, r->cpu) ? script_add(&w->script, &w->memory.machine, r) : STATUS_BAD_CPU;
}

static enum status (*const answer_of[NR_REQUESTS])(struct world *, const struct request *, struct answer *) = {
	[REQ_NOP] = answer_nop,
	[REQ_ALLOC] = subject_asking,
	[REQ_RMQUEUE] = subject_asking,
	[REQ_ALLOC_BULK] = subject_asking,
	[REQ_FREE] = answer_free,
	[REQ_FREE_LIST] = answer_free_list,
	[REQ_SPLIT] = answer_split,
	[REQ_GET_PAGE] = answer_get_page,
	[REQ_DRAIN] = answer_drain,
	[REQ_DRAIN_ALL] = answer_drain_all,
	[REQ_DRAIN_BATCH] = answer_drain_batch,
	[REQ_ISOLATE] = answer_isolate,
	[REQ_UNISOLATE] = answer_unisolate,
	[REQ_ISOLATE_FREE] = answer_isolate_free,
	[REQ_REPORT_FREE] = answer_report_free,
	[REQ_UNRESERVE_HIGHATOMIC] = answer_unreserve_highatomic,
	[REQ_WMARK_OK] = answer_wmark_ok,
	[REQ_SET_BOOST] = answer_set_boost,
	[REQ_MIN_FREE_KBYTES] = answer_min_free_kbytes,
	[REQ_SCALE_FACTOR] = answer_scale_factor,
	[REQ_BOOST_FACTOR] = answer_boost_factor,
	[REQ_LOWMEM_RATIO] = answer_lowmem_ratio,
	[REQ_FRACTION] = answer_fraction,
	[REQ_SETUP_PAGESET] = answer_setup_pageset,
	[REQ_CPU_DEAD] = answer_cpu_dead,
	[REQ_CPU_UP] = answer_cpu_up,
	[REQ_ANSWER] = answer_answer,
	[REQ_TASK] = answer_task,
	[REQ_NODESTAT] = answer_nodestat,
	[REQ_ZONESTAT] = answer_zonestat,
	[REQ_MARK_BAD] = answer_mark_bad,
	[REQ_CONTIG] = subject_asking,
	[REQ_CONTIG_PAGES] = subject_asking,
	[REQ_FREE_CONTIG] = answer_free_contig,
	[REQ_HOTADD] = answer_hotadd,
	[REQ_INIT_LATE] = answer_init_late,
	[REQ_INIT_WMARKS] = answer_init_wmarks,
	[REQ_WRITE] = answer_write,
	[REQ_DECAY] = answer_decay,
	[REQ_FOLD] = answer_fold,
	[REQ_KSWAPD] = answer_kswapd,
	[REQ_ALLOC_EXACT] = subject_asking,
	[REQ_PCP_BUSY] = answer_pcp_busy,
	[REQ_RECLAIM_ACTIVE] = answer_reclaim_active,
};
_Static_assert(NR_REQUESTS == REQ_RECLAIM_ACTIVE + 1, "a row for each kind of request");

enum status subject_request(struct world *world, const struct request *request, struct answer *answer)
{
	return request->kind < NR_REQUESTS ? answer_of[request->kind](world, request, answer) : STATUS_BAD_VALUE;
}
