// SPDX-License-Identifier: MIT
/*
 * Which inputs are grouped, on samples written by hand; and that a thousand names are grouped quickly.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fuzz/triage/triage_parts.h"

enum { MANY = 10000, MANY_NAMES = 2000 };

static uint32_t checks, failures;

static void expect(bool good, const char *what)
{
	checks++;
	failures += !good;
	if (!good)
		printf("FAILED %s\n", what);
}

/* Add a sample, and a bug if its name is new; the more ops a name's minimum has, the less simple it is. */
static void add(struct triage *triage, const char *name, const char *ways, const char *asks)
{
	struct triage_result *result = &triage->result[triage->options.nr_paths++];
	uint32_t bug = 0;

	*result = (struct triage_result){.finding = FOUND_BUG};
	snprintf(result->signature, sizeof(result->signature), "%s", name);
	snprintf(result->ways, sizeof(result->ways), "%s", ways);
	snprintf(result->asks, sizeof(result->asks), "%s", asks);
	while (bug < triage->nr_bugs && strcmp(triage->bug[bug].signature, name) != 0)
		bug++;
	if (bug == triage->nr_bugs) {
		triage->bug[bug] = (struct triage_bug){.ops_min = bug + 1};
		snprintf(triage->bug[bug].signature, sizeof(triage->bug[bug].signature), "%s", name);
		triage->nr_bugs++;
	}
	triage->bug[bug].inputs++;
}

static void add_relative(struct triage *triage, const char *name, const char *ways)
{
	struct relatives *relatives = &triage->result[triage->options.nr_paths - 1].relatives;

	relatives->shown[relatives->count++] = relatives_number(name, ways);
}

static const char *group_of(const struct triage *triage, const char *name)
{
	for (uint32_t i = 0; i < triage->nr_bugs; i++)
		if (strcmp(triage->bug[i].signature, name) == 0)
			return triage_group_of(triage, &triage->bug[i]);
	return "";
}

/* The group of the input that was added as that number. */
static const char *group_of_input(const struct triage *triage, uint32_t input)
{
	return triage->group[triage->result[input].group].name;
}

static void begin(struct triage *triage)
{
	free(triage->group);
	triage->group = NULL;
	triage->nr_groups = triage->options.nr_paths = triage->nr_bugs = 0;
}

static void test_ties(struct triage *triage)
{
	begin(triage);
	add(triage, "simple", "free-less", "");
	add(triage, "same-ways", "free-less", "alloc free");
	add(triage, "same-requests", "free-more", "alloc free");
	add(triage, "alone", "value-other", "alloc");
	add(triage, "has-relative", "list-other", "");
	add_relative(triage, "shown", "pcp-other");
	add_relative(triage, "shown-by-nobody", "pcp-other");
	add_relative(triage, "alone", "value-less");
	add(triage, "shown", "pcp-other", "");
	add(triage, "cousin", "wake-more", "");
	add_relative(triage, "shown-by-nobody", "pcp-other");
	add(triage, "dies", "", "");
	add(triage, "dies-too", "", "");
	add(triage, "dies-of-the-same", "", "alloc free");
	add(triage, "inside", "wmark_min-more totalreserve-more", "");
	snprintf(triage->result[triage->options.nr_paths - 1].inner, DIFFERENCES_TEXT, "wmark_min-more");
	add(triage, "goes-wrong-like-inside", "wmark_min-more", "");
	group_bugs(triage);
	expect(strcmp(group_of(triage, "same-ways"), "simple") == 0, "the same ways are one group, called by its simplest name");
	expect(strcmp(group_of(triage, "same-requests"), "simple") == 0, "so are the same requests, by way of a third");
	expect(strcmp(group_of(triage, "shown"), "has-relative") == 0, "so is what a relative shows");
	expect(strcmp(group_of(triage, "goes-wrong-like-inside"), "inside") == 0, "so are the ways of what a request is made of");
	expect(strcmp(group_of(triage, "alone"), "alone") == 0, "a relative with other ways ties nothing");
	expect(strcmp(group_of(triage, "cousin"), "cousin") == 0, "nor do two relatives that no sample is like");
	expect(strcmp(group_of(triage, "dies-too"), "dies-too") == 0, "what has no core is alone");
	expect(strcmp(group_of(triage, "dies-of-the-same"), "simple") == 0, "but not if it dies of the same requests");
	expect(triage_nr_groups(triage) == 7, "as many groups");
}

