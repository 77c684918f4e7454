// SPDX-License-Identifier: MIT
/*
 * The functions of the oracle, by file, from the bottom up: start reading here. Names follow the kernel's where there is a counterpart.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include "model/page.h"
#include "model/world.h"

enum { COSTLY_ORDER = 3 }; /* PAGE_ALLOC_COSTLY_ORDER: above it the kernel rather fails than tries too hard */

/* machine.c: is this machine one to boot on, and where does each part of the world lie in memory */
bool m_machine_ok(const struct machine *machine);
uint64_t m_layout(struct world *w, const struct machine *machine, uint8_t *memory, uint64_t *cleared);

/* page.c: what is around a pfn (page.h: what is at it) */
const struct page *m_head_of(const struct world *w, pfn_t pfn, const struct page *page);
pfn_t m_block_around(const struct world *w, pfn_t pfn);
pfn_t m_tail_end(const struct world *w, pfn_t pfn, const struct page *tail);
void m_set_pages(struct world *w, pfn_t pfn, uint32_t pages, uint8_t state, uint8_t zone);
void m_set_pageblock_type(struct world *w, const struct page *page, uint8_t type);
void m_restore_pageblock_type(struct world *w, const struct page *page, uint8_t type);
void m_set_range_type(struct world *w, pfn_t start, pfn_t end, uint8_t type);
void m_path(struct world *w, uint8_t kind, uint32_t a, uint8_t b, pfn_t pfn);
void m_note_fragmentation(struct world *w, pfn_t pfn, uint8_t order, uint8_t wanted, uint8_t found, uint8_t type);

/* The end of the block that contains pfn; page is the struct page of pfn. */
static inline pfn_t m_block_end(const struct world *w, pfn_t pfn, const struct page *page)
{
	return page->state == BLOCK_TAIL ? m_tail_end(w, pfn, page) : pfn + ((pfn_t)1 << page->order);
}

/* Account for one unit of work in a loop without a constant bound. Beyond the step limit stop() is called, which may end the request. */
static inline void m_step(struct world *w)
{
	if (++w->steps > w->step_limit)
		w->stop(w->stop_ctx);
}

/* memory.c: the machine's memory map */
enum memory { MEMORY_NONE, MEMORY_FREE, MEMORY_RESERVED, MEMORY_CMA };
enum memory m_memory_at(const struct world *w, pfn_t pfn, uint8_t *zone, pfn_t *until);
uint8_t m_page_zone(const struct world *w, pfn_t pfn, const struct page *page);

/* drift.c: counters of which each cpu keeps a part to itself (vm_stat_diff) */
uint8_t m_lowest_online(const struct world *w);
void m_drift(struct drift *d, enum drifting counter, int64_t n);
int64_t m_value(const struct zone *z, enum drifting counter);
void m_fold(struct world *w, uint8_t cpu);
void m_set_drift_limits(struct world *w);
void m_kswapd(struct world *w, uint8_t node, bool awake);

/* The current cpu changes a counter by n, in one step. The caller has already marked the pages in the bitmaps. */
static inline void m_change(struct zone *z, enum drifting counter, int64_t n)
{
	if (z->drift)
		m_drift(z->drift, counter, n);
}

/* count.c: NR_FREE_PAGES, NR_FREE_CMA_PAGES, nr_free_highatomic; nr_free */
void m_mark_in(struct zone *z, pfn_t pfn, uint32_t pages, uint8_t type);
void m_mark_out(struct zone *z, pfn_t pfn, uint32_t pages, uint8_t type);
void m_mark_out_free(struct zone *z, pfn_t pfn, uint32_t pages);
void m_account(struct zone *z, int64_t n, uint8_t type);
void m_count_in(struct zone *z, pfn_t pfn, uint32_t pages, uint8_t type);
void m_count_out(struct zone *z, pfn_t pfn, uint32_t pages, uint8_t type);
void m_count_out_cma(struct zone *z, pfn_t pfn, uint32_t pages);
void m_recount(struct zone *z, pfn_t pfn, uint32_t pages, uint8_t from, uint8_t to);

