// SPDX-License-Identifier: MIT
/*
 * Corner cases of an exact number of pages (alloc_pages_exact): where the block comes from, and where its surplus goes.
 *
 * Rules: docs/semantics/pages.md, E13.
 */
#include "tests/corner.h"

static void boot_caching(struct world *w, int8_t guardpage_minorder)
{
	boot_caching_of(w, PROFILE_LINUX_5_10, guardpage_minorder);
}

static int64_t exact(struct world *w, uint32_t gfp, uint32_t count)
{
	return ask(w, (struct request){ .kind = REQ_ALLOC_EXACT, .gfp = gfp, .count = count });
}

#define EXPECT_EXACT(world, pfn, count) EXPECT(world, "first page", pfn, exact(world, GFP_KERNEL | GFP_BIT_MOVABLE, count))

/* Single pages go straight to and from the buddy, one at a time. */
static void boot_uncached(struct world *w, enum profile profile)
{
	machine_new(w, profile);
	w->machine.min_free_kbytes = 0;
	machine_pcp(w, 0, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_boot(w);
}

/* Five pages of the block 0/o3 are kept; 5, 6 and 7 go to the per-CPU list one after the other, each to its head. */
static void exact_surplus_is_cached(struct world *w)
{
	static const enum profile profiles[] = { PROFILE_LINUX_4_14, PROFILE_LINUX_5_10 };

	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++) {
		boot_caching_of(w, profiles[i], -1);
		EXPECT_EXACT(w, 0, 5);
		EXPECT_PCP(w, 0, "M=[7,6,5]");
		EXPECT_LISTS(w, "o3/M=[8] o4/M=[16] o5/M=[32] o6/M=[64] o7/M=[128] o8/M=[256] o9/M=[512]");
		EXPECT_FREE(w, 1016);
		for (pfn_t p = 0; p < 5; p++)
			EXPECT_STATE(w, PAGE_ALLOC_HEAD, p);
		EXPECT(w, "allocated", 8, look(w)->events.pgalloc[ZONE_NORMAL]);
		EXPECT(w, "freed", 1024 + 3, look(w)->events.pgfree);
		EXPECT(w, "hits", 1, look(w)->zone[0].numa_hit);
	}
}

/* The second and the third surplus page fill the list to its high of two: each time the oldest page is flushed. */
static void exact_surplus_is_flushed(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_pcp(w, 2, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_boot(w);
	EXPECT_EXACT(w, 0, 5);
	EXPECT_PCP(w, 0, "M=[7]");
	EXPECT_LIST(w, "o0/M", "6,5");
	EXPECT_LIST(w, "o1/M", "");
	EXPECT_FREE(w, 1018);
}

static void exact_surplus_of_a_cpu(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.nr_cpus = 2;
	machine_pcp(w, 100, 3);
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_boot(w);
	w->cpu = 1;
	EXPECT_EXACT(w, 0, 3);
	EXPECT_PCP(w, 0, "");
	EXPECT_PCP(w, 1, "M=[3]");
}

/*
 * Page 0 is taken, which leaves 1/o0, 2/o1, 4/o2 and 8/o3. Five pages of 8..15 are kept: 13 goes to the tail of o0, 14 after it; 15 merges
 * with 14, and 14/o1 goes to the tail of o1. The page sets stay empty.
 */
static void exact_surplus_at_the_tail(struct world *w)
{
	static const enum profile profiles[] = { PROFILE_LINUX_6_1, PROFILE_LINUX_6_12 };

	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++) {
		boot_uncached(w, profiles[i]);
		EXPECT_TAKE(w, 0, 'M', 0);
		EXPECT_EXACT(w, 8, 5);
		EXPECT_LISTS(w, "o0/M=[1,13] o1/M=[2,14] o2/M=[4] o4/M=[16] o5/M=[32] o6/M=[64] o7/M=[128] o8/M=[256] o9/M=[512]");
		EXPECT_PCP(w, 0, "");
		EXPECT_FREE(w, 1018);
		EXPECT(w, "freed", 1024 + 3, look(w)->events.pgfree);
	}
}

/* With page sets that keep pages the block is one of two of a refill, but its surplus bypasses the page set. */
static void exact_surplus_passes_the_lists(struct world *w)
{
	boot_caching_of(w, PROFILE_LINUX_6_1, -1);
	EXPECT_EXACT(w, 0, 5);
	EXPECT_PCP(w, 0, "M3=[8]");
	EXPECT_LISTS(w, "o0/M=[5] o1/M=[6] o4/M=[16] o5/M=[32] o6/M=[64] o7/M=[128] o8/M=[256] o9/M=[512]");
	EXPECT_FREE(w, 1024 - 16 + 3);
}

