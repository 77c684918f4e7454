// SPDX-License-Identifier: MIT
/*
 * Memory of the benchmarks, and the clock.
 */
#define _DEFAULT_SOURCE
#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#define HUGE_PAGE ((size_t)2 << 20)

static size_t rounded(size_t bytes)
{
	return (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
}

void *bench_memory(size_t bytes, bool huge)
{
	const size_t size = rounded(bytes);
	char *mapped = mmap(NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (mapped == MAP_FAILED) {
		perror("buddycheck bench: mmap");
		exit(3);
	}
	char *memory = mapped + (HUGE_PAGE - (uintptr_t)mapped % HUGE_PAGE) % HUGE_PAGE;
	char *end = memory + size;

	if (memory > mapped)
		munmap(mapped, (size_t)(memory - mapped));
	if (mapped + size + HUGE_PAGE > end)
		munmap(end, (size_t)(mapped + size + HUGE_PAGE - end));
#ifdef MADV_HUGEPAGE
	madvise(memory, size, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
#else
	(void)huge;
#endif
	return memory;
}

void bench_memory_free(void *memory, size_t bytes)
{
	munmap(memory, rounded(bytes));
}

double bench_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}
