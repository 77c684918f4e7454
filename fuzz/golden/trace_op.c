// SPDX-License-Identifier: MIT
/*
 * One op line of a golden trace: `op N KIND field.. -> answer tail..` becomes a request and the expected answer.
 *
 * A table row per kind names its request, its fields and the form of its answer. A field means the same wherever it appears, unless the row
 * selects another reading (mt of a gfp, mt of a range).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/golden/trace_parts.h"

#include "fuzz/language/memory.h"

enum field {
	F_END,
	F_CPU, F_NODE, F_ORDER, F_GFP, F_GFP_MT, F_GFP_HZI, F_LRU, F_PATH, F_WAKE, F_AF, F_PFN, F_PFNS, F_ZONE, F_ZONE_ALL,
	F_START, F_END_PFN, F_MT, F_NO_FLAGS, F_KB, F_BOOST, F_MARK, F_HZI, F_FORCE, F_COUNT, F_VALUE, F_DAMAGE, F_TASK_FLAGS,
	F_QUESTION, F_NODE_STATS, F_ZONE_STATS,
	/* optional */
	F_NODEMASK, F_SPREAD, F_COLD, F_MEMS, F_HARDWALL, F_VICTIM, F_FREES, F_ANSWER_ZONE,
};

/* The form of what follows "->" before the tail. */
enum answer_form { A_OK, A_PFN, A_NUMBER, A_REFS, A_WMARKS, A_KB_WMARKS, A_HOTADD };

static const struct row {
	const char *name;
	enum request_kind request;
	enum answer_form answer;
	uint8_t field[12];
} rows[] = {
	{ "alloc", REQ_ALLOC, A_PFN,
	  { F_CPU, F_NODE, F_ORDER, F_GFP, F_GFP_MT, F_GFP_HZI, F_LRU, F_PATH, F_WAKE, F_NODEMASK } },
	{ "rmq", REQ_RMQUEUE, A_PFN,
	  { F_CPU, F_NODE, F_ORDER, F_GFP, F_GFP_MT, F_GFP_HZI, F_LRU, F_PATH, F_WAKE, F_AF, F_NODEMASK, F_SPREAD } },
	{ "free", REQ_FREE, A_REFS, { F_CPU, F_PFN, F_ORDER, F_COLD } },
	{ "freelist", REQ_FREE_LIST, A_OK, { F_CPU, F_PFNS, F_COLD } },
	{ "split", REQ_SPLIT, A_OK, { F_PFN, F_ORDER } },
	{ "get_page", REQ_GET_PAGE, A_REFS, { F_PFN } },
	{ "drain", REQ_DRAIN, A_OK, { F_CPU, F_ZONE_ALL } },
	{ "drain_all", REQ_DRAIN_ALL, A_OK, { F_ZONE_ALL } },
	{ "drain_batch", REQ_DRAIN_BATCH, A_OK, { F_CPU, F_ZONE } },
	{ "isolate", REQ_ISOLATE, A_NUMBER, { F_START, F_END_PFN, F_MT, F_NO_FLAGS, F_PATH } },
	{ "unisolate", REQ_UNISOLATE, A_OK, { F_START, F_END_PFN, F_MT } },
	{ "isolate_free", REQ_ISOLATE_FREE, A_NUMBER, { F_PFN, F_ORDER } },
	{ "report_free", REQ_REPORT_FREE, A_NUMBER, { F_PFN, F_ORDER } },
	{ "unreserve_highatomic", REQ_UNRESERVE_HIGHATOMIC, A_NUMBER, { F_NODE, F_HZI, F_MT, F_FORCE } },
	{ "wmark_ok", REQ_WMARK_OK, A_NUMBER, { F_ZONE, F_ORDER, F_MARK, F_HZI, F_AF } },
	{ "setboost", REQ_SET_BOOST, A_OK, { F_ZONE, F_BOOST } },
	{ "min_free_kbytes", REQ_MIN_FREE_KBYTES, A_WMARKS, { F_KB } },
	{ "fraction", REQ_FRACTION, A_NUMBER, { F_VALUE } },
	{ "setup_pageset", REQ_SETUP_PAGESET, A_OK, { F_END } },
	{ "cpu_dead", REQ_CPU_DEAD, A_OK, { F_CPU } },
	{ "cpu_up", REQ_CPU_UP, A_OK, { F_CPU } },
	{ "answer", REQ_ANSWER, A_OK, { F_QUESTION, F_CPU, F_ANSWER_ZONE, F_FREES, F_MEMS, F_VICTIM } },
	{ "task", REQ_TASK, A_OK, { F_TASK_FLAGS, F_MEMS, F_HARDWALL } },
	{ "nodestat", REQ_NODESTAT, A_OK, { F_NODE, F_NODE_STATS } },
	{ "zonestat", REQ_ZONESTAT, A_OK, { F_ZONE, F_ZONE_STATS } },
	{ "mark_bad", REQ_MARK_BAD, A_OK, { F_PFN, F_DAMAGE } },
	{ "contig", REQ_CONTIG, A_NUMBER, { F_CPU, F_START, F_END_PFN, F_MT, F_GFP, F_PATH } },
	{ "contig_pages", REQ_CONTIG_PAGES, A_PFN, { F_CPU, F_COUNT, F_GFP, F_NODE, F_PATH } },
	{ "free_contig", REQ_FREE_CONTIG, A_OK, { F_CPU, F_PFN, F_COUNT } },
	{ "hotadd", REQ_HOTADD, A_HOTADD, { F_ZONE, F_START, F_END_PFN, F_PATH } },
	{ "init_late", REQ_INIT_LATE, A_OK, { F_END } },
	{ "init_wmarks", REQ_INIT_WMARKS, A_KB_WMARKS, { F_END } },
};

