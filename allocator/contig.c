// SPDX-License-Identifier: MIT
/*
 * Entry: isolating ranges, taking free blocks out by address, contiguous allocation.
 *
 * Kernel: alloc_contig_range(), alloc_contig_pages(), free_contig_range(), isolate_freepages_range(), __putback_isolated_page().
 */
#include "allocator/page_alloc.h"
#include "allocator/always.h"
#include "allocator/buddy.h"
#include "allocator/contents.h"
#include "allocator/drift.h"
#include "allocator/exclusion.h"
#include "allocator/free.h"
#include "allocator/isolate.h"
#include "allocator/node.h"
#include "allocator/pageblock.h"
#include "allocator/pcp.h"
#include "allocator/zonelist.h"

enum { CONTIG_PAGES_MAX = 1 << 20 };

/* Bits with which a range is refused (__alloc_contig_verify_gfp_mask()), translated by name; a bit that the kernel does not have has no
 * meaning here either. The kernel applies the task's scopes first, but these remove none of these bits, nor __GFP_ZERO. */
enum {
	CONTIG_REFUSES = GFP_BIT_HIGH | GFP_BIT_NOFAIL | GFP_BIT_NORETRY | GFP_BIT_MEMALLOC | GFP_BIT_NOMEMALLOC | GFP_BIT_ACCOUNT,
};

/* consecutive pages whose last reference has been dropped, ended by a page that still has one */
struct run {
	page_t start, end;
};

/* The zone whose span contains the whole range, with the range as pages; NULL if there is none. */
static struct zone *range_zone(struct page_alloc *pa, pfn_t start, pfn_t end, page_t *first, page_t *last)
{
	struct zone *zone = start < end ? pfn_span_zone(pa, start, first) : NULL;

	if (!zone)
		return NULL;
	*last = end - zone->delta;
	return *last <= zone->end && ALWAYS(*last > *first) ? zone : NULL;
}

static bool reaches_deferred(const struct page_alloc *pa, const struct zone *zone, page_t end)
{
	const page_t first = pa->node[zone->node].first_deferred;

	return first != PAGE_NONE && end > first && ALWAYS(zone->end > first);
}

static enum status check_isolation(struct page_alloc *pa, pfn_t start, pfn_t end, unsigned mt, page_t *first, page_t *last)
{
	const pfn_t mask = pageblock_pages(pa) - 1;
	const struct zone *zone = range_zone(pa, start, end, first, last);

	if (!zone || (start & mask) || (end & mask) || mt > MIGRATE_CMA || mt == MIGRATE_HIGHATOMIC)
		return STATUS_BAD_VALUE;
	return reaches_deferred(pa, zone, *last) ? STATUS_FOREIGN_PFN : STATUS_OK;
}

enum status page_alloc_isolate(struct page_alloc *pa, pfn_t start, pfn_t end, unsigned mt, int *error)
{
	EXCLUSIVELY(pa);
	page_t first, last;
	const enum status status = check_isolation(pa, start, end, mt, &first, &last);

	*error = 0;
	if (status == STATUS_OK)
		*error = isolate_range(drift_lowest_cpu(pa), first, last, first, last, mt);
	return status;
}

enum status page_alloc_unisolate(struct page_alloc *pa, pfn_t start, pfn_t end, unsigned mt)
{
	EXCLUSIVELY(pa);
	page_t first, last;
	const enum status status = check_isolation(pa, start, end, mt, &first, &last);

	if (status == STATUS_OK)
		unisolate_range(drift_lowest_cpu(pa), first, last, mt);
	return status;
}

static enum status check_free_block(struct page_alloc *pa, pfn_t pfn, unsigned order, page_t *page)
{
	if (order >= pa->max_order)
		return STATUS_BAD_ORDER;
	if (!pfn_span_zone(pa, pfn, page) || block_state(pa, page_block(pa, *page)) == STATE(KIND_ABSENT, 0))
		return STATUS_FOREIGN_PFN;
	if (page_block(pa, *page) != *page || block_state(pa, *page) != STATE(KIND_FREE, order))
		return STATUS_NOT_FREE;
	return STATUS_OK;
}

