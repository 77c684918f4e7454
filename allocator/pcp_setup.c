// SPDX-License-Identifier: MIT
/*
 * The size limits of page sets: by memory, by the low watermark, by a fraction, or as the machine says.
 */
#include "allocator/pcp.h"
#include "allocator/pcp_adapt.h"
#include "allocator/watermark.h"

enum { FRACTION_BATCH_MAX = 96 };

/* zone_batchsize() before the final max(1): just below a power of two, to spread over cache colours. */
static uint32_t natural_batch(const struct page_alloc *pa, const struct zone *zone)
{
	int64_t batch = zone->managed / 1024;
	uint32_t power = 1;

	if (batch > pa->policy->batch_cap)
		batch = pa->policy->batch_cap;
	batch /= 4;
	if (batch < 1)
		batch = 1;
	batch += batch / 2;
	while ((int64_t)power * 2 <= batch)
		power *= 2;
	return power - 1;
}

static uint32_t cpus_for(const struct page_alloc *pa, unsigned node, uint32_t incoming)
{
	uint32_t local = 0, all = 0;

	for (unsigned cpu = 0; cpu < pa->nr_cpus; cpu++) {
		if (!(pa->common->cpus_online >> cpu & 1))
			continue;
		all++;
		local += pa->machine->cpu_node[cpu] == node;
	}
	local += incoming;
	return local ? local : all;
}

/* zone_highsize(): the low watermark divided among the cpus. */
static uint32_t high_by_watermark(const struct page_alloc *pa, const struct zone *zone, uint32_t batch, uint32_t cpus)
{
	int64_t pages = pa->common->fraction ? zone->managed / pa->common->fraction : watermark(zone, WMARK_LOW);

	pages /= cpus;
	return pages > 4 * (int64_t)batch ? (uint32_t)pages : 4 * batch;
}

/* Where high follows the load: set its limits. high itself stays and is clamped when it is next used. */
static void set_limits(const struct page_alloc *pa, struct zone *zone, uint32_t high_min, uint32_t high_max, uint32_t batch)
{
	for (unsigned cpu = 0; cpu < pa->nr_cpus; cpu++) {
		struct pcp *pcp = &zone->pcp[cpu];

		pcp->high_min = high_min;
		pcp->high_max = high_max;
		pcp->batch = batch;
		pcp_adapt_set_easy(zone, pcp);
		pcp_give_room(pcp);
	}
}

/* While count stays below high there is no flush. During a pass of kswapd over the zone the limit is lower, so every free must check it. */
static void set_easy(const struct zone *zone, struct pcp *pcp)
{
	const uint32_t ring = pcp->list[0].mask + 1, room = ring < pcp->high ? ring : pcp->high;

	pcp->easy = room && !zone->reclaim_active ? room - 1 : 0;
}

static void set_sizes(const struct page_alloc *pa, struct zone *zone, uint32_t high, uint32_t batch)
{
	for (unsigned cpu = 0; cpu < pa->nr_cpus; cpu++) {
		struct pcp *pcp = &zone->pcp[cpu];

		pcp->high = high;
		pcp->batch = batch;
		set_easy(zone, pcp);
		pcp_give_room(pcp);
	}
}

void pcp_set_reclaim_active(struct page_alloc *pa, struct zone *zone, bool active)
{
	zone->reclaim_active = active;
	for (unsigned cpu = 0; cpu < pa->nr_cpus; cpu++) {
		struct pcp *pcp = &zone->pcp[cpu];

		if (pa->policy->high_adapts)
			pcp_adapt_set_easy(zone, pcp);
		else
			set_easy(zone, pcp);
		pcp_give_room(pcp);
	}
}

/* setup() where high follows the load: high_min is a cpu's share of the low watermark, high_max its share of an eighth of the zone. With a
 * fraction in force that is both limits. */
static void setup_limits(const struct page_alloc *pa, struct zone *zone, uint32_t incoming)
{
	const struct machine *m = pa->machine;
	const uint32_t natural = natural_batch(pa, zone), batch = natural > 1 ? natural : 1, cpus = cpus_for(pa, zone->node, incoming);
	const uint32_t low = high_by_watermark(pa, zone, batch, cpus), share = (uint32_t)(zone->managed / 8 / cpus);

	if (zone->boot_pcp)
		set_limits(pa, zone, 0, 0, 1);
	else if (pa->common->fixed_pcp)
		set_limits(pa, zone, m->pcp_high, m->pcp_high_max > m->pcp_high ? m->pcp_high_max : m->pcp_high, m->pcp_batch ? m->pcp_batch : 1);
	else if (pa->common->fraction)
		set_limits(pa, zone, low, low, batch);
	else
		set_limits(pa, zone, low, share > 4 * batch ? share : 4 * batch, batch);
}

/* incoming: number of cpus that are about to come online; the kernel counts them for every zone. */
static void setup(struct page_alloc *pa, struct zone *zone, uint32_t incoming)
{
	if (pa->policy->high_adapts) {
		setup_limits(pa, zone, incoming);
		return;
	}
	if (zone->boot_pcp) {
		set_sizes(pa, zone, 0, 1);
		return;
	}
	if (pa->common->fixed_pcp) {
		set_sizes(pa, zone, pa->machine->pcp_high, pa->machine->pcp_batch ? pa->machine->pcp_batch : 1);
		return;
	}
	const uint32_t natural = natural_batch(pa, zone);
	const uint32_t batch = natural > 1 ? natural : 1;

	if (pa->policy->high_by_watermark) {
		set_sizes(pa, zone, high_by_watermark(pa, zone, batch, cpus_for(pa, zone->node, incoming)), batch);
	} else if (pa->common->fraction) {
		const uint32_t high = (uint32_t)(zone->managed / pa->common->fraction);
		const uint32_t quarter = high / 4 < FRACTION_BATCH_MAX ? high / 4 : FRACTION_BATCH_MAX;

		set_sizes(pa, zone, high, quarter > 1 ? quarter : 1);
	} else {
		set_sizes(pa, zone, 6 * natural, batch);
	}
}

void pcp_setup(struct page_alloc *pa, struct zone *zone)
{
	setup(pa, zone, 0);
}

void pcp_setup_incoming(struct page_alloc *pa)
{
	for (uint32_t i = 0; i < pa->nr_zones; i++)
		setup(pa, &pa->zone[i], 1);
}

void pcp_setup_all(struct page_alloc *pa)
{
	for (uint32_t i = 0; i < pa->nr_zones; i++)
		pcp_setup(pa, &pa->zone[i]);
}

void pcp_weigh_cache(struct page_alloc *pa, unsigned cpu)
{
	for (uint32_t i = 0; i < pa->nr_zones; i++) {
		struct pcp *pcp = &pa->zone[i].pcp[cpu];

		if (pa->policy->high_adapts && pa->zone[i].present > 0 && !pa->zone[i].boot_pcp)
			pcp->big_cache = pa->machine->cache_pages > 3 * pcp->batch;
	}
}

void pcp_weigh_caches(struct page_alloc *pa)
{
	for (unsigned cpu = 0; cpu < pa->nr_cpus; cpu++)
		pcp_weigh_cache(pa, cpu);
}