/* A word without a key; it must be the first unused one. */
static struct slice next_word(struct line *line, const char *expected)
{
	for (uint32_t i = 0; i < line->nr_words; i++)
		if (!line->used[i]) {
			line->used[i] = true;
			return line->word[i];
		}
	line_expected(line, line->text, expected);
	return (struct slice){ NULL, 0 };
}

static void read_pfns(struct trace *trace, struct line *line, struct request *request)
{
	const int64_t n = field_decimal(line, "n", 0, INT32_MAX);
	const struct pfn_span span = pool_read(&trace->pool, line, line_field(line, "pfns", false));

	request->pfns = trace->pool.pfn;
	request->count = span.nr;
	if (span.nr != n)
		line_expected(line, line->text, "as many pfns as n= says");
}

static void push_order(struct trace *trace, uint32_t at, uint8_t order)
{
	if (at >= trace->orders_room) {
		const size_t room = trace->orders_room ? 2 * trace->orders_room : 128;

		trace->orders = need_memory(realloc(trace->orders, room));
		trace->orders_room = room;
	}
	trace->orders[at] = order;
}

/* free=pfn/order,pfn/order */
static void read_frees(struct trace *trace, struct line *line, struct request *request)
{
	struct slice rest = line_field(line, "free", true);

	while (rest.at && !line_failed(line)) {
		struct slice order = slice_cut(&rest, ',');
		const struct slice pfn = slice_cut(&order, '/');

		pool_push(&trace->pool, number_pfn(line, pfn));
		push_order(trace, request->count++,
			   (uint8_t)number_decimal(line, order, 0, MAX_ORDER_LIMIT, "pfn/order in free="));
	}
	request->pfns = trace->pool.pfn;
	request->orders = trace->orders;
}

static void read_question(struct line *line, struct request *request)
{
	static const char *const names[NR_QUESTIONS] = {
		[ASK_RECLAIM] = "reclaim", [ASK_COMPACT] = "compact", [ASK_OOM] = "oom", [ASK_OOM_LOCK] = "oom_lock",
		[ASK_NODE_RECLAIM] = "node_reclaim", [ASK_MIGRATE] = "migrate",
	};
	const char *expected = "answer reclaim, compact, oom, oom_lock, node_reclaim or migrate";

	request->question = (uint8_t)trace_name(line, next_word(line, expected), names, NR_QUESTIONS, expected);
	if (request->question == ASK_COMPACT)
		request->value = trace_name(line, line_field(line, "value", false), trace_compact_results, NR_COMPACT_RESULTS,
					    "the name of a compaction result");
	else
		request->value = field_decimal(line, "value", -(1ll << 31), 1ll << 31);
}

