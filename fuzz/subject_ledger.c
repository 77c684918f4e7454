// SPDX-License-Identifier: MIT
/*
 * A ledger of who owns which page: the judge of allocators that choose their blocks by rules of their own. It predicts nothing; it says
 * whether an answer was allowed:
 *
 *   an allocated block lies in usable memory (not in a hole, not reserved, inside one zone), is aligned to its size, and none of its pages
 *   is owned;
 *   an owned block can be freed with the order with which it was allocated, and nothing else can;
 *   a zone's free pages are those that are not owned.
 *
 * One byte per page, as in a view, so that the ledger can be viewed like any side.
 */
#include <string.h>

#include "fuzz/subjects.h"

struct ledger {
	struct machine machine;
	uint32_t managed[MAX_ZONES], owned[MAX_ZONES]; /* pages */
	uint8_t page[]; /* enum page_state, order << 4: zone after zone */
};

static uint32_t zone_pages(const struct machine *machine, uint32_t zone)
{
	return machine->zone[zone].end_pfn - machine->zone[zone].start_pfn;
}

static size_t ledger_size(const struct machine *machine)
{
	size_t pages = 0;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		pages += zone_pages(machine, zone);
	return sizeof(struct ledger) + pages;
}

/* The byte of a page, and its zone; NULL outside every zone. */
static uint8_t *find(const struct ledger *ledger, pfn_t pfn, uint32_t *zone)
{
	uint8_t *page = (uint8_t *)(uintptr_t)ledger->page;

	for (*zone = 0; *zone < ledger->machine.nr_zones; (*zone)++) {
		const struct machine_zone *z = &ledger->machine.zone[*zone];

		if (pfn >= z->start_pfn && pfn < z->end_pfn)
			return page + (pfn - z->start_pfn);
		page += zone_pages(&ledger->machine, *zone);
	}
	return NULL;
}

static bool ledger_boot(void *self, const struct machine *machine)
{
	struct ledger *ledger = self;
	uint32_t zone;

	memset(ledger, 0, sizeof(*ledger));
	ledger->machine = *machine;
	memset(ledger->page, PAGE_FREE_HEAD, ledger_size(machine) - sizeof(*ledger));
	for (uint32_t i = 0; i < machine->nr_zones; i++)
		ledger->managed[i] = zone_pages(machine, i);
	for (uint32_t i = 0; i < machine->nr_ranges; i++) {
		const struct machine_range *range = &machine->range[i];

		if (range->kind == RANGE_CMA) /* ordinary memory here */
			continue;
		for (pfn_t pfn = range->start_pfn; pfn < range->end_pfn; pfn++) {
			*find(ledger, pfn, &zone) = range->kind == RANGE_HOLE ? PAGE_ABSENT : PAGE_RESERVED;
			ledger->managed[zone]--;
		}
	}
	return true;
}

/* May the block be allocated? */
static enum status grantable(const struct ledger *ledger, pfn_t pfn, uint32_t order)
{
	const uint32_t pages = UINT32_C(1) << order;
	uint32_t zone;
	const uint8_t *page = find(ledger, pfn, &zone);

	if (!page || ledger->machine.zone[zone].end_pfn - pfn < pages)
		return STATUS_FOREIGN_PFN;
	if (pfn & (pages - 1))
		return STATUS_BAD_ORDER;
	for (uint32_t i = 0; i < pages; i++) {
		if (page[i] == PAGE_ABSENT)
			return STATUS_FOREIGN_PFN;
		if (page[i] == PAGE_RESERVED)
			return STATUS_RESERVED;
		if (page[i] != PAGE_FREE_HEAD)
			return STATUS_NOT_FREE;
	}
	return STATUS_OK;
}

/* Why the block may not be freed, or STATUS_OK. */
static enum status returnable(const struct ledger *ledger, pfn_t pfn, uint32_t order)
{
	uint32_t zone;
	const uint8_t *page = find(ledger, pfn, &zone);

	if (order >= ledger->machine.max_order)
		return STATUS_BAD_ORDER;
	if (!page || *page == PAGE_ABSENT)
		return STATUS_FOREIGN_PFN;
	if (*page == PAGE_RESERVED)
		return STATUS_RESERVED;
	if (*page == PAGE_FREE_HEAD)
		return STATUS_ALREADY_FREE;
	if (*page == PAGE_ALLOC_TAIL)
		return STATUS_NOT_HEAD;
	return *page >> 4 == order ? STATUS_OK : STATUS_WRONG_ORDER;
}

static void own(struct ledger *ledger, pfn_t pfn, uint32_t order)
{
	uint32_t zone;
	uint8_t *page = find(ledger, pfn, &zone);

	memset(page, PAGE_ALLOC_TAIL, (size_t)1 << order);
	*page = (uint8_t)(PAGE_ALLOC_HEAD | order << 4);
	ledger->owned[zone] += UINT32_C(1) << order;
}

static void disown(struct ledger *ledger, pfn_t pfn, uint32_t order)
{
	uint32_t zone;
	uint8_t *page = find(ledger, pfn, &zone);

	memset(page, PAGE_FREE_HEAD, (size_t)1 << order);
	ledger->owned[zone] -= UINT32_C(1) << order;
}

