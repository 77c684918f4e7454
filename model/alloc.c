// SPDX-License-Identifier: MIT
/*
 * One attempt at an allocation: which zones, down to which watermark, and what is done to the block found.
 *
 * Kernel: rmqueue(), get_page_from_freelist().
 */
#include "model/model.h"

/* --- what a gfp mask says ------------------------------------------------------------------------------------------------- */

/* gfp_zone(): the highest kind of zone allowed. There is no ZONE_HIGHMEM. */
uint8_t m_gfp_zone(uint32_t gfp)
{
	if (gfp & GFP_BIT_DMA)
		return ZONE_DMA;
	if (gfp & GFP_BIT_DMA32)
		return ZONE_DMA32;
	return gfp & GFP_BIT_HIGHMEM && gfp & GFP_BIT_MOVABLE ? ZONE_MOVABLE : ZONE_NORMAL;
}

uint8_t m_gfp_type(const struct world *w, uint32_t gfp)
{
	if (!w->machine.mobility)
		return MIGRATE_UNMOVABLE;
	return gfp & GFP_BIT_MOVABLE ? MIGRATE_MOVABLE : gfp & GFP_BIT_RECLAIMABLE ? MIGRATE_RECLAIMABLE : MIGRATE_UNMOVABLE;
}

/* current_alloc_flags(). */
uint32_t m_add_cma_flag(const struct world *w, uint8_t type, uint32_t flags)
{
	bool barred = w->task.flags & TASK_NOCMA && w->policy->nocma_bars_cma;

	return type == MIGRATE_MOVABLE && !barred ? flags | ALLOC_CMA : flags;
}

/* --- zones of a request --------------------------------------------------------------------------------------------------- */

const struct zone *m_preferred_zone(const struct world *w, const struct request_context *rc)
{
	return &w->zone[*rc->preferred];
}

void m_find_preferred(const struct world *w, struct request_context *rc)
{
	rc->preferred = m_next_zone(w, &rc->walk, rc->walk.zonelist);
}

/* The index into lowmem_reserve. */
uint8_t m_reserve_index(const struct world *w, const struct request_context *rc)
{
	if (w->policy->reserve_by_classzone && *rc->preferred != NO_ZONE)
		return m_preferred_zone(w, rc)->kind;
	return rc->walk.hzi;
}

/* --- one zone: rmqueue() -------------------------------------------------------------------------------------------------- */

/* kind: the zone kind for which PGALLOC is counted; z: the zone from whose list the block came. */
void m_count_allocation(struct world *w, const struct request_context *rc, struct zone *z, uint8_t kind)
{
	struct zone *preferred = &w->zone[*rc->preferred];
	bool local = z->node == w->machine.cpu_node[w->cpu];

	w->events.pgalloc[kind] += UINT64_C(1) << rc->order;
	if (z->node == preferred->node) {
		z->numa_hit++;
	} else {
		z->numa_miss++;
		preferred->numa_foreign++;
	}
	z->numa_local += local;
	z->numa_other += !local;
}

/* One attempt to take a block from the buddy; it may turn out to be bad. */
static pfn_t take_from_buddy(struct world *w, struct zone *z, uint8_t order, uint8_t type, uint32_t flags)
{
	bool own_flag = w->policy->highatomic_flag;
	enum rmqueue_mode mode = RMQUEUE_NORMAL;
	pfn_t pfn = PFN_NONE;

	if (own_flag ? (flags & ALLOC_HIGHATOMIC) != 0 : order > 0 && flags & ALLOC_HARDER)
		pfn = m_rmqueue_smallest(w, z, order, MIGRATE_HIGHATOMIC);
	if (pfn == PFN_NONE)
		pfn = m_rmqueue_any(w, z, order, type, flags, &mode);
	if (pfn == PFN_NONE && own_flag && flags & (ALLOC_OOM | ALLOC_HARDER))
		pfn = m_rmqueue_smallest(w, z, order, MIGRATE_HIGHATOMIC);
	return pfn;
}

