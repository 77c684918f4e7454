// SPDX-License-Identifier: MIT
/*
 * Corner cases of fallback: which block of another type is chosen, how much is moved, when a pageblock is claimed, NOFRAGMENT. The boost is
 * in corner_boost_test.c.
 *
 * Rules: docs/semantics/fallback.md. Zones below 8192 pages cache nothing per cpu, so order-0 frees reach the lists at once.
 */
#include "tests/fixture.h"

/*
 * The largest block is at least a pageblock: all its pageblocks change type, the remainder goes to the new type's lists, and there is no
 * boost.
 */
static void whole_block_is_taken_over(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.watermark_boost_factor = 15000;
	machine_zone(w, 0, ZONE_NORMAL, 0, 8192);
	machine_boot(w);
	EXPECT_TAKE(w, 0, 'U', 0);
	EXPECT_TYPE(w, 'U', 0);
	EXPECT_TYPE(w, 'U', 512);
	EXPECT_TYPE(w, 'M', 1024);
	EXPECT_LISTS(w, "o0/U=[1] o1/U=[2] o2/U=[4] o3/U=[8] o4/U=[16] o5/U=[32] o6/U=[64] o7/U=[128] o8/U=[256] o9/U=[512] "
			"o10/M=[1024,2048,3072,4096,5120,6144,7168]");
	EXPECT_FREE(w, 8191);
	EXPECT_BOOST(w, 0);
}

static void whole_block_of_4_14(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_4_14, 0, 8192);
	EXPECT_TAKE(w, 7168, 'U', 0);
	EXPECT_LIST(w, "o9/U", "7680");
}

/* Pageblock 512: 384 single pages allocated, the first lru of them on the LRU; 896/o7 free. */
static void claim_boundary(struct world *w, uint32_t lru, char type_after)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 1024);
	EXPECT_TAKE(w, 0, 'M', 9);
	for (uint32_t i = 0; i < lru; i++)
		take_lru(w, 0);
	TAKE_RUN(w, 'M', 0, 512 + lru, 896);
	EXPECT_LISTS(w, "o7/M=[896]");
	EXPECT_TAKE(w, 896, 'U', 0);
	EXPECT_TYPE(w, type_after, 512);
	EXPECT_LISTS(w, "o0/U=[897] o1/U=[898] o2/U=[900] o3/U=[904] o4/U=[912] o5/U=[928] o6/U=[960]");
}

/* 128 free + (384 - 256) neither free nor movable = 256: half a pageblock. */
static void claim_at_half(struct world *w)
{
	claim_boundary(w, 256, 'U');
}

static void no_claim_below_half(struct world *w)
{
	claim_boundary(w, 257, 'M');
}

/* No page of a RECLAIMABLE pageblock counts as alike: 128 free pages of 512 are moved, the pageblock is not claimed. */
static void reclaimable_has_nothing_alike(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 1024);
	EXPECT_TAKE(w, 0, 'M', 9);
	EXPECT_TAKE(w, 512, 'R', 8);
	EXPECT_TAKE(w, 768, 'R', 7);
	EXPECT_LISTS(w, "o7/R=[896]");
	EXPECT_TAKE(w, 896, 'U', 0);
	EXPECT_TYPE(w, 'R', 512);
	EXPECT_LISTS(w, "o0/U=[897] o1/U=[898] o2/U=[900] o3/U=[904] o4/U=[912] o5/U=[928] o6/U=[960]");
}

/* One pageblock of a type, all allocated as single pages. */
static void full_pageblock(struct world *w, enum profile profile, char type)
{
	boot_zone(w, profile, 0, 512);
	EXPECT_TAKE(w, 0, type, 9);
	EXPECT_TYPE(w, type, 0);
	split(w, 0, 9);
}

/* The search finds 64/o3 (largest first), the whole pageblock is moved and claimed, the retry takes the smallest: 40. */
static void largest_found_smallest_taken(struct world *w)
{
	full_pageblock(w, PROFILE_LINUX_5_10, 'M');
	give(w, 40, 0);
	give_run(w, 8, 4);
	give_run(w, 64, 8);
	EXPECT_LISTS(w, "o0/M=[40] o2/M=[8] o3/M=[64]");
	EXPECT_TAKE(w, 40, 'U', 0);
	EXPECT_TYPE(w, 'U', 0);
	EXPECT_LISTS(w, "o2/U=[8] o3/U=[64]");
}

