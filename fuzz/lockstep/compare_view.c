// SPDX-License-Identifier: MIT
/*
 * Whole views: free lists in order, per-CPU lists in order, pageblock types, page states, then reserves, zonelists and statistics.
 *
 * The buffers of a view are packed. An index into one is turned back into zone, list and place by walking the lengths, which are compared
 * first and so are equal on both sides.
 */
#include "fuzz/lockstep/compare.h"

#include <string.h>

#include "fuzz/lockstep/names.h"

uint32_t view_nr_free_blocks(const struct view *view, const struct machine *machine)
{
	uint32_t total = 0;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		for (uint32_t order = 0; order < machine->max_order; order++)
			for (uint32_t mt = 0; mt < MIGRATE_TYPES; mt++)
				total += view->zone[zone].list_len[order][mt];
	return total;
}

uint32_t view_nr_cached(const struct view *view, const struct machine *machine)
{
	uint32_t total = 0;

	for (uint32_t i = 0; i < (uint32_t)machine->nr_zones * machine->nr_cpus; i++)
		for (uint32_t list = 0; list < PCP_LISTS_MAX; list++)
			total += view->pcp[i].len[list];
	return total;
}

static bool compare_list_lengths(const struct machine *machine, const struct view *a, const struct view *b, struct divergence *diff)
{
	for (uint32_t zone = 0; zone < machine->nr_zones; zone++) {
		if (memcmp(a->zone[zone].list_len, b->zone[zone].list_len, sizeof(a->zone[zone].list_len)) == 0)
			continue;
		for (uint32_t order = 0; order < MAX_ORDER_LIMIT; order++)
			for (uint32_t mt = 0; mt < MIGRATE_TYPES; mt++)
				if (a->zone[zone].list_len[order][mt] != b->zone[zone].list_len[order][mt])
					return differ(diff, DIFF_VIEW, a->zone[zone].list_len[order][mt], b->zone[zone].list_len[order][mt],
						      "list_len zone=%u order=%u mt=%s", zone, order, migratetype_name(mt));
	}
	return true;
}

static uint32_t first_pfn_difference(const pfn_t *a, const pfn_t *b, uint32_t count)
{
	uint32_t i = 0;

	if (memcmp(a, b, count * sizeof(*a)) == 0)
		return count;
	while (i < count && a[i] == b[i])
		i++;
	return i;
}

static bool compare_lists(const struct machine *machine, const struct view *a, const struct view *b, struct divergence *diff)
{
	const uint32_t count = view_nr_free_blocks(a, machine);
	const uint32_t found = first_pfn_difference(a->free_pfns, b->free_pfns, count);
	uint32_t before = 0;

	if (found == count)
		return true;
	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		for (uint32_t order = 0; order < machine->max_order; order++)
			for (uint32_t mt = 0; mt < MIGRATE_TYPES; mt++) {
				const uint32_t len = a->zone[zone].list_len[order][mt];

				if (found < before + len)
					return differ(diff, DIFF_VIEW, a->free_pfns[found], b->free_pfns[found], "list zone=%u order=%u mt=%s [%u]",
						      zone, order, migratetype_name(mt), found - before);
				before += len;
			}
	return true;
}

