// SPDX-License-Identifier: MIT
/*
 * Watermarks: does a request leave enough free?
 *
 * All arithmetic is signed and 64 bits wide. Kernel: __zone_watermark_ok(), zone_watermark_fast().
 */
#include "model/model.h"
#include "model/certain.h"

/* Do these flags open the highatomic reserve? */
static bool may_use_reserve(const struct world *w, uint32_t flags)
{
	if (w->policy->highatomic_flag)
		return (flags & (ALLOC_OOM | ALLOC_HARDER | ALLOC_HIGH | ALLOC_HIGHATOMIC)) != 0;
	return (flags & (ALLOC_OOM | ALLOC_HARDER)) != 0;
}

/* Free pages that this request may not use. */
static int64_t unusable(const struct world *w, const struct zone *z, uint32_t flags)
{
	int64_t reserve = w->policy->reserve_by_free_pages ? m_free_highatomic(z) : z->reserved_highatomic;

	return (may_use_reserve(w, flags) ? 0 : reserve) + (flags & ALLOC_CMA ? 0 : m_free_cma(z));
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

/* Is there a free block of at least that order on a list that the flags may use? */
static bool has_block(const struct world *w, const struct zone *z, uint8_t order, uint32_t flags)
{
	uint32_t highatomic = w->policy->highatomic_flag ? ALLOC_HIGHATOMIC | ALLOC_OOM : ALLOC_HARDER | ALLOC_OOM;
	uint32_t lists = 1u << MIGRATE_UNMOVABLE | 1u << MIGRATE_MOVABLE | 1u << MIGRATE_RECLAIMABLE;

	if (flags & ALLOC_CMA)
		lists |= 1u << MIGRATE_CMA;
	if (flags & highatomic)
		lists |= 1u << MIGRATE_HIGHATOMIC;
	for (uint8_t o = order; o < w->machine.max_order; o++) {
		if (m_nr_free(z, o) == 0)
			continue;
		if (w->policy->harder_sees_any_list && flags & (ALLOC_HARDER | ALLOC_OOM))
			return true;
		if (m_has_block_on(z, o, lists))
			return true;
	}
	return false;
}

/* Would `free` free pages satisfy this mark? hzi: index into lowmem_reserve. */
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
		usable = free - (flags & ALLOC_CMA ? 0 : m_free_cma(z));
	if (usable < 0) /* if negative, the unsigned comparison lets it pass */
		return w->policy->fast_is_unsigned || NEVER(0 > mark + z->lowmem_reserve[hzi]);
	return usable > mark + z->lowmem_reserve[hzi];
}

static bool is_urgent(const struct world *w, uint32_t flags, uint32_t gfp)
{
	return w->policy->second_chance_by_flag ? (flags & ALLOC_HIGH) != 0 : (gfp & GFP_BIT_ATOMIC) != 0;
}

bool m_watermark_fast(const struct world *w, const struct zone *z, uint8_t order, int64_t mark, uint8_t hzi, uint32_t flags,
	uint32_t gfp)
{
	int64_t free = m_free_pages(z);

	if (order == 0 && order_0_passes(w, z, mark, hzi, flags, free))
		return true;
	if (m_watermark_ok(w, z, order, mark, hzi, flags, free))
		return true;
	if (order > 0 || z->boost == 0 || !is_urgent(w, flags, gfp) || (flags & ALLOC_WMARK_MASK) != WMARK_MIN)
		return false;
	/* An atomic request ignores the boost. */
	return w->policy->has_boost && m_watermark_ok(w, z, order, z->wmark[WMARK_MIN], hzi, flags, free);
}

/* mult_frac(): value * numerator / denominator, rounded as the kernel does. */
int64_t m_mult_frac(int64_t value, int64_t numerator, int64_t denominator)
{
	return value / denominator * numerator + value % denominator * numerator / denominator;
}