static void moved_blocks(struct world *w, enum profile profile, pfn_t taken, const char *left)
{
	full_pageblock(w, profile, 'M');
	give(w, 40, 0);
	give(w, 80, 0);
	give_run(w, 8, 4);
	give_run(w, 64, 8);
	EXPECT_LIST(w, "o0/M", "80,40");
	EXPECT_TAKE(w, taken, 'U', 0);
	EXPECT_LIST(w, "o0/U", left);
}

static void moves_append(struct world *w)
{
	moved_blocks(w, PROFILE_LINUX_5_10, 40, "80");
}

static void moves_push_in_4_14(struct world *w)
{
	moved_blocks(w, PROFILE_LINUX_4_14, 80, "40");
}

/* MOVABLE cannot steal from an o3 block (3 < 9 / 2), so it looks for the smallest block and takes only that. */
static void movable_takes_the_smallest(struct world *w)
{
	full_pageblock(w, PROFILE_LINUX_5_10, 'U');
	give(w, 40, 0);
	give_run(w, 8, 4);
	give_run(w, 64, 8);
	EXPECT_TAKE(w, 40, 'M', 0);
	EXPECT_TYPE(w, 'U', 0);
	EXPECT_LISTS(w, "o2/U=[8] o3/U=[64]");
	EXPECT_TAKE(w, 8, 'M', 0);
	EXPECT_TYPE(w, 'U', 0);
	EXPECT_LISTS(w, "o0/M=[9] o1/M=[10] o3/U=[64]");
}

/* From order 4 on MOVABLE steals, too: the pageblock's free pages move, 48 < 256, so its type stays. Other pageblocks are not touched. */
static void movable_steals_from_order_4(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 1024);
	EXPECT_TAKE(w, 0, 'U', 10);
	split(w, 0, 10);
	give_run(w, 0, 32);
	give_run(w, 64, 16);
	give_run(w, 512, 8);
	EXPECT_LISTS(w, "o3/U=[512] o4/U=[64] o5/U=[0]");
	EXPECT_TAKE(w, 64, 'M', 0);
	EXPECT_TYPE(w, 'U', 0);
	EXPECT_LISTS(w, "o0/M=[65] o1/M=[66] o2/M=[68] o3/U=[512] o3/M=[72] o5/M=[0]");
}

/* Pageblocks 0 (M) and 1024 (R), all allocated except movable pages from 64 on, and 1088..1095 and 1200..1207. */
static void movable_and_reclaimable(struct world *w, uint32_t movable)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 1536);
	EXPECT_TAKE(w, 0, 'M', 10);
	EXPECT_TAKE(w, 1024, 'R', 9);
	split(w, 0, 10);
	split(w, 1024, 9);
	give_run(w, 64, movable);
	give_run(w, 1088, 8);
	give_run(w, 1200, 8);
	EXPECT_LIST(w, "o3/R", "1200,1088");
}

static void order_beats_preference(struct world *w)
{
	movable_and_reclaimable(w, 16);
	EXPECT_TAKE(w, 64, 'U', 0);
	EXPECT_LIST(w, "o3/R", "1200,1088");
	EXPECT_TYPE(w, 'U', 0); /* 16 free + 496 alike */
	EXPECT_TYPE(w, 'R', 1024);
}

/* At equal order RECLAIMABLE comes first. 1200 is found, the pageblock's blocks are moved in ascending order, so 1088 is then the head. */
static void preference_at_equal_order(struct world *w)
{
	movable_and_reclaimable(w, 8);
	EXPECT_TAKE(w, 1088, 'U', 0);
	EXPECT_LISTS(w, "o0/U=[1089] o1/U=[1090] o2/U=[1092] o3/U=[1200] o3/M=[64]");
	EXPECT_TYPE(w, 'R', 1024);
	EXPECT_TYPE(w, 'M', 0);
}

