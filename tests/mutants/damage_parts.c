// SPDX-License-Identifier: MIT
/*
 * Damage that looks like a plausible state: a block split in two with both halves listed, an edge of the memory map one page off, a request
 * that was never made. Random bytes seldom produce these, and when they do, they also break an earlier invariant.
 */
#include <string.h>

#include "fuzz/generate/mutate.h"
#include "tests/mutants/damage.h"

static const uint8_t tails[] = {PAGE_FREE_TAIL, PAGE_GUARD_TAIL, PAGE_ALLOC_TAIL, PAGE_ABSENT, PAGE_CACHED};

/* The entry of pfn in the pages of the view; NULL if no zone spans it. */
static uint8_t *page_at(struct scene *scene, pfn_t pfn)
{
	uint8_t *page = scene->view.page;

	for (uint32_t zone = 0; zone < scene->machine.nr_zones; zone++) {
		const struct zone_view *z = &scene->view.zone[zone];

		if (pfn >= z->start_pfn && pfn < z->end_pfn)
			return page + (pfn - z->start_pfn);
		page += z->end_pfn - z->start_pfn;
	}
	return NULL;
}

static bool is_head(uint8_t page)
{
	return (page & 0xf) == PAGE_FREE_HEAD || (page & 0xf) == PAGE_GUARD_HEAD || (page & 0xf) == PAGE_ALLOC_HEAD;
}

/* Choose a zone and a page in it, often its first or last. False: the zone is empty. */
static bool choose_page(struct scene *scene, uint32_t *zone, pfn_t *pfn)
{
	const struct zone_view *z = &scene->view.zone[*zone = dice_below(&scene->random, scene->machine.nr_zones)];

	if (z->start_pfn == z->end_pfn)
		return false;
	switch (dice_below(&scene->random, 6)) {
	case 0: *pfn = z->start_pfn; break;
	case 1: *pfn = z->end_pfn - 1; break;
	default: *pfn = z->start_pfn + dice_below(&scene->random, z->end_pfn - z->start_pfn);
	}
	return true;
}

/* Overwrite all tails of the next block, its first, its last or random ones; or every second one with the page after the block. */
static void damage_tails(struct scene *scene, pfn_t pfn)
{
	uint8_t *page = page_at(scene, pfn);
	const uint8_t instead = tails[dice_below(&scene->random, sizeof(tails))];

	while (page && (!is_head(*page) || *page < 0x10))
		page = page_at(scene, ++pfn);
	if (!page)
		return;
	const uint32_t size = 1u << (*page >> 4), kind = dice_below(&scene->random, 5);
	const uint8_t *next = page_at(scene, pfn + size);

	for (uint32_t i = 1; i < size; i++) {
		uint8_t *tail = page_at(scene, pfn + i);
		const bool chosen[] = {true, i == 1, i + 1 == size, dice_below(&scene->random, size) == 0, i % 2 == 0};

		if (tail && chosen[kind])
			*tail = kind == 4 && next ? *next : instead;
	}
}

/* End the last zone one or two pages early: its last block extends past the end, and the bytes after it still look like its tails. */
static void damage_end(struct scene *scene)
{
	uint32_t last = scene->machine.nr_zones - 1u;

	while (last > 0 && scene->view.zone[last].start_pfn == scene->view.zone[last].end_pfn)
		last--;
	if (scene->view.zone[last].end_pfn - scene->view.zone[last].start_pfn > 4)
		scene->view.zone[last].end_pfn -= 1 + dice_below(&scene->random, 2);
}

/* Give a cached page another state. */
static void damage_cached(struct scene *scene)
{
	const uint32_t pages = view_all_pages(&scene->view, &scene->machine), start = dice_below(&scene->random, pages);

	for (uint32_t i = 0; i < pages; i++) {
		uint8_t *page = &scene->view.page[(start + i) % pages];

		if ((*page & 0xf) != PAGE_CACHED)
			continue;
		*page = dice_below(&scene->random, 2) ? PAGE_ALLOC_HEAD : PAGE_LOST;
		return;
	}
}

