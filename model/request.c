// SPDX-License-Identifier: MIT
/*
 * A whole request: what gfp mask and task make of it, one attempt with that, then the slow path; for an exact number of pages, freeing the
 * surplus.
 *
 * Kernel: prepare_alloc_pages(), alloc_flags_nofragment(), current_gfp_context(), __alloc_pages_nodemask(), alloc_pages_exact_nid().
 */
#include "model/model.h"

/* current_gfp_context(). */
static uint32_t scoped(const struct world *w, uint32_t gfp)
{
	if (w->task.flags & TASK_NOCMA && w->policy->nocma_drops_movable)
		gfp &= ~(uint32_t)GFP_BIT_MOVABLE;
	if (w->task.flags & TASK_NOIO)
		return gfp & ~(uint32_t)(GFP_BIT_IO | GFP_BIT_FS);
	return w->task.flags & TASK_NOFS ? gfp & ~(uint32_t)GFP_BIT_FS : gfp;
}

static void set_context(struct world *w, struct request_context *rc, const struct request *request, uint32_t gfp)
{
	rc->walk.zonelist = m_zonelist(w, request->node, gfp);
	rc->walk.hzi = m_gfp_zone(gfp);
	rc->walk.nodemask = request->has_nodemask ? &request->nodemask : NULL;
	rc->order = request->order;
	rc->type = m_gfp_type(w, gfp);
	rc->spread_dirty = false;
}

/* alloc_flags_nofragment(): requests for NORMAL try DMA32 before they fragment a pageblock. */
static uint32_t kswapd_and_nofragment(const struct world *w, const struct request_context *rc, uint32_t gfp)
{
	const struct zone *preferred;
	uint32_t flags = gfp & GFP_BIT_KSWAPD_RECLAIM;
	uint8_t dma32;

	if (!w->policy->has_nofragment)
		return 0;
	if (*rc->preferred == NO_ZONE)
		return flags;
	preferred = m_preferred_zone(w, rc);
	dma32 = w->node[preferred->node].zone[ZONE_DMA32];
	if (preferred->kind != ZONE_NORMAL)
		return flags;
	if (w->machine.nr_nodes > 1 && (dma32 == NO_ZONE || w->zone[dma32].present == 0))
		return flags;
	return flags | ALLOC_NOFRAGMENT;
}

/* prepare_alloc_pages(): sets up the context of the first attempt; returns its flags, and in *gfp the mask in force. */
uint32_t m_prepare(struct world *w, struct request_context *rc, const struct request *request, uint32_t *gfp)
{
	uint32_t flags;

	set_context(w, rc, request, *gfp);
	flags = m_add_cma_flag(w, rc->type, WMARK_LOW);
	rc->spread_dirty = (*gfp & GFP_BIT_WRITE) != 0;
	if (w->machine.cpusets) {
		*gfp |= GFP_BIT_HARDWALL;
		if (!rc->walk.nodemask && !(w->policy->irq_ignores_cpuset && m_in_interrupt(w)))
			rc->walk.nodemask = &w->task.mems;
		else
			flags |= ALLOC_CPUSET;
	}
	m_find_preferred(w, rc);
	return flags;
}

/* alloc_flags_nonblocking(): the flag that an urgent request has from the start. */
static uint32_t early_highatomic(const struct world *w, uint32_t gfp, uint8_t order)
{
	bool urgent = gfp & GFP_BIT_HIGH && !(gfp & (GFP_BIT_DIRECT_RECLAIM | GFP_BIT_NOMEMALLOC));

	return w->policy->highatomic_at_once && order > 0 && urgent ? ALLOC_HIGHATOMIC : 0;
}

/* __alloc_pages_nodemask(). */
pfn_t m_alloc_pages(struct world *w, const struct request *request)
{
	uint32_t gfp = w->policy->scope_before_fast_path ? scoped(w, request->gfp) : request->gfp;
	uint32_t flags, fast_gfp = gfp;
	struct request_context rc;
	pfn_t pfn;

	if (request->order >= w->machine.max_order)
		return PFN_NONE;
	flags = m_prepare(w, &rc, request, &fast_gfp);
	flags |= kswapd_and_nofragment(w, &rc, gfp) | early_highatomic(w, gfp, request->order);
	pfn = m_get_page_from_freelist(w, &rc, fast_gfp, flags);
	if (pfn != PFN_NONE)
		return pfn;
	rc.spread_dirty = false;
	rc.walk.nodemask = request->has_nodemask ? &request->nodemask : NULL;
	return m_slow_path(w, &rc, scoped(w, gfp));
}

/* One get_page_from_freelist() with these flags and nothing else. */
pfn_t m_rmqueue_request(struct world *w, const struct request *request)
{
	struct request_context rc;

	if (request->order >= w->machine.max_order)
		return PFN_NONE;
	set_context(w, &rc, request, request->gfp);
	rc.spread_dirty = request->spread;
	m_find_preferred(w, &rc);
	return m_get_page_from_freelist(w, &rc, request->gfp, request->alloc_flags);
}

/* Free the surplus single pages of a split block, each as if it had been allocated alone. */
static void free_surplus(struct world *w, pfn_t start, pfn_t end)
{
	for (pfn_t p = start; p < end; p++)
		if (w->policy->exact_surplus_at_tail)
			m_free_pages_ok(w, p, m_page(w, p), PLACE_AT_TAIL);
		else
			m_put_block(w, p, false);
}

/* alloc_pages_exact_nid(): contiguous single pages, the first ones of the smallest block that holds `count`. */
pfn_t m_alloc_exact(struct world *w, const struct request *request)
{
	uint32_t no_use = w->policy->exact_is_mapped ? GFP_BIT_COMP | GFP_BIT_HIGHMEM : GFP_BIT_COMP;
	struct request block = { .kind = REQ_ALLOC, .cpu = request->cpu, .node = request->node, .gfp = request->gfp & ~no_use };
	pfn_t pfn;

	while (UINT32_C(1) << block.order < request->count)
		block.order++;
	pfn = m_alloc_pages(w, &block);
	if (pfn == PFN_NONE)
		return PFN_NONE;
	m_split_block(w, pfn, block.order);
	w->answer->pfmemalloc = false; /* a mark of the block's first page, which this request does not return */
	free_surplus(w, pfn + request->count, pfn + ((pfn_t)1 << block.order));
	return pfn;
}