static void exact_power_of_two(struct world *w)
{
	boot_caching(w, -1);
	EXPECT_EXACT(w, 0, 8);
	EXPECT_PCP(w, 0, "");
	EXPECT_FREE(w, 1016);
	EXPECT(w, "freed", 1024, look(w)->events.pgfree);
	EXPECT_STATUS(w, STATUS_WRONG_ORDER, .kind = REQ_FREE, .pfn = 0, .order = 3);
	give(w, 7, 0);
	EXPECT_PCP(w, 0, "M=[7]");
	EXPECT_EXACT(w, 512, 512);
	EXPECT_PCP(w, 0, "M=[7]");
}

/* A single page comes from the per-CPU list. */
static void exact_single_page(struct world *w)
{
	boot_caching(w, -1);
	EXPECT_EXACT(w, 0, 1);
	EXPECT_PCP(w, 0, "M=[1,2]");
	EXPECT_EXACT(w, 1, 1);
	EXPECT_PCP(w, 0, "M=[2]");
	give(w, 0, 0);
	EXPECT_PCP(w, 0, "M=[0,2]");
}

/* The largest block has 1024 pages. A request for one more does and asks nothing, but discards the queued answers. */
static void exact_beyond_the_largest(struct world *w)
{
	const uint32_t gfp = GFP_KERNEL | GFP_BIT_MOVABLE | GFP_BIT_NORETRY;

	boot_uncached(w, PROFILE_LINUX_5_10);
	EXPECT_EXACT(w, PFN_NONE, 1025);
	EXPECT_PATH(w, "");
	EXPECT_EXACT(w, PFN_NONE, 1 << 20);
	EXPECT_LISTS(w, "o10/M=[0]");
	EXPECT_TAKE(w, 0, 'M', 10);
	script(w, ASK_RECLAIM, 1);
	EXPECT_EXACT(w, PFN_NONE, 1025);
	EXPECT(w, "first page", PFN_NONE, exact(w, gfp, 3));
	EXPECT_QUESTIONS(w, "R:0");
	boot_uncached(w, PROFILE_LINUX_6_1);
	EXPECT(w, "first page", 0, exact(w, gfp, 1023)); /* leaves one page, which is above the min mark */
	EXPECT_LISTS(w, "o0/M=[1023]");
}

/* The slow path is that of any request: reclaim frees the block that it then gets, and its surplus is freed. */
static void exact_by_reclaim(struct world *w)
{
	static const pfn_t pages[] = { 4, 5, 6, 7 };

	boot_uncached(w, PROFILE_LINUX_5_10);
	EXPECT_TAKE(w, 0, 'M', 10);
	split(w, 0, 10);
	EXPECT(w, "first page", PFN_NONE, exact(w, GFP_NOWAIT | GFP_BIT_MOVABLE, 3));
	EXPECT_QUESTIONS(w, "");
	EXPECT_FREE(w, 0);
	script_free(w, ASK_RECLAIM, 4, 0, pages, 4);
	EXPECT_EXACT(w, 4, 3);
	EXPECT_QUESTIONS(w, "R:4");
	EXPECT_LISTS(w, "o0/M=[7]");
}

static void exact_for_ever(struct world *w)
{
	boot_uncached(w, PROFILE_LINUX_5_10);
	EXPECT_STATUS(w, STATUS_STUCK, .kind = REQ_ALLOC_EXACT, .gfp = GFP_KERNEL | GFP_BIT_DMA32 | GFP_BIT_NOFAIL, .count = 3);
	EXPECT(w, "first page", PFN_NONE, (pfn_t)w->answer.value);
	EXPECT_LISTS(w, "o10/M=[0]");
}

static void exact_misuse(struct world *w)
{
	const uint32_t gfp = GFP_KERNEL | GFP_BIT_MOVABLE, twice = GFP_BIT_DMA | GFP_BIT_DMA32;

	boot_uncached(w, PROFILE_LINUX_5_10);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_ALLOC_EXACT, .gfp = gfp, .count = 0);
	EXPECT(w, "value", 0, w->answer.value);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_ALLOC_EXACT, .gfp = gfp, .count = (1 << 20) + 1);
	EXPECT_STATUS(w, STATUS_BAD_GFP, .kind = REQ_ALLOC_EXACT, .gfp = twice, .count = 0);
	EXPECT_STATUS(w, STATUS_BAD_NODE, .kind = REQ_ALLOC_EXACT, .gfp = twice, .node = 1, .count = 0);
	w->cpu = 1;
	EXPECT_STATUS(w, STATUS_BAD_CPU, .kind = REQ_ALLOC_EXACT, .gfp = twice, .node = 1, .count = 0);
	w->cpu = 0;
	EXPECT_LISTS(w, "o10/M=[0]");
	EXPECT_FREE(w, 1024);
}

