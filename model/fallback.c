// SPDX-License-Identifier: MIT
/*
 * Where a block comes from: the request's own lists, CMA, another type's lists; and the highatomic reserve.
 *
 * Kernel: __rmqueue(), __rmqueue_fallback(), find_suitable_fallback(), steal_suitable_fallback(), boost_watermark(),
 * reserve_highatomic_pageblock(), unreserve_highatomic_pageblock().
 */
#include "model/model.h"
#include "model/certain.h"

static uint8_t fallback_type(uint8_t wanted, uint32_t rank)
{
	static const uint8_t order[3][2] = {
		[MIGRATE_UNMOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE },
		[MIGRATE_MOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE },
		[MIGRATE_RECLAIMABLE] = { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE },
	};

	return order[wanted][rank];
}

static bool can_steal(const struct world *w, uint8_t order, uint8_t wanted)
{
	if (order >= w->machine.pageblock_order || order >= w->machine.pageblock_order / 2)
		return true;
	return wanted == MIGRATE_RECLAIMABLE || wanted == MIGRATE_UNMOVABLE || !w->machine.mobility;
}

struct choice m_find_suitable(const struct world *w, const struct zone *z, uint8_t order, uint8_t wanted)
{
	struct choice choice = { .order = order, .whole = can_steal(w, order, wanted) };

	for (uint32_t rank = 0; rank < 2 && !choice.found; rank++) {
		choice.type = fallback_type(wanted, rank);
		choice.pfn = m_first_on_list(z, order, choice.type);
		choice.found = choice.pfn != PFN_NONE;
	}
	return choice;
}

/* The largest block of another type. But a movable request that may not take the whole pageblock takes the smallest, to break up less. */
static struct choice choose_fallback(const struct world *w, const struct zone *z, uint8_t order, uint8_t wanted, uint8_t smallest)
{
	struct choice choice = { .found = false };

	for (int o = w->machine.max_order - 1; o >= smallest && !choice.found; o--)
		if (m_nr_free(z, (uint8_t)o) != 0)
			choice = m_find_suitable(w, z, (uint8_t)o, wanted);
	if (!choice.found || choice.whole || NEVER(wanted != MIGRATE_MOVABLE) || choice.order <= order)
		return choice;
	choice.found = false;
	for (uint8_t o = order; ALWAYS(o < w->machine.max_order) && !choice.found; o++)
		if (m_nr_free(z, o) != 0)
			choice = m_find_suitable(w, z, o, wanted);
	return choice;
}

static bool boost_watermark(struct world *w, struct zone *z)
{
	int64_t block = m_pageblock_pages(w), most;

	if (w->machine.watermark_boost_factor == 0 || block * 4 > z->managed)
		return false;
	most = m_mult_frac(z->wmark[WMARK_HIGH], w->machine.watermark_boost_factor, 10000);
	if (most == 0)
		return false;
	z->boost = m_min(z->boost + block, m_max(block, most));
	return true;
}

void m_boost_after_steal(struct world *w, struct zone *z, uint32_t flags)
{
	bool raised;

	if (!w->policy->has_boost)
		return;
	raised = boost_watermark(w, z);
	if (flags & ALLOC_KSWAPD && (raised || w->policy->boosted_when_declined))
		z->boosted = true;
}

/* Move the pageblock's free pages, and claim the pageblock if enough of it is free or of the wanted kind. False: nothing was moved. */
static bool steal_pageblock(struct world *w, struct zone *z, pfn_t pfn, uint8_t wanted, uint8_t old)
{
	uint32_t movable = 0, alike = 0, pages = m_pageblock_pages(w);
	uint32_t free = m_move_freepages_block(w, z, pfn, wanted, &movable, RECOUNT_NONE, 0);

	if (free == 0)
		return false;
	if (wanted == MIGRATE_MOVABLE)
		alike = movable;
	else if (old == MIGRATE_MOVABLE && free + movable < pages) /* a block larger than a pageblock counts in full */
		alike = pages - (free + movable);
	if (free + alike >= pages / 2 || !w->machine.mobility)
		m_set_pageblock_type(w, m_page(w, pfn), wanted);
	return true;
}

static void steal(struct world *w, struct zone *z, pfn_t pfn, uint32_t flags, uint8_t wanted, bool whole)
{
	struct page *page = m_page(w, pfn);
	uint8_t old = m_type_of(w, page), order = page->order;

	if (old != MIGRATE_HIGHATOMIC && order >= w->machine.pageblock_order) {
		m_set_range_type(w, pfn, pfn + ((pfn_t)1 << order), wanted);
	} else if (old != MIGRATE_HIGHATOMIC) {
		m_boost_after_steal(w, z, flags);
		if (whole && steal_pageblock(w, z, pfn, wanted, old))
			return;
	}
	m_move_block(w, z, pfn, page, wanted);
}

/* Move a block of another type to the lists of the wanted type. */
static SELDOM bool rmqueue_fallback(struct world *w, struct zone *z, uint8_t order, uint8_t wanted, uint32_t flags)
{
	uint8_t smallest = order, block = w->machine.pageblock_order;
	struct choice choice;

	if (w->policy->has_nofragment && flags & ALLOC_NOFRAGMENT && (order < block || w->policy->nofragment_caps_all))
		smallest = block;
	choice = choose_fallback(w, z, order, wanted, smallest);
	if (!choice.found)
		return false;
	steal(w, z, choice.pfn, flags, wanted, choice.whole);
	m_note_fragmentation(w, choice.pfn, order, wanted, choice.order, choice.type);
	return true;
}

