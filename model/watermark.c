// SPDX-License-Identifier: MIT
/*
 * Watermarks: how much must stay free, and whether a request leaves that much.
 *
 * All arithmetic is signed and 64 bits wide. Kernel: __zone_watermark_ok(), zone_watermark_fast(), __setup_per_zone_wmarks(),
 * setup_per_zone_lowmem_reserve(), calculate_totalreserve_pages(), init_per_zone_wmark_min().
 */
#include "model/model.h"
#include "model/certain.h"

int64_t m_wmark(const struct zone *z, uint32_t mark)
{
	return z->wmark[mark] + z->boost;
}

/* --- the tests ------------------------------------------------------------------------------------------------------------ */

/* Flags that may use the highatomic reserve. */
static bool may_use_reserve(const struct world *w, uint32_t flags)
{
	if (w->policy->highatomic_flag)
		return (flags & (ALLOC_OOM | ALLOC_HARDER | ALLOC_HIGH | ALLOC_HIGHATOMIC)) != 0;
	return (flags & (ALLOC_OOM | ALLOC_HARDER)) != 0;
}

/* What of the free pages is not for this request. */
static int64_t unusable(const struct world *w, const struct zone *z, uint32_t flags)
{
	return (may_use_reserve(w, flags) ? 0 : z->reserved_highatomic) + (flags & ALLOC_CMA ? 0 : m_free_cma(w, z));
}

static int64_t lowered(const struct world *w, int64_t mark, uint32_t flags)
{
	int64_t min = mark;

	if (flags & ALLOC_HIGH)
		min -= min / 2;
	if (w->policy->highatomic_flag) {
		if (flags & ALLOC_HIGH && flags & ALLOC_HARDER)
			min -= min / 4;
		return flags & ALLOC_OOM ? min - min / 2 : min;
	}
	if (flags & ALLOC_OOM)
		min -= min / 2;
	else if (flags & ALLOC_HARDER)
		min -= min / 4;
	return min;
}

/* Is there a block of that order on a list that the flags may use? */
static bool has_block(const struct world *w, const struct zone *z, uint8_t order, uint32_t flags)
{
	uint32_t highatomic = w->policy->highatomic_flag ? ALLOC_HIGHATOMIC | ALLOC_OOM : ALLOC_HARDER | ALLOC_OOM;
	struct census census;

	for (uint8_t o = order; o < w->machine.max_order; o++) {
		if (m_nr_free(w, z, o) == 0)
			continue;
		if (w->policy->harder_sees_any_list && flags & (ALLOC_HARDER | ALLOC_OOM))
			return true;
		m_take_census(w, z, o, &census);
		if (census.len[MIGRATE_UNMOVABLE] || census.len[MIGRATE_MOVABLE] || census.len[MIGRATE_RECLAIMABLE])
			return true;
		if (flags & ALLOC_CMA && census.len[MIGRATE_CMA])
			return true;
		if (flags & highatomic && census.len[MIGRATE_HIGHATOMIC])
			return true;
	}
	return false;
}

/* Would free pages be enough with this mark? hzi: whose lowmem_reserve counts. */
bool m_watermark_ok(const struct world *w, const struct zone *z, uint8_t order, int64_t mark, uint8_t hzi, uint32_t flags,
	int64_t free)
{
	free -= (INT64_C(1) << order) - 1 + unusable(w, z, flags);
	if (free <= lowered(w, mark, flags) + z->lowmem_reserve[hzi])
		return false;
	return order == 0 || has_block(w, z, order, flags);
}

static bool order_0_passes(const struct world *w, const struct zone *z, int64_t mark, uint8_t hzi, uint32_t flags, int64_t free)
{
	int64_t usable = free - unusable(w, z, flags);

	if (w->policy->fast_ignores_highatomic)
		usable = free - (flags & ALLOC_CMA ? 0 : m_free_cma(w, z));
	if (usable < 0) /* the unsigned comparison lets it pass */
		return w->policy->fast_is_unsigned || NEVER(0 > mark + z->lowmem_reserve[hzi]);
	return usable > mark + z->lowmem_reserve[hzi];
}

bool m_watermark_fast(const struct world *w, const struct zone *z, uint8_t order, int64_t mark, uint8_t hzi, uint32_t flags,
	uint32_t gfp)
{
	int64_t free = m_free_pages(w, z);

	if (order == 0 && order_0_passes(w, z, mark, hzi, flags, free))
		return true;
	if (m_watermark_ok(w, z, order, mark, hzi, flags, free))
		return true;
	if (order > 0 || z->boost == 0 || !(gfp & GFP_BIT_ATOMIC) || (flags & ALLOC_WMARK_MASK) != WMARK_MIN)
		return false;
	/* An atomic request sees no boost. */
	return w->policy->has_boost && m_watermark_ok(w, z, order, z->wmark[WMARK_MIN], hzi, flags, free);
}

/* --- setting them --------------------------------------------------------------------------------------------------------- */

