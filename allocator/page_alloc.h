// SPDX-License-Identifier: MIT
/*
 * An embeddable buddy page allocator with the exact semantics of the Linux kernel's mm/page_alloc.c.
 *
 * Freestanding: the caller supplies the memory and, through hooks, everything for which the kernel would call other subsystems. Page frame
 * numbers (pfns) and orders are the kernel's. Misuse is refused with a status that names it; a refused call changes nothing.
 *
 * Threads: if the embedder supplies hooks.self, any number of threads may call concurrently, provided that no two calls for the same cpu
 * overlap (in a kernel: disable preemption). Calls that take no cpu wait until no other call is running. Functions that only read the state
 * do not: call page_alloc_stop() first. Without hooks.self an instance must be used by one thread at a time. Hooks that return an answer
 * (reclaim to migrate) may call page_alloc_free() and the functions marked "from hooks" on the calling instance; hooks that are only
 * notifications may not call back.
 *
 * pfn: a page frame number. order: a block of 2^order pages. zone: an index into machine.zone. mt: enum migratetype. Ranges are [start,
 * end). Where a result is an int *error, it is 0 or a negative errno of the kernel. Each function below lists the statuses with which it
 * refuses misuse; the full rules are under the same name in the table "misuse" of contract/request.h. A refused call sets its outputs to 0
 * or PFN_NONE.
 *
 * Kernel: __alloc_pages_nodemask(), __free_pages() and their neighbours.
 */
#ifndef ALLOCATOR_PAGE_ALLOC_H
#define ALLOCATOR_PAGE_ALLOC_H

#include "contract/machine.h"
#include "contract/request.h"
#include "contract/view.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PAGE_ALLOC_VERSION 100 /* 0.1.0: 10000 * major + 100 * minor + patch */

struct page_alloc;
struct page_alloc_cpu; /* the instance as one cpu sees it */

/* The calling task. At boot all flags are clear and all nodes are set. */
struct page_alloc_task {
	uint32_t flags;    /* enum task_flag */
	uint32_t mems;     /* nodes the task may use, bit n = node n */
	uint32_t hardwall; /* nodes of the nearest hardwall ancestor */
};

/* Calls to the outside world. NULL gives the default that follows the semicolon. All counts are pages. The hooks from wake_kswapd on may
 * not call back. */
struct page_alloc_hooks {
	void *ctx;
	uint32_t (*reclaim)(void *ctx, unsigned order, uint32_t gfp);         /* try_to_free_pages(): pages of progress; 0 */
	enum compact_result (*compact)(void *ctx, unsigned order, int prio);  /* try_to_compact_pages(); COMPACT_SKIPPED */
	bool (*oom)(void *ctx, unsigned order);                               /* out_of_memory(): true if it killed something; false */
	bool (*oom_lock)(void *ctx);                                          /* mutex_trylock(&oom_lock); true */
	uint32_t (*node_reclaim)(void *ctx, unsigned node, unsigned order);   /* shrink_node(): pages reclaimed; 0 */
	int (*migrate)(void *ctx, pfn_t start, pfn_t end);                    /* __alloc_contig_migrate_range(): 0, -16, -4; 0 */
	void (*wake_kswapd)(void *ctx, unsigned zone);
	/* kmap(): the machine.page_bytes bytes of a page, valid until the next call. NULL: page contents are not touched. Called from boot
	 * on. */
	void *(*page_address)(void *ctx, pfn_t pfn);
	/* Reports pages that were just cleared; without page_address this hook has to clear them itself. Not called during boot. */
	void (*clear_pages)(void *ctx, pfn_t pfn, uint32_t pages);
	/* A free, poisoned page was written to: bytes first to last, or a single bit of one byte. */
	void (*corrupt_page)(void *ctx, pfn_t pfn, uint32_t first, uint32_t last, bool single_bit);
	void (*bad_page)(void *ctx, pfn_t pfn);
	void (*trace)(void *ctx, enum path_kind kind, uint32_t a, uint8_t b, pfn_t pfn);
	/* Threads. */
	uintptr_t (*self)(void *ctx); /* identifies the calling thread: non-zero, different for each thread; NULL: single-threaded, as with
	                                  PAGE_ALLOC_NO_LOCKS, which refuses to boot otherwise */
	void (*barrier)(void *ctx);   /* executes a memory barrier on every running thread (membarrier(2)); NULL: every call issues its
	                                 own */
	void (*relax)(void *ctx);     /* called in a loop while waiting for another thread; NULL: nothing */
};

