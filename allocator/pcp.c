// SPDX-License-Identifier: MIT
/*
 * Page sets: take, put, refill, flush, drain.
 *
 * The migratetype cached with an entry is the type of the list (refill) or pageblock (free) it came from. A flush returns the page to the
 * lists of that type even if the pageblock has changed since, unless the zone has isolated pageblocks just then.
 */
#include "allocator/pcp.h"
#include "allocator/buddy.h"
#include "allocator/damage.h"
#include "allocator/fallback.h"
#include "allocator/pageblock.h"
#include "allocator/pcp_adapt.h"
#include "allocator/pcp_list.h"
#include "allocator/watermark.h"

enum { ROW_MAX = 64, FREE_FACTOR_MAX = 5, ORDER_COSTLY = 3 };

static struct pcp *this_pcp(const struct page_alloc *pa, struct zone *zone)
{
	return &zone->pcp[pa->cpu];
}

/* order_to_pindex(). C and H blocks live with the movable ones. */
static unsigned list_index(const struct page_alloc *pa, unsigned order, unsigned mt)
{
	if (mt >= NR_PCP_TYPES)
		mt = MIGRATE_MOVABLE;
	if (order < pa->policy->pcp_orders)
		return order * NR_PCP_TYPES + mt;
	return pa->policy->pcp_orders * NR_PCP_TYPES + (mt == MIGRATE_MOVABLE ? 1u : 0u);
}

static unsigned list_order(const struct page_alloc *pa, unsigned index)
{
	const unsigned order = index / NR_PCP_TYPES;

	return order < pa->policy->pcp_orders ? order : pa->pageblock_order;
}

/* Blocks are checked at refill and flush; or at free and allocation, or there, too. */
static bool checks_at_user(const struct page_alloc *pa)
{
	return pa->common->nr_damaged && damage_checks_user(pa);
}

static void settle(struct page_alloc *pa, struct pcp *pcp)
{
	pcp->free_factor = pcp_free_factor(pcp);
	pcp->hits += pcp_taken(pcp);
	pa->events.pgfree += pcp_given(pcp);
	pcp->count = pcp_count(pcp);
	for (unsigned i = 0; i < NR_PCP_TYPES; i++) {
		pcp->list[i].given = 0;
		pcp->list[i].base = pcp->list[i].head;
	}
}

/* After a change: the count is right, and heads have moved. */
static void resume(struct pcp *pcp)
{
	for (unsigned i = 0; i < NR_PCP_TYPES; i++)
		pcp->list[i].base = pcp->list[i].head;
	pcp_give_room(pcp);
}

static void add_to_list(struct page_alloc *pa, struct pcp_list *list, page_t page, unsigned type, bool cold)
{
	if (cold)
		pcp_push_head(pa, list, make_entry(page, type));
	else
		pcp_push_tail(pa, list, make_entry(page, type));
}

/* Blocks side by side, one after the other; the ring takes what it has room for without being asked each time. */
static HOT void add_run(struct page_alloc *pa, struct pcp_list *list, page_t page, unsigned order, uint32_t run, unsigned type, bool cold)
{
	const uint32_t room = cold || list->spilled ? 0 : list->mask + 1 - pcp_ring_len(list);
	const uint32_t fits = run < room ? run : room;

	if (order == 0) /* Nearly always, and the next entry is known then when this is compiled. */
		pcp_ring_push_row(list, make_entry(page, type), 1, fits);
	else
		pcp_ring_push_row(list, make_entry(page, type), block_pages(order), fits);
	for (uint32_t i = fits; i < run; i++)
		add_to_list(pa, list, page + (i << order), type, cold);
}

