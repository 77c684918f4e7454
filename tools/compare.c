// SPDX-License-Identifier: MIT
/*
 * buddycheck compare: what changes for sequences from one kernel to others. One subject, booted under each profile; differences are the result
 * and not a failure.
 */
#include <stdio.h>

#include "fuzz/language/arg.h"
#include "fuzz/subjects.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/compare.h"
#include "tools/options.h"

static const char command[] = "compare";

const char *const compare_kinds[NR_CONTRAST_KINDS] = {"outcome", "page", "detail", "path"};

static void print_help(void)
{
	printf("usage: buddycheck compare --left PROFILE [--right PROFILE]... [OPTIONS] FILE|DIR...\n\n"
	       "Runs each sequence, text or binary, under the left profile and under each of the right ones, whatever profile it names itself. With\n"
	       "one on the right it says of each file where the two first part and what came of it: answers that differ, steals, failures, free\n"
	       "blocks and unusable free space at the end; with more, a line for each file: how many answers differ from those of the left one.\n"
	       "Then the same of all files together, a column for each profile. FILE - is standard input.\n\n"
	       "  --left, --right PROFILE  ");
	for (int i = 0; i < NR_PROFILES; i++)
		printf("%s%s", i ? ", " : "", profile_names[i]);
	printf("\n                           --right as often as wanted; without it all others\n"
	       "  --subject NAME           what runs: %s; default allocator; or ./FILE.so\n"
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
	       "The last line is \"compare: N files, N ops, N answers differ, N files differ\", ops and answers summed over the right profiles; a file\n"
	       "differs in anything under any of them. Exit status: 0 compared, 1 the subject hangs or dies, which ends the comparison of that file,\n"
	       "2 bad usage or malformed input, 3 something this machine lacks.\n",
	       subject_names(true));
}

struct choice {
	int left;
	bool right[NR_PROFILES];
	struct comparison *comparison;
};

static void choose_left(void *to, const char *name)
{
	((struct choice *)to)->left = (int)need_profile(command, name);
}

static void choose_right(void *to, const char *name)
{
	struct choice *choice = to;
	const enum profile profile = need_profile(command, name);

	if (choice->right[profile])
		return;
	choice->right[profile] = true;
	choice->comparison->profile[++choice->comparison->nr_profiles] = (uint8_t)profile;
}

static void parse_options(struct comparison *comparison, int argc, char **argv)
{
	struct choice choice = {.left = -1, .comparison = comparison};
	const struct option_row rows[] = {
		{"left", .kind = OPTION_CALL, .to = &choice, .call = choose_left},
		{"right", .kind = OPTION_CALL, .to = &choice, .call = choose_right},
		{"subject", .kind = OPTION_VIEWED, .to = &comparison->subject},
		{"json", .kind = OPTION_FLAG, .to = &comparison->json},
		{"why", .kind = OPTION_FLAG, .to = &comparison->why},
		{"quiet", .kind = OPTION_FLAG, .to = &comparison->quiet},
		{0}};

	options_parse(command, rows, print_help, argc, argv);
	if (choice.left < 0)
		fail_usage(command, "--left is needed");
	if (comparison->why && !comparison->subject->questions)
		fail_usage(command, "--why: '%s' cannot answer single questions as another kernel does; %s and %s can", comparison->subject->name,
			   subject_allocator.name, subject_allocator_untraced.name);
	if (comparison->nr_profiles == 0)
		for (uint8_t i = 0; i < NR_PROFILES; i++)
			if (i != choice.left)
				comparison->profile[++comparison->nr_profiles] = i;
	comparison->profile[0] = (uint8_t)choice.left;
	comparison->nr_profiles++;
}

int compare_main(int argc, char **argv)
{
	struct comparison comparison = {.subject = &subject_allocator};
	bool ended;

	parse_options(&comparison, argc, argv);
	files_collect(&comparison.files, command, argv + optind, argc - optind);
	comparison_run(&comparison, command);
	if (comparison.json)
		json_print_whole(stdout, compare_print_json, &comparison);
	else
		compare_print_text(&comparison);
	ended = comparison.ended;
	comparison_release(&comparison);
	return ended ? EXIT_DIVERGED : EXIT_AGREED;
}
