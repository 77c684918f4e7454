// SPDX-License-Identifier: MIT
/*
 * buddycheck bench: nanoseconds per op of the allocator next to a floor and to malloc libraries, and the speed of the lockstep.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/bench.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/files.h"
#include "tools/options.h"

static const char command[] = "bench";
static const char lockstep[] = "lockstep";

static void print_help(void)
{
	printf("usage: buddycheck bench [--json] [--variants] [--subject NAME] [--turns N] [WORK...]\n"
	       "       buddycheck bench --plot FILE.svg [--turns N]\n"
	       "       buddycheck bench --list\n\n"
	       "Times the allocator, the floor (the least any allocator could do) and the malloc libraries that are installed (jemalloc, mimalloc,\n"
	       "tcmalloc), taking turns within one run. Prints median, minimum and maximum in nanoseconds per op, and the ratio to the floor. An op\n"
	       "is one allocation or one free. WORK is one of these workloads; default all:\n\n");
	for (const struct bench_work *work = bench_works; work->name; work++)
		printf("  %-17s %s\n", work->name, work->help);
	printf("  %-17s allocator against oracle, in inputs per second; an input has about 100 ops\n\n"
	       "  --json          print one JSON object instead of text\n"
	       "  --variants      in place of the libraries, the allocator with threads, several kinds of requests, several zones, other profiles\n"
	       "  --subject NAME  measure only this one: floor, allocator, allocator-bulk, allocator-told or a library (the ratio is then to itself)\n"
	       "  --turns N       turns of each subject, 1 to %d (default %d)\n"
	       "  --list          one line per workload: name, the function that is timed, ops per turn (inputs for the lockstep)\n"
	       "  --plot FILE     draw the cost of mixed orders over the size of the zone\n\n"
	       "Exit status: 0 measured, 2 bad usage, 3 something this machine lacks. A library that is not installed is reported and left out.\n",
	       lockstep, BENCH_TURNS, BENCH_TURNS);
}

struct wishes {
	bool json, list;
	const char *subject, *plot;
	const struct bench_peer *const *peers;
	uint32_t turns;
	int nr_names;
	char **name;
};

static bool wanted(const struct wishes *wishes, const char *name)
{
	for (int i = 0; i < wishes->nr_names; i++) {
		if (strcmp(name, wishes->name[i]) == 0)
			return true;
	}
	return wishes->nr_names == 0;
}

static void check_names(const struct wishes *wishes)
{
	for (int i = 0; i < wishes->nr_names; i++) {
		const struct bench_work *work = bench_works;

		while (work->name && strcmp(work->name, wishes->name[i]) != 0)
			work++;
		if (!work->name && strcmp(wishes->name[i], lockstep) != 0)
			fail_usage(command, "there is no work '%s'; 'buddycheck bench --list' lists them", wishes->name[i]);
	}
	if (!wishes->subject || strcmp(wishes->subject, "floor") == 0)
		return;
	for (unsigned i = 0; wishes->peers[i]; i++) {
		if (strcmp(wishes->peers[i]->name, wishes->subject) == 0)
			return;
	}
	fail_usage(command, "there is no subject '%s'; there are floor, allocator, allocator-bulk, allocator-told and the libraries listed in --help",
		   wishes->subject);
}

/* jemalloc uses static TLS. dlopen() has too little of it left unless the process reserved some at start: set the tunable and start
 * again. */
static void make_room_for_libraries(int argc, char **argv)
{
	static const char variable[] = "GLIBC_TUNABLES";
	char **again = calloc((size_t)argc + 2, sizeof(*again));

	if (again && !getenv(variable) && setenv(variable, "glibc.rtld.optional_static_tls=8192", 1) == 0) {
		again[0] = "buddycheck";
		memcpy(again + 1, argv, (size_t)argc * sizeof(*again));
		execv("/proc/self/exe", again);
	}
	free(again);
}

static void name_the_missing(void)
{
	for (unsigned i = 0; bench_peers[i]; i++) {
		void *self = bench_peers[i]->needs ? bench_peers[i]->open(1) : NULL;

		if (self)
			bench_peers[i]->close(self);
		else if (bench_peers[i]->needs)
			fprintf(stderr, "buddycheck bench: %s is not installed (Debian package %s), left out\n", bench_peers[i]->name, bench_peers[i]->needs);
	}
}

static void print_row(const struct bench_row *row)
{
	printf("%-17s %-14s %12.1f  %12.1f .. %-12.1f %7.2fx\n", row->work, row->subject, row->ns, row->min, row->max, row->ratio);
}

