// SPDX-License-Identifier: MIT
/*
 * The whole state of the oracle: one array of pages, bitmaps over them, and a few numbers that no scan could give back.
 *
 * There are no lists: a zone's free blocks of an order lie in a bag, each with a stamp, and the head of a list is the block with the smallest
 * stamp. There is no counter of free pages: they are the bits set in a bitmap, which says how many it has (bitmap.h). Only heads of blocks
 * carry a state; the block around a page is found by halving (m_block_around in page.c). The few numbers that stay are what the kernel itself
 * only remembers, such as nr_reserved_highatomic, and the ledgers, which hold the kernel's own miscounts (zero in every ordinary world).
 */
#ifndef MODEL_WORLD_H
#define MODEL_WORLD_H

#include "contract/machine.h"
#include "contract/mem.h"
#include "contract/request.h"
#include "contract/view.h"
#include "model/bitmap.h"
#include "model/certain.h"
#include "model/policy.h"

/* For the compiler: a function that is not called often, though its callers are; a condition that hardly ever holds. */
#define SELDOM __attribute__((noinline))
#define RARELY(condition) __builtin_expect((condition), false)

enum {
	NO_ZONE = 0xff,
	MAX_EXTENTS = MAX_ZONES + 1, /* one of them empty */
	PCP_HIGH_ORDERS = 4, /* orders 0..3 have per-CPU lists where policy.pcp_takes_high_orders */
};

/* State of a block, kept at its first page. */
enum block_state {
	BLOCK_TAIL,     /* not the first page of anything: belongs to the block around it */
	BLOCK_ABSENT,   /* no memory: hole, not yet initialised, not yet added */
	BLOCK_RESERVED, /* boot memory */
	BLOCK_FREE,
	BLOCK_GUARD, /* free, but on no list: debug_pagealloc keeps it unmapped */
	BLOCK_CACHED,
	BLOCK_ALLOCATED,
	BLOCK_LOST, /* was bad */
};

struct page {
	uint8_t state; /* enum block_state */
	uint8_t order;
	uint8_t home; /* free: the zone whose list it is on */
	uint8_t type; /* the type cached while leaving the buddy or entering a per-CPU list (page->index) */
	uint8_t zone; /* whose present span it is in; NO_ZONE */
	uint8_t damage : NR_DAMAGES; /* bit n: enum damage n */
	bool lru : 1;
	bool compound : 1;
	uint16_t refs; /* allocated: references */
};
_Static_assert(sizeof(struct page) == 8, "boot writes all of them");

/* What a page was filled with as a whole. */
enum filler {
	FILLED_BEFORE_BOOT, /* PAGE_BYTE_FRESH */
	FILLED_WITH_ZERO,
	FILLED_WITH_POISON,
};

/* Somebody wrote to a byte of a page, or filled it. */
struct note {
	uint32_t when; /* world.now then; 0: never */
	uint8_t value; /* the byte, or enum filler */
};

#define STAMPS (UINT64_C(1) << 56) /* all are below; the first ones lie in the middle */

/* A block on a list: a free one on the list of a migratetype, or a cached one on a list of a cpu. */
struct listed {
	uint64_t stamp; /* place on the list, smallest first */
	pfn_t pfn;
	uint8_t list;
	uint8_t cpu; /* cached */
};

/* List after list, and by stamp on each: one number to compare, where two would be one thing more to guess for whoever runs this. */
static inline uint64_t m_place(uint32_t list, uint64_t stamp)
{
	return list * STAMPS | stamp;
}

/* What a cpu's page set of a zone has learnt from allocations and frees, where policy.high_follows_load. */
struct load {
	int64_t high, free_count; /* pages */
	uint8_t alloc_factor;
	bool freed_high;   /* the last free was of order 1..3 */
	bool cache_is_big; /* as it was when last looked at */
};

/* For the lock of a page set: the next ones succeed, then others fail. */
struct tries {
	uint32_t succeed, fail;
};

enum drifting { DRIFTING_FREE, DRIFTING_CMA, NR_DRIFTING };

/* What cpus have changed about a zone's counters and not told yet, where machine.vmstat_percpu. */
struct drift {
	const uint8_t *cpu; /* world.cpu: whose change it is */
	int64_t mark;       /* percpu_drift_mark */
	int8_t of[NR_DRIFTING][MAX_CPUS];
	uint8_t limit[MAX_CPUS]; /* stat_threshold */
};

/* Whole cache lines, as the memory that the world is given. */
struct zone {
	_Alignas(64) uint8_t node;
	uint8_t kind, id; /* id: index into machine.zone */
	pfn_t start, end;       /* the present span */
	int64_t present;
	int64_t managed, reserved_highatomic /* pages */, isolated_blocks, wmark[NR_WMARK], boost;

	/*
	 * The window holds the zone, whatever may be added to it, and whole largest blocks. One bit per page from its start on: pages in
	 * NR_FREE_PAGES, pages in NR_FREE_CMA_PAGES, pages counted as HIGHATOMIC ones (which are moved uncounted unless policy.lists_are_counted).
	 */
	pfn_t window;
	uint32_t window_pages;
	struct bitmap counted, counted_cma, counted_highatomic;
	struct drift *drift; /* NULL: the counters are exact */

