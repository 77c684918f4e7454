// SPDX-License-Identifier: MIT
/*
 * Corner cases of linux-6.12: what is claimed, what is stolen, and the balance of CMA. All numbers were computed by hand from the rules.
 *
 * Rules: docs/semantics/linux-6.12.md, D5 to D8.
 */
#include "tests/corner.h"

/* 7 free pages in an otherwise full pageblock of that type: o0=[40] o1=[16] o2=[8]. */
static void boot_scraps(struct world *w, char type)
{
	boot_limits(w, 512, 100, 100, 4);
	EXPECT_TAKE(w, 0, type, 8);
	EXPECT_TAKE(w, 256, type, 8);
	split(w, 0, 8);
	give_run(w, 8, 4);
	give_run(w, 16, 2);
	give(w, 40, 0);
	drain(w, 0);
	EXPECT_FREE(w, 7);
}

/*
 * A movable request claims nothing below half the pageblock order. It splits the smallest block on its own lists, as does the rest of the
 * refill.
 */
static void steals_stay_steals(struct world *w)
{
	boot_scraps(w, 'U');
	EXPECT_TAKE(w, 40, 'M', 0);
	EXPECT_PCP(w, 0, "M0=[16,17,8]");
	EXPECT_EXTFRAG(w, "pfn=40 alloc_order=0 fallback_order=0 alloc_migratetype=1 fallback_migratetype=0 fragmenting=1 change_ownership=0 "
			  "pfn=16 alloc_order=0 fallback_order=1 alloc_migratetype=1 fallback_migratetype=0 fragmenting=1 change_ownership=0 "
			  "pfn=17 alloc_order=0 fallback_order=0 alloc_migratetype=1 fallback_migratetype=0 fragmenting=1 change_ownership=0 "
			  "pfn=8 alloc_order=0 fallback_order=2 alloc_migratetype=1 fallback_migratetype=0 fragmenting=1 change_ownership=0");
	EXPECT_LISTS(w, "o0/U=[9] o1/U=[10]");
	EXPECT_TYPE(w, 'U', 0);
	EXPECT_FREE(w, 3);
}

/* An unmovable request claims the pageblock, since 505 of its pages are not movable; the next blocks come from the request's own lists. */
static void claims_are_made_once(struct world *w)
{
	boot_scraps(w, 'M');
	EXPECT_TAKE(w, 40, 'U', 0);
	EXPECT_PCP(w, 0, "U0=[16,17,8]");
	EXPECT_EXTFRAG(w, "pfn=40 alloc_order=0 fallback_order=2 alloc_migratetype=0 fallback_migratetype=1 fragmenting=1 change_ownership=1");
	EXPECT_LISTS(w, "o0/U=[9] o1/U=[10]");
	EXPECT_TYPE(w, 'U', 0);
}

/* NOFRAGMENT: nothing below a pageblock is claimed, nothing is stolen. Then it is dropped, and the second attempt is an ordinary one. */
static void nofragment_fails_first(struct world *w)
{
	boot_scraps(w, 'M');
	EXPECT(w, "page taken", 40, take_flags(w, 'U', 0, FREELY | ALLOC_NOFRAGMENT));
	EXPECT_FREE_COUNT(w, 1); /* halved by two attempts, from seven */
	EXPECT_ALLOC_FACTOR(w, 2);
	EXPECT_PCP(w, 0, "U0=[16,17,8,9,10,11]");
}

/*
 * All RECLAIMABLE, 128 pages of a pageblock free: not enough to claim, but the zone is boosted. Then the block is split on its own lists.
 */
static void boost_without_claim(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_12);
	w->machine.watermark_boost_factor = 15000;
	machine_pcp(w, 100, 4);
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_boot(w);
	TAKE_RUN(w, 'R', 7, 0, 2048);
	give(w, 128, 7);
	EXPECT(w, "page taken", 128, take_flags(w, 'U', 4, FREELY | ALLOC_KSWAPD));
	EXPECT(w, "wakes", 1, w->answer.wake);
	EXPECT_EXTFRAG(w, "pfn=128 alloc_order=4 fallback_order=7 alloc_migratetype=0 fallback_migratetype=2 fragmenting=1 change_ownership=0");
	EXPECT_BOOST(w, 512);
	EXPECT(w, "boosted", false, zone_now(w).boosted);
	EXPECT_LISTS(w, "o4/R=[144] o5/R=[160] o6/R=[192]");
	EXPECT_TYPE(w, 'R', 0);
	EXPECT_FREE(w, 112);
}

/* 256 free pages are enough, whatever the other pages are. */
static void half_a_pageblock_is_claimed(struct world *w)
{
	boot_limits(w, 2048, 100, 100, 4);
	TAKE_RUN(w, 'R', 7, 0, 2048);
	give(w, 0, 7);
	give(w, 256, 7);
	EXPECT_TAKE(w, 0, 'U', 4); /* the block found is 256, the head; moving puts 0 first on the list of U */
	EXPECT_EXTFRAG(w, "pfn=0 alloc_order=4 fallback_order=7 alloc_migratetype=0 fallback_migratetype=2 fragmenting=1 change_ownership=1");
	EXPECT_LISTS(w, "o4/U=[16] o5/U=[32] o6/U=[64] o7/U=[256]");
	EXPECT_TYPE(w, 'U', 0);
}

