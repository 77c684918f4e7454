// SPDX-License-Identifier: MIT
/*
 * An embeddable buddy page allocator with the exact semantics of the Linux kernel's mm/page_alloc.c.
 *
 * Freestanding: the caller supplies the memory and, through hooks, everything the kernel would ask of the world outside. Page numbers
 * (pfns) and orders are the kernel's. Misuse is refused with a status that names it, and nothing has changed then.
 *
 * Threads: with the hook self, any number may call at once, as long as no two calls that name the same cpu overlap (the kernel: preemption is
 * off). Calls that name no cpu wait until no other is inside; looking at the state does not: page_alloc_stop() comes first. Without
 * the hook every call is single-threaded per instance. A hook that answers may call page_alloc_free() on the instance that called it, and the
 * functions marked "from hooks"; one that is only told something may not call back.
 *
 * pfn: a page frame number. order: a block of 2^order pages. zone: an index into machine.zone. mt: enum migratetype. Ranges are [start, end). Where an
 * answer is an int *error, it is 0 or a negative error of the kernel. What a function refuses, and by which status, stands at its name here, and in
 * the table "misuse" of contract/request.h in full, under the same name; of a function that is refused the answers are 0 or PFN_NONE.
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

/* Who asks. All bits clear and all nodes set at boot. */
struct page_alloc_task {
	uint32_t flags;    /* enum task_flag */
	uint32_t mems;     /* nodes the task may use, bit n = node n */
	uint32_t hardwall; /* nodes of the nearest hardwall ancestor */
};

/* Questions to the world outside; NULL gives the default named. All counts are pages. Those from wake_kswapd on may not call back. */
struct page_alloc_hooks {
	void *ctx;
	uint32_t (*reclaim)(void *ctx, unsigned order, uint32_t gfp);         /* try_to_free_pages(): progress; 0 */
	enum compact_result (*compact)(void *ctx, unsigned order, int prio);  /* try_to_compact_pages(); COMPACT_SKIPPED */
	bool (*oom)(void *ctx, unsigned order);                               /* out_of_memory(): killed something; false */
	bool (*oom_lock)(void *ctx);                                          /* mutex_trylock(&oom_lock); true */
	uint32_t (*node_reclaim)(void *ctx, unsigned node, unsigned order);   /* shrink_node(): reclaimed; 0 */
	int (*migrate)(void *ctx, pfn_t start, pfn_t end);                    /* __alloc_contig_migrate_range(): 0, -16, -4; 0 */
	void (*wake_kswapd)(void *ctx, unsigned zone);
	/* kmap(): the machine.page_bytes bytes behind a page, valid until the next call. NULL: pages are not touched. From boot on. */
	void *(*page_address)(void *ctx, pfn_t pfn);
	/* Pages that were just cleared; without page_address it has to clear them itself. Not during boot. */
	void (*clear_pages)(void *ctx, pfn_t pfn, uint32_t pages);
	/* Somebody wrote to a page that was free and poisoned: bytes first to last, or one bit of one byte. */
	void (*corrupt_page)(void *ctx, pfn_t pfn, uint32_t first, uint32_t last, bool single_bit);
	void (*bad_page)(void *ctx, pfn_t pfn);
	void (*trace)(void *ctx, enum path_kind kind, uint32_t a, uint8_t b, pfn_t pfn);
	/* Threads. */
	uintptr_t (*self)(void *ctx); /* who is calling: not 0, another number for each thread; NULL: there is but one thread */
	void (*barrier)(void *ctx);   /* every running thread passes a memory barrier (membarrier(2)); NULL: each call passes one by itself */
	void (*relax)(void *ctx);     /* while waiting for another thread; nothing */
};

/* An allocation: what alloc_pages() would be told, and what became of it. */
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
	uint32_t entries;    /* of the array that are done with, filled ones on the way included: what the kernel answers */
	uint32_t pages;      /* given */
	bool pfmemalloc;     /* the last page given is marked so */
};

/* Bytes an instance needs, 0 if the machine breaks a rule of contract/machine.h. At most 2^29 pages of
 * memory (2 TiB of 4 KiB pages), gaps between zones excluded, anywhere below the limit of pfns there. */
size_t page_alloc_size(const struct machine *machine);
/* Boot in memory (aligned to 64, any content). NULL: machine refused. The machine and the hooks are copied. */
struct page_alloc *page_alloc_boot(void *memory, const struct machine *machine, const struct page_alloc_hooks *hooks);

/* The same in memory that is all zeros, such as the system gives: it is not touched before it is needed. */
struct page_alloc *page_alloc_boot_zeroed(void *memory, const struct machine *machine, const struct page_alloc_hooks *hooks);

