// SPDX-License-Identifier: MIT
/*
 * The kernel's bulk call: P10 of docs/semantics/pcp.md, on machines small enough to compute the results by hand. The mark raised by all
 * entries, conditions that keep bulk from using a zone's list, the single request (ALONE), and kernels without a bulk call.
 *
 * There is a single thread, and a self hook, so a wait would never end: a lock that is kept makes the test hang.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allocator/page_alloc.h"
#include "fuzz/lockstep/compare.h"

enum { FIRST = 1024, PAGES = 1024, MIDDLE = FIRST + PAGES / 2, LARGEST = 7, LARGEST_PAGES = 1 << LARGEST, MANY = 256, X = 7 };
enum { KERNEL = GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS };
enum { MOVABLE = KERNEL | GFP_BIT_HIGHMEM | GFP_BIT_MOVABLE, NOWAIT = GFP_BIT_KSWAPD_RECLAIM, NOWAIT_MOVABLE = NOWAIT | GFP_BIT_HIGHMEM | GFP_BIT_MOVABLE };

static uint32_t failures, attempts, wakes;
static struct machine machine;
static struct page_alloc *pa;
static struct view view;
static struct page_alloc_bulk_result result;
static pfn_t array[MANY];

static void expect(const char *what, int64_t expected, int64_t got)
{
	if (expected == got)
		return;
	failures++;
	printf("bulk_array_test: %s: expected %lld, got %lld\n", what, (long long)expected, (long long)got);
}

static void trace(void *ctx, enum path_kind kind, uint32_t a, uint8_t b, pfn_t pfn)
{
	(void)ctx;
	(void)a;
	(void)b;
	(void)pfn;
	attempts += kind == PATH_ATTEMPT;
}

static void wake(void *ctx, unsigned zone)
{
	(void)ctx;
	(void)zone;
	wakes++;
}

static uintptr_t self(void *ctx)
{
	(void)ctx;
	return 1;
}

static void waits(void *ctx)
{
	(void)ctx;
	printf("bulk_array_test: a thread waits: a cpu is still marked inside, or a lock was kept\n");
	exit(1);
}

/* One zone with the smallest marks: min 0, low 1, high 2. */
static void set_machine(enum profile profile)
{
	machine = (struct machine){
		.profile = profile, .nr_cpus = 2, .nr_nodes = 1, .nr_zones = 1, .max_order = LARGEST + 1, .pageblock_order = 5,
		.distance = {{10, 20}, {20, 10}}, .zone = {{0, ZONE_NORMAL, FIRST, FIRST + PAGES}},
		.mobility = true, .user_min_free_kbytes = -1, .watermark_scale_factor = 10, .lowmem_reserve_ratio = {256, 256, 32, 0},
		.pcp_mode = PCP_FIXED, .pcp_high = 8, .pcp_batch = 4, .node_reclaim_distance = 30, .dirty_ratio = 20, .guardpage_minorder = -1,
		.section_pages = 1024,
	};
}

/* Two nodes with half of the pages each, and a cpu each. */
static void set_nodes(enum profile profile)
{
	set_machine(profile);
	machine.nr_nodes = machine.nr_zones = 2;
	machine.cpu_node[1] = 1;
	machine.zone[0].end_pfn = MIDDLE;
	machine.zone[1] = (struct machine_zone){ 1, ZONE_NORMAL, MIDDLE, FIRST + PAGES };
}

static void open_it(void)
{
	const struct page_alloc_hooks hooks = { .trace = trace, .wake_kswapd = wake, .self = self, .relax = waits };
	const size_t size = (page_alloc_size(&machine) + 63) & ~(size_t)63;
	void *memory = aligned_alloc(64, size);

	pa = memory ? page_alloc_boot(memory, &machine, &hooks) : NULL;
	if (!pa)
		exit(1);
	view_init(&view, &machine);
}

static void close_it(void)
{
	expect("sound", 0, page_alloc_check(pa));
	view_release(&view);
	free(pa);
}

