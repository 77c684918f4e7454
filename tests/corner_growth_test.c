// SPDX-License-Identifier: MIT
/*
 * Corner cases of memory and limits that change: boot page sets, fraction, deferred memory, hot-add, sysctls.
 *
 * Rules: docs/semantics/population.md, docs/semantics/pcp.md, docs/semantics/watermarks.md.
 */
#include "tests/corner.h"

static void expect_limits(struct world *w, uint32_t high, uint32_t batch)
{
	EXPECT(w, "high", high, look(w)->pcp[w->zone].high);
	EXPECT(w, "batch", batch, look(w)->pcp[w->zone].batch);
}

/* ---- per-CPU limits ---- */

static void boot_page_sets(struct world *w, uint32_t high, uint32_t batch)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_pcp(w, high, batch);
	w->machine.pcp_mode = PCP_BOOT;
	machine_zone(w, 0, ZONE_NORMAL, 16384, 32768);
	machine_boot(w);
	expect_limits(w, 0, 1);
	EXPECT_TAKE(w, 16384, 'M', 0);
	EXPECT_FREE(w, 16383);
	give(w, 16384, 0);
	EXPECT_FREE(w, 16384); /* nothing stays cached */
	ask(w, (struct request){ .kind = REQ_SETUP_PAGESET });
}

static void boot_page_sets_end(struct world *w)
{
	boot_page_sets(w, 0, 0);
	expect_limits(w, 18, 3);
	EXPECT_TAKE(w, 16384, 'M', 0);
	EXPECT_PCP(w, 0, "M=[16385,16386]");
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_SETUP_PAGESET); /* works only once */
}

static void boot_page_sets_end_with_an_override(struct world *w)
{
	boot_page_sets(w, 6, 2);
	expect_limits(w, 6, 2);
}

static int64_t fraction(struct world *w, int64_t value)
{
	return ask(w, (struct request){ .kind = REQ_FRACTION, .value = value });
}

static void fraction_of_the_zone(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 16384, 32768);
	expect_limits(w, 18, 3);
	EXPECT(w, "fraction", -22, fraction(w, 7));
	expect_limits(w, 18, 3);
	EXPECT(w, "fraction", 0, fraction(w, 8));
	expect_limits(w, 2048, 96); /* a quarter would be 512 */
	EXPECT(w, "fraction", 0, fraction(w, 43));
	expect_limits(w, 381, 95);
	EXPECT(w, "fraction", 0, fraction(w, 16384));
	expect_limits(w, 1, 1);
	EXPECT(w, "fraction", 0, fraction(w, 0));
	expect_limits(w, 18, 3);
}

/* The value is 0 after boot, and CMA has added managed pages since the page sets were sized. */
static void fraction_that_stays_the_same(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_pcp(w, 42, 7);
	machine_zone(w, 0, ZONE_NORMAL, 16384, 32768);
	machine_boot(w);
	EXPECT(w, "fraction", 0, fraction(w, 0));
	expect_limits(w, 42, 7);
	EXPECT(w, "fraction", 0, fraction(w, 8));
	expect_limits(w, 2048, 96);
	EXPECT(w, "fraction", 0, fraction(w, 0));
	expect_limits(w, 18, 3);
}

static void fraction_zero_after_cma(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_zone(w, 0, ZONE_NORMAL, 16384, 32768);
	machine_range(w, RANGE_CMA, 24576, 32768);
	machine_boot(w);
	expect_limits(w, 6, 1);
	EXPECT(w, "fraction", 0, fraction(w, 0));
	expect_limits(w, 6, 1);
}

/* ---- sysctls ---- */

static void min_free_kbytes_is_taken_as_it_is(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 2048);
	EXPECT_MARKS(w, w->zone, 90, 112, 134); /* isqrt(131072) = 362 kB */
	ask(w, (struct request){ .kind = REQ_SET_BOOST, .zone = 0, .value = 512 });
	ask(w, (struct request){ .kind = REQ_MIN_FREE_KBYTES, .value = 7 }); /* far below the 128 of the formula */
	EXPECT_MARKS(w, w->zone, 1, 3, 5);
	EXPECT_BOOST(w, 0);
	ask(w, (struct request){ .kind = REQ_SCALE_FACTOR, .value = 1000 });
	EXPECT_MARKS(w, w->zone, 1, 205, 409); /* a tenth of 2048 */
}