/* The pageblock crosses the end of the zone: only the block found is moved. */
static void pageblock_beyond_the_end(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 700);
	EXPECT_TAKE(w, 0, 'M', 9);
	EXPECT_LISTS(w, "o2/M=[696] o3/M=[688] o4/M=[672] o5/M=[640] o7/M=[512]");
	EXPECT_TAKE(w, 512, 'U', 0);
	EXPECT_TYPE(w, 'M', 512);
	EXPECT_LISTS(w, "o0/U=[513] o1/U=[514] o2/U=[516] o2/M=[696] o3/U=[520] o3/M=[688] o4/U=[528] o4/M=[672] o5/U=[544] "
			"o5/M=[640] o6/U=[576]");
}

/* Pageblock 0 begins below the zone; a movable o8 request claims it (256 free pages of 256), so it is M. */
static void pageblock_before_the_start(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 256, 1024);
	EXPECT_TYPE(w, 'U', 256);
	EXPECT_TAKE(w, 512, 'M', 9);
	EXPECT_TAKE(w, 256, 'M', 8);
	EXPECT_TYPE(w, 'M', 256);
	split(w, 256, 8);
	give_run(w, 300, 2);
	give(w, 400, 0);
	give(w, 500, 0);
	EXPECT_LISTS(w, "o0/M=[500,400] o1/M=[300]");
}

static void steal_at_the_zone_start(struct world *w)
{
	pageblock_before_the_start(w);
	EXPECT_TAKE(w, 400, 'U', 0);
	EXPECT_TYPE(w, 'U', 256); /* 4 free + 508 alike: the missing part of the pageblock counts as alike */
	EXPECT_LISTS(w, "o0/U=[500] o1/U=[300]");
}

/* Free pages below the block found stay on their list. */
static void steal_skips_pages_below(struct world *w)
{
	pageblock_before_the_start(w);
	give(w, 270, 0);
	EXPECT_TAKE(w, 400, 'U', 0);
	EXPECT_TYPE(w, 'U', 256);
	EXPECT_LISTS(w, "o0/U=[500] o0/M=[270] o1/U=[300]");
}

/* ---- NOFRAGMENT ---- */

/* NORMAL [8192, 12288): unmovable pageblocks, each with only its first half free. DMA32 [0, 8192) is movable and free. */
static void boot_fragmented(struct world *w, bool two_nodes)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.min_free_kbytes = 0;
	machine_zone(w, 0, ZONE_DMA32, 0, 8192);
	machine_zone(w, 0, ZONE_NORMAL, 8192, 12288);
	if (two_nodes)
		machine_zone(w, 1, ZONE_NORMAL, 12288, 16384);
	machine_boot(w);
	w->zone = 1;
	TAKE_RUN(w, 'U', 8, 8192, 12288);
	for (pfn_t p = 8192; p < 12288; p += 512)
		give(w, p, 8);
	EXPECT_LISTS(w, "o8/U=[11776,11264,10752,10240,9728,9216,8704,8192]");
}

static void exhaust_dma32(struct world *w)
{
	for (pfn_t p = 0; p < 8192; p += 1024)
		EXPECT(w, "DMA32 block", p, take_gfp(w, GFP_BIT_DMA32 | GFP_BIT_MOVABLE, 10, ALLOC_NO_WATERMARKS | ALLOC_CMA));
}

static void nofragment_prefers_dma32(struct world *w)
{
	boot_fragmented(w, false);
	EXPECT(w, "page", 0, take_flags(w, 'M', 0, ALLOC_NOFRAGMENT | ALLOC_CMA));
	EXPECT_TYPE(w, 'U', 11776);
}

static void nofragment_is_dropped_at_the_end(struct world *w)
{
	boot_fragmented(w, false);
	exhaust_dma32(w);
	EXPECT(w, "page", 11776, take_flags(w, 'M', 0, ALLOC_NOFRAGMENT | ALLOC_CMA));
	EXPECT_TYPE(w, 'M', 11776); /* 256 free of 512 */
	EXPECT_LIST(w, "o8/U", "11264,10752,10240,9728,9216,8704,8192");
}

static void nofragment_is_dropped_before_a_remote_node(struct world *w)
{
	boot_fragmented(w, true);
	exhaust_dma32(w);
	EXPECT(w, "page", 11776, take_flags(w, 'M', 0, ALLOC_NOFRAGMENT | ALLOC_CMA));
	w->zone = 2;
	EXPECT_FREE(w, 4096);
}

