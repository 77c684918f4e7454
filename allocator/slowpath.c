// SPDX-License-Identifier: MIT
/*
 * The slow path as a state machine of small steps. S1..S18 are the steps of docs/semantics/slowpath.md (NOPAGE is S18), in the order of the
 * kernel function: S1 is restart, S5 is retry.
 *
 * With policy.compacts_in_rounds a round starts with its attempt and early compaction is a round of its own: the same steps in another
 * order.
 *
 * Each step returns what happens next. A round is one arrival at S5. The kernel may loop forever; this stops after REQUEST_PATIENCE rounds.
 * retry.c decides whether another round is worthwhile.
 */
#include "allocator/slowpath.h"
#include "allocator/always.h"
#include "allocator/fallback.h"
#include "allocator/node.h"
#include "allocator/page.h"
#include "allocator/pcp.h"
#include "allocator/retry.h"

enum verdict {
	VERDICT_NEXT,    /* continue with the next step */
	VERDICT_GOT,     /* a page: slow->grant */
	VERDICT_RESTART, /* go to S1 */
	VERDICT_RETRY,   /* go to S5 */
	VERDICT_NOPAGE,
	VERDICT_FAIL,
	VERDICT_STUCK,
};

static bool task_has(const struct slow *s, uint32_t flags)
{
	return (s->pa->task.flags & flags) != 0;
}

static bool can_reclaim(const struct slow *s)
{
	return (s->gfp & GFP_BIT_DIRECT_RECLAIM) != 0;
}

static bool can_compact(const struct slow *s)
{
	return s->pa->machine->compaction && s->gfp & GFP_BIT_IO;
}

static enum verdict attempt(struct slow *s, uint32_t gfp, uint32_t flags)
{
	s->grant = freelist_get(s->pa, gfp, s->order, flags, s->choice);
	return s->grant.page != PAGE_NONE ? VERDICT_GOT : VERDICT_NEXT;
}

static bool cma_allowed(const struct slow *s)
{
	return s->choice->mt == MIGRATE_MOVABLE && !(s->pa->policy->nocma_scope && task_has(s, TASK_NOCMA));
}

/* gfp_to_alloc_flags(): F(gfp). */
static uint32_t base_flags(const struct slow *s)
{
	const struct policy *policy = s->pa->policy;
	uint32_t flags = WMARK_MIN | ALLOC_CPUSET | (s->gfp & GFP_BIT_HIGH);

	if (!policy->kswapd_by_gfp)
		flags |= s->gfp & GFP_BIT_KSWAPD_RECLAIM;
	const bool urgent = policy->nonblock_by_direct ? !can_reclaim(s) : (s->gfp & GFP_BIT_ATOMIC) != 0;

	if (urgent) {
		if (!(s->gfp & GFP_BIT_NOMEMALLOC)) {
			flags |= ALLOC_HARDER;
			if (policy->highatomic_by_flag && s->order > 0 && flags & ALLOC_HIGH)
				flags |= ALLOC_HIGHATOMIC;
		}
		if (!policy->nonblock_by_direct || flags & ALLOC_HIGH)
			flags &= ~(uint32_t)ALLOC_CPUSET;
	} else if (task_has(s, TASK_RT) && !task_in_irq(s->pa)) {
		flags |= policy->nonblock_by_direct ? ALLOC_HIGH : ALLOC_HARDER;
	}
	return flags | (cma_allowed(s) ? ALLOC_CMA : 0);
}

/* __gfp_pfmemalloc_flags() */
static uint32_t reserve_flags(const struct slow *s)
{
	const bool irq = task_in_irq(s->pa);

	if (s->gfp & GFP_BIT_NOMEMALLOC)
		return 0;
	if (s->gfp & GFP_BIT_MEMALLOC)
		return ALLOC_NO_WATERMARKS;
	if (task_has(s, TASK_MEMALLOC) && (!irq || task_has(s, TASK_SOFTIRQ)))
		return ALLOC_NO_WATERMARKS;
	return !irq && task_has(s, TASK_VICTIM) ? ALLOC_OOM : 0;
}

