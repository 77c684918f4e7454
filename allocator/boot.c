// SPDX-License-Identifier: MIT
/*
 * Boot: set the instance up at the places that layout.c computed, then hand over the machine's memory in the kernel's order.
 *
 * Order of events: pageblock types, free memory, page sets, zonelists, watermarks, CMA areas (some kernels: CMA before the watermarks).
 * With deferred memory the watermarks stay 0 until page_alloc_init_watermarks(). The cost is proportional to the number of blocks, plus
 * clearing one state byte per page, unless the caller says that the memory is zero already.
 *
 * Kernel: free_area_init(), memblock_free_all(), build_all_zonelists(), init_per_zone_wmark_min(), init_cma_reserved_pageblock().
 */
#include "allocator/page_alloc.h"
#include "allocator/contents.h"
#include "allocator/deferred.h"
#include "allocator/drift.h"
#include "allocator/exclusion.h"
#include "allocator/free.h"
#include "allocator/free_area.h"
#include "allocator/layout.h"
#include "allocator/memmap.h"
#include "allocator/pageblock.h"
#include "allocator/pcp.h"
#include "allocator/populate.h"
#include "allocator/quick.h"
#include "allocator/quick_block.h"
#include "allocator/watermark.h"
#include "allocator/zonelist.h"
#include "contract/mem.h"

enum { MIN_FREE_DEFAULT = 1024 };

static void set_up_common(struct page_alloc *pa, const struct layout *l, const struct machine *m)
{
	struct common *common = pa->common;

	memset(common, 0, offsetof(struct common, zone) + m->nr_zones * sizeof(common->zone[0]));
	common->machine = *m;
	memcpy(common->extent, l->extent, sizeof(common->extent));
	common->cpus_online = m->nr_cpus == MAX_CPUS ? UINT64_MAX : ((uint64_t)1 << m->nr_cpus) - 1;
	common->no_mobility = common->mixed = !m->mobility;
	common->fixed_pcp = m->pcp_mode == PCP_FIXED || (m->pcp_mode == PCP_BOOT && m->pcp_batch > 0);
	common->boot_pcp = m->pcp_mode == PCP_BOOT;
	common->grow_deferred = m->deferred && pa->policy->grows_deferred;
	common->min_free_kbytes = m->min_free_kbytes >= 0      ? m->min_free_kbytes :
				  m->user_min_free_kbytes >= 0 ? m->user_min_free_kbytes :
								 MIN_FREE_DEFAULT;
	common->user_min_free_kbytes = m->user_min_free_kbytes;
	common->scale_factor = m->watermark_scale_factor;
	common->boost_factor = m->watermark_boost_factor;
	memcpy(common->reserve_ratio, m->lowmem_reserve_ratio, sizeof(common->reserve_ratio));
	common->capture.page = PAGE_NONE;
}

/* Boot runs on cpu 0. */
static void set_up_instance(struct page_alloc *pa, const struct layout *l, const struct machine *m)
{
	uint8_t *base = (uint8_t *)pa;

	memset(pa, 0, sizeof(*pa));
	pa->policy = policy_of(m);
	pa->step_limit = UINT64_MAX;
	pa->common = (struct common *)(void *)(base + l->common);
	pa->machine = &pa->common->machine;
	pa->extent = pa->common->extent;
	pa->zone = pa->common->zone;
	pa->node = pa->common->node;
	pa->damage = (uint32_t *)(void *)(base + l->damage);
	pa->link = (struct link *)(void *)(base + l->link);
	pa->block_type = base + l->block_type;
	pa->block_under = base + l->block_under;
	pa->state = base + l->state;
	pa->damage_cap = l->damage_cap;
	pa->nr_pages = (page_t)l->nr_pages;
	pa->nr_lists = l->nr_lists;
	pa->nr_extents = l->nr_extents;
	pa->max_order = m->max_order;
	pa->largest = block_pages(m->max_order - 1);
	pa->pageblock_order = m->pageblock_order;
	pa->nr_zones = m->nr_zones;
	pa->nr_nodes = m->nr_nodes;
	pa->nr_cpus = m->nr_cpus;
	pa->task.mems = pa->task.hardwall = (1u << m->nr_nodes) - 1;
	set_up_common(pa, l, m);
}

