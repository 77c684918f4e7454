// SPDX-License-Identifier: MIT
/*
 * Invariants of sums and small tables: counters against lists and pages, watermarks, reserves, zonelists.
 */
#include "fuzz/lockstep/invariants_parts.h"

static bool same_group(const struct checker *checker, uint32_t group, uint32_t zone)
{
	return checker->mixed[zone] == group;
}

/* Pages of a group of zones in a state. */
static int64_t pages_in(const struct checker *checker, uint32_t group, enum page_state state)
{
	int64_t pages = 0;

	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++)
		if (same_group(checker, group, zone))
			pages += checker->census[zone][state];
	return pages;
}

static bool check_nr_free_of(struct checker *checker, uint32_t group)
{
	int64_t counted[MAX_ORDER_LIMIT] = {0}, listed[MAX_ORDER_LIMIT] = {0};

	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++)
		for (uint32_t order = 0; same_group(checker, group, zone) && order < MAX_ORDER_LIMIT; order++)
			counted[order] += (int32_t)checker->view->counters[zone].nr_free[order];
	for (const struct block_list *list = checker->list; list < checker->list + checker->nr_lists; list++)
		if (same_group(checker, group, list->zone))
			listed[list->order] += list->len;
	for (uint32_t order = 0; order < MAX_ORDER_LIMIT; order++)
		if (counted[order] != listed[order])
			return broken(checker, counted[order], listed[order], "zone=%u order=%u", group, order);
	return true;
}

bool check_nr_free(struct checker *checker)
{
	for (uint32_t group = 0; group < checker->machine->nr_zones; group++)
		if (checker->mixed[group] == group && !check_nr_free_of(checker, group))
			return false;
	return true;
}

static int64_t listed_pages(const struct checker *checker, uint32_t group, uint32_t first_mt, uint32_t last_mt)
{
	int64_t pages = 0;

	for (const struct block_list *list = checker->list; list < checker->list + checker->nr_lists; list++)
		if (same_group(checker, group, list->zone) && list->type >= first_mt && list->type <= last_mt)
			pages += (int64_t)list->len << list->order;
	return pages;
}

/* Lost pages may still be counted (kernel: in v5.10 a block found bad at allocation stays in NR_FREE_PAGES). */
static bool check_counted(struct checker *checker, uint32_t group, int64_t counted, int64_t listed)
{
	if (counted >= listed && counted <= listed + pages_in(checker, group, PAGE_LOST))
		return true;
	return broken(checker, counted, listed, "zone=%u", group);
}

/* The counter, summed over each group, must equal the pages on the lists of these types. */
static bool check_sum(struct checker *checker, int64_t (*counter)(const struct checker *checker, uint32_t zone), uint32_t first_mt, uint32_t last_mt)
{
	for (uint32_t group = 0; group < checker->machine->nr_zones; group++) {
		int64_t counted = 0;

		for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++)
			if (same_group(checker, group, zone))
				counted += counter(checker, zone);
		if (checker->mixed[group] == group && !check_counted(checker, group, counted, listed_pages(checker, group, first_mt, last_mt)))
			return false;
	}
	return true;
}

/* A zone's page sets, by cpu. */
static const struct pcp_view *pcps_of(const struct checker *checker, uint32_t zone)
{
	return checker->view->pcp + zone * checker->machine->nr_cpus;
}

/* The cpus' parts of a counter that are not in the shared value yet. */
static int64_t untold(const struct checker *checker, uint32_t zone, bool cma)
{
	const struct pcp_view *pcp = pcps_of(checker, zone);
	int64_t pages = 0;

	for (uint32_t cpu = 0; checker->machine->vmstat_percpu && cpu < checker->machine->nr_cpus; cpu++)
		pages += cma ? pcp[cpu].cma_drift : pcp[cpu].free_drift;
	return pages;
}

static int64_t free_of(const struct checker *checker, uint32_t zone)
{
	return checker->view->counters[zone].free + untold(checker, zone, false);
}

static int64_t free_cma_of(const struct checker *checker, uint32_t zone)
{
	return checker->view->counters[zone].free_cma + untold(checker, zone, true);
}

static int64_t free_highatomic_of(const struct checker *checker, uint32_t zone)
{
	return checker->view->counters[zone].free_highatomic;
}