/* The first block that could be allocated, or PFN_NONE. */
static int64_t any_block(const struct ledger *ledger, uint32_t order)
{
	const uint64_t pages = UINT64_C(1) << order;

	for (uint32_t i = 0; i < ledger->machine.nr_zones; i++) {
		const struct machine_zone *zone = &ledger->machine.zone[i];

		for (uint64_t pfn = (zone->start_pfn + pages - 1) & ~(pages - 1); pfn + pages <= zone->end_pfn; pfn += pages)
			if (grantable(ledger, (pfn_t)pfn, order) == STATUS_OK)
				return (int64_t)pfn;
	}
	return PFN_NONE;
}

/* The allocator may fail for reasons of its own, unless it says that it serves whatever fits. */
static void judge_alloc(struct ledger *ledger, const struct request *request, const struct answer *given, bool serves, struct answer *answer)
{
	if (request->order >= ledger->machine.max_order) {
		answer->value = PFN_NONE;
	} else if (given->status == STATUS_OK && given->value != PFN_NONE) {
		answer->status = (uint8_t)grantable(ledger, (pfn_t)given->value, request->order);
		if (answer->status == STATUS_OK)
			own(ledger, (pfn_t)given->value, request->order);
	} else if (serves) {
		answer->status = STATUS_OK;
		answer->value = any_block(ledger, request->order);
	}
}

/* A wrong free must be refused; with which status is up to the allocator. */
static void judge_free(struct ledger *ledger, const struct request *request, const struct answer *given, struct answer *answer)
{
	const enum status status = returnable(ledger, request->pfn, request->order);

	if (status == STATUS_OK)
		disown(ledger, request->pfn, request->order);
	if ((status == STATUS_OK) != (given->status == STATUS_OK))
		answer->status = (uint8_t)status;
}

static void ledger_judge(void *self, const struct request *request, const struct answer *given, bool serves, struct answer *answer)
{
	answer->status = given->status;
	answer->value = given->value;
	if (request->kind == REQ_ALLOC)
		judge_alloc(self, request, given, serves, answer);
	else if (request->kind == REQ_FREE)
		judge_free(self, request, given, answer);
}

static void ledger_counters(const void *self, struct zone_counters *zones)
{
	const struct ledger *ledger = self;

	for (uint32_t i = 0; i < ledger->machine.nr_zones; i++) {
		memset(&zones[i], 0, sizeof(zones[i]));
		zones[i].managed = ledger->managed[i];
		zones[i].free = (int64_t)ledger->managed[i] - ledger->owned[i];
	}
}

/* --- to be looked at ------------------------------------------------------------------------------------------------------ */

/* The order of the largest aligned block of free pages that begins here, with `left` pages left in the zone. */
static unsigned free_order(const struct ledger *ledger, const uint8_t *page, pfn_t pfn, uint32_t left)
{
	unsigned order = 0;

	while (order + 1u < ledger->machine.max_order && (pfn & ((2u << order) - 1)) == 0 && 2u << order <= left) {
		for (uint32_t i = 1u << order; i < 2u << order; i++)
			if (page[i] != PAGE_FREE_HEAD)
				return order;
		order++;
	}
	return order;
}

/*
 * Show the free pages as the largest blocks they could form, all on one list; how the allocator arranges them is unknown. Returns the end
 * of the list.
 */
static pfn_t *view_zone(const struct ledger *ledger, uint32_t zone, const uint8_t *page, struct zone_view *view, uint8_t *seen, pfn_t *list)
{
	const pfn_t start = ledger->machine.zone[zone].start_pfn;
	const uint32_t pages = zone_pages(&ledger->machine, zone);

	*view = (struct zone_view){.start_pfn = start, .end_pfn = start + pages};
	memcpy(seen, page, pages);
	for (uint32_t at = 0, order = 0; at < pages; at += page[at] == PAGE_FREE_HEAD ? 1u << order : 1u) {
		if (page[at] != PAGE_FREE_HEAD)
			continue;
		order = free_order(ledger, &page[at], start + at, pages - at);
		memset(&seen[at], PAGE_FREE_TAIL, (size_t)1 << order);
		seen[at] = (uint8_t)(PAGE_FREE_HEAD | order << 4);
	}
	for (unsigned order = 0; order < ledger->machine.max_order; order++)
		for (uint32_t at = 0; at < pages; at++)
			if (seen[at] == (PAGE_FREE_HEAD | order << 4)) {
				*list++ = start + at;
				view->list_len[order][MIGRATE_UNMOVABLE]++;
			}
	return list;
}

static void ledger_view(const void *self, struct view *view)
{
	const struct ledger *ledger = self;
	const struct machine *machine = &ledger->machine;
	size_t pages = 0, pageblocks = 0;
	pfn_t *list = view->free_pfns;

	ledger_counters(self, view->counters);
	for (uint32_t i = 0; i < machine->nr_zones; i++) {
		const struct machine_zone *zone = &machine->zone[i];

		list = view_zone(ledger, i, ledger->page + pages, &view->zone[i], view->page + pages, list);
		pages += zone_pages(machine, i);
		if (zone->start_pfn < zone->end_pfn)
			pageblocks += ((zone->end_pfn - 1) >> machine->pageblock_order) - (zone->start_pfn >> machine->pageblock_order) + 1;
	}
	memset(view->pageblock, MIGRATE_UNMOVABLE, pageblocks);
	memset(view->pcp, 0, sizeof(*view->pcp) * machine->nr_zones * machine->nr_cpus);
	memset(view->memory, 0, pages * machine->page_bytes);
}

const struct subject subject_ledger = {
	.name = "ledger",
	.size = ledger_size,
	.boot = ledger_boot,
	.judge = ledger_judge,
	.counters = ledger_counters,
	.view = ledger_view,
};
