/* SPDX-License-Identifier: MIT */
/* Allocating and freeing one block at a time, with the flags of the contract translated. */

static const struct {
	u32 bit;
	gfp_t gfp;
} gfp_bits[] = {
	{GFP_BIT_DMA, __GFP_DMA},
	{GFP_BIT_HIGHMEM, __GFP_HIGHMEM},
	{GFP_BIT_DMA32, __GFP_DMA32},
	{GFP_BIT_MOVABLE, __GFP_MOVABLE},
	{GFP_BIT_RECLAIMABLE, __GFP_RECLAIMABLE},
	{GFP_BIT_HIGH, __GFP_HIGH},
	{GFP_BIT_IO, __GFP_IO},
	{GFP_BIT_FS, __GFP_FS},
	{GFP_BIT_ZERO, __GFP_ZERO},
	{GFP_BIT_DIRECT_RECLAIM, __GFP_DIRECT_RECLAIM},
	{GFP_BIT_KSWAPD_RECLAIM, __GFP_KSWAPD_RECLAIM},
	{GFP_BIT_WRITE, __GFP_WRITE},
	{GFP_BIT_NOWARN, __GFP_NOWARN},
	{GFP_BIT_RETRY_MAYFAIL, __GFP_RETRY_MAYFAIL},
	{GFP_BIT_NOFAIL, __GFP_NOFAIL},
	{GFP_BIT_NORETRY, __GFP_NORETRY},
	{GFP_BIT_MEMALLOC, __GFP_MEMALLOC},
	{GFP_BIT_COMP, __GFP_COMP},
	{GFP_BIT_NOMEMALLOC, __GFP_NOMEMALLOC},
	{GFP_BIT_HARDWALL, __GFP_HARDWALL},
	{GFP_BIT_THISNODE, __GFP_THISNODE},
	{GFP_BIT_ACCOUNT, __GFP_ACCOUNT},
#ifdef __GFP_ATOMIC
	{GFP_BIT_ATOMIC, __GFP_ATOMIC},
#endif
};

static gfp_t kernel_gfp(u32 gfp)
{
	gfp_t of = 0;
	unsigned i;

	for (i = 0; i < ARRAY_SIZE(gfp_bits); i++)
		if (gfp & gfp_bits[i].bit)
			of |= gfp_bits[i].gfp;
	return of;
}

/* Record a new owner. */
static s64 give(struct page *page, unsigned order, bool lru)
{
	const unsigned long pfn = page_to_pfn(page);

	owned[pfn] = (struct owned){.order = order, .head = true, .lru = lru};
	if (lru)
		SetPageLRU(page);
	return pfn;
}

static void take_off_lru(unsigned long pfn)
{
	if (owned[pfn].lru)
		__ClearPageLRU(pfn_to_page(pfn));
	owned[pfn].lru = false;
}

static nodemask_t *request_nodes(const struct bc_request *request, nodemask_t *mask)
{
	unsigned i;

	if (!request->has_nodemask)
		return NULL;
	nodes_clear(*mask);
	for (i = 0; i < world.machine.nr_nodes; i++)
		if (request->nodemask >> i & 1)
			node_set(i, *mask);
	return mask;
}

static s64 alloc(const struct bc_request *request, struct answer *answer)
{
	nodemask_t mask;
	struct page *page = ALLOC_PAGES(kernel_gfp(request->gfp), request->order, request->node, request_nodes(request, &mask));

	if (!page)
		return PFN_NONE;
	answer->comp_order = PageCompound(page) ? compound_order(page) : 0;
	answer->pfmemalloc = page_is_pfmemalloc(page);
	return give(page, request->order, request->lru);
}

static s64 rmqueue_request(const struct bc_request *request, struct answer *answer)
{
	const gfp_t gfp = kernel_gfp(request->gfp);
	nodemask_t mask;
	struct alloc_context ac = {
		.highest_zoneidx = gfp_zone(gfp),
		.zonelist = node_zonelist(request->node, gfp),
		.nodemask = request_nodes(request, &mask),
		.migratetype = gfp_migratetype(gfp),
		.spread_dirty_pages = request->spread,
	};
	struct page *page;

	if (request->order >= MAX_ORDER)
		return PFN_NONE;
	ac.preferred_zoneref = first_zones_zonelist(ac.zonelist, ac.highest_zoneidx, ac.nodemask);
	tell(PATH_ATTEMPT, request->alloc_flags, 0, PFN_NONE);
	page = get_page_from_freelist(gfp, request->order, kernel_alloc_flags(request->alloc_flags), &ac);
	if (!page)
		return PFN_NONE;
	FOUND(page);
	answer->comp_order = PageCompound(page) ? compound_order(page) : 0;
	answer->pfmemalloc = page_is_pfmemalloc(page);
	return give(page, request->order, request->lru);
}

static s64 free_request(unsigned long pfn, unsigned order)
{
	struct page *page = pfn_to_page(pfn);
	const int refs = page_count(page) - 1;
	const bool compound = PageCompound(page);

	if (refs == 0) {
		take_off_lru(pfn);
		owned[pfn].head = false;
	} else if (!compound) { /* The pages after the first are freed at once. */
		owned[pfn].order = 0;
	}
	__free_pages(page, order);
	return refs;
}