static bool compare_pcp_head(const struct pcp_view *a, const struct pcp_view *b, uint32_t zone, uint32_t cpu, struct divergence *diff)
{
	const struct {
		const char *name;
		int64_t ours, theirs;
	} numbers[] = {
		{"pcp_count", a->count, b->count},
		{"pcp_high", a->high, b->high},
		{"pcp_batch", a->batch, b->batch},
		{"pcp_free_factor", a->free_factor, b->free_factor},
		{"pcp_high_min", a->high_min, b->high_min},
		{"pcp_high_max", a->high_max, b->high_max},
		{"pcp_alloc_factor", a->alloc_factor, b->alloc_factor},
		{"pcp_free_count", a->free_count, b->free_count},
		{"pcp_prev_free_high_order", a->prev_free_high_order, b->prev_free_high_order},
		{"pcp_free_high_batch", a->free_high_batch, b->free_high_batch},
		{"free_drift", a->free_drift, b->free_drift},
		{"cma_drift", a->cma_drift, b->cma_drift},
		{"drift_limit", a->drift_limit, b->drift_limit},
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (numbers[i].ours != numbers[i].theirs)
			return differ(diff, DIFF_VIEW, numbers[i].ours, numbers[i].theirs, "%s zone=%u cpu=%u", numbers[i].name, zone, cpu);
	for (uint32_t list = 0; list < PCP_LISTS_MAX; list++)
		if (a->len[list] != b->len[list])
			return differ(diff, DIFF_VIEW, a->len[list], b->len[list], "pcp_len zone=%u cpu=%u list=%u", zone, cpu, list);
	return true;
}

static bool compare_pcp_pages(const struct machine *machine, const struct view *a, const struct view *b, struct divergence *diff)
{
	const uint32_t count = view_nr_cached(a, machine);
	const uint32_t found = first_pfn_difference(a->pcp_pfns, b->pcp_pfns, count);
	uint32_t before = 0;

	if (found == count)
		return true;
	for (uint32_t i = 0; i < (uint32_t)machine->nr_zones * machine->nr_cpus; i++)
		for (uint32_t list = 0; list < PCP_LISTS_MAX; list++) {
			if (found < before + a->pcp[i].len[list])
				return differ(diff, DIFF_VIEW, a->pcp_pfns[found], b->pcp_pfns[found], "pcp zone=%u cpu=%u list=%u [%u]",
					      i / machine->nr_cpus, i % machine->nr_cpus, list, found - before);
			before += a->pcp[i].len[list];
		}
	return true;
}

static bool compare_pcp_heads(const struct machine *machine, const struct view *a, const struct view *b, struct divergence *diff)
{
	const uint32_t count = (uint32_t)machine->nr_zones * machine->nr_cpus;

	if (memcmp(a->pcp, b->pcp, count * sizeof(*a->pcp)) == 0)
		return true;
	for (uint32_t i = 0; i < count; i++)
		if (!compare_pcp_head(&a->pcp[i], &b->pcp[i], i / machine->nr_cpus, i % machine->nr_cpus, diff))
			return false;
	return true;
}

static bool compare_pcps(const struct machine *machine, const struct view *a, const struct view *b, struct divergence *diff)
{
	return compare_pcp_heads(machine, a, b, diff) && compare_pcp_pages(machine, a, b, diff);
}

static bool compare_spans(const struct machine *machine, const struct view *a, const struct view *b, struct divergence *diff)
{
	for (uint32_t zone = 0; zone < machine->nr_zones; zone++) {
		if (a->zone[zone].start_pfn != b->zone[zone].start_pfn)
			return differ(diff, DIFF_VIEW, a->zone[zone].start_pfn, b->zone[zone].start_pfn, "start_pfn zone=%u", zone);
		if (a->zone[zone].end_pfn != b->zone[zone].end_pfn)
			return differ(diff, DIFF_VIEW, a->zone[zone].end_pfn, b->zone[zone].end_pfn, "end_pfn zone=%u", zone);
	}
	return true;
}

static bool compare_pageblocks(const struct machine *machine, const struct view *a, const struct view *b, struct divergence *diff)
{
	uint32_t at = 0;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++) {
		const uint32_t count = view_nr_pageblocks(a, machine, zone);
		const pfn_t first = a->zone[zone].start_pfn >> machine->pageblock_order;

		if (memcmp(a->pageblock + at, b->pageblock + at, count) == 0) {
			at += count;
			continue;
		}
		for (uint32_t i = 0; i < count; i++, at++)
			if (a->pageblock[at] != b->pageblock[at])
				return differ(diff, DIFF_VIEW, a->pageblock[at], b->pageblock[at], "pageblock zone=%u pfn=%u", zone,
					      (first + i) << machine->pageblock_order);
	}
	return true;
}

static bool compare_pages(const struct machine *machine, const struct view *a, const struct view *b, struct divergence *diff)
{
	size_t at = 0;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++) {
		const uint32_t count = view_nr_pages(a, zone);

		if (memcmp(a->page + at, b->page + at, count) == 0) {
			at += count;
			continue;
		}
		for (uint32_t i = 0; i < count; i++, at++)
			if (a->page[at] != b->page[at])
				return differ(diff, DIFF_VIEW, a->page[at], b->page[at], "page zone=%u pfn=%u", zone,
					      a->zone[zone].start_pfn + i);
	}
	return true;
}

static bool compare_memory(const struct machine *machine, const struct view *a, const struct view *b, struct divergence *diff)
{
	const uint32_t bytes = machine->page_bytes;
	size_t at = 0;

	for (uint32_t zone = 0; zone < machine->nr_zones && bytes > 0; zone++) {
		const size_t count = (size_t)view_nr_pages(a, zone) * bytes;

		if (memcmp(a->memory + at, b->memory + at, count) == 0) {
			at += count;
			continue;
		}
		for (size_t i = 0; i < count; i++, at++)
			if (a->memory[at] != b->memory[at])
				return differ(diff, DIFF_VIEW, a->memory[at], b->memory[at], "memory zone=%u pfn=%u [%u]", zone,
					      a->zone[zone].start_pfn + (uint32_t)(i / bytes), (uint32_t)(i % bytes));
	}
	return true;
}