static const struct view *look(void)
{
	page_alloc_view(pa, &view);
	return &view;
}

/* entries: a character each, X for a filled entry, _ for an empty one. */
static void set_entries(const char *entries)
{
	for (uint32_t i = 0; i < MANY; i++)
		array[i] = i < strlen(entries) && entries[i] == 'X' ? X : PFN_NONE;
	attempts = wakes = 0;
}

static enum status fill_with(const struct page_alloc_request *request, const char *entries, uint32_t count)
{
	set_entries(entries);
	return page_alloc_bulk_array(pa, request, array, count, &result);
}

static void fill(uint32_t gfp, const char *entries, uint32_t count)
{
	const struct page_alloc_request request = { .gfp = gfp, .order = 3, .lru = true };

	expect("status", STATUS_OK, fill_with(&request, entries, count));
}

static void expect_filled(uint32_t entries, uint32_t pages, uint32_t alone)
{
	expect("entries done with", entries, result.entries);
	expect("pages", pages, result.pages);
	expect("attempts", alone, attempts);
}

/* count consecutive pages, the first of them pfn, from entry at on. */
static void expect_row(uint32_t at, uint32_t count, pfn_t pfn)
{
	for (uint32_t i = 0; i < count; i++)
		expect("page", pfn + i, array[at + i]);
}

static pfn_t take(unsigned order, uint32_t gfp)
{
	const struct page_alloc_request request = { .order = (uint8_t)order, .gfp = gfp, .alloc_flags = ALLOC_NO_WATERMARKS | ALLOC_CMA };
	struct page_alloc_result block;

	expect("a request", STATUS_OK, page_alloc_rmqueue(pa, &request, &block));
	return block.pfn;
}

static void give(pfn_t pfn, unsigned order)
{
	uint32_t refs;

	expect("a free", STATUS_OK, page_alloc_free(pa, 0, pfn, order, &refs));
}

/* ---- linux-6.1: from one list ---- */

/* The list is refilled twice; eight pages have left the buddy for five. */
static void entries_in_order(void)
{
	set_machine(PROFILE_LINUX_6_1);
	open_it();
	fill(MOVABLE, "_X__X__", 7);
	expect_filled(7, 5, 0);
	expect("entry 0", FIRST, array[0]);
	expect("entry 1", X, array[1]);
	expect_row(2, 2, FIRST + 1);
	expect("entry 4", X, array[4]);
	expect_row(5, 2, FIRST + 3);
	expect("entry 7", PFN_NONE, array[7]);
	expect("free", PAGES - 8, look()->counters[0].free);
	expect("pgalloc", 5, (int64_t)view.events.pgalloc[ZONE_NORMAL]);
	expect("numa hit", 5, (int64_t)view.zone[0].numa_hit);
	expect("numa local", 5, (int64_t)view.zone[0].numa_local);
	fill(MOVABLE, "XX__X", 5);
	expect_filled(5, 2, 0);
	expect_row(2, 2, FIRST + 5);
	close_it();
}

static void nothing_to_do(void)
{
	set_machine(PROFILE_LINUX_6_1);
	open_it();
	fill(MOVABLE, "", 0);
	expect_filled(0, 0, 0);
	fill(MOVABLE, "XXX", 3);
	expect_filled(3, 0, 0);
	close_it();
}

/* The page that comes alone is not on the LRU, whatever the request says: isolating its pageblock finds it unmovable. */
static void one_that_is_missing_at_the_end_comes_alone(void)
{
	int error = 0;

	set_machine(PROFILE_LINUX_6_1);
	open_it();
	fill(MOVABLE, "XX_", 3);
	expect_filled(3, 1, 1);
	expect("page", FIRST, array[2]);
	page_alloc_isolate(pa, FIRST, FIRST + 32, MIGRATE_MOVABLE, &error);
	expect("isolation", -16, error);
	fill(MOVABLE, "_X", 2);
	expect_filled(2, 1, 0); /* two entries from the first empty one on */
	expect("page", FIRST + 1, array[0]);
	close_it();
}

