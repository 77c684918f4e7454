// SPDX-License-Identifier: MIT
/* buddycheck faults: fault loops over sequences, which come from the generator's scenarios or from files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/generate/generate.h"
#include "fuzz/language/arg.h"
#include "fuzz/language/memory.h"
#include "fuzz/lockstep/signature.h"
#include "fuzz/proof/faults.h"
#include "fuzz/subjects.h"
#include "fuzz/triage/pool.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/files.h"
#include "tools/json.h"
#include "tools/options.h"

static const char command[] = "faults";

enum { NAME_MAX_CHARS = 120, SIGNATURE_CHARS = SIGNATURE_MAX };

/* The result of one job; the worker writes it. */
struct outcome {
	struct faults_result result;
	bool done, diverged;
	char signature[SIGNATURE_CHARS];
};

/* A scenario under a profile, or a file. */
struct job {
	const struct scenario *scenario;
	uint8_t profile;
	const char *path; /* NULL: a scenario */
	struct sequence seq;
};

struct jobs {
	const struct subject *subject;
	uint64_t seed;
	uint32_t ops, processes, nr;
	const char *save;
	bool verbose, json;
	struct file_list files;
	struct job *job;
	struct outcome *outcome; /* one per job, in memory shared with the workers */
};

/* Sums over all jobs. */
struct totals {
	uint64_t chances[NR_FAULTS], loops[NR_FAULTS], all, idle;
	uint32_t diverged;
};

static void print_help(void)
{
	printf("usage: buddycheck faults [OPTIONS] [FILE|DIR...]\n\n"
	       "Runs each sequence once undisturbed, then once more for each n-th chance to inject a fault, each time in lockstep. The faults:\n"
	       "a block is damaged just before it is allocated or freed, or while a refill takes it; only small blocks are left free; an answer of\n"
	       "the outside world is changed; a watermark is moved to free - 1, free, free + 1. Without files: every scenario of the generator under\n"
	       "every profile. docs/faults.md has the details.\n\n"
	       "  --seed S        seed of the scenarios; default 1\n"
	       "  --ops N         ops of each scenario after the machine; default 40\n"
	       "  --subject NAME  the allocator to test: %s; default allocator; or ./FILE.so\n"
	       "  --save DIR      write the sequence of the first diverging loop of each scenario or file into DIR\n"
	       "  --jobs N        processes; default one per processor\n"
	       "  --verbose       print a line per scenario or file, also if it agrees\n"
	       "  --json          print one JSON object instead of text\n\n"
	       "The last line is \"faults: N sequences, N loops, N diverged\". Exit status: 0 all agree, 1 a divergence, 2 bad usage or malformed input,\n"
	       "3 something this machine lacks.\n",
	       subject_names(true));
}

static const char *name_of(const struct job *job, char name[NAME_MAX_CHARS])
{
	if (job->path)
		return job->path;
	snprintf(name, NAME_MAX_CHARS, "%s-%s", scenario_name(job->scenario), profile_names[job->profile]);
	return name;
}

static void save(const struct jobs *jobs, const struct job *job, const struct outcome *outcome, const struct sequence *seq)
{
	char name[NAME_MAX_CHARS], path[4096];
	const char *base = name_of(job, name), *slash = strrchr(base, '/');

	snprintf(path, sizeof(path), "%s/%s-%s-%llu.ops", jobs->save, slash ? slash + 1 : base,
		 outcome->result.kind < NR_FAULTS ? fault_names[outcome->result.kind] : "undisturbed", (unsigned long long)outcome->result.n);
	write_sequence(command, path, seq);
}

