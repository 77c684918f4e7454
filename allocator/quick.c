// SPDX-License-Identifier: MIT
/*
 * The hot path. What it leaves out and why it may: a non-empty list means no refill, so no fallback, no boost and no wake-up; the first
 * zone passing its watermark means no other zone, no node reclaim, no slow path; a page set below its high mark means no flush.
 */
#include "allocator/quick.h"
#include "allocator/exclusion.h"
#include "allocator/node.h"
#include "allocator/page.h"
#include "allocator/pageblock.h"
#include "allocator/pcp_list.h"
#include "allocator/watermark.h"
#include "allocator/zonelist.h"

#define RARE __attribute__((noinline, cold))

enum {
	UNUSUAL_GFP = GFP_BIT_ZERO | GFP_BIT_WRITE | GFP_BIT_COLD,
	ZONE_GFP = GFP_BIT_DMA | GFP_BIT_HIGHMEM | GFP_BIT_DMA32 | GFP_BIT_MOVABLE,
	/* Bits that the way of a single page depends on, one for the record's sake. */
	KEY_GFP = ZONE_GFP | GFP_BIT_RECLAIMABLE | GFP_BIT_THISNODE | GFP_BIT_KSWAPD_RECLAIM | UNUSUAL_GFP,
	KEY_NODE_SHIFT = 24,
	TYPE_SHIFT = 3, /* GFP_MOVABLE_SHIFT */
};
_Static_assert(KEY_GFP < 1 << KEY_NODE_SHIFT && (KEY_GFP & 0xfff) != 0xfff, "gfp and node share a word, and none of them is QUICK_NONE");
_Static_assert(GFP_BIT_MOVABLE == 1 << TYPE_SHIFT && GFP_BIT_RECLAIMABLE == 2 << TYPE_SHIFT, "slots by migratetype");

bool quick_possible(const struct page_alloc *pa)
{
	const struct machine *machine = pa->machine;

	return !machine->cpusets && !pa->touches_pages && machine->guardpage_minorder < 0;
}

/* Settings, damage and the cpu's task allow it. */
static bool may_learn(const struct page_alloc *pa)
{
	return pa->quick && !pa->common->nr_damaged && !pa->task.flags && pa->common->cpus_online >> pa->cpu & 1;
}

static void add_hits(const struct page_alloc *pa, const struct quick_slot *slot, struct events_view *events, struct numa_events *numa)
{
	const struct zone *zone = &pa->zone[slot->zone];

	events->pgalloc[zone->kind] += slot->hits;
	numa->hit += slot->hits;
	if (zone->node == pa->machine->cpu_node[pa->cpu])
		numa->local += slot->hits;
	else
		numa->other += slot->hits;
}

void quick_add_counts(const struct page_alloc *pa, const struct zone *zone, struct events_view *events, struct numa_events *numa)
{
	for (unsigned i = 0; i < QUICK_SLOTS; i++) {
		if (pa->slot[i].hits && pa->slot[i].zone == zone->index)
			add_hits(pa, &pa->slot[i], events, numa);
	}
}

/* The flags that the fast path's attempt would have had. */
static uint32_t attempt_flags(const struct page_alloc *pa, uint32_t gfp, const struct zonelist *list, unsigned mt)
{
	const unsigned kind = gfp_high_kind(gfp);
	const struct choice choice = { .list = list, .high_kind = kind, .preferred = list->first[kind] };
	uint32_t flags = WMARK_LOW | (mt == MIGRATE_MOVABLE ? ALLOC_CMA : 0);

	if (zonelist_avoids_fragments(pa, &choice))
		flags |= ALLOC_NOFRAGMENT;
	return flags;
}

static uint32_t key_of(const struct page_alloc_request *request)
{
	return (request->gfp & KEY_GFP) | (uint32_t)request->node << KEY_NODE_SHIFT;
}

static struct quick_slot *slot_of(struct page_alloc *pa, const struct page_alloc_request *request)
{
	return &pa->slot[request->gfp >> TYPE_SHIFT & (QUICK_SLOTS - 1)];
}

static bool learn_request(struct page_alloc *pa, const struct page_alloc_request *request, struct quick_slot *slot)
{
	const uint32_t gfp = request->gfp;

	if (!may_learn(pa) || request->node >= pa->nr_nodes || !gfp_valid(gfp) || gfp & UNUSUAL_GFP)
		return false;
	const struct zonelist *zones = &pa->node[request->node].list[(gfp & GFP_BIT_THISNODE) != 0];
	const unsigned kind = gfp_high_kind(gfp), first = zones->first[kind], mt = gfp_type(pa, gfp);

	if (first >= zones->len)
		return false;
	struct zone *zone = &pa->zone[zones->zone[first]];

	add_hits(pa, slot, &pa->events, &pa->zone[slot->zone].pcp[pa->cpu].numa);
	*slot = (struct quick_slot){
		.key = key_of(request),
		.delta = zone->delta,
		.pcp = &zone->pcp[pa->cpu],
		.list = &zone->pcp[pa->cpu].list[mt],
		.free = &zone->free,
		.unusable = mt == MIGRATE_MOVABLE ? &zone->nothing : &zone->free_cma,
		.floor = &zone->floor[pa->policy->reserve_by_class ? zone->kind : kind],
		.zone = zone->index,
		.attempt = attempt_flags(pa, gfp, zones, mt),
	};
	return true;
}

