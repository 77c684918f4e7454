// SPDX-License-Identifier: MIT
/*
 * Per-CPU lists: one bag of cached blocks per zone, each entry with its cpu, list and stamp.
 *
 * The head of a list is its entry with the smallest stamp, the tail the one with the greatest. Counts are not kept but taken by scanning.
 *
 * Kernel: rmqueue_bulk(), __rmqueue_pcplist(), free_unref_page_commit(), free_pcppages_bulk(), zone_batchsize(), drains.
 */
#include "model/model.h"
#include "model/certain.h"

enum { NOT_FOUND = -1, FRACTION_BATCH_MAX = 12 * 8, FREE_FACTOR_MAX = 5 };

static uint8_t list_of(uint8_t order, uint8_t type)
{
	if (order < PCP_HIGH_ORDERS)
		return (uint8_t)(order * 3 + type);
	return (uint8_t)(PCP_HIGH_ORDERS * 3 + (type == MIGRATE_MOVABLE));
}

uint8_t m_pcp_list_order(const struct world *w, uint8_t list)
{
	return list < PCP_HIGH_ORDERS * 3 ? list / 3 : w->machine.pageblock_order;
}

static uint32_t pages_of(const struct world *w, const struct listed *entry)
{
	return UINT32_C(1) << m_pcp_list_order(w, entry->list);
}

/* Pages in the cpu's page set. */
uint32_t m_pcp_count(const struct world *w, const struct zone *z, uint8_t cpu)
{
	uint32_t pages = 0;

	for (uint32_t i = 0; i < z->nr_cached; i++)
		pages += pages_of(w, &z->cached[i]) * (z->cached[i].cpu == cpu);
	return pages;
}

/* Index in the bag of the head or tail of a list. Branchless scan, as in lists.c: entries of other lists rank after all of this one. */
static int64_t find(const struct zone *z, uint8_t cpu, uint8_t list, enum list_end end)
{
	uint64_t least = STAMPS, turned = end == AT_HEAD ? 0 : STAMPS - 1;
	int64_t best = NOT_FOUND;

	for (uint32_t i = 0; i < z->nr_cached; i++) {
		const struct listed *entry = &z->cached[i];
		uint64_t place = m_place((entry->cpu ^ cpu) | (entry->list ^ list), entry->stamp ^ turned);

		best = place < least ? i : best;
		least = place < least ? place : least;
	}
	return best;
}

static void put(struct zone *z, uint8_t cpu, uint8_t list, pfn_t pfn, struct page *page, enum list_end end)
{
	struct listed *entry = &z->cached[z->nr_cached++];

	entry->pfn = pfn;
	entry->cpu = cpu;
	entry->list = list;
	entry->stamp = end == AT_HEAD ? z->head_stamp-- : z->tail_stamp++;
	page->state = BLOCK_CACHED;
}

static pfn_t take(struct world *w, struct zone *z, int64_t at)
{
	pfn_t pfn = z->cached[at].pfn;

	z->cached[at] = z->cached[--z->nr_cached];
	m_step(w);
	return pfn;
}

/* --- sizes ---------------------------------------------------------------------------------------------------------------- */

static uint32_t natural_batch(const struct world *w, const struct zone *z)
{
	int64_t batch = m_max(m_min(z->managed / 1024, w->policy->batch_cap) / 4, 1), power = 1;

	batch += batch / 2;
	while (power * 2 <= batch)
		power *= 2;
	return (uint32_t)power - 1;
}

/*
 * Number of cpus among which a zone of the node is divided: the node's own, or all if it has none. coming: 1 while a cpu is coming online
 * that is not in w->online yet; it counts for every node.
 */
static int64_t sharing_cpus(const struct world *w, uint8_t node, uint32_t coming)
{
	int64_t local = coming, all = 0;

	for (uint32_t cpu = 0; cpu < w->machine.nr_cpus; cpu++)
		if (w->online >> cpu & 1) {
			local += w->machine.cpu_node[cpu] == node;
			all++;
		}
	return local > 0 ? local : all;
}

static void size_from_watermark(const struct world *w, struct zone *z, uint32_t coming)
{
	int64_t pages = w->fraction > 0 ? z->managed / w->fraction : z->wmark[WMARK_LOW] + z->boost;

	z->batch = (uint32_t)m_max(1, natural_batch(w, z));
	z->high = (uint32_t)m_max(pages / sharing_cpus(w, z->node, coming), (int64_t)z->batch * 4);
	z->high_max = z->high;
	if (w->fraction == 0)
		z->high_max = (uint32_t)m_max(z->managed / 8 / sharing_cpus(w, z->node, coming), (int64_t)z->batch * 4);
}

