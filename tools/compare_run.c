// SPDX-License-Identifier: MIT
/*
 * Runs all comparisons, on all processors. Results are in shared memory, so that if a worker dies its result still shows how far it came.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "fuzz/language/arg.h"
#include "fuzz/language/memory.h"
#include "fuzz/triage/pool.h"
#include "fuzz/triage/probe.h"
#include "tools/common.h"
#include "tools/compare.h"

enum { PATIENCE_WHY = 10 /* seconds; many runs without views, each only up to the first differing answer */ };

static const char *running;

static uint32_t nr_rights(const struct comparison *comparison)
{
	return comparison->nr_sides - 1;
}

static size_t nr_compared(const struct comparison *comparison)
{
	return comparison->files.count * nr_rights(comparison);
}

static struct contrast_options options_of(const struct comparison *comparison, uint32_t task)
{
	const struct compare_side *const side[] = {&comparison->side[0], &comparison->side[1 + task % nr_rights(comparison)]};
	struct contrast_options options = {0};

	for (int i = 0; i < CONTRAST_SIDES; i++) {
		const bool of_file = side[i]->profile == PROFILE_OF_FILE;

		options.subject[i] = side[i]->subject;
		options.profile[i] = of_file ? comparison->seq[task / nr_rights(comparison)].profile : side[i]->profile;
	}
	return options;
}

static void work(void *ctx, void *own, uint32_t task)
{
	const struct comparison *comparison = ctx;
	const struct contrast_options options = options_of(comparison, task);
	struct compared *compared = &comparison->compared[task];

	(void)own;
	crash_site_watch(&compared->site);
	limit_processor_time(PATIENCE);
	contrast_run(&options, &comparison->seq[task / nr_rights(comparison)], &compared->contrast);
	limit_processor_time(0);
	compared->done = true;
}

/* In a second round, so that a subject that dies under a policy mixed from both sides does not lose their comparison. */
static void decide(void *ctx, void *own, uint32_t task)
{
	const struct comparison *comparison = ctx;
	const struct contrast_options options = options_of(comparison, task);
	struct compared *compared = &comparison->compared[task];

	(void)own;
	if (!compared->done || !compared->contrast.first[FIRST_ANSWER].found)
		return;
	limit_processor_time(PATIENCE_WHY);
	deciding_find(&options, &comparison->seq[task / nr_rights(comparison)], &compared->contrast, &compared->deciding);
	limit_processor_time(0);
}

static void lost(void *ctx, uint32_t task, int status)
{
	struct comparison *comparison = ctx;

	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_LACKING)
		fail_lacking(running, "not enough memory for the machine of %s", comparison->files.path[task / nr_rights(comparison)]);
	comparison->compared[task].status = status;
}

static void tell(void *ctx, uint32_t done)
{
	const struct comparison *comparison = ctx;

	progress(running, done, nr_compared(comparison));
}

/* Load all files before any work, so that a malformed one is reported at once. */
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

static void add_counts(struct contrast_counts *to, const struct contrast_counts *counts)
{
	to->failed += counts->failed;
	to->refused += counts->refused;
	to->moved += counts->moved;
	to->claimed += counts->claimed;
	to->free_pages += counts->free_pages;
	for (int order = 0; order < MAX_ORDER_LIMIT; order++) {
		to->steals[order] += counts->steals[order];
		to->free_blocks[order] += counts->free_blocks[order];
	}
}

static bool has_ended(const struct compared *compared)
{
	return !compared->done || contrast_hung(&compared->contrast);
}

static void add_differing(struct comparison_total *total, const struct contrast *contrast)
{
	bool seen = false;

	for (int i = 0; i < NR_CONTRAST_KINDS; i++) {
		total->answers[i] += contrast->differing[i];
		total->files[i] += !seen && contrast->differing[i] > 0;
		seen |= contrast->differing[i] > 0;
	}
}

/* False: a trusting side, which may refuse machines, refuses this one. */
static bool has_machine(const struct comparison *comparison, size_t file, uint32_t right)
{
	const struct compared *compared = compared_at(comparison, file, right);

	for (int i = 0; compared->done && i < CONTRAST_SIDES; i++) {
		const struct compare_side *side = &comparison->side[i == CONTRAST_LEFT ? 0 : right];

		if (compared->contrast.accepted[i])
			continue;
		if (side->subject->trusting)
			return false;
		fail_lacking(running, "%s: %s refuses the machine under %s", comparison->files.path[file], side->subject->name, side->name);
	}
	return true;
}

/* The left side was run once per right side but counts once per file: as in the first comparison that completed, if any did. */
static void add_up(struct comparison *comparison, size_t file)
{
	const struct compared *whole = compared_at(comparison, file, 1);
	bool differs = false, refused = false;

	for (uint32_t right = 1; right < comparison->nr_sides; right++) {
		const struct compared *compared = compared_at(comparison, file, right);
		const struct contrast *contrast = &compared->contrast;

		refused |= !has_machine(comparison, file, right);
		comparison->ops += contrast->ops;
		comparison->differing += contrast_answers(contrast);
		comparison->ended |= has_ended(compared);
		comparison->total[right].ended += has_ended(compared);
		add_differing(&comparison->total[right], contrast);
		why_add(comparison, &comparison->total[right], compared);
		add_counts(&comparison->total[right].side, &contrast->side[CONTRAST_RIGHT]);
		differs |= contrast_differs(contrast);
		if (has_ended(whole))
			whole = compared;
	}
	add_counts(&comparison->total[0].side, &whole->contrast.side[CONTRAST_LEFT]);
	comparison->files_differing += differs;
	comparison->refused += refused;
}

void comparison_run(struct comparison *comparison, const char *command)
{
	running = command;
	load(comparison);
	comparison->compared = pool_memory(nr_compared(comparison) * sizeof(*comparison->compared));
	pool_run(&(struct pool_options){
		.nr_tasks = (uint32_t)nr_compared(comparison), .work = work, .lost = lost, .progress = tell, .ctx = comparison});
	if (comparison->why)
		pool_run(&(struct pool_options){.nr_tasks = (uint32_t)nr_compared(comparison), .work = decide, .progress = tell, .ctx = comparison});
	progress_end();
	for (size_t i = 0; i < comparison->files.count; i++)
		add_up(comparison, i);
}

void comparison_release(struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->files.count; i++)
		free(comparison->seq[i].op);
	free(comparison->seq);
	munmap(comparison->compared, nr_compared(comparison) * sizeof(*comparison->compared));
	files_release(&comparison->files);
}

void compared_say_death(const struct compared *compared, char *text, size_t size)
{
	probe_say_death(compared->status, (enum op_kind)compared->contrast.at_kind, &compared->site, text, size);
}
