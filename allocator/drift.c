// SPDX-License-Identifier: MIT
/*
 * What each cpu holds back of the counters, how much it may, and when it is added.
 */
#include "allocator/drift.h"
#include "allocator/free_area.h"

#define LIMIT_MAX 125 /* the kernel stores it in 8 bits */

enum { LIMIT_UNIT_SHIFT = 15 /* 128 MiB, in pages */ };

int64_t drift_change(const struct page_alloc *pa, const struct zone *zone, enum drifting counter, int64_t pages)
{
	struct drift *drift = &zone->drift[pa->cpu];
	const int64_t limit = drift->limit, kept = drift->kept[counter] + pages + drift->part[counter];
	const bool told = kept > limit || kept < -limit;

	drift->part[counter] = 0;
	drift->kept[counter] = told ? 0 : (int32_t)kept;
	return told ? kept : 0;
}

void drift_part(const struct page_alloc *pa, const struct zone *zone, int64_t pages, unsigned mt)
{
	struct drift *drift = &zone->drift[pa->cpu];

	drift->part[DRIFT_FREE] += (int32_t)pages;
	if (mt == MIGRATE_CMA)
		drift->part[DRIFT_CMA] += (int32_t)pages;
}

void drift_account(const struct page_alloc *pa, struct zone *zone, int64_t pages, unsigned mt)
{
	zone_account_free(pa, zone, pages);
	if (mt >= MIGRATE_HIGHATOMIC)
		zone_account_apart(pa, zone, pages, mt);
}

static bool online(const struct page_alloc *pa, unsigned cpu)
{
	return pa->common->cpus_online >> cpu & 1;
}

static unsigned cpus_online(const struct page_alloc *pa)
{
	unsigned cpus = 0;

	for (unsigned cpu = 0; cpu < pa->nr_cpus; cpu++)
		cpus += online(pa, cpu);
	return cpus;
}

int64_t drift_snapshot(const struct page_alloc *pa, const struct zone *zone)
{
	int64_t free = zone->free;

	for (unsigned cpu = 0; cpu < pa->nr_cpus && zone->drift; cpu++)
		free += online(pa, cpu) ? zone->drift[cpu].kept[DRIFT_FREE] : 0;
	return drift_read(zone, free);
}

void drift_set_up(struct page_alloc *pa, struct drift *drift)
{
	for (uint32_t i = 0; i < pa->nr_zones && pa->machine->vmstat_percpu; i++, drift += pa->nr_cpus) {
		pa->zone[i].plain_types = 0;
		pa->zone[i].drift = drift;
		memset(drift, 0, pa->nr_cpus * sizeof(*drift));
	}
}

/* Number of significant bits: the kernel's fls(). */
static unsigned bits(uint64_t number)
{
	unsigned count = 0;

	for (; number; number >>= 1)
		count++;
	return count;
}

/* calculate_normal_threshold() */
static int64_t normal_limit(const struct page_alloc *pa, const struct zone *zone)
{
	const int64_t limit = 2 * (int64_t)bits(cpus_online(pa)) * (1 + bits((uint64_t)zone->managed >> LIMIT_UNIT_SHIFT));

	return limit < LIMIT_MAX ? limit : LIMIT_MAX;
}

/* calculate_pressure_threshold(): chosen so that all cpus together hold back no more than the distance between the two marks. */
static int64_t pressure_limit(const struct page_alloc *pa, const struct zone *zone)
{
	const int64_t limit = (zone->wmark[WMARK_LOW] - zone->wmark[WMARK_MIN]) / cpus_online(pa);

	return limit > LIMIT_MAX ? LIMIT_MAX : limit > 1 ? limit : 1;
}

/* What is already held back stays, even beyond the limit. */
static void set_limit(const struct page_alloc *pa, struct zone *zone, int64_t limit)
{
	for (unsigned cpu = 0; cpu < pa->nr_cpus; cpu++) {
		if (online(pa, cpu))
			zone->drift[cpu].limit = (uint32_t)limit;
	}
}

void drift_set_limits(struct page_alloc *pa)
{
	for (uint32_t i = 0; i < pa->nr_zones; i++) {
		struct zone *zone = &pa->zone[i];

		if (!zone->drift || zone->present == 0)
			continue;
		const int64_t limit = normal_limit(pa, zone), most = cpus_online(pa) * limit;

		set_limit(pa, zone, limit);
		if (most > zone->wmark[WMARK_LOW] - zone->wmark[WMARK_MIN])
			zone->drift_mark = zone->wmark[WMARK_HIGH] + zone->boost + most;
	}
}

void drift_set_pressure(struct page_alloc *pa, unsigned node, bool awake)
{
	for (uint32_t i = 0; i < pa->nr_zones; i++) {
		struct zone *zone = &pa->zone[i];

		if (zone->node == node && zone->drift_mark != 0)
			set_limit(pa, zone, awake ? pressure_limit(pa, zone) : normal_limit(pa, zone));
	}
}

void drift_fold(struct page_alloc *pa, unsigned cpu)
{
	for (uint32_t i = 0; i < pa->nr_zones && pa->machine->vmstat_percpu; i++) {
		struct zone *zone = &pa->zone[i];
		struct drift *drift = &zone->drift[cpu];

		zone_add_free(zone, drift->kept[DRIFT_FREE]);
		zone_add_cma(zone, drift->kept[DRIFT_CMA]);
		drift->kept[DRIFT_FREE] = drift->kept[DRIFT_CMA] = 0;
	}
}