/* Write a block over whatever is here, of a random kind and order; it may extend beyond its zone. */
static void damage_shape(struct scene *scene, uint32_t zone, pfn_t pfn)
{
	static const uint8_t heads[][2] = {{PAGE_FREE_HEAD, PAGE_FREE_TAIL}, {PAGE_GUARD_HEAD, PAGE_GUARD_TAIL}, {PAGE_ALLOC_HEAD, PAGE_ALLOC_TAIL},
					   {PAGE_CACHED, PAGE_CACHED}};
	const uint32_t order = dice_below(&scene->random, dice_below(&scene->random, 2) ? 3 : scene->machine.max_order + 1u);
	const uint8_t *kind = heads[dice_below(&scene->random, 4)];

	pfn &= ~(((pfn_t)1 << order) - 1);
	if (!page_at(scene, pfn))
		pfn = scene->view.zone[zone].start_pfn;
	for (pfn_t at = pfn; at < pfn + ((pfn_t)1 << order); at++) {
		uint8_t *page = page_at(scene, at);

		if (page)
			*page = at == pfn ? (uint8_t)(kind[0] | order << 4) : kind[1];
	}
}

/* Remove the entry `at` of `order` from the lists and put count blocks of the next lower order, from pfn on, at the head of their list. */
static void relist(struct scene *scene, uint32_t zone, uint32_t at, uint32_t order, uint32_t mt, uint32_t count, pfn_t pfn)
{
	pfn_t *list = scene->view.free_pfns;
	uint32_t to = 0, all = 0;

	for (uint32_t z = 0; z < scene->machine.nr_zones; z++)
		for (uint32_t o = 0; o < MAX_ORDER_LIMIT; o++)
			for (uint32_t m = 0; m < MIGRATE_TYPES; m++) {
				to = z == zone && o == order - 1 && m == mt ? all : to;
				all += scene->view.zone[z].list_len[o][m];
			}
	memmove(list + at, list + at + 1, (all - at - 1) * sizeof(*list));
	memmove(list + to + count, list + to, (all - 1 - to) * sizeof(*list));
	for (uint32_t i = 0; i < count; i++)
		list[to + i] = pfn + (i << (order - 1));
	scene->view.zone[zone].list_len[order][mt]--;
	scene->view.zone[zone].list_len[order - 1][mt] += count;
	scene->view.counters[zone].nr_free[order]--;
	scene->view.counters[zone].nr_free[order - 1] += count;
}

/* Split a free block into two unmerged halves, or into a free half and a guard. */
static void split_block(struct scene *scene, uint32_t zone, uint32_t order, uint32_t mt, uint32_t at)
{
	const bool guard = dice_below(&scene->random, 3) == 0;
	const pfn_t pfn = scene->view.free_pfns[at], half = (pfn_t)1 << (order - 1);
	uint8_t *low = page_at(scene, pfn), *high = page_at(scene, pfn + half);

	if (!low || !high)
		return;
	*low = (uint8_t)(PAGE_FREE_HEAD | (order - 1) << 4);
	*high = (uint8_t)((guard ? PAGE_GUARD_HEAD : PAGE_FREE_HEAD) | (order - 1) << 4);
	for (pfn_t i = 1; guard && i < half; i++)
		if (page_at(scene, pfn + half + i))
			*page_at(scene, pfn + half + i) = PAGE_GUARD_TAIL;
	if (guard) {
		scene->machine.guardpage_minorder = (int8_t)(order - 1 + dice_below(&scene->random, 3));
		if (mt != MIGRATE_ISOLATE)
			scene->view.counters[zone].free -= half;
		if (mt == MIGRATE_CMA)
			scene->view.counters[zone].free_cma -= half;
	}
	relist(scene, zone, at, order, mt, guard ? 1 : 2, pfn);
}

/* Split the free block number *which among those of order `least` or larger. which is NULL: only count them. */
static uint32_t each_block(struct scene *scene, uint32_t least, const uint32_t *which)
{
	uint32_t at = 0, met = 0;

	for (uint32_t zone = 0; zone < scene->machine.nr_zones; zone++)
		for (uint32_t order = 0; order < MAX_ORDER_LIMIT; order++)
			for (uint32_t mt = 0; mt < MIGRATE_TYPES; mt++)
				for (uint32_t i = 0; i < scene->view.zone[zone].list_len[order][mt]; i++, at++) {
					if (order < least)
						continue;
					if (which && met == *which) {
						split_block(scene, zone, order, mt, at);
						return met;
					}
					met++;
				}
	return met;
}

/* Split a free block. Half of the time it is larger than a pageblock, which is rare otherwise. */
static void damage_buddies(struct scene *scene)
{
	const uint32_t least = dice_below(&scene->random, 2) ? 1 : scene->machine.pageblock_order + 1u, blocks = each_block(scene, least, NULL);
	uint32_t which = 0;

	if (blocks == 0)
		return;
	which = dice_below(&scene->random, blocks);
	each_block(scene, least, &which);
	if (dice_below(&scene->random, 3))
		return;
	/* Whether two buddies may stay unmerged depends on the types of their pageblocks. */
	for (uint32_t i = 0; i < view_all_pageblocks(&scene->view, &scene->machine); i++)
		if (dice_below(&scene->random, 2))
			scene->view.pageblock[i] = MIGRATE_ISOLATE;
}

