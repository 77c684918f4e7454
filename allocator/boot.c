// SPDX-License-Identifier: MIT
/*
 * Boot: lay the instance out in the caller's memory, then hand over the machine's memory in the kernel's order.
 *
 * Order of events: pageblock types, free memory, page sets, zonelists, watermarks, CMA areas (some kernels: CMA before the watermarks).
 * With deferred memory the watermarks stay 0 until page_alloc_init_watermarks(). Cost is in proportion to the number of blocks; the state
 * bytes are cleared, one per page, unless the caller says that they are zero already.
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
#include "allocator/memmap.h"
#include "allocator/pageblock.h"
#include "allocator/pcp.h"
#include "allocator/populate.h"
#include "allocator/quick.h"
#include "allocator/quick_block.h"
#include "allocator/watermark.h"
#include "allocator/zonelist.h"

#include <string.h>

enum { ALIGNMENT = 64, PAGES_PER_RING_ENTRY = 256, MIN_FREE_DEFAULT = 1024 };

/* Offsets of the arrays behind the cpus' struct page_alloc. */
struct layout {
	struct extent extent[MAX_ZONES + 1];
	uint32_t nr_extents;
	uint64_t nr_pages;
	uint32_t nr_sentinels;
	uint32_t nr_lists;
	uint32_t damage_cap;
	uint32_t ring[MAX_ZONES], ring_single[MAX_ZONES]; /* entries; those of lists of single pages */
	uint64_t common, link, damage, pcp, rings, drift, state, block_type, size;
};

/* Insert a run of pfns, rounded so that no buddy of any of them lies outside, and merge it with what it touches. */
static void add_extent(struct layout *l, uint64_t start, uint64_t end, uint64_t align)
{
	uint32_t kept = 0;

	start = start / align * align;
	end = (end + align - 1) / align * align;
	for (uint32_t i = 0; i < l->nr_extents; i++) {
		const struct extent e = l->extent[i];

		if (e.end < start || e.start > end) {
			l->extent[kept++] = e;
			continue;
		}
		start = e.start < start ? e.start : start;
		end = e.end > end ? e.end : end;
	}
	uint32_t at = kept;

	for (; at > 0 && l->extent[at - 1].start > start; at--)
		l->extent[at] = l->extent[at - 1];
	l->extent[at] = (struct extent){ .start = (page_t)start, .end = (page_t)end };
	l->nr_extents = kept + 1;
}

/* Extents hold pfns until here, dense pages from here on. */
static void number_extents(struct layout *l)
{
	for (uint32_t i = 0; i < l->nr_extents; i++) {
		struct extent *e = &l->extent[i];
		const page_t pages = e->end - e->start;

		e->delta = e->start - (page_t)l->nr_pages;
		e->start = (page_t)l->nr_pages;
		e->end = e->start + pages;
		l->nr_pages += pages;
	}
}

static void lay_extents(struct layout *l, const struct machine *m)
{
	const uint64_t align = (uint64_t)1 << m->max_order;
	pfn_t lowest = PFN_NONE;

	for (unsigned i = 0; i < m->nr_zones; i++) {
		if (m->zone[i].start_pfn == m->zone[i].end_pfn)
			continue;
		add_extent(l, m->zone[i].start_pfn, m->zone[i].end_pfn, align);
		if (m->zone[i].start_pfn < lowest)
			lowest = m->zone[i].start_pfn;
	}
	if (m->hot_end)
		add_extent(l, lowest < m->hot_end ? lowest : 0, m->hot_end, align);
	if (l->nr_extents == 0)
		add_extent(l, 0, align, align);
	number_extents(l);
}

