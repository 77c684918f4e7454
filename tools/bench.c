// SPDX-License-Identifier: MIT
/*
 * buddycheck bench: nanoseconds per op of the allocator beside a floor and its peers, and the speed of the lockstep.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench.h"
#include "tools/commands.h"
#include "tools/common.h"

static const char command[] = "bench";
static const char lockstep[] = "lockstep";

static void print_help(void)
{
	printf("usage: buddycheck bench [--json] [WORK...]\n\n"
	       "Times the allocator, the floor (the least any allocator could do) and the malloc libraries that are installed (jemalloc, mimalloc,\n"
	       "tcmalloc), in turns within one run: median, least and most of %d turns in nanoseconds per op, and the ratio to the floor. An op is\n"
	       "one allocation or one free. Without names, all works:\n\n", BENCH_TURNS);
	for (const struct bench_work *work = bench_works; work->name; work++)
		printf("  %-17s %s\n", work->name, work->help);
	printf("  %-17s inputs of about 100 ops per second, allocator against oracle\n\n"
	       "  --json  print {\"rows\": [{\"work\", \"subject\", \"ns\", \"ratio\"}, ...], \"lockstep\": {...}}\n", lockstep);
}

static bool wanted(const char *name, int count, char **names)
{
	for (int i = 0; i < count; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return count == 0;
}

static void check_names(int count, char **names)
{
	for (int i = 0; i < count; i++) {
		const struct bench_work *work = bench_works;

		while (work->name && strcmp(work->name, names[i]) != 0)
			work++;
		if (!work->name && strcmp(names[i], lockstep) != 0)
			fail_usage(command, "there is no work '%s'", names[i]);
	}
}

static void print_rows(const struct bench_row *rows, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		printf("%-17s %-10s %12.1f  %12.1f .. %-12.1f %7.2fx\n", rows[i].work, rows[i].subject, rows[i].ns, rows[i].min, rows[i].max,
		       rows[i].ratio);
}

static void print_rows_json(const struct bench_row *rows, unsigned count, bool first)
{
	for (unsigned i = 0; i < count; i++)
		printf("%s{\"work\": \"%s\", \"subject\": \"%s\", \"ns\": %.2f, \"min\": %.2f, \"max\": %.2f, \"ratio\": %.2f}", first && i == 0 ? "" : ", ",
		       rows[i].work, rows[i].subject, rows[i].ns, rows[i].min, rows[i].max, rows[i].ratio);
}

static void print_lockstep(bool json)
{
	struct bench_lockstep speed;

	bench_lockstep(&speed);
	if (json)
		printf(", \"lockstep\": {\"ops_per_input\": %u, \"inputs_per_second\": %.0f, \"every_op_inputs_per_second\": %.0f}", speed.ops,
		       speed.inputs_per_second, speed.full_inputs_per_second);
	else
		printf("%-17s %.0f inputs/s of %u ops (%.0f ops/s) with counters after each op and the view at the end\n"
		       "%-17s %.0f inputs/s (%.0f ops/s) with the whole view after each op\n",
		       lockstep, speed.inputs_per_second, speed.ops, speed.ops_per_second, "", speed.full_inputs_per_second,
		       speed.full_ops_per_second);
}

int bench_main(int argc, char **argv)
{
	static const struct option options[] = {{"json", no_argument, NULL, 'j'}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
	static struct bench_row rows[BENCH_ROWS_MAX];
	bool json = false, first = true;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'h') {
			print_help();
			return EXIT_AGREED;
		}
		if (option != 'j')
			fail_option(command);
		json = true;
	}
	check_names(argc - optind, argv + optind);
	if (json)
		printf("{\"rows\": [");
	else
		printf("%-17s %-10s %12s  %12s    %-12s %8s\n", "work", "subject", "ns per op", "least", "most", "to floor");
	for (const struct bench_work *work = bench_works; work->name; work++) {
		unsigned count;

		if (!wanted(work->name, argc - optind, argv + optind))
			continue;
		count = bench_measure(work, rows);
		if (json)
			print_rows_json(rows, count, first);
		else
			print_rows(rows, count);
		fflush(stdout);
		first = first && count == 0;
	}
	if (json)
		printf("]");
	if (wanted(lockstep, argc - optind, argv + optind))
		print_lockstep(json);
	if (json)
		printf("}\n");
	return EXIT_AGREED;
}
