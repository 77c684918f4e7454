// SPDX-License-Identifier: MIT
/*
 * Fallback: which block of another type to take, and whether its whole pageblock changes type.
 *
 * The largest block of another type is taken first, so that the next requests of this type find blocks of their own. Only a movable request
 * that cannot claim a pageblock anyway starts with the smallest. The stolen block is moved to the requester's lists; the caller then
 * searches these again and may find a smaller block there.
 */
#include "allocator/fallback.h"
#include "allocator/always.h"
#include "allocator/buddy.h"
#include "allocator/free_area.h"
#include "allocator/node.h"
#include "allocator/pageblock.h"
#include "allocator/watermark.h"

enum { NR_FALLBACKS = 2, TYPE_NONE = MIGRATE_TYPES };

static const uint8_t fallbacks[3][NR_FALLBACKS] = {
	[MIGRATE_UNMOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE },
	[MIGRATE_MOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE },
	[MIGRATE_RECLAIMABLE] = { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE },
};

static bool can_steal(const struct page_alloc *pa, unsigned order, unsigned mt)
{
	return order >= pa->pageblock_order / 2 || mt == MIGRATE_RECLAIMABLE || mt == MIGRATE_UNMOVABLE ||
	       NEVER(pa->common->no_mobility);
}

/* find_suitable_fallback(): the first type in order of preference that has a block of exactly this order. */
static unsigned suitable_type(const struct zone *zone, unsigned order, unsigned mt)
{
	if (zone->nr_free[order] == 0)
		return TYPE_NONE;
	for (unsigned i = 0; i < NR_FALLBACKS; i++) {
		if (!list_empty(zone, order, fallbacks[mt][i]))
			return fallbacks[mt][i];
	}
	return TYPE_NONE;
}

/* x * n / d without overflow of x * n; the kernel's mult_frac(). */
static int64_t mult_frac(int64_t x, int64_t n, int64_t d)
{
	return x / d * n + x % d * n / d;
}

/* boost_watermark(): reclaim more for a while, to free whole pageblocks. */
static bool boost(struct page_alloc *pa, struct zone *zone)
{
	const int64_t block = pageblock_pages(pa);

	if (pa->common->boost_factor == 0 || block * 4 > zone->managed)
		return false;
	int64_t max = mult_frac(zone->wmark[WMARK_HIGH], pa->common->boost_factor, 10000);

	if (max == 0)
		return false;
	if (max < block)
		max = block;
	zone->boost += block;
	if (zone->boost > max)
		zone->boost = max;
	return true;
}

/* Move everything free in the pageblock to mt, and the pageblock itself if at least half of it then serves mt. False: nothing was free. */
static bool claim_pageblock(struct page_alloc *pa, struct zone *zone, page_t page, unsigned old, unsigned mt)
{
	const uint32_t block = pageblock_pages(pa);
	uint32_t movable;
	const uint32_t moved = pageblock_move_free(pa, zone, page, mt, &movable);
	uint32_t alike = movable;

	if (mt != MIGRATE_MOVABLE)
		alike = old == MIGRATE_MOVABLE ? block - (moved + movable) : 0;
	if (moved == 0)
		return false;
	if (moved + alike >= block / 2 || pa->common->no_mobility)
		pageblock_set(pa, page, mt);
	return true;
}

static void boost_and_tell(struct page_alloc *pa, struct zone *zone, uint32_t flags)
{
	const bool boosted = boost(pa, zone);

	if ((boosted || pa->policy->boosted_always) && flags & ALLOC_KSWAPD)
		zone->boosted = true;
	watermark_set_floors(pa, zone);
}

static void steal(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt, uint32_t flags, bool whole)
{
	const unsigned old = pageblock_type(pa, page);

	if (old != MIGRATE_HIGHATOMIC && order >= pa->pageblock_order) {
		pageblock_set_range(pa, page, order, mt);
	} else if (old != MIGRATE_HIGHATOMIC) {
		if (pa->policy->boost)
			boost_and_tell(pa, zone, flags);
		if (whole && claim_pageblock(pa, zone, page, old, mt))
			return;
	}
	list_move(pa, zone, page, order, mt);
}

static unsigned smallest_fallback_order(const struct page_alloc *pa, unsigned order, uint32_t flags)
{
	if (!pa->policy->nofragment || !(flags & ALLOC_NOFRAGMENT))
		return order;
	if (pa->policy->nofragment_small && order >= pa->pageblock_order)
		return order;
	return pa->pageblock_order;
}

/* The order of the block to steal; max_order: none. */
static unsigned steal_order(const struct page_alloc *pa, const struct zone *zone, unsigned order, unsigned mt, uint32_t flags)
{
	const unsigned min = smallest_fallback_order(pa, order, flags);
	unsigned high;

	for (high = pa->max_order; high > min; high--) {
		if (suitable_type(zone, high - 1, mt) != TYPE_NONE)
			break;
	}
	if (high <= min)
		return pa->max_order;
	high--;
	if (can_steal(pa, high, mt) || NEVER(mt != MIGRATE_MOVABLE) || high <= order)
		return high;
	for (unsigned low = order; low < high; low++) {
		if (suitable_type(zone, low, mt) != TYPE_NONE)
			return low;
	}
	return high;
}

