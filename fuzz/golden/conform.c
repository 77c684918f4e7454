// SPDX-License-Identifier: MIT
/*
 * Replay of one golden trace: boot, then carry out each op and compare its answer and counters with the trace's.
 *
 * State records and the header's results are compared in fuzz/golden/conform_state.c.
 */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/golden/conform_parts.h"
#include "fuzz/language/memory.h"
#include "fuzz/lockstep/names.h"
#include "fuzz/lockstep/resolve.h"
#include "fuzz/lockstep/view.h"

/* Far more than any request of a trace needs, on a machine of a few hundred thousand pages. */
static const uint64_t STEPS_MAX = 1ull << 30;

static _Thread_local uint32_t position_line;
static _Thread_local struct slice position_text;

uint32_t conform_position(struct slice *text)
{
	*text = position_text;
	return position_line;
}

static void print_value(const struct request *request, int64_t value, char *out, size_t cap)
{
	if (!request_gives_page(request->kind))
		snprintf(out, cap, "%" PRId64, value);
	else if (value == PFN_NONE)
		snprintf(out, cap, "null");
	else
		snprintf(out, cap, "pfn=0x%" PRIx64, (uint64_t)value);
}

static void compare_value(struct replay *r)
{
	const struct request *request = &r->op.request;
	struct conform_mismatch *m;
	char expected[32], got[32];

	if (r->answer->status != STATUS_OK)
		replay_differs(r, status_name(STATUS_OK), status_name(r->answer->status), "status");
	if (r->op.expect.value == r->answer->value)
		return;
	print_value(request, r->op.expect.value, expected, sizeof(expected));
	print_value(request, r->answer->value, got, sizeof(got));
	m = replay_differs(r, expected, got, "value");
	if (m && request_gives_page(request->kind)) {
		free(m->notes);
		m->notes = conform_notes(r, ZONE_ALL, (pfn_t)r->op.expect.value, (pfn_t)r->answer->value, request->order);
	}
}

static char *bad_pages(const pfn_t *bad, uint32_t nr)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	for (uint32_t i = 0; i < nr && i < BAD_MAX; i++)
		fprintf(out, "%s%" PRIx32, i ? "," : "", bad[i]);
	fprintf(out, "%s", nr > BAD_MAX ? ",..": nr ? "" : "-");
	fclose(out);
	return text;
}

static void compare_bad(struct replay *r)
{
	const struct trace_expect *e = &r->op.expect;
	const struct answer *a = r->answer;
	const uint32_t kept = e->nr_bad < BAD_MAX ? e->nr_bad : BAD_MAX;
	char *expected, *got;

	if (e->nr_bad == a->nr_bad && memcmp(e->bad, a->bad, kept * sizeof(e->bad[0])) == 0)
		return;
	expected = bad_pages(e->bad, e->nr_bad);
	got = bad_pages(a->bad, a->nr_bad);
	replay_differs(r, expected, got, "bad");
	free(expected);
	free(got);
}

static void compare_path(struct replay *r)
{
	const struct slice expected = r->op.expect.path;
	char *got, *wanted;

	if (!r->op.expect.has_path || r->options->subject->silent)
		return;
	if (r->answer->nr_path > PATH_EVENTS_MAX && conform_long_path_agrees(&r->trace, r->answer, expected))
		return;
	got = conform_path(&r->trace, &r->op.request, r->answer);
	if (!slice_is(expected, got)) {
		wanted = replay_copy(expected.at, expected.size);
		replay_differs(r, wanted, got, "path");
		free(wanted);
	}
	free(got);
}

/* Check what the line says its gfp means; the subject is not involved. Kernel: gfp_migratetype(), gfp_zone(). */
static void compare_gfp(struct replay *r)
{
	const uint32_t gfp = r->op.request.gfp;
	uint32_t mt = MIGRATE_UNMOVABLE;
	uint32_t hzi = ZONE_NORMAL;

	if (r->mobility && gfp & GFP_BIT_MOVABLE)
		mt = MIGRATE_MOVABLE;
	else if (r->mobility && gfp & GFP_BIT_RECLAIMABLE)
		mt = MIGRATE_RECLAIMABLE;
	if (gfp & GFP_BIT_DMA)
		hzi = ZONE_DMA;
	else if (gfp & GFP_BIT_DMA32)
		hzi = ZONE_DMA32;
	else if ((gfp & GFP_BIT_HIGHMEM) && (gfp & GFP_BIT_MOVABLE))
		hzi = ZONE_MOVABLE;
	if (r->op.expect.has_mt && r->op.expect.mt != mt)
		replay_differs(r, trace_migratetype_name(mt), trace_migratetype_name(r->op.expect.mt), "mt (the trace says otherwise)");
	if (r->op.expect.has_hzi)
		replay_number(r, hzi, r->op.expect.hzi, "hzi (the trace says otherwise)");
}

