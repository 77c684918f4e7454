// SPDX-License-Identifier: MIT
/*
 * The buddycheck command: finds the subcommand in a table and calls it. A new subcommand is one row here and one file in tools/.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
	{"explain", "FILE", "show the first divergence on one screen", explain_main},
	{"digest", "[--per-op] FILE|DIR...", "print one hash per file of everything the subject did", digest_main},
	{"convert", "IN OUT", "convert text to binary and back", convert_main},
	{"conform", "FILE|DIR...", "replay golden traces recorded from the kernel", conform_main},
	{"generate", "--seed S --ops N", "write a random sequence", generate_main},
	{"minimize", "FILE -o OUT", "write the smallest sequence with the same signature", minimize_main},
	{"triage", "DIR|FILE...", "sort a pile of files into named bugs", triage_main},
	{"report", "FILE -o OUT.html", "write a page to step through the ops and both memories", report_main},
	{"emit-c", "FILE -o OUT.c", "write a C program that shows the failure", emit_c_main},
	{"compare", "--left P FILE|DIR...", "show what changes from one kernel to others", compare_main},
	{"enumerate", "--machine NAME|FILE", "walk every state of a tiny machine", enumerate_main},
	{"faults", "[FILE|DIR...]", "fail the n-th page, refill, answer, for every n", faults_main},
	{"seeded", "[--list] [NAME...]", "hunt the seeded defects: does the harness find bugs?", seeded_main},
	{"subjects", "[NAME|FILE.so...]", "list the allocators that can be tested and their profiles", subjects_main},
	{"bench", "[WORK...]", "ns per op next to a floor and malloc libraries; inputs per second", bench_main},
};

enum { NR_COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void print_help(FILE *out)
{
	fprintf(out, "usage: buddycheck COMMAND [OPTIONS] [ARGUMENTS]\n\n"
		     "Runs a page-frame allocator in lockstep with an oracle and explains the first difference.\n\n");
	for (int i = 0; i < NR_COMMANDS; i++)
		fprintf(out, "  %-9s %-22s %s\n", commands[i].name, commands[i].arguments, commands[i].help);
	fprintf(out, "\n  COMMAND --help describes a command. --version prints the version.\n"
		     "Exit status: 0 all agree, 1 a divergence, 2 bad usage or malformed input, 3 something this machine lacks.\n");
}

/* If stdin, stdout or stderr is closed, occupy its descriptor with /dev/null, read-only, so that a file opened later cannot get that
 * number and receive our output. */
static void hold_standard_streams(void)
{
	int file;

	do
		file = open("/dev/null", O_RDONLY);
	while (file >= 0 && file <= STDERR_FILENO);
	if (file >= 0)
		close(file);
}

/* Output that could not be written makes the exit status 3, whatever the command returned. */
static void check_stdout(void)
{
	if (fflush(stdout) != 0)
		fprintf(stderr, "buddycheck: cannot write to standard output: %s\n", strerror(errno));
	else if (ferror(stdout))
		fprintf(stderr, "buddycheck: some of the output could not be written\n");
	else
		return;
	_exit(EXIT_LACKING);
}

static const struct command *find_command(const char *name)
{
	for (int i = 0; i < NR_COMMANDS; i++)
		if (strcmp(name, commands[i].name) == 0)
			return &commands[i];
	return NULL;
}

static int run_command(int argc, char **argv)
{
	const struct command *command = find_command(argv[0]);

	if (command)
		return command->main(argc, argv);
	fprintf(stderr, "buddycheck: there is no command '%s'\nTry 'buddycheck --help'.\n", argv[0]);
	return EXIT_USAGE;
}

/* `help`: the list of commands; `help NAME`: the help of that command. */
static int help(const char *name)
{
	char option[] = "--help", *argv[] = {(char *)(uintptr_t)name, option, NULL};

	if (name)
		return run_command(2, argv);
	print_help(stdout);
	return EXIT_AGREED;
}

int main(int argc, char **argv)
{
	hold_standard_streams();
	atexit(check_stdout);
	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return help(NULL);
	if (strcmp(argv[1], "help") == 0)
		return help(argv[2]);
	if (strcmp(argv[1], "--version") == 0) {
		printf("buddycheck %s\n", BUDDYCHECK_VERSION);
		return EXIT_AGREED;
	}
	return run_command(argc - 1, argv + 1);
}
