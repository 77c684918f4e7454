// SPDX-License-Identifier: MIT
/*
 * buddycheck generate: a sequence of a scenario, as text on standard output. Also prints the list of scenarios, the reference of the
 * language and its dictionary, which are made from the same tables.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/language/arg.h"
#include "fuzz/generate/dictionary.h"
#include "fuzz/generate/generate.h"
#include "fuzz/language/language.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/options.h"

static const char command[] = "generate";

struct choice {
	uint64_t seed;
	uint32_t ops;
	enum profile profile;
	const struct scenario *scenario;
};

static void print_help(void)
{
	char profiles[PROFILES_TEXT];

	printf("usage: buddycheck generate --seed S --ops N [--profile P] [--scenario NAME]\n"
	       "       buddycheck generate --list | --language | --dictionary\n\n"
	       "Writes a sequence as text to standard output: the machine, then N ops. The same options give the same sequence everywhere.\n\n"
	       "  --seed S         seed of the sequence; default 1\n"
	       "  --ops N          ops after the machine, up to %d; default 100\n"
	       "  --profile P      %s; default linux-5.10\n"
	       "  --scenario NAME  the kind of sequence to make; default everything\n"
	       "  --list           print the scenarios\n"
	       "  --language       print the reference of the op language\n"
	       "  --dictionary     print the words of the language as bytes, for libFuzzer (-dict=) and AFL++ (-x)\n\n"
	       "Exit status: 0 done, 2 bad usage, 3 something this machine lacks.\n",
	       SEQ_OPS_MAX, profile_list(profiles, "or"));
}

static void choose_profile(void *to, const char *name)
{
	*(enum profile *)to = need_profile(command, name);
}

static void choose_scenario(void *to, const char *name)
{
	const struct scenario *scenario = scenario_find(name);

	if (!scenario)
		fail_usage(command, "there is no scenario '%s'; 'buddycheck generate --list' lists them", name);
	*(const struct scenario **)to = scenario;
}

static void list_scenarios(void *to, const char *value)
{
	(void)to, (void)value;
	for (unsigned i = 0; scenario_at(i); i++)
		printf("%-15s %s\n", scenario_name(scenario_at(i)), scenario_help(scenario_at(i)));
	exit(EXIT_AGREED);
}

static void print_language(void *to, const char *value)
{
	(void)to, (void)value;
	language_print(stdout);
	exit(EXIT_AGREED);
}

static void print_dictionary(void *to, const char *value)
{
	(void)to, (void)value;
	dictionary_print(stdout);
	exit(EXIT_AGREED);
}

static void parse_options(struct choice *choice, int argc, char **argv)
{
	const struct option_row rows[] = {
		{"seed", .kind = OPTION_WIDE, .to = &choice->seed, .max = UINT64_MAX},
		{"ops", .kind = OPTION_NUMBER, .to = &choice->ops, .max = SEQ_OPS_MAX},
		{"profile", .kind = OPTION_CALL, .to = &choice->profile, .call = choose_profile},
		{"scenario", .kind = OPTION_CALL, .to = &choice->scenario, .call = choose_scenario},
		{"list", .kind = OPTION_DO, .call = list_scenarios},
		{"language", .kind = OPTION_DO, .call = print_language},
		{"dictionary", .kind = OPTION_DO, .call = print_dictionary},
		{0}};

	options_parse(command, rows, print_help, argc, argv);
	if (optind < argc)
		fail_usage(command, "unexpected argument '%s'", argv[optind]);
}

int generate_main(int argc, char **argv)
{
	struct choice choice = {.seed = 1, .ops = 100, .profile = PROFILE_LINUX_5_10, .scenario = scenario_find("everything")};
	struct sequence seq;

	parse_options(&choice, argc, argv);
	seq_init(&seq);
	generate(&seq, choice.scenario, choice.profile, choice.seed, choice.ops);
	seq_print(&seq, stdout);
	seq_release(&seq);
	return EXIT_AGREED;
}
