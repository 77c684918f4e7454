// SPDX-License-Identifier: MIT
/*
 * The exclusive lock, and what is recomputed when settings change.
 */
#include "allocator/exclusion.h"
#include "allocator/page_alloc.h"
#include "allocator/quick.h"
#include "allocator/watermark.h"

static void relax(const struct page_alloc *pa)
{
	if (pa->hooks.relax)
		pa->hooks.relax(pa->hooks.ctx);
}

RARE void exclusion_wait(const struct page_alloc *pa, struct lock *lock)
{
	while (!lock_try(lock))
		relax(pa);
}

/* cpu_enter_open() has stored `inside` with relaxed order. Without a barrier hook nothing orders that store before the load of the gate, so
 * store it again with a seq_cst exchange. */
APART bool cpu_enter_carefully(struct page_alloc *pa)
{
	if (pa->fenced)
		__atomic_exchange_n(&pa->gate.inside, 1, __ATOMIC_SEQ_CST);
	if (!(__atomic_load_n(&pa->gate.closed, __ATOMIC_SEQ_CST) & GATE_CLOSED))
		return true;
	cpu_leave(pa);
	return false;
}

static void set_gates(struct page_alloc *pa, uint8_t to)
{
	if (pa->fenced)
		to |= GATE_FENCED;
	if (pa->hooks.trace)
		to |= GATE_TRACED;
	struct page_alloc *const first = other_cpu(pa, 0);

	for (uint32_t cpu = 0, cpus = pa->nr_cpus; cpu < cpus; cpu++)
		__atomic_store_n(&on_cpu(first, cpu)->gate.closed, to, __ATOMIC_RELEASE);
}

/* Close the gates, then wait until no cpu is inside. */
static void stop_cpus(struct page_alloc *pa)
{
	set_gates(pa, GATE_CLOSED);
	if (pa->threads)
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (pa->hooks.barrier)
		pa->hooks.barrier(pa->hooks.ctx);
	for (uint32_t cpu = 0; cpu < pa->nr_cpus && pa->threads; cpu++) {
		while (__atomic_load_n(&other_cpu(pa, cpu)->gate.inside, __ATOMIC_SEQ_CST))
			relax(pa);
	}
}

/* Can a call touch more than its own cpu and one zone at a time? */
static bool entangled(const struct page_alloc *pa)
{
	return pa->shared_blocks || pa->machine->cpusets || pa->machine->node_reclaim_mode || pa->common->grow_deferred ||
	       pa->common->nr_damaged;
}

void settings_settle(struct page_alloc *pa)
{
	for (uint32_t i = 0; i < pa->nr_zones; i++)
		watermark_set_floors(pa, &pa->zone[i]);
	for (uint32_t cpu = 0; cpu < pa->nr_cpus; cpu++)
		quick_forget(other_cpu(pa, cpu));
}

void exclusive_enter(struct page_alloc *pa)
{
	struct exclusive *exclusive = &pa->common->exclusive;
	const uintptr_t self = pa->threads ? pa->hooks.self(pa->hooks.ctx) : 1;

	if (__atomic_load_n(&exclusive->owner, __ATOMIC_RELAXED) != self) {
		if (pa->threads && !lock_try(&exclusive->lock))
			exclusion_wait(pa, &exclusive->lock);
		__atomic_store_n(&exclusive->owner, self, __ATOMIC_RELAXED);
		stop_cpus(pa);
	}
	exclusive->depth++;
	pa->exclusive_depth++;
	pa->locking = false;
}

void exclusive_leave(struct page_alloc *pa)
{
	struct exclusive *exclusive = &pa->common->exclusive;

	pa->exclusive_depth--;
	pa->locking = pa->threads && pa->exclusive_depth == 0;
	if (--exclusive->depth > 0)
		return;
	pa->common->entangled = entangled(pa);
	__atomic_store_n(&exclusive->owner, 0, __ATOMIC_RELAXED);
	set_gates(pa, GATE_OPEN);
	if (pa->threads)
		lock_release(&exclusive->lock);
}

void exclusion_set_up(struct page_alloc *pa)
{
	for (uint32_t cpu = 0; cpu < pa->nr_cpus; cpu++) {
		struct page_alloc *other = on_cpu(pa, cpu);

		other->threads = other->locking = HAVE_LOCKS && pa->hooks.self;
		other->fenced = other->threads && !pa->hooks.barrier;
	}
	pa->common->entangled = entangled(pa);
	set_gates(pa, GATE_OPEN);
	settings_settle(pa);
}

enum scope scope_enter(struct page_alloc *pa)
{
	if (cpu_enter(pa)) {
		if (!pa->common->entangled)
			return SCOPE_CPU;
		cpu_leave(pa);
	}
	exclusive_enter(pa);
	return SCOPE_EXCLUSIVE;
}

enum scope scope_widen(struct page_alloc *pa, enum scope scope)
{
	if (scope == SCOPE_CPU) {
		cpu_leave(pa);
		exclusive_enter(pa);
	}
	return SCOPE_EXCLUSIVE;
}

void scope_leave(struct page_alloc *pa, enum scope scope)
{
	if (scope == SCOPE_CPU)
		cpu_leave(pa);
	else
		exclusive_leave(pa);
}

void page_alloc_stop(struct page_alloc *pa)
{
	exclusive_enter(pa);
}

void page_alloc_resume(struct page_alloc *pa)
{
	exclusive_leave(pa);
}
