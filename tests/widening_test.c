// SPDX-License-Identifier: MIT
/*
 * Two threads free a page with several references at the same time. The first has passed its checks and waits for the exclusive lock,
 * since references are shared; meanwhile the second drops all references. The first thread's checks are then out of date, and its free
 * must be refused.
 *
 * It waits in the self hook, which asks the embedder for the calling thread: no lock is held there and the cpu is not inside.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "allocator/page_alloc.h"

enum { FIRST = 1024, PAGES = 1024 };

static struct page_alloc *pa;
static pthread_t main_thread;
static pfn_t shared;
static unsigned failures;
static bool armed;

static void expect(const char *what, int64_t expected, int64_t got)
{
	if (expected == got)
		return;
	failures++;
	printf("widening_test: %s: expected %lld, got %lld\n", what, (long long)expected, (long long)got);
}

static void *give_all_back(void *unused)
{
	uint32_t refs;

	expect("one of two references", STATUS_OK, page_alloc_free(pa, 1, shared, 0, &refs));
	expect("one is left", 1, refs);
	expect("the last reference", STATUS_OK, page_alloc_free(pa, 1, shared, 0, &refs));
	expect("none is left", 0, refs);
	return unused;
}

static uintptr_t self(void *ctx)
{
	pthread_t other;

	(void)ctx;
	if (!pthread_equal(pthread_self(), main_thread))
		return 2;
	if (armed) {
		armed = false;
		if (pthread_create(&other, NULL, give_all_back, NULL) || pthread_join(other, NULL))
			exit(3);
	}
	return 1;
}

static struct machine machine(void)
{
	return (struct machine){
		.profile = PROFILE_LINUX_5_10, .nr_cpus = 2, .nr_nodes = 1, .nr_zones = 1, .max_order = 11, .pageblock_order = 9,
		.distance = {{10}}, .zone = {{0, ZONE_NORMAL, FIRST, FIRST + PAGES}}, .mobility = true, .min_free_kbytes = 64,
		.user_min_free_kbytes = -1, .watermark_scale_factor = 10, .pcp_mode = PCP_FIXED, .pcp_high = 12, .pcp_batch = 4,
		.guardpage_minorder = -1, .section_pages = 1024,
	};
}

int main(void)
{
	const struct page_alloc_hooks hooks = {.self = self};
	const struct page_alloc_request request = {.gfp = GFP_BIT_KSWAPD_RECLAIM};
	const struct machine m = machine();
	void *memory = aligned_alloc(64, (page_alloc_size(&m) + 63) & ~(size_t)63);
	struct page_alloc_result result;
	enum status status;
	uint32_t refs;

	main_thread = pthread_self();
	pa = memory ? page_alloc_boot(memory, &m, &hooks) : NULL;
	if (!pa)
		return 1;
	page_alloc_pages(pa, &request, &result);
	shared = result.pfn;
	page_alloc_get_page(pa, shared, &refs);
	expect("references", 2, refs);
	armed = true;
	status = page_alloc_free(pa, 0, shared, 0, &refs);
	expect("the other thread was there meanwhile", false, armed);
	expect("a page that is free by then", STATUS_CACHED, status);
	page_alloc_stop(pa);
	expect("sound", 0, page_alloc_check(pa));
	page_alloc_resume(pa);
	free(memory);
	printf("widening_test: %u failed\n", failures);
	return failures > 0;
}