/* One block by any means. 0: none; 1: added; -1: taken, but bad. */
static int refill_one(struct page_alloc *pa, struct zone *zone, struct pcp_list *list, unsigned order, unsigned mt, uint32_t flags,
		      bool cold)
{
	unsigned type;
	const page_t page = fallback_take(pa, zone, order, mt, flags, &type);

	if (page == PAGE_NONE)
		return 0;
	if (pa->common->nr_damaged && !damage_check_new(pa, page, order)) {
		damage_lose(pa, page, order);
		return -1;
	}
	add_to_list(pa, list, page, type, cold);
	if (type == MIGRATE_CMA)
		zone_account_cma(pa, zone, -(int64_t)block_pages(order));
	return 1;
}

/*
 * rmqueue_bulk(): n blocks. NR_FREE_PAGES follows at the end, NR_FREE_CMA_PAGES at once; the balance test sees the difference. Blocks of
 * mt's own lists are taken in runs: the pages are those of single takes, the remainder is written once.
 */
static HOT uint32_t refill(struct page_alloc *pa, struct zone *zone, struct pcp_list *list, unsigned order, uint32_t n, unsigned mt,
		       uint32_t flags, bool cold)
{
	const bool plain = !pa->common->nr_damaged && pa->machine->guardpage_minorder <= 0;
	uint32_t taken = 0, added = 0;
	unsigned from = order;

	while (taken < n) {
		page_t page = PAGE_NONE;
		const uint32_t run = plain && fallback_own_first(pa, zone, flags) ? buddy_take_run(pa, zone, order, mt, n - taken, &from, &page) : 0;

		tick(pa);
		add_run(pa, list, page, order, run, mt, cold);
		taken += run;
		added += run;
		if (run)
			continue;
		from = order;
		const int one = refill_one(pa, zone, list, order, mt, flags, cold);

		if (one == 0)
			break;
		taken++;
		added += one > 0;
	}
	zone_account_free(pa, zone, -((int64_t)taken << order));
	return added;
}

/* Before how many takes in a row is mt's own list looked at first? (> 0: before the first.) Each take makes less of NR_FREE_PAGES. */
static uint32_t takes_own_first(const struct page_alloc *pa, const struct zone *zone, unsigned order, uint32_t n, uint32_t flags)
{
	if (!fallback_own_first(pa, zone, flags))
		return 0;
	if (!(flags & ALLOC_CMA) || zone->free < 2 * zone->free_cma)
		return n;
	const int64_t more = (zone->free - 2 * zone->free_cma) >> order;

	return more < n ? (uint32_t)more + 1 : n;
}

/*
 * The same where a block is counted when it is taken, and the search begins where the last block was found: what has been stolen from once is stolen
 * from again.
 */
static uint32_t refill_on(struct page_alloc *pa, struct zone *zone, struct pcp_list *list, unsigned order, uint32_t n, unsigned mt, uint32_t flags)
{
	const bool plain = pa->machine->guardpage_minorder <= 0 && !zone->drift;
	enum search search = SEARCH_NORMAL;
	uint32_t taken = 0;
	unsigned from = order;

	while (taken < n) {
		const uint32_t most = plain && search == SEARCH_NORMAL ? takes_own_first(pa, zone, order, n - taken, flags) : 0;
		page_t page = PAGE_NONE;
		unsigned type = mt;
		uint32_t run = most ? buddy_take_run(pa, zone, order, mt, most, &from, &page) : 0;

		tick(pa);
		if (run == 0 || run == most) /* What is left over of the last block is on the lists below. */
			from = order;
		if (run == 0) {
			page = fallback_take_on(pa, zone, order, mt, flags, &search, &type);
			if (page == PAGE_NONE)
				break;
			run = 1;
		}
		add_run(pa, list, page, order, run, type, false);
		zone_account_any(pa, zone, -((int64_t)run << order), type);
		taken += run;
	}
	return taken;
}

static uint32_t refill_blocks(const struct pcp *pcp, unsigned order)
{
	const uint32_t blocks = pcp->batch >> order;

	if (order == 0 || pcp->batch <= 1)
		return pcp->batch;
	return blocks > 2 ? blocks : 2;
}

