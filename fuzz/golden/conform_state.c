// SPDX-License-Identifier: MIT
/*
 * Compares the header's results and the state records of a trace with the subject's view, line by line of the record.
 */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/golden/conform_parts.h"
#include "fuzz/lockstep/view.h"

/* A few entries around `at`, which is in brackets. */
static void print_window(FILE *out, const pfn_t *pfn, uint32_t n, uint32_t at)
{
	const uint32_t first = at > 6 ? at - 6 : 0;
	const uint32_t last = n < 8 || at > n - 8 ? n : at + 8;

	fprintf(out, "[%" PRIu32 "]", n);
	if (first)
		fprintf(out, " ..");
	for (uint32_t i = first; i < last; i++)
		fprintf(out, i == at ? " >%" PRIx32 "<" : " %" PRIx32, pfn[i]);
	if (at >= n)
		fprintf(out, " >end<");
	else if (last < n)
		fprintf(out, " ..");
}

static char *window(const pfn_t *pfn, uint32_t n, uint32_t at)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	print_window(out, pfn, n, at);
	fclose(out);
	return text;
}

static uint32_t first_difference(const pfn_t *a, uint32_t nr_a, const pfn_t *b, uint32_t nr_b)
{
	uint32_t i = 0;

	while (i < nr_a && i < nr_b && a[i] == b[i])
		i++;
	return i;
}

/* The pfns of a span; a record without any list has no pool. */
static const pfn_t *pfns_at(const struct replay *r, struct pfn_span span)
{
	static const pfn_t none[1];

	return span.nr > 0 ? r->state.pool.pfn + span.first : none;
}

/* Compare two lists from the head; a mismatch shows each around their first difference. */
static void compare_list(struct replay *r, uint32_t zone, uint32_t order, struct pfn_span span, const pfn_t *got, uint32_t nr_got,
			 const char *field)
{
	const pfn_t *expected = pfns_at(r, span);
	const uint32_t at = first_difference(expected, span.nr, got, nr_got);
	struct conform_mismatch *m;
	char *e, *g;

	if (at == span.nr && at == nr_got)
		return;
	e = window(expected, span.nr, at);
	g = window(got, nr_got, at);
	m = replay_differs(r, e, g, "%s at [%" PRIu32 "]", field, at);
	if (m) {
		free(m->notes);
		m->notes = conform_notes(r, zone, at < span.nr ? expected[at] : PFN_NONE, at < nr_got ? got[at] : PFN_NONE, order);
	}
	free(e);
	free(g);
}

/* Set the line for the report. */
static void at_line(struct replay *r, uint32_t line)
{
	if (line)
		r->line = line;
}

static void compare_zone_counters(struct replay *r, uint32_t zone)
{
	const struct trace_state_zone *s = &r->state.zone[zone];
	const struct zone_counters *e = &s->counters, *g = &r->view.counters[zone];
	const char *name = replay_zone_name(r, zone);

	at_line(r, s->line);
	replay_number(r, e->free, g->free, "nr_free_pages zone=%s", name);
	replay_number(r, e->free_cma, g->free_cma, "free_cma zone=%s", name);
	replay_number(r, e->reserved_highatomic, g->reserved_highatomic, "nr_reserved_highatomic zone=%s", name);
	replay_number(r, e->wmark[WMARK_MIN], g->wmark[WMARK_MIN], "min zone=%s", name);
	replay_number(r, e->wmark[WMARK_LOW], g->wmark[WMARK_LOW], "low zone=%s", name);
	replay_number(r, e->wmark[WMARK_HIGH], g->wmark[WMARK_HIGH], "high zone=%s", name);
	replay_number(r, e->boost, g->boost, "boost zone=%s", name);
	replay_number(r, e->boosted, g->boosted, "boosted zone=%s", name);
	replay_number(r, e->isolated_blocks, g->isolated_blocks, "nr_isolate zone=%s", name);
	replay_number(r, e->managed, g->managed, "managed zone=%s", name);
	for (uint32_t order = 0; order < r->trace.machine.max_order; order++)
		replay_number(r, e->nr_free[order], g->nr_free[order], "nr_free zone=%s order=%" PRIu32, name, order);
}

