// SPDX-License-Identifier: MIT
/*
 * One state record of a golden trace: from its first `state` line to `endstate`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/golden/trace_parts.h"

#include "fuzz/language/memory.h"

void trace_state_init(struct trace_state *state, const struct trace *trace)
{
	memset(state, 0, sizeof(*state));
	state->pcp = need_memory(calloc((size_t)trace->machine.nr_zones * trace->machine.nr_cpus + 1, sizeof(*state->pcp)));
}

void trace_state_release(struct trace_state *state)
{
	free(state->pcp);
	pool_release(&state->pool);
	memset(state, 0, sizeof(*state));
}

static void clear(struct trace_state *state, const struct trace *trace)
{
	struct trace_pcp *pcp = state->pcp;
	struct pfn_pool pool = state->pool;

	memset(state, 0, sizeof(*state));
	memset(pcp, 0, (size_t)trace->machine.nr_zones * trace->machine.nr_cpus * sizeof(*pcp));
	pool.nr = 0;
	state->pcp = pcp;
	state->pool = pool;
}

/* Each line occurs only once for its zone (cpu, order..). */
static void once(struct line *line, uint32_t *number)
{
	if (*number)
		line_expected(line, line->text, "this line only once in a state record");
	*number = line->number;
}

static struct trace_state_zone *zone_of(struct trace *trace, struct line *line, struct trace_state *state)
{
	return &state->zone[trace_zone(trace, line, line_field(line, "zone", false))];
}

static void read_state(struct trace *trace, struct line *line, struct trace_state *state)
{
	struct trace_state_zone *zone = zone_of(trace, line, state);
	struct zone_counters *c = &zone->counters;
	int64_t nr_free[MAX_ORDER_LIMIT] = { 0 };

	once(line, &zone->line);
	state->after = (uint32_t)field_decimal(line, "after", trace->nr_ops, trace->nr_ops);
	c->free = field_decimal(line, "nr_free_pages", INT32_MIN, INT32_MAX);
	c->free_cma = field_decimal(line, "free_cma", INT32_MIN, INT32_MAX);
	c->reserved_highatomic = (uint32_t)field_decimal(line, "nr_reserved_highatomic", 0, INT32_MAX);
	c->wmark[WMARK_MIN] = (uint32_t)field_decimal(line, "min", 0, INT32_MAX);
	c->wmark[WMARK_LOW] = (uint32_t)field_decimal(line, "low", 0, INT32_MAX);
	c->wmark[WMARK_HIGH] = (uint32_t)field_decimal(line, "high", 0, INT32_MAX);
	c->boost = (uint32_t)field_decimal(line, "boost", 0, INT32_MAX);
	c->boosted = field_decimal(line, "boosted", 0, 1);
	c->isolated_blocks = (uint32_t)field_decimal(line, "nr_isolate", 0, INT32_MAX);
	c->managed = (uint32_t)field_decimal(line, "managed", 0, INT32_MAX);
	number_list(line, line_field(line, "nr_free", false), nr_free, trace->machine.max_order, "nr_free= with one number per order");
	for (uint32_t order = 0; order < MAX_ORDER_LIMIT; order++)
		c->nr_free[order] = (uint32_t)nr_free[order];
}

/* U= M= R=, or <type><order>= for the costly-free orders and T<pb>= TM<pb>= for the two pageblock-order lists. */
static void read_pcp_lists(struct trace *trace, struct line *line, struct trace_state *state, struct trace_pcp *pcp)
{
	const bool by_order = trace->machine.profile >= PROFILE_LINUX_6_1;
	char key[8];

	for (uint32_t list = 0; list < (by_order ? PCP_LISTS_MAX : 3); list++) {
		struct slice pfns;

		if (!by_order)
			snprintf(key, sizeof(key), "%c", "UMR"[list]);
		else if (list < 12)
			snprintf(key, sizeof(key), "%c%u", "UMR"[list % 3], list / 3);
		else
			snprintf(key, sizeof(key), "T%s%u", list == 12 ? "" : "M", trace->machine.pageblock_order);
		pfns = line_field(line, key, by_order);
		if (pfns.at)
			pcp->list[list] = pool_read(&state->pool, line, pfns);
	}
}

