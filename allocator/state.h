// SPDX-License-Identifier: MIT
/*
 * The whole state of an allocator instance, and how it is laid out in memory.
 *
 * Pages are numbered densely. A page_t is a pfn minus the delta of its extent. Extents are the spans of the zones, rounded outward to 2 *
 * the largest block, with those that then touch or overlap merged; so alignment, buddies and pageblocks are the same in both numberings.
 *
 *   pfn      0x1000      0x3000              0x100000    0x101000
 *            |== zone 0 ==|                  |== zone 1 ==|
 *   page_t   0           0x2000              0x2000      0x3000
 *
 *            one byte and one pair of words per page, struct of arrays:
 *
 *   state[]  |F3 .. .. .. .. .. .. ..|A0|A0|C0|C0|A2 .. .. ..|      kind << 4 | order of the block; tails (..) are stale;
 *                                                                   some half cache lines are swapped (state_place)
 *   link[]   |n,p                    |     |     |           |
 *             \________ next, prev: pages or sentinels, circular; meaningful for heads of free blocks only
 *
 *   link[] is ordered by alignment: first the pages that can head a block of the largest order, then those that can head one of half that
 *   size, and so on down to odd pages, and finally the sentinels (one per zone, order and migratetype). Large free blocks touch little
 *   memory, and boot touches almost none.
 *
 *            | 0 2048 1024 3072 | 512 1536 .. | 256 768 .. |  ...  | 1 3 5 7 9 ..                    | sentinels |
 *
 *   With n pages in total (4096 here), page + n lies in [n, 2n), where no two numbers have the same odd part (one would be at least twice
 *   the other). So half of the odd part is a unique place in link[] for each page, found without a table (link_of). The more often a number
 *   can be halved, the smaller its odd part: that gives the order above. Sentinels have the numbers n + 1, n + 3, ..: their odd parts
 *   follow.
 *
 *   struct page_alloc[cpu]   the instance as one cpu sees it: pointers to everything, its task, its share of the statistics
 *   struct common            shared by all cpus: settings, followed by the zones and nodes
 *
 *   per CPU, zone and list:  ring of 32-bit entries, migratetype << 29 | page, head first; pages in it never touch link[] unless the
 *                            ring is full: then its oldest entries go to a list threaded through link[] ("spilled")
 *   block_type[]             one byte per pageblock
 *   block_under[]            another one, where isolated pageblocks keep their types
 *   damage[]                 sorted table of damaged pages; normally empty
 *
 * A block is a run of 2^order pages, aligned to its size; every page belongs to exactly one (single pages included: holes, reserved). The
 * state byte of the first page of a block is right; the bytes of its other pages are stale and must not be believed. A largest block that
 * has been free since boot has no state byte yet (block_state). Therefore:
 *   - the buddy of a block is the first page of a block: its byte may be read as it is;
 *   - the block around any page is found from the largest order downwards (page_block);
 *   - a byte reads as allocated only at the head of an allocated block, because leaving that state overwrites it (A4).
 *
 * Facts that few allocated blocks have (more than one reference, compound) are kept in the link words of their heads; STATE_NOTED marks
 * these.
 *
 * Invariants, by number (check.c):
 *  A1  every list is circular: next and prev agree.
 *  A2  the blocks on free_area[order] are heads of state FREE with that order, aligned, and nr_free counts them (shared_blocks excepted).
 *  A3  no two blocks overlap, and every page of a zone belongs to one.
 *  A4  only the head of an allocated block has a byte that reads as allocated.
 *  A5  free buddies of one zone below pageblock_order do not coexist.
 *  A6  NR_FREE_PAGES is the sum over the lists, ISOLATE excepted (unless inexact); with policy.one_type, NR_FREE_CMA_PAGES and
 *      nr_free_highatomic are the sums over the lists of CMA and HIGHATOMIC. The cpus' drift is added to the counters first.
 *  A7  the count of a page set is the sum over its lists, all its pages are in state CACHED, and the room handed to its lists is no more
 *      than the set has.
 *  A8  every free block is on exactly one list, every cached block in exactly one page set.
 *  A9  a zone has no more ISOLATE pageblocks than nr_isolate_pageblock says (stealing a larger block may retype one without counting).
 *  A10 damaged pages are sorted and unique.
 *  A11 a zone's floors follow from its marks, boost and reserves, and from NR_FREE_CMA_PAGES.
 *  A12 with policy.one_type a free block is on the list of its pageblock's type (unless mixed, or the pageblock is not wholly in the zone).
 */