static uint32_t refill_by_policy(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, struct pcp_list *list, unsigned order, unsigned mt,
				 uint32_t flags, bool cold)
{
	if (pa->policy->high_adapts)
		return refill_on(pa, zone, list, order, pcp_adapt_refill(zone, pcp, order), mt, flags);
	return refill(pa, zone, list, order, refill_blocks(pcp, order), mt, flags, cold);
}

static page_t take(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, unsigned order, unsigned mt, uint32_t flags, bool cold)
{
	struct pcp_list *list = &pcp->list[list_index(pa, order, mt)];

	for (;;) {
		if (pcp_list_empty(list)) {
			pcp->count += refill_by_policy(pa, zone, pcp, list, order, mt, flags, cold) << order;
			if (pcp_list_empty(list))
				return PAGE_NONE;
		}
		const page_t page = entry_page(cold ? pcp_pop_tail(pa, list) : pcp_pop_head(pa, list));

		pcp->count -= block_pages(order);
		if (!checks_at_user(pa) || damage_check_new(pa, page, order))
			return page;
		damage_lose(pa, page, order);
	}
}

/* From a ring that the hot path does not use, so that nothing has to be settled; the room that this makes is given at the next change. */
static page_t take_block(const struct page_alloc *pa, struct pcp *pcp, unsigned order, unsigned mt)
{
	pcp->free_factor >>= 1;
	pcp->free_count >>= 1;
	pcp->count -= block_pages(order);
	return entry_page(pcp_ring_pop_head(&pcp->list[list_index(pa, order, mt)]));
}

page_t pcp_take(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt, uint32_t flags, bool cold)
{
	struct pcp *pcp = this_pcp(pa, zone);

	if (order > 0 && !pcp_ring_empty(&pcp->list[list_index(pa, order, mt)]) && !checks_at_user(pa))
		return take_block(pa, pcp, order, mt);
	settle(pa, pcp);
	pcp->free_factor >>= 1;
	pcp->free_count >>= 1;
	const page_t page = take(pa, zone, pcp, order, mt, flags, cold);

	resume(pcp);
	return page;
}

page_t pcp_take_of_bulk(struct page_alloc *pa, struct zone *zone, unsigned mt, uint32_t flags)
{
	struct pcp *pcp = this_pcp(pa, zone);

	settle(pa, pcp);
	const page_t page = take(pa, zone, pcp, 0, mt, flags, false);

	resume(pcp);
	return page;
}

void pcp_refill(struct page_alloc *pa, struct zone *zone, unsigned mt, uint32_t flags)
{
	struct pcp *pcp = this_pcp(pa, zone);

	settle(pa, pcp);
	pcp->count += refill(pa, zone, &pcp->list[mt], 0, pcp->batch, mt, flags, false);
	pcp_give_room(pcp);
}

/* One block from the tail of a list back to the buddy. */
static void flush_one(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, struct pcp_list *list, unsigned order)
{
	const uint32_t entry = pcp_pop_tail(pa, list);
	const page_t page = entry_page(entry);

	tick(pa);
	pcp->count -= block_pages(order);
	if (pa->common->nr_damaged && damage_checks_lists(pa) && !damage_check_flush(pa, page)) {
		damage_lose(pa, page, order);
		return;
	}
	buddy_merge(pa, zone, page, order, zone->isolated > 0 || zone->one_type ? pageblock_type(pa, page) : entry_type(entry), PLACE_NORMAL);
}

/* No question has to be asked of each block that is flushed. Where zones share blocks, one may begin in the next zone, in an isolated pageblock. */
static bool flushes_plainly(const struct page_alloc *pa, const struct zone *zone)
{
	return !pa->common->nr_damaged && zone->isolated <= 0 && !zone->drift && !pa->common->capture.armed && !(zone->one_type && pa->shared_blocks);
}

/*
 * Blocks from the tail of a list back to the buddy, as many as there are, at most so many. Plain ones go together as they lie in the ring, but
 * not too many at once, as what they need is fetched ahead. Returns how many.
 */
