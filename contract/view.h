// SPDX-License-Identifier: MIT
/*
 * Everything two subjects must agree on after a request: counters, free lists, per-CPU lists, pageblock types, page states.
 *
 * Counters are cheap enough to compare after each request; the rest is filled into buffers of the caller, whose sizes are given at struct
 * view. Lists are head first: the element taken next comes first.
 */
#ifndef CONTRACT_VIEW_H
#define CONTRACT_VIEW_H

#include "types.h"

struct zone_counters {
	int64_t free;     /* NR_FREE_PAGES; with vmstat_percpu: without the cpus' drift */
	int64_t free_cma; /* NR_FREE_CMA_PAGES, likewise */
	int64_t free_highatomic; /* nr_free_highatomic; from 6.12 on, else 0 */
	uint32_t managed;
	uint32_t reserved_highatomic; /* pages */
	uint32_t isolated_blocks;     /* nr_isolate_pageblock */
	uint32_t wmark[NR_WMARK];     /* without boost */
	uint32_t boost;               /* watermark_boost, pages */
	bool boosted;                 /* ZONE_BOOSTED_WATERMARK */
	bool below_high;              /* ZONE_BELOW_HIGH; from 6.12 on, else false */
	uint32_t nr_free[MAX_ORDER_LIMIT]; /* blocks per order, all types; as the kernel counts them */
};

struct pcp_view {
	uint32_t count, high, batch, free_factor; /* free_factor: 6.1 only, else 0 */
	uint32_t high_min, high_max;              /* these six: from 6.12 on, else 0 */
	uint32_t alloc_factor, free_count;
	bool prev_free_high_order, free_high_batch; /* PCPF_PREV_FREE_HIGH_ORDER, PCPF_FREE_HIGH_BATCH */
	int32_t free_drift, cma_drift; /* vm_stat_diff of NR_FREE_PAGES and NR_FREE_CMA_PAGES; these two and drift_limit: vmstat_percpu
	                                  only, else 0 */
	uint32_t drift_limit;          /* stat_threshold */
	uint32_t len[PCP_LISTS_MAX]; /* 4.14, 5.10: lists U, M, R. From 6.1 on: order * 3 + type, then the two pageblock-order lists */
};

struct zone_view {
	pfn_t start_pfn, end_pfn; /* present span; hot-add moves the end */
	uint32_t lowmem_reserve[MAX_NR_ZONES];
	uint32_t drift_mark; /* percpu_drift_mark; vmstat_percpu only, else 0 */
	uint64_t numa_hit, numa_miss, numa_foreign, numa_local, numa_other;
	uint32_t list_len[MAX_ORDER_LIMIT][MIGRATE_TYPES];
};

struct node_view {
	uint32_t totalreserve, min_unmapped, min_slab;
	pfn_t first_deferred; /* PFN_NONE: nothing is deferred */
	uint8_t zonelist_len[2];             /* [0] fallback, [1] this node only */
	uint8_t zonelist[2][MAX_ZONES];      /* indices into machine.zone */
};

struct events_view {
	uint64_t pgfree, pgalloc[MAX_NR_ZONES];
	uint64_t compact_stall, compact_fail, compact_success, node_reclaim_failed;
};

/* One byte per pfn: state in the low nibble, order of the block in the high nibble (0 on tails, and on lost pages). */
enum page_state {
	PAGE_ABSENT, /* hole, deferred, or not yet added */
	PAGE_RESERVED,
	PAGE_FREE_HEAD,
	PAGE_FREE_TAIL,
	PAGE_GUARD_HEAD,
	PAGE_GUARD_TAIL,
	PAGE_CACHED, /* on a pcp list */
	PAGE_ALLOC_HEAD,
	PAGE_ALLOC_TAIL,
	PAGE_LOST,
	PAGE_ALLOC_LRU, /* a PAGE_ALLOC_HEAD that is on the LRU */
};

struct view {
	struct zone_counters counters[MAX_ZONES];
	struct zone_view zone[MAX_ZONES];
	struct node_view node[MAX_NODES];
	struct events_view events;
	uint32_t min_free_kbytes;
	bool mobility; /* grouping by mobility in force */
	/*
	 * Buffers, filled to the lengths that follow from the fields above and the machine. Required sizes, where P is the number of pages
	 * that all zones span together plus those that hot-add may bring (up to hot_end): pcp: nr_zones * nr_cpus; pcp_pfns, free_pfns and
	 * page: P; pageblock: P / pages per pageblock + 2 * nr_zones; memory: P * page_bytes.
	 */
	struct pcp_view *pcp;  /* [zone * nr_cpus + cpu]; with PCP_BOOT the zone has no page sets of its own: high 0, batch 1, count 0 */
	pfn_t *pcp_pfns;       /* zone, cpu, list, head first */
	pfn_t *free_pfns;      /* zone, order ascending, migratetype ascending, head first */
	uint8_t *pageblock;    /* zone, then each pageblock from round_down(start_pfn): enum migratetype */
	uint8_t *page;         /* zone, then each pfn of [start_pfn, end_pfn) */
	uint8_t *memory;       /* zone, then machine.page_bytes for each pfn of [start_pfn, end_pfn) */
};

#endif
