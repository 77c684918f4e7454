// SPDX-License-Identifier: MIT
/*
 * buddycheck triage: sorts a pile of files into named bugs, for people and for CI.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "fuzz/triage/pool.h"
#include "fuzz/subjects.h"
#include "fuzz/triage/triage.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/files.h"
#include "tools/options.h"
#include "tools/triage_report.h"

static const char command[] = "triage";

enum { SAMPLES = 32, SECONDS = 20, SECONDS_MAX = 86400, MILLISECONDS = 3000 };

struct outputs {
	const char *json, *sarif, *junit;
};

static void print_help(void)
{
	printf("usage: buddycheck triage [OPTIONS] DIR|FILE...\n\n"
	       "Runs each input three times in fresh processes, names those that diverge, crash or hang by their signature, minimizes the %d shortest\n"
	       "of each name, and keeps every bug in a folder of that name: minimal.txt, reproducer.c, explanation.txt, report.html, inputs.txt,\n"
	       "bug.txt. A bug that already has a folder is \"known\"; one marked fixed that shows again is \"regressed\"; one that no longer shows is\n"
	       "\"fixed\". An interrupted triage continues where it stopped when it is started again.\n\n"
	       "  --out DIR       folder of the bugs, made if it does not exist; default crashes\n"
	       "  --subject NAME  the allocator to test: %s; default allocator; or ./FILE.so\n"
	       "  --oracle NAME   use this subject in place of the oracle, for example the previous version of the allocator\n"
	       "  --every-op      compare the whole view after each op on machines of any size, as explain does\n"
	       "  --jobs N        processes; default one per processor\n"
	       "  --samples N     inputs to minimize per bug, 0 for all; default %d\n"
	       "  --seconds N     time limit of one minimization, and of each of the three searches after it that find its group; default %d\n"
	       "  --json FILE     write all bugs and inputs as JSON; - is standard output, the rest then goes to stderr\n"
	       "  --sarif FILE    write the bugs as SARIF 2.1.0, for code scanning; - as with --json\n"
	       "  --junit FILE    write the bugs as JUnit XML: known ones are skipped, new and regressed ones fail; - as with --json\n\n"
	       "The last line is \"triage: N inputs, N bugs, N not reproduced\". Exit status: 0 nothing diverges, 1 a bug or an input that is not\n"
	       "reproducible, 2 bad usage or no usable input, 3 something this machine lacks.\n",
	       SAMPLES, subject_names(false), SAMPLES, SECONDS);
}

static void parse_options(int argc, char **argv, struct triage_options *options, struct outputs *outputs)
{
	uint32_t seconds = SECONDS;
	const char *oracle = NULL;
	const struct option_row rows[] = {
		{"out", .kind = OPTION_TEXT, .to = &options->out},
		{"subject", .kind = OPTION_SUBJECT, .to = &options->subject},
		{"oracle", .kind = OPTION_TEXT, .to = &oracle},
		{"every-op", .kind = OPTION_FLAG, .to = &options->every_op},
		{"jobs", .kind = OPTION_NUMBER, .to = &options->jobs, .min = 1, .max = POOL_JOBS_MAX},
		{"samples", .kind = OPTION_NUMBER, .to = &options->samples, .max = UINT32_MAX},
		{"seconds", .kind = OPTION_NUMBER, .to = &seconds, .min = 1, .max = SECONDS_MAX},
		{"json", .kind = OPTION_TEXT, .to = &outputs->json},
		{"sarif", .kind = OPTION_TEXT, .to = &outputs->sarif},
		{"junit", .kind = OPTION_TEXT, .to = &outputs->junit},
		{0}};

	options_parse(command, rows, print_help, argc, argv);
	options->seconds = seconds;
	options->oracle = need_oracle(command, options->subject, oracle);
}

/* Elsewhere --json takes no file, so `--json a.ops b.ops` is an easy mistake that would overwrite a.ops. Never overwrite an input, or
 * a file that is not an earlier report of the same form. */
static void need_report(const char *path, char begins, const struct file_list *files)
{
	struct stat report, input;
	FILE *in;
	int first;

	if (stat(path, &report) != 0 || !S_ISREG(report.st_mode))
		return;
	for (size_t i = 0; i < files->count; i++)
		if (stat(files->path[i], &input) == 0 && input.st_dev == report.st_dev && input.st_ino == report.st_ino)
			fail_usage(command, "%s is one of the inputs; give the report another file", path);
	in = fopen(path, "rb");
	first = in ? fgetc(in) : EOF;
	if (in)
		fclose(in);
	if (first != EOF && first != begins)
		fail_usage(command, "%s exists and is not a report of this kind; not overwritten", path);
}

/* Makes the folder first, because reports may go into it. */
static void need_outputs(const char *folder, const struct outputs *outputs, const struct file_list *files)
{
	const char *const paths[] = {outputs->json, outputs->sarif, outputs->junit};

	need_folder(command, folder);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (paths[i]) {
			need_output(command, paths[i]);
			need_report(paths[i], paths[i] == outputs->junit ? '<' : '{', files);
		}
}

static FILE *where_to_speak(const struct outputs *outputs)
{
	const char *const paths[] = {outputs->json, outputs->sarif, outputs->junit};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (speak_beside(paths[i]) != stdout)
			return stderr;
	return stdout;
}

static void show_progress(const char *phase, uint32_t done, uint32_t total)
{
	char label[32];

	snprintf(label, sizeof(label), "%s %s", command, phase);
	progress(label, done, total);
}

/* What print_output() needs. */
struct output {
	const struct triage *triage;
	void (*print)(const struct triage *triage, FILE *out);
};

static void print_output(const void *ctx, FILE *out)
{
	const struct output *output = ctx;

	output->print(output->triage, out);
}

static void write_output(const struct triage *triage, const char *path, void (*print)(const struct triage *triage, FILE *out))
{
	if (path)
		write_printed(command, path, print_output, &(struct output){.triage = triage, .print = print});
}

static int exit_status(const struct triage *triage)
{
	const uint32_t not_run = triage_count(triage, FOUND_SKIPPED) + triage_count(triage, FOUND_REFUSED);

	if (!triage_is_clean(triage))
		return EXIT_DIVERGED;
	return not_run == triage->options.nr_paths ? EXIT_USAGE : EXIT_AGREED;
}

int triage_main(int argc, char **argv)
{
	struct triage_options options = {.subject = &subject_allocator, .out = "crashes", .samples = SAMPLES,
		.step_limit = STEPS_PER_REQUEST, .milliseconds = MILLISECONDS, .progress = show_progress};
	struct outputs outputs = {0};
	struct file_list files;

	parse_options(argc, argv, &options, &outputs);
	files_collect(&files, command, argv + optind, argc - optind);
	need_outputs(options.out, &outputs, &files);
	options.path = files.path;
	options.nr_paths = (uint32_t)files.count;
	struct triage *triage = triage_run(&options);
	const uint32_t not_reproduced = triage_count(triage, FOUND_NOTHING) + triage_count(triage, FOUND_UNSTEADY);
	const int status = exit_status(triage);

	FILE *const out = where_to_speak(&outputs);

	progress_end();
	triage_print_table(triage, out);
	write_output(triage, outputs.json, triage_report_json);
	write_output(triage, outputs.sarif, triage_report_sarif);
	write_output(triage, outputs.junit, triage_print_junit);
	fprintf(out, "triage: %u inputs, %u bugs, %u not reproduced\n", options.nr_paths, triage_nr_shown(triage), not_reproduced);
	triage_free(triage);
	files_release(&files);
	return status;
}