/* The true number of counted pages, including what cpus have not folded into the shared counter yet. */
static inline int64_t m_counted(const struct zone *z, enum drifting counter)
{
	const struct bitmap *map = counter == DRIFTING_CMA ? &z->counted_cma : &z->counted;

	return map->ones + map->ledger;
}

/* zone_page_state(): how counters are normally read, without the parts that cpus keep to themselves. */
static inline int64_t m_free_pages(const struct zone *z)
{
	return z->drift ? m_max(0, m_value(z, DRIFTING_FREE)) : m_counted(z, DRIFTING_FREE);
}

static inline int64_t m_free_cma(const struct zone *z)
{
	return z->drift ? m_max(0, m_value(z, DRIFTING_CMA)) : m_counted(z, DRIFTING_CMA);
}

/* zone_page_state_snapshot(): with the parts that cpus keep to themselves. */
static inline int64_t m_free_snapshot(const struct zone *z)
{
	return z->drift ? m_max(0, m_counted(z, DRIFTING_FREE)) : m_counted(z, DRIFTING_FREE);
}

static inline int64_t m_free_highatomic(const struct zone *z)
{
	return z->counted_highatomic.ones + z->counted_highatomic.ledger;
}

/* Number of free blocks of the order, as the kernel counts them (free_area.nr_free). */
static inline uint32_t m_nr_free(const struct zone *z, uint8_t order)
{
	return z->nr_listed[order] + z->nr_free_ledger[order];
}

static inline int64_t m_wmark(const struct zone *z, uint32_t mark)
{
	return z->wmark[mark] + z->boost;
}

/* lists.c: free lists, found by looking at all free blocks of an order in the zone; page is the struct page of pfn */
enum list_end { AT_HEAD, AT_TAIL };
bool m_is_listed(const struct zone *z, pfn_t pfn, uint8_t order);
pfn_t m_first_on_list(const struct zone *z, uint8_t order, uint8_t type);
bool m_has_block_on(const struct zone *z, uint8_t order, uint32_t lists);
void m_add_block(struct zone *z, pfn_t pfn, struct page *page, uint8_t order, uint8_t type, enum list_end end);
void m_remove_block(struct world *w, struct zone *z, pfn_t pfn, struct page *page);
void m_move_block(struct world *w, struct zone *z, pfn_t pfn, struct page *page, uint8_t type);

/* buddy.c: split and merge */
enum placement { PLACE_BY_RULE, PLACE_AT_TAIL };
void m_free_one_page(struct world *w, struct zone *z, pfn_t pfn, uint8_t order, uint8_t type, enum placement where);
void m_free_in_parts(struct world *w, struct zone *z, pfn_t pfn, const struct page *page, uint8_t order, enum placement where);
void m_expand(struct world *w, struct zone *z, pfn_t pfn, struct page *page, uint8_t wanted, uint8_t order, uint8_t type, uint32_t added);
pfn_t m_rmqueue_smallest(struct world *w, struct zone *z, uint8_t order, uint8_t type);
enum recount { RECOUNT_NONE, RECOUNT_OUT, RECOUNT_IN };
uint32_t m_move_freepages_block(struct world *w, struct zone *z, pfn_t pfn, uint8_t type, uint32_t *movable, enum recount recount,
	uint8_t counted_as);
uint32_t m_isolate_free_page(struct world *w, pfn_t pfn, uint8_t order);

/* pageblock.c: pageblocks that are moved whole or not at all */
bool m_pageblock_is_whole(const struct world *w, const struct zone *z, pfn_t pfn);
uint32_t m_pageblock_pages_free(const struct world *w, pfn_t pfn, uint32_t *movable);
bool m_move_pageblock(struct world *w, struct zone *z, pfn_t pfn, uint8_t old, uint8_t type);
bool m_retype_pageblock(struct world *w, struct zone *z, pfn_t pfn, uint8_t old, uint8_t type);

