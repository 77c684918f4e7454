// SPDX-License-Identifier: MIT
/*
 * The walk: level by level, a level in batches, a batch on all processors.
 *
 * Workers only look states up, in the table as it was when they were forked, and leave what seems new in shared memory; the parent adds it
 * in the order of tasks. So the walk, its counts and its first divergence are the same for any number of processes.
 */
#define _DEFAULT_SOURCE /* munmap */

#include "fuzz/proof/enumerate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <xxhash.h>

#include "fuzz/language/memory.h"
#include "fuzz/proof/enumerate_parts.h"
#include "fuzz/triage/pool.h"

enum { TASK_STATES = 64, BATCH_BYTES = 64 << 20, PATH_LENGTH_MAX = 4096, DEFAULT_MAX_STATES = 1 << 26 };

/* Where a move led, for the parent to add to the table. */
struct arrival {
	struct state_id id;
	uint32_t parent;
	struct move move;
	uint64_t future;
};

struct task {
	uint32_t nr_arrivals;
	uint64_t transitions, refused, diverged;
	uint32_t at; /* the state being expanded, in case the worker dies */
	uint32_t from; /* the task's first divergence: the state, the move and the difference */
	struct move move;
	struct divergence divergence;
};

struct walk {
	const struct enumerate_options *options;
	struct enumerate_result *result;
	struct sequence *path;
	struct menu menu;
	struct pair pair;
	struct table table;
	struct move *moves, *ahead; /* moves of a state, and of a state it leads to */
	/* Of the current batch; shared between processes: */
	struct task *task;
	struct arrival *arrival; /* per_task entries for each task */
	uint32_t first, nr, nr_tasks, per_task, batch_states;
	bool stop;
};

/* The moves from boot to a state, in order; returns their number. */
static uint32_t path_to(const struct table *table, uint32_t state, struct move moves[PATH_LENGTH_MAX])
{
	uint32_t length = 0, i;

	for (i = state; i != 0; i = table->state[i].parent)
		length++;
	if (length > PATH_LENGTH_MAX) {
		fprintf(stderr, "buddycheck: a state needs a path of %u ops, more than the limit; enumerate a smaller machine\n", length);
		exit(3);
	}
	for (i = length; i > 0; state = table->state[state].parent)
		moves[--i] = table->state[state].move;
	return length;
}

static void go_to(struct walk *walk, uint32_t state)
{
	struct move path[PATH_LENGTH_MAX];
	const uint32_t length = path_to(&walk->table, state, path);
	struct op op;

	pair_reboot(&walk->pair);
	for (uint32_t i = 0; i < length; i++) {
		menu_op(&walk->menu, &path[i], &op);
		pair_replay(&walk->pair, &op);
	}
}

/* A hash of everything that the moves from here lead to: answers and states. Leaves the worlds in another state. */
static uint64_t look_ahead(struct walk *walk)
{
	struct pair *pair = &walk->pair;
	struct pair_side kept[PAIR_SIDES];
	struct pair_shadow kept_shadow = pair->saved_shadow;
	struct divergence diff;
	struct op op;
	uint64_t future = 0;
	uint32_t nr;

	/* Keep the saved copy of the state being expanded: save into a separate buffer. */
	for (int i = 0; i < PAIR_SIDES; i++) {
		kept[i].saved = pair->side[i].saved;
		pair->side[i].saved = need_memory(malloc(pair->side[i].size));
	}
	pair_save(pair);
	nr = menu_moves(&walk->menu, &pair->machine, pair_look(pair), walk->ahead);
	for (uint32_t i = 0; i < nr; i++) {
		struct state_id id;

		pair_restore(pair);
		menu_op(&walk->menu, &walk->ahead[i], &op);
		if (!pair_step(pair, &op, &diff))
			break;
		id = pair_id(pair);
		const uint64_t words[] = {future, id.low, id.high, (uint64_t)pair->side[PAIR_ORACLE].answer.value, pair->side[PAIR_ORACLE].answer.status};

		future = XXH3_64bits(words, sizeof(words));
	}
	for (int i = 0; i < PAIR_SIDES; i++) {
		free(pair->side[i].saved);
		pair->side[i].saved = kept[i].saved;
	}
	pair->saved_shadow = kept_shadow;
	return future;
}