bool check_free(struct checker *checker)
{
	return checker->history->odd_isolation || check_sum(checker, free_of, MIGRATE_UNMOVABLE, MIGRATE_CMA);
}

/* Kernel before 6.1: a CMA block merges with a MOVABLE buddy. Areas aligned to the largest block have no such buddy. */
static bool cma_is_aligned(const struct machine *machine)
{
	const pfn_t largest = (pfn_t)1 << (machine->max_order - 1);

	for (uint32_t i = 0; i < machine->nr_ranges; i++)
		if (machine->range[i].kind == RANGE_CMA && (machine->range[i].start_pfn % largest != 0 || machine->range[i].end_pfn % largest != 0))
			return false;
	return true;
}

bool check_free_cma(struct checker *checker)
{
	const bool excused = checker->history->odd_isolation || checker->history->odd_cma || !cma_is_aligned(checker->machine);

	return excused || check_sum(checker, free_cma_of, MIGRATE_CMA, MIGRATE_CMA);
}

bool check_free_highatomic(struct checker *checker)
{
	const bool counted = checker->machine->profile >= PROFILE_LINUX_6_12;

	return !counted || check_sum(checker, free_highatomic_of, MIGRATE_HIGHATOMIC, MIGRATE_HIGHATOMIC);
}

/* Kernel: the drift is a signed byte, and no threshold exceeds 125. */
bool check_drift(struct checker *checker)
{
	const int32_t most = checker->machine->vmstat_percpu ? 125 : 0;

	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++)
		for (uint32_t cpu = 0; cpu < checker->machine->nr_cpus; cpu++) {
			const struct pcp_view *pcp = &pcps_of(checker, zone)[cpu];
			const int32_t free_drift = pcp->free_drift, cma_drift = pcp->cma_drift;

			if (free_drift > most || free_drift < -most)
				return broken(checker, free_drift, most, "zone=%u cpu=%u", zone, cpu);
			if (cma_drift > most || cma_drift < -most)
				return broken(checker, cma_drift, most, "zone=%u cpu=%u", zone, cpu);
		}
	return true;
}

bool check_managed(struct checker *checker)
{
	static const enum page_state owned[] = {PAGE_FREE_HEAD, PAGE_FREE_TAIL,	 PAGE_GUARD_HEAD, PAGE_GUARD_TAIL,
						PAGE_CACHED,	PAGE_ALLOC_HEAD, PAGE_ALLOC_TAIL, PAGE_LOST,	  PAGE_ALLOC_LRU};
	int64_t managed[MAX_ZONES] = {0}, pages[MAX_ZONES] = {0};

	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++) {
		const uint32_t group = checker->mixed[zone];

		managed[group] += checker->view->counters[zone].managed;
		for (uint32_t i = 0; i < sizeof(owned) / sizeof(owned[0]); i++)
			pages[group] += checker->census[zone][owned[i]];
	}
	for (uint32_t group = 0; group < checker->machine->nr_zones; group++)
		if (managed[group] != pages[group])
			return broken(checker, managed[group], pages[group], "zone=%u", group);
	return true;
}

bool check_watermarks(struct checker *checker)
{
	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++) {
		const uint32_t *mark = checker->view->counters[zone].wmark;

		if (mark[WMARK_MIN] > mark[WMARK_LOW] || mark[WMARK_LOW] > mark[WMARK_HIGH])
			return broken(checker, mark[WMARK_LOW], mark[WMARK_MIN], "zone=%u", zone);
		if (mark[WMARK_LOW] - mark[WMARK_MIN] != mark[WMARK_HIGH] - mark[WMARK_LOW])
			return broken(checker, mark[WMARK_HIGH] - mark[WMARK_LOW], mark[WMARK_LOW] - mark[WMARK_MIN], "zone=%u", zone);
	}
	return true;
}

/* A pageblock that begins below the zone belongs to another zone or to a hole, so this zone does not count it as isolated. */
bool check_isolated_count(struct checker *checker)
{
	const uint8_t *types = checker->view->pageblock;

	if (checker->history->odd_isolation)
		return true;
	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++) {
		const uint32_t count = view_nr_pageblocks(checker->view, checker->machine, zone);
		const bool starts_inside = checker->view->zone[zone].start_pfn % ((pfn_t)1 << checker->machine->pageblock_order) == 0;
		uint32_t isolated = 0;

		for (uint32_t i = 0; i < count; i++)
			isolated += types[i] == MIGRATE_ISOLATE && (i > 0 || starts_inside);
		if (isolated != checker->view->counters[zone].isolated_blocks)
			return broken(checker, checker->view->counters[zone].isolated_blocks, isolated, "zone=%u", zone);
		types += count;
	}
	return true;
}

