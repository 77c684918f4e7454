// SPDX-License-Identifier: MIT
/*
 * The task counter, the workers, and the supervision of them.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include "fuzz/triage/pool.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STATUS_LACKS = 3 };

struct board {
	atomic_uint next, done;
	volatile uint32_t at[POOL_JOBS_MAX]; /* per worker the task in progress + 1, 0: none */
};

struct pool {
	const struct pool_options *options;
	struct board *board;
	pid_t self, worker[POOL_JOBS_MAX];
	uint32_t jobs, alive;
};

static void lack(const char *what)
{
	fprintf(stderr, "buddycheck: cannot get %s: %s\n", what, strerror(errno));
	exit(STATUS_LACKS);
}

void *pool_memory(size_t size)
{
	void *memory = mmap(NULL, size ? size : 1, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		lack("shared memory");
	return memory;
}

static void work(struct pool *pool, uint32_t index)
{
	const struct pool_options *options = pool->options;
	void *own;
	uint32_t task;

	dup2(STDERR_FILENO, STDOUT_FILENO); /* what a subject prints is not part of any result */
	own = options->enter ? options->enter(options->ctx) : NULL;
	/* Stop when the parent is gone: its results are not needed any more. */
	while (getppid() == pool->self && (task = atomic_fetch_add(&pool->board->next, 1)) < options->nr_tasks) {
		pool->board->at[index] = task + 1;
		options->work(options->ctx, own, task);
		pool->board->at[index] = 0;
		atomic_fetch_add(&pool->board->done, 1);
	}
	fflush(NULL);
	_exit(0);
}

static void start_worker(struct pool *pool, uint32_t index)
{
	fflush(NULL);
	pool->board->at[index] = 0;
	pool->worker[index] = fork();
	if (pool->worker[index] < 0)
		lack("a process");
	if (pool->worker[index] == 0)
		work(pool, index);
	pool->alive++;
}

static bool tasks_left(const struct pool *pool)
{
	return atomic_load(&pool->board->next) < pool->options->nr_tasks;
}

/* A worker has ended; the task it was working on, if any, is lost. */
static void bury(struct pool *pool, uint32_t index, int status)
{
	const uint32_t at = pool->board->at[index];

	pool->worker[index] = 0;
	pool->alive--;
	if (at == 0)
		return;
	atomic_fetch_add(&pool->board->done, 1);
	if (pool->options->lost)
		pool->options->lost(pool->options->ctx, at - 1, status);
	if (tasks_left(pool))
		start_worker(pool, index);
}

static void bury_ended(struct pool *pool)
{
	int status;

	for (uint32_t i = 0; i < pool->jobs; i++)
		if (pool->worker[i] && waitpid(pool->worker[i], &status, WNOHANG) == pool->worker[i])
			bury(pool, i, status);
}

static uint32_t choose_jobs(const struct pool_options *options)
{
	const long processors = sysconf(_SC_NPROCESSORS_ONLN);
	uint32_t jobs = options->jobs;

	if (jobs == 0)
		jobs = processors > 0 ? (uint32_t)processors : 1;
	if (jobs > options->nr_tasks)
		jobs = options->nr_tasks;
	return jobs > POOL_JOBS_MAX ? POOL_JOBS_MAX : jobs;
}

void pool_run(const struct pool_options *options)
{
	const struct timespec pause = {.tv_nsec = 2000000};
	struct pool pool = {.options = options, .self = getpid(), .jobs = choose_jobs(options)};

	pool.board = pool_memory(sizeof(*pool.board));
	for (uint32_t i = 0; i < pool.jobs; i++)
		start_worker(&pool, i);
	while (pool.alive > 0) {
		nanosleep(&pause, NULL);
		bury_ended(&pool);
		if (options->progress)
			options->progress(options->ctx, atomic_load(&pool.board->done));
	}
	munmap(pool.board, sizeof(*pool.board));
}
