// SPDX-License-Identifier: MIT
/*
 * Requests as C: one table of call patterns, in which a percent sign and a letter stand for a field of the request.
 *
 * The allocator's adapter (fuzz/subject_allocator.c) makes the same calls, or their short forms, from the same requests; if it adds
 * something to a plain call, so does the row here.
 */
#include "fuzz/triage/emit_call.h"

#include <inttypes.h>

struct pattern {
	const char *call;   /* NULL: not a call, see emit_call() */
	const char *result; /* the variable that holds the answer's value after success; NULL: none */
	bool no_status;     /* the call returns nothing */
};

static const struct pattern patterns[NR_REQUESTS] = {
	[REQ_ALLOC] = {"page_alloc_pages(pa, &(struct page_alloc_request){%R}, &got)", "got.pfn", false},
	[REQ_RMQUEUE] = {"page_alloc_rmqueue(pa, &(struct page_alloc_request){%R}, &got)", "got.pfn", false},
	[REQ_ALLOC_BULK] = {"(row = (struct row){{%A}}, page_alloc_bulk_array(pa, &(struct page_alloc_request){%R}, row.entry, %k, &bulk))", "bulk.entries",
			    false},
	[REQ_ALLOC_EXACT] = {"page_alloc_pages_exact(pa, %c, %n, %k, %g, &pfn)", "pfn", false},
	[REQ_FREE] = {"page_alloc_free(pa, %c, %p, %o, &count)", "count", false},
	[REQ_FREE_LIST] = {"page_alloc_free_list(pa, %c, (const pfn_t[]){%L}, %O, %k, %C)", NULL, false},
	[REQ_SPLIT] = {"page_alloc_split(pa, %p, %o)", NULL, false},
	[REQ_GET_PAGE] = {"page_alloc_get_page(pa, %p, &count)", "count", false},
	[REQ_DRAIN] = {"page_alloc_drain(pa, %c, %z)", NULL, false},
	[REQ_DRAIN_ALL] = {"page_alloc_drain_all(pa, %z)", NULL, false},
	[REQ_DRAIN_BATCH] = {"page_alloc_drain_batch(pa, %c, %z)", NULL, false},
	[REQ_FOLD] = {"page_alloc_fold(pa, %c)", NULL, false},
	[REQ_KSWAPD] = {"page_alloc_kswapd(pa, %n, %v)", NULL, false},
	[REQ_PCP_BUSY] = {"page_alloc_pcp_busy(pa, %c, %z, %v, %k)", NULL, false},
	[REQ_RECLAIM_ACTIVE] = {"page_alloc_reclaim_active(pa, %z, %v)", NULL, false},
	[REQ_DECAY] = {"page_alloc_decay(pa, %c, %z)", NULL, false},
	[REQ_ISOLATE] = {"page_alloc_isolate(pa, %p, %e, %m, &error)", "error", false},
	[REQ_UNISOLATE] = {"page_alloc_unisolate(pa, %p, %e, %m)", NULL, false},
	[REQ_ISOLATE_FREE] = {"page_alloc_isolate_free(pa, %p, %o, &count)", "count", false},
	[REQ_REPORT_FREE] = {"page_alloc_report_free(pa, %p, %o, &count)", "count", false},
	[REQ_UNRESERVE_HIGHATOMIC] = {"page_alloc_unreserve_highatomic(pa, %n, %h, %m, %f, &done)", "done", false},
	[REQ_WMARK_OK] = {"page_alloc_watermark_ok(pa, %z, %o, %v, %h, %a, &done)", "done", false},
	[REQ_SET_BOOST] = {"page_alloc_set_boost(pa, %z, %v)", NULL, false},
	[REQ_MIN_FREE_KBYTES] = {"page_alloc_set_min_free_kbytes(pa, %v)", NULL, false},
	[REQ_SCALE_FACTOR] = {"page_alloc_set_scale_factor(pa, %v)", NULL, false},
	[REQ_BOOST_FACTOR] = {"page_alloc_set_boost_factor(pa, %v)", NULL, false},
	[REQ_LOWMEM_RATIO] = {"page_alloc_set_lowmem_ratio(pa, %z, %v)", NULL, false},
	[REQ_FRACTION] = {"page_alloc_set_fraction(pa, %v, &error)", "error", false},
	[REQ_SETUP_PAGESET] = {"page_alloc_setup_pageset(pa)", NULL, false},
	[REQ_CPU_DEAD] = {"page_alloc_cpu_dead(pa, %c)", NULL, false},
	[REQ_CPU_UP] = {"page_alloc_cpu_up(pa, %c)", NULL, false},
	[REQ_TASK] = {"%Tpage_alloc_set_task(pa, &task)", NULL, true},
	[REQ_NODESTAT] = {"page_alloc_set_node_stats(pa, %n, (const uint32_t[NR_NODE_STATS]){%S})", NULL, false},
	[REQ_ZONESTAT] = {"page_alloc_set_zone_stats(pa, %z, (const uint32_t[NR_ZONE_STATS]){%Z})", NULL, false},
	[REQ_MARK_BAD] = {"page_alloc_mark_bad(pa, %p, %d)", NULL, false},
	[REQ_CONTIG] = {"page_alloc_contig(pa, %c, %p, %e, %m, %g, &error)", "error", false},
	[REQ_CONTIG_PAGES] = {"page_alloc_contig_pages(pa, %c, %k, %g, %n, &pfn)", "pfn", false},
	[REQ_FREE_CONTIG] = {"page_alloc_free_contig(pa, %c, %p, %k)", NULL, false},
	[REQ_HOTADD] = {"page_alloc_hotadd(pa, %z, %p, %e)", NULL, false},
	[REQ_INIT_LATE] = {"page_alloc_init_late(pa)", NULL, false},
	[REQ_INIT_WMARKS] = {"page_alloc_init_watermarks(pa)", NULL, true},
	[REQ_WRITE] = {"write_pages(%p, %k, %b, %v)", NULL, true},
};

