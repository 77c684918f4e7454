// SPDX-License-Identifier: MIT
/*
 * Entry: tunables, and the watermark test on its own.
 *
 * Kernel: the sysctl handlers of mm/page_alloc.c, zone_watermark_ok().
 */
#include "allocator/page_alloc.h"
#include "allocator/drift.h"
#include "allocator/exclusion.h"
#include "allocator/isolate.h"
#include "allocator/pcp.h"
#include "allocator/watermark.h"

enum { FRACTION_MIN = 8, SCALE_MAX = 1000, PAGES_MAX = 1 << 24, FACTOR_MAX = 1 << 20 };

static bool in_range(int64_t value, int64_t low, int64_t high)
{
	return value >= low && value <= high;
}

enum status page_alloc_set_min_free_kbytes(struct page_alloc *pa, int64_t value)
{
	CHANGING_SETTINGS(pa);
	if (!in_range(value, 0, PAGES_MAX))
		return STATUS_BAD_VALUE;
	pa->common->min_free_kbytes = pa->common->user_min_free_kbytes = value;
	watermark_setup(pa);
	return STATUS_OK;
}

enum status page_alloc_set_scale_factor(struct page_alloc *pa, int64_t value)
{
	CHANGING_SETTINGS(pa);
	if (!in_range(value, 1, SCALE_MAX))
		return STATUS_BAD_VALUE;
	pa->common->scale_factor = (uint32_t)value;
	watermark_setup(pa);
	return STATUS_OK;
}

enum status page_alloc_set_boost_factor(struct page_alloc *pa, int64_t value)
{
	CHANGING_SETTINGS(pa);
	if (!in_range(value, 0, FACTOR_MAX))
		return STATUS_BAD_VALUE;
	pa->common->boost_factor = (uint32_t)value;
	return STATUS_OK;
}

enum status page_alloc_set_lowmem_ratio(struct page_alloc *pa, unsigned kind, int64_t value)
{
	CHANGING_SETTINGS(pa);
	if (kind >= MAX_NR_ZONES)
		return STATUS_BAD_ZONE;
	if (!in_range(value, 0, FACTOR_MAX))
		return STATUS_BAD_VALUE;
	pa->common->reserve_ratio[kind] = (uint32_t)value;
	watermark_setup_reserve(pa);
	return STATUS_OK;
}

enum status page_alloc_set_fraction(struct page_alloc *pa, int64_t value, int *error)
{
	CHANGING_SETTINGS(pa);
	*error = 0;
	if (!in_range(value, 0, FACTOR_MAX))
		return STATUS_BAD_VALUE;
	if (value != 0 && value < FRACTION_MIN) {
		*error = ERROR_INVAL;
		return STATUS_OK;
	}
	/* The sysctl does nothing if its value stays the same, even if the zones have changed meanwhile. */
	if (value == pa->common->fraction)
		return STATUS_OK;
	pa->common->fraction = (uint32_t)value;
	pa->common->fixed_pcp = false;
	pcp_setup_all(pa);
	return STATUS_OK;
}

enum status page_alloc_set_boost(struct page_alloc *pa, unsigned zone, int64_t boost)
{
	CHANGING_SETTINGS(pa);
	if (zone >= pa->nr_zones)
		return STATUS_BAD_ZONE;
	if (!in_range(boost, 0, PAGES_MAX))
		return STATUS_BAD_VALUE;
	pa->zone[zone].boost = boost;
	return STATUS_OK;
}

enum status page_alloc_watermark_ok(struct page_alloc *pa, unsigned zone, unsigned order, int64_t mark, unsigned hzi, uint32_t flags, bool *ok)
{
	EXCLUSIVELY(pa);
	*ok = false;
	if (zone >= pa->nr_zones)
		return STATUS_BAD_ZONE;
	if (order >= pa->max_order)
		return STATUS_BAD_ORDER;
	if (hzi >= MAX_NR_ZONES || !in_range(mark, 0, INT32_MAX))
		return STATUS_BAD_VALUE;
	*ok = watermark_ok(pa, &pa->zone[zone], order, mark, hzi, flags, zone_free(&pa->zone[zone]));
	return STATUS_OK;
}
