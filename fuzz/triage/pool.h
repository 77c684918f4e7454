// SPDX-License-Identifier: MIT
/*
 * Numbered tasks on all processors, each worker a process.
 *
 * Workers take the next number from a counter in shared memory. What a task finds it leaves in shared memory or in
 * files. A worker that dies costs its one task: another is started for the rest.
 */
#ifndef FUZZ_POOL_H
#define FUZZ_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool_options {
	uint32_t jobs; /* processes at a time; 0: one per processor */
	uint32_t nr_tasks;
	void *(*enter)(void *ctx);                          /* in a new worker; its result is passed to work. NULL: none */
	void (*work)(void *ctx, void *own, uint32_t task);
	/* In the caller: the worker died at this task, of what waitpid() says. NULL: what it left says so. */
	void (*lost)(void *ctx, uint32_t task, int status);
	void (*progress)(void *ctx, uint32_t done);         /* in the caller, now and then; NULL: none */
	void *ctx;
};

enum { POOL_JOBS_MAX = 256 };

/* Returns when every task was done or lost. What a worker prints goes to stderr. Exits with status 3 where there are no processes to be had. */
void pool_run(const struct pool_options *options);

/* Memory that all workers see, zeroed. Exits with status 3 if there is none. */
void *pool_memory(size_t size);

#endif