static void a_list_is_from_its_head(void)
{
	const struct page_alloc_request request = { .gfp = MOVABLE };

	set_machine(PROFILE_LINUX_6_1);
	open_it();
	set_entries("XXXXX");
	expect("status", STATUS_OK, page_alloc_bulk_list(pa, &request, array, 3, &result));
	expect_filled(3, 3, 0);
	for (uint32_t i = 0; i < 3; i++)
		expect("page of the list", FIRST + 2 - i, array[i]);
	expect("the entry after it", X, array[3]);
	close_it();
}

/*
 * 16 pages are freed one by one: the first flush, at 12, could have flushed more than 4 pages, so the factor rises. An ordinary request
 * halves it.
 */
static void the_free_factor_stays(void)
{
	set_machine(PROFILE_LINUX_6_1);
	machine.pcp_high = 12;
	open_it();
	fill(MOVABLE, "", 16);
	for (uint32_t i = 0; i < 16; i++)
		give(array[i], 0);
	expect("factor", 1, look()->pcp[0].free_factor);
	fill(MOVABLE, "", 6);
	expect_filled(6, 6, 0);
	expect("factor after pages in bulk", 1, look()->pcp[0].free_factor);
	fill(MOVABLE, "", 1);
	expect_filled(1, 1, 1);
	expect("factor after one", 0, look()->pcp[0].free_factor);
	close_it();
}

/* ---- linux-6.1: obstacles ---- */

/* min 800, low 1000: only 24 pages above it. Entries already filled count as well. */
static void the_mark_of_all_entries(void)
{
	set_machine(PROFILE_LINUX_6_1);
	machine.min_free_kbytes = 3200;
	open_it();
	fill(MOVABLE, "", 24);
	expect_filled(1, 1, 1);
	expect("page", FIRST, array[0]);
	give(array[0], 0);
	page_alloc_drain_all(pa, ZONE_ALL);
	fill(MOVABLE, "X_XXXXXXXXXXXXXXXXXXXXX_", 24);
	expect_filled(2, 1, 1);
	give(array[1], 0);
	page_alloc_drain_all(pa, ZONE_ALL);
	fill(MOVABLE, "", 23);
	expect_filled(23, 23, 0);
	expect_row(0, 23, FIRST);
	close_it();
}

/*
 * 31 free pages of one MOVABLE pageblock: 16, 8, 4, 2, 1. Unmovable pages steal the 16, which boosts by 32 pages, the minimum; kswapd is
 * not woken. The next two entries fail the mark, 1 + 32 + 2, and one alone fails 1 + 32: it wakes kswapd and may go down to 32 - 16 - 4,
 * as it cannot wait.
 */
static void a_boost_is_made_and_not_told(void)
{
	set_machine(PROFILE_LINUX_6_1);
	machine.watermark_boost_factor = 15000;
	machine.pcp_batch = 1;
	open_it();
	for (uint32_t i = 0; i < PAGES / LARGEST_PAGES - 1; i++)
		take(LARGEST, MOVABLE);
	take(6, MOVABLE);
	take(5, MOVABLE);
	take(0, MOVABLE);
	expect("free", 31, look()->counters[0].free);
	fill(NOWAIT, "", 2);
	expect_filled(2, 2, 0);
	expect("boost", 32, look()->counters[0].boost);
	expect("boosted", false, view.counters[0].boosted);
	expect("wakes", 0, wakes);
	fill(NOWAIT | GFP_BIT_HIGH | GFP_BIT_ATOMIC, "", 2);
	expect_filled(1, 1, 2);
	expect("wakes", 1, wakes);
	close_it();
}

