// SPDX-License-Identifier: MIT
/*
 * Direct compaction as the slow path sees it: asking for it, the attempt after it, and the decision to repeat it.
 *
 * Kernel: __alloc_pages_direct_compact(), should_compact_retry(), compaction_zonelist_suitable().
 */
#include "model/model.h"
#include "model/certain.h"

enum { COMPACT_RETRIES_MAX = 16, COMPACT_CLUSTER_MAX = 32 };

static bool can_compact(const struct world *w, uint32_t gfp)
{
	return ALWAYS(w->machine.compaction) && gfp & GFP_BIT_IO;
}

static pfn_t ask_compaction(struct world *w, const struct request_context *rc, uint32_t gfp, struct compaction *c, uint8_t priority)
{
	uint8_t asked = 0;

	w->capture.pfn = PFN_NONE;
	w->capture.type = rc->type;
	c->result = COMPACT_SKIPPED;
	if (can_compact(w, gfp)) {
		c->result = (uint8_t)m_ask(w, ASK_COMPACT, rc->order);
		asked = PATH_ASKED;
		if (w->capture.pfn != PFN_NONE && w->policy->capture_is_success)
			c->result = COMPACT_SUCCESS;
	}
	m_path(w, PATH_COMPACT, priority, c->result | asked, w->capture.pfn);
	return w->capture.pfn;
}

static bool gives_up(const struct world *w, const struct compaction *c)
{
	if (w->policy->skipped == SKIPPED_TRIES_ANYWAY)
		return false;
	return c->result == COMPACT_SKIPPED || (w->policy->skipped == DEFERRED_GIVES_UP && c->result == COMPACT_DEFERRED);
}

pfn_t m_direct_compact(struct world *w, struct request_context *rc, uint32_t gfp, uint32_t flags, struct compaction *c,
	uint8_t priority)
{
	pfn_t pfn;

	if (rc->order == 0)
		return PFN_NONE;
	if (!w->machine.compaction) {
		c->result = COMPACT_SKIPPED;
		return PFN_NONE;
	}
	pfn = ask_compaction(w, rc, gfp, c, priority);
	if (pfn == PFN_NONE && gives_up(w, c))
		return PFN_NONE;
	w->events.compact_stall++;
	if (pfn != PFN_NONE)
		m_prep_new_page(w, pfn, rc->order, gfp, flags);
	else
		pfn = m_get_page_from_freelist(w, rc, gfp, flags);
	if (pfn != PFN_NONE)
		w->events.compact_success++;
	else
		w->events.compact_fail++;
	return pfn;
}

/* --- trying again --------------------------------------------------------------------------------------------------------- */

/*
 * Free pages that compaction needs as migration targets: twice the block, capped at one batch of migration (COMPACT_CLUSTER_MAX) if the
 * policy says so.
 */
static int64_t compact_gap(const struct world *w, uint8_t order)
{
	return w->policy->compact_gap_is_capped ? m_min(INT64_C(2) << order, COMPACT_CLUSTER_MAX) : INT64_C(2) << order;
}

/* compaction_suitable(): would compacting this zone make sense, counting in what reclaim could free? */
static bool zone_is_suitable(const struct world *w, const struct request_context *rc, const struct zone *z, uint32_t flags)
{
	uint8_t hzi = m_reserve_index(w, rc);
	int64_t available = m_reclaimable(z) / rc->order + m_free_snapshot(z);
	int64_t mark = m_wmark(z, rc->order > COSTLY_ORDER ? WMARK_LOW : WMARK_MIN) + compact_gap(w, rc->order);

	if (w->policy->enough != ENOUGH_IS_NOT_ASKED &&
	    m_watermark_ok(w, z, rc->order, m_wmark(z, flags & ALLOC_WMARK_MASK), hzi, flags, m_free_pages(z)))
		return w->policy->enough == ENOUGH_IS_SUITABLE;
	return m_watermark_ok(w, z, 0, mark, hzi, ALLOC_CMA, available);
}

static bool zonelist_is_suitable(struct world *w, const struct request_context *rc, uint32_t gfp, uint32_t flags)
{
	bool minds_cpuset = w->policy->suitable_minds_cpuset && w->machine.cpusets && flags & ALLOC_CPUSET;

	for (const uint8_t *at = m_next_zone(w, &rc->walk, rc->walk.zonelist); *at != NO_ZONE; at = m_next_zone(w, &rc->walk, at + 1)) {
		const struct zone *z = &w->zone[*at];

		if (minds_cpuset && !m_cpuset_allowed(w, z->node, gfp))
			continue;
		if (zone_is_suitable(w, rc, z, flags))
			return true;
	}
	return false;
}

/* Without CONFIG_COMPACTION: retry while some zone is above its min mark for order 0. */
static bool retry_without_compaction(struct world *w, const struct request_context *rc, uint32_t flags)
{
	if (rc->order == 0 || rc->order > COSTLY_ORDER)
		return false;
	for (const uint8_t *at = m_next_zone(w, &rc->walk, rc->walk.zonelist); *at != NO_ZONE; at = m_next_zone(w, &rc->walk, at + 1)) {
		const struct zone *z = &w->zone[*at];

		if (m_watermark_ok(w, z, 0, m_wmark(z, WMARK_MIN), m_reserve_index(w, rc), flags, m_free_pages(z)))
			return true;
	}
	return false;
}

/* Raise the priority of compaction, if it is not the highest for this order. */
static bool raise_priority(const struct request_context *rc, struct compaction *c)
{
	uint8_t hardest = rc->order > COSTLY_ORDER ? COMPACT_SYNC_LIGHT : COMPACT_SYNC_FULL;

	if (c->priority <= hardest)
		return false;
	c->priority--;
	c->retries = 0;
	return true;
}

bool m_should_compact_retry(struct world *w, struct request_context *rc, uint32_t gfp, uint32_t flags, struct compaction *c)
{
	bool withdrawn = c->result == COMPACT_DEFERRED || c->result == COMPACT_CONTENDED || c->result == COMPACT_PARTIAL_SKIPPED;

	if (!w->machine.compaction)
		return retry_without_compaction(w, rc, flags);
	if (rc->order == 0)
		return false;
	if (c->result == COMPACT_SUCCESS)
		c->retries++;
	if (c->result == COMPACT_COMPLETE)
		return raise_priority(rc, c);
	if (c->result == COMPACT_SKIPPED || (withdrawn && w->policy->withdrawn_asks_suitable))
		return zonelist_is_suitable(w, rc, gfp, flags);
	if (withdrawn || (c->result != COMPACT_SUCCESS && w->policy->only_success_repeats))
		return raise_priority(rc, c);
	if (c->retries <= (rc->order > COSTLY_ORDER ? COMPACT_RETRIES_MAX / 4 : COMPACT_RETRIES_MAX))
		return true;
	return raise_priority(rc, c);
}