/* fallback.c: stealing, the highatomic reserve */
struct walk;
struct choice {
	uint8_t order, type;
	pfn_t pfn;
	bool whole; /* may take the whole pageblock */
	bool found;
};
struct choice m_find_suitable(const struct world *w, const struct zone *z, uint8_t order, uint8_t wanted);
void m_boost_after_steal(struct world *w, struct zone *z, uint32_t flags);
bool m_cma_is_more_than_half(const struct zone *z);
pfn_t m_rmqueue_or_fall_back(struct world *w, struct zone *z, uint8_t order, uint8_t type, uint32_t flags);
void m_reserve_highatomic(struct world *w, struct zone *z, pfn_t pfn);
bool m_unreserve_highatomic(struct world *w, const struct walk *walk, uint8_t type, bool force);

/* claims.c: __rmqueue(). Within a refill, *mode says how far the search had to go for the last block; it starts as RMQUEUE_NORMAL */
enum rmqueue_mode { RMQUEUE_NORMAL, RMQUEUE_CMA, RMQUEUE_STEAL };
pfn_t m_rmqueue_any(struct world *w, struct zone *z, uint8_t order, uint8_t type, uint32_t flags, enum rmqueue_mode *mode);

/* contents.c: the bytes that pages hold */
enum taker { TAKEN_BY_REQUEST, TAKEN_FOR_RANGE };
uint8_t m_byte_of(const struct world *w, pfn_t pfn, uint32_t at);
void m_write_pages(struct world *w, pfn_t pfn, uint32_t pages, uint32_t at, uint8_t value);
void m_contents_freed(struct world *w, pfn_t pfn, uint8_t order);
void m_contents_taken(struct world *w, pfn_t pfn, uint8_t order, uint32_t gfp, enum taker taker);

/* bad.c: page checks, which run only once some page has been damaged */
bool m_find_bad_page(struct world *w, pfn_t pfn, uint8_t order);
bool m_freed_page_is_bad(struct world *w, pfn_t pfn, struct page *page);
bool m_freed_block_is_bad(struct world *w, pfn_t pfn, struct page *page, bool check);

/* check_pages_enabled; true as well in releases that always check. */
static inline bool m_checks_pages(const struct world *w)
{
	const struct machine *m = &w->machine;

	return !w->policy->checks_are_optional || m->guardpage_minorder >= 0 || m->page_poisoning != POISON_OFF || m->init_on_alloc ||
	       m->init_on_free;
}

static inline bool m_new_block_is_bad(struct world *w, pfn_t pfn, uint8_t order)
{
	return w->damaged && m_checks_pages(w) && m_find_bad_page(w, pfn, order);
}

/* prepare.c: what every block passes on its way to a caller and back */
void m_prep_new_page(struct world *w, pfn_t pfn, uint8_t order, uint32_t gfp, uint32_t flags);
bool m_free_prepare(struct world *w, pfn_t pfn, struct page *page, bool check);

/* Are blocks also checked when they enter or leave per-CPU lists? With debug_pagealloc, in releases that use it for this. */
static inline bool m_checks_singles(const struct world *w)
{
	if (w->policy->checks_are_optional)
		return m_checks_pages(w);
	return w->machine.guardpage_minorder >= 0 && w->policy->debug_checks_singles;
}

/* pcp.c: per-CPU lists */
uint8_t m_pcp_list_order(const struct world *w, uint8_t list);
uint32_t m_pcp_count(const struct world *w, const struct zone *z, uint8_t cpu);
void m_pcp_resize(struct world *w, struct zone *z);
void m_resize_all_pcps(struct world *w);
void m_pcp_resize_for_new_cpu(struct world *w, struct zone *z);
pfn_t m_pcp_take(struct world *w, struct zone *z, uint8_t order, uint8_t type, uint32_t flags, bool cold);
pfn_t m_pcp_alloc(struct world *w, struct zone *z, uint8_t order, uint8_t type, uint32_t flags, bool cold);
void m_pcp_give(struct world *w, pfn_t pfn, struct page *page, bool cold);
bool m_pcp_trylock(const struct world *w, struct zone *z);
bool m_pcp_put(struct world *w, pfn_t pfn, struct page *page, bool cold);
void m_pcp_bypass(struct world *w, pfn_t pfn, const struct page *page);
void m_drain(struct world *w, struct zone *z, uint8_t cpu);
void m_drain_batch(struct world *w, struct zone *z, uint8_t cpu);
void m_drain_cpu(struct world *w, uint8_t cpu);
void m_drain_all(struct world *w, struct zone *z);

