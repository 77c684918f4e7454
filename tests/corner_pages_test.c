// SPDX-License-Identifier: MIT
/*
 * Corner cases of allocated and freed pages: compound blocks, references, damage, hwpoison, splits, lists of pages.
 *
 * Rules: docs/semantics/pages.md.
 */
#include "tests/corner.h"

static void boot_caching(struct world *w, int8_t guardpage_minorder)
{
	boot_caching_of(w, PROFILE_LINUX_5_10, guardpage_minorder);
}

/* ---- references ---- */

static void compound_block_stays_whole(struct world *w)
{
	boot_caching(w, -1);
	EXPECT(w, "page", 0, take_gfp(w, GFP_BIT_MOVABLE | GFP_BIT_COMP, 3, ALLOC_NO_WATERMARKS));
	EXPECT(w, "compound order", 3, w->answer.comp_order);
	ask(w, (struct request){ .kind = REQ_GET_PAGE, .pfn = 0 });
	EXPECT(w, "references left", 1, give(w, 0, 3));
	EXPECT_FREE(w, 1016);
	EXPECT_PCP(w, 0, "");
	EXPECT(w, "references left", 0, give(w, 0, 3));
	EXPECT_LISTS(w, "o10/M=[0]");
	EXPECT_FREE(w, 1024);
	EXPECT(w, "page", 0, take_gfp(w, GFP_BIT_MOVABLE | GFP_BIT_COMP, 0, ALLOC_NO_WATERMARKS));
	EXPECT(w, "compound order of a single page", 0, w->answer.comp_order);
}

static void held_single_page(struct world *w)
{
	boot_caching(w, -1);
	EXPECT_TAKE(w, 0, 'M', 0);
	EXPECT(w, "references", 2, ask(w, (struct request){ .kind = REQ_GET_PAGE, .pfn = 0 }));
	EXPECT(w, "references", 3, ask(w, (struct request){ .kind = REQ_GET_PAGE, .pfn = 0 }));
	EXPECT(w, "references left", 2, give(w, 0, 0));
	EXPECT(w, "references left", 1, give(w, 0, 0));
	EXPECT_PCP(w, 0, "M=[1,2]");
	EXPECT(w, "references left", 0, give(w, 0, 0));
	EXPECT_PCP(w, 0, "M=[0,1,2]");
}

static void split_makes_single_pages(struct world *w)
{
	boot_caching(w, -1);
	EXPECT_TAKE(w, 0, 'M', 2);
	split(w, 0, 2);
	for (pfn_t p = 0; p < 4; p++)
		EXPECT_STATE(w, PAGE_ALLOC_HEAD, p);
	EXPECT(w, "references", 2, ask(w, (struct request){ .kind = REQ_GET_PAGE, .pfn = 3 }));
	give(w, 2, 0);
	EXPECT_PCP(w, 0, "M=[2]");
}

/* ---- damage, order above 0 ---- */

static void bad_tail_loses_the_block(struct world *w)
{
	boot_caching(w, -1);
	EXPECT_TAKE(w, 0, 'M', 3);
	mark_bad(w, 5, DAMAGE_MAPPING);
	give(w, 0, 3);
	EXPECT_BAD(w, 1, 5, 0);
	EXPECT_FREE(w, 1016);
	EXPECT_STATE(w, PAGE_LOST, 0);
	EXPECT_STATE(w, PAGE_LOST, 7);
	EXPECT_STATUS(w, STATUS_LOST, .kind = REQ_FREE, .pfn = 0, .order = 3);
	EXPECT_STATUS(w, STATUS_LOST, .kind = REQ_GET_PAGE, .pfn = 5);
}

/* The tails are checked first, then the head; all bad pages are reported. */
static void every_bad_page_is_reported_on_free(struct world *w)
{
	boot_caching(w, -1);
	EXPECT_TAKE(w, 0, 'M', 2);
	mark_bad(w, 0, DAMAGE_FLAG);
	mark_bad(w, 3, DAMAGE_MAPCOUNT);
	give(w, 0, 2);
	EXPECT_BAD(w, 2, 3, 0);
	EXPECT_FREE(w, 1020);
}

/* The first block is found bad and lost; only the second block is subtracted from FREE. */
static void bad_block_is_passed_over(struct world *w)
{
	boot_caching(w, -1);
	mark_bad(w, 3, DAMAGE_MAPPING);
	mark_bad(w, 6, DAMAGE_MAPPING);
	EXPECT_TAKE(w, 8, 'M', 3);
	EXPECT_BAD(w, 1, 3, 0); /* the check ends at the first bad page */
	EXPECT_FREE(w, 1016);
	EXPECT_STATE(w, PAGE_LOST, 0);
	EXPECT_LISTS(w, "o4/M=[16] o5/M=[32] o6/M=[64] o7/M=[128] o8/M=[256] o9/M=[512]"); /* 1008 pages */
}

