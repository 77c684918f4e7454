// SPDX-License-Identifier: MIT
/*
 * buddycheck run: replay sequences in lockstep, one line per divergence, a summary at the end. All in one process beside this one, and in another
 * behind a file of which the subject dies.
 */
#include <stdio.h>

#include "fuzz/explain/replay.h"
#include "fuzz/explain/report.h"
#include "fuzz/lockstep/names.h"
#include "fuzz/subjects.h"
#include "fuzz/triage/probe.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/files.h"
#include "tools/json.h"
#include "tools/options.h"

static const char command[] = "run";

enum { PATIENCE = 120000 /* milliseconds: the largest machine, looked at after each of the most ops, under a sanitizer */ };

struct run {
	const struct subject *subject, *oracle;
	struct file_list files;
	bool every_op, json, quiet;
	uint64_t ops, agreed, diverged, refused;
};

static void print_help(void)
{
	printf("usage: buddycheck run [OPTIONS] FILE|DIR...\n\n"
	       "Replays each sequence, text or binary, on the subject and on the oracle and compares every answer, every counter and the\n"
	       "whole view (after each op on machines of up to %d pages, at the end on larger ones). A subject that dies or hangs is a divergence, too. FILE - is\n"
	       "standard input.\n\n"
	       "  --subject NAME  what runs against the oracle: %s; default allocator; or ./FILE.so\n"
	       "  --oracle NAME   hold it against that subject instead of the oracle: two versions of an allocator, two kernels\n"
	       "  --every-op      compare the whole view after each op whatever the size\n"
	       "  --json          print one JSON object instead of text\n"
	       "  --quiet         only the last line\n\n"
	       "The last line is \"run: N files, N ops, N agreed, N diverged\". Exit status: 0 all agree, 1 a divergence, 2 bad usage or\n"
	       "malformed input, 3 something this machine lacks.\n",
	       VIEW_AUTO_PAGES, subject_names(false));
}

/* Where and how; an outcome as lockstep has it, not charged to the last op. */
static void print_place(const struct sequence *seq, const struct probe_outcome *outcome)
{
	if (outcome->kind == OP_MACHINE)
		printf(" at boot");
	else if (outcome->at_end || outcome->op >= seq->nr_ops)
		printf(" at the end");
	else {
		printf(" at op %u, ", outcome->op);
		seq_print_op(seq, outcome->op, stdout);
	}
	printf("\n  ");
}

static void describe_death(const struct probe_outcome *outcome, const char *path, const struct sequence *seq)
{
	char said[192];

	probe_say(outcome, said, sizeof(said));
	printf("%s: %s", path, outcome->end == PROBE_HUNG ? "hangs" : "crashes");
	print_place(seq, outcome);
	printf("%s", said);
}

static void describe(const struct run *run, const char *path, const struct sequence *seq, const struct probe_outcome *outcome)
{
	if (outcome->end != PROBE_RAN) {
		describe_death(outcome, path, seq);
	} else {
		printf("%s: %s differs", path, diff_class_name(outcome->divergence.class));
		print_place(seq, outcome);
		report_print_both(&outcome->divergence, run->subject, run->oracle, stdout);
	}
	printf("\n  signature %s\n  ", outcome->signature);
	replay_print(run->subject, run->oracle, path, stdout);
	putchar('\n');
	fflush(stdout);
}

static void describe_difference(struct json *json, const struct divergence *diff)
{
	json_string(json, "class", diff_class_name(diff->class));
	json_string(json, "field", diff->field);
	json_int(json, "subject", diff->subject);
	json_int(json, "oracle", diff->oracle);
}

static void describe_json(struct json *json, const char *path, const struct sequence *seq, const struct probe_outcome *outcome)
{
	char said[192];

	json_begin_object(json, NULL);
	json_string(json, "file", path);
	json_int(json, "ops", outcome->ops);
	json_bool(json, "agreed", !outcome->signature[0]);
	if (outcome->signature[0]) {
		json_string(json, "signature", outcome->signature);
		json_int(json, "op", outcome->at_end ? seq->nr_ops : outcome->op);
		json_string(json, "kind", op_table[outcome->at_end ? OP_NOP : outcome->kind].name);
		if (outcome->end == PROBE_RAN) {
			describe_difference(json, &outcome->divergence);
		} else {
			probe_say(outcome, said, sizeof(said));
			json_string(json, "died", said);
		}
	}
	json_end_object(json);
}

static void run_file(struct run *run, struct probe *probe, const char *path, struct sequence *seq, struct json *json)
{
	struct probe_outcome outcome;

	seq_load(seq, path);
	probe_run(probe, seq, &outcome);
	if (outcome.end == PROBE_LACKED)
		fail_lacking(command, "not enough memory for the machine of %s", path);

	const bool agreed = !outcome.signature[0];

	run->ops += outcome.ops;
	run->agreed += agreed && !outcome.refused;
	run->refused += outcome.refused;
	run->diverged += !agreed;
	progress_end();
	if (json)
		describe_json(json, path, seq, &outcome);
	else if (!agreed && !run->quiet)
		describe(run, path, seq, &outcome);
}

static void run_files(struct run *run, struct json *json)
{
	struct probe *probe = probe_new(&(struct probe_options){.subject = run->subject, .oracle = run->oracle,
		.step_limit = STEPS_PER_REQUEST, .milliseconds = PATIENCE, .every_op = run->every_op, .visible = true});
	struct sequence seq;

	seq_init(&seq);
	for (size_t i = 0; i < run->files.count; i++) {
		progress(command, i, run->files.count);
		run_file(run, probe, run->files.path[i], &seq, json);
	}
	seq_release(&seq);
	probe_free(probe);
}

static void print_json(void *ctx, struct json *json)
{
	struct run *run = ctx;

	json_begin_array(json, "files");
	run_files(run, json);
	json_end_array(json);
	json_string(json, "subject", run->subject->name);
	json_int(json, "nr_files", (int64_t)run->files.count);
	json_int(json, "ops", (int64_t)run->ops);
	if (run->refused > 0)
		json_int(json, "refused", (int64_t)run->refused);
	json_int(json, "agreed", (int64_t)run->agreed);
	json_int(json, "diverged", (int64_t)run->diverged);
}

static void print_summary(const struct run *run)
{
	if (run->refused > 0)
		printf("%llu machine%s refused by %s\n", (unsigned long long)run->refused, run->refused == 1 ? "" : "s", run->subject->name);
	printf("run: %zu files, %llu ops, %llu agreed, %llu diverged\n", run->files.count, (unsigned long long)run->ops,
	       (unsigned long long)run->agreed, (unsigned long long)run->diverged);
}

int run_main(int argc, char **argv)
{
	struct run run = {.subject = &subject_allocator};
	const char *oracle = NULL;
	const struct option_row rows[] = {
		{"subject", .kind = OPTION_SUBJECT, .to = &run.subject}, {"oracle", .kind = OPTION_TEXT, .to = &oracle}, {"every-op", .kind = OPTION_FLAG, .to = &run.every_op},
		{"json", .kind = OPTION_FLAG, .to = &run.json}, {"quiet", .kind = OPTION_FLAG, .to = &run.quiet}, {0}};

	options_parse(command, rows, print_help, argc, argv);
	run.oracle = need_oracle(command, run.subject, oracle);
	files_collect(&run.files, command, argv + optind, argc - optind);
	if (run.json) {
		json_print_whole(stdout, print_json, &run);
	} else {
		run_files(&run, NULL);
		print_summary(&run);
	}
	files_release(&run.files);
	return run.diverged > 0 ? EXIT_DIVERGED : EXIT_AGREED;
}