/* wake_all_kswapds(): once per run of zones of the same node. */
static void wake_all(struct slow *s)
{
	const struct page_alloc *pa = s->pa;
	int last = -1;

	if (!(pa->policy->kswapd_by_gfp ? s->gfp & GFP_BIT_KSWAPD_RECLAIM : s->flags & ALLOC_KSWAPD))
		return;
	for (unsigned i = zonelist_next(pa, s->choice, 0); i < s->choice->list->len; i = zonelist_next(pa, s->choice, i + 1)) {
		const struct zone *zone = zonelist_zone(s->pa, s->choice, i);

		if (zone->node == last || (pa->policy->wakes_managed && zone->managed == 0))
			continue;
		if (pa->hooks.wake_kswapd)
			pa->hooks.wake_kswapd(pa->hooks.ctx, zone->index);
		last = zone->node;
	}
}

static pfn_t page_to_pfn(struct page_alloc *pa, page_t page)
{
	return zone_pfn(page_span_zone(pa, page), page);
}

/* try_to_compact_pages() through the hook, with the capture it may arm. */
static page_t ask_compaction(struct slow *s, int prio)
{
	struct page_alloc *pa = s->pa;

	pa->common->capture = (struct capture){
		.movable = pa->policy->capture_movable && s->choice->mt == MIGRATE_MOVABLE, .order = (uint8_t)s->order, .page = PAGE_NONE };
	s->compacted = COMPACT_SKIPPED;
	if (!(s->gfp & GFP_BIT_IO)) {
		trace(pa, PATH_COMPACT, (uint32_t)prio, COMPACT_SKIPPED, PFN_NONE);
		return PAGE_NONE;
	}
	if (pa->hooks.compact)
		s->compacted = pa->hooks.compact(pa->hooks.ctx, s->order, prio);
	const page_t page = pa->common->capture.page;

	pa->common->capture.armed = false;
	if (page != PAGE_NONE && pa->policy->capture_told && pa->common->capture.type != s->choice->mt)
		fallback_tell(pa, page_span_zone(pa, page), page, s->order, s->order, s->choice->mt, pa->common->capture.type);
	if (page != PAGE_NONE && pa->policy->capture_succeeds)
		s->compacted = COMPACT_SUCCESS;
	trace(pa, PATH_COMPACT, (uint32_t)prio, (uint8_t)(s->compacted | PATH_ASKED), page == PAGE_NONE ? PFN_NONE : page_to_pfn(pa, page));
	return page;
}

static bool compaction_ends_here(const struct slow *s)
{
	if (s->compacted == COMPACT_SKIPPED)
		return !s->pa->policy->skipped_tries_list;
	return s->compacted == COMPACT_DEFERRED && !s->pa->policy->deferred_tries_list;
}

/* __alloc_pages_direct_compact() */
static enum verdict compact(struct slow *s, int prio)
{
	struct page_alloc *pa = s->pa;

	s->compacted = COMPACT_SKIPPED;
	if (!pa->machine->compaction || s->order == 0)
		return VERDICT_NEXT;
	const page_t page = ask_compaction(s, prio);

	/* With capture, either a captured page sets SUCCESS, or the profile tries the lists after SKIPPED and DEFERRED, so that no page can
	 * be lost here. */
	if (compaction_ends_here(s) && ALWAYS(page == PAGE_NONE))
		return VERDICT_NEXT;
	pa->events.compact_stall++;
	enum verdict verdict = VERDICT_GOT;

	if (page != PAGE_NONE)
		s->grant = freelist_prepare(pa, page, s->order, s->gfp, s->flags);
	else
		verdict = attempt(s, s->gfp, s->flags);
	if (verdict == VERDICT_GOT)
		pa->events.compact_success++;
	else
		pa->events.compact_fail++;
	return verdict;
}

