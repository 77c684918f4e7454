// SPDX-License-Identifier: MIT
/*
 * The list of invariants and the walk over it. The first broken one is reported, because later ones often follow from it.
 *
 * What the kernel itself does not keep is excused by history (unaligned isolation, damaged pages) or by the machine (zones that meet inside
 * a block), never by the profile's name alone; docs/invariants.md gives each reason.
 */
#include "fuzz/lockstep/invariants_parts.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/language/memory.h"

struct invariant {
	const char *name;
	bool (*check)(struct checker *checker);
};

/* Indexed by number; 0 is no invariant. Numbers are frozen: add at the end. */
static const struct invariant invariant[] = {
	{NULL, NULL},
	{"a block on a free list lies in its zone, is aligned to its order and its pages are free", check_list_entries},
	{"every free block is on exactly one free list", check_unlisted_heads},
	{"nr_free of an order is the length of its lists", check_nr_free},
	{"the free counter is the pages on lists other than ISOLATE", check_free},
	{"the free CMA counter is the pages on CMA lists", check_free_cma},
	{"no two free buddies are left unmerged", check_buddies},
	{"a block is aligned, its head followed by its tails, and no tail is without a head", check_block_shapes},
	{"guard blocks exist only with debug_pagealloc and below the minimal order", check_guards},
	{"a per-CPU count is the pages on its lists", check_pcp_counts},
	{"a page on a per-CPU list reads cached, and is on one list once", check_pcp_pages},
	{"managed is free, cached, guard, allocated and lost pages together", check_managed},
	{"watermarks ascend by equal steps", check_watermarks},
	{"isolated_blocks is the pageblocks of type ISOLATE", check_isolated_count},
	{"ISOLATE lists hold the free blocks of ISOLATE pageblocks and no others", check_isolated_lists},
	{"the highatomic reserve is whole pageblocks within its limit", check_highatomic},
	{"a zone keeps no reserve against requests that start at or below it", check_reserves},
	{"a zonelist names each zone once, the own node first, high kinds before low", check_zonelists},
	{"holes are absent, reserved pages reserved, other memory neither", check_memory_map},
	{"without grouping by mobility no pageblock is MOVABLE or RECLAIMABLE", check_ungrouped},
	{"the free HIGHATOMIC counter, where there is one, is the pages on HIGHATOMIC lists", check_free_highatomic},
	{"a free block is on the list of its pageblock's type, where no type is remembered", check_list_types},
	{"what a cpu has not told a free counter yet fits into a signed byte, and is nothing where counters are exact", check_drift},
};

enum { NR_INVARIANTS = sizeof(invariant) / sizeof(invariant[0]) };

const char *invariant_name(int number)
{
	return number > 0 && number < (int)NR_INVARIANTS ? invariant[number].name : NULL;
}

void invariants_start(struct invariants *invariants)
{
	invariants->odd_isolation = false;
	invariants->odd_cma = false;
	invariants->regrouped = false;
	invariants->isolations = 0;
}

/* Isolation checks and counts only the zone of a pageblock's first page; another zone with pages in it is retyped without being counted. */
static bool zones_share_pageblock(const struct machine *machine)
{
	const pfn_t mask = ((pfn_t)1 << machine->pageblock_order) - 1;

	for (uint32_t i = 0; i < machine->nr_zones; i++)
		for (uint32_t j = 0; j < machine->nr_zones; j++) {
			const struct machine_zone *low = &machine->zone[i], *high = &machine->zone[j];

			if (low->start_pfn < low->end_pfn && high->start_pfn < high->end_pfn && low->end_pfn <= high->start_pfn &&
			    low->end_pfn > (high->start_pfn & ~mask))
				return true;
		}
	return false;
}

/*
 * Kernel: move_freepages_block() moves nothing of a pageblock that extends past its zone's end, but its callers retype it all the same.
 * 5.10 refuses such a pageblock, since what lies beyond is reserved; 4.14 does not look at movable ones, 6.1 looks at the range only.
 */