void fallback_tell(struct page_alloc *pa, const struct zone *zone, page_t page, unsigned order, unsigned from, unsigned mt, unsigned type)
{
	const uint32_t what = order | from << 8 | mt << 16 | type << 24;
	const unsigned fragmenting = from < pa->pageblock_order ? EXTFRAG_FRAGMENTING : 0;
	const unsigned owned = pageblock_type(pa, page) == mt ? EXTFRAG_CHANGE_OWNERSHIP : 0;

	trace(pa, PATH_EXTFRAG, what, (uint8_t)(fragmenting | owned), zone_pfn(zone, page));
}

static bool steal_block(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt, uint32_t flags)
{
	const unsigned from = steal_order(pa, zone, order, mt, flags);

	if (from == pa->max_order)
		return false;
	const unsigned type = suitable_type(zone, from, mt);
	const page_t page = list_first(zone, from, type);

	steal(pa, zone, page, from, mt, flags, can_steal(pa, from, mt));
	if (pa->hooks.trace)
		fallback_tell(pa, zone, page, order, from, mt, type);
	return true;
}

static bool may_use_cma(const struct page_alloc *pa, unsigned mt, uint32_t flags)
{
	return pa->policy->cma_by_flag ? (flags & ALLOC_CMA) != 0 : mt == MIGRATE_MOVABLE;
}

bool fallback_own_first(const struct page_alloc *pa, const struct zone *zone, uint32_t flags)
{
	/* As in the kernel, both counters are unsigned here: a negative NR_FREE_CMA_PAGES counts as huge. */
	return !pa->policy->cma_balance || !(flags & ALLOC_CMA) || (uint64_t)zone_free_cma(zone) <= (uint64_t)zone_free(zone) / 2;
}

/* try_to_claim_block(): claims the whole pageblock or nothing. The block must be the first of its list. */
static page_t claim_block(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned high, unsigned type, unsigned mt, uint32_t flags)
{
	const uint32_t block = pageblock_pages(pa);
	/* These may differ on a mixed list. */
	const unsigned old = pa->policy->claims_by_list ? type : pageblock_type(pa, page);
	uint32_t free, movable, alike;

	if (old == MIGRATE_HIGHATOMIC)
		return PAGE_NONE;
	if (high >= pa->pageblock_order) {
		zone_account_any(pa, zone, -(int64_t)block_pages(high), old);
		pageblock_set_range(pa, page, high, mt);
		zone_account_part(pa, zone, block_pages(high), mt);
		buddy_split(pa, zone, page, order, high, mt);
		return page;
	}
	boost_and_tell(pa, zone, flags);
	if (!pageblock_inside(pa, zone, page))
		return PAGE_NONE;
	pageblock_count(pa, page, &free, &movable);
	alike = movable;
	if (mt != MIGRATE_MOVABLE)
		alike = old == MIGRATE_MOVABLE ? block - (free + movable) : 0;
	if (free + alike < block / 2 && !pa->common->no_mobility)
		return PAGE_NONE;
	pageblock_retype(pa, zone, page, old, mt);
	return buddy_take(pa, zone, order, mt);
}

/* __rmqueue_claim(): from the largest block down to the smallest that may be claimed. */
static page_t claim(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt, uint32_t flags)
{
	const unsigned min = smallest_fallback_order(pa, order, flags);

	for (unsigned high = pa->max_order; high-- > min;) {
		const unsigned type = suitable_type(zone, high, mt);

		tick(pa);
		if (type == TYPE_NONE)
			continue;
		if (!can_steal(pa, high, mt))
			return PAGE_NONE;
		const page_t page = claim_block(pa, zone, list_first(zone, high, type), order, high, type, mt, flags);

		if (page == PAGE_NONE)
			continue;
		if (pa->hooks.trace)
			fallback_tell(pa, zone, page, order, high, mt, type);
		return page;
	}
	return PAGE_NONE;
}

/* __rmqueue_steal(): takes the smallest sufficient block; the remainder stays on the lists of its type. */
static page_t steal_smallest(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt, unsigned *type)
{
	for (unsigned high = order; high < pa->max_order; high++) {
		*type = suitable_type(zone, high, mt);
		if (*type == TYPE_NONE)
			continue;
		const page_t page = list_first(zone, high, *type);

		buddy_split(pa, zone, page, order, high, *type);
		if (pa->hooks.trace)
			fallback_tell(pa, zone, page, order, high, mt, *type);
		return page;
	}
	return PAGE_NONE;
}