static const char *const status_words[NR_STATUS] = {
	"STATUS_OK", "STATUS_BAD_CPU", "STATUS_BAD_NODE", "STATUS_BAD_ZONE", "STATUS_BAD_ORDER", "STATUS_BAD_GFP", "STATUS_BAD_VALUE",
	"STATUS_FOREIGN_PFN", "STATUS_RESERVED", "STATUS_LOST", "STATUS_ALREADY_FREE", "STATUS_CACHED", "STATUS_NOT_HEAD",
	"STATUS_WRONG_ORDER", "STATUS_NOT_FREE", "STATUS_STUCK",
};

static const char *const question_words[NR_QUESTIONS] = {
	"ASK_RECLAIM", "ASK_COMPACT", "ASK_OOM", "ASK_OOM_LOCK", "ASK_NODE_RECLAIM", "ASK_MIGRATE",
};

static const struct pattern cold_free = {"page_alloc_free_cold(pa, %c, %p, &count)", "count", false};

static const struct pattern bulk_list = {
	"page_alloc_bulk_list(pa, &(struct page_alloc_request){%R}, row.entry, %k, &bulk)", "bulk.entries", false};

static bool is_cold(const struct request *request)
{
	return request->gfp & GFP_BIT_COLD;
}

static const struct pattern *pattern_of(const struct request *request)
{
	if (request->kind == REQ_FREE && request->order == 0 && is_cold(request))
		return &cold_free;
	if (request->kind == REQ_ALLOC_BULK && request->list)
		return &bulk_list;
	return &patterns[request->kind];
}

void emit_needs_of(const struct request *request, struct emit_needs *needs)
{
	const char *result = pattern_of(request)->result;

	if (request->kind == REQ_ANSWER) {
		needs->answers = true;
		if (request->count > needs->most_frees)
			needs->most_frees = request->count;
	}
	needs->task |= request->kind == REQ_TASK || request->kind == REQ_ANSWER;
	if (!result)
		return;
	needs->bulk |= result[0] == 'b';
	needs->got |= result[0] == 'g';
	needs->count |= result[0] == 'c';
	needs->error |= result[0] == 'e';
	needs->done |= result[0] == 'd';
	needs->pfn |= result[0] == 'p';
}