static void pcp_list_name(const struct replay *r, uint32_t list, char *out, size_t cap)
{
	if (r->trace.machine.profile < PROFILE_LINUX_6_1)
		snprintf(out, cap, "%c", "UMR"[list % 3]);
	else if (list < 12)
		snprintf(out, cap, "%c%" PRIu32, "UMR"[list % 3], list / 3);
	else
		snprintf(out, cap, "T%s%u", list == 12 ? "" : "M", r->trace.machine.pageblock_order);
}

static void compare_pcp(struct replay *r, uint32_t zone, uint32_t cpu, const pfn_t **pfns, uint32_t nr_lists)
{
	const uint32_t index = zone * r->trace.machine.nr_cpus + cpu;
	const struct trace_pcp *e = &r->state.pcp[index];
	const struct pcp_view *g = &r->view.pcp[index];
	const char *name = replay_zone_name(r, zone);
	char list_name[16], field[64];

	at_line(r, e->line);
	if (e->line) {
		replay_number(r, e->high, g->high, "pcp high zone=%s cpu=%" PRIu32, name, cpu);
		replay_number(r, e->batch, g->batch, "pcp batch zone=%s cpu=%" PRIu32, name, cpu);
		replay_number(r, e->count, g->count, "pcp count zone=%s cpu=%" PRIu32, name, cpu);
		if (nr_lists == PCP_LISTS_MAX)
			replay_number(r, e->free_factor, g->free_factor, "pcp free_factor zone=%s cpu=%" PRIu32, name, cpu);
	}
	for (uint32_t list = 0; list < nr_lists; list++) {
		const uint32_t order = nr_lists == 3 ? 0 : list < 12 ? list / 3 : r->trace.machine.pageblock_order;

		pcp_list_name(r, list, list_name, sizeof(list_name));
		snprintf(field, sizeof(field), "pcp %s zone=%s cpu=%" PRIu32, list_name, name, cpu);
		if (e->line)
			compare_list(r, zone, order, e->list[list], *pfns, g->len[list], field);
		*pfns += g->len[list];
	}
}

static void compare_free_lists(struct replay *r, uint32_t zone, const pfn_t *pfns)
{
	const struct trace_state_zone *s = &r->state.zone[zone];
	char field[64];

	for (uint32_t order = 0; order < r->trace.machine.max_order; order++)
		for (uint32_t mt = 0; mt < MIGRATE_TYPES; mt++) {
			const uint32_t nr = r->view.zone[zone].list_len[order][mt];

			at_line(r, s->list_line[order][mt] ? s->list_line[order][mt] : s->line);
			snprintf(field, sizeof(field), "list zone=%s order=%" PRIu32 " mt=%s", replay_zone_name(r, zone), order,
				 trace_migratetype_name(mt));
			compare_list(r, zone, order, s->list[order][mt], pfns, nr, field);
			pfns += nr;
		}
}

static void compare_pageblocks(struct replay *r, uint32_t zone, const uint8_t *got)
{
	const struct trace_state_zone *s = &r->state.zone[zone];
	const struct machine *m = &r->trace.machine;
	const uint32_t nr = view_nr_pageblocks(&r->view, m, zone);
	const pfn_t first = r->view.zone[zone].start_pfn >> m->pageblock_order << m->pageblock_order;

	at_line(r, s->pageblock_line);
	replay_number(r, (int64_t)s->pageblocks.size, nr, "pb zone=%s number of pageblocks", replay_zone_name(r, zone));
	for (uint32_t i = 0; i < nr && i < s->pageblocks.size; i++) {
		const pfn_t pfn = first + (i << m->pageblock_order);
		const char expected[2] = { s->pageblocks.at[i], 0 };
		const char letter[2] = { trace_migratetype_letter(got[i]), 0 };
		struct conform_mismatch *mismatch;

		if (expected[0] == letter[0])
			continue;
		mismatch = replay_differs(r, expected, letter, "pb zone=%s [%" PRIu32 "] pfn=0x%" PRIx32,
					  replay_zone_name(r, zone), i, pfn);
		if (mismatch) {
			free(mismatch->notes);
			mismatch->notes = conform_notes(r, zone, pfn, PFN_NONE, m->pageblock_order);
		}
	}
}

