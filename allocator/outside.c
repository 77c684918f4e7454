// SPDX-License-Identifier: MIT
/*
 * Entry: state that is decided outside the allocator: the task and its nodes, kswapd and reclaim, page-cache statistics, a page set
 * whose lock is held, damaged pages.
 *
 * Kernel: what __alloc_pages_slowpath() and vm_stat find there; compact_control.capture; set_pgdat_percpu_threshold().
 */
#include "allocator/page_alloc.h"
#include "allocator/damage.h"
#include "allocator/drift.h"
#include "allocator/exclusion.h"
#include "allocator/page.h"
#include "allocator/pcp.h"

enum { TRIES_MAX = 1 << 16 };

void page_alloc_set_task(struct page_alloc *pa, const struct page_alloc_task *task)
{
	CHANGING_SETTINGS(pa);
	for (uint32_t cpu = 0; cpu < pa->nr_cpus; cpu++)
		on_cpu(pa, cpu)->task = *task;
}

void page_alloc_set_mems(struct page_alloc *pa, uint32_t mems)
{
	CHANGING_SETTINGS(pa);
	for (uint32_t cpu = 0; cpu < pa->nr_cpus; cpu++) {
		on_cpu(pa, cpu)->task.mems = mems;
		on_cpu(pa, cpu)->mems_seq++;
	}
}

void page_alloc_mark_victim(struct page_alloc *pa)
{
	CHANGING_SETTINGS(pa);
	for (uint32_t cpu = 0; cpu < pa->nr_cpus; cpu++)
		on_cpu(pa, cpu)->task.flags |= TASK_VICTIM;
}

void page_alloc_arm_capture(struct page_alloc *pa, unsigned zone)
{
	EXCLUSIVELY(pa);
	pa->common->capture.armed = pa->policy->capture;
	pa->common->capture.zone = (uint8_t)zone;
}

void page_alloc_disarm_capture(struct page_alloc *pa)
{
	EXCLUSIVELY(pa);
	pa->common->capture.armed = false;
}

enum status page_alloc_kswapd(struct page_alloc *pa, unsigned node, bool awake)
{
	CHANGING_SETTINGS(pa);
	if (node >= pa->nr_nodes)
		return STATUS_BAD_NODE;
	pa->node[node].kswapd_awake = awake;
	drift_set_pressure(pa, node, awake);
	return STATUS_OK;
}

enum status page_alloc_reclaim_active(struct page_alloc *pa, unsigned zone, bool active)
{
	CHANGING_SETTINGS(pa);
	if (bad_zone(pa, zone))
		return STATUS_BAD_ZONE;
	for (uint32_t i = 0; i < pa->nr_zones && pa->policy->pcp_trylock; i++) {
		if (zone == ZONE_ALL || zone == i)
			pcp_set_reclaim_active(pa, &pa->zone[i], active);
	}
	return STATUS_OK;
}

enum status page_alloc_pcp_busy(struct page_alloc *pa, unsigned cpu, unsigned zone, int64_t tries, uint32_t after)
{
	CHANGING_SETTINGS(pa);
	if (!page_alloc_cpu_online(pa, cpu))
		return STATUS_BAD_CPU;
	if (bad_zone(pa, zone))
		return STATUS_BAD_ZONE;
	if (tries < 0 || tries > TRIES_MAX || after > TRIES_MAX)
		return STATUS_BAD_VALUE;
	for (uint32_t i = 0; i < pa->nr_zones && pa->policy->pcp_trylock; i++) {
		if (zone == ZONE_ALL || zone == i)
			pcp_set_busy(on_cpu(pa, cpu), &pa->zone[i], (uint32_t)tries, after);
	}
	return STATUS_OK;
}

enum status page_alloc_set_node_stats(struct page_alloc *pa, unsigned node, const uint32_t stat[NR_NODE_STATS])
{
	EXCLUSIVELY(pa);
	if (node >= pa->nr_nodes)
		return STATUS_BAD_NODE;
	for (unsigned i = 0; i < NR_NODE_STATS; i++)
		pa->node[node].stat[i] = stat[i];
	return STATUS_OK;
}

enum status page_alloc_set_zone_stats(struct page_alloc *pa, unsigned zone, const uint32_t stat[NR_ZONE_STATS])
{
	EXCLUSIVELY(pa);
	if (zone >= pa->nr_zones)
		return STATUS_BAD_ZONE;
	for (unsigned i = 0; i < NR_ZONE_STATS; i++)
		pa->zone[zone].stat[i] = stat[i];
	return STATUS_OK;
}

bool page_alloc_present(struct page_alloc *pa, pfn_t pfn)
{
	page_t page;

	return pfn_span_zone(pa, pfn, &page) && state_kind(block_state(pa, page_block(pa, page))) != KIND_ABSENT;
}

enum status page_alloc_mark_bad(struct page_alloc *pa, pfn_t pfn, enum damage damage)
{
	CHANGING_SETTINGS(pa);
	page_t page;
	enum status status = STATUS_OK;

	if (!pfn_span_zone(pa, pfn, &page))
		return (unsigned)damage >= NR_DAMAGES ? STATUS_BAD_VALUE : STATUS_FOREIGN_PFN;
	const page_t head = page_block(pa, page);
	const enum page_kind kind = state_kind(block_state(pa, head));

	if ((unsigned)damage >= NR_DAMAGES || kind == KIND_GUARD)
		status = STATUS_BAD_VALUE;
	else if (kind == KIND_FREE && damage == DAMAGE_MAPCOUNT && head == page)
		status = STATUS_BAD_VALUE;
	else if (kind == KIND_ABSENT)
		status = STATUS_FOREIGN_PFN;
	else if (kind == KIND_RESERVED)
		status = STATUS_RESERVED;
	else if (kind == KIND_LOST)
		status = STATUS_LOST;
	if (status == STATUS_OK && !damage_at(pa, page, damage) && !damage_full(pa))
		damage_add(pa, page, damage);
	return status;
}
