// SPDX-License-Identifier: MIT
/*
 * Buffers for a contract view: the maximal length of each list on a machine, allocated once.
 *
 * Every page is on at most one free list or per-CPU list, so all pfn lists together are never longer than the memory that exists or may be
 * hot-added.
 */
#include "fuzz/lockstep/view.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/language/memory.h"

static void *buffer(uint64_t count, size_t size)
{
	/* Never allocate zero entries, even for a world without pages. */
	return need_memory(count < SIZE_MAX / size ? calloc((size_t)count + 1, size) : NULL);
}

/* The pages of all zones, plus all that hot-add may append. */
static uint64_t pages_at_most(const struct machine *machine)
{
	uint64_t pages = 0;
	pfn_t lowest_end = machine->hot_end;

	for (uint32_t z = 0; z < machine->nr_zones; z++) {
		pages += machine->zone[z].end_pfn - machine->zone[z].start_pfn;
		if (machine->zone[z].end_pfn < lowest_end)
			lowest_end = machine->zone[z].end_pfn;
	}
	return pages + (machine->hot_end - lowest_end);
}

struct view_room view_room(const struct machine *machine)
{
	const uint64_t pages = pages_at_most(machine);

	return (struct view_room){
		.pages = pages,
		.pageblocks = (pages >> machine->pageblock_order) + 2ull * machine->nr_zones,
		.bytes = pages * machine->page_bytes,
		.pcps = (uint64_t)machine->nr_zones * machine->nr_cpus,
	};
}

void view_init_room(struct view *view, const struct view_room *room)
{
	memset(view, 0, sizeof(*view));
	view->pcp = buffer(room->pcps, sizeof(*view->pcp));
	view->pcp_pfns = buffer(room->pages, sizeof(*view->pcp_pfns));
	view->free_pfns = buffer(room->pages, sizeof(*view->free_pfns));
	view->pageblock = buffer(room->pageblocks, sizeof(*view->pageblock));
	view->page = buffer(room->pages, sizeof(*view->page));
	view->memory = buffer(room->bytes, 1);
}

void view_init(struct view *view, const struct machine *machine)
{
	const struct view_room room = view_room(machine);

	view_init_room(view, &room);
}

void view_release(struct view *view)
{
	free(view->pcp);
	free(view->pcp_pfns);
	free(view->free_pfns);
	free(view->pageblock);
	free(view->page);
	free(view->memory);
	memset(view, 0, sizeof(*view));
}

uint32_t view_nr_pages(const struct view *view, uint32_t zone)
{
	return view->zone[zone].end_pfn - view->zone[zone].start_pfn;
}

uint32_t view_nr_pageblocks(const struct view *view, const struct machine *machine, uint32_t zone)
{
	const struct zone_view *z = &view->zone[zone];
	const uint64_t size = 1ull << machine->pageblock_order;

	if (z->start_pfn == z->end_pfn)
		return 0;
	return (uint32_t)((z->end_pfn + size - 1) / size - z->start_pfn / size);
}

uint8_t view_page(const struct view *view, const struct machine *machine, pfn_t pfn)
{
	const uint8_t *page = view->page;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++) {
		if (pfn >= view->zone[zone].start_pfn && pfn < view->zone[zone].end_pfn)
			return page[pfn - view->zone[zone].start_pfn];
		page += view_nr_pages(view, zone);
	}
	return PAGE_ABSENT;
}

uint32_t view_all_pages(const struct view *view, const struct machine *machine)
{
	uint32_t pages = 0;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		pages += view_nr_pages(view, zone);
	return pages;
}

uint32_t view_all_pageblocks(const struct view *view, const struct machine *machine)
{
	uint32_t pageblocks = 0;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		pageblocks += view_nr_pageblocks(view, machine, zone);
	return pageblocks;
}