/* An o10 request may take over o9 blocks that are too small for it: the minimum order is a pageblock's even if the request is larger. */
static void nofragment_order_10(struct world *w, enum profile profile, const char *list, char type)
{
	boot_zone(w, profile, 0, 3072);
	EXPECT(w, "blocks taken", 6, take_all(w, 'M', 9));
	for (pfn_t p = 0; p < 3072; p += 1024)
		give(w, p, 9);
	EXPECT_LISTS(w, "o9/M=[2048,1024,0]");
	EXPECT(w, "page", PFN_NONE, take_flags(w, 'U', 10, ALLOC_NO_WATERMARKS | ALLOC_NOFRAGMENT));
	EXPECT_LISTS(w, list);
	for (pfn_t p = 0; p < 3072; p += 1024)
		EXPECT_TYPE(w, type, p);
	EXPECT_TYPE(w, 'M', 512);
}

static void nofragment_order_10_converts(struct world *w)
{
	nofragment_order_10(w, PROFILE_LINUX_5_10, "o9/U=[2048,1024,0]", 'U');
}

static void nofragment_order_10_of_6_1(struct world *w)
{
	nofragment_order_10(w, PROFILE_LINUX_6_1, "o9/M=[2048,1024,0]", 'M');
}

/* ---- grouping by mobility disabled ---- */

static void without_grouping_all_is_unmovable(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.mobility = false;
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_boot(w);
	EXPECT_LISTS(w, "o10/U=[0]");
	EXPECT_TYPE(w, 'U', 0);
	EXPECT_TYPE(w, 'U', 512);
	EXPECT_ALLOC(w, 0, GFP_HIGHUSER_MOVABLE, 0);
	EXPECT_PATH(w, "A:901"); /* no CMA bit: the request counts as unmovable */
	EXPECT_LIST(w, "o0/U", "1");
	EXPECT_ALLOC(w, 1, GFP_KERNEL, 0);
}

/* Hot-add to an empty zone checks the sizes again: 2048 pages are too few for grouping. Zone 0 still has M lists; a steal always claims. */
static void grouping_ends_and_steals_claim(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.section_pages = 1024;
	w->machine.hot_end = 2048;
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_zone(w, 0, ZONE_MOVABLE, 1024, 1024);
	machine_boot(w);
	EXPECT_TAKE(w, 0, 'M', 9);
	for (uint32_t i = 0; i < 384; i++)
		take_lru(w, 0);
	EXPECT_LISTS(w, "o7/M=[896]");
	EXPECT(w, "grouping", true, look(w)->mobility);
	ask(w, (struct request){ .kind = REQ_HOTADD, .zone = 1, .pfn = 1024, .end_pfn = 2048 });
	EXPECT(w, "grouping", false, look(w)->mobility);
	EXPECT_TAKE(w, 896, 'U', 0); /* 128 free, nothing alike: below half, claimed all the same */
	EXPECT_TYPE(w, 'U', 512);
	EXPECT_TAKE(w, 897, 'M', 0); /* M requests use the same lists */
}

/* A block as large as a pageblock: no fragmentation, the pageblock is taken over. The type in the event is that of the list. */
static void steal_of_a_whole_pageblock_is_told(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 8192);
	EXPECT_TAKE(w, 0, 'U', 0);
	EXPECT_EXTFRAG(w, "pfn=0 alloc_order=0 fallback_order=10 alloc_migratetype=0 fallback_migratetype=1 fragmenting=0 change_ownership=1");
	EXPECT_TAKE(w, 1, 'U', 0);
	EXPECT_EXTFRAG(w, ""); /* from its own lists */
}

/* The event names the block found, 64, not the page allocated, 40. */
static void steal_that_claims_is_told(struct world *w)
{
	full_pageblock(w, PROFILE_LINUX_5_10, 'M');
	give(w, 40, 0);
	give_run(w, 64, 8);
	EXPECT_TAKE(w, 40, 'U', 0);
	EXPECT_EXTFRAG(w, "pfn=64 alloc_order=0 fallback_order=3 alloc_migratetype=0 fallback_migratetype=1 fragmenting=1 change_ownership=1");
}

