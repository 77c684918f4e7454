// SPDX-License-Identifier: MIT
/*
 * A subject in a tree of its own, for an allocator in yet another folder (buddycheck.cmake). It manages one piece of memory without holes
 * and aligns blocks to the start of that piece; it refuses other machines.
 */
#include "contract/subject.h"
#include "heap.h"

struct world {
	pfn_t start;
	int32_t pages;
	uint8_t max_order; /* orders below it exist */
};

static size_t size(const struct machine *machine)
{
	const struct machine_zone *zone = &machine->zone[0];
	const bool one_piece = machine->nr_zones == 1 && machine->nr_ranges == 0 && zone->end_pfn - zone->start_pfn <= HEAP_PAGES;
	const bool aligned = zone->start_pfn % (1u << (machine->max_order - 1)) == 0;

	return one_piece && aligned ? sizeof(struct world) : 0;
}

static bool boot(void *self, const struct machine *machine)
{
	struct world *world = self;

	*world = (struct world){machine->zone[0].start_pfn, (int32_t)(machine->zone[0].end_pfn - machine->zone[0].start_pfn), machine->max_order};
	heap_init(world->pages); /* an allocator with global state is reset here */
	return true;
}

static void apply(void *self, const struct request *request, struct answer *answer)
{
	const struct world *world = self;
	int page;

	switch (request->kind) {
	case REQ_ALLOC:
		page = request->order < world->max_order ? heap_alloc(request->order) : HEAP_FULL;
		answer->value = page == HEAP_FULL ? PFN_NONE : world->start + (pfn_t)page;
		break;
	case REQ_FREE:
		answer->status = request->order < world->max_order && heap_free((int)(request->pfn - world->start), request->order) == 0
			? STATUS_OK : STATUS_BAD_VALUE;
		break;
	default:
		break;
	}
}

static void counters(const void *self, struct zone_counters *zones)
{
	zones[0].free = heap_unused();
	zones[0].managed = ((const struct world *)self)->pages;
}

const struct subject subject_yours = {.name = "yours", .size = size, .boot = boot, .apply = apply, .counters = counters};
