// SPDX-License-Identifier: MIT
/*
 * One request to a subject and its answer.
 *
 * A request is flat: each kind uses the fields that its line below names, and the other fields are zero. Requests carry pfns; slots and
 * names belong to the op language. The cpu is always an argument. The answers of the outside world (reclaim, compaction, ...) are queued
 * beforehand by REQ_ANSWER, so that a subject needs nothing but its requests.
 */
#ifndef CONTRACT_REQUEST_H
#define CONTRACT_REQUEST_H

#include "types.h"

enum request_kind {
	REQ_NOP,
	REQ_ALLOC,   /* cpu node order gfp lru [nodemask]            __alloc_pages_nodemask: fast path, then slow path -> pfn */
	REQ_RMQUEUE, /* cpu node order gfp lru af [nodemask] [spread] get_page_from_freelist with exactly these alloc flags -> pfn */
	REQ_ALLOC_BULK, /* cpu node gfp count filled|list [nodemask]  alloc_pages_bulk: single pages into the empty entries of an array,
	                   or on a list -> entries processed, and pages */
	REQ_FREE,    /* cpu pfn order [gfp]    __free_pages: drops one reference -> references left (0: the block is free) */
	REQ_FREE_LIST, /* cpu pfns [orders] count [gfp] free_unref_page_list: single pages with one reference each, in this order; from
	                  6.12 on: free_unref_folios, single pages and compound blocks; orders[i] is that of pfns[i] (NULL: all 0) */
	REQ_SPLIT,   /* pfn order              split_page: 2^order order-0 pages, one reference each; the block must not be compound and
	                have one reference */
	REQ_GET_PAGE, /* pfn                   one more reference on an allocated head -> references */
	REQ_DRAIN,     /* cpu zone|ZONE_ALL    drain_pages_zone / drain_pages */
	REQ_DRAIN_ALL, /* zone|ZONE_ALL        drain_all_pages, online cpus ascending */
	REQ_DRAIN_BATCH, /* cpu zone           drain_zone_pages: min(count, batch) */
	REQ_ISOLATE,   /* pfn end_pfn mt       start_isolate_page_range -> 0 | -16 */
	REQ_UNISOLATE, /* pfn end_pfn mt       undo_isolate_page_range */
	REQ_ISOLATE_FREE, /* pfn order         __isolate_free_page of a free block -> 0 (refused) | 2^order (now allocated, one
	                     reference) */
	REQ_REPORT_FREE,  /* pfn order         __isolate_free_page + __putback_isolated_page -> 0 | 2^order */
	REQ_UNRESERVE_HIGHATOMIC, /* node hzi mt force  unreserve_highatomic_pageblock -> 0 | 1 */
	REQ_WMARK_OK,  /* zone order mark(value) hzi af  zone_watermark_ok, changes nothing -> 0 | 1 */
	REQ_SET_BOOST, /* zone value           plain assignment, as kswapd would lower it */
	REQ_MIN_FREE_KBYTES, /* value          sysctl: setup_per_zone_wmarks with that value as it is */
	REQ_SCALE_FACTOR,    /* value 1..1000  sysctl watermark_scale_factor: setup_per_zone_wmarks */
	REQ_BOOST_FACTOR,    /* value          sysctl watermark_boost_factor: plain assignment */
	REQ_LOWMEM_RATIO,    /* kind(zone = enum zone_kind) value  sysctl lowmem_reserve_ratio: setup_per_zone_lowmem_reserve */
	REQ_FRACTION,        /* value          sysctl percpu_pagelist_fraction -> 0 | -22 */
	REQ_SETUP_PAGESET,   /*                end of PCP_BOOT (BAD_VALUE if it is not in force) */
	REQ_CPU_DEAD,        /* cpu            goes offline, its lists are drained (BAD_CPU if offline or the last one) */
	REQ_CPU_UP,          /* cpu */
	REQ_ANSWER,          /* question value cpu [zone|ZONE_ALL] [pfns/orders count] [mems, has_mems] [victim]  queued for the next
	                        asking request */
	REQ_TASK,            /* task_flags [mems, has_mems] [hardwall, has_hardwall]  all flags replaced */
	REQ_NODESTAT,        /* node stat[]    node page-cache statistics, until changed */
	REQ_ZONESTAT,        /* zone stat[]    zone statistics, until changed */
	REQ_MARK_BAD,        /* pfn damage     damages the struct page; allocated, on a pcp list or inside a free block */
	REQ_CONTIG,          /* cpu pfn end_pfn mt gfp   alloc_contig_range -> 0 | -16 | -4 | -22 (from 6.12 on: gfp) */
	REQ_CONTIG_PAGES,    /* cpu count gfp node      alloc_contig_pages -> pfn */
	REQ_FREE_CONTIG,     /* cpu pfn count           free_contig_range: every page allocated, order 0 */
	REQ_HOTADD,          /* zone pfn end_pfn        online_pages: whole sections at the zone's end, up to machine.hot_end */
	REQ_INIT_LATE,       /*                page_alloc_init_late */
	REQ_INIT_WMARKS,     /*                init_per_zone_wmark_min (sums over the zones of a fallback zonelist, not over all zones) */
	REQ_WRITE,           /* pfn count at value     store the byte value at offset `at` of each of count pages, allocated or not; at
	                        == page_bytes: at every offset. The allocator notices only when it next looks at the page */
	REQ_DECAY,           /* cpu zone       decay_pcp_high, as the vmstat refresh calls it; no effect before 6.12 */
	REQ_FOLD,            /* cpu            refresh_cpu_vm_stats(false): that cpu's drift is added to the counters. No effect if
	                        counters are exact */
	REQ_KSWAPD,          /* node value     kswapd of the node wakes (1) or goes to sleep (0): set_pgdat_percpu_threshold; from 7.3 on
	                        also whether allocations avoid the node */
	REQ_ALLOC_EXACT,     /* cpu node count gfp   alloc_pages_exact_nid: count contiguous single pages, split off the smallest block
	                        that holds them -> pfn */
	REQ_PCP_BUSY,        /* cpu zone|ZONE_ALL count value  the next count trylocks of that cpu's page set in the zone succeed, the
	                        value after those fail. Replaces what is left of an earlier pcp_busy. No effect before 6.1 */
	REQ_RECLAIM_ACTIVE,  /* zone|ZONE_ALL value  ZONE_RECLAIM_ACTIVE: kswapd begins (1) or ends (0) a pass over the zone. No effect
	                        before 6.1 */
	NR_REQUESTS,
};

