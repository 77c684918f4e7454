// SPDX-License-Identifier: MIT
/*
 * Scenarios as material for the mutator. They contain what single changes rarely produce: a machine that suits its traffic, and phases of
 * filling and emptying it. Used whole if the bias generates machines, else only their traffic, on the existing machine.
 */
#include "fuzz/generate/generate.h"
#include "fuzz/generate/mutate_parts.h"

enum { FRESH_OPS = 120 };

static const struct scenario *any_scenario(uint64_t *state)
{
	static uint32_t count;

	while (scenario_at(count))
		count++;
	return scenario_at(dice_below(state, count));
}

/* Drop the unwanted kinds from op `first` on. */
static void drop_unwanted(struct sequence *seq, const struct mutate_bias *bias, uint32_t first)
{
	uint32_t kept = first;

	for (uint32_t i = first; i < seq->nr_ops && kept < MUTATE_OPS_MAX; i++)
		if (bias_wants(bias, (enum op_kind)seq->op[i].kind))
			seq->op[kept++] = seq->op[i];
	seq->nr_ops = kept;
}

static void whole(struct sequence *seq, const struct mutate_bias *bias, uint64_t *state)
{
	const bool any = bias->all_profiles && dice_below(state, 2);

	generate(seq, any_scenario(state), (enum profile)(any ? dice_below(state, NR_PROFILES) : PROFILE_LINUX_5_10), dice_next(state),
		 10 + dice_below(state, FRESH_OPS));
	drop_unwanted(seq, bias, 0);
}

/* Append a scenario's traffic after some of the existing traffic, often after none of it. */
static void traffic(struct sequence *seq, const struct mutate_bias *bias, uint32_t first, uint64_t *state)
{
	if (seq->nr_ops > first)
		seq->nr_ops = dice_below(state, 2) ? first : first + dice_below(state, seq->nr_ops - first);
	first = seq->nr_ops;
	generate_traffic(seq, any_scenario(state), dice_next(state), 10 + dice_below(state, FRESH_OPS));
	drop_unwanted(seq, bias, first);
}

void mutate_by_scenario(struct sequence *seq, const struct mutate_bias *bias, uint32_t first, uint64_t *state)
{
	if (bias_wants(bias, OP_MACHINE) && dice_below(state, 4))
		whole(seq, bias, state);
	else
		traffic(seq, bias, first, state);
}