/* An allocation request, as alloc_pages() would receive it, and its result. */
struct page_alloc_request {
	uint8_t cpu, node, order;
	bool lru;            /* put the first page on the LRU on success */
	bool has_nodemask;
	bool spread;         /* rmqueue only: spread_dirty_pages */
	uint32_t gfp;        /* enum gfp */
	uint32_t nodemask;
	uint32_t alloc_flags; /* rmqueue only: enum alloc_flag, used as they are */
};

struct page_alloc_result {
	pfn_t pfn;           /* PFN_NONE: none */
	uint8_t comp_order;  /* of the compound page; 0: none */
	bool pfmemalloc;
};

struct page_alloc_bulk_result {
	uint32_t entries;    /* array entries processed, entries that were already filled included; the return value of the kernel's
	                        function */
	uint32_t pages;      /* pages allocated */
	bool pfmemalloc;     /* the last page allocated is marked pfmemalloc */
};

/* Bytes an instance needs; 0 if the machine breaks a rule of contract/machine.h or has 2^29 pages of memory or more (2 TiB of 4 KiB pages;
 * padding of zones to twice the largest block counts, gaps between zones do not). */
size_t page_alloc_size(const struct machine *machine);
/* Boot in memory (aligned to 64, any content). NULL: machine refused. The machine and the hooks are copied. */
struct page_alloc *page_alloc_boot(void *memory, const struct machine *machine, const struct page_alloc_hooks *hooks);

/* Like page_alloc_boot(), in memory that is already zero, such as fresh memory of the system: parts that are not needed yet are not
 * touched. */
struct page_alloc *page_alloc_boot_zeroed(void *memory, const struct machine *machine, const struct page_alloc_hooks *hooks);

/* __alloc_pages_nodemask(): fast path, then slow path. */
enum status page_alloc_pages(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result);
/* get_page_from_freelist() alone, with exactly these alloc flags. */
enum status page_alloc_rmqueue(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result);
/* __free_pages(): *refs is the number of references left, 0 if the block was freed. From hooks. */
enum status page_alloc_free(struct page_alloc *pa, unsigned cpu, pfn_t pfn, unsigned order, uint32_t *refs);

/* The same for the most common calls, with arguments in registers. The embedder keeps the pointer that page_alloc_cpu_ptr() returns, as a
 * kernel keeps per-CPU pointers; NULL: no such cpu. */
struct page_alloc_cpu *page_alloc_cpu_ptr(struct page_alloc *pa, unsigned cpu);
/* alloc_pages_node(). PFN_NONE: no page, or the request was refused; page_alloc_last_status() says why (STATUS_OK: out of memory). */
pfn_t page_alloc_pages_node(struct page_alloc_cpu *cpu, unsigned node, uint32_t gfp, unsigned order);
enum status page_alloc_last_status(const struct page_alloc_cpu *cpu);
/* __free_pages() without the number of references left. From hooks. */
enum status page_alloc_free_pages(struct page_alloc_cpu *cpu, pfn_t pfn, unsigned order);
/* A prefetch hint for a block that will be freed a few calls from now. Changes nothing and accepts any pfn and order. Does something only
 * without a trace hook and, with threads, only with the barrier hook. */
void page_alloc_free_soon(struct page_alloc_cpu *cpu, pfn_t pfn, unsigned order);

/*
 * free_unref_page_list(), from linux-6.12 on free_unref_folios(): frees blocks with one reference each. orders: one for each block; NULL,
 * or before linux-6.12: single pages. Blocks of an order above 0 must be compound. cold: only for profiles with cold pages. Refused, and
 * nothing is freed: as page_alloc_free(); BAD_VALUE: more than one reference, listed twice, not compound.
 */
