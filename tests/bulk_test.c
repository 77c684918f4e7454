// SPDX-License-Identifier: MIT
/*
 * A bulk call equals a row of single calls, a call with its arguments in registers equals one with a request, and page_alloc_free_soon()
 * changes nothing. Two instances of the allocator get the same requests, one through bulk and register calls, the other page by page, and
 * their views must be the same after each. This runs in every profile, alone and as if among threads, with calls that get pages from
 * several zones, page sets that overflow and run empty, and everything that closes the quick path in between: isolation, damage,
 * watermarks, cpus, references, pages that the caller does not own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allocator/page_alloc.h"
#include "fuzz/lockstep/compare.h"

enum { ROUNDS = 1500, VIEW_EVERY = 5, HELD_MAX = 4000, BLOCKS_MAX = 300, AT_ONCE_MAX = 96, CPUS = 2 };
enum { MAX_BLOCK_ORDER = 3, NR_GFPS = 8, SEEDS = 4 };
enum { KERNEL = GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS };

struct side {
	struct page_alloc *pa;
	struct view view;
};

static struct side bulk, singles;
static struct machine machine;
static uint64_t random_state;
static pfn_t held[HELD_MAX];
static struct block {
	pfn_t pfn;
	unsigned order;
} blocks[BLOCKS_MAX];
static uint32_t nr_held, nr_blocks, checks, failures;

static uint32_t roll(uint32_t sides)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(random_state >> 33) % sides;
}

static void expect(const char *what, int64_t expected, int64_t got)
{
	checks++;
	if (expected == got)
		return;
	if (failures++ < 10)
		printf("bulk_test: %s: expected %lld, got %lld\n", what, (long long)expected, (long long)got);
}

static void set_machine(enum profile profile)
{
	machine = (struct machine){
		.profile = profile, .nr_cpus = CPUS, .nr_nodes = 2, .nr_zones = 3, .max_order = 8, .pageblock_order = 5, .cpu_node = {0, 1},
		.distance = {{10, 20}, {20, 10}},
		.zone = {{0, ZONE_DMA32, 256, 768}, {0, ZONE_NORMAL, 1024, 2048}, {1, ZONE_NORMAL, 2048, 2560}},
		.nr_ranges = 1, .range = {{RANGE_CMA, 1280, 1536}},
		.mobility = true, .min_free_kbytes = 400, .user_min_free_kbytes = -1, .watermark_scale_factor = 10, .watermark_boost_factor = 15000,
		.lowmem_reserve_ratio = {256, 256, 32, 0}, .pcp_mode = PCP_FIXED, .pcp_high = 24, .pcp_batch = 7, .node_reclaim_distance = 30,
		.dirty_ratio = 20, .guardpage_minorder = -1, .section_pages = 1024,
	};
}

static void ignore(void *ctx, enum path_kind kind, uint32_t a, uint8_t b, pfn_t pfn)
{
	(void)ctx;
	(void)kind;
	(void)a;
	(void)b;
	(void)pfn;
}

/* There is a single thread, so a wait would never end: a cpu was left without being marked so, or a lock was kept. */
static uintptr_t self(void *ctx)
{
	(void)ctx;
	return 1;
}

static void waits(void *ctx)
{
	(void)ctx;
	printf("bulk_test: a thread waits: a cpu is still marked inside, or a lock was kept\n");
	exit(1);
}

static void barrier(void *ctx)
{
	(void)ctx;
}

/* Gates open; fenced, then open, among threads; and closed, because a hook traces. */
static const struct page_alloc_hooks hooks_of[SEEDS] = {
	{.trace = NULL}, {.self = self, .relax = waits}, {.self = self, .relax = waits, .barrier = barrier}, {.trace = ignore},
};

static void open_side(struct side *side, const struct page_alloc_hooks *hooks)
{
	const size_t size = (page_alloc_size(&machine) + 63) & ~(size_t)63;
	void *memory = aligned_alloc(64, size);

	side->pa = memory ? page_alloc_boot(memory, &machine, hooks) : NULL;
	if (!side->pa)
		exit(1);
	view_init(&side->view, &machine);
}

static void close_side(struct side *side)
{
	free(side->pa);
	view_release(&side->view);
}

static void compare(const char *after)
{
	struct divergence diff;

	page_alloc_view(bulk.pa, &bulk.view);
	page_alloc_view(singles.pa, &singles.view);
	checks++;
	if (compare_views(&machine, &bulk.view, &singles.view, &diff))
		return;
	if (failures++ < 10)
		printf("bulk_test: after %s: %s: bulk %lld, singles %lld\n", after, diff.field, (long long)diff.subject, (long long)diff.oracle);
}