/*
 * 128 free pages, some movable ones, and the rest counts as alike for an unmovable request: 256 movable pages leave enough to claim, 257
 * do not.
 */
static void movable_pages_count_against_it(struct world *w)
{
	boot_limits(w, 512, 0, 0, 1);
	for (uint32_t i = 0; i < 256; i++)
		EXPECT(w, "page on the LRU", i, take_lru(w, 0));
	EXPECT_TAKE(w, 256, 'M', 7);
	EXPECT_TAKE(w, 384, 'U', 4);
	EXPECT_TYPE(w, 'U', 0);
	EXPECT_LISTS(w, "o4/U=[400] o5/U=[416] o6/U=[448]");
	boot_limits(w, 512, 0, 0, 1);
	for (uint32_t i = 0; i < 256; i++)
		EXPECT(w, "page on the LRU", i, take_lru(w, 0));
	EXPECT(w, "page on the LRU", 256, take_lru(w, 7));
	EXPECT_TAKE(w, 384, 'U', 4);
	EXPECT_TYPE(w, 'M', 0);
	EXPECT_LISTS(w, "o4/M=[400] o5/M=[416] o6/M=[448]");
}

/* Without grouping by mobility any pageblock is claimed. Its type reads as U whatever is stored; the list is that of the request's type. */
static void ungrouped_claims_always(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_12);
	w->machine.mobility = false;
	machine_pcp(w, 0, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 512);
	machine_boot(w);
	for (pfn_t pfn = 0; pfn < 512; pfn += 128)
		EXPECT(w, "page on the LRU", pfn, take_lru(w, 7));
	EXPECT_ISOLATED(w, 0, 512);
	give(w, 128, 7);
	unisolate(w, 0, 512, MIGRATE_MOVABLE);
	EXPECT_LISTS(w, "o7/M=[128]");
	EXPECT_TYPE(w, 'U', 0);
	EXPECT_TAKE(w, 128, 'U', 4);
	EXPECT_LISTS(w, "o4/U=[144] o5/U=[160] o6/U=[192]");
}

/* A pageblock that is only partly in the zone, at its end or its start, is not claimed. */
static void partial_pageblock_is_not_claimed(struct world *w)
{
	boot_limits(w, 700, 100, 100, 1);
	EXPECT_TAKE(w, 0, 'U', 9);
	EXPECT_TAKE(w, 696, 'U', 0);
	EXPECT_TYPE(w, 'M', 512);
	EXPECT_LISTS(w, "o0/M=[697] o1/M=[698] o3/M=[688] o4/M=[672] o5/M=[640] o7/M=[512]");
	machine_new(w, PROFILE_LINUX_6_12);
	machine_pcp(w, 100, 1);
	machine_zone(w, 0, ZONE_NORMAL, 256, 1024);
	machine_boot(w);
	EXPECT_TYPE(w, 'U', 256);
	EXPECT_TAKE(w, 512, 'M', 9);
	EXPECT_TAKE(w, 256, 'M', 0);
	EXPECT_TYPE(w, 'U', 256);
	EXPECT_LIST(w, "o0/U", "257");
	EXPECT_LIST(w, "o7/U", "384");
}

/* The CMA balance reads the counters as they are now, block by block. */
static void balance_is_live(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_12);
	machine_pcp(w, 14, 7);
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_range(w, RANGE_CMA, 1024, 2048);
	machine_boot(w);
	EXPECT_FREE_COUNT(w, 512); /* at boot two pageblocks were released; the second found the maximum of 32 batches */
	EXPECT_LISTS(w, "o10/M=[0] o10/C=[1024]");
	EXPECT_TAKE(w, 0, 'M', 0);
	EXPECT_PCP(w, 0, "M0=[1024,1,1025,2,1026,3]");
	EXPECT_FREE(w, 2041);
	EXPECT_FREE_CMA(w, 1021);
	EXPECT_FREE_COUNT(w, 256);
}

static const struct corner_case cases[] = {
	{ "steal", "D5 D7 D8: a refill that stole goes on stealing", steals_stay_steals },
	{ "claim", "D5 D6 D8: a refill that claimed goes on with its own lists", claims_are_made_once },
	{ "nofragment", "D5: NOFRAGMENT neither claims small blocks nor steals", nofragment_fails_first },
	{ "boost", "D6 D7: a claim that fails boosts, too", boost_without_claim },
	{ "half", "D6: half a pageblock free is enough for a claim", half_a_pageblock_is_claimed },
	{ "movable", "D6: movable pages do not count as alike for an unmovable request", movable_pages_count_against_it },
	{ "ungrouped", "D6 F12: without grouping every claim is granted", ungrouped_claims_always },
	{ "partial-claim", "D6: a pageblock that crosses an end of the zone is not claimed", partial_pageblock_is_not_claimed },
	{ "balance", "D2 D5: CMA balance, block by block", balance_is_live },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
