// SPDX-License-Identifier: MIT
/*
 * The buddycheck command: finds the subcommand in a table and hands over. A new subcommand is one row here and one file beside it.
 */
#include <stdio.h>
#include <string.h>

#include "tools/commands.h"
#include "tools/common.h"

#ifndef BUDDYCHECK_VERSION
#define BUDDYCHECK_VERSION "0.1.0"
#endif

struct command {
	const char *name, *arguments, *help;
	int (*main)(int argc, char **argv);
};

static const struct command commands[] = {
	{"run", "FILE|DIR...", "replay sequences in lockstep with the oracle", run_main},
	{"explain", "FILE", "the first divergence on one screen", explain_main},
	{"digest", "[--per-op] FILE|DIR...", "one hash per file of everything the subject did", digest_main},
	{"convert", "IN OUT", "text to binary and back", convert_main},
	{"conform", "FILE|DIR...", "replay golden traces recorded from the kernel", conform_main},
	{"generate", "--seed S --ops N", "write a random sequence", generate_main},
	{"minimize", "FILE -o OUT", "the smallest sequence with the same signature", minimize_main},
	{"triage", "DIR|FILE...", "from a pile of files to named bugs", triage_main},
	{"report", "FILE -o OUT.html", "a page to step through the ops and both memories", report_main},
	{"emit-c", "FILE -o OUT.c", "a C program that shows it", emit_c_main},
	{"compare", "--left P --right P FILE...", "the same sequence under two profiles", compare_main},
	{"enumerate", "--machine NAME|FILE", "every state of a tiny machine", enumerate_main},
	{"seeded", "[--list] [NAME...]", "hunt the seeded defects: does the harness find bugs?", seeded_main},
	{"faults", "[FILE|DIR...]", "fail the n-th page, refill, answer, for every n", faults_main},
	{"bench", "[WORK...]", "ns per op beside a floor and peers, inputs per second", bench_main},
};

enum { NR_COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void print_help(FILE *out)
{
	fprintf(out, "usage: buddycheck COMMAND [OPTIONS] [ARGUMENTS]\n\nRuns a page-frame allocator in lockstep with an oracle and explains the first difference.\n\n");
	for (int i = 0; i < NR_COMMANDS; i++)
		fprintf(out, "  %-9s %-26s %s\n", commands[i].name, commands[i].arguments, commands[i].help);
	fprintf(out, "\n  COMMAND --help says more. --version prints the version.\n"
		     "Exit status: 0 all agree, 1 a divergence, 2 bad usage or malformed input, 3 something this machine lacks.\n");
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
		print_help(stdout);
		return EXIT_AGREED;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("buddycheck %s\n", BUDDYCHECK_VERSION);
		return EXIT_AGREED;
	}
	for (int i = 0; i < NR_COMMANDS; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].main(argc - 1, argv + 1);
	fprintf(stderr, "buddycheck: there is no command '%s'\nTry 'buddycheck --help'.\n", argv[1]);
	return EXIT_USAGE;
}
