// SPDX-License-Identifier: MIT
/*
 * The header of a golden trace: lines config, node, zone, hole, reserved, cma, zonelist, in this order.
 */
#include <stdio.h>
#include <string.h>

#include "fuzz/golden/trace_parts.h"

/* More memory than any trace has, but still harmless: 64 GiB. */
enum { TRACE_PAGES_MAX = 1 << 24 };

static void read_profile(struct trace *trace, struct line *line)
{
	static const struct {
		const char *name;
		enum profile profile;
		bool extended;
	} profiles[] = {
		{ "linux-5.10", PROFILE_LINUX_5_10, false },
		{ "linux-5.10x", PROFILE_LINUX_5_10, true },
		{ "linux-4.14", PROFILE_LINUX_4_14, false },
		{ "linux-6.1", PROFILE_LINUX_6_1, false },
		{ "linux-6.1.192-debian", PROFILE_LINUX_6_1, false },
	};
	const struct slice name = line_field(line, "profile", false);

	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++)
		if (slice_is(name, profiles[i].name)) {
			trace->machine.profile = (uint8_t)profiles[i].profile;
			trace->extended = profiles[i].extended;
			return;
		}
	line_expected(line, name, "profile=linux-5.10, linux-5.10x, linux-4.14 or linux-6.1");
}

static void read_pcp_mode(struct trace *trace, struct line *line)
{
	static const char *const names[] = { [PCP_NATURAL] = "natural", [PCP_FIXED] = "fixed", [PCP_BOOT] = "boot" };

	trace->machine.pcp_mode =
		(uint8_t)trace_name(line, line_field(line, "pcp", false), names, 3, "pcp=natural, fixed or boot");
}

/* Only linux-5.10x headers say these; in other traces the kernel's defaults were in force. */
static void read_outside(struct trace *trace, struct line *line)
{
	struct machine *m = &trace->machine;

	m->user_min_free_kbytes = -1;
	m->node_reclaim_distance = 30;
	m->dirty_ratio = 20;
	m->guardpage_minorder = -1;
	m->section_pages = 32768;
	if (!trace->extended)
		return;
	m->user_min_free_kbytes = (int32_t)field_decimal(line, "user_min_free_kbytes", -1, INT32_MAX);
	m->compaction = field_decimal(line, "compaction", 0, 1);
	m->cpusets = field_decimal(line, "cpusets", 0, 1);
	m->node_reclaim_mode = (uint8_t)field_decimal(line, "node_reclaim_mode", 0, 255);
	m->dirty_ratio = (uint8_t)field_decimal(line, "dirty_ratio", 0, 100);
	m->deferred = field_decimal(line, "deferred", 0, 1);
	m->guardpage_minorder = (int8_t)field_decimal(line, "guardpage_minorder", -1, 10);
	m->init_on_alloc = field_decimal(line, "init_on_alloc", 0, 1);
	m->init_on_free = field_decimal(line, "init_on_free", 0, 1);
	m->section_pages = (uint32_t)field_decimal(line, "section_pages", 1, TRACE_PAGES_MAX);
	m->hot_end = field_hex(line, "hot_end", TRACE_PAGES_MAX);
}

static void read_config(struct trace *trace, struct line *line)
{
	struct machine *m = &trace->machine;
	int64_t list[MAX_CPUS];

	read_profile(trace, line);
	m->max_order = (uint8_t)field_decimal(line, "max_order", 2, MAX_ORDER_LIMIT);
	m->pageblock_order = (uint8_t)field_decimal(line, "pageblock_order", 1, MAX_ORDER_LIMIT - 1);
	m->nr_cpus = (uint8_t)field_decimal(line, "cpus", 1, MAX_CPUS);
	m->nr_nodes = (uint8_t)field_decimal(line, "nodes", 1, MAX_NODES);
	field_decimal(line, "seed", 0, INT64_MAX);
	number_list(line, line_field(line, "cpu_node", false), list, m->nr_cpus, "cpu_node= with one node for each cpu");
	for (uint32_t cpu = 0; cpu < m->nr_cpus && !line_failed(line); cpu++) {
		if (list[cpu] < 0 || list[cpu] >= m->nr_nodes)
			line_expected(line, line->text, "nodes below nodes= in cpu_node=");
		m->cpu_node[cpu] = (uint8_t)list[cpu];
	}
	m->min_free_kbytes = (int32_t)field_decimal(line, "min_free_kbytes", 0, 1 << 24);
	m->watermark_scale_factor = (uint32_t)field_decimal(line, "watermark_scale_factor", 1, 10000);
	m->watermark_boost_factor = (uint32_t)field_decimal(line, "watermark_boost_factor", 0, INT32_MAX);
	number_list(line, line_field(line, "lowmem_reserve_ratio", false), list, MAX_NR_ZONES, "four ratios");
	for (uint32_t kind = 0; kind < MAX_NR_ZONES && !line_failed(line); kind++)
		m->lowmem_reserve_ratio[kind] = (uint32_t)list[kind];
	m->mobility = field_decimal(line, "mobility", 0, 1);
	if (!slice_is(line_field(line, "vmstat", false), "exact"))
		line_expected(line, line->text, "vmstat=exact");
	trace->fake_progress = field_decimal(line, "reclaim_progress", 0, 1);
	read_pcp_mode(trace, line);
	read_outside(trace, line);
	line_done(line);
}

