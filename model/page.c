// SPDX-License-Identifier: MIT
/*
 * What is around a page frame number: its block, its zone; and changes of many pages at once.
 *
 * Any pfn is allowed.
 */
#include "model/model.h"
#include "model/certain.h"

/*
 * The head of the block around a tail: the smallest enclosing aligned place at which a large enough block begins. Such a place is in the
 * tail's extent, which consists of whole largest blocks. For a tail in no block, the tail itself.
 */
static const struct page *head_of_tail(const struct world *w, pfn_t pfn, const struct page *tail)
{
	pfn_t largest = (pfn_t)1 << (w->machine.max_order - 1);

	for (pfn_t first = pfn; (first & (largest - 1)) != 0;) {
		const struct page *head;

		first &= first - 1; /* the start of the next larger aligned place around pfn */
		head = tail - (pfn - first);
		if (head->state != BLOCK_TAIL && pfn - first < (pfn_t)1 << head->order)
			return head;
	}
	return tail;
}

/* The first page of the block that pfn is in; page is what is there. */
const struct page *m_head_of(const struct world *w, pfn_t pfn, const struct page *page)
{
	return page->state == BLOCK_TAIL ? head_of_tail(w, pfn, page) : page;
}

pfn_t m_block_around(const struct world *w, pfn_t pfn)
{
	const struct page *page = m_page_const(w, pfn);

	return pfn - (pfn_t)(page - m_head_of(w, pfn, page));
}

/* The end of the block around a tail. */
pfn_t m_tail_end(const struct world *w, pfn_t pfn, const struct page *tail)
{
	const struct page *head = head_of_tail(w, pfn, tail);

	return head == tail ? pfn + 1 : pfn - (pfn_t)(tail - head) + ((pfn_t)1 << head->order);
}

/* Make these pages, all of one extent and zone, single pages in this state, with everything else fresh. */
void m_set_pages(struct world *w, pfn_t pfn, uint32_t pages, uint8_t state, uint8_t zone)
{
	const struct page fresh = { .state = state, .zone = zone };
	struct page *page = m_page(w, pfn);
	uint32_t done = 0;

	while (done < pages && done < 8)
		page[done++] = fresh;
	for (uint32_t more; done < pages; done += more) { /* double what has been written */
		more = done < pages - done ? done : pages - done;
		memcpy(page + done, page, more * sizeof(*page));
	}
}

/* Without grouping by mobility all plain types are UNMOVABLE. */
static uint8_t type_in_force(const struct world *w, uint8_t type)
{
	return !w->machine.mobility && m_type_is_plain(type) ? MIGRATE_UNMOVABLE : type;
}

/* set_pageblock_migratetype(). */
void m_set_pageblock_type(struct world *w, const struct page *page, uint8_t type)
{
	w->pageblock[(page - w->page) >> w->machine.pageblock_order] = type_in_force(w, type);
}

/* Set a pageblock's type as it was before isolation, even if grouping by mobility has ended since. */
void m_restore_pageblock_type(struct world *w, const struct page *page, uint8_t type)
{
	w->pageblock[(page - w->page) >> w->machine.pageblock_order] = type;
}

/* change_pageblock_range(): every pageblock that begins in [start, end), all of one extent. */
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

/*
 * The tracepoint mm_page_alloc_extfrag: a block of order `found` and type `type` was found for a request of `order` and type `wanted`, and
 * is on its new list or captured.
 */
void m_note_fragmentation(struct world *w, pfn_t pfn, uint8_t order, uint8_t wanted, uint8_t found, uint8_t type)
{
	uint8_t verdict = 0;

	if (found < w->machine.pageblock_order)
		verdict |= EXTFRAG_FRAGMENTING;
	if (m_pageblock_type(w, pfn) == wanted)
		verdict |= EXTFRAG_CHANGE_OWNERSHIP;
	m_path(w, PATH_EXTFRAG, order + found * 0x100u + wanted * 0x10000u + type * 0x1000000u, verdict, pfn);
}
