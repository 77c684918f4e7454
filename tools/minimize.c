// SPDX-License-Identifier: MIT
/*
 * buddycheck minimize: the smallest sequence with the same signature.
 */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/triage/reduce.h"
#include "fuzz/subjects.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/files.h"
#include "tools/options.h"

static const char command[] = "minimize";

enum { SECONDS = 60, SECONDS_MAX = 86400 };

struct job {
	const struct subject *subject;
	const char *in, *out;
	uint32_t seconds;
};

static void print_help(void)
{
	printf("usage: buddycheck minimize [OPTIONS] FILE -o OUT\n\n"
	       "Writes to OUT the smallest sequence that still shows what FILE shows: the same signature. Ops are removed until none can be\n"
	       "spared, then arguments become simpler, then the machine smaller. That no single op can be left out is proven by running every\n"
	       "such deletion once more. A subject that crashes or hangs is survived. OUT is text.\n\n"
	       "  -o, --output OUT  where to write; - is standard output, all else then goes to stderr\n"
	       "  --subject NAME    what runs against the oracle: %s; default allocator\n"
	       "  --seconds N       stop searching after N seconds (default %d) with the smallest found so far\n\n"
	       "The last line is \"minimize: N ops -> N ops, N runs\". Exit status: 1 minimized (FILE shows a divergence), 0 all agree and nothing\n"
	       "was written, 2 bad usage or malformed input, 3 something this machine lacks.\n",
	       subject_names(), SECONDS);
}

static void parse_options(struct job *job, int argc, char **argv)
{
	const struct option_row rows[] = {
		{"output", 'o', OPTION_OUTPUT, .to = &job->out}, {"subject", .kind = OPTION_SUBJECT, .to = &job->subject},
		{"seconds", .kind = OPTION_NUMBER, .to = &job->seconds, .min = 1, .max = SECONDS_MAX}, {0}};

	options_parse(command, rows, print_help, argc, argv);
	job->in = options_one_file(command, argc, argv);
	if (!job->out)
		fail_usage(command, "no output given: -o OUT");
}

static void report(const struct minimize_result *result, const struct sequence *seq, FILE *out)
{
	if (!result->complete)
		fprintf(out, "the search met its limit: fewer may do (--seconds)\n");
	if (!result->minimal)
		fprintf(out, "not proven minimal: a single deletion still shows it\n");
	fprintf(out, "signature %s\nminimize: %u ops -> %u ops, %u runs\n", seq->signature, result->ops_before, result->ops_after, result->runs);
}

static void show_progress(void)
{
	static uint64_t runs;

	progress(command, ++runs, 0);
}

static int minimize_file(const struct job *job)
{
	struct probe *probe = probe_new(&(struct probe_options){.subject = job->subject, .oracle = oracle_for(job->subject),
		.step_limit = STEPS_PER_REQUEST, .progress = show_progress});
	struct minimize_result result = {0};
	struct probe_outcome outcome;
	struct sequence seq;

	seq_init(&seq);
	seq_load(&seq, job->in);
	const uint32_t ops = seq.nr_ops;
	const bool shown = reduce_cut(probe, &seq, &outcome);

	if (outcome.end == PROBE_LACKED)
		fail_lacking(command, "not enough memory for the machine of %s", job->in);
	if (shown)
		reduce_minimize(probe, &seq, job->seconds, 0, &result, &outcome);
	progress_end();
	if (shown) {
		result.ops_before = ops;
		write_sequence(command, job->out, &seq);
		report(&result, &seq, speak_beside(job->out));
	} else {
		fprintf(speak_beside(job->out), "%s shows no divergence: nothing to minimize, nothing written\nminimize: %u ops -> %u ops, 1 runs\n", job->in, ops, ops);
	}
	seq_release(&seq);
	probe_free(probe);
	return shown ? EXIT_DIVERGED : EXIT_AGREED;
}

int minimize_main(int argc, char **argv)
{
	struct job job = {.subject = &subject_allocator, .seconds = SECONDS};

	parse_options(&job, argc, argv);
	return minimize_file(&job);
}
