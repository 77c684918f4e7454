// SPDX-License-Identifier: MIT
/*
 * Deferred memory is freed in chunks of the largest block: whole pageblocks as blocks, the rest page by page. Until then it is ABSENT.
 */
#include "allocator/deferred.h"
#include "allocator/always.h"
#include "allocator/drift.h"
#include "allocator/memmap.h"
#include "allocator/page.h"
#include "allocator/pageblock.h"
#include "allocator/pcp.h"
#include "allocator/populate.h"

static pfn_t node_end(const struct machine *m, unsigned node)
{
	pfn_t end = 0;

	for (unsigned i = 0; i < m->nr_zones; i++) {
		if (m->zone[i].node == node && m->zone[i].start_pfn < m->zone[i].end_pfn && m->zone[i].end_pfn > end)
			end = m->zone[i].end_pfn;
	}
	return end;
}

/* In a run of memory that ends with the node: the first section boundary with at least one section of the run before it. */
static pfn_t first_in_run(const struct machine *m, const struct run *run)
{
	const uint64_t section = m->section_pages;
	const uint64_t first = (run->start + section + section - 1) & ~(section - 1);

	return first < run->end ? (pfn_t)first : PFN_NONE;
}

/* The first section boundary in memory with at least one section of the zone's memory before it, possibly in several runs. */
static pfn_t first_in_zone(const struct machine *m, const struct machine_zone *zone)
{
	const uint64_t section = m->section_pages;
	struct run run = { 0, 0 };
	uint64_t before = 0;

	while (memmap_present_run(zone, m, run.end, &run)) {
		const uint64_t enough = run.start + (before < section ? section - before : 0);
		const uint64_t first = (enough + section - 1) & ~(section - 1);

		if (first < run.end)
			return (pfn_t)first;
		before += run.end - run.start;
	}
	return PFN_NONE;
}

pfn_t deferred_first(const struct machine *m, unsigned node)
{
	const pfn_t end = node_end(m, node);

	for (unsigned i = 0; i < m->nr_zones && m->deferred; i++) {
		struct run run = { 0, 0 };

		if (m->zone[i].node != node || m->zone[i].end_pfn != end || m->zone[i].start_pfn == end)
			continue;
		if (policy_of(m)->defers_by_zone)
			return first_in_zone(m, &m->zone[i]);
		while (memmap_present_run(&m->zone[i], m, run.end, &run)) {
			if (run.end == end)
				return first_in_run(m, &run);
		}
	}
	return PFN_NONE;
}

/* Free [start, end) in blocks of that order. Pageblocks that begin here become MOVABLE. */
static void free_piece(struct page_alloc *pa, page_t start, page_t end, unsigned order)
{
	const page_t block = pageblock_pages(pa);

	for (page_t p = start; p < end; p += block_pages(order)) {
		tick(pa);
		if ((p & (block - 1)) == 0)
			pageblock_set(pa, p, MIGRATE_MOVABLE);
		populate_block(pa, p, order);
	}
}

/* deferred_free_pages(): whole pageblocks as blocks, the rest as single pages. With policy.grows_page_by_page everything as single pages,
 * unless the chunk is a largest block. */
static void free_chunk(struct page_alloc *pa, page_t start, page_t end)
{
	const page_t block = pageblock_pages(pa);

	if (pa->policy->grows_page_by_page && end - start < block_pages(pa->max_order - 1)) {
		free_piece(pa, start, end, 0);
		return;
	}
	for (page_t p = start, stop; p < end; p = stop) {
		stop = (p | (block - 1)) + 1;
		if (stop > end)
			stop = end;
		const bool whole = stop - p == block && ALWAYS((p & (block - 1)) == 0);

		free_piece(pa, p, stop, whole ? pa->pageblock_order : 0);
	}
}