/* __alloc_pages_nodemask(): fast path, then slow path. */
enum status page_alloc_pages(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result);
/* get_page_from_freelist() alone, with exactly these alloc flags. */
enum status page_alloc_rmqueue(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result);
/* __free_pages(): *refs is what is left, 0 when the block is free. From hooks. */
enum status page_alloc_free(struct page_alloc *pa, unsigned cpu, pfn_t pfn, unsigned order, uint32_t *refs);

/*
 * The same for what is nearly always asked, its arguments in registers. An embedder keeps what page_alloc_cpu_ptr() gives, as a kernel keeps per-CPU
 * pointers; NULL: no such cpu.
 */
struct page_alloc_cpu *page_alloc_cpu_ptr(struct page_alloc *pa, unsigned cpu);
/* alloc_pages_node(): PFN_NONE if there is none or the request is refused, and why: STATUS_OK means that memory has run out. */
pfn_t page_alloc_pages_node(struct page_alloc_cpu *cpu, unsigned node, uint32_t gfp, unsigned order);
enum status page_alloc_last_status(const struct page_alloc_cpu *cpu);
/* __free_pages() for those who do not ask what is left. From hooks. */
enum status page_alloc_free_pages(struct page_alloc_cpu *cpu, pfn_t pfn, unsigned order);
/* For who knows some calls ahead what it will free: what the free will look at is fetched meanwhile. Nothing changes; any pfn and order will do.
 * It fetches where nobody traces and, among threads, where the barrier hook is given. */
void page_alloc_free_soon(struct page_alloc_cpu *cpu, pfn_t pfn, unsigned order);

/*
 * free_unref_page_list(), from linux-6.12 on free_unref_folios(): blocks of one reference each. orders: of each; NULL, or before linux-6.12: single pages.
 * Those of an order above 0 have to be compound. cold: only where the profile has cold pages. Refused, and nothing is freed: what
 * page_alloc_free() would refuse; BAD_VALUE: more references, named twice, not compound.
 */
enum status page_alloc_free_list(struct page_alloc *pa, unsigned cpu, const pfn_t *pfns, const uint8_t *orders, uint32_t count, bool cold);
/* free_hot_cold_page(cold) of an order-0 page; the same as page_alloc_free() where there is no cold. */
enum status page_alloc_free_cold(struct page_alloc *pa, unsigned cpu, pfn_t pfn, uint32_t *refs);
/* Single pages, one call after the other, with less waiting for memory. Both return how many were done; *status is that of the last call:
 * STATUS_OK with fewer than count pages means memory has run out. */
uint32_t page_alloc_pages_bulk(struct page_alloc *pa, const struct page_alloc_request *request, pfn_t *pfns, uint32_t count, enum status *status);
uint32_t page_alloc_free_bulk(struct page_alloc *pa, unsigned cpu, const pfn_t *pfns, uint32_t count, enum status *status);
/*
 * __alloc_pages_bulk(), of kernels from 5.13 on: single pages into those of count entries that are PFN_NONE, the first of them first. In linux-6.1
 * they come from one cpu's list in one zone, while that is above its mark, and there may be fewer than asked for although there is memory; where
 * that is not possible, one page comes as from page_alloc_pages(). Profiles of older kernels do what callers did then: they ask for page
 * after page until one gets none. Of the request order, lru, spread and alloc_flags are not looked at. STATUS_OK whether or not there was memory;
 * STATUS_STUCK: as a single request, and what was given before is in the array. Refused (BAD_CPU, BAD_NODE, BAD_GFP): nothing is, and the
 * result is zero.
 */
enum status page_alloc_bulk_array(struct page_alloc *pa, const struct page_alloc_request *request, pfn_t *array, uint32_t count,
				  struct page_alloc_bulk_result *result);
/* alloc_pages_bulk_list(): the same on an empty list, of which pfns is the order from its head: the page given last comes first, before linux-7.3.
 * Room for count. */
enum status page_alloc_bulk_list(struct page_alloc *pa, const struct page_alloc_request *request, pfn_t *pfns, uint32_t count,
				 struct page_alloc_bulk_result *result);
/*
 * alloc_pages_exact_nid(): count pages (1 to 2^20) in a row, at the start of the smallest block that holds them, each a single page of one reference;
 * the rest of the block is free again. page_alloc_free_contig() gives them back at once, page_alloc_free() one by one, in any order. Of gfp
 * GFP_BIT_COMP is ignored, from linux-6.1 on GFP_BIT_HIGHMEM as well. *pfn is the first page. STATUS_OK with PFN_NONE: memory has run out, or no
 * block is so large. STATUS_STUCK: as a single request. Refused: BAD_CPU, BAD_NODE, BAD_GFP (of gfp as it is given), BAD_VALUE (count).
 */