/* The pages are single, whatever __GFP_COMP says. */
static void exact_is_not_compound(struct world *w)
{
	static const enum profile profiles[] = { PROFILE_LINUX_5_10, PROFILE_LINUX_6_1 };

	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++) {
		boot_uncached(w, profiles[i]);
		EXPECT(w, "first page", 0, exact(w, GFP_KERNEL | GFP_BIT_MOVABLE | GFP_BIT_COMP, 5));
		EXPECT(w, "compound order", 0, w->answer.comp_order);
		give_run(w, 0, 5);
		EXPECT_LISTS(w, "o10/M=[0]");
	}
}

/* ZONE_MOVABLE needs HIGHMEM and MOVABLE together; from 6.1 on an exact number is never HIGHMEM. */
static void exact_highmem(struct world *w)
{
	for (int p = 0; p < NR_PROFILES; p++) {
		bool dropped = p == PROFILE_LINUX_6_1 || p >= PROFILE_LINUX_6_12;

		machine_new(w, (enum profile)p);
		machine_pcp(w, 0, 1);
		machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
		machine_zone(w, 0, ZONE_MOVABLE, 1024, 2048);
		machine_boot(w);
		EXPECT_ALLOC(w, 1024, GFP_HIGHUSER_MOVABLE, 3);
		give(w, 1024, 3);
		EXPECT(w, "first page", dropped ? 0 : 1024, exact(w, GFP_HIGHUSER_MOVABLE, 8));
		EXPECT(w, "allocated in NORMAL", dropped ? 8 : 0, look(w)->events.pgalloc[ZONE_NORMAL]);
	}
}

static void exact_pages_go_alone(struct world *w)
{
	boot_caching(w, -1);
	EXPECT_EXACT(w, 0, 5);
	for (pfn_t p = 0; p < 5; p++)
		EXPECT(w, "references", 2, ask(w, (struct request){ .kind = REQ_GET_PAGE, .pfn = p }));
	for (pfn_t p = 0; p < 5; p++)
		EXPECT(w, "references left", 1, give(w, p, 0));
	EXPECT_STATUS(w, STATUS_CACHED, .kind = REQ_FREE, .pfn = 5);
	EXPECT_PCP(w, 0, "M=[7,6,5]");
	EXPECT(w, "references left", 0, give(w, 2, 0));
	EXPECT(w, "references left", 0, give(w, 4, 0));
	EXPECT_PCP(w, 0, "M=[4,2,7,6,5]");
}

static void exact_pages_go_together(struct world *w)
{
	boot_caching(w, -1);
	EXPECT_EXACT(w, 0, 5);
	ask(w, (struct request){ .kind = REQ_FREE_CONTIG, .pfn = 0, .count = 5 });
	EXPECT_PCP(w, 0, "M=[4,3,2,1,0,7,6,5]");
	drain(w, 0);
	EXPECT_LISTS(w, "o10/M=[0]");
	EXPECT_FREE(w, 1024);
	boot_uncached(w, PROFILE_LINUX_6_1);
	EXPECT_EXACT(w, 0, 5);
	ask(w, (struct request){ .kind = REQ_FREE_CONTIG, .pfn = 0, .count = 5 });
	EXPECT_LISTS(w, "o10/M=[0]");
	EXPECT_FREE(w, 1024);
}

/*
 * 4..7 are in a page set when page 7 is damaged. Allocation does not check it, but it is in the surplus, and the free does: the page is
 * lost without a PGFREE. 6.12 checks only with an option.
 */
static void exact_surplus_is_checked(struct world *w)
{
	static const enum profile profiles[] = { PROFILE_LINUX_6_1, PROFILE_LINUX_6_12 };

	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++) {
		bool checks = profiles[i] == PROFILE_LINUX_6_1;

		machine_new(w, profiles[i]);
		machine_pcp(w, 100, 8);
		machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
		machine_boot(w);
		EXPECT_TAKE(w, 0, 'M', 2);
		EXPECT_PCP(w, 0, "M2=[4]");
		mark_bad(w, 7, DAMAGE_MAPPING);
		EXPECT_EXACT(w, 4, 3);
		EXPECT_BAD(w, checks ? 1 : 0, 7, 0);
		EXPECT_STATE(w, checks ? PAGE_LOST : PAGE_FREE_HEAD, 7);
		EXPECT_FREE(w, checks ? 1016 : 1017);
		EXPECT(w, "freed", checks ? 1024 : 1025, look(w)->events.pgfree);
	}
}