/* Each refill brings one page, and some are bad: the call returns the pages before the first bad one. */
static void a_list_that_stays_empty(void)
{
	set_machine(PROFILE_LINUX_6_1);
	machine.pcp_batch = 1;
	open_it();
	page_alloc_mark_bad(pa, FIRST + 2, DAMAGE_MAPPING);
	fill(MOVABLE, "_X__", 4);
	expect_filled(3, 2, 0);
	expect("page", FIRST + 1, array[2]);
	expect("entry 3", PFN_NONE, array[3]);
	page_alloc_mark_bad(pa, FIRST + 3, DAMAGE_MAPPING);
	fill(MOVABLE, "", 4);
	expect_filled(1, 1, 1);
	expect("page", FIRST + 4, array[0]);
	close_it();
}

/* The preferred zone has 128 pages left and mark 0; the zone below has a lowmem reserve of 512 / 256 against it. */
static void the_next_zone_of_the_node(void)
{
	set_machine(PROFILE_LINUX_6_1);
	machine.nr_zones = 2;
	machine.zone[0] = (struct machine_zone){ 0, ZONE_DMA32, FIRST, MIDDLE };
	machine.zone[1] = (struct machine_zone){ 0, ZONE_NORMAL, MIDDLE, FIRST + PAGES };
	open_it();
	for (uint32_t i = 0; i < 3; i++)
		take(LARGEST, MOVABLE);
	fill(MOVABLE, "", 128);
	expect_filled(128, 128, 0);
	expect_row(0, 128, FIRST);
	expect("pgalloc", 128, (int64_t)look()->events.pgalloc[ZONE_DMA32]);
	fill(MOVABLE, "", 127);
	expect_filled(127, 127, 0);
	expect_row(0, 127, MIDDLE + 3 * LARGEST_PAGES);
	close_it();
}

/* Each node has 512 pages, min 400, low 500. */
static void another_node(void)
{
	const struct page_alloc_request masked = { .gfp = MOVABLE, .has_nodemask = true, .nodemask = 2 };
	const struct page_alloc_request nowhere = { .gfp = NOWAIT, .has_nodemask = true, .nodemask = 4 };

	set_nodes(PROFILE_LINUX_6_1);
	machine.min_free_kbytes = 3200;
	open_it();
	fill(MOVABLE, "", 12);
	expect_filled(1, 1, 1);
	expect("page", FIRST, array[0]);
	expect("status", STATUS_OK, fill_with(&masked, "", 11));
	expect_filled(11, 11, 0);
	expect_row(0, 11, MIDDLE);
	expect("numa hit", 11, (int64_t)look()->zone[1].numa_hit);
	expect("numa other", 11, (int64_t)view.zone[1].numa_other);
	expect("status", STATUS_OK, fill_with(&nowhere, "X", 3));
	expect_filled(1, 0, 1); /* no zone, no slow path */
	close_it();
}

/* The task may use node 1. With a nodemask of the caller the preferred zone is forbidden, and the next zone is on another node. */
static void a_cpuset(void)
{
	const struct page_alloc_request both = { .gfp = MOVABLE, .has_nodemask = true, .nodemask = 3 };
	const struct page_alloc_request allowed = { .gfp = MOVABLE, .has_nodemask = true, .nodemask = 2 };
	const struct page_alloc_task task = { .mems = 2, .hardwall = 3 };

	set_nodes(PROFILE_LINUX_6_1);
	machine.cpusets = true;
	open_it();
	page_alloc_set_task(pa, &task);
	expect("status", STATUS_OK, fill_with(&both, "", 3));
	expect_filled(1, 1, 1);
	expect("page", MIDDLE, array[0]);
	expect("status", STATUS_OK, fill_with(&allowed, "", 3));
	expect_filled(3, 3, 0);
	fill(MOVABLE, "", 3);
	expect_filled(3, 3, 0);
	expect_row(0, 3, MIDDLE + 4);
	close_it();
}

/*
 * A single request adds __GFP_HARDWALL in the fast path only, so its slow path may use the node beyond. In a bulk call the added
 * __GFP_HARDWALL also holds for the slow path of ALONE; there the nodemask is found to have no node of the task, and is dropped.
 */
