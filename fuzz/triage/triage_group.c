// SPDX-License-Identifier: MIT
/*
 * Groups inputs that probably have the same cause. A signature is too coarse: half of all bugs show as "another page". So samples are tied
 * together if their cores (fuzz/triage/reduce.h) go wrong in the same ways, make the same requests in the same order, or are relatives
 * (fuzz/triage/relatives.h); and samples of the same signature if the ways of one are among those of the other. Ties are transitive.
 *
 * Each sample has up to four marks of its own, and the marks of its relatives. Sorting all marks brings equal ones together, so a thousand
 * samples take no longer than their sorting. An input that was not minimized, has no core, or is tied to nothing goes to the group in which
 * most inputs of its signature are.
 */
#include "fuzz/triage/triage_parts.h"

#include <stdlib.h>
#include <string.h>

enum { MARKS = 4 + RELATIVES_MAX /* of a sample, at most */ };

struct mark {
	uint64_t number;
	uint32_t sample;
	bool of_relative; /* a relative's: ties to samples that have the mark themselves, not to those whose relatives have it */
};

/* The elements are the inputs, then the stored minima, as in triage.result. */
struct grouping {
	struct triage *triage;
	uint32_t nr;
	uint32_t *parent; /* of each element; a root is its own parent */
	uint32_t *bug;    /* of each element; nr_bugs: none */
	uint32_t *size;   /* of a group, indexed by its root */
	struct mark *mark;
	size_t nr_marks;
};

static uint32_t group_of(struct grouping *g, uint32_t sample)
{
	while (g->parent[sample] != sample) {
		g->parent[sample] = g->parent[g->parent[sample]];
		sample = g->parent[sample];
	}
	return sample;
}

/* The element with the lower index becomes the root, so that the outcome does not depend on the order of ties. */
static void join(struct grouping *g, uint32_t a, uint32_t b)
{
	const uint32_t x = group_of(g, a), y = group_of(g, b);

	if (x < y)
		g->parent[y] = x;
	else
		g->parent[x] = y;
}

static const struct triage_result *result_of(const struct grouping *g, uint32_t sample)
{
	return &g->triage->result[sample];
}

static bool is_sample(const struct grouping *g, uint32_t sample)
{
	const struct triage_result *result = result_of(g, sample);

	return g->bug[sample] < g->triage->nr_bugs && (result->ways[0] != '\0' || result->asks[0] != '\0');
}

static void add_mark(struct grouping *g, uint32_t sample, uint64_t number, bool of_relative)
{
	g->mark[g->nr_marks++] = (struct mark){.number = number, .sample = sample, .of_relative = of_relative};
}

static void mark_sample(struct grouping *g, uint32_t sample)
{
	const struct triage_result *result = result_of(g, sample);

	if (result->asks[0] != '\0')
		add_mark(g, sample, relatives_number("asks", result->asks), false);
	if (result->ways[0] == '\0')
		return;
	add_mark(g, sample, relatives_number("goes wrong", result->ways), false);
	if (result->inner[0] != '\0')
		add_mark(g, sample, relatives_number("goes wrong", result->inner), false);
	add_mark(g, sample, relatives_number(result->signature, result->ways), false);
	for (uint32_t i = 0; i < result->relatives.count; i++)
		add_mark(g, sample, result->relatives.shown[i], true);
}

/* By number; within a number, samples' own marks before those of relatives. */
static int compare_marks(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	if (x->of_relative != y->of_relative)
		return x->of_relative ? 1 : -1;
	return x->sample < y->sample ? -1 : x->sample > y->sample;
}

static void join_marked(struct grouping *g)
{
	const struct mark *first = g->mark;

	qsort(g->mark, g->nr_marks, sizeof(*g->mark), compare_marks);
	for (size_t i = 0; i < g->nr_marks; i++) {
		const struct mark *mark = &g->mark[i];

		if (mark->number != first->number)
			first = mark;
		if (!first->of_relative)
			join(g, first->sample, mark->sample);
	}
}

