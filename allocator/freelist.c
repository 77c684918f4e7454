// SPDX-License-Identifier: MIT
/*
 * get_page_from_freelist(): watermarks, the local-first rules, and the fallbacks of a zone, in the kernel's order.
 */
#include "allocator/freelist.h"
#include "allocator/buddy.h"
#include "allocator/contents.h"
#include "allocator/damage.h"
#include "allocator/deferred.h"
#include "allocator/exclusion.h"
#include "allocator/fallback.h"
#include "allocator/free_area.h"
#include "allocator/node.h"
#include "allocator/pcp.h"
#include "allocator/pcp_refill.h"
#include "allocator/watermark.h"

struct grant freelist_prepare(struct page_alloc *pa, page_t page, unsigned order, uint32_t gfp, uint32_t flags)
{
	page_set(pa, page, KIND_ALLOC, order);
	if (gfp & GFP_BIT_COMP && order > 0)
		page_set_facts(pa, page, 1, true);
	if (pa->touches_pages || gfp & GFP_BIT_ZERO)
		contents_prepare(pa, page, order, gfp);
	return (struct grant){ .page = page, .pfmemalloc = (flags & ALLOC_NO_WATERMARKS) != 0 };
}

void freelist_count_numa(struct page_alloc *pa, struct zone *zone, struct zone *preferred, uint32_t blocks)
{
	struct numa_events *numa = &zone->pcp[pa->cpu].numa;
	const bool local = zone->node == pa->machine->cpu_node[pa->cpu];

	if (zone->node == preferred->node) {
		numa->hit += blocks;
	} else {
		numa->miss += blocks;
		preferred->pcp[pa->cpu].numa.foreign += blocks;
	}
	numa->local += local * blocks;
	numa->other += !local * blocks;
}

/* PGALLOC goes by the page, which belongs to the next zone if zones share blocks and it lies there. */
static void count_allocation(struct page_alloc *pa, page_t page, struct zone *zone, struct zone *preferred, unsigned order)
{
	const struct zone *own = pa->shared_blocks ? page_span_zone(pa, page) : zone;

	pa->events.pgalloc[own->kind] += block_pages(order);
	freelist_count_numa(pa, zone, preferred, 1);
}

/* After a boost, the next allocation wakes kswapd once. */
static void wake_if_boosted(struct page_alloc *pa, struct zone *zone)
{
	if (!zone->boosted)
		return;
	zone->boosted = false;
	watermark_set_floors(pa, zone);
	if (pa->hooks.wake_kswapd)
		pa->hooks.wake_kswapd(pa->hooks.ctx, zone->index);
}

/* May the request take from the highatomic reserve (and, when it succeeds, reserve another pageblock)? */
static bool opens_highatomic(const struct page_alloc *pa, unsigned order, uint32_t flags)
{
	return pa->policy->highatomic_by_flag ? (flags & ALLOC_HIGHATOMIC) != 0 : order > 0 && flags & ALLOC_HARDER;
}

static page_t take_once(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt, uint32_t flags, unsigned *type)
{
	enum search search = SEARCH_NORMAL;
	page_t page = PAGE_NONE;

	*type = MIGRATE_HIGHATOMIC;
	if (opens_highatomic(pa, order, flags))
		page = buddy_take(pa, zone, order, MIGRATE_HIGHATOMIC);
	if (page == PAGE_NONE)
		page = pa->policy->claims_or_steals ? fallback_take_on(pa, zone, order, mt, flags, &search, type) :
						      fallback_take(pa, zone, order, mt, flags, type);
	if (page == PAGE_NONE && pa->policy->highatomic_last && flags & (ALLOC_OOM | ALLOC_HARDER)) {
		*type = MIGRATE_HIGHATOMIC;
		page = buddy_take(pa, zone, order, MIGRATE_HIGHATOMIC);
	}
	return page;
}

/* Straight from the buddy, skipping blocks with bad pages. */
static page_t take_block(struct page_alloc *pa, struct zone *zone, unsigned order, unsigned mt, uint32_t flags)
{
	for (;;) {
		unsigned type;
		const page_t page = take_once(pa, zone, order, mt, flags, &type);

		tick(pa);
		if (page == PAGE_NONE)
			return PAGE_NONE;
		const bool good = !pa->common->nr_damaged || !damage_checks_buddy(pa) || damage_check_new(pa, page, order);

		if (good || pa->policy->bad_block_counts)
			zone_account(pa, zone, -(int64_t)block_pages(order), type);
		if (good)
			return page;
		damage_lose(pa, page, order);
		pa->common->inexact |= !pa->policy->bad_block_counts;
	}
}