enum status page_alloc_isolate_free(struct page_alloc *pa, pfn_t pfn, unsigned order, uint32_t *pages)
{
	EXCLUSIVELY(pa);
	page_t page;
	const enum status status = check_free_block(pa, pfn, order, &page);

	*pages = status == STATUS_OK && isolate_take_free(drift_lowest_cpu(pa), page, order) ? block_pages(order) : 0;
	return status;
}

enum status page_alloc_report_free(struct page_alloc *pa, pfn_t pfn, unsigned order, uint32_t *pages)
{
	EXCLUSIVELY(pa);
	page_t page;
	const enum status status = check_free_block(pa, pfn, order, &page);

	*pages = 0;
	pa = drift_lowest_cpu(pa);
	if (status != STATUS_OK || !isolate_take_free(pa, page, order))
		return status;
	*pages = block_pages(order);
	buddy_merge(pa, page_span_zone(pa, page), page, order, pageblock_type(pa, page), PLACE_TAIL);
	return STATUS_OK;
}

/* test_pages_isolated(): is [start, end) covered by free blocks, and is each pageblock there ISOLATE, inside larger blocks as well? */
static bool all_free(struct page_alloc *pa, page_t start, page_t end)
{
	for (page_t p = start & ~(pageblock_pages(pa) - 1); p < end; p += pageblock_pages(pa)) {
		tick(pa);
		if (pageblock_type(pa, p) != MIGRATE_ISOLATE)
			return false;
	}
	for (page_t p = start; p < end; p += block_pages(state_order(block_state(pa, p)))) {
		tick(pa);
		if (state_kind(block_state(pa, p)) != KIND_FREE)
			return false;
	}
	return true;
}

/* isolate_freepages_range() and split_map_pages(): free blocks become single pages. Returns the end of the last one. */
static page_t take_range(struct page_alloc *pa, page_t start, page_t end, uint32_t gfp)
{
	page_t p = start;

	while (p < end) {
		const unsigned order = state_order(block_state(pa, p));

		isolate_take_free(pa, p, order);
		tick(pa);
		if (pa->touches_pages || gfp & GFP_BIT_ZERO)
			contents_hook(pa, p, order, gfp);
		page_set_row(pa, p, block_pages(order), KIND_ALLOC);
		p += block_pages(order);
	}
	return p;
}

/* Free an aligned part of single pages in an isolated pageblock at once: they merge with nothing else before the last of them is free
 * (buddy.c). */
static void free_part(struct page_alloc *pa, struct zone *zone, page_t page, unsigned order)
{
	page_set_row(pa, page, block_pages(order), KIND_CACHED); /* A4 */
	if (pa->touches_pages)
		contents_release(pa, page, order);
	if (pa->policy->isolate_counted)
		pa->events.pgfree += block_pages(order);
	buddy_free(pa, zone, page, order, MIGRATE_ISOLATE, PLACE_NORMAL);
}

/* free_prepared_contig_range(): each aligned piece is one free of its order. */
static void free_run(struct page_alloc *pa, struct run *run)
{
	for (page_t p = run->start, stop; p < run->end; p = stop) {
		const pfn_t pfn = zone_pfn(page_span_zone(pa, p), p);
		const unsigned order = block_fit_order(pfn, run->end - p, pa->max_order - 1u);

		tick(pa);
		stop = p + block_pages(order);
		page_set_row(pa, p, block_pages(order), KIND_CACHED); /* A4 */
		free_commit(pa, p, order, false);
	}
	run->start = run->end;
}

/* __free_contig_range_common(): the page extends the run, or ends it. */
static void free_in_run(struct page_alloc *pa, struct run *run, page_t page)
{
	const uint32_t refs = page_refs(pa, page) - 1;

	if (refs > 0)
		page_set_facts(pa, page, refs, false);
	if (refs == 0 && free_prepare(pa, page, 0, false)) {
		run->end++;
		return;
	}
	free_run(pa, run);
	run->start = run->end = page + 1;
}

/* Frees single pages in ascending order. */
static void free_pages(struct page_alloc *pa, page_t start, page_t end)
{
	struct run run = { start, start };

	for (page_t p = start; p < end; p++) {
		tick(pa);
		if (pa->policy->contig_frees_runs)
			free_in_run(pa, &run, p);
		else
			free_put(pa, p, 0);
	}
	free_run(pa, &run);
}

