// SPDX-License-Identifier: MIT
/*
 * A page handed out and taken back: compound blocks, references, damage, hwpoison, splits, lists of pages, exact numbers.
 *
 * Rules: docs/semantics/pages.md.
 */
#include "tests/fixture.h"

static void mark_bad(struct world *w, pfn_t pfn, enum damage damage)
{
	ask(w, (struct request){ .kind = REQ_MARK_BAD, .pfn = pfn, .damage = (uint8_t)damage });
}

static void expect_bad(struct world *w, int line, uint32_t count, pfn_t first, pfn_t second)
{
	expect_number(w, line, "bad pages reported", count, w->answer.nr_bad);
	if (count > 0)
		expect_number(w, line, "first bad page", first, w->answer.bad[0]);
	if (count > 1)
		expect_number(w, line, "second bad page", second, w->answer.bad[1]);
}

#define EXPECT_BAD(world, count, first, second) expect_bad(world, __LINE__, count, first, second)
#define EXPECT_STATE(world, state, pfn) EXPECT(world, "state of a page", state, page_state(world, pfn))

/* Per-CPU lists that keep pages: refills of three. */
static void boot_caching_of(struct world *w, enum profile profile, int8_t guardpage_minorder)
{
	machine_new(w, profile);
	w->machine.guardpage_minorder = guardpage_minorder;
	machine_pcp(w, 100, 3);
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_boot(w);
}

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

/* The tails are looked at first, then the head; all are reported. */
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

/* Taken from the buddy, found bad, lost; FREE is lowered for the second block only. */
static void bad_block_is_passed_over(struct world *w)
{
	boot_caching(w, -1);
	mark_bad(w, 3, DAMAGE_MAPPING);
	mark_bad(w, 6, DAMAGE_MAPPING);
	EXPECT_TAKE(w, 8, 'M', 3);
	EXPECT_BAD(w, 1, 3, 0); /* the check ends at the first */
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
	EXPECT_BAD(w, 0, 0, 0); /* not looked at on the way in */
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
	EXPECT_TAKE(w, 1, 'M', 0); /* nobody looks on the way out */
	EXPECT_BAD(w, 0, 0, 0);
}

/* With debug_pagealloc pages are checked where they change hands as well. */
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
	EXPECT_BAD(w, 1, 4, 0); /* the refill looks as well */
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

/* In 4.14 it is only looked at in between: at refill and flush. */
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
	EXPECT_BAD(w, 0, 0, 0); /* lost without a word */
	EXPECT_STATE(w, PAGE_LOST, 0);
	EXPECT_FREE(w, 1016);
}

/* 4.14 does not look when a page comes back; the next refill does. */
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

/* Pageblock 0 movable, 512 taken over as unmovable. Freed in one list; each goes by its pageblock, later ones in front. */
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
	EXPECT(w, "hits", 2, look(w)->zone[0].numa_hit);   /* one event an allocation */
	EXPECT(w, "local", 2, look(w)->zone[0].numa_local);
	give(w, 8, 0);
	EXPECT(w, "freed", 1025, look(w)->events.pgfree); /* on its way into the list */
	drain(w, 0);
	EXPECT(w, "freed", 1025, look(w)->events.pgfree);
	give(w, 0, 3);
	EXPECT(w, "freed", 1033, look(w)->events.pgfree);
}

/* Block 0 reaches into NORMAL, and all of it is on DMA32's lists. What is taken there counts where the page is, and as a hit of DMA32. */
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

/* ---- an exact number ---- */

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

/* Five of the block 0/o3; 5, 6 and 7 go into the list one after the other, each in front. */
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

/* The second and the third of the surplus fill the list to two: each time its oldest page goes to the buddy. */
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

/* On the request's cpu. */
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
 * Page 0 taken, 1/o0, 2/o1, 4/o2 and 8/o3 are what is left of its split. Of 8..15 five are kept: 13 to the tail of o0; 14 behind it; 15 merges with
 * it, and 14/o1 goes to the tail of o1. Nothing stays in the page sets.
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

/* Also where page sets keep pages: the block is one of two of a refill, its surplus passes them by. */
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

/* A single page comes out of the list. */
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

/* 1024 pages are the largest block; one more, and nothing is done or asked, but answers are thrown away. */
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
	EXPECT(w, "first page", 0, exact(w, gfp, 1023)); /* leaves the marks one page, which is above min */
	EXPECT_LISTS(w, "o0/M=[1023]");
}

/* The slow path is gone through as by anybody: what reclaim frees is the block, and its surplus is freed. */
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

/* It would be of single pages. */
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