_Static_assert(STATE(KIND_ABSENT, 0) == 0 && MIGRATE_UNMOVABLE == 0, "memory of zeros is a machine without memory");

/* No page has memory yet. Of link[], only the links of largest blocks must be cleared, as they stand for unwritten state bytes. */
static void clear(struct page_alloc *pa)
{
	memset(pa->state, 0, layout_state_bytes(pa->nr_pages));
	memset(pa->block_type, 0, (size_t)(pa->nr_pages >> pa->pageblock_order) + 1);
	memset(pa->link, 0, pa->nr_pages / pa->largest * sizeof(struct link));
}

/* Copy cpu 0's instance to the other cpus and zero their statistics, so that what boot counted is counted once. */
static void set_up_cpus(struct page_alloc *pa)
{
	for (uint32_t cpu = 1; cpu < pa->nr_cpus; cpu++) {
		struct page_alloc *other = on_cpu(pa, cpu);

		*other = *pa;
		other->cpu = (uint8_t)cpu;
		other->steps = 0;
		memset(&other->events, 0, sizeof(other->events));
	}
}

static void set_up_page_sets(struct page_alloc *pa, const struct layout *l)
{
	struct pcp *pcp = (struct pcp *)(void *)((uint8_t *)pa + l->pcp);
	uint32_t *ring = (uint32_t *)(void *)((uint8_t *)pa + l->rings);

	for (uint32_t z = 0; z < pa->nr_zones; z++) {
		pa->zone[z].pcp = pcp;
		for (uint32_t cpu = 0; cpu < pa->nr_cpus; cpu++, pcp++) {
			memset(pcp, 0, offsetof(struct pcp, list) + pa->nr_lists * sizeof(pcp->list[0]));
			for (uint32_t i = 0; i < pa->nr_lists; i++) {
				pcp->list[i].ring = ring;
				pcp->list[i].mask = (i < NR_PCP_TYPES ? l->ring_single[z] : l->ring[z]) - 1;
				ring += pcp->list[i].mask + 1;
			}
		}
	}
}

static void set_up_zone(struct page_alloc *pa, uint32_t index)
{
	const struct machine_zone *from = &pa->machine->zone[index];
	struct zone *zone = &pa->zone[index];
	struct run run = { 0, 0 };

	zone->index = (uint8_t)index;
	zone->node = from->node;
	zone->kind = from->kind;
	zone->boot_pcp = pa->common->boot_pcp;
	zone->one_type = pa->policy->one_type;
	zone->plain_types = MIGRATE_HIGHATOMIC;
	zone->delta = from->start_pfn;
	zone->list = pa->link + pa->nr_pages + index * NR_LISTS;
	zone->sentinel = sentinel_number(pa->nr_pages + 1, index * NR_LISTS);
	for (uint32_t i = 0; i < NR_LISTS; i++)
		list_init(&zone->list[i], sentinel_number(zone->sentinel, i));
	for (uint32_t i = 0; i < pa->nr_extents && from->start_pfn < from->end_pfn; i++) {
		const struct extent *e = &pa->extent[i];

		if (from->start_pfn >= e->start + e->delta && from->start_pfn - e->delta < e->end)
			zone->delta = e->delta;
	}
	zone->start = from->start_pfn - zone->delta;
	zone->end = from->end_pfn - zone->delta;
	while (memmap_present_run(from, pa->machine, run.end, &run))
		zone->present += run.end - run.start;
}

