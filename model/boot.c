// SPDX-License-Identifier: MIT
/*
 * Boot: from a memory map to a world that serves requests.
 *
 * The order matters, because each step uses the managed pages of the steps before it: pageblock types, boot memory to the buddy, per-CPU
 * sizes, zonelists, watermarks, and CMA last (or before the watermarks, if the policy says so).
 *
 * Kernel: memmap_init_zone(), memblock_free_all(), setup_per_cpu_pageset(), build_all_zonelists(), init_per_zone_wmark_min(),
 * init_cma_reserved_pageblock().
 */
#include "model/model.h"
#include "model/certain.h"

enum { MIN_FREE_KBYTES_DEFAULT = 1024 };

/* Free memory starts as BLOCK_TAIL, in no block, until it is freed; CMA areas start as reserved. */
static void init_pages(struct world *w)
{
	static const uint8_t first_state[] = {
		[MEMORY_NONE] = BLOCK_ABSENT, [MEMORY_FREE] = BLOCK_TAIL, [MEMORY_RESERVED] = BLOCK_RESERVED, [MEMORY_CMA] = BLOCK_RESERVED,
	};

	for (uint32_t i = 0; i < w->nr_extents; i++) {
		pfn_t p = w->extent[i].start, end = p + w->extent[i].pages, until;

		for (; p < end; p = until) {
			uint8_t zone;
			enum memory kind = m_memory_at(w, p, &zone, &until);

			until = (pfn_t)m_min(until, end);
			m_set_pages(w, p, until - p, first_state[kind], zone);
			if (kind != MEMORY_NONE)
				w->zone[zone].present += until - p;
			if (kind == MEMORY_NONE && !(w->policy->holes_belong_to_zone && zone != NO_ZONE))
				continue;
			m_set_range_type(w, p, until, MIGRATE_MOVABLE);
		}
	}
}

/* __free_pages_memory(): cut a range into the largest aligned blocks, from its start. */
static void free_range(struct world *w, pfn_t start, pfn_t end)
{
	for (pfn_t p = start; p < end;) {
		uint8_t order = 0;

		while (order + 1 < w->machine.max_order && (p & (((pfn_t)2 << order) - 1)) == 0 && p + ((uint64_t)2 << order) <= end)
			order++;
		m_free_boot_block(w, p, order);
		p += (pfn_t)1 << order;
	}
}

static bool is_deferred(const struct world *w, uint8_t zone, pfn_t pfn)
{
	return ALWAYS(zone != NO_ZONE) && pfn >= w->node[w->zone[zone].node].first_deferred;
}

/* The end of the run of free, undeferred memory of one node that starts at pfn. */
static pfn_t end_of_run(const struct world *w, pfn_t pfn, uint8_t node)
{
	pfn_t p = pfn, until;
	uint8_t zone;

	while (m_memory_at(w, p, &zone, &until) == MEMORY_FREE && w->zone[zone].node == node && !is_deferred(w, zone, p))
		p = (pfn_t)m_min(w->node[node].first_deferred, until);
	return p;
}

static void free_boot_memory(struct world *w)
{
	for (uint32_t i = 0; i < w->nr_extents; i++) {
		pfn_t p = w->extent[i].start, end = p + w->extent[i].pages, until;

		for (; p < end; p = until) {
			uint8_t zone;

			if (m_memory_at(w, p, &zone, &until) != MEMORY_FREE || is_deferred(w, zone, p))
				continue;
			until = end_of_run(w, p, w->zone[zone].node);
			free_range(w, p, until);
		}
	}
}

/* init_cma_reserved_pageblock(). */
static void free_cma_pageblock(struct world *w, pfn_t pfn)
{
	struct page *page = m_page(w, pfn);

	m_set_pages(w, pfn, m_pageblock_pages(w), BLOCK_TAIL, page->zone);
	m_set_pageblock_type(w, page, MIGRATE_CMA);
	m_set_block(page, BLOCK_ALLOCATED, w->machine.pageblock_order);
	m_free_block(w, pfn, page, false);
	w->zone[page->zone].managed += m_pageblock_pages(w);
	if (w->policy->managed_moves_reserves)
		m_setup_lowmem_reserve(w);
}

