// SPDX-License-Identifier: MIT
/*
 * The whole state of the oracle: one array of pages, bitmaps over them, and a few numbers that no scan could recover.
 *
 * There are no linked lists: a zone's free blocks of an order lie in a bag (an unordered array), each with a stamp, and the head of a list
 * is the block with the smallest stamp. There is no counter of free pages: it is the number of bits set in a bitmap, which the bitmap keeps
 * (bitmap.h). Only the first page of a block carries its state; the block around a page is found by halving (m_block_around() in page.c).
 * The few numbers that remain are those the kernel itself cannot derive, such as nr_reserved_highatomic, and the ledgers, which hold the
 * kernel's own miscounts (zero in every ordinary world).
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

/*
 * Compiler hints. SELDOM: a function called rarely from callers that run often, so do not inline it. RARELY: the condition is almost always
 * false.
 */
#define SELDOM __attribute__((noinline))
#define RARELY(condition) __builtin_expect((condition), false)

enum {
	NO_ZONE = 0xff,
	MAX_EXTENTS = MAX_ZONES + 1, /* plus an empty one that ends the array */
	PCP_HIGH_ORDERS = 4, /* orders 0..3 have per-CPU lists if policy.pcp_takes_high_orders */
};

/* State of a block, kept at its first page. */
enum block_state {
	BLOCK_TAIL,     /* not the first page of a block: inside the block around it, or in none yet */
	BLOCK_ABSENT,   /* no memory: a hole, not initialised yet (deferred), or not hot-added yet */
	BLOCK_RESERVED, /* boot memory */
	BLOCK_FREE,
	BLOCK_GUARD, /* free, but on no list: debug_pagealloc keeps it unmapped */
	BLOCK_CACHED,
	BLOCK_ALLOCATED,
	BLOCK_LOST, /* a bad page was found in it; never used again */
};

struct page {
	uint8_t state; /* enum block_state */
	uint8_t order;
	uint8_t home; /* free: the zone on whose list it is */
	uint8_t type; /* the type cached while leaving the buddy or entering a per-CPU list (page->index) */
	uint8_t zone; /* the zone whose present span contains it; NO_ZONE */
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

/* When a byte of a page was last written, or the whole page last filled, and with what. */
struct note {
	uint32_t when; /* world.now at that time; 0: never */
	uint8_t value; /* the byte, or enum filler */
};

#define STAMPS (UINT64_C(1) << 56) /* every stamp is below this; the first ones are in the middle of the range */

/* A block on a list: a free block on the list of a migratetype, or a cached block on a per-CPU list. */
struct listed {
	uint64_t stamp; /* place on the list, smallest first */
	pfn_t pfn;
	uint8_t list;
	uint8_t cpu; /* cached: whose page set */
};

/* Sort key: by list, then by stamp. One number, so that a scan needs one comparison and no unpredictable branch. */
static inline uint64_t m_place(uint32_t list, uint64_t stamp)
{
	return list * STAMPS | stamp;
}

/* What a cpu's page set of a zone has learnt from allocations and frees, if policy.high_follows_load. */
struct load {
	int64_t high, free_count; /* pages */
	uint8_t alloc_factor;
	bool freed_high;   /* the last free was of order 1..3 */
	bool cache_is_big; /* as of the last m_look_at_caches() */
};

/* Trylocks of a page set: the next `succeed` ones succeed, the `fail` ones after those fail. */
struct tries {
	uint32_t succeed, fail;
};

enum drifting { DRIFTING_FREE, DRIFTING_CMA, NR_DRIFTING };

/* Per-cpu parts of a zone's counters that have not been folded into the shared value (vm_stat_diff), if machine.vmstat_percpu. */
struct drift {
	const uint8_t *cpu; /* &world.cpu: the cpu that makes the change */
	int64_t mark;       /* percpu_drift_mark */
	int8_t of[NR_DRIFTING][MAX_CPUS];
	uint8_t limit[MAX_CPUS]; /* stat_threshold */
};

/* A whole number of cache lines, like the memory that a world is given. */
struct zone {
	_Alignas(64) uint8_t node;
	uint8_t kind, id; /* id: index into machine.zone */
	pfn_t start, end;       /* the present span */
	int64_t present;
	int64_t managed, reserved_highatomic /* pages */, isolated_blocks, wmark[NR_WMARK], boost;

