// SPDX-License-Identifier: MIT
/*
 * Runs the mutants of one side against the corpus, each in a process of its own, and prints the fate of each.
 *
 *     runner [--jobs N] [--mutants FILE] [--no-replay] [--try LIST [--trials N]] [--fuzz SECONDS] [--save DIR] COUNT FILE...
 *     runner --minimize RUNS --mutants FILE COUNT FILE
 *
 * Only for scripts/mutants, which builds the side and reads the output lines:
 *
 *     mutant NUMBER FATE FILE RUNS MILLISECONDS TRIALS CHECK
 */
#include "tests/mutants/runner.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "fuzz/lockstep/names.h"
#include "fuzz/subjects.h"
#include "fuzz/triage/pool.h"

enum { MUTANTS_MAX = 1 << 16 };

unsigned mutant_wanted;
unsigned char mutant_reached[MUTANTS_MAX];

static const char *const fate_names[] = {"unreached", "survived", "diverged", "crashed", "hung"};

static void load(struct runner *runner, int count, char **paths)
{
	runner->nr_files = (uint32_t)count;
	runner->path = paths;
	runner->file = calloc((size_t)count, sizeof(*runner->file));
	runner->cost = pool_memory((size_t)count * sizeof(*runner->cost));
	runner->reach = pool_memory((size_t)count * (runner->nr_mutants + 1));
	runner->outcome = pool_memory((runner->nr_mutants + 1) * sizeof(*runner->outcome));
	for (int i = 0; i < count; i++) {
		seq_init(&runner->file[i]);
		seq_load(&runner->file[i], paths[i]);
		/* A digest needs the view after each op, and the comparison with the oracle shows the same. */
		runner->file[i].has_digest = false;
	}
}

static uint32_t *read_wanted(const char *path, uint32_t nr_mutants, uint32_t *count)
{
	uint32_t *wanted = calloc(nr_mutants + 1, sizeof(*wanted)), number;
	FILE *file = path ? fopen(path, "r") : NULL;

	*count = 0;
	if (path && !file) {
		fprintf(stderr, "runner: %s cannot be read\n", path);
		exit(2);
	}
	if (!path)
		while (*count < nr_mutants) {
			wanted[*count] = *count + 1;
			(*count)++;
		}
	while (file && *count < nr_mutants && fscanf(file, "%" SCNu32, &number) == 1)
		if (number >= 1 && number <= nr_mutants)
			wanted[(*count)++] = number;
	if (file)
		fclose(file);
	return wanted;
}

static void print_outcome(const struct runner *runner, uint32_t mutant)
{
	const struct outcome *outcome = &runner->outcome[mutant];
	const char *file = outcome->fate < FATE_DIVERGED ? "-" : outcome->file < runner->nr_files ? runner->path[outcome->file] : "search";
	const struct divergence *divergence = &outcome->divergence;

	printf("mutant %" PRIu32 " %s %s %" PRIu32 " %" PRIu32 " %" PRIu32 " %s %s\n", mutant, fate_names[outcome->fate], file, outcome->runs,
	       outcome->milliseconds, outcome->trials, outcome->fate == FATE_DIVERGED ? diff_class_name(divergence->class) : "-",
	       outcome->fate == FATE_DIVERGED ? divergence->field : "");
}

static uint32_t number(const char *text)
{
	char *end;
	const unsigned long value = strtoul(text, &end, 10);

	if (*end || value > MUTANTS_MAX - 1) {
		fprintf(stderr, "runner: '%s' is not a number that fits\n", text);
		exit(2);
	}
	return (uint32_t)value;
}

static int minimize_one(const struct runner *runner, uint32_t runs)
{
	if (!minimize_killer(runner, runs, &runner->file[0]))
		return 1;
	seq_print(&runner->file[0], stdout);
	return 0;
}

int main(int argc, char **argv)
{
	static const struct option table[] = {
		{"jobs", required_argument, NULL, 'j'}, {"fuzz", required_argument, NULL, 'f'},     {"save", required_argument, NULL, 's'},
		{"mutants", required_argument, NULL, 'm'}, {"minimize", required_argument, NULL, 'z'},
		{"try", required_argument, NULL, 't'},	   {"no-replay", no_argument, NULL, 'n'},
		{"trials", required_argument, NULL, 'k'},  {NULL, 0, NULL, 0},
	};
	struct runner runner = {.oracle = &MUTANTS_ORACLE};
	const char *folder = ".", *wanted = NULL, *candidates = NULL;
	bool replay = true;
	uint32_t seconds = 0, runs = 0, trials = 24;
	int option;

	while ((option = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (option) {
		case 'j': runner.jobs = number(optarg); break;
		case 'f': seconds = number(optarg); break;
		case 's': folder = optarg; break;
		case 'm': wanted = optarg; break;
		case 't': candidates = optarg; break;
		case 'k': trials = number(optarg); break;
		case 'n': replay = false; break;
		case 'z': runs = number(optarg); break;
		default: return 2;
		}
	}
	if (argc - optind < 2)
		return 2;
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	runner.nr_mutants = number(argv[optind]);
	load(&runner, argc - optind - 1, argv + optind + 1);
	runner.wanted = read_wanted(wanted, runner.nr_mutants, &runner.nr_wanted);
	if (runs)
		return minimize_one(&runner, runs);
	if (replay || seconds)
		look_at_files(&runner);
	if (replay)
		replay_all(&runner);
	if (candidates)
		try_candidates(&runner, candidates, trials, folder);
	if (seconds)
		search_survivors(&runner, seconds, folder);
	for (uint32_t i = 0; i < runner.nr_wanted; i++)
		print_outcome(&runner, runner.wanted[i]);
	return 0;
}