static bool pageblock_sticks_out(const struct machine *machine)
{
	const pfn_t mask = ((pfn_t)1 << machine->pageblock_order) - 1;

	const bool looks = machine->profile == PROFILE_LINUX_5_10 || machine->profile == PROFILE_LINUX_5_10_Y;

	for (uint32_t zone = 0; zone < machine->nr_zones && !looks; zone++)
		if (machine->zone[zone].end_pfn & mask)
			return true;
	return false;
}

enum { LARGEST_LISTED = 3 }; /* PAGE_ALLOC_COSTLY_ORDER: blocks up to this order, and of pageblock_order, have per-CPU lists */

/*
 * From 6.12 on a pageblock is isolated whole or not at all, and a block that reaches beyond it is freed again in pageblocks. Exceptions,
 * which excuse: (1) a block larger than a pageblock that comes off a per-CPU list; this needs pageblocks smaller than LARGEST_LISTED, which
 * no kernel has. (2) An isolated block of several pageblocks whose first one is un-isolated: it is put back in one piece if its buddy is
 * free, even if the rest should stay isolated; this needs an earlier isolation. (3) A guard block, which does not count as free: it stays
 * in one piece, and its merge looks only at the type of its first pageblock.
 */
static void note_whole_isolation(struct invariants *invariants, const struct machine *machine, const struct request *request,
				 const struct answer *answer)
{
	const pfn_t largest = (pfn_t)1 << (machine->max_order - 1);
	const bool given_back = request->kind != REQ_ISOLATE || answer->value != 0;
	const bool whole = request->kind == REQ_UNISOLATE && request->pfn % largest == 0 && request->end_pfn % largest == 0;

	const bool large_guards = machine->guardpage_minorder > machine->pageblock_order + 1;

	invariants->odd_isolation |= machine->pageblock_order < LARGEST_LISTED || large_guards || (invariants->isolations > 0 && given_back && !whole);
	invariants->isolations += request->kind == REQ_ISOLATE;
}

/* A range was isolated or un-isolated. */
static void note_isolation(struct invariants *invariants, const struct machine *machine, const struct request *request, const struct answer *answer)
{
	const pfn_t largest = (pfn_t)1 << (machine->max_order - 1);

	if (machine->profile >= PROFILE_LINUX_6_12) {
		note_whole_isolation(invariants, machine, request, answer);
		return;
	}
	if (zones_share_pageblock(machine) || pageblock_sticks_out(machine))
		invariants->odd_isolation = true;
	/* Kernel: when start_isolate_page_range() fails, the pageblocks that it had isolated get the type with which it was called. */
	if (request->migratetype == MIGRATE_CMA && answer->value != 0)
		invariants->odd_cma = true;
	/*
	 * Kernel 6.1: isolation does not drain per-CPU lists, and a cached page is freed as the type it was cached with, into what is CMA
	 * by now.
	 */
	if (request->kind == REQ_UNISOLATE && request->migratetype == MIGRATE_CMA && machine->profile == PROFILE_LINUX_6_1)
		invariants->odd_cma = true;
	/* Kernel 4.14: set_migratetype_isolate() of a pageblock that is isolated already succeeds and counts its pages again. */
	if (request->kind != REQ_UNISOLATE && machine->profile == PROFILE_LINUX_4_14 && invariants->isolations++ > 0)
		invariants->odd_isolation = true;
	/* The contiguous allocators round to the larger of a pageblock and 1024 pages; from 6.1 on to a pageblock. */
	if (request->kind == REQ_CONTIG || request->kind == REQ_CONTIG_PAGES) {
		if (machine->profile == PROFILE_LINUX_6_1 && machine->pageblock_order < machine->max_order - 1)
			invariants->odd_isolation = true;
		return;
	}
	if (request->pfn % largest != 0 || request->end_pfn % largest != 0)
		invariants->odd_isolation = true;
}

