// SPDX-License-Identifier: MIT
/*
 * Damage to one field at a time, close to its sound value: a neighbouring page, a number one larger, the type of another block.
 */
#include "tests/mutants/damage.h"

#include <string.h>

#include "fuzz/generate/mutate.h"

struct sizes {
	uint32_t pages, pageblocks, pcps, cached, listed;
};

static struct sizes sizes_of(const struct view *view, const struct machine *machine)
{
	struct sizes sizes = {.pcps = machine->nr_zones * machine->nr_cpus};

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++) {
		sizes.pages += view_nr_pages(view, zone);
		sizes.pageblocks += view_nr_pageblocks(view, machine, zone);
		for (uint32_t order = 0; order < MAX_ORDER_LIMIT; order++)
			for (uint32_t mt = 0; mt < MIGRATE_TYPES; mt++)
				sizes.listed += view->zone[zone].list_len[order][mt];
	}
	for (uint32_t i = 0; i < sizes.pcps; i++)
		for (uint32_t list = 0; list < PCP_LISTS_MAX; list++)
			sizes.cached += view->pcp[i].len[list];
	return sizes;
}

static void copy_view(struct view *to, const struct view *from, const struct machine *machine)
{
	const struct sizes sizes = sizes_of(from, machine);
	const struct view room = *to;

	*to = *from;
	to->pcp = room.pcp;
	to->pcp_pfns = room.pcp_pfns;
	to->free_pfns = room.free_pfns;
	to->pageblock = room.pageblock;
	to->page = room.page;
	to->memory = room.memory; /* no invariant reads it */
	memcpy(to->pcp, from->pcp, sizes.pcps * sizeof(*to->pcp));
	memcpy(to->pcp_pfns, from->pcp_pfns, sizes.cached * sizeof(*to->pcp_pfns));
	memcpy(to->free_pfns, from->free_pfns, sizes.listed * sizeof(*to->free_pfns));
	memcpy(to->pageblock, from->pageblock, sizes.pageblocks);
	memcpy(to->page, from->page, sizes.pages);
}

enum { BAIT = 16 };

/* Add a zone, a node and a range after the last of each, and entries after the end of lists and arrays. */
static void lay_bait(struct scene *scene)
{
	struct machine *machine = &scene->machine;
	struct view *view = &scene->view;
	const struct sizes sizes = sizes_of(view, machine);
	const uint32_t zone = machine->nr_zones, node = machine->nr_nodes;
	const pfn_t start = view->zone[0].start_pfn + 1;
	static const uint8_t pages[] = {PAGE_ABSENT, PAGE_RESERVED, PAGE_FREE_HEAD, PAGE_FREE_TAIL, PAGE_GUARD_HEAD, PAGE_CACHED, PAGE_ALLOC_TAIL};

	if (zone < MAX_ZONES) {
		machine->zone[zone] = (struct machine_zone){0, ZONE_NORMAL, start, start + BAIT};
		view->zone[zone] = (struct zone_view){.start_pfn = start, .end_pfn = start + BAIT, .lowmem_reserve = {1, 1, 1, 1}};
		view->zone[zone].list_len[0][MIGRATE_MOVABLE] = view->zone[zone].list_len[0][MIGRATE_ISOLATE] = 1;
		view->counters[zone] = (struct zone_counters){.free = 7, .free_cma = 7, .managed = 7, .reserved_highatomic = 1, .isolated_blocks = 3,
							      .wmark = {3, 2, 1}, .nr_free = {3, 3}};
	}
	if (node < MAX_NODES)
		view->node[node] = (struct node_view){.zonelist_len = {MAX_ZONES, MAX_ZONES}};
	if (machine->nr_ranges < MAX_RANGES)
		machine->range[machine->nr_ranges] = (struct machine_range){RANGE_HOLE, start, start + BAIT};
	for (uint32_t i = 0; i < BAIT; i++) {
		view->free_pfns[sizes.listed + i] = view->pcp_pfns[sizes.cached + i] = PFN_NONE;
		view->pageblock[sizes.pageblocks + i] = i % 2 ? MIGRATE_MOVABLE : MIGRATE_ISOLATE;
		view->page[sizes.pages + i] = pages[dice_below(&scene->random, sizeof(pages))];
	}
	view->pcp[sizes.pcps] = (struct pcp_view){.count = 7, .len = {1}};
}

void scene_init(struct scene *scene, const struct machine *machine)
{
	struct view_room room = view_room(machine);

	room.pages += BAIT;
	room.pageblocks += BAIT;
	room.pcps++;
	view_init_room(&scene->view, &room);
}

void scene_release(struct scene *scene)
{
	view_release(&scene->view);
}

void scene_set(struct scene *scene, const struct machine *machine, const struct view *view)
{
	scene->machine = *machine;
	copy_view(&scene->view, view, machine);
	lay_bait(scene);
	scene->nr_invented = 0;
}