static void work(void *ctx, void *own, uint32_t task)
{
	struct jobs *jobs = ctx;
	struct sequence *seq = own, *input = seq + 1;
	const struct job *job = &jobs->job[task];
	struct outcome *outcome = &jobs->outcome[task];
	const struct faults_options options = {.subject = jobs->subject, .oracle = &subject_model, .step_limit = STEPS_PER_REQUEST};

	if (job->path)
		seq_copy(seq, &job->seq);
	else
		generate(seq, job->scenario, (enum profile)job->profile, jobs->seed, jobs->ops);
	outcome->diverged = !faults_run(&options, seq, &outcome->result, input);
	if (outcome->diverged) {
		signature_make(&outcome->result.divergence, input, outcome->signature, sizeof(outcome->signature));
		if (jobs->save)
			save(jobs, job, outcome, input);
	}
	outcome->done = true;
}

static void *enter(void *ctx)
{
	static struct sequence seqs[2];

	(void)ctx;
	seq_init(&seqs[0]);
	seq_init(&seqs[1]);
	return seqs;
}

static void show_progress(void *ctx, uint32_t done)
{
	const struct jobs *jobs = ctx;

	progress(command, done, jobs->nr);
}

static void plan_scenarios(struct jobs *jobs)
{
	uint32_t count = 0;

	while (scenario_at(count))
		count++;
	jobs->job = need_memory(calloc((size_t)count * NR_PROFILES, sizeof(*jobs->job)));
	for (uint32_t i = 0; i < count * NR_PROFILES; i++)
		jobs->job[jobs->nr++] = (struct job){.scenario = scenario_at(i / NR_PROFILES), .profile = (uint8_t)(i % NR_PROFILES)};
}

/* Load files here and not in the workers: a malformed file must end the command with status 2, and only one process can read standard
 * input. */
static void plan_files(struct jobs *jobs, int count, char **paths)
{
	files_collect(&jobs->files, command, paths, count);
	jobs->job = need_memory(calloc(jobs->files.count, sizeof(*jobs->job)));
	for (size_t i = 0; i < jobs->files.count; i++) {
		struct job *job = &jobs->job[jobs->nr++];

		job->path = jobs->files.path[i];
		seq_init(&job->seq);
		seq_load(&job->seq, job->path);
	}
}

static void parse_options(struct jobs *jobs, int argc, char **argv)
{
	const struct option_row rows[] = {
		{"seed", .kind = OPTION_WIDE, .to = &jobs->seed, .max = UINT64_MAX},
		{"ops", .kind = OPTION_NUMBER, .to = &jobs->ops, .min = 1, .max = 1000},
		{"subject", .kind = OPTION_VIEWED, .to = &jobs->subject},
		{"save", .kind = OPTION_FOLDER, .to = &jobs->save},
		{"jobs", .kind = OPTION_NUMBER, .to = &jobs->processes, .min = 1, .max = POOL_JOBS_MAX},
		{"verbose", .kind = OPTION_FLAG, .to = &jobs->verbose},
		{"json", .kind = OPTION_FLAG, .to = &jobs->json},
		{0}};

	options_parse(command, rows, print_help, argc, argv);
}

static uint64_t sum_loops(const struct faults_result *result)
{
	uint64_t loops = 0;

	for (int kind = 0; kind < NR_FAULTS; kind++)
		loops += result->loops[kind];
	return loops;
}

static void print_row(const struct jobs *jobs, uint32_t task)
{
	char name[NAME_MAX_CHARS];
	const struct outcome *outcome = &jobs->outcome[task];
	const struct faults_result *result = &outcome->result;

	if (!outcome->done)
		printf("%s: the process died\n", name_of(&jobs->job[task], name));
	else if (outcome->diverged && result->kind == NR_FAULTS)
		printf("%s: %s in the undisturbed run\n", name_of(&jobs->job[task], name), outcome->signature);
	else if (outcome->diverged)
		printf("%s: %s with %s %llu\n", name_of(&jobs->job[task], name), outcome->signature, fault_names[result->kind],
		       (unsigned long long)result->n);
	else if (jobs->verbose)
		printf("%s: %llu loops\n", name_of(&jobs->job[task], name), (unsigned long long)sum_loops(result));
}