void invariants_note(struct invariants *invariants, const struct machine *machine, const struct request *request, const struct answer *answer)
{
	if (answer->status != STATUS_OK)
		return;
	switch ((enum request_kind)request->kind) {
	case REQ_HOTADD: invariants->regrouped = true; break;
	case REQ_ISOLATE:
	case REQ_UNISOLATE:
	case REQ_CONTIG:
	case REQ_CONTIG_PAGES: note_isolation(invariants, machine, request, answer); break;
	default: break; /* no other request leaves anything odd */
	}
}

void invariants_release(struct invariants *invariants)
{
	free(invariants->mark);
	memset(invariants, 0, sizeof(*invariants));
}

/*
 * The zone of the same node that ends where this one begins, inside a largest block; zone itself if there is none. It need not have the
 * preceding index: memory hot-added to an empty zone lies above all others.
 */
static uint32_t met_below(const struct checker *checker, uint32_t zone)
{
	const struct zone_view *z = checker->view->zone;
	const pfn_t start = z[zone].start_pfn, largest = (pfn_t)1 << (checker->machine->max_order - 1);

	for (uint32_t other = 0; other < checker->machine->nr_zones && start % largest != 0 && checker->pages[zone] > 0; other++)
		if (checker->pages[other] > 0 && z[other].end_pfn == start && checker->machine->zone[other].node == checker->machine->zone[zone].node)
			return other;
	return zone;
}

static void find_mixed_zones(struct checker *checker)
{
	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++) {
		uint32_t lowest = zone;

		for (uint32_t below; (below = met_below(checker, lowest)) != lowest;)
			lowest = below;
		checker->mixed[zone] = (uint8_t)lowest;
		checker->is_mixed[zone] |= lowest != zone;
		checker->is_mixed[lowest] |= lowest != zone;
	}
}

/* The non-empty free lists: by zone, order, type, ascending. */
static uint32_t find_lists(const struct checker *checker, struct block_list *list)
{
	uint32_t count = 0;

	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++) {
		const uint32_t *len = checker->view->zone[zone].list_len[0]; /* walk all orders: list_len is one contiguous array */

		for (uint32_t i = 0; i < MAX_ORDER_LIMIT * MIGRATE_TYPES; i++)
			if (len[i] > 0)
				list[count++] = (struct block_list){(uint8_t)zone, (uint8_t)(i / MIGRATE_TYPES), (uint8_t)(i % MIGRATE_TYPES), len[i]};
	}
	return count;
}

static void prepare(struct checker *checker, struct invariants *invariants)
{
	size_t pages = 0, pageblocks = 0;

	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++) {
		checker->page_at[zone] = pages;
		checker->pages[zone] = view_nr_pages(checker->view, zone);
		checker->pageblock_at[zone] = pageblocks;
		pages += checker->pages[zone];
		pageblocks += view_nr_pageblocks(checker->view, checker->machine, zone);
	}
	if (pages > invariants->room) {
		free(invariants->mark);
		invariants->mark = need_memory(malloc(pages));
		invariants->room = pages;
	}
	if (pages > 0)
		memset(invariants->mark, 0, pages);
	checker->mark = invariants->mark;
	find_mixed_zones(checker);
	checker->in_shape = walk_blocks(checker);
}

int invariants_check(struct invariants *invariants, const struct machine *machine, const struct view *view, char where[INVARIANT_TEXT],
		     int64_t *is, int64_t *should)
{
	struct block_list list[MAX_ZONES * MAX_ORDER_LIMIT * MIGRATE_TYPES];
	struct checker checker = {.machine = machine, .view = view, .history = invariants, .list = list, .where = where};

	checker.nr_lists = find_lists(&checker, list);
	prepare(&checker, invariants);
	for (int number = 1; number < (int)NR_INVARIANTS; number++) {
		if (invariant[number].check(&checker) || (invariants->without >> number & 1))
			continue;
		*is = checker.is;
		*should = checker.should;
		return number;
	}
	return 0;
}
