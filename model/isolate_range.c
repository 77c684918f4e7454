// SPDX-License-Identifier: MIT
/*
 * Isolation of a range: either pageblock by pageblock, ascending; or (policy.isolation_splits) the first pageblock, the last, then the
 * middle, splitting free blocks that cross an edge.
 *
 * Kernel: start_isolate_page_range(), undo_isolate_page_range(); isolate_single_pageblock(), split_free_page() if policy.isolation_splits.
 */
#include "model/model.h"
#include "model/certain.h"

void m_unisolate_range(struct world *w, pfn_t start, pfn_t end, uint8_t type)
{
	for (pfn_t p = start; p < end; p += m_pageblock_pages(w))
		m_unisolate_pageblock(w, p, type);
}

/* Pageblocks ascending. If one is busy, those before it are un-isolated and become `type`, whatever they were. */
static int isolate_ascending(struct world *w, pfn_t start, pfn_t end, uint8_t type)
{
	for (pfn_t p = start; p < end; p += m_pageblock_pages(w)) {
		m_step(w);
		if (m_isolate_pageblock(w, p, type))
			continue;
		m_unisolate_range(w, start, p, type);
		return ERROR_BUSY;
	}
	return 0;
}

static uint8_t log2_of(uint32_t value)
{
	uint8_t log = 0;

	while (value >> (log + 1))
		log++;
	return log;
}

/* split_free_page(): free the parts of a free block one by one, so that none crosses pfn + offset. */
static void split_free_block(struct world *w, pfn_t pfn, uint32_t offset)
{
	struct page *page = m_page(w, pfn);
	uint8_t order = page->order, type = m_type_of(w, page);
	struct zone *z = &w->zone[page->zone];
	pfn_t end = pfn + ((pfn_t)1 << order);

	if (type != MIGRATE_ISOLATE)
		m_count_out(z, pfn, UINT32_C(1) << order, type);
	m_remove_block(w, z, pfn, page);
	for (pfn_t p = pfn; p < end;) {
		uint8_t part = log2_of(offset);

		while (ALWAYS(part > 0) && (p & (((pfn_t)1 << part) - 1)) != 0)
			part--;
		m_free_one_page(w, z, p, part, m_pageblock_type(w, p), PLACE_BY_RULE);
		p += (pfn_t)1 << part;
		offset -= UINT32_C(1) << part;
		if (offset == 0)
			offset = end - p;
	}
}

/* The start of the largest block that could contain the pageblock, but not before its zone. */
static pfn_t first_around(const struct world *w, pfn_t block)
{
	pfn_t p = block & ~(((pfn_t)1 << (w->machine.max_order - 1)) - 1);
	uint8_t zone = m_page_zone(w, block, m_page_const(w, block));

	return ALWAYS(zone != NO_ZONE) && p < w->zone[zone].start ? w->zone[zone].start : p;
}

/* Is there a free block that crosses the edge? *across: its start. */
static bool find_across(const struct world *w, pfn_t block, pfn_t edge, pfn_t *across)
{
	for (pfn_t p = first_around(w, block), next; p < edge; p = next) {
		const struct page *page = m_page_const(w, p);

		*across = p;
		next = page->state == BLOCK_FREE ? p + ((pfn_t)1 << page->order) : p + 1;
		if (next > edge)
			return true;
	}
	return false;
}

/* isolate_single_pageblock(): isolate the pageblock after (or before) the edge, unless it is isolated already. */
static bool isolate_at_edge(struct world *w, pfn_t edge, bool before, bool already, uint8_t type)
{
	pfn_t block = before ? edge - m_pageblock_pages(w) : edge, across;

	if (!already && !m_isolate_pageblock(w, block, type))
		return false;
	if (w->policy->isolation_frees_apart && !w->policy->isolation_minds_edges)
		return true;
	if (!find_across(w, block, edge, &across))
		return true;
	if (!w->policy->isolation_frees_apart) {
		split_free_block(w, across, edge - across);
		return true;
	}
	if (!already)
		m_unisolate_pageblock(w, block, type);
	return false;
}

static int undo(struct world *w, pfn_t start, pfn_t end, pfn_t last, uint8_t type)
{
	m_unisolate_range(w, start, end, type);
	if (last != PFN_NONE)
		m_unisolate_pageblock(w, last, type);
	return ERROR_BUSY;
}

/* [start, end) need not be whole pageblocks; the parts of its first and last pageblock outside it may be unmovable. */
static int isolate_by_edges(struct world *w, pfn_t start, pfn_t end, uint8_t type)
{
	pfn_t pages = m_pageblock_pages(w), first = start & ~(pages - 1), after = (end + pages - 1) & ~(pages - 1), last = after - pages;

	if (!isolate_at_edge(w, first, false, false, type))
		return ERROR_BUSY;
	if (!isolate_at_edge(w, after, true, last == first, type))
		return undo(w, first, first + pages, PFN_NONE, type);
	for (pfn_t p = first + pages; p < last; p += pages) {
		m_step(w);
		if (!m_isolate_pageblock(w, p, type))
			return undo(w, first, p, last, type);
	}
	return 0;
}

/* start_isolate_page_range(). Returns 0 or -EBUSY. */
int m_isolate_range(struct world *w, pfn_t start, pfn_t end, uint8_t type)
{
	return w->policy->isolation_splits ? isolate_by_edges(w, start, end, type) : isolate_ascending(w, start, end, type);
}