static bool compare_zone_statistics(const struct zone_view *a, const struct zone_view *b, uint32_t zone, struct divergence *diff)
{
	const uint64_t ours[] = {a->numa_hit, a->numa_miss, a->numa_foreign, a->numa_local, a->numa_other};
	const uint64_t theirs[] = {b->numa_hit, b->numa_miss, b->numa_foreign, b->numa_local, b->numa_other};
	static const char *const names[] = {"numa_hit", "numa_miss", "numa_foreign", "numa_local", "numa_other"};

	for (uint32_t kind = 0; kind < MAX_NR_ZONES; kind++)
		if (a->lowmem_reserve[kind] != b->lowmem_reserve[kind])
			return differ(diff, DIFF_VIEW, a->lowmem_reserve[kind], b->lowmem_reserve[kind], "lowmem_reserve zone=%u for=%s", zone,
				      zone_kind_name(kind));
	if (a->drift_mark != b->drift_mark)
		return differ(diff, DIFF_VIEW, a->drift_mark, b->drift_mark, "drift_mark zone=%u", zone);
	for (uint32_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (ours[i] != theirs[i])
			return differ(diff, DIFF_VIEW, (int64_t)ours[i], (int64_t)theirs[i], "%s zone=%u", names[i], zone);
	return true;
}

static bool compare_zonelist(const struct node_view *a, const struct node_view *b, uint32_t node, uint32_t which, struct divergence *diff)
{
	static const char *const names[] = {"zonelist", "zonelist_thisnode"};

	if (a->zonelist_len[which] != b->zonelist_len[which])
		return differ(diff, DIFF_VIEW, a->zonelist_len[which], b->zonelist_len[which], "%s_len node=%u", names[which], node);
	for (uint32_t i = 0; i < a->zonelist_len[which] && i < MAX_ZONES; i++)
		if (a->zonelist[which][i] != b->zonelist[which][i])
			return differ(diff, DIFF_VIEW, a->zonelist[which][i], b->zonelist[which][i], "%s node=%u [%u]", names[which], node, i);
	return true;
}

static bool compare_node(const struct node_view *a, const struct node_view *b, uint32_t node, struct divergence *diff)
{
	if (a->totalreserve != b->totalreserve)
		return differ(diff, DIFF_VIEW, a->totalreserve, b->totalreserve, "totalreserve node=%u", node);
	if (a->min_unmapped != b->min_unmapped)
		return differ(diff, DIFF_VIEW, a->min_unmapped, b->min_unmapped, "min_unmapped node=%u", node);
	if (a->min_slab != b->min_slab)
		return differ(diff, DIFF_VIEW, a->min_slab, b->min_slab, "min_slab node=%u", node);
	if (a->first_deferred != b->first_deferred)
		return differ(diff, DIFF_VIEW, a->first_deferred, b->first_deferred, "first_deferred node=%u", node);
	return compare_zonelist(a, b, node, 0, diff) && compare_zonelist(a, b, node, 1, diff);
}

static bool compare_events(const struct events_view *a, const struct events_view *b, struct divergence *diff)
{
	const uint64_t ours[] = {a->pgfree, a->compact_stall, a->compact_fail, a->compact_success, a->node_reclaim_failed};
	const uint64_t theirs[] = {b->pgfree, b->compact_stall, b->compact_fail, b->compact_success, b->node_reclaim_failed};
	static const char *const names[] = {"pgfree", "compact_stall", "compact_fail", "compact_success", "node_reclaim_failed"};

	for (uint32_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (ours[i] != theirs[i])
			return differ(diff, DIFF_VIEW, (int64_t)ours[i], (int64_t)theirs[i], "%s", names[i]);
	for (uint32_t kind = 0; kind < MAX_NR_ZONES; kind++)
		if (a->pgalloc[kind] != b->pgalloc[kind])
			return differ(diff, DIFF_VIEW, (int64_t)a->pgalloc[kind], (int64_t)b->pgalloc[kind], "pgalloc kind=%s",
				      zone_kind_name(kind));
	return true;
}

static bool compare_statistics(const struct machine *machine, const struct view *a, const struct view *b, struct divergence *diff)
{
	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		if (!compare_zone_statistics(&a->zone[zone], &b->zone[zone], zone, diff))
			return false;
	for (uint32_t node = 0; node < machine->nr_nodes; node++)
		if (!compare_node(&a->node[node], &b->node[node], node, diff))
			return false;
	if (a->min_free_kbytes != b->min_free_kbytes)
		return differ(diff, DIFF_VIEW, a->min_free_kbytes, b->min_free_kbytes, "min_free_kbytes");
	if (a->mobility != b->mobility)
		return differ(diff, DIFF_VIEW, a->mobility, b->mobility, "mobility");
	return compare_events(&a->events, &b->events, diff);
}

bool compare_views(const struct machine *machine, const struct view *subject, const struct view *oracle, struct divergence *diff)
{
	return compare_counters(subject->counters, oracle->counters, machine->nr_zones, diff) &&
	       compare_spans(machine, subject, oracle, diff) && compare_list_lengths(machine, subject, oracle, diff) &&
	       compare_lists(machine, subject, oracle, diff) && compare_pcps(machine, subject, oracle, diff) &&
	       compare_pageblocks(machine, subject, oracle, diff) && compare_pages(machine, subject, oracle, diff) &&
	       compare_memory(machine, subject, oracle, diff) &&
	       compare_statistics(machine, subject, oracle, diff);
}