/* ZONE_MOVABLE is for HIGHMEM and MOVABLE together; from 6.1 on nobody asks for HIGHMEM here. */
static void exact_highmem(struct world *w)
{
	for (int p = 0; p < NR_PROFILES; p++) {
		bool dropped = p == PROFILE_LINUX_6_1 || p == PROFILE_LINUX_6_12;

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

/* One reference each. */
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
 * 4..7 lie in a page set when page 7 is damaged. Nobody looks on the way out, but it is given back at once: lost, and no PGFREE. 6.12 looks only
 * with an option.
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

/* 0..3 lie in a page set when their pageblock is isolated. What goes to the buddy by itself is a PGFREE also there. */
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

/* The whole block is cleared when it is taken, or what comes back of it. */
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

/* Only cpu, node, count and gfp say something: neither order nor nodemask nor that pages go on the LRU, without which pageblock 0 is not movable. */
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
	{ "comp", "E3 E8: a compound block stays whole", compound_block_stays_whole },
	{ "held0", "E2: references of a single page", held_single_page },
	{ "split", "E6: split_page", split_makes_single_pages },
	{ "bad-tail", "E4: one bad page loses the block", bad_tail_loses_the_block },
	{ "bad-all", "E4: order of the checks on free", every_bad_page_is_reported_on_free },
	{ "bad-alloc", "E4 U17: a bad block stays counted", bad_block_is_passed_over },
	{ "bad-refill", "E4: refill", refill_drops_bad_pages },
	{ "bad-flush", "E4: flush", flush_drops_bad_pages },
	{ "bad-take", "E4: no check on the way out", cached_bad_page_is_handed_out },
	{ "debug-in", "E4: debug_pagealloc, free", debug_checks_on_the_way_in },
	{ "debug-out", "E4: debug_pagealloc, allocation", debug_checks_on_the_way_out },
	{ "debug-4.14", "E4: debug_pagealloc, 4.14", debug_checks_of_414 },
	{ "poison-4.14", "E5: a poisoned page, 4.14", poisoned_page_is_cached_in_414 },
	{ "debug-flush", "E4: debug_pagealloc, flush", debug_flush_checks_too },
	{ "bad-cma", "Q2 E4: FCMA is not corrected", bad_cma_page_stays_counted },
	{ "poison", "E5: a single page", poisoned_page_vanishes },
	{ "poison-o3", "E5: inside a block", poisoned_block_is_found_later },
	{ "list", "P9 P4: types of a list of pages", free_list_goes_by_pageblock },
	{ "list-I", "P9 I1: an isolated page in a list", free_list_with_an_isolated_page },
	{ "events", "N1 N2: PGALLOC, PGFREE, NUMA", events_are_counted },
	{ "events-zones", "N1: PGALLOC goes by the page", pages_of_the_next_zone_are_counted_there },
	{ "exact", "E13 P4: the surplus in the per-CPU list, before 6.1", exact_surplus_is_cached },
	{ "exact-flush", "E13 P5: and out of it", exact_surplus_is_flushed },
	{ "exact-cpu", "E13: on the request's cpu", exact_surplus_of_a_cpu },
	{ "exact-tail", "E13 B8: the surplus at the tail of free lists, from 6.1 on", exact_surplus_at_the_tail },
	{ "exact-past", "E13: and never in a page set", exact_surplus_passes_the_lists },
	{ "exact-2^o", "E13 E6: no surplus", exact_power_of_two },
	{ "exact-1", "E13 P3: one page is of order 0", exact_single_page },
	{ "exact-large", "E13: more than the largest block", exact_beyond_the_largest },
	{ "exact-reclaim", "E13 S8: an allocation as any other", exact_by_reclaim },
	{ "exact-stuck", "E13: without end", exact_for_ever },
	{ "exact-misuse", "E7 E13: how many may be asked for", exact_misuse },
	{ "exact-comp", "E13: without __GFP_COMP", exact_is_not_compound },
	{ "exact-highmem", "E13 Z2: without __GFP_HIGHMEM from 6.1 on", exact_highmem },
	{ "exact-refs", "E13 E6: pages of one reference each", exact_pages_go_alone },
	{ "exact-free", "E13 K3: given back as a range", exact_pages_go_together },
	{ "exact-bad", "E13 E4 D22: checked at once", exact_surplus_is_checked },
	{ "exact-I", "E13 N2: counted also if isolated", exact_surplus_isolated },
	{ "exact-zero", "E13 E9: cleared as any other", exact_is_cleared },
	{ "exact-args", "E13: what says nothing", exact_says_no_more },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
