// SPDX-License-Identifier: MIT
/*
 * buddycheck generate: a sequence of a scenario, as text on standard output. Also the list of scenarios, the reference of the
 * language and its dictionary, which come from the same tables.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/language/arg.h"
#include "fuzz/generate/dictionary.h"
#include "fuzz/generate/generate.h"
#include "fuzz/language/language.h"
#include "tools/commands.h"
#include "tools/common.h"

static const char command[] = "generate";

struct choice {
	uint64_t seed;
	uint32_t ops;
	enum profile profile;
	const struct scenario *scenario;
};

static void print_help(void)
{
	printf("usage: buddycheck generate --seed S --ops N [--profile P] [--scenario NAME]\n"
	       "       buddycheck generate --list | --language | --dictionary\n\n"
	       "Writes a sequence as text to standard output: the machine, then N ops. The same options give the same sequence everywhere.\n\n"
	       "  --seed S         which of the scenario's sequences; default 1\n"
	       "  --ops N          ops after the machine, up to %d; default 100\n"
	       "  --profile P      linux-5.10 (default), linux-4.14 or linux-6.1\n"
	       "  --scenario NAME  what to make; default everything\n"
	       "  --list           the scenarios\n"
	       "  --language       the reference of the op language\n"
	       "  --dictionary     its words as bytes, for libFuzzer (-dict=) and AFL++ (-x)\n\n"
	       "Exit status: 0 done, 2 bad usage.\n",
	       SEQ_OPS_MAX);
}

static enum profile need_profile(const char *name)
{
	for (int p = 0; p < NR_PROFILES; p++)
		if (strcmp(profile_names[p], name) == 0)
			return (enum profile)p;
	fail_usage(command, "there is no profile '%s'; there are linux-5.10, linux-4.14 and linux-6.1", name);
}

static const struct scenario *need_scenario(const char *name)
{
	const struct scenario *scenario = scenario_find(name);

	if (!scenario)
		fail_usage(command, "there is no scenario '%s'; --list names those there are", name);
	return scenario;
}

static void print_list(void)
{
	for (unsigned i = 0; scenario_at(i); i++)
		printf("%-15s %s\n", scenario_name(scenario_at(i)), scenario_help(scenario_at(i)));
}

static void parse_options(struct choice *choice, int argc, char **argv)
{
	static const struct option options[] = {
		{"seed", required_argument, NULL, 's'}, {"ops", required_argument, NULL, 'o'},      {"profile", required_argument, NULL, 'p'},
		{"list", no_argument, NULL, 'l'},       {"scenario", required_argument, NULL, 'n'}, {"language", no_argument, NULL, 'g'},
		{"dictionary", no_argument, NULL, 'd'}, {"help", no_argument, NULL, 'h'},           {NULL, 0, NULL, 0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 's': choice->seed = need_number(command, "--seed", optarg, 0, UINT64_MAX); break;
		case 'o': choice->ops = (uint32_t)need_number(command, "--ops", optarg, 0, SEQ_OPS_MAX); break;
		case 'p': choice->profile = need_profile(optarg); break;
		case 'n': choice->scenario = need_scenario(optarg); break;
		case 'l': print_list(); exit(EXIT_AGREED);
		case 'g': language_print(stdout); exit(EXIT_AGREED);
		case 'd': dictionary_print(stdout); exit(EXIT_AGREED);
		case 'h': print_help(); exit(EXIT_AGREED);
		default: fail_option(command);
		}
	}
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
	return fflush(stdout) == 0 ? EXIT_AGREED : EXIT_USAGE;
}
