// SPDX-License-Identifier: MIT
/*
 * buddycheck conform: replay golden traces recorded from real kernels against one subject.
 *
 * Threads replay files in parallel and share only the next index and the count of finished files; reports are printed in the order of the
 * files.
 */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fuzz/golden/conform.h"
#include "fuzz/golden/trace_file.h"
#include "fuzz/language/memory.h"
#include "fuzz/subjects.h"
#include "fuzz/triage/pool.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/conform_report.h"
#include "tools/crash.h"
#include "tools/files.h"
#include "tools/options.h"

static const char command[] = "conform";

struct run {
	char **path;
	size_t nr_paths;
	struct conform_options options;
	struct conform_result *result; /* one per path */
	uint32_t shown, jobs;
	bool json;
	int status; /* the highest exit status of any file */
	atomic_size_t next, finished;
};

static const char usage[] =
	"usage: buddycheck conform [OPTIONS] FILE|DIR...\n\n"
	"Replays golden traces (*.trace, *.trace.xz; docs/trace-format.md) and compares every answer, every op tail and every state record\n"
	"with what a subject does. A folder stands for every trace below it.\n\n"
	"  --subject NAME  what to check against the traces: allocator (default), model or another subject with a view\n"
	"  --keep-going    go on with a file after its first op that differs\n"
	"  --max N         mismatches shown in full (default 10); further files get one line each\n"
	"  --jobs N        threads; default one per processor\n"
	"  --json          print one JSON object instead of text\n\n"
	"The last line is \"conform: N files, N ops, N state records, N mismatches\". Exit status: 0 all agree, 1 mismatches, 2 bad usage or\n"
	"malformed trace, 3 something this machine lacks.\n";

static bool ends_with(const char *name, const char *end)
{
	const size_t n = strlen(name), m = strlen(end);

	return n > m && strcmp(name + n - m, end) == 0;
}

/* Of a folder only the traces count; other files are ignored. */
static void keep_traces(struct file_list *files, const char *folder)
{
	size_t kept = 0;

	for (size_t i = 0; i < files->count; i++) {
		if (ends_with(files->path[i], ".trace") || ends_with(files->path[i], ".trace.xz"))
			files->path[kept++] = files->path[i];
		else
			free(files->path[i]);
	}
	files->count = kept;
	if (!kept)
		fail_usage(command, "no *.trace or *.trace.xz in the folder %s; give the folder of the golden traces", folder);
}

static void collect(struct run *run, char **arguments, int count)
{
	if (count == 0)
		fail_usage(command, "no file or folder given; for example tests/golden");
	for (int i = 0; i < count; i++) {
		struct file_list files;
		struct stat status;
		const bool folder = stat(arguments[i], &status) == 0 && S_ISDIR(status.st_mode);

		files_collect(&files, command, &arguments[i], 1);
		if (folder)
			keep_traces(&files, arguments[i]);
		run->path = need_memory(realloc(run->path, (run->nr_paths + files.count) * sizeof(*run->path)));
		memcpy(run->path + run->nr_paths, files.path, files.count * sizeof(*files.path));
		run->nr_paths += files.count;
		free(files.path);
	}
}

static void print_help(void)
{
	fputs(usage, stdout);
}

static void parse(struct run *run, int argc, char **argv)
{
	const struct option_row rows[] = {
		{"subject", .kind = OPTION_VIEWED, .to = &run->options.subject},
		{"max", .kind = OPTION_NUMBER, .to = &run->shown, .max = 1000000},
		{"jobs", .kind = OPTION_NUMBER, .to = &run->jobs, .min = 1, .max = POOL_JOBS_MAX},
		{"json", .kind = OPTION_FLAG, .to = &run->json},
		{"keep-going", .kind = OPTION_FLAG, .to = &run->options.keep_going},
		{0}};

	run->options.subject = &subject_allocator;
	options_parse(command, rows, print_help, argc, argv);
	collect(run, argv + optind, argc - optind);
}

static void replay_file(struct run *run, size_t index)
{
	struct conform_result *result = &run->result[index];
	char *text;
	size_t size;
	char message[sizeof(result->error.message)];
	const int status = trace_file_read(run->path[index], &text, &size, message, sizeof(message));

	if (status == TRACE_FILE_OK) {
		conform_text(text, size, &run->options, result);
	} else {
		result->status = status;
		memcpy(result->error.message, message, sizeof(message));
	}
	free(text);
}

static void *work(void *context)
{
	struct run *run = context;
	size_t index;

	while ((index = atomic_fetch_add(&run->next, 1)) < run->nr_paths) {
		replay_file(run, index);
		atomic_fetch_add(&run->finished, 1);
	}
	return NULL;
}

static void tell_position(void)
{
	struct slice text;
	const uint32_t line = conform_position(&text);

	if (line == 0)
		return;
	crash_write(" at line ", 9);
	crash_write_number(line);
	crash_write(": ", 2);
	crash_write(text.at, text.size < 400 ? text.size : 400);
}

static void show_progress(struct run *run)
{
	const struct timespec pause = { 0, 200 * 1000 * 1000 };
	size_t finished;

	while ((finished = atomic_load(&run->finished)) < run->nr_paths) {
		progress(command, finished, run->nr_paths);
		nanosleep(&pause, NULL);
	}
	progress_end();
}

static void replay_all(struct run *run)
{
	pthread_t thread[POOL_JOBS_MAX];
	uint32_t started = 0;
	const bool terminal = isatty(STDERR_FILENO);

	if (run->jobs > run->nr_paths)
		run->jobs = (uint32_t)run->nr_paths;
	while (started < run->jobs - !terminal && pthread_create(&thread[started], NULL, work, run) == 0)
		started++;
	if (terminal && started)
		show_progress(run);
	work(run);
	for (uint32_t i = 0; i < started; i++)
		pthread_join(thread[i], NULL);
}

static void report_all(struct run *run)
{
	struct conform_totals totals = { .files = run->nr_paths };
	struct json json = { .out = stdout };

	if (run->json)
		conform_json_open(&json, run->options.subject->name);
	for (size_t i = 0; i < run->nr_paths; i++) {
		const struct conform_result *result = &run->result[i];

		totals.ops += result->ops;
		totals.states += result->states;
		totals.mismatches += result->mismatches;
		run->status = result->status > run->status ? result->status : run->status;
		if (run->json)
			conform_json_file(&json, run->path[i], result, &run->shown);
		else
			conform_print(stdout, run->path[i], result, &run->shown);
	}
	if (run->json)
		conform_json_close(&json, &totals, run->status);
	else
		conform_print_totals(stdout, &totals);
	fflush(stdout);
}

int conform_main(int argc, char **argv)
{
	const long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	struct run run = { .shown = 10, .jobs = cpus < 1 ? 1 : cpus > POOL_JOBS_MAX ? POOL_JOBS_MAX : (uint32_t)cpus };

	parse(&run, argc, argv);
	run.options.described = run.shown ? run.shown : 1;
	if (run.options.subject->one_world)
		run.jobs = 1;
	run.result = need_memory(calloc(run.nr_paths, sizeof(*run.result)));
	crash_watch(command, tell_position);
	replay_all(&run);
	report_all(&run);
	for (size_t i = 0; i < run.nr_paths; i++) {
		conform_release(&run.result[i]);
		free(run.path[i]);
	}
	free(run.result);
	free(run.path);
	return run.status;
}
