// SPDX-License-Identifier: MIT
/*
 * Corner cases of watermarks: the formulas, the comparison to the page, what reserves take away, boost and atomic requests.
 *
 * Rules: docs/semantics/watermarks.md.
 */
#include "tests/corner.h"

/* isqrt(4 * 262144 * 16) = 4096 kB = 1024 pages; step max(256, 262). isqrt(4 * 16384 * 16) = 1024 kB = 256 pages; step max(64, 16). */
static void one_zone_formulas(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 262144);
	EXPECT(w, "min_free_kbytes", 4096, look(w)->min_free_kbytes);
	EXPECT_MARKS(w, 0, 1024, 1286, 1548);
	boot_zone(w, PROFILE_LINUX_5_10, 16384, 32768);
	EXPECT(w, "min_free_kbytes", 1024, look(w)->min_free_kbytes);
	EXPECT_MARKS(w, 0, 256, 320, 384);
}

/* 8 GiB: isqrt(134217728) = 11585 kB = 2896 pages, shared by size; the steps are 1/1000 of the zone for the larger ones. */
static void three_zones_formulas(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_zone(w, 0, ZONE_DMA, 0, 4096);
	machine_zone(w, 0, ZONE_DMA32, 4096, 1048576);
	machine_zone(w, 0, ZONE_NORMAL, 1048576, 2097152);
	machine_boot(w);
	EXPECT(w, "min_free_kbytes", 11585, look(w)->min_free_kbytes);
	EXPECT_MARKS(w, 0, 5, 9, 13);
	EXPECT_MARKS(w, 1, 1442, 2486, 3530);
	EXPECT_MARKS(w, 2, 1448, 2496, 3544);
	EXPECT(w, "DMA kept from DMA32", 4080, look(w)->zone[0].lowmem_reserve[ZONE_DMA32]);
	EXPECT(w, "DMA kept from NORMAL", 8176, look(w)->zone[0].lowmem_reserve[ZONE_NORMAL]);
	EXPECT(w, "DMA kept from MOVABLE", 8176, look(w)->zone[0].lowmem_reserve[ZONE_MOVABLE]);
	EXPECT(w, "DMA32 kept from NORMAL", 4096, look(w)->zone[1].lowmem_reserve[ZONE_NORMAL]);
	EXPECT(w, "NORMAL kept from NORMAL", 0, look(w)->zone[2].lowmem_reserve[ZONE_NORMAL]);
}

/* 262144 pages times 2^20 / 10000: a product of 38 bits. */
static void wide_distance(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.watermark_scale_factor = 1 << 20;
	machine_zone(w, 0, ZONE_NORMAL, 0, 262144);
	machine_boot(w);
	EXPECT_MARKS(w, 0, 1024, 1024 + 27487790, 1024 + 2 * 27487790);
}

static int64_t mark_ok(struct world *w, uint32_t mark, unsigned int order, uint32_t alloc_flags)
{
	return ask(w, (struct request){ .kind = REQ_WMARK_OK, .zone = 0, .order = (uint8_t)order, .value = mark, .hzi = ZONE_NORMAL,
					.alloc_flags = alloc_flags });
}

/* Take pages, lowest first, until exactly that many are free. */
static void leave_free(struct world *w, int64_t pages)
{
	while (zone_now(w).free > pages && take(w, 'M', 0) != PFN_NONE)
		;
	EXPECT_FREE(w, pages);
}

struct discount {
	int64_t passes; /* the smallest FREE that passes mark 1001 */
	uint32_t alloc_flags;
};

static void discounts(struct world *w, enum profile profile, const struct discount *d, uint32_t count)
{
	boot_zone(w, profile, 0, 2048);
	for (uint32_t i = 0; i < count; i++) {
		leave_free(w, d[i].passes);
		EXPECT(w, "passes", 1, mark_ok(w, 1001, 0, d[i].alloc_flags));
		leave_free(w, d[i].passes - 1);
		EXPECT(w, "passes", 0, mark_ok(w, 1001, 0, d[i].alloc_flags));
	}
}