static pfn_t rmqueue_buddy(struct world *w, struct zone *z, uint8_t order, uint8_t type, uint32_t flags)
{
	for (;;) {
		pfn_t pfn = take_from_buddy(w, z, order, type, flags);

		if (pfn == PFN_NONE)
			return PFN_NONE;
		if (!w->policy->bad_block_stays_counted && !w->policy->lists_are_counted)
			m_count_out(z, pfn, UINT32_C(1) << order, m_page(w, pfn)->type);
		if (m_new_block_is_bad(w, pfn, order))
			continue;
		if (w->policy->bad_block_stays_counted)
			m_count_out(z, pfn, UINT32_C(1) << order, m_page(w, pfn)->type);
		if (w->policy->buddy_reserves && flags & ALLOC_HIGHATOMIC && (flags & ALLOC_WMARK_MASK) == WMARK_MIN)
			m_reserve_highatomic(w, z, pfn);
		return pfn;
	}
}

static bool goes_by_pcp(const struct world *w, uint8_t order, uint8_t type, uint32_t flags)
{
	return m_pcp_order(w, order) && (!w->policy->pcp_bypass || type != MIGRATE_MOVABLE || flags & ALLOC_CMA);
}

static pfn_t rmqueue(struct world *w, const struct request_context *rc, struct zone *z, uint32_t gfp, uint32_t flags)
{
	bool by_pcp = goes_by_pcp(w, rc->order, rc->type, flags);
	pfn_t pfn = PFN_NONE;

	if (by_pcp)
		pfn = m_pcp_alloc(w, z, rc->order, rc->type, flags, w->policy->pcp_cold && gfp & GFP_BIT_COLD);
	if (pfn == PFN_NONE && (!by_pcp || w->policy->pcp_takes_high_orders))
		pfn = rmqueue_buddy(w, z, rc->order, rc->type, flags);
	if (pfn != PFN_NONE)
		m_count_allocation(w, rc, z, m_zone_of(w, pfn)->kind);
	if (z->boosted && (pfn != PFN_NONE || by_pcp || w->policy->boosted_after_failure)) {
		z->boosted = false;
		w->answer->wake++;
		w->answer->woken |= UINT32_C(1) << z->id;
	}
	return pfn;
}

/* --- all zones: get_page_from_freelist() ---------------------------------------------------------------------------------- */

/* The last node whose dirty limit was checked: remembered if it was exceeded; if policy.dirty_verdict_kept, also if not. */
struct dirty_memo {
	int node;
	bool ok;
};

static bool too_dirty(struct world *w, uint8_t node, struct dirty_memo *memo)
{
	bool ok;

	if (memo->node == node)
		return !memo->ok;
	ok = m_node_dirty_ok(w, node);
	if (!ok || w->policy->dirty_verdict_kept)
		*memo = (struct dirty_memo){ .node = node, .ok = ok };
	return !ok;
}

/* The zone fails its watermark: may it be used all the same? */
static bool usable_below_watermark(struct world *w, const struct request_context *rc, struct zone *z, int64_t mark, uint32_t gfp,
	uint32_t flags)
{
	uint8_t near = m_preferred_zone(w, rc)->node;

	if (w->deferred && m_grow_zone(w, z, rc->order))
		return true;
	if (flags & ALLOC_NO_WATERMARKS)
		return true;
	if (w->machine.node_reclaim_mode == 0 || w->machine.distance[near][z->node] > w->machine.node_reclaim_distance)
		return false;
	if (!m_node_reclaim(w, z->node, gfp, rc->order))
		return false;
	return m_watermark_ok(w, z, rc->order, mark, m_reserve_index(w, rc), flags, m_free_pages(z));
}

/* Is the zone above its high watermark? Asked only until it has once been seen below (ZONE_BELOW_HIGH). */
static bool above_high(const struct world *w, const struct request_context *rc, struct zone *z, uint32_t gfp, uint32_t flags)
{
	if (!w->policy->high_mark_first || z->below_high)
		return false;
	z->below_high = !m_watermark_fast(w, z, rc->order, m_wmark(z, WMARK_HIGH), m_reserve_index(w, rc), flags, gfp);
	return !z->below_high;
}

