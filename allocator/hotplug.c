// SPDX-License-Identifier: MIT
/*
 * Entry: the machine changes: late steps of boot, cpus that come and go, added memory.
 *
 * Kernel: setup_per_cpu_pageset(), page_alloc_init_late(), page_alloc_cpu_dead(), online_pages().
 */
#include "allocator/page_alloc.h"
#include "allocator/deferred.h"
#include "allocator/drift.h"
#include "allocator/exclusion.h"
#include "allocator/isolate.h"
#include "allocator/pageblock.h"
#include "allocator/pcp.h"
#include "allocator/populate.h"
#include "allocator/watermark.h"
#include "allocator/zonelist.h"

enum status page_alloc_setup_pageset(struct page_alloc *pa)
{
	CHANGING_SETTINGS(pa);
	if (!pa->common->boot_pcp)
		return STATUS_BAD_VALUE;
	pa->common->boot_pcp = false;
	for (uint32_t i = 0; i < pa->nr_zones; i++)
		pa->zone[i].boot_pcp = false;
	pcp_setup_all(pa);
	pcp_weigh_caches(pa);
	return STATUS_OK;
}

void page_alloc_init_watermarks(struct page_alloc *pa)
{
	CHANGING_SETTINGS(pa);
	watermark_init(pa);
	pa->common->marks_done = true;
}

enum status page_alloc_init_late(struct page_alloc *pa)
{
	CHANGING_SETTINGS(pa);
	if (!pa->machine->deferred || pa->common->late_done)
		return STATUS_BAD_VALUE;
	pa->common->late_done = true;
	deferred_finish(pa);
	pcp_weigh_caches(pa);
	return STATUS_OK;
}

enum status page_alloc_cpu_dead(struct page_alloc *pa, unsigned cpu)
{
	CHANGING_SETTINGS(pa);
	const uint64_t rest = pa->common->cpus_online & ~((uint64_t)1 << (cpu % MAX_CPUS));

	if (!page_alloc_cpu_online(pa, cpu) || rest == 0)
		return STATUS_BAD_CPU;
	pa->common->cpus_online = rest;
	pcp_drain_cpu(drift_lowest_cpu(pa), cpu);
	drift_fold(pa, cpu);
	drift_set_limits(pa);
	if (pa->policy->high_by_watermark)
		pcp_setup_all(pa);
	return STATUS_OK;
}

enum status page_alloc_cpu_up(struct page_alloc *pa, unsigned cpu)
{
	CHANGING_SETTINGS(pa);
	if (cpu >= pa->nr_cpus || page_alloc_cpu_online(pa, cpu))
		return STATUS_BAD_CPU;
	if (pa->policy->high_by_watermark)
		pcp_setup_incoming(pa);
	pa->common->cpus_online |= (uint64_t)1 << cpu;
	pcp_weigh_cache(pa, cpu);
	if (!pa->policy->cpus_set_no_drift || !pa->machine->deferred || pa->common->marks_done)
		drift_set_limits(pa);
	return STATUS_OK;
}

static bool overlaps_zone(const struct page_alloc *pa, pfn_t start, pfn_t end)
{
	for (uint32_t i = 0; i < pa->nr_zones; i++) {
		const struct zone *zone = &pa->zone[i];

		if (zone->start < zone->end && start < zone_pfn(zone, zone->end) && zone_pfn(zone, zone->start) < end)
			return true;
	}
	return false;
}

/* May [start, end) become the new end of the zone? */
static bool hotadd_fits(const struct page_alloc *pa, const struct zone *zone, pfn_t start, pfn_t end)
{
	const pfn_t mask = pa->machine->section_pages - 1;

	if ((start | end) & mask || start >= end || end > pa->machine->hot_end || overlaps_zone(pa, start, end))
		return false;
	if (zone->start < zone->end)
		return start == zone_pfn(zone, zone->end);
	for (uint32_t i = 0; i < pa->nr_zones; i++) {
		const struct zone *other = &pa->zone[i];

		if (other->start < other->end && start < zone_pfn(other, other->end))
			return false;
	}
	return true;
}

/* move_pfn_range_to_zone(): extends the spans; nothing is free yet. Returns the first new page. */
static page_t grow_span(struct page_alloc *pa, struct zone *zone, pfn_t start, pfn_t end)
{
	struct node *node = &pa->node[zone->node];

	if (zone->start == zone->end) {
		zone->delta = pa->extent[0].delta; /* Memory above all zones is in the same extent as they are (lay_extents). */
		zone->start = start - zone->delta;
	}
	zone->end = end - zone->delta;
	if (node->last_zone == UINT8_MAX || zone_pfn(&pa->zone[node->last_zone], pa->zone[node->last_zone].end) < end)
		node->last_zone = zone->index;
	return start - zone->delta;
}

/* build_all_zonelists() also decides whether to group pageblocks by mobility. */
static void rebuild_zonelists(struct page_alloc *pa)
{
	int64_t pages = 0;

	zonelist_build_all(pa);
	for (uint32_t i = 0; i < pa->nr_zones; i++) {
		const int64_t above = pa->zone[i].managed - watermark(&pa->zone[i], WMARK_HIGH);

		pages += above > 0 ? above : 0;
	}
	pa->common->no_mobility = pages < (int64_t)pageblock_pages(pa) * MIGRATE_TYPES;
	pa->common->mixed |= pa->common->no_mobility;
}

enum status page_alloc_hotadd(struct page_alloc *pa, unsigned index, pfn_t start, pfn_t end)
{
	CHANGING_SETTINGS(pa);
	if (index >= pa->nr_zones)
		return STATUS_BAD_ZONE;
	struct zone *zone = &pa->zone[index];

	if (!hotadd_fits(pa, zone, start, end) || (pa->machine->deferred && !pa->common->late_done))
		return STATUS_BAD_VALUE;
	const bool was_empty = zone->present == 0;
	const page_t first = grow_span(pa, zone, start, end), last = first + (end - start);

	pa = drift_lowest_cpu(pa);
	for (page_t p = first; p < last; p += pageblock_pages(pa)) {
		tick(pa);
		if (pa->policy->isolate_bit) {
			pageblock_set(pa, p, MIGRATE_MOVABLE);
			pageblock_set_under(pa, p);
		}
		pageblock_set(pa, p, MIGRATE_ISOLATE);
		zone->isolated++;
	}
	zone->present += last - first;
	for (page_t p = first; p < last; p += block_pages(pa->max_order - 1)) {
		tick(pa);
		populate_block(pa, p, pa->max_order - 1);
	}
	if (was_empty) {
		zone->boot_pcp = false; /* setup_zone_pageset() */
		rebuild_zonelists(pa);
	}
	pcp_setup(pa, zone);
	unisolate_range(pa, first, last, MIGRATE_MOVABLE);
	watermark_init(pa);
	return STATUS_OK;
}
