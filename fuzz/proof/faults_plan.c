// SPDX-License-Identifier: MIT
/*
 * The undisturbed run, examined after each op: which blocks were allocated and freed, which pages a refill brought to a per-CPU list, which
 * questions were asked, how far each zone was from its watermarks.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/lockstep/view.h"
#include "fuzz/language/memory.h"
#include "fuzz/proof/faults_parts.h"

struct planning {
	struct plan *plan;
	struct exec *exec;
};

static void *grown(void *memory, uint32_t nr, uint32_t *room, size_t size)
{
	if (nr < *room)
		return memory;
	*room = *room ? 2 * *room : 256;
	return need_memory(realloc(memory, *room * size));
}

static struct chance *add(struct plan *plan, enum fault_kind kind, uint32_t op)
{
	struct chance *chance;

	plan->chance = grown(plan->chance, plan->nr, &plan->room, sizeof(*plan->chance));
	chance = &plan->chance[plan->nr++];
	memset(chance, 0, sizeof(*chance));
	chance->kind = (uint8_t)kind;
	chance->op = op;
	return chance;
}

static bool gives_block(const struct request *request, const struct answer *answer)
{
	switch (request->kind) {
	case REQ_ALLOC: case REQ_RMQUEUE:
		return answer->value != PFN_NONE;
	case REQ_ISOLATE_FREE:
		return answer->value > 0;
	default:
		return false;
	}
}

static void note_blocks(struct plan *plan, uint32_t op, const struct request *request, const struct answer *answer)
{
	struct chance *chance;

	if (answer->status == STATUS_OK && gives_block(request, answer)) {
		chance = add(plan, FAULT_PAGE, op);
		chance->pfn = request->kind == REQ_ISOLATE_FREE ? request->pfn : (pfn_t)answer->value;
		chance->order = request->order;
	}
	if (answer->status == STATUS_OK && request->kind == REQ_FREE) {
		chance = add(plan, FAULT_FREE, op);
		chance->pfn = request->pfn;
		chance->order = request->order;
	}
}

static bool was_free(uint8_t page)
{
	return (page & 0xf) == PAGE_FREE_HEAD || (page & 0xf) == PAGE_FREE_TAIL;
}

/* Pages that were free before the op and are cached now came by a refill. */
static void note_refill(struct plan *plan, uint32_t op, const struct machine *machine, const struct view *view)
{
	const uint32_t first = plan->nr_refilled;
	size_t at = 0;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		for (uint32_t i = 0; i < view_nr_pages(view, zone); i++, at++) {
			if ((view->page[at] & 0xf) != PAGE_CACHED || !was_free(plan->was[at]) || plan->nr_refilled - first == REFILL_MAX)
				continue;
			plan->refilled = grown(plan->refilled, plan->nr_refilled, &plan->refilled_room, sizeof(*plan->refilled));
			plan->refilled[plan->nr_refilled++] = view->zone[zone].start_pfn + i;
		}
	if (plan->nr_refilled > first) {
		struct chance *chance = add(plan, FAULT_REFILL, op);

		chance->index = first;
		chance->nr = plan->nr_refilled - first;
	}
}

static int question_of(const struct path_event *event)
{
	switch (event->kind) {
	case PATH_RECLAIM:
		return ASK_RECLAIM;
	case PATH_COMPACT:
		return event->b & PATH_ASKED ? ASK_COMPACT : -1;
	case PATH_OOM:
		return ASK_OOM;
	case PATH_OOM_LOCK:
		return ASK_OOM_LOCK;
	case PATH_NODE_RECLAIM:
		return event->b & PATH_ASKED ? ASK_NODE_RECLAIM : -1;
	case PATH_MIGRATE:
		return ASK_MIGRATE;
	default:
		return -1;
	}
}

enum { ASKED_MAX = 24 /* noted of a kind per request; later ones only repeat in further rounds */ };

static void note_question(struct plan *plan, uint32_t op, uint8_t question, uint32_t *asked)
{
	struct chance *chance;

	if (asked[question] == ASKED_MAX)
		return;
	chance = add(plan, FAULT_ANSWER, op);
	chance->question = question;
	chance->nr = asked[question]++;
}

/* The OOM lock is asked for before the OOM killer; only its refusal is an event of its own. */
static void note_questions(struct plan *plan, uint32_t op, const struct answer *answer)
{
	uint32_t asked[NR_QUESTIONS] = {0};

	for (uint32_t i = 0; i < answer->nr_path && i < PATH_EVENTS_MAX; i++) {
		const int question = question_of(&answer->path[i]);

		if (question == ASK_OOM)
			note_question(plan, op, ASK_OOM_LOCK, asked);
		if (question >= 0)
			note_question(plan, op, (uint8_t)question, asked);
	}
}

