// SPDX-License-Identifier: MIT
/*
 * Two worlds side by side. Boot, then each op: resolve on each side with its own slots, apply, compare, count.
 *
 * Views are taken after each op, because steals are found in them; they are compared only until the first difference. A side that exceeds
 * its steps for one request is left by longjmp, and the run ends for both.
 */
#include "fuzz/explain/contrast.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/explain/steals.h"
#include "fuzz/language/memory.h"
#include "fuzz/lockstep/budget.h"
#include "fuzz/lockstep/compare.h"
#include "fuzz/lockstep/resolve.h"
#include "fuzz/lockstep/view.h"

enum { STALE_BYTE = 0xa5 };

struct side {
	const struct subject *subject;
	struct sequence seq; /* the caller's ops under this side's profile */
	struct machine machine;
	void *world;
	struct view view;
	struct page_types before, after;
	struct slots slots;
	struct request request;
	struct answer answer;
	bool resolved;
	pfn_t pfns[RESOLVE_MAX];
	uint8_t orders[RESOLVE_MAX];
};

struct pair {
	const struct contrast_options *options;
	struct contrast *out;
	struct side *side; /* CONTRAST_SIDES of them */
	jmp_buf out_of_steps;
};

/* False: the subject refuses the machine. */
static bool side_boot(const struct pair *pair, struct side *side)
{
	const struct subject *subject = side->subject;
	const size_t size = subject->size(&side->machine);
	const size_t room = (size + 63) & ~(size_t)63;

	if (size == 0)
		return false;
	side->world = need_memory(aligned_alloc(64, room));
	memset(side->world, STALE_BYTE, room);
	if (!subject->boot(side->world, &side->machine))
		return false;
	slots_init(&side->slots, &side->machine);
	if (pair->options->first_answer_only)
		return true;
	view_init(&side->view, &side->machine);
	page_types_init(&side->before, &side->machine);
	page_types_init(&side->after, &side->machine);
	subject->view(side->world, &side->view);
	page_types_read(&side->after, &side->machine, &side->view);
	return true;
}

static void side_release(struct side *side)
{
	free(side->world);
	view_release(&side->view);
	page_types_release(&side->before);
	page_types_release(&side->after);
}

static bool took_page(const struct request *request, const struct answer *answer)
{
	return request_gives_page(request->kind) && answer->status == STATUS_OK && answer->value >= 0 && answer->value != PFN_NONE;
}

static bool has_failed(const struct request *request, const struct answer *answer)
{
	if (answer->status == STATUS_STUCK)
		return true;
	if (answer->status != STATUS_OK)
		return false;
	if (request->kind == REQ_CONTIG)
		return answer->value != 0;
	return request_gives_page(request->kind) && !took_page(request, answer);
}

static void count(struct side *side, struct contrast_counts *counts)
{
	const struct request *request = &side->request;

	counts->failed += has_failed(request, &side->answer);
	counts->refused += side->answer.status != STATUS_OK && side->answer.status != STATUS_STUCK;
	if (request->kind == REQ_ALLOC || request->kind == REQ_RMQUEUE)
		steals_count(&side->view, request, &side->before, &side->after, counts);
}

static void stop_steps(void *ctx)
{
	struct pair *pair = ctx;

	longjmp(pair->out_of_steps, 1);
}

/* False: the side ran out of steps. */
static bool ask(struct pair *pair, struct side *side)
{
	const struct subject *subject = side->subject;
	const enum status misuse = subject->trusting ? subject->misuse(side->world, &side->request) : STATUS_OK;

	side->answer.status = (uint8_t)misuse;
	if (misuse != STATUS_OK)
		return true;
	if (subject->step_limit)
		subject->step_limit(side->world, steps_allowed(STEPS_PER_REQUEST, &side->machine, side->request.kind == REQ_CONTIG_PAGES), stop_steps,
				    pair);
	if (setjmp(pair->out_of_steps) != 0)
		return false;
	subject->apply(side->world, &side->request, &side->answer);
	return true;
}

static void look(struct side *side)
{
	const struct page_types before = side->before;

	side->subject->view(side->world, &side->view);
	side->before = side->after;
	side->after = before;
	page_types_read(&side->after, &side->machine, &side->view);
}

static bool takes(const struct side *side)
{
	return !side->resolved || !side->subject->takes || side->subject->takes(&side->request);
}

/* Resolve the op for both sides; it is left out for both if one of them does not take it. */
static void resolve(struct pair *pair, uint32_t index)
{
	struct side *left = &pair->side[CONTRAST_LEFT], *right = &pair->side[CONTRAST_RIGHT];

	for (struct side *side = left; side <= right; side++)
		side->resolved = op_resolve(&side->slots, &side->machine, &side->seq, index, &side->request, side->pfns, side->orders);
	if (!takes(left) || !takes(right))
		left->resolved = right->resolved = false;
}

