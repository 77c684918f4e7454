// SPDX-License-Identifier: MIT
/*
 * Zonelists and the zone part of a gfp mask.
 */
#include "allocator/zonelist.h"
#include "allocator/fallback.h"

enum { MAX_NUMNODES = 1024 };

/* GFP_ZONE_TABLE of a kernel with DMA and DMA32 and without HIGHMEM. */
const uint8_t gfp_zone_table[16] = {
	[0x0] = ZONE_NORMAL,	[0x1] = ZONE_DMA,     [0x2] = ZONE_NORMAL,   [0x3] = KIND_INVALID,
	[0x4] = ZONE_DMA32,	[0x5] = KIND_INVALID, [0x6] = KIND_INVALID,  [0x7] = KIND_INVALID,
	[0x8] = ZONE_NORMAL,	[0x9] = ZONE_DMA,     [0xa] = ZONE_MOVABLE,  [0xb] = KIND_INVALID,
	[0xc] = ZONE_DMA32,	[0xd] = KIND_INVALID, [0xe] = KIND_INVALID,  [0xf] = KIND_INVALID,
};

unsigned zonelist_next(const struct page_alloc *pa, const struct choice *choice, unsigned from)
{
	const uint32_t mask = choice->task_mask ? pa->task.mems : choice->nodemask;

	for (; from < choice->list->len; from++) {
		const struct zone *zone = &pa->zone[choice->list->zone[from]];

		if (zone->kind <= choice->high_kind && mask >> zone->node & 1)
			break;
	}
	return from;
}

void zonelist_choose_first(const struct page_alloc *pa, struct choice *choice)
{
	choice->preferred = zonelist_next(pa, choice, 0);
}

unsigned zonelist_class(const struct page_alloc *pa, const struct choice *choice)
{
	if (pa->policy->reserve_by_class && choice->preferred < choice->list->len)
		return pa->zone[choice->list->zone[choice->preferred]].kind;
	return choice->high_kind;
}

bool zonelist_avoids_fragments(const struct page_alloc *pa, const struct choice *choice)
{
	if (!pa->policy->nofragment || choice->preferred >= choice->list->len)
		return false;
	const struct zone *preferred = &pa->zone[choice->list->zone[choice->preferred]];

	if (preferred->kind != ZONE_NORMAL)
		return false;
	if (pa->nr_nodes == 1)
		return true;
	const struct zone *below = preferred - 1;

	return preferred->index > 0 && below->node == preferred->node && below->kind == ZONE_DMA32 && below->present > 0;
}

static bool node_has_cpu(const struct page_alloc *pa, unsigned node)
{
	for (unsigned cpu = 0; cpu < pa->nr_cpus; cpu++) {
		if (pa->machine->cpu_node[cpu] == node && pa->common->cpus_online >> cpu & 1)
			return true;
	}
	return false;
}

static int64_t node_cost(const struct page_alloc *pa, unsigned from, unsigned node)
{
	const int64_t distance = pa->machine->distance[from][node] + (node < from) + node_has_cpu(pa, node);
	const int64_t factor = pa->policy->load_by_rank ? (int64_t)pa->nr_nodes * MAX_NUMNODES : MAX_NUMNODES;

	return distance * factor + pa->common->node_load[node];
}

/* node_state(node, N_MEMORY). */
static bool node_has_memory(const struct page_alloc *pa, unsigned node)
{
	for (uint32_t i = 0; i < pa->nr_zones; i++) {
		if (pa->zone[i].node == node && pa->zone[i].present > 0)
			return true;
	}
	return false;
}

/* find_next_best_node(): the local node first, memory or not; then nodes with memory only. -1: none is left. */
static int next_best_node(const struct page_alloc *pa, unsigned from, uint32_t used)
{
	int best = -1;

	if (!(used >> from & 1))
		return (int)from;
	for (unsigned node = 0; node < pa->nr_nodes; node++) {
		if (used >> node & 1 || !node_has_memory(pa, node))
			continue;
		if (best < 0 || node_cost(pa, from, node) < node_cost(pa, from, (unsigned)best))
			best = (int)node;
	}
	return best;
}

static void append_node(const struct page_alloc *pa, struct zonelist *list, unsigned node)
{
	for (uint32_t i = pa->nr_zones; i-- > 0;) {
		const struct zone *zone = &pa->zone[i];

		if (zone->node == node && (pa->policy->list_populated ? zone->present : zone->managed) > 0)
			list->zone[list->len++] = (uint8_t)i;
	}
}

static void find_first(const struct page_alloc *pa, struct zonelist *list)
{
	for (unsigned kind = 0; kind < MAX_NR_ZONES; kind++) {
		const struct choice choice = { .list = list, .nodemask = (uint32_t)NODEMASK_ALL, .high_kind = kind };

		list->first[kind] = (uint8_t)zonelist_next(pa, &choice, 0);
	}
}

static void build_node(struct page_alloc *pa, unsigned local)
{
	struct zonelist *lists = pa->node[local].list;
	int previous = (int)local, node;
	int load = (int)pa->nr_nodes;
	uint32_t used = 0;

	lists[0].len = lists[1].len = 0;
	append_node(pa, &lists[1], local);
	while ((node = next_best_node(pa, local, used)) >= 0) {
		if (pa->machine->distance[local][node] != pa->machine->distance[local][previous])
			pa->common->node_load[node] = pa->policy->load_by_rank ? load : pa->common->node_load[node] + 1;
		used |= 1u << node;
		append_node(pa, &lists[0], (unsigned)node);
		previous = node;
		load--;
	}
	find_first(pa, &lists[0]);
	find_first(pa, &lists[1]);
}

void zonelist_build_all(struct page_alloc *pa)
{
	for (unsigned node = 0; node < pa->nr_nodes; node++)
		pa->common->node_load[node] = 0;
	for (unsigned node = 0; node < pa->nr_nodes; node++)
		build_node(pa, node);
}

bool zonelist_unreserve(struct page_alloc *pa, const struct choice *choice, bool force)
{
	bool done = false;

	for (unsigned i = zonelist_next(pa, choice, 0); i < choice->list->len && !done; i = zonelist_next(pa, choice, i + 1))
		done = highatomic_unreserve(pa, zonelist_zone(pa, choice, i), choice->mt, force);
	return done;
}