/* Does the request add the pageblock to the highatomic reserve wherever its block came from (per-CPU list or buddy)? */
static bool reserves_for_others_like_it(const struct world *w, uint8_t order, uint32_t flags)
{
	if (w->policy->buddy_reserves)
		return false;
	return w->policy->highatomic_flag ? (flags & ALLOC_HIGHATOMIC) != 0 : order > 0 && flags & ALLOC_HARDER;
}

static pfn_t try_zone(struct world *w, const struct request_context *rc, struct zone *z, uint32_t gfp, uint32_t flags)
{
	int64_t mark = m_wmark(z, flags & ALLOC_WMARK_MASK);
	pfn_t pfn;

	if (!above_high(w, rc, z, gfp, flags) && !m_watermark_fast(w, z, rc->order, mark, m_reserve_index(w, rc), flags, gfp) &&
	    !usable_below_watermark(w, rc, z, mark, gfp, flags))
		return PFN_NONE;
	do {
		pfn = rmqueue(w, rc, z, gfp, flags);
	} while (pfn == PFN_NONE && w->deferred && m_grow_zone(w, z, rc->order));
	if (pfn == PFN_NONE)
		return PFN_NONE;
	m_prep_new_page(w, pfn, rc->order, gfp, flags);
	if (reserves_for_others_like_it(w, rc->order, flags))
		m_reserve_highatomic(w, z, pfn);
	return pfn;
}

/* State carried from one pass over the zonelist to the next. */
struct passes {
	struct dirty_memo memo;
	bool remote;        /* the last pass stopped because ALLOC_NOFRAGMENT forbids other nodes */
	bool avoids_awake;  /* nodes whose kswapd is awake are skipped */
	bool passed_over;   /* such a node has been skipped */
};

/* One pass over the zonelist. */
static pfn_t try_zones(struct world *w, const struct request_context *rc, uint32_t gfp, uint32_t flags, struct passes *passes)
{
	passes->remote = false;
	for (const uint8_t *at = rc->preferred; *at != NO_ZONE; at = m_next_zone(w, &rc->walk, at + 1)) {
		struct zone *z = &w->zone[*at];
		pfn_t pfn;

		m_step(w);
		if (w->machine.cpusets && flags & ALLOC_CPUSET && !m_cpuset_allowed(w, z->node, gfp))
			continue;
		if (rc->spread_dirty && too_dirty(w, z->node, &passes->memo))
			continue;
		passes->remote = flags & ALLOC_NOFRAGMENT && z->node != m_preferred_zone(w, rc)->node;
		if (passes->remote)
			return PFN_NONE;
		if (passes->avoids_awake && w->node[z->node].kswapd_is_awake) {
			passes->passed_over = true;
			continue;
		}
		pfn = try_zone(w, rc, z, gfp, flags);
		if (pfn != PFN_NONE)
			return pfn;
	}
	return PFN_NONE;
}

pfn_t m_get_page_from_freelist(struct world *w, struct request_context *rc, uint32_t gfp, uint32_t flags)
{
	struct passes passes = { .memo.node = -1, .avoids_awake = w->policy->avoids_awake_nodes && w->machine.nr_nodes > 1 };
	uint32_t given = flags;

	m_path(w, PATH_ATTEMPT, given, 0, PFN_NONE);
	if (!w->policy->has_nofragment)
		flags &= ~(uint32_t)ALLOC_NOFRAGMENT;
	for (;;) {
		pfn_t pfn = try_zones(w, rc, gfp, flags, &passes);

		if (pfn != PFN_NONE)
			return pfn;
		if (!passes.remote && passes.avoids_awake && passes.passed_over)
			passes.avoids_awake = false;
		else if (flags & ALLOC_NOFRAGMENT)
			flags &= ~(uint32_t)ALLOC_NOFRAGMENT; /* fragmenting locally is better than another node, or than failing */
		else
			return PFN_NONE;
	}
}
