// SPDX-License-Identifier: MIT
/* Mutated sequences stay within the bias and the capacity, depend on the random numbers only, and are now and then a generated scenario. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/generate/mutate.h"

enum { ROUNDS = 4000 };

static const enum op_kind traffic[] = {OP_ALLOC, OP_FREE, OP_DRAIN, OP_SET};
static const enum op_kind all[] = {OP_MACHINE, OP_ZONE, OP_HOLE, OP_CMA, OP_SET, OP_ALLOC, OP_FREE, OP_RMQ, OP_ISOLATE, OP_ANSWER, OP_TASK};
static const char *const machines[] = {"machine cpus=2 pageblock_order=4 max_order=7\nzone node=0 NORMAL pfn=0..2048\n"};

static int failures;

static void check(bool holds, const char *what, unsigned round)
{
	if (holds)
		return;
	fprintf(stderr, "round %u: %s\n", round, what);
	failures++;
}

static bool wanted(const struct mutate_bias *bias, enum op_kind kind)
{
	for (uint32_t i = 0; i < bias->nr_kinds; i++)
		if (bias->kinds[i] == kind)
			return true;
	return false;
}

static bool keeps_to(const struct mutate_bias *bias, const struct sequence *seq)
{
	struct machine machine;
	const uint32_t first = wanted(bias, OP_MACHINE) ? 0 : seq_machine(seq, &machine);

	for (uint32_t i = first; i < seq->nr_ops; i++)
		if (!wanted(bias, (enum op_kind)seq->op[i].kind))
			return false;
	return true;
}

static bool equal(const struct sequence *a, const struct sequence *b)
{
	return a->profile == b->profile && a->nr_ops == b->nr_ops && memcmp(a->op, b->op, a->nr_ops * sizeof(*a->op)) == 0;
}

/* Mutate one sequence again and again; returns how often nearly all of it was new. */
static uint32_t change(const struct mutate_bias *bias)
{
	static struct sequence seq, again, before;
	uint64_t dice = 1;
	uint32_t anew = 0;

	seq_init(&seq);
	seq_init(&again);
	seq_init(&before);
	seq_decode(&seq, NULL, 0);
	for (unsigned round = 0; round < ROUNDS; round++) {
		uint64_t same = dice;

		seq_copy(&before, &seq);
		seq_copy(&again, &seq);
		mutate_sequence(&seq, bias, &dice);
		mutate_sequence(&again, bias, &same);
		check(equal(&seq, &again), "the same dice made another sequence", round);
		check(keeps_to(bias, &seq), "an op that the bias does not want", round);
		check(seq.nr_ops <= MUTATE_OPS_MAX, "too long", round);
		check(bias->all_profiles || seq.profile == PROFILE_LINUX_5_10, "another profile", round);
		anew += seq.nr_ops > before.nr_ops + 60;
	}
	seq_release(&seq);
	seq_release(&again);
	seq_release(&before);
	return anew;
}

static void check_every_kind(void)
{
	const struct mutate_bias every = {.kinds = every_kind, .nr_kinds = NR_EVERY_KIND};

	for (unsigned kind = OP_NOP + 1; kind < NR_OPS; kind++)
		check(wanted(&every, (enum op_kind)kind), op_table[kind].name, 0);
}

int main(void)
{
	const struct mutate_bias on_a_machine = {.kinds = traffic, .nr_kinds = sizeof(traffic) / sizeof(traffic[0]), .machines = machines, .nr_machines = 1};
	const struct mutate_bias anything = {.kinds = all, .nr_kinds = sizeof(all) / sizeof(all[0]), .all_profiles = true};

	check_every_kind();
	check(change(&on_a_machine) > ROUNDS / 100, "no traffic of scenarios on a machine", ROUNDS);
	check(change(&anything) > ROUNDS / 100, "no whole scenarios", ROUNDS);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
