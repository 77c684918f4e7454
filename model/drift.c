// SPDX-License-Identifier: MIT
/*
 * Counters that drift: each cpu keeps its changes to NR_FREE_PAGES and NR_FREE_CMA_PAGES to itself and adds them to the shared counter only
 * when they exceed its threshold.
 *
 * Only what no scan could recover is stored: each cpu's drift, its threshold, and the mark. The value of the shared counter, which is all
 * that a watermark check sees, is derived: the counted pages minus all drift. Zones whose counters are exact have none of this.
 *
 * Kernel: mm/vmstat.c: __mod_zone_page_state(), refresh_zone_stat_thresholds(), refresh_cpu_vm_stats(), set_pgdat_percpu_threshold().
 */
#include "model/model.h"

enum { LIMIT_MAX = 125 };

/* --- cpus online ---------------------------------------------------------------------------------------------------------- */

uint8_t m_lowest_online(const struct world *w)
{
	uint8_t cpu = 0;

	while (!(w->online >> cpu & 1))
		cpu++;
	return cpu;
}

static int64_t cpus_online(const struct world *w)
{
	int64_t cpus = 0;

	for (uint64_t left = w->online; left != 0; left &= left - 1)
		cpus++;
	return cpus;
}

/* --- change and value ----------------------------------------------------------------------------------------------------- */

/* __mod_zone_page_state(). n may be 0; the change is then folded all the same if the threshold has fallen below the drift. */
void m_drift(struct drift *d, enum drifting counter, int64_t n)
{
	int64_t drift = d->of[counter][*d->cpu] + n;

	d->of[counter][*d->cpu] = (int8_t)(m_max(drift, -drift) > d->limit[*d->cpu] ? 0 : drift);
}

/* The shared value of the counter; negative if the cpus' drift exceeds the counted pages. */
int64_t m_value(const struct zone *z, enum drifting counter)
{
	int64_t value = m_counted(z, counter);

	for (uint32_t cpu = 0; z->drift && cpu < MAX_CPUS; cpu++)
		value -= z->drift->of[counter][cpu];
	return value;
}

void m_fold(struct world *w, uint8_t cpu)
{
	for (uint32_t i = 0; w->machine.vmstat_percpu && i < w->machine.nr_zones; i++)
		for (uint32_t counter = 0; counter < NR_DRIFTING; counter++)
			w->zone[i].drift->of[counter][cpu] = 0;
}

/* --- limits and the mark -------------------------------------------------------------------------------------------------- */

/* fls(): number of significant bits. */
static int64_t width(int64_t number)
{
	int64_t bits = 0;

	while (number >> bits != 0)
		bits++;
	return bits;
}

static int64_t normal_limit(const struct world *w, const struct zone *z)
{
	return m_min(LIMIT_MAX, 2 * width(cpus_online(w)) * (1 + width(z->managed >> 15))); /* units of 128 MiB */
}

/* calculate_pressure_threshold(): the drift of all cpus together must not exceed the gap between the low and the min mark. */
static int64_t limit_under_pressure(const struct world *w, const struct zone *z)
{
	return m_max(1, m_min(LIMIT_MAX, (z->wmark[WMARK_LOW] - z->wmark[WMARK_MIN]) / cpus_online(w)));
}

static void set_limit(const struct world *w, struct zone *z, int64_t limit)
{
	for (uint32_t cpu = 0; cpu < w->machine.nr_cpus; cpu++)
		if (w->online >> cpu & 1)
			z->drift->limit[cpu] = (uint8_t)limit;
}

/* refresh_zone_stat_thresholds(). */
void m_set_drift_limits(struct world *w)
{
	for (uint32_t i = 0; w->machine.vmstat_percpu && i < w->machine.nr_zones; i++) {
		struct zone *z = &w->zone[i];
		int64_t limit = normal_limit(w, z), most = cpus_online(w) * limit;

		if (z->present == 0)
			continue;
		set_limit(w, z, limit);
		if (most > z->wmark[WMARK_LOW] - z->wmark[WMARK_MIN])
			z->drift->mark = m_wmark(z, WMARK_HIGH) + most;
	}
}

/* The node's kswapd wakes up or goes to sleep. */
void m_kswapd(struct world *w, uint8_t node, bool awake)
{
	w->node[node].kswapd_is_awake = awake;
	for (uint32_t i = 0; w->machine.vmstat_percpu && i < w->machine.nr_zones; i++) {
		struct zone *z = &w->zone[i];

		if (z->node == node && z->drift->mark != 0)
			set_limit(w, z, awake ? limit_under_pressure(w, z) : normal_limit(w, z));
	}
}
