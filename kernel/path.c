/* SPDX-License-Identifier: MIT */
/* The path of an answer (contract/request.h): events from the hooks of kernel/path.h and from the functions of kernel/outside.c. */

static const struct {
	u32 bit;
	unsigned flag; /* 0: this kernel has no such flag */
} alloc_flags_of[] = {
	{1, 1}, /* the two bits of the watermark index */
	{2, 2},
	{BC_ALLOC_NO_WATERMARKS, ALLOC_NO_WATERMARKS},
	{BC_ALLOC_OOM, ALLOC_OOM},
	{BC_ALLOC_HARDER, AF_HARDER},
	{BC_ALLOC_HIGH, AF_HIGH},
	{BC_ALLOC_CPUSET, ALLOC_CPUSET},
	{BC_ALLOC_CMA, ALLOC_CMA},
	{BC_ALLOC_NOFRAGMENT, ALLOC_NOFRAGMENT},
	{BC_ALLOC_HIGHATOMIC, AF_HIGHATOMIC},
	{BC_ALLOC_KSWAPD, ALLOC_KSWAPD},
};

static unsigned kernel_alloc_flags(u32 af)
{
	unsigned of = 0, i;

	for (i = 0; i < ARRAY_SIZE(alloc_flags_of); i++)
		of |= af & alloc_flags_of[i].bit ? alloc_flags_of[i].flag : 0;
	return of;
}

/* A kernel flag that the contract does not name stays visible, shifted above those that it names. */
static u32 contract_alloc_flags(unsigned flags)
{
	u32 of = 0;
	unsigned i;

	for (i = 0; i < ARRAY_SIZE(alloc_flags_of); i++)
		if (flags & alloc_flags_of[i].flag) {
			of |= alloc_flags_of[i].bit;
			flags &= ~alloc_flags_of[i].flag;
		}
	return of | flags << 16;
}

static void tell(u8 kind, u32 a, u8 b, u32 pfn)
{
	struct answer *answer = world.answer;

	if (answer->nr_path < PATH_EVENTS_MAX)
		answer->path[answer->nr_path] = (struct path_event){.kind = kind, .b = b, .a = a, .pfn = pfn};
	answer->nr_path++;
}

static void tell_attempt(unsigned flags)
{
	tell(PATH_ATTEMPT, contract_alloc_flags(flags), 0, PFN_NONE);
}

static bool tell_unreserve(bool force, bool result)
{
	tell(PATH_UNRESERVE, force, result, PFN_NONE);
	return result;
}

static void tell_drain(void)
{
	tell(PATH_DRAIN, 0, 0, PFN_NONE);
}

static int tell_migrate(int result)
{
	tell(PATH_MIGRATE, result, 0, PFN_NONE);
	return result;
}

static bool tell_dirty(const pg_data_t *pgdat, bool ok)
{
	tell(PATH_DIRTY, pgdat->node_id, ok, PFN_NONE);
	return ok;
}

static void tell_extfrag(struct page *page, unsigned order, unsigned found, unsigned wanted, unsigned type)
{
	const bool owned_now = get_pageblock_migratetype(page) == wanted;

	tell(PATH_EXTFRAG, order | found << 8 | wanted << 16 | type << 24,
		(found < pageblock_order ? EXTFRAG_FRAGMENTING : 0) | (owned_now ? EXTFRAG_CHANGE_OWNERSHIP : 0), page_to_pfn(page));
}

/* How far node reclaim got: whether it checked if it may block, and whether it scanned. */
static bool would_wait, scanned;

enum verdict { VERDICT_NOSCAN, VERDICT_FULL, VERDICT_SOME, VERDICT_SUCCESS }; /* as in the path: the kernel's NODE_RECLAIM_ values + 2 */

static u8 reclaim_verdict(unsigned order, long result)
{
	if (!SINCE(7, 3))
		return result + 2;
	if (result >= 1L << order) /* since 7.3 it returns the number of pages reclaimed */
		return VERDICT_SUCCESS;
	if (scanned)
		return VERDICT_SOME;
	return would_wait ? VERDICT_NOSCAN : VERDICT_FULL;
}

static long tell_node_reclaim(const pg_data_t *pgdat, unsigned order, long result)
{
	tell(PATH_NODE_RECLAIM, pgdat->node_id, reclaim_verdict(order, result) | (scanned ? PATH_ASKED : 0), PFN_NONE);
	would_wait = scanned = false;
	return result;
}