static void read_pcp(struct trace *trace, struct line *line, struct trace_state *state)
{
	const uint32_t zone = trace_zone(trace, line, line_field(line, "zone", false));
	const uint32_t cpu = (uint32_t)field_decimal(line, "cpu", 0, trace->machine.nr_cpus - 1);
	struct trace_pcp *pcp = &state->pcp[zone * trace->machine.nr_cpus + cpu];

	once(line, &pcp->line);
	pcp->count = (uint32_t)field_decimal(line, "count", 0, INT32_MAX);
	pcp->high = (uint32_t)field_decimal(line, "high", 0, INT32_MAX);
	pcp->batch = (uint32_t)field_decimal(line, "batch", 0, INT32_MAX);
	if (trace->machine.profile == PROFILE_LINUX_6_1)
		pcp->free_factor = (uint32_t)field_decimal(line, "free_factor", 0, INT32_MAX);
	read_pcp_lists(trace, line, state, pcp);
}

static void read_list(struct trace *trace, struct line *line, struct trace_state *state)
{
	struct trace_state_zone *zone = zone_of(trace, line, state);
	const uint32_t order = (uint32_t)field_decimal(line, "order", 0, trace->machine.max_order - 1);
	const enum migratetype mt = trace_migratetype(line, line_field(line, "mt", false));
	const int64_t n = field_decimal(line, "n", 1, INT32_MAX);

	once(line, &zone->list_line[order][mt]);
	zone->list[order][mt] = pool_read(&state->pool, line, line_field(line, "pfns", false));
	if (zone->list[order][mt].nr != n)
		line_expected(line, line->text, "as many pfns as n= says");
}

static void read_pageblocks(struct trace *trace, struct line *line, struct trace_state *state)
{
	struct trace_state_zone *zone = zone_of(trace, line, state);

	once(line, &zone->pageblock_line);
	zone->pageblocks = line_field(line, "types", false);
	if (slice_is(zone->pageblocks, "-")) /* a zone without memory */
		zone->pageblocks.size = 0;
	for (size_t i = 0; i < zone->pageblocks.size; i++)
		if (!memchr("UMRHCI", zone->pageblocks.at[i], 6)) {
			line_expected(line, (struct slice){ zone->pageblocks.at + i, 1 }, "a letter of UMRHCI for each pageblock");
			return;
		}
}

/* blocks=pfn/order,.. ascending. The orders go into a span of their own, after the pfns. */
static void read_guard(struct trace *trace, struct line *line, struct trace_state *state)
{
	struct trace_state_zone *zone = zone_of(trace, line, state);
	const int64_t n = field_decimal(line, "n", 1, INT32_MAX);
	const struct slice blocks = line_field(line, "blocks", false);

	once(line, &zone->guard_line);
	for (uint32_t pass = 0; pass < 2; pass++) {
		struct pfn_span span = { state->pool.nr, 0 };
		struct slice rest = blocks;

		while (rest.at && !line_failed(line)) {
			struct slice order = slice_cut(&rest, ',');
			const struct slice pfn = slice_cut(&order, '/');

			pool_push(&state->pool, pass ? (pfn_t)number_decimal(line, order, 0, MAX_ORDER_LIMIT - 1, "pfn/order")
						     : number_pfn(line, pfn));
			span.nr++;
		}
		*(pass ? &zone->guard_orders : &zone->guard) = span;
	}
	if (zone->guard.nr != n)
		line_expected(line, line->text, "as many blocks as n= says");
}

static void read_numa(struct trace *trace, struct line *line, struct trace_state *state)
{
	static const char *const keys[] = { "hit", "miss", "foreign", "local", "other" };
	struct trace_state_zone *zone = zone_of(trace, line, state);

	once(line, &zone->numa_line);
	for (uint32_t i = 0; i < 5; i++)
		zone->numa[i] = (uint64_t)field_decimal(line, keys[i], 0, INT64_MAX);
}

