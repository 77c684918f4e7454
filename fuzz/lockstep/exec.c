// SPDX-License-Identifier: MIT
/*
 * Lockstep. Two worlds boot on the machine of the sequence; each op becomes one request, which both answer; the answers and the counters
 * are compared at once, the views as often as asked and at the end, when the subject's invariants are looked at too.
 *
 * The subject's own check comes before its view is taken: a view walks the subject's structures, and a walk over broken ones may never end.
 * A side that takes more than its steps for one request is left by longjmp; its world is then not touched again.
 */
#include "fuzz/lockstep/exec.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/language/memory.h"
#include "fuzz/lockstep/blind.h"
#include "fuzz/lockstep/compare.h"
#include "fuzz/lockstep/digest.h"
#include "fuzz/lockstep/invariants.h"
#include "fuzz/lockstep/resolve.h"

enum { SUBJECT, ORACLE, NR_SIDES };

/* The oracle scans where the subject walks a list, so its unit is coarser by the size of the machine. */
enum { ORACLE_PATIENCE = 4096 };

/* What the first world finds in its memory, nothing it could mistake for zero; a later one finds what the one before has left. */
enum { STALE_BYTE = 0xa5 };

struct side {
	const struct subject *subject;
	void *world;
	size_t room; /* bytes at world */
	struct view view;
	struct view_room view_room;
	bool view_taken;
	bool looked_at; /* after the difference: view and counters are of the world as it is then */
	struct zone_counters counters[MAX_ZONES];
	struct answer answer;
};

struct exec {
	struct exec_options options;
	struct side side[NR_SIDES];
	struct machine machine;
	struct slots slots;
	struct invariants invariants;
	struct divergence *diff; /* of the run in progress */
	struct request request;  /* the last one resolved */
	uint32_t period;
	pfn_t pfns[RESOLVE_MAX];
	uint8_t orders[RESOLVE_MAX];
	jmp_buf out_of_steps;
};

struct exec *exec_new(const struct exec_options *options)
{
	struct exec *exec = need_memory(calloc(1, sizeof(*exec)));

	exec->options = *options;
	exec->side[SUBJECT].subject = options->subject;
	exec->side[ORACLE].subject = options->oracle;
	return exec;
}

void exec_free(struct exec *exec)
{
	if (!exec)
		return;
	for (int i = 0; i < NR_SIDES; i++) {
		free(exec->side[i].world);
		view_release(&exec->side[i].view);
	}
	invariants_release(&exec->invariants);
	free(exec);
}

const struct view *exec_view(const struct exec *exec, bool oracle)
{
	const struct side *side = &exec->side[oracle ? ORACLE : SUBJECT];

	return side->view_taken ? &side->view : NULL;
}

const struct view *exec_view_after(const struct exec *exec, bool oracle)
{
	const struct side *side = &exec->side[oracle ? ORACLE : SUBJECT];

	return side->looked_at ? &side->view : NULL;
}

const struct zone_counters *exec_counters_after(const struct exec *exec, bool oracle)
{
	return exec->side[ORACLE].looked_at ? exec->side[oracle ? ORACLE : SUBJECT].counters : NULL;
}

const struct request *exec_request(const struct exec *exec)
{
	return &exec->request;
}

const struct answer *exec_answer(const struct exec *exec, bool oracle)
{
	return &exec->side[oracle ? ORACLE : SUBJECT].answer;
}

const struct machine *exec_machine(const struct exec *exec)
{
	return &exec->machine;
}

/* The oracle cannot predict this subject: it looks at what was answered (contract/subject.h). */
static bool judged(const struct exec *exec)
{
	return exec->side[ORACLE].subject->judge != NULL;
}

static void make_room(struct side *side, size_t size)
{
	if (size <= side->room)
		return;
	free(side->world);
	side->room = (size + 63) & ~(size_t)63;
	side->world = need_memory(aligned_alloc(64, side->room));
	memset(side->world, STALE_BYTE, side->room);
}