enum status page_alloc_free_list(struct page_alloc *pa, unsigned cpu, const pfn_t *pfns, const uint8_t *orders, uint32_t count, bool cold);
/* free_hot_cold_page(cold) of an order-0 page; equals page_alloc_free() in profiles without cold pages. */
enum status page_alloc_free_cold(struct page_alloc *pa, unsigned cpu, pfn_t pfn, uint32_t *refs);
/* The same as count single calls, with fewer cache misses. Both return how many were done; *status is that of the last call: STATUS_OK with
 * fewer than count pages means out of memory. */
uint32_t page_alloc_pages_bulk(struct page_alloc *pa, const struct page_alloc_request *request, pfn_t *pfns, uint32_t count, enum status *status);
uint32_t page_alloc_free_bulk(struct page_alloc *pa, unsigned cpu, const pfn_t *pfns, uint32_t count, enum status *status);
/*
 * __alloc_pages_bulk(), of kernels from 5.13 on: puts single pages into those of the count entries that are PFN_NONE, in order. From
 * linux-6.1 on they come from one cpu's list in one zone, while that zone stays above its mark, so there may be fewer than requested
 * although memory is free; if that is not possible, one page is allocated as by page_alloc_pages(). Profiles of older kernels do what
 * callers did then: they allocate page by page until one allocation fails. The request's order, lru, spread and alloc_flags are ignored.
 * STATUS_OK whether or not there was memory; STATUS_STUCK: as for a single request, with the pages allocated so far in the array. Refused:
 * BAD_CPU, BAD_NODE, BAD_GFP; no entry is filled, and the result is zero.
 */
enum status page_alloc_bulk_array(struct page_alloc *pa, const struct page_alloc_request *request, pfn_t *array, uint32_t count,
				  struct page_alloc_bulk_result *result);
/* alloc_pages_bulk_list(): the same on an empty list. pfns receives the pages in list order from the head; before linux-7.3 the page
 * allocated last comes first. It needs room for count. */
enum status page_alloc_bulk_list(struct page_alloc *pa, const struct page_alloc_request *request, pfn_t *pfns, uint32_t count,
				 struct page_alloc_bulk_result *result);
/*
 * alloc_pages_exact_nid(): count contiguous pages (1 to 2^20) at the start of the smallest block that holds them, each a single page with
 * one reference; the rest of the block is freed again. page_alloc_free_contig() frees them in one call, page_alloc_free() one by one, in
 * any order. GFP_BIT_COMP is ignored, and from linux-6.1 on GFP_BIT_HIGHMEM as well. *pfn is the first page. STATUS_OK with PFN_NONE: out
 * of memory, or no block is that large. STATUS_STUCK: as for a single request. Refused: BAD_CPU, BAD_NODE, BAD_GFP (checked before bits are
 * ignored), BAD_VALUE (count).
 */
enum status page_alloc_pages_exact(struct page_alloc *pa, unsigned cpu, unsigned node, uint32_t count, uint32_t gfp, pfn_t *pfn);
/* split_page(): an allocated block becomes 2^order single pages with one reference each. Refused: as page_alloc_free(); BAD_VALUE:
 * compound, or more than one reference. */
enum status page_alloc_split(struct page_alloc *pa, pfn_t pfn, unsigned order);
/* get_page(): one more reference on an allocated block; *refs is the new number. Refused: as page_alloc_free(); BAD_VALUE: it has 1000
 * already. */
enum status page_alloc_get_page(struct page_alloc *pa, pfn_t pfn, uint32_t *refs);

/* drain_pages_zone(), drain_pages(): returns the blocks in that cpu's page sets, of one zone or ZONE_ALL, to the buddy. BAD_CPU,
 * BAD_ZONE. */
enum status page_alloc_drain(struct page_alloc *pa, unsigned cpu, unsigned zone);
/* drain_all_pages(): the same for all online cpus. BAD_ZONE. */
enum status page_alloc_drain_all(struct page_alloc *pa, unsigned zone);
/* drain_zone_pages(): at most one batch, from one zone. BAD_CPU, BAD_ZONE. */
enum status page_alloc_drain_batch(struct page_alloc *pa, unsigned cpu, unsigned zone);
/* decay_pcp_high(), from linux-6.12 on: lowers high of that page set towards high_min and returns the excess to the buddy. No effect
 * before. BAD_CPU, BAD_ZONE. */