static void read_nodestat(struct trace *trace, struct line *line, struct trace_state *state)
{
	struct trace_state_node *node = &state->node[field_decimal(line, "node", 0, trace->machine.nr_nodes - 1)];

	once(line, &node->line);
	node->totalreserve = (uint32_t)field_decimal(line, "totalreserve", 0, UINT32_MAX);
	node->min_unmapped = (uint32_t)field_decimal(line, "min_unmapped", 0, UINT32_MAX);
	node->min_slab = (uint32_t)field_decimal(line, "min_slab", 0, UINT32_MAX);
	node->first_deferred = trace_first_deferred(line, line_field(line, "first_deferred", false), true);
}

static void read_events(struct line *line, struct trace_state *state)
{
	struct events_view *e = &state->events;
	int64_t pgalloc[MAX_NR_ZONES] = { 0 };

	once(line, &state->events_line);
	e->pgfree = (uint64_t)field_decimal(line, "pgfree", 0, INT64_MAX);
	number_list(line, line_field(line, "pgalloc", false), pgalloc, MAX_NR_ZONES, "pgalloc= with four numbers");
	for (uint32_t kind = 0; kind < MAX_NR_ZONES; kind++)
		e->pgalloc[kind] = (uint64_t)pgalloc[kind];
	e->compact_stall = (uint64_t)field_decimal(line, "compactstall", 0, INT64_MAX);
	e->compact_fail = (uint64_t)field_decimal(line, "compactfail", 0, INT64_MAX);
	e->compact_success = (uint64_t)field_decimal(line, "compactsuccess", 0, INT64_MAX);
	e->node_reclaim_failed = (uint64_t)field_decimal(line, "node_reclaim_failed", 0, INT64_MAX);
}

/* Everything that the profile records for every zone, cpu and node must be there: a lost line would be a check that silently never runs. */
static void check_whole(struct trace *trace, struct line *line, const struct trace_state *state)
{
	const struct machine *m = &trace->machine;

	for (uint32_t z = 0; z < m->nr_zones; z++) {
		if (m->zone[z].start_pfn == m->zone[z].end_pfn)
			continue; /* without memory at boot: not recorded until it has some */
		if (!state->zone[z].line || !state->zone[z].pageblock_line || (trace->extended && !state->zone[z].numa_line))
			line_expected(line, line->text, "lines state, pb (5.10x: numa) for every zone before it");
		for (uint32_t cpu = 0; cpu < m->nr_cpus; cpu++)
			if (!state->pcp[z * m->nr_cpus + cpu].line)
				line_expected(line, line->text, "a line pcp for every zone and cpu before it");
	}
	for (uint32_t node = 0; trace->extended && node < m->nr_nodes; node++)
		if (!state->node[node].line || !state->events_line)
			line_expected(line, line->text, "lines nodestat for every node and events before it");
}

static bool read_state_line(struct trace *trace, struct line *line, struct trace_state *state)
{
	const struct slice word = line->word[0];

	if (slice_is(word, "state"))
		read_state(trace, line, state);
	else if (slice_is(word, "pcp"))
		read_pcp(trace, line, state);
	else if (slice_is(word, "list"))
		read_list(trace, line, state);
	else if (slice_is(word, "pb"))
		read_pageblocks(trace, line, state);
	else if (slice_is(word, "guard"))
		read_guard(trace, line, state);
	else if (slice_is(word, "numa"))
		read_numa(trace, line, state);
	else if (slice_is(word, "nodestate") || slice_is(word, "nodestat")) /* the recorder writes one, its description says the other */
		read_nodestat(trace, line, state);
	else if (slice_is(word, "events"))
		read_events(line, state);
	else
		return false;
	line_done(line);
	return !line_failed(line);
}

void trace_state_read(struct trace *trace, struct line *line, struct trace_state *state)
{
	clear(state, trace);
	while (read_state_line(trace, line, state))
		if (!trace_line(trace, line)) {
			trace->error.line = trace->error.message[0] ? trace->error.line : trace->line;
			if (!trace->error.message[0])
				snprintf(trace->error.message, sizeof(trace->error.message),
					 "found the end of the file, expected 'endstate': the trace is cut; copy it again");
			return;
		}
	if (line_failed(line))
		return;
	if (!slice_is(line->word[0], "endstate")) {
		line_expected(line, line->word[0], "'endstate' or another line of the state record");
		return;
	}
	field_decimal(line, "after", trace->nr_ops, trace->nr_ops);
	line_done(line);
	state->line = line->number;
	check_whole(trace, line, state);
}