#ifndef ALLOCATOR_STATE_H
#define ALLOCATOR_STATE_H

#include <stddef.h>

#include "allocator/lock.h"
#include "allocator/page_alloc.h"
#include "allocator/policy.h"

typedef uint32_t page_t;

enum {
	PAGE_BITS = 29,       /* an entry of a per-CPU ring is a page and its cached migratetype */
	PCP_RING_MAX = 512,   /* entries; the kernel's own pcp->high stays below this, */
	PCP_RING_MAX_SINGLE = 16384, /* unless it follows the low watermark: then rings of single pages are this long */
	PCP_RING_MIN = 16,
	ORDER_COSTLY = 3,     /* PAGE_ALLOC_COSTLY_ORDER */
	DAMAGE_CAP = 8192,    /* entries of the table of damaged pages */
	NR_TYPES = MIGRATE_TYPES,
	NR_LISTS = MAX_ORDER_LIMIT * NR_TYPES, /* sentinels of a zone */
};
#define PAGE_NONE ((page_t)UINT32_MAX)

enum page_kind {
	KIND_ABSENT,    /* no memory: a hole, outside every zone, not yet initialised */
	KIND_RESERVED,
	KIND_ALLOC,     /* these two differ in bit 4 only */
	KIND_ALLOC_LRU, /* allocated and on the LRU; any other kind takes it off */
	KIND_FREE,      /* these two as well */
	KIND_GUARD,
	KIND_CACHED,    /* on a per-CPU list */
	KIND_LOST,      /* lost to a bad page */
	NR_KINDS,       /* all values of the three bits */
};
#define STATE(kind, order) ((uint8_t)(((kind) << 4) + (order)))
enum { STATE_ORDER = 0x0f, STATE_KIND = 0x70, STATE_NOTED = 0x80, STATE_LRU = 0x10, STATE_GUARD = 0x10 };

/* Free block: neighbours on its list. Allocated block with STATE_NOTED: references and enum note. Spilled page: neighbouring entries. */
struct link {
	uint32_t next;
	uint32_t prev;
};
enum note { NOTE_COMPOUND = 1 };

/* Entries are ring[position & mask]: the one taken next at head - 1, the last one at tail. Positions keep counting and wrap. */
struct pcp_list {
	uint32_t *ring;
	uint32_t head, tail;
	uint32_t mask;
	uint32_t fence;        /* the quick path may move head up to here; the room below is reserved for this list */
	uint32_t base;         /* head when the set was last settled (struct pcp) */
	uint64_t freed;        /* entries that the quick path has added since */
	uint32_t spilled;      /* entries after the ring's last one, in link[] */
	uint32_t spill_first, spill_last;
};

/* zone_statistics(), for one cpu. */
struct numa_events {
	uint64_t hit, miss, foreign, local, other;
};

/* The changes of a zone's counters that one cpu holds back (drift.h). */
enum drifting { DRIFT_FREE, DRIFT_CMA, NR_DRIFTING };
struct drift {
	int32_t kept[NR_DRIFTING]; /* vm_stat_diff: changes, in pages; beyond limit either way only if limit was lowered meanwhile */
	int32_t part[NR_DRIFTING]; /* first parts of a change that is not complete yet; 0 between calls */
	uint32_t limit;            /* stat_threshold */
};

/*
 * The quick path updates no counter in this struct. It moves the heads of the single-page lists and counts the pages it frees to each
 * (`freed`); the number it has taken follows: freed minus the growth of the lists. All other code must first fold these into `count` and
 * the cpu's events (pcp_settle()) before it changes a page set, and afterwards hand the remaining room to the list freed to last
 * (pcp_give_room()).
 */