static void compare_answer(struct replay *r)
{
	const struct trace_expect *e = &r->op.expect;
	const struct answer *a = r->answer;

	compare_value(r);
	compare_path(r);
	if (e->has_wake)
		replay_number(r, e->wake, a->wake, "wake");
	if (r->trace.extended && request_gives_page(r->op.request.kind)) {
		replay_number(r, e->pfmemalloc, a->pfmemalloc, "pfmemalloc");
		replay_number(r, e->comp_order, a->comp_order, "comp");
	}
	replay_number(r, e->zeroed, a->zeroed, "zeroed");
	compare_bad(r);
	compare_gfp(r);
}

/* first_deferred is not among the cheap counters: it is compared only if the trace or the subject says that memory grew. */
static void compare_growth(struct replay *r, bool grew)
{
	const struct trace_expect *e = &r->op.expect;

	if (e->has_fd)
		memcpy(r->first_deferred, e->fd, sizeof(e->fd));
	if (!r->trace.extended || (!e->has_fd && !grew))
		return;
	r->options->subject->view(r->self, &r->view);
	for (uint32_t node = 0; node < r->trace.machine.nr_nodes; node++)
		if (r->view.node[node].first_deferred != r->first_deferred[node]) {
			char expected[16], got[16];

			snprintf(expected, sizeof(expected), "%" PRIx32, r->first_deferred[node]);
			snprintf(got, sizeof(got), "%" PRIx32, r->view.node[node].first_deferred);
			replay_differs(r, expected, got, "fd node=%u", node);
		}
}

static void compare_counters(struct replay *r)
{
	const struct trace_expect *e = &r->op.expect;
	bool grew = false;

	r->options->subject->counters(r->self, r->counters);
	for (uint32_t z = 0; z < r->trace.machine.nr_zones; z++) {
		const struct zone_counters *c = &r->counters[z];
		static const char *const marks[NR_WMARK] = { "min", "low", "high" };

		replay_number(r, e->nf[z], c->free, "nf zone=%s", replay_zone_name(r, z));
		replay_number(r, e->wb[z], c->boost, "wb zone=%s", replay_zone_name(r, z));
		replay_number(r, e->ha[z], c->reserved_highatomic, "ha zone=%s", replay_zone_name(r, z));
		if (e->has_mg)
			r->managed[z] = e->mg[z];
		grew |= e->has_mg || r->managed[z] != c->managed;
		replay_number(r, r->managed[z], c->managed, "mg zone=%s", replay_zone_name(r, z));
		for (uint32_t w = 0; e->wmark_zones >> z & 1 && w < NR_WMARK; w++)
			replay_number(r, e->wmark[z][w], c->wmark[w], "%s zone=%s", marks[w], replay_zone_name(r, z));
	}
	compare_growth(r, grew);
	if (!e->has_kb)
		return;
	r->options->subject->view(r->self, &r->view);
	replay_number(r, e->kb, r->view.min_free_kbytes, "kb");
	if (e->has_mobility)
		replay_number(r, r->mobility = e->mobility, r->view.mobility, "mobility");
}

/* The recorder of the first set of traces answered one page of progress to the first reclaim of each alloc. */
static void queue_progress(struct replay *r)
{
	const struct request answer = { .kind = REQ_ANSWER, .question = ASK_RECLAIM, .value = 1, .cpu = r->op.request.cpu,
					.zone = ZONE_ALL };

	r->options->subject->apply(r->self, &answer, r->answer);
	if (r->answer->status != STATUS_OK)
		replay_differs(r, status_name(STATUS_OK), status_name(r->answer->status), "status of the queued answer reclaim value=1");
}

