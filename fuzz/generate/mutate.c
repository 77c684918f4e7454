// SPDX-License-Identifier: MIT
/*
 * Changes to whole sequences. The machine ops stay at the front; traffic is changed after them.
 */
#include "fuzz/generate/mutate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/generate/mutate_parts.h"

static uint32_t front(const struct sequence *seq)
{
	struct machine machine;

	return seq_machine(seq, &machine);
}

/* Make room for count ops at index. False: there is no room. */
static bool open_gap(struct sequence *seq, uint32_t index, uint32_t count)
{
	if (seq->nr_ops + count > MUTATE_OPS_MAX)
		return false;
	seq_open_gap(seq, index, count);
	return true;
}

static bool is_machine_op(const struct op *op)
{
	return op->kind >= OP_MACHINE && op->kind <= OP_DISTANCE;
}

/* A machine op has an effect only at the front, so it is inserted there. */
static void insert_op(struct sequence *seq, uint32_t index, const struct mutate_bias *bias, uint64_t *state)
{
	struct op op;

	random_op(&op, bias, state);
	if (is_machine_op(&op))
		index = dice_below(state, front(seq) + 1);
	if (open_gap(seq, index, 1))
		seq->op[index] = op;
}

/* Repeat one op, with consecutive slots: fills lists, exhausts zones, empties them again. */
static void insert_burst(struct sequence *seq, uint32_t index, const struct mutate_bias *bias, uint64_t *state)
{
	const uint32_t count = 2 + dice_below(state, 15);
	struct op op;

	random_op(&op, bias, state);
	if (!open_gap(seq, index, count))
		return;
	for (uint32_t i = 0; i < count; i++) {
		if (op.dst != SLOT_NONE)
			op.dst = (int16_t)((op.dst + 1) % NR_SLOTS);
		else
			op_set(&op, ARG_SLOT, (op_get(&op, ARG_SLOT) + 1) % NR_SLOTS);
		seq->op[index + i] = op;
	}
}

static void insert_motif(struct sequence *seq, uint32_t index, const struct mutate_bias *bias, uint64_t *state)
{
	struct op ops[MOTIF_MAX];
	struct machine machine;
	uint32_t count;

	seq_machine(seq, &machine);
	count = random_motif(ops, bias, &machine, state);
	if (open_gap(seq, index, count))
		memcpy(&seq->op[index], ops, count * sizeof(ops[0]));
}

/* Let an op that reads a slot read one that an earlier op has written. */
static void retarget(struct sequence *seq, uint32_t first, uint32_t index, uint64_t *state)
{
	for (uint32_t tries = 0; index > first && tries < 8; tries++) {
		const struct op *writer = &seq->op[first + dice_below(state, index - first)];

		if (writer->dst == SLOT_NONE)
			continue;
		op_set(&seq->op[index], ARG_SLOT, (uint32_t)writer->dst);
		return;
	}
}

static void copy_range(struct sequence *seq, uint32_t first, uint64_t *state)
{
	struct op copy[16];
	uint32_t count = 1 + dice_below(state, 16);
	const uint32_t from = first + dice_below(state, seq->nr_ops - first), to = first + dice_below(state, seq->nr_ops - first);

	if (count > seq->nr_ops - from)
		count = seq->nr_ops - from;
	memcpy(copy, &seq->op[from], count * sizeof(copy[0]));
	if (open_gap(seq, to, count))
		memcpy(&seq->op[to], copy, count * sizeof(copy[0]));
}

static void change_argument(struct op *op, const struct mutate_bias *bias, uint64_t *state)
{
	struct mutate_bias same = *bias;
	const enum op_kind kind = (enum op_kind)op->kind;
	uint32_t nr_args = 0, index;
	struct op other;

	while (nr_args < OP_ARGS_MAX && op_table[kind].arg[nr_args].id != ARG_NONE)
		nr_args++;
	if (nr_args == 0)
		return;
	index = dice_below(state, nr_args);
	same.kinds = &kind;
	same.nr_kinds = 1;
	random_op(&other, &same, state);
	if (dice_below(state, 3) > 0)
		op->arg[index] = other.arg[index];
	else if (op_table[kind].arg[index].width == 4)
		op->arg[index] += dice_below(state, 2) ? 1u : UINT32_MAX;
	else
		op->arg[index] = (op->arg[index] + 1) & ((1u << 8 * op_table[kind].arg[index].width) - 1);
}

