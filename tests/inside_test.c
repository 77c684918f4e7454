// SPDX-License-Identifier: MIT
/*
 * What is locked at each moment that an embedder can observe: nothing once a call has ended; the exclusive lock while a hook runs that
 * may call back, also after it has done so; the zone while a hook runs that may not call back. A single thread runs as if there were
 * others, so that nothing is left to chance; a thread that waits would wait for itself. embed_test.sh also runs this with a lock that
 * checks its use: code that works unlocked then releases a lock that it has not taken.
 */
#include <stdio.h>
#include <stdlib.h>

#include "allocator/exclusion.h"
#include "allocator/page_alloc.h"

enum { ROUNDS = 6000, CPUS = 2, HELD_MAX = 512, ME = 1 };
enum { KERNEL = GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS };

static struct page_alloc *pa;
static struct block {
	pfn_t pfn;
	uint8_t order;
} held[HELD_MAX];
static uint32_t nr_held, asked, told, checks, failures;
static uint8_t open_gate; /* the value of gates while no thread holds the exclusive lock */
static uint64_t random_state;

static uint32_t roll(uint32_t sides)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(random_state >> 33) % sides;
}

static void expect(const char *when, const char *what, int64_t expected, int64_t got)
{
	checks++;
	if (expected == got)
		return;
	if (failures++ < 10)
		printf("inside_test: %s: %s: expected %lld, got %lld\n", when, what, (long long)expected, (long long)got);
}

#ifdef PAGE_ALLOC_LOCK_H /* one that notices when it is taken or released twice (tests/embed) */
uint64_t locks_taken, locks_released;

void lock_misused(void)
{
	printf("inside_test: a lock is taken twice, or released without being held\n");
	exit(1);
}
#endif

static bool is_locked(const struct lock *lock)
{
	return lock->taken != 0;
}

static void nobody_inside(const char *when)
{
	expect(when, "the exclusive lock has an owner", 0, (int64_t)pa->common->exclusive.owner);
	expect(when, "calls nested in the exclusive lock", 0, pa->common->exclusive.depth);
	expect(when, "the exclusive lock is taken", false, is_locked(&pa->common->exclusive.lock));
	for (uint32_t i = 0; i < pa->nr_zones; i++)
		expect(when, "a zone is locked", false, is_locked(&pa->zone[i].lock));
	for (uint32_t cpu = 0; cpu < CPUS; cpu++) {
		expect(when, "a cpu is inside", 0, on_cpu(pa, cpu)->gate.inside);
		expect(when, "what its gate says", open_gate, on_cpu(pa, cpu)->gate.closed);
	}
}

static void alone_inside(const char *when)
{
	expect(when, "the exclusive lock's owner", ME, (int64_t)pa->common->exclusive.owner);
	expect(when, "the exclusive lock is taken", true, is_locked(&pa->common->exclusive.lock));
	for (uint32_t cpu = 0; cpu < CPUS; cpu++) {
		expect(when, "a cpu is inside", 0, on_cpu(pa, cpu)->gate.inside);
		expect(when, "its gate is closed", GATE_CLOSED, on_cpu(pa, cpu)->gate.closed & GATE_CLOSED);
	}
}

static void give(uint32_t cpu)
{
	uint32_t refs;

	if (nr_held == 0)
		return;
	const uint32_t at = roll(nr_held);
	const struct block block = held[at];

	held[at] = held[--nr_held];
	if (roll(2))
		expect("free", "status", STATUS_OK, page_alloc_free(pa, cpu, block.pfn, block.order, &refs));
	else
		expect("free", "status", STATUS_OK, page_alloc_free_pages(page_alloc_cpu_ptr(pa, cpu), block.pfn, block.order));
}

/* A hook that may call back does so. */
static uint32_t ask(const char *who)
{
	asked++;
	alone_inside(who);
	for (uint32_t calls = roll(3); calls > 0; calls--) {
		give(roll(CPUS));
		alone_inside(who);
	}
	return roll(4);
}