void damage_blocks(struct scene *scene)
{
	uint32_t zone;
	pfn_t pfn;
	uint8_t *page;

	if (!choose_page(scene, &zone, &pfn))
		return;
	switch (dice_below(&scene->random, 6)) {
	case 0: damage_tails(scene, pfn); break;
	case 1: damage_shape(scene, zone, pfn); break;
	case 2: damage_buddies(scene); break;
	case 3: damage_end(scene); break;
	case 4: damage_cached(scene); break;
	default:
		page = page_at(scene, pfn);
		*page = dice_below(&scene->random, 2) ? PAGE_CACHED : PAGE_GUARD_HEAD;
	}
}

/* Change a page next to either end of a range or a zone, or next to the first deferred page. */
static void damage_edge(struct scene *scene)
{
	static const uint8_t states[] = {PAGE_ABSENT, PAGE_RESERVED, PAGE_ABSENT, PAGE_RESERVED, PAGE_ALLOC_HEAD, PAGE_LOST};
	const struct machine *machine = &scene->machine;
	const uint32_t range = dice_below(&scene->random, machine->nr_ranges + 2u), zone = dice_below(&scene->random, machine->nr_zones);
	pfn_t start = scene->view.zone[zone].start_pfn, end = scene->view.zone[zone].end_pfn;
	uint8_t *page;

	if (range < machine->nr_ranges) {
		start = machine->range[range].start_pfn;
		end = machine->range[range].end_pfn;
	} else if (range == machine->nr_ranges && scene->view.node[machine->zone[zone].node].first_deferred != PFN_NONE) {
		start = end = scene->view.node[machine->zone[zone].node].first_deferred;
	}
	page = page_at(scene, (dice_below(&scene->random, 2) ? start : end) - dice_below(&scene->random, 2));
	if (page)
		*page = states[dice_below(&scene->random, sizeof(states))];
}

/* Up to three, since it also matters which of them the checker reports. */
void damage_edges(struct scene *scene)
{
	for (uint32_t times = 1 + dice_below(&scene->random, 3); times > 0; times--)
		damage_edge(scene);
}

static pfn_t some_edge(struct scene *scene)
{
	const unsigned order = dice_below(&scene->random, 4) ? scene->machine.max_order - 1u : scene->machine.pageblock_order;

	return ((pfn_t)dice_below(&scene->random, 64) << order) + (dice_below(&scene->random, 8) == 0);
}

/* Invent up to two requests of kinds that allow counters to be off, or nearly so, and break a counter or a block that they might excuse. */
void damage_history(struct scene *scene)
{
	static const uint8_t kinds[] = {REQ_ISOLATE, REQ_ISOLATE, REQ_UNISOLATE, REQ_CONTIG, REQ_CONTIG_PAGES, REQ_FREE_CONTIG, REQ_ISOLATE_FREE, REQ_ALLOC};
	struct zone_counters *counters = &scene->view.counters[dice_below(&scene->random, scene->machine.nr_zones)];

	scene->nr_invented = dice_below(&scene->random, INVENTED_MAX + 1u);
	for (uint32_t i = 0; i < scene->nr_invented; i++) {
		struct request *request = &scene->request[i];

		*request = (struct request){.kind = kinds[dice_below(&scene->random, sizeof(kinds))], .pfn = some_edge(scene), .end_pfn = some_edge(scene)};
		request->migratetype = (uint8_t)(dice_below(&scene->random, 2) ? MIGRATE_CMA : dice_below(&scene->random, MIGRATE_TYPES));
		memset(&scene->answer[i], 0, sizeof(scene->answer[i]));
		scene->answer[i].status = dice_below(&scene->random, 4) ? STATUS_OK : STATUS_BAD_VALUE;
		scene->answer[i].value = dice_below(&scene->random, 2) ? -16 : 0;
	}
	if (scene->nr_invented > 0)
		scene->machine.profile = (uint8_t)dice_below(&scene->random, NR_PROFILES);
	switch (dice_below(&scene->random, 4)) {
	case 0: counters->free++; break;
	case 1: counters->free_cma++; break;
	case 2: counters->isolated_blocks++; break;
	default: damage_buddies(scene);
	}
}
