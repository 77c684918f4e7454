// SPDX-License-Identifier: MIT
/*
 * Each place where a thread waits for another, one at a time: for the exclusive lock, for a zone, for a cpu to leave. The main thread
 * holds what the other one needs; the other one runs as far as it can and must have changed nothing; then the main thread releases it,
 * and the call completes. With and without a relax hook.
 *
 * threads_test.c has all of these waits, but when they happen is up to chance.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "allocator/exclusion.h"
#include "allocator/page_alloc.h"

enum { FIRST = 1024, PAGES = 1024, KERNEL = GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS };

static unsigned failures;
static struct page_alloc *pa;
static pfn_t block;
static pthread_t main_thread;
static _Atomic unsigned relaxed, done;

static void expect(const char *what, int64_t expected, int64_t got)
{
	if (expected == got)
		return;
	failures++;
	printf("waiting_test: %s: expected %lld, got %lld\n", what, (long long)expected, (long long)got);
}

static uintptr_t self(void *ctx)
{
	(void)ctx;
	if (pthread_equal(pthread_self(), main_thread))
		return 1;
	return 2;
}

static void relax(void *ctx)
{
	(void)ctx;
	relaxed++;
}

static void boot(bool with_relax)
{
	static const struct machine machine = {
		.nr_cpus = 2, .nr_nodes = 1, .nr_zones = 1, .max_order = 11, .pageblock_order = 5, .distance = {{10}},
		.zone = {{0, ZONE_NORMAL, FIRST, FIRST + PAGES}}, .mobility = true, .user_min_free_kbytes = -1, .watermark_scale_factor = 10,
		.pcp_mode = PCP_FIXED, .pcp_high = 20, .pcp_batch = 4, .guardpage_minorder = -1, .section_pages = 1024,
	};
	const struct page_alloc_hooks hooks = { .self = self, .relax = with_relax ? relax : NULL };
	void *memory = aligned_alloc(64, (page_alloc_size(&machine) + 63) & ~(size_t)63);

	pa = memory ? page_alloc_boot(memory, &machine, &hooks) : NULL;
	if (!pa)
		exit(1);
}

/* The cases: what the main thread holds, and what the other one does meanwhile. */

static void take_world(void) { page_alloc_stop(pa); }
static void leave_world(void) { page_alloc_resume(pa); }
static void take_zone(void) { expect("the zone's lock is free", true, lock_try(&pa->zone[0].lock)); }
static void leave_zone(void) { lock_release(&pa->zone[0].lock); }
static void enter_cpu(void) { __atomic_store_n(&pa->gate.inside, 1, __ATOMIC_SEQ_CST); }
static void leave_cpu(void) { cpu_leave(pa); }

static void drain(void) { expect("drain", STATUS_OK, page_alloc_drain_all(pa, ZONE_ALL)); }
static void free_block(void)
{
	uint32_t refs;

	expect("free", STATUS_OK, page_alloc_free(pa, 1, block, 3, &refs));
}

static void alloc_block(void)
{
	const struct page_alloc_request request = { .cpu = 1, .order = 3, .gfp = KERNEL };
	struct page_alloc_result result;

	expect("alloc", STATUS_OK, page_alloc_pages(pa, &request, &result));
}

/* The cpu has served such a request before, so this one starts on the quick path. */
static void take_zone_of_known(void)
{
	alloc_block();
	take_zone();
}

/* The cpu has freed to that zone before, so this free starts on the quick path. */
static void take_zone_of_freed(void)
{
	const struct page_alloc_request request = { .order = 3, .gfp = KERNEL };
	struct page_alloc_result result;
	uint32_t refs;

	expect("alloc", STATUS_OK, page_alloc_pages(pa, &request, &result));
	expect("free", STATUS_OK, page_alloc_free(pa, 1, result.pfn, 3, &refs));
	take_zone();
}

static const struct {
	const char *name;
	void (*take)(void), (*leave)(void), (*meanwhile)(void);
} cases[] = {
	{"the exclusive lock", take_world, leave_world, drain},
	{"the exclusive lock, to free", take_world, leave_world, free_block},
	{"a zone", take_zone, leave_zone, free_block},
	{"a zone, to free once more", take_zone_of_freed, leave_zone, free_block},
	{"a zone, to allocate", take_zone_of_known, leave_zone, alloc_block},
	{"a cpu", enter_cpu, leave_cpu, drain},
};

static void *other_thread(void *meanwhile)
{
	(*(void (**)(void))meanwhile)();
	done = true;
	return NULL;
}

static void run(size_t i, bool with_relax)
{
	const struct page_alloc_request request = { .order = 3, .gfp = KERNEL };
	void (*meanwhile)(void) = cases[i].meanwhile;
	struct page_alloc_result result;
	pthread_t other;

	boot(with_relax);
	page_alloc_pages(pa, &request, &result);
	block = result.pfn;
	relaxed = done = false;
	cases[i].take();
	if (pthread_create(&other, NULL, other_thread, &meanwhile))
		exit(1);
	for (unsigned milliseconds = 0; with_relax ? relaxed < 10 && !done : milliseconds < 100; milliseconds++)
		nanosleep(&(const struct timespec){ .tv_nsec = 1000000 }, NULL); /* time for the other thread to run as far as it can */
	expect(cases[i].name, false, done);
	cases[i].leave();
	pthread_join(other, NULL);
	expect(cases[i].name, true, done);
	expect("sound", 0, page_alloc_check(pa));
	free(pa);
}

int main(void)
{
	main_thread = pthread_self();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		run(i, false);
		run(i, true);
	}
	printf("waiting_test: %zu ways to wait, %u failures\n", sizeof(cases) / sizeof(cases[0]), failures);
	return failures > 0;
}