/* Free the part of the taken range that was not requested: single pages, freed one by one if each must be checked. */
static void free_surplus(struct page_alloc *pa, struct zone *zone, page_t start, page_t end)
{
	if (pa->policy->contig_frees_runs) {
		free_pages(pa, start, end);
		return;
	}
	const bool in_parts = !pa->common->nr_damaged && !pa->shared_blocks;

	while (start < end) {
		const bool part = in_parts && pageblock_type(pa, start) == MIGRATE_ISOLATE;
		const unsigned order = part ? pageblock_part_order(pa, start, end - start) : 0;

		tick(pa);
		if (part)
			free_part(pa, zone, start, order);
		else
			free_put(pa, start, 0);
		start += block_pages(order);
	}
}

/* The isolated range has been emptied as far as possible: take what is free. */
static int take_isolated(struct page_alloc *pa, struct zone *zone, page_t start, page_t end, uint32_t gfp)
{
	const page_t head = page_block(pa, start);
	const page_t first = state_kind(block_state(pa, head)) == KIND_FREE ? head : start;

	if (first == start && page_block(pa, start) != start)
		return ERROR_BUSY;
	if (!all_free(pa, first, end))
		return ERROR_BUSY;
	const page_t last = take_range(pa, first, end, gfp);

	free_surplus(pa, zone, first, start);
	free_surplus(pa, zone, end, last);
	return 0;
}

static void drain_lists(struct page_alloc *pa, struct zone *zone)
{
	trace(pa, PATH_DRAIN, 0, 0, PFN_NONE);
	pcp_drain_all(pa, zone);
}

static int contig_range(struct page_alloc *pa, struct zone *zone, page_t start, page_t end, unsigned mt, uint32_t gfp)
{
	if (pa->policy->contig_refuses_comp && gfp & GFP_BIT_COMP)
		return ERROR_INVAL;
	if (!pa->policy->contig_heeds_gfp)
		gfp = GFP_BIT_MOVABLE;
	if (gfp & CONTIG_REFUSES)
		return ERROR_INVAL;
	const page_t block = pa->policy->contig_rounds_up ? block_pages(pa->max_order - 1) : pageblock_pages(pa);
	const page_t low = start & ~(block - 1), high = (end + block - 1) & ~(block - 1);
	int error = isolate_range(pa, low, high, start, end, mt);

	if (error) {
		if (!pa->policy->contig_rounds_up)
			unisolate_range(pa, low, high, mt);
		return error;
	}
	if (!pa->policy->isolate_drains)
		drain_lists(pa, zone);
	if (pa->hooks.migrate)
		error = pa->hooks.migrate(pa->hooks.ctx, zone_pfn(zone, start), zone_pfn(zone, end));
	trace(pa, PATH_MIGRATE, (uint32_t)error, 0, PFN_NONE);
	if (error == 0 || error == ERROR_BUSY) {
		if (pa->policy->contig_drains_again)
			drain_lists(pa, zone);
		error = take_isolated(pa, zone, start, end, gfp);
	}
	unisolate_range(pa, low, high, mt);
	return error;
}

enum status page_alloc_contig(struct page_alloc *pa, unsigned cpu, pfn_t start, pfn_t end, unsigned mt, uint32_t gfp, int *error)
{
	EXCLUSIVELY(pa);
	page_t first, last;

	*error = 0;
	if (!page_alloc_cpu_online(pa, cpu))
		return STATUS_BAD_CPU;
	if (!gfp_valid(gfp))
		return STATUS_BAD_GFP;
	struct zone *zone = range_zone(pa, start, end, &first, &last);

	if (!zone || (mt != MIGRATE_MOVABLE && mt != MIGRATE_CMA))
		return STATUS_BAD_VALUE;
	if (reaches_deferred(pa, zone, last))
		return STATUS_FOREIGN_PFN;
	pa = on_cpu(pa, cpu);
	*error = contig_range(pa, zone, first, last, mt, gfp);
	return STATUS_OK;
}

static bool block_used(struct page_alloc *pa, page_t head)
{
	const enum page_kind kind = state_kind(block_state(pa, head));

	return kind == KIND_ALLOC || kind == KIND_ALLOC_LRU;
}