static uint32_t read_task_flags(struct line *line)
{
	static const char *const names[] = {
		"MEMALLOC", "NOIO", "NOFS", "NOCMA", "EXITING", "DUMPCORE", "WQ", "KTHREAD", "RT", "VICTIM", "IRQ", "SOFTIRQ",
	};
	struct slice rest = line_field(line, "flags", false);
	uint32_t flags = 0;

	if (slice_is(rest, "-"))
		return 0;
	while (rest.at && !line_failed(line))
		flags |= 1u << trace_name(line, slice_cut(&rest, ','), names, sizeof(names) / sizeof(names[0]),
					  "task flags, separated by commas, or -");
	return flags;
}

static void read_stats(struct line *line, struct request *request, const char *const *keys, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		request->stat[i] = (uint32_t)field_decimal(line, keys[i], 0, UINT32_MAX);
}

static const char *const node_stats[NR_NODE_STATS] = {
	[NODE_INACTIVE_FILE] = "inactive_file", [NODE_ACTIVE_FILE] = "active_file", [NODE_FILE_PAGES] = "file_pages",
	[NODE_FILE_MAPPED] = "file_mapped", [NODE_FILE_DIRTY] = "file_dirty", [NODE_WRITEBACK] = "writeback", [NODE_SLAB] = "slab",
};
static const char *const zone_stats[NR_ZONE_STATS] = {
	[ZONE_INACTIVE_FILE] = "inactive_file", [ZONE_ACTIVE_FILE] = "active_file", [ZONE_WRITE_PENDING] = "write_pending",
};
static const char *const damages[NR_DAMAGES] = {
	[DAMAGE_MAPCOUNT] = "mapcount", [DAMAGE_MAPPING] = "mapping", [DAMAGE_FLAG] = "flag", [DAMAGE_HWPOISON] = "hwpoison",
};

static bool read_mask(struct trace *trace, struct line *line, const char *key, uint32_t *mask)
{
	const struct slice value = line_field(line, key, true);

	if (value.at)
		*mask = trace_nodes(trace, line, value);
	return value.at != NULL;
}

static bool read_flag(struct line *line, const char *key)
{
	const struct slice value = line_field(line, key, true);

	return value.at && number_decimal(line, value, 0, 1, "a flag, 0 or 1");
}

static uint8_t read_zone_or_all(struct trace *trace, struct line *line, bool optional)
{
	const struct slice value = line_field(line, "zone", optional);

	return !value.at || slice_is(value, "all") ? ZONE_ALL : (uint8_t)trace_zone(trace, line, value);
}

