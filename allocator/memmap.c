// SPDX-License-Identifier: MIT
/*
 * The memory map: rules of a machine, and runs of memory between its ranges.
 */
#include "allocator/memmap.h"

static const pfn_t pfn_limit = (pfn_t)1 << 31;

enum { KBYTES_MAX = 1 << 24, TUNABLE_MAX = 1 << 20 };

static bool zones_valid(const struct machine *m)
{
	uint32_t nodes = 0;

	for (unsigned i = 0; i < m->nr_zones; i++) {
		const struct machine_zone *zone = &m->zone[i];

		if (zone->node >= m->nr_nodes || zone->kind >= MAX_NR_ZONES || zone->start_pfn > zone->end_pfn || zone->end_pfn >= pfn_limit)
			return false;
		if (i > 0 && zone[-1].node * MAX_NR_ZONES + zone[-1].kind >= zone->node * MAX_NR_ZONES + zone->kind)
			return false;
		for (unsigned j = 0; j < i; j++) {
			if (zone->start_pfn < m->zone[j].end_pfn && m->zone[j].start_pfn < zone->end_pfn)
				return false;
		}
		nodes |= 1u << zone->node;
	}
	return nodes == (1u << m->nr_nodes) - 1;
}

/* The zone that contains pfn, or NULL. */
static const struct machine_zone *zone_at(const struct machine *m, pfn_t pfn)
{
	for (unsigned i = 0; i < m->nr_zones; i++) {
		if (pfn >= m->zone[i].start_pfn && pfn < m->zone[i].end_pfn)
			return &m->zone[i];
	}
	return NULL;
}

static bool range_valid(const struct machine *m, const struct machine_range *range)
{
	const pfn_t mask = ((pfn_t)1 << m->pageblock_order) - 1;

	if (range->kind > RANGE_CMA || range->start_pfn >= range->end_pfn)
		return false;
	for (pfn_t pfn = range->start_pfn; pfn < range->end_pfn;) {
		const struct machine_zone *zone = zone_at(m, pfn);

		if (!zone || (range->kind == RANGE_CMA && zone->end_pfn < range->end_pfn))
			return false;
		pfn = zone->end_pfn;
	}
	return range->kind != RANGE_CMA || ((range->start_pfn | range->end_pfn) & mask) == 0;
}

static bool ranges_valid(const struct machine *m)
{
	for (unsigned i = 0; i < m->nr_ranges; i++) {
		if (!range_valid(m, &m->range[i]) || (i > 0 && m->range[i].start_pfn < m->range[i - 1].end_pfn))
			return false;
	}
	return true;
}

static bool nodes_valid(const struct machine *m)
{
	for (unsigned cpu = 0; cpu < m->nr_cpus; cpu++) {
		if (m->cpu_node[cpu] >= m->nr_nodes)
			return false;
	}
	for (unsigned node = 0; node < m->nr_nodes; node++) {
		if (m->distance[node][node] != 10)
			return false;
	}
	return true;
}

static bool tunables_valid(const struct machine *m)
{
	if (m->min_free_kbytes < -1 || m->min_free_kbytes > KBYTES_MAX || m->user_min_free_kbytes < -1)
		return false;
	if (m->watermark_scale_factor > TUNABLE_MAX || m->watermark_boost_factor > TUNABLE_MAX)
		return false;
	if (m->pcp_mode > PCP_BOOT || m->pcp_high > TUNABLE_MAX || m->pcp_batch > TUNABLE_MAX)
		return false;
	if (m->pcp_mode == PCP_BOOT && m->vmstat_percpu)
		return false;
	if (m->pcp_high_max > TUNABLE_MAX || m->cache_pages > TUNABLE_MAX)
		return false;
	if (m->page_poisoning >= NR_PAGE_POISONS || m->page_bytes > PAGE_BYTES_MAX)
		return false;
	return m->guardpage_minorder >= -1 && m->guardpage_minorder <= 5;
}

bool machine_valid(const struct machine *m)
{
	if (m->profile >= NR_PROFILES || m->nr_cpus < 1 || m->nr_cpus > MAX_CPUS || m->nr_nodes < 1 || m->nr_nodes > MAX_NODES)
		return false;
	if (m->nr_zones < 1 || m->nr_zones > MAX_ZONES || m->nr_ranges > MAX_RANGES)
		return false;
	if (m->max_order < 2 || m->max_order > MAX_ORDER_LIMIT || m->pageblock_order < 1 || m->pageblock_order >= m->max_order)
		return false;
	if (m->section_pages == 0 || m->section_pages & (m->section_pages - 1) || m->section_pages < 1u << (m->max_order - 1))
		return false;
	return m->hot_end < pfn_limit && tunables_valid(m) && zones_valid(m) && ranges_valid(m) && nodes_valid(m);
}

/* If pfn is in a range (holes only, or any kind), move it to the end of the range. */
static bool skip_range(const struct machine *m, bool holes_only, pfn_t *pfn)
{
	for (unsigned i = 0; i < m->nr_ranges; i++) {
		const struct machine_range *range = &m->range[i];

		if ((!holes_only || range->kind == RANGE_HOLE) && *pfn >= range->start_pfn && *pfn < range->end_pfn) {
			*pfn = range->end_pfn;
			return true;
		}
	}
	return false;
}

static pfn_t clip_at_range(const struct machine *m, bool holes_only, pfn_t start, pfn_t end)
{
	for (unsigned i = 0; i < m->nr_ranges; i++) {
		const struct machine_range *range = &m->range[i];

		if ((!holes_only || range->kind == RANGE_HOLE) && range->start_pfn >= start && range->start_pfn < end)
			return range->start_pfn;
	}
	return end;
}

/* If pfn is not in a zone of the node, move it to the start of the next one; false if there is none. */
static bool enter_zone(const struct machine *m, unsigned node, pfn_t *pfn)
{
	pfn_t next = PFN_NONE;

	for (unsigned i = 0; i < m->nr_zones; i++) {
		const struct machine_zone *zone = &m->zone[i];

		if (zone->node != node || zone->start_pfn == zone->end_pfn || *pfn >= zone->end_pfn)
			continue;
		if (*pfn >= zone->start_pfn)
			return true;
		if (zone->start_pfn < next)
			next = zone->start_pfn;
	}
	*pfn = next;
	return next != PFN_NONE;
}

/* The end of the chain of adjoining zones of the node that contains pfn. */
static pfn_t chain_end(const struct machine *m, unsigned node, pfn_t pfn)
{
	for (;;) {
		const struct machine_zone *zone = zone_at(m, pfn);

		if (!zone || zone->node != node)
			return pfn;
		pfn = zone->end_pfn;
	}
}

bool memmap_free_run(const struct machine *m, unsigned node, pfn_t from, struct run *run)
{
	do {
		if (!enter_zone(m, node, &from))
			return false;
	} while (skip_range(m, false, &from));
	*run = (struct run){ .start = from, .end = clip_at_range(m, false, from, chain_end(m, node, from)) };
	return true;
}

bool memmap_present_run(const struct machine_zone *zone, const struct machine *m, pfn_t from, struct run *run)
{
	if (from < zone->start_pfn)
		from = zone->start_pfn;
	while (skip_range(m, true, &from))
		;
	if (from >= zone->end_pfn)
		return false;
	*run = (struct run){ .start = from, .end = clip_at_range(m, true, from, zone->end_pfn) };
	return true;
}
