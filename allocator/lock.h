// SPDX-License-Identifier: MIT
/*
 * Locks: one per zone and one for the whole instance, and the words through which cpus see each other.
 *
 * The default is a spinlock of C11 atomics. An embedder with locks of its own (disabling interrupts, say) defines PAGE_ALLOC_LOCK_H as the
 * name of a header that defines the same names. With PAGE_ALLOC_NO_LOCKS they compile to nothing, for single-threaded embedders. Who takes
 * which lock when: exclusion.h.
 */
#ifndef ALLOCATOR_LOCK_H
#define ALLOCATOR_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#ifdef PAGE_ALLOC_NO_LOCKS
enum { HAVE_LOCKS = 0 };
#else
enum { HAVE_LOCKS = 1 };
#endif

#if defined(PAGE_ALLOC_LOCK_H)
#include PAGE_ALLOC_LOCK_H
#elif defined(PAGE_ALLOC_NO_LOCKS)

struct lock { uint8_t none; };

static inline bool lock_try(struct lock *lock)
{
	(void)lock;
	return true;
}

static inline void lock_release(struct lock *lock)
{
	(void)lock;
}

#else

struct lock { uint32_t taken; };

/* One attempt. It reads before the exchange, so that a waiter that retries does not take the cache line from the holder. */
static inline bool lock_try(struct lock *lock)
{
	if (__atomic_load_n(&lock->taken, __ATOMIC_RELAXED) != 0)
		return false;
	return __atomic_exchange_n(&lock->taken, 1, __ATOMIC_ACQUIRE) == 0;
}

static inline void lock_release(struct lock *lock)
{
	__atomic_store_n(&lock->taken, 0, __ATOMIC_RELEASE);
}

#endif

/* gate.inside: a call is running on this cpu. GATE_CLOSED: the exclusive lock is held, no call may enter. GATE_FENCED and GATE_TRACED are
 * permanent modes of the instance: see exclusion.h. */
enum { GATE_OPEN = 0, GATE_CLOSED = 1, GATE_FENCED = 2, GATE_TRACED = 4 };
struct gate {
	uint32_t inside;
	uint8_t closed; /* narrower than enum status: else a compiler would keep this 0 in a register in order to return it as STATUS_OK */
};

/* The exclusive lock. */
struct exclusive {
	_Alignas(64) uintptr_t owner; /* the thread that holds it, as hooks.self() identifies it; 0: none */
	uint32_t depth;               /* nesting: calls within calls from hooks */
	struct lock lock;
};

#endif
