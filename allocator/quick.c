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
	const struct machine *machine = &pa->machine;

	return !machine->cpusets && !machine->init_on_alloc && !machine->init_on_free && machine->guardpage_minorder < 0;
}

/* The choice of an ordinary request, and the alloc flags of its fast path (ALLOC_NOFRAGMENT excepted). */
static uint32_t choose(const struct page_alloc *pa, const struct page_alloc_request *request, struct choice *choice)
{
	const bool this_node = (request->gfp & GFP_BIT_THISNODE) != 0;

	*choice = (struct choice){
		.list = &pa->node[request->node].list[this_node],
		.nodemask = (uint32_t)NODEMASK_ALL,
		.high_kind = gfp_high_kind(request->gfp),
		.mt = gfp_type(pa, request->gfp),
	};
	choice->preferred = choice->list->first[choice->high_kind];
	return WMARK_LOW | (choice->mt == MIGRATE_MOVABLE ? ALLOC_CMA : 0) |
	       (pa->policy->kswapd_by_gfp ? 0 : request->gfp & GFP_BIT_KSWAPD_RECLAIM);
}

static void count(struct page_alloc *pa, struct zone *zone)
{
	pa->events.pgalloc[zone->kind]++;
	zone->numa_hit++;
	if (zone->node == pa->machine.cpu_node[pa->cpu])
		zone->numa_local++;
	else
		zone->numa_other++;
}

bool quick_alloc(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result)
{
	struct choice choice;

	if (!pa->quick || pa->nr_damaged || pa->task.flags || request->has_nodemask || request->gfp & UNUSUAL_GFP)
		return false;
	uint32_t flags = choose(pa, request, &choice);

	if (choice.preferred >= choice.list->len)
		return false;
	struct zone *zone = zonelist_zone(pa, &choice, choice.preferred);
	struct pcp *pcp = &zone->pcp[request->cpu];
	struct pcp_list *list = &pcp->list[choice.mt];

	if (list->len == 0 || zone->boosted)
		return false;
	if (!watermark_fast(pa, zone, 0, watermark(zone, WMARK_LOW), zonelist_class(pa, &choice), flags, request->gfp))
		return false;
	if (pa->hooks.trace) {
		flags |= zonelist_avoids_fragments(pa, &choice) ? ALLOC_NOFRAGMENT : 0;
		trace(pa, PATH_ATTEMPT, flags, 0, PFN_NONE);
	}
	const page_t page = entry_page(pcp_pop_head(pa, pcp, list));

	pcp->free_factor >>= 1;
	pcp->count--;
	pa->cpu = request->cpu;
	page_set(pa, page, request->lru ? KIND_ALLOC_LRU : KIND_ALLOC, 0);
	count(pa, zone);
	*result = (struct page_alloc_result){ .pfn = zone_pfn(zone, page) };
	return true;
}

bool quick_free(struct page_alloc *pa, unsigned cpu, pfn_t pfn)
{
	page_t page;
	struct zone *zone = pfn_span_zone(pa, pfn, &page);

	if (!pa->quick || pa->nr_damaged || !zone || (pa->state[page] & ~STATE_LRU) != STATE(KIND_ALLOC, 0))
		return false;
	const unsigned mt = pageblock_type(pa, page);
	struct pcp *pcp = &zone->pcp[cpu];

	if (mt == MIGRATE_ISOLATE || pcp->count + 1 >= pcp->high)
		return false;
	pcp_push_head(pa, pcp, &pcp->list[mt < MIGRATE_HIGHATOMIC ? mt : MIGRATE_MOVABLE], make_entry(page, mt));
	pcp->count++;
	page_set(pa, page, KIND_CACHED, 0);
	pa->events.pgfree++;
	return true;
}