static uint32_t reclaim(void *ctx, unsigned order, uint32_t gfp)
{
	(void)ctx, (void)order, (void)gfp;
	return ask("reclaim");
}

static enum compact_result compact(void *ctx, unsigned order, int prio)
{
	(void)ctx, (void)order, (void)prio;
	return ask("compaction") ? COMPACT_SKIPPED : COMPACT_COMPLETE;
}

static bool oom(void *ctx, unsigned order)
{
	(void)ctx, (void)order;
	return ask("the OOM killer") == 0;
}

static uint32_t node_reclaim(void *ctx, unsigned node, unsigned order)
{
	(void)ctx, (void)node, (void)order;
	return ask("node reclaim");
}

static int migrate(void *ctx, pfn_t start, pfn_t end)
{
	(void)ctx, (void)start, (void)end;
	ask("migration");
	return 0;
}

/* If the exclusive lock is free, the caller holds the lock of the zone. */
static void wake_kswapd(void *ctx, unsigned zone)
{
	(void)ctx;
	told += pa->common->exclusive.owner == 0;
	expect("a wake", "the zone is held", true, pa->common->exclusive.owner == ME || is_locked(&pa->zone[zone].lock));
}

static void ignore(void *ctx, enum path_kind kind, uint32_t a, uint8_t b, pfn_t pfn)
{
	(void)ctx, (void)kind, (void)a, (void)b, (void)pfn;
}

static uintptr_t self(void *ctx)
{
	(void)ctx;
	return ME;
}

static void barrier(void *ctx)
{
	(void)ctx;
}

static void relax(void *ctx)
{
	(void)ctx;
	printf("inside_test: a call waits for itself\n");
	exit(1);
}

static void boot(enum profile profile, bool entangled, bool fenced, bool traced)
{
	const struct machine machine = {
		.profile = profile, .nr_cpus = CPUS, .nr_nodes = 2, .nr_zones = 2, .max_order = 8, .pageblock_order = 5, .cpu_node = {0, 1},
		.distance = {{10, 20}, {20, 10}}, .zone = {{0, ZONE_NORMAL, 1024, 1536}, {1, ZONE_NORMAL, 2048, 2560}},
		.mobility = true, .compaction = true, .min_free_kbytes = 400, .user_min_free_kbytes = -1, .watermark_scale_factor = 10,
		.watermark_boost_factor = 15000, .pcp_mode = PCP_FIXED, .pcp_high = 12, .pcp_batch = 3, .node_reclaim_distance = 30,
		.node_reclaim_mode = entangled ? 7 : 0, .dirty_ratio = 20, .guardpage_minorder = -1, .section_pages = 1024,
	};
	const struct page_alloc_hooks hooks = {
		.reclaim = reclaim, .compact = compact, .oom = oom, .node_reclaim = node_reclaim, .migrate = migrate, .wake_kswapd = wake_kswapd,
		.trace = traced ? ignore : NULL, .self = self, .barrier = fenced ? NULL : barrier, .relax = relax,
	};
	const uint32_t stat[NR_NODE_STATS] = { [NODE_FILE_PAGES] = 300, [NODE_INACTIVE_FILE] = 300, [NODE_SLAB] = 200 };
	void *memory = aligned_alloc(64, (page_alloc_size(&machine) + 63) & ~(size_t)63);

	pa = memory ? page_alloc_boot(memory, &machine, &hooks) : NULL;
	if (!pa)
		exit(1);
	for (unsigned node = 0; node < 2; node++)
		page_alloc_set_node_stats(pa, node, stat);
	nr_held = 0;
	open_gate = (uint8_t)((fenced ? GATE_FENCED : GATE_OPEN) | (traced ? GATE_TRACED : GATE_OPEN));
}

