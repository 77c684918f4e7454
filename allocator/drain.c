// SPDX-License-Identifier: MIT
/*
 * Entry: emptying page sets, and folding what cpus hold back of the counters.
 *
 * Kernel: drain_pages(), drain_all_pages(), drain_zone_pages(), decay_pcp_high(), refresh_cpu_vm_stats().
 */
#include "allocator/page_alloc.h"
#include "allocator/drift.h"
#include "allocator/exclusion.h"
#include "allocator/page.h"
#include "allocator/pcp.h"

enum status page_alloc_drain(struct page_alloc *pa, unsigned cpu, unsigned zone)
{
	EXCLUSIVELY(pa);
	if (!page_alloc_cpu_online(pa, cpu))
		return STATUS_BAD_CPU;
	if (bad_zone(pa, zone))
		return STATUS_BAD_ZONE;
	if (zone == ZONE_ALL)
		pcp_drain_cpu(on_cpu(pa, cpu), cpu);
	else
		pcp_drain(on_cpu(pa, cpu), &pa->zone[zone], cpu);
	return STATUS_OK;
}

enum status page_alloc_drain_all(struct page_alloc *pa, unsigned zone)
{
	EXCLUSIVELY(pa);
	if (bad_zone(pa, zone))
		return STATUS_BAD_ZONE;
	pcp_drain_all(drift_lowest_cpu(pa), zone == ZONE_ALL ? NULL : &pa->zone[zone]);
	return STATUS_OK;
}

enum status page_alloc_drain_batch(struct page_alloc *pa, unsigned cpu, unsigned zone)
{
	EXCLUSIVELY(pa);
	if (!page_alloc_cpu_online(pa, cpu))
		return STATUS_BAD_CPU;
	if (zone >= pa->nr_zones)
		return STATUS_BAD_ZONE;
	pcp_drain_batch(on_cpu(pa, cpu), &pa->zone[zone], cpu);
	return STATUS_OK;
}

enum status page_alloc_decay(struct page_alloc *pa, unsigned cpu, unsigned zone)
{
	EXCLUSIVELY(pa);
	if (!page_alloc_cpu_online(pa, cpu))
		return STATUS_BAD_CPU;
	if (zone >= pa->nr_zones)
		return STATUS_BAD_ZONE;
	if (pa->policy->high_adapts)
		pcp_decay(on_cpu(pa, cpu), &pa->zone[zone], cpu);
	return STATUS_OK;
}

enum status page_alloc_fold(struct page_alloc *pa, unsigned cpu)
{
	EXCLUSIVELY(pa);
	if (!page_alloc_cpu_online(pa, cpu))
		return STATUS_BAD_CPU;
	drift_fold(pa, cpu);
	return STATUS_OK;
}