static void number_field(FILE *out, const char *name, uint32_t value)
{
	if (value)
		fprintf(out, ", .%s = %" PRIu32, name, value);
}

static void mask_field(FILE *out, const char *name, uint32_t value)
{
	if (value)
		fprintf(out, ", .%s = 0x%" PRIx32, name, value);
}

static void emit_request(FILE *out, const struct request *request)
{
	fprintf(out, ".order = %u", request->order);
	mask_field(out, "gfp", request->gfp);
	number_field(out, "cpu", request->cpu);
	number_field(out, "node", request->node);
	if (request->lru)
		fputs(", .lru = true", out);
	if (request->has_nodemask)
		fprintf(out, ", .has_nodemask = true, .nodemask = 0x%" PRIx32, request->nodemask);
	if (request->kind == REQ_RMQUEUE)
		mask_field(out, "alloc_flags", request->alloc_flags);
	if (request->spread)
		fputs(", .spread = true", out);
}

/* Fields that a request does not set keep their values. */
static void emit_task(FILE *out, const struct request *request)
{
	fprintf(out, "task.flags = 0x%" PRIx32 "; ", request->task_flags);
	if (request->has_mems)
		fprintf(out, "task.mems = 0x%" PRIx32 "; ", request->mems);
	if (request->has_hardwall)
		fprintf(out, "task.hardwall = 0x%" PRIx32 "; ", request->hardwall);
}

/* A C array needs at least one entry, even for an empty list. */
static void emit_pfns(FILE *out, const struct request *request)
{
	for (uint32_t i = 0; i < request->count; i++)
		fprintf(out, "%s%" PRIu32, i ? ", " : "", request->pfns[i]);
	if (request->count == 0)
		fputc('0', out);
}

static void emit_orders(FILE *out, const struct request *request)
{
	fputs(request->orders ? "(const uint8_t[]){" : "NULL", out);
	for (uint32_t i = 0; request->orders && i < request->count; i++)
		fprintf(out, "%s%u", i ? ", " : "", request->orders[i]);
	if (request->orders)
		fputs(request->count ? "}" : "0}", out);
}

/* A filled entry holds some page; which one does not matter. */
static void emit_array(FILE *out, const struct request *request)
{
	for (uint32_t i = 0; i < request->count || i == 0; i++)
		fprintf(out, "%s%s", i ? ", " : "", !request->list && request->filled >> i & 1 ? "0" : "PFN_NONE");
}

static void emit_numbers(FILE *out, const uint32_t *number, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		fprintf(out, "%s%" PRIu32, i ? ", " : "", number[i]);
}

static void emit_field(FILE *out, char letter, const struct request *request)
{
	switch (letter) {
	case 'R': emit_request(out, request); break;
	case 'T': emit_task(out, request); break;
	case 'L': emit_pfns(out, request); break;
	case 'O': emit_orders(out, request); break;
	case 'A': emit_array(out, request); break;
	case 'S': emit_numbers(out, request->stat, NR_NODE_STATS); break;
	case 'Z': emit_numbers(out, request->stat, NR_ZONE_STATS); break;
	case 'C': fputs(is_cold(request) ? "true" : "false", out); break;
	case 'f': fputs(request->force ? "true" : "false", out); break;
	case 'c': fprintf(out, "%u", request->cpu); break;
	case 'n': fprintf(out, "%u", request->node); break;
	case 'z': fprintf(out, request->zone == ZONE_ALL ? "ZONE_ALL" : "%u", request->zone); break;
	case 'o': fprintf(out, "%u", request->order); break;
	case 'm': fprintf(out, "%u", request->migratetype); break;
	case 'h': fprintf(out, "%u", request->hzi); break;
	case 'd': fprintf(out, "%u", request->damage); break;
	case 'p': fprintf(out, "%" PRIu32, request->pfn); break;
	case 'e': fprintf(out, "%" PRIu32, request->end_pfn); break;
	case 'b': fprintf(out, "%" PRIu32, request->at); break;
	case 'k': fprintf(out, "%" PRIu32, request->count); break;
	case 'g': fprintf(out, "0x%" PRIx32, request->gfp); break;
	case 'a': fprintf(out, "0x%" PRIx32, request->alloc_flags); break;
	case 'v': fprintf(out, "%" PRId64, request->value); break;
	default: break;
	}
}

