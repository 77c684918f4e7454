// SPDX-License-Identifier: MIT
/*
 * Notes on a mismatch, to help find its cause: where the two pages are in the subject now, the zone's counters, and the last ops of the
 * trace that used a page of the blocks in question.
 */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/golden/conform_parts.h"
#include "fuzz/lockstep/resolve.h"
#include "fuzz/lockstep/view.h"

enum { HISTORY = 5, LINE_SHOWN = 200 };

static uint32_t zone_of_pfn(const struct replay *r, pfn_t pfn)
{
	for (uint32_t z = 0; z < r->trace.machine.nr_zones; z++)
		if (pfn >= r->view.zone[z].start_pfn && pfn < r->view.zone[z].end_pfn)
			return z;
	return ZONE_ALL;
}

static void print_free_list(FILE *out, const struct replay *r, uint32_t zone, const pfn_t *pfns, pfn_t pfn)
{
	for (uint32_t order = 0; order < r->trace.machine.max_order; order++)
		for (uint32_t mt = 0; mt < MIGRATE_TYPES; mt++) {
			const uint32_t nr = r->view.zone[zone].list_len[order][mt];

			for (uint32_t i = 0; i < nr; i++)
				if (pfns[i] <= pfn && pfn - pfns[i] < 1u << order)
					fprintf(out, ", in free block %" PRIx32 " of list order=%" PRIu32 " mt=%s at [%" PRIu32 "] of %" PRIu32,
						pfns[i], order, trace_migratetype_name(mt), i, nr);
			pfns += nr;
		}
}

static void print_pcp_list(FILE *out, const struct replay *r, uint32_t zone, const struct view_lists *lists, pfn_t pfn)
{
	const pfn_t *pfns = lists->pcp_pfns;

	for (uint32_t cpu = 0; cpu < r->trace.machine.nr_cpus; cpu++)
		for (uint32_t list = 0; list < lists->pcp_lists; list++) {
			const uint32_t nr = r->view.pcp[zone * r->trace.machine.nr_cpus + cpu].len[list];

			for (uint32_t i = 0; i < nr; i++)
				if (pfns[i] == pfn)
					fprintf(out, ", on pcp list %" PRIu32 " of cpu %" PRIu32 " at [%" PRIu32 "] of %" PRIu32, list, cpu, i,
						nr);
			pfns += nr;
		}
}

/* Where pfn is in the subject after the op that differs. */
static void print_place(FILE *out, const struct replay *r, const char *label, pfn_t pfn)
{
	static const char *const states[] = { "absent", "reserved", "free head", "free tail", "guard head", "guard tail", "cached",
					      "allocated head", "allocated tail", "lost", "allocated head on the LRU" };
	const uint32_t zone = pfn == PFN_NONE ? ZONE_ALL : zone_of_pfn(r, pfn);
	struct view_lists lists;
	uint8_t page;
	pfn_t block;

	if (zone == ZONE_ALL)
		return;
	view_lists_of(r, zone, &lists);
	page = lists.page[pfn - r->view.zone[zone].start_pfn];
	block = (pfn >> r->trace.machine.pageblock_order) - (r->view.zone[zone].start_pfn >> r->trace.machine.pageblock_order);
	fprintf(out, "%s %" PRIx32 " is now in the subject: zone=%s %s order=%d, pageblock [%" PRIu32 "] %s", label, pfn,
		replay_zone_name(r, zone), (page & 0xf) <= PAGE_ALLOC_LRU ? states[page & 0xf] : "?", page >> 4, block,
		trace_migratetype_name(lists.pageblock[block]));
	print_free_list(out, r, zone, lists.free_pfns, pfn);
	print_pcp_list(out, r, zone, &lists, pfn);
	fputc('\n', out);
}