static const uint32_t gfps[NR_GFPS] = {
	KERNEL, KERNEL | GFP_BIT_HIGHMEM | GFP_BIT_MOVABLE, KERNEL | GFP_BIT_RECLAIMABLE, KERNEL | GFP_BIT_DMA32,
	GFP_BIT_KSWAPD_RECLAIM, KERNEL | GFP_BIT_THISNODE, GFP_BIT_HIGH | GFP_BIT_ATOMIC | GFP_BIT_KSWAPD_RECLAIM,
	KERNEL & ~GFP_BIT_KSWAPD_RECLAIM,
};

static void take_pages(void)
{
	const struct page_alloc_request request = {
		.cpu = (uint8_t)roll(CPUS), .node = (uint8_t)roll(2), .lru = roll(4) == 0, .gfp = gfps[roll(NR_GFPS)],
		.has_nodemask = roll(16) == 0, .nodemask = 1 + roll(3)};
	struct page_alloc_request asked = request; /* Fields that bulk calls ignore may be anything. */
	struct page_alloc_result result = {.pfn = PFN_NONE};
	const uint32_t room = HELD_MAX - nr_held, wanted = 1 + roll(AT_ONCE_MAX), count = wanted < room ? wanted : room;
	enum status status, last = STATUS_OK;
	uint32_t done = 0;
	pfn_t pfns[AT_ONCE_MAX] = {0};

	asked.order = (uint8_t)(roll(4) ? 0 : roll(256));
	asked.spread = roll(2);
	asked.alloc_flags = roll(1u << 12);
	const uint32_t got = page_alloc_pages_bulk(bulk.pa, &asked, pfns, count, &status);

	for (; done < count; done++) {
		last = page_alloc_pages(singles.pa, &request, &result);
		if (last != STATUS_OK || result.pfn == PFN_NONE)
			break;
		held[nr_held + done] = result.pfn;
	}
	expect("pages taken", done, got);
	expect("status of taking", last, status);
	for (uint32_t i = 0; i < got && i < done; i++)
		expect("page taken", held[nr_held + i], pfns[i]);
	nr_held += done;
}

/*
 * Allocate blocks of all orders through register calls; now and then with an argument out of range that must not be accepted after
 * truncation.
 */
static void take_shortly(void)
{
	const unsigned cpu = roll(CPUS), node = roll(8) ? roll(2) : 1u << (6 + roll(12)), order = roll(2) ? 0 : roll(32) ? 1 + roll(MAX_BLOCK_ORDER) : 256;
	struct page_alloc_request request = {
		.cpu = (uint8_t)cpu, .node = node > UINT8_MAX ? UINT8_MAX : (uint8_t)node, .order = order > UINT8_MAX ? UINT8_MAX : (uint8_t)order,
		.gfp = roll(32) ? gfps[roll(NR_GFPS)] : GFP_BIT_DMA | GFP_BIT_HIGHMEM};
	struct page_alloc_result result;

	for (uint32_t count = roll(AT_ONCE_MAX); count > 0 && nr_blocks < BLOCKS_MAX; count--) {
		const enum status status = page_alloc_pages(singles.pa, &request, &result);
		const pfn_t pfn = page_alloc_pages_node(page_alloc_cpu_ptr(bulk.pa, cpu), node, request.gfp, order);

		expect("block taken", result.pfn, pfn);
		if (result.pfn == PFN_NONE) {
			expect("status of taking a block", status, page_alloc_last_status(page_alloc_cpu_ptr(bulk.pa, cpu)));
			break;
		}
		blocks[nr_blocks++] = (struct block){result.pfn, order};
	}
}

/* Free a block; now and then one that is already free, or with a wrong order. */
static void give_shortly(void)
{
	const unsigned cpu = roll(CPUS);
	uint32_t refs;

	for (uint32_t count = roll(AT_ONCE_MAX); count > 0 && nr_blocks > 0; count--) {
		const uint32_t at = roll(3) ? nr_blocks - 1 : roll(nr_blocks);
		const struct block one = blocks[at];
		const unsigned order = roll(64) ? one.order : roll(2) ? one.order + 1 : 256 + one.order;

		page_alloc_free_soon(page_alloc_cpu_ptr(bulk.pa, roll(CPUS)), roll(8) ? one.pfn : roll(4096), roll(8) ? order : roll(64));
		const enum status status = page_alloc_free(singles.pa, cpu, one.pfn, order, &refs);

		expect("status of giving a block back", status, page_alloc_free_pages(page_alloc_cpu_ptr(bulk.pa, cpu), one.pfn, order));
		if (status == STATUS_OK && roll(64))
			blocks[at] = blocks[--nr_blocks];
	}
}