struct pcp {
	_Alignas(64) uint32_t count; /* pages on all lists, when last settled */
	uint32_t easy;         /* below this count one more page fits in any ring without reaching high */
	uint32_t aimed;        /* index of the list that has the room */
	uint32_t high, batch;  /* pages */
	uint32_t free_factor;
	/* Used where high follows the load (pcp_adapt.c). */
	uint32_t high_min, high_max;
	uint32_t alloc_factor, free_count;
	bool prev_high_order;  /* PCPF_PREV_FREE_HIGH_ORDER */
	bool big_cache;        /* PCPF_FREE_HIGH_BATCH */
	uint32_t still_free;   /* pcp_set_busy(): trylocks that still succeed */
	uint32_t busy;         /* then this many trylocks fail; while non-zero the quick path is off for this cpu */
	uint64_t hits;         /* blocks taken by the quick path; added to events and numa when these are read */
	struct numa_events numa;
	struct pcp_list list[PCP_LISTS_MAX]; /* those beyond the profile's last list are absent */
};

struct zone {
	_Alignas(64) struct lock lock; /* protects everything below that is not a setting, and the zone's blocks in link[] and state[] */
	page_t start, end;     /* span; start == end: no memory */
	pfn_t delta;           /* pfn = page + delta, modulo 2^32 */
	uint8_t index;         /* in machine.zone */
	uint8_t node;
	uint8_t kind;          /* enum zone_kind */
	bool boosted;          /* ZONE_BOOSTED_WATERMARK */
	bool below_high;       /* ZONE_BELOW_HIGH */
	bool one_type;         /* policy.one_type */
	bool boot_pcp;         /* the zone has no page sets of its own yet */
	bool reclaim_active;   /* ZONE_RECLAIM_ACTIVE */
	uint8_t plain_types;   /* types below this are counted in NR_FREE_PAGES alone, and at once: MIGRATE_HIGHATOMIC; 0 where counters
	                          drift */
	int64_t free;            /* NR_FREE_PAGES, without the cpus' drift; this and the next two are also read without the lock
	                            (quick.c, node.c) */
	int64_t free_cma;        /* NR_FREE_CMA_PAGES, likewise */
	int64_t free_highatomic; /* nr_free_highatomic, with policy.one_type; else 0 */
	/* With more free pages than this any single-page request of the class passes the watermark (watermark_set_floors()): floor for
	 * requests that may use CMA pages, floor_own for those that may not. */
	int64_t floor[MAX_NR_ZONES], floor_own[MAX_NR_ZONES];
	int64_t highatomic_reserved; /* nr_reserved_highatomic */
	int64_t isolated;            /* nr_isolate_pageblock */
	int64_t boost;               /* watermark_boost */
	int64_t wmark[NR_WMARK];
	int64_t lowmem_reserve[MAX_NR_ZONES];
	int32_t nr_free[MAX_ORDER_LIMIT]; /* blocks; unaligned zone borders can make it negative, as in the kernel */
	int64_t managed;
	int64_t present;
	int64_t totalreserve;
	struct link *list;     /* NR_LISTS sentinels: by order, then migratetype */
	uint32_t sentinel;     /* number of the first one */
	struct pcp *pcp;       /* array of nr_cpus */
	struct drift *drift;   /* array of nr_cpus, where counters drift; else NULL */
	int64_t drift_mark;    /* percpu_drift_mark */
	uint32_t stat[NR_ZONE_STATS];
	/* A block may start in one zone and end in the next one of its node: pages beyond the span belong to the zone of their pfn. */
};

struct zonelist {
	uint8_t len;
	uint8_t first[MAX_NR_ZONES]; /* index of the first zone of at most that kind; len: none */
	uint8_t zone[MAX_ZONES];
};

struct node {
	bool online;
	bool kswapd_awake;
	struct zonelist list[2]; /* [0] fallback, [1] this node only */
	uint32_t stat[NR_NODE_STATS];
	int64_t totalreserve, min_unmapped, min_slab;
	page_t first_deferred;   /* PAGE_NONE: nothing deferred */
	uint8_t last_zone;       /* the zone whose end is the node's end */
};

struct extent {
	page_t start, end;
	pfn_t delta;
};

struct capture {
	bool armed, movable; /* movable: may be taken from a smaller-than-pageblock MOVABLE block */
	uint8_t zone, order;
	uint8_t type; /* the type it was freed as */
	page_t page; /* the captured block; PAGE_NONE: none yet */
};