static uint32_t flush_list(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, struct pcp_list *list, unsigned order, uint32_t most)
{
	const bool plain = flushes_plainly(pa, zone);
	uint32_t done = 0;

	while (done < most && !pcp_list_empty(list)) {
		const uint32_t *first, row_max = most - done < ROW_MAX ? most - done : ROW_MAX;
		const uint32_t row = plain ? pcp_ring_last(list, row_max, &first) : 0;

		if (row == 0) {
			flush_one(pa, zone, pcp, list, order);
			done++;
			continue;
		}
		tick(pa);
		buddy_merge_cached(pa, zone, first, row, order);
		pcp_ring_drop_last(list, row);
		pcp->count -= row << order;
		done += row;
	}
	return done;
}

/* Plain single pages from several lists on their way to the buddy. */
struct row {
	uint32_t nr;
	uint32_t entry[ROW_MAX];
};

static void flush_row(struct page_alloc *pa, struct zone *zone, struct row *row)
{
	tick(pa);
	buddy_merge_cached(pa, zone, row->entry, row->nr, 0);
	row->nr = 0;
}

/* The same as flush_list(), sooner or later, of a list that is not empty. */
static uint32_t flush_by_row(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, struct pcp_list *list, struct row *row, uint32_t most)
{
	uint32_t done = 0;

	do {
		row->entry[row->nr++] = pcp_pop_tail(pa, list);
		if (row->nr == ROW_MAX)
			flush_row(pa, zone, row);
	} while (++done < most && !pcp_list_empty(list));
	pcp->count -= done;
	return done;
}

/* Round robin over the types, more from a list the longer empty ones were skipped before it. */
static void flush_round_robin(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, uint32_t n)
{
	const bool plain = flushes_plainly(pa, zone);
	struct row row;
	unsigned type = 0;
	uint32_t share = 0, done;

	row.nr = 0;
	for (; n > 0; n -= done, share -= done) {
		do {
			share++;
			type = (type + 1) % NR_PCP_TYPES;
		} while (pcp_list_empty(&pcp->list[type]));
		if (share == NR_PCP_TYPES)
			share = n;
		if (plain && share < n) {
			done = flush_by_row(pa, zone, pcp, &pcp->list[type], &row, share);
			continue;
		}
		flush_row(pa, zone, &row);
		done = flush_list(pa, zone, pcp, &pcp->list[type], 0, share < n ? share : n);
	}
	flush_row(pa, zone, &row);
}

/* Empty one list after the other, starting with the one just freed to. */
static void flush_cyclic(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, int64_t n, unsigned index)
{
	while (n > 0) {
		const unsigned order = list_order(pa, index);
		const int64_t blocks = (n + block_pages(order) - 1) >> order;

		n -= (int64_t)flush_list(pa, zone, pcp, &pcp->list[index], order, (uint32_t)blocks) << order;
		index = index + 1 < pa->nr_lists ? index + 1 : 0;
	}
}

/* free_pcppages_bulk() */
static void flush(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, uint32_t n, unsigned index)
{
	if (n > pcp->count)
		n = pcp->count;
	if (pa->policy->pcp_cyclic)
		flush_cyclic(pa, zone, pcp, n, index);
	else
		flush_round_robin(pa, zone, pcp, n);
}

/* nr_pcp_high(): from how many pages on some are flushed. */
static uint32_t flush_limit(const struct zone *zone, const struct pcp *pcp)
{
	const uint32_t limit = 4 * pcp->batch;

	return zone->reclaim_active && limit < pcp->high ? limit : pcp->high;
}

/* nr_pcp_free(): how much to flush; the longer a cpu only frees, the more. */
static uint32_t flush_amount(struct pcp *pcp, uint32_t limit, bool free_high)
{
	if (free_high)
		return pcp->count;
	if (limit < pcp->batch)
		return 1;
	const uint32_t most = limit - pcp->batch;
	const uint64_t amount = (uint64_t)pcp->batch << pcp->free_factor;

	if (amount < most && pcp->free_factor < FREE_FACTOR_MAX)
		pcp->free_factor++;
	const uint64_t wanted = amount > pcp->batch ? amount : pcp->batch;

	return wanted < most ? (uint32_t)wanted : most;
}

