// SPDX-License-Identifier: MIT
/*
 * Corner cases of pageblocks that are kept apart: CMA areas, the highatomic reserve, isolation.
 *
 * Rules: docs/semantics/reserves.md, docs/semantics/isolation.md.
 */
#include "tests/corner.h"

enum { NO_MARKS = ALLOC_NO_WATERMARKS, NO_MARKS_HARDER = ALLOC_NO_WATERMARKS | ALLOC_HARDER };

/* ---- CMA ---- */

/* [0, 1024) movable, [1024, 2048) CMA; refills of 7. */
static void boot_cma(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_pcp(w, 100, 7);
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_range(w, RANGE_CMA, 1024, 2048);
	machine_boot(w);
	EXPECT_LISTS(w, "o10/M=[0] o10/C=[1024]");
	EXPECT_FREE(w, 2048);
	EXPECT_FREE_CMA(w, 1024);
}

static void balance_at_half_is_not_above(struct world *w)
{
	boot_cma(w);
	EXPECT_TAKE(w, 0, 'M', 0);
	EXPECT_PCP(w, 0, "M=[1,2,3,4,5,6]");
	EXPECT_FREE_CMA(w, 1024);
}

/* FCMA is decremented at once, FREE only after the refill: 1024 > 1022, 1023 > 1022, 1022 is not. */
static void balance_reads_a_stale_total(struct world *w)
{
	boot_cma(w);
	EXPECT(w, "page", 0, take_flags(w, 'M', 2, NO_MARKS));
	EXPECT_FREE(w, 2044);
	EXPECT_TAKE(w, 1024, 'M', 0);
	EXPECT_PCP(w, 0, "M=[1025,4,5,6,7,8]");
	EXPECT_FREE_CMA(w, 1022);
	EXPECT_FREE(w, 2037);
}

static void without_cma_flag_the_pcp_is_passed_by(struct world *w)
{
	balance_reads_a_stale_total(w);
	give(w, 1024, 0);
	EXPECT_PCP(w, 0, "M=[1024,1025,4,5,6,7,8]");
	EXPECT(w, "page", 9, take_flags(w, 'M', 0, NO_MARKS)); /* straight from the buddy, not 1024 from the list, which may be CMA */
	EXPECT_PCP(w, 0, "M=[1024,1025,4,5,6,7,8]");
	EXPECT_FREE(w, 2036);
	drain(w, 0);
	EXPECT_FREE_CMA(w, 1024); /* 1024 and 1025 have kept their type */
	EXPECT_LIST(w, "o10/C", "1024");
}

/* Only CMA is left free. */
static void cma_needs_the_flag(struct world *w)
{
	boot_cma(w);
	EXPECT(w, "page", 0, take_flags(w, 'M', 10, NO_MARKS));
	EXPECT(w, "page", PFN_NONE, take_flags(w, 'M', 3, NO_MARKS));
	EXPECT_TAKE(w, PFN_NONE, 'U', 3);
	EXPECT_TAKE(w, PFN_NONE, 'R', 0);
	EXPECT(w, "page", 1024, take_flags(w, 'M', 3, NO_MARKS | ALLOC_CMA));
	EXPECT_FREE(w, 1016);
	EXPECT_FREE_CMA(w, 1016);
}

/* Types are not compared when blocks merge, so an area that is not aligned to the largest block swallows its neighbour. */
static void unaligned_cma_swallows_its_neighbour(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_range(w, RANGE_CMA, 512, 1024);
	machine_boot(w);
	EXPECT_LISTS(w, "o10/C=[0]");
	EXPECT_FREE(w, 1024);
	EXPECT_FREE_CMA(w, 512);
	EXPECT_TYPE(w, 'M', 0);
	EXPECT_TYPE(w, 'C', 512);
	EXPECT_TAKE(w, PFN_NONE, 'U', 0);
	EXPECT_TAKE(w, 0, 'M', 0);
	EXPECT_FREE_CMA(w, 511);
	EXPECT_FREE(w, 1023);
	/* Two blocks of 512 pages: both count as CMA, so FCMA falls to 512 - 1024. */
	EXPECT(w, "page", 512, take(w, 'M', 9));
	EXPECT(w, "pages taken", 511, take_all(w, 'M', 0));
	EXPECT_FREE_CMA(w, -512);
	EXPECT_FREE(w, 0);
}

