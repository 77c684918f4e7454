// SPDX-License-Identifier: MIT
/*
 * The course of a triage: examine all inputs, cluster them by signature, minimize a few of each cluster, judge, write the folders.
 *
 * The pool's processes work on single inputs. Everything that concerns more than one input is done here, in one process and in a fixed
 * order, so that the outcome does not depend on the number of processes or their speed.
 */
#include "fuzz/triage/triage.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "fuzz/triage/pool.h"
#include "fuzz/triage/triage_parts.h"

enum { SAMPLES_OF_DEATH = 3 };

/* One phase of pool work over a list of inputs. */
struct phase {
	struct triage *triage;
	const char *name;
	void (*work)(void *ctx, void *own, uint32_t input);
	const uint32_t *input; /* NULL: task i is input i */
	uint32_t nr_tasks;
};

const char *finding_name(enum finding finding)
{
	static const char *const names[] = {"agrees", "bug", "not-reproducible", "skipped", "lost", "refused"};

	return names[finding];
}

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[NR_VERDICTS] = {"new", "known", "regressed", "fixed"};

	return names[verdict];
}

static void phase_work(void *ctx, void *own, uint32_t task)
{
	struct phase *phase = ctx;

	phase->work(phase->triage, own, phase->input ? phase->input[task] : task);
}

static void *phase_enter(void *ctx)
{
	return examine_enter(((struct phase *)ctx)->triage);
}

/* A worker died: a fault of the harness, or it was killed. What phase one found is kept. */
static void phase_lost(void *ctx, uint32_t task, int status)
{
	struct phase *phase = ctx;
	struct triage_result *result = &phase->triage->result[phase->input ? phase->input[task] : task];

	(void)status;
	if (result->finding == FOUND_BUG && result->ops_cut > 0)
		return;
	result->finding = FOUND_LOST;
	snprintf(result->shows, sizeof(result->shows), "the process that looked at it died");
}

static void phase_progress(void *ctx, uint32_t done)
{
	struct phase *phase = ctx;

	if (phase->triage->options.progress)
		phase->triage->options.progress(phase->name, done, phase->nr_tasks);
}

static void run_phase(struct phase *phase)
{
	pool_run(&(struct pool_options){.jobs = phase->triage->options.jobs, .nr_tasks = phase->nr_tasks, .enter = phase_enter,
		 .work = phase_work, .lost = phase_lost, .progress = phase_progress, .ctx = phase});
}

static bool shows(const struct triage_result *result, const char *signature)
{
	return result->finding == FOUND_BUG && strcmp(result->signature, signature) == 0;
}

static struct triage_bug *find_bug(struct triage *triage, const char *signature)
{
	for (uint32_t i = 0; i < triage->nr_bugs; i++)
		if (strcmp(triage->bug[i].signature, signature) == 0)
			return &triage->bug[i];
	return NULL;
}

static const struct stored_bug *find_stored(const struct triage *triage, const char *signature)
{
	for (uint32_t i = 0; i < triage->nr_stored; i++)
		if (strcmp(triage->stored[i].signature, signature) == 0)
			return &triage->stored[i];
	return NULL;
}

static struct triage_bug *add_bug(struct triage *triage, const char *signature)
{
	struct triage_bug *bug = find_bug(triage, signature);
	const struct stored_bug *stored = find_stored(triage, signature);

	if (bug)
		return bug;
	triage->bug = need_memory(realloc(triage->bug, sizeof(*triage->bug) * (triage->nr_bugs + 1)));
	bug = &triage->bug[triage->nr_bugs++];
	*bug = (struct triage_bug){.best = NO_INPUT, .stored = stored != NULL, .ops_min = stored ? stored->ops : 0,
		.minimal = stored && stored->minimal};
	memcpy(bug->signature, signature, sizeof(bug->signature));
	bug->verdict = !stored ? BUG_NEW : stored->fixed ? BUG_REGRESSED : BUG_KNOWN;
	if (stored)
		memcpy(bug->first, stored->first, sizeof(bug->first));
	else
		triage_today(bug->first);
	return bug;
}

/* What does the stored minimum of a bug show now? */
static void judge_stored(struct triage *triage, const struct stored_bug *stored, const struct triage_result *result)
{
	const bool still = shows(result, stored->signature);
	struct triage_bug *bug = find_bug(triage, stored->signature);

	if (!bug && stored->fixed && !still)
		return; /* it was fixed, and still is */
	if (!bug)
		bug = add_bug(triage, stored->signature);
	if (still)
		memcpy(bug->shows, result->shows, sizeof(bug->shows));
	else
		bug->stored = false; /* an input has a better minimum */
	if (still || bug->inputs > 0)
		return;
	if (result->finding == FOUND_NOTHING || result->finding == FOUND_BUG)
		bug->verdict = BUG_FIXED;
	snprintf(bug->shows, sizeof(bug->shows), "minimal.txt shows %.160s", result->finding == FOUND_NOTHING ? "nothing any more"
		 : result->finding == FOUND_BUG ? result->signature : result->shows);
}

