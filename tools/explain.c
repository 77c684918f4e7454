// SPDX-License-Identifier: MIT
/*
 * buddycheck explain: the first divergence of one sequence on one screen.
 */
#include <stdio.h>
#include <unistd.h>

#include "fuzz/lockstep/names.h"
#include "fuzz/subjects.h"
#include "fuzz/triage/death.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/options.h"

static const char command[] = "explain";

static void print_help(void)
{
	printf("usage: buddycheck explain [--subject NAME] [--oracle NAME] FILE\n\n"
	       "Replays one sequence, text or binary, and explains the first divergence: the op, the expected and the actual answer, counters,\n"
	       "both memories with the difference marked, the history of the pages involved; for a crash or hang, the op that caused it.\n"
	       "Ops are numbered from 0, those of the machine included. Colour on a terminal only.\n\n"
	       "  --subject NAME  the allocator to test: %s; default allocator; or ./FILE.so\n"
	       "  --oracle NAME   use this subject in place of the oracle, for example the previous version of the allocator\n\n"
	       "Exit status: 0 all agree, 1 a divergence, 2 bad usage or malformed input, 3 something this machine lacks.\n",
	       subject_names(false));
}

/* First a run in a child process, so that crashes and hangs can be explained, too. */
static struct probe *try_out(const struct report *report, struct probe_outcome *outcome)
{
	struct probe *probe = probe_new(
		&(struct probe_options){.subject = report->subject, .oracle = report->oracle, .step_limit = report->step_limit});

	probe_run(probe, report->seq, outcome);
	if (outcome->end == PROBE_LACKED)
		fail_lacking(command, "not enough memory for the machine of %s", report->path);
	return probe;
}

static bool explain(const struct report *report)
{
	struct probe_outcome outcome;
	struct probe *probe = try_out(report, &outcome);
	bool diverged = true;

	if (outcome.end != PROBE_RAN)
		death_print(report, &outcome, stdout);
	else
		diverged = report_print(report, stdout);
	if (outcome.refused)
		printf("%s: %s refuses this machine, nothing was run\n", report->path, report->subject->name);
	else if (!diverged)
		printf("%s: %s and %s agree on all %u ops\n", report->path, subject_label(report->subject), oracle_name(report->oracle),
		       report->seq->nr_ops);
	if (probe_report(probe)[0])
		printf("\noutput of the subject:\n%s", probe_report(probe));
	probe_free(probe);
	return diverged;
}

static int explain_file(const struct subject *subject, const struct subject *oracle, const char *path)
{
	struct sequence seq;
	const struct report report = {.seq = &seq, .subject = subject, .oracle = oracle, .step_limit = STEPS_PER_REQUEST,
				      .path = path, .color = isatty(STDOUT_FILENO)};
	bool diverged;

	seq_init(&seq);
	seq_load(&seq, path);
	diverged = explain(&report);
	seq_release(&seq);
	return diverged ? EXIT_DIVERGED : EXIT_AGREED;
}

int explain_main(int argc, char **argv)
{
	const struct subject *subject = &subject_allocator;
	const char *oracle = NULL;
	const struct option_row rows[] = {
		{"subject", .kind = OPTION_SUBJECT, .to = &subject}, {"oracle", .kind = OPTION_TEXT, .to = &oracle}, {0}};

	options_parse(command, rows, print_help, argc, argv);
	return explain_file(subject, need_oracle(command, subject, oracle), options_one_file(command, argc, argv));
}
