// SPDX-License-Identifier: MIT
/*
 * Walks two views side by side, giving every field the name that an emitted program uses for it.
 *
 * The counterpart of fuzz/lockstep/compare.c, which names fields for people; here the names are C expressions.
 */
#include "fuzz/triage/emit_look.h"

#include <stdarg.h>
#include <stdio.h>

#include "fuzz/lockstep/resolve.h"

static void same(struct emit_look *look, int64_t subject, int64_t oracle, const char *format, ...) __attribute__((format(printf, 4, 5)));

static void same(struct emit_look *look, int64_t subject, int64_t oracle, const char *format, ...)
{
	va_list arguments;

	if (look->found || subject == oracle)
		return;
	look->found = true;
	look->expected = oracle;
	va_start(arguments, format);
	vsnprintf(look->expression, sizeof(look->expression), format, arguments);
	va_end(arguments);
}

/* Counted by the program's hooks. */
static void look_at_hooks(struct emit_look *look, const struct answer *s, const struct answer *o)
{
	same(look, s->wake, o->wake, "wakes");
	same(look, s->zeroed, o->zeroed, "zeroed");
	same(look, s->nr_bad, o->nr_bad, "nr_bad");
	for (uint32_t i = 0; i < o->nr_bad && i < BAD_MAX; i++)
		same(look, s->bad[i], o->bad[i], "bad[%u]", i);
	same(look, s->nr_corrupt, o->nr_corrupt, "nr_corrupt");
	for (uint32_t i = 0; i < o->nr_corrupt && i < CORRUPT_MAX; i++) {
		same(look, s->corrupt[i].pfn, o->corrupt[i].pfn, "corrupt[%u].pfn", i);
		same(look, s->corrupt[i].first, o->corrupt[i].first, "corrupt[%u].first", i);
		same(look, s->corrupt[i].last, o->corrupt[i].last, "corrupt[%u].last", i);
		same(look, s->corrupt[i].single_bit, o->corrupt[i].single_bit, "corrupt[%u].single_bit", i);
	}
	look->hooks = look->found;
}

static void look_at_path(struct emit_look *look, const struct answer *s, const struct answer *o)
{
	for (uint32_t i = 0; i < s->nr_path && i < o->nr_path && i < PATH_EVENTS_MAX; i++) {
		same(look, s->path[i].kind, o->path[i].kind, "path[%u].kind", i);
		same(look, s->path[i].a, o->path[i].a, "path[%u].a", i);
		same(look, s->path[i].b, o->path[i].b, "path[%u].b", i);
		same(look, s->path[i].pfn, o->path[i].pfn, "path[%u].pfn", i);
	}
	same(look, s->nr_path, o->nr_path, "nr_path");
	look->path = look->found;
}

/* Pages in bulk go to the empty entries, those of a list to entries from the first on. */
static void look_at_pages(struct emit_look *look, const struct request *request, const struct answer *s, const struct answer *o)
{
	uint32_t entry = 0;

	same(look, s->nr_pages, o->nr_pages, "bulk.pages");
	same(look, s->pfmemalloc, o->pfmemalloc, "bulk.pfmemalloc");
	for (uint32_t i = 0; i < o->nr_pages && i < BULK_MAX; i++, entry++) {
		entry = bulk_entry(request, entry);
		same(look, s->page[i], o->page[i], "row.entry[%u]", entry);
	}
}

static void look_at_answer(struct emit_look *look, const struct request *request, const struct answer *s, const struct answer *o)
{
	if (request->kind == REQ_ALLOC_BULK)
		look_at_pages(look, request, s, o);
	same(look, s->comp_order, o->comp_order, "got.comp_order");
	same(look, s->pfmemalloc, o->pfmemalloc, "got.pfmemalloc");
	if (!look->found)
		look_at_hooks(look, s, o);
	if (!look->found)
		look_at_path(look, s, o);
}

