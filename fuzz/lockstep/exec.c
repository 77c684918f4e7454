// SPDX-License-Identifier: MIT
/*
 * Lockstep. Two worlds boot the sequence's machine; each op becomes one request, which both answer. Answers and counters are compared at
 * once, views as often as asked and at the end, when the invariants are checked on the subject's view as well.
 *
 * The subject's own check comes before its view is taken: a view walks the subject's structures, and walking broken ones may never end. A
 * side that exceeds its steps for one request is left by longjmp, and its world is not touched again.
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
#include "fuzz/lockstep/side.h"

enum { SUBJECT, ORACLE, BESIDE, NR_SIDES };

struct exec {
	struct exec_options options;
	struct side side[NR_SIDES];
	struct machine machine;
	struct slots slots;
	struct invariants invariants;
	struct divergence *diff; /* result of the run in progress */
	bool beside;             /* the difference is that of the second subject */
	bool left_out;           /* an op that the subject does not take was skipped: later expectations of the file no longer apply */
	bool over;               /* the oracle has given up where a trusting subject would not (contract/subject.h) */
	struct request request;  /* the last one resolved */
	uint32_t period;
	pfn_t pfns[RESOLVE_MAX];
	uint8_t orders[RESOLVE_MAX];
	const struct side *answering;
	jmp_buf out_of_steps;
};

struct exec *exec_new(const struct exec_options *options)
{
	struct exec *exec = need_memory(calloc(1, sizeof(*exec)));

	exec->options = *options;
	exec->side[SUBJECT].subject = options->subject;
	exec->side[ORACLE].subject = options->oracle;
	exec->side[BESIDE].subject = options->beside;
	return exec;
}