/* 6.1 compares types from order PBO on; the CMA block went through cpu 0's list of that order and was flushed at once. */
static void unaligned_cma_of_6_1_stays_apart(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_range(w, RANGE_CMA, 512, 1024);
	machine_boot(w);
	EXPECT_LISTS(w, "o9/M=[0] o9/C=[512]");
	EXPECT_FREE(w, 1024);
	EXPECT_FREE_CMA(w, 512);
}

/* ---- highatomic ---- */

static void reserve_first(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 8192);
	EXPECT(w, "page", 0, take_flags(w, 'U', 2, NO_MARKS_HARDER));
	EXPECT_RESERVED(w, 512);
	EXPECT_TYPE(w, 'H', 0);
	EXPECT_TYPE(w, 'U', 512);
	EXPECT_FREE(w, 8188);
	EXPECT_LISTS(w, "o2/H=[4] o3/H=[8] o4/H=[16] o5/H=[32] o6/H=[64] o7/H=[128] o8/H=[256] o9/U=[512] "
			"o10/M=[1024,2048,3072,4096,5120,6144,7168]");
}

static void reserve_is_used_before_it_grows(struct world *w)
{
	reserve_first(w);
	EXPECT(w, "page", 4, take_flags(w, 'U', 2, NO_MARKS_HARDER));
	EXPECT_RESERVED(w, 512);
	EXPECT_TAKE(w, 512, 'U', 3); /* a plain request does not use the reserve */
	EXPECT_RESERVED(w, 512);
}

/* Each o9 request fills its pageblock, so the next one must reserve another. The limit, managed / 100 + 512, is checked before adding. */
static void reserve_limit(struct world *w, pfn_t managed, uint32_t pageblocks)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, managed);
	for (uint32_t i = 0; i < 5; i++) {
		pfn_t p = take_flags(w, 'U', 9, NO_MARKS_HARDER);

		EXPECT_TYPE(w, i < pageblocks ? 'H' : 'U', p);
		EXPECT_RESERVED(w, 512 * (i < pageblocks ? i + 1 : pageblocks));
	}
}

static void reserve_limit_8192(struct world *w)
{
	reserve_limit(w, 8192, 2); /* 593: 0, 512 */
}

static void reserve_limit_51200(struct world *w)
{
	reserve_limit(w, 51200, 2); /* 1024: 1024 is not below it */
}

static void reserve_limit_102400(struct world *w)
{
	reserve_limit(w, 102400, 3); /* 1536 */
}

static int64_t unreserve(struct world *w, bool force)
{
	return ask(w, (struct request){ .kind = REQ_UNRESERVE_HIGHATOMIC, .hzi = ZONE_NORMAL, .migratetype = MIGRATE_MOVABLE,
					.force = force });
}

static void one_pageblock_is_kept_unless_forced(struct world *w)
{
	reserve_first(w);
	EXPECT(w, "released", 0, unreserve(w, false));
	EXPECT_RESERVED(w, 512);
	EXPECT(w, "released", 1, unreserve(w, true));
	EXPECT_RESERVED(w, 0);
	EXPECT_TYPE(w, 'M', 0); /* the caller's type, not the old one */
	EXPECT_LISTS(w, "o2/M=[4] o3/M=[8] o4/M=[16] o5/M=[32] o6/M=[64] o7/M=[128] o8/M=[256] o9/U=[512] "
			"o10/M=[1024,2048,3072,4096,5120,6144,7168]");
	EXPECT_FREE(w, 8188);
	EXPECT(w, "released", 0, unreserve(w, true));
}

