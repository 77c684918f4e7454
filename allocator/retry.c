// SPDX-License-Identifier: MIT
/*
 * Deciding about another round: could reclaim or compaction still help? Only tests watermarks; takes nothing.
 */
#include "allocator/retry.h"
#include "allocator/node.h"
#include "allocator/watermark.h"

enum { RECLAIM_RETRIES = 16, COMPACT_RETRIES = 16, GAP_MAX = 32 };

bool retry_unreserve(struct slow *s, bool force)
{
	const bool done = zonelist_unreserve(s->pa, s->choice, force);

	trace(s->pa, PATH_UNRESERVE, force, done, PFN_NONE);
	return done;
}

/* False: the walk would skip the zone. */
static bool in_cpuset(const struct slow *s, const struct zone *zone)
{
	return !s->pa->machine->cpusets || !(s->flags & ALLOC_CPUSET) || node_cpuset_allows(s->pa, zone->node, s->gfp);
}

/* Would the request pass if everything reclaimable in some zone were reclaimed? */
static bool reclaim_could_help(struct slow *s)
{
	struct page_alloc *pa = s->pa;
	const unsigned class = zonelist_class(pa, s->choice);

	for (unsigned i = s->choice->preferred; i < s->choice->list->len; i = zonelist_next(pa, s->choice, i + 1)) {
		const struct zone *zone = zonelist_zone(pa, s->choice, i);
		const int64_t reclaimable = (int64_t)zone->stat[ZONE_INACTIVE_FILE] + zone->stat[ZONE_ACTIVE_FILE];

		if (pa->policy->retry_in_cpuset && !in_cpuset(s, zone))
			continue;
		if (!watermark_ok(pa, zone, s->order, watermark(zone, WMARK_MIN), class, s->flags, reclaimable + drift_snapshot(pa, zone)))
			continue;
		if (pa->policy->retry_waits && s->progress == 0 && 2 * (int64_t)zone->stat[ZONE_WRITE_PENDING] > reclaimable)
			trace(pa, PATH_CONGESTION, 0, 0, PFN_NONE);
		return true;
	}
	return false;
}

/* S12 */
bool retry_reclaim(struct slow *s)
{
	if (s->progress > 0 && s->order <= ORDER_COSTLY)
		s->no_progress = 0;
	else
		s->no_progress++;
	if (s->no_progress > RECLAIM_RETRIES)
		return retry_unreserve(s, true);
	if (reclaim_could_help(s))
		return true;
	return s->pa->policy->retry_unreserves && retry_unreserve(s, true);
}

static int64_t compact_gap(const struct page_alloc *pa, unsigned order)
{
	const int64_t gap = 2 * (int64_t)block_pages(order);

	return gap > GAP_MAX && pa->policy->suitable_gap_capped ? GAP_MAX : gap;
}

/* compaction_zonelist_suitable() */
static bool compaction_suitable(struct slow *s)
{
	struct page_alloc *pa = s->pa;
	const unsigned class = zonelist_class(pa, s->choice);
	const unsigned low = s->order > ORDER_COSTLY ? WMARK_LOW : WMARK_MIN;

	for (unsigned i = s->choice->preferred; i < s->choice->list->len; i = zonelist_next(pa, s->choice, i + 1)) {
		const struct zone *zone = zonelist_zone(pa, s->choice, i);
		const int64_t reclaimable = (int64_t)zone->stat[ZONE_INACTIVE_FILE] + zone->stat[ZONE_ACTIVE_FILE];
		const int64_t mark = watermark(zone, low) + compact_gap(pa, s->order);
		if (pa->policy->suitable_in_cpuset && !in_cpuset(s, zone))
			continue;
		const bool passes = !pa->policy->suitable_order_0 &&
			watermark_ok(pa, zone, s->order, watermark(zone, s->flags & ALLOC_WMARK_MASK), class, s->flags, zone_free(zone));
		const bool room = watermark_ok(pa, zone, 0, mark, class, ALLOC_CMA, reclaimable / (int64_t)s->order + drift_snapshot(pa, zone));

		if (pa->policy->suitable_two_tests ? passes || room : !passes && room)
			return true;
	}
	return false;
}

/* Without compaction: would a single page pass the watermark in some zone? */
static bool single_pages_pass(struct slow *s)
{
	struct page_alloc *pa = s->pa;
	const unsigned class = zonelist_class(pa, s->choice);

	for (unsigned i = s->choice->preferred; i < s->choice->list->len; i = zonelist_next(pa, s->choice, i + 1)) {
		const struct zone *zone = zonelist_zone(pa, s->choice, i);

		if (watermark_ok(pa, zone, 0, watermark(zone, WMARK_MIN), class, s->flags, zone_free(zone)))
			return true;
	}
	return false;
}

static bool compact_harder(struct slow *s)
{
	const int min = s->order > ORDER_COSTLY ? PRIO_SYNC_LIGHT : PRIO_SYNC_FULL;

	if (s->prio <= min)
		return false;
	s->prio--;
	s->compact_retries = 0;
	return true;
}

/* S13 */
bool retry_compact(struct slow *s)
{
	const int max = s->order > ORDER_COSTLY ? COMPACT_RETRIES / 4 : COMPACT_RETRIES;

	if (s->order == 0)
		return false;
	if (!s->pa->machine->compaction)
		return s->order <= ORDER_COSTLY && single_pages_pass(s);
	if (1u << s->compacted & (1u << COMPACT_DEFERRED | 1u << COMPACT_CONTENDED | 1u << COMPACT_PARTIAL_SKIPPED))
		return s->pa->policy->retry_skipped_defers ? compaction_suitable(s) : compact_harder(s);
	if (s->compacted == COMPACT_COMPLETE)
		return compact_harder(s);
	if (s->compacted == COMPACT_SKIPPED)
		return compaction_suitable(s);
	if (s->compacted != COMPACT_SUCCESS && s->pa->policy->retry_success_only)
		return compact_harder(s);
	s->compact_retries += s->compacted == COMPACT_SUCCESS;
	return s->compact_retries <= max || compact_harder(s);
}