void exec_free(struct exec *exec)
{
	if (!exec)
		return;
	for (int i = 0; i < NR_SIDES; i++)
		side_release(&exec->side[i]);
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

/* The oracle does not predict this subject but judges its answers (contract/subject.h). */
static bool judged(const struct exec *exec)
{
	return exec->side[ORACLE].subject->judge != NULL;
}

static void stop_steps(void *ctx)
{
	struct exec *exec = ctx;

	longjmp(exec->out_of_steps, 1);
}

/* Arm the step budget; stop is only ever called from inside apply. */
static void limit_steps(struct exec *exec, struct side *side, uint64_t limit)
{
	if (limit > 0 && side->subject && side->subject->step_limit)
		side->subject->step_limit(side->world, limit, stop_steps, exec);
}

/* Set the steps that each side may take for its next request. */
static void allow_steps(struct exec *exec, bool searches)
{
	const uint64_t limit = exec->options.blind && exec->options.blind->steps ? 0 : exec->options.step_limit;
	const uint64_t allowed = steps_allowed(limit, &exec->machine, searches);

	limit_steps(exec, &exec->side[SUBJECT], allowed);
	limit_steps(exec, &exec->side[BESIDE], allowed);
	limit_steps(exec, &exec->side[ORACLE], allowed * ORACLE_PATIENCE);
}

/* Check the subject, then the second subject (BESIDE) if there is one. The divergence belongs to the first that disagrees. */
static bool all_agree(struct exec *exec, bool (*agrees)(struct exec *exec, struct side *side))
{
	if (!agrees(exec, &exec->side[SUBJECT]))
		return false;
	exec->beside = exec->side[BESIDE].subject && !agrees(exec, &exec->side[BESIDE]);
	return !exec->beside;
}

static bool may_refuse(const struct exec *exec, const struct side *side)
{
	return side->subject->trusting || judged(exec);
}

/* The language promises machines that both sides accept, so a refusal by both is a divergence as well, unless a side may refuse. */
static bool boot(struct exec *exec, struct exec_result *result)
{
	const bool subject = side_boot(&exec->side[SUBJECT], &exec->machine);
	const bool oracle = side_boot(&exec->side[ORACLE], &exec->machine);
	const bool beside = !exec->side[BESIDE].subject || side_boot(&exec->side[BESIDE], &exec->machine);

	if ((!subject && may_refuse(exec, &exec->side[SUBJECT])) || (!oracle && may_refuse(exec, &exec->side[ORACLE]))) {
		result->refused = true;
		return false;
	}
	if (subject && oracle && beside) {
		allow_steps(exec, false);
		return true;
	}
	exec->beside = subject && oracle;
	return differ(exec->diff, DIFF_BOOT, subject && beside, oracle, "accepted");
}

static uint32_t choose_period(const struct exec *exec)
{
	if (exec->options.view_period != VIEW_AUTO)
		return exec->options.view_period;
	return machine_pages(&exec->machine) <= VIEW_AUTO_PAGES ? VIEW_EACH_OP : VIEW_AT_END;
}

static bool without_own_checks(const struct exec *exec)
{
	return exec->options.blind && exec->options.blind->check;
}

static bool check_subject(struct exec *exec, const struct side *side)
{
	const int broken = side->subject->check && !without_own_checks(exec) ? side->subject->check(side->world) : 0;

	return broken == 0 || differ(exec->diff, DIFF_CHECK, broken, 0, "check number=%d", broken);
}

static const char *failed_assertion(const struct side *side, int *line)
{
	return side->subject->assertion ? side->subject->assertion(side->world, line) : NULL;
}

/* Has an assertion failed in the subject's own code? If the oracle is another version of the same code, it may fail there as well. */
static bool assertions_hold(struct exec *exec, struct side *side)
{
	int line = 0, of_oracle = 0;
	const char *in = failed_assertion(side, &line), *oracle = failed_assertion(&exec->side[ORACLE], &of_oracle);

	if (without_own_checks(exec) || (in && oracle ? strcmp(in, oracle) == 0 : in == oracle))
		return true;
	return differ(exec->diff, DIFF_ASSERTION, line, of_oracle, "assertion in=%s", in ? in : oracle);
}

static bool check_invariants(struct exec *exec)
{
	char where[INVARIANT_TEXT];
	int64_t is, should;
	const int broken = invariants_check(&exec->invariants, &exec->machine, &exec->side[SUBJECT].view, where, &is, &should);

	return broken == 0 || differ(exec->diff, DIFF_INVARIANT, is, should, "invariant number=%d %s", broken, where);
}

/*
 * After a difference: take counters and views as they are now, for reports that show the two worlds or how they differ. A hung or broken
 * subject keeps its last view.
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
		side_take_view(&exec->side[ORACLE]);
	if (hung || judged(exec))
		return;
	side_take_counters(&exec->side[SUBJECT]);
	side_take_counters(&exec->side[ORACLE]);
	exec->side[ORACLE].looked_at = true;
	exec->diff = &ignored; /* this check must not overwrite the first difference */
	if (!diff_is_unsound(class) && check_subject(exec, &exec->side[SUBJECT])) {
		side_take_view(&exec->side[SUBJECT]);
		exec->side[SUBJECT].looked_at = true;
	}
	exec->diff = found;
}

/* Check the subject's structures with its own check, then compare its whole view. */
static bool look_at_subject(struct exec *exec, struct side *side)
{
	struct view *oracle = &exec->side[ORACLE].view;

	if (!check_subject(exec, side))
		return false;
	if (judged(exec))
		return true;
	side_take_view(side);
	if (exec->options.blind)
		blind_view(exec->options.blind, &exec->machine, &side->view, oracle);
	return compare_views(&exec->machine, &side->view, oracle, exec->diff);
}

/* Invariants are checked on the subject's view only: the views are equal by then. */
static bool look(struct exec *exec)
{
	side_take_view(&exec->side[ORACLE]);
	return all_agree(exec, look_at_subject) && (judged(exec) || check_invariants(exec));
}

static bool count_subject(struct exec *exec, struct side *side)
{
	struct zone_counters *oracle = exec->side[ORACLE].counters;

	side_take_counters(side);
	for (struct zone_counters *zone = side->counters; judged(exec) && zone < side->counters + exec->machine.nr_zones; zone++)
		*zone = (struct zone_counters){.free = zone->free, .managed = zone->managed};
	if (exec->options.blind)
		blind_counters(exec->options.blind, side->counters, oracle, exec->machine.nr_zones);
	return compare_counters(side->counters, oracle, exec->machine.nr_zones, exec->diff);
}

