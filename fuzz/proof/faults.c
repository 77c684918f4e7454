// SPDX-License-Identifier: MIT
/*
 * The loops: for each chance of the plan, the ops that make it fail are inserted before its op, and the whole sequence is run in lockstep.
 * After the fault the rest of the sequence may mean something else, which only adds variety.
 */
#include "fuzz/proof/faults.h"

#include <stdio.h>
#include <string.h>

#include "fuzz/proof/faults_parts.h"

enum { VIEW_PERIOD = 16, OPS_ROOM = 128, THIEVES_MAX = 120, PERSISTENT = 8 };

const char *const fault_names[NR_FAULTS] = {"page", "free", "refill", "memory", "answer", "mark"};

struct loops {
	const struct sequence *seq;
	const struct plan *plan;
	struct exec *exec;
	struct faults_result *result;
	struct sequence *input;
	uint32_t injected, end; /* ops [injected, end) of input were inserted for the fault */
	bool accepted;
};

/* --- making a disturbed sequence */

static void begin(struct loops *loops)
{
	seq_copy(loops->input, loops->seq);
	loops->injected = loops->end = 0;
}

/* Insert one more op before op; ops inserted one after another stay in that order. */
static struct op *put(struct loops *loops, uint32_t op, enum op_kind kind)
{
	struct sequence *input = loops->input;
	const uint32_t at = loops->end > loops->injected ? loops->end : op;
	struct op *new = &input->op[at];

	memmove(new + 1, new, (input->nr_ops - at) * sizeof(*new));
	input->nr_ops++;
	memset(new, 0, sizeof(*new));
	new->kind = (uint8_t)kind;
	new->dst = SLOT_NONE;
	if (loops->end == loops->injected)
		loops->injected = at;
	loops->end = at + 1;
	return new;
}

static void put_damage(struct loops *loops, uint32_t op, enum damage damage, pfn_t pfn)
{
	struct op *bad = put(loops, op, OP_MARK_BAD);

	op_set(bad, ARG_DAMAGE, (uint32_t)damage);
	op_set(bad, ARG_PFN, pfn);
}

static void set_answer(struct op *op, uint8_t question, uint32_t value)
{
	op_set(op, ARG_QUESTION, question);
	op_set(op, ARG_ANSWER, value);
}

/* --- running it */

static void watch(void *ctx, uint32_t op, const struct request *request, const struct answer *answer, uint64_t digest)
{
	struct loops *loops = ctx;

	(void)request;
	(void)digest;
	if (op >= loops->injected && op < loops->end && answer->status != STATUS_OK)
		loops->accepted = false;
}

/* False: the run diverges. */
static bool run(struct loops *loops, enum fault_kind kind)
{
	struct exec_result run;

	seq_forget_expectations(loops->input);
	loops->accepted = true;
	exec_run(loops->exec, loops->input, &run);
	loops->result->loops[kind]++;
	loops->result->idle += !loops->accepted;
	if (run.divergence.class == DIFF_NONE)
		return true;
	loops->result->divergence = run.divergence;
	loops->result->kind = kind;
	loops->result->n = loops->result->chances[kind];
	return false;
}

/* --- the kinds */

/* Damage the head (MAPPING or FLAG in turn: the head of a free block cannot have MAPCOUNT), then the last page (MAPCOUNT or HWPOISON). */
static bool loop_block(struct loops *loops, const struct chance *chance)
{
	const pfn_t last = chance->pfn + ((pfn_t)1 << chance->order) - 1;
	const bool even = loops->result->chances[chance->kind] % 2 == 0;

	begin(loops);
	put_damage(loops, chance->op, even ? DAMAGE_MAPPING : DAMAGE_FLAG, chance->pfn);
	if (!run(loops, (enum fault_kind)chance->kind))
		return false;
	if (last == chance->pfn)
		return true;
	begin(loops);
	put_damage(loops, chance->op, even ? DAMAGE_MAPCOUNT : DAMAGE_HWPOISON, last);
	return run(loops, (enum fault_kind)chance->kind);
}