/* HIGH takes half of 1001 (500), then HARDER a quarter or OOM half of the rest; strictly more than that must be free. */
static void discounts_of_a_mark(struct world *w)
{
	static const struct discount d[] = {
		{ 1002, 0 },
		{ 752, ALLOC_HARDER },
		{ 502, ALLOC_HIGH },
		{ 377, ALLOC_HIGH | ALLOC_HARDER },
		{ 252, ALLOC_HIGH | ALLOC_OOM },
	};

	discounts(w, PROFILE_LINUX_5_10, d, sizeof(d) / sizeof(d[0]));
}

static void oom_takes_half(struct world *w)
{
	static const struct discount d[] = { { 502, ALLOC_OOM } };

	discounts(w, PROFILE_LINUX_5_10, d, 1);
}

/* In 6.1 0x20 is MIN_RESERVE and 0x10 NON_BLOCK; NON_BLOCK alone gives no discount. */
static void discounts_of_6_1(struct world *w)
{
	static const struct discount d[] = { { 1002, ALLOC_HARDER }, { 502, ALLOC_HIGH }, { 377, ALLOC_HIGH | ALLOC_HARDER } };

	discounts(w, PROFILE_LINUX_6_1, d, sizeof(d) / sizeof(d[0]));
}

/* DMA32 keeps 8192 / 256 = 32 pages from NORMAL requests. */
static void boot_reserve_32(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_zone(w, 0, ZONE_DMA32, 0, 1024);
	machine_zone(w, 0, ZONE_NORMAL, 1024, 9216);
	machine_boot(w);
	EXPECT(w, "reserve", 32, look(w)->zone[0].lowmem_reserve[ZONE_NORMAL]);
}

static void reserve_is_added(struct world *w)
{
	boot_reserve_32(w);
	for (uint32_t i = 0; i < 1024 - 168; i++)
		take_gfp(w, GFP_BIT_DMA32 | GFP_BIT_MOVABLE, 0, ALLOC_NO_WATERMARKS | ALLOC_CMA);
	EXPECT_FREE(w, 168); /* 856 = 1024 - 168 on: 856/o3, 864/o5, 896/o7 */
	EXPECT(w, "order 3", 1, mark_ok(w, 128, 3, 0)); /* 168 - 7 > 160 */
	take_gfp(w, GFP_BIT_DMA32 | GFP_BIT_MOVABLE, 0, ALLOC_NO_WATERMARKS | ALLOC_CMA);
	EXPECT(w, "order 3", 0, mark_ok(w, 128, 3, 0));
	EXPECT(w, "order 0", 1, mark_ok(w, 128, 0, 0));
	for (uint32_t i = 0; i < 6; i++)
		take_gfp(w, GFP_BIT_DMA32 | GFP_BIT_MOVABLE, 0, ALLOC_NO_WATERMARKS | ALLOC_CMA);
	EXPECT_FREE(w, 161);
	EXPECT(w, "order 0", 1, mark_ok(w, 128, 0, 0));
	take_gfp(w, GFP_BIT_DMA32 | GFP_BIT_MOVABLE, 0, ALLOC_NO_WATERMARKS | ALLOC_CMA);
	EXPECT(w, "order 0", 0, mark_ok(w, 128, 0, 0)); /* 160 is not above 160 */
}

/* All of DMA32 is CMA, released after the lowmem reserves are set up; in 6.1 before. */
static void boot_dma32_of_cma(struct world *w, enum profile profile, uint32_t reserve)
{
	machine_new(w, profile);
	machine_zone(w, 0, ZONE_DMA32, 0, 1024);
	machine_zone(w, 0, ZONE_NORMAL, 1024, 9216);
	machine_range(w, RANGE_CMA, 0, 1024);
	machine_boot(w);
	EXPECT(w, "reserve", reserve, look(w)->zone[0].lowmem_reserve[ZONE_NORMAL]);
	EXPECT(w, "above the mark and the reserve", 1, mark_ok(w, 1023 - reserve, 0, ALLOC_CMA));
	EXPECT(w, "not above them", 0, mark_ok(w, 1024 - reserve, 0, ALLOC_CMA));
}

static void reserve_before_there_are_pages(struct world *w)
{
	boot_dma32_of_cma(w, PROFILE_LINUX_5_10, 0);
	boot_dma32_of_cma(w, PROFILE_LINUX_4_14, 32);
	boot_dma32_of_cma(w, PROFILE_LINUX_6_1, 32);
}