/* Less than half of the RECLAIMABLE pageblock is free, so it keeps its type; a request of order 1 finds a block of order 2. */
static void steal_that_does_not_claim_is_told(struct world *w)
{
	full_pageblock(w, PROFILE_LINUX_5_10, 'R');
	give_run(w, 8, 4);
	EXPECT_TAKE(w, 8, 'M', 1);
	EXPECT_EXTFRAG(w, "pfn=8 alloc_order=1 fallback_order=2 alloc_migratetype=1 fallback_migratetype=2 fragmenting=1 change_ownership=0");
}

/* A refill takes one page at a time, and each steal in it is an event of its own. */
static void steals_of_a_refill_are_told(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_pcp(w, 6, 2);
	machine_zone(w, 0, ZONE_NORMAL, 0, 512);
	machine_boot(w);
	EXPECT_TAKE(w, 0, 'U', 9);
	split(w, 0, 9);
	give(w, 40, 0);
	give(w, 80, 0);
	ask(w, (struct request){ .kind = REQ_DRAIN_ALL, .zone = ZONE_ALL });
	EXPECT_TAKE(w, 80, 'M', 0);
	EXPECT_EXTFRAG(w, "pfn=80 alloc_order=0 fallback_order=0 alloc_migratetype=1 fallback_migratetype=0 fragmenting=1 change_ownership=0 "
			  "pfn=40 alloc_order=0 fallback_order=0 alloc_migratetype=1 fallback_migratetype=0 fragmenting=1 change_ownership=0");
}

static const struct corner_case cases[] = {
	{ "11", "F9: a block of a pageblock or more changes type as a whole", whole_block_is_taken_over },
	{ "11-4.14", "M3 F9: the same in 4.14, whose boot leaves lists in the other order", whole_block_of_4_14 },
	{ "12", "F8: a pageblock is claimed if half of it is free or alike", claim_at_half },
	{ "12-below", "F8: a pageblock is not claimed below half", no_claim_below_half },
	{ "13", "F8: pages of a RECLAIMABLE pageblock never count as alike", reclaimable_has_nothing_alike },
	{ "14", "F4 F7 F11: the search goes from the largest block, the retry from the smallest", largest_found_smallest_taken },
	{ "15", "B3: moved blocks go to the tail", moves_append },
	{ "15-4.14", "B3: in 4.14 moved blocks go to the head", moves_push_in_4_14 },
	{ "16", "F5: MOVABLE takes the smallest block if it may not steal", movable_takes_the_smallest },
	{ "17", "F2: MOVABLE steals blocks from half the pageblock order on", movable_steals_from_order_4 },
	{ "18", "F4: a larger order comes before the preferred type", order_beats_preference },
	{ "18-equal", "F1: at equal order the preferred type comes first", preference_at_equal_order },
	{ "20", "F7: nothing is moved in a pageblock that crosses the end of the zone", pageblock_beyond_the_end },
	{ "21", "F7: a pageblock that starts before the zone is moved from the stolen block on", steal_at_the_zone_start },
	{ "21-skip", "F7: free pages below the stolen block are not moved", steal_skips_pages_below },
	{ "extfrag", "F13: the event of a steal that takes a whole pageblock over", steal_of_a_whole_pageblock_is_told },
	{ "extfrag-claim", "F13: the event names the block found, not the page taken", steal_that_claims_is_told },
	{ "extfrag-small", "F13: the event of a steal that does not claim the pageblock", steal_that_does_not_claim_is_told },
	{ "extfrag-refill", "F13 Q2: each steal of a refill is an event", steals_of_a_refill_are_told },
	{ "39", "L4: NOFRAGMENT takes DMA32 rather than steal", nofragment_prefers_dma32 },
	{ "39-end", "L8 F8: NOFRAGMENT is dropped at the end of the zonelist", nofragment_is_dropped_at_the_end },
	{ "40", "L4: NOFRAGMENT is dropped before a remote node is tried", nofragment_is_dropped_before_a_remote_node },
	{ "41", "F4: the minimum order under NOFRAGMENT is a pageblock even for order 10", nofragment_order_10_converts },
	{ "41-6.1", "F4: 6.1 does not take over blocks that are too small", nofragment_order_10_of_6_1 },
	{ "52", "F12: without grouping everything is UNMOVABLE", without_grouping_all_is_unmovable },
	{ "52-ends", "F12 M9: grouping ends after hot-add, and every steal claims", grouping_ends_and_steals_claim },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
