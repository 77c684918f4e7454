// SPDX-License-Identifier: MIT
/* Memory, or exit with status 3: the commands have no fallback when memory is short, so their callers need no error handling. */
#ifndef FUZZ_MEMORY_H
#define FUZZ_MEMORY_H

#include <stdio.h>
#include <stdlib.h>

/* Pass on the result of malloc() and the like, or of open_memstream(); exit if it is NULL. */
static inline void *need_memory(void *memory)
{
	if (memory)
		return memory;
	fprintf(stderr, "buddycheck: out of memory; a smaller machine, a shorter sequence or fewer jobs take less\n");
	exit(3);
}

#endif
