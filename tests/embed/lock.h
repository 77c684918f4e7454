// SPDX-License-Identifier: MIT
/*
 * A lock supplied by an embedder (PAGE_ALLOC_LOCK_H). With one thread it never waits, so taking a lock that is already taken is an error.
 */
#ifndef TESTS_EMBED_LOCK_H
#define TESTS_EMBED_LOCK_H

#include <stdbool.h>
#include <stdint.h>

struct lock {
	bool taken;
};

extern uint64_t locks_taken, locks_released;
void lock_misused(void);

static inline bool lock_try(struct lock *lock)
{
	if (lock->taken)
		lock_misused();
	lock->taken = true;
	locks_taken++;
	return true;
}

static inline void lock_release(struct lock *lock)
{
	if (!lock->taken)
		lock_misused();
	lock->taken = false;
	locks_released++;
}

#endif