static void look_at_counters(struct emit_look *look, const struct zone_counters *s, const struct zone_counters *o, uint32_t zone)
{
	same(look, s->free, o->free, "view.counters[%u].free", zone);
	same(look, s->free_cma, o->free_cma, "view.counters[%u].free_cma", zone);
	same(look, s->managed, o->managed, "view.counters[%u].managed", zone);
	same(look, s->reserved_highatomic, o->reserved_highatomic, "view.counters[%u].reserved_highatomic", zone);
	same(look, s->isolated_blocks, o->isolated_blocks, "view.counters[%u].isolated_blocks", zone);
	for (uint32_t i = 0; i < NR_WMARK; i++)
		same(look, s->wmark[i], o->wmark[i], "view.counters[%u].wmark[%u]", zone, i);
	same(look, s->boost, o->boost, "view.counters[%u].boost", zone);
	same(look, s->boosted, o->boosted, "view.counters[%u].boosted", zone);
	same(look, s->free_highatomic, o->free_highatomic, "view.counters[%u].free_highatomic", zone);
	same(look, s->below_high, o->below_high, "view.counters[%u].below_high", zone);
	for (uint32_t i = 0; i < MAX_ORDER_LIMIT; i++)
		same(look, s->nr_free[i], o->nr_free[i], "view.counters[%u].nr_free[%u]", zone, i);
}

static void look_at_zone(struct emit_look *look, const struct zone_view *s, const struct zone_view *o, uint32_t zone)
{
	same(look, s->start_pfn, o->start_pfn, "view.zone[%u].start_pfn", zone);
	same(look, s->end_pfn, o->end_pfn, "view.zone[%u].end_pfn", zone);
	for (uint32_t order = 0; order < MAX_ORDER_LIMIT; order++)
		for (uint32_t type = 0; type < MIGRATE_TYPES; type++)
			same(look, s->list_len[order][type], o->list_len[order][type], "view.zone[%u].list_len[%u][%u]", zone, order, type);
	for (uint32_t i = 0; i < MAX_NR_ZONES; i++)
		same(look, s->lowmem_reserve[i], o->lowmem_reserve[i], "view.zone[%u].lowmem_reserve[%u]", zone, i);
	same(look, s->drift_mark, o->drift_mark, "view.zone[%u].drift_mark", zone);
	same(look, (int64_t)s->numa_hit, (int64_t)o->numa_hit, "view.zone[%u].numa_hit", zone);
	same(look, (int64_t)s->numa_miss, (int64_t)o->numa_miss, "view.zone[%u].numa_miss", zone);
	same(look, (int64_t)s->numa_foreign, (int64_t)o->numa_foreign, "view.zone[%u].numa_foreign", zone);
	same(look, (int64_t)s->numa_local, (int64_t)o->numa_local, "view.zone[%u].numa_local", zone);
	same(look, (int64_t)s->numa_other, (int64_t)o->numa_other, "view.zone[%u].numa_other", zone);
}

static void look_at_node(struct emit_look *look, const struct node_view *s, const struct node_view *o, uint32_t node)
{
	same(look, s->totalreserve, o->totalreserve, "view.node[%u].totalreserve", node);
	same(look, s->min_unmapped, o->min_unmapped, "view.node[%u].min_unmapped", node);
	same(look, s->min_slab, o->min_slab, "view.node[%u].min_slab", node);
	same(look, s->first_deferred, o->first_deferred, "view.node[%u].first_deferred", node);
	for (uint32_t list = 0; list < 2; list++) {
		same(look, s->zonelist_len[list], o->zonelist_len[list], "view.node[%u].zonelist_len[%u]", node, list);
		for (uint32_t i = 0; i < o->zonelist_len[list] && i < MAX_ZONES; i++)
			same(look, s->zonelist[list][i], o->zonelist[list][i], "view.node[%u].zonelist[%u][%u]", node, list, i);
	}
}

static void look_at_events(struct emit_look *look, const struct view *s, const struct view *o)
{
	same(look, (int64_t)s->events.pgfree, (int64_t)o->events.pgfree, "view.events.pgfree");
	for (uint32_t i = 0; i < MAX_NR_ZONES; i++)
		same(look, (int64_t)s->events.pgalloc[i], (int64_t)o->events.pgalloc[i], "view.events.pgalloc[%u]", i);
	same(look, (int64_t)s->events.compact_stall, (int64_t)o->events.compact_stall, "view.events.compact_stall");
	same(look, (int64_t)s->events.compact_fail, (int64_t)o->events.compact_fail, "view.events.compact_fail");
	same(look, (int64_t)s->events.compact_success, (int64_t)o->events.compact_success, "view.events.compact_success");
	same(look, (int64_t)s->events.node_reclaim_failed, (int64_t)o->events.node_reclaim_failed, "view.events.node_reclaim_failed");
	same(look, s->min_free_kbytes, o->min_free_kbytes, "view.min_free_kbytes");
	same(look, s->mobility, o->mobility, "view.mobility");
}