static void read_field(struct trace *trace, struct line *line, enum field field, struct request *r, struct trace_expect *e)
{
	const struct machine *m = &trace->machine;

	switch (field) {
	case F_END: break;
	case F_CPU: r->cpu = (uint8_t)field_decimal(line, "cpu", 0, m->nr_cpus - 1); break;
	case F_NODE: r->node = (uint8_t)field_decimal(line, "node", 0, m->nr_nodes - 1); break;
	case F_ORDER: r->order = (uint8_t)field_decimal(line, "order", 0, 63); break;
	case F_GFP: r->gfp = trace_gfp(trace, line, line_field(line, "gfp", false)); break;
	case F_GFP_MT: e->has_mt = true; e->mt = (uint8_t)trace_migratetype(line, line_field(line, "mt", false)); break;
	case F_GFP_HZI: e->has_hzi = true; e->hzi = (uint8_t)field_decimal(line, "hzi", 0, MAX_NR_ZONES - 1); break;
	case F_LRU: r->lru = field_decimal(line, "lru", 0, 1); break;
	case F_PATH: e->has_path = true; e->path = line_field(line, "path", false); break;
	case F_WAKE: e->has_wake = true; e->wake = (uint32_t)field_decimal(line, "wake", 0, INT32_MAX); break;
	case F_AF: r->alloc_flags = field_hex(line, "af", 0xffff); break;
	case F_PFN: r->pfn = field_hex(line, "pfn", INT32_MAX); break;
	case F_PFNS: read_pfns(trace, line, r); break;
	case F_ZONE: r->zone = (uint8_t)trace_zone(trace, line, line_field(line, "zone", false)); break;
	case F_ZONE_ALL: r->zone = read_zone_or_all(trace, line, false); break;
	case F_START: r->pfn = field_hex(line, "start_pfn", INT32_MAX); break;
	case F_END_PFN: r->end_pfn = field_hex(line, "end_pfn", INT32_MAX); break;
	case F_MT: r->migratetype = (uint8_t)trace_migratetype(line, line_field(line, "mt", false)); break;
	case F_NO_FLAGS: field_decimal(line, "flags", 0, 0); break;
	case F_KB: r->value = field_decimal(line, "kb", 0, 1 << 24); break;
	case F_BOOST: r->value = field_decimal(line, "boost", 0, 1 << 24); break;
	case F_MARK: r->value = field_decimal(line, "mark", 0, INT32_MAX); break;
	case F_HZI: r->hzi = (uint8_t)field_decimal(line, "hzi", 0, MAX_NR_ZONES - 1); break;
	case F_FORCE: r->force = field_decimal(line, "force", 0, 1); break;
	case F_COUNT: r->count = (uint32_t)field_decimal(line, "n", 0, INT32_MAX); break;
	case F_VALUE: r->value = field_decimal(line, "value", 0, 1 << 24); break;
	case F_DAMAGE:
		r->damage = (uint8_t)trace_name(line, line_field(line, "kind", false), damages, NR_DAMAGES,
						"kind=mapcount, mapping, flag or hwpoison");
		break;
	case F_TASK_FLAGS: r->task_flags = read_task_flags(line); break;
	case F_QUESTION: read_question(line, r); break;
	case F_NODE_STATS: read_stats(line, r, node_stats, NR_NODE_STATS); break;
	case F_ZONE_STATS: read_stats(line, r, zone_stats, NR_ZONE_STATS); break;
	case F_NODEMASK: r->has_nodemask = read_mask(trace, line, "nodemask", &r->nodemask); break;
	case F_SPREAD: r->spread = read_flag(line, "spread"); break;
	case F_COLD: r->gfp = read_flag(line, "cold") ? GFP_BIT_COLD : 0; break;
	case F_MEMS: r->has_mems = read_mask(trace, line, "mems", &r->mems); break;
	case F_HARDWALL: r->has_hardwall = read_mask(trace, line, "hardwall", &r->hardwall); break;
	case F_VICTIM: r->victim = read_flag(line, "victim"); break;
	case F_FREES: read_frees(trace, line, r); break;
	case F_ANSWER_ZONE: r->zone = read_zone_or_all(trace, line, true); break;
	}
}

/* Z=min,low,high for every zone that the line names. */
static void read_wmarks(struct trace *trace, struct line *line, struct trace_expect *e)
{
	char name[24];
	int64_t marks[NR_WMARK] = { 0 };

	for (uint32_t z = 0; z < trace->machine.nr_zones; z++) {
		const struct slice value = line_field(line, trace_zone_name(&trace->machine, z, name, sizeof(name)), true);

		if (!value.at)
			continue;
		number_list(line, value, marks, NR_WMARK, "ZONE=min,low,high");
		e->wmark_zones |= 1u << z;
		for (uint32_t w = 0; w < NR_WMARK; w++)
			e->wmark[z][w] = (uint32_t)marks[w];
	}
	if (!e->wmark_zones)
		line_expected(line, line->text, "ZONE=min,low,high after ->");
}

static void read_kb(struct line *line, struct trace_expect *e)
{
	e->has_kb = true;
	e->kb = field_decimal(line, "kb", 0, INT32_MAX);
}

static void read_answer(struct trace *trace, struct line *line, enum answer_form form, struct trace_expect *e)
{
	struct slice word;

	switch (form) {
	case A_OK:
	case A_REFS:
		word = line_field(line, form == A_REFS ? "refs" : "", true);
		if (word.at)
			e->value = number_decimal(line, word, 0, INT32_MAX, "refs=N");
		else if (!slice_is(word = next_word(line, "an answer after ->"), "ok"))
			line_expected(line, word, form == A_REFS ? "ok or refs=N" : "ok");
		break;
	case A_PFN:
		word = line_field(line, "pfn", true);
		if (word.at)
			e->value = number_hex(line, word, INT32_MAX, "pfn=0x.. or null");
		else if (!slice_is(word = next_word(line, "an answer after ->"), "null"))
			line_expected(line, word, "pfn=0x.. or null");
		else
			e->value = PFN_NONE;
		break;
	case A_NUMBER:
		e->value = number_decimal(line, next_word(line, "an answer after ->"), -4096, 1 << 20, "a number");
		break;
	case A_WMARKS:
		read_wmarks(trace, line, e);
		break;
	case A_HOTADD:
		e->value = number_decimal(line, next_word(line, "an answer after ->"), -4096, 0, "a return code");
		e->has_mobility = true;
		e->mobility = field_decimal(line, "mobility", 0, 1);
		read_kb(line, e);
		read_wmarks(trace, line, e);
		break;
	case A_KB_WMARKS:
		read_kb(line, e);
		read_wmarks(trace, line, e);
		break;
	}
}

