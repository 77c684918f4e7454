// SPDX-License-Identifier: MIT
/*
 * Contiguous ranges: isolate, migrate away, take every page of the range out of the buddy, give the surplus back.
 *
 * Kernel: alloc_contig_range(), alloc_contig_pages(), free_contig_range().
 */
#include "model/model.h"

/* The free block around start, if it reaches past start; else start. */
static pfn_t first_block(const struct world *w, pfn_t start)
{
	for (uint8_t order = 0; order < w->machine.max_order; order++) {
		pfn_t p = start & ~(((pfn_t)1 << order) - 1);
		const struct page *page = m_page_const(w, p);

		if (page->state == BLOCK_FREE)
			return p + ((pfn_t)1 << page->order) > start ? p : start;
	}
	return start;
}

/* test_pages_isolated(): looks at the type of each pageblock, whatever free block it lies in. */
static bool all_isolated(const struct world *w, pfn_t start, pfn_t end)
{
	for (pfn_t p = start & ~(m_pageblock_pages(w) - 1); p < end; p += m_pageblock_pages(w))
		if (m_pageblock_type(w, p) != MIGRATE_ISOLATE)
			return false;
	return true;
}

/* Is everything from start to end in free blocks? Returns the end of the last block; PFN_NONE: no. */
static pfn_t end_of_free(const struct world *w, pfn_t start, pfn_t end)
{
	pfn_t p = start;

	while (p < end) {
		const struct page *page = m_page_const(w, p);

		if (page->state != BLOCK_FREE)
			return PFN_NONE;
		p += (pfn_t)1 << page->order;
	}
	return p;
}

static void take_pages(struct world *w, pfn_t start, pfn_t end, uint32_t gfp)
{
	for (pfn_t p = start; p < end;) {
		uint8_t order = m_page_const(w, p)->order;

		m_isolate_free_page(w, p, order);
		m_contents_taken(w, p, order, gfp, TAKEN_FOR_RANGE);
		m_split_block(w, p, order);
		p += (pfn_t)1 << order;
		m_step(w);
	}
}

/* The order of the largest block that may begin at pfn and has at most `pages` pages. */
static uint8_t order_of_piece(const struct world *w, pfn_t pfn, uint32_t pages)
{
	uint8_t order = 0;

	while (order + 1 < w->machine.max_order && pfn % ((pfn_t)2 << order) == 0 && pages >= UINT32_C(2) << order)
		order++;
	return order;
}

/* free_prepared_contig_range(): single prepared pages go back as the largest blocks that they form. */
static void free_run(struct world *w, pfn_t start, pfn_t end)
{
	for (pfn_t p = start; p < end;) {
		uint8_t order = order_of_piece(w, p, end - p);

		for (pfn_t q = p; q < p + ((pfn_t)1 << order); q++)
			m_set_block(m_page(w, q), q == p ? BLOCK_ALLOCATED : BLOCK_TAIL, q == p ? order : 0);
		m_free_prepared(w, p, m_page(w, p));
		p += (pfn_t)1 << order;
		m_step(w);
	}
}

/* Drop one reference of a page. True: it was the last, and the page passed its checks. */
static bool is_released(struct world *w, pfn_t pfn)
{
	struct page *page = m_page(w, pfn);

	return --page->refs == 0 && m_free_prepare(w, pfn, page, m_checks_singles(w));
}

/* __free_contig_range_common(): a run of released pages is freed as soon as the next page turns out not to be released. */
static void free_in_runs(struct world *w, pfn_t start, pfn_t end)
{
	pfn_t from = start;

	for (pfn_t p = start; p < end; p++)
		if (!is_released(w, p)) {
			free_run(w, from, p);
			from = p + 1;
		}
	free_run(w, from, end);
}

void m_free_contig_range(struct world *w, pfn_t start, uint32_t pages)
{
	if (w->policy->contig_frees_runs) {
		free_in_runs(w, start, start + pages);
		return;
	}
	for (pfn_t p = start; p < start + pages; p++)
		m_put_block(w, p, false);
}

static int take_range(struct world *w, pfn_t start, pfn_t end, uint32_t gfp)
{
	pfn_t first = first_block(w, start), last = end_of_free(w, first, end);

	if (last == PFN_NONE || !all_isolated(w, first, end))
		return ERROR_BUSY;
	take_pages(w, first, last, gfp);
	m_free_contig_range(w, first, start - first);
	m_free_contig_range(w, end, last - end);
	return 0;
}

static void drain_zone(struct world *w, pfn_t pfn)
{
	m_path(w, PATH_DRAIN, 0, 0, PFN_NONE);
	m_drain_all(w, &w->zone[m_page_zone(w, pfn, m_page_const(w, pfn))]);
}