enum status page_alloc_pages_exact(struct page_alloc *pa, unsigned cpu, unsigned node, uint32_t count, uint32_t gfp, pfn_t *pfn);
/* split_page(): an allocated block becomes 2^order single pages of one reference each. What page_alloc_free() would refuse; BAD_VALUE: compound, or
 * more than one reference. */
enum status page_alloc_split(struct page_alloc *pa, pfn_t pfn, unsigned order);
/* get_page(): one more reference on an allocated block; *refs is how many there are now. What page_alloc_free() would refuse; BAD_VALUE: there are 1000. */
enum status page_alloc_get_page(struct page_alloc *pa, pfn_t pfn, uint32_t *refs);

/* drain_pages_zone(), drain_pages(): what that cpu has on its lists, of one zone or ZONE_ALL, goes to the buddy. BAD_CPU, BAD_ZONE. */
enum status page_alloc_drain(struct page_alloc *pa, unsigned cpu, unsigned zone);
/* drain_all_pages(): the same of all cpus online. BAD_ZONE. */
enum status page_alloc_drain_all(struct page_alloc *pa, unsigned zone);
/* drain_zone_pages(): a batch at most, of one zone. BAD_CPU, BAD_ZONE. */
enum status page_alloc_drain_batch(struct page_alloc *pa, unsigned cpu, unsigned zone);
/* decay_pcp_high(), from linux-6.12 on: high of that page set sinks towards high_min, and what is above goes to the buddy. Before, it does nothing.
 * BAD_CPU, BAD_ZONE. */
enum status page_alloc_decay(struct page_alloc *pa, unsigned cpu, unsigned zone);

/*
 * For tests of what happens seldom; before linux-6.1, whose page sets have no lock, neither does anything. zone: one, or ZONE_ALL.
 */
/* pcp_spin_trylock() fails: that cpu's page set of the zone is obtained the next `after` times that it is tried for, and then, `tries` times, somebody else
 * has it (0 to 2^16, both). BAD_CPU, BAD_ZONE, BAD_VALUE. */
enum status page_alloc_pcp_busy(struct page_alloc *pa, unsigned cpu, unsigned zone, int64_t tries, uint32_t after);
/* ZONE_RECLAIM_ACTIVE: kswapd goes over the zone, and page sets keep no more than four batches. BAD_ZONE. */
enum status page_alloc_reclaim_active(struct page_alloc *pa, unsigned zone, bool active);

/*
 * Where the machine's free counters drift (vmstat_percpu); elsewhere neither does anything. Each cpu then keeps some pages' worth of what it has
 * changed, at most what pcp_view.drift_limit says, and watermarks do not see it.
 */
/* refresh_cpu_vm_stats(false): the counters take over what this cpu keeps. BAD_CPU: there is no such cpu, or it is offline. */
enum status page_alloc_fold(struct page_alloc *pa, unsigned cpu);
/* set_pgdat_percpu_threshold(): kswapd of the node is awake, and cpus keep less, or goes to sleep, and they may keep as much as ever. BAD_NODE. In
 * linux-7.3 allocations avoid the node meanwhile, if there are others, also where counters are exact. */
enum status page_alloc_kswapd(struct page_alloc *pa, unsigned node, bool awake);

/* start_isolate_page_range(): pageblocks become ISOLATE, and nothing is allocated from them. Whole pageblocks of one zone; mt, one of UNMOVABLE, MOVABLE,
 * RECLAIMABLE, CMA: what they are again if it fails with -16, because something unmovable is in one. BAD_VALUE; FOREIGN_PFN: deferred memory. */
enum status page_alloc_isolate(struct page_alloc *pa, pfn_t start, pfn_t end, unsigned mt, int *error);
/* undo_isolate_page_range(): those that are ISOLATE become mt. Refused as above. */
enum status page_alloc_unisolate(struct page_alloc *pa, pfn_t start, pfn_t end, unsigned mt);
/* __isolate_free_page(): a free block is taken out as it is. *pages: 2^order, and it is allocated with one reference; 0: the watermark forbids it.
 * BAD_ORDER, FOREIGN_PFN; NOT_FREE: not the first page of a free block of that order. */