	/*
	 * The window covers every page that the zone has or may get by hot-add, in whole largest blocks. The bitmaps have one bit per page
	 * of it: pages in NR_FREE_PAGES, pages in NR_FREE_CMA_PAGES, and pages counted as HIGHATOMIC (unless policy.lists_are_counted,
	 * moving free blocks between lists does not change these).
	 */
	pfn_t window;
	uint32_t window_pages;
	struct bitmap counted, counted_cma, counted_highatomic;
	struct drift *drift; /* NULL: the counters are exact */

	struct listed *listed[MAX_ORDER_LIMIT]; /* free blocks by order, unsorted; room for every block that fits in the window */
	uint32_t nr_listed[MAX_ORDER_LIMIT];
	uint32_t nr_free_ledger[MAX_ORDER_LIMIT];
	uint64_t head_stamp, tail_stamp; /* the next stamp before all others, and the next after all others */

	bool boosted, below_high, reclaim_active;
	bool nr_free_is_wrong; /* nr_free_ledger is in use */
	int64_t lowmem_reserve[MAX_NR_ZONES];
	uint32_t stat[NR_ZONE_STATS];
	uint64_t numa_hit, numa_miss, numa_foreign, numa_local, numa_other;

	struct listed *cached; /* unsorted; room for every page of the window */
	uint32_t nr_cached;
	uint32_t high, batch;
	uint32_t high_max; /* policy.high_follows_load: each cpu's own high lies between high and this */
	struct load *load;    /* of each cpu */
	uint8_t *free_factor; /* of each cpu */
	struct tries *tries;  /* of each cpu */
	bool boot_pageset;    /* still uses the boot page sets */
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

/* Contiguous memory from start on; its pages are world.page[first..]. Consists of whole largest blocks; an empty one ends the array. */
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

/* Direct compaction that waits for a block of its order to be freed (struct capture_control). */
struct capture {
	uint8_t zone; /* NO_ZONE: not armed */
	uint8_t order;
	uint8_t type; /* the request's */
	pfn_t pfn;
};

struct world {
	_Alignas(64) struct machine machine; /* including the current values of the sysctls */
	uint32_t nr_extents;
	struct extent extent[MAX_EXTENTS];

	/* Boot clears everything from here on. */
	const struct policy *policy;
	uint32_t nr_pageblocks;
	struct page *page;
	uint8_t *pageblock; /* types */
	uint8_t *beneath;   /* type that an isolated pageblock had before isolation */
	struct note *note;  /* per page one for each of machine.page_bytes, then one for the whole page; none if page_bytes is 0 */
	uint32_t now;       /* a clock that ticks at each fill and each write */
	struct page nowhere; /* the page seen at any pfn outside every extent */
	struct node *node;
	uint8_t hole_zone; /* the zone to which pages without memory are linked; NO_ZONE: to none that exists */
	uint64_t online;   /* cpus */
	int32_t min_free_kbytes;
	uint32_t fraction; /* percpu_pagelist_fraction */
	bool override_pcp; /* machine.pcp_high and pcp_batch are in force (with PCP_BOOT: will be after REQ_SETUP_PAGESET) */
	bool damaged;      /* some page has been damaged, so page checks have to run */
	bool late;         /* page_alloc_init_late() is over */
	bool deferred;     /* deferred memory can still be initialised on demand */
	bool initcalls_over; /* the first watermarks have been set */
	struct events_view events;
	struct task task;
	struct capture capture;
	uint8_t cpu; /* the cpu that executes at the moment */
	uint32_t nr_answers;
	struct scripted_answer *answers; /* room for ANSWERS_PER_REQUEST */

	/* Valid only while a request is answered. */
	struct answer *answer;
	uint64_t steps, step_limit;
	void (*stop)(void *ctx); /* called at each step beyond step_limit */
	void *stop_ctx;

	struct zone *zone; /* right after the world in memory; machine.nr_zones of them */
};

static inline bool m_type_is_plain(uint8_t type)
{
	return type == MIGRATE_UNMOVABLE || type == MIGRATE_MOVABLE || type == MIGRATE_RECLAIMABLE;
}

static inline uint32_t m_pageblock_pages(const struct world *w)
{
	return UINT32_C(1) << w->machine.pageblock_order;
}

/* Round to a multiple of step, a power of two. */
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