/* Free pages in bulk; now and then a page that the caller does not own ends the row. */
static void give_pages(void)
{
	const uint32_t wanted = 1 + roll(AT_ONCE_MAX), count = wanted < nr_held ? wanted : nr_held;
	const unsigned cpu = roll(CPUS);
	enum status status, last = STATUS_OK;
	uint32_t done = 0, refs;
	pfn_t pfns[AT_ONCE_MAX] = {0};

	for (uint32_t i = 0; i < count; i++) {
		const uint32_t at = roll(4) ? nr_held - 1 : roll(nr_held);

		pfns[i] = held[at];
		held[at] = held[--nr_held];
	}
	if (count > 1 && roll(12) == 0)
		pfns[roll(count)] = roll(2) ? 900 : pfns[0];
	const uint32_t given = page_alloc_free_bulk(bulk.pa, cpu, pfns, count, &status);

	while (done < count && (last = page_alloc_free(singles.pa, cpu, pfns[done], 0, &refs)) == STATUS_OK)
		done++;
	expect("pages given back", done, given);
	expect("status of giving back", last, status);
}

/* Another call, to both instances. */
static void disturb(struct page_alloc *pa, uint32_t what, uint32_t number)
{
	const struct page_alloc_request block = {.order = (uint8_t)(1 + number % 3), .gfp = KERNEL, .cpu = (uint8_t)(number % CPUS)};
	const struct page_alloc_task task = {.flags = number % 5 ? 0 : TASK_NOCMA, .mems = 3, .hardwall = 3};
	const pfn_t start = 1024 + number % 8 * 128;
	struct page_alloc_result result;
	uint32_t refs;
	int error;

	switch (what) {
	case 0: page_alloc_isolate(pa, start, start + 128, MIGRATE_MOVABLE, &error); break;
	case 1: page_alloc_unisolate(pa, start, start + 128, MIGRATE_MOVABLE); break;
	case 2: page_alloc_drain_all(pa, ZONE_ALL); break;
	case 3: page_alloc_set_min_free_kbytes(pa, 100 + number % 1000); break;
	case 4: page_alloc_set_fraction(pa, 8 + number % 200, &error); break;
	case 5: page_alloc_cpu_dead(pa, 1); break;
	case 6: page_alloc_cpu_up(pa, 1); break;
	case 7: page_alloc_set_task(pa, &task); break;
	case 8: page_alloc_set_boost(pa, number % 3, number % 60); break;
	case 9: page_alloc_get_page(pa, nr_held ? held[number % nr_held] : 1024, &refs); break;
	default: /* blocks of orders that 6.1 caches, which change its free factor */
		if (page_alloc_pages(pa, &block, &result) == STATUS_OK && result.pfn != PFN_NONE)
			page_alloc_free(pa, block.cpu, result.pfn, block.order, &refs);
		break;
	}
}

static void run(enum profile profile, uint64_t seed)
{
	set_machine(profile);
	open_side(&bulk, &hooks_of[seed - 1]);
	open_side(&singles, &hooks_of[0]);
	random_state = seed;
	nr_held = nr_blocks = 0;
	for (uint32_t round = 0; round < ROUNDS; round++) {
		const uint32_t what = roll(15), which = roll(20), number = roll(1u << 30);

		if (what < 4)
			take_pages();
		else if (what < 8)
			give_pages();
		else if (what < 11)
			take_shortly();
		else if (what < 14)
			give_shortly();
		else {
			disturb(bulk.pa, which, number);
			disturb(singles.pa, which, number);
		}
		if (round % VIEW_EVERY == 0)
			compare(what < 4 ? "taking" : what < 8 ? "giving back" : what < 14 ? "blocks" : "something else");
	}
	compare("all");
	expect("sound", 0, page_alloc_check(bulk.pa));
	close_side(&bulk);
	close_side(&singles);
}

int main(void)
{
	for (uint32_t profile = 0; profile < NR_PROFILES; profile++)
		for (uint64_t seed = 1; seed <= SEEDS; seed++)
			run((enum profile)profile, seed);
	printf("bulk_test: %u checks, %u failed\n", checks, failures);
	return failures > 0;
}
