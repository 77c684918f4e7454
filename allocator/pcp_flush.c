// SPDX-License-Identifier: MIT
/*
 * Emptying page sets: how many blocks from which list, and how they go back to the buddy.
 *
 * A flush returns a block to the lists of the migratetype cached with its entry, even if the pageblock's type has changed since, unless the
 * zone has isolated pageblocks at that moment.
 *
 * Kernel: free_pcppages_bulk().
 */
#include "allocator/pcp_flush.h"
#include "allocator/buddy.h"
#include "allocator/damage.h"
#include "allocator/pageblock.h"
#include "allocator/pcp_list.h"

enum { ROW_MAX = 64 };

static unsigned list_order(const struct page_alloc *pa, unsigned index)
{
	const unsigned order = index / NR_PCP_TYPES;

	return order < pa->policy->pcp_orders ? order : pa->pageblock_order;
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

/* No check is needed for each block that is flushed. Where zones share blocks, one may begin in the next zone, in an isolated pageblock. */
static bool flushes_plainly(const struct page_alloc *pa, const struct zone *zone)
{
	return !pa->common->nr_damaged && zone->isolated <= 0 && !zone->drift && !pa->common->capture.armed && !(zone->one_type && pa->shared_blocks);
}

/* Return blocks from the tail of a list to the buddy: all, but at most `most`. Contiguous ring entries go together if no check is needed,
 * but only ROW_MAX at a time, because what they need is prefetched. Returns how many. */
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

/* Single pages from several lists on their way to the buddy, none of which needs a check. */
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

/* Like flush_list() for a non-empty list, but batches pages of several lists in `row` and merges them when it is full or flush_row() is
 * called. */
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

/* Round robin over the types. Each empty list that is skipped adds one page to the share of the next list. */
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
void pcp_flush(struct page_alloc *pa, struct zone *zone, struct pcp *pcp, uint32_t n, unsigned index)
{
	if (n > pcp->count)
		n = pcp->count;
	if (pa->policy->pcp_cyclic)
		flush_cyclic(pa, zone, pcp, n, index);
	else
		flush_round_robin(pa, zone, pcp, n);
}