static void set_up_node(struct page_alloc *pa, unsigned index)
{
	struct node *node = &pa->node[index];
	const pfn_t first = deferred_first(pa->machine, index);
	pfn_t end = 0;

	node->first_deferred = PAGE_NONE;
	node->last_zone = UINT8_MAX;
	for (uint32_t i = 0; i < pa->nr_zones; i++) {
		const struct machine_zone *zone = &pa->machine->zone[i];

		if (zone->node != index || zone->start_pfn == zone->end_pfn || zone->end_pfn <= end)
			continue;
		end = zone->end_pfn;
		node->last_zone = (uint8_t)i;
	}
	if (first != PFN_NONE)
		node->first_deferred = first - pa->zone[node->last_zone].delta;
}

/* memmap_init_zone(): every pageblock whose first page is present becomes MOVABLE; the others keep their type. */
static void mark_pageblocks(struct page_alloc *pa, const struct zone *zone, page_t start, page_t end)
{
	const page_t block = pageblock_pages(pa);
	const page_t first = pa->node[zone->node].first_deferred;

	if (pa->node[zone->node].last_zone == zone->index && first < end)
		end = first;
	const page_t low = (start + block - 1) >> pa->pageblock_order, high = (end + block - 1) >> pa->pageblock_order;

	if (low < high && !pa->common->no_mobility)
		memset(&pa->block_type[low], MIGRATE_MOVABLE, high - low);
}

/* Do two zones of one node adjoin inside a largest block? */
static bool zones_share_blocks(const struct page_alloc *pa)
{
	for (uint32_t i = 0; i < pa->nr_zones; i++) {
		for (uint32_t j = 0; j < pa->nr_zones; j++) {
			const struct zone *a = &pa->zone[i], *b = &pa->zone[j];

			if (a->start < a->end && b->start < b->end && a->end == b->start && a->node == b->node &&
			    a->end & (block_pages(pa->max_order - 1) - 1))
				return true;
		}
	}
	return false;
}

/* __init_deferred_page(): a pageblock that is not initialised otherwise becomes MOVABLE as well, if its first page is reserved. */
static void mark_deferred(struct page_alloc *pa, const struct zone *zone, page_t first)
{
	const page_t block = pageblock_pages(pa);

	for (unsigned i = 0; i < pa->machine->nr_ranges; i++) {
		const struct machine_range *range = &pa->machine->range[i];
		const pfn_t low = range->start_pfn > zone_pfn(zone, first) ? range->start_pfn : zone_pfn(zone, first);

		for (pfn_t pfn = (low + block - 1) & ~(block - 1); range->kind == RANGE_RESERVED && pfn < range->end_pfn; pfn += block) {
			if (zone_spans(zone, pfn - zone->delta))
				pageblock_set(pa, pfn - zone->delta, MIGRATE_MOVABLE);
		}
	}
}

static void init_memmap(struct page_alloc *pa)
{
	for (uint32_t i = 0; i < pa->nr_zones; i++) {
		const struct zone *zone = &pa->zone[i];
		struct run run = { 0, 0 };

		if (pa->policy->hole_marks_block)
			mark_pageblocks(pa, zone, zone->start, zone->end);
		while (memmap_present_run(&pa->machine->zone[i], pa->machine, run.end, &run))
			mark_pageblocks(pa, zone, run.start - zone->delta, run.end - zone->delta);
	}
	for (uint32_t i = 0; i < pa->nr_zones; i++) {
		const struct zone *zone = &pa->zone[i];
		const page_t first = pa->node[zone->node].first_deferred;

		populate_reserved(pa, zone, RANGE_RESERVED, zone->start, zone_spans(zone, first) ? first : zone->end);
		if (pa->policy->defers_reserved && zone_spans(zone, first))
			mark_deferred(pa, zone, first);
		populate_reserved(pa, zone, RANGE_CMA, zone->start, zone->end);
	}
}

/* __free_pages_memory(): frees the largest aligned blocks that fit, ascending. Adjoining zones of a node share one extent, hence one
 * delta. */
static void free_run(struct page_alloc *pa, page_t start, page_t end)
{
	while (start < end) {
		const unsigned order = block_fit_order(start, end - start, pa->max_order - 1u);

		populate_block(pa, start, order);
		start += block_pages(order);
	}
}