static void make_view_room(struct side *side, const struct machine *machine)
{
	const struct view_room need = view_room(machine);
	struct view_room *room = &side->view_room;

	/* Orders and zones that a machine lacks read zero, whatever the view held before. */
	memset(side->view.counters, 0, machine->nr_zones * sizeof(side->view.counters[0]));
	memset(side->view.zone, 0, machine->nr_zones * sizeof(side->view.zone[0]));
	memset(side->counters, 0, machine->nr_zones * sizeof(side->counters[0]));
	side->view_taken = side->looked_at = false;
	if (need.pages <= room->pages && need.pageblocks <= room->pageblocks && need.pcps <= room->pcps && need.bytes <= room->bytes)
		return;
	room->pages = need.pages > room->pages ? need.pages : room->pages;
	room->pageblocks = need.pageblocks > room->pageblocks ? need.pageblocks : room->pageblocks;
	room->pcps = need.pcps > room->pcps ? need.pcps : room->pcps;
	room->bytes = need.bytes > room->bytes ? need.bytes : room->bytes;
	view_release(&side->view);
	view_init_room(&side->view, room);
}

static void stop_steps(void *ctx)
{
	struct exec *exec = ctx;

	longjmp(exec->out_of_steps, 1);
}

/* Arm the budget; stop is only ever called from inside apply, where the jump target is set. */
static void limit_steps(struct exec *exec, struct side *side, uint64_t limit)
{
	if (limit > 0 && side->subject->step_limit)
		side->subject->step_limit(side->world, limit, stop_steps, exec);
}

/* What each side may take for its next request. */
static void allow_steps(struct exec *exec, bool searches)
{
	const uint64_t limit = exec->options.blind && exec->options.blind->steps ? 0 : exec->options.step_limit;
	const uint64_t allowed = steps_allowed(limit, &exec->machine, searches);

	limit_steps(exec, &exec->side[SUBJECT], allowed);
	limit_steps(exec, &exec->side[ORACLE], allowed * ORACLE_PATIENCE);
}

static bool boot_side(struct exec *exec, struct side *side)
{
	const size_t size = side->subject->size(&exec->machine);

	make_view_room(side, &exec->machine);
	if (size == 0)
		return false;
	make_room(side, size);
	return side->subject->boot(side->world, &exec->machine);
}

/* The language promises machines that both sides accept, so a refusal by both is a finding as well. */
static bool boot(struct exec *exec, struct exec_result *result)
{
	const bool subject = boot_side(exec, &exec->side[SUBJECT]);
	const bool oracle = boot_side(exec, &exec->side[ORACLE]);

	if (judged(exec) && !subject) {
		result->refused = true;
		return false;
	}
	if (subject && oracle) {
		allow_steps(exec, false);
		return true;
	}
	return differ(exec->diff, DIFF_BOOT, subject, oracle, "accepted");
}

static uint32_t choose_period(const struct exec *exec)
{
	if (exec->options.view_period != VIEW_AUTO)
		return exec->options.view_period;
	return machine_pages(&exec->machine) <= VIEW_AUTO_PAGES ? VIEW_EACH_OP : VIEW_AT_END;
}

static void take_view(struct side *side)
{
	side->subject->view(side->world, &side->view);
	side->view_taken = true;
}

static bool check_subject(struct exec *exec)
{
	const struct side *side = &exec->side[SUBJECT];
	const bool left_out = exec->options.blind && exec->options.blind->check;
	const int broken = side->subject->check && !left_out ? side->subject->check(side->world) : 0;

	if (broken == 0)
		return true;
	return differ(exec->diff, DIFF_CHECK, broken, 0, "check number=%d", broken);
}

static bool check_invariants(struct exec *exec)
{
	char where[INVARIANT_TEXT];
	int64_t is, should;
	const int broken = invariants_check(&exec->invariants, &exec->machine, &exec->side[SUBJECT].view, where, &is, &should);

	if (broken == 0)
		return true;
	return differ(exec->diff, DIFF_INVARIANT, is, should, "invariant number=%d %s", broken, where);
}

/*
 * After a difference, for whoever draws the two worlds or asks how they differ: counters and views as they are now. A hung or broken subject keeps
 * the view it last gave.
 */
