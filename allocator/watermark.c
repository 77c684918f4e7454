// SPDX-License-Identifier: MIT
/*
 * Watermarks: the test of every allocation, and the formulas that set the marks. All arithmetic is signed and exact.
 */
#include "allocator/watermark.h"
#include "allocator/free_area.h"
#include "allocator/pcp.h"

static int64_t lowered_mark(const struct page_alloc *pa, int64_t min, uint32_t flags)
{
	if (flags & ALLOC_HIGH)
		min -= min / 2;
	if (pa->policy->stacked_reserves) {
		if (flags & ALLOC_HIGH && flags & ALLOC_HARDER)
			min -= min / 4;
		if (flags & ALLOC_OOM)
			min -= min / 2;
		return min;
	}
	if (flags & (ALLOC_HARDER | ALLOC_OOM))
		min -= flags & ALLOC_OOM ? min / 2 : min / 4;
	return min;
}

static bool may_use_highatomic(const struct page_alloc *pa, uint32_t flags)
{
	return flags & ALLOC_OOM || flags & (pa->policy->highatomic_by_flag ? ALLOC_HIGHATOMIC : ALLOC_HARDER);
}

static bool has_block(const struct page_alloc *pa, const struct zone *zone, unsigned order, uint32_t flags)
{
	if (zone->nr_free[order] == 0)
		return false;
	for (unsigned mt = 0; mt < MIGRATE_HIGHATOMIC; mt++) {
		if (!list_empty(zone, order, mt))
			return true;
	}
	if (flags & ALLOC_CMA && !list_empty(zone, order, MIGRATE_CMA))
		return true;
	if (!may_use_highatomic(pa, flags))
		return false;
	return pa->policy->harder_any_list || !list_empty(zone, order, MIGRATE_HIGHATOMIC);
}

bool watermark_ok(const struct page_alloc *pa, const struct zone *zone, unsigned order, int64_t mark, unsigned class, uint32_t flags,
		  int64_t free)
{
	free -= block_pages(order) - 1 + watermark_unusable(pa, zone, flags);
	if (free <= lowered_mark(pa, mark, flags) + zone->lowmem_reserve[class])
		return false;
	if (order == 0)
		return true;
	for (unsigned high = order; high < pa->max_order; high++) {
		if (has_block(pa, zone, high, flags))
			return true;
	}
	return false;
}

bool watermark_fast(const struct page_alloc *pa, const struct zone *zone, unsigned order, int64_t mark, unsigned class, uint32_t flags,
		    uint32_t gfp)
{
	if (order == 0 && watermark_single_ok(pa, zone, mark, class, flags))
		return true;
	if (watermark_ok(pa, zone, order, mark, class, flags, zone_free(zone)))
		return true;
	/* For an atomic request the boost is ignored. */
	const bool atomic = pa->policy->unboost_by_flag ? (flags & ALLOC_HIGH) != 0 : (gfp & GFP_BIT_ATOMIC) != 0;

	if (!pa->policy->fast_unboost || order != 0 || !atomic || zone->boost == 0)
		return false;
	if ((flags & ALLOC_WMARK_MASK) != WMARK_MIN)
		return false;
	return watermark_ok(pa, zone, 0, zone->wmark[WMARK_MIN], class, flags, zone_free(zone));
}

static int64_t mult_frac(int64_t x, int64_t n, int64_t d)
{
	return x / d * n + x % d * n / d;
}

/* calculate_totalreserve_pages() */
static void setup_totalreserve(struct page_alloc *pa)
{
	for (uint32_t n = 0; n < pa->nr_nodes; n++)
		pa->node[n].totalreserve = 0;
	for (uint32_t i = 0; i < pa->nr_zones; i++) {
		struct zone *zone = &pa->zone[i];
		int64_t max = 0;

		for (unsigned class = zone->kind; class < MAX_NR_ZONES; class++) {
			if (zone->lowmem_reserve[class] > max)
				max = zone->lowmem_reserve[class];
		}
		max += watermark(zone, WMARK_HIGH);
		zone->totalreserve = max < zone->managed ? max : zone->managed;
		pa->node[zone->node].totalreserve += zone->totalreserve;
	}
}

/* Does ZONE_MOVABLE have its own min mark? */
static bool own_min(const struct page_alloc *pa, const struct zone *zone)
{
	return pa->policy->movable_min_apart && zone->kind == ZONE_MOVABLE;
}

static int64_t movable_min(const struct zone *zone)
{
	const int64_t min = zone->managed / 1024;

	return min < 32 ? 32 : min > 128 ? 128 : min;
}