/* 240 pages free, in blocks of four: well above the mark, but no block of order 3. */
static void a_block_of_the_order_is_needed(struct world *w)
{
	boot_reserve_32(w);
	for (pfn_t p = 0; p < 1024; p += 4)
		EXPECT(w, "page", p, take_gfp(w, GFP_BIT_DMA32 | GFP_BIT_MOVABLE, 2, ALLOC_NO_WATERMARKS | ALLOC_CMA));
	for (pfn_t p = 0; p < 60 * 8; p += 8)
		give(w, p, 2);
	EXPECT_FREE(w, 240);
	EXPECT(w, "order 2", 1, mark_ok(w, 128, 2, 0));
	EXPECT(w, "order 3", 0, mark_ok(w, 128, 3, 0));
	EXPECT(w, "order 3", 0, mark_ok(w, 128, 3, ALLOC_HARDER));
	EXPECT(w, "order 3", 0, mark_ok(w, 0, 3, ALLOC_HIGH));
}

/* 1024 pages reserved and fully allocated, 600 free: negative usable pages pass the order-0 shortcut of v5.10. */
static void more_reserved_than_free(struct world *w, enum profile profile, pfn_t page)
{
	uint32_t reserve = profile == PROFILE_LINUX_6_1 ? ALLOC_HIGHATOMIC : ALLOC_HARDER;

	machine_new(w, profile);
	w->machine.min_free_kbytes = 400; /* min 100 */
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
	EXPECT(w, "page", 0, take_flags(w, 'U', 9, ALLOC_NO_WATERMARKS | reserve));
	EXPECT(w, "page", 512, take_flags(w, 'U', 9, ALLOC_NO_WATERMARKS | reserve));
	EXPECT_RESERVED(w, 1024);
	leave_free(w, 600);
	EXPECT(w, "wmark_ok", 0, mark_ok(w, 100, 0, 0));
	EXPECT(w, "wmark_ok", 1, mark_ok(w, 100, 0, ALLOC_HARDER)); /* reserved pages count for HARDER */
	EXPECT(w, "page", page, take_flags(w, 'M', 0, ALLOC_CMA));
}

static void negative_passes_the_shortcut(struct world *w)
{
	/* Of [1024, 4096) all but the last 600 pages are taken; order 0 gets the lowest left. */
	more_reserved_than_free(w, PROFILE_LINUX_5_10, 3496);
	EXPECT(w, "order 1", PFN_NONE, take_flags(w, 'M', 1, ALLOC_CMA)); /* no shortcut above order 0 */
}

static void negative_fails_in_6_1(struct world *w)
{
	more_reserved_than_free(w, PROFILE_LINUX_6_1, PFN_NONE);
}

/* Zone 16384 with marks 256/320/384, boost 576; 200 pages free in one block of 128 and one of 64 and one of 8. */
static void boosted_zone(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 16384, 32768);
	for (uint32_t i = 0; i < 15; i++)
		take(w, 'M', 10);
	take(w, 'M', 9);
	take(w, 'M', 8);
	take(w, 'M', 5);
	take(w, 'M', 4);
	take(w, 'M', 3);
	EXPECT_FREE(w, 200);
	EXPECT_LIST(w, "o3/M", "32568"); /* 32512 + 32 + 16 + 8 */
	EXPECT_LIST(w, "o6/M", "32576");
	EXPECT_LIST(w, "o7/M", "32640");
	ask(w, (struct request){ .kind = REQ_SET_BOOST, .zone = 0, .value = 576 });
}

/* (256 + 576) / 2 = 416, less a quarter: 312 >= 200. Without boost 256 / 2 less a quarter: 96 < 200. */
static void atomic_order_0_ignores_boost(struct world *w)
{
	boosted_zone(w);
	EXPECT(w, "a page", true, alloc(w, GFP_ATOMIC, 0) != PFN_NONE);
	EXPECT_PATH(w, "A:901 A:830");
}

static void atomic_order_1_does_not(struct world *w)
{
	boosted_zone(w);
	EXPECT_ALLOC(w, PFN_NONE, GFP_ATOMIC, 1);
	EXPECT_PATH(w, "A:901 A:830 A:830");
	ask(w, (struct request){ .kind = REQ_SET_BOOST, .zone = 0, .value = 0 });
	EXPECT(w, "a page", true, alloc(w, GFP_ATOMIC, 1) != PFN_NONE);
}