static void resize(struct world *w, struct zone *z, uint32_t coming)
{
	if (z->boot_pageset) {
		z->high = z->high_max = 0;
		z->batch = 1;
	} else if (w->override_pcp) {
		z->high = w->machine.pcp_high;
		z->high_max = (uint32_t)m_max(w->machine.pcp_high, w->machine.pcp_high_max);
		z->batch = (uint32_t)m_max(1, w->machine.pcp_batch);
	} else if (w->policy->high_from_watermark) {
		size_from_watermark(w, z, coming);
	} else if (w->fraction > 0) {
		z->high = (uint32_t)(z->managed / w->fraction);
		z->batch = (uint32_t)m_min(m_max(1, z->high / 4), FRACTION_BATCH_MAX);
	} else {
		z->high = 6 * natural_batch(w, z);
		z->batch = (uint32_t)m_max(1, natural_batch(w, z));
	}
}

/* Recompute high (or its limits) and batch. Nothing is flushed. */
void m_pcp_resize(struct world *w, struct zone *z)
{
	resize(w, z, 0);
}

void m_resize_all_pcps(struct world *w)
{
	for (uint32_t i = 0; i < w->machine.nr_zones; i++)
		m_pcp_resize(w, &w->zone[i]);
}

/* m_pcp_resize() while a cpu is coming online that is not counted in w->online yet. */
void m_pcp_resize_for_new_cpu(struct world *w, struct zone *z)
{
	resize(w, z, 1);
}

/* --- out: from the buddy to the lists to a caller ------------------------------------------------------------------------- */

/*
 * rmqueue_bulk(): take up to `want` blocks from the buddy. Unless lists are counted, NR_FREE_PAGES falls only at the end, by the total, so
 * the CMA balance inside the loop sees the old number; CMA blocks leave NR_FREE_CMA_PAGES one by one, bad ones never. If lists are counted,
 * m_rmqueue_any() has counted each block already.
 */
static void refill(struct world *w, struct zone *z, uint8_t order, uint8_t type, uint32_t want, uint32_t flags, bool cold)
{
	enum rmqueue_mode mode = RMQUEUE_NORMAL;
	uint32_t pages = UINT32_C(1) << order;
	int64_t untold = 0;

	for (uint32_t i = 0; i < want; i++) {
		pfn_t pfn = m_rmqueue_any(w, z, order, type, flags, &mode);
		struct page *page;

		if (pfn == PFN_NONE)
			break;
		page = m_page(w, pfn);
		if (w->policy->lists_are_counted) {
			put(z, w->cpu, list_of(order, type), pfn, page, AT_TAIL);
			continue;
		}
		m_mark_out_free(z, pfn, pages);
		z->counted.ledger += pages;
		untold += pages;
		if (m_new_block_is_bad(w, pfn, order))
			continue;
		put(z, w->cpu, list_of(order, type), pfn, page, cold ? AT_HEAD : AT_TAIL);
		if (page->type == MIGRATE_CMA)
			m_count_out_cma(z, pfn, pages);
	}
	z->counted.ledger -= untold;
	if (!w->policy->lists_are_counted)
		m_change(z, DRIFTING_FREE, -untold);
}

static uint32_t refill_size(struct world *w, struct zone *z, uint8_t order)
{
	if (w->policy->high_follows_load)
		return m_load_refill_size(z, &z->load[w->cpu], order, m_pcp_count(w, z, w->cpu));
	return z->batch > 1 ? (uint32_t)m_max(z->batch >> order, order > 0 ? 2 : 1) : z->batch;
}

/* pcp_spin_trylock() of the current cpu's page set. False: it is scripted as taken. */
bool m_pcp_trylock(const struct world *w, struct zone *z)
{
	struct tries *tries = &z->tries[w->cpu];

	if (tries->succeed > 0) {
		tries->succeed--;
		return true;
	}
	if (tries->fail == 0)
		return true;
	tries->fail--;
	return false;
}

/* __rmqueue_pcplist(), with the page set locked. */
pfn_t m_pcp_take(struct world *w, struct zone *z, uint8_t order, uint8_t type, uint32_t flags, bool cold)
{
	uint8_t list = list_of(order, type);
	pfn_t pfn;

	do {
		enum list_end end = cold ? AT_TAIL : AT_HEAD;
		int64_t at = find(z, w->cpu, list, end);

		if (at == NOT_FOUND) {
			uint32_t want = refill_size(w, z, order);

			if (!(flags & ALLOC_HIGHATOMIC && w->policy->highatomic_takes_singly))
				refill(w, z, order, type, want, flags, cold);
			at = find(z, w->cpu, list, end);
		}
		if (at == NOT_FOUND)
			return PFN_NONE;
		pfn = take(w, z, at);
	} while (m_checks_singles(w) && m_new_block_is_bad(w, pfn, order));
	return pfn;
}

