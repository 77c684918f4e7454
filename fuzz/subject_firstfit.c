// SPDX-License-Identifier: MIT
/*
 * A page allocator that is not Linux's: one byte per page, first fit. It is the example from which to start with your own
 * (docs/your-allocator.md). It has no view, so it is checked against the ledger (fuzz/subject_ledger.c).
 *
 * To check another allocator, copy this file, keep the last four functions and make them call your allocator.
 */
#include <string.h>

#include "contract/subject.h"

/* --- the allocator -------------------------------------------------------------------------------------------------------- */

enum { FREE, TAKEN, HEAD }; /* HEAD + order: the first page of a block */

struct arena {
	pfn_t start, end;
	uint32_t managed, free; /* in pages */
	uint8_t *page;          /* indexed from start */
};

static void set(struct arena *arena, pfn_t pfn, uint32_t pages, uint8_t state)
{
	memset(&arena->page[pfn - arena->start], state, pages);
	arena->free += state == FREE ? pages : -pages;
}

static bool fits(const struct arena *arena, pfn_t pfn, uint32_t pages)
{
	for (uint32_t i = 0; i < pages; i++)
		if (arena->page[pfn - arena->start + i] != FREE)
			return false;
	return true;
}

static pfn_t take(struct arena *arena, unsigned order)
{
	const uint32_t pages = UINT32_C(1) << order;

	for (pfn_t pfn = (arena->start + pages - 1) & ~(pages - 1); pfn < arena->end && arena->end - pfn >= pages; pfn += pages) {
		if (!fits(arena, pfn, pages))
			continue;
		set(arena, pfn, pages, TAKEN);
		arena->page[pfn - arena->start] = (uint8_t)(HEAD + order);
		return pfn;
	}
	return PFN_NONE;
}

static bool give_back(struct arena *arena, pfn_t pfn, unsigned order)
{
	if (arena->page[pfn - arena->start] != HEAD + order)
		return false;
	set(arena, pfn, UINT32_C(1) << order, FREE);
	return true;
}

/* --- the subject ---------------------------------------------------------------------------------------------------------- */

struct world {
	uint32_t nr_arenas; /* one per zone */
	unsigned max_order; /* one above the largest order */
	struct arena arena[MAX_ZONES];
	uint8_t page[];
};

static size_t firstfit_size(const struct machine *machine)
{
	size_t pages = 0;

	for (uint32_t i = 0; i < machine->nr_zones; i++)
		pages += machine->zone[i].end_pfn - machine->zone[i].start_pfn;
	return sizeof(struct world) + pages;
}

static struct arena *arena_of(struct world *world, pfn_t pfn)
{
	for (uint32_t i = 0; i < world->nr_arenas; i++)
		if (pfn >= world->arena[i].start && pfn < world->arena[i].end)
			return &world->arena[i];
	return NULL;
}

static bool firstfit_boot(void *self, const struct machine *machine)
{
	struct world *world = self;
	uint8_t *page = world->page;

	world->nr_arenas = machine->nr_zones;
	world->max_order = machine->max_order;
	for (uint32_t i = 0; i < machine->nr_zones; i++) {
		const pfn_t start = machine->zone[i].start_pfn, end = machine->zone[i].end_pfn;

		world->arena[i] = (struct arena){.start = start, .end = end, .page = page};
		set(&world->arena[i], start, end - start, FREE);
		page += end - start;
	}
	for (uint32_t i = 0; i < machine->nr_ranges; i++) {
		const struct machine_range *range = &machine->range[i];

		if (range->kind != RANGE_CMA)
			set(arena_of(world, range->start_pfn), range->start_pfn, range->end_pfn - range->start_pfn, TAKEN);
	}
	for (uint32_t i = 0; i < machine->nr_zones; i++)
		world->arena[i].managed = world->arena[i].free;
	return true;
}

static void firstfit_apply(void *self, const struct request *request, struct answer *answer)
{
	struct world *world = self;
	struct arena *arena = arena_of(world, request->pfn);

	if (request->kind == REQ_ALLOC) {
		answer->value = PFN_NONE;
		for (uint32_t i = 0; i < world->nr_arenas && answer->value == PFN_NONE && request->order < world->max_order; i++)
			answer->value = take(&world->arena[i], request->order);
	} else if (request->kind == REQ_FREE) {
		if (!arena || !give_back(arena, request->pfn, request->order))
			answer->status = STATUS_BAD_VALUE;
	}
}

static void firstfit_counters(const void *self, struct zone_counters *zones)
{
	const struct world *world = self;

	for (uint32_t i = 0; i < world->nr_arenas; i++) {
		zones[i].free = world->arena[i].free;
		zones[i].managed = world->arena[i].managed;
	}
}

const struct subject subject_firstfit = {
	.name = "firstfit",
	.size = firstfit_size,
	.boot = firstfit_boot,
	.apply = firstfit_apply,
	.counters = firstfit_counters,
	.serves_what_fits = true,
};