enum status page_alloc_decay(struct page_alloc *pa, unsigned cpu, unsigned zone);

/* To test rare conditions. No effect before linux-6.1, whose page sets have no lock. zone: one, or ZONE_ALL. */
/* Make pcp_spin_trylock() fail: the next `after` trylocks of that cpu's page set in the zone succeed, the `tries` after those fail (both 0
 * to 2^16). BAD_CPU, BAD_ZONE, BAD_VALUE. */
enum status page_alloc_pcp_busy(struct page_alloc *pa, unsigned cpu, unsigned zone, int64_t tries, uint32_t after);
/* ZONE_RECLAIM_ACTIVE: while kswapd reclaims from the zone, its page sets keep no more than four batches. BAD_ZONE. */
enum status page_alloc_reclaim_active(struct page_alloc *pa, unsigned zone, bool active);

/* For machines whose free counters drift (vmstat_percpu); no effect on others. Each cpu holds back its latest changes, at most
 * pcp_view.drift_limit pages, and watermark checks do not see these. */
/* refresh_cpu_vm_stats(false): folds this cpu's drift into the counters. BAD_CPU: no such cpu, or it is offline. */
enum status page_alloc_fold(struct page_alloc *pa, unsigned cpu);
/* set_pgdat_percpu_threshold(): while kswapd of the node is awake, cpus hold back less. BAD_NODE. In linux-7.3 allocations also avoid the
 * node meanwhile if there are others, even where counters are exact. */
enum status page_alloc_kswapd(struct page_alloc *pa, unsigned node, bool awake);

/*
 * start_isolate_page_range(): pageblocks become ISOLATE, and nothing is allocated from them any more. Whole pageblocks of one zone; mt
 * (UNMOVABLE, MOVABLE, RECLAIMABLE or CMA): the type they get back if the call fails with -16 because one of them holds something
 * unmovable. BAD_VALUE; FOREIGN_PFN: deferred memory.
 */
enum status page_alloc_isolate(struct page_alloc *pa, pfn_t start, pfn_t end, unsigned mt, int *error);
/* undo_isolate_page_range(): the ISOLATE pageblocks of the range become mt. Refused as above. */
enum status page_alloc_unisolate(struct page_alloc *pa, pfn_t start, pfn_t end, unsigned mt);
/* __isolate_free_page(): takes a free block out of the buddy without splitting it. *pages: 2^order, and the block is now allocated with one
 * reference; 0: the watermark forbids it. BAD_ORDER, FOREIGN_PFN; NOT_FREE: not the head of a free block of that order. */
enum status page_alloc_isolate_free(struct page_alloc *pa, pfn_t pfn, unsigned order, uint32_t *pages);
/* __isolate_free_page() and __putback_isolated_page(): takes the block out and puts it back at once, as free page reporting does. */
enum status page_alloc_report_free(struct page_alloc *pa, pfn_t pfn, unsigned order, uint32_t *pages);
/*
 * alloc_contig_range(): allocates exactly the pages of a range of one zone, each as a single page; mt: MOVABLE or, in a CMA area, CMA.
 * *error: -16: busy; -4: returned by the migrate hook; -22: gfp. alloc_contig_pages(): count contiguous pages (1 to 2^20) anywhere,
 * searching from node on; *pfn is the first; PFN_NONE: none found. Refused: BAD_CPU, BAD_NODE, BAD_GFP, BAD_VALUE (range, type, count),
 * FOREIGN_PFN (deferred memory). gfp tells contig_pages where to search. Otherwise profiles before linux-6.12 ignore it; from linux-6.12 on
 * GFP_BIT_ZERO clears all blocks taken, and HIGH, NOFAIL, NORETRY, MEMALLOC, NOMEMALLOC or ACCOUNT (in linux-7.3 COMP as well) make a range
 * fail with -22 before anything is done.
 */
