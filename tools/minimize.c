// SPDX-License-Identifier: MIT
/*
 * buddycheck minimize: the smallest sequence with the same signature.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/triage/reduce.h"
#include "fuzz/subjects.h"
#include "tools/commands.h"
#include "tools/common.h"

static const char command[] = "minimize";

enum { SECONDS = 60, SECONDS_MAX = 86400 };

struct job {
	const struct subject *subject;
	const char *in, *out;
	double seconds;
};

static void print_help(void)
{
	printf("usage: buddycheck minimize [OPTIONS] FILE -o OUT\n\n"
	       "Writes to OUT the smallest sequence that still shows what FILE shows: the same signature. Ops are removed until none can be\n"
	       "spared, then arguments become simpler, then the machine smaller. That no single op can be left out is proven by running every\n"
	       "such deletion once more. A subject that crashes or hangs is survived. OUT is text.\n\n"
	       "  -o, --output OUT  where to write; - is standard output\n"
	       "  --subject NAME    what runs against the oracle: %s; default allocator\n"
	       "  --seconds N       stop searching after N seconds (default %d) with the smallest found so far\n\n"
	       "The last line is \"minimize: N ops -> N ops, N runs\". Exit status: 1 minimized (FILE shows a divergence), 0 all agree and nothing\n"
	       "was written, 2 bad usage or malformed input, 3 something this machine lacks.\n",
	       subject_names(), SECONDS);
}

static void parse_options(struct job *job, int argc, char **argv)
{
	static const struct option options[] = {{"output", required_argument, NULL, 'o'}, {"subject", required_argument, NULL, 's'},
		{"seconds", required_argument, NULL, 't'}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
	int option;

	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		switch (option) {
		case 'o':
			job->out = optarg;
			break;
		case 's':
			job->subject = need_subject(command, optarg);
			break;
		case 't':
			job->seconds = (double)need_number(command, "--seconds", optarg, 1, SECONDS_MAX);
			break;
		case 'h':
			print_help();
			exit(EXIT_AGREED);
		default:
			fail_usage(command, "see the options above");
		}
	}
	if (optind + 1 != argc)
		fail_usage(command, "expected one FILE, found %d", argc - optind);
	if (!job->out)
		fail_usage(command, "no output given: -o OUT");
	job->in = argv[optind];
}

/* Written beside OUT and renamed, so that an interruption leaves the old file or the new one. */
static void write_sequence(const struct sequence *seq, const char *path)
{
	const size_t size = strlen(path) + 8;
	char *beside = malloc(size);

	if (strcmp(path, "-") == 0) {
		seq_print(seq, stdout);
		free(beside);
		return;
	}
	if (!beside)
		fail_lacking(command, "out of memory");
	snprintf(beside, size, "%s.tmp", path);
	FILE *out = fopen(beside, "w");

	if (!out)
		fail_usage(command, "cannot write %s: %s", beside, strerror(errno));
	seq_print(seq, out);
	if (fclose(out) != 0 || rename(beside, path) != 0)
		fail_lacking(command, "cannot write %s: %s", path, strerror(errno));
	free(beside);
}

static void report(const struct minimize_result *result, const struct sequence *seq)
{
	if (!result->complete)
		printf("the search met its limit: fewer may do (--seconds)\n");
	if (!result->minimal)
		printf("not proven minimal: a single deletion still shows it\n");
	printf("signature %s\nminimize: %u ops -> %u ops, %u runs\n", seq->signature, result->ops_before, result->ops_after, result->runs);
}

static int minimize_file(const struct job *job)
{
	struct probe *probe = probe_new(&(struct probe_options){.subject = job->subject, .oracle = &subject_model, .step_limit = PROBE_STEPS});
	struct minimize_result result = {0};
	struct probe_outcome outcome;
	struct sequence seq;

	seq_init(&seq);
	seq_load(&seq, job->in);
	const uint32_t ops = seq.nr_ops;
	const bool shown = reduce_cut(probe, &seq, &outcome);

	if (outcome.end == PROBE_LACKED)
		fail_lacking(command, "not enough memory for the machine of %s", job->in);
	if (shown) {
		reduce_minimize(probe, &seq, job->seconds, 0, &result, &outcome);
		result.ops_before = ops;
		write_sequence(&seq, job->out);
		report(&result, &seq);
	} else {
		printf("%s shows no divergence: nothing to minimize, nothing written\nminimize: %u ops -> %u ops, 1 runs\n", job->in, ops, ops);
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
