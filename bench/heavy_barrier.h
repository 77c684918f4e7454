// SPDX-License-Identifier: MIT
/*
 * The rare side of an asymmetric fence: every running thread of this process passes a memory barrier.
 */
#ifndef BENCH_HEAVY_BARRIER_H
#define BENCH_HEAVY_BARRIER_H

#include <stdbool.h>

/* Does this system have one? Asked once, before the first. */
bool heavy_barrier_works(void);
void heavy_barrier(void *ctx);

#endif