enum status page_alloc_contig(struct page_alloc *pa, unsigned cpu, pfn_t start, pfn_t end, unsigned mt, uint32_t gfp, int *error);
enum status page_alloc_contig_pages(struct page_alloc *pa, unsigned cpu, uint32_t count, uint32_t gfp, unsigned node, pfn_t *pfn);
/* free_contig_range(): frees contiguous single pages, each as by page_alloc_free(). The first page that this would refuse determines the
 * status, and none is freed. BAD_CPU. */
enum status page_alloc_free_contig(struct page_alloc *pa, unsigned cpu, pfn_t pfn, uint32_t count);

/*
 * unreserve_highatomic_pageblock(): a pageblock of the HIGHATOMIC reserve, in a zone up to kind hzi (enum zone_kind) in the zonelist of
 * node, becomes mt (UNMOVABLE, MOVABLE, RECLAIMABLE); force: even the last one of a zone. *done: free memory was moved. BAD_NODE,
 * BAD_VALUE.
 */
enum status page_alloc_unreserve_highatomic(struct page_alloc *pa, unsigned node, unsigned hzi, unsigned mt, bool force, bool *done);
/* zone_watermark_ok(); changes nothing. *ok: the zone is above mark (pages, 0 to 2^31-1) and has a block of that order for a request of
 * kind hzi. flags: enum alloc_flag. BAD_ZONE, BAD_ORDER, BAD_VALUE. */
enum status page_alloc_watermark_ok(struct page_alloc *pa, unsigned zone, unsigned order, int64_t mark, unsigned hzi, uint32_t flags, bool *ok);
/* Sets zone->watermark_boost in pages, 0 to 2^24; kswapd lowers it when it is done. BAD_ZONE, BAD_VALUE. */
enum status page_alloc_set_boost(struct page_alloc *pa, unsigned zone, int64_t boost);

/* Sysctls and boot steps. BAD_VALUE: outside the range given. */
/* vm.min_free_kbytes: kB, 0 to 2^24, used as it is; recomputes all watermarks. */
enum status page_alloc_set_min_free_kbytes(struct page_alloc *pa, int64_t value);
/* vm.watermark_scale_factor: in 1/10000 of a zone, 1 to 1000; recomputes all watermarks. */
enum status page_alloc_set_scale_factor(struct page_alloc *pa, int64_t value);
/* vm.watermark_boost_factor: in 1/10000 of the high watermark, 0 (off) to 2^20. */
enum status page_alloc_set_boost_factor(struct page_alloc *pa, int64_t value);
/* vm.lowmem_reserve_ratio of one enum zone_kind: its zones reserve 1/value of the pages of the zones above against requests that could use
 * those; 0 to 2^20. BAD_ZONE: no such kind. */
enum status page_alloc_set_lowmem_ratio(struct page_alloc *pa, unsigned kind, int64_t value);
/* vm.percpu_pagelist_fraction: a cpu's page set holds at most 1/value of a zone, 8 to 2^20; 0: the kernel's formula. *error: -22 for 1 to
 * 7. */
enum status page_alloc_set_fraction(struct page_alloc *pa, int64_t value, int *error);
/* setup_per_cpu_pageset(): replaces the boot page sets, once, on a machine with PCP_BOOT; else BAD_VALUE. */
enum status page_alloc_setup_pageset(struct page_alloc *pa);
/* page_alloc_init_late(): initialises the rest of deferred memory, once, on a machine with deferred; else BAD_VALUE. */
enum status page_alloc_init_late(struct page_alloc *pa);
/* init_per_zone_wmark_min(): min_free_kbytes by the kernel's formula, unless the user has set more, and all watermarks from it. */
void page_alloc_init_watermarks(struct page_alloc *pa);
/* page_alloc_cpu_dead(): the cpu goes offline, and its page sets are drained. BAD_CPU: offline already, or the last one. */
enum status page_alloc_cpu_dead(struct page_alloc *pa, unsigned cpu);
/* page_alloc_cpu_online(): the cpu comes online again. BAD_CPU: online already, or no such cpu. */
enum status page_alloc_cpu_up(struct page_alloc *pa, unsigned cpu);
/* online_pages(): adds whole sections of memory at the end of a zone, up to machine.hot_end. BAD_ZONE, BAD_VALUE. */
enum status page_alloc_hotadd(struct page_alloc *pa, unsigned zone, pfn_t start, pfn_t end);