/* Bugs that inputs show, then those that only their own stored minimum shows, then those that nothing shows any more. */
static void cluster(struct triage *triage)
{
	for (uint32_t i = 0; i < triage->options.nr_paths; i++)
		if (triage->result[i].finding == FOUND_BUG)
			add_bug(triage, triage->result[i].signature)->inputs++;
	for (uint32_t i = 0; i < triage->nr_stored; i++)
		judge_stored(triage, &triage->stored[i], &triage->result[triage->options.nr_paths + i]);
}

static int compare_cut(const struct triage *triage, uint32_t a, uint32_t b)
{
	const struct triage_result *x = &triage->result[a], *y = &triage->result[b];

	if (x->ops_cut != y->ops_cut)
		return x->ops_cut < y->ops_cut ? -1 : 1;
	return x->hash != y->hash ? (x->hash < y->hash ? -1 : 1) : 0;
}

/* Insert input into the samples of its bug, shortest first. */
static uint32_t insert_sample(const struct triage *triage, uint32_t *sample, uint32_t count, uint32_t room, uint32_t input)
{
	uint32_t at = count;

	while (at > 0 && compare_cut(triage, input, sample[at - 1]) < 0)
		at--;
	if (at > 0 && triage->result[sample[at - 1]].hash == triage->result[input].hash)
		return count; /* the same contents twice */
	if (at == room)
		return count;
	if (count < room)
		count++;
	memmove(&sample[at + 1], &sample[at], sizeof(*sample) * (count - 1 - at));
	sample[at] = input;
	return count;
}

/* For a subject that dies or hangs a few samples are enough: each takes long, and there is little to distinguish them by. */
static uint32_t nr_samples(const struct triage *triage, const struct triage_bug *bug)
{
	const uint32_t wanted = triage->options.samples ? triage->options.samples : triage->options.nr_paths;
	const bool dies = triage->options.samples && (strstr(bug->signature, "-crash-") || strstr(bug->signature, "-steps-"));

	return dies && wanted > SAMPLES_OF_DEATH ? SAMPLES_OF_DEATH : wanted;
}

/* A sample's result holds for all inputs with the same contents, also when an interrupted triage is resumed. */
static void share_with_copies(struct triage *triage, uint32_t sample)
{
	for (uint32_t input = 0; input < triage->options.nr_paths; input++)
		if (input != sample && triage->result[input].hash == triage->result[sample].hash)
			triage->result[input] = triage->result[sample];
}

static void minimize_samples(struct triage *triage)
{
	const uint32_t all = triage->options.nr_paths;
	uint32_t *task = need_memory(calloc((size_t)all + triage->nr_stored + 1, sizeof(*task)));
	uint32_t nr_tasks = 0;

	for (uint32_t i = 0; i < triage->nr_bugs; i++) {
		const uint32_t room = nr_samples(triage, &triage->bug[i]);
		uint32_t *sample = &task[nr_tasks];
		uint32_t count = 0;

		for (uint32_t input = 0; input < all; input++)
			if (shows(&triage->result[input], triage->bug[i].signature))
				count = insert_sample(triage, sample, count, room < all - nr_tasks ? room : all - nr_tasks, input);
		nr_tasks += count;
	}
	for (uint32_t i = all; i < all + triage->nr_stored; i++) /* minimal already, but the ways in which it goes wrong are not known */
		if (shows(&triage->result[i], triage->stored[i - all].signature))
			task[nr_tasks++] = i;
	run_phase(&(struct phase){.triage = triage, .name = "minimize", .work = examine_minimize, .input = task, .nr_tasks = nr_tasks});
	for (uint32_t i = 0; i < nr_tasks; i++)
		share_with_copies(triage, task[i]);
	free(task);
}

/*
 * Choose among a bug's minima the one with the fewest ops; of several, the one with the smallest hash. A stored minimum is replaced only by
 * one with fewer ops.
 */
static void choose_best(struct triage *triage, struct triage_bug *bug)
{
	for (uint32_t i = 0; i < triage->options.nr_paths; i++) {
		const struct triage_result *result = &triage->result[i];

		if (!shows(result, bug->signature))
			continue;
		const uint32_t ops = result->ops_min ? result->ops_min : result->ops_cut;

		if (bug->best == NO_INPUT ? bug->stored && ops >= bug->ops_min : ops > bug->ops_min ||
		    (ops == bug->ops_min && result->hash >= triage->result[bug->best].hash))
			continue;
		bug->best = i;
		bug->ops_min = ops;
		bug->minimal = result->minimal;
		memcpy(bug->shows, result->shows, sizeof(bug->shows));
	}
}