static bool look_at_counters(struct exec *exec)
{
	side_take_counters(&exec->side[ORACLE]);
	return all_agree(exec, count_subject);
}

static void apply(struct exec *exec, struct side *side)
{
	exec->answering = side;
	side_apply(side, &exec->request);
}

static bool ran_out_of_steps(struct exec *exec)
{
	const bool subject = exec->answering != &exec->side[ORACLE];

	exec->beside = exec->answering == &exec->side[BESIDE];
	return differ(exec->diff, DIFF_STEPS, subject, !subject, "steps side=%s", subject ? "subject" : "oracle");
}

/* Requests that every allocator knows (with a judge). */
static bool can_be_judged(struct request *request)
{
	if (request->kind == REQ_RMQUEUE)
		request->kind = REQ_ALLOC;
	return request->kind == REQ_ALLOC || request->kind == REQ_FREE || request->kind == REQ_DRAIN || request->kind == REQ_DRAIN_ALL;
}

static bool takes(const struct side *side, const struct request *request)
{
	return !side->subject->takes || side->subject->takes(request);
}

static bool can_be_asked(struct exec *exec, struct request *request)
{
	if (judged(exec))
		return can_be_judged(request);
	if (takes(&exec->side[SUBJECT], request) && takes(&exec->side[ORACLE], request))
		return true;
	exec->left_out = true;
	return false;
}

static bool answer_judged(struct exec *exec)
{
	struct side *subject = &exec->side[SUBJECT], *oracle = &exec->side[ORACLE];

	apply(exec, subject);
	if (!assertions_hold(exec, subject))
		return false;
	oracle->subject->judge(oracle->world, &exec->request, &subject->answer, subject->subject->serves_what_fits, &oracle->answer);
	if (subject->answer.status != oracle->answer.status)
		return differ(exec->diff, DIFF_STATUS, subject->answer.status, oracle->answer.status, "status");
	if (subject->answer.value != oracle->answer.value)
		return differ(exec->diff, DIFF_VALUE, subject->answer.value, oracle->answer.value, "value");
	return true;
}

static bool in_proportion(struct exec *exec, const struct side *side)
{
	const bool left_out = exec->options.step_limit == 0 || (exec->options.blind && exec->options.blind->steps);
	const struct answer *oracle = &exec->side[ORACLE].answer;
	const bool counted = !exec->side[ORACLE].subject->trusting; /* a kernel does not count the steps that a request is worth */

	return left_out || !counted || compare_effort(side->subject, &exec->machine, &exec->request, &side->answer, oracle, exec->diff);
}

/* A trusting side is not shown a request that its misuse() refuses; the refusal is its answer. */
static void ask(struct exec *exec, struct side *side)
{
	const struct subject *subject = side->subject;
	const enum status misuse = subject->trusting && subject->misuse ? subject->misuse(side->world, &exec->request) : STATUS_OK;

	if (misuse == STATUS_OK) {
		apply(exec, side);
		return;
	}
	memset(&side->answer, 0, offsetof(struct answer, bad));
	side->answer.status = (uint8_t)misuse;
}

/* The oracle refused a request that this side must not be shown: compare the status its misuse() gives, if it has one. */
static bool refuse_alike(struct exec *exec, struct side *side)
{
	const struct subject *subject = side->subject;

	memcpy(&side->answer, &exec->side[ORACLE].answer, offsetof(struct answer, bad));
	if (subject->misuse)
		side->answer.status = (uint8_t)subject->misuse(side->world, &exec->request);
	return compare_answers(&side->answer, &exec->side[ORACLE].answer, exec->diff);
}

