// SPDX-License-Identifier: MIT
/*
 * Numbered tasks on all processors; each worker is a process.
 *
 * Workers take the next number from a counter in shared memory and leave their results in shared memory or in files. A worker that dies
 * costs one task; another is started for the rest.
 */
#ifndef FUZZ_POOL_H
#define FUZZ_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool_options {
	uint32_t jobs; /* processes at a time; 0: one per processor */
	uint32_t nr_tasks;
	void *(*enter)(void *ctx);                          /* called in a new worker; its result is passed to work as `own`. NULL: none */
	void (*work)(void *ctx, void *own, uint32_t task);
	/* Called in the parent: a worker died at this task; status is waitpid()'s. NULL: what the task left in shared memory tells. */
	void (*lost)(void *ctx, uint32_t task, int status);
	void (*progress)(void *ctx, uint32_t done);         /* called in the parent, now and then; NULL: none */
	void *ctx;
};

enum { POOL_JOBS_MAX = 256 };

/* Returns when every task has been done or lost. What a worker prints goes to stderr. Exits with status 3 if no process can be started. */
void pool_run(const struct pool_options *options);

/* Zeroed memory shared by all workers. Exits with status 3 if there is none. */
void *pool_memory(size_t size);

#endif