/* Two mistakes show as "mixed", two as "less"; one of the latter shows as nothing else. */
static void test_names_of_two(struct triage *triage)
{
	begin(triage);
	add(triage, "left", "free-less", "");
	add(triage, "right", "pcp-other", "");
	add(triage, "mixed", "free-less", "");
	add(triage, "mixed", "pcp-other", "");
	add(triage, "mixed", "free-less", "");
	add(triage, "mixed", "", "");
	add(triage, "mixed", "wake-more", "");
	add(triage, "mixed", "free-less wake-less", "");
	add(triage, "less", "path-more", "");
	add(triage, "less", "zeroed-less", "");
	add(triage, "less", "path-more", "");
	add(triage, "less", "zeroed-less", "");
	add(triage, "less", "zeroed-less", "");
	add(triage, "mixed", "free-less wake-less", "");
	group_bugs(triage);
	expect(strcmp(group_of(triage, "mixed"), "left") == 0, "a bug is where most of its samples are");
	expect(strcmp(group_of_input(triage, 3), "right") == 0, "but an input is where its core is");
	expect(strcmp(group_of_input(triage, 5), "left") == 0, "what was not minimized is where most of its name are");
	expect(strcmp(group_of_input(triage, 6), "left") == 0, "so is what is like nothing else");
	expect(strcmp(group_of_input(triage, 7), "left") == 0, "of one name, some of the ways are enough");
	expect(strcmp(group_of(triage, "less"), "less") == 0 && strcmp(group_of_input(triage, 9), "less") == 0, "the larger part has the name");
	expect(strcmp(group_of_input(triage, 8), "less~2") == 0, "the smaller one a number");
	expect(triage_nr_groups(triage) == 4, "as many groups");
}

/* All samples form one group, chained by relatives: the worst case for the grouping. */
static void test_many(struct triage *triage)
{
	char name[32], ways[32];
	bool together = true;

	begin(triage);
	for (uint32_t i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "name-%u", i % MANY_NAMES);
		snprintf(ways, sizeof(ways), "way-%u", i % MANY_NAMES);
		add(triage, name, ways, "");
		for (uint32_t relative = 0; relative < RELATIVES_MAX; relative++) {
			snprintf(name, sizeof(name), "name-%u", (i + 1) % MANY_NAMES);
			snprintf(ways, sizeof(ways), "way-%u", relative ? relative + MANY : (i + 1) % MANY_NAMES);
			add_relative(triage, name, ways);
		}
	}
	const clock_t start = clock();

	group_bugs(triage);
	const double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;

	for (uint32_t i = 0; i < triage->nr_bugs; i++)
		together &= strcmp(triage_group_of(triage, &triage->bug[i]), "name-0") == 0;
	expect(triage->nr_bugs == MANY_NAMES && together, "a chain is one group");
	expect(seconds < 10, "many names take no time");
	printf("%u samples of %u names: %.2f s\n", (unsigned)MANY, (unsigned)MANY_NAMES, seconds);
}

int main(void)
{
	struct triage triage = {0};

	triage.result = calloc(MANY, sizeof(*triage.result));
	triage.bug = calloc(MANY_NAMES, sizeof(*triage.bug));
	if (!triage.result || !triage.bug)
		return 3;
	test_ties(&triage);
	test_names_of_two(&triage);
	test_many(&triage);
	free(triage.result);
	free(triage.bug);
	free(triage.group);
	printf("groups_test: %u checks, %u failed\n", checks, failures);
	return failures != 0;
}