/* rmqueue_pcplist(). */
pfn_t m_pcp_alloc(struct world *w, struct zone *z, uint8_t order, uint8_t type, uint32_t flags, bool cold)
{
	if (!m_pcp_trylock(w, z))
		return PFN_NONE;
	z->free_factor[w->cpu] >>= 1;
	z->load[w->cpu].free_count /= 2;
	return m_pcp_take(w, z, order, type, flags, cold);
}

/* --- back: to the lists and to the buddy ---------------------------------------------------------------------------------- */

/*
 * Move one cached block (the caller passes the tail of a list) to the buddy: as the type cached with it; if lists are typed, or while the
 * zone has isolated pageblocks, as its pageblock's current type.
 */
static void flush_one(struct world *w, struct zone *z, int64_t at)
{
	pfn_t pfn = take(w, z, at);
	struct page *page = m_page(w, pfn);
	bool present_type = w->policy->lists_are_typed || z->isolated_blocks > 0;

	if (m_freed_page_is_bad(w, pfn, page))
		return;
	m_free_one_page(w, z, pfn, page->order, present_type ? m_type_of(w, page) : page->type, PLACE_BY_RULE);
}

static void flush_round_robin(struct world *w, struct zone *z, uint8_t cpu, uint32_t pages)
{
	int64_t left = m_min(pages, m_pcp_count(w, z, cpu)), share = 0;
	uint8_t list = 0;

	while (left > 0) {
		int64_t at;

		do {
			share++;
			list = (uint8_t)((list + 1) % 3);
			at = find(z, cpu, list, AT_TAIL);
		} while (at == NOT_FOUND);
		if (share == 3) /* the only non-empty list */
			share = left;
		do {
			flush_one(w, z, at);
			at = find(z, cpu, list, AT_TAIL);
		} while (--left > 0 && --share > 0 && at != NOT_FOUND);
	}
}

static void flush_in_turn(struct world *w, struct zone *z, uint8_t cpu, int64_t pages, uint8_t list)
{
	int64_t left = m_min(pages, m_pcp_count(w, z, cpu));

	while (left > 0) {
		int64_t at = find(z, cpu, list, AT_TAIL);

		if (at == NOT_FOUND) {
			list = (uint8_t)((list + 1) % PCP_LISTS_MAX);
			continue;
		}
		left -= pages_of(w, &z->cached[at]);
		flush_one(w, z, at);
	}
}

static void flush(struct world *w, struct zone *z, uint8_t cpu, uint32_t pages, uint8_t list)
{
	if (w->policy->bulk_free == BULK_IN_TURN)
		flush_in_turn(w, z, cpu, pages, list);
	else
		flush_round_robin(w, z, cpu, pages);
}

/* Pages to flush after a free (nr_pcp_free()): doubles from flush to flush until an allocation intervenes. */
static int64_t growing_flush(struct zone *z, uint8_t cpu, int64_t limit)
{
	int64_t batch = z->batch, pages;

	if (limit < batch)
		return 1;
	pages = batch << z->free_factor[cpu];
	if (pages < limit - batch && z->free_factor[cpu] < FREE_FACTOR_MAX)
		z->free_factor[cpu]++;
	return m_min(m_max(pages, batch), limit - batch);
}

static void flush_after_free(struct world *w, struct zone *z, uint8_t order, uint8_t list)
{
	uint32_t count = m_pcp_count(w, z, w->cpu);
	int64_t limit = z->reclaim_active ? m_min(INT64_C(4) * z->batch, z->high) : z->high;
	bool free_high = z->free_factor[w->cpu] > 0 && order >= 1 && order < PCP_HIGH_ORDERS;

	if (!w->policy->pcp_takes_high_orders) {
		if (count >= limit)
			flush(w, z, w->cpu, z->batch, list);
	} else if (free_high) {
		flush(w, z, w->cpu, count, list);
	} else if (count >= limit) {
		flush(w, z, w->cpu, (uint32_t)m_max(0, growing_flush(z, w->cpu, limit)), list);
	}
}

/*
 * Flush batch by batch, starting each at `list`; every round counts as one batch, whatever was flushed. False: the lock was lost between
 * rounds.
 */
