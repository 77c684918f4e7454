// SPDX-License-Identifier: MIT
/*
 * buddycheck subjects: the allocators that can be tested, what each is checked against, and the profiles it can run as.
 */
#include <stdio.h>
#include <string.h>

#include "fuzz/language/arg.h"
#include "fuzz/subjects.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/json.h"
#include "tools/options.h"

static const char command[] = "subjects";

enum { NAMED_MAX = 16, LISTED_MAX = 64 }; /* NAMED_MAX: the limit of shared objects loaded at a time (fuzz/subject_shared.c) */

struct listed {
	const struct subject *subject[LISTED_MAX];
	int nr;
};

static void print_help(void)
{
	printf("usage: buddycheck subjects [--json] [NAME|./FILE.so...]\n\n"
	       "Lists the allocators that can be tested, or those named: the name, what it is checked against (the oracle, which predicts what Linux\n"
	       "would do, or the ledger, which only tracks who owns which page), and the profiles it can run as.\n\n"
	       "  --json  print one JSON object instead of text\n\n"
	       "Exit status: 0 listed, 2 bad usage, or no such subject, 3 something this machine lacks.\n");
}

static const char *judge_of(const struct subject *subject)
{
	return subject->view ? "oracle" : "ledger";
}

/* The named subjects, or all without names; ends with status 2 if a name is unknown. */
static void find(struct listed *listed, char **name, int nr_names)
{
	if (nr_names > NAMED_MAX)
		fail_usage(command, "more than %d names", NAMED_MAX);
	for (int i = 0; i < nr_names; i++)
		listed->subject[listed->nr++] = need_subject(command, name[i]);
	for (size_t i = 0; nr_names == 0 && listed->nr < LISTED_MAX && subject_at(i); i++)
		listed->subject[listed->nr++] = subject_at(i);
}

static int width_of(const struct listed *listed)
{
	int width = (int)strlen("subject");

	for (int i = 0; i < listed->nr; i++)
		if ((int)strlen(listed->subject[i]->name) > width)
			width = (int)strlen(listed->subject[i]->name);
	return width;
}

static void print_text(const struct listed *listed)
{
	const int width = width_of(listed);

	printf("%-*s  against  profiles\n", width, "subject");
	for (int i = 0; i < listed->nr; i++) {
		printf("%-*s  %-7s ", width, listed->subject[i]->name, judge_of(listed->subject[i]));
		for (uint8_t profile = 0; profile < NR_PROFILES; profile++)
			if (subject_runs_as(listed->subject[i], profile))
				printf(" %s", profile_names[profile]);
		putchar('\n');
	}
}

static void add_subject(struct json *json, const struct subject *subject)
{
	json_begin_object(json, NULL);
	json_string(json, "name", subject->name);
	json_string(json, "against", judge_of(subject));
	json_begin_array(json, "profiles");
	for (uint8_t profile = 0; profile < NR_PROFILES; profile++)
		if (subject_runs_as(subject, profile))
			json_string(json, NULL, profile_names[profile]);
	json_end_array(json);
	json_end_object(json);
}

static void add_subjects(void *ctx, struct json *json)
{
	const struct listed *listed = ctx;

	json_begin_array(json, "subjects");
	for (int i = 0; i < listed->nr; i++)
		add_subject(json, listed->subject[i]);
	json_end_array(json);
}

int subjects_main(int argc, char **argv)
{
	bool as_json = false;
	const struct option_row rows[] = {{"json", .kind = OPTION_FLAG, .to = &as_json}, {0}};
	struct listed listed = {.nr = 0};

	options_parse(command, rows, print_help, argc, argv);
	find(&listed, argv + optind, argc - optind);
	if (as_json)
		json_print_whole(stdout, add_subjects, &listed);
	else
		print_text(&listed);
	return EXIT_AGREED;
}