/* The state of the outside world as the allocator sees it. The functions up to page_alloc_disarm_capture() may also be called from
 * hooks. */
/* current->mems_allowed, bit n = node n. Requests in progress notice the change. */
void page_alloc_set_mems(struct page_alloc *pa, uint32_t mems);
/* mark_oom_victim(): the current task is the OOM victim and may use reserves. */
void page_alloc_mark_victim(struct page_alloc *pa);
/* compact_zone_order(), for the compact hook: until disarmed, the next free in the zone that fits the request goes straight to it. */
void page_alloc_arm_capture(struct page_alloc *pa, unsigned zone);
void page_alloc_disarm_capture(struct page_alloc *pa);
/* Replaces the current task, until changed. */
void page_alloc_set_task(struct page_alloc *pa, const struct page_alloc_task *task);
/* node_page_state(), zone_page_state(): pages, by enum node_stat and enum zone_stat, until changed; 0 at boot. The slow path bases its
 * decisions on them. BAD_NODE, BAD_ZONE. */
enum status page_alloc_set_node_stats(struct page_alloc *pa, unsigned node, const uint32_t stat[NR_NODE_STATS]);
enum status page_alloc_set_zone_stats(struct page_alloc *pa, unsigned zone, const uint32_t stat[NR_ZONE_STATS]);
/* For tests: damages a struct page, so that check_new_page() and its like find it (hook bad_page); the page is then lost. FOREIGN_PFN,
 * RESERVED, LOST; BAD_VALUE: no such damage, a guard page, or MAPCOUNT on the head of a free block. */
enum status page_alloc_mark_bad(struct page_alloc *pa, pfn_t pfn, enum damage damage);
/* cpu_online(); false if there is no such cpu. */
bool page_alloc_cpu_online(const struct page_alloc *pa, unsigned cpu);
/* True if there is initialised memory at pfn (pfn_to_online_page()), reserved and lost pages included. */
bool page_alloc_present(struct page_alloc *pa, pfn_t pfn);

/* Keep all other threads out until page_alloc_resume(): for reading the state, or for making several calls atomic. Nests. */
void page_alloc_stop(struct page_alloc *pa);
void page_alloc_resume(struct page_alloc *pa);

/* Statistics, state, consistency checks. */
/* zone_page_state() and its like, in pages, for each zone in machine order. */
void page_alloc_counters(const struct page_alloc *pa, struct zone_counters *zones);
/* The complete state, for tests and tools; takes time proportional to the memory. Buffer sizes: struct view. */
void page_alloc_view(const struct page_alloc *pa, struct view *view);
/*
 * Walks all structures. Returns 0, or the number of the first broken invariant; they are checked in the order 1, 3, 2, 4 to 12.
 *  1 a list is not circular
 *  2 a free list holds something other than a free block of its order
 *  3 two blocks overlap, or a page belongs to none
 *  4 a page inside a block reads as allocated
 *  5 free buddies were not merged
 *  6 a free counter is not the sum over the lists
 *  7 the count of a page set is not the number of pages on its lists
 *  8 a free or cached block is on no list, or on two
 *  9 a zone has more ISOLATE pageblocks than it counts
 * 10 the table of damaged pages is not sorted
 * 11 the cached watermark floors do not follow from the watermarks
 * 12 a free block is on the list of another type than its pageblock's
 */
int page_alloc_check(const struct page_alloc *pa);
/*
 * A step is one iteration of a loop without a constant bound. Once a cpu has made more than limit steps since page_alloc_start_steps(),
 * each further step calls stop(ctx), with data structures half updated. stop() may longjmp() out; the instance is then unusable. Initially
 * there is no limit; stop == NULL removes it.
 */
void page_alloc_step_limit(struct page_alloc *pa, uint64_t limit, void (*stop)(void *ctx), void *ctx);
void page_alloc_start_steps(struct page_alloc *pa);
/* Steps of all cpus since page_alloc_start_steps(). */
uint64_t page_alloc_steps(const struct page_alloc *pa);
/* An English description; "?" if status is not one. */
const char *page_alloc_status_name(enum status status);

#ifdef __cplusplus
}
#endif

#endif
