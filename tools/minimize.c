// SPDX-License-Identifier: MIT
/*
 * buddycheck minimize: the smallest sequence with the same signature.
 */
#include <stdio.h>

#include "fuzz/triage/reduce.h"
#include "fuzz/subjects.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/files.h"
#include "tools/json.h"
#include "tools/options.h"

static const char command[] = "minimize";

enum { SECONDS = 60, SECONDS_MAX = 86400 };

struct job {
	const struct subject *subject, *oracle;
	const char *in, *out;
	uint32_t seconds;
	bool json;
};

/* The result. */
struct outcome {
	const struct job *job;
	const struct sequence *seq;
	struct minimize_result result;
};

static void print_help(void)
{
	printf("usage: buddycheck minimize [OPTIONS] FILE -o OUT\n\n"
	       "Writes to OUT the smallest sequence with the same signature as FILE. Ops are removed until none can be spared, then the machine is\n"
	       "made smaller and arguments simpler. At the end every single-op deletion is run once more, which proves that no op can be left out.\n"
	       "Crashes and hangs of the subject are minimized like any divergence. OUT is text.\n\n"
	       "  -o, --output OUT  where to write; - is standard output, the rest then goes to stderr\n"
	       "  --subject NAME    the allocator to test: %s; default allocator; or ./FILE.so\n"
	       "  --oracle NAME     use this subject in place of the oracle, for example the previous version of the allocator\n"
	       "  --seconds N       time limit of search and proof together (default %d); OUT is then the smallest sequence found so far. A subject\n"
	       "                    that hangs without counting steps takes half a minute more\n"
	       "  --json            print one JSON object instead of text\n\n"
	       "The last line is \"minimize: N ops -> N ops, N runs\". Exit status: 1 minimized (FILE shows a divergence), 0 all agree and nothing\n"
	       "was written, 2 bad usage or malformed input, 3 something this machine lacks.\n",
	       subject_names(false), SECONDS);
}

static void parse_options(struct job *job, int argc, char **argv)
{
	const char *oracle = NULL;
	const struct option_row rows[] = {
		{"output", 'o', OPTION_OUTPUT, .to = &job->out}, {"subject", .kind = OPTION_SUBJECT, .to = &job->subject},
		{"oracle", .kind = OPTION_TEXT, .to = &oracle},
		{"seconds", .kind = OPTION_NUMBER, .to = &job->seconds, .min = 1, .max = SECONDS_MAX},
		{"json", .kind = OPTION_FLAG, .to = &job->json}, {0}};

	options_parse(command, rows, print_help, argc, argv);
	job->oracle = need_oracle(command, job->subject, oracle);
	job->in = options_one_file(command, argc, argv);
	if (!job->out)
		fail_usage(command, "no output given; use -o OUT");
}

static void print_text(const struct outcome *outcome, FILE *out)
{
	const struct minimize_result *result = &outcome->result;

	if (!result->shown) {
		fprintf(out, "%s shows no divergence: nothing to minimize, nothing written\n", outcome->job->in);
	} else {
		if (!result->complete)
			fprintf(out, "the time limit was reached; a smaller sequence may exist (--seconds)\n");
		if (!result->minimal)
			fprintf(out, "not proven minimal%s\n", result->complete ? ": with one op deleted it still shows the same" : "");
		fprintf(out, "signature %s\n", outcome->seq->signature);
	}
	fprintf(out, "minimize: %u ops -> %u ops, %u runs\n", result->ops_before, result->ops_after, result->runs);
}

static void print_json(void *ctx, struct json *json)
{
	const struct outcome *outcome = ctx;
	const struct minimize_result *result = &outcome->result;

	json_string(json, "file", outcome->job->in);
	json_string(json, "subject", outcome->job->subject->name);
	json_bool(json, "shown", result->shown);
	if (result->shown) {
		json_string(json, "output", outcome->job->out);
		json_string(json, "signature", outcome->seq->signature);
		json_bool(json, "complete", result->complete);
		json_bool(json, "minimal", result->minimal);
	}
	json_int(json, "ops_before", result->ops_before);
	json_int(json, "ops_after", result->ops_after);
	json_int(json, "runs", result->runs);
}

static void report(struct outcome *outcome)
{
	FILE *out = speak_beside(outcome->job->out);

	if (outcome->job->json)
		json_print_whole(out, print_json, outcome);
	else
		print_text(outcome, out);
}

static void show_progress(void)
{
	static uint64_t runs;

	progress(command, ++runs, 0);
}

static void minimize_sequence(const struct job *job, struct sequence *seq, struct minimize_result *result)
{
	struct probe *probe = probe_new(&(struct probe_options){.subject = job->subject, .oracle = job->oracle,
		.step_limit = STEPS_PER_REQUEST, .progress = show_progress});
	const uint32_t ops = seq->nr_ops;
	struct probe_outcome outcome;

	const bool shown = reduce_cut(probe, seq, &outcome);

	*result = (struct minimize_result){.ops_after = ops, .runs = 1};
	if (outcome.end == PROBE_LACKED)
		fail_lacking(command, "not enough memory for the machine of %s", job->in);
	if (shown)
		reduce_minimize(probe, seq, job->seconds, 0, result, &outcome);
	result->shown = shown; /* also if the search, which has a shorter time limit per run, did not reproduce it */
	result->ops_before = ops;
	probe_free(probe);
	progress_end();
}

static int minimize_file(const struct job *job)
{
	struct sequence seq;
	struct outcome outcome = {.job = job, .seq = &seq};

	seq_init(&seq);
	seq_load(&seq, job->in);
	minimize_sequence(job, &seq, &outcome.result);
	if (outcome.result.shown)
		write_sequence(command, job->out, &seq);
	report(&outcome);
	seq_release(&seq);
	return outcome.result.shown ? EXIT_DIVERGED : EXIT_AGREED;
}

int minimize_main(int argc, char **argv)
{
	struct job job = {.subject = &subject_allocator, .seconds = SECONDS};

	parse_options(&job, argc, argv);
	return minimize_file(&job);
}