/* Two zones: DMA32 keeps 8192 / ratio from NORMAL requests. */
static void lowmem_ratio(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_zone(w, 0, ZONE_DMA32, 0, 1024);
	machine_zone(w, 0, ZONE_NORMAL, 1024, 9216);
	machine_boot(w);
	EXPECT(w, "reserve", 32, look(w)->zone[0].lowmem_reserve[ZONE_NORMAL]);
	ask(w, (struct request){ .kind = REQ_LOWMEM_RATIO, .zone = ZONE_DMA32, .value = 4 });
	EXPECT(w, "reserve", 2048, look(w)->zone[0].lowmem_reserve[ZONE_NORMAL]);
	EXPECT(w, "reserve", 0, look(w)->zone[0].lowmem_reserve[ZONE_DMA32]);
	ask(w, (struct request){ .kind = REQ_LOWMEM_RATIO, .zone = ZONE_DMA32, .value = 0 });
	EXPECT(w, "reserve", 0, look(w)->zone[0].lowmem_reserve[ZONE_NORMAL]);
}

/* The middle zone's ratio is 0: its pages are left out of DMA's reserve against NORMAL. */
static void ratio_0_in_the_middle(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.lowmem_reserve_ratio[ZONE_DMA32] = 0;
	machine_zone(w, 0, ZONE_DMA, 0, 1024);
	machine_zone(w, 0, ZONE_DMA32, 1024, 5120);
	machine_zone(w, 0, ZONE_NORMAL, 5120, 13312);
	machine_boot(w);
	EXPECT(w, "DMA kept from DMA32", 16, look(w)->zone[0].lowmem_reserve[ZONE_DMA32]); /* 4096 / 256 */
	EXPECT(w, "DMA kept from NORMAL", 32, look(w)->zone[0].lowmem_reserve[ZONE_NORMAL]); /* 8192 / 256, not 12288 / 256 */
}

/* CMA pages are not managed yet when marks and limits are computed; a later change of min_free_kbytes counts them. */
static void cma_comes_after_the_limits(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_zone(w, 0, ZONE_NORMAL, 0, 16384);
	machine_range(w, RANGE_CMA, 8192, 16384);
	machine_boot(w);
	EXPECT(w, "managed", 16384, zone_now(w).managed);
	expect_limits(w, 6, 1);        /* of 8192 */
	EXPECT_MARKS(w, w->zone, 181, 226, 271); /* isqrt(4 * 8192 * 16) = 724 kB */
	ask(w, (struct request){ .kind = REQ_SCALE_FACTOR, .value = 1000 });
	EXPECT_MARKS(w, w->zone, 181, 1819, 3457); /* a tenth of 16384 */
}

/* ---- deferred memory ---- */

static void late_initialisation(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.deferred = true;
	machine_zone(w, 0, ZONE_NORMAL, 0, 131072);
	machine_boot(w);
	expect_limits(w, 42, 7); /* of the 32768 pages initialised so far */
	EXPECT_MARKS(w, w->zone, 0, 0, 0);
	EXPECT(w, "state of 32768", PAGE_ABSENT, page_state(w, 32768));
	ask(w, (struct request){ .kind = REQ_INIT_LATE });
	EXPECT_FREE(w, 131072);
	EXPECT(w, "blocks", 128, zone_now(w).nr_free[10]);
	EXPECT(w, "first deferred", PFN_NONE, look(w)->node[0].first_deferred);
	expect_limits(w, 186, 31);
	EXPECT_MARKS(w, w->zone, 0, 0, 0);
	ask(w, (struct request){ .kind = REQ_INIT_WMARKS });
	EXPECT_MARKS(w, w->zone, 724, 905, 1086); /* isqrt(4 * 131072 * 16) = 2896 kB; a quarter of 724 is 181 */
	TAKE_RUN(w, 'M', 10, 0, 131072); /* all at the tail, ascending */
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_INIT_LATE);
}

/* After INIT_LATE the page sets are resized only when the watermarks are set. */
static void late_initialisation_in_6_1(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_1);
	w->machine.deferred = true;
	machine_zone(w, 0, ZONE_NORMAL, 0, 131072);
	machine_boot(w);
	expect_limits(w, 28, 7); /* of the 32768 pages initialised so far */
	ask(w, (struct request){ .kind = REQ_INIT_LATE });
	EXPECT_FREE(w, 131072);
	expect_limits(w, 28, 7);
	ask(w, (struct request){ .kind = REQ_INIT_WMARKS });
	expect_limits(w, 905, 31);
}

