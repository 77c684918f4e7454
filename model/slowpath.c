// SPDX-License-Identifier: MIT
/*
 * The slow path: wake kswapd, try at the min mark, compact, reclaim, retry, kill, give up.
 *
 * The steps S1..S18 are those of docs/semantics/slowpath.md (NOPAGE is S18). A step either settles the request (with a block, or without)
 * or says where to continue. The kernel may loop for ever; here the request ends as STATUS_STUCK after REQUEST_PATIENCE rounds.
 *
 * Kernel: __alloc_pages_slowpath(), __alloc_pages_direct_reclaim(), __alloc_pages_may_oom(), should_reclaim_retry(), gfp_to_alloc_flags(),
 * __gfp_pfmemalloc_flags(), check_retry_cpuset(), wake_all_kswapds().
 */
#include "model/model.h"
#include "model/certain.h"

enum { RECLAIM_RETRIES_MAX = 16 };

enum next { GO_ON, RESTART, RETRY, NOPAGE, DONE };

struct slow {
	struct request_context *rc;
	uint32_t gfp, flags;
	struct compaction compaction;
	uint32_t no_progress;
	int64_t progress;
	uint64_t mems_sequence;
	uint32_t rounds;
	bool compacts_first; /* policy.compaction_has_round: this round compacts and does not reclaim */
	bool tried_reserves; /* policy.compaction_has_round: the early retry with reserve flags has been made */
	pfn_t pfn;
};

static bool direct(const struct slow *s)
{
	return (s->gfp & GFP_BIT_DIRECT_RECLAIM) != 0;
}

static bool costly(const struct slow *s)
{
	return s->rc->order > COSTLY_ORDER;
}

static bool can_compact(const struct world *w, const struct slow *s)
{
	return w->machine.compaction && s->gfp & GFP_BIT_IO;
}

/* DONE if there is a block now. */
static enum next settled(const struct slow *s)
{
	return s->pfn != PFN_NONE ? DONE : GO_ON;
}

static enum next attempt(struct world *w, struct slow *s, uint32_t gfp, uint32_t flags)
{
	s->pfn = m_get_page_from_freelist(w, s->rc, gfp, flags);
	return settled(s);
}

/* --- flags ---------------------------------------------------------------------------------------------------------------- */

static bool rt_in_task_context(const struct world *w)
{
	return w->task.flags & TASK_RT && !m_in_interrupt(w);
}

/* ALLOC_HARDER, ALLOC_HIGH and ALLOC_CPUSET as they were before the flags were reworked. */
static uint32_t urgency(const struct world *w, uint32_t gfp, uint32_t flags)
{
	if (gfp & GFP_BIT_ATOMIC) {
		flags &= ~(uint32_t)ALLOC_CPUSET;
		return gfp & GFP_BIT_NOMEMALLOC ? flags : flags | ALLOC_HARDER;
	}
	return rt_in_task_context(w) ? flags | ALLOC_HARDER : flags;
}

/*
 * urgency() after the flags were reworked: ALLOC_NON_BLOCK (0x10, here ALLOC_HARDER), ALLOC_MIN_RESERVE (0x20, here ALLOC_HIGH) and
 * ALLOC_HIGHATOMIC.
 */
static uint32_t reworked_urgency(const struct world *w, uint32_t gfp, uint32_t flags, uint8_t order)
{
	if (gfp & GFP_BIT_DIRECT_RECLAIM)
		return rt_in_task_context(w) ? flags | ALLOC_HIGH : flags;
	if (!(gfp & GFP_BIT_NOMEMALLOC)) {
		flags |= ALLOC_HARDER;
		if (order > 0 && flags & ALLOC_HIGH)
			flags |= ALLOC_HIGHATOMIC;
	}
	return flags & ALLOC_HIGH ? flags & ~(uint32_t)ALLOC_CPUSET : flags;
}

/* gfp_to_alloc_flags(). */
static uint32_t first_flags(const struct world *w, const struct slow *s)
{
	uint32_t flags = WMARK_MIN | ALLOC_CPUSET | (s->gfp & GFP_BIT_HIGH);

	if (w->policy->has_nofragment)
		flags |= s->gfp & GFP_BIT_KSWAPD_RECLAIM;
	if (w->policy->highatomic_flag)
		flags = reworked_urgency(w, s->gfp, flags, s->rc->order);
	else
		flags = urgency(w, s->gfp, flags);
	return m_add_cma_flag(w, m_gfp_type(w, s->gfp), flags);
}

