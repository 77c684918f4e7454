// SPDX-License-Identifier: MIT
/*
 * An embedder: allocates and frees at random on two cpus, and prints a hash of all answers and the number of locks taken.
 * Built by tests/embed_test.sh with the default locks, with locks of its own and with none; the answers must be the same.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allocator/page_alloc.h"

enum { CALLS = 30000, LIVE_MAX = 600, BULK = 50, FIRST = 4096, PAGES = 8192 };

uint64_t locks_taken, locks_released;
void lock_misused(void);

void lock_misused(void)
{
	fputs("a lock was taken twice, or released without being taken\n", stderr);
	exit(1);
}

static struct page_alloc *pa;
static struct { pfn_t pfn; uint8_t order; } live[LIVE_MAX];
static uint32_t nr_live;
static uint64_t dice = 1, answers;

static uint32_t roll(uint32_t sides)
{
	dice = dice * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(dice >> 33) % sides;
}

static void note(uint64_t answer)
{
	answers = (answers ^ answer) * UINT64_C(0x100000001b3);
}

static uintptr_t self(void *ctx)
{
	(void)ctx;
	return 1;
}

/* Two nodes, a CMA area, and zones small enough to run low. */
static struct machine machine(void)
{
	return (struct machine){
		.profile = PROFILE_LINUX_6_1, .nr_cpus = 2, .nr_nodes = 2, .nr_zones = 2, .max_order = 11, .pageblock_order = 5,
		.cpu_node = {0, 1}, .distance = {{10, 20}, {20, 10}},
		.zone = {{0, ZONE_NORMAL, FIRST, FIRST + PAGES}, {1, ZONE_NORMAL, FIRST + PAGES, FIRST + 2 * PAGES}},
		.nr_ranges = 1, .range = {{RANGE_CMA, FIRST + 1024, FIRST + 2048}},
		.mobility = true, .min_free_kbytes = 1024, .user_min_free_kbytes = -1, .watermark_scale_factor = 10,
		.watermark_boost_factor = 15000, .lowmem_reserve_ratio = {256, 256, 32, 0}, .pcp_mode = PCP_FIXED, .pcp_high = 40, .pcp_batch = 8,
		.node_reclaim_distance = 30, .dirty_ratio = 20, .guardpage_minorder = -1, .section_pages = 1024,
	};
}

static struct page_alloc_request request(unsigned order)
{
	static const uint32_t gfp[] = {0, GFP_BIT_MOVABLE, GFP_BIT_RECLAIMABLE, GFP_BIT_HIGH | GFP_BIT_ATOMIC, GFP_BIT_DIRECT_RECLAIM};

	return (struct page_alloc_request){
		.cpu = (uint8_t)roll(2), .node = (uint8_t)roll(2), .order = (uint8_t)order, .gfp = gfp[roll(5)] | GFP_BIT_KSWAPD_RECLAIM,
	};
}

static void take(void)
{
	const struct page_alloc_request wanted = request(roll(3) ? 0 : roll(11));
	struct page_alloc_result result;

	note(page_alloc_pages(pa, &wanted, &result));
	note(result.pfn);
	if (result.pfn == PFN_NONE)
		return;
	live[nr_live].pfn = result.pfn;
	live[nr_live++].order = wanted.order;
}

static void give(void)
{
	const uint32_t at = roll(nr_live);
	uint32_t refs;

	note(page_alloc_free(pa, roll(2), live[at].pfn, live[at].order, &refs));
	live[at] = live[--nr_live];
}

static void take_and_give_many(void)
{
	const struct page_alloc_request wanted = request(0);
	enum status status;
	pfn_t pfn[BULK];
	const uint32_t count = page_alloc_pages_bulk(pa, &wanted, pfn, BULK, &status);

	for (uint32_t i = 0; i < count; i++)
		note(pfn[i]);
	note(page_alloc_free_bulk(pa, roll(2), pfn, count, &status));
	note(status);
}

int main(void)
{
	const struct machine m = machine();
	struct page_alloc_hooks hooks = { .self = self };
	struct zone_counters counters[MAX_ZONES] = {0};
	void *memory = aligned_alloc(64, (page_alloc_size(&m) + 63) / 64 * 64);

	pa = page_alloc_boot(memory, &m, &hooks);
#ifdef PAGE_ALLOC_NO_LOCKS
	if (pa) {
		fputs("threads are accepted without locks\n", stderr);
		return 1;
	}
	hooks.self = NULL;
	pa = page_alloc_boot(memory, &m, &hooks);
#endif
	for (int i = 0; i < CALLS; i++) {
		const uint32_t what = roll(100);

		if (what == 0)
			note(page_alloc_drain_all(pa, ZONE_ALL));
		else if (what < 4)
			take_and_give_many();
		else if (nr_live == 0 || (nr_live < LIVE_MAX && what < 55))
			take();
		else
			give();
	}
	while (nr_live > 0)
		give();
	note(page_alloc_drain_all(pa, ZONE_ALL));
	page_alloc_counters(pa, counters);
	if (page_alloc_check(pa) != 0 || counters[0].free + counters[1].free != 2 * PAGES) {
		fprintf(stderr, "invariant %d, %" PRId64 " pages free\n", page_alloc_check(pa), counters[0].free + counters[1].free);
		return 1;
	}
	printf("answers %016" PRIx64 "\n", answers);
	printf("locks %s\n", locks_taken != locks_released ? "kept" : locks_taken > CALLS / 10 ? "in use" : "none");
	return 0;
}
