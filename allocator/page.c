// SPDX-License-Identifier: MIT
/*
 * Where a page lies: in which block and zone, and whether a caller may free it. The slow lookups; the fast ones are in page.h.
 */
#include "allocator/page.h"
#include "allocator/always.h"
#include "allocator/memmap.h"

uint8_t page_fresh_state(const struct page_alloc *pa, page_t head)
{
	const struct link *link = link_of(pa, head);

	return (link->next | link->prev) == 0 ? STATE(KIND_ABSENT, 0) : STATE(KIND_FREE, pa->max_order - 1);
}

/* Step from each possible head to the next smaller one, until the block there is large enough to contain the page. state: of the block at
 * head. */
static inline page_t block_from(const struct page_alloc *pa, page_t page, page_t head, uint8_t state)
{
	while (head != page && page - head >= block_pages(state_order(state))) {
		head += block_pages(31 - (unsigned)__builtin_clz(page - head));
		state = page_state(pa, head);
	}
	return head;
}

/* The largest block has not been taken since boot, or there is none. Out of line, so that page_block() makes no call in the usual case. */
APART static page_t block_in_fresh(const struct page_alloc *pa, page_t page, page_t head)
{
	return block_from(pa, page, head, page_fresh_state(pa, head));
}

page_t page_block(const struct page_alloc *pa, page_t page)
{
	const page_t head = page & ~(pa->largest - 1);
	const uint8_t state = page_state(pa, head);

	return state ? block_from(pa, page, head, state) : block_in_fresh(pa, page, head);
}

/* Branchless on purpose: the zone varies from call to call, and a mispredicted early exit costs more than looking at every zone. */
struct zone *page_span_zone(struct page_alloc *pa, page_t page)
{
	struct zone *found = NULL;

	for (struct zone *zone = pa->zone; zone < pa->zone + pa->nr_zones; zone++)
		found = zone_spans(zone, page) ? zone : found;
	return found;
}

struct zone *pfn_span_zone(struct page_alloc *pa, pfn_t pfn, page_t *page)
{
	struct zone *found = NULL;

	for (struct zone *zone = pa->zone; zone < pa->zone + pa->nr_zones; zone++)
		found = zone_spans(zone, pfn - zone->delta) ? zone : found;
	*page = found ? pfn - found->delta : PAGE_NONE;
	return found;
}

static const struct zone *node0_dma(const struct page_alloc *pa)
{
	return ALWAYS(pa->zone[0].node == 0) && pa->zone[0].kind == ZONE_DMA ? &pa->zone[0] : NULL;
}

static const struct zone *zone_of_hole(const struct page_alloc *pa, pfn_t pfn)
{
	const struct zone *next = NULL;
	pfn_t nearest = PFN_NONE;
	struct run memory;

	for (uint32_t i = 0; i < pa->nr_zones && pa->policy->hole_with_next; i++)
		if (memmap_present_run(&pa->machine->zone[i], pa->machine, pfn, &memory) && memory.start < nearest) {
			nearest = memory.start;
			next = &pa->zone[i];
		}
	return next && nearest != pfn ? next : node0_dma(pa);
}

const struct zone *page_zone_or_null(const struct page_alloc *pa, page_t page, pfn_t pfn)
{
	const struct zone *zone = NULL;

	for (uint32_t i = 0; i < pa->nr_zones && !zone; i++) {
		if (zone_spans(&pa->zone[i], page))
			zone = &pa->zone[i];
	}
	if (zone && (pa->policy->hole_in_span || block_state(pa, page_block(pa, page)) != STATE(KIND_ABSENT, 0)))
		return zone;
	return zone_of_hole(pa, pfn);
}

uint32_t page_refs(const struct page_alloc *pa, page_t head)
{
	return page_state(pa, head) & STATE_NOTED ? link_of(pa, head)->next : 1;
}

bool page_compound(const struct page_alloc *pa, page_t head)
{
	return page_state(pa, head) & STATE_NOTED && link_of(pa, head)->prev & NOTE_COMPOUND;
}

void page_set_facts(struct page_alloc *pa, page_t head, uint32_t refs, bool compound)
{
	if (refs == 1 && !compound) {
		page_set_state(pa, head, page_state(pa, head) & ~STATE_NOTED);
		return;
	}
	page_set_state(pa, head, page_state(pa, head) | STATE_NOTED);
	*link_of(pa, head) = (struct link){ .next = refs, .prev = compound ? NOTE_COMPOUND : 0 };
}

/* The status for a caller that frees a page of such a block. */
static const enum status status_of[NR_KINDS] = {
	[KIND_ABSENT] = STATUS_FOREIGN_PFN,
	[KIND_RESERVED] = STATUS_RESERVED,
	[KIND_ALLOC] = STATUS_OK,
	[KIND_ALLOC_LRU] = STATUS_OK,
	[KIND_FREE] = STATUS_ALREADY_FREE,
	[KIND_GUARD] = STATUS_ALREADY_FREE,
	[KIND_CACHED] = STATUS_CACHED,
	[KIND_LOST] = STATUS_LOST,
};

enum status page_status(struct page_alloc *pa, pfn_t pfn, unsigned order, page_t *page)
{
	if (!pfn_span_zone(pa, pfn, page))
		return STATUS_FOREIGN_PFN;
	if (page_is_allocated(pa, *page, order))
		return STATUS_OK;
	const page_t head = page_block(pa, *page);
	const enum status status = status_of[state_kind(block_state(pa, head))];

	if (status != STATUS_OK)
		return status;
	if (head != *page)
		return STATUS_NOT_HEAD;
	return order >= pa->max_order ? STATUS_OK : STATUS_WRONG_ORDER;
}