void m_pcp_decay(struct world *w, struct zone *z, uint8_t cpu);

/* pcp_high.c: how much a page set whose high follows the load takes from the buddy or gives back; count: pages in the cpu's page set */
enum { NO_FLUSH = -1 };
void m_forget_load(const struct world *w, struct zone *z);
void m_look_at_caches(struct world *w, uint8_t first_cpu, uint8_t last_cpu);
uint32_t m_load_refill_size(const struct zone *z, struct load *load, uint8_t order, int64_t count);
int64_t m_load_flush_size(const struct world *w, const struct zone *z, struct load *load, uint8_t order, int64_t count);
int64_t m_load_decay(const struct zone *z, struct load *load, int64_t count);

/* Orders that have per-CPU lists. */
static inline bool m_pcp_order(const struct world *w, uint8_t order)
{
	if (!w->policy->pcp_takes_high_orders)
		return order == 0;
	return order < PCP_HIGH_ORDERS || order == w->machine.pageblock_order;
}

/* free.c: freeing; page is the struct page of pfn */
void m_free_prepared(struct world *w, pfn_t pfn, struct page *page);
void m_free_pages_ok(struct world *w, pfn_t pfn, struct page *page, enum placement where);
void m_free_block(struct world *w, pfn_t pfn, struct page *page, bool cold);
uint32_t m_put_block(struct world *w, pfn_t pfn, bool cold);
void m_free_list(struct world *w, const pfn_t *pfns, uint32_t count, bool cold);
void m_split_block(struct world *w, pfn_t pfn, uint8_t order);
void m_free_boot_block(struct world *w, pfn_t pfn, uint8_t order);

/* watermark_setup.c */
void m_setup_wmarks(struct world *w);
void m_setup_lowmem_reserve(struct world *w);
void m_init_wmark_min(struct world *w);
void m_setup_node_minima(struct world *w);

/* watermark.c */
int64_t m_mult_frac(int64_t value, int64_t numerator, int64_t denominator);
bool m_watermark_ok(const struct world *w, const struct zone *z, uint8_t order, int64_t mark, uint8_t hzi, uint32_t flags,
	int64_t free);
bool m_watermark_fast(const struct world *w, const struct zone *z, uint8_t order, int64_t mark, uint8_t hzi, uint32_t flags,
	uint32_t gfp);

/* zonelist.c: in which order zones are tried */
struct walk {
	const uint8_t *zonelist; /* ends with NO_ZONE */
	uint8_t hzi;
	const uint32_t *nodemask; /* NULL: all nodes */
};
bool m_node_has_cpus(const struct world *w, uint32_t node);
void m_build_zonelists(struct world *w);
const uint8_t *m_zonelist(const struct world *w, uint8_t node, uint32_t gfp);
const uint8_t *m_next_zone(const struct world *w, const struct walk *walk, const uint8_t *from); /* from: a place in the zonelist */

/* outside.c: the task, and scripted answers of the outside world */
int64_t m_ask(struct world *w, uint8_t question, uint8_t order);
bool m_cpuset_allowed(const struct world *w, uint8_t node, uint32_t gfp);
bool m_node_dirty_ok(struct world *w, uint8_t node);
bool m_node_reclaim(struct world *w, uint8_t node, uint32_t gfp, uint8_t order);
bool m_in_interrupt(const struct world *w);
int64_t m_reclaimable(const struct zone *z);