static void setup_totalreserve(struct world *w)
{
	for (uint32_t i = 0; i < w->machine.nr_nodes; i++)
		w->node[i].totalreserve = 0;
	for (uint32_t i = 0; i < w->machine.nr_zones; i++) {
		const struct zone *z = &w->zone[i];
		int64_t most = 0;

		for (uint32_t kind = z->kind; kind < MAX_NR_ZONES; kind++)
			most = m_max(most, z->lowmem_reserve[kind]);
		w->node[z->node].totalreserve += m_min(z->managed, most + m_wmark(z, WMARK_HIGH));
	}
}

/* mult_frac(): value * numerator / denominator, rounded the kernel's way. */
int64_t m_mult_frac(int64_t value, int64_t numerator, int64_t denominator)
{
	return value / denominator * numerator + value % denominator * numerator / denominator;
}

/* setup_per_zone_wmarks(): from min_free_kbytes, by share of the managed pages. */
void m_setup_wmarks(struct world *w)
{
	int64_t pages_min = w->min_free_kbytes / 4, managed = 0;

	for (uint32_t i = 0; i < w->machine.nr_zones; i++)
		managed += w->zone[i].managed;
	for (uint32_t i = 0; i < w->machine.nr_zones; i++) {
		struct zone *z = &w->zone[i];
		int64_t min = managed > 0 ? pages_min * z->managed / managed : 0;
		int64_t step = m_max(min / 4, m_mult_frac(z->managed, w->machine.watermark_scale_factor, 10000));

		z->boost = 0;
		z->wmark[WMARK_MIN] = min;
		z->wmark[WMARK_LOW] = min + step;
		z->wmark[WMARK_HIGH] = min + 2 * step;
	}
	setup_totalreserve(w);
	if (w->policy->high_from_watermark)
		m_resize_all_pcps(w);
}

/* Managed pages of the node's zones above lower, up to upper, as far as the release adds them up. */
static int64_t pages_above(const struct world *w, const struct node *node, uint32_t lower, uint32_t upper)
{
	int64_t pages = 0;

	for (uint32_t kind = lower + 1; kind <= upper; kind++) {
		bool skipped = kind < upper && w->policy->reserve_skips_ratio_0 && w->machine.lowmem_reserve_ratio[kind] == 0;

		if (node->zone[kind] != NO_ZONE && !skipped)
			pages += w->zone[node->zone[kind]].managed;
	}
	return pages;
}

void m_setup_lowmem_reserve(struct world *w)
{
	for (uint32_t i = 0; i < w->machine.nr_zones; i++) {
		struct zone *z = &w->zone[i];
		int64_t ratio = w->machine.lowmem_reserve_ratio[z->kind];

		if (w->policy->ratio_0_is_1)
			ratio = m_max(1, ratio);
		for (uint32_t kind = 0; kind < MAX_NR_ZONES; kind++) {
			z->lowmem_reserve[kind] = 0;
			if (kind > z->kind && ratio > 0 && z->managed > 0)
				z->lowmem_reserve[kind] = pages_above(w, &w->node[z->node], z->kind, kind) / ratio;
		}
	}
	setup_totalreserve(w);
}

/* Below these node_reclaim() finds nothing worth its while. */
void m_setup_node_minima(struct world *w)
{
	for (uint32_t i = 0; i < w->machine.nr_nodes; i++)
		w->node[i].min_unmapped = w->node[i].min_slab = 0;
	for (uint32_t i = 0; i < w->machine.nr_zones; i++) {
		const struct zone *z = &w->zone[i];

		w->node[z->node].min_unmapped += z->managed / 100;
		w->node[z->node].min_slab += z->managed * 5 / 100;
	}
}

static int64_t square_root(int64_t value)
{
	int64_t root = 0;

	for (int64_t bit = INT64_C(1) << 31; bit > 0; bit >>= 1)
		if ((root + bit) * (root + bit) <= value)
			root += bit;
	return root;
}

/* Pages above the high watermark in the listed zones up to NORMAL, in kB; every node's zonelist has the same zones. */
static int64_t lowmem_kbytes(const struct world *w)
{
	const struct node *node = &w->node[0];
	int64_t pages = 0;

	for (uint32_t i = 0; i < node->zonelist_len[0]; i++) {
		const struct zone *z = &w->zone[node->zonelist[0][i]];

		if (z->kind <= ZONE_NORMAL)
			pages += m_max(0, z->managed - m_wmark(z, WMARK_HIGH));
	}
	return pages * 4;
}

/* init_per_zone_wmark_min(): min_free_kbytes by the kernel's formula, unless the user wants more. */
void m_init_wmark_min(struct world *w)
{
	int64_t kbytes = square_root(lowmem_kbytes(w) * 16);

	if (kbytes > w->machine.user_min_free_kbytes)
		w->min_free_kbytes = (int32_t)m_min(m_max(kbytes, 128), w->policy->min_free_kbytes_cap);
	m_setup_wmarks(w);
	m_setup_lowmem_reserve(w);
	m_setup_node_minima(w);
}