/* ---- damage, order 0 ---- */

static void refill_drops_bad_pages(struct world *w)
{
	boot_caching(w, -1);
	mark_bad(w, 1, DAMAGE_MAPPING);
	EXPECT_TAKE(w, 0, 'M', 0);
	EXPECT_BAD(w, 1, 1, 0);
	EXPECT_PCP(w, 0, "M=[2]"); /* three were taken, one of them is lost */
	EXPECT_FREE(w, 1021);
	EXPECT_STATE(w, PAGE_LOST, 1);
}

static void flush_drops_bad_pages(struct world *w)
{
	boot_caching(w, -1);
	EXPECT_TAKE(w, 0, 'M', 0);
	mark_bad(w, 0, DAMAGE_MAPPING);
	give(w, 0, 0);
	EXPECT_BAD(w, 0, 0, 0); /* not checked when freed to the list */
	EXPECT_PCP(w, 0, "M=[0,1,2]");
	drain(w, 0);
	EXPECT_BAD(w, 1, 0, 0);
	EXPECT_PCP(w, 0, "");
	EXPECT_FREE(w, 1023);
	EXPECT_LIST(w, "o1/M", "2");
	EXPECT_LIST(w, "o0/M", "1");
}

static void cached_bad_page_is_handed_out(struct world *w)
{
	boot_caching(w, -1);
	EXPECT_TAKE(w, 0, 'M', 0);
	mark_bad(w, 1, DAMAGE_MAPPING);
	EXPECT_TAKE(w, 1, 'M', 0); /* not checked when allocated from the list */
	EXPECT_BAD(w, 0, 0, 0);
}

/* With debug_pagealloc pages are also checked when they are freed to, and allocated from, per-CPU lists. */
static void debug_checks_on_the_way_in(struct world *w)
{
	boot_caching(w, 0);
	EXPECT_TAKE(w, 0, 'M', 0);
	mark_bad(w, 0, DAMAGE_MAPPING);
	give(w, 0, 0);
	EXPECT_BAD(w, 1, 0, 0);
	EXPECT_PCP(w, 0, "M=[1,2]");
	EXPECT_STATE(w, PAGE_LOST, 0);
}

static void debug_checks_on_the_way_out(struct world *w)
{
	boot_caching(w, 0);
	EXPECT_TAKE(w, 0, 'M', 0);
	mark_bad(w, 1, DAMAGE_MAPPING);
	EXPECT_TAKE(w, 2, 'M', 0);
	EXPECT_BAD(w, 1, 1, 0);
	EXPECT_PCP(w, 0, "");
	mark_bad(w, 4, DAMAGE_MAPPING);
	EXPECT_TAKE(w, 3, 'M', 0);
	EXPECT_BAD(w, 1, 4, 0); /* the refill checks, too */
	EXPECT_PCP(w, 0, "M=[5]");
}

static void debug_flush_checks_too(struct world *w)
{
	boot_caching(w, 0);
	EXPECT_TAKE(w, 0, 'M', 0);
	mark_bad(w, 1, DAMAGE_MAPPING);
	drain(w, 0);
	EXPECT_BAD(w, 1, 1, 0);
	EXPECT_FREE(w, 1022);
}

/* Even with debug_pagealloc 4.14 checks a single page at refill and flush only. */
static void debug_checks_of_414(struct world *w)
{
	boot_caching_of(w, PROFILE_LINUX_4_14, 0);
	EXPECT_TAKE(w, 0, 'M', 0);
	mark_bad(w, 0, DAMAGE_MAPPING);
	give(w, 0, 0);
	EXPECT_BAD(w, 0, 0, 0);
	EXPECT_PCP(w, 0, "M=[0,1,2]");
	EXPECT_TAKE(w, 0, 'M', 0);
	EXPECT_BAD(w, 0, 0, 0);
	give(w, 0, 0);
	drain(w, 0);
	EXPECT_BAD(w, 1, 0, 0);
}

