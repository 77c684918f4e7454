// SPDX-License-Identifier: MIT
/*
 * Entry: freeing memory, references, splitting, draining, and the state of the outside world.
 *
 * Kernel: __free_pages(), split_page(), get_page(), drain_pages(), drain_all_pages().
 */
#include "allocator/page_alloc.h"
#include "allocator/always.h"
#include "allocator/buddy.h"
#include "allocator/damage.h"
#include "allocator/drift.h"
#include "allocator/exclusion.h"
#include "allocator/free.h"
#include "allocator/page.h"
#include "allocator/pageblock.h"
#include "allocator/pcp.h"
#include "allocator/quick.h"

enum { REFS_MAX = 1000, TRIES_MAX = 1 << 16 };

/* Several references may belong to different cpus, so dropping one of them needs the exclusive lock; a page with one reference belongs to
 * its owner alone. */
static enum status free_in_scope(struct page_alloc *pa, pfn_t pfn, unsigned order, enum scope *scope)
{
	page_t page;

	if (!page_alloc_cpu_online(pa, pa->cpu))
		return STATUS_BAD_CPU;
	if (order >= pa->max_order)
		return STATUS_BAD_ORDER;
	enum status status = page_status(pa, pfn, order, &page);

	if (status == STATUS_OK && page_refs(pa, page) > 1 && *scope != SCOPE_WORLD) {
		*scope = scope_widen(pa, *scope);
		status = page_status(pa, pfn, order, &page);
	}
	if (status == STATUS_OK)
		pa->refs_left = free_put(pa, page, order);
	return status;
}

enum status free_slowly(struct page_alloc *pa, pfn_t pfn, unsigned order)
{
	enum scope scope = scope_enter(pa);
	const enum status status = free_in_scope(pa, pfn, order, &scope);

	scope_leave(pa, scope);
	return status;
}

static bool free_cold_in_scope(struct page_alloc *pa, pfn_t pfn)
{
	page_t page;

	if (!pa->policy->pcp_cold || !page_alloc_cpu_online(pa, pa->cpu))
		return false;
	if (page_status(pa, pfn, 0, &page) != STATUS_OK || page_refs(pa, page) > 1)
		return false;
	const bool prepared = free_prepare(pa, page, 0, false);

	if (ALWAYS(prepared)) /* profiles with cold pages check single pages when they leave the page set */
		free_commit(pa, page, 0, true);
	return true;
}

enum status page_alloc_free_cold(struct page_alloc *pa, unsigned cpu, pfn_t pfn, uint32_t *refs)
{
	*refs = 0;
	if (cpu >= pa->nr_cpus)
		return STATUS_BAD_CPU;
	pa = on_cpu(pa, cpu);
	const enum scope scope = scope_enter(pa);
	const bool done = free_cold_in_scope(pa, pfn);

	scope_leave(pa, scope);
	if (done)
		return STATUS_OK;
	pa->refs_left = 0;
	const enum status status = free_slowly(pa, pfn, 0);

	*refs = pa->refs_left;
	return status;
}

enum status page_alloc_split(struct page_alloc *pa, pfn_t pfn, unsigned order)
{
	EXCLUSIVELY(pa);
	page_t page;

	if (order >= pa->max_order)
		return STATUS_BAD_ORDER;
	const enum status status = page_status(pa, pfn, order, &page);

	if (status != STATUS_OK)
		return status;
	if (page_state(pa, page) & STATE_NOTED)
		return STATUS_BAD_VALUE;
	page_set_state(pa, page, page_state(pa, page) & ~STATE_ORDER);
	for (page_t p = page + 1; p < page + block_pages(order); p++) {
		tick(pa);
		page_set(pa, p, KIND_ALLOC, 0);
	}
	return STATUS_OK;
}

enum status page_alloc_get_page(struct page_alloc *pa, pfn_t pfn, uint32_t *refs)
{
	EXCLUSIVELY(pa);
	page_t page;
	const enum status status = page_status(pa, pfn, pa->max_order, &page);

	*refs = 0;
	if (status != STATUS_OK)
		return status;
	const uint32_t now = page_refs(pa, page);

	if (now >= REFS_MAX)
		return STATUS_BAD_VALUE;
	page_set_facts(pa, page, now + 1, page_compound(pa, page));
	*refs = now + 1;
	return STATUS_OK;
}

static bool bad_zone(const struct page_alloc *pa, unsigned zone)
{
	return zone != ZONE_ALL && zone >= pa->nr_zones;
}

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

void page_alloc_set_task(struct page_alloc *pa, const struct page_alloc_task *task)
{
	CHANGING_SETTINGS(pa);
	for (uint32_t cpu = 0; cpu < pa->nr_cpus; cpu++)
		on_cpu(pa, cpu)->task = *task;
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