static void other_flags_feel_the_boost(struct world *w)
{
	boosted_zone(w);
	EXPECT_ALLOC(w, PFN_NONE, GFP_NOWAIT | GFP_BIT_HIGH, 0); /* 416 >= 200 */
	ask(w, (struct request){ .kind = REQ_SET_BOOST, .zone = 0, .value = 0 });
	EXPECT(w, "a page", true, alloc(w, GFP_NOWAIT | GFP_BIT_HIGH, 0) != PFN_NONE); /* 128 < 200 */
}

/* Reserved pageblock 16384 with 508 pages free; others, a multiple of 8, at the end of the zone. */
static void zone_with_a_reserve(struct world *w, uint32_t others)
{
	boot_zone(w, PROFILE_LINUX_5_10, 16384, 32768);
	EXPECT(w, "page", 16384, take_flags(w, 'U', 2, ALLOC_NO_WATERMARKS | ALLOC_HARDER));
	EXPECT_RESERVED(w, 512);
	EXPECT_TAKE(w, 16896, 'U', 9); /* the other half of the block */
	TAKE_RUN(w, 'M', 10, 17408, 31744);
	TAKE_RUN(w, 'M', 3, 31744, 32768 - others);
	EXPECT_FREE(w, 508 + others);
}

/* LOW: 708 - 512 = 196 < 320. MIN, HIGH|HARDER: 708 > 96, the reserve counts but order 0 is not served from it. */
static void atomic_order_0_leaves_the_reserve(struct world *w)
{
	zone_with_a_reserve(w, 200);
	EXPECT(w, "a page", true, alloc(w, GFP_ATOMIC, 0) != PFN_NONE);
	EXPECT_PATH(w, "A:901 A:830");
	EXPECT(w, "a page of the reserve", false, w->answer.value < 16896);
	EXPECT_RESERVED(w, 512);
	EXPECT_LIST(w, "o2/H", "16388");
	EXPECT_LIST(w, "o8/H", "16640");
}

/* Only the reserve is left: the watermark test passes, and yet there is no page for order 0. */
static void atomic_order_0_fails_beside_a_full_reserve(struct world *w)
{
	zone_with_a_reserve(w, 0);
	EXPECT_ALLOC(w, PFN_NONE, GFP_ATOMIC, 0);
	EXPECT(w, "order 2 from the reserve", 16388, alloc(w, GFP_ATOMIC, 2));
}

static const struct corner_case cases[] = {
	{ "24", "W1 W2: the formulas with one zone", one_zone_formulas },
	{ "24-three", "W1 W2 W3: the formulas with three zones", three_zones_formulas },
	{ "24-wide", "W1: a distance whose computation needs more than 32 bits", wide_distance },
	{ "25", "W4: discounts, to the page", discounts_of_a_mark },
	{ "25-oom", "W4: the discount of OOM alone", oom_takes_half },
	{ "25-6.1", "W4: the discounts of 6.1", discounts_of_6_1 },
	{ "26", "W4 W3: lowmem reserve is added to the mark", reserve_is_added },
	{ "26-empty", "W3: 4.14 sets up lowmem reserves for a zone without pages, too", reserve_before_there_are_pages },
	{ "26-block", "W4: a block of the order must be free", a_block_of_the_order_is_needed },
	{ "27", "W5 U7: negative usable pages pass at order 0", negative_passes_the_shortcut },
	{ "27-6.1", "W5: 6.1 clamps at zero", negative_fails_in_6_1 },
	{ "23", "W6: atomic order 0 has a second chance without boost", atomic_order_0_ignores_boost },
	{ "23-o1", "W6: no second chance at order 1", atomic_order_1_does_not },
	{ "23-high", "W6: no second chance without __GFP_ATOMIC", other_flags_feel_the_boost },
	{ "48", "W4 Q3: for atomic order 0 the reserve counts as free, but is not used", atomic_order_0_leaves_the_reserve },
	{ "48-only", "U12: atomic order 0 fails if only the reserve is free", atomic_order_0_fails_beside_a_full_reserve },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
