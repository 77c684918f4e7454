// SPDX-License-Identifier: MIT
/*
 * Page sets whose high follows the load. Each has a high of its own between zone.high and zone.high_max. It grows when a list is refilled
 * (by more from refill to refill) and when flushed; it shrinks while the zone is below its high watermark, while kswapd reclaims in it,
 * when blocks of order 1..3 are freed in a row, and with time.
 *
 * All arithmetic is signed. Kernel: nr_pcp_alloc(), nr_pcp_high(), nr_pcp_free(), free_unref_page_commit(), decay_pcp_high(),
 * zone_pcp_update_cacheinfo().
 */
#include "model/model.h"

enum { SCALE_MAX = 5 }; /* CONFIG_PCP_BATCH_SCALE_MAX */

/* The kernel's clamp(): if the limits cross, the upper one wins. */
static int64_t kernel_clamp(int64_t value, int64_t low, int64_t high)
{
	if (value >= high)
		return high;
	return value <= low ? low : value;
}

static int64_t within_limits(const struct zone *z, int64_t high)
{
	return kernel_clamp(high, z->high, z->high_max);
}

/* The page sets have been set up afresh. */
void m_forget_load(const struct world *w, struct zone *z)
{
	memset(z->load, 0, w->machine.nr_cpus * sizeof(*z->load));
}

/* Is each cpu's share of the cache big? Only zones that are present and no longer on the boot page sets are asked. */
void m_look_at_caches(struct world *w, uint8_t first_cpu, uint8_t last_cpu)
{
	for (uint32_t i = 0; i < w->machine.nr_zones; i++) {
		struct zone *z = &w->zone[i];

		for (uint32_t cpu = first_cpu; cpu <= last_cpu && z->present > 0 && !z->boot_pageset; cpu++)
			z->load[cpu].cache_is_big = w->machine.cache_pages > (int64_t)z->batch * 3;
	}
}

/* Number of blocks to refill an empty list with. */
uint32_t m_load_refill_size(const struct zone *z, struct load *load, uint8_t order, int64_t count)
{
	int64_t batch = z->batch, most, pages = order == 0 ? batch << load->alloc_factor : batch;

	load->high = within_limits(z, load->high);
	if (load->high < batch)
		return 1;
	most = load->high;
	if (z->high != z->high_max && !z->below_high)
		most = load->high = m_min(load->high + pages, z->high_max);
	if (order == 0) {
		most = m_max(most - count - batch, batch);
		if (pages <= most && load->alloc_factor < SCALE_MAX)
			load->alloc_factor++;
		pages = m_min(pages, most);
	}
	return (uint32_t)(pages > 1 ? m_max(pages >> order, 2) : pages);
}

/* The number of pages from which on a free flushes. */
static int64_t limit_after_free(const struct zone *z, struct load *load, int64_t count, bool all)
{
	int64_t batch = z->batch, high = within_limits(z, load->high), lower;

	load->high = high;
	if (high == 0)
		return 0;
	if (all) {
		load->high = m_max(high - (batch << SCALE_MAX), z->high);
		return 0;
	}
	lower = m_max(high - m_max(load->free_count, batch), z->high);
	if (z->reclaim_active) {
		load->high = lower;
		return m_min(batch * 4, lower);
	}
	if (z->high == z->high_max)
		return high;
	if (z->below_high) {
		load->high = lower;
		return m_max(count, z->high);
	}
	if (count >= high && high < load->free_count + batch)
		load->high = within_limits(z, load->free_count + batch);
	return high;
}

/* Has the cpu freed blocks of order 1..3 in a row for so long that the whole page set should be flushed? */
static bool frees_many(const struct world *w, const struct zone *z, struct load *load, int64_t count, uint8_t order)
{
	int64_t many = z->batch + (w->policy->free_high_spares_min ? z->high / 2 : 0);
	bool again = load->freed_high;

	load->freed_high = order >= 1 && order < PCP_HIGH_ORDERS;
	return load->freed_high && again && load->free_count >= many && (!load->cache_is_big || count >= z->batch);
}

/*
 * A block of that order has been put on the lists: how many pages to flush? NO_FLUSH: none; 0: a flush that moves nothing, but may clear
 * ZONE_BELOW_HIGH.
 */
int64_t m_load_flush_size(const struct world *w, const struct zone *z, struct load *load, uint8_t order, int64_t count)
{
	bool all = frees_many(w, z, load, count, order);
	int64_t batch = z->batch, limit;

	load->alloc_factor /= 2;
	if (load->free_count < batch << SCALE_MAX)
		load->free_count += INT64_C(1) << order;
	limit = limit_after_free(z, load, count, all);
	if (count < limit)
		return NO_FLUSH;
	if (all)
		return m_min(count, batch << SCALE_MAX);
	return limit < batch ? 1 : kernel_clamp(load->free_count, batch, limit - batch);
}

/* Lower high by an eighth. Returns the number of pages above it. */
int64_t m_load_decay(const struct zone *z, struct load *load, int64_t count)
{
	int64_t most = (int64_t)z->batch << SCALE_MAX;

	if (load->high > z->high)
		load->high = m_max(m_max(count - most, load->high - load->high / 8), z->high);
	return count - load->high;
}
