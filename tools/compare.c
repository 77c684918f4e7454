// SPDX-License-Identifier: MIT
/*
 * buddycheck compare: what changes for sequences from one kernel to others, or from one subject to another; differences are the result and not a
 * failure.
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
	       "Runs each sequence, text or binary, on the left side and on each of the right ones, whatever profile it names itself. A side is a\n"
	       "profile, or a subject: two kernel trees (kernel/README.md), two versions of an allocator. With\n"
	       "one on the right it says of each file where the two first part and what came of it: answers that differ, steals, failures, free\n"
	       "blocks and unusable free space at the end; with more, a line for each file: how many answers differ from those of the left one.\n"
	       "Then the same of all files together, a column for each side. FILE - is standard input.\n\n"
	       "  --left, --right PROFILE  %s\n                           --right as often as wanted; without it all other profiles\n"
	       "  --left, --right SUBJECT  as --subject. A kernel runs as the one it is, others as what they are compared with or as each file says\n"
	       "  --subject NAME           what runs where a side is a profile: %s; default allocator; or ./FILE.so\n"
	       "  --why                    of each first answer that differs the questions of the policy that decide it, and of all files how often\n"
	       "  --quiet                  only all files together\n"
	       "  --json                   print one JSON object instead of text\n\n"
	       "The first difference of memory is one of what pages and pageblocks are, that of state one of anything: lists and their order,\n"
	       "counters, watermarks, the sizes of per-CPU lists, in which most kernels differ from the boot on.\n\n"
	       "An answer that differs is counted once: by outcome (status, return code, a page on one side only), page, detail (kswapd wakes,\n"
	       "zeroed and bad pages) or path; a file once, by the first of these that it has. A steal is a free block of UNMOVABLE, MOVABLE or\n"
	       "RECLAIMABLE of which a page was handed out as another of the three, by the order it had; moved are pages that stayed free and changed\n"
	       "lists, claimed are pageblocks that changed type; all three in allocations, read off the views. Unusable is mm/vmstat.c's index: the\n"
	       "part of free memory in blocks too small for the order, 0.000 to 1.000, all zones together.\n\n"
	       "Those questions (docs/profiles.md) decide that make the same answer differ in the same way where the left kernel answers them as the\n"
	       "right one: one if that is enough, else several of which none can be spared. \"words\" is no question: the op itself asks for something\n"
	       "else under that profile (docs/language.md).\n\n"
	       "The last line is \"compare: N files, N ops, N answers differ, N files differ\", ops and answers summed over the right sides; a file\n"
	       "differs in anything on any of them. Exit status: 0 compared, 1 the subject hangs or dies, which ends the comparison of that file,\n"
	       "2 bad usage, malformed input, or nothing was run as a side refuses the machine of every file, 3 something this machine lacks.\n",
	       profile_list(profiles, "or"), subject_names(true));
}

struct choice {
	struct comparison *comparison;
	const char *subject; /* of the sides that are profiles */
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
		fail_usage(command, "'%s' trusts whoever asks, and does not say what is misuse", name);
	return subject;
}

/* A profile, or else a subject; a shared object is loaded for each side by itself. */
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
		fail_usage(command, "there is no profile or subject '%s'; there are %s; %s, and shared objects by a path with a '/'", name,
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
		fail_usage(command, "--right is needed beside a subject on the left");
	for (int i = 0; i < NR_PROFILES; i++)
		if (i != left)
			add_side(choice, profile_names[i]);
}

/* A subject that can be any kernel is the one that the first of the others is. */
static void settle_profiles(struct comparison *comparison)
{
	uint8_t profile = PROFILE_OF_FILE;

	for (uint32_t i = 0; i < comparison->nr_sides && profile == PROFILE_OF_FILE; i++)
		profile = comparison->side[i].profile;
	for (uint32_t i = 0; i < comparison->nr_sides; i++)
		if (comparison->side[i].profile == PROFILE_OF_FILE)
			comparison->side[i].profile = profile;
}

/* Whether the sides differ in their profiles alone, of a subject that can be several at once. */
static void need_questions(const struct comparison *comparison)
{
	for (uint32_t i = 0; i < comparison->nr_sides; i++)
		if (comparison->side[i].subject != comparison->side[0].subject || !comparison->side[i].subject->questions)
			fail_usage(command, "--why: '%s' cannot answer single questions as another kernel does; %s and %s can",
				   comparison->side[i].subject->name, subject_allocator.name, subject_allocator_untraced.name);
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
		fail_usage(command, "--left is needed");
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