static bool loop_refill(struct loops *loops, const struct chance *chance)
{
	const pfn_t *pages = &loops->plan->refilled[chance->index];
	const uint32_t first[] = {0, chance->nr - 1, 0}, end[] = {1, chance->nr, chance->nr};

	for (uint32_t way = chance->nr == 1 ? 2 : 0; way < 3; way++) {
		begin(loops);
		for (uint32_t i = first[way]; i < end[way]; i++)
			put_damage(loops, chance->op, DAMAGE_FLAG, pages[i]);
		if (!run(loops, FAULT_REFILL))
			return false;
	}
	return true;
}

/* Take all blocks above some order, the largest first, whatever their type: without watermarks nothing is refused while there is one. */
static void put_thief(struct loops *loops, const struct chance *chance, uint32_t order, uint32_t number)
{
	struct op *thief = put(loops, chance->op, OP_RMQ);

	thief->dst = (int16_t)(NR_SLOTS - 1 - number);
	op_set(thief, ARG_ORDER, order);
	op_set(thief, ARG_NODE, chance->node);
	op_set(thief, ARG_GFP, GFP_BIT_HIGHMEM | GFP_BIT_MOVABLE);
	op_set(thief, ARG_ALLOC_FLAGS, ALLOC_NO_WATERMARKS | ALLOC_CMA);
}

static bool loop_memory(struct loops *loops, const struct chance *chance)
{
	for (uint32_t kept = 0; kept < 3; kept++) {
		uint32_t thieves = 0;

		for (uint32_t order = kept + 1; order < MAX_ORDER_LIMIT; order++)
			thieves += chance->blocks[order];
		if (thieves == 0 || thieves > THIEVES_MAX)
			continue;
		begin(loops);
		for (uint32_t order = MAX_ORDER_LIMIT - 1; order > kept; order--)
			for (uint32_t i = 0; i < chance->blocks[order]; i++)
				put_thief(loops, chance, order, --thieves);
		if (!run(loops, FAULT_MEMORY))
			return false;
	}
	return true;
}

/* Answer the op's question number nr with value: change the answer queued for it, or queue one after filler answers. */
static void answer_one(struct loops *loops, const struct chance *chance, uint32_t filler, uint32_t value)
{
	struct sequence *input = loops->input;
	uint32_t first = chance->op, queued = 0;

	while (first > 0 && !op_asks(input->op[first - 1].kind))
		first--;
	for (uint32_t i = first; i < chance->op; i++)
		if (input->op[i].kind == OP_ANSWER && op_get(&input->op[i], ARG_QUESTION) == chance->question && queued++ == chance->nr) {
			set_answer(&input->op[i], chance->question, value);
			return;
		}
	for (; queued < chance->nr; queued++)
		set_answer(put(loops, chance->op, OP_ANSWER), chance->question, filler);
	set_answer(put(loops, chance->op, OP_ANSWER), chance->question, value);
}

/* Answer so from that question on: this op's next ones as well, and change what is queued for later ops. */
static void answer_all(struct loops *loops, const struct chance *chance, uint32_t filler, uint32_t value)
{
	struct sequence *input = loops->input;

	answer_one(loops, chance, filler, value);
	for (uint32_t i = 0; i < PERSISTENT && loops->end > loops->injected; i++)
		set_answer(put(loops, chance->op, OP_ANSWER), chance->question, value);
	for (uint32_t i = loops->end > chance->op ? loops->end : chance->op; i < input->nr_ops; i++)
		if (input->op[i].kind == OP_ANSWER && op_get(&input->op[i], ARG_QUESTION) == chance->question)
			set_answer(&input->op[i], chance->question, value);
}

/* The possible answers to a question; the first is the default for unanswered ones. */
struct answers {
	uint32_t nr, value[8];
};

static const struct answers answers_to[NR_QUESTIONS] = {
	[ASK_RECLAIM] = {3, {0, 1, 64}},
	[ASK_COMPACT] = {8, {COMPACT_SKIPPED, COMPACT_DEFERRED, COMPACT_CONTINUE, COMPACT_COMPLETE, COMPACT_PARTIAL_SKIPPED, COMPACT_CONTENDED,
		COMPACT_SUCCESS, COMPACT_NO_SUITABLE_PAGE}},
	[ASK_OOM] = {2, {0, 1}},
	[ASK_OOM_LOCK] = {2, {1, 0}},
	[ASK_NODE_RECLAIM] = {5, {0, 1, 3, 4, 1024}},
	[ASK_MIGRATE] = {3, {0, (uint32_t)-16, (uint32_t)-4}},
};