/* With the 512 pages before the hole a section's worth of pages ends at 1792, with the run after the hole alone at 2304. */
static void expect_deferred_behind_a_hole(struct world *w, enum profile profile, pfn_t first)
{
	machine_new(w, profile);
	w->machine.deferred = true;
	w->machine.section_pages = 1024;
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_range(w, RANGE_HOLE, 512, 1280);
	machine_boot(w);
	EXPECT(w, "first deferred", first, look(w)->node[0].first_deferred);
	EXPECT_FREE(w, first - 768);
}

static void deferred_behind_a_hole(struct world *w)
{
	expect_deferred_behind_a_hole(w, PROFILE_LINUX_5_10, 3072);
	expect_deferred_behind_a_hole(w, PROFILE_LINUX_6_1, 2048);
}

/* The first zone does not end the node, so none of it is deferred and it cannot grow. */
static void only_the_last_zone_is_deferred(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.deferred = true;
	machine_zone(w, 0, ZONE_DMA32, 0, 131072);
	machine_zone(w, 0, ZONE_NORMAL, 131072, 262144);
	machine_boot(w);
	EXPECT_FREE(w, 131072);
	w->zone = 1;
	EXPECT(w, "first deferred", 163840, look(w)->node[0].first_deferred); /* counted from the zone's start: 131072 + 32768 */
	EXPECT_FREE(w, 32768);
	for (pfn_t p = 0; p < 131072; p += 1024)
		take_gfp(w, GFP_BIT_DMA32 | GFP_BIT_MOVABLE, 10, ALLOC_NO_WATERMARKS);
	w->zone = 0;
	EXPECT_FREE(w, 0);
	EXPECT(w, "page", PFN_NONE, take_gfp(w, GFP_BIT_DMA32 | GFP_BIT_MOVABLE, 10, ALLOC_NO_WATERMARKS));
	EXPECT(w, "first deferred", 163840, look(w)->node[0].first_deferred);
}

/* ---- hot-add ---- */

static void boot_hot(struct world *w, enum zone_kind kind, pfn_t end)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.section_pages = 1024;
	w->machine.hot_end = 8192;
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	if (kind == ZONE_MOVABLE)
		machine_zone(w, 0, kind, 2048, end);
	machine_boot(w);
}

static void hotadd(struct world *w, uint8_t zone, pfn_t start, pfn_t end)
{
	ask(w, (struct request){ .kind = REQ_HOTADD, .zone = zone, .pfn = start, .end_pfn = end });
}

/*
 * The two added blocks start isolated. 2048 goes to the tail with its first pageblock, since 3072 is still isolated; 3072 is put back at
 * the tail. Before: 362 kB, high 134. After: 4 * (4096 - 134) kB: isqrt(16 * 15848) = 503 kB = 125 pages.
 */
static void hot_added_blocks_go_to_the_tail(struct world *w)
{
	boot_hot(w, ZONE_NORMAL, 0);
	EXPECT_TAKE(w, 0, 'M', 10);
	give(w, 0, 10);
	EXPECT_LISTS(w, "o10/M=[0,1024]");
	hotadd(w, 0, 2048, 4096);
	EXPECT_LISTS(w, "o10/M=[0,1024,2048,3072]");
	EXPECT_FREE(w, 4096);
	EXPECT(w, "managed", 4096, zone_now(w).managed);
	EXPECT(w, "isolated pageblocks", 0, zone_now(w).isolated_blocks);
	EXPECT(w, "end", 4096, look(w)->zone[0].end_pfn);
	for (pfn_t p = 2048; p < 4096; p += 512)
		EXPECT_TYPE(w, 'M', p);
	EXPECT(w, "min_free_kbytes", 503, look(w)->min_free_kbytes);
	EXPECT_MARKS(w, w->zone, 125, 156, 187);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_HOTADD, .zone = 0, .pfn = 2048, .end_pfn = 4096); /* already there */
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_HOTADD, .zone = 0, .pfn = 4096, .end_pfn = 4608); /* half a section */
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_HOTADD, .zone = 0, .pfn = 4096, .end_pfn = 9216); /* above hot_end */
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_HOTADD, .zone = 0, .pfn = 4096, .end_pfn = 4096); /* nothing */
}

