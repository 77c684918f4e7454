/* SPDX-License-Identifier: MIT */
/* More than one page at a time: lists, arrays, exact numbers, contiguous ranges. */

static struct page *let_go(unsigned long pfn)
{
	struct page *page = pfn_to_page(pfn);

	take_off_lru(pfn);
	owned[pfn].head = false;
	set_page_count(page, 0);
	return page;
}

static void free_list(const struct bc_request *request)
{
	u32 i;
#if SINCE(6, 10)
	struct folio_batch batch;

	folio_batch_init(&batch);
	for (i = 0; i < request->count; i++)
		if (folio_batch_add(&batch, page_folio(let_go(request->pfns[i]))) == 0)
			free_unref_folios(&batch);
	if (folio_batch_count(&batch))
		free_unref_folios(&batch);
#else
	LIST_HEAD(pages);

	for (i = 0; i < request->count; i++)
		list_add_tail(&let_go(request->pfns[i])->lru, &pages);
	free_unref_page_list(&pages);
#endif
}

static void given(struct answer *answer, struct page *page)
{
	answer->page[answer->nr_pages++] = give(page, 0, false);
	answer->pfmemalloc = page_is_pfmemalloc(page);
}

static s64 alloc_bulk(const struct bc_request *request, struct answer *answer)
{
	struct page *array[BULK_MAX] = {}, *page, *next;
	static struct page filled;
	LIST_HEAD(list);
	nodemask_t mask;
	s64 done;
	u32 i;

	for (i = 0; i < request->count; i++)
		if (request->filled >> i & 1)
			array[i] = &filled;
	done = ALLOC_BULK(kernel_gfp(request->gfp), request->node, request_nodes(request, &mask), request->count, request->list ? &list : NULL,
		request->list ? NULL : array);
	for (i = 0; i < request->count; i++)
		if (array[i] && array[i] != &filled)
			given(answer, array[i]);
	list_for_each_entry_safe(page, next, &list, lru)
	{
		list_del(&page->lru);
		given(answer, page);
	}
	return done;
}

static void give_all(unsigned long pfn, unsigned long count)
{
	unsigned long i;

	for (i = 0; i < count; i++)
		give(pfn_to_page(pfn + i), 0, false);
}

static s64 alloc_exact(const struct bc_request *request)
{
	const unsigned long at = (unsigned long)ALLOC_EXACT(request->node, (size_t)request->count << PAGE_SHIFT, kernel_gfp(request->gfp));

	if (!at)
		return PFN_NONE;
	give_all(__pa(at) >> PAGE_SHIFT, request->count);
	return __pa(at) >> PAGE_SHIFT;
}

static s64 contig(const struct bc_request *request)
{
	const s64 result = ALLOC_CONTIG_RANGE(request->pfn, request->end_pfn, request->bc_migratetype, kernel_gfp(request->gfp));

	if (result == 0)
		give_all(request->pfn, request->end_pfn - request->pfn);
	return result;
}

static s64 contig_pages(const struct bc_request *request)
{
	struct page *page = ALLOC_CONTIG_PAGES(request->count, kernel_gfp(request->gfp), request->node, NULL);

	if (!page)
		return PFN_NONE;
	give_all(page_to_pfn(page), request->count);
	return page_to_pfn(page);
}

static void free_contig(const struct bc_request *request)
{
	unsigned long i;

	for (i = 0; i < request->count; i++)
		if (page_count(pfn_to_page(request->pfn + i)) == 1) {
			take_off_lru(request->pfn + i);
			owned[request->pfn + i].head = false;
		}
	if (request->count > 0) /* with 0 pages a kernel would access a page outside the range */
		free_contig_range(request->pfn, request->count);
}