static void print_counters(FILE *out, const struct replay *r, uint32_t zone)
{
	const struct zone_counters *c = &r->view.counters[zone];

	fprintf(out, "zone %s in the subject: free=%" PRId64 " cma=%" PRId64 " ha=%" PRIu32 " min=%" PRIu32 " low=%" PRIu32 " high=%" PRIu32
		     " boost=%" PRIu32 " boosted=%d isolated=%" PRIu32 " nr_free=",
		replay_zone_name(r, zone), c->free, c->free_cma, c->reserved_highatomic, c->wmark[WMARK_MIN], c->wmark[WMARK_LOW],
		c->wmark[WMARK_HIGH], c->boost, c->boosted, c->isolated_blocks);
	for (uint32_t order = 0; order < r->trace.machine.max_order; order++)
		fprintf(out, "%s%" PRIu32, order ? "," : "", c->nr_free[order]);
	fputc('\n', out);
}

static bool overlaps(uint64_t first, uint64_t end, pfn_t pfn, uint32_t order)
{
	const uint64_t block = (uint64_t)pfn >> order << order;

	return pfn != PFN_NONE && first < block + (1ull << order) && block < end;
}

struct wanted {
	pfn_t pfn[2];
	uint32_t order;
};

static bool range_wanted(const struct wanted *wanted, uint64_t first, uint64_t end)
{
	return overlaps(first, end, wanted->pfn[0], wanted->order) || overlaps(first, end, wanted->pfn[1], wanted->order);
}

/* Does the op name or return a page of the blocks? */
static bool op_wanted(const struct trace_op *op, const struct wanted *wanted)
{
	const struct request *request = &op->request;
	const uint32_t order = request->order & 31;

	for (uint32_t i = 0; i < (request->pfns ? request->count : 0); i++)
		if (range_wanted(wanted, request->pfns[i], request->pfns[i] + (1ull << (request->orders ? request->orders[i] & 31 : 0))))
			return true;
	if (request->end_pfn)
		return range_wanted(wanted, request->pfn, request->end_pfn);
	if (request_gives_page(request->kind))
		return op->expect.value != PFN_NONE &&
		       range_wanted(wanted, (uint64_t)op->expect.value,
				    (uint64_t)op->expect.value + (request->count ? request->count : 1ull << order));
	if (request->kind == REQ_FREE_CONTIG)
		return range_wanted(wanted, request->pfn, (uint64_t)request->pfn + request->count);
	return request->pfn && range_wanted(wanted, request->pfn, request->pfn + (1ull << order));
}

/* Read the trace once more, up to the current op. */
static void print_history(FILE *out, const struct replay *r, const struct wanted *wanted)
{
	struct trace *again = calloc(1, sizeof(*again));
	struct trace_op *op = calloc(1, sizeof(*op));
	struct trace_state state;
	struct slice last[HISTORY] = { { NULL, 0 } };
	enum trace_item item;

	if (again && op && trace_open(again, r->text, r->size)) {
		trace_state_init(&state, again);
		while ((item = trace_next(again, op, &state)) <= TRACE_STATE && again->nr_ops < r->trace.nr_ops)
			if (item == TRACE_OP && op_wanted(op, wanted)) {
				memmove(last, last + 1, sizeof(last) - sizeof(last[0]));
				last[HISTORY - 1] = op->text;
			}
		trace_state_release(&state);
	}
	if (again)
		trace_close(again);
	for (uint32_t i = 0; i < HISTORY; i++)
		if (last[i].at)
			fprintf(out, "before: %.*s%s\n", last[i].size > LINE_SHOWN ? LINE_SHOWN : (int)last[i].size, last[i].at,
				last[i].size > LINE_SHOWN ? ".." : "");
	free(again);
	free(op);
}

char *conform_notes(struct replay *r, uint32_t zone, pfn_t expected, pfn_t got, uint32_t order)
{
	const struct wanted wanted = { { expected, got }, order & 31 };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	if (zone == ZONE_ALL)
		r->options->subject->view(r->self, &r->view); /* after an op; for a state record the view is current already */
	print_place(out, r, "expected", expected);
	if (got != expected)
		print_place(out, r, "got     ", got);
	for (uint32_t z = 0; z < r->trace.machine.nr_zones; z++)
		if (z == zone || zone == ZONE_ALL)
			print_counters(out, r, z);
	print_history(out, r, &wanted);
	fclose(out);
	return text;
}