/* Is each word of part also in whole? Both are sorted alike. */
static bool words_within(const char *part, const char *whole)
{
	while (*part) {
		const size_t length = strcspn(part, " ");

		while (*whole && (strcspn(whole, " ") != length || memcmp(whole, part, length) != 0)) {
			whole += strcspn(whole, " ");
			whole += *whole == ' ';
		}
		if (!*whole)
			return false;
		part += length;
		part += *part == ' ';
	}
	return true;
}

/* Tie samples of one signature: compare those with distinct ways with each other. */
static void join_within(struct grouping *g, uint32_t bug, uint32_t *distinct)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < g->nr; i++) {
		const char *ways = result_of(g, i)->ways;
		uint32_t at = 0;

		if (g->bug[i] != bug || ways[0] == '\0')
			continue;
		while (at < count && strcmp(result_of(g, distinct[at])->ways, ways) != 0)
			at++;
		if (at == count)
			distinct[count++] = i;
	}
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t j = 0; j < count; j++)
			if (words_within(result_of(g, distinct[i])->ways, result_of(g, distinct[j])->ways))
				join(g, distinct[i], distinct[j]);
}

static void count_sizes(struct grouping *g)
{
	memset(g->size, 0, sizeof(*g->size) * g->nr);
	for (uint32_t i = 0; i < g->nr; i++)
		g->size[group_of(g, i)] += is_sample(g, i);
}

/*
 * For each bug a member of the group that has most of its samples; of several groups, the one with the first input; without samples, the
 * first input.
 */
static void find_homes(struct grouping *g, uint32_t *home)
{
	const uint32_t nr_bugs = g->triage->nr_bugs;
	uint32_t *most = need_memory(calloc((size_t)nr_bugs + 1, sizeof(*most)));
	uint32_t *count = need_memory(calloc((size_t)g->nr + 1, sizeof(*count)));

	for (uint32_t bug = 0; bug <= nr_bugs; bug++)
		home[bug] = g->nr;
	for (uint32_t i = g->nr; i-- > 0;)
		if (!is_sample(g, i))
			home[g->bug[i]] = i;
	for (uint32_t bug = 0; bug < nr_bugs; bug++) {
		for (uint32_t i = 0; i < g->nr; i++)
			if (g->bug[i] == bug && is_sample(g, i))
				count[group_of(g, i)]++;
		for (uint32_t i = 0; i < g->nr; i++) {
			const uint32_t group = group_of(g, i);

			if (g->bug[i] == bug && is_sample(g, i) && count[group] > most[bug]) {
				most[bug] = count[group];
				home[bug] = i;
			}
		}
		for (uint32_t i = 0; i < g->nr; i++)
			count[group_of(g, i)] = 0;
	}
	free(most);
	free(count);
}

static void send_home(struct grouping *g, const uint32_t *home)
{
	count_sizes(g);
	for (uint32_t i = 0; i < g->nr; i++) {
		const uint32_t bug = g->bug[i];

		if (bug < g->triage->nr_bugs && (!is_sample(g, i) || (g->parent[i] == i && g->size[i] == 1)))
			join(g, i, home[bug]);
	}
}

/* Bugs that this run has shown before those only on record, then by fewest ops, then alphabetically. */
static bool is_simpler(const struct triage_bug *a, const struct triage_bug *b)
{
	if ((a->verdict == BUG_FIXED) != (b->verdict == BUG_FIXED))
		return b->verdict == BUG_FIXED;
	if (a->ops_min != b->ops_min)
		return a->ops_min < b->ops_min;
	return strcmp(a->signature, b->signature) < 0;
}

/* The simplest bug of the group; those with most of their inputs in it come first. */
static const struct triage_bug *leader_of(const struct triage *triage, uint32_t group, const uint32_t *bug_of_result, uint32_t nr)
{
	const struct triage_bug *best = NULL;

	for (uint32_t bug = 0; bug < triage->nr_bugs; bug++)
		if (triage->bug[bug].group == group && (!best || is_simpler(&triage->bug[bug], best)))
			best = &triage->bug[bug];
	for (uint32_t i = 0; i < nr && (!best || best->group != group); i++) {
		const struct triage_bug *bug = &triage->bug[bug_of_result[i]];

		if (bug_of_result[i] < triage->nr_bugs && triage->result[i].group == group && (!best || is_simpler(bug, best)))
			best = bug;
	}
	return best;
}

