// SPDX-License-Identifier: MIT
/*
 * The machine a world boots on: cpus, nodes, zones, memory map, tunables. Pure input, never changed by a subject.
 *
 * A subject refuses (boot returns false) a machine that breaks a rule written at a field; it may assume nothing else.
 */
#ifndef CONTRACT_MACHINE_H
#define CONTRACT_MACHINE_H

#include "types.h"

struct machine_zone {
	uint8_t node;    /* < nr_nodes */
	uint8_t kind;    /* enum zone_kind */
	pfn_t start_pfn; /* [start, end); start == end: no memory yet (hot-add may bring some) */
	pfn_t end_pfn;   /* zones do not overlap, and one without memory lies inside no other; end < 2^31, the limit of all pfns */
};

enum range_kind { RANGE_HOLE, RANGE_RESERVED, RANGE_CMA };

/* Ranges lie inside zones and do not overlap. CMA: start and end are multiples of the pageblock size, in one zone. */
struct machine_range {
	uint8_t kind; /* enum range_kind */
	pfn_t start_pfn;
	pfn_t end_pfn; /* exclusive, > start */
};

enum pcp_mode {
	PCP_NATURAL, /* high and batch by the kernel's formulas */
	PCP_FIXED,   /* pcp_high and pcp_batch in every zone until REQ_FRACTION */
	PCP_BOOT,    /* one boot page set per cpu (high 0, batch 1) until REQ_SETUP_PAGESET; then the override, if pcp_batch > 0 */
};

/* page_poisoning: freed pages are filled with a pattern, which is verified when they are allocated; a mismatch means that a free page was
 * written to. */
enum page_poison {
	POISON_OFF,
	POISON_PATTERN, /* bytes 0xaa */
	POISON_ZERO,    /* CONFIG_PAGE_POISONING_ZERO; kernels without it use the pattern */
	NR_PAGE_POISONS,
};

struct machine {
	uint8_t profile;         /* enum profile */
	uint8_t nr_cpus;         /* 1..MAX_CPUS, all online at boot */
	uint8_t nr_nodes;        /* 1..MAX_NODES, all online, every one with at least one zone */
	uint8_t nr_zones;        /* 1..MAX_ZONES */
	uint8_t max_order;       /* 2..11: orders 0..max_order-1 exist */
	uint8_t pageblock_order; /* 1..max_order-1 */
	uint8_t cpu_node[MAX_CPUS];
	uint8_t distance[MAX_NODES][MAX_NODES]; /* 10 to itself; 255 at most */
	struct machine_zone zone[MAX_ZONES];    /* ascending by node, then kind; a request's zone is an index into this */
	uint8_t nr_ranges;
	struct machine_range range[MAX_RANGES]; /* ascending by start_pfn */

	bool mobility;                         /* false: page_group_by_mobility_disabled */
	int32_t min_free_kbytes;               /* used as it is, up to 2^24; -1: by the kernel's formula */
	int32_t user_min_free_kbytes;          /* -1: never set by the user; else stays in force unless the formula gives more */
	uint32_t watermark_scale_factor;       /* in 1/10000 of managed, up to 2^20; kernel default 10 */
	uint32_t watermark_boost_factor;       /* in 1/10000 of the high watermark; up to 2^20; kernel default 15000, 0: off */
	uint32_t lowmem_reserve_ratio[MAX_NR_ZONES]; /* kernel default 256,256,32,0 */

	uint8_t pcp_mode; /* enum pcp_mode */
	uint32_t pcp_high, pcp_batch; /* up to 2^20; in force, a batch of 0 counts as 1 */
	uint32_t pcp_high_max;        /* high_max while pcp_high is in force (pcp_high is high_min then), up to 2^20; a value below
	                                 pcp_high counts as pcp_high; from 6.12 on */
	uint32_t cache_pages;         /* each cpu's share of the data cache (per_cpu_data_slice_size), up to 2^20; 0: unknown; 6.12 on */

	bool vmstat_percpu;           /* free counters drift per cpu, as on a live SMP kernel; not with PCP_BOOT. false: they are exact */

	bool compaction;              /* CONFIG_COMPACTION */
	bool cpusets;                 /* cpusets_enabled() */
	uint8_t node_reclaim_mode;    /* sysctl; v5.10: bit 0 may write, bit 1 may unmap; others: bit 0 on, bits 1 and 2 these */
	uint8_t node_reclaim_distance; /* kernel default 30 */
	uint8_t dirty_ratio;          /* vm_dirty_ratio in percent */
	bool deferred;                /* deferred struct page initialisation; CMA ranges are released at boot nevertheless */
	int8_t guardpage_minorder;    /* -1: debug_pagealloc off; 0..5: on, with guard pages of orders below it */
	bool init_on_alloc, init_on_free; /* ignored by kernels without them, and with page_poisoning */
	uint8_t page_poisoning;           /* enum page_poison */
	uint32_t page_bytes; /* bytes of each page that the allocator may touch and that the view shows; 0: none, PAGE_BYTES_MAX at most */
	uint32_t section_pages; /* PAGES_PER_SECTION, a power of two, >= 2^(max_order-1) */
	pfn_t hot_end;          /* end of the memory that REQ_HOTADD may add after the last zone's end; 0: none */
	const void *policy;     /* NULL: the profile's own policy. Otherwise a policy row composed with questions.h from the subject that
	                           boots this machine; must outlive the world */
};

#endif