/* What the quick path caches about requests of one kind, until a setting changes; quick.c. */
struct quick_slot {
	_Alignas(64) uint32_t key; /* QUICK_NONE: empty */
	uint32_t node;
	pfn_t delta;           /* of the zone */
	struct pcp_list *list;
	struct pcp *pcp;
	struct zone *zone;
	const int64_t *floor;  /* of the zone */
	uint32_t attempt;      /* the alloc flags, for the trace */
	uint8_t type;          /* enum migratetype requested */
	struct link *lists;    /* sentinel of the zone's first free list of that type */
};
/* Where pages were freed to: a zone, and in its page set the list for the type of the last page's pageblock. */
struct quick_span {
	pfn_t first;
	uint32_t pages;        /* 0: none */
	page_t start;          /* the page that has pfn `first` */
	uint32_t tag;          /* make_entry(0, type) */
	uint8_t type;          /* of the last page's pageblock */
	struct pcp_list *list;
	struct pcp *pcp;
	struct zone *zone;
};
enum {
	QUICK_SLOTS = 4, /* one per migratetype that gfp can request, for the cpu's own node; the same number again for other nodes */
	QUICK_SPANS = 4, /* zones freed to last, most recently learned first; with policy.high_adapts span[0] stays empty, so that frees
	                    take the longer path */
};
#define QUICK_NONE UINT32_MAX

/* What all cpus share. It changes rarely; pointers and what never changes are copied into each struct page_alloc. */
struct common {
	struct exclusive exclusive;
	uint64_t cpus_online;
	uint32_t nr_damaged;
	bool no_mobility;      /* page_group_by_mobility_disabled */
	bool fixed_pcp;        /* the machine's pcp_high and pcp_batch are in force */
	bool boot_pcp;         /* boot page sets are in force; a zone that gets its first memory while they are has its own */
	bool grow_deferred;    /* deferred memory may be initialised on demand */
	bool late_done;
	bool marks_done;       /* a late boot has computed the watermarks */
	bool entangled;        /* a call may touch more than its own cpu and one zone, so every call takes the exclusive lock
	                          (exclusion.h) */
	bool inexact;          /* NR_FREE_PAGES may legitimately differ from the lists: blocks lost while taken, isolated in parts,
	                          shared */
	bool mixed;            /* a list may legitimately hold blocks of another type than their pageblock's: mobility was off at some
	                          time, or isolated in parts */
	int64_t min_free_kbytes, user_min_free_kbytes; /* user: -1 until set */
	uint32_t scale_factor, boost_factor, fraction;
	uint32_t reserve_ratio[MAX_NR_ZONES];
	int node_load[MAX_NODES];
	struct capture capture;
	struct machine machine;
	struct extent extent[MAX_ZONES + 1];
	struct node node[MAX_NODES];
	struct zone zone[MAX_ZONES]; /* Entries beyond the machine's last zone do not exist, not even as zeros. */
};

/* The instance as one cpu sees it, one for each cpu; the embedder's handle is that of cpu 0. */
struct page_alloc {
	/* The quick path. All cpus' calls begin by reading this line of cpu 0's struct, so nothing in it may change. */
	_Alignas(64) uint32_t nr_cpus;
	bool threads;          /* the embedder supplies hooks.self: other threads may call */
	bool fenced;           /* without a barrier hook: each call must itself order its gate store (exclusion.h) */
	uint8_t cpu;
	struct common *common;
	uint8_t *state;
	struct link *link;
	uint8_t *block_type;
	page_t nr_pages;       /* dense pages, padding included: a multiple of the largest block's */
	uint32_t pageblock_order;

	_Alignas(64) struct gate gate; /* exclusion.h */
	bool locking;          /* zones must be locked: other threads may be inside */
	struct quick_span span[QUICK_SPANS];
	struct quick_slot slot[2 * QUICK_SLOTS];

	const struct policy *policy;
	struct zone *zone;
	struct node *node;
	uint32_t max_order;
	page_t largest;        /* pages of the largest block */
	uint32_t nr_lists;     /* lists of a page set */
	uint32_t nr_zones, nr_nodes, nr_extents;
	bool quick;            /* the quick path may be used (quick.h) */
	uint32_t block_orders; /* bit n: blocks of order n may take the quick path that bypasses the page sets (quick_block.h) */
	uint32_t uncle_orders; /* the subset of block_orders that have an uncle (buddy.h) */
	uint32_t cached_orders; /* bit n: page sets keep blocks of order n */
	bool touches_pages;    /* the contents of every block freed or allocated are accessed (contents.h) */
	bool shared_blocks;    /* zones of one node meet inside a largest block: blocks may cross, and nr_free is then miscounted as in
	                          the kernel */
	uint8_t *block_under;  /* where isolation is a separate bit: the underlying types of isolated pageblocks; meaningless for others */
	const struct extent *extent;
	const struct machine *machine;
	uint32_t *damage;      /* page << 2 | kind, ascending */
	uint32_t damage_cap;
	struct page_alloc_hooks hooks;
	uint64_t step_limit;
	void (*stop)(void *ctx); /* need not return */
	void *stop_ctx;

