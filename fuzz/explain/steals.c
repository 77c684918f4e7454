// SPDX-License-Identifier: MIT
/*
 * Counts steals, moves and claims by comparing the lists of two views page by page.
 *
 * The kernel counts a steal when __rmqueue_fallback() runs; this counts what is visible of one: a page leaves a free list of one type to be
 * used as another. HIGHATOMIC, CMA and ISOLATE lists serve other types by design and are left out.
 */
#include "fuzz/explain/steals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/language/memory.h"
#include "fuzz/lockstep/view.h"

static void *buffer(size_t count)
{
	return need_memory(calloc(count + 1, 1));
}

void page_types_init(struct page_types *types, const struct machine *machine)
{
	const struct view_room room = view_room(machine);

	types->pages = (uint32_t)room.pages;
	types->type = buffer(types->pages);
	types->order = buffer(types->pages);
	types->pageblock = buffer(room.pageblocks);
	types->cached = buffer(types->pages * sizeof(bool));
}

void page_types_release(struct page_types *types)
{
	free(types->type);
	free(types->order);
	free(types->pageblock);
	free(types->cached);
	memset(types, 0, sizeof(*types));
}

static const pfn_t *read_free_lists(struct page_types *types, const struct machine *machine, const struct view *view, uint32_t zone, uint32_t first,
				    const pfn_t *next)
{
	const struct zone_view *z = &view->zone[zone];

	for (uint32_t order = 0; order < machine->max_order; order++)
		for (uint32_t mt = 0; mt < MIGRATE_TYPES; mt++)
			for (uint32_t i = 0; i < z->list_len[order][mt]; i++) {
				const uint32_t at = first + (*next++ - z->start_pfn);
				const uint32_t pages = 1u << order;

				/* A block may extend into the next zone; ignore what is beyond the view. */
				for (uint32_t page = at; page < at + pages && page < types->pages; page++) {
					types->type[page] = (uint8_t)mt;
					types->order[page] = (uint8_t)order;
				}
			}
	return next;
}

/* 4.14 and 5.10 have lists U, M, R; later kernels have these per order, then two for the pageblock order: not movable, movable. */
static uint8_t type_of_pcp_list(uint32_t list)
{
	if (list < 12)
		return (uint8_t)(list % 3);
	return list == 13 ? MIGRATE_MOVABLE : MIGRATE_TYPES;
}

static const pfn_t *read_pcp_lists(struct page_types *types, const struct machine *machine, const struct view *view, uint32_t zone, uint32_t first,
				   const pfn_t *next)
{
	for (uint32_t cpu = 0; cpu < machine->nr_cpus; cpu++)
		for (uint32_t list = 0; list < PCP_LISTS_MAX; list++)
			for (uint32_t i = 0; i < view->pcp[zone * machine->nr_cpus + cpu].len[list]; i++) {
				const uint32_t at = first + (*next++ - view->zone[zone].start_pfn);

				types->type[at] = type_of_pcp_list(list);
				types->cached[at] = true;
			}
	return next;
}

void page_types_read(struct page_types *types, const struct machine *machine, const struct view *view)
{
	const pfn_t *free_pfns = view->free_pfns, *pcp_pfns = view->pcp_pfns;
	uint32_t first = 0;

	memset(types->type, MIGRATE_TYPES, types->pages);
	memset(types->cached, 0, types->pages * sizeof(bool));
	types->nr_pageblocks = 0;
	for (uint32_t zone = 0; zone < machine->nr_zones; zone++) {
		free_pfns = read_free_lists(types, machine, view, zone, first, free_pfns);
		pcp_pfns = read_pcp_lists(types, machine, view, zone, first, pcp_pfns);
		types->nr_pageblocks += view_nr_pageblocks(view, machine, zone);
		first += view_nr_pages(view, zone);
	}
	memcpy(types->pageblock, view->pageblock, types->nr_pageblocks);
}

static bool is_plain(uint8_t type)
{
	return type == MIGRATE_UNMOVABLE || type == MIGRATE_MOVABLE || type == MIGRATE_RECLAIMABLE;
}

static uint8_t type_of_request(const struct view *view, const struct request *request)
{
	if (!view->mobility)
		return MIGRATE_UNMOVABLE;
	if (request->gfp & GFP_BIT_MOVABLE)
		return MIGRATE_MOVABLE;
	return request->gfp & GFP_BIT_RECLAIMABLE ? MIGRATE_RECLAIMABLE : MIGRATE_UNMOVABLE;
}

static bool is_free(const struct page_types *types, uint32_t page)
{
	return types->type[page] != MIGRATE_TYPES && !types->cached[page];
}

/* Where did one page of a free block go? True: it was used as another type. */
static bool follow(const struct page_types *before, const struct page_types *after, uint32_t page, uint8_t wanted, struct contrast_counts *counts)
{
	const uint8_t from = before->type[page];
	const uint8_t to = after->cached[page] || is_free(after, page) ? after->type[page] : wanted;

	if (!is_plain(from) || !is_plain(to) || from == to)
		return false;
	if (!is_free(after, page))
		return true;
	counts->moved++;
	return false;
}

static void count_claims(const struct page_types *before, const struct page_types *after, struct contrast_counts *counts)
{
	for (uint32_t i = 0; i < before->nr_pageblocks; i++) {
		const uint8_t was = before->pageblock[i], is = after->pageblock[i];

		counts->claimed += is_plain(was) && is_plain(is) && was != is;
	}
}

void steals_count(const struct view *view, const struct request *request, const struct page_types *before, const struct page_types *after,
		  struct contrast_counts *counts)
{
	const uint8_t wanted = type_of_request(view, request);

	for (uint32_t page = 0; page < before->pages;) {
		const uint8_t order = before->order[page];
		const uint32_t end = is_free(before, page) ? page + (1u << order) : page + 1;
		bool stolen = false;

		for (; page < end && page < before->pages; page++)
			stolen |= is_free(before, page) && follow(before, after, page, wanted, counts);
		counts->steals[order] += stolen;
	}
	count_claims(before, after, counts);
}