/* 0..3 are in a page set when their pageblock is isolated. A surplus freed straight to the buddy counts as PGFREE even there. */
static void exact_surplus_isolated(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_1);
	machine_pcp(w, 100, 8);
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_boot(w);
	EXPECT_TAKE(w, 0, 'M', 2);
	give(w, 0, 2);
	EXPECT_PCP(w, 0, "M2=[0,4]");
	EXPECT(w, "isolate", 0, ask(w, (struct request){ .kind = REQ_ISOLATE, .pfn = 0, .end_pfn = 512, .migratetype = MIGRATE_MOVABLE }));
	EXPECT_FREE(w, 512);
	EXPECT(w, "freed", 1024 + 4, look(w)->events.pgfree);
	EXPECT_EXACT(w, 0, 3);
	EXPECT_LIST(w, "o0/I", "3");
	EXPECT_FREE(w, 512);
	EXPECT(w, "freed", 1024 + 5, look(w)->events.pgfree);
}

/* init_on_alloc clears the whole block when it is allocated, init_on_free the surplus when it is freed. */
static void exact_is_cleared(struct world *w)
{
	for (int on_free = 0; on_free < 2; on_free++) {
		machine_new(w, PROFILE_LINUX_5_10);
		w->machine.page_bytes = 64;
		w->machine.init_on_alloc = !on_free;
		w->machine.init_on_free = on_free;
		machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
		machine_boot(w);
		EXPECT_EXACT(w, 0, 5);
		EXPECT(w, "pages cleared", on_free ? 3 : 8, w->answer.zeroed);
	}
}

/* Only cpu, node, count and gfp matter, not order, nodemask or lru: the pages are not on the LRU, so pageblock 0 is not movable. */
static void exact_says_no_more(struct world *w)
{
	const struct request isolate = { .kind = REQ_ISOLATE, .pfn = 0, .end_pfn = 512, .migratetype = MIGRATE_MOVABLE };

	machine_new(w, PROFILE_LINUX_5_10);
	machine_pcp(w, 0, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_zone(w, 1, ZONE_NORMAL, 1024, 2048);
	machine_boot(w);
	EXPECT(w, "first page", 0, ask(w, (struct request){ .kind = REQ_ALLOC_EXACT, .gfp = GFP_KERNEL | GFP_BIT_MOVABLE, .count = 1, .order = 3,
							      .lru = true, .has_nodemask = true, .nodemask = 2 }));
	EXPECT_FREE(w, 1023);
	EXPECT(w, "isolate", -16, ask(w, isolate));
	give(w, 0, 0);
	EXPECT(w, "isolate", 0, ask(w, isolate));
	EXPECT(w, "first page", 1024, ask(w, (struct request){ .kind = REQ_ALLOC_EXACT, .gfp = GFP_KERNEL | GFP_BIT_MOVABLE, .count = 3, .node = 1 }));
}

static const struct corner_case cases[] = {
	{ "exact", "E13 P4: before 6.1 the surplus goes to the per-CPU list", exact_surplus_is_cached },
	{ "exact-flush", "E13 P5: the surplus overflows the list, which is flushed", exact_surplus_is_flushed },
	{ "exact-cpu", "E13: the surplus goes to the request's cpu", exact_surplus_of_a_cpu },
	{ "exact-tail", "E13 B8: from 6.1 on the surplus goes to the tails of free lists", exact_surplus_at_the_tail },
	{ "exact-past", "E13: from 6.1 on the surplus never goes to a page set", exact_surplus_passes_the_lists },
	{ "exact-2^o", "E13 E6: a power of two has no surplus", exact_power_of_two },
	{ "exact-1", "E13 P3: one page is an allocation of order 0", exact_single_page },
	{ "exact-large", "E13: more pages than the largest block fail at once", exact_beyond_the_largest },
	{ "exact-reclaim", "E13 S8: the slow path is that of any allocation", exact_by_reclaim },
	{ "exact-stuck", "E13: NOFAIL that can never succeed", exact_for_ever },
	{ "exact-misuse", "E7 E13: requests that are refused", exact_misuse },
	{ "exact-comp", "E13: __GFP_COMP is dropped", exact_is_not_compound },
	{ "exact-highmem", "E13 Z2: __GFP_HIGHMEM is dropped from 6.1 on", exact_highmem },
	{ "exact-refs", "E13 E6: each page has a reference of its own", exact_pages_go_alone },
	{ "exact-free", "E13 K3: the pages can be freed as a range", exact_pages_go_together },
	{ "exact-bad", "E13 E4 D22: the surplus is checked when it is freed", exact_surplus_is_checked },
	{ "exact-I", "E13 N2: the surplus counts as PGFREE also in an isolated pageblock", exact_surplus_isolated },
	{ "exact-zero", "E13 E9: pages are cleared as for any request", exact_is_cleared },
	{ "exact-args", "E13: fields of the request that are ignored", exact_says_no_more },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