static uint64_t place(uint64_t *size, uint64_t bytes)
{
	const uint64_t at = (*size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;

	*size = at + bytes;
	return at;
}

static uint32_t ring_entries(uint64_t wanted, uint32_t most)
{
	uint32_t entries = PCP_RING_MIN;

	while (entries < most && entries < wanted)
		entries *= 2;
	return entries;
}

/*
 * Ring entries that usually suffice: the kernel's pcp->high grows with the zone. Nearly all of what a cpu keeps are single pages; where high follows the
 * load that may be its share of an eighth of the zone.
 */
static void size_rings(struct layout *l, const struct machine *m, unsigned zone)
{
	const struct policy *policy = &page_alloc_policies[m->profile];
	const uint64_t pages = m->zone[zone].end_pfn - m->zone[zone].start_pfn + (uint64_t)m->hot_end;
	const uint64_t single = policy->high_adapts ? pages / 8 / m->nr_cpus : pages / PAGES_PER_RING_ENTRY;

	l->ring[zone] = ring_entries(pages / PAGES_PER_RING_ENTRY, PCP_RING_MAX);
	l->ring_single[zone] = ring_entries(single, policy->high_by_watermark ? PCP_RING_MAX_SINGLE : PCP_RING_MAX);
}

static size_t state_bytes(uint64_t pages)
{
	return (size_t)((pages + STATE_GROUP - 1) / STATE_GROUP * STATE_GROUP);
}

/* Each page may have every damage there is. */
static uint32_t damage_entries(uint64_t pages)
{
	return pages < DAMAGE_CAP / NR_DAMAGES ? (uint32_t)pages * NR_DAMAGES : DAMAGE_CAP;
}

static bool lay_out(struct layout *l, const struct machine *m)
{
	uint64_t rings = 0;

	memset(l, 0, sizeof(*l));
	if (!machine_valid(m))
		return false;
	lay_extents(l, m);
	if (l->nr_pages >= (uint64_t)1 << PAGE_BITS)
		return false;
	l->nr_lists = page_alloc_policies[m->profile].pcp_orders * 3u + (page_alloc_policies[m->profile].pcp_huge ? 2 : 0);
	l->damage_cap = damage_entries(l->nr_pages);
	for (unsigned i = 0; i < m->nr_zones; i++) {
		size_rings(l, m, i);
		rings += (NR_PCP_TYPES * (uint64_t)l->ring_single[i] + (l->nr_lists - NR_PCP_TYPES) * (uint64_t)l->ring[i]) * m->nr_cpus;
	}
	l->size = (uint64_t)m->nr_cpus * CPU_BYTES;
	l->nr_sentinels = m->nr_zones * NR_LISTS;
	l->common = place(&l->size, sizeof(struct common));
	l->link = place(&l->size, (l->nr_pages + l->nr_sentinels) * sizeof(struct link));
	l->damage = place(&l->size, l->damage_cap * sizeof(uint32_t));
	l->pcp = place(&l->size, (uint64_t)m->nr_zones * m->nr_cpus * sizeof(struct pcp));
	l->rings = place(&l->size, rings * sizeof(uint32_t));
	if (m->vmstat_percpu)
		l->drift = place(&l->size, (uint64_t)m->nr_zones * m->nr_cpus * sizeof(struct drift));
	l->block_type = place(&l->size, (l->nr_pages >> m->pageblock_order) + 1);
	l->state = place(&l->size, state_bytes(l->nr_pages));
	return l->size <= SIZE_MAX / 2;
}

size_t page_alloc_size(const struct machine *machine)
{
	struct layout layout;

	return lay_out(&layout, machine) ? (size_t)layout.size : 0;
}

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

/* Boot is the work of cpu 0. */
static void set_up_instance(struct page_alloc *pa, const struct layout *l, const struct machine *m)
{
	uint8_t *base = (uint8_t *)pa;

	memset(pa, 0, sizeof(*pa));
	pa->policy = &page_alloc_policies[m->profile];
	pa->step_limit = UINT64_MAX;
	pa->common = (struct common *)(void *)(base + l->common);
	pa->machine = &pa->common->machine;
	pa->extent = pa->common->extent;
	pa->zone = pa->common->zone;
	pa->node = pa->common->node;
	pa->damage = (uint32_t *)(void *)(base + l->damage);
	pa->link = (struct link *)(void *)(base + l->link);
	pa->block_type = base + l->block_type;
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

/* Nothing is there yet. Of link[], only what stands for unwritten state bytes has to say so. */
static void clear(struct page_alloc *pa)
{
	memset(pa->state, 0, state_bytes(pa->nr_pages));
	memset(pa->block_type, 0, (size_t)(pa->nr_pages >> pa->pageblock_order) + 1);
	memset(pa->link, 0, pa->nr_pages / pa->largest * sizeof(struct link));
}

/* The other cpus see what cpu 0 sees; what has been counted stays counted once. */
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

/* memmap_init_zone(): every pageblock whose first page is there becomes MOVABLE, or stays what it is. */
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
		populate_reserved(pa, zone, RANGE_CMA, zone->start, zone->end);
	}
}

/* __free_pages_memory(): the largest aligned blocks that fit, ascending. Zones of a chain share one extent, hence one delta. */
static void free_run(struct page_alloc *pa, page_t start, page_t end)
{
	while (start < end) {
		unsigned order = 0;

		while (order + 1 < pa->max_order && !(start >> order & 1))
			order++;
		while (block_pages(order) > end - start)
			order--;
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

	if (!lay_out(&layout, machine))
		return NULL;
	set_up_instance(pa, &layout, machine);
	if (!zeroed)
		clear(pa);
	set_up_page_sets(pa, &layout);
	/* What boot frees is cleared or poisoned as anything else. */
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
	if (pa->nr_cpus > 1) /* The others come online before there are watermarks. */
		drift_set_limits(pa);
	if (pa->policy->cma_before_marks)
		release_cma(pa);
	first_watermarks(pa);
	if (!pa->policy->cma_before_marks)
		release_cma(pa);
	pcp_weigh_caches(pa);
	pa->quick = quick_possible(pa);
	quick_block_set_orders(pa);
	pa->hooks = *hooks; /* Boot asks nothing and reports nothing. */
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
