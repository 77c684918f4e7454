// SPDX-License-Identifier: MIT
/*
 * Filling the caches of the quick path, and its counts.
 */
#include "allocator/quick_slot.h"
#include "allocator/exclusion.h"
#include "allocator/free_area.h"
#include "allocator/node.h"
#include "allocator/page.h"
#include "allocator/pcp.h"
#include "allocator/pcp_list.h"
#include "allocator/zonelist.h"

/* Settings, damage and the cpu's task permit the quick path. */
static bool may_learn(const struct page_alloc *pa)
{
	return pa->quick && !pa->common->nr_damaged && !pa->task.flags && pa->busy_sets == 0 && pa->common->cpus_online >> pa->cpu & 1;
}

void quick_add_counts(const struct page_alloc *pa, const struct zone *zone, struct events_view *events, struct numa_events *numa)
{
	const struct pcp *pcp = &zone->pcp[pa->cpu];
	const uint64_t hits = pcp->hits + pcp_taken(pcp);

	events->pgfree += pcp_freed(pcp);
	events->pgalloc[zone->kind] += hits;
	numa->hit += hits;
	if (zone->node == pa->machine->cpu_node[pa->cpu])
		numa->local += hits;
	else
		numa->other += hits;
}

/* The flags that the fast path's attempt would have used. */
static uint32_t attempt_flags(const struct page_alloc *pa, uint32_t gfp, const struct zonelist *list, unsigned mt)
{
	const unsigned kind = gfp_high_kind(gfp);
	const struct choice choice = { .list = list, .high_kind = kind, .preferred = list->first[kind] };
	uint32_t flags = WMARK_LOW | (mt == MIGRATE_MOVABLE ? ALLOC_CMA : 0);

	if (zonelist_avoids_fragments(pa, &choice))
		flags |= ALLOC_NOFRAGMENT;
	return flags;
}

bool quick_learn_request(struct page_alloc *pa, unsigned node, uint32_t gfp, struct quick_slot *slot)
{
	if (!may_learn(pa) || node >= pa->nr_nodes || !gfp_valid(gfp) || gfp & UNUSUAL_GFP)
		return false;
	const struct zonelist *zones = &pa->node[node].list[(gfp & GFP_BIT_THISNODE) != 0];
	const unsigned kind = gfp_high_kind(gfp), first = zones->first[kind], mt = gfp_type(pa, gfp);

	if (first >= zones->len)
		return false;
	struct zone *zone = &pa->zone[zones->zone[first]];

	if (pa->policy->avoids_awake && pa->nr_nodes > 1 && pa->node[zone->node].kswapd_awake)
		return false;
	*slot = (struct quick_slot){
		.key = (gfp & KEY_GFP) | (pa->policy->high_adapts ? KEY_ADAPTS : 0),
		.node = node,
		.delta = zone->delta,
		.pcp = &zone->pcp[pa->cpu],
		.list = &zone->pcp[pa->cpu].list[mt],
		.zone = zone,
		.floor = &(mt == MIGRATE_MOVABLE ? zone->floor : zone->floor_own)[pa->policy->reserve_by_class ? zone->kind : kind],
		.attempt = attempt_flags(pa, gfp, zones, mt),
		.type = (uint8_t)mt,
		.lists = &zone->list[list_number(0, mt)],
	};
	return true;
}

uint32_t quick_attempt(const struct page_alloc *pa, const struct quick_slot *slot, uint32_t gfp)
{
	return slot->attempt | (pa->policy->kswapd_by_gfp ? 0 : gfp & GFP_BIT_KSWAPD_RECLAIM);
}

void quick_tell_and_leave(struct page_alloc *pa, unsigned node, uint32_t gfp)
{
	trace(pa, PATH_ATTEMPT, quick_attempt(pa, quick_slot_of(pa, node, gfp), gfp), 0, PFN_NONE);
	cpu_leave(pa);
}

RARE struct quick_span *quick_learn_span(struct page_alloc *pa, pfn_t pfn)
{
	page_t page;
	struct zone *zone = pfn_span_zone(pa, pfn, &page);
	struct quick_span *const first = &pa->span[pa->policy->high_adapts ? 1 : 0];

	if (!zone || !may_learn(pa))
		return NULL;
	pcp_aim(&zone->pcp[pa->cpu], MIGRATE_UNMOVABLE);
	for (struct quick_span *span = &pa->span[QUICK_SPANS - 1]; span > first; span--)
		*span = span[-1];
	*first = (struct quick_span){
		.first = zone_pfn(zone, zone->start),
		.pages = zone->end - zone->start,
		.start = zone->start,
		.tag = make_entry(0, MIGRATE_UNMOVABLE),
		.type = MIGRATE_UNMOVABLE,
		.list = &zone->pcp[pa->cpu].list[MIGRATE_UNMOVABLE],
		.pcp = &zone->pcp[pa->cpu],
		.zone = zone,
	};
	return first;
}
