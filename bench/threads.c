// SPDX-License-Identifier: MIT
/*
 * Two threads at the same time, each on a cpu of its own; the result is the mean of their times per op.
 *
 * The floor is two independent stacks. The allocator, whatever its variant, is one instance with its locks in force and, if the system
 * has one, a barrier that saves the calls their fences (page_alloc_hooks.barrier): the threads share a zone, but not page sets. malloc
 * libraries are called as they are. On a single processor the numbers mean nothing.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "allocator/page_alloc.h"
#include "bench/bench.h"
#include "bench/heavy_barrier.h"

enum { THREADS = 2, HOT = 500000, BULK = 50000, FIRST_PFN = 1 << 20 };

static _Thread_local struct page_alloc_cpu *here;

/* The allocator with locks. */

static uintptr_t self_of(void *ctx)
{
	(void)ctx;
	return (uintptr_t)&here;
}

static void relax(void *ctx)
{
	(void)ctx;
	sched_yield();
}

struct instance {
	struct page_alloc *pa;
	size_t bytes;
};

static void *locked_open(uint64_t pages)
{
	struct machine machine = {
		.profile = PROFILE_LINUX_5_10, .nr_cpus = THREADS, .nr_nodes = 1, .nr_zones = 1, .max_order = 11, .pageblock_order = 9,
		.zone = {{.node = 0, .kind = ZONE_NORMAL, .start_pfn = FIRST_PFN, .end_pfn = FIRST_PFN + (pfn_t)pages}},
		.mobility = true, .min_free_kbytes = -1, .user_min_free_kbytes = -1, .watermark_scale_factor = 10,
		.watermark_boost_factor = 15000, .lowmem_reserve_ratio = {256, 256, 32, 0}, .node_reclaim_distance = 30, .dirty_ratio = 20,
		.guardpage_minorder = -1, .section_pages = 32768,
	};
	const struct page_alloc_hooks hooks = {.self = self_of, .relax = relax, .barrier = heavy_barrier_works() ? heavy_barrier : NULL};
	struct instance *instance = bench_memory(sizeof(*instance), false);

	machine.distance[0][0] = 10;
	instance->bytes = page_alloc_size(&machine);
	instance->pa = page_alloc_boot_zeroed(bench_memory(instance->bytes, true), &machine, &hooks);
	return instance;
}

static void locked_close(void *self)
{
	struct instance *instance = self;

	bench_memory_free(instance->pa, instance->bytes);
	bench_memory_free(instance, sizeof(*instance));
}

/* Handles are pfns plus 1, because 0 is no block. */
static block_t locked_alloc(void *self, unsigned order)
{
	(void)self;
	return (pfn_t)(page_alloc_pages_node(here, 0, GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS, order) + 1);
}

static void locked_free(void *self, block_t block, unsigned order)
{
	(void)self;
	page_alloc_free_pages(here, (pfn_t)block - 1, order);
}

static const struct bench_peer locked = {.open = locked_open, .close = locked_close, .alloc = locked_alloc, .free = locked_free};

/* The works. */

enum phase { PHASE_HOT, PHASE_ALLOC, PHASE_FREE };

struct runner {
	pthread_t thread;
	const struct bench_peer *peer;
	void *self;
	unsigned cpu;
	enum phase phase;
	double ns;
	block_t block[BULK];
};

static _Atomic unsigned waiting;

/* Wait until all threads are here. */
static void meet(void)
{
	atomic_fetch_sub(&waiting, 1);
	while (atomic_load(&waiting) > 0)
		sched_yield();
}

static double run_hot(const struct bench_peer *peer, void *self)
{
	const double start = bench_now();

	for (int i = 0; i < HOT; i++)
		peer->free(self, peer->alloc(self, 0), 0);
	return (bench_now() - start) / (2.0 * HOT);
}

static double run_bulk(struct runner *r)
{
	double start = bench_now(), took;

	for (int i = 0; i < BULK; i++)
		r->block[i] = r->peer->alloc(r->self, 0);
	took = bench_now() - start;
	start = bench_now();
	for (int i = 0; i < BULK; i++)
		r->peer->free(r->self, r->block[i], 0);
	return (r->phase == PHASE_ALLOC ? took : bench_now() - start) / BULK;
}

static void *run(void *arg)
{
	struct runner *r = arg;

	if (r->peer == &locked)
		here = page_alloc_cpu_ptr(((struct instance *)r->self)->pa, r->cpu);
	meet();
	r->ns = r->phase == PHASE_HOT ? run_hot(r->peer, r->self) : run_bulk(r);
	return NULL;
}

static double both(const struct bench_peer *peer, void *self, uint64_t pages, enum phase phase)
{
	static struct runner runner[THREADS];
	const bool floor = peer == &bench_stack_floor, ours = !floor && !peer->needs;
	double ns = 0;

	atomic_store(&waiting, THREADS);
	for (unsigned i = 0; i < THREADS; i++) {
		struct runner *r = &runner[i];

		r->peer = ours ? &locked : peer;
		r->self = ours && i > 0 ? runner[0].self : ours || (floor && i > 0) ? r->peer->open(pages) : self;
		r->cpu = i;
		r->phase = phase;
	}
	for (unsigned i = 0; i < THREADS; i++) {
		if (pthread_create(&runner[i].thread, NULL, run, &runner[i]) != 0)
			abort();
	}
	for (unsigned i = 0; i < THREADS; i++) {
		pthread_join(runner[i].thread, NULL);
		ns += runner[i].ns / THREADS;
	}
	if (ours || floor)
		runner[ours ? 0 : 1].peer->close(runner[ours ? 0 : 1].self);
	return ns;
}

double bench_threads_hot(const struct bench_peer *peer, void *self, uint64_t pages)
{
	return both(peer, self, pages, PHASE_HOT);
}

double bench_threads_alloc(const struct bench_peer *peer, void *self, uint64_t pages)
{
	return both(peer, self, pages, PHASE_ALLOC);
}

double bench_threads_free(const struct bench_peer *peer, void *self, uint64_t pages)
{
	return both(peer, self, pages, PHASE_FREE);
}
