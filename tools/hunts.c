// SPDX-License-Identifier: MIT
/* A hunt is a task of a process pool. If its process dies or hangs, that counts as a find. */
#include "tools/hunts.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "fuzz/language/memory.h"
#include "fuzz/subjects.h"
#include "fuzz/triage/pool.h"
#include "tools/common.h"
#include "tools/files.h"

/* What the workers see. */
struct batch {
	struct hunts *hunts;
	const char *command;
	const struct hunt_task *task;
	uint32_t nr_tasks;
	struct hunt_outcome *outcome; /* one per task, in memory shared with the workers */
};

bool is_control(const struct seeded_defect *defect)
{
	return strcmp(defect->class, "control") == 0;
}

void hunts_choose(struct hunts *hunts, const char *command, int count, char **names)
{
	if (!seeded_defects[0].name)
		fail_lacking(command, "this build has no seeded defects; configure it with -DBUDDYCHECK_SEEDED=ON (the preset release does)");
	if (count > DEFECTS_MAX)
		fail_usage(command, "at most %d names", DEFECTS_MAX);
	for (int i = 0; i < count; i++) {
		const struct seeded_defect *defect = seeded_defects;

		while (defect->name && strcmp(defect->name, names[i]) != 0)
			defect++;
		if (!defect->name)
			fail_usage(command, "there is no defect '%s'; --list lists them", names[i]);
		hunts->defect[hunts->nr_defects++] = defect;
	}
	for (const struct seeded_defect *defect = seeded_defects; count == 0 && defect->name && hunts->nr_defects < DEFECTS_MAX; defect++)
		hunts->defect[hunts->nr_defects++] = defect;
}

void hunts_load_corpus(struct hunts *hunts, const char *command, const char *folder)
{
	char *path = (char *)(uintptr_t)folder;
	struct file_list files;

	files_collect(&files, command, &path, 1);
	hunts->corpus = need_memory(calloc(files.count, sizeof(*hunts->corpus)));
	for (size_t i = 0; i < files.count && i < HUNT_CORPUS_MAX; i++) {
		seq_init(&hunts->corpus[i]);
		seq_load(&hunts->corpus[i], files.path[i]);
		hunts->corpus[i].has_digest = false;
		hunts->nr_corpus++;
	}
	files_release(&files);
}

static void save(const struct batch *batch, const struct seeded_defect *defect, const struct sequence *seq)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s.ops", batch->hunts->save, defect->name);
	write_sequence(batch->command, path, seq);
}

static struct hunt_options options_of(const struct hunts *hunts, const struct hunt_task *task)
{
	const struct seeded_defect *defect = hunts->defect[task->defect];
	const bool in_model = strcmp(defect->side, "model") == 0;

	return (struct hunt_options){
		.subject = defect->subject, .oracle = in_model ? &subject_allocator : &subject_model,
		.sound = in_model ? &subject_model : &subject_allocator,
		.corpus = hunts->corpus, .nr_corpus = hunts->nr_corpus, .replay = hunts->replay, .seed = 1 + task->seed,
		/* A control should find nothing and then always uses up its whole budget, so it gets a short one. */
		.seconds = is_control(defect) ? hunts->seconds / 6 : hunts->seconds,
		.replay_only = task->replay_only, .maker = task->maker, .blind = &task->blind,
	};
}

static void work(void *ctx, void *own, uint32_t number)
{
	struct batch *batch = ctx;
	const struct hunt_task *task = &batch->task[number];
	const struct hunt_options options = options_of(batch->hunts, task);
	/* A hang that counts no steps is ended by this timer, and counts as a find (lost()). */
	const struct itimerval watch = {.it_value = {.tv_sec = (time_t)batch->hunts->seconds + 1}};
	struct sequence *seq = own;

	setitimer(ITIMER_VIRTUAL, &watch, NULL);
	hunt(&options, &batch->outcome[number].result, seq);
	setitimer(ITIMER_VIRTUAL, &(const struct itimerval){0}, NULL);
	if (batch->hunts->save && batch->outcome[number].result.found && task->seed == 0)
		save(batch, batch->hunts->defect[task->defect], seq);
}

static void *enter(void *ctx)
{
	static struct sequence seq;

	(void)ctx;
	seq_init(&seq);
	return &seq;
}

static void lost(void *ctx, uint32_t number, int status)
{
	struct batch *batch = ctx;

	(void)status;
	batch->outcome[number].crashed = true;
	batch->outcome[number].result.found = true;
}

static void show_progress(void *ctx, uint32_t done)
{
	struct batch *batch = ctx;

	progress(batch->command, done, batch->nr_tasks);
}

struct hunt_outcome *hunts_run(struct hunts *hunts, const char *command, const struct hunt_task *tasks, uint32_t nr_tasks)
{
	struct batch batch = {.hunts = hunts, .command = command, .task = tasks, .nr_tasks = nr_tasks};
	const struct pool_options pool = {
		.jobs = hunts->jobs, .nr_tasks = nr_tasks, .enter = enter, .work = work, .lost = lost, .progress = show_progress, .ctx = &batch};

	batch.outcome = pool_memory((nr_tasks + 1) * sizeof(*batch.outcome));
	if (nr_tasks > 0)
		pool_run(&pool);
	progress_end();
	return batch.outcome;
}

double hunt_cost(const struct hunts *hunts, const struct hunt_outcome *outcome)
{
	return outcome->result.found ? outcome->result.seconds : hunts->seconds;
}

static int by_value(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double median(double *values, uint32_t count)
{
	if (count == 0)
		return 0;
	qsort(values, count, sizeof(*values), by_value);
	return values[count / 2];
}
