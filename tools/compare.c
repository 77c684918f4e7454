// SPDX-License-Identifier: MIT
/*
 * buddycheck compare: what changes for sequences from one kernel to others, or from one subject to another. Differences are the result,
 * not a failure.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/language/arg.h"
#include "fuzz/lockstep/names.h"
#include "fuzz/subjects.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/compare.h"
#include "tools/options.h"

static const char command[] = "compare";

const char *const compare_kinds[NR_CONTRAST_KINDS] = {"outcome", "page", "detail", "path"};

static void print_help(void)
{
	char profiles[PROFILES_TEXT];

	printf("usage: buddycheck compare --left SIDE [--right SIDE]... [OPTIONS] FILE|DIR...\n\n"
	       "Runs each sequence, text or binary, on the left side and on each right side, and ignores the profile that the file names. A side is\n"
	       "a profile, or a subject: two kernel trees (kernel/README.md), two versions of an allocator. With one right side, it shows for each\n"
	       "file where the two first differ and with what effect: answers that differ, steals, failures, free blocks and unusable free space at\n"
	       "the end. With more, it prints one line per file: how many answers differ from the left side's. A table of all files together\n"
	       "follows, one column per side. FILE - is standard input.\n\n"
	       "  --left, --right PROFILE  %s\n                           --right can be repeated; default all other profiles\n"
	       "  --left, --right SUBJECT  as --subject. A kernel runs as its own profile, other subjects as that of the side they are compared\n"
	       "                           with, else as each file says\n"
	       "  --subject NAME           the subject that runs if a side is a profile: %s; default allocator; or ./FILE.so\n"
	       "  --why                    name the policy questions that cause each first difference, and count them over all files\n"
	       "  --quiet                  print only the table of all files together\n"
	       "  --json                   print one JSON object instead of text\n\n"
	       "\"memory\" is the first difference in the state of a page or pageblock; \"state\" the first difference in anything: lists and their\n"
	       "order, counters, watermarks, the sizes of per-CPU lists. In these most kernels differ from boot on.\n\n"
	       "A differing answer is counted once: by outcome (status, return code, a page on one side only), page, detail (kswapd wakes, zeroed\n"
	       "and bad pages) or path, in this order; a file likewise, by the first kind that any of its answers has. A steal is an allocation that\n"
	       "takes a page of one of UNMOVABLE, MOVABLE and RECLAIMABLE from a free block of another of the three, counted by the order of that\n"
	       "block; moved are pages that stayed free and changed lists; claimed are pageblocks that changed type. All three are found by comparing\n"
	       "the views before and after an allocation. Unusable is the index of mm/vmstat.c: the part of free memory in blocks too small for the\n"
	       "order, 0.000 to 1.000, all zones together.\n\n"
	       "A question (docs/profiles.md) decides a difference if switching it, on the left, to the right side's setting reproduces it. Where no\n"
	       "single question does, a set of which none can be left out is named. \"words\" is not a question: the op itself means something else\n"
	       "under the other profile (docs/language.md).\n\n"
	       "The last line is \"compare: N files, N ops, N answers differ, N files differ\": ops and answers summed over the right sides; a file\n"
	       "differs if it differs in anything from any right side. Exit status: 0 compared, 1 the subject hangs or dies, which ends the\n"
	       "comparison of that file, 2 bad usage, malformed input, or a side refuses the machine of every file, 3 something this machine lacks.\n",
	       profile_list(profiles, "or"), subject_names(true));
}

struct choice {
	struct comparison *comparison;
	const char *subject; /* what runs on the sides that are profiles */
	const char *left, *right[COMPARE_SIDES_MAX];
	uint32_t nr_rights;
};

static void choose_right(void *to, const char *name)
{
	struct choice *choice = to;

	for (uint32_t i = 0; i < choice->nr_rights; i++)
		if (strcmp(choice->right[i], name) == 0)
			return;
	if (choice->nr_rights == COMPARE_SIDES_MAX - 1)
		fail_usage(command, "--right more than %d times", COMPARE_SIDES_MAX - 1);
	choice->right[choice->nr_rights++] = name;
}

static const struct subject *need_comparable(const char *name)
{
	const struct subject *subject = need_viewed_subject(command, name);

	if (subject->trusting && !subject->misuse)
		fail_usage(command, "'%s' cannot be compared: it does not check for misuse (no misuse() in struct subject)", name);
	return subject;
}