static inline bool take(struct page_alloc *pa, struct quick_slot *slot, bool lru, struct page_alloc_result *result)
{
	struct pcp_list *list = slot->list;

	if (pcp_ring_empty(list) || count_read(slot->free) - count_read(slot->unusable) <= count_read(slot->floor))
		return false;
	const page_t page = entry_page(pcp_ring_pop_head(list));

	slot->pcp->count--;
	if (slot->pcp->free_factor)
		slot->pcp->free_factor >>= 1;
	slot->hits++;
	page_set(pa, page, lru ? KIND_ALLOC_LRU : KIND_ALLOC, 0);
	*result = (struct page_alloc_result){ .pfn = page + slot->delta };
	return true;
}

static RARE enum status trace_and_leave(struct page_alloc *pa, const struct page_alloc_request *request)
{
	const uint32_t kswapd = pa->policy->kswapd_by_gfp ? 0 : request->gfp & GFP_BIT_KSWAPD_RECLAIM;

	trace(pa, PATH_ATTEMPT, slot_of(pa, request)->attempt | kswapd, 0, PFN_NONE);
	cpu_leave(pa);
	return STATUS_OK;
}

static inline enum status taken(struct page_alloc *pa, const struct page_alloc_request *request)
{
	if (pa->hooks.trace)
		return trace_and_leave(pa, request);
	cpu_leave(pa);
	return STATUS_OK;
}

/* The slot is another request's, or its list is empty, or the zone is low. */
static RARE enum status learn_and_alloc(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result)
{
	struct quick_slot *slot = slot_of(pa, request);

	if (slot->key != key_of(request) && learn_request(pa, request, slot) && take(pa, slot, request->lru, result))
		return taken(pa, request);
	cpu_leave(pa);
	return alloc_slowly(pa, request, result);
}

enum status page_alloc_pages(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result)
{
	if (request->cpu >= pa->nr_cpus)
		return alloc_refuse(result, STATUS_BAD_CPU);
	pa = on_cpu(pa, request->cpu);
	struct quick_slot *slot = slot_of(pa, request);

	if (request->order != 0 || request->has_nodemask || !cpu_enter(pa))
		return alloc_slowly(pa, request, result);
	if (slot->key != key_of(request) || !take(pa, slot, request->lru, result))
		return learn_and_alloc(pa, request, result);
	return taken(pa, request);
}

/*
 * The list is looked up when the type changes, and not for each page, so that pages in a row do not wait for each other's types. Pages of
 * isolated pageblocks are for no list.
 */
static RARE bool aim(struct quick_span *span, unsigned mt)
{
	if (mt == MIGRATE_ISOLATE)
		return false;
	span->tag = make_entry(0, mt);
	span->list = &span->pcp->list[mt < MIGRATE_HIGHATOMIC ? mt : MIGRATE_MOVABLE];
	return true;
}

static bool learn_span(struct page_alloc *pa, pfn_t pfn)
{
	page_t page;
	const struct zone *zone = pfn_span_zone(pa, pfn, &page);

	if (!zone || !may_learn(pa))
		return false;
	pa->span = (struct quick_span){
		.first = zone_pfn(zone, zone->start),
		.pages = zone->end - zone->start,
		.delta = zone->delta,
		.tag = make_entry(0, MIGRATE_UNMOVABLE),
		.list = &zone->pcp[pa->cpu].list[MIGRATE_UNMOVABLE],
		.pcp = &zone->pcp[pa->cpu],
	};
	return true;
}

static inline bool in_span(const struct page_alloc *pa, pfn_t pfn)
{
	return pfn - pa->span.first < pa->span.pages;
}

static inline bool put(struct page_alloc *pa, pfn_t pfn)
{
	struct quick_span *span = &pa->span;
	const page_t page = pfn - span->delta;
	const uint32_t tag = make_entry(0, pageblock_type(pa, page));

	if ((page_state(pa, page) & ~STATE_LRU) != STATE(KIND_ALLOC, 0) || span->pcp->count >= span->pcp->easy)
		return false;
	if (tag != span->tag && !aim(span, entry_type(tag)))
		return false;
	pcp_ring_push_head(span->list, page | span->tag);
	span->pcp->count++;
	page_set(pa, page, KIND_CACHED, 0);
	pa->events.pgfree++;
	return true;
}

/* The page is of another zone, or not what it should be, or the list is full. */
static RARE enum status learn_and_free(struct page_alloc *pa, unsigned cpu, pfn_t pfn, unsigned order, uint32_t *refs)
{
	struct page_alloc *here = on_cpu(pa, cpu);
	const bool given = !in_span(here, pfn) && learn_span(here, pfn) && put(here, pfn);

	cpu_leave(here);
	return given ? STATUS_OK : free_slowly(pa, cpu, pfn, order, refs);
}

enum status page_alloc_free(struct page_alloc *pa, unsigned cpu, pfn_t pfn, unsigned order, uint32_t *refs)
{
	*refs = 0;
	if (cpu >= pa->nr_cpus)
		return STATUS_BAD_CPU;
	struct page_alloc *here = on_cpu(pa, cpu);

	if (order != 0 || !cpu_enter(here))
		return free_slowly(pa, cpu, pfn, order, refs);
	if (!in_span(here, pfn) || !put(here, pfn))
		return learn_and_free(pa, cpu, pfn, order, refs);
	cpu_leave(here);
	return STATUS_OK;
}
