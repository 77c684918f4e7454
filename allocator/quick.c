// SPDX-License-Identifier: MIT
/*
 * The hot path. What it leaves out and why it may: a non-empty list means no refill, so no fallback, no boost and no wake-up; the first
 * zone passing its watermark means no other zone, no node reclaim, no slow path; a page set below its high mark means no flush.
 */
#include "allocator/quick.h"
#include "allocator/node.h"
#include "allocator/page.h"
#include "allocator/pageblock.h"
#include "allocator/pcp_list.h"
#include "allocator/watermark.h"
#include "allocator/zonelist.h"

enum { UNUSUAL_GFP = GFP_BIT_ZERO | GFP_BIT_WRITE | GFP_BIT_COLD };

bool quick_possible(const struct page_alloc *pa)
{
	const struct machine *machine = pa->machine;

	return !machine->cpusets && !pa->touches_pages && machine->guardpage_minorder < 0;
}

static void count(struct page_alloc *pa, struct zone *zone)
{
	pa->events.pgalloc[zone->kind]++;
	struct numa_events *numa = &zone->pcp[pa->cpu].numa;

	numa->hit++;
	if (zone->node == pa->machine->cpu_node[pa->cpu])
		numa->local++;
	else
		numa->other++;
}

/* The fast path's attempt, for the record: the flags it would have had. */
static void note_attempt(struct page_alloc *pa, const struct page_alloc_request *request, const struct zonelist *list, uint32_t flags)
{
	const unsigned kind = gfp_high_kind(request->gfp);
	const struct choice choice = { .list = list, .high_kind = kind, .preferred = list->first[kind] };

	if (!pa->policy->kswapd_by_gfp)
		flags |= request->gfp & GFP_BIT_KSWAPD_RECLAIM;
	if (zonelist_avoids_fragments(pa, &choice))
		flags |= ALLOC_NOFRAGMENT;
	trace(pa, PATH_ATTEMPT, flags, 0, PFN_NONE);
}

bool quick_alloc(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result)
{
	const uint32_t gfp = request->gfp;

	if (!pa->quick || pa->common->nr_damaged || pa->task.flags || request->has_nodemask || gfp & UNUSUAL_GFP)
		return false;
	const struct zonelist *zones = &pa->node[request->node].list[(gfp & GFP_BIT_THISNODE) != 0];
	const unsigned kind = gfp_high_kind(gfp), first = zones->first[kind];

	if (first >= zones->len)
		return false;
	struct zone *zone = &pa->zone[zones->zone[first]];
	struct pcp *pcp = &zone->pcp[request->cpu];
	const unsigned mt = gfp_type(pa, gfp);
	struct pcp_list *list = &pcp->list[mt];
	const uint32_t flags = WMARK_LOW | (mt == MIGRATE_MOVABLE ? ALLOC_CMA : 0);

	if (list->len == 0 || zone->boosted)
		return false;
	if (!watermark_single_ok(pa, zone, watermark(zone, WMARK_LOW), pa->policy->reserve_by_class ? zone->kind : kind, flags))
		return false;
	if (pa->hooks.trace)
		note_attempt(pa, request, zones, flags);
	const page_t page = entry_page(pcp_pop_head(pa, pcp, list));

	pcp->free_factor >>= 1;
	pcp->count--;
	page_set(pa, page, request->lru ? KIND_ALLOC_LRU : KIND_ALLOC, 0);
	count(pa, zone);
	*result = (struct page_alloc_result){ .pfn = zone_pfn(zone, page) };
	return true;
}

bool quick_free(struct page_alloc *pa, pfn_t pfn)
{
	page_t page;
	struct zone *zone = pfn_span_zone(pa, pfn, &page);

	if (!pa->quick || pa->common->nr_damaged || !zone || (page_state(pa, page) & ~STATE_LRU) != STATE(KIND_ALLOC, 0))
		return false;
	const unsigned mt = pageblock_type(pa, page);
	struct pcp *pcp = &zone->pcp[pa->cpu];

	if (mt == MIGRATE_ISOLATE || pcp->count + 1 >= pcp->high)
		return false;
	pcp_push_head(pa, pcp, &pcp->list[mt < MIGRATE_HIGHATOMIC ? mt : MIGRATE_MOVABLE], make_entry(page, mt));
	pcp->count++;
	page_set(pa, page, KIND_CACHED, 0);
	pa->events.pgfree++;
	return true;
}