static void read_zone_values(struct trace *trace, struct line *line, const char *key, int64_t *values)
{
	const struct slice value = line_field(line, key, true);

	if (value.at)
		number_list(line, value, values, trace->machine.nr_zones, "one number for each zone of the header");
}

static void read_bad(struct line *line, struct trace_expect *e)
{
	struct slice rest = line_field(line, "bad", true);

	while (rest.at && !line_failed(line)) {
		const pfn_t pfn = number_pfn(line, slice_cut(&rest, ','));

		if (e->nr_bad < BAD_MAX)
			e->bad[e->nr_bad] = pfn;
		e->nr_bad++;
	}
}

static void read_fd(struct trace *trace, struct line *line, struct trace_expect *e)
{
	struct slice rest = line_field(line, "fd", true);

	e->has_fd = rest.at != NULL;
	for (uint32_t node = 0; e->has_fd && node < trace->machine.nr_nodes; node++) {
		if (!rest.at)
			line_expected(line, line->text, "fd= with one pfn or - for each node");
		e->fd[node] = trace_first_deferred(line, slice_cut(&rest, ','), false);
	}
	if (rest.at)
		line_expected(line, rest, "fd= with one pfn or - for each node");
}

static void read_tail(struct trace *trace, struct line *line, struct trace_expect *e)
{
	struct slice value = line_field(line, "nf", false);

	number_list(line, value, e->nf, trace->machine.nr_zones, "nf= with one number for each zone of the header");
	read_zone_values(trace, line, "wb", e->wb);
	read_zone_values(trace, line, "ha", e->ha);
	e->mg[0] = -1;
	read_zone_values(trace, line, "mg", e->mg);
	e->has_mg = e->mg[0] >= 0;
	read_fd(trace, line, e);
	read_bad(line, e);
	if ((value = line_field(line, "zeroed", true)).at)
		e->zeroed = (uint32_t)number_decimal(line, value, 0, UINT32_MAX, "zeroed=N");
	if ((value = line_field(line, "comp", true)).at)
		e->comp_order = (uint8_t)number_decimal(line, value, 0, MAX_ORDER_LIMIT - 1, "comp=ORDER");
	e->pfmemalloc = read_flag(line, "pfmemalloc");
}

/* Hide the words after "->" from the fields before it, and the reverse, because some keys (pfn, kb) occur on both sides. */
static uint32_t find_arrow(struct line *line)
{
	for (uint32_t i = 0; i < line->nr_words; i++)
		if (slice_is(line->word[i], "->")) {
			line->used[i] = true;
			return i;
		}
	line_expected(line, line->text, "' -> ' and an answer");
	return line->nr_words;
}

static const struct row *find_row(struct line *line)
{
	for (size_t i = 0; line->nr_words > 2 && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (slice_is(line->word[2], rows[i].name))
			return &rows[i];
	line_expected(line, line->nr_words > 2 ? line->word[2] : line->text, "the name of an op (docs/trace-format.md)");
	return NULL;
}

void trace_op_read(struct trace *trace, struct line *line, struct trace_op *op)
{
	const struct row *row = find_row(line);
	const uint32_t arrow = find_arrow(line);
	const uint32_t nr_words = line->nr_words;

	memset(op, 0, sizeof(*op));
	if (!row || line_failed(line))
		return;
	op->line = line->number;
	op->text = line->text;
	op->number = ++trace->nr_ops;
	number_decimal(line, line->word[1], op->number, op->number, "op numbers from 1 without gaps");
	line->used[1] = line->used[2] = true;
	op->request.kind = (uint8_t)row->request;
	trace->pool.nr = 0;
	line->nr_words = arrow;
	for (uint32_t i = 0; i < sizeof(row->field) && row->field[i] != F_END; i++)
		read_field(trace, line, (enum field)row->field[i], &op->request, &op->expect);
	line_done(line);
	line->nr_words = nr_words;
	read_answer(trace, line, row->answer, &op->expect);
	read_tail(trace, line, &op->expect);
	line_done(line);
}