static uint32_t highest_kind(uint32_t gfp)
{
	if (gfp & GFP_BIT_DMA)
		return ZONE_DMA;
	if (gfp & GFP_BIT_DMA32)
		return ZONE_DMA32;
	return gfp & GFP_BIT_HIGHMEM && gfp & GFP_BIT_MOVABLE ? ZONE_MOVABLE : ZONE_NORMAL;
}

static bool wants_memory(const struct request *request, const struct machine *machine)
{
	return (request->kind == REQ_ALLOC || request->kind == REQ_RMQUEUE) && request->order < machine->max_order;
}

static void note_memory(struct plan *plan, uint32_t op, const struct request *request, const struct machine *machine)
{
	struct chance *chance;

	if (!wants_memory(request, machine))
		return;
	chance = add(plan, FAULT_MEMORY, op);
	chance->node = request->node;
	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		for (uint32_t order = 0; order < machine->max_order; order++)
			chance->blocks[order] += plan->before[zone].nr_free[order];
}

/* The state of each zone before the request that this op was. */
static void note_marks(struct plan *plan, uint32_t op, const struct request *request, const struct machine *machine)
{
	if (!wants_memory(request, machine))
		return;
	for (uint8_t zone = 0; zone < machine->nr_zones; zone++) {
		const struct zone_counters *was = &plan->before[zone];
		const int64_t room = was->free - ((INT64_C(1) << request->order) - 1) - plan->reserve[zone][highest_kind(request->gfp)];

		/* If marks are moved by min_free_kbytes, LOW follows MIN. */
		const int last = machine->profile == PROFILE_LINUX_4_14 ? WMARK_MIN : WMARK_LOW;

		for (int mark = WMARK_MIN; was->managed > 0 && mark <= last; mark++) {
			struct chance *chance = add(plan, FAULT_MARK, op);

			chance->zone = zone;
			chance->room = room;
			chance->boost = was->boost;
			chance->kbytes = plan->kbytes;
			chance->mark = was->wmark[mark];
		}
	}
}

static void remember(struct plan *plan, const struct machine *machine, const struct view *view)
{
	const size_t pages = view_all_pages(view, machine);

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		memcpy(plan->reserve[zone], view->zone[zone].lowmem_reserve, sizeof(plan->reserve[zone]));
	memcpy(plan->before, view->counters, sizeof(plan->before));
	plan->kbytes = view->min_free_kbytes;
	if (pages > plan->was_room) {
		free(plan->was);
		plan->was = malloc(pages);
		plan->was_room = plan->was ? pages : 0;
	}
	if (plan->was && pages > 0)
		memcpy(plan->was, view->page, pages);
	plan->has_before = plan->was != NULL;
}

/* After hot-add the same index is another page, so the op's changes cannot be determined. */
static bool same_pages(const struct request *request)
{
	return request->kind != REQ_HOTADD;
}

static void look(void *ctx, uint32_t op, const struct request *request, const struct answer *answer, uint64_t digest)
{
	struct planning *planning = ctx;
	struct plan *plan = planning->plan;
	const struct machine *machine = exec_machine(planning->exec);
	const struct view *view = exec_view(planning->exec, false);

	(void)digest;
	if (plan->nr < CHANCES_MAX) {
		note_blocks(plan, op, request, answer);
		note_questions(plan, op, answer);
		if (plan->has_before && same_pages(request)) {
			note_refill(plan, op, machine, view);
			note_memory(plan, op, request, machine);
			note_marks(plan, op, request, machine);
		}
	}
	remember(plan, machine, view);
}

bool faults_plan(struct plan *plan, const struct faults_options *options, const struct sequence *seq, struct exec_result *run)
{
	struct planning planning = {.plan = plan};
	const struct exec_options exec = {.subject = options->subject, .oracle = options->oracle, .view_period = VIEW_EACH_OP,
					  .step_limit = options->step_limit, .on_op = look, .ctx = &planning};

	memset(plan, 0, sizeof(*plan));
	planning.exec = exec_new(&exec);
	exec_run(planning.exec, seq, run);
	exec_free(planning.exec);
	return run->divergence.class == DIFF_NONE;
}

void faults_release(struct plan *plan)
{
	free(plan->chance);
	free(plan->refilled);
	free(plan->was);
	memset(plan, 0, sizeof(*plan));
}