static void free_cma(struct world *w)
{
	for (uint32_t i = 0; i < w->machine.nr_ranges; i++) {
		const struct machine_range *r = &w->machine.range[i];

		for (pfn_t p = r->start_pfn; r->kind == RANGE_CMA && p < r->end_pfn; p += m_pageblock_pages(w))
			free_cma_pageblock(w, p);
	}
}

/* min_free_kbytes before the kernel's formula is applied. */
static int32_t given_min_free_kbytes(const struct machine *m)
{
	if (m->min_free_kbytes >= 0)
		return m->min_free_kbytes;
	return m->user_min_free_kbytes >= 0 ? m->user_min_free_kbytes : MIN_FREE_KBYTES_DEFAULT;
}

static void first_watermarks(struct world *w)
{
	if (w->machine.deferred)
		return; /* they are set after page_alloc_init_late() */
	w->initcalls_over = true;
	if (w->machine.min_free_kbytes < 0) {
		m_init_wmark_min(w);
		return;
	}
	m_setup_wmarks(w);
	m_set_drift_limits(w);
	m_setup_lowmem_reserve(w);
	m_setup_node_minima(w);
}

static void init_zones(struct world *w)
{
	for (uint32_t i = 0; i < w->machine.nr_nodes; i++) {
		memset(w->node[i].zone, NO_ZONE, sizeof(w->node[i].zone));
		w->node[i].first_deferred = PFN_NONE;
	}
	w->hole_zone = NO_ZONE;
	for (uint8_t i = 0; i < w->machine.nr_zones; i++) {
		const struct machine_zone *from = &w->machine.zone[i];
		struct zone *z = &w->zone[i];

		z->id = i;
		z->node = from->node;
		z->kind = from->kind;
		z->start = from->start_pfn;
		z->end = from->end_pfn;
		z->head_stamp = STAMPS / 2 - 1;
		z->tail_stamp = STAMPS / 2;
		z->boot_pageset = w->machine.pcp_mode == PCP_BOOT;
		if (z->drift)
			z->drift->cpu = &w->cpu;
		w->node[z->node].zone[z->kind] = i;
		if (z->node == 0 && z->kind == ZONE_DMA)
			w->hole_zone = i;
	}
}

/* Precondition: the world has been cleared and laid out, and w->machine is set. */
void m_boot(struct world *w)
{
	w->policy = m_policy(w->machine.profile);
	w->nowhere = (struct page){ .state = BLOCK_ABSENT, .zone = NO_ZONE };
	w->online = w->machine.nr_cpus < 64 ? (UINT64_C(1) << w->machine.nr_cpus) - 1 : UINT64_MAX;
	w->override_pcp = w->machine.pcp_mode == PCP_FIXED || (w->machine.pcp_mode == PCP_BOOT && w->machine.pcp_batch > 0);
	w->min_free_kbytes = given_min_free_kbytes(&w->machine);
	w->task.mems = w->task.hardwall = (UINT32_C(1) << w->machine.nr_nodes) - 1;
	w->capture.zone = NO_ZONE;
	w->step_limit = UINT64_MAX;
	init_zones(w);
	init_pages(w);
	if (w->machine.deferred)
		m_defer_memory(w);
	free_boot_memory(w);
	m_resize_all_pcps(w);
	m_build_zonelists(w);
	if (w->machine.nr_cpus > 1 && !w->policy->drift_awaits_watermarks)
		m_set_drift_limits(w); /* done as the other cpus come online, before there are watermarks */
	if (w->policy->cma_before_watermarks)
		free_cma(w);
	first_watermarks(w);
	if (!w->policy->cma_before_watermarks)
		free_cma(w);
	m_look_at_caches(w, 0, w->machine.nr_cpus - 1);
}