/* The guard blocks of the view, ascending, as "pfn/order". */
static void compare_guards(struct replay *r, uint32_t zone, const uint8_t *page)
{
	const struct trace_state_zone *s = &r->state.zone[zone];
	const pfn_t *expected = pfns_at(r, s->guard), *orders = pfns_at(r, s->guard_orders);
	const pfn_t start = r->view.zone[zone].start_pfn;
	uint32_t at = 0;
	char e[32] = "none", g[32] = "none";

	at_line(r, s->guard_line ? s->guard_line : s->line);
	for (uint32_t i = 0; i < view_nr_pages(&r->view, zone); i++) {
		if ((page[i] & 0xf) != PAGE_GUARD_HEAD)
			continue;
		snprintf(g, sizeof(g), "%" PRIx32 "/%d", start + i, page[i] >> 4);
		if (at < s->guard.nr)
			snprintf(e, sizeof(e), "%" PRIx32 "/%" PRIu32, expected[at], orders[at]);
		else
			snprintf(e, sizeof(e), "none");
		if (strcmp(e, g) != 0) {
			replay_differs(r, e, g, "guard zone=%s at [%" PRIu32 "]", replay_zone_name(r, zone), at);
			return;
		}
		at++;
	}
	if (at < s->guard.nr) {
		snprintf(e, sizeof(e), "%" PRIx32 "/%" PRIu32, expected[at], orders[at]);
		replay_differs(r, e, "none", "guard zone=%s at [%" PRIu32 "]", replay_zone_name(r, zone), at);
	}
}

static void compare_numa(struct replay *r, uint32_t zone)
{
	const uint64_t *e = r->state.zone[zone].numa;
	const struct zone_view *g = &r->view.zone[zone];
	const char *name = replay_zone_name(r, zone);

	if (!r->state.zone[zone].numa_line)
		return;
	at_line(r, r->state.zone[zone].numa_line);
	replay_number(r, (int64_t)e[0], (int64_t)g->numa_hit, "numa hit zone=%s", name);
	replay_number(r, (int64_t)e[1], (int64_t)g->numa_miss, "numa miss zone=%s", name);
	replay_number(r, (int64_t)e[2], (int64_t)g->numa_foreign, "numa foreign zone=%s", name);
	replay_number(r, (int64_t)e[3], (int64_t)g->numa_local, "numa local zone=%s", name);
	replay_number(r, (int64_t)e[4], (int64_t)g->numa_other, "numa other zone=%s", name);
}

static void compare_deferred(struct replay *r, pfn_t expected, pfn_t got, uint32_t node)
{
	char e[16], g[16];

	if (expected == got)
		return;
	snprintf(e, sizeof(e), "%" PRIx32, expected);
	snprintf(g, sizeof(g), "%" PRIx32, got);
	replay_differs(r, e, g, "first_deferred node=%" PRIu32 " (ffffffff: none)", node);
}

static void compare_nodes(struct replay *r)
{
	for (uint32_t node = 0; node < r->trace.machine.nr_nodes; node++) {
		const struct trace_state_node *e = &r->state.node[node];
		const struct node_view *g = &r->view.node[node];

		if (!e->line)
			continue;
		at_line(r, e->line);
		replay_number(r, e->totalreserve, g->totalreserve, "totalreserve node=%" PRIu32, node);
		replay_number(r, e->min_unmapped, g->min_unmapped, "min_unmapped node=%" PRIu32, node);
		replay_number(r, e->min_slab, g->min_slab, "min_slab node=%" PRIu32, node);
		compare_deferred(r, e->first_deferred, g->first_deferred, node);
	}
}

static void compare_events(struct replay *r)
{
	const struct events_view *e = &r->state.events, *g = &r->view.events;

	if (!r->state.events_line)
		return;
	at_line(r, r->state.events_line);
	replay_number(r, (int64_t)e->pgfree, (int64_t)g->pgfree, "events pgfree");
	for (uint32_t kind = 0; kind < MAX_NR_ZONES; kind++)
		replay_number(r, (int64_t)e->pgalloc[kind], (int64_t)g->pgalloc[kind], "events pgalloc kind=%" PRIu32, kind);
	replay_number(r, (int64_t)e->compact_stall, (int64_t)g->compact_stall, "events compactstall");
	replay_number(r, (int64_t)e->compact_fail, (int64_t)g->compact_fail, "events compactfail");
	replay_number(r, (int64_t)e->compact_success, (int64_t)g->compact_success, "events compactsuccess");
	replay_number(r, (int64_t)e->node_reclaim_failed, (int64_t)g->node_reclaim_failed, "events node_reclaim_failed");
}

