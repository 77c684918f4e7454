// SPDX-License-Identifier: MIT
/*
 * Filling page sets: blocks of the requested type in runs, others one by one as fallback finds them.
 *
 * Kernel: rmqueue_bulk(), nr_pcp_alloc() where high is fixed.
 */
#include "allocator/pcp_refill.h"
#include "allocator/buddy.h"
#include "allocator/damage.h"
#include "allocator/fallback.h"
#include "allocator/free_area.h"
#include "allocator/pcp_adapt.h"
#include "allocator/pcp_list.h"

static void add_to_list(struct page_alloc *pa, struct pcp_list *list, page_t page, unsigned type, bool cold)
{
	if (cold)
		pcp_push_head(pa, list, make_entry(page, type));
	else
		pcp_push_tail(pa, list, make_entry(page, type));
}

/* Add contiguous blocks one after the other; as many as fit go into the ring at once. */
static HOT void add_run(struct page_alloc *pa, struct pcp_list *list, page_t page, unsigned order, uint32_t run, unsigned type, bool cold)
{
	const uint32_t room = cold || list->spilled ? 0 : list->mask + 1 - pcp_ring_len(list);
	const uint32_t fits = run < room ? run : room;

	if (order == 0) /* The usual case; the next entry is then known at compile time. */
		pcp_ring_push_row(list, make_entry(page, type), 1, fits);
	else
		pcp_ring_push_row(list, make_entry(page, type), block_pages(order), fits);
	for (uint32_t i = fits; i < run; i++)
		add_to_list(pa, list, page + (i << order), type, cold);
}

/* Take one block of any type. 0: none; 1: added; -1: taken, but bad. */
static int refill_one(struct page_alloc *pa, struct zone *zone, struct pcp_list *list, unsigned order, unsigned mt, uint32_t flags,
		      bool cold)
{
	unsigned type;
	const page_t page = fallback_take(pa, zone, order, mt, flags, &type);

	if (page == PAGE_NONE)
		return 0;
	if (pa->common->nr_damaged && !damage_check_new(pa, page, order)) {
		damage_lose(pa, page, order);
		return -1;
	}
	add_to_list(pa, list, page, type, cold);
	if (type == MIGRATE_CMA)
		zone_account_cma(pa, zone, -(int64_t)block_pages(order));
	return 1;
}

/* rmqueue_bulk(): n blocks. NR_FREE_PAGES is updated at the end, NR_FREE_CMA_PAGES at once, and the CMA balance test sees the difference.
 * Blocks of mt's own lists are taken in runs: the pages are the same as by single takes, but the remainder is put back only once. */
static HOT uint32_t refill(struct page_alloc *pa, struct zone *zone, struct pcp_list *list, unsigned order, uint32_t n, unsigned mt,
		       uint32_t flags, bool cold)
{
	const bool plain = !pa->common->nr_damaged && pa->machine->guardpage_minorder <= 0;
	uint32_t taken = 0, added = 0;
	unsigned from = order;

	while (taken < n) {
		page_t page = PAGE_NONE;
		const uint32_t run = plain && fallback_own_first(pa, zone, flags) ? buddy_take_run(pa, zone, order, mt, n - taken, &from, &page) : 0;

		tick(pa);
		add_run(pa, list, page, order, run, mt, cold);
		taken += run;
		added += run;
		if (run)
			continue;
		from = order;
		const int one = refill_one(pa, zone, list, order, mt, flags, cold);

		if (one == 0)
			break;
		taken++;
		added += one > 0;
	}
	zone_account_free(pa, zone, -((int64_t)taken << order));
	return added;
}

/* For how many consecutive takes do mt's own lists come before CMA? Each take lowers NR_FREE_PAGES. 0: CMA comes first at once. */
static uint32_t takes_own_first(const struct page_alloc *pa, const struct zone *zone, unsigned order, uint32_t n, uint32_t flags)
{
	if (!fallback_own_first(pa, zone, flags))
		return 0;
	if (!(flags & ALLOC_CMA) || zone->free < 2 * zone->free_cma)
		return n;
	const int64_t more = (zone->free - 2 * zone->free_cma) >> order;

	return more < n ? (uint32_t)more + 1 : n;
}

/* Like refill(), where a block is counted when it is taken and the search resumes where the last block was found: a type that was stolen
 * from once is stolen from again. */
static uint32_t refill_on(struct page_alloc *pa, struct zone *zone, struct pcp_list *list, unsigned order, uint32_t n, unsigned mt, uint32_t flags)
{
	const bool plain = pa->machine->guardpage_minorder <= 0 && !zone->drift;
	enum search search = SEARCH_NORMAL;
	uint32_t taken = 0;
	unsigned from = order;

	while (taken < n) {
		const uint32_t most = plain && search == SEARCH_NORMAL ? takes_own_first(pa, zone, order, n - taken, flags) : 0;
		page_t page = PAGE_NONE;
		unsigned type = mt;
		uint32_t run = most ? buddy_take_run(pa, zone, order, mt, most, &from, &page) : 0;

		tick(pa);
		if (run == 0 || run == most) /* What is left of the last block is on the lists of lower orders. */
			from = order;
		if (run == 0) {
			page = fallback_take_on(pa, zone, order, mt, flags, &search, &type);
			if (page == PAGE_NONE)
				break;
			run = 1;
		}
		add_run(pa, list, page, order, run, type, false);
		zone_account_any(pa, zone, -((int64_t)run << order), type);
		taken += run;
	}
	return taken;
}

static uint32_t refill_blocks(const struct pcp *pcp, unsigned order)
{
	const uint32_t blocks = pcp->batch >> order;

	if (order == 0 || pcp->batch <= 1)
		return pcp->batch;
	return blocks > 2 ? blocks : 2;
}

uint32_t pcp_refill_list(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, struct pcp_list *list, unsigned order, unsigned mt,
			 uint32_t flags, bool cold)
{
	const uint32_t blocks = pa->policy->high_adapts ? pcp_adapt_refill(zone, pcp, order) : refill_blocks(pcp, order);

	if (pa->policy->highatomic_no_refill && flags & ALLOC_HIGHATOMIC) /* The refill count has been adapted nevertheless. */
		return 0;
	if (pa->policy->claims_or_steals)
		return refill_on(pa, zone, list, order, blocks, mt, flags);
	return refill(pa, zone, list, order, blocks, mt, flags, cold);
}

void pcp_refill(struct page_alloc *pa, struct zone *zone, unsigned mt, uint32_t flags)
{
	struct pcp *pcp = &zone->pcp[pa->cpu];

	pcp_settle(pa, pcp);
	pcp->count += refill(pa, zone, &pcp->list[mt], 0, pcp->batch, mt, flags, false);
	pcp_give_room(pcp);
}