/* __gfp_pfmemalloc_flags(): flags that open the reserves; 0 if the request may not use them. */
static uint32_t reserve_flags(const struct world *w, uint32_t gfp)
{
	bool memalloc = (w->task.flags & TASK_MEMALLOC) != 0;

	if (gfp & GFP_BIT_NOMEMALLOC)
		return 0;
	if (gfp & GFP_BIT_MEMALLOC || (memalloc && w->task.flags & TASK_SOFTIRQ))
		return ALLOC_NO_WATERMARKS;
	if (m_in_interrupt(w))
		return 0;
	if (memalloc)
		return ALLOC_NO_WATERMARKS;
	return w->task.flags & TASK_VICTIM ? ALLOC_OOM : 0;
}

/* --- parts ---------------------------------------------------------------------------------------------------------------- */

/* Once per run of zones of one node in the zonelist. */
static void wake_kswapds(struct world *w, const struct slow *s)
{
	const struct walk *walk = &s->rc->walk;
	int last = -1;

	if (!(w->policy->kswapd_by_gfp ? s->gfp & GFP_BIT_KSWAPD_RECLAIM : s->flags & ALLOC_KSWAPD))
		return;
	for (const uint8_t *at = m_next_zone(w, walk, walk->zonelist); *at != NO_ZONE; at = m_next_zone(w, walk, at + 1)) {
		const struct zone *z = &w->zone[*at];

		if (w->policy->wakes_managed_only && z->managed == 0)
			continue;
		if (last != z->node) {
			w->answer->wake++;
			w->answer->woken |= UINT32_C(1) << z->id;
		}
		last = z->node;
	}
}

static bool unreserve(struct world *w, struct slow *s, bool force)
{
	bool result = m_unreserve_highatomic(w, &s->rc->walk, s->rc->type, force);

	m_path(w, PATH_UNRESERVE, force, result, PFN_NONE);
	return result;
}

/* S14: did the cpuset change meanwhile, so that the request must start again? */
static bool cpuset_changed(struct world *w, struct slow *s)
{
	const uint32_t *nodemask = s->rc->walk.nodemask;

	if (!w->machine.cpusets)
		return false;
	if (nodemask && !(*nodemask & w->task.mems)) {
		s->rc->walk.nodemask = NULL;
		return true;
	}
	return s->mems_sequence != w->task.mems_sequence;
}

/* S8 */
static enum next reclaim(struct world *w, struct slow *s)
{
	s->progress = m_ask(w, ASK_RECLAIM, s->rc->order);
	m_path(w, PATH_RECLAIM, (uint32_t)s->progress, 0, PFN_NONE);
	if (s->progress == 0 || attempt(w, s, s->gfp, s->flags) == DONE)
		return settled(s);
	unreserve(w, s, false);
	m_path(w, PATH_DRAIN, 0, 0, PFN_NONE);
	m_drain_all(w, NULL);
	return attempt(w, s, s->gfp, s->flags);
}

/* Could some zone satisfy the request if everything reclaimable were free? */
static bool some_zone_could(struct world *w, struct slow *s)
{
	const struct walk *walk = &s->rc->walk;
	uint8_t hzi = m_reserve_index(w, s->rc);

	for (const uint8_t *at = m_next_zone(w, walk, walk->zonelist); *at != NO_ZONE; at = m_next_zone(w, walk, at + 1)) {
		const struct zone *z = &w->zone[*at];
		int64_t pages = m_reclaimable(z);

		if (w->policy->retry_minds_cpuset && w->machine.cpusets && s->flags & ALLOC_CPUSET && !m_cpuset_allowed(w, z->node, s->gfp))
			continue;
		if (!m_watermark_ok(w, z, s->rc->order, m_wmark(z, WMARK_MIN), hzi, s->flags, pages + m_free_snapshot(z)))
			continue;
		if (w->policy->congestion_waits && s->progress == 0 && INT64_C(2) * z->stat[ZONE_WRITE_PENDING] > pages)
			m_path(w, PATH_CONGESTION, 0, 0, PFN_NONE);
		return true;
	}
	return false;
}

/* S12 */
static bool should_reclaim_retry(struct world *w, struct slow *s)
{
	if (s->progress > 0 && !costly(s))
		s->no_progress = 0;
	else
		s->no_progress++;
	if (s->no_progress > RECLAIM_RETRIES_MAX)
		return unreserve(w, s, true);
	if (some_zone_could(w, s))
		return true;
	return w->policy->false_retry_unreserves && unreserve(w, s, true);
}

/* __alloc_pages_cpuset_fallback(). */
static enum next attempt_beyond_cpuset(struct world *w, struct slow *s, uint32_t flags)
{
	if (attempt(w, s, s->gfp, flags | ALLOC_CPUSET) == DONE)
		return DONE;
	return attempt(w, s, s->gfp, flags);
}

static bool may_kill(const struct world *w, const struct slow *s)
{
	if (w->task.flags & TASK_DUMPCORE || costly(s))
		return false;
	return !(s->gfp & (GFP_BIT_RETRY_MAYFAIL | GFP_BIT_THISNODE)) && s->rc->walk.hzi >= ZONE_NORMAL;
}

