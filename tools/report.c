// SPDX-License-Identifier: MIT
/*
 * buddycheck report: a sequence as one HTML file to step through.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/explain/html.h"
#include "fuzz/subjects.h"
#include "tools/commands.h"
#include "tools/common.h"

static const char command[] = "report";

enum { STEP_LIMIT = 1 << 30 };

struct job {
	const struct subject *subject;
	const char *in, *out;
};

static void print_help(void)
{
	printf("usage: buddycheck report [OPTIONS] FILE -o OUT.html\n\n"
	       "Writes one HTML file that needs nothing but a browser: every op of FILE to step through, forward and back, with both memories,\n"
	       "free lists, per-CPU lists, counters and watermarks after each, and the first difference marked. Of a sequence too long for\n"
	       "half a megabyte the last steps are kept.\n\n"
	       "  -o, --output OUT  where to write; - is standard output\n"
	       "  --subject NAME    what runs against the oracle: %s; default allocator\n\n"
	       "Exit status: 0 all agree, 1 a divergence (written in both cases), 2 bad usage or malformed input, 3 something this machine\n"
	       "lacks.\n",
	       subject_names());
}

static void parse_options(struct job *job, int argc, char **argv)
{
	static const struct option options[] = {{"output", required_argument, NULL, 'o'}, {"subject", required_argument, NULL, 's'},
		{"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
	int option;

	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		switch (option) {
		case 'o':
			job->out = optarg;
			break;
		case 's':
			job->subject = need_subject(command, optarg);
			break;
		case 'h':
			print_help();
			exit(EXIT_AGREED);
		default:
			fail_option(command);
		}
	}
	if (optind + 1 != argc)
		fail_usage(command, "expected one file, got %d", argc - optind);
	if (!job->out)
		fail_usage(command, "no output given: -o OUT.html");
	job->in = argv[optind];
}

/* The page appears whole or not at all: written beside its place and renamed. */
static void write_page(const char *path, const char *text, size_t size)
{
	char beside[4096];
	FILE *out = stdout;
	const bool is_file = strcmp(path, "-") != 0;

	if ((size_t)snprintf(beside, sizeof(beside), "%s.%ld.tmp", path, (long)getpid()) >= sizeof(beside))
		fail_usage(command, "the name of the output is too long");
	if (is_file && !(out = fopen(beside, "wb")))
		fail_usage(command, "cannot write %s: %s", path, strerror(errno));
	const bool written = fwrite(text, 1, size, out) == size;

	if (!is_file) {
		if (!written || fflush(out) != 0)
			fail_lacking(command, "cannot write: %s", strerror(errno));
		return;
	}
	if (fclose(out) == 0 && written && rename(beside, path) == 0)
		return;
	const int error = errno;

	unlink(beside);
	fail_lacking(command, "cannot write %s: %s", path, strerror(error));
}

int report_main(int argc, char **argv)
{
	struct job job = {.subject = &subject_allocator};
	struct sequence seq;
	char *text = NULL;
	size_t size;
	bool diverged;

	parse_options(&job, argc, argv);
	seq_init(&seq);
	seq_load(&seq, job.in);
	FILE *memory = open_memstream(&text, &size);

	if (!memory)
		fail_lacking(command, "not enough memory for a page");
	diverged = html_report(&(struct report){.seq = &seq, .subject = job.subject, .oracle = &subject_model, .step_limit = STEP_LIMIT, .path = job.in},
			       memory);
	if (fclose(memory) != 0)
		fail_lacking(command, "not enough memory for the page");
	write_page(job.out, text, size);
	free(text);
	seq_release(&seq);
	return diverged ? EXIT_DIVERGED : EXIT_AGREED;
}
