// SPDX-License-Identifier: MIT
/*
 * Page sets: take, put, drain. Filling is in pcp_refill.c, emptying in pcp_flush.c.
 */
#include "allocator/pcp.h"
#include "allocator/damage.h"
#include "allocator/pcp_adapt.h"
#include "allocator/pcp_flush.h"
#include "allocator/pcp_list.h"
#include "allocator/pcp_refill.h"
#include "allocator/watermark.h"

enum { FREE_FACTOR_MAX = 5 };

static struct pcp *this_pcp(const struct page_alloc *pa, struct zone *zone)
{
	return &zone->pcp[pa->cpu];
}

/* order_to_pindex(). CMA and HIGHATOMIC blocks go on the movable lists. */
static unsigned list_index(const struct page_alloc *pa, unsigned order, unsigned mt)
{
	if (mt >= NR_PCP_TYPES)
		mt = MIGRATE_MOVABLE;
	if (order < pa->policy->pcp_orders)
		return order * NR_PCP_TYPES + mt;
	return pa->policy->pcp_orders * NR_PCP_TYPES + (mt == MIGRATE_MOVABLE ? 1u : 0u);
}

/* Are blocks checked for damage when they are allocated and freed? Depending on the policy that is instead of the checks at refill and
 * flush, or in addition. */
static bool checks_at_user(const struct page_alloc *pa)
{
	return pa->common->nr_damaged && damage_checks_user(pa);
}

/* After a change: count is right, and the heads have moved. */
static void resume(struct pcp *pcp)
{
	for (unsigned i = 0; i < NR_PCP_TYPES; i++)
		pcp->list[i].base = pcp->list[i].head;
	pcp_give_room(pcp);
}

static page_t take(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, unsigned order, unsigned mt, uint32_t flags, bool cold)
{
	struct pcp_list *list = &pcp->list[list_index(pa, order, mt)];

	for (;;) {
		if (pcp_list_empty(list)) {
			pcp->count += pcp_refill_list(pa, zone, pcp, list, order, mt, flags, cold) << order;
			if (pcp_list_empty(list))
				return PAGE_NONE;
		}
		const page_t page = entry_page(cold ? pcp_pop_tail(pa, list) : pcp_pop_head(pa, list));

		pcp->count -= block_pages(order);
		if (!checks_at_user(pa) || damage_check_new(pa, page, order))
			return page;
		damage_lose(pa, page, order);
	}
}

/* Take from a ring that the quick path does not use, so that nothing has to be settled. The room that this makes is handed out at the next
 * change. */
static page_t take_block(const struct page_alloc *pa, struct pcp *pcp, unsigned order, unsigned mt)
{
	pcp->free_factor >>= 1;
	pcp->free_count >>= 1;
	pcp->count -= block_pages(order);
	return entry_page(pcp_ring_pop_head(&pcp->list[list_index(pa, order, mt)]));
}

page_t pcp_take(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt, uint32_t flags, bool cold)
{
	struct pcp *pcp = this_pcp(pa, zone);

	if (order > 0 && !pcp_ring_empty(&pcp->list[list_index(pa, order, mt)]) && !checks_at_user(pa))
		return take_block(pa, pcp, order, mt);
	pcp_settle(pa, pcp);
	pcp->free_factor >>= 1;
	pcp->free_count >>= 1;
	const page_t page = take(pa, zone, pcp, order, mt, flags, cold);

	resume(pcp);
	return page;
}

page_t pcp_take_of_bulk(struct page_alloc *pa, struct zone *zone, unsigned mt, uint32_t flags)
{
	struct pcp *pcp = this_pcp(pa, zone);

	pcp_settle(pa, pcp);
	const page_t page = take(pa, zone, pcp, 0, mt, flags, false);

	resume(pcp);
	return page;
}

/* nr_pcp_high(): the count from which on pages are flushed. */
static uint32_t flush_limit(const struct zone *zone, const struct pcp *pcp)
{
	const uint32_t limit = 4 * pcp->batch;

	return zone->reclaim_active && limit < pcp->high ? limit : pcp->high;
}

/* nr_pcp_free(): how much to flush; it grows while a cpu only frees. */
static uint32_t flush_amount(struct pcp *pcp, uint32_t limit, bool free_high)
{
	if (free_high)
		return pcp->count;
	if (limit < pcp->batch)
		return 1;
	const uint32_t most = limit - pcp->batch;
	const uint64_t amount = (uint64_t)pcp->batch << pcp->free_factor;

	if (amount < most && pcp->free_factor < FREE_FACTOR_MAX)
		pcp->free_factor++;
	const uint64_t wanted = amount > pcp->batch ? amount : pcp->batch;

	return wanted < most ? (uint32_t)wanted : most;
}

