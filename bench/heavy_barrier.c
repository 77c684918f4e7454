// SPDX-License-Identifier: MIT
/*
 * membarrier(2), if the system has it; user-mode emulators do not.
 */
#include "bench/heavy_barrier.h"

#include <stdlib.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

#ifdef SYS_membarrier
long syscall(long number, ...);
enum { QUERY = 0, EXPEDITED = 1 << 3, REGISTER = 1 << 4 };

static long membarrier(int command)
{
	return syscall(SYS_membarrier, command, 0, 0);
}

bool heavy_barrier_works(void)
{
	const long known = membarrier(QUERY);

	return known > 0 && known & EXPEDITED && membarrier(REGISTER) == 0;
}

void heavy_barrier(void *ctx)
{
	(void)ctx;
	if (membarrier(EXPEDITED) != 0)
		abort();
}
#else
bool heavy_barrier_works(void)
{
	return false;
}

void heavy_barrier(void *ctx)
{
	(void)ctx;
}
#endif
