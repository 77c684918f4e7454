// SPDX-License-Identifier: MIT
/*
 * Who may be inside, and what they may touch.
 *
 *   a cpu      cpu_enter()    its struct page_alloc and page sets. Calls on one cpu never overlap: that is the embedder's promise, as the kernel's
 *                             is that it does not preempt. So there is nothing to wait for, only to be seen: one store, one load.
 *   a zone     zone_lock()    in addition: lists, counters, and the state of blocks that are not allocated
 *   the world  exclusive_enter()  everything: other cpus' page sets, settings, hooks that answer. Waits until no cpu is inside and keeps them out.
 *
 * The hot path takes a cpu; refills, flushes and larger blocks a cpu and one zone at a time; the slow path and everything else the world. A
 * call from a hook finds its own thread in possession of the world and goes on.
 *
 * A cpu's store must be visible before it looks at its gate, and the world's at the gate before it looks at the cpu. With the embedder's barrier
 * hook, which makes all running threads pass a fence, only the rare side pays. Without it gates are GATE_FENCED, and cpus see to it themselves.
 * With a hook that traces they are GATE_TRACED: a call that finds its gate open has nothing to tell.
 */
#ifndef ALLOCATOR_EXCLUSION_H
#define ALLOCATOR_EXCLUSION_H

#include "allocator/state.h"

static inline void cpu_leave(struct page_alloc *pa)
{
	if (HAVE_LOCKS)
		__atomic_store_n(&pa->gate.inside, 0, __ATOMIC_RELEASE);
}

bool cpu_enter_carefully(struct page_alloc *pa);

/* The gate is open. False: ask cpu_enter_carefully(). */
static inline bool cpu_enter_open(struct page_alloc *pa)
{
	if (HAVE_LOCKS)
		__atomic_store_n(&pa->gate.inside, 1, __ATOMIC_RELAXED);
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	return __builtin_expect(__atomic_load_n(&pa->gate.closed, __ATOMIC_ACQUIRE) == GATE_OPEN, 1);
}

/* False: somebody has the world. */
static inline bool cpu_enter(struct page_alloc *pa)
{
	return cpu_enter_open(pa) || cpu_enter_carefully(pa);
}

void exclusive_enter(struct page_alloc *pa);
void exclusive_leave(struct page_alloc *pa);
/* Whatever follows from settings: the zones' floors, what the cpus remember. */
void settings_settle(struct page_alloc *pa);
/* At the end of boot, once the hooks are known. */
void exclusion_set_up(struct page_alloc *pa);

/* For a whole function: `EXCLUSIVELY(pa);` enters, and leaves wherever the function returns. */
static inline struct page_alloc *exclusive_begin(struct page_alloc *pa)
{
	exclusive_enter(pa);
	return pa;
}

static inline void exclusive_end(struct page_alloc *const *pa)
{
	exclusive_leave(*pa);
}

#define EXCLUSIVELY(pa) __attribute__((cleanup(exclusive_end), unused)) struct page_alloc *const exclusively = exclusive_begin(pa)

/* The same for a function that changes settings. */
static inline void change_end(struct page_alloc *const *pa)
{
	settings_settle(*pa);
	exclusive_leave(*pa);
}

#define CHANGING_SETTINGS(pa) __attribute__((cleanup(change_end), unused)) struct page_alloc *const exclusively = exclusive_begin(pa)

/* As little as a call needs, and more once it turns out to need it. */
enum scope { SCOPE_CPU, SCOPE_WORLD };
enum scope scope_enter(struct page_alloc *pa);
enum scope scope_widen(struct page_alloc *pa, enum scope scope);
void scope_leave(struct page_alloc *pa, enum scope scope);

void exclusion_wait(const struct page_alloc *pa, struct lock *lock);

/* False: somebody else has it, and waiting takes a call. */
static inline bool zone_trylock(const struct page_alloc *pa, struct zone *zone)
{
	return !pa->locking || lock_try(&zone->lock);
}

static inline void zone_lock(const struct page_alloc *pa, struct zone *zone)
{
	if (!zone_trylock(pa, zone))
		exclusion_wait(pa, &zone->lock);
}

static inline void zone_unlock(const struct page_alloc *pa, struct zone *zone)
{
	if (pa->locking)
		lock_release(&zone->lock);
}

#endif
