// SPDX-License-Identifier: MIT
/*
 * Which calls may run at the same time, and what they may touch.
 *
 *   a cpu       cpu_enter()        its struct page_alloc and page sets. Calls on one cpu never overlap: the embedder guarantees that,
 *                                  as the kernel does by disabling preemption. So there is nothing to wait for; the call only has to
 *                                  make itself visible: one store, one load.
 *   a zone      zone_lock()        in addition: lists, counters, and the state of blocks that are not allocated
 *   everything  exclusive_enter()  the exclusive lock: also other cpus' page sets, settings, hooks that answer. Waits until no call
 *                                  runs on any cpu and keeps new ones out.
 *
 * The quick path needs a cpu; refills, flushes and larger blocks need a cpu and one zone at a time; the slow path and everything else take
 * the exclusive lock. That lock is recursive: a call made from a hook finds that its own thread holds it and proceeds.
 *
 * A cpu's store to gate.inside must be visible before it reads gate.closed, and the exclusive side's store to gate.closed must be visible
 * before it reads gate.inside. With the embedder's barrier hook only the rare, exclusive side pays for the fence. Without it gates are
 * GATE_FENCED, and each cpu_enter() issues one. With a trace hook they are GATE_TRACED: a call that finds its gate open need not trace.
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

/* The usual case: the gate is open. False: call cpu_enter_carefully(). */
static inline bool cpu_enter_open(struct page_alloc *pa)
{
	if (HAVE_LOCKS)
		__atomic_store_n(&pa->gate.inside, 1, __ATOMIC_RELAXED);
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	return __builtin_expect(__atomic_load_n(&pa->gate.closed, __ATOMIC_ACQUIRE) == GATE_OPEN, 1);
}

/* False: another thread holds the exclusive lock, and this cpu has not entered. */
static inline bool cpu_enter(struct page_alloc *pa)
{
	return cpu_enter_open(pa) || cpu_enter_carefully(pa);
}

void exclusive_enter(struct page_alloc *pa);
void exclusive_leave(struct page_alloc *pa);
/* Recompute what follows from settings: the zones' floors, and drop what the cpus have cached. */
void settings_settle(struct page_alloc *pa);
/* Call at the end of boot, once the hooks are known. */
void exclusion_set_up(struct page_alloc *pa);

/* For a whole function: `EXCLUSIVELY(pa);` takes the exclusive lock and releases it wherever the function returns. */
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

/* Like EXCLUSIVELY(), for a function that changes settings. */
static inline void change_end(struct page_alloc *const *pa)
{
	settings_settle(*pa);
	exclusive_leave(*pa);
}

#define CHANGING_SETTINGS(pa) __attribute__((cleanup(change_end), unused)) struct page_alloc *const exclusively = exclusive_begin(pa)

/* What a call holds: its cpu first, and the exclusive lock once it turns out to need that. */
enum scope { SCOPE_CPU, SCOPE_EXCLUSIVE };
enum scope scope_enter(struct page_alloc *pa);
enum scope scope_widen(struct page_alloc *pa, enum scope scope);
void scope_leave(struct page_alloc *pa, enum scope scope);

void exclusion_wait(const struct page_alloc *pa, struct lock *lock);

/* False: another thread holds it, and waiting takes a function call. */
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