/*
 * __alloc_contig_verify_gfp_mask(): bits that ask for efforts or reserves that a range does not get are refused; all others are allowed or
 * ignored, even those that the task's scope takes away. Releases that refuse __GFP_COMP here allocate a range as one block by another
 * function.
 */
static bool gfp_is_refused(const struct world *w, uint32_t gfp)
{
	if (w->policy->contig_refuses_comp && gfp & GFP_BIT_COMP)
		return true;
	return gfp & (GFP_BIT_HIGH | GFP_BIT_NOFAIL | GFP_BIT_NORETRY | GFP_BIT_MEMALLOC | GFP_BIT_NOMEMALLOC | GFP_BIT_ACCOUNT);
}

/* Returns 0, and the range is allocated as order-0 pages; or -EBUSY, the error of migration, or -EINVAL for a gfp that is refused. */
int m_alloc_contig_range(struct world *w, pfn_t start, pfn_t end, uint8_t type, uint32_t gfp)
{
	bool by_edges = w->policy->isolation_splits;
	uint32_t unit = by_edges ? m_pageblock_pages(w) : (uint32_t)m_max(m_pageblock_pages(w), INT64_C(1) << (w->machine.max_order - 1));
	pfn_t from = (pfn_t)m_align_down(start, unit), to = (pfn_t)m_align_up(end, unit);
	int result;

	if (!w->policy->contig_heeds_gfp)
		gfp = GFP_BIT_MOVABLE;
	else if (gfp_is_refused(w, gfp))
		return ERROR_INVALID;
	result = m_isolate_range(w, by_edges ? start : from, by_edges ? end : to, type);
	if (result != 0) {
		if (by_edges)
			m_unisolate_range(w, from, to, type);
		return result;
	}
	if (!w->policy->isolation_drains)
		drain_zone(w, start);
	result = (int)m_ask(w, ASK_MIGRATE, 0);
	m_path(w, PATH_MIGRATE, (uint32_t)result, 0, PFN_NONE);
	if (result == 0 || result == ERROR_BUSY) { /* after -EBUSY take_range() finds out which pages stayed */
		if (w->policy->contig_drains_after_migration)
			drain_zone(w, start);
		result = take_range(w, start, end, gfp);
	}
	m_unisolate_range(w, from, to, type);
	return result;
}

/* Do a block's references make a range not worth trying? In some releases always, in some only if it cannot be migrated. */
static bool is_in_the_way(const struct world *w, const struct zone *z, const struct page *page)
{
	if (w->policy->contig_pages_unused)
		return true;
	return w->policy->contig_pages_movable && z->kind != ZONE_MOVABLE && !page->lru;
}

/*
 * pfn_range_valid_contig(): every page must exist and not be reserved; whether pages in use are acceptable depends on the release. The
 * range lies in the span of one zone. Tail pages of a block that begins before the range have references only if the block is compound,
 * namely those of the head.
 */
static bool range_is_candidate(const struct world *w, const struct zone *z, pfn_t start, pfn_t end)
{
	for (pfn_t p = m_block_around(w, start), next; p < end; p = next) {
		const struct page *page = m_page_const(w, p);

		next = m_block_end(w, p, page);
		if (page->state == BLOCK_ABSENT || page->state == BLOCK_RESERVED)
			return false;
		if (page->state == BLOCK_ALLOCATED && (p >= start || page->compound) && is_in_the_way(w, z, page))
			return false;
	}
	return true;
}

/* The kernel's ALIGN(), which is correct for powers of two only. */
static uint64_t kernel_align(uint64_t value, uint32_t step)
{
	return (value + step - 1) & ~(uint64_t)(step - 1);
}

/* The first range of that many pages that can be allocated: zone by zone, in steps of `pages`. PFN_NONE: none. */
pfn_t m_alloc_contig_pages(struct world *w, uint32_t pages, uint32_t gfp, uint8_t node)
{
	struct walk walk = { .zonelist = m_zonelist(w, node, gfp), .hzi = m_gfp_zone(gfp) };

	if (w->policy->contig_refuses_comp && gfp & GFP_BIT_COMP)
		return PFN_NONE;

	for (const uint8_t *at = m_next_zone(w, &walk, walk.zonelist); *at != NO_ZONE; at = m_next_zone(w, &walk, at + 1)) {
		const struct zone *z = &w->zone[*at];

		for (uint64_t p = kernel_align(z->start, pages); p + pages <= z->end; p += pages) {
			m_step(w);
			if (!range_is_candidate(w, z, (pfn_t)p, (pfn_t)p + pages))
				continue;
			if (m_alloc_contig_range(w, (pfn_t)p, (pfn_t)p + pages, MIGRATE_MOVABLE, gfp) == 0)
				return (pfn_t)p;
		}
	}
	return PFN_NONE;
}