enum { ZONE_ALL = 0xff };

/*
 * REQ_ANSWER: the kinds of question. Each has a FIFO queue, filled by the REQ_ANSWERs since the last asking request (REQ_ALLOC,
 * REQ_RMQUEUE, REQ_ALLOC_BULK, REQ_ALLOC_EXACT, REQ_CONTIG, REQ_CONTIG_PAGES) and emptied when the next one ends. An empty queue gives the
 * default.
 */
enum question {
	ASK_RECLAIM,      /* pages reported as progress; default 0 */
	ASK_COMPACT,      /* enum compact_result; default SKIPPED. With a zone: capture is armed for that zone while the answer's frees
	                     are done */
	ASK_OOM,          /* 1: killed something; default 0 */
	ASK_OOM_LOCK,     /* 0: the lock is taken already; default 1 */
	ASK_NODE_RECLAIM, /* pages reclaimed by the first scan; default 0 */
	ASK_MIGRATE,      /* 0, -16, -4; default 0 */
	NR_QUESTIONS,
};

/* What taking an answer does: first each pfns[i]/orders[i] is freed (lru cleared, __free_pages) on the answer's cpu, skipping those that
 * REQ_FREE would refuse; then mems becomes mems_allowed and the mems_allowed sequence changes; then victim marks the task. */

enum { ANSWERS_PER_REQUEST = 64 /* of all kinds together */, FREES_PER_ANSWER = 96 }; /* more: STATUS_BAD_VALUE */

enum node_stat { NODE_INACTIVE_FILE, NODE_ACTIVE_FILE, NODE_FILE_PAGES, NODE_FILE_MAPPED, NODE_FILE_DIRTY, NODE_WRITEBACK, NODE_SLAB, NR_NODE_STATS };
enum zone_stat { ZONE_INACTIVE_FILE, ZONE_ACTIVE_FILE, ZONE_WRITE_PENDING, NR_ZONE_STATS };

/* REQ_MARK_BAD. MAPCOUNT is refused on the head of a free block (STATUS_BAD_VALUE). */
enum damage { DAMAGE_MAPCOUNT, DAMAGE_MAPPING, DAMAGE_FLAG, DAMAGE_HWPOISON, NR_DAMAGES };

enum { BULK_MAX = 32 }; /* entries of REQ_ALLOC_BULK's array */

struct request {
	uint8_t kind; /* enum request_kind */
	uint8_t cpu, node, zone, order;
	uint8_t hzi;         /* highest zone kind, enum zone_kind */
	uint8_t migratetype; /* mt */
	uint8_t question;    /* enum question */
	uint8_t damage;      /* enum damage */
	bool lru;            /* on success the first page is put on the LRU: "movable" for stealing and isolation, until freed */
	bool force, spread, victim;
	bool list;           /* alloc_bulk: count pages on a list; filled is ignored */
	bool has_nodemask, has_mems, has_hardwall;
	uint32_t gfp, alloc_flags, task_flags;
	uint32_t nodemask, mems, hardwall; /* bit n = node n */
	pfn_t pfn, end_pfn;
	uint32_t count;       /* entries of pfns (and orders), or pages */
	uint32_t filled;      /* alloc_bulk: bit n: entry n of the array holds a page already; bits from count on are ignored */
	uint32_t at;          /* offset in a page, in bytes */
	const pfn_t *pfns;    /* borrowed until the call returns */
	const uint8_t *orders;
	int64_t value;
	uint32_t stat[NR_NODE_STATS];
};

