// SPDX-License-Identifier: MIT
/*
 * buddycheck report: a sequence as one HTML file to step through.
 */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/explain/html.h"
#include "fuzz/subjects.h"
#include "fuzz/triage/probe.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/files.h"
#include "tools/options.h"

static const char command[] = "report";

struct job {
	const struct subject *subject, *oracle;
	const char *in, *out;
};

static void print_help(void)
{
	printf("usage: buddycheck report [OPTIONS] FILE -o OUT.html\n\n"
	       "Writes one HTML file that needs nothing but a browser. It steps through the ops of FILE, forward and back, and shows both memories,\n"
	       "free lists, per-CPU lists, counters and watermarks after each, with the first difference marked. If that takes more than half a\n"
	       "megabyte only the last steps are kept.\n\n"
	       "  -o, --output OUT  where to write; - is standard output\n"
	       "  --subject NAME    the allocator to test: %s; default allocator; or ./FILE.so\n"
	       "  --oracle NAME     use this subject in place of the oracle, for example the previous version of the allocator\n\n"
	       "Exit status: 0 all agree, 1 a divergence (the file is written in both cases, unless the subject crashes or hangs), 2 bad\n"
	       "usage or malformed input, 3 something this machine lacks.\n",
	       subject_names(false));
}

static void parse_options(struct job *job, int argc, char **argv)
{
	const char *oracle = NULL;
	const struct option_row rows[] = {{"output", 'o', OPTION_OUTPUT, .to = &job->out},
		{"subject", .kind = OPTION_SUBJECT, .to = &job->subject}, {"oracle", .kind = OPTION_TEXT, .to = &oracle}, {0}};

	options_parse(command, rows, print_help, argc, argv);
	job->oracle = need_oracle(command, job->subject, oracle);
	job->in = options_one_file(command, argc, argv);
	if (!job->out)
		fail_usage(command, "no output given; use -o OUT.html");
}

/* The input of print_page(), and whether it found a divergence. */
struct page {
	struct report report;
	bool *diverged;
};

static void print_page(const void *ctx, FILE *out)
{
	const struct page *page = ctx;

	*page->diverged = html_report(&page->report, out);
}

/* First a run in a child process: no page can be made if the subject dies or refuses the machine. */
static struct probe_outcome try_out(const struct report *report)
{
	struct probe *probe = probe_new(
		&(struct probe_options){.subject = report->subject, .oracle = report->oracle, .step_limit = report->step_limit});
	struct probe_outcome outcome;

	probe_run(probe, report->seq, &outcome);
	probe_free(probe);
	return outcome;
}

int report_main(int argc, char **argv)
{
	struct job job = {.subject = &subject_allocator};
	struct sequence seq;
	bool diverged = false;

	parse_options(&job, argc, argv);
	seq_init(&seq);
	seq_load(&seq, job.in);
	const struct page page = {
		.report = {.seq = &seq, .subject = job.subject, .oracle = job.oracle, .step_limit = STEPS_PER_REQUEST, .path = job.in},
		.diverged = &diverged,
	};
	const struct probe_outcome outcome = try_out(&page.report);

	if (outcome.refused) {
		fprintf(stderr, "buddycheck report: %s refuses the machine of %s; nothing was written\n", job.subject->name, job.in);
	} else if (outcome.end != PROBE_RAN && outcome.end != PROBE_LACKED) {
		fprintf(stderr, "buddycheck report: the subject crashes or hangs in %s; nothing was written. 'buddycheck explain' shows the op\n", job.in);
		diverged = true;
	} else {
		write_printed(command, job.out, print_page, &page);
	}
	seq_release(&seq);
	return diverged ? EXIT_DIVERGED : EXIT_AGREED;
}