static bool use_pcp(const struct page_alloc *pa, unsigned order, unsigned mt, uint32_t flags)
{
	return pcp_order(pa, order) && (!pa->policy->bypass_pcp || mt != MIGRATE_MOVABLE || flags & ALLOC_CMA);
}

static void reserve_for(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order, uint32_t flags)
{
	if (opens_highatomic(pa, order, flags))
		highatomic_reserve(pa, zone, page, order);
}

/* What a walk remembers for spread_dirty_pages. Kernels differ: the verdict for the last node, or only the last node that was over its
 * limit. */
struct dirty_memo {
	int node;
	bool ok;
};

/* avoids_awake: nodes whose kswapd is running are skipped in a first walk and used only if the others gave nothing. */
enum avoiding { AVOID_NONE, AVOID_AWAKE, AVOIDED };

/* A request on its way over the zonelist. */
struct attempt {
	const struct choice *choice;
	struct zone *preferred;
	uint32_t gfp, flags;
	unsigned order;
	struct dirty_memo memo;
	enum avoiding avoiding;
};

static page_t rmqueue(struct page_alloc *pa, const struct attempt *a, struct zone *zone)
{
	const unsigned order = a->order, mt = a->choice->mt;
	const bool pcp = use_pcp(pa, order, mt, a->flags);
	page_t page = PAGE_NONE;

	if (pcp && pcp_try(pa, zone))
		page = pcp_take(pa, zone, order, mt, a->flags, pa->policy->pcp_cold && a->gfp & GFP_BIT_COLD);
	if (page == PAGE_NONE && (!pcp || pa->policy->pcp_else_buddy)) {
		page = take_block(pa, zone, order, mt, a->flags);
		if (page != PAGE_NONE && pa->policy->highatomic_at_min && (a->flags & ALLOC_WMARK_MASK) == WMARK_MIN)
			reserve_for(pa, zone, page, order, a->flags);
	}
	if (page != PAGE_NONE)
		count_allocation(pa, page, zone, a->preferred, order);
	if (page != PAGE_NONE || pcp || pa->policy->boosted_after_fail)
		wake_if_boosted(pa, zone);
	return page;
}

static bool within_dirty_limit(struct page_alloc *pa, const struct zone *zone, struct dirty_memo *memo)
{
	if (pa->policy->dirty_verdict) {
		if (memo->node != zone->node)
			*memo = (struct dirty_memo){ .node = zone->node, .ok = node_dirty_ok(pa, zone->node) };
		return memo->ok;
	}
	if (memo->node == zone->node)
		return false;
	if (node_dirty_ok(pa, zone->node))
		return true;
	memo->node = zone->node;
	return false;
}

/* The zone is below its mark: may it be used nevertheless? */
static bool usable_below_mark(struct page_alloc *pa, const struct attempt *a, struct zone *zone, int64_t mark)
{
	const struct machine *machine = pa->machine;

	if (deferred_grow(pa, zone, a->order))
		return true;
	if (a->flags & ALLOC_NO_WATERMARKS)
		return true;
	if (machine->node_reclaim_mode == 0 || machine->distance[a->preferred->node][zone->node] > machine->node_reclaim_distance)
		return false;
	if (!node_reclaim(pa, zone->node, a->gfp, a->order))
		return false;
	return watermark_ok(pa, zone, a->order, mark, zonelist_class(pa, a->choice), a->flags, zone_free(zone));
}

/* Take from a zone that passed; while it gives nothing, let it grow if it can. */
static struct grant take_from(struct page_alloc *pa, const struct attempt *a, struct zone *zone)
{
	do {
		const page_t page = rmqueue(pa, a, zone);

		tick(pa);
		if (page == PAGE_NONE)
			continue;
		const struct grant grant = freelist_prepare(pa, page, a->order, a->gfp, a->flags);

		if (!pa->policy->highatomic_at_min)
			reserve_for(pa, zone, page, a->order, a->flags);
		return grant;
	} while (deferred_grow(pa, zone, a->order));
	return (struct grant){ .page = PAGE_NONE };
}

/* Is the zone above its mark? Kernels that test the high mark first record a miss in below_high. */
static bool above_mark(struct page_alloc *pa, const struct attempt *a, struct zone *zone, int64_t mark)
{
	const unsigned class = zonelist_class(pa, a->choice);

	if (pa->policy->high_first && !zone->below_high) {
		if (watermark_fast(pa, zone, a->order, watermark(zone, WMARK_HIGH), class, a->flags, a->gfp))
			return true;
		watermark_note(pa, zone, true);
	}
	return watermark_fast(pa, zone, a->order, mark, class, a->flags, a->gfp);
}

