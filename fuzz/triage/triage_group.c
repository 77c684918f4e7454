// SPDX-License-Identifier: MIT
/*
 * Which names are one mistake: those with samples whose cores (fuzz/triage/reduce.h) go wrong in the same ways, or ask the same in the same
 * order, or are relatives (fuzz/triage/relatives.h); directly or by way of a third.
 *
 * A sample says what it is, as up to three marks, and which marks its relatives have. Sorted by mark, what belongs together lies side by side,
 * so that a thousand names take no longer than their sorting. A group is named after its simplest bug. What has no ways, as a subject that dies,
 * is a group of its own.
 */
#include "fuzz/triage/triage_parts.h"

#include <stdlib.h>
#include <string.h>

enum { MARKS = 3 + RELATIVES_MAX /* of a sample, at most */ };

struct mark {
	uint64_t number;
	uint32_t bug;
	bool of_relative; /* ties its bug to those that have the mark themselves, and to no other relative's */
};

struct marks {
	struct mark *mark;
	size_t count;
};

static uint32_t bug_of(const struct triage *triage, const struct triage_result *result)
{
	uint32_t bug = 0;

	while (bug < triage->nr_bugs && strcmp(triage->bug[bug].signature, result->signature) != 0)
		bug++;
	return bug;
}

static bool is_sample(const struct triage_result *result)
{
	return result->finding == FOUND_BUG && result->ways[0] != '\0';
}

static void add_mark(struct marks *marks, uint32_t bug, uint64_t number, bool of_relative)
{
	marks->mark[marks->count++] = (struct mark){.number = number, .bug = bug, .of_relative = of_relative};
}

static void mark_sample(struct marks *marks, uint32_t bug, const struct triage_result *result)
{
	add_mark(marks, bug, relatives_number("goes wrong", result->ways), false);
	if (result->asks[0] != '\0')
		add_mark(marks, bug, relatives_number("asks", result->asks), false);
	add_mark(marks, bug, relatives_number(result->signature, result->ways), false);
	for (uint32_t i = 0; i < result->relatives.count; i++)
		add_mark(marks, bug, result->relatives.shown[i], true);
}

/* Of one number, a sample's own marks before those of relatives. */
static int compare_marks(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	if (x->of_relative != y->of_relative)
		return x->of_relative ? 1 : -1;
	return x->bug < y->bug ? -1 : x->bug > y->bug;
}

/* Two groups become one. */
static void join(uint32_t *group, uint32_t nr_bugs, uint32_t to, uint32_t from)
{
	for (uint32_t i = 0; to != from && i < nr_bugs; i++)
		if (group[i] == from)
			group[i] = to;
}

static void join_marked(const struct triage *triage, struct marks *marks, uint32_t *group)
{
	const struct mark *first = marks->mark;

	qsort(marks->mark, marks->count, sizeof(*marks->mark), compare_marks);
	for (size_t i = 0; i < marks->count; i++) {
		const struct mark *mark = &marks->mark[i];

		if (mark->number != first->number)
			first = mark;
		if (!first->of_relative)
			join(group, triage->nr_bugs, group[first->bug], group[mark->bug]);
	}
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
	uint32_t nr_samples = 0;

	for (uint32_t i = 0; i < all; i++)
		nr_samples += is_sample(&triage->result[i]);
	struct marks marks = {.mark = triage_memory(calloc((size_t)nr_samples * MARKS + 1, sizeof(*marks.mark)))};

	for (uint32_t i = 0; i < all; i++) {
		const uint32_t bug = is_sample(&triage->result[i]) ? bug_of(triage, &triage->result[i]) : triage->nr_bugs;

		if (bug < triage->nr_bugs)
			mark_sample(&marks, bug, &triage->result[i]);
	}
	for (uint32_t i = 0; i < triage->nr_bugs; i++)
		group[i] = i;
	join_marked(triage, &marks, group);
	name_groups(triage, group);
	free(marks.mark);
	free(group);
}