/* False: it hangs. */
static bool side_apply(struct pair *pair, struct side *side, uint32_t index, struct contrast_counts *counts)
{
	memset(&side->answer, 0, offsetof(struct answer, bad));
	if (!side->resolved)
		return true;
	if (!ask(pair, side))
		return false;
	slots_update(&side->slots, &side->seq.op[index], &side->request, &side->answer);
	if (pair->options->first_answer_only)
		return true;
	look(side);
	count(side, counts);
	return true;
}

static void note_first(struct pair *pair, enum contrast_first which, const struct divergence *diff, uint32_t op, enum op_kind kind)
{
	struct contrast_first_at *first = &pair->out->first[which];

	if (first->found)
		return;
	first->found = true;
	first->diff = *diff;
	first->diff.op = op;
	first->diff.kind = kind;
	for (int i = 0; kind != OP_MACHINE && i < CONTRAST_SIDES; i++) {
		first->status[i] = pair->side[i].answer.status;
		first->value[i] = pair->side[i].answer.value;
	}
}

/* Compare page states, then pageblock types: what the kernels made of the memory, whatever their own limits are. */
static bool compare_memories(const struct machine *machine, const struct view *left, const struct view *right, struct divergence *diff)
{
	uint32_t page = 0, block = 0;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++) {
		const pfn_t start = left->zone[zone].start_pfn, first = start >> machine->pageblock_order;

		if (start != right->zone[zone].start_pfn || left->zone[zone].end_pfn != right->zone[zone].end_pfn)
			return true; /* memory was added on one side: pages cannot be matched, and the view comparison reports it */
		for (uint32_t i = 0; i < view_nr_pages(left, zone); i++, page++)
			if (left->page[page] != right->page[page])
				return differ(diff, DIFF_VIEW, left->page[page], right->page[page], "page zone=%u pfn=%u", zone, start + i);
		for (uint32_t i = 0; i < view_nr_pageblocks(left, machine, zone); i++, block++)
			if (left->pageblock[block] != right->pageblock[block])
				return differ(diff, DIFF_VIEW, left->pageblock[block], right->pageblock[block], "pageblock zone=%u pfn=%u", zone,
					      (first + i) << machine->pageblock_order);
	}
	return true;
}

static void compare_views_of(struct pair *pair, uint32_t op, enum op_kind kind)
{
	const struct side *left = &pair->side[CONTRAST_LEFT], *right = &pair->side[CONTRAST_RIGHT];
	struct divergence diff;

	if (pair->options->first_answer_only)
		return;
	if (!pair->out->first[FIRST_VIEW].found && !compare_views(&left->machine, &left->view, &right->view, &diff))
		note_first(pair, FIRST_VIEW, &diff, op, kind);
	if (!pair->out->first[FIRST_MEMORY].found && !compare_memories(&left->machine, &left->view, &right->view, &diff))
		note_first(pair, FIRST_MEMORY, &diff, op, kind);
}

static enum contrast_kind kind_of(const struct pair *pair, const struct divergence *diff)
{
	const struct side *left = &pair->side[CONTRAST_LEFT], *right = &pair->side[CONTRAST_RIGHT];

	switch (diff->class) {
	case DIFF_VALUE:
		return took_page(&left->request, &left->answer) && took_page(&right->request, &right->answer) ? CONTRAST_PAGE : CONTRAST_OUTCOME;
	case DIFF_ANSWER:
		return CONTRAST_DETAIL;
	case DIFF_PATH:
		return CONTRAST_PATH;
	default:
		return CONTRAST_OUTCOME;
	}
}

/* compare_answers() compares the path before some details; a second comparison without the path tells them apart. */
static bool compare_but_path(const struct pair *pair, struct divergence *diff)
{
	struct answer *left = &pair->side[CONTRAST_LEFT].answer, *right = &pair->side[CONTRAST_RIGHT].answer;
	const uint32_t paths[] = {left->nr_path, right->nr_path};
	bool equal;

	left->nr_path = right->nr_path = 0;
	equal = compare_answers(left, right, diff);
	left->nr_path = paths[CONTRAST_LEFT];
	right->nr_path = paths[CONTRAST_RIGHT];
	return equal;
}

static void compare_answers_of(struct pair *pair, uint32_t op, enum op_kind kind)
{
	struct side *left = &pair->side[CONTRAST_LEFT], *right = &pair->side[CONTRAST_RIGHT];
	struct divergence diff;

	if (left->subject->silent || right->subject->silent)
		left->answer.nr_path = right->answer.nr_path = 0;
	if (left->resolved != right->resolved)
		differ(&diff, DIFF_STATUS, left->resolved, right->resolved, "does something");
	else if (compare_but_path(pair, &diff) && compare_answers(&left->answer, &right->answer, &diff))
		return;
	pair->out->differing[kind_of(pair, &diff)]++;
	note_first(pair, diff.class == DIFF_PATH ? FIRST_PATH : FIRST_ANSWER, &diff, op, kind);
}