/*
 * Misuse, in addition to what enum status says. Checks follow the order of enum status, except that the properties of a block (references,
 * compound, a guard, the head of a free block) are checked last, although they are a BAD_VALUE. A kind beyond NR_REQUESTS is a BAD_VALUE.
 *  alloc, rmqueue  order >= max_order is not misuse: value PFN_NONE, nothing happens, the outside world is not asked. Nor is a nodemask
 *                  without memory: the request takes its normal course. rmqueue: a watermark index of 3 in af is a BAD_VALUE.
 *  alloc_bulk      as alloc; count beyond BULK_MAX: BAD_VALUE. count 0, or no empty entry, is not misuse.
 *  gfp, af, task_flags   bits without a name are ignored; the path shows af as it was passed.
 *  free, free_list  gfp may hold GFP_BIT_COLD: linux-4.14 then puts order-0 pages at the tail of their pcp list; ignored otherwise.
 *  free            pfn must be the head of an allocated block of that order (order 0 after split, contig or a piecewise free).
 *  free_list       every pfn as for free with order 0 and exactly one reference (else BAD_VALUE), none twice (BAD_VALUE); else nothing
 *                  is freed, and the first refused pfn determines the status. count 0 is not misuse. From 6.12 on: as for free with the
 *                  entry's order; a block of an order above 0 must be compound (else BAD_VALUE). Before 6.12 orders is ignored.
 *  split           as free; a compound block or more than one reference: BAD_VALUE.
 *  get_page        an allocated head of any order (NOT_HEAD inside a block); a 1001st reference: BAD_VALUE.
 *  isolate, unisolate, contig  0 <= pfn < end_pfn, both ends inside one zone's span, mt MOVABLE or CMA (contig) / any of U,M,R,C (others),
 *                  else BAD_VALUE; isolate and unisolate: both ends multiples of the pageblock size. A range with deferred or
 *                  not-yet-added pfns: FOREIGN_PFN. Not misuse: if contig's outward rounding reaches a pageblock that begins outside
 *                  every zone, the range is busy, -16.
 *  alloc_exact     count 1..2^20, else BAD_VALUE. More than the largest block holds is not misuse: PFN_NONE, nothing happens, the outside
 *                  world is not asked.
 *  contig_pages    count 1..2^20. Candidate ranges begin at (zone start + count - 1) & ~(count - 1), the kernel's ALIGN, and are count
 *                  pages apart.
 *  free_contig     every page as for free with order 0; the first refused page determines the status, and nothing is freed.
 *  isolate_free, report_free   pfn must be the head of a free block of exactly that order, else NOT_FREE; FOREIGN_PFN is checked first.
 *  mark_bad        FOREIGN_PFN, RESERVED, LOST as for free; a guard page: BAD_VALUE. Different damages add up; repeating one does not.
 *  mems, hardwall, nodemask   bits beyond the machine's nodes are ignored; has_mems or has_hardwall with no bit left: BAD_VALUE.
 *  answer          BAD_CPU; zone neither a zone nor ZONE_ALL, whatever the question: BAD_ZONE; question or value out of range (pages:
 *                  0..2^31-1), queue full, too many frees: BAD_VALUE.
 *  set_boost, min_free_kbytes  value 0..2^24, else BAD_VALUE. min_free_kbytes also becomes the user's value (user_min_free_kbytes).
 *  boost_factor, lowmem_ratio  value 0..2^20, else BAD_VALUE. lowmem_ratio: no such kind: BAD_ZONE.
 *  fraction        value 0..2^20, else BAD_VALUE; 1..7 is not misuse: value -22. Setting the value in force (0 at first) changes nothing.
 *                  Any other value ends PCP_FIXED, and with PCP_BOOT the override; the boot page sets stay as they are until
 *                  setup_pageset.
 *  hotadd          pfn == the zone's end (or, for a zone without memory, any multiple of section_pages not below every zone's end); both
 *                  ends multiples of section_pages; pfn < end_pfn <= hot_end; no overlap with another zone; not while memory is deferred
 *                  (before init_late). Else BAD_VALUE.
 *  init_late       only once and only with machine.deferred, else BAD_VALUE.
 *  wmark_ok        value 0..2^31-1, order < max_order, hzi < MAX_NR_ZONES, else BAD_VALUE (BAD_ORDER first).
 *  fold            an offline cpu: BAD_CPU, as for drain.
 *  kswapd          value 0 or 1, else BAD_VALUE.
 *  pcp_busy        as for drain, then count and value 0..2^16, else BAD_VALUE.
 *  reclaim_active  a zone or ZONE_ALL; value 0 or 1, else BAD_VALUE.
 *  write           value 0..255, at <= page_bytes, page_bytes not 0, count not 0, else BAD_VALUE; any page that mark_bad calls
 *                  FOREIGN_PFN: FOREIGN_PFN, and nothing is written.
 *  unreserve_highatomic   hzi < MAX_NR_ZONES, mt U, M or R, else BAD_VALUE.
 */