static void a_hard_wall_stays(void)
{
	const struct page_alloc_request request = { .gfp = NOWAIT_MOVABLE, .has_nodemask = true, .nodemask = 1 };
	const struct page_alloc_task task = { .mems = 2, .hardwall = 3 };

	set_nodes(PROFILE_LINUX_6_1);
	machine.cpusets = true;
	open_it();
	page_alloc_set_task(pa, &task);
	expect("status", STATUS_OK, fill_with(&request, "", 2));
	expect_filled(1, 1, 3);
	expect("page", MIDDLE, array[0]);
	expect("status", STATUS_OK, fill_with(&request, "", 1));
	expect_filled(1, 1, 2);
	expect("page", FIRST, array[0]);
	close_it();
}

/* ---- kernels before 6.1 ---- */

static void one_by_one(void)
{
	set_machine(PROFILE_LINUX_5_10);
	open_it();
	fill(MOVABLE, "_X__X", 5);
	expect_filled(5, 3, 3);
	expect("entry 0", FIRST, array[0]);
	expect("entry 1", X, array[1]);
	expect_row(2, 2, FIRST + 1);
	fill(MOVABLE, "XX", 2);
	expect_filled(2, 0, 0);
	fill(MOVABLE, "", 0);
	expect_filled(0, 0, 0);
	close_it();
}

/*
 * One block of 128 is left. The last four pages go to the list together and one of them is returned: then nothing is free, whatever is on
 * the list. A request without watermarks gets the other three, too.
 */
static void until_nothing_is_left(void)
{
	pfn_t last = PFN_NONE;

	set_machine(PROFILE_LINUX_5_10);
	open_it();
	for (uint32_t i = 0; i < PAGES / LARGEST_PAGES; i++)
		last = take(LARGEST, MOVABLE);
	give(last, LARGEST);
	fill(NOWAIT_MOVABLE, "X", 200);
	expect("entries done with", 126, result.entries);
	expect("pages", 125, result.pages);
	expect("pfmemalloc", false, result.pfmemalloc);
	expect_row(1, 125, last);
	fill(NOWAIT_MOVABLE | GFP_BIT_MEMALLOC, "", 5);
	expect("entries done with", 3, result.entries);
	expect("pfmemalloc", true, result.pfmemalloc);
	expect_row(0, 3, last + 125);
	close_it();
}

/* ---- all kernels ---- */

static void misuse(enum profile profile)
{
	const struct page_alloc_request good = { .gfp = MOVABLE };
	struct page_alloc_request bad = good;

	set_machine(profile);
	open_it();
	for (uint32_t count = 0; count < 3; count++) {
		bad = good, bad.cpu = 2;
		expect("no such cpu", STATUS_BAD_CPU, fill_with(&bad, "", count));
		bad = good, bad.node = 1;
		expect("no such node", STATUS_BAD_NODE, fill_with(&bad, "", count));
		bad = good, bad.gfp = GFP_BIT_DMA | GFP_BIT_HIGHMEM;
		expect("impossible gfp", STATUS_BAD_GFP, fill_with(&bad, "", count));
		page_alloc_cpu_dead(pa, 1);
		bad = good, bad.cpu = 1;
		expect("an offline cpu", STATUS_BAD_CPU, fill_with(&bad, "", count));
		page_alloc_cpu_up(pa, 1);
		expect_filled(0, 0, 0);
		expect("entry 0", PFN_NONE, array[0]);
	}
	expect("free", PAGES, look()->counters[0].free);
	close_it();
}

int main(void)
{
	entries_in_order();
	nothing_to_do();
	one_that_is_missing_at_the_end_comes_alone();
	a_list_is_from_its_head();
	the_free_factor_stays();
	the_mark_of_all_entries();
	a_boost_is_made_and_not_told();
	a_list_that_stays_empty();
	the_next_zone_of_the_node();
	another_node();
	a_cpuset();
	a_hard_wall_stays();
	one_by_one();
	until_nothing_is_left();
	for (uint32_t profile = 0; profile < NR_PROFILES; profile++)
		misuse((enum profile)profile);
	printf("bulk_array_test: %u failed\n", failures);
	return failures > 0;
}