static void emit_pattern(FILE *out, const char *pattern, const struct request *request)
{
	for (; *pattern; pattern++) {
		if (*pattern == '%')
			emit_field(out, *++pattern, request);
		else
			fputc(*pattern, out);
	}
}

static void emit_answer(FILE *out, const struct request *request)
{
	fprintf(out, "\ttell(&(struct told){.question = %s, .value = %" PRId64 ", .cpu = %u, .zone = ", question_words[request->question],
		request->value, request->cpu);
	emit_field(out, 'z', request);
	if (request->count > 0) {
		fprintf(out, ", .nr = %" PRIu32 ", .pfn = {", request->count);
		emit_pfns(out, request);
		fputs("}, .order = {", out);
		for (uint32_t i = 0; i < request->count; i++)
			fprintf(out, "%s%u", i ? ", " : "", request->orders[i]);
		fputc('}', out);
	}
	if (request->has_mems)
		fprintf(out, ", .has_mems = true, .mems = 0x%" PRIx32, request->mems);
	if (request->victim)
		fputs(", .victim = true", out);
	fputs("});\n", out);
}

/* Print pfns under the name "pfn", and no page as PFN_NONE. */
static void emit_value(FILE *out, const char *result, int64_t value)
{
	const bool is_pfn = result[0] == 'g' || result[0] == 'p';

	if (is_pfn && value == PFN_NONE)
		fprintf(out, " same(\"pfn\", %s, PFN_NONE);", result);
	else
		fprintf(out, " same(\"%s\", %s, %" PRId64 ");", is_pfn ? "pfn" : result, result, value);
}

static bool gives_value(const struct answer *expected)
{
	return expected->status == STATUS_OK || expected->status == STATUS_STUCK;
}

void emit_call(FILE *out, const struct request *request, const struct answer *expected)
{
	const struct pattern *pattern = pattern_of(request);
	const bool too_many = request->kind == REQ_ALLOC_BULK && request->count > BULK_MAX;

	if (request->kind == REQ_ANSWER && expected->status == STATUS_OK)
		emit_answer(out, request);
	if (!pattern->call || (pattern->no_status && expected->status != STATUS_OK) || too_many)
		return; /* refused before it would reach the library */
	fputs(pattern->no_status ? "\t" : "\tsame(\"status\", ", out);
	emit_pattern(out, pattern->call, request);
	if (pattern->no_status)
		fputs(";", out);
	else
		fprintf(out, ", %s);", status_words[expected->status]);
	if (pattern->result && gives_value(expected))
		emit_value(out, pattern->result, expected->value);
	fputc('\n', out);
}

static void emit_zones(FILE *out, const struct machine *machine)
{
	static const char *const kinds[MAX_NR_ZONES] = {"ZONE_DMA", "ZONE_DMA32", "ZONE_NORMAL", "ZONE_MOVABLE"};

	fputs("\t.zone = {\n", out);
	for (uint32_t i = 0; i < machine->nr_zones; i++)
		fprintf(out, "\t\t{.node = %u, .kind = %s, .start_pfn = %" PRIu32 ", .end_pfn = %" PRIu32 "},\n", machine->zone[i].node,
			kinds[machine->zone[i].kind], machine->zone[i].start_pfn, machine->zone[i].end_pfn);
	fputs("\t},\n", out);
}

static void emit_ranges(FILE *out, const struct machine *machine)
{
	static const char *const words[] = {"RANGE_HOLE", "RANGE_RESERVED", "RANGE_CMA"};

	if (machine->nr_ranges == 0)
		return;
	fprintf(out, "\t.nr_ranges = %u,\n\t.range = {\n", machine->nr_ranges);
	for (uint32_t i = 0; i < machine->nr_ranges; i++)
		fprintf(out, "\t\t{%s, %" PRIu32 ", %" PRIu32 "},\n", words[machine->range[i].kind], machine->range[i].start_pfn,
			machine->range[i].end_pfn);
	fputs("\t},\n", out);
}