static void stop(void *context)
{
	struct replay *r = context;

	longjmp(r->hang, 1);
}

/* A subject that counts its steps is interrupted if it hangs; its world is not used any more. */
static bool apply(struct replay *r)
{
	const struct subject *subject = r->options->subject;

	if (!subject->step_limit) {
		subject->apply(r->self, &r->op.request, r->answer);
		return true;
	}
	if (setjmp(r->hang) == 0) {
		subject->step_limit(r->self, STEPS_MAX, stop, r);
		subject->apply(r->self, &r->op.request, r->answer);
		return true;
	}
	r->booted = false;
	replay_differs(r, "an answer", "none: the subject hangs", "steps");
	return false;
}

static void replay_op(struct replay *r)
{
	r->line = r->op.line;
	r->line_text = r->op.text;
	position_line = r->op.line;
	position_text = r->op.text;
	r->result->ops++;
	if (r->trace.fake_progress && r->op.request.kind == REQ_ALLOC)
		queue_progress(r);
	if (!apply(r))
		return;
	compare_answer(r);
	compare_counters(r);
}

/* After the first difference the file is still read to its end, because whether it is malformed must not depend on the subject. */
static void replay_records(struct replay *r)
{
	enum trace_item item;

	while ((item = trace_next(&r->trace, &r->op, &r->state)) == TRACE_OP || item == TRACE_STATE) {
		if (!r->booted || (r->differs && !r->options->keep_going))
			continue;
		if (item == TRACE_OP) {
			replay_op(r);
			continue;
		}
		r->result->states++;
		r->options->subject->view(r->self, &r->view);
		conform_state(r);
	}
	if (item == TRACE_ERROR) {
		r->result->status = 2;
		r->result->error = r->trace.error;
	}
}

static bool boot(struct replay *r)
{
	const struct subject *subject = r->options->subject;
	const size_t size = subject->size(&r->trace.machine);

	r->line = 1;
	r->line_text = (struct slice){ NULL, 0 };
	if (size)
		r->self = aligned_alloc(64, (size + 63) & ~(size_t)63);
	if (size && !r->self) {
		r->result->status = 3;
		snprintf(r->result->error.message, sizeof(r->result->error.message),
			 "not enough memory for this machine: %zu bytes for the subject %s", size, subject->name);
		return false;
	}
	if (size)
		memset(r->self, 0xa5, size);
	if (size && subject->boot(r->self, &r->trace.machine))
		return true;
	replay_differs(r, "the machine of the header boots", size ? "boot() refuses it" : "size() refuses it", "boot");
	return false;
}

static void compare_booted(struct replay *r)
{
	for (uint32_t z = 0; z < r->trace.machine.nr_zones; z++)
		r->managed[z] = r->trace.zone[z].managed;
	for (uint32_t node = 0; node < r->trace.machine.nr_nodes; node++)
		r->first_deferred[node] = r->trace.node[node].first_deferred;
	r->mobility = r->trace.machine.mobility;
	view_init(&r->view, &r->trace.machine);
	conform_header(r);
}

void conform_text(const char *text, size_t size, const struct conform_options *options, struct conform_result *result)
{
	struct replay *r = need_memory(calloc(1, sizeof(*r)));

	memset(result, 0, sizeof(*result));
	r->answer = need_memory(calloc(1, sizeof(*r->answer)));
	r->options = options;
	r->result = result;
	r->text = text;
	r->size = size;
	if (!trace_open(&r->trace, text, size)) {
		result->status = 2;
		result->error = r->trace.error;
	} else {
		trace_state_init(&r->state, &r->trace);
		r->booted = boot(r);
		if (r->booted)
			compare_booted(r);
		replay_records(r);
		view_release(&r->view);
		trace_state_release(&r->state);
	}
	position_line = 0;
	trace_close(&r->trace);
	free(r->self);
	free(r->answer);
	free(r);
}

void conform_release(struct conform_result *result)
{
	for (uint32_t i = 0; i < result->nr_described; i++) {
		free(result->described[i].op_text);
		free(result->described[i].expected);
		free(result->described[i].got);
		free(result->described[i].notes);
	}
	free(result->described);
	result->described = NULL;
}