static void look_after(struct exec *exec)
{
	struct divergence *const found = exec->diff;
	const enum diff_class class = found->class;
	const bool hung = class == DIFF_STEPS;
	struct divergence ignored;

	if (class == DIFF_NONE || class == DIFF_BOOT || (exec->period == VIEW_AT_END && !exec->options.look_after))
		return;
	if (!hung || found->subject)
		take_view(&exec->side[ORACLE]);
	if (hung || judged(exec))
		return;
	for (int i = 0; i < NR_SIDES; i++)
		exec->side[i].subject->counters(exec->side[i].world, exec->side[i].counters);
	exec->side[ORACLE].looked_at = true;
	exec->diff = &ignored; /* what the check says now is not the first difference */
	if (class != DIFF_CHECK && check_subject(exec)) {
		take_view(&exec->side[SUBJECT]);
		exec->side[SUBJECT].looked_at = true;
	}
	exec->diff = found;
}

/* Both whole views, and what must hold in them. */
static bool look(struct exec *exec)
{
	take_view(&exec->side[ORACLE]);
	if (!check_subject(exec))
		return false;
	if (judged(exec))
		return true;
	take_view(&exec->side[SUBJECT]);
	if (exec->options.blind)
		blind_view(exec->options.blind, &exec->machine, &exec->side[SUBJECT].view, &exec->side[ORACLE].view);
	return compare_views(&exec->machine, &exec->side[SUBJECT].view, &exec->side[ORACLE].view, exec->diff) && check_invariants(exec);
}

static bool look_at_counters(struct exec *exec)
{
	for (int i = 0; i < NR_SIDES; i++)
		exec->side[i].subject->counters(exec->side[i].world, exec->side[i].counters);
	for (uint32_t i = 0; judged(exec) && i < exec->machine.nr_zones; i++) {
		struct zone_counters *zone = &exec->side[SUBJECT].counters[i];

		*zone = (struct zone_counters){.free = zone->free, .managed = zone->managed};
	}
	if (exec->options.blind)
		blind_counters(exec->options.blind, exec->side[SUBJECT].counters, exec->side[ORACLE].counters, exec->machine.nr_zones);
	return compare_counters(exec->side[SUBJECT].counters, exec->side[ORACLE].counters, exec->machine.nr_zones, exec->diff);
}

/* False: the side ran out of steps. */
static bool apply(struct exec *exec, struct side *side, const struct request *request)
{
	memset(&side->answer, 0, offsetof(struct answer, bad));
	if (setjmp(exec->out_of_steps) != 0)
		return false;
	side->subject->apply(side->world, request, &side->answer);
	return true;
}

/* Only what every allocator knows. */
static bool can_be_judged(struct request *request)
{
	if (request->kind == REQ_RMQUEUE)
		request->kind = REQ_ALLOC;
	return request->kind == REQ_ALLOC || request->kind == REQ_FREE || request->kind == REQ_DRAIN || request->kind == REQ_DRAIN_ALL;
}

static bool apply_judged(struct exec *exec, const struct request *request)
{
	struct side *subject = &exec->side[SUBJECT], *oracle = &exec->side[ORACLE];

	if (!apply(exec, subject, request))
		return differ(exec->diff, DIFF_STEPS, 1, 0, "steps side=subject");
	oracle->subject->judge(oracle->world, request, &subject->answer, subject->subject->serves_what_fits, &oracle->answer);
	if (subject->answer.status != oracle->answer.status)
		return differ(exec->diff, DIFF_STATUS, subject->answer.status, oracle->answer.status, "status");
	if (subject->answer.value != oracle->answer.value)
		return differ(exec->diff, DIFF_VALUE, subject->answer.value, oracle->answer.value, "value");
	return true;
}

static bool in_proportion(struct exec *exec, const struct request *request)
{
	const bool left_out = exec->options.step_limit == 0 || (exec->options.blind && exec->options.blind->steps);

	return left_out || compare_effort(exec->side[SUBJECT].subject, &exec->machine, request, &exec->side[SUBJECT].answer,
					  &exec->side[ORACLE].answer, exec->diff);
}

