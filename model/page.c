// SPDX-License-Identifier: MIT
/*
 * What is around a page frame number: its block, its zone; and what is said of many pages at once.
 *
 * Any pfn may be asked about.
 */
#include "model/model.h"
#include "model/certain.h"

/*
 * The head of the block around a tail: at the smallest enclosing place where a block big enough begins. Such a place is in the tail's extent,
 * which consists of whole largest blocks. Of a tail of no block, itself.
 */
static const struct page *head_of(const struct world *w, pfn_t pfn, const struct page *tail)
{
	pfn_t largest = (pfn_t)1 << (w->machine.max_order - 1);

	for (pfn_t first = pfn; (first & (largest - 1)) != 0;) {
		const struct page *head;

		first &= first - 1; /* where the next larger enclosing place begins */
		head = tail - (pfn - first);
		if (head->state != BLOCK_TAIL && pfn - first < (pfn_t)1 << head->order)
			return head;
	}
	return tail;
}

/* The first page of the block that pfn is in. */
pfn_t m_block_around(const struct world *w, pfn_t pfn)
{
	const struct page *page = m_page_const(w, pfn);

	return page->state == BLOCK_TAIL ? pfn - (pfn_t)(page - head_of(w, pfn, page)) : pfn;
}

/* The end of the block around a page that is not its first. */
pfn_t m_tail_end(const struct world *w, pfn_t pfn, const struct page *tail)
{
	const struct page *head = head_of(w, pfn, tail);

	return head == tail ? pfn + 1 : pfn - (pfn_t)(tail - head) + ((pfn_t)1 << head->order);
}

/* The zone whose present span holds pfn, or NO_ZONE. */
uint8_t m_zone_of_memory(const struct world *w, pfn_t pfn)
{
	for (uint8_t i = 0; i < w->machine.nr_zones; i++)
		if (m_in_span(&w->zone[i], pfn))
			return i;
	return NO_ZONE;
}

/* page_zone(): the zone the page is linked to. A page without memory is linked to node 0's DMA zone, whether there is one or not. */
uint8_t m_page_zone(const struct world *w, pfn_t pfn)
{
	uint8_t zone = m_zone_of_memory(w, pfn);

	if (zone == NO_ZONE)
		return w->hole_zone;
	if (!w->policy->holes_belong_to_zone && m_page_const(w, pfn)->state == BLOCK_ABSENT)
		return w->hole_zone;
	return zone;
}

/* Single pages in this state, all of one extent, that nobody has had yet. */
void m_set_pages(struct world *w, pfn_t pfn, uint32_t pages, uint8_t state)
{
	const struct page fresh = { .state = state };
	struct page *page = m_page(w, pfn);

	if (state == BLOCK_TAIL) /* all bits zero */
		memset(page, 0, pages * sizeof(*page));
	for (uint32_t i = 0; i < pages && state != BLOCK_TAIL; i++)
		page[i] = fresh;
}

/* Without grouping by mobility the plain types are one. */
static uint8_t type_in_force(const struct world *w, uint8_t type)
{
	return !w->machine.mobility && m_type_is_plain(type) ? MIGRATE_UNMOVABLE : type;
}

/* set_pageblock_migratetype(). */
void m_set_pageblock_type(struct world *w, pfn_t pfn, uint8_t type)
{
	uint32_t index = 0;
	bool found = m_find_index(w, pfn, &index);

	if (ALWAYS(found))
		w->pageblock[index >> w->machine.pageblock_order] = type_in_force(w, type);
}

/* ... of every pageblock that begins in [start, end), all of one extent (change_pageblock_range()). */
void m_set_range_type(struct world *w, pfn_t start, pfn_t end, uint8_t type)
{
	uint32_t index = 0, order = w->machine.pageblock_order, rest = m_pageblock_pages(w) - 1;
	bool found = m_find_index(w, start, &index);
	uint32_t first = (index + rest) >> order, last = (index + (end - start) + rest) >> order;

	if (ALWAYS(found))
		memset(&w->pageblock[first], type_in_force(w, type), last - first);
}

void m_path(struct world *w, uint8_t kind, uint32_t a, uint8_t b, pfn_t pfn)
{
	if (w->answer->nr_path < PATH_EVENTS_MAX) {
		struct path_event *event = &w->answer->path[w->answer->nr_path];

		event->kind = kind;
		event->b = b;
		event->a = a;
		event->pfn = pfn;
	}
	w->answer->nr_path++;
}