void conform_state(struct replay *r)
{
	const struct machine *m = &r->trace.machine;

	for (uint32_t z = 0; z < m->nr_zones; z++) {
		struct view_lists lists;

		if (!r->state.zone[z].line)
			continue;
		view_lists_of(r, z, &lists);
		compare_zone_counters(r, z);
		for (uint32_t cpu = 0; cpu < m->nr_cpus; cpu++)
			compare_pcp(r, z, cpu, &lists.pcp_pfns, lists.pcp_lists);
		compare_free_lists(r, z, lists.free_pfns);
		compare_guards(r, z, lists.page);
		compare_pageblocks(r, z, lists.pageblock);
		compare_numa(r, z);
	}
	compare_nodes(r);
	compare_events(r);
}

static void compare_header_zone(struct replay *r, uint32_t zone)
{
	static const char *const marks[NR_WMARK] = { "min", "low", "high" };
	const struct machine *m = &r->trace.machine;
	const struct trace_zone *e = &r->trace.zone[zone];
	const char *name = replay_zone_name(r, zone);

	r->line = e->line;
	replay_number(r, e->managed, r->view.counters[zone].managed, "header managed zone=%s", name);
	for (uint32_t w = 0; w < NR_WMARK; w++)
		replay_number(r, e->wmark[w], r->view.counters[zone].wmark[w], "header %s zone=%s", marks[w], name);
	for (uint32_t kind = 0; kind < MAX_NR_ZONES; kind++)
		replay_number(r, e->lowmem_reserve[kind], r->view.zone[zone].lowmem_reserve[kind],
			      "header lowmem_reserve[%" PRIu32 "] zone=%s", kind, name);
	/* With PCP_BOOT the header announces what will be in force later. */
	for (uint32_t cpu = 0; m->pcp_mode != PCP_BOOT && cpu < m->nr_cpus; cpu++) {
		replay_number(r, e->batch, r->view.pcp[zone * m->nr_cpus + cpu].batch, "header batch zone=%s cpu=%" PRIu32, name, cpu);
		replay_number(r, e->pcp_high, r->view.pcp[zone * m->nr_cpus + cpu].high, "header pcp_high zone=%s cpu=%" PRIu32,
			      name, cpu);
	}
}

static char *zonelist(const struct replay *r, const uint8_t *list, uint32_t n)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	for (uint32_t i = 0; i < n && i < MAX_ZONES; i++)
		fprintf(out, "%s%s", i ? "," : "", replay_zone_name(r, list[i]));
	fclose(out);
	return text;
}

static void compare_header_zonelist(struct replay *r, uint32_t node, uint32_t kind)
{
	const struct trace_node *e = &r->trace.node[node];
	const struct node_view *g = &r->view.node[node];
	char *expected, *got;

	if (!e->zonelist_line[kind])
		return;
	r->line = e->zonelist_line[kind];
	expected = zonelist(r, e->zonelist[kind], e->zonelist_len[kind]);
	got = zonelist(r, g->zonelist[kind], g->zonelist_len[kind]);
	if (strcmp(expected, got) != 0)
		replay_differs(r, expected, got, "header zonelist node=%" PRIu32 " kind=%s", node, kind ? "nofallback" : "fallback");
	free(expected);
	free(got);
}

void conform_header(struct replay *r)
{
	r->options->subject->view(r->self, &r->view);
	for (uint32_t z = 0; z < r->trace.machine.nr_zones; z++)
		compare_header_zone(r, z);
	for (uint32_t node = 0; node < r->trace.machine.nr_nodes; node++) {
		compare_header_zonelist(r, node, 0);
		compare_header_zonelist(r, node, 1);
		r->line = r->trace.node[node].line;
		if (r->trace.extended)
			compare_deferred(r, r->trace.node[node].first_deferred, r->view.node[node].first_deferred, node);
	}
}
