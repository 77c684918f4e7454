// SPDX-License-Identifier: MIT
/*
 * Adding memory: at boot, later if it was deferred, and by hot-add. Reserved memory is added as well, but never allocated.
 */
#include "allocator/populate.h"
#include "allocator/always.h"
#include "allocator/buddy.h"
#include "allocator/free.h"
#include "allocator/free_area.h"
#include "allocator/pageblock.h"

/* The part of a range that lies in [start, end) of a zone. */
static void reserve_part(struct page_alloc *pa, const struct zone *zone, const struct machine_range *range, page_t start, page_t end)
{
	const pfn_t low = zone_pfn(zone, start), high = zone_pfn(zone, end);

	for (pfn_t pfn = range->start_pfn > low ? range->start_pfn : low; pfn < range->end_pfn && pfn < high; pfn++)
		page_set(pa, pfn - zone->delta, KIND_RESERVED, 0);
}

void populate_reserved(struct page_alloc *pa, const struct zone *zone, enum range_kind kind, page_t start, page_t end)
{
	for (unsigned i = 0; i < pa->machine->nr_ranges; i++) {
		if (pa->machine->range[i].kind == kind)
			reserve_part(pa, zone, &pa->machine->range[i], start, end);
	}
}

/* May the block go on its list without looking at its surroundings? There must be no larger block to merge into, and its state must be
 * unwritten. */
static bool fresh(const struct page_alloc *pa, const struct zone *zone, page_t page, unsigned order)
{
	if (order + 1 < pa->max_order || zone->isolated > 0 || NEVER(pageblock_type(pa, page) == MIGRATE_ISOLATE))
		return false;
	if (pa->policy->frees_pageblocks && !zone_spans(zone, page + block_pages(order) - 1)) /* Its pageblocks do not merge. */
		return false;
	return block_state(pa, page) == STATE(KIND_ABSENT, 0);
}

void populate_block(struct page_alloc *pa, page_t page, unsigned order)
{
	struct zone *zone = page_span_zone(pa, page);

	zone->managed += block_pages(order);
	free_prepare(pa, page, order, false);
	pa->events.pgfree += block_pages(order);
	if (fresh(pa, zone, page, order)) {
		zone_account(pa, zone, block_pages(order), pageblock_type(pa, page));
		list_add_fresh(pa, zone, page, pageblock_type(pa, page), pa->policy->boot_at_tail);
		return;
	}
	buddy_free_large(pa, zone, page, order, pageblock_type(pa, page), pa->policy->boot_at_tail ? PLACE_TAIL : PLACE_NORMAL);
}