/* Costly and unmovable requests compact before they reclaim. */
static bool compacts_first(const struct slow *s)
{
	return s->order > ORDER_COSTLY || (s->order > 0 && s->choice->mt != MIGRATE_MOVABLE);
}

/* S1..S3. With compacts_in_rounds S2 and S3 are left to the first round, which starts with them. */
static enum verdict restart(struct slow *s)
{
	const bool in_rounds = s->pa->policy->compacts_in_rounds;

	s->compact_retries = s->no_progress = 0;
	s->prio = PRIO_SYNC_LIGHT;
	if (in_rounds && can_reclaim(s) && can_compact(s) && compacts_first(s)) {
		s->compact_first = true;
		s->prio = PRIO_ASYNC;
	}
	s->mems_seq = s->pa->mems_seq;
	s->flags = base_flags(s);
	zonelist_choose_first(s->pa, s->choice);
	if (s->choice->preferred >= s->choice->list->len)
		return VERDICT_NOPAGE;
	if (in_rounds)
		return VERDICT_RETRY;
	wake_all(s);
	return attempt(s, s->gfp, s->flags);
}

/* S4 */
static enum verdict compact_early(struct slow *s)
{
	const struct policy *policy = s->pa->policy;
	const bool costly = s->order > ORDER_COSTLY;

	if (!can_reclaim(s) || !compacts_first(s) || reserve_flags(s))
		return VERDICT_NEXT;
	if (policy->needs_can_compact && !can_compact(s))
		return VERDICT_NEXT;
	if (compact(s, PRIO_ASYNC) == VERDICT_GOT)
		return VERDICT_GOT;
	if (!costly || !(s->gfp & GFP_BIT_NORETRY))
		return VERDICT_NEXT;
	if (s->compacted == COMPACT_DEFERRED || (policy->noretry_skipped_ends && s->compacted == COMPACT_SKIPPED))
		return VERDICT_NOPAGE;
	if (policy->noretry_thisnode_ends && s->gfp & GFP_BIT_THISNODE)
		return VERDICT_NOPAGE;
	s->prio = PRIO_ASYNC;
	return VERDICT_NEXT;
}

/* S5: sets the flags of this round. True: the request may use nodes or zones that it could not use before. */
static bool apply_reserves(struct slow *s)
{
	const struct policy *policy = s->pa->policy;
	const uint32_t reserve = reserve_flags(s);

	if (reserve) {
		const uint32_t kswapd = policy->reserve_keeps_kswapd ? s->flags & ALLOC_KSWAPD : 0;

		s->flags = reserve | kswapd | (policy->reserve_adds_cma && cma_allowed(s) ? ALLOC_CMA : 0);
	}
	if (s->flags & ALLOC_CPUSET && ALWAYS(!reserve))
		return false;
	if (policy->reserve_drops_mask)
		choice_any_node(s->choice);
	if (policy->reserve_local_list)
		s->choice->list = &s->pa->node[s->pa->machine->cpu_node[s->pa->cpu]].list[(s->gfp & GFP_BIT_THISNODE) != 0];
	zonelist_choose_first(s->pa, s->choice);
	return true;
}

/* S8: reclaim, then try to allocate what it freed. */
static enum verdict reclaim(struct slow *s)
{
	struct page_alloc *pa = s->pa;

	s->progress = pa->hooks.reclaim ? pa->hooks.reclaim(pa->hooks.ctx, s->order, s->gfp) : 0;
	trace(pa, PATH_RECLAIM, s->progress, 0, PFN_NONE);
	if (s->progress == 0)
		return VERDICT_NEXT;
	if (attempt(s, s->gfp, s->flags) == VERDICT_GOT)
		return VERDICT_GOT;
	retry_unreserve(s, false);
	trace(pa, PATH_DRAIN, 0, 0, PFN_NONE);
	pcp_drain_all(pa, NULL);
	return attempt(s, s->gfp, s->flags);
}