static void swap_ops(struct sequence *seq, uint32_t first, uint64_t *state)
{
	const uint32_t a = first + dice_below(state, seq->nr_ops - first), b = first + dice_below(state, seq->nr_ops - first);
	const struct op op = seq->op[a];

	seq->op[a] = seq->op[b];
	seq->op[b] = op;
}

static void remove_range(struct sequence *seq, uint32_t first, uint64_t *state)
{
	const uint32_t from = first + dice_below(state, seq->nr_ops - first);
	uint32_t count = 1 + dice_below(state, dice_below(state, 4) ? 2 : 32);

	if (count > seq->nr_ops - from)
		count = seq->nr_ops - from;
	seq_remove_ops(seq, from, count);
}

static void mutate_once(struct sequence *seq, const struct mutate_bias *bias, uint64_t *state)
{
	/* Machine ops may be changed as well, if they are wanted. */
	const uint32_t first = bias_wants(bias, OP_MACHINE) && dice_below(state, 3) == 0 ? 0 : front(seq);
	const uint32_t index = first + dice_below(state, seq->nr_ops - first + 1);

	if (seq->nr_ops == first) {
		insert_burst(seq, index, bias, state);
		return;
	}
	switch (dice_below(state, 12)) {
	case 0: case 1: case 2:
		insert_op(seq, index, bias, state);
		return;
	case 3:
		insert_burst(seq, index, bias, state);
		return;
	case 4:
		copy_range(seq, first, state);
		return;
	case 5:
		swap_ops(seq, first, state);
		return;
	case 6:
		remove_range(seq, first, state);
		return;
	case 7:
		insert_motif(seq, index, bias, state);
		return;
	case 8:
		if (index < seq->nr_ops)
			retarget(seq, first, index, state);
		return;
	default:
		change_argument(&seq->op[index < seq->nr_ops ? index : first], bias, state);
		return;
	}
}

/* The machines of one bias as ops, parsed once: a program has only one bias. */
static struct sequence machines[MUTATE_MACHINES_MAX];
static const struct mutate_bias *parsed_for;

static void parse_machine(struct sequence *seq, const char *ops)
{
	struct seq_error error;
	char text[1024];

	if (!seq->op)
		seq_init(seq);
	snprintf(text, sizeof(text), "buddycheck 1\nprofile linux-5.10\n%s", ops);
	/* The texts are part of the program, so a parse error is a bug in it. */
	if (!seq_parse(seq, text, strlen(text), &error)) {
		fprintf(stderr, "built-in machine of this fuzz target does not parse, line %u: %s\n%s\n", error.line, error.message, text);
		abort();
	}
}

static const struct sequence *machine_of(const struct mutate_bias *bias, uint32_t index)
{
	if (parsed_for != bias)
		for (uint32_t i = 0; i < bias->nr_machines && i < MUTATE_MACHINES_MAX; i++)
			parse_machine(&machines[i], bias->machines[i]);
	parsed_for = bias;
	return &machines[index];
}

/* Does seq begin with one of the bias's machines? */
static bool has_machine(const struct sequence *seq, uint32_t length, const struct mutate_bias *bias)
{
	bool found = false;

	for (uint32_t i = 0; i < bias->nr_machines && !found; i++) {
		const struct sequence *machine = machine_of(bias, i);

		found = machine->nr_ops == length;
		for (uint32_t op = 0; found && op < length; op++)
			found = seq->op[op].kind == machine->op[op].kind &&
				memcmp(seq->op[op].arg, machine->op[op].arg, sizeof(machine->op[op].arg)) == 0;
	}
	return found;
}

/* Replace the first length ops by a machine of the bias. */
static void put_machine(struct sequence *seq, const struct mutate_bias *bias, uint32_t length, uint64_t *state)
{
	const struct sequence *machine = machine_of(bias, dice_below(state, bias->nr_machines));

	seq_remove_ops(seq, 0, length);
	if (seq->nr_ops + machine->nr_ops > SEQ_OPS_MAX)
		seq->nr_ops = SEQ_OPS_MAX - machine->nr_ops;
	memmove(&seq->op[machine->nr_ops], seq->op, seq->nr_ops * sizeof(*seq->op));
	memcpy(seq->op, machine->op, machine->nr_ops * sizeof(*seq->op));
	seq->nr_ops += machine->nr_ops;
}

/* Targets that generate machines keep the sequence's own. */
static void replace_machine(struct sequence *seq, const struct mutate_bias *bias, uint64_t *state)
{
	const uint32_t length = front(seq);

	if (bias->nr_machines > 0 && !bias_wants(bias, OP_MACHINE) && !has_machine(seq, length, bias))
		put_machine(seq, bias, length, state);
}