/*
 * Kernel: reserve_highatomic_pageblock() adds a pageblock (in 6.12 a whole block) while the reserve is below managed/100 plus one
 * pageblock; unreserving takes one away, or what is left.
 */
bool check_highatomic(struct checker *checker)
{
	const uint32_t block = 1u << checker->machine->pageblock_order;
	const uint32_t added = checker->machine->profile >= PROFILE_LINUX_6_12 ? 1u << (checker->machine->max_order - 1) : block;

	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++) {
		const struct zone_counters *counters = &checker->view->counters[zone];

		if (counters->reserved_highatomic % block != 0)
			return broken(checker, counters->reserved_highatomic, 0, "zone=%u", zone);
		if (counters->reserved_highatomic >= counters->managed / 100 + block + added)
			return broken(checker, counters->reserved_highatomic, counters->managed / 100 + added, "zone=%u", zone);
	}
	return true;
}

bool check_reserves(struct checker *checker)
{
	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++)
		for (uint32_t kind = 0; kind <= checker->machine->zone[zone].kind; kind++)
			if (checker->view->zone[zone].lowmem_reserve[kind] != 0)
				return broken(checker, checker->view->zone[zone].lowmem_reserve[kind], 0, "zone=%u kind=%u", zone, kind);
	return true;
}

/* The zones of the first list have been checked already; the node's own list must be its beginning. */
static bool check_own_zonelist(struct checker *checker, uint32_t node)
{
	const struct node_view *n = &checker->view->node[node];

	for (uint32_t i = 0; i < n->zonelist_len[1]; i++) {
		const struct machine_zone *zone;

		if (n->zonelist_len[0] <= i || n->zonelist[0][i] != n->zonelist[1][i])
			return broken(checker, n->zonelist[0][i], n->zonelist[1][i], "node=%u", node);
		zone = &checker->machine->zone[n->zonelist[1][i]];
		if (zone->node != node)
			return broken(checker, zone->node, node, "node=%u", node);
		if (i > 0 && zone->kind >= checker->machine->zone[n->zonelist[1][i - 1]].kind)
			return broken(checker, zone->kind, checker->machine->zone[n->zonelist[1][i - 1]].kind, "node=%u", node);
	}
	return true;
}

bool check_zonelists(struct checker *checker)
{
	for (uint32_t node = 0; node < checker->machine->nr_nodes; node++) {
		const struct node_view *n = &checker->view->node[node];
		uint64_t seen = 0;

		for (uint32_t which = 0; which < 2; which++)
			if (n->zonelist_len[which] > checker->machine->nr_zones)
				return broken(checker, n->zonelist_len[which], checker->machine->nr_zones, "node=%u", node);
		for (uint32_t i = 0; i < n->zonelist_len[0]; i++) {
			const uint32_t zone = n->zonelist[0][i];

			if (zone >= checker->machine->nr_zones || (seen >> zone & 1) != 0)
				return broken(checker, zone, checker->machine->nr_zones, "node=%u", node);
			seen |= 1ull << zone;
		}
		if (!check_own_zonelist(checker, node))
			return false;
	}
	return true;
}

/* Kernel: set_pageblock_migratetype() stores UNMOVABLE for all types below MIGRATE_PCPTYPES. A machine that grouped earlier is excused. */
bool check_ungrouped(struct checker *checker)
{
	const uint8_t *types = checker->view->pageblock;

	if (checker->machine->mobility || checker->view->mobility || checker->history->regrouped)
		return true;
	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++) {
		const uint32_t count = view_nr_pageblocks(checker->view, checker->machine, zone);

		for (uint32_t i = 0; i < count; i++)
			if (types[i] == MIGRATE_MOVABLE || types[i] == MIGRATE_RECLAIMABLE)
				return broken(checker, types[i], MIGRATE_UNMOVABLE, "zone=%u block=%u", zone, i);
		types += count;
	}
	return true;
}