static void note_divergence(struct task *task, uint32_t state, const struct move *move, const struct divergence *diff)
{
	if (task->diverged++ > 0)
		return;
	task->from = state;
	task->move = *move;
	task->divergence = *diff;
}

static void make_move(struct walk *walk, struct task *task, struct arrival *arrivals, uint32_t state, const struct move *move)
{
	struct divergence diff;
	struct state_id id;
	struct op op;

	pair_restore(&walk->pair);
	menu_op(&walk->menu, move, &op);
	if (!pair_step(&walk->pair, &op, &diff)) {
		note_divergence(task, state, move, &diff);
		return;
	}
	if (pair_succeeded(&walk->pair))
		task->transitions++;
	else
		task->refused++;
	id = pair_id(&walk->pair);
	if (!walk->options->recheck && table_find(&walk->table, id) != UINT32_MAX)
		return;
	arrivals[task->nr_arrivals++] = (struct arrival){
		.id = id, .parent = state, .move = *move, .future = walk->options->recheck ? look_ahead(walk) : 0};
}

static void work(void *ctx, void *own, uint32_t number)
{
	struct walk *walk = ctx;
	struct task *task = &walk->task[number];
	struct arrival *arrivals = &walk->arrival[(size_t)number * walk->per_task];
	const uint32_t first = walk->first + number * TASK_STATES;
	const uint32_t end = first + TASK_STATES < walk->first + walk->nr ? first + TASK_STATES : walk->first + walk->nr;

	(void)own;
	for (uint32_t state = first; state < end; state++) {
		uint32_t nr;

		task->at = state;
		go_to(walk, state);
		pair_save(&walk->pair);
		nr = menu_moves(&walk->menu, &walk->pair.machine, pair_look(&walk->pair), walk->moves);
		for (uint32_t i = 0; i < nr; i++)
			make_move(walk, task, arrivals, state, &walk->moves[i]);
	}
}

/* Write a sequence: the machine, the path to a state, and `last` as one more move, if given. */
static void write_path(struct walk *walk, uint32_t state, const struct move *last)
{
	struct move moves[PATH_LENGTH_MAX];
	const uint32_t length = path_to(&walk->table, state, moves);
	struct machine machine;

	seq_copy(walk->path, walk->options->seq);
	walk->path->nr_ops = seq_machine(walk->options->seq, &machine);
	for (uint32_t i = 0; i < length; i++)
		menu_op(&walk->menu, &moves[i], &walk->path->op[walk->path->nr_ops++]);
	if (last)
		menu_op(&walk->menu, last, &walk->path->op[walk->path->nr_ops++]);
}

static void lost(void *ctx, uint32_t number, int status)
{
	struct walk *walk = ctx;

	(void)status;
	walk->stop = true;
	walk->result->diverged++;
	if (walk->result->diverged > 1)
		return;
	walk->result->lost = true;
	write_path(walk, walk->task[number].at, NULL);
}

static void report(void *ctx, uint32_t done)
{
	struct walk *walk = ctx;

	if (walk->options->progress)
		walk->options->progress(walk->options->ctx, walk->table.nr_states, walk->first + (uint64_t)done * TASK_STATES);
}

static void take_divergence(struct walk *walk, const struct task *task)
{
	if (task->diverged == 0)
		return;
	walk->stop = true;
	if (walk->result->diverged == 0) {
		write_path(walk, task->from, &task->move);
		walk->result->divergence = task->divergence;
		walk->result->divergence.op = walk->path->nr_ops - 1;
	}
	walk->result->diverged += task->diverged;
}