static bool loop_answer(struct loops *loops, const struct chance *chance)
{
	const struct answers *answers = &answers_to[chance->question];

	for (uint32_t i = 0; i < answers->nr; i++) {
		begin(loops);
		answer_one(loops, chance, answers->value[0], answers->value[i]);
		if (!run(loops, FAULT_ANSWER))
			return false;
		begin(loops);
		answer_all(loops, chance, answers->value[0], answers->value[i]);
		if (!run(loops, FAULT_ANSWER))
			return false;
	}
	return true;
}

static void put_boost(struct loops *loops, uint32_t op, uint8_t zone, uint32_t value)
{
	struct op *boost = put(loops, op, OP_SETBOOST);

	op_set(boost, ARG_ZONE, zone);
	op_set(boost, ARG_VALUE, value);
}

static void put_kbytes(struct loops *loops, uint32_t op, uint32_t value)
{
	struct op *set = put(loops, op, OP_SET);

	op_set(set, ARG_KEY, SET_MIN_FREE_KBYTES);
	op_set(set, ARG_KEY_VALUE, value);
}

/*
 * Move the watermark to where the room ends, by the zone's boost, which is in pages; before v5.0 there is no boost, so by min_free_kbytes.
 */
static bool loop_mark(struct loops *loops, const struct chance *chance)
{
	const bool by_boost = loops->seq->profile != PROFILE_LINUX_4_14;

	for (int64_t away = -1; away <= 1; away++) {
		const int64_t boost = chance->room - chance->mark + away, kbytes = 4 * (chance->room + away);

		if (by_boost ? boost < 0 || boost > 1 << 24 : kbytes < 0 || kbytes > 1 << 24)
			continue;
		begin(loops);
		if (by_boost)
			put_boost(loops, chance->op, chance->zone, (uint32_t)boost);
		else
			put_kbytes(loops, chance->op, (uint32_t)kbytes);
		/* Restore it afterwards, so that later ops meet their own marks. */
		loops->injected = loops->end + 1;
		loops->end = loops->injected;
		if (by_boost)
			put_boost(loops, loops->injected, chance->zone, chance->boost);
		else
			put_kbytes(loops, loops->injected, chance->kbytes);
		if (!run(loops, FAULT_MARK))
			return false;
	}
	return true;
}

static bool loop(struct loops *loops, const struct chance *chance)
{
	switch ((enum fault_kind)chance->kind) {
	case FAULT_PAGE: case FAULT_FREE:
		return loop_block(loops, chance);
	case FAULT_REFILL:
		return loop_refill(loops, chance);
	case FAULT_MEMORY:
		return loop_memory(loops, chance);
	case FAULT_ANSWER:
		return loop_answer(loops, chance);
	case FAULT_MARK:
		return loop_mark(loops, chance);
	case NR_FAULTS:
		break;
	}
	return true;
}

static bool loop_all(struct loops *loops)
{
	for (uint32_t i = 0; i < loops->plan->nr; i++) {
		loops->result->chances[loops->plan->chance[i].kind]++;
		if (!loop(loops, &loops->plan->chance[i]))
			return false;
	}
	return true;
}

bool faults_run(const struct faults_options *options, const struct sequence *seq, struct faults_result *result, struct sequence *input)
{
	struct sequence cut = *seq;
	struct plan plan;
	struct loops loops = {.seq = &cut, .plan = &plan, .result = result, .input = input};
	const struct exec_options exec = {.subject = options->subject, .oracle = options->oracle, .view_period = VIEW_PERIOD,
					  .step_limit = options->step_limit, .on_op = watch, .ctx = &loops};
	struct exec_result undisturbed;
	bool agreed;

	memset(result, 0, sizeof(*result));
	if (cut.nr_ops > SEQ_OPS_MAX - OPS_ROOM)
		cut.nr_ops = SEQ_OPS_MAX - OPS_ROOM;
	agreed = faults_plan(&plan, options, &cut, &undisturbed);
	if (!agreed) {
		result->divergence = undisturbed.divergence;
		result->kind = NR_FAULTS;
		seq_copy(input, &cut);
	} else {
		loops.exec = exec_new(&exec);
		agreed = loop_all(&loops);
		exec_free(loops.exec);
	}
	faults_release(&plan);
	return agreed;
}