static bool passed_over(const struct page_alloc *pa, const struct zone *zone, enum avoiding *avoiding)
{
	if (*avoiding == AVOID_NONE || !pa->node[zone->node].kswapd_awake)
		return false;
	*avoiding = AVOIDED;
	return true;
}

/* How one walk over the zonelist ends. */
enum pass {
	PASS_END,     /* with nothing */
	PASS_GOT,
	PASS_RESTART, /* to be walked again without ALLOC_NOFRAGMENT, before remote memory is used */
	PASS_AGAIN,   /* to be walked again, avoiding no node */
};

static enum pass walk(struct page_alloc *pa, struct attempt *a, struct grant *grant)
{
	const struct choice *choice = a->choice;

	for (unsigned i = choice->preferred; i < choice->list->len; i = zonelist_next(pa, choice, i + 1)) {
		struct zone *zone = zonelist_zone(pa, choice, i);

		if (pa->machine->cpusets && a->flags & ALLOC_CPUSET && !node_cpuset_allows(pa, zone->node, a->gfp))
			continue;
		if (choice->spread_dirty && !within_dirty_limit(pa, zone, &a->memo))
			continue;
		if (a->flags & ALLOC_NOFRAGMENT && pa->nr_nodes > 1 && zone->node != a->preferred->node)
			return PASS_RESTART;
		if (passed_over(pa, zone, &a->avoiding))
			continue;
		zone_lock(pa, zone);
		const int64_t mark = watermark(zone, a->flags & ALLOC_WMARK_MASK);

		if (above_mark(pa, a, zone, mark) || usable_below_mark(pa, a, zone, mark))
			*grant = take_from(pa, a, zone);
		zone_unlock(pa, zone);
		if (grant->page != PAGE_NONE)
			return PASS_GOT;
	}
	if (a->avoiding == AVOIDED)
		return PASS_AGAIN;
	return a->flags & ALLOC_NOFRAGMENT ? PASS_RESTART : PASS_END;
}

static uint32_t usable_flags(const struct page_alloc *pa, uint32_t flags)
{
	return pa->policy->nofragment ? flags : flags & ~(uint32_t)ALLOC_NOFRAGMENT;
}

struct grant freelist_get(struct page_alloc *pa, uint32_t gfp, unsigned order, uint32_t flags, const struct choice *choice)
{
	struct grant grant = { .page = PAGE_NONE };
	enum pass pass;

	trace(pa, PATH_ATTEMPT, flags, 0, PFN_NONE);
	if (choice->preferred >= choice->list->len)
		return grant;
	struct attempt attempt = {
		.choice = choice,
		.preferred = zonelist_zone(pa, choice, choice->preferred),
		.gfp = gfp,
		.flags = usable_flags(pa, flags),
		.order = order,
		.memo = { .node = -1 },
		.avoiding = pa->policy->avoids_awake && pa->nr_nodes > 1 ? AVOID_AWAKE : AVOID_NONE,
	};

	while ((pass = walk(pa, &attempt, &grant)) != PASS_END && pass != PASS_GOT) {
		tick(pa);
		if (pass == PASS_AGAIN)
			attempt.avoiding = AVOID_NONE;
		else
			attempt.flags &= ~(uint32_t)ALLOC_NOFRAGMENT;
	}
	return grant;
}

bool freelist_refill(struct page_alloc *pa, struct zone *zone, uint32_t flags, unsigned mt)
{
	zone_lock(pa, zone);
	const bool has_blocks = list_next_order(pa, zone, 0, mt) < pa->max_order;

	if (has_blocks) {
		trace(pa, PATH_ATTEMPT, flags, 0, PFN_NONE);
		pcp_refill(pa, zone, mt, usable_flags(pa, flags));
		wake_if_boosted(pa, zone);
	}
	zone_unlock(pa, zone);
	return has_blocks;
}

page_t freelist_take_cached(struct page_alloc *pa, struct zone *zone, unsigned order, uint32_t flags, unsigned mt)
{
	trace(pa, PATH_ATTEMPT, flags, 0, PFN_NONE);
	const page_t page = pcp_take(pa, zone, order, mt, usable_flags(pa, flags), false);

	wake_if_boosted(pa, zone);
	return page;
}