/* Number of rounds (arrivals at S5 of the slow path, "retry") after which a request gives up with STATUS_STUCK and PFN_NONE: arrival number
 * REQUEST_PATIENCE + 1 ends it before doing anything. The kernel would retry forever. */
enum { REQUEST_PATIENCE = 1000 };

/* What happens inside an asking request, isolate or hotadd. REQ_DRAIN_ALL and REQ_UNRESERVE_HIGHATOMIC themselves record no event. */
enum path_kind {
	PATH_ATTEMPT,  /* A:  get_page_from_freelist called; a = alloc flags */
	PATH_RECLAIM,  /* R:  a = progress */
	PATH_COMPACT,  /* C:  a = priority, b = result | PATH_ASKED, pfn = captured page or PFN_NONE */
	PATH_UNRESERVE, /* UH: a = force, b = result */
	PATH_DRAIN,    /* DR: drain_all_pages, of all zones or of one, whoever calls it (from 6.1 on: alloc_contig_range, once) */
	PATH_OOM,      /* OOM: a = answer */
	PATH_OOM_LOCK, /* OL: the trylock of the OOM lock failed */
	PATH_CONGESTION, /* CW: congestion_wait of should_reclaim_retry */
	PATH_DIRTY,    /* ND: a = node, b = node_dirty_ok */
	PATH_NODE_RECLAIM, /* NR: a = node, b = result + 2 (NOSCAN 0, FULL 1, SOME 2, SUCCESS 3) | PATH_ASKED */
	PATH_MIGRATE,  /* MG: a = (uint32_t)return code */
	PATH_EXTFRAG,  /* XF: a block was stolen, as the tracepoint mm_page_alloc_extfrag reports it: a and b by enum extfrag, pfn = the
	                  block */
};
/* a = alloc_order | fallback_order << 8 | alloc_migratetype << 16 | fallback_migratetype (of the list it was on) << 24; b: */
enum extfrag {
	EXTFRAG_FRAGMENTING = 1,      /* the block is smaller than a pageblock */
	EXTFRAG_CHANGE_OWNERSHIP = 2, /* its pageblock is of alloc_migratetype afterwards */
};
enum { PATH_ASKED = 0x80, PATH_EVENTS_MAX = 8192, BAD_MAX = 64, CORRUPT_MAX = 64 };

struct path_event {
	uint8_t kind; /* enum path_kind */
	uint8_t b;
	uint32_t a;
	pfn_t pfn;
};

/* A free page whose poison was overwritten, from byte first to byte last: "pagealloc: memory corruption", or "single bit error". The page
 * is allocated all the same. The kernel reports at most ten in five seconds; here there is no clock, and all are reported. */
struct corruption {
	pfn_t pfn;
	uint32_t first, last;
	bool single_bit;
};

struct answer {
	uint8_t status; /* enum status */
	uint8_t comp_order; /* alloc: order of the compound page, 0 if none */
	bool pfmemalloc;    /* alloc: the page is marked pfmemalloc; alloc_bulk: the last page returned is; alloc_exact: false */
	uint8_t nr_pages;   /* alloc_bulk: pages returned */
	int64_t value;      /* the value after "->" in the request's line; PFN_NONE for no page; 0 where the line has no "->", and on
	                       misuse */
	uint32_t wake;      /* wakeup_kswapd calls */
	uint32_t woken;     /* zones they were for, bit n = zone n */
	uint32_t zeroed;    /* pages zeroed; with init_on_free every block that goes through the free path, deferred and added memory too */
	uint32_t nr_bad;    /* bad pages reported, in order of detection; the first BAD_MAX are kept */
	uint32_t nr_corrupt; /* corrupt pages reported, in order of detection; the first CORRUPT_MAX are kept */
	uint32_t nr_path;   /* events in order; the first PATH_EVENTS_MAX are kept */
	uint64_t steps;     /* work done, in the subject's own unit; never compared, only bounded */
	pfn_t bad[BAD_MAX];
	pfn_t page[BULK_MAX]; /* in the order of the entries they fill, or of the list from its head */
	struct corruption corrupt[CORRUPT_MAX];
	struct path_event path[PATH_EVENTS_MAX];
};

#endif