/* A CMA page lost at a refill leaves FREE but stays in FCMA. */
static void bad_cma_page_stays_counted(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_pcp(w, 100, 3);
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_range(w, RANGE_CMA, 1024, 2048);
	machine_boot(w);
	EXPECT_TAKE(w, 0, 'U', 10);
	mark_bad(w, 1025, DAMAGE_MAPPING);
	EXPECT_TAKE(w, 1024, 'M', 0);
	EXPECT_BAD(w, 1, 1025, 0);
	EXPECT_PCP(w, 0, "M=[1026]");
	EXPECT_FREE(w, 1021);
	EXPECT_FREE_CMA(w, 1022);
}

/* ---- hwpoison ---- */

static void poisoned_page_vanishes(struct world *w)
{
	boot_caching(w, -1);
	EXPECT_TAKE(w, 0, 'M', 0);
	mark_bad(w, 0, DAMAGE_HWPOISON);
	give(w, 0, 0);
	EXPECT_BAD(w, 0, 0, 0);
	EXPECT_STATE(w, PAGE_LOST, 0);
	EXPECT_PCP(w, 0, "M=[1,2]");
}

static void poisoned_block_is_found_later(struct world *w)
{
	boot_caching(w, -1);
	EXPECT_TAKE(w, 0, 'M', 3);
	mark_bad(w, 2, DAMAGE_HWPOISON);
	give(w, 0, 3);
	EXPECT_BAD(w, 0, 0, 0);
	EXPECT_LISTS(w, "o10/M=[0]"); /* merged like any other */
	EXPECT_FREE(w, 1024);
	EXPECT_TAKE(w, 8, 'M', 3);
	EXPECT_BAD(w, 0, 0, 0); /* lost without a report */
	EXPECT_STATE(w, PAGE_LOST, 0);
	EXPECT_FREE(w, 1016);
}

/* 4.14 does not check a page that is freed; the next refill does. */
static void poisoned_page_is_cached_in_414(struct world *w)
{
	boot_caching_of(w, PROFILE_LINUX_4_14, -1);
	EXPECT_TAKE(w, 0, 'M', 0);
	mark_bad(w, 0, DAMAGE_HWPOISON);
	give(w, 0, 0);
	EXPECT_PCP(w, 0, "M=[0,1,2]");
	drain(w, 0);
	EXPECT_FREE(w, 1024);
	EXPECT_TAKE(w, 1, 'M', 0);
	EXPECT_BAD(w, 0, 0, 0);
	EXPECT_STATE(w, PAGE_LOST, 0);
}

/* ---- lists of pages ---- */

/*
 * Pageblock 0 is movable, 512 has become unmovable. Freed as one list, each page goes to its pageblock's list, later ones before earlier
 * ones.
 */
static void free_list_goes_by_pageblock(struct world *w)
{
	static const pfn_t pages[] = { 0, 512, 1, 513 };

	boot_caching(w, -1);
	EXPECT_TAKE(w, 0, 'M', 9);
	EXPECT_TAKE(w, 512, 'U', 9);
	split(w, 0, 9);
	split(w, 512, 9);
	ask(w, (struct request){ .kind = REQ_FREE_LIST, .pfns = pages, .count = 4 });
	EXPECT_PCP(w, 0, "U=[513,512] M=[1,0]");
	EXPECT_FREE(w, 0);
}

static void free_list_with_an_isolated_page(struct world *w)
{
	static const pfn_t pages[] = { 512, 0 };

	boot_caching(w, -1);
	EXPECT(w, "page", 0, take_lru(w, 9));
	EXPECT_TAKE(w, 512, 'M', 9);
	split(w, 0, 9);
	split(w, 512, 9);
	EXPECT(w, "isolate", -16, ask(w, (struct request){ .kind = REQ_ISOLATE, .pfn = 0, .end_pfn = 512,
							    .migratetype = MIGRATE_MOVABLE })); /* only page 0 is on the LRU */
	give_run(w, 1, 511);
	drain(w, 0);
	EXPECT(w, "isolate", 0, ask(w, (struct request){ .kind = REQ_ISOLATE, .pfn = 0, .end_pfn = 512,
							  .migratetype = MIGRATE_MOVABLE }));
	EXPECT_FREE(w, 0);
	ask(w, (struct request){ .kind = REQ_FREE_LIST, .pfns = pages, .count = 2 });
	EXPECT_PCP(w, 0, "M=[512]");
	EXPECT_LISTS(w, "o9/I=[0]");
	EXPECT_FREE(w, 0);
}

/* ---- statistics ---- */