/* For a page with references: can it not be migrated? */
static bool block_unmovable(struct page_alloc *pa, page_t head)
{
	return state_kind(block_state(pa, head)) == KIND_ALLOC;
}

/* pfn_range_valid_contig(): is the range worth an attempt, and, in kernels that check, is none of its pages in use as far as references
 * show? */
static bool range_valid(struct page_alloc *pa, const struct zone *zone, page_t start, page_t end)
{
	const bool skips_used = pa->policy->contig_skips_used;
	const bool skips_unmovable = pa->policy->contig_skips_unmovable && zone->kind != ZONE_MOVABLE;
	const page_t head = page_block(pa, start);
	page_t p = start;

	if (head != start) {
		/* Tails have no references of their own, but those of a compound page are read at its head. */
		if (skips_used && block_used(pa, head) && page_compound(pa, head))
			return false;
		if (skips_unmovable && block_unmovable(pa, head) && page_compound(pa, head))
			return false;
		p = head + block_pages(state_order(block_state(pa, head)));
	}
	while (p < end) {
		const enum page_kind kind = state_kind(block_state(pa, p));

		tick(pa);
		if (kind == KIND_ABSENT || kind == KIND_RESERVED || (skips_used && block_used(pa, p)) || NEVER(!zone_spans(zone, p)))
			return false;
		if (skips_unmovable && block_unmovable(pa, p))
			return false;
		p += block_pages(state_order(block_state(pa, p)));
	}
	return true;
}

static pfn_t contig_in_zone(struct page_alloc *pa, struct zone *zone, uint32_t count, uint32_t gfp)
{
	const uint64_t end = (uint64_t)zone_pfn(zone, zone->start) + (zone->end - zone->start);
	/* As in the kernel, ALIGN() is a mask even if count is not a power of two. */
	uint64_t pfn = ((uint64_t)zone_pfn(zone, zone->start) + count - 1) & ~(uint64_t)(count - 1);

	for (; pfn + count <= end; pfn += count) {
		const page_t first = (pfn_t)pfn - zone->delta;

		tick(pa);
		if (range_valid(pa, zone, first, first + count) && contig_range(pa, zone, first, first + count, MIGRATE_MOVABLE, gfp) == 0)
			return (pfn_t)pfn;
	}
	return PFN_NONE;
}

enum status page_alloc_contig_pages(struct page_alloc *pa, unsigned cpu, uint32_t count, uint32_t gfp, unsigned node, pfn_t *pfn)
{
	EXCLUSIVELY(pa);
	*pfn = PFN_NONE;
	if (!page_alloc_cpu_online(pa, cpu))
		return STATUS_BAD_CPU;
	if (node >= pa->nr_nodes)
		return STATUS_BAD_NODE;
	if (!gfp_valid(gfp))
		return STATUS_BAD_GFP;
	if (count == 0 || count > CONTIG_PAGES_MAX)
		return STATUS_BAD_VALUE;
	const struct choice choice = {
		.list = &pa->node[node].list[(gfp & GFP_BIT_THISNODE) != 0],
		.nodemask = (uint32_t)NODEMASK_ALL,
		.high_kind = gfp_high_kind(gfp),
	};

	pa = on_cpu(pa, cpu);
	for (unsigned i = zonelist_next(pa, &choice, 0); i < choice.list->len && *pfn == PFN_NONE; i = zonelist_next(pa, &choice, i + 1))
		*pfn = contig_in_zone(pa, zonelist_zone(pa, &choice, i), count, gfp);
	return STATUS_OK;
}

enum status page_alloc_free_contig(struct page_alloc *pa, unsigned cpu, pfn_t pfn, uint32_t count)
{
	EXCLUSIVELY(pa);
	page_t page;

	if (!page_alloc_cpu_online(pa, cpu))
		return STATUS_BAD_CPU;
	for (uint32_t i = 0; i < count; i++) {
		const enum status status = page_status(pa, pfn + i, 0, &page);

		tick(pa);
		if (status != STATUS_OK)
			return status;
	}
	pa = on_cpu(pa, cpu);
	pfn_span_zone(pa, pfn, &page); /* All pages are in one extent. */
	free_pages(pa, page, page + count);
	return STATUS_OK;
}
