// SPDX-License-Identifier: MIT
/*
 * Which names are one mistake: those with samples whose cores (fuzz/triage/reduce.h) go wrong in the same ways, or ask the same in the same
 * order; directly or by way of a third.
 *
 * A group is named after its simplest bug. What has no ways, as a subject that dies, is a group of its own.
 */
#include "fuzz/triage/triage_parts.h"

#include <stdlib.h>
#include <string.h>

static uint32_t bug_of(const struct triage *triage, const struct triage_result *result)
{
	uint32_t bug = 0;

	while (bug < triage->nr_bugs && strcmp(triage->bug[bug].signature, result->signature) != 0)
		bug++;
	return bug;
}

static bool is_same(const struct triage_result *a, const struct triage_result *b)
{
	return strcmp(a->ways, b->ways) == 0 || (a->asks[0] != '\0' && strcmp(a->asks, b->asks) == 0);
}

static bool is_sample(const struct triage_result *result)
{
	return result->finding == FOUND_BUG && result->ways[0] != '\0';
}

/* Two groups become one. */
static void join(uint32_t *group, uint32_t nr_bugs, uint32_t to, uint32_t from)
{
	for (uint32_t i = 0; i < nr_bugs; i++)
		if (group[i] == from)
			group[i] = to;
}

/* Names that came up in this run before those that are only on record, then the fewest ops, then the alphabet. */
static bool is_simpler(const struct triage_bug *a, const struct triage_bug *b)
{
	if ((a->verdict == BUG_FIXED) != (b->verdict == BUG_FIXED))
		return b->verdict == BUG_FIXED;
	if (a->ops_min != b->ops_min)
		return a->ops_min < b->ops_min;
	return strcmp(a->signature, b->signature) < 0;
}

static void name_groups(struct triage *triage, const uint32_t *group)
{
	for (uint32_t i = 0; i < triage->nr_bugs; i++) {
		uint32_t best = i, inputs = 0;

		for (uint32_t j = 0; j < triage->nr_bugs; j++) {
			if (group[j] != group[i])
				continue;
			inputs += triage->bug[j].inputs;
			if (is_simpler(&triage->bug[j], &triage->bug[best]))
				best = j;
		}
		memcpy(triage->bug[i].group, triage->bug[best].signature, sizeof(triage->bug[i].group));
		triage->bug[i].group_inputs = inputs;
	}
}

void group_bugs(struct triage *triage)
{
	const uint32_t all = triage->options.nr_paths + triage->nr_stored;
	uint32_t *group = triage_memory(calloc((size_t)triage->nr_bugs + 1, sizeof(*group)));

	for (uint32_t i = 0; i < triage->nr_bugs; i++)
		group[i] = i;
	for (uint32_t i = 0; i < all; i++)
		for (uint32_t j = 0; j < i && is_sample(&triage->result[i]); j++) {
			if (!is_sample(&triage->result[j]) || !is_same(&triage->result[i], &triage->result[j]))
				continue;
			const uint32_t a = bug_of(triage, &triage->result[i]), b = bug_of(triage, &triage->result[j]);

			if (a < triage->nr_bugs && b < triage->nr_bugs && group[a] != group[b])
				join(group, triage->nr_bugs, group[a], group[b]);
		}
	name_groups(triage, group);
	free(group);
}