static void events_are_counted(struct world *w)
{
	uint64_t boot;

	boot_caching(w, -1);
	boot = look(w)->events.pgfree;
	EXPECT(w, "freed at boot", 1024, boot);
	EXPECT_TAKE(w, 0, 'M', 3);
	EXPECT_TAKE(w, 8, 'M', 0);
	EXPECT(w, "allocated in NORMAL", 9, look(w)->events.pgalloc[ZONE_NORMAL]); /* not the two cached by the refill */
	EXPECT(w, "hits", 2, look(w)->zone[0].numa_hit);   /* one event per allocation */
	EXPECT(w, "local", 2, look(w)->zone[0].numa_local);
	give(w, 8, 0);
	EXPECT(w, "freed", 1025, look(w)->events.pgfree); /* counted when it goes to the per-CPU list */
	drain(w, 0);
	EXPECT(w, "freed", 1025, look(w)->events.pgfree);
	give(w, 0, 3);
	EXPECT(w, "freed", 1033, look(w)->events.pgfree);
}

/* Block 0 extends into NORMAL, but is on DMA32's lists as a whole. PGALLOC counts in the zone of the page, the hit in DMA32. */
static void pages_of_the_next_zone_are_counted_there(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_zone(w, 0, ZONE_DMA32, 0, 512);
	machine_zone(w, 0, ZONE_NORMAL, 512, 2048);
	machine_boot(w);
	EXPECT(w, "page", 0, take_gfp(w, GFP_BIT_DMA32 | GFP_BIT_MOVABLE, 9, ALLOC_NO_WATERMARKS | ALLOC_CMA));
	EXPECT(w, "allocated in DMA32", 512, look(w)->events.pgalloc[ZONE_DMA32]);
	EXPECT(w, "page", 512, take_gfp(w, GFP_BIT_DMA32 | GFP_BIT_MOVABLE, 8, ALLOC_NO_WATERMARKS | ALLOC_CMA));
	EXPECT(w, "allocated in NORMAL", 256, look(w)->events.pgalloc[ZONE_NORMAL]);
	for (pfn_t p = 768; p < 772; p++)
		EXPECT_ALLOC(w, p, GFP_KERNEL | GFP_BIT_DMA32 | GFP_BIT_MOVABLE, 0);
	EXPECT(w, "allocated in NORMAL", 260, look(w)->events.pgalloc[ZONE_NORMAL]);
	EXPECT(w, "allocated in DMA32", 512, look(w)->events.pgalloc[ZONE_DMA32]);
	EXPECT(w, "hits", 6, look(w)->zone[0].numa_hit);
}

static const struct corner_case cases[] = {
	{ "comp", "E3 E8: a compound block stays whole", compound_block_stays_whole },
	{ "held0", "E2: references of a single page", held_single_page },
	{ "split", "E6: split_page makes single pages", split_makes_single_pages },
	{ "bad-tail", "E4: one bad page loses the block", bad_tail_loses_the_block },
	{ "bad-all", "E4: a free checks tails first and reports every bad page", every_bad_page_is_reported_on_free },
	{ "bad-alloc", "E4 U17: a bad block stays counted", bad_block_is_passed_over },
	{ "bad-refill", "E4: a refill loses bad pages", refill_drops_bad_pages },
	{ "bad-flush", "E4: a flush loses bad pages", flush_drops_bad_pages },
	{ "bad-take", "E4: a bad page on a per-CPU list is allocated without a check", cached_bad_page_is_handed_out },
	{ "debug-in", "E4: debug_pagealloc checks when a page is freed", debug_checks_on_the_way_in },
	{ "debug-out", "E4: debug_pagealloc checks when a page is allocated", debug_checks_on_the_way_out },
	{ "debug-4.14", "E4: in 4.14 debug_pagealloc adds no checks", debug_checks_of_414 },
	{ "poison-4.14", "E5: 4.14 caches a poisoned page", poisoned_page_is_cached_in_414 },
	{ "debug-flush", "E4: debug_pagealloc checks at a flush, too", debug_flush_checks_too },
	{ "bad-cma", "Q2 E4: a bad CMA page lost in a refill stays counted in FCMA", bad_cma_page_stays_counted },
	{ "poison", "E5: a poisoned single page is lost when freed", poisoned_page_vanishes },
	{ "poison-o3", "E5: a poisoned page in a block is found later", poisoned_block_is_found_later },
	{ "list", "P9 P4: pages of a list go by the types of their pageblocks", free_list_goes_by_pageblock },
	{ "list-I", "P9 I1: a list with a page of an isolated pageblock", free_list_with_an_isolated_page },
	{ "events", "N1 N2: PGALLOC, PGFREE, NUMA", events_are_counted },
	{ "events-zones", "N1: PGALLOC counts in the zone of the page", pages_of_the_next_zone_are_counted_there },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