/* The zone's limits follow its size: 2048 pages had none, 8192 have 6/1. */
static void hot_add_changes_the_limits(struct world *w)
{
	boot_hot(w, ZONE_NORMAL, 0);
	expect_limits(w, 0, 1);
	hotadd(w, 0, 2048, 8192);
	expect_limits(w, 6, 1);
}

/*
 * Only ZONE_MOVABLE grew: the sum is still NORMAL's alone, now less its high mark 134, so min_free_kbytes falls to isqrt(16 * 7656) =
 * 349.
 */
static void hot_add_may_lower_min_free_kbytes(struct world *w)
{
	boot_hot(w, ZONE_MOVABLE, 2048);
	EXPECT(w, "zones in the list", 1, look(w)->node[0].zonelist_len[0]);
	EXPECT(w, "min_free_kbytes", 362, look(w)->min_free_kbytes);
	hotadd(w, 1, 2048, 8192);
	EXPECT(w, "min_free_kbytes", 349, look(w)->min_free_kbytes);
	EXPECT(w, "zones in the list", 2, look(w)->node[0].zonelist_len[0]);
	EXPECT(w, "first zone in the list", 1, look(w)->node[0].zonelist[0][0]);
	EXPECT_MARKS(w, w->zone, 21, 26, 31); /* 87 pages * 2048 / 8192 */
	w->zone = 1;
	EXPECT_MARKS(w, w->zone, 65, 81, 97); /* 87 * 6144 / 8192 */
	EXPECT(w, "grouping", true, look(w)->mobility);
	EXPECT_ALLOC(w, 2048, GFP_HIGHUSER_MOVABLE, 3);
}

/* min_free_kbytes set by the user is kept unless the computed value is above it. */
static void hot_add_keeps_the_users_value(struct world *w)
{
	boot_hot(w, ZONE_NORMAL, 0);
	ask(w, (struct request){ .kind = REQ_MIN_FREE_KBYTES, .value = 2000 });
	hotadd(w, 0, 2048, 4096);
	EXPECT(w, "min_free_kbytes", 2000, look(w)->min_free_kbytes);
	EXPECT_MARKS(w, w->zone, 500, 625, 750);
}

static const struct corner_case cases[] = {
	{ "boot-pcp", "P8: boot page sets", boot_page_sets_end },
	{ "boot-pcp-fix", "P8: boot page sets end, with percpu_pagelist_fraction set", boot_page_sets_end_with_an_override },
	{ "fraction", "P2: percpu_pagelist_fraction", fraction_of_the_zone },
	{ "fraction-same", "P2: setting the value in force changes nothing", fraction_that_stays_the_same },
	{ "fraction-cma", "P2: setting the value in force does not count pages that the zone has got since", fraction_zero_after_cma },
	{ "sysctl", "W1 W2: min_free_kbytes, scale factor", min_free_kbytes_is_taken_as_it_is },
	{ "ratio", "W3: lowmem_reserve_ratio", lowmem_ratio },
	{ "ratio-0", "W3 U8: a ratio of 0 in the middle", ratio_0_in_the_middle },
	{ "cma-late", "M4 M5: CMA is released after the limits are computed", cma_comes_after_the_limits },
	{ "late", "M6 M8: init_late", late_initialisation },
	{ "late-6.1", "M8: in 6.1 per-CPU limits change only with the watermarks", late_initialisation_in_6_1 },
	{ "hole", "M6: which pages count towards the first section, with a hole", deferred_behind_a_hole },
	{ "last-zone", "M6: only the last zone is deferred", only_the_last_zone_is_deferred },
	{ "hotadd", "M9 W1: blocks, types, marks", hot_added_blocks_go_to_the_tail },
	{ "hotadd-pcp", "M9 P1: per-CPU limits", hot_add_changes_the_limits },
	{ "hotadd-lower", "M9 W1 Z4: memory for an empty ZONE_MOVABLE lowers the marks", hot_add_may_lower_min_free_kbytes },
	{ "hotadd-user", "M9 W1: hot-add keeps the user's min_free_kbytes", hot_add_keeps_the_users_value },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
