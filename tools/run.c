// SPDX-License-Identifier: MIT
/*
 * buddycheck run: replay sequences in lockstep, report each divergence, print a summary. All files run in one child process; if the
 * subject dies on one, a new child goes on with the next file.
 */
#include <stdio.h>

#include "fuzz/explain/replay.h"
#include "fuzz/explain/report.h"
#include "fuzz/language/arg.h"
#include "fuzz/lockstep/names.h"
#include "fuzz/subjects.h"
#include "fuzz/triage/probe.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/files.h"
#include "tools/json.h"
#include "tools/options.h"

static const char command[] = "run";

struct run {
	const struct subject *subject, *oracle;
	struct file_list files;
	bool every_op, json, quiet;
	uint64_t ops, agreed, diverged, refused;
};

/* Index of the current file and number of files; static because show_progress() is also called while a long file runs. */
static size_t at, of;

static void show_progress(void)
{
	progress(command, at, of);
}

static void print_help(void)
{
	printf("usage: buddycheck run [OPTIONS] FILE|DIR...\n\n"
	       "Replays each sequence, text or binary, on the subject and on the oracle, and compares every answer, every counter and the\n"
	       "whole view (after each op on machines of up to %d pages, at the end on larger ones). A crash or hang of the subject counts\n"
	       "as a divergence. FILE - is standard input.\n\n"
	       "  --subject NAME  the allocator to test: %s; default allocator; or ./FILE.so\n"
	       "  --oracle NAME   use this subject in place of the oracle, for example the previous version of the allocator\n"
	       "  --every-op      compare the whole view after each op on machines of any size\n"
	       "  --json          print one JSON object instead of text\n"
	       "  --quiet         print only the summary\n\n"
	       "The last line is \"run: N files, N ops, N agreed, N diverged\". Exit status: 0 all agree, 1 a divergence, 2 bad usage, malformed\n"
	       "input, or the subject refuses the machine of every file, 3 something this machine lacks.\n",
	       VIEW_AUTO_PAGES, subject_names(false));
}

/* Where it went wrong, as the lockstep reports it: a difference found at the end is not attributed to the last op. */
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
	if (outcome->refused)
		json_bool(json, "refused", true);
	else
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
		.step_limit = STEPS_PER_REQUEST, .milliseconds = PATIENCE * 1000, .every_op = run->every_op, .waiting = show_progress, .visible = true});
	struct sequence seq;

	seq_init(&seq);
	of = run->files.count;
	for (at = 0; at < of; at++) {
		show_progress();
		run_file(run, probe, run->files.path[at], &seq, json);
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

/* The default oracle refuses no machine; a subject that replaces it (--oracle) may, so then both are named. */
static const char *who_refused(const struct run *run, char *names, size_t size)
{
	const bool either = run->oracle != oracle_for(run->subject);

	snprintf(names, size, "%s%s%s", run->subject->name, either ? " or " : "", either ? run->oracle->name : "");
	return names;
}

static void print_summary(const struct run *run)
{
	char names[256];

	if (run->refused > 0)
		printf("%llu machine%s refused by %s\n", (unsigned long long)run->refused, run->refused == 1 ? "" : "s",
		       who_refused(run, names, sizeof(names)));
	printf("run: %zu files, %llu ops, %llu agreed, %llu diverged\n", run->files.count, (unsigned long long)run->ops,
	       (unsigned long long)run->agreed, (unsigned long long)run->diverged);
}

/* If every machine was refused nothing was tested, which must not look like success: status 2. */
static int exit_status(const struct run *run)
{
	const int theirs = subject_profile(run->oracle), profile = theirs < 0 ? subject_profile(run->subject) : theirs;
	char names[256];

	if (run->diverged > 0)
		return EXIT_DIVERGED;
	if (run->refused < run->files.count)
		return EXIT_AGREED;
	fprintf(stderr, "buddycheck %s: nothing was run: %s refuses the machine of %s%s%s\n", command, who_refused(run, names, sizeof(names)),
		run->refused == 1 ? "the file" : "every file", profile < 0 ? "" : "; the only possible profile is ", profile < 0 ? "" : profile_names[profile]);
	return EXIT_USAGE;
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
	const int status = exit_status(&run);

	files_release(&run.files);
	return status;
}