static void print_row_json(const struct bench_row *row, bool first)
{
	printf("%s{\"work\": \"%s\", \"subject\": \"%s\", \"ns\": %.2f, \"min\": %.2f, \"max\": %.2f, \"ratio\": %.2f}", first ? "" : ", ", row->work,
	       row->subject, row->ns, row->min, row->max, row->ratio);
}

static void print_works(const struct wishes *wishes)
{
	struct bench_row rows[BENCH_ROWS_MAX];
	bool first = true;

	for (const struct bench_work *work = bench_works; work->name; work++) {
		const unsigned count = wanted(wishes, work->name) ? bench_measure(work, wishes->peers, wishes->subject, wishes->turns, rows) : 0;

		for (unsigned i = 0; i < count; i++, first = false) {
			if (wishes->json)
				print_row_json(&rows[i], first);
			else
				print_row(&rows[i]);
		}
		fflush(stdout);
	}
}

static void print_speed(const struct bench_speed *speed, const char *what)
{
	printf("%-17s %-14s %12.0f  %12.0f .. %-12.0f inputs/s with %s\n", lockstep, "", speed->median, speed->min, speed->max, what);
}

static void print_speed_json(const struct bench_speed *speed, const char *name)
{
	printf(", \"%s\": {\"inputs_per_second\": %.0f, \"min\": %.0f, \"max\": %.0f}", name, speed->median, speed->min, speed->max);
}

static void print_lockstep(const struct wishes *wishes)
{
	struct bench_lockstep found;

	bench_lockstep(&found, wishes->turns);
	if (wishes->json) {
		printf(", \"lockstep\": {\"ops_per_input\": %u", found.ops);
		print_speed_json(&found.at_end, "at_end");
		print_speed_json(&found.each_op, "each_op");
		printf("}");
	} else {
		print_speed(&found.at_end, "counters after each op and the view at the end");
		print_speed(&found.each_op, "the whole view after each op");
	}
}

static void print_all(const struct wishes *wishes)
{
	if (wishes->json)
		printf("{\"rows\": [");
	else
		printf("%-17s %-14s %12s  %12s    %-12s %8s\n", "work", "subject", "ns per op", "least", "most", "to floor");
	print_works(wishes);
	if (wishes->json)
		printf("], \"metadata_bytes_per_page\": %.2f", bench_metadata((uint64_t)1 << 24));
	if (wanted(wishes, lockstep))
		print_lockstep(wishes);
	if (wishes->json)
		printf("}\n");
}

static void print_list(void)
{
	for (const struct bench_work *work = bench_works; work->name; work++) {
		if (work->timed)
			printf("%s %s %u\n", work->name, work->timed, work->ops);
	}
	printf("%s %s %u\n", lockstep, BENCH_LOCKSTEP_TIMED, BENCH_LOCKSTEP_INPUTS);
}

static void draw(const void *turns, FILE *out)
{
	bench_plot(out, *(const uint32_t *)turns);
}

static void use_variants(void *to, const char *none)
{
	(void)none;
	((struct wishes *)to)->peers = bench_variants;
}

static void parse_options(struct wishes *wishes, int argc, char **argv)
{
	const struct option_row rows[] = {
		{"json", .kind = OPTION_FLAG, .to = &wishes->json},
		{"variants", .kind = OPTION_DO, .to = wishes, .call = use_variants},
		{"subject", .kind = OPTION_TEXT, .to = &wishes->subject},
		{"turns", .kind = OPTION_NUMBER, .to = &wishes->turns, .min = 1, .max = BENCH_TURNS},
		{"list", .kind = OPTION_FLAG, .to = &wishes->list},
		{"plot", .kind = OPTION_OUTPUT, .to = &wishes->plot},
		{0}};

	options_parse(command, rows, print_help, argc, argv);
	wishes->nr_names = argc - optind;
	wishes->name = argv + optind;
	check_names(wishes);
}

int bench_main(int argc, char **argv)
{
	struct wishes wishes = {.turns = BENCH_TURNS, .peers = bench_peers};

	make_room_for_libraries(argc, argv);
	parse_options(&wishes, argc, argv);
	if (wishes.list) {
		print_list();
		return EXIT_AGREED;
	}
	if (!wishes.subject && wishes.peers == bench_peers)
		name_the_missing();
	if (wishes.plot)
		write_printed(command, wishes.plot, draw, &wishes.turns);
	else
		print_all(&wishes);
	return EXIT_AGREED;
}