/* Order-0 pages of a reserved pageblock go on the movable list, but keep their type for the flush. */
static void reserved_singles_ride_as_movable(struct world *w)
{
	reserve_first(w);
	split(w, 0, 2);
	give_run(w, 0, 4);
	EXPECT_PCP(w, 0, "M=[3,2,1,0]");
	EXPECT_TAKE(w, 3, 'M', 0);
	drain(w, 0);
	EXPECT_LIST(w, "o0/H", "2");
	EXPECT_LIST(w, "o1/H", "0");
}

static void reserve_merges_with_its_neighbour(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 2048);
	EXPECT(w, "page", 0, take_flags(w, 'U', 9, NO_MARKS_HARDER));
	EXPECT_TYPE(w, 'H', 0);
	EXPECT_LISTS(w, "o9/U=[512] o10/M=[1024]");
	give(w, 0, 9);
	EXPECT_LISTS(w, "o10/M=[1024] o10/H=[0]");
	EXPECT_TYPE(w, 'H', 0);
	EXPECT_TYPE(w, 'U', 512); /* free, but on the H list */
	EXPECT_FREE(w, 2048);
}

static void reserve_of_6_1_stays_apart(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_1);
	machine_pcp(w, 6, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_boot(w);
	EXPECT(w, "page", 0, take_flags(w, 'U', 9, ALLOC_HIGH | ALLOC_HARDER | ALLOC_HIGHATOMIC));
	EXPECT_RESERVED(w, 512);
	give(w, 0, 9); /* the per-CPU list of its order is full at once */
	EXPECT_LISTS(w, "o9/U=[512] o9/H=[0] o10/M=[1024]");
	EXPECT_FREE(w, 2048);
}

/* ---- isolation ---- */

/* No free block starts in the upper half of the block: no page moves. */
static void isolate_inside_a_block(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 4096);
	EXPECT(w, "isolate", 0, isolate(w, 512, 1024));
	EXPECT_TYPE(w, 'I', 512);
	EXPECT_FREE(w, 4096);
	EXPECT_LISTS(w, "o10/M=[0,1024,2048,3072]");
	unisolate(w, 512, 1024, MIGRATE_MOVABLE);
	EXPECT_TYPE(w, 'M', 512);
	EXPECT_FREE(w, 4096);
	EXPECT_LISTS(w, "o10/M=[0,1024,2048,3072]");
}

/* 6.1 splits a free block that crosses the boundary, so that only the requested pageblock is isolated. */
static void isolate_inside_a_block_of_6_1(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_6_1, 0, 4096);
	EXPECT(w, "isolate", 0, isolate(w, 512, 1024));
	EXPECT_LISTS(w, "o9/M=[0] o9/I=[512] o10/M=[1024,2048,3072]");
	EXPECT_FREE(w, 3584);
	unisolate(w, 512, 1024, MIGRATE_MOVABLE);
	EXPECT_LISTS(w, "o10/M=[1024,2048,3072,0]");
	EXPECT_FREE(w, 4096);
}

/* The free block starts in the lower half: the whole block moves to the isolated list and leaves the counters. */
static void isolate_the_head_of_a_block(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 4096);
	EXPECT(w, "isolate", 0, isolate(w, 0, 512));
	EXPECT_FREE(w, 3072);
	EXPECT_LISTS(w, "o10/M=[1024,2048,3072] o10/I=[0]");
	EXPECT_TYPE(w, 'M', 512);
	unisolate(w, 0, 512, MIGRATE_MOVABLE);
	EXPECT_LISTS(w, "o10/M=[1024,2048,3072,0]");
	EXPECT_FREE(w, 4096);
}

static pfn_t take_pageblock_0(struct world *w, bool lru)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 4096);
	return lru ? take_lru(w, 9) : take(w, 'M', 9);
}

