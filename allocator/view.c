// SPDX-License-Identifier: MIT
/*
 * Entry: the state in the terms of contract/view.h. Reads everything, changes nothing.
 */
#include "allocator/page_alloc.h"
#include "allocator/free_area.h"
#include "allocator/pageblock.h"
#include "allocator/pcp_list.h"
#include "allocator/quick_slot.h"
#include "contract/mem.h"

/* Field by field, for speed: called after each request of a lockstep run. */
static void show_counters(const struct zone *zone, struct zone_counters *counters)
{
	counters->free = zone->free;
	counters->free_cma = zone->free_cma;
	counters->managed = (uint32_t)zone->managed;
	counters->free_highatomic = zone->free_highatomic;
	counters->reserved_highatomic = (uint32_t)zone->highatomic_reserved;
	counters->isolated_blocks = (uint32_t)zone->isolated;
	counters->boost = (uint32_t)zone->boost;
	counters->boosted = zone->boosted;
	counters->below_high = zone->below_high;
	for (unsigned mark = 0; mark < NR_WMARK; mark++)
		counters->wmark[mark] = (uint32_t)zone->wmark[mark];
	memcpy(counters->nr_free, zone->nr_free, sizeof(counters->nr_free));
}

_Static_assert(sizeof((struct zone_counters){ 0 }.nr_free) == sizeof((struct zone){ 0 }.nr_free), "shown as they are, below 0 as well");

void page_alloc_counters(const struct page_alloc *pa, struct zone_counters *zones)
{
	for (uint32_t i = 0; i < pa->nr_zones; i++)
		show_counters(&pa->zone[i], &zones[i]);
}

static void show_drift(const struct drift *drift, struct pcp_view *view)
{
	view->free_drift = drift->kept[DRIFT_FREE];
	view->cma_drift = drift->kept[DRIFT_CMA];
	view->drift_limit = drift->limit;
}

static pfn_t *show_page_set(const struct page_alloc *pa, const struct zone *zone, unsigned cpu, struct pcp_view *view, pfn_t *pfns)
{
	const struct pcp *pcp = &zone->pcp[cpu];

	*view = (struct pcp_view){ .count = pcp_count(pcp), .high = pcp->high, .batch = pcp->batch, .free_factor = pcp_free_factor(pcp) };
	view->high_min = pcp->high_min;
	view->high_max = pcp->high_max;
	view->alloc_factor = pcp->alloc_factor;
	view->free_count = pcp->free_count;
	view->prev_free_high_order = pcp->prev_high_order;
	view->free_high_batch = pcp->big_cache;
	if (zone->drift)
		show_drift(&zone->drift[cpu], view);
	for (uint32_t i = 0; i < pa->nr_lists; i++) {
		struct pcp_cursor cursor = { .list = &pcp->list[i] };

		view->len[i] = pcp_list_len(&pcp->list[i]);
		for (uint32_t n = 0; n < view->len[i]; n++)
			*pfns++ = zone_pfn(zone, entry_page(pcp_cursor_next(pa, &cursor)));
	}
	return pfns;
}

static pfn_t *show_free_lists(const struct page_alloc *pa, const struct zone *zone, struct zone_view *view, pfn_t *pfns)
{
	for (unsigned number = list_next_used(zone, 0); number < NR_LISTS; number = list_next_used(zone, number + 1)) {
		const uint32_t sentinel = sentinel_number(zone->sentinel, number);
		const pfn_t *const first = pfns;

		for (uint32_t page = zone->list[number].next; page != sentinel; page = link_of(pa, page)->next)
			*pfns++ = zone_pfn(zone, page);
		view->list_len[number / NR_TYPES][number % NR_TYPES] = (uint32_t)(pfns - first);
	}
	return pfns;
}

static uint8_t *show_pageblocks(const struct page_alloc *pa, const struct zone *zone, uint8_t *types)
{
	const page_t first = zone->start >> pa->pageblock_order, end = (zone->end + pageblock_pages(pa) - 1) >> pa->pageblock_order;

	if (zone->start == zone->end)
		return types;
	memcpy(types, &pa->block_type[first], end - first);
	return types + (end - first);
}

struct face {
	uint8_t head, tail;
};

static const struct face face_of[NR_KINDS] = {
	[KIND_ABSENT] = { PAGE_ABSENT, PAGE_ABSENT },
	[KIND_RESERVED] = { PAGE_RESERVED, PAGE_RESERVED },
	[KIND_ALLOC] = { PAGE_ALLOC_HEAD, PAGE_ALLOC_TAIL },
	[KIND_ALLOC_LRU] = { PAGE_ALLOC_LRU, PAGE_ALLOC_TAIL },
	[KIND_FREE] = { PAGE_FREE_HEAD, PAGE_FREE_TAIL },
	[KIND_GUARD] = { PAGE_GUARD_HEAD, PAGE_GUARD_TAIL },
	[KIND_CACHED] = { PAGE_CACHED, PAGE_CACHED },
	[KIND_LOST] = { PAGE_LOST, PAGE_LOST },
};