static bool flush_in_rounds(struct world *w, struct zone *z, int64_t pages, uint8_t list)
{
	for (int64_t left = pages; left > 0 && m_pcp_count(w, z, w->cpu) > 0; left -= z->batch) {
		if (left < pages && !m_pcp_trylock(w, z))
			return false;
		flush(w, z, w->cpu, (uint32_t)m_min(left, z->batch), list);
	}
	return true;
}

/* flush_after_free() for policy.high_follows_load. The only place that clears ZONE_BELOW_HIGH. False: the lock was lost. */
static bool flush_by_load(struct world *w, struct zone *z, uint8_t order, uint8_t list)
{
	int64_t pages = m_load_flush_size(w, z, &z->load[w->cpu], order, m_pcp_count(w, z, w->cpu));
	bool held = true;

	if (pages == NO_FLUSH)
		return true;
	if (w->policy->flushes_in_rounds)
		held = flush_in_rounds(w, z, pages, list);
	else
		flush(w, z, w->cpu, (uint32_t)pages, list);
	if (z->below_high && m_watermark_ok(w, z, 0, m_wmark(z, WMARK_HIGH), ZONE_MOVABLE, 0, m_free_pages(z)))
		z->below_high = false;
	return held;
}

/*
 * free_unref_page_commit(): put a checked block on the current cpu's list, with the page set locked. False: the lock was lost on the way.
 */
bool m_pcp_put(struct world *w, pfn_t pfn, struct page *page, bool cold)
{
	struct zone *z = &w->zone[page->zone];
	uint8_t type = page->type, order = page->order, list = list_of(order, m_type_is_plain(type) ? type : MIGRATE_MOVABLE);

	w->events.pgfree += UINT64_C(1) << order;
	put(z, w->cpu, list, pfn, page, cold && ALWAYS(order == 0) ? AT_TAIL : AT_HEAD);
	if (w->policy->high_follows_load)
		return flush_by_load(w, z, order, list);
	flush_after_free(w, z, order, list);
	return true;
}

/*
 * Free a block past the page set, to the buddy: as its pageblock's type, even one that a page set would hold as MOVABLE (CMA, HIGHATOMIC).
 */
void m_pcp_bypass(struct world *w, pfn_t pfn, const struct page *page)
{
	if (!w->policy->bypass_uncounted)
		w->events.pgfree += UINT64_C(1) << page->order;
	m_free_in_parts(w, &w->zone[page->zone], pfn, page, page->order, PLACE_BY_RULE);
}

/* free_unref_page() after preparation. The block is freed as the type that its pageblock has now. */
void m_pcp_give(struct world *w, pfn_t pfn, struct page *page, bool cold)
{
	page->type = m_type_of(w, page);
	if (page->type != MIGRATE_ISOLATE && m_pcp_trylock(w, &w->zone[page->zone]))
		m_pcp_put(w, pfn, page, cold);
	else
		m_pcp_bypass(w, pfn, page);
}

void m_drain(struct world *w, struct zone *z, uint8_t cpu)
{
	if (z->nr_cached > 0)
		flush(w, z, cpu, m_pcp_count(w, z, cpu), 0);
}

void m_drain_batch(struct world *w, struct zone *z, uint8_t cpu)
{
	flush(w, z, cpu, (uint32_t)m_min(m_pcp_count(w, z, cpu), z->batch), 0);
}

/* decay_pcp_high(): flush what exceeds the lowered high, batch by batch. */
void m_pcp_decay(struct world *w, struct zone *z, uint8_t cpu)
{
	for (int64_t left = m_load_decay(z, &z->load[cpu], m_pcp_count(w, z, cpu)); left > 0; left -= z->batch)
		flush(w, z, cpu, (uint32_t)m_min(left, z->batch), 0);
}

/* Zones in the machine's order: ascending by node, then by kind. */
void m_drain_cpu(struct world *w, uint8_t cpu)
{
	for (uint32_t i = 0; i < w->machine.nr_zones; i++)
		m_drain(w, &w->zone[i], cpu);
}

/* drain_all_pages(): z: of this zone only; NULL: of all zones. */
void m_drain_all(struct world *w, struct zone *z)
{
	uint8_t asks = w->cpu;

	for (uint8_t cpu = 0; cpu < w->machine.nr_cpus; cpu++) {
		if (z && z->nr_cached == 0)
			return;
		if (!(w->online >> cpu & 1))
			continue;
		if (!w->policy->drains_for_all)
			w->cpu = cpu;
		if (z)
			m_drain(w, z, cpu);
		else
			m_drain_cpu(w, cpu);
		w->cpu = asks;
	}
}