static void isolation_stops_a_merge(struct world *w)
{
	EXPECT(w, "page", 0, take_pageblock_0(w, true));
	EXPECT(w, "isolate", 0, isolate(w, 0, 512));
	EXPECT_FREE(w, 3584);
	give(w, 0, 9);
	EXPECT_LISTS(w, "o9/M=[512] o9/I=[0] o10/M=[1024,2048,3072]");
	EXPECT_FREE(w, 3584);
	unisolate(w, 0, 512, MIGRATE_MOVABLE);
	EXPECT_LISTS(w, "o10/M=[1024,2048,3072,0]");
	EXPECT_FREE(w, 4096);
	EXPECT_TYPE(w, 'M', 0);
}

static void unmovable_pages_refuse_isolation(struct world *w)
{
	EXPECT(w, "page", 0, take_pageblock_0(w, false));
	EXPECT(w, "isolate", -16, isolate(w, 0, 512));
	EXPECT_TYPE(w, 'M', 0);
	EXPECT(w, "isolated pageblocks", 0, zone_now(w).isolated_blocks);
	EXPECT_FREE(w, 3584);
}

static void isolation_drains_the_pcp(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_pcp(w, 18, 3);
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
	EXPECT(w, "page", 0, take_lru(w, 0));
	EXPECT_PCP(w, 0, "M=[1,2]");
	EXPECT(w, "isolate", 0, isolate(w, 0, 512));
	EXPECT_PATH(w, "DR");
	EXPECT_PCP(w, 0, "");
	EXPECT_FREE(w, 3584);
	EXPECT_LIST(w, "o9/M", "512");
	EXPECT_LIST(w, "o0/I", "1");
	EXPECT_LIST(w, "o1/I", "2"); /* 2 was flushed first and joined 3 */
	give(w, 0, 0);               /* straight to the buddy, and the pageblock is whole */
	EXPECT_PCP(w, 0, "");
	EXPECT_LISTS(w, "o9/M=[512] o9/I=[0] o10/M=[1024,2048,3072]");
	EXPECT_FREE(w, 3584);
}

static const struct corner_case cases[] = {
	{ "28", "C1: the CMA balance works only above half", balance_at_half_is_not_above },
	{ "28-stale", "C1 Q2: free CMA is live, free pages are stale during a refill", balance_reads_a_stale_total },
	{ "28-nocma", "Q3 C2: a movable page without ALLOC_CMA bypasses the page set", without_cma_flag_the_pcp_is_passed_by },
	{ "29", "Q1: CMA pages need ALLOC_CMA", cma_needs_the_flag },
	{ "30", "H1: a pageblock is reserved after success", reserve_first },
	{ "30-use", "Q3 H1: the reserve is used before it grows", reserve_is_used_before_it_grows },
	{ "30-8192", "H1: the limit of the reserve", reserve_limit_8192 },
	{ "30-51200", "H1: the limit, at exactly a multiple", reserve_limit_51200 },
	{ "30-102400", "H1: the limit, three pageblocks", reserve_limit_102400 },
	{ "31", "H2: unreserve keeps one pageblock unless forced", one_pageblock_is_kept_unless_forced },
	{ "32", "P4 H3: pages of a reserved pageblock go on the movable list", reserved_singles_ride_as_movable },
	{ "33", "B6: reserved blocks merge with any neighbour", reserve_merges_with_its_neighbour },
	{ "33-6.1", "B6: 6.1 keeps reserved blocks apart", reserve_of_6_1_stays_apart },
	{ "34", "I2: a pageblock inside a larger free block", isolate_inside_a_block },
	{ "34-6.1", "I2: 6.1 splits the block", isolate_inside_a_block_of_6_1 },
	{ "34-head", "I2 I4: a pageblock that heads a larger free block", isolate_the_head_of_a_block },
	{ "35", "B7 I4: blocks do not merge with isolated ones", isolation_stops_a_merge },
	{ "35-busy", "I1: unmovable pages make isolation fail", unmovable_pages_refuse_isolation },
	{ "36", "I2 P4: isolation drains per-CPU pages to the isolated lists", isolation_drains_the_pcp },
	{ "51", "B6 C3: an unaligned CMA area", unaligned_cma_swallows_its_neighbour },
	{ "51-6.1", "B6: 6.1 keeps CMA blocks apart", unaligned_cma_of_6_1_stays_apart },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