/* S15 */
static enum next may_oom(struct world *w, struct slow *s)
{
	bool killed;

	s->progress = 0;
	if (m_ask(w, ASK_OOM_LOCK, 0) == 0) {
		m_path(w, PATH_OOM_LOCK, 0, 0, PFN_NONE);
		s->progress = 1;
		return GO_ON;
	}
	if (attempt(w, s, (s->gfp | GFP_BIT_HARDWALL) & ~(uint32_t)GFP_BIT_DIRECT_RECLAIM, WMARK_HIGH | ALLOC_CPUSET) == DONE)
		return DONE;
	if (!may_kill(w, s))
		return GO_ON;
	killed = m_ask(w, ASK_OOM, 0) != 0;
	m_path(w, PATH_OOM, killed, 0, PFN_NONE);
	if (!killed && !(s->gfp & GFP_BIT_NOFAIL))
		return GO_ON;
	s->progress = 1;
	return s->gfp & GFP_BIT_NOFAIL ? attempt_beyond_cpuset(w, s, ALLOC_NO_WATERMARKS) : GO_ON;
}

/* --- the steps ------------------------------------------------------------------------------------------------------------ */

/* Requests that are hard to satisfy compact before they reclaim. */
static bool order_asks_for_compaction(const struct slow *s)
{
	return costly(s) || (s->rc->order > 0 && s->rc->type != MIGRATE_MOVABLE);
}

/* S4 */
static enum next early_compaction(struct world *w, struct slow *s)
{
	const struct compaction *c = &s->compaction;

	if (!direct(s) || !order_asks_for_compaction(s) || reserve_flags(w, s->gfp) != 0)
		return GO_ON;
	if (w->policy->can_compact_matters && !can_compact(w, s))
		return GO_ON;
	s->pfn = m_direct_compact(w, s->rc, s->gfp, s->flags, &s->compaction, COMPACT_ASYNC);
	if (s->pfn != PFN_NONE)
		return DONE;
	if (!costly(s) || !(s->gfp & GFP_BIT_NORETRY))
		return GO_ON;
	if (c->result == COMPACT_DEFERRED || (c->result == COMPACT_SKIPPED && w->policy->noretry_ends_when_skipped))
		return NOPAGE;
	if (s->gfp & GFP_BIT_THISNODE && w->policy->noretry_thisnode_ends)
		return NOPAGE;
	s->compaction.priority = COMPACT_ASYNC;
	return GO_ON;
}

/* early_compaction() for policy.compaction_has_round: the first round compacts and does not reclaim. */
static void expect_compaction(const struct world *w, struct slow *s)
{
	s->compaction.result = COMPACT_SKIPPED;
	s->compacts_first = direct(s) && can_compact(w, s) && order_asks_for_compaction(s);
	if (s->compacts_first)
		s->compaction.priority = COMPACT_ASYNC;
}

/* S1..S4 */
static enum next begin(struct world *w, struct slow *s)
{
	m_step(w);
	s->compaction.retries = s->no_progress = 0;
	s->compaction.priority = COMPACT_SYNC_LIGHT;
	if (w->policy->compaction_has_round)
		expect_compaction(w, s);
	s->mems_sequence = w->task.mems_sequence;
	s->flags = first_flags(w, s);
	m_find_preferred(w, s->rc);
	if (*s->rc->preferred == NO_ZONE)
		return NOPAGE;
	if (w->policy->compaction_has_round)
		return GO_ON;
	wake_kswapds(w, s);
	if (attempt(w, s, s->gfp, s->flags) == DONE)
		return DONE;
	return early_compaction(w, s);
}

/* S5: flags, zonelist and nodemask of a retry. True: the request may ignore the task's memory policies from now on. */
static bool look_at_reserves(struct world *w, struct slow *s)
{
	uint32_t reserve = reserve_flags(w, s->gfp);
	uint32_t kept = w->policy->reserve_flags_keep_kswapd ? s->flags & ALLOC_KSWAPD : 0;

	if (reserve)
		s->flags = kept | (w->policy->reserve_flags_add_cma ? m_add_cma_flag(w, m_gfp_type(w, s->gfp), reserve) : reserve);
	if (s->flags & ALLOC_CPUSET && ALWAYS(!reserve))
		return false;
	if (w->policy->retry_takes_cpu_zonelist)
		s->rc->walk.zonelist = m_zonelist(w, w->machine.cpu_node[w->cpu], s->gfp);
	if (w->policy->retry_drops_nodemask)
		s->rc->walk.nodemask = NULL;
	m_find_preferred(w, s->rc);
	return true;
}

/* S9 */
static enum next compact(struct world *w, struct slow *s)
{
	s->pfn = m_direct_compact(w, s->rc, s->gfp, s->flags, &s->compaction, s->compaction.priority);
	return settled(s);
}

