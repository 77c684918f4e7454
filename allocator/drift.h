// SPDX-License-Identifier: MIT
/*
 * Counters that drift: each cpu holds back its changes of a zone's NR_FREE_PAGES and NR_FREE_CMA_PAGES until they exceed a limit, and then
 * adds them to the counter. Meanwhile the counter reads more or less than the true value.
 *
 * Only on machines with vmstat_percpu. There the quick path (quick.h) is off, and code that changes a counter passes the struct page_alloc
 * of the cpu that does it. What a cpu holds back is stored apart from the page sets and protected by the zone's lock or the exclusive lock,
 * like the counters. Nothing is held back while a limit is 0, which is the initial value.
 *
 * Kernel (mm/vmstat.c): __mod_zone_page_state(), zone_page_state(), zone_page_state_snapshot(), refresh_zone_stat_thresholds(),
 * set_pgdat_percpu_threshold(), refresh_cpu_vm_stats(), cpu_vm_stats_fold().
 */
#ifndef ALLOCATOR_DRIFT_H
#define ALLOCATOR_DRIFT_H

#include "allocator/state.h"

int64_t drift_change(const struct page_alloc *pa, const struct zone *zone, enum drifting counter, int64_t pages);

/* A counter changes by that many pages: returns by how many its stored value must change now. */
static inline int64_t drift_told(const struct page_alloc *pa, const struct zone *zone, enum drifting counter, int64_t pages)
{
	return __builtin_expect(zone->drift != NULL, 0) ? drift_change(pa, zone, counter, pages) : pages;
}

/* zone_account() of types that are not counted plainly (zone.plain_types); out of line, so that the usual case is short. */
void drift_account(const struct page_alloc *pa, struct zone *zone, int64_t pages, unsigned mt);

/* zone_page_state(): a drifting counter below 0 reads as 0; an exact one reads as it is. */
static inline int64_t drift_read(const struct zone *zone, int64_t value)
{
	return value < 0 && zone->drift ? 0 : value;
}

static inline int64_t zone_free(const struct zone *zone)
{
	return drift_read(zone, zone->free);
}

static inline int64_t zone_free_cma(const struct zone *zone)
{
	return drift_read(zone, zone->free_cma);
}

/* zone_page_state_snapshot() of NR_FREE_PAGES: includes what the online cpus hold back. Needs the exclusive lock. */
int64_t drift_snapshot(const struct page_alloc *pa, const struct zone *zone);

/* Record a part of the next change of these counters on this cpu; it is applied together with that change. */
void drift_part(const struct page_alloc *pa, const struct zone *zone, int64_t pages, unsigned mt);

/* The remaining functions need the exclusive lock and do nothing where counters are exact. */

/* All zones' counters start exact, with nothing held back. drift: memory for nr_zones * nr_cpus. */
void drift_set_up(struct page_alloc *pa, struct drift *drift);
/* refresh_zone_stat_thresholds(): limits and drift marks, from the online cpus, managed pages, and watermarks. */
void drift_set_limits(struct page_alloc *pa);
/* set_pgdat_percpu_threshold(): kswapd of the node needs more precise counters, or no longer. */
void drift_set_pressure(struct page_alloc *pa, unsigned node, bool awake);
/* refresh_cpu_vm_stats(), cpu_vm_stats_fold(): add all that the cpu holds back to the counters. */
void drift_fold(struct page_alloc *pa, unsigned cpu);

/* The cpu that executes requests that name none: the lowest online. Needs the exclusive lock. */
static inline struct page_alloc *drift_lowest_cpu(const struct page_alloc *pa)
{
	return other_cpu(pa, (unsigned)__builtin_ctzll(pa->common->cpus_online));
}

#endif