/* node N [distance=a,b,c first_deferred=0xP|-] */
static void read_node(struct trace *trace, struct line *line, uint32_t node)
{
	struct machine *m = &trace->machine;
	const struct slice number = line->nr_words > 1 ? line->word[1] : line->text;
	int64_t distance[MAX_NODES];

	line->used[line->nr_words > 1 ? 1 : 0] = true;
	number_decimal(line, number, node, node, "the nodes in ascending order, 'node 0' first");
	for (uint32_t to = 0; to < m->nr_nodes; to++)
		distance[to] = to == node ? 10 : 20;
	trace->node[node].line = line->number;
	trace->node[node].first_deferred = PFN_NONE;
	if (trace->extended) {
		number_list(line, line_field(line, "distance", false), distance, m->nr_nodes, "a distance to each node");
		trace->node[node].first_deferred =
			trace_first_deferred(line, line_field(line, "first_deferred", false), true);
	}
	for (uint32_t to = 0; to < m->nr_nodes && !line_failed(line); to++) {
		if (distance[to] < 10 || distance[to] > 255)
			line_expected(line, line->text, "distances from 10 to 255");
		m->distance[node][to] = (uint8_t)distance[to];
	}
	line_done(line);
}

static uint32_t spanned(const struct machine *m)
{
	uint32_t pages = 0;

	for (uint32_t z = 0; z < m->nr_zones; z++)
		pages += m->zone[z].end_pfn - m->zone[z].start_pfn;
	return pages;
}

static void read_zone(struct trace *trace, struct line *line)
{
	static const char *const names[MAX_NR_ZONES] = { "DMA", "DMA32", "NORMAL", "MOVABLE" };
	struct machine *m = &trace->machine;
	struct machine_zone *zone = &m->zone[m->nr_zones];
	struct trace_zone *result = &trace->zone[m->nr_zones];
	int64_t reserve[MAX_NR_ZONES] = { 0 };

	if (m->nr_zones == MAX_ZONES) {
		line_expected(line, line->text, "at most 32 zones");
		return;
	}
	zone->node = (uint8_t)field_decimal(line, "node", 0, m->nr_nodes - 1);
	zone->kind = (uint8_t)trace_name(line, line_field(line, "name", false), names, MAX_NR_ZONES,
					 "name=DMA, DMA32, NORMAL or MOVABLE");
	field_decimal(line, "idx", zone->kind, zone->kind);
	zone->start_pfn = field_hex(line, "start_pfn", INT32_MAX);
	zone->end_pfn = field_hex(line, "end_pfn", INT32_MAX);
	if (zone->end_pfn < zone->start_pfn || zone->end_pfn - zone->start_pfn > TRACE_PAGES_MAX - spanned(m))
		line_expected(line, line->text, "start_pfn <= end_pfn and at most 2^24 pages in all zones together");
	result->line = line->number;
	result->present = (uint32_t)field_decimal(line, "present", 0, INT32_MAX);
	result->managed = (uint32_t)field_decimal(line, "managed", 0, INT32_MAX);
	result->wmark[WMARK_MIN] = (uint32_t)field_decimal(line, "min", 0, INT32_MAX);
	result->wmark[WMARK_LOW] = (uint32_t)field_decimal(line, "low", 0, INT32_MAX);
	result->wmark[WMARK_HIGH] = (uint32_t)field_decimal(line, "high", 0, INT32_MAX);
	result->batch = (uint32_t)field_decimal(line, "batch", 0, INT32_MAX);
	result->pcp_high = (uint32_t)field_decimal(line, "pcp_high", 0, INT32_MAX);
	number_list(line, line_field(line, "lowmem_reserve", false), reserve, MAX_NR_ZONES, "four reserves");
	for (uint32_t kind = 0; kind < MAX_NR_ZONES; kind++)
		result->lowmem_reserve[kind] = (uint32_t)reserve[kind];
	line_done(line);
	m->nr_zones++;
}

/* Ranges are listed in the order in which they were made; the machine needs them ascending. */
static void read_range(struct trace *trace, struct line *line, enum range_kind kind)
{
	struct machine *m = &trace->machine;
	struct machine_range range = { (uint8_t)kind, field_hex(line, "start_pfn", INT32_MAX),
				       field_hex(line, "end_pfn", INT32_MAX) };
	uint32_t at = m->nr_ranges;

	if (range.start_pfn >= range.end_pfn)
		line_expected(line, line->text, "start_pfn below end_pfn");
	if (at == MAX_RANGES) {
		line_expected(line, line->text, "at most 64 holes, reserved and cma ranges");
		return;
	}
	while (at > 0 && m->range[at - 1].start_pfn > range.start_pfn) {
		m->range[at] = m->range[at - 1];
		at--;
	}
	m->range[at] = range;
	m->nr_ranges++;
	line_done(line);
}