static bool leads(const struct triage *triage, const struct triage_bug *bug)
{
	return strcmp(bug->signature, triage_group_of(triage, bug)) == 0;
}

static int compare_bugs(const struct triage *triage, const struct triage_bug *x, const struct triage_bug *y)
{
	const uint32_t ours = triage->group[x->group].inputs, theirs = triage->group[y->group].inputs;

	if (x->group != y->group)
		return ours != theirs ? (ours > theirs ? -1 : 1) : strcmp(triage_group_of(triage, x), triage_group_of(triage, y));
	if (leads(triage, x) != leads(triage, y))
		return leads(triage, x) ? -1 : 1;
	if (x->inputs != y->inputs)
		return x->inputs > y->inputs ? -1 : 1;
	return strcmp(x->signature, y->signature);
}

/* Insertion sort, because the order needs the groups, which qsort() cannot pass along. */
static void sort_bugs(struct triage *triage)
{
	for (uint32_t i = 1; i < triage->nr_bugs; i++) {
		const struct triage_bug bug = triage->bug[i];
		uint32_t at = i;

		for (; at > 0 && compare_bugs(triage, &bug, &triage->bug[at - 1]) < 0; at--)
			triage->bug[at] = triage->bug[at - 1];
		triage->bug[at] = bug;
	}
}

static void write_folder(void *ctx, void *own, uint32_t index)
{
	const struct triage *triage = ctx;
	const struct triage_bug *bug = &triage->bug[index];

	(void)own;
	if (bug->verdict == BUG_FIXED)
		folder_mark_fixed(triage, find_stored(triage, bug->signature));
	else
		folder_write(triage, bug);
}

static void folder_lost(void *ctx, uint32_t task, int status)
{
	const struct phase *phase = ctx;

	(void)status;
	fprintf(stderr, "buddycheck triage: the folder of %s could not be written\n", phase->triage->bug[task].signature);
	exit(3);
}

static void write_folders(struct triage *triage)
{
	for (uint32_t i = 0; i < triage->nr_bugs; i++)
		folder_check_owner(triage, triage->bug[i].signature);

	struct phase phase = {.triage = triage, .name = "write", .work = write_folder, .nr_tasks = triage->nr_bugs};

	pool_run(&(struct pool_options){.jobs = triage->options.jobs, .nr_tasks = phase.nr_tasks, .work = phase_work, .lost = folder_lost,
		 .progress = phase_progress, .ctx = &phase});
}

struct triage *triage_run(const struct triage_options *options)
{
	struct triage *triage = need_memory(calloc(1, sizeof(*triage)));

	triage->options = *options;
	folders_open(triage);
	state_open(triage);
	const uint32_t all = options->nr_paths + triage->nr_stored;

	triage->result = pool_memory(sizeof(*triage->result) * all);
	run_phase(&(struct phase){.triage = triage, .name = "reproduce", .work = examine, .nr_tasks = all});
	cluster(triage);
	minimize_samples(triage);
	for (uint32_t i = 0; i < triage->nr_bugs; i++)
		choose_best(triage, &triage->bug[i]);
	group_bugs(triage);
	sort_bugs(triage);
	write_folders(triage);
	state_close(triage);
	folders_close(triage);
	return triage;
}

void triage_free(struct triage *triage)
{
	munmap(triage->result, sizeof(*triage->result) * (triage->options.nr_paths + triage->nr_stored));
	free(triage->bug);
	free(triage->group);
	free(triage->stored);
	free(triage->state);
	free(triage);
}

uint32_t triage_count(const struct triage *triage, enum finding finding)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < triage->options.nr_paths; i++)
		count += triage->result[i].finding == finding;
	return count;
}

uint32_t triage_nr_shown(const struct triage *triage)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < triage->nr_bugs; i++)
		count += triage->bug[i].inputs > 0;
	return count;
}

uint32_t triage_nr_groups(const struct triage *triage)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < triage->nr_groups; i++)
		count += triage->group[i].inputs > 0;
	return count;
}

bool triage_is_clean(const struct triage *triage)
{
	for (uint32_t i = 0; i < triage->nr_bugs; i++)
		if (triage->bug[i].verdict != BUG_FIXED)
			return false;
	return triage_count(triage, FOUND_UNSTEADY) == 0 && triage_count(triage, FOUND_LOST) == 0;
}