void watermark_setup(struct page_alloc *pa)
{
	const int64_t pages_min = pa->common->min_free_kbytes >> 2;
	int64_t lowmem = 0;

	for (uint32_t i = 0; i < pa->nr_zones; i++)
		lowmem += own_min(pa, &pa->zone[i]) ? 0 : pa->zone[i].managed;
	for (uint32_t i = 0; i < pa->nr_zones; i++) {
		struct zone *zone = &pa->zone[i];
		const int64_t part = lowmem ? pages_min * zone->managed / lowmem : 0;
		const int64_t min = own_min(pa, zone) ? movable_min(zone) : part;
		int64_t distance = mult_frac(zone->managed, pa->common->scale_factor, 10000);

		if (distance < part >> 2)
			distance = part >> 2;
		zone->boost = 0;
		zone->wmark[WMARK_MIN] = min;
		zone->wmark[WMARK_LOW] = min + distance;
		zone->wmark[WMARK_HIGH] = min + 2 * distance;
	}
	if (pa->policy->high_by_watermark)
		pcp_setup_all(pa);
	setup_totalreserve(pa);
}

/* The zone of that node and kind, or NULL. */
static struct zone *node_zone(struct page_alloc *pa, unsigned node, unsigned kind)
{
	for (uint32_t i = 0; i < pa->nr_zones; i++) {
		if (pa->zone[i].node == node && pa->zone[i].kind == kind)
			return &pa->zone[i];
	}
	return NULL;
}

static uint32_t reserve_ratio(const struct page_alloc *pa, unsigned kind)
{
	return pa->common->reserve_ratio[kind] == 0 && pa->policy->ratio_at_least_one ? 1 : pa->common->reserve_ratio[kind];
}

/* What the zones of a node below class reserve against requests that could use class. */
static void setup_node_reserve(struct page_alloc *pa, unsigned node, unsigned class)
{
	struct zone *top = node_zone(pa, node, class);
	int64_t above = top ? top->managed : 0;

	if (top)
		top->lowmem_reserve[class] = 0;
	for (unsigned kind = class; kind-- > 0;) {
		struct zone *zone = node_zone(pa, node, kind);
		const uint32_t ratio = reserve_ratio(pa, kind);

		if (!zone)
			continue;
		const bool off = ratio == 0 || (zone->managed == 0 && !pa->policy->empty_keeps_reserve);

		zone->lowmem_reserve[class] = off ? 0 : above / ratio;
		if (!off || pa->policy->ratio_gap_counts)
			above += zone->managed;
	}
}

void watermark_setup_reserve(struct page_alloc *pa)
{
	for (unsigned node = 0; node < pa->nr_nodes; node++) {
		for (unsigned class = 0; class < MAX_NR_ZONES; class++)
			setup_node_reserve(pa, node, class);
	}
	setup_totalreserve(pa);
}

static int64_t isqrt(int64_t x)
{
	int64_t root = 0;

	for (int64_t bit = (int64_t)1 << 31; bit; bit >>= 1) {
		if ((root + bit) * (root + bit) <= x)
			root += bit;
	}
	return root;
}

/* nr_free_buffer_pages(): walks a zonelist, so a zone that had no memory when the lists were built does not count. */
static int64_t lowmem_pages(const struct page_alloc *pa)
{
	const struct zonelist *list = &pa->node[0].list[0];
	int64_t pages = 0;

	for (unsigned i = 0; i < list->len; i++) {
		const struct zone *zone = &pa->zone[list->zone[i]];

		if (zone->kind <= ZONE_NORMAL && zone->managed > watermark(zone, WMARK_HIGH))
			pages += zone->managed - watermark(zone, WMARK_HIGH);
	}
	return pages;
}

void watermark_init_node_minima(struct page_alloc *pa)
{
	for (uint32_t n = 0; n < pa->nr_nodes; n++)
		pa->node[n].min_unmapped = pa->node[n].min_slab = 0;
	for (uint32_t i = 0; i < pa->nr_zones; i++) {
		pa->node[pa->zone[i].node].min_unmapped += pa->zone[i].managed / 100;
		pa->node[pa->zone[i].node].min_slab += pa->zone[i].managed * 5 / 100;
	}
}

void watermark_init(struct page_alloc *pa)
{
	const int64_t kbytes = isqrt(lowmem_pages(pa) * 4 * 16);
	const int64_t cap = pa->policy->min_free_cap;

	if (kbytes > pa->common->user_min_free_kbytes)
		pa->common->min_free_kbytes = kbytes < 128 ? 128 : kbytes > cap ? cap : kbytes;
	watermark_setup(pa);
	drift_set_limits(pa);
	watermark_setup_reserve(pa);
	watermark_init_node_minima(pa);
}