/* The kernel compares unsigned, so a negative counter is more than half. */
bool m_cma_is_more_than_half(const struct zone *z)
{
	return (uint64_t)m_free_cma(z) > (uint64_t)m_free_pages(z) / 2;
}

/* __rmqueue() before claims_or_splits: blocks of other types are first moved to this type's lists. PFN_NONE: the zone has none. */
pfn_t m_rmqueue_or_fall_back(struct world *w, struct zone *z, uint8_t order, uint8_t type, uint32_t flags)
{
	bool cma = w->policy->cma_balanced ? (flags & ALLOC_CMA) != 0 : type == MIGRATE_MOVABLE;
	pfn_t pfn = PFN_NONE;

	if (cma && w->policy->cma_balanced && m_cma_is_more_than_half(z))
		pfn = m_rmqueue_smallest(w, z, order, MIGRATE_CMA);
	while (pfn == PFN_NONE) {
		pfn = m_rmqueue_smallest(w, z, order, type);
		if (pfn == PFN_NONE && cma)
			pfn = m_rmqueue_smallest(w, z, order, MIGRATE_CMA);
		if (pfn == PFN_NONE && (NEVER(!m_type_is_plain(type)) || !rmqueue_fallback(w, z, order, type, flags)))
			break;
		m_step(w);
	}
	return pfn;
}

static int64_t highatomic_limit(const struct world *w, const struct zone *z)
{
	uint32_t hundredth = (uint32_t)(z->managed / 100), block = m_pageblock_pages(w);

	if (!w->policy->reserve_is_rounded)
		return hundredth + (int64_t)block;
	return hundredth < block ? 0 : (int64_t)m_align_up(hundredth, block);
}

/* Reserve all pageblocks of a large block, or the one around a small block if it lies wholly in the zone. */
static void reserve_whole(struct world *w, struct zone *z, pfn_t pfn, uint8_t order)
{
	if (order >= w->machine.pageblock_order) {
		m_set_range_type(w, pfn, pfn + ((pfn_t)1 << order), MIGRATE_HIGHATOMIC);
		z->reserved_highatomic += INT64_C(1) << order;
	} else if (m_retype_pageblock(w, z, pfn, m_pageblock_type(w, pfn), MIGRATE_HIGHATOMIC)) {
		z->reserved_highatomic += m_pageblock_pages(w);
	}
}

/* After a high-order atomic allocation: reserve its pageblock for other such requests. */
void m_reserve_highatomic(struct world *w, struct zone *z, pfn_t pfn)
{
	if (z->reserved_highatomic >= highatomic_limit(w, z) || !m_type_is_plain(m_pageblock_type(w, pfn)))
		return;
	if (w->policy->reserve_is_rounded) {
		reserve_whole(w, z, pfn, m_page(w, pfn)->order);
		return;
	}
	z->reserved_highatomic += m_pageblock_pages(w);
	m_set_pageblock_type(w, m_page(w, pfn), MIGRATE_HIGHATOMIC);
	m_move_freepages_block(w, z, pfn, MIGRATE_HIGHATOMIC, NULL, RECOUNT_NONE, 0);
}

/*
 * Return a free block of the reserve: a large one as it is, or all that is free in the pageblock of a small one. False: nothing was moved.
 */
static bool unreserve_whole(struct world *w, struct zone *z, pfn_t pfn, uint8_t order, uint8_t type)
{
	uint8_t old = w->policy->old_type_is_lists ? MIGRATE_HIGHATOMIC : m_pageblock_type(w, pfn);
	uint32_t pages = UINT32_C(1) << order;

	z->reserved_highatomic -= m_min(m_max(m_pageblock_pages(w), pages), z->reserved_highatomic);
	if (order < w->machine.pageblock_order)
		return m_retype_pageblock(w, z, pfn, old, type);
	m_recount(z, pfn, pages, MIGRATE_HIGHATOMIC, type);
	m_move_block(w, z, pfn, m_page(w, pfn), type);
	m_set_range_type(w, pfn, pfn + pages, type);
	return true;
}

/* Try the first reserved block of each order until a pageblock had free pages to return. */
static bool unreserve_zone(struct world *w, struct zone *z, uint8_t type)
{
	for (uint8_t order = 0; order < w->machine.max_order; order++) {
		pfn_t pfn = m_first_on_list(z, order, MIGRATE_HIGHATOMIC);

		if (pfn == PFN_NONE)
			continue;
		if (w->policy->reserve_is_rounded) {
			if (unreserve_whole(w, z, pfn, order, type))
				return true;
			continue;
		}
		if (m_pageblock_type(w, pfn) == MIGRATE_HIGHATOMIC)
			z->reserved_highatomic -= m_min(m_pageblock_pages(w), z->reserved_highatomic);
		m_set_pageblock_type(w, m_page(w, pfn), type);
		if (m_move_freepages_block(w, z, pfn, type, NULL, RECOUNT_NONE, 0) > 0)
			return true;
	}
	return false;
}

/* Return a reserved pageblock of some zone in the zonelist to type; a zone's last one only if forced. */
bool m_unreserve_highatomic(struct world *w, const struct walk *walk, uint8_t type, bool force)
{
	for (const uint8_t *at = m_next_zone(w, walk, walk->zonelist); *at != NO_ZONE; at = m_next_zone(w, walk, at + 1)) {
		struct zone *z = &w->zone[*at];

		if (!force && z->reserved_highatomic <= m_pageblock_pages(w))
			continue;
		if (unreserve_zone(w, z, type))
			return true;
	}
	return false;
}