	struct listed *listed[MAX_ORDER_LIMIT]; /* free blocks by order, in no order; as many as there are places for them in the window */
	uint32_t nr_listed[MAX_ORDER_LIMIT];
	uint32_t nr_free_ledger[MAX_ORDER_LIMIT];
	uint64_t head_stamp, tail_stamp; /* the next stamps before and behind everything */

	bool boosted, below_high, reclaim_active;
	bool nr_free_is_wrong; /* its ledger is in use */
	int64_t lowmem_reserve[MAX_NR_ZONES];
	uint32_t stat[NR_ZONE_STATS];
	uint64_t numa_hit, numa_miss, numa_foreign, numa_local, numa_other;

	struct listed *cached; /* in no order; as many as the window has pages */
	uint32_t nr_cached;
	uint32_t high, batch;
	uint32_t high_max; /* policy.high_follows_load: high is the least, this the most that a set's own may be */
	struct load *load;    /* of each cpu */
	uint8_t *free_factor; /* of each cpu */
	struct tries *tries;  /* of each cpu */
	bool boot_pageset;    /* still on the boot page sets */
};

struct node {
	uint8_t zone[MAX_NR_ZONES]; /* by kind; NO_ZONE */
	uint8_t zonelist_len[2];
	uint8_t zonelist[2][MAX_ZONES + 1]; /* ends with NO_ZONE; [0] fallback, [1] this node only */
	int64_t totalreserve, min_unmapped, min_slab;
	pfn_t first_deferred;
	bool kswapd_is_awake;
	uint32_t stat[NR_NODE_STATS];
};

/* Memory in one piece from start on; its pages are world.page[first..]. Whole largest blocks; empty behind the last one. */
struct extent {
	pfn_t start;
	uint32_t pages, first;
};

struct task {
	uint32_t flags;
	uint32_t mems, hardwall;
	uint64_t mems_sequence;
};

struct scripted_answer {
	uint8_t question, cpu, zone;
	bool taken, has_mems, victim;
	int64_t value;
	uint32_t mems;
	uint32_t count;
	pfn_t pfn[FREES_PER_ANSWER];
	uint8_t order[FREES_PER_ANSWER];
};

/* Direct compaction waiting for a block of its order to be freed (struct capture_control). */
struct capture {
	uint8_t zone; /* NO_ZONE: not armed */
	uint8_t order;
	uint8_t type; /* the request's */
	pfn_t pfn;
};

struct world {
	_Alignas(64) struct machine machine; /* with the sysctls as they are now */
	uint32_t nr_extents;
	struct extent extent[MAX_EXTENTS];

	/* From here on boot clears it. */
	const struct policy *policy;
	uint32_t nr_pageblocks;
	struct page *page;
	uint8_t *pageblock; /* types */
	uint8_t *beneath;   /* of an isolated pageblock: the type that it had before */
	struct note *note;  /* for each page: one for each of machine.page_bytes, then one for the whole; none if there are no bytes to see */
	uint32_t now;       /* counts fillings and writings */
	struct page nowhere; /* what any pfn outside every extent looks like */
	struct node *node;
	uint8_t hole_zone; /* the zone that pages without memory are linked to; NO_ZONE: one of its own */
	uint64_t online;   /* cpus */
	int32_t min_free_kbytes;
	uint32_t fraction; /* percpu_pagelist_fraction */
	bool override_pcp; /* machine.pcp_high and pcp_batch are in force (or will be after PCP_BOOT) */
	bool damaged;      /* some page was damaged once, so that pages have to be looked at */
	bool late;         /* page_alloc_init_late() is over */
	bool deferred;     /* on-demand growth is possible */
	bool initcalls_over; /* the first watermarks have been set */
	struct events_view events;
	struct task task;
	struct capture capture;
	uint8_t cpu; /* on which the present work is done */
	uint32_t nr_answers;
	struct scripted_answer *answers; /* room for ANSWERS_PER_REQUEST */

	/* Only while a request is answered. */
	struct answer *answer;
	uint64_t steps, step_limit;
	void (*stop)(void *ctx); /* beyond the limit */
	void *stop_ctx;

	struct zone *zone; /* right behind the world, as many as the machine has */
};

static inline bool m_type_is_plain(uint8_t type)
{
	return type == MIGRATE_UNMOVABLE || type == MIGRATE_MOVABLE || type == MIGRATE_RECLAIMABLE;
}

static inline uint32_t m_pageblock_pages(const struct world *w)
{
	return UINT32_C(1) << w->machine.pageblock_order;
}

/* To a multiple of the step, which is a power of two. */
static inline uint64_t m_align_down(uint64_t value, uint64_t step)
{
	return value & ~(step - 1);
}

static inline uint64_t m_align_up(uint64_t value, uint64_t step)
{
	return m_align_down(value + step - 1, step);
}

static inline int64_t m_min(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static inline int64_t m_max(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

#endif
