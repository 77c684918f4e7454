// SPDX-License-Identifier: MIT
/*
 * The rare side of an asymmetric fence: makes every running thread of this process execute a memory barrier.
 */
#ifndef BENCH_HEAVY_BARRIER_H
#define BENCH_HEAVY_BARRIER_H

#include <stdbool.h>

/* Does this system have such a barrier? Call it once, before the first use. */
bool heavy_barrier_works(void);
void heavy_barrier(void *ctx);

#endif