static void take_arrivals(struct walk *walk, const struct task *task, const struct arrival *arrivals)
{
	for (uint32_t i = 0; i < task->nr_arrivals; i++) {
		const struct state state = {.parent = arrivals[i].parent, .move = arrivals[i].move, .future = arrivals[i].future};
		bool added;
		const uint32_t index = table_add(&walk->table, arrivals[i].id, &state, &added);

		if (!added && walk->options->recheck && index != 0 && walk->table.state[index].future != state.future)
			walk->result->unlike++;
	}
}

static void run_batch(struct walk *walk, uint32_t first, uint32_t nr)
{
	const struct pool_options pool = {.jobs = walk->options->jobs, .work = work, .lost = lost, .progress = report, .ctx = walk,
					  .nr_tasks = (nr + TASK_STATES - 1) / TASK_STATES};

	walk->first = first;
	walk->nr = nr;
	memset(walk->task, 0, pool.nr_tasks * sizeof(*walk->task));
	pool_run(&pool);
	for (uint32_t i = 0; i < pool.nr_tasks; i++) {
		walk->result->transitions += walk->task[i].transitions;
		walk->result->refused += walk->task[i].refused;
		take_divergence(walk, &walk->task[i]);
		take_arrivals(walk, &walk->task[i], &walk->arrival[(size_t)i * walk->per_task]);
	}
}

/* Expand all states of one level. */
static void run_level(struct walk *walk, uint32_t first, uint32_t end)
{
	const uint32_t most = walk->options->max_states ? walk->options->max_states : DEFAULT_MAX_STATES;

	for (uint32_t at = first; at < end && !walk->stop; at += walk->batch_states) {
		run_batch(walk, at, end - at < walk->batch_states ? end - at : walk->batch_states);
		walk->stop |= walk->table.nr_states > most;
	}
}

static void run(struct walk *walk)
{
	uint32_t first = 0, end = 1, level = 0;

	while (first < end && !walk->stop && (walk->options->length == 0 || level < walk->options->length)) {
		run_level(walk, first, end);
		first = end;
		end = walk->table.nr_states;
		level++;
		if (end > first)
			walk->result->depth = level;
	}
	walk->result->complete = !walk->stop;
}

static void make_room(struct walk *walk)
{
	walk->per_task = TASK_STATES * walk->menu.most;
	walk->nr_tasks = (uint32_t)(BATCH_BYTES / (walk->per_task * sizeof(struct arrival)) + 1);
	walk->batch_states = walk->nr_tasks * TASK_STATES;
	walk->task = pool_memory(walk->nr_tasks * sizeof(*walk->task));
	walk->arrival = pool_memory((size_t)walk->nr_tasks * walk->per_task * sizeof(*walk->arrival));
	walk->moves = need_memory(calloc(walk->menu.most, sizeof(*walk->moves)));
	walk->ahead = need_memory(calloc(walk->menu.most, sizeof(*walk->ahead)));
	table_init(&walk->table);
}

static void release(struct walk *walk)
{
	munmap(walk->task, walk->nr_tasks * sizeof(*walk->task));
	munmap(walk->arrival, (size_t)walk->nr_tasks * walk->per_task * sizeof(*walk->arrival));
	free(walk->moves);
	free(walk->ahead);
	table_release(&walk->table);
	pair_release(&walk->pair);
}

void enumerate(const struct enumerate_options *options, struct enumerate_result *result, struct sequence *path)
{
	struct walk *walk = need_memory(calloc(1, sizeof(*walk)));
	const struct state boot = {.parent = 0};
	bool added;

	memset(result, 0, sizeof(*result));
	walk->options = options;
	walk->result = result;
	walk->path = path;
	menu_read(&walk->menu, options->seq);
	make_room(walk);
	if (pair_boot(&walk->pair, options, &result->divergence)) {
		table_add(&walk->table, pair_id(&walk->pair), &boot, &added);
		run(walk);
	} else {
		result->diverged = 1;
		write_path(walk, 0, NULL);
	}
	result->states = walk->table.nr_states;
	release(walk);
	free(walk);
}