/* Names must differ: further groups named after the same bug are "bug~2" and so on. */
static void name_groups(struct triage *triage, const uint32_t *bug_of_result, uint32_t nr)
{
	uint32_t *given = need_memory(calloc((size_t)triage->nr_bugs + 1, sizeof(*given)));

	for (uint32_t group = 0; group < triage->nr_groups; group++) {
		const struct triage_bug *leader = leader_of(triage, group, bug_of_result, nr);
		char *name = triage->group[group].name;
		const uint32_t number = leader->group == group ? 1 : 2 + given[leader - triage->bug]++;

		snprintf(name, sizeof(triage->group[group].name), number > 1 ? "%s~%u" : "%s", leader->signature, number);
	}
	free(given);
}

static void number_groups(struct grouping *g, const uint32_t *home)
{
	struct triage *triage = g->triage;
	uint32_t *number = g->size; /* of a group by its root, plus one */

	memset(number, 0, sizeof(*number) * g->nr);
	triage->group = need_memory(calloc((size_t)g->nr + triage->nr_bugs + 1, sizeof(*triage->group)));
	for (uint32_t i = 0; i < g->nr; i++) {
		if (g->bug[i] == triage->nr_bugs)
			continue;
		const uint32_t group = group_of(g, i);

		if (number[group] == 0)
			number[group] = ++triage->nr_groups;
		triage->result[i].group = number[group] - 1;
		triage->group[number[group] - 1].inputs += i < triage->options.nr_paths;
	}
	for (uint32_t bug = 0; bug < triage->nr_bugs; bug++) /* a fixed bug has no result: it gets a group of its own */
		triage->bug[bug].group = home[bug] < g->nr ? triage->result[home[bug]].group : triage->nr_groups++;
}

static uint32_t bug_of(const struct triage *triage, const struct triage_result *result)
{
	uint32_t bug = 0;

	if (result->finding != FOUND_BUG)
		return triage->nr_bugs;
	while (bug < triage->nr_bugs && strcmp(triage->bug[bug].signature, result->signature) != 0)
		bug++;
	return bug;
}

static void start(struct grouping *g, struct triage *triage)
{
	uint32_t nr_samples = 0;

	*g = (struct grouping){.triage = triage, .nr = triage->options.nr_paths + triage->nr_stored};
	g->parent = need_memory(calloc((size_t)g->nr + 1, sizeof(*g->parent)));
	g->bug = need_memory(calloc((size_t)g->nr + 1, sizeof(*g->bug)));
	g->size = need_memory(calloc((size_t)g->nr + 1, sizeof(*g->size)));
	for (uint32_t i = 0; i < g->nr; i++) {
		g->parent[i] = i;
		g->bug[i] = bug_of(triage, &triage->result[i]);
		nr_samples += is_sample(g, i);
	}
	g->mark = need_memory(calloc((size_t)nr_samples * MARKS + 1, sizeof(*g->mark)));
}

void group_bugs(struct triage *triage)
{
	uint32_t *home = need_memory(calloc((size_t)triage->nr_bugs + 1, sizeof(*home)));
	struct grouping g;

	start(&g, triage);
	for (uint32_t i = 0; i < g.nr; i++)
		if (is_sample(&g, i))
			mark_sample(&g, i);
	join_marked(&g);
	for (uint32_t bug = 0; bug < triage->nr_bugs; bug++)
		join_within(&g, bug, g.size);
	find_homes(&g, home);
	send_home(&g, home);
	number_groups(&g, home);
	name_groups(triage, g.bug, g.nr);
	free(g.parent);
	free(g.bug);
	free(g.size);
	free(g.mark);
	free(home);
}

const char *triage_group_of(const struct triage *triage, const struct triage_bug *bug)
{
	return triage->group[bug->group].name;
}
