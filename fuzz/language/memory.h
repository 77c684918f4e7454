// SPDX-License-Identifier: MIT
/* Memory, or the end with status 3: a command that finds none has nothing to fall back on, and its callers need no error handling. */
#ifndef FUZZ_MEMORY_H
#define FUZZ_MEMORY_H

#include <stdio.h>
#include <stdlib.h>

/* What malloc() and its like returned, or a stream in memory. */
static inline void *need_memory(void *memory)
{
	if (memory)
		return memory;
	fprintf(stderr, "buddycheck: out of memory; a smaller machine, a shorter sequence or fewer jobs take less\n");
	exit(3);
}

#endif