static void free_memory(struct page_alloc *pa)
{
	for (unsigned n = 0; n < pa->nr_nodes; n++) {
		struct run run = { 0, 0 };

		while (memmap_free_run(pa->machine, n, run.end, &run)) {
			page_t start;

			pfn_span_zone(pa, run.start, &start);
			page_t end = start + (run.end - run.start);

			if (pa->node[n].first_deferred < end)
				end = pa->node[n].first_deferred;
			free_run(pa, start, end);
		}
	}
}

/* cma_activate_area(): each pageblock becomes CMA and is freed as one block by cpu 0. */
static void release_cma(struct page_alloc *pa)
{
	for (unsigned i = 0; i < pa->machine->nr_ranges; i++) {
		const struct machine_range *range = &pa->machine->range[i];

		for (pfn_t pfn = range->start_pfn; pfn < range->end_pfn && range->kind == RANGE_CMA; pfn += pageblock_pages(pa)) {
			page_t page;
			struct zone *zone = pfn_span_zone(pa, pfn, &page);

			pageblock_set(pa, page, MIGRATE_CMA);
			page_set(pa, page, KIND_ALLOC, pa->pageblock_order);
			free_block(pa, page, pa->pageblock_order, false);
			zone->managed += pageblock_pages(pa);
			if (pa->policy->cma_sets_reserves)
				watermark_setup_reserve(pa);
		}
	}
}

static void first_watermarks(struct page_alloc *pa)
{
	if (pa->machine->deferred)
		return;
	if (pa->machine->min_free_kbytes < 0) {
		watermark_init(pa);
		return;
	}
	watermark_setup(pa);
	drift_set_limits(pa);
	watermark_setup_reserve(pa);
	watermark_init_node_minima(pa);
}

static struct page_alloc *boot(void *memory, const struct machine *machine, const struct page_alloc_hooks *hooks, bool zeroed)
{
	struct page_alloc *pa = memory;
	struct layout layout;

	if (!layout_make(&layout, machine) || (hooks->self && !HAVE_LOCKS))
		return NULL;
	set_up_instance(pa, &layout, machine);
	if (!zeroed)
		clear(pa);
	set_up_page_sets(pa, &layout);
	/* What boot frees is cleared or poisoned like any other memory. */
	pa->hooks = (struct page_alloc_hooks){ .ctx = hooks->ctx, .page_address = hooks->page_address };
	pa->touches_pages = contents_matter(pa);
	for (uint32_t i = 0; i < pa->nr_zones; i++)
		set_up_zone(pa, i);
	drift_set_up(pa, (struct drift *)(void *)((uint8_t *)pa + layout.drift));
	for (unsigned n = 0; n < pa->nr_nodes; n++)
		set_up_node(pa, n);
	pa->shared_blocks = pa->common->inexact = zones_share_blocks(pa);
	init_memmap(pa);
	free_memory(pa);
	pcp_setup_all(pa);
	zonelist_build_all(pa);
	if (pa->nr_cpus > 1 && !pa->policy->cpus_set_no_drift) /* The other cpus come online before there are watermarks. */
		drift_set_limits(pa);
	if (pa->policy->cma_before_marks)
		release_cma(pa);
	first_watermarks(pa);
	if (!pa->policy->cma_before_marks)
		release_cma(pa);
	pcp_weigh_caches(pa);
	pa->quick = quick_possible(pa);
	quick_block_set_orders(pa);
	pa->hooks = *hooks; /* Other hooks are not called during boot. */
	set_up_cpus(pa);
	exclusion_set_up(pa);
	return pa;
}

struct page_alloc *page_alloc_boot(void *memory, const struct machine *machine, const struct page_alloc_hooks *hooks)
{
	return boot(memory, machine, hooks, false);
}

struct page_alloc *page_alloc_boot_zeroed(void *memory, const struct machine *machine, const struct page_alloc_hooks *hooks)
{
	return boot(memory, machine, hooks, true);
}