enum status page_alloc_isolate_free(struct page_alloc *pa, pfn_t pfn, unsigned order, uint32_t *pages);
/* The same, and __putback_isolated_page(): taken out and put back at once, as free page reporting does. */
enum status page_alloc_report_free(struct page_alloc *pa, pfn_t pfn, unsigned order, uint32_t *pages);
/*
 * alloc_contig_range(): the very pages of a range of one zone, each a single page afterwards; mt: MOVABLE or, of a CMA area, CMA. *error: -16 busy, -4
 * what the migrate hook said, -22 gfp. And alloc_contig_pages(): count pages (1 to 2^20) in a row anywhere, from node on; *pfn is the first, PFN_NONE:
 * there are none. Refused: BAD_CPU, BAD_NODE, BAD_GFP, BAD_VALUE (range, type, count), FOREIGN_PFN (deferred memory). For contig_pages gfp
 * says where to search as well. Otherwise older profiles do not look at gfp; in linux-6.12
 * GFP_BIT_ZERO clears all blocks that are taken, and HIGH, NOFAIL, NORETRY, MEMALLOC, NOMEMALLOC or ACCOUNT in it make a range fail with -22 before
 * anything is done, in linux-7.3 COMP, too.
 */
enum status page_alloc_contig(struct page_alloc *pa, unsigned cpu, pfn_t start, pfn_t end, unsigned mt, uint32_t gfp, int *error);
enum status page_alloc_contig_pages(struct page_alloc *pa, unsigned cpu, uint32_t count, uint32_t gfp, unsigned node, pfn_t *pfn);
/* free_contig_range(): single pages in a row, each as by page_alloc_free(). The first that this would refuse names the status, and none is freed. BAD_CPU. */
enum status page_alloc_free_contig(struct page_alloc *pa, unsigned cpu, pfn_t pfn, uint32_t count);

/* unreserve_highatomic_pageblock(): a pageblock of the HIGHATOMIC reserve, of a zone up to kind hzi (enum zone_kind) in the zonelist of node, becomes mt
 * (UNMOVABLE, MOVABLE, RECLAIMABLE); force: the last one of a zone, too. *done: free memory moved. BAD_NODE, BAD_VALUE. */
enum status page_alloc_unreserve_highatomic(struct page_alloc *pa, unsigned node, unsigned hzi, unsigned mt, bool force, bool *done);
/* zone_watermark_ok(), changes nothing: is the zone above mark (pages, 0 to 2^31-1) with a block of that order for a request of kind hzi? flags: enum
 * alloc_flag. BAD_ZONE, BAD_ORDER, BAD_VALUE. */
enum status page_alloc_watermark_ok(struct page_alloc *pa, unsigned zone, unsigned order, int64_t mark, unsigned hzi, uint32_t flags, bool *ok);
/* zone->watermark_boost, in pages, 0 to 2^24, as kswapd lowers it when it is done. BAD_ZONE, BAD_VALUE. */
enum status page_alloc_set_boost(struct page_alloc *pa, unsigned zone, int64_t boost);

/* sysctls and boot steps. BAD_VALUE: out of the range named. */
/* vm.min_free_kbytes: kB, 0 to 2^24, taken as it is; all watermarks are computed anew. */
enum status page_alloc_set_min_free_kbytes(struct page_alloc *pa, int64_t value);
/* vm.watermark_scale_factor: in 1/10000 of a zone, 1 to 1000; the same. */
enum status page_alloc_set_scale_factor(struct page_alloc *pa, int64_t value);
/* vm.watermark_boost_factor: in 1/10000 of the high watermark, 0 (off) to 2^20. */
enum status page_alloc_set_boost_factor(struct page_alloc *pa, int64_t value);
/* vm.lowmem_reserve_ratio of one enum zone_kind: 1/value of the zones above is held back from their requests; 0 to 2^20. BAD_ZONE: no such kind. */
enum status page_alloc_set_lowmem_ratio(struct page_alloc *pa, unsigned kind, int64_t value);
/* vm.percpu_pagelist_fraction: the lists of a cpu hold at most 1/value of a zone; 0: by the kernel's formula, 8 to 2^20. *error: -22 of 1 to 7. */
enum status page_alloc_set_fraction(struct page_alloc *pa, int64_t value, int *error);
/* setup_per_cpu_pageset(): cpus get lists, once, on a machine with PCP_BOOT; elsewhere BAD_VALUE. */
enum status page_alloc_setup_pageset(struct page_alloc *pa);
/* page_alloc_init_late(): the rest of deferred memory is initialised, once, on a machine with deferred; elsewhere BAD_VALUE. */
enum status page_alloc_init_late(struct page_alloc *pa);
/* init_per_zone_wmark_min(): min_free_kbytes by the kernel's formula, unless the user has set more, and all watermarks from it. */
void page_alloc_init_watermarks(struct page_alloc *pa);
/* page_alloc_cpu_dead(): the cpu goes offline, and what is on its lists to the buddy. BAD_CPU: offline already, or the last one. */
enum status page_alloc_cpu_dead(struct page_alloc *pa, unsigned cpu);
/* page_alloc_cpu_online(): it is back. BAD_CPU: online already, or none of the machine's. */
enum status page_alloc_cpu_up(struct page_alloc *pa, unsigned cpu);
/* online_pages(): whole sections of memory at the end of a zone, up to machine.hot_end. BAD_ZONE, BAD_VALUE. */
enum status page_alloc_hotadd(struct page_alloc *pa, unsigned zone, pfn_t start, pfn_t end);