/* One more, one less, a block of a random order more or less, half, or 0. */
static int64_t nudge(int64_t value, const struct machine *machine, uint64_t *random)
{
	const int64_t block = (int64_t)1 << dice_below(random, machine->max_order);

	switch (dice_below(random, 6)) {
	case 0: return value + 1;
	case 1: return value > 0 ? value - 1 : 1;
	case 2: return value + block;
	case 3: return value >= block ? value - block : block;
	case 4: return value / 2;
	default: return 0;
	}
}

static void damage_number(uint32_t *number, const struct machine *machine, uint64_t *random)
{
	*number = (uint32_t)nudge(*number, machine, random);
}

/* Whole pageblocks, from 1 % of the zone (the highatomic limit) to three pageblocks more. */
static uint32_t near_limit(const struct zone_counters *counters, const struct machine *machine, uint64_t *random)
{
	const uint32_t hundredth = counters->managed / 100 / (1u << machine->pageblock_order);

	return (hundredth + dice_below(random, 4)) << machine->pageblock_order;
}

static void damage_counters(struct zone_counters *counters, const struct machine *machine, uint64_t *random)
{
	switch (dice_below(random, 8)) {
	case 0: counters->free = nudge(counters->free, machine, random); break;
	case 1: counters->free_cma = nudge(counters->free_cma, machine, random); break;
	case 2: damage_number(&counters->managed, machine, random); break;
	case 3: damage_number(&counters->reserved_highatomic, machine, random); break;
	case 4: damage_number(&counters->isolated_blocks, machine, random); break;
	case 5: damage_number(&counters->wmark[dice_below(random, NR_WMARK)], machine, random); break;
	case 6: counters->reserved_highatomic = near_limit(counters, machine, random); break;
	default: damage_number(&counters->nr_free[dice_below(random, MAX_ORDER_LIMIT)], machine, random);
	}
}

/* Another state, another order, both, or a copy of another page. */
static void damage_page(struct view *view, uint32_t pages, uint64_t *random)
{
	uint8_t *page = &view->page[dice_below(random, pages)];

	/* Prefer other pages to tails of free blocks: heads are rare, and more invariants read them. */
	for (uint32_t tries = 0; tries < 64 && (*page & 0xf) == PAGE_FREE_TAIL; tries++)
		page = &view->page[dice_below(random, pages)];
	switch (dice_below(random, 4)) {
	case 0: *page = (uint8_t)((*page & 0xf0) | dice_below(random, PAGE_ALLOC_LRU + 1)); break;
	case 1: *page = (uint8_t)dice_below(random, PAGE_ALLOC_LRU + 1); break;
	case 2: *page = (uint8_t)((*page & 0xf) | dice_below(random, 12) << 4); break;
	default: *page = view->page[dice_below(random, pages)];
	}
}

static void damage_pfn(pfn_t *pfn, uint32_t count, const struct machine *machine, uint64_t *random)
{
	pfn_t *one = &pfn[dice_below(random, count)], *other = &pfn[dice_below(random, count)];
	const pfn_t kept = *one;

	switch (dice_below(random, 4)) {
	case 0: *one = (pfn_t)nudge(*one, machine, random); break;
	case 1: *one = *other; break;
	case 2: *one ^= (pfn_t)1 << dice_below(random, machine->max_order); break;
	default: *one = *other; *other = kept;
	}
}

/* Move one entry to another list by changing two lengths. */
static void move_length(uint32_t *len, uint32_t count, uint64_t *random)
{
	const uint32_t start = dice_below(random, count), to = dice_below(random, count);

	for (uint32_t i = 0; i < count; i++) {
		if (len[(start + i) % count] == 0)
			continue;
		len[(start + i) % count]--;
		len[to]++;
		return;
	}
}

static void damage_pcp(struct pcp_view *pcp, const struct machine *machine, uint64_t *random)
{
	switch (dice_below(random, 3)) {
	case 0: damage_number(&pcp->count, machine, random); break;
	case 1: move_length(pcp->len, PCP_LISTS_MAX, random); break;
	default: damage_number(dice_below(random, 2) ? &pcp->high : &pcp->batch, machine, random);
	}
}

static void damage_node(struct node_view *node, const struct machine *machine, uint64_t *random)
{
	const uint32_t which = dice_below(random, 2);

	switch (dice_below(random, 3)) {
	case 0: node->zonelist[which][dice_below(random, machine->nr_zones)] = (uint8_t)dice_below(random, machine->nr_zones + 1); break;
	case 1: node->zonelist_len[which] = (uint8_t)dice_below(random, machine->nr_zones + 2); break;
	default: node->first_deferred = dice_below(random, 2) ? PFN_NONE : machine->zone[machine->nr_zones - 1].start_pfn + dice_below(random, 64);
	}
}