static void describe_row(const struct jobs *jobs, uint32_t task, struct json *json)
{
	char name[NAME_MAX_CHARS];
	const struct outcome *outcome = &jobs->outcome[task];
	const struct faults_result *result = &outcome->result;

	json_begin_object(json, NULL);
	json_string(json, "name", name_of(&jobs->job[task], name));
	json_bool(json, "agreed", outcome->done && !outcome->diverged);
	json_bool(json, "died", !outcome->done);
	json_int(json, "loops", (int64_t)sum_loops(result));
	if (outcome->diverged) {
		json_string(json, "signature", outcome->signature);
		if (result->kind < NR_FAULTS) {
			json_string(json, "fault", fault_names[result->kind]);
			json_int(json, "n", (int64_t)result->n);
		}
	}
	json_end_object(json);
}

static struct totals add_up(const struct jobs *jobs)
{
	struct totals totals = {0};

	for (uint32_t task = 0; task < jobs->nr; task++) {
		const struct outcome *outcome = &jobs->outcome[task];

		totals.diverged += outcome->diverged || !outcome->done;
		totals.idle += outcome->result.idle;
		totals.all += sum_loops(&outcome->result);
		for (int kind = 0; kind < NR_FAULTS; kind++) {
			totals.chances[kind] += outcome->result.chances[kind];
			totals.loops[kind] += outcome->result.loops[kind];
		}
	}
	return totals;
}

static void print_text(const struct jobs *jobs, const struct totals *totals)
{
	for (uint32_t task = 0; task < jobs->nr; task++)
		print_row(jobs, task);
	for (int kind = 0; kind < NR_FAULTS; kind++)
		printf("%-8s %8llu chances %9llu loops\n", fault_names[kind], (unsigned long long)totals->chances[kind],
		       (unsigned long long)totals->loops[kind]);
	printf("%llu loops in which both sides refused the fault\n", (unsigned long long)totals->idle);
	printf("faults: %u sequences, %llu loops, %u diverged\n", jobs->nr, (unsigned long long)totals->all, totals->diverged);
}

static void print_json(void *ctx, struct json *json)
{
	const struct jobs *jobs = ctx;
	const struct totals totals = add_up(jobs);

	json_begin_array(json, "sequences");
	for (uint32_t task = 0; task < jobs->nr; task++)
		describe_row(jobs, task, json);
	json_end_array(json);
	json_begin_object(json, "faults");
	for (int kind = 0; kind < NR_FAULTS; kind++) {
		json_begin_object(json, fault_names[kind]);
		json_int(json, "chances", (int64_t)totals.chances[kind]);
		json_int(json, "loops", (int64_t)totals.loops[kind]);
		json_end_object(json);
	}
	json_end_object(json);
	json_string(json, "subject", jobs->subject->name);
	json_int(json, "nr_sequences", jobs->nr);
	json_int(json, "loops", (int64_t)totals.all);
	json_int(json, "refused", (int64_t)totals.idle);
	json_int(json, "diverged", totals.diverged);
}

static int report(struct jobs *jobs)
{
	const struct totals totals = add_up(jobs);

	if (jobs->json)
		json_print_whole(stdout, print_json, jobs);
	else
		print_text(jobs, &totals);
	return totals.diverged == 0 ? EXIT_AGREED : EXIT_DIVERGED;
}

int faults_main(int argc, char **argv)
{
	static struct jobs jobs = {.subject = &subject_allocator, .seed = 1, .ops = 40};
	struct pool_options pool = {.enter = enter, .work = work, .progress = show_progress, .ctx = &jobs};

	parse_options(&jobs, argc, argv);
	if (optind < argc)
		plan_files(&jobs, argc - optind, argv + optind);
	else
		plan_scenarios(&jobs);
	jobs.outcome = pool_memory((jobs.nr + 1) * sizeof(*jobs.outcome));
	pool.jobs = jobs.processes;
	pool.nr_tasks = jobs.nr;
	pool_run(&pool);
	progress_end();
	return report(&jobs);
}