static void keep(pfn_t pfn, unsigned order)
{
	if (pfn != PFN_NONE)
		held[nr_held++] = (struct block){pfn, (uint8_t)order};
}

static void take(void)
{
	static const uint32_t gfps[] = {KERNEL, KERNEL | GFP_BIT_HIGHMEM | GFP_BIT_MOVABLE, GFP_BIT_HIGH | GFP_BIT_ATOMIC | GFP_BIT_KSWAPD_RECLAIM};
	const uint32_t gfp = gfps[roll(3)] | (roll(8) ? 0 : GFP_BIT_THISNODE);
	const struct page_alloc_request request = {
		.cpu = (uint8_t)roll(CPUS), .node = (uint8_t)roll(2), .order = (uint8_t)(roll(2) ? 0 : roll(7)), .gfp = gfp, .alloc_flags = roll(3)};
	struct page_alloc_result result = {.pfn = PFN_NONE};

	if (nr_held == HELD_MAX)
		return;
	switch (roll(3)) {
	case 0:
		page_alloc_pages(pa, &request, &result);
		break;
	case 1:
		page_alloc_rmqueue(pa, &request, &result);
		break;
	default:
		result.pfn = page_alloc_pages_node(page_alloc_cpu_ptr(pa, request.cpu), request.node, request.gfp, request.order);
	}
	keep(result.pfn, request.order);
}

static void take_many(void)
{
	const struct page_alloc_request request = {.cpu = (uint8_t)roll(CPUS), .node = (uint8_t)roll(2), .gfp = KERNEL};
	enum status status;
	pfn_t pfns[8];
	const uint32_t room = HELD_MAX - nr_held, got = page_alloc_pages_bulk(pa, &request, pfns, room < 8 ? room : 8, &status);

	for (uint32_t i = 0; i < got; i++)
		keep(pfns[i], 0);
	if (got > 0 && roll(2))
		nr_held -= page_alloc_free_bulk(pa, roll(CPUS), &(pfn_t){held[nr_held - 1].pfn}, 1, &status);
}

/* Calls that take the exclusive lock in between, or leave a reason to wake kswapd. */
static void disturb(void)
{
	pfn_t pfn;

	switch (roll(5)) {
	case 0: page_alloc_set_boost(pa, roll(2), roll(40)); break;
	case 1: page_alloc_drain_all(pa, ZONE_ALL); break;
	case 2:
		page_alloc_contig_pages(pa, 0, 32, KERNEL, roll(2), &pfn);
		if (pfn != PFN_NONE)
			page_alloc_free_contig(pa, 0, pfn, 32);
		break;
	case 3: page_alloc_free_soon(page_alloc_cpu_ptr(pa, roll(CPUS)), 1000 + roll(2000), roll(9)); break;
	default: page_alloc_set_min_free_kbytes(pa, 200 + roll(400));
	}
}

static void run(enum profile profile, bool entangled, bool fenced, bool traced)
{
	boot(profile, entangled, fenced, traced);
	for (uint32_t round = 0; round < ROUNDS; round++) {
		const uint32_t what = roll(16);

		if (what < 7)
			take();
		else if (what < 9)
			take_many();
		else if (what < 15)
			give(roll(CPUS));
		else
			disturb();
		nobody_inside(what < 9 ? "after taking" : what < 15 ? "after giving back" : "after something else");
	}
	expect("at last", "sound", 0, page_alloc_check(pa));
	free(pa);
}

int main(void)
{
	random_state = 8;
	for (uint32_t profile = 0; profile < NR_PROFILES; profile++)
		for (uint32_t ways = 0; ways < 8; ways++)
			run((enum profile)profile, ways & 1, ways & 2, ways & 4);
	expect("at last", "a hook that may call back ran", true, asked > 0);
	expect("at last", "a hook ran without the exclusive lock", true, told > 0);
	printf("inside_test: %u checks, %u failed\n", checks, failures);
	return failures > 0;
}