/* S14: the nodes that the task may use have changed during the request. */
static bool raced(struct slow *s)
{
	if (s->pa->machine->cpusets && s->choice->nodemask != (uint32_t)NODEMASK_ALL && !(s->choice->nodemask & s->pa->task.mems)) {
		choice_any_node(s->choice);
		return true;
	}
	return s->pa->machine->cpusets && s->mems_seq != s->pa->mems_seq;
}

/* S15 */
static enum verdict may_oom(struct slow *s)
{
	struct page_alloc *pa = s->pa;

	s->progress = 0;
	if (pa->hooks.oom_lock && !pa->hooks.oom_lock(pa->hooks.ctx)) {
		trace(pa, PATH_OOM_LOCK, 0, 0, PFN_NONE);
		s->progress = 1;
		return VERDICT_NEXT;
	}
	const uint32_t gfp = (s->gfp | GFP_BIT_HARDWALL) & ~(uint32_t)GFP_BIT_DIRECT_RECLAIM;

	if (attempt(s, gfp, WMARK_HIGH | ALLOC_CPUSET) == VERDICT_GOT)
		return VERDICT_GOT;
	if (task_has(s, TASK_DUMPCORE) || s->order > ORDER_COSTLY || s->gfp & (GFP_BIT_RETRY_MAYFAIL | GFP_BIT_THISNODE))
		return VERDICT_NEXT;
	if (s->choice->high_kind < ZONE_NORMAL)
		return VERDICT_NEXT;
	const bool killed = pa->hooks.oom && pa->hooks.oom(pa->hooks.ctx, s->order);

	trace(pa, PATH_OOM, killed, 0, PFN_NONE);
	if (!killed && !(s->gfp & GFP_BIT_NOFAIL))
		return VERDICT_NEXT;
	s->progress = 1;
	if (!(s->gfp & GFP_BIT_NOFAIL))
		return VERDICT_NEXT;
	if (attempt(s, s->gfp, ALLOC_NO_WATERMARKS | ALLOC_CPUSET) == VERDICT_GOT)
		return VERDICT_GOT;
	return attempt(s, s->gfp, ALLOC_NO_WATERMARKS);
}

/* S10..S13: is another round worthwhile? */
static enum verdict judge(struct slow *s)
{
	const struct policy *policy = s->pa->policy;
	const bool compactable = !policy->needs_can_compact || can_compact(s);

	if (s->gfp & GFP_BIT_NORETRY)
		return VERDICT_NOPAGE;
	if (s->order > ORDER_COSTLY && (!(s->gfp & GFP_BIT_RETRY_MAYFAIL) || !compactable))
		return VERDICT_NOPAGE;
	if (policy->compacts_in_rounds && raced(s))
		return VERDICT_RESTART;
	if (retry_reclaim(s))
		return VERDICT_RETRY;
	if (s->progress > 0 && compactable && retry_compact(s))
		return VERDICT_RETRY;
	return VERDICT_NEXT;
}

/* S14..S17 */
static enum verdict last_resorts(struct slow *s)
{
	if (raced(s))
		return VERDICT_RESTART;
	if (may_oom(s) == VERDICT_GOT)
		return VERDICT_GOT;
	const bool flagged = s->pa->policy->oom_flag_exact ? s->flags == ALLOC_OOM : (s->flags & ALLOC_OOM) != 0;

	if (task_has(s, TASK_VICTIM) && (flagged || s->gfp & GFP_BIT_NOMEMALLOC))
		return VERDICT_NOPAGE;
	if (s->progress == 0)
		return VERDICT_NOPAGE;
	s->no_progress = 0;
	return VERDICT_RETRY;
}

/* After the compaction-only round comes one with reclaim, unless NORETRY and THISNODE are both set: then compaction was all the caller
 * wanted. */
