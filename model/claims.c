// SPDX-License-Identifier: MIT
/*
 * Where a block comes from when the request's own lists are empty: a pageblock of another type is claimed, or a single block of it is taken
 * and split on the lists of its own type. Within a refill, the search for the next block starts no nearer than where the last one was
 * found.
 *
 * Kernel: __rmqueue(), __rmqueue_claim(), try_to_claim_block(), __rmqueue_steal().
 */
#include "model/model.h"

/* Claim a block of whole pageblocks: it changes its type as it is, and is then split on its new lists. */
static pfn_t claim_block(struct world *w, struct zone *z, uint8_t order, uint8_t wanted, uint8_t old, const struct choice *choice)
{
	uint32_t pages = UINT32_C(1) << choice->order;
	struct page *page = m_page(w, choice->pfn);

	m_remove_block(w, z, choice->pfn, page);
	if (old != MIGRATE_ISOLATE) /* ISOLATE: on the list of the type it was cached with, and counted; it gets counted twice */
		m_count_out(z, choice->pfn, pages, old);
	m_mark_in(z, choice->pfn, pages, wanted);
	m_set_range_type(w, choice->pfn, choice->pfn + pages, wanted);
	m_expand(w, z, choice->pfn, page, order, choice->order, wanted, pages);
	page->order = order;
	page->type = wanted;
	return choice->pfn;
}

/* Claim a pageblock if enough of it is free or of the wanted kind, then take the smallest sufficient block of the wanted type. */
static pfn_t claim_pageblock(struct world *w, struct zone *z, uint8_t order, uint8_t wanted, uint8_t old, uint32_t flags,
	const struct choice *choice)
{
	uint32_t pages = m_pageblock_pages(w), movable = 0, alike = 0, free;

	m_boost_after_steal(w, z, flags);
	if (!m_pageblock_is_whole(w, z, choice->pfn))
		return PFN_NONE;
	free = m_pageblock_pages_free(w, choice->pfn, &movable);
	if (wanted == MIGRATE_MOVABLE)
		alike = movable;
	else if (old == MIGRATE_MOVABLE)
		alike = pages - (free + movable);
	if (free + alike < pages / 2 && w->machine.mobility)
		return PFN_NONE;
	m_retype_pageblock(w, z, choice->pfn, old, wanted);
	return m_rmqueue_smallest(w, z, order, wanted);
}

/* Claim a block of another type for `wanted`. PFN_NONE: not allowed. */
static pfn_t try_to_claim(struct world *w, struct zone *z, uint8_t order, uint8_t wanted, uint32_t flags, const struct choice *choice)
{
	uint8_t old = w->policy->old_type_is_lists ? choice->type : m_pageblock_type(w, choice->pfn);

	if (old == MIGRATE_HIGHATOMIC) /* HIGHATOMIC has lists of its own; only parts of a block cached as another type get here */
		return PFN_NONE;
	if (choice->order >= w->machine.pageblock_order)
		return claim_block(w, z, order, wanted, old, choice);
	return claim_pageblock(w, z, order, wanted, old, flags, choice);
}

/* __rmqueue_claim(): the largest blocks first, one of each order, down to the smallest order that the request may claim. */
static pfn_t claim(struct world *w, struct zone *z, uint8_t order, uint8_t wanted, uint32_t flags)
{
	uint8_t block = w->machine.pageblock_order, smallest = flags & ALLOC_NOFRAGMENT && order < block ? block : order;

	for (int o = w->machine.max_order - 1; o >= smallest; o--) {
		struct choice choice = { .found = false };
		pfn_t pfn;

		if (m_nr_free(z, (uint8_t)o) != 0)
			choice = m_find_suitable(w, z, (uint8_t)o, wanted);
		if (!choice.found)
			continue;
		if (!choice.whole)
			return PFN_NONE;
		pfn = try_to_claim(w, z, order, wanted, flags, &choice);
		if (pfn == PFN_NONE)
			continue;
		m_note_fragmentation(w, pfn, order, wanted, choice.order, choice.type);
		return pfn;
	}
	return PFN_NONE;
}

/* __rmqueue_steal(): the smallest block of another type; what remains of it stays on that type's lists. */
static pfn_t steal(struct world *w, struct zone *z, uint8_t order, uint8_t wanted)
{
	for (uint8_t o = order; o < w->machine.max_order; o++) {
		struct choice choice = { .found = false };
		struct page *page;

		if (m_nr_free(z, o) != 0)
			choice = m_find_suitable(w, z, o, wanted);
		if (!choice.found)
			continue;
		page = m_page(w, choice.pfn);
		m_remove_block(w, z, choice.pfn, page);
		m_expand(w, z, choice.pfn, page, order, o, choice.type, 0);
		page->order = order;
		page->type = choice.type;
		m_note_fragmentation(w, choice.pfn, order, wanted, choice.order, choice.type);
		return choice.pfn;
	}
	return PFN_NONE;
}

/* The own lists, CMA, a claim, a steal; starting from where the last block of the refill was found. */
static pfn_t search(struct world *w, struct zone *z, uint8_t order, uint8_t type, uint32_t flags, enum rmqueue_mode from,
	enum rmqueue_mode *found_in)
{
	pfn_t pfn = PFN_NONE;

	*found_in = from;
	if (from == RMQUEUE_NORMAL)
		pfn = m_rmqueue_smallest(w, z, order, type);
	if (pfn == PFN_NONE && from != RMQUEUE_STEAL && flags & ALLOC_CMA) {
		*found_in = RMQUEUE_CMA;
		pfn = m_rmqueue_smallest(w, z, order, MIGRATE_CMA);
	}
	if (pfn == PFN_NONE && from != RMQUEUE_STEAL) {
		*found_in = RMQUEUE_NORMAL; /* the claim may have left more on the own lists */
		pfn = claim(w, z, order, type, flags);
	}
	if (pfn == PFN_NONE && !(flags & ALLOC_NOFRAGMENT)) {
		*found_in = RMQUEUE_STEAL;
		pfn = steal(w, z, order, type);
	}
	return pfn;
}

static pfn_t rmqueue_by_mode(struct world *w, struct zone *z, uint8_t order, uint8_t type, uint32_t flags, enum rmqueue_mode *mode)
{
	enum rmqueue_mode found_in;
	pfn_t pfn = PFN_NONE;

	if (flags & ALLOC_CMA && m_cma_is_more_than_half(z))
		pfn = m_rmqueue_smallest(w, z, order, MIGRATE_CMA);
	if (pfn != PFN_NONE)
		return pfn;
	pfn = search(w, z, order, type, flags, *mode, &found_in);
	if (pfn != PFN_NONE) /* after a failure the refill ends, so the mode no longer matters */
		*mode = found_in;
	return pfn;
}

/*
 * A block for this type, from anywhere. PFN_NONE: the zone has none. The block's type is then that of the list it came from; for who counts
 * it, see m_rmqueue_smallest().
 */
pfn_t m_rmqueue_any(struct world *w, struct zone *z, uint8_t order, uint8_t type, uint32_t flags, enum rmqueue_mode *mode)
{
	m_step(w);
	if (w->policy->claims_or_splits)
		return rmqueue_by_mode(w, z, order, type, flags, mode);
	return m_rmqueue_or_fall_back(w, z, order, type, flags);
}
