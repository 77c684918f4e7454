// SPDX-License-Identifier: MIT
/*
 * All files, on all processors. What came of one lies in shared memory; of one whose process died there is how far it was.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "fuzz/language/arg.h"
#include "fuzz/language/memory.h"
#include "fuzz/triage/pool.h"
#include "tools/common.h"
#include "tools/compare.h"

enum { PATIENCE = 120 /* seconds of processor time: the largest machine, looked at after each of the most ops, under a sanitizer */ };

static const char *running;

static void arm_watch(int seconds)
{
	const struct itimerval watch = {.it_value = {.tv_sec = seconds}};

	setitimer(ITIMER_PROF, &watch, NULL);
}

static void work(void *ctx, void *own, uint32_t file)
{
	const struct comparison *comparison = ctx;
	struct compared *compared = &comparison->compared[file];

	(void)own;
	crash_site_watch(&compared->site);
	arm_watch(PATIENCE);
	contrast_run(comparison->subject, &comparison->seq[file], comparison->profile, &compared->contrast);
	arm_watch(0);
	compared->done = true;
}

static void lost(void *ctx, uint32_t file, int status)
{
	struct comparison *comparison = ctx;

	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_LACKING)
		fail_lacking(running, "not enough memory for the machine of %s", comparison->files.path[file]);
	comparison->compared[file].status = status;
}

static void tell(void *ctx, uint32_t done)
{
	const struct comparison *comparison = ctx;

	progress(running, done, comparison->files.count);
}

/* All there are before any work: who named a broken file hears of it at once. */
static void load(struct comparison *comparison)
{
	struct sequence seq;

	comparison->seq = need_memory(calloc(comparison->files.count, sizeof(*comparison->seq)));
	seq_init(&seq);
	for (size_t i = 0; i < comparison->files.count; i++) {
		seq_load(&seq, comparison->files.path[i]);
		comparison->seq[i] = seq;
		comparison->seq[i].op = need_memory(malloc((seq.nr_ops + 1) * sizeof(*seq.op)));
		memcpy(comparison->seq[i].op, seq.op, seq.nr_ops * sizeof(*seq.op));
	}
	seq_release(&seq);
}

uint64_t contrast_answers(const struct contrast *contrast)
{
	uint64_t sum = 0;

	for (int i = 0; i < NR_CONTRAST_KINDS; i++)
		sum += contrast->differing[i];
	return sum;
}

bool contrast_differs(const struct contrast *contrast)
{
	return contrast_answers(contrast) > 0 || contrast->first[FIRST_VIEW].found;
}

static void add_up(struct comparison *comparison, size_t file)
{
	const struct compared *compared = &comparison->compared[file];
	const struct contrast *contrast = &compared->contrast;

	for (int i = 0; compared->done && i < CONTRAST_SIDES; i++)
		if (!contrast->accepted[i])
			fail_lacking(running, "%s: %s refuses the machine under %s", comparison->files.path[file], comparison->subject->name,
				     profile_names[comparison->profile[i]]);
	comparison->ops += contrast->ops;
	comparison->differing += contrast_answers(contrast);
	comparison->files_differing += contrast_differs(contrast);
	comparison->hung += contrast_hung(contrast);
	comparison->died += !compared->done;
}

void comparison_run(struct comparison *comparison, const char *command)
{
	running = command;
	load(comparison);
	comparison->compared = pool_memory(comparison->files.count * sizeof(*comparison->compared));
	pool_run(&(struct pool_options){
		.nr_tasks = (uint32_t)comparison->files.count, .work = work, .lost = lost, .progress = tell, .ctx = comparison});
	progress_end();
	for (size_t i = 0; i < comparison->files.count; i++)
		add_up(comparison, i);
}

void comparison_release(struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->files.count; i++)
		free(comparison->seq[i].op);
	free(comparison->seq);
	munmap(comparison->compared, comparison->files.count * sizeof(*comparison->compared));
	files_release(&comparison->files);
}