/* A profile or a subject. Each side loads its own copy of a shared object. */
static void add_side(const struct choice *choice, const char *name)
{
	struct compare_side *side = &choice->comparison->side[choice->comparison->nr_sides++];
	const int profile = profile_find(name, strlen(name));
	char names[PROFILES_TEXT];

	if (profile >= 0) {
		*side = (struct compare_side){need_comparable(choice->subject), (uint8_t)profile, profile_names[profile]};
		return;
	}
	if (!subject_is(name))
		fail_usage(command, "there is no profile or subject '%s'; there are %s; %s; a shared object is named by a path with a '/'", name,
			   profile_list(names, "and"), subject_names(true));
	side->subject = need_comparable(name);
	side->name = subject_label(side->subject);
	side->profile = subject_profile(side->subject) < 0 ? PROFILE_OF_FILE : (uint8_t)subject_profile(side->subject);
}

static void add_sides(const struct choice *choice)
{
	const int left = profile_find(choice->left, strlen(choice->left));

	add_side(choice, choice->left);
	for (uint32_t i = 0; i < choice->nr_rights; i++)
		add_side(choice, choice->right[i]);
	if (choice->nr_rights > 0)
		return;
	if (left < 0)
		fail_usage(command, "--left is a subject, so --right is required");
	for (int i = 0; i < NR_PROFILES; i++)
		if (i != left)
			add_side(choice, profile_names[i]);
}

/* A subject that can run as any profile runs as that of the first side that has one. */
static void settle_profiles(struct comparison *comparison)
{
	uint8_t profile = PROFILE_OF_FILE;

	for (uint32_t i = 0; i < comparison->nr_sides && profile == PROFILE_OF_FILE; i++)
		profile = comparison->side[i].profile;
	for (uint32_t i = 0; i < comparison->nr_sides; i++)
		if (comparison->side[i].profile == PROFILE_OF_FILE)
			comparison->side[i].profile = profile;
}

/* --why mixes the policies of the two sides: both must be the same subject, and its policy must be mixable (questions). Else: status 2. */
static void need_questions(const struct comparison *comparison)
{
	for (uint32_t i = 0; i < comparison->nr_sides; i++)
		if (comparison->side[i].subject != comparison->side[0].subject || !comparison->side[i].subject->questions)
			fail_usage(command, "--why works only with profiles of a subject whose policy can be mixed: %s or %s, not '%s'",
				   subject_allocator.name, subject_allocator_untraced.name, comparison->side[i].subject->name);
}

static void parse_options(struct comparison *comparison, int argc, char **argv)
{
	struct choice choice = {.comparison = comparison, .subject = subject_allocator.name};
	const struct option_row rows[] = {
		{"left", .kind = OPTION_TEXT, .to = &choice.left},
		{"right", .kind = OPTION_CALL, .to = &choice, .call = choose_right},
		{"subject", .kind = OPTION_TEXT, .to = &choice.subject},
		{"json", .kind = OPTION_FLAG, .to = &comparison->json},
		{"why", .kind = OPTION_FLAG, .to = &comparison->why},
		{"quiet", .kind = OPTION_FLAG, .to = &comparison->quiet},
		{0}};

	options_parse(command, rows, print_help, argc, argv);
	if (!choice.left)
		fail_usage(command, "--left is required");
	add_sides(&choice);
	settle_profiles(comparison);
	if (comparison->why)
		need_questions(comparison);
}

int compare_main(int argc, char **argv)
{
	struct comparison comparison = {0};
	bool ended;

	parse_options(&comparison, argc, argv);
	files_collect(&comparison.files, command, argv + optind, argc - optind);
	comparison_run(&comparison, command);
	if (comparison.json)
		json_print_whole(stdout, compare_print_json, &comparison);
	else
		compare_print_text(&comparison);
	ended = comparison.ended;
	if (comparison.refused == comparison.files.count && comparison.ops == 0) {
		fprintf(stderr, "buddycheck %s: nothing was run: a side refuses the machine of every file\n", command);
		exit(EXIT_USAGE);
	}
	comparison_release(&comparison);
	return ended ? EXIT_DIVERGED : EXIT_AGREED;
}