/* Flush at once, or in batches between which another cpu may take the lock. False: that happened. */
static bool flush(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, uint32_t pages, unsigned index)
{
	const uint32_t most = pa->policy->flush_in_rounds ? pcp->batch : UINT32_MAX;

	while (pages > 0 && pcp->count > 0) {
		const uint32_t round = pages < most ? pages : most;

		pcp_flush(pa, zone, pcp, round, index);
		pages -= round;
		if (pages > 0 && pcp->count > 0 && !pcp_try(pa, zone))
			return false;
	}
	return true;
}

/* Flush after a free, where high follows the load. */
static bool flush_adapting(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, unsigned order, unsigned index)
{
	uint32_t pages;

	if (!pcp_adapt_put(pa, zone, pcp, order, &pages))
		return true;
	const bool held = flush(pa, zone, pcp, pages, index);

	if (zone->below_high && watermark_ok(pa, zone, 0, watermark(zone, WMARK_HIGH), ZONE_MOVABLE, 0, zone_free(zone)))
		watermark_note(pa, zone, false);
	return held;
}

static bool put(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, page_t page, unsigned order, unsigned mt, bool cold)
{
	const unsigned index = list_index(pa, order, mt);

	page_set(pa, page, KIND_CACHED, order);
	if (cold)
		pcp_push_tail(pa, &pcp->list[index], make_entry(page, mt));
	else
		pcp_push_head(pa, &pcp->list[index], make_entry(page, mt));
	pcp->count += block_pages(order);
	if (pa->policy->high_adapts)
		return flush_adapting(pa, zone, pcp, order, index);
	const bool free_high = pa->policy->pcp_cyclic && pcp->free_factor > 0 && order > 0 && order <= ORDER_COSTLY;
	const uint32_t limit = flush_limit(zone, pcp);

	if (!free_high && pcp->count < limit)
		return true;
	return flush(pa, zone, pcp, pa->policy->pcp_cyclic ? flush_amount(pcp, limit, free_high) : pcp->batch, index);
}

bool pcp_put(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt, bool cold)
{
	struct pcp *pcp = this_pcp(pa, zone);

	pcp_settle(pa, pcp);
	const bool held = put(pa, zone, pcp, page, order, mt, cold);

	resume(pcp);
	return held;
}

void pcp_set_busy(struct page_alloc *pa, struct zone *zone, uint32_t tries, uint32_t after)
{
	struct pcp *pcp = this_pcp(pa, zone);

	pa->busy_sets += (tries > 0) - (pcp->busy > 0);
	pcp->busy = tries;
	pcp->still_free = after;
}

static void drain(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, uint32_t n)
{
	pcp_settle(pa, pcp);
	pcp_flush(pa, zone, pcp, n, 0);
	resume(pcp);
}

void pcp_drain(struct page_alloc *pa, struct zone *zone, unsigned cpu)
{
	if (pcp_count(&zone->pcp[cpu]) > 0)
		drain(pa, zone, &zone->pcp[cpu], pcp_count(&zone->pcp[cpu]));
}

void pcp_drain_batch(struct page_alloc *pa, struct zone *zone, unsigned cpu)
{
	drain(pa, zone, &zone->pcp[cpu], zone->pcp[cpu].batch);
}

void pcp_decay(struct page_alloc *pa, struct zone *zone, unsigned cpu)
{
	struct pcp *pcp = &zone->pcp[cpu];

	pcp_settle(pa, pcp);
	for (uint32_t excess = pcp_adapt_decay(zone, pcp), n; excess > 0; excess -= n) {
		n = excess < pcp->batch ? excess : pcp->batch;
		pcp_flush(pa, zone, pcp, n, 0);
	}
	resume(pcp);
}

void pcp_drain_cpu(struct page_alloc *pa, unsigned cpu)
{
	for (uint32_t i = 0; i < pa->nr_zones; i++)
		pcp_drain(pa, &pa->zone[i], cpu);
}

void pcp_drain_all(struct page_alloc *pa, struct zone *zone_or_null)
{
	for (unsigned cpu = 0; cpu < pa->nr_cpus; cpu++) {
		if (!(pa->common->cpus_online >> cpu & 1))
			continue;
		struct page_alloc *drainer = pa->policy->drains_others ? pa : other_cpu(pa, cpu);

		if (zone_or_null)
			pcp_drain(drainer, zone_or_null, cpu);
		else
			pcp_drain_cpu(drainer, cpu);
	}
}