static void emit_topology(FILE *out, const struct machine *machine)
{
	fputs("\t.cpu_node = {", out);
	for (uint32_t i = 0; i < machine->nr_cpus; i++)
		fprintf(out, "%s%u", i ? ", " : "", machine->cpu_node[i]);
	fputs("},\n\t.distance = {", out);
	for (uint32_t i = 0; i < machine->nr_nodes; i++) {
		fputs(i ? ", {" : "{", out);
		for (uint32_t j = 0; j < machine->nr_nodes; j++)
			fprintf(out, "%s%u", j ? ", " : "", machine->distance[i][j]);
		fputc('}', out);
	}
	fputs("},\n", out);
}

static void emit_tunables(FILE *out, const struct machine *machine)
{
	fprintf(out, "\t.mobility = %d, .min_free_kbytes = %" PRId32 ", .user_min_free_kbytes = %" PRId32 ",\n", machine->mobility,
		machine->min_free_kbytes, machine->user_min_free_kbytes);
	fprintf(out, "\t.watermark_scale_factor = %" PRIu32 ", .watermark_boost_factor = %" PRIu32 ", .lowmem_reserve_ratio = {",
		machine->watermark_scale_factor, machine->watermark_boost_factor);
	emit_numbers(out, machine->lowmem_reserve_ratio, MAX_NR_ZONES);
	fprintf(out, "},\n\t.pcp_mode = %u, .pcp_high = %" PRIu32 ", .pcp_batch = %" PRIu32 ", .compaction = %d, .cpusets = %d,\n",
		machine->pcp_mode, machine->pcp_high, machine->pcp_batch, machine->compaction, machine->cpusets);
	fprintf(out, "\t.node_reclaim_mode = %u, .node_reclaim_distance = %u, .dirty_ratio = %u, .deferred = %d,\n", machine->node_reclaim_mode,
		machine->node_reclaim_distance, machine->dirty_ratio, machine->deferred);
	fprintf(out, "\t.guardpage_minorder = %d, .init_on_alloc = %d, .init_on_free = %d, .section_pages = %" PRIu32 ", .hot_end = %" PRIu32
		",\n", machine->guardpage_minorder, machine->init_on_alloc, machine->init_on_free, machine->section_pages, machine->hot_end);
	if (machine->pcp_high_max || machine->cache_pages)
		fprintf(out, "\t.pcp_high_max = %" PRIu32 ", .cache_pages = %" PRIu32 ",\n", machine->pcp_high_max, machine->cache_pages);
	if (machine->vmstat_percpu)
		fputs("\t.vmstat_percpu = true,\n", out);
	if (machine->page_poisoning || machine->page_bytes)
		fprintf(out, "\t.page_poisoning = %u, .page_bytes = %" PRIu32 ",\n", machine->page_poisoning, machine->page_bytes);
}

void emit_machine(FILE *out, const struct machine *machine)
{
	static const char *const profiles[NR_PROFILES] = {
		"PROFILE_LINUX_5_10", "PROFILE_LINUX_4_14", "PROFILE_LINUX_5_10_Y", "PROFILE_LINUX_6_1", "PROFILE_LINUX_6_12", "PROFILE_LINUX_7_3"};

	fprintf(out, "static const struct machine machine = {\n\t.profile = %s, .nr_cpus = %u, .nr_nodes = %u, .nr_zones = %u,\n",
		profiles[machine->profile], machine->nr_cpus, machine->nr_nodes, machine->nr_zones);
	fprintf(out, "\t.max_order = %u, .pageblock_order = %u,\n", machine->max_order, machine->pageblock_order);
	emit_topology(out, machine);
	emit_zones(out, machine);
	emit_ranges(out, machine);
	emit_tunables(out, machine);
	fputs("};\n", out);
}