/* The first free run of the zone at or after page. */
static bool next_run(const struct page_alloc *pa, const struct zone *zone, page_t page, page_t *start, page_t *end)
{
	const pfn_t zone_end = zone_pfn(zone, zone->end);
	struct run run;

	if (page >= zone->end || !memmap_free_run(pa->machine, zone->node, zone_pfn(zone, page), &run) ||
	    NEVER(run.start >= zone_end))
		return false;
	*start = run.start - zone->delta;
	*end = (run.end < zone_end ? run.end : zone_end) - zone->delta;
	return true;
}

/* deferred_init_maxorder(): free the memory from page to the next boundary of the largest block. Returns the pages freed; advances
 * *page. */
static uint32_t init_chunk(struct page_alloc *pa, const struct zone *zone, page_t *page)
{
	const page_t boundary = (*page | (block_pages(pa->max_order - 1) - 1)) + 1;
	page_t start, end;
	uint32_t pages = 0;

	while (next_run(pa, zone, *page, &start, &end) && start < boundary) {
		if (end > boundary)
			end = boundary;
		free_chunk(pa, start, end);
		pages += end - start;
		*page = end;
	}
	*page = next_run(pa, zone, *page, &start, &end) ? start : PAGE_NONE;
	return pages;
}

/* Memory before page is now initialised, reserved pages included. */
static void advance(struct page_alloc *pa, const struct zone *zone, page_t page)
{
	struct node *node = &pa->node[zone->node];

	populate_reserved(pa, zone, RANGE_RESERVED, node->first_deferred, page < zone->end ? page : zone->end);
	node->first_deferred = page;
}

/* Initialise whole sections, until `needed` pages have been freed or the zone ends. */
static bool grow_sections(struct page_alloc *pa, const struct zone *zone, uint64_t needed)
{
	const pfn_t mask = pa->machine->section_pages - 1;
	uint64_t pages = 0;
	page_t from = pa->node[zone->node].first_deferred, page, end;

	while (pages < needed && from < zone->end) {
		tick(pa);
		if (!next_run(pa, zone, from, &page, &end))
			page = PAGE_NONE;
		for (from += mask + 1 - (zone_pfn(zone, from) & mask); page < from;)
			pages += init_chunk(pa, zone, &page);
	}
	advance(pa, zone, from < zone->end ? from : PAGE_NONE);
	return pages > 0;
}

bool deferred_grow(struct page_alloc *pa, struct zone *zone, unsigned order)
{
	struct node *node = &pa->node[zone->node];
	const uint32_t section = pa->machine->section_pages;
	const uint64_t needed = (block_pages(order) + (uint64_t)section - 1) / section * section;
	uint64_t pages = 0;
	page_t page = node->first_deferred, end;

	if (!pa->common->grow_deferred || node->last_zone != zone->index || page == PAGE_NONE)
		return false;
	if (pa->policy->grows_sections)
		return grow_sections(pa, zone, needed);
	if (!next_run(pa, zone, page, &page, &end)) {
		advance(pa, zone, PAGE_NONE);
		return true;
	}
	while (page != PAGE_NONE) {
		const page_t old = page;

		tick(pa);
		pages += init_chunk(pa, zone, &page);
		if (page != PAGE_NONE && ((old + zone->delta) ^ (page + zone->delta)) < section)
			continue;
		if (pages >= needed)
			break;
	}
	advance(pa, zone, page);
	return pages > 0;
}

void deferred_finish(struct page_alloc *pa)
{
	pa = drift_lowest_cpu(pa);
	for (unsigned n = 0; n < pa->nr_nodes; n++) {
		page_t page = pa->node[n].first_deferred, end;

		if (page == PAGE_NONE)
			continue;
		const struct zone *zone = &pa->zone[pa->node[n].last_zone];

		if (!next_run(pa, zone, page, &page, &end))
			page = PAGE_NONE;
		while (page != PAGE_NONE) {
			tick(pa);
			init_chunk(pa, zone, &page);
		}
		advance(pa, zone, PAGE_NONE);
	}
	pa->common->grow_deferred = false;
	if (pa->policy->late_resizes)
		pcp_setup_all(pa);
}
