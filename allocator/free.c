// SPDX-License-Identifier: MIT
/*
 * The free path of blocks: references, checks, then page set or buddy.
 */
#include "allocator/free.h"
#include "allocator/buddy.h"
#include "allocator/contents.h"
#include "allocator/damage.h"
#include "allocator/exclusion.h"
#include "allocator/pageblock.h"
#include "allocator/pcp.h"

static inline bool prepare(struct page_alloc *pa, page_t page, unsigned order, bool compound, bool check_head)
{
	if (pa->common->nr_damaged && !damage_check_free(pa, page, order, compound, check_head)) {
		damage_lose(pa, page, order);
		return false;
	}
	if (pa->touches_pages)
		contents_release(pa, page, order);
	return true;
}

bool free_prepare(struct page_alloc *pa, page_t page, unsigned order, bool compound)
{
	/* Blocks of page-set orders are checked when they leave the set, or here as well, or only here. */
	return prepare(pa, page, order, compound, !pcp_order(pa, order) || damage_checks_user(pa));
}

enum { HOLD_PAGES = 32 }; /* SWAP_CLUSTER_MAX; lists that are processed 31 at a time never reach it */

/* Hold the lock of the zone's page set: keep it or try to take it. */
static inline bool hold_set(struct page_alloc *pa, struct zone *zone, struct hold *hold)
{
	if (hold->zone != zone)
		*hold = (struct hold){ .zone = pcp_try(pa, zone) ? zone : NULL };
	if (hold->zone != zone)
		return false;
	if (++hold->pages == HOLD_PAGES)
		hold->zone = NULL;
	return true;
}

static inline void commit(struct page_alloc *pa, page_t page, unsigned order, bool cold, struct hold *hold)
{
	struct zone *zone = page_span_zone(pa, page);
	const unsigned mt = pageblock_type(pa, page);
	const bool cached = mt != MIGRATE_ISOLATE && pcp_order(pa, order) && hold_set(pa, zone, hold);

	if (mt == MIGRATE_ISOLATE)
		hold->zone = NULL;
	if (cached || !pcp_order(pa, order) || pa->policy->isolate_counted)
		pa->events.pgfree += block_pages(order);
	zone_lock(pa, zone);
	if (cached && !pcp_put(pa, zone, page, order, mt, cold))
		hold->zone = NULL;
	if (!cached)
		buddy_free_large(pa, zone, page, order, mt, PLACE_NORMAL);
	zone_unlock(pa, zone);
}

void free_commit_held(struct page_alloc *pa, page_t page, unsigned order, bool cold, struct hold *hold)
{
	commit(pa, page, order, cold, hold);
}

void free_commit(struct page_alloc *pa, page_t page, unsigned order, bool cold)
{
	struct hold hold = { .zone = NULL };

	commit(pa, page, order, cold, &hold);
}

void free_block(struct page_alloc *pa, page_t page, unsigned order, bool compound)
{
	if (free_prepare(pa, page, order, compound))
		free_commit(pa, page, order, false);
}

void free_to_tail(struct page_alloc *pa, page_t page)
{
	struct zone *zone = page_span_zone(pa, page);

	if (!prepare(pa, page, 0, false, true))
		return;
	pa->events.pgfree++;
	zone_lock(pa, zone);
	buddy_free(pa, zone, page, 0, pageblock_type(pa, page), PLACE_TAIL);
	zone_unlock(pa, zone);
}

/* The head keeps its references as a single page; the rest of the block is freed in halves. */
static void free_parts(struct page_alloc *pa, page_t page, unsigned order, uint32_t refs)
{
	page_set_state(pa, page, page_state(pa, page) & ~STATE_ORDER);
	page_set_facts(pa, page, refs, false);
	while (order-- > 0)
		free_block(pa, page + block_pages(order), order, false);
}

uint32_t free_put(struct page_alloc *pa, page_t page, unsigned order)
{
	const uint32_t refs = page_refs(pa, page) - 1;
	const bool compound = page_compound(pa, page);

	if (refs == 0)
		free_block(pa, page, order, compound);
	else if (order > 0 && !compound && pa->policy->free_parts)
		free_parts(pa, page, order, refs);
	else
		page_set_facts(pa, page, refs, compound);
	return refs;
}