/* The world as the allocator knows it. The first three from hooks, too. */
/* current->mems_allowed: bit n: node n. Also tells running requests that it changed. */
void page_alloc_set_mems(struct page_alloc *pa, uint32_t mems);
/* mark_oom_victim(): the task that asks is the one that was killed, and may use reserves. */
void page_alloc_mark_victim(struct page_alloc *pa);
/* compact_zone_order(), in the compact hook: until disarmed, the next free in the zone that fits the request goes straight to it. */
void page_alloc_arm_capture(struct page_alloc *pa, unsigned zone);
void page_alloc_disarm_capture(struct page_alloc *pa);
/* current, until changed. */
void page_alloc_set_task(struct page_alloc *pa, const struct page_alloc_task *task);
/* node_page_state(), zone_page_state(): pages, by enum node_stat and enum zone_stat, until changed; 0 at boot. What the slow path reckons with. BAD_NODE,
 * BAD_ZONE. */
enum status page_alloc_set_node_stats(struct page_alloc *pa, unsigned node, const uint32_t stat[NR_NODE_STATS]);
enum status page_alloc_set_zone_stats(struct page_alloc *pa, unsigned zone, const uint32_t stat[NR_ZONE_STATS]);
/* For tests: something is wrong with a struct page, as check_new_page() and its like find it (hook bad_page); the page is lost then. FOREIGN_PFN,
 * RESERVED, LOST; BAD_VALUE: no such damage, a guard page, or MAPCOUNT on the first page of a free block. */
enum status page_alloc_mark_bad(struct page_alloc *pa, pfn_t pfn, enum damage damage);
/* cpu_online(); false of one that the machine does not have. */
bool page_alloc_cpu_online(const struct page_alloc *pa, unsigned cpu);
/* Is there memory at pfn that the allocator knows of (pfn_to_online_page())? Reserved and lost pages are memory, too. */
bool page_alloc_present(struct page_alloc *pa, pfn_t pfn);

/* Until resumed, nobody but this thread is inside: to look at the state, or for several calls as one. Calls may be nested. */
void page_alloc_stop(struct page_alloc *pa);
void page_alloc_resume(struct page_alloc *pa);

/* Statistics, state, soundness. */
/* zone_page_state() and its like, in pages: of each zone of the machine, in its order. */
void page_alloc_counters(const struct page_alloc *pa, struct zone_counters *zones);
/* Everything, for tests and tools; the time is proportional to the memory. How large the buffers have to be: struct view. */
void page_alloc_view(const struct page_alloc *pa, struct view *view);
/*
 * Walks everything. 0, or the number of the invariant that is broken, the first in this order:
 *  1 a list is no circle                                        7 the count of a page set is not what its lists hold
 *  3 two blocks overlap, or a page belongs to none              8 a free or cached block is on no list, or on two
 *  2 a free list holds what is no free block of its order       9 a zone has more ISOLATE pageblocks than it counts
 *  4 a page inside a block reads as allocated                  10 the table of damaged pages is out of order
 *  5 free buddies lie side by side, unmerged                   11 what is remembered of watermarks does not follow from them
 *  6 a free counter is not the sum over the lists              12 a free block is on the list of another type than its pageblock's
 */
int page_alloc_check(const struct page_alloc *pa);
/*
 * A step is one unit of work, in loops that no constant bounds. A call that takes its cpu beyond limit steps since page_alloc_start_steps() has stop(ctx)
 * called at each further one, in the midst of things: it may longjmp() away, and the instance is lost then. At boot there is no limit; NULL: none.
 */
void page_alloc_step_limit(struct page_alloc *pa, uint64_t limit, void (*stop)(void *ctx), void *ctx);
void page_alloc_start_steps(struct page_alloc *pa);
/* Steps of all cpus since then. */
uint64_t page_alloc_steps(const struct page_alloc *pa);
/* For people, in English; "?" of what is no status. */
const char *page_alloc_status_name(enum status status);

#ifdef __cplusplus
}
#endif

#endif