/*
 * The round that compacts instead of reclaiming is over. With NORETRY one more round follows, with the same compaction priority; with
 * NORETRY and THISNODE none.
 */
static enum next after_compaction(struct slow *s)
{
	if (s->gfp & GFP_BIT_NORETRY && s->gfp & GFP_BIT_THISNODE)
		return NOPAGE;
	if (!(s->gfp & GFP_BIT_NORETRY))
		s->compaction.priority = COMPACT_SYNC_LIGHT;
	s->compacts_first = false;
	return RETRY;
}

/* S10..S13: is another round worthwhile? */
static enum next after_reclaim(struct world *w, struct slow *s)
{
	bool compaction_counts = !w->policy->can_compact_matters || can_compact(w, s);

	if (s->gfp & GFP_BIT_NORETRY)
		return NOPAGE;
	if (costly(s) && (!(s->gfp & GFP_BIT_RETRY_MAYFAIL) || !compaction_counts))
		return NOPAGE;
	if (w->policy->compaction_has_round && cpuset_changed(w, s))
		return RESTART;
	if (should_reclaim_retry(w, s))
		return RETRY;
	if (s->progress > 0 && compaction_counts && m_should_compact_retry(w, s->rc, s->gfp, s->flags, &s->compaction))
		return RETRY;
	return cpuset_changed(w, s) ? RESTART : GO_ON;
}

static bool is_dying(const struct world *w, const struct slow *s)
{
	bool by_flag = w->policy->oom_flag_alone ? s->flags == ALLOC_OOM : (s->flags & ALLOC_OOM) != 0;

	return w->task.flags & TASK_VICTIM && (by_flag || s->gfp & GFP_BIT_NOMEMALLOC);
}

/* S5, S6: the flags of this round, then one attempt with them. */
static enum next try_with_reserves(struct world *w, struct slow *s)
{
	if (w->policy->retry_checks_cpuset_first && cpuset_changed(w, s))
		return RESTART;
	wake_kswapds(w, s);
	look_at_reserves(w, s);
	return attempt(w, s, s->gfp, s->flags);
}

/*
 * One attempt with the current flags, then the flags for the rest of the round. The first time that these allow more, the round starts
 * again with them at once.
 */
static enum next try_before_reserves(struct world *w, struct slow *s)
{
	wake_kswapds(w, s);
	if (attempt(w, s, s->gfp, s->flags) == DONE)
		return DONE;
	if (!look_at_reserves(w, s) || s->tried_reserves)
		return GO_ON;
	s->tried_reserves = true;
	return RETRY;
}

/* S5..S17 */
static enum next one_round(struct world *w, struct slow *s)
{
	enum next next = w->policy->compaction_has_round ? try_before_reserves(w, s) : try_with_reserves(w, s);

	if (next != GO_ON)
		return next;
	if (!direct(s) || w->task.flags & TASK_MEMALLOC)
		return NOPAGE;
	if (!s->compacts_first && reclaim(w, s) == DONE)
		return DONE;
	if (compact(w, s) == DONE)
		return DONE;
	next = s->compacts_first ? after_compaction(s) : after_reclaim(w, s);
	if (next != GO_ON)
		return next;
	if (may_oom(w, s) == DONE)
		return DONE;
	if (is_dying(w, s) || s->progress == 0)
		return NOPAGE;
	s->no_progress = 0;
	return RETRY;
}

/* S18: fail, unless the request is NOFAIL. */
static enum next no_page(struct world *w, struct slow *s)
{
	if (cpuset_changed(w, s))
		return RESTART;
	if (!(s->gfp & GFP_BIT_NOFAIL) || !direct(s))
		return DONE;
	if (attempt_beyond_cpuset(w, s, w->policy->highatomic_flag ? ALLOC_HIGH : ALLOC_HARDER) == DONE)
		return DONE;
	return RETRY;
}

SELDOM pfn_t m_slow_path(struct world *w, struct request_context *rc, uint32_t gfp)
{
	struct slow s = { .rc = rc, .gfp = gfp, .pfn = PFN_NONE };
	enum next next = RESTART;

	if (gfp & GFP_BIT_ATOMIC && gfp & GFP_BIT_DIRECT_RECLAIM)
		s.gfp &= ~(uint32_t)GFP_BIT_ATOMIC;
	while (next != DONE) {
		if (next == RESTART)
			next = begin(w, &s);
		if (next == GO_ON || next == RETRY) {
			if (++s.rounds > REQUEST_PATIENCE) {
				w->answer->status = STATUS_STUCK;
				return PFN_NONE;
			}
			next = one_round(w, &s);
		}
		if (next == NOPAGE)
			next = no_page(w, &s);
	}
	return s.pfn;
}