	/* State of this cpu's calls. */
	uint64_t steps;
	struct page_alloc_task task;
	uint32_t refs_left;    /* references left on the block freed last, if any */
	enum status last;      /* of the last page_alloc_pages_node() that returned no page */
	uint64_t mems_seq;     /* counts changes of the task's mems */
	uint32_t busy_sets;    /* page sets of this cpu that are marked busy (pcp_set_busy()) */
	struct events_view events;
	uint32_t exclusive_depth; /* how often the exclusive lock is held through this cpu's instance */
};

/* Distance from one cpu's struct to the next; multiplying by a power of two is cheap. */
enum { CPU_BYTES = 2048 };
_Static_assert(sizeof(struct page_alloc) <= CPU_BYTES && CPU_BYTES % 64 == 0, "two cpus share no line");
_Static_assert(offsetof(struct page_alloc, gate) >= 64, "what a call of cpu 0 writes lies apart from what all calls read");

/* That cpu's view of the instance, from the embedder's handle. */
static inline struct page_alloc *on_cpu(const struct page_alloc *pa, unsigned cpu)
{
	return (struct page_alloc *)(void *)((uint8_t *)(uintptr_t)pa + (size_t)cpu * CPU_BYTES);
}

/* The struct behind the embedder's per-cpu handle. */
static inline struct page_alloc *of_cpu(struct page_alloc_cpu *cpu)
{
	return (struct page_alloc *)(void *)cpu;
}

/* That cpu's view of the instance, from any cpu's. */
static inline struct page_alloc *other_cpu(const struct page_alloc *pa, unsigned cpu)
{
	return (struct page_alloc *)(void *)((uint8_t *)(uintptr_t)pa - (size_t)pa->cpu * CPU_BYTES + (size_t)cpu * CPU_BYTES);
}

/* RARE: cold, kept out of the quick path. APART: never inlined, so that its callers need fewer saved registers. HOT: always inlined. */
#define RARE __attribute__((noinline, cold))
#define APART __attribute__((noinline))
#define HOT inline __attribute__((always_inline))

/* One unit of work in a loop without a constant bound. */
static inline void tick(struct page_alloc *pa)
{
	if (++pa->steps > pa->step_limit && pa->stop)
		pa->stop(pa->stop_ctx);
}

/* A counter that the lock holder changes and others read without the lock. Without locks there are no other threads, and plain accesses
 * spare 32-bit machines libatomic. */
#ifdef PAGE_ALLOC_NO_LOCKS
static inline int64_t count_read(const int64_t *count)
{
	return *count;
}

static inline void count_set(int64_t *count, int64_t value)
{
	*count = value;
}
#else
static inline int64_t count_read(const int64_t *count)
{
	return __atomic_load_n(count, __ATOMIC_RELAXED);
}

static inline void count_set(int64_t *count, int64_t value)
{
	__atomic_store_n(count, value, __ATOMIC_RELAXED);
}
#endif

/* Likewise read without the zone's lock. */
static inline bool zone_below_high(const struct zone *zone)
{
	return __atomic_load_n(&zone->below_high, __ATOMIC_RELAXED);
}

static inline page_t block_pages(unsigned order)
{
	return (page_t)1 << order;
}

/* The order of the largest block that is aligned at `start`, a page or a pfn, and fits into `pages` (> 0) pages; at most max. */
static inline unsigned block_fit_order(uint32_t start, page_t pages, unsigned max)
{
	const unsigned aligned = (unsigned)__builtin_ctz(start | block_pages(max)), fits = 31 - (unsigned)__builtin_clz(pages);

	return aligned < fits ? aligned : fits;
}

static inline bool zone_spans(const struct zone *zone, page_t page)
{
	return page - zone->start < zone->end - zone->start;
}

static inline pfn_t zone_pfn(const struct zone *zone, page_t page)
{
	return page + zone->delta;
}

#endif
