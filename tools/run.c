// SPDX-License-Identifier: MIT
/*
 * buddycheck run: replay sequences in lockstep, one line per divergence, a summary at the end.
 */
#include <stdio.h>

#include "fuzz/explain/replay.h"
#include "fuzz/explain/report.h"
#include "fuzz/lockstep/names.h"
#include "fuzz/lockstep/signature.h"
#include "fuzz/subjects.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/crash.h"
#include "tools/files.h"
#include "tools/json.h"
#include "tools/options.h"

static const char command[] = "run";

struct run {
	const struct subject *subject;
	struct file_list files;
	bool every_op, json, quiet;
	uint64_t ops, agreed, diverged, refused;
};

static void print_help(void)
{
	printf("usage: buddycheck run [OPTIONS] FILE|DIR...\n\n"
	       "Replays each sequence, text or binary, on the subject and on the oracle and compares every answer, every counter and the\n"
	       "whole view (after each op on machines of up to %d pages, at the end on larger ones). FILE - is standard input.\n\n"
	       "  --subject NAME  what runs against the oracle: %s; default allocator\n"
	       "  --every-op      compare the whole view after each op whatever the size\n"
	       "  --json          print one JSON object instead of text\n"
	       "  --quiet         only the last line\n\n"
	       "The last line is \"run: N files, N ops, N agreed, N diverged\". Exit status: 0 all agree, 1 a divergence, 2 bad usage or\n"
	       "malformed input, 3 something this machine lacks.\n",
	       VIEW_AUTO_PAGES, subject_names(false));
}

static void print_place(const struct sequence *seq, const struct divergence *diff)
{
	if (diff->kind == OP_MACHINE)
		printf(" at boot");
	else if (diff->op >= seq->nr_ops)
		printf(" at the end");
	else {
		printf(" at op %u, ", diff->op);
		seq_print_op(seq, diff->op, stdout);
	}
}

static void describe(const struct run *run, const char *path, const struct sequence *seq, const struct exec_result *result)
{
	const struct divergence *diff = &result->divergence;
	char signature[SIGNATURE_MAX];

	if (diff->class == DIFF_NONE || run->quiet || run->json)
		return;
	signature_make(diff, seq, signature, sizeof(signature));
	printf("%s: %s differs", path, diff_class_name(diff->class));
	print_place(seq, diff);
	printf("\n  ");
	report_print_both(diff, run->subject, stdout);
	printf("\n  signature %s\n  ", signature);
	replay_print(run->subject, path, stdout);
	putchar('\n');
	fflush(stdout); /* the next file may crash the subject */
}

static void describe_json(struct json *json, const char *path, const struct sequence *seq, const struct exec_result *result)
{
	const struct divergence *diff = &result->divergence;
	char signature[SIGNATURE_MAX];

	json_begin_object(json, NULL);
	json_string(json, "file", path);
	json_int(json, "ops", result->ops);
	json_bool(json, "agreed", diff->class == DIFF_NONE);
	if (diff->class != DIFF_NONE) {
		signature_make(diff, seq, signature, sizeof(signature));
		json_string(json, "signature", signature);
		json_string(json, "class", diff_class_name(diff->class));
		json_string(json, "field", diff->field);
		json_int(json, "op", diff->op);
		json_string(json, "kind", op_table[diff->kind].name);
		json_int(json, "subject", diff->subject);
		json_int(json, "oracle", diff->oracle);
	}
	json_end_object(json);
}

static void run_files(struct run *run, struct json *json)
{
	const struct exec_options options = {
		.subject = run->subject,
		.oracle = oracle_for(run->subject),
		.view_period = run->every_op ? VIEW_EACH_OP : VIEW_AUTO,
		.step_limit = STEPS_PER_REQUEST,
	};
	const struct file_list *const files = &run->files;
	struct exec *exec = exec_new(&options);
	struct exec_result result;
	struct sequence seq;

	seq_init(&seq);
	for (size_t i = 0; i < files->count; i++) {
		progress(command, i, files->count);
		seq_load(&seq, files->path[i]);
		crash_in(files->path[i]);
		exec_run(exec, &seq, &result);
		crash_in(NULL);
		run->ops += result.ops;
		run->agreed += result.divergence.class == DIFF_NONE && !result.refused;
		run->refused += result.refused;
		run->diverged += result.divergence.class != DIFF_NONE;
		progress_end();
		describe(run, files->path[i], &seq, &result);
		if (json)
			describe_json(json, files->path[i], &seq, &result);
	}
	seq_release(&seq);
	exec_free(exec);
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
		printf("%llu machines refused by %s\n", (unsigned long long)run->refused, run->subject->name);
	printf("run: %zu files, %llu ops, %llu agreed, %llu diverged\n", run->files.count, (unsigned long long)run->ops,
	       (unsigned long long)run->agreed, (unsigned long long)run->diverged);
}

int run_main(int argc, char **argv)
{
	struct run run = {.subject = &subject_allocator};
	const struct option_row rows[] = {
		{"subject", .kind = OPTION_SUBJECT, .to = &run.subject}, {"every-op", .kind = OPTION_FLAG, .to = &run.every_op},
		{"json", .kind = OPTION_FLAG, .to = &run.json}, {"quiet", .kind = OPTION_FLAG, .to = &run.quiet}, {0}};

	options_parse(command, rows, print_help, argc, argv);
	files_collect(&run.files, command, argv + optind, argc - optind);
	crash_watch(command, NULL);
	if (run.json) {
		json_print_whole(stdout, print_json, &run);
	} else {
		run_files(&run, NULL);
		print_summary(&run);
	}
	files_release(&run.files);
	return run.diverged > 0 ? EXIT_DIVERGED : EXIT_AGREED;
}