page_t fallback_take_on(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt, uint32_t flags, enum search *search, unsigned *type)
{
	page_t page = PAGE_NONE;

	*type = MIGRATE_CMA;
	if (!fallback_own_first(pa, zone, flags) && (page = buddy_take(pa, zone, order, MIGRATE_CMA)) != PAGE_NONE)
		return page;
	*type = mt;
	if (*search == SEARCH_NORMAL && (page = buddy_take(pa, zone, order, mt)) != PAGE_NONE)
		return page;
	if (*search != SEARCH_STEAL && may_use_cma(pa, mt, flags) && (page = buddy_take(pa, zone, order, MIGRATE_CMA)) != PAGE_NONE) {
		*search = SEARCH_CMA;
		*type = MIGRATE_CMA;
		return page;
	}
	if (*search != SEARCH_STEAL && (page = claim(pa, zone, order, mt, flags)) != PAGE_NONE) {
		*search = SEARCH_NORMAL;
		return page;
	}
	if (!(flags & ALLOC_NOFRAGMENT) && (page = steal_smallest(pa, zone, order, mt, type)) != PAGE_NONE)
		*search = SEARCH_STEAL;
	return page;
}

page_t fallback_take(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt, uint32_t flags, unsigned *type)
{
	page_t page;

	if (!fallback_own_first(pa, zone, flags)) {
		*type = MIGRATE_CMA;
		page = buddy_take(pa, zone, order, MIGRATE_CMA);
		if (page != PAGE_NONE)
			return page;
	}
	do {
		tick(pa);
		*type = mt;
		page = buddy_take(pa, zone, order, mt);
		if (page != PAGE_NONE)
			return page;
		if (may_use_cma(pa, mt, flags)) {
			*type = MIGRATE_CMA;
			page = buddy_take(pa, zone, order, MIGRATE_CMA);
			if (page != PAGE_NONE)
				return page;
		}
	} while (steal_block(pa, zone, order, mt, flags));
	return PAGE_NONE;
}

/* With policy.highatomic_rounded: the limit is rounded up, and large blocks count in full. */
static void reserve_rounded(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order)
{
	const int64_t block = pageblock_pages(pa), percent = zone->managed / 100;

	if (percent < block || zone->highatomic_reserved >= (percent + block - 1) / block * block || !type_mergeable(pageblock_type(pa, page)))
		return;
	if (order >= pa->pageblock_order) {
		pageblock_set_range(pa, page, order, MIGRATE_HIGHATOMIC);
		zone->highatomic_reserved += block_pages(order);
	} else if (pageblock_inside(pa, zone, page)) {
		pageblock_retype(pa, zone, page, pageblock_type(pa, page), MIGRATE_HIGHATOMIC);
		zone->highatomic_reserved += block;
	}
}

void highatomic_reserve(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order)
{
	const int64_t block = pageblock_pages(pa);

	if (pa->policy->highatomic_rounded) {
		reserve_rounded(pa, zone, page, order);
		return;
	}
	if (zone->highatomic_reserved >= zone->managed / 100 + block)
		return;
	if (!type_mergeable(pageblock_type(pa, page)))
		return;
	zone->highatomic_reserved += block;
	watermark_set_floors(pa, zone);
	pageblock_set(pa, page, MIGRATE_HIGHATOMIC);
	pageblock_move_free(pa, zone, page, MIGRATE_HIGHATOMIC, NULL);
}

/* Convert one free block of the reserve, with everything free in its pageblock. False: the pageblock is not wholly inside the zone. */
static bool unreserve_block(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, unsigned mt)
{
	const int64_t block = pageblock_pages(pa), pages = block_pages(order), size = pages > block ? pages : block;

	zone->highatomic_reserved -= zone->highatomic_reserved < size ? zone->highatomic_reserved : size;
	if (order >= pa->pageblock_order) {
		list_retype(pa, zone, page, order, MIGRATE_HIGHATOMIC, mt);
		pageblock_set_range(pa, page, order, mt);
		return true;
	}
	if (!pageblock_inside(pa, zone, page))
		return false;
	pageblock_retype(pa, zone, page, pa->policy->claims_by_list ? MIGRATE_HIGHATOMIC : pageblock_type(pa, page), mt);
	return true;
}

bool highatomic_unreserve(struct page_alloc *pa, struct zone *zone, unsigned mt, bool force)
{
	const int64_t block = pageblock_pages(pa);

	if (!force && zone->highatomic_reserved <= block)
		return false;
	for (unsigned order = 0; order < pa->max_order; order++) {
		const page_t page = list_first(zone, order, MIGRATE_HIGHATOMIC);

		if (page == PAGE_NONE)
			continue;
		if (pa->policy->highatomic_rounded) {
			if (unreserve_block(pa, zone, page, order, mt))
				return true;
			continue;
		}
		if (pageblock_type(pa, page) == MIGRATE_HIGHATOMIC)
			zone->highatomic_reserved -= zone->highatomic_reserved < block ? zone->highatomic_reserved : block;
		watermark_set_floors(pa, zone);
		pageblock_set(pa, page, mt);
		if (pageblock_move_free(pa, zone, page, mt, NULL) > 0)
			return true;
	}
	return false;
}