/* Add up to eight machine ops, if the bias has any. */
static void random_machine(struct sequence *seq, const struct mutate_bias *bias, uint64_t *state)
{
	const uint32_t wanted = seq->nr_ops + dice_below(state, 9);

	for (uint32_t tries = 0; seq->nr_ops < wanted && tries < 256; tries++) {
		random_op(&seq->op[seq->nr_ops], bias, state);
		if (is_machine_op(&seq->op[seq->nr_ops]) || seq->op[seq->nr_ops].kind == OP_SET)
			seq->nr_ops++;
	}
}

void random_sequence(struct sequence *seq, const struct mutate_bias *bias, uint32_t nr_ops, uint64_t *state)
{
	seq->profile = PROFILE_LINUX_5_10;
	seq->nr_ops = 0;
	seq->has_digest = false;
	seq->signature[0] = '\0';
	if (bias->all_profiles && dice_below(state, 2) == 0)
		seq->profile = (uint8_t)dice_below(state, NR_PROFILES);
	if (bias->nr_machines > 0 && (!bias_wants(bias, OP_MACHINE) || dice_below(state, 2) == 0))
		put_machine(seq, bias, 0, state);
	if (bias_wants(bias, OP_MACHINE))
		random_machine(seq, bias, state);
	for (uint32_t i = 0; i < nr_ops && seq->nr_ops < MUTATE_OPS_MAX; i++)
		random_op(&seq->op[seq->nr_ops++], bias, state);
}

void mutate_restrict(struct sequence *seq, const struct mutate_bias *bias, uint64_t *state)
{
	uint32_t first;

	if (!bias->all_profiles)
		seq->profile = PROFILE_LINUX_5_10;
	replace_machine(seq, bias, state);
	first = bias_wants(bias, OP_MACHINE) ? 0 : front(seq);
	for (uint32_t i = first; i < seq->nr_ops; i++)
		if (!bias_wants(bias, (enum op_kind)seq->op[i].kind))
			random_op(&seq->op[i], bias, state);
	if (seq->nr_ops > MUTATE_OPS_MAX)
		seq->nr_ops = MUTATE_OPS_MAX;
}

enum { SWARM_KINDS = 256, SCENARIO_SHARE = 3 /* one input in this many begins as a scenario */ };
_Static_assert(NR_OPS <= 64, "a bit for each kind");

/* Swarm: leave some of the wanted kinds out of this input's changes, so that the others come more densely. Traffic and machine ops stay. */
static void draw_swarm(struct mutate_bias *swarm, enum op_kind kinds[SWARM_KINDS], const struct mutate_bias *bias, uint64_t *state)
{
	const uint64_t mask = dice_next(state);
	uint32_t nr = 0;

	for (uint32_t i = 0; i < bias->nr_kinds && nr < SWARM_KINDS; i++) {
		const enum op_kind kind = bias->kinds[i];

		if (kind <= OP_FREE || (mask >> kind & 1))
			kinds[nr++] = kind;
	}
	*swarm = *bias;
	if (nr == 0)
		return;
	swarm->kinds = kinds;
	swarm->nr_kinds = nr;
}

void mutate_sequence(struct sequence *seq, const struct mutate_bias *bias, uint64_t *state)
{
	const uint32_t changes = 1 + dice_below(state, 6);
	enum op_kind kinds[SWARM_KINDS];
	struct mutate_bias swarm = *bias;

	mutate_restrict(seq, bias, state);
	if (dice_below(state, SCENARIO_SHARE) == 0) {
		mutate_by_scenario(seq, bias, front(seq), state);
		if (dice_below(state, 2))
			return;
	}
	if (bias->all_profiles && dice_below(state, 64) == 0)
		seq->profile = (uint8_t)dice_below(state, NR_PROFILES);
	if (dice_below(state, 2))
		draw_swarm(&swarm, kinds, bias, state);
	for (uint32_t i = 0; i < changes; i++)
		mutate_once(seq, &swarm, state);
}

void mutate_cross(struct sequence *seq, const struct sequence *other, const struct mutate_bias *bias, uint64_t *state)
{
	const uint32_t skipped = front(other), kept = front(seq) + dice_below(state, seq->nr_ops - front(seq) + 1);
	const uint32_t from = skipped + dice_below(state, other->nr_ops - skipped + 1);

	seq->nr_ops = kept;
	for (uint32_t i = from; i < other->nr_ops && seq->nr_ops < MUTATE_OPS_MAX; i++)
		seq->op[seq->nr_ops++] = other->op[i];
	mutate_restrict(seq, bias, state);
}