static uint8_t *show_pages(const struct page_alloc *pa, const struct zone *zone, uint8_t *bytes)
{
	for (page_t p = zone->start; p < zone->end;) {
		const page_t head = p == zone->start ? page_block(pa, p) : p; /* Blocks follow one another without gaps. */
		const uint8_t state = block_state(pa, head);
		const struct face face = face_of[state_kind(state)];
		const page_t end = head + block_pages(state_order(state)), stop = end < zone->end ? end : zone->end;

		if (p == head && state_kind(state) != KIND_LOST) {
			*bytes++ = (uint8_t)(face.head | state_order(state) << 4);
			p++;
		}
		if (p < stop)
			memset(bytes, face.tail, stop - p);
		bytes += stop - p;
		p = stop;
	}
	return bytes;
}

static uint8_t *show_memory(const struct page_alloc *pa, const struct zone *zone, uint8_t *bytes)
{
	const uint32_t size = pa->machine->page_bytes;

	for (page_t p = zone->start; p < zone->end && size > 0 && pa->hooks.page_address; p++, bytes += size)
		memcpy(bytes, pa->hooks.page_address(pa->hooks.ctx, zone_pfn(zone, p)), size);
	return bytes;
}

static void show_zone(const struct page_alloc *pa, const struct zone *zone, struct zone_view *view, struct events_view *events)
{
	*view = (struct zone_view){
		.start_pfn = zone_pfn(zone, zone->start),
		.end_pfn = zone_pfn(zone, zone->end),
		.drift_mark = (uint32_t)zone->drift_mark,
	};
	for (unsigned cpu = 0; cpu < pa->nr_cpus; cpu++) {
		struct numa_events numa = zone->pcp[cpu].numa;

		quick_add_counts(on_cpu(pa, cpu), zone, events, &numa);
		view->numa_hit += numa.hit;
		view->numa_miss += numa.miss;
		view->numa_foreign += numa.foreign;
		view->numa_local += numa.local;
		view->numa_other += numa.other;
	}
	for (unsigned class = 0; class < MAX_NR_ZONES; class++)
		view->lowmem_reserve[class] = (uint32_t)zone->lowmem_reserve[class];
}

static void show_node(const struct page_alloc *pa, const struct node *node, struct node_view *view)
{
	*view = (struct node_view){
		.totalreserve = (uint32_t)node->totalreserve,
		.min_unmapped = (uint32_t)node->min_unmapped,
		.min_slab = (uint32_t)node->min_slab,
		.first_deferred = PFN_NONE,
	};
	if (node->first_deferred != PAGE_NONE)
		view->first_deferred = zone_pfn(&pa->zone[node->last_zone], node->first_deferred);
	for (unsigned i = 0; i < 2; i++) {
		view->zonelist_len[i] = node->list[i].len;
		memcpy(view->zonelist[i], node->list[i].zone, node->list[i].len);
	}
}

static void add_events(struct events_view *sum, const struct events_view *events)
{
	sum->pgfree += events->pgfree;
	for (unsigned kind = 0; kind < MAX_NR_ZONES; kind++)
		sum->pgalloc[kind] += events->pgalloc[kind];
	sum->compact_stall += events->compact_stall;
	sum->compact_fail += events->compact_fail;
	sum->compact_success += events->compact_success;
	sum->node_reclaim_failed += events->node_reclaim_failed;
}

void page_alloc_view(const struct page_alloc *pa, struct view *view)
{
	pfn_t *pcp_pfns = view->pcp_pfns, *free_pfns = view->free_pfns;
	uint8_t *pageblock = view->pageblock, *page = view->page, *memory = view->memory;

	page_alloc_counters(pa, view->counters);
	view->events = (struct events_view){ 0 };
	for (unsigned cpu = 0; cpu < pa->nr_cpus; cpu++)
		add_events(&view->events, &on_cpu(pa, cpu)->events);
	for (uint32_t i = 0; i < pa->nr_zones; i++) {
		const struct zone *zone = &pa->zone[i];

		show_zone(pa, zone, &view->zone[i], &view->events);
		for (unsigned cpu = 0; cpu < pa->nr_cpus; cpu++)
			pcp_pfns = show_page_set(pa, zone, cpu, &view->pcp[i * pa->nr_cpus + cpu], pcp_pfns);
		free_pfns = show_free_lists(pa, zone, &view->zone[i], free_pfns);
		pageblock = show_pageblocks(pa, zone, pageblock);
		page = show_pages(pa, zone, page);
		memory = show_memory(pa, zone, memory);
	}
	for (unsigned n = 0; n < pa->nr_nodes; n++)
		show_node(pa, &pa->node[n], &view->node[n]);
	view->min_free_kbytes = (uint32_t)pa->common->min_free_kbytes;
	view->mobility = !pa->common->no_mobility;
}

void page_alloc_step_limit(struct page_alloc *pa, uint64_t limit, void (*stop)(void *ctx), void *ctx)
{
	for (uint32_t cpu = 0; cpu < pa->nr_cpus; cpu++) {
		on_cpu(pa, cpu)->step_limit = limit;
		on_cpu(pa, cpu)->stop = stop;
		on_cpu(pa, cpu)->stop_ctx = ctx;
	}
}

void page_alloc_start_steps(struct page_alloc *pa)
{
	for (uint32_t cpu = 0; cpu < pa->nr_cpus; cpu++)
		on_cpu(pa, cpu)->steps = 0;
}

uint64_t page_alloc_steps(const struct page_alloc *pa)
{
	uint64_t steps = 0;

	for (uint32_t cpu = 0; cpu < pa->nr_cpus; cpu++)
		steps += on_cpu(pa, cpu)->steps;
	return steps;
}
