// SPDX-License-Identifier: MIT
/*
 * How much must stay free: watermarks, reserves and what depends on them, from sysctls and managed pages.
 *
 * All arithmetic is signed and 64 bits wide. Kernel: __setup_per_zone_wmarks(), setup_per_zone_lowmem_reserve(),
 * calculate_totalreserve_pages(), init_per_zone_wmark_min().
 */
#include "model/model.h"

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

/* Zones whose min mark is not a share of min_free_kbytes. */
static bool is_apart(const struct world *w, const struct zone *z)
{
	return w->policy->movable_has_own_min && z->kind == ZONE_MOVABLE;
}

/* setup_per_zone_wmarks(): share out min_free_kbytes by managed pages. */
void m_setup_wmarks(struct world *w)
{
	int64_t pages_min = w->min_free_kbytes / 4, managed = 0;

	for (uint32_t i = 0; i < w->machine.nr_zones; i++)
		managed += is_apart(w, &w->zone[i]) ? 0 : w->zone[i].managed;
	for (uint32_t i = 0; i < w->machine.nr_zones; i++) {
		struct zone *z = &w->zone[i];
		int64_t share = managed > 0 ? pages_min * z->managed / managed : 0;
		int64_t min = is_apart(w, z) ? m_min(m_max(z->managed / 1024, 32), 128) : share;
		int64_t step = m_max(share / 4, m_mult_frac(z->managed, w->machine.watermark_scale_factor, 10000));

		z->boost = 0;
		z->wmark[WMARK_MIN] = min;
		z->wmark[WMARK_LOW] = min + step;
		z->wmark[WMARK_HIGH] = min + 2 * step;
	}
	setup_totalreserve(w);
	if (w->policy->high_from_watermark)
		m_resize_all_pcps(w);
}

/* Managed pages of the node's zones above lower, up to upper, as the release sums them. */
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
			if (kind > z->kind && ratio > 0 && (z->managed > 0 || w->policy->reserve_without_pages))
				z->lowmem_reserve[kind] = pages_above(w, &w->node[z->node], z->kind, kind) / ratio;
		}
	}
	setup_totalreserve(w);
}

/* min_unmapped_ratio, min_slab_ratio: at or below these node_reclaim() does not scan. */
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

/* Pages above the high watermark in the zones up to NORMAL, in kB. Node 0's zonelist will do: every node's has the same zones. */
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
	m_set_drift_limits(w);
	m_setup_lowmem_reserve(w);
	m_setup_node_minima(w);
}