/* zonelist node=N kind=fallback|nofallback zones=0:NORMAL,.. */
static void read_zonelist(struct trace *trace, struct line *line)
{
	static const char *const kinds[] = { "fallback", "nofallback" };
	struct trace_node *node = &trace->node[field_decimal(line, "node", 0, trace->machine.nr_nodes - 1)];
	const uint32_t kind = trace_name(line, line_field(line, "kind", false), kinds, 2, "kind=fallback or nofallback");
	struct slice rest = line_field(line, "zones", false);

	node->zonelist_line[kind] = line->number;
	node->zonelist_len[kind] = 0;
	while (rest.at && rest.size && !slice_is(rest, "-") && !line_failed(line)) {
		if (node->zonelist_len[kind] == MAX_ZONES) {
			line_expected(line, line->text, "at most 32 zones");
			break;
		}
		node->zonelist[kind][node->zonelist_len[kind]++] = (uint8_t)trace_zone(trace, line, slice_cut(&rest, ','));
	}
	line_done(line);
}

static bool read_header_line(struct trace *trace, struct line *line, uint32_t *nodes)
{
	const struct slice word = line->word[0];

	if (slice_is(word, "node") && *nodes < trace->machine.nr_nodes)
		read_node(trace, line, (*nodes)++);
	else if (slice_is(word, "zone"))
		read_zone(trace, line);
	else if (slice_is(word, "hole"))
		read_range(trace, line, RANGE_HOLE);
	else if (slice_is(word, "reserved"))
		read_range(trace, line, RANGE_RESERVED);
	else if (slice_is(word, "cma"))
		read_range(trace, line, RANGE_CMA);
	else if (slice_is(word, "zonelist"))
		read_zonelist(trace, line);
	else
		return false;
	return true;
}

/* Pages common to a range and a zone; a hole may lie in two zones. */
static uint32_t shared(const struct machine_zone *zone, const struct machine_range *range)
{
	const pfn_t start = range->start_pfn > zone->start_pfn ? range->start_pfn : zone->start_pfn;
	const pfn_t end = range->end_pfn < zone->end_pfn ? range->end_pfn : zone->end_pfn;

	return start < end ? end - start : 0;
}

/* Pages of a zone outside all holes; the file states their number as well. */
static void check_present(struct trace *trace)
{
	const struct machine *m = &trace->machine;

	for (uint32_t z = 0; z < m->nr_zones && !trace->error.message[0]; z++) {
		uint32_t present = m->zone[z].end_pfn - m->zone[z].start_pfn;

		for (uint32_t r = 0; r < m->nr_ranges; r++)
			if (m->range[r].kind == RANGE_HOLE)
				present -= shared(&m->zone[z], &m->range[r]);
		if (present == trace->zone[z].present)
			continue;
		trace->error.line = trace->zone[z].line;
		snprintf(trace->error.message, sizeof(trace->error.message),
			 "found present=%u, expected %u, the zone's pages without its holes", trace->zone[z].present, present);
	}
}

static void header_error(struct trace *trace, const char *message)
{
	if (trace->error.message[0])
		return;
	trace->error.line = trace->line;
	snprintf(trace->error.message, sizeof(trace->error.message), "%s", message);
}

/* Fixed page set sizes are in the zone lines, the same in every zone with memory. pcp=boot with high 0: no fixed sizes will follow. */
static void read_override(struct trace *trace)
{
	struct machine *m = &trace->machine;
	uint32_t zone = 0;

	while (zone + 1 < m->nr_zones && m->zone[zone].start_pfn == m->zone[zone].end_pfn)
		zone++;
	if (m->pcp_mode == PCP_NATURAL || (m->pcp_mode == PCP_BOOT && !trace->zone[zone].pcp_high))
		return;
	m->pcp_high = trace->zone[zone].pcp_high;
	m->pcp_batch = trace->zone[zone].batch;
}

bool trace_header(struct trace *trace)
{
	struct machine *m = &trace->machine;
	struct line line;
	uint32_t nodes = 0;

	if (!trace_line(trace, &line) || !slice_is(line.word[0], "config")) {
		header_error(trace, "found no line 'config profile=...' at the start, expected a golden trace (docs/trace-format.md)");
		return false;
	}
	read_config(trace, &line);
	while (trace_line(trace, &line))
		if (!read_header_line(trace, &line, &nodes)) {
			trace_unread(trace, &line);
			break;
		}
	if (nodes != m->nr_nodes || !m->nr_zones)
		header_error(trace, "found the end of the header, expected one line 'node N' for each node and at least one zone");
	check_present(trace);
	read_override(trace);
	return !trace->error.message[0];
}