/* Compare a side's answer; the oracle has answered already. */
static bool answer_alike(struct exec *exec, struct side *side)
{
	struct answer *oracle = &exec->side[ORACLE].answer;
	const bool gave_up = oracle->status == STATUS_STUCK;

	if (side->subject->trusting && gave_up && !exec->side[ORACLE].subject->trusting) {
		exec->over = true;
		return true;
	}
	if (side->subject->trusting && oracle->status != STATUS_OK && !gave_up)
		return refuse_alike(exec, side);
	ask(exec, side);
	if (!assertions_hold(exec, side))
		return false;
	if ((side->subject->trusting || exec->side[ORACLE].subject->trusting) && gave_up && side->answer.status == STATUS_STUCK) {
		exec->over = true; /* when a side gives up is not defined by the kernel */
		return true;
	}
	if (side->subject->silent)
		copy_path(oracle, &side->answer);
	else if (exec->side[ORACLE].subject->silent)
		copy_path(&side->answer, oracle);
	if (exec->options.blind)
		blind_answer(exec->options.blind, &side->answer, oracle);
	return compare_answers(&side->answer, oracle, exec->diff) && in_proportion(exec, side);
}

static bool answer_all(struct exec *exec)
{
	const bool searches = exec->request.kind == REQ_CONTIG_PAGES;
	bool agreed;

	if (judged(exec))
		return answer_judged(exec);
	if (searches)
		allow_steps(exec, true);
	ask(exec, &exec->side[ORACLE]);
	agreed = all_agree(exec, answer_alike);
	if (searches)
		allow_steps(exec, false);
	return agreed;
}

static bool check_expectation(struct exec *exec, const struct op *op, const struct answer *answer)
{
	const struct expectation *expect = &op->expect;

	if (!expect->given || judged(exec) || exec->left_out) /* a file's expectations are what Linux does */
		return true;
	if (expect->status != answer->status)
		return differ(exec->diff, DIFF_EXPECT, answer->status, expect->status, "status");
	if (expect->status != STATUS_OK || expect->value == answer->value)
		return true;
	return differ(exec->diff, DIFF_EXPECT, answer->value, expect->value, "value");
}

static bool wants_view(const struct exec *exec, uint32_t op, bool digest)
{
	return digest || (exec->period != VIEW_AT_END && op % exec->period == 0);
}

/* The view used for the digest. */
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
	if (!op_resolve(&exec->slots, &exec->machine, seq, index, request, exec->pfns, exec->orders) || !can_be_asked(exec, request)) {
		memset(answer, 0, offsetof(struct answer, bad));
		return check_expectation(exec, &seq->op[index], answer);
	}
	result->ops++;
	if (!answer_all(exec))
		return false;
	if (exec->over)
		return true;
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
	if (!boot(exec, result) || !all_agree(exec, assertions_hold) || !look_at_counters(exec))
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
	if (exec->over)
		return true;
	if (!look(exec))
		return false;
	if (!seq->has_digest || seq->digest == result->digest || judged(exec) || exec->left_out)
		return true;
	return differ(exec->diff, DIFF_EXPECT, (int64_t)result->digest, (int64_t)seq->digest, "digest");
}

/* Boot, then all ops from index on. False: a difference, in exec->diff. */
static bool run(struct exec *exec, const struct sequence *seq, uint32_t index, bool digest, struct exec_result *result)
{
	bool agreed = start(exec, digest, result);

	for (; agreed && !exec->over && index < seq->nr_ops; index++)
		agreed = step(exec, seq, index, digest, result);
	return agreed && finish(exec, seq, result);
}

void exec_run(struct exec *exec, const struct sequence *seq, struct exec_result *result)
{
	const bool digest = exec->options.digest || seq->has_digest;
	uint32_t index;
	bool agreed;

	memset(result, 0, sizeof(*result));
	exec->diff = &result->divergence;
	exec->beside = exec->over = exec->left_out = false;
	invariants_start(&exec->invariants);
	exec->invariants.without = exec->options.blind ? exec->options.blind->invariants : 0;
	memset(&exec->request, 0, sizeof(exec->request));
	index = seq_machine(seq, &exec->machine);
	if (setjmp(exec->out_of_steps) == 0)
		agreed = run(exec, seq, index, digest, result);
	else
		agreed = ran_out_of_steps(exec);
	result->beside = exec->beside;
	if (agreed)
		exec->diff->op = 0;
	else
		look_after(exec);
}