static void look_at_pcp(struct emit_look *look, const struct pcp_view *s, const struct pcp_view *o, uint32_t index)
{
	same(look, s->count, o->count, "view.pcp[%u].count", index);
	same(look, s->high, o->high, "view.pcp[%u].high", index);
	same(look, s->batch, o->batch, "view.pcp[%u].batch", index);
	same(look, s->free_factor, o->free_factor, "view.pcp[%u].free_factor", index);
	same(look, s->high_min, o->high_min, "view.pcp[%u].high_min", index);
	same(look, s->high_max, o->high_max, "view.pcp[%u].high_max", index);
	same(look, s->alloc_factor, o->alloc_factor, "view.pcp[%u].alloc_factor", index);
	same(look, s->free_count, o->free_count, "view.pcp[%u].free_count", index);
	same(look, s->prev_free_high_order, o->prev_free_high_order, "view.pcp[%u].prev_free_high_order", index);
	same(look, s->free_high_batch, o->free_high_batch, "view.pcp[%u].free_high_batch", index);
	same(look, s->free_drift, o->free_drift, "view.pcp[%u].free_drift", index);
	same(look, s->cma_drift, o->cma_drift, "view.pcp[%u].cma_drift", index);
	same(look, s->drift_limit, o->drift_limit, "view.pcp[%u].drift_limit", index);
	for (uint32_t i = 0; i < PCP_LISTS_MAX; i++)
		same(look, s->len[i], o->len[i], "view.pcp[%u].len[%u]", index, i);
}

static uint32_t nr_free_blocks(const struct view *view, uint32_t nr_zones)
{
	uint32_t blocks = 0;

	for (uint32_t zone = 0; zone < nr_zones; zone++)
		for (uint32_t order = 0; order < MAX_ORDER_LIMIT; order++)
			for (uint32_t type = 0; type < MIGRATE_TYPES; type++)
				blocks += view->zone[zone].list_len[order][type];
	return blocks;
}

static uint32_t nr_cached(const struct view *view, uint32_t nr_pcps)
{
	uint32_t pages = 0;

	for (uint32_t i = 0; i < nr_pcps; i++)
		pages += view->pcp[i].count;
	return pages;
}

/* Lengths have been compared before: if nothing was found, they are equal on both sides. */
static void look_at_lists(struct emit_look *look, const struct view *s, const struct view *o, const struct machine *machine)
{
	const uint32_t pcps = (uint32_t)machine->nr_zones * machine->nr_cpus;
	uint32_t pages = 0, pageblocks = 0;

	for (uint32_t i = 0; i < pcps; i++)
		look_at_pcp(look, &s->pcp[i], &o->pcp[i], i);
	if (look->found)
		return;
	for (uint32_t i = 0; i < nr_free_blocks(o, machine->nr_zones); i++)
		same(look, s->free_pfns[i], o->free_pfns[i], "view.free_pfns[%u]", i);
	for (uint32_t i = 0; i < nr_cached(o, pcps); i++)
		same(look, s->pcp_pfns[i], o->pcp_pfns[i], "view.pcp_pfns[%u]", i);
	for (uint32_t zone = 0; zone < machine->nr_zones; zone++) {
		pages += view_nr_pages(o, zone);
		pageblocks += view_nr_pageblocks(o, machine, zone);
	}
	for (uint32_t i = 0; i < pageblocks; i++)
		same(look, s->pageblock[i], o->pageblock[i], "view.pageblock[%u]", i);
	for (uint32_t i = 0; i < pages; i++)
		same(look, s->page[i], o->page[i], "view.page[%u]", i);
	for (uint32_t i = 0; i < pages * machine->page_bytes; i++)
		same(look, s->memory[i], o->memory[i], "view.memory[%u]", i);
}

static void look_at_views(struct emit_look *look, const struct view *s, const struct view *o, const struct machine *machine)
{
	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		look_at_counters(look, &s->counters[zone], &o->counters[zone], zone);
	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		look_at_zone(look, &s->zone[zone], &o->zone[zone], zone);
	for (uint32_t node = 0; node < machine->nr_nodes; node++)
		look_at_node(look, &s->node[node], &o->node[node], node);
	if (!look->found)
		look_at_lists(look, s, o, machine);
	look_at_events(look, s, o);
	look->view = look->found;
}

void emit_look(const struct solo *subject, const struct solo *oracle, struct emit_look *look)
{
	*look = (struct emit_look){.found = false};
	look_at_answer(look, &subject->request, &subject->answer, &oracle->answer);
	if (!look->found)
		look_at_views(look, &subject->view, &oracle->view, &oracle->machine);
}