/* The same where high follows the load. */
static void flush_adapting(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, unsigned order, unsigned index)
{
	uint32_t pages;

	if (!pcp_adapt_put(zone, pcp, order, &pages))
		return;
	flush(pa, zone, pcp, pages, index);
	if (zone->below_high && watermark_ok(pa, zone, 0, watermark(zone, WMARK_HIGH), ZONE_MOVABLE, 0, zone_free(zone)))
		watermark_note(pa, zone, false);
}

static void put(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, page_t page, unsigned order, unsigned mt, bool cold)
{
	const unsigned index = list_index(pa, order, mt);

	page_set(pa, page, KIND_CACHED, order);
	if (cold)
		pcp_push_tail(pa, &pcp->list[index], make_entry(page, mt));
	else
		pcp_push_head(pa, &pcp->list[index], make_entry(page, mt));
	pcp->count += block_pages(order);
	if (pa->policy->high_adapts) {
		flush_adapting(pa, zone, pcp, order, index);
		return;
	}
	const bool free_high = pa->policy->pcp_cyclic && pcp->free_factor > 0 && order > 0 && order <= ORDER_COSTLY;
	const uint32_t limit = flush_limit(zone, pcp);

	if (!free_high && pcp->count < limit)
		return;
	flush(pa, zone, pcp, pa->policy->pcp_cyclic ? flush_amount(pcp, limit, free_high) : pcp->batch, index);
}

void pcp_put(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt, bool cold)
{
	struct pcp *pcp = this_pcp(pa, zone);

	settle(pa, pcp);
	put(pa, zone, pcp, page, order, mt, cold);
	resume(pcp);
}

void pcp_set_busy(struct page_alloc *pa, struct zone *zone, uint32_t tries, uint32_t after)
{
	struct pcp *pcp = this_pcp(pa, zone);

	pa->busy_sets += (tries > 0) - (pcp->busy > 0);
	pcp->busy = tries;
	pcp->still_free = after;
}

static void drain(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, uint32_t n)
{
	settle(pa, pcp);
	flush(pa, zone, pcp, n, 0);
	resume(pcp);
}

void pcp_drain(struct page_alloc *pa, struct zone *zone, unsigned cpu)
{
	if (pcp_count(&zone->pcp[cpu]) > 0)
		drain(pa, zone, &zone->pcp[cpu], pcp_count(&zone->pcp[cpu]));
}

void pcp_drain_batch(struct page_alloc *pa, struct zone *zone, unsigned cpu)
{
	drain(pa, zone, &zone->pcp[cpu], zone->pcp[cpu].batch);
}

void pcp_decay(struct page_alloc *pa, struct zone *zone, unsigned cpu)
{
	struct pcp *pcp = &zone->pcp[cpu];

	settle(pa, pcp);
	for (uint32_t excess = pcp_adapt_decay(zone, pcp), n; excess > 0; excess -= n) {
		n = excess < pcp->batch ? excess : pcp->batch;
		flush(pa, zone, pcp, n, 0);
	}
	resume(pcp);
}

void pcp_drain_cpu(struct page_alloc *pa, unsigned cpu)
{
	for (uint32_t i = 0; i < pa->nr_zones; i++)
		pcp_drain(pa, &pa->zone[i], cpu);
}

void pcp_drain_all(struct page_alloc *pa, struct zone *zone_or_null)
{
	for (unsigned cpu = 0; cpu < pa->nr_cpus; cpu++) {
		if (!(pa->common->cpus_online >> cpu & 1))
			continue;
		struct page_alloc *drainer = pa->policy->drains_others ? pa : other_cpu(pa, cpu);

		if (zone_or_null)
			pcp_drain(drainer, zone_or_null, cpu);
		else
			pcp_drain_cpu(drainer, cpu);
	}
}
