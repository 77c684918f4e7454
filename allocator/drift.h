// SPDX-License-Identifier: MIT
/*
 * Counters that drift: each cpu keeps what NR_FREE_PAGES and NR_FREE_CMA_PAGES of a zone have changed by until it is more than a limit, and then
 * tells it. What the counters read meanwhile is less or more than what there is.
 *
 * Only on machines that want it (vmstat_percpu): there the short ways (quick.h) are closed, and whoever changes a counter by whatever way is left
 * says which cpu does it, by the struct page_alloc that it works for. What a cpu keeps lies apart from the page sets, and belongs to whoever has
 * the zone's lock or the world, as the counters do. Nothing is kept while a limit is 0, as all are at first.
 *
 * Kernel (mm/vmstat.c): __mod_zone_page_state(), zone_page_state(), zone_page_state_snapshot(), refresh_zone_stat_thresholds(),
 * set_pgdat_percpu_threshold(), refresh_cpu_vm_stats(), cpu_vm_stats_fold().
 */
#ifndef ALLOCATOR_DRIFT_H
#define ALLOCATOR_DRIFT_H

#include "allocator/state.h"

int64_t drift_change(const struct page_alloc *pa, const struct zone *zone, enum drifting counter, int64_t pages);

/* A counter changes by so many pages: by how many its value does now. */
static inline int64_t drift_told(const struct page_alloc *pa, const struct zone *zone, enum drifting counter, int64_t pages)
{
	return __builtin_expect(zone->drift != NULL, 0) ? drift_change(pa, zone, counter, pages) : pages;
}

/* zone_account() of what is not counted plainly (struct zone): apart so that what nearly always happens is short. */
void drift_account(const struct page_alloc *pa, struct zone *zone, int64_t pages, unsigned mt);

/* zone_page_state(): what has drifted below 0 reads 0; what is exact reads as it is. */
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

/* zone_page_state_snapshot() of NR_FREE_PAGES: with what the cpus online keep. In the world. */
int64_t drift_snapshot(const struct page_alloc *pa, const struct zone *zone);

/* A part of the next change of these counters on this cpu, which is told with it. */
void drift_part(const struct page_alloc *pa, const struct zone *zone, int64_t pages, unsigned mt);

/* The rest is for the world. It does nothing where counters are exact. */

/* All zones' counters are exact, or nothing has drifted yet: memory for nr_zones * nr_cpus. */
void drift_set_up(struct page_alloc *pa, struct drift *drift);
/* refresh_zone_stat_thresholds(): limits and marks, by the cpus online, what is managed, and the watermarks. */
void drift_set_limits(struct page_alloc *pa);
/* set_pgdat_percpu_threshold(): kswapd of the node wants to know better, or needs no longer. */
void drift_set_pressure(struct page_alloc *pa, unsigned node, bool awake);
/* refresh_cpu_vm_stats(), cpu_vm_stats_fold(): the cpu tells all that it keeps. */
void drift_fold(struct page_alloc *pa, unsigned cpu);

/* Who executes what no cpu was named for: the lowest one online. In the world. */
static inline struct page_alloc *drift_lowest_cpu(const struct page_alloc *pa)
{
	return other_cpu(pa, (unsigned)__builtin_ctzll(pa->common->cpus_online));
}

#endif