static bool apply_both(struct exec *exec, const struct request *request)
{
	const bool searches = request->kind == REQ_CONTIG_PAGES;

	if (judged(exec))
		return apply_judged(exec, request);
	if (searches)
		allow_steps(exec, true);
	if (!apply(exec, &exec->side[ORACLE], request))
		return differ(exec->diff, DIFF_STEPS, 0, 1, "steps side=oracle");
	if (!apply(exec, &exec->side[SUBJECT], request))
		return differ(exec->diff, DIFF_STEPS, 1, 0, "steps side=subject");
	if (searches)
		allow_steps(exec, false);
	if (exec->side[SUBJECT].subject->silent)
		copy_path(&exec->side[ORACLE].answer, &exec->side[SUBJECT].answer);
	if (exec->options.blind)
		blind_answer(exec->options.blind, &exec->side[SUBJECT].answer, &exec->side[ORACLE].answer);
	return compare_answers(&exec->side[SUBJECT].answer, &exec->side[ORACLE].answer, exec->diff) && in_proportion(exec, request);
}

static bool check_expectation(struct exec *exec, const struct op *op, const struct answer *answer)
{
	if (!op->has_expect || op->expect == answer->value || judged(exec)) /* What files expect is what Linux does. */
		return true;
	return differ(exec->diff, DIFF_EXPECT, answer->value, op->expect, "value");
}

static bool wants_view(const struct exec *exec, uint32_t op, bool digest)
{
	return digest || (exec->period != VIEW_AT_END && op % exec->period == 0);
}

/* The view that stands for both. */
static const struct view *agreed_view(const struct exec *exec)
{
	return &exec->side[judged(exec) ? ORACLE : SUBJECT].view;
}

/* One op. False: a difference, in exec->diff. */
static bool step(struct exec *exec, const struct sequence *seq, uint32_t index, bool digest, struct exec_result *result)
{
	struct answer *answer = &exec->side[SUBJECT].answer;
	struct request *request = &exec->request;

	exec->diff->op = index;
	exec->diff->kind = seq->op[index].kind;
	if (!op_resolve(&exec->slots, &exec->machine, seq, index, request, exec->pfns, exec->orders) || (judged(exec) && !can_be_judged(request))) {
		memset(answer, 0, offsetof(struct answer, bad));
		return check_expectation(exec, &seq->op[index], answer);
	}
	result->ops++;
	if (!apply_both(exec, request))
		return false;
	slots_update(&exec->slots, &seq->op[index], request, answer);
	invariants_note(&exec->invariants, &exec->machine, request, answer);
	if (!look_at_counters(exec))
		return false;
	if (wants_view(exec, index, digest) && !look(exec))
		return false;
	if (!check_expectation(exec, &seq->op[index], answer))
		return false;
	if (digest)
		result->digest = digest_op(result->digest, answer, &exec->machine, agreed_view(exec));
	if (exec->options.on_op)
		exec->options.on_op(exec->options.ctx, index, request, answer, result->digest);
	return true;
}

static bool start(struct exec *exec, bool digest, struct exec_result *result)
{
	exec->diff->kind = OP_MACHINE;
	exec->period = choose_period(exec);
	if (!boot(exec, result) || !look_at_counters(exec))
		return false;
	slots_init(&exec->slots, &exec->machine);
	if (!wants_view(exec, 0, digest))
		return true;
	if (!look(exec))
		return false;
	if (digest)
		result->digest = digest_boot(&exec->machine, agreed_view(exec));
	return true;
}

static bool finish(struct exec *exec, const struct sequence *seq, const struct exec_result *result)
{
	exec->diff->op = seq->nr_ops;
	exec->diff->kind = OP_NOP;
	if (!look(exec))
		return false;
	if (!seq->has_digest || seq->digest == result->digest || judged(exec))
		return true;
	return differ(exec->diff, DIFF_EXPECT, (int64_t)result->digest, (int64_t)seq->digest, "digest");
}

void exec_run(struct exec *exec, const struct sequence *seq, struct exec_result *result)
{
	const bool digest = exec->options.digest || seq->has_digest;
	uint32_t index;
	bool agreed;

	memset(result, 0, sizeof(*result));
	exec->diff = &result->divergence;
	invariants_start(&exec->invariants);
	exec->invariants.without = exec->options.blind ? exec->options.blind->invariants : 0;
	memset(&exec->request, 0, sizeof(exec->request));
	index = seq_machine(seq, &exec->machine);
	agreed = start(exec, digest, result);
	for (; agreed && index < seq->nr_ops; index++)
		agreed = step(exec, seq, index, digest, result);
	agreed = agreed && finish(exec, seq, result);
	if (agreed)
		exec->diff->op = 0;
	else
		look_after(exec);
}
