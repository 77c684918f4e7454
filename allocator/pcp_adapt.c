// SPDX-License-Identifier: MIT
/*
 * Page sets that follow the load. The numbers are the kernel's ints; no overflow is possible, as high, batch and count stay below 2^26.
 */
#include "allocator/pcp_adapt.h"

static int32_t larger(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

static int32_t smaller(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

/* The kernel's clamp(): if the limits are reversed, the upper one wins for values at or above it. */
static int32_t clamp(int32_t value, int32_t low, int32_t high)
{
	return value >= high ? high : value <= low ? low : value;
}

/* The limits may have changed since high was last used. */
static int32_t present_high(struct pcp *pcp)
{
	pcp->high = (uint32_t)clamp((int32_t)pcp->high, (int32_t)pcp->high_min, (int32_t)pcp->high_max);
	return (int32_t)pcp->high;
}

/* While count stays below high, and high is within its limits, there is no flush and high does not change; except during a pass of
 * kswapd. */
void pcp_adapt_set_easy(const struct zone *zone, struct pcp *pcp)
{
	const bool settled = clamp((int32_t)pcp->high, (int32_t)pcp->high_min, (int32_t)pcp->high_max) == (int32_t)pcp->high;
	const uint32_t ring = pcp->list[0].mask + 1, most = ring < pcp->high ? ring : pcp->high;

	pcp->easy = settled && most > 0 && !zone->reclaim_active ? most - 1 : 0;
}

/* Single pages: the refill doubles each time, while nothing is freed and there is room. */
static int32_t growing_batch(struct pcp *pcp, int32_t high, int32_t wanted)
{
	const int32_t batch = (int32_t)pcp->batch, most = larger(high - (int32_t)pcp->count - batch, batch);

	if (wanted <= most && pcp->alloc_factor < PCP_SCALE_MAX)
		pcp->alloc_factor++;
	return smaller(wanted, most);
}

static uint32_t refill_blocks(const struct zone *zone, struct pcp *pcp, unsigned order)
{
	int32_t high = present_high(pcp), pages = (int32_t)pcp->batch;

	if (high < pages)
		return 1;
	if (order == 0)
		pages <<= pcp->alloc_factor;
	if (pcp->high_min != pcp->high_max && !zone_below_high(zone))
		pcp->high = (uint32_t)(high = smaller(high + pages, (int32_t)pcp->high_max));
	if (order == 0)
		pages = growing_batch(pcp, high, pages);
	return (uint32_t)(pages > 1 ? larger(pages >> order, 2) : pages);
}

uint32_t pcp_adapt_refill(const struct zone *zone, struct pcp *pcp, unsigned order)
{
	const uint32_t blocks = refill_blocks(zone, pcp, order);

	pcp_adapt_set_easy(zone, pcp);
	return blocks;
}

/* nr_pcp_high(): the count from which on pages are flushed. */
static int32_t flush_limit(const struct zone *zone, struct pcp *pcp, bool free_high)
{
	const int32_t high = present_high(pcp), low = (int32_t)pcp->high_min, batch = (int32_t)pcp->batch;
	const int32_t freed = (int32_t)pcp->free_count;

	if (high == 0)
		return 0;
	if (free_high) {
		pcp->high = (uint32_t)larger(high - (batch << PCP_SCALE_MAX), low);
		return 0;
	}
	if (zone->reclaim_active) {
		pcp->high = (uint32_t)larger(high - larger(freed, batch), low);
		return smaller(4 * batch, (int32_t)pcp->high);
	}
	if (pcp->high_min == pcp->high_max)
		return high;
	if (zone_below_high(zone)) {
		pcp->high = (uint32_t)larger(high - larger(freed, batch), low);
		return larger((int32_t)pcp->count, low);
	}
	if ((int32_t)pcp->count >= high && high < freed + batch)
		pcp->high = (uint32_t)clamp(freed + batch, low, (int32_t)pcp->high_max);
	return high;
}

/* Blocks of more than one page are freed in succession: flush them, so that other cpus can have them. */
static bool frees_high_order(const struct page_alloc *pa, const struct zone *zone, struct pcp *pcp, unsigned order)
{
	const bool high = order > 0 && order <= ORDER_COSTLY;
	const bool again = high && pcp->prev_high_order;
	const uint32_t enough = pcp->batch + (pa->policy->free_high_later ? pcp->high_min / 2 : 0);

	pcp->prev_high_order = high && !zone->boot_pcp;
	return again && pcp->free_count >= enough && (!pcp->big_cache || pcp->count >= pcp->batch);
}

bool pcp_adapt_put(const struct page_alloc *pa, const struct zone *zone, struct pcp *pcp, unsigned order, uint32_t *pages)
{
	const int32_t batch = (int32_t)pcp->batch;

	pcp->alloc_factor >>= 1;
	const bool free_high = frees_high_order(pa, zone, pcp, order);

	if (pcp->free_count < pcp->batch << PCP_SCALE_MAX && !zone->boot_pcp)
		pcp->free_count += 1u << order;
	const int32_t limit = flush_limit(zone, pcp, free_high);

	pcp_adapt_set_easy(zone, pcp);
	if (free_high)
		*pages = (uint32_t)(batch << PCP_SCALE_MAX);
	else if (limit < batch)
		*pages = 1;
	else
		*pages = (uint32_t)clamp((int32_t)pcp->free_count, batch, limit - batch);
	return (int32_t)pcp->count >= limit;
}

uint32_t pcp_adapt_decay(const struct zone *zone, struct pcp *pcp)
{
	const int32_t high = (int32_t)pcp->high, count = (int32_t)pcp->count, low = (int32_t)pcp->high_min;

	if (high > low)
		pcp->high = (uint32_t)larger(larger(count - ((int32_t)pcp->batch << PCP_SCALE_MAX), high - (high >> 3)), low);
	pcp_adapt_set_easy(zone, pcp);
	return (uint32_t)larger(count - (int32_t)pcp->high, 0);
}