/* alloc.c: one attempt (get_page_from_freelist) */
struct request_context {
	struct walk walk;
	uint8_t order;
	uint8_t type;
	const uint8_t *preferred; /* place in the zonelist; NO_ZONE: no usable zone */
	bool spread_dirty;
};
uint8_t m_gfp_zone(uint32_t gfp);
uint8_t m_gfp_type(const struct world *w, uint32_t gfp);
uint32_t m_add_cma_flag(const struct world *w, uint8_t type, uint32_t flags);
const struct zone *m_preferred_zone(const struct world *w, const struct request_context *rc);
void m_find_preferred(const struct world *w, struct request_context *rc);
uint8_t m_reserve_index(const struct world *w, const struct request_context *rc);
void m_count_allocation(struct world *w, const struct request_context *rc, struct zone *z, uint8_t kind);
pfn_t m_get_page_from_freelist(struct world *w, struct request_context *rc, uint32_t gfp, uint32_t flags);

/* request.c: one whole request */
uint32_t m_prepare(struct world *w, struct request_context *rc, const struct request *request, uint32_t *gfp);
pfn_t m_alloc_pages(struct world *w, const struct request *request);
pfn_t m_rmqueue_request(struct world *w, const struct request *request);
pfn_t m_alloc_exact(struct world *w, const struct request *request);

/* bulk.c: many single pages at once */
int64_t m_alloc_bulk(struct world *w, const struct request *request);

/* slowpath.c */
pfn_t m_slow_path(struct world *w, struct request_context *rc, uint32_t gfp);

/* compact.c: direct compaction, as the slow path sees it */
struct compaction {
	uint8_t result, priority;
	uint32_t retries;
};
enum { COMPACT_SYNC_FULL, COMPACT_SYNC_LIGHT, COMPACT_ASYNC };
pfn_t m_direct_compact(struct world *w, struct request_context *rc, uint32_t gfp, uint32_t flags, struct compaction *c,
	uint8_t priority);
bool m_should_compact_retry(struct world *w, struct request_context *rc, uint32_t gfp, uint32_t flags, struct compaction *c);

/* isolate.c, isolate_range.c */
enum { ERROR_BUSY = -16, ERROR_INVALID = -22 };
bool m_isolate_pageblock(struct world *w, pfn_t block, uint8_t type);
void m_unisolate_pageblock(struct world *w, pfn_t block, uint8_t type);
int m_isolate_range(struct world *w, pfn_t start, pfn_t end, uint8_t type);
void m_unisolate_range(struct world *w, pfn_t start, pfn_t end, uint8_t type);

/* contig.c */
int m_alloc_contig_range(struct world *w, pfn_t start, pfn_t end, uint8_t type, uint32_t gfp);
pfn_t m_alloc_contig_pages(struct world *w, uint32_t pages, uint32_t gfp, uint8_t node);
void m_free_contig_range(struct world *w, pfn_t start, uint32_t pages);

/* boot.c */
void m_boot(struct world *w);

/* deferred.c */
void m_defer_memory(struct world *w);
bool m_grow_zone(struct world *w, struct zone *z, uint8_t order);
void m_init_late(struct world *w);

/* hotplug.c */
void m_cpu_dead(struct world *w, uint8_t cpu);
void m_cpu_up(struct world *w, uint8_t cpu);
void m_hot_add(struct world *w, struct zone *z, pfn_t start, pfn_t end);

/* answer.c: carries out a request that is no misuse; returns the answer's value */
int64_t m_answer(struct world *w, const struct request *request);

/* misuse.c: the status with which a request is refused, or STATUS_OK */
uint8_t m_misuse(struct world *w, const struct request *request);
uint8_t m_free_status(const struct world *w, uint8_t cpu, pfn_t pfn, uint8_t order);

/* view.c, check.c */
void m_counters(const struct world *w, struct zone_counters *zones);
void m_view(const struct world *w, struct view *view);
int m_check(const struct world *w);

#endif
