// SPDX-License-Identifier: MIT
/*
 * Cpu hotplug and memory hot-add.
 *
 * Kernel: page_alloc_cpu_dead(), page_alloc_cpu_online(), online_pages().
 */
#include "model/model.h"

/* The cpu's lists go back to the buddy after it has gone offline. */
void m_cpu_dead(struct world *w, uint8_t cpu)
{
	w->online &= ~(UINT64_C(1) << cpu);
	w->cpu = m_lowest_online(w);
	m_drain_cpu(w, cpu);
	m_fold(w, cpu);
	m_set_drift_limits(w);
	if (w->policy->high_from_watermark)
		m_resize_all_pcps(w);
}

void m_cpu_up(struct world *w, uint8_t cpu)
{
	for (uint32_t i = 0; i < w->machine.nr_zones && w->policy->high_from_watermark; i++)
		m_pcp_resize_for_new_cpu(w, &w->zone[i]);
	w->online |= UINT64_C(1) << cpu;
	if (w->initcalls_over || !w->policy->drift_awaits_watermarks)
		m_set_drift_limits(w);
	m_look_at_caches(w, cpu, cpu);
}

/* build_all_zonelists(): grouping by mobility is off if there is less memory than one pageblock per type. */
static void decide_mobility(struct world *w)
{
	int64_t pages = 0;

	for (uint32_t i = 0; i < w->node[0].zonelist_len[0]; i++) {
		const struct zone *z = &w->zone[w->node[0].zonelist[0][i]];

		pages += m_max(0, z->managed - m_wmark(z, WMARK_HIGH));
	}
	w->machine.mobility = pages >= (int64_t)m_pageblock_pages(w) * MIGRATE_TYPES;
}

static void extend_zone(struct world *w, struct zone *z, pfn_t start, pfn_t end)
{
	if (z->start == z->end)
		z->start = start;
	z->end = end;
	m_set_pages(w, start, end - start, BLOCK_TAIL, z->id);
	m_set_range_type(w, start, end, MIGRATE_MOVABLE);
	for (pfn_t p = start; p < end; p += m_pageblock_pages(w))
		*m_beneath(w, m_page(w, p)) = m_pageblock_type(w, p);
	m_set_range_type(w, start, end, MIGRATE_ISOLATE);
	z->isolated_blocks += (end - start) >> w->machine.pageblock_order;
}

/* Add whole sections at the zone's end: isolated at first, freed as largest blocks, then made allocatable pageblock by pageblock. */
void m_hot_add(struct world *w, struct zone *z, pfn_t start, pfn_t end)
{
	uint8_t order = w->machine.max_order - 1;
	bool was_empty = z->present == 0;

	extend_zone(w, z, start, end);
	if (was_empty)
		z->boot_pageset = false;
	for (pfn_t p = start; p < end; p += (pfn_t)1 << order) {
		m_free_boot_block(w, p, order);
		if (w->policy->managed_moves_reserves)
			m_setup_lowmem_reserve(w);
		m_step(w);
	}
	z->present += end - start;
	if (was_empty) {
		m_build_zonelists(w);
		decide_mobility(w);
	}
	m_pcp_resize(w, z);
	m_unisolate_range(w, start, end, MIGRATE_MOVABLE);
	m_init_wmark_min(w);
}