/* A side that hangs gives no answer: if only one hangs, the outcomes differ. */
static void note_hang(struct pair *pair, uint32_t op, enum op_kind kind)
{
	const bool *hung = pair->out->hung;
	struct divergence diff;

	pair->out->hung_op = op;
	if (hung[CONTRAST_LEFT] == hung[CONTRAST_RIGHT])
		return;
	differ(&diff, DIFF_STEPS, hung[CONTRAST_LEFT], hung[CONTRAST_RIGHT], "hangs");
	pair->out->differing[CONTRAST_OUTCOME]++;
	note_first(pair, FIRST_ANSWER, &diff, op, kind);
}

/* The side gave up where a kernel would have gone on; when it gives up is not compared. */
static bool gave_up(const struct side *side)
{
	return side->subject->trusting && side->resolved && side->answer.status == STATUS_STUCK;
}

/* False: a side hangs or gave up, and its world is not used any more. */
static bool step(struct pair *pair, uint32_t op)
{
	const enum op_kind kind = (enum op_kind)pair->side[CONTRAST_LEFT].seq.op[op].kind;

	pair->out->at_op = op;
	pair->out->at_kind = (uint8_t)kind;
	resolve(pair, op);
	for (int i = 0; i < CONTRAST_SIDES; i++) {
		pair->out->at_side = (uint8_t)i;
		pair->out->hung[i] = !side_apply(pair, &pair->side[i], op, &pair->out->side[i]);
	}
	if (!pair->side[CONTRAST_LEFT].resolved && !pair->side[CONTRAST_RIGHT].resolved)
		return true;
	pair->out->ops++;
	if (contrast_hung(pair->out)) {
		note_hang(pair, op, kind);
		return false;
	}
	if (gave_up(&pair->side[CONTRAST_LEFT]) || gave_up(&pair->side[CONTRAST_RIGHT])) {
		if (pair->side[CONTRAST_LEFT].answer.status != pair->side[CONTRAST_RIGHT].answer.status)
			compare_answers_of(pair, op, kind);
		return false;
	}
	compare_answers_of(pair, op, kind);
	compare_views_of(pair, op, kind);
	return true;
}

/* A damaged list may have lost more blocks than it counted: a negative count is taken as 0. */
static void count_end(const struct side *side, struct contrast_counts *counts)
{
	for (uint32_t zone = 0; zone < side->machine.nr_zones; zone++)
		for (uint32_t order = 0; order < side->machine.max_order; order++) {
			const uint32_t counted = side->view.counters[zone].nr_free[order];
			const uint32_t blocks = counted > INT32_MAX ? 0 : counted;

			counts->free_blocks[order] += blocks;
			counts->free_pages += (uint64_t)blocks << order;
		}
}

static bool is_over(const struct pair *pair)
{
	return pair->options->first_answer_only && pair->out->first[FIRST_ANSWER].found;
}

static void run(struct pair *pair, uint32_t first_op)
{
	uint32_t op = first_op;

	compare_views_of(pair, 0, OP_MACHINE);
	while (op < pair->side[CONTRAST_LEFT].seq.nr_ops && !is_over(pair) && step(pair, op))
		op++;
	for (int i = 0; !pair->options->first_answer_only && i < CONTRAST_SIDES; i++)
		count_end(&pair->side[i], &pair->out->side[i]);
}

void contrast_run(const struct contrast_options *options, const struct sequence *seq, struct contrast *out)
{
	struct pair pair = {.options = options, .out = out, .side = need_memory(calloc(CONTRAST_SIDES, sizeof(struct side)))};
	uint32_t first_op = 0;

	memset(out, 0, sizeof(*out));
	out->at_kind = OP_MACHINE;
	for (int i = 0; i < CONTRAST_SIDES; i++) {
		struct side *side = &pair.side[i];

		side->subject = options->subject[i];
		side->seq = *seq;
		side->seq.profile = options->profile[i];
		first_op = seq_machine(&side->seq, &side->machine);
		side->machine.policy = options->policy[i];
		out->at_side = (uint8_t)i;
		out->accepted[i] = side_boot(&pair, side);
		out->max_order = side->machine.max_order;
	}
	if (out->accepted[CONTRAST_LEFT] && out->accepted[CONTRAST_RIGHT])
		run(&pair, first_op);
	for (int i = 0; i < CONTRAST_SIDES; i++)
		side_release(&pair.side[i]);
	free(pair.side);
}

bool contrast_hung(const struct contrast *contrast)
{
	return contrast->hung[CONTRAST_LEFT] || contrast->hung[CONTRAST_RIGHT];
}

uint32_t contrast_unusable(const struct contrast_counts *counts, uint32_t order)
{
	uint64_t usable = 0;

	for (uint32_t at = order; at < MAX_ORDER_LIMIT; at++)
		usable += counts->free_blocks[at] << at;
	return counts->free_pages == 0 ? 0 : (uint32_t)((counts->free_pages - usable) * 1000 / counts->free_pages);
}