static void damage_once(struct view *view, const struct machine *machine, uint64_t *random)
{
	const struct sizes sizes = sizes_of(view, machine);
	const uint32_t zone = dice_below(random, machine->nr_zones);

	switch (dice_below(random, 12)) {
	case 0:
	case 1: damage_counters(&view->counters[zone], machine, random); break;
	case 2:
		if (sizes.pageblocks)
			view->pageblock[dice_below(random, sizes.pageblocks)] = (uint8_t)dice_below(random, MIGRATE_TYPES);
		break;
	case 3:
		if (sizes.listed)
			damage_pfn(view->free_pfns, sizes.listed, machine, random);
		break;
	case 4:
		if (sizes.cached)
			damage_pfn(view->pcp_pfns, sizes.cached, machine, random);
		break;
	case 5: move_length(&view->zone[zone].list_len[0][0], MAX_ORDER_LIMIT * MIGRATE_TYPES, random); break;
	case 6: damage_pcp(&view->pcp[dice_below(random, sizes.pcps)], machine, random); break;
	case 7: damage_node(&view->node[dice_below(random, machine->nr_nodes)], machine, random); break;
	case 8: view->zone[zone].lowmem_reserve[dice_below(random, MAX_NR_ZONES)] = dice_below(random, 3); break;
	case 9: view->mobility = !view->mobility; break;
	default:
		if (sizes.pages)
			damage_page(view, sizes.pages, random);
	}
}

/* Change the machine description, except what determines the lengths of the view: zones, cpus and the pageblock order. */
static void damage_machine(struct scene *scene)
{
	struct machine *machine = &scene->machine;
	uint64_t *random = &scene->random;
	struct machine_zone *zone = &machine->zone[dice_below(random, machine->nr_zones)];
	struct machine_range *range = &machine->range[machine->nr_ranges ? dice_below(random, machine->nr_ranges) : 0];

	switch (dice_below(random, 9)) {
	case 0: machine->profile = (uint8_t)dice_below(random, NR_PROFILES); break;
	case 1: machine->max_order = (uint8_t)(machine->pageblock_order + 1 + dice_below(random, MAX_ORDER_LIMIT - machine->pageblock_order)); break;
	case 2: machine->guardpage_minorder = (int8_t)(dice_below(random, 5) - 1); break;
	case 3: machine->deferred = !machine->deferred; break;
	case 4: zone->node = (uint8_t)dice_below(random, machine->nr_nodes); break;
	case 5: zone->kind = (uint8_t)dice_below(random, MAX_NR_ZONES); break;
	case 6: range->kind = (uint8_t)dice_below(random, 3); break;
	case 7: range->end_pfn -= dice_below(random, 2); break;
	default: range->start_pfn += dice_below(random, 2);
	}
}

/* Turn mobility grouping off, mostly with one pageblock of a type that is impossible then. */
static void damage_grouping(struct scene *scene)
{
	const uint32_t pageblocks = sizes_of(&scene->view, &scene->machine).pageblocks;
	uint8_t *type = scene->view.pageblock;

	scene->machine.mobility = dice_below(&scene->random, 4) == 0;
	scene->view.mobility = dice_below(&scene->random, 4) == 0;
	for (uint32_t i = 0; i < pageblocks; i++)
		if (type[i] == MIGRATE_MOVABLE || type[i] == MIGRATE_RECLAIMABLE)
			type[i] = MIGRATE_UNMOVABLE;
	if (pageblocks && dice_below(&scene->random, 4)) {
		const uint32_t at = dice_below(&scene->random, 3) ? dice_below(&scene->random, pageblocks) : 0;

		type[at] = dice_below(&scene->random, 2) ? MIGRATE_MOVABLE : MIGRATE_RECLAIMABLE;
	}
}

/* Swap two neighbouring zones in both zonelists of a node, or name the second of them twice. */
static void damage_zonelists(struct scene *scene)
{
	struct node_view *node = &scene->view.node[dice_below(&scene->random, scene->machine.nr_nodes)];
	const bool twice = dice_below(&scene->random, 3) == 0;

	if (node->zonelist_len[1] < 2)
		return;
	const uint32_t at = dice_below(&scene->random, node->zonelist_len[1] - 1u);

	for (uint32_t which = 0; which < 2; which++) {
		const uint8_t kept = node->zonelist[which][at];

		node->zonelist[which][at] = node->zonelist[which][at + 1];
		if (!twice)
			node->zonelist[which][at + 1] = kept;
	}
}

void scene_damage(struct scene *scene)
{
	uint64_t *random = &scene->random;

	if (scene->machine.nr_zones == 0)
		return;
	switch (dice_below(random, 20)) {
	case 0:
	case 1:
	case 2: damage_blocks(scene); break;
	case 3:
	case 4: damage_edges(scene); break;
	case 5:
	case 6:
	case 7:
	case 8:
	case 9: damage_history(scene); break;
	case 10: damage_machine(scene); break;
	case 11: damage_grouping(scene); break;
	case 12: damage_zonelists(scene); break;
	default: damage_once(&scene->view, &scene->machine, random);
	}
	if (dice_below(random, 3) == 0)
		damage_once(&scene->view, &scene->machine, random);
}