static enum verdict after_compaction(struct slow *s)
{
	const bool once = (s->gfp & GFP_BIT_NORETRY) != 0;

	if (once && s->gfp & GFP_BIT_THISNODE)
		return VERDICT_NOPAGE;
	if (!once)
		s->prio = PRIO_SYNC_LIGHT;
	s->compact_first = false;
	return VERDICT_RETRY;
}

/* Try with the current flags, then compute the reserve flags; the first time these allow more, retry at once. */
static enum verdict try_then_reserves(struct slow *s)
{
	wake_all(s);
	if (attempt(s, s->gfp, s->flags) == VERDICT_GOT)
		return VERDICT_GOT;
	if (!apply_reserves(s) || s->reserves_tried)
		return VERDICT_NEXT;
	s->reserves_tried = true;
	return VERDICT_RETRY;
}

static enum verdict reserves_then_try(struct slow *s)
{
	if (s->pa->policy->race_test_early && raced(s))
		return VERDICT_RESTART;
	wake_all(s);
	apply_reserves(s);
	return attempt(s, s->gfp, s->flags);
}

/* S5..S17: one round. */
static enum verdict round_once(struct slow *s)
{
	enum verdict verdict;

	tick(s->pa);
	if (++s->rounds > REQUEST_PATIENCE)
		return VERDICT_STUCK;
	verdict = s->pa->policy->compacts_in_rounds ? try_then_reserves(s) : reserves_then_try(s);
	if (verdict == VERDICT_NEXT && (!can_reclaim(s) || task_has(s, TASK_MEMALLOC)))
		verdict = VERDICT_NOPAGE;
	if (verdict == VERDICT_NEXT && !s->compact_first)
		verdict = reclaim(s);
	if (verdict == VERDICT_NEXT)
		verdict = compact(s, s->prio);
	if (verdict == VERDICT_NEXT && s->compact_first)
		verdict = after_compaction(s);
	if (verdict == VERDICT_NEXT)
		verdict = judge(s);
	if (verdict == VERDICT_NEXT)
		verdict = last_resorts(s);
	return verdict;
}

/* S18: fail, unless the request has NOFAIL. */
static enum verdict no_page(struct slow *s)
{
	const uint32_t help = s->pa->policy->nofail_min_reserve ? ALLOC_HIGH : ALLOC_HARDER;

	if (raced(s))
		return VERDICT_RESTART;
	if (!(s->gfp & GFP_BIT_NOFAIL) || !can_reclaim(s))
		return VERDICT_FAIL;
	if (attempt(s, s->gfp, help | ALLOC_CPUSET) == VERDICT_GOT)
		return VERDICT_GOT;
	return attempt(s, s->gfp, help) == VERDICT_GOT ? VERDICT_GOT : VERDICT_RETRY;
}

static enum verdict step(struct slow *s, enum verdict verdict)
{
	if (verdict == VERDICT_NOPAGE)
		return no_page(s);
	if (verdict != VERDICT_RESTART)
		return round_once(s);
	verdict = restart(s);
	return verdict == VERDICT_NEXT ? compact_early(s) : verdict;
}

struct grant slowpath_alloc(struct page_alloc *pa, uint32_t gfp, unsigned order, struct choice *choice, bool *stuck)
{
	const uint32_t both = GFP_BIT_ATOMIC | GFP_BIT_DIRECT_RECLAIM;
	struct slow s = { .pa = pa, .choice = choice, .gfp = gfp, .order = order };
	enum verdict verdict = VERDICT_RESTART;

	if ((gfp & both) == both)
		s.gfp &= ~(uint32_t)GFP_BIT_ATOMIC;
	while (verdict != VERDICT_GOT && verdict != VERDICT_FAIL && verdict != VERDICT_STUCK)
		verdict = step(&s, verdict);
	*stuck = verdict == VERDICT_STUCK;
	if (verdict != VERDICT_GOT)
		s.grant.page = PAGE_NONE;
	return s.grant;
}
