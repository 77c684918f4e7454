// SPDX-License-Identifier: MIT
/*
 * Corner cases of linux-6.12: page sets whose high follows the load, claims and steals, what is counted when, large blocks, the reserve, isolation.
 * Every number was reckoned by hand from the rules. Watermarks, the slow path and checks: corner_six_twelve_system_test.c.
 *
 * Rules: docs/semantics/linux-6.12.md.
 */
#include "tests/fixture.h"

enum {
	URGENT = WMARK_MIN | ALLOC_HIGH | ALLOC_HARDER | ALLOC_HIGHATOMIC,
	FREELY = ALLOC_NO_WATERMARKS,
};

static const struct pcp_view *pcp(struct world *w)
{
	return &look(w)->pcp[w->zone * w->machine.nr_cpus + w->cpu];
}

#define EXPECT_HIGH(world, pages) EXPECT(world, "pcp high", pages, pcp(world)->high)
#define EXPECT_COUNT(world, pages) EXPECT(world, "pcp count", pages, pcp(world)->count)
#define EXPECT_ALLOC_FACTOR(world, factor) EXPECT(world, "alloc factor", factor, pcp(world)->alloc_factor)
#define EXPECT_FREE_COUNT(world, pages) EXPECT(world, "free count", pages, pcp(world)->free_count)
#define EXPECT_BELOW_HIGH(world, is) EXPECT(world, "below high", is, zone_now(world).below_high)
#define EXPECT_HFREE(world, pages) EXPECT(world, "free highatomic pages", pages, zone_now(world).free_highatomic)

/* One zone from pfn 0 on, page sets of given limits. */
static void boot_limits(struct world *w, pfn_t end, uint32_t high_min, uint32_t high_max, uint32_t batch)
{
	machine_new(w, PROFILE_LINUX_6_12);
	machine_pcp(w, high_min, batch);
	w->machine.pcp_high_max = high_max;
	machine_zone(w, 0, ZONE_NORMAL, 0, end);
	machine_boot(w);
}

static void isolate(struct world *w, pfn_t start, pfn_t end)
{
	EXPECT(w, "isolated", 0, ask(w, (struct request){ .kind = REQ_ISOLATE, .pfn = start, .end_pfn = end, .migratetype = MIGRATE_MOVABLE }));
}

static void unisolate(struct world *w, pfn_t start, pfn_t end, uint8_t type)
{
	ask(w, (struct request){ .kind = REQ_UNISOLATE, .pfn = start, .end_pfn = end, .migratetype = type });
}

static void decay(struct world *w)
{
	ask(w, (struct request){ .kind = REQ_DECAY });
}

static bool watermark_ok(struct world *w, int64_t mark, uint32_t alloc_flags)
{
	return ask(w, (struct request){ .kind = REQ_WMARK_OK, .value = mark, .hzi = ZONE_NORMAL, .alloc_flags = alloc_flags }) != 0;
}

/* ---- page sets ---- */

/* Managed 16384: batch 3, low mark 320, an eighth 2048. Refills of 3, 6, 12, 24, 48, 96, 96 while high grows by as much. */
static void refills_double(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_6_12, 16384, 32768);
	EXPECT(w, "batch", 3, pcp(w)->batch);
	EXPECT(w, "high_min", 320, pcp(w)->high_min);
	EXPECT(w, "high_max", 2048, pcp(w)->high_max);
	EXPECT_HIGH(w, 0);
	EXPECT_TAKE(w, 16384, 'M', 0);
	EXPECT_PCP(w, 0, "M0=[16385,16386]");
	EXPECT_HIGH(w, 323);
	EXPECT_ALLOC_FACTOR(w, 1);
	EXPECT_FREE(w, 16381);
	TAKE_RUN(w, 'M', 0, 16385, 16388);
	EXPECT_COUNT(w, 5); /* 16387 and five more */
	EXPECT_HIGH(w, 329);
	EXPECT_ALLOC_FACTOR(w, 2);
	TAKE_RUN(w, 'M', 0, 16388, 16477); /* 3 + 6 + 12 + 24 + 48 */
	EXPECT_COUNT(w, 0);
	EXPECT_HIGH(w, 413);
	EXPECT_ALLOC_FACTOR(w, 5);
	EXPECT_FREE(w, 16291);
	EXPECT_TAKE(w, 16477, 'M', 0);
	EXPECT_COUNT(w, 95);
	EXPECT_HIGH(w, 509);
	EXPECT_ALLOC_FACTOR(w, 5);
	TAKE_RUN(w, 'M', 0, 16478, 16574);
	EXPECT_COUNT(w, 95);
	EXPECT_HIGH(w, 605);
	EXPECT_FREE(w, 16099);
}

static void high_stops_at_its_maximum(struct world *w)
{
	boot_limits(w, 4096, 10, 20, 4);
	EXPECT_TAKE(w, 0, 'M', 0);
	EXPECT_HIGH(w, 14);
	EXPECT_COUNT(w, 3);
	TAKE_RUN(w, 'M', 0, 1, 5);
	EXPECT_HIGH(w, 20); /* not 22 */
	EXPECT_COUNT(w, 7);
	TAKE_RUN(w, 'M', 0, 5, 13);
	EXPECT_COUNT(w, 15); /* 16 = 20 - 0 - 4, which is just what doubling wants */
	EXPECT_ALLOC_FACTOR(w, 3);
	TAKE_RUN(w, 'M', 0, 13, 29);
	EXPECT_COUNT(w, 15); /* 32 would be more: 16, and no more doubling */
	EXPECT_ALLOC_FACTOR(w, 3);
	EXPECT_HIGH(w, 20);
}

/* Equal limits: high stays, refills grow up to what there is room for. A page set too small for a batch gets single blocks. */
static void fixed_high_stays(struct world *w)
{
	boot_limits(w, 4096, 10, 0, 4);
	EXPECT(w, "high_max", 10, pcp(w)->high_max);
	TAKE_RUN(w, 'M', 0, 0, 5);
	EXPECT_HIGH(w, 10);
	EXPECT_COUNT(w, 5); /* six = 10 - 0 - 4 */
	EXPECT_ALLOC_FACTOR(w, 1);
	boot_limits(w, 4096, 3, 3, 4);
	EXPECT_TAKE(w, 0, 'M', 0);
	EXPECT_COUNT(w, 0);
	EXPECT_ALLOC_FACTOR(w, 0);
	EXPECT_HIGH(w, 3);
	EXPECT_TAKE(w, 8, 'M', 3);
	EXPECT_COUNT(w, 0);
}

/* Limits that cross: the upper one comes first, so high goes to and fro. */
static void crossed_limits(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_12);
	w->machine.min_free_kbytes = 8192; /* pages_min 2048, low 2560, of 4096 pages */
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
	EXPECT(w, "high_min", 2560, pcp(w)->high_min);
	EXPECT(w, "high_max", 512, pcp(w)->high_max);
	EXPECT_TAKE(w, 0, 'M', 0); /* high 0 becomes 2560, then min(2560 + 1, 512) */
	EXPECT_HIGH(w, 512);
	give(w, 0, 0); /* 512 is not below the maximum */
	EXPECT_HIGH(w, 512);
}

/* Larger orders: a batch of pages, at least two blocks, and no doubling. */
static void refills_of_larger_orders(struct world *w)
{
	boot_limits(w, 4096, 100, 200, 12);
	EXPECT_TAKE(w, 0, 'U', 1);
	EXPECT_PCP(w, 0, "U1=[2,4,6,8,10]");
	EXPECT_HIGH(w, 112);
	EXPECT_ALLOC_FACTOR(w, 0);
	EXPECT_TAKE(w, 12, 'U', 2); /* three blocks: what is left of the o4 at 0, then the o4 at 16 */
	EXPECT_PCP(w, 0, "U1=[2,4,6,8,10] U2=[16,20]");
	EXPECT_HIGH(w, 124);
}

/* Attempts halve the free count and frees the alloc factor; pages in bulk touch only the latter's use. */
static void factors_halve(struct world *w)
{
	boot_limits(w, 4096, 100, 200, 4);
	TAKE_RUN(w, 'M', 0, 0, 13); /* refills of 4, 8, 16 */
	EXPECT_ALLOC_FACTOR(w, 3);
	give(w, 0, 0);
	EXPECT_ALLOC_FACTOR(w, 1);
	EXPECT_FREE_COUNT(w, 1);
	give(w, 1, 0);
	EXPECT_ALLOC_FACTOR(w, 0);
	give_run(w, 2, 3);
	EXPECT_FREE_COUNT(w, 5);
	ask(w, (struct request){ .kind = REQ_ALLOC_BULK, .gfp = GFP_HIGHUSER_MOVABLE, .count = 2 });
	EXPECT_FREE_COUNT(w, 5);
	EXPECT_TAKE(w, 2, 'M', 0);
	EXPECT_FREE_COUNT(w, 2);
	EXPECT_TAKE(w, 1024, 'M', 10); /* no order of page sets */
	EXPECT_FREE_COUNT(w, 2);
}

/* Frees without allocations let high grow, and more go at a time. */
static void frees_let_high_grow(struct world *w)
{
	boot_limits(w, 4096, 10, 20, 4);
	EXPECT_TAKE(w, 0, 'U', 5);
	split(w, 0, 5);
	give_run(w, 0, 9);
	EXPECT_COUNT(w, 9);
	EXPECT_HIGH(w, 10);
	EXPECT_FREE_COUNT(w, 9);
	give(w, 9, 0); /* count 10: six go, which leaves a batch; high becomes 10 + 4 */
	EXPECT_PCP(w, 0, "U0=[9,8,7,6]");
	EXPECT_HIGH(w, 14);
	EXPECT_FREE(w, 4070);
	give_run(w, 10, 9);
	EXPECT_COUNT(w, 13);
	give(w, 19, 0); /* count 14: ten go; 20 + 4 is more than high may be */
	EXPECT_PCP(w, 0, "U0=[19,18,17,16]");
	EXPECT_HIGH(w, 20);
	EXPECT_FREE(w, 4080);
	EXPECT_LIST(w, "o4/U", "0");
	give_run(w, 20, 12);
	EXPECT_COUNT(w, 16);
	EXPECT_FREE_COUNT(w, 32);
}

/* No more than 32 batches are remembered. */
static void free_count_is_bounded(struct world *w)
{
	boot_limits(w, 4096, 400, 400, 4);
	EXPECT_TAKE(w, 0, 'U', 8);
	split(w, 0, 8);
	give_run(w, 0, 130);
	EXPECT_FREE_COUNT(w, 128);
	EXPECT_COUNT(w, 130);
	boot_limits(w, 4096, 400, 400, 1);
	EXPECT_TAKE(w, 0, 'U', 3);
	EXPECT_TAKE(w, 8, 'U', 3);
	EXPECT_TAKE(w, 16, 'U', 9 - 5);
	split(w, 16, 4);
	give_run(w, 16, 15);
	give(w, 31, 0);
	give(w, 0, 3);
	give(w, 8, 3);
	EXPECT_FREE_COUNT(w, 32);
}

/* Order 1 in a row: with a batch freed and the last free one of them, all go. */
static void freeing_high_orders_empties_the_set(struct world *w)
{
	boot_limits(w, 4096, 20, 20, 4);
	TAKE_RUN(w, 'U', 1, 0, 16);
	EXPECT_TAKE(w, 16, 'U', 0);
	EXPECT_COUNT(w, 3); /* 17, 18, 19 */
	EXPECT(w, "last free was of order 1..3", false, pcp(w)->prev_free_high_order);
	give(w, 0, 1);
	EXPECT(w, "last free was of order 1..3", true, pcp(w)->prev_free_high_order);
	EXPECT_COUNT(w, 5);
	give(w, 2, 1); /* free count 2 is no batch */
	EXPECT_COUNT(w, 7);
	give(w, 4, 1); /* 4 is */
	EXPECT_COUNT(w, 0);
	EXPECT_FREE(w, 4096 - 11); /* four blocks and one page are out */
	EXPECT_FREE_COUNT(w, 6);
	EXPECT_HIGH(w, 20);
	give(w, 16, 0);
	EXPECT(w, "last free was of order 1..3", false, pcp(w)->prev_free_high_order);
	give(w, 6, 1); /* not one after the other any more */
	EXPECT_PCP(w, 0, "U0=[16] U1=[6]");
	give(w, 8, 1);
	EXPECT_PCP(w, 0, "");
}

/* With a big cache it takes a batch on the lists, too. */
static void big_cache_keeps_more(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_12);
	machine_pcp(w, 20, 4);
	w->machine.cache_pages = 12;
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
	EXPECT(w, "cache is big", false, pcp(w)->free_high_batch); /* three batches are not more than three */
	w->machine.cache_pages = 13;
	machine_boot(w);
	EXPECT(w, "cache is big", true, pcp(w)->free_high_batch);
	TAKE_RUN(w, 'U', 1, 0, 16);
	give(w, 0, 1);
	give(w, 2, 1);
	give(w, 4, 1); /* three blocks: six pages */
	EXPECT_COUNT(w, 0);
	give(w, 6, 1);
	EXPECT_COUNT(w, 2);
	give(w, 8, 1);
	EXPECT_COUNT(w, 0);
}

/* High falls by 32 batches then, not below its minimum. */
static void freeing_high_orders_lowers_high(struct world *w)
{
	boot_limits(w, 4096, 10, 100, 2);
	TAKE_RUN(w, 'U', 1, 0, 8); /* two blocks a time: high 12, 14 */
	EXPECT_HIGH(w, 14);
	give(w, 0, 1);
	give(w, 2, 1); /* free count 2 is a batch */
	EXPECT_COUNT(w, 0);
	EXPECT_HIGH(w, 10);
}

/* Managed 4096: high mark 192. */
static void below_high(struct world *w)
{
	boot_limits(w, 4096, 10, 20, 4);
	TAKE_RUN(w, 'U', 10, 0, 3072);
	TAKE_RUN(w, 'U', 8, 3072, 3840);
	EXPECT_FREE(w, 256);
	EXPECT_BELOW_HIGH(w, false);
	EXPECT_TAKE(w, 3840, 'U', 7); /* 256 - 127 is not above 192 */
	EXPECT_BELOW_HIGH(w, true);
	EXPECT_TAKE(w, 3968, 'U', 0);
	EXPECT_HIGH(w, 10); /* does not grow now */
	EXPECT_PCP(w, 0, "U0=[3969,3970,3971]");
	EXPECT_FREE(w, 124);
	split(w, 3840, 7);
	give(w, 3968, 0);
	give_run(w, 3840, 5);
	EXPECT_COUNT(w, 9);
	give(w, 3845, 0); /* six go: 10 less a batch, free count 7 */
	EXPECT_PCP(w, 0, "U0=[3845,3844,3843,3842]");
	EXPECT_FREE(w, 130);
	EXPECT_BELOW_HIGH(w, true); /* 130 is not above 192 */
	give(w, 0, 10);
	give_run(w, 3846, 5);
	EXPECT_BELOW_HIGH(w, true); /* only a flush looks */
	give(w, 3851, 0);
	EXPECT_FREE(w, 1160);
	EXPECT_BELOW_HIGH(w, false);
}

/* Below the high mark each free lowers high by what was freed lately, and nothing is flushed before the minimum is reached. */
static void below_high_lowers_high(struct world *w)
{
	boot_limits(w, 4096, 10, 40, 4);
	TAKE_RUN(w, 'U', 0, 0, 5);
	EXPECT_HIGH(w, 22);
	TAKE_RUN(w, 'U', 10, 1024, 4096);
	TAKE_RUN(w, 'U', 8, 256, 1024);
	EXPECT_BELOW_HIGH(w, false);
	EXPECT_TAKE(w, 128, 'U', 7);
	EXPECT_BELOW_HIGH(w, true);
	EXPECT_FREE(w, 116);
	give(w, 0, 0);
	EXPECT_HIGH(w, 18);
	give(w, 1, 0);
	EXPECT_HIGH(w, 14);
	EXPECT_COUNT(w, 9);
	give(w, 2, 0);
	EXPECT_HIGH(w, 10);
	EXPECT_PCP(w, 0, "U0=[2,1,0,5,6,7]"); /* a batch went by the tail */
	EXPECT_FREE(w, 120);
}

/* The high mark is tried with the call's flags, so that the second chance without boost is given there, too; only ALLOC_HIGH has it. */
static void second_chance(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_12);
	machine_pcp(w, 0, 1);
	w->machine.min_free_kbytes = 0; /* marks 0, 16, 32 */
	machine_zone(w, 0, ZONE_NORMAL, 0, 16384);
	machine_boot(w);
	TAKE_RUN(w, 'U', 10, 0, 15360);
	TAKE_RUN(w, 'U', 8, 15360, 16128);
	TAKE_RUN(w, 'U', 5, 16128, 16160);
	TAKE_RUN(w, 'U', 4, 16160, 16176);
	EXPECT_FREE(w, 208);
	ask(w, (struct request){ .kind = REQ_MIN_FREE_KBYTES, .value = 1024 }); /* 256, 320, 384 */
	ask(w, (struct request){ .kind = REQ_SET_BOOST, .value = 576 });
	EXPECT_BELOW_HIGH(w, false);
	EXPECT(w, "page taken", 16176, take_flags(w, 'U', 0, WMARK_MIN | ALLOC_HIGH)); /* 208 > 256 - 128 */
	EXPECT_BELOW_HIGH(w, false);
	EXPECT(w, "no page", PFN_NONE, take_gfp(w, GFP_BIT_ATOMIC, 0, WMARK_MIN));
	EXPECT_BELOW_HIGH(w, true);
	EXPECT(w, "no page", PFN_NONE, take_flags(w, 'U', 0, WMARK_LOW | ALLOC_HIGH));
	EXPECT(w, "page taken", 16177, take_flags(w, 'U', 0, WMARK_MIN | ALLOC_HIGH));
}

/* 190 pages of cache are more than three batches of 63; of 262144 pages the low mark is 1286 and an eighth 32768. */
static void natural_limits(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_12);
	w->machine.nr_cpus = 2;
	w->machine.cache_pages = 190;
	machine_zone(w, 0, ZONE_NORMAL, 0, 262144);
	machine_boot(w);
	EXPECT(w, "batch", 63, pcp(w)->batch);
	EXPECT(w, "high_min", 643, pcp(w)->high_min);
	EXPECT(w, "high_max", 16384, pcp(w)->high_max);
	EXPECT(w, "cache is big", true, pcp(w)->free_high_batch);
	ask(w, (struct request){ .kind = REQ_CPU_DEAD, .cpu = 1 });
	EXPECT(w, "high_min", 1286, pcp(w)->high_min);
	EXPECT(w, "high_max", 32768, pcp(w)->high_max);
	ask(w, (struct request){ .kind = REQ_FRACTION, .value = 16 });
	EXPECT(w, "high_min", 16384, pcp(w)->high_min);
	EXPECT(w, "high_max", 16384, pcp(w)->high_max);
	EXPECT_HIGH(w, 0);
	w->machine.cache_pages = 189;
	machine_boot(w);
	EXPECT(w, "cache is big", false, pcp(w)->free_high_batch);
}

static void ageing(struct world *w)
{
	boot_limits(w, 4096, 4, 40, 4);
	TAKE_RUN(w, 'M', 0, 0, 5); /* refills of 4 and 8: high 8, 16 */
	give_run(w, 0, 5);
	EXPECT_COUNT(w, 12);
	EXPECT_HIGH(w, 16);
	decay(w);
	EXPECT_HIGH(w, 14);
	decay(w);
	EXPECT_HIGH(w, 13);
	decay(w);
	EXPECT_HIGH(w, 12);
	EXPECT_COUNT(w, 12);
	EXPECT_FREE(w, 4084);
	decay(w);
	EXPECT_HIGH(w, 11);
	EXPECT_PCP(w, 0, "M0=[4,3,2,1,0,5,6,7,8,9,10]"); /* 11 went */
	EXPECT_FREE(w, 4085);
}

/* Less than 32 batches are to go at once: high rises to the rest, although that is above its maximum. A block is flushed whole. */
static void ageing_of_a_large_block(struct world *w)
{
	boot_limits(w, 4096, 4, 40, 4);
	EXPECT_TAKE(w, 0, 'U', 9);
	EXPECT_PCP(w, 0, "T=[512]");
	EXPECT_HIGH(w, 8);
	decay(w);
	EXPECT_HIGH(w, 384);
	EXPECT_COUNT(w, 0);
	EXPECT_FREE(w, 3584);
	decay(w);
	EXPECT_HIGH(w, 336);
}

/* Movable without ALLOC_CMA goes by the lists. */
static void lists_are_for_all(struct world *w)
{
	boot_limits(w, 4096, 10, 20, 4);
	EXPECT(w, "page taken", 0, take_flags(w, 'M', 0, FREELY));
	EXPECT_PCP(w, 0, "M0=[1,2,3]");
}

/* ---- the search ---- */

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

/* A movable request claims nothing below half a pageblock order; the smallest block is split where it lies, for the rest of the refill, too. */
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

/* An unmovable one claims the pageblock for its 505 pages that are not movable, and the next blocks are its own. */
static void claims_are_made_once(struct world *w)
{
	boot_scraps(w, 'M');
	EXPECT_TAKE(w, 40, 'U', 0);
	EXPECT_PCP(w, 0, "U0=[16,17,8]");
	EXPECT_EXTFRAG(w, "pfn=40 alloc_order=0 fallback_order=2 alloc_migratetype=0 fallback_migratetype=1 fragmenting=1 change_ownership=1");
	EXPECT_LISTS(w, "o0/U=[9] o1/U=[10]");
	EXPECT_TYPE(w, 'U', 0);
}

/* NOFRAGMENT: nothing is claimed below a pageblock, nothing stolen. It is dropped then, and the second attempt is as any. */
static void nofragment_fails_first(struct world *w)
{
	boot_scraps(w, 'M');
	EXPECT(w, "page taken", 40, take_flags(w, 'U', 0, FREELY | ALLOC_NOFRAGMENT));
	EXPECT_FREE_COUNT(w, 1); /* of seven, after two attempts */
	EXPECT_ALLOC_FACTOR(w, 2);
	EXPECT_PCP(w, 0, "U0=[16,17,8,9,10,11]");
}

/* All reclaimable, 128 pages of a pageblock free: not enough to claim, but the zone is boosted. Then the block is split where it lies. */
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

/* 256 of its pages free are enough, whatever the others are. */
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

/* 128 free pages, so many movable ones, and the rest is alike to an unmovable request: 256 movable ones leave enough for a claim, 257 do not. */
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

/* Without grouping by mobility any pageblock is claimed. Its type is U whatever is stored; the list goes by what was asked for. */
static void ungrouped_claims_always(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_12);
	w->machine.mobility = false;
	machine_pcp(w, 0, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 512);
	machine_boot(w);
	for (pfn_t pfn = 0; pfn < 512; pfn += 128)
		EXPECT(w, "page on the LRU", pfn, take_lru(w, 7));
	isolate(w, 0, 512);
	give(w, 128, 7);
	unisolate(w, 0, 512, MIGRATE_MOVABLE);
	EXPECT_LISTS(w, "o7/M=[128]");
	EXPECT_TYPE(w, 'U', 0);
	EXPECT_TAKE(w, 128, 'U', 4);
	EXPECT_LISTS(w, "o4/U=[144] o5/U=[160] o6/U=[192]");
}

/* A pageblock of which the zone has only part, at its end or at its start, is not claimed. */
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

/* The balance of CMA looks at what is free by now, block by block. */
static void balance_is_live(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_12);
	machine_pcp(w, 14, 7);
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_range(w, RANGE_CMA, 1024, 2048);
	machine_boot(w);
	EXPECT_FREE_COUNT(w, 512); /* of the two pageblocks released at boot the second found 32 batches already */
	EXPECT_LISTS(w, "o10/M=[0] o10/C=[1024]");
	EXPECT_TAKE(w, 0, 'M', 0);
	EXPECT_PCP(w, 0, "M0=[1024,1,1025,2,1026,3]");
	EXPECT_FREE(w, 2041);
	EXPECT_FREE_CMA(w, 1021);
	EXPECT_FREE_COUNT(w, 256);
}

/* ---- types, counters, large blocks ---- */

/* Six movable pages wait on a list while their pageblock is claimed: they come back as what it is now. */
static void pages_return_as_their_pageblock(struct world *w)
{
	boot_limits(w, 1024, 100, 100, 7);
	EXPECT_TAKE(w, 0, 'M', 8);
	EXPECT_TAKE(w, 256, 'M', 8);
	EXPECT_TAKE(w, 512, 'M', 0);
	EXPECT_PCP(w, 0, "M0=[513,514,515,516,517,518]");
	EXPECT_TAKE(w, 520, 'U', 2);
	EXPECT_TYPE(w, 'U', 512);
	EXPECT_PCP(w, 0, "M0=[513,514,515,516,517,518] U2=[524]");
	drain(w, 0);
	EXPECT_LISTS(w, "o0/U=[513] o1/U=[514] o2/U=[524,516] o4/U=[528] o5/U=[544] o6/U=[576] o7/U=[640] o8/U=[768]");
	EXPECT_FREE(w, 507);
}

/* One block of two types: freed as two, the second brings the first over to its own. */
static void merging_retypes_the_buddy(struct world *w)
{
	boot_limits(w, 4096, 100, 100, 4);
	EXPECT_TAKE(w, 0, 'M', 10);
	isolate(w, 512, 1024);
	unisolate(w, 512, 1024, MIGRATE_UNMOVABLE);
	EXPECT_TYPE(w, 'M', 0);
	EXPECT_TYPE(w, 'U', 512);
	give(w, 0, 10);
	EXPECT_LISTS(w, "o10/U=[0] o10/M=[1024,2048,3072]");
	EXPECT_TYPE(w, 'U', 0);
	EXPECT_FREE(w, 4096);
}

static void large_block_half_isolated(struct world *w)
{
	boot_limits(w, 4096, 100, 100, 4);
	EXPECT_TAKE(w, 0, 'M', 10);
	isolate(w, 512, 1024);
	give(w, 0, 10);
	EXPECT_LISTS(w, "o9/M=[0] o9/I=[512] o10/M=[1024,2048,3072]");
	EXPECT_FREE(w, 3584);
	unisolate(w, 512, 1024, MIGRATE_MOVABLE);
	EXPECT_LISTS(w, "o10/M=[1024,2048,3072,0]");
	EXPECT_FREE(w, 4096);
}

static void isolation_frees_apart(struct world *w)
{
	boot_limits(w, 4096, 100, 100, 4);
	isolate(w, 512, 1024);
	EXPECT_LISTS(w, "o9/M=[0] o9/I=[512] o10/M=[1024,2048,3072]");
	EXPECT_FREE(w, 3584);
	unisolate(w, 512, 1024, MIGRATE_MOVABLE);
	EXPECT_LISTS(w, "o10/M=[1024,2048,3072,0]");
	isolate(w, 2048, 2560);
	EXPECT_LISTS(w, "o9/M=[2560] o9/I=[2048] o10/M=[1024,3072,0]");
	EXPECT_FREE(w, 3584);
	machine_new(w, PROFILE_LINUX_6_12);
	machine_pcp(w, 100, 4);
	w->machine.max_order = 8;
	w->machine.pageblock_order = 4;
	machine_zone(w, 0, ZONE_NORMAL, 0, 512);
	machine_boot(w);
	isolate(w, 48, 64); /* in the middle of 0/o7 */
	EXPECT_LISTS(w, "o4/M=[32] o4/I=[48] o5/M=[0] o6/M=[64] o7/M=[128,256,384]");
	EXPECT_FREE(w, 496);
}

/* Rounded outwards the range is a pageblock that the zone has not all of. */
static void partial_pageblock_is_not_isolated(struct world *w)
{
	boot_limits(w, 700, 100, 100, 4);
	EXPECT(w, "range", -16,
	       ask(w, (struct request){ .kind = REQ_CONTIG, .pfn = 512, .end_pfn = 600, .migratetype = MIGRATE_MOVABLE, .gfp = GFP_KERNEL }));
	EXPECT_FREE(w, 700);
	EXPECT_TYPE(w, 'M', 512);
}

/* Isolated pages of a list of frees go to the buddy when their turn comes, and are counted as freed. */
static void list_of_frees(struct world *w)
{
	pfn_t pfns[2];
	uint64_t before;

	boot_limits(w, 4096, 100, 100, 1);
	EXPECT(w, "page on the LRU", 0, take_lru(w, 0));
	EXPECT_TAKE(w, 1, 'M', 0);
	EXPECT_TAKE(w, 1024, 'U', 9);
	split(w, 1024, 9);
	give(w, 1, 0);
	EXPECT_PCP(w, 0, "M0=[1,2]");
	isolate(w, 0, 512);
	pfns[0] = 1100;
	pfns[1] = 0;
	before = look(w)->events.pgfree;
	ask(w, (struct request){ .kind = REQ_FREE_LIST, .pfns = pfns, .count = 2 });
	EXPECT(w, "PGFREE", before + 2, look(w)->events.pgfree);
	EXPECT_PCP(w, 0, "U0=[1100] M0=[1,2]");
	EXPECT_LIST(w, "o0/I", "0,3");
	EXPECT_FREE(w, 3072);
	drain(w, 0);
	EXPECT_LIST(w, "o9/I", "0");
	EXPECT_FREE(w, 3073);
}

/* The other half of a pageblock of which half is taken out follows its new type. */
static void taking_out_half_a_pageblock(struct world *w)
{
	boot_limits(w, 4096, 100, 100, 4);
	EXPECT_TAKE(w, 0, 'U', 10);
	EXPECT_TAKE(w, 1024, 'U', 4);
	EXPECT_LISTS(w, "o4/U=[1040] o5/U=[1056] o6/U=[1088] o7/U=[1152] o8/U=[1280] o9/U=[1536] o10/M=[2048,3072]");
	EXPECT(w, "pages", 256, ask(w, (struct request){ .kind = REQ_ISOLATE_FREE, .pfn = 1280, .order = 8 }));
	EXPECT_LISTS(w, "o4/M=[1040] o5/M=[1056] o6/M=[1088] o7/M=[1152] o9/U=[1536] o10/M=[2048,3072]");
	EXPECT_TYPE(w, 'M', 1024);
	EXPECT_FREE(w, 3072 - 16 - 256);
}

/* Guards leave the count with the page that is taken, and come back one by one as they merge. */
static void guards_are_counted(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_12);
	machine_pcp(w, 0, 1);
	w->machine.guardpage_minorder = 2;
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_boot(w);
	EXPECT_TAKE(w, 0, 'M', 3);
	EXPECT_FREE(w, 1016);
	EXPECT_TAKE(w, 8, 'M', 0); /* o2=[12], guards 9 and 10 */
	EXPECT_FREE(w, 1012);
	give(w, 8, 0);
	EXPECT_LIST(w, "o3/M", "8");
	EXPECT_FREE(w, 1016);
	EXPECT_TAKE(w, 8, 'M', 0);
	EXPECT_FREE(w, 1012);
	EXPECT_TAKE(w, 12, 'M', 2);
	EXPECT_FREE(w, 1008);
	give(w, 8, 0);
	EXPECT_FREE(w, 1012); /* 9 and the pair 10 */
	give(w, 12, 2);
	give(w, 0, 3);
	EXPECT_LISTS(w, "o10/M=[0]");
	EXPECT_FREE(w, 1024);
}

/* ---- the reserve ---- */

static void boot_reserve(struct world *w, pfn_t end)
{
	machine_new(w, PROFILE_LINUX_6_12);
	machine_pcp(w, 100, 4);
	w->machine.min_free_kbytes = 0;
	machine_zone(w, 0, ZONE_NORMAL, 0, end);
	machine_boot(w);
}

/* A hundredth, up to whole pageblocks; below one there is none. */
static void reserve_limit(struct world *w)
{
	boot_reserve(w, 51199);
	EXPECT(w, "page taken", 0, take_flags(w, 'U', 4, URGENT));
	EXPECT_RESERVED(w, 0);
	EXPECT_TYPE(w, 'U', 0);
	boot_reserve(w, 51200);
	EXPECT(w, "page taken", 0, take_flags(w, 'U', 4, URGENT));
	EXPECT_RESERVED(w, 512);
	EXPECT_TYPE(w, 'H', 0);
	EXPECT_HFREE(w, 496);
	EXPECT_FREE(w, 51184);
	EXPECT(w, "page taken", 512, take_flags(w, 'U', 4, FREELY)); /* the other half of the o10 block is U */
	EXPECT(w, "page taken", 16, take_flags(w, 'U', 4, URGENT));
	EXPECT_HFREE(w, 480);
	EXPECT(w, "page taken", 1024, take_flags(w, 'R', 10, URGENT)); /* R, since H has none; the limit is reached */
	EXPECT_RESERVED(w, 512);
	EXPECT_TYPE(w, 'R', 1024);
	boot_reserve(w, 51300);
	EXPECT(w, "page taken", 0, take_flags(w, 'U', 4, URGENT));
	EXPECT(w, "page taken", 1024, take_flags(w, 'R', 10, URGENT)); /* two may be reserved: one is, so these two are */
	EXPECT_RESERVED(w, 1536);
	EXPECT_TYPE(w, 'H', 1024);
	EXPECT_TYPE(w, 'H', 1536);
}

/* Its free pages are what watermarks hold back. */
static void reserve_by_free_pages(struct world *w)
{
	boot_reserve(w, 51200);
	EXPECT(w, "page taken", 0, take_flags(w, 'U', 10, URGENT));
	EXPECT_RESERVED(w, 1024);
	EXPECT_HFREE(w, 0);
	EXPECT(w, "50176 > 50175", true, watermark_ok(w, 50175, 0));
	give(w, 0, 10);
	EXPECT_LIST(w, "o10/H", "0");
	EXPECT_HFREE(w, 1024);
	EXPECT_FREE(w, 51200);
	EXPECT(w, "50176 > 50175", true, watermark_ok(w, 50175, 0));
	EXPECT(w, "50176 > 50176", false, watermark_ok(w, 50176, 0));
	EXPECT(w, "51200 > 51199", true, watermark_ok(w, 51199, ALLOC_HIGHATOMIC));
	EXPECT(w, "page taken", 0, take_flags(w, 'U', 8, URGENT));
	EXPECT_HFREE(w, 768);
	EXPECT_RESERVED(w, 1024);
	EXPECT(w, "50176 > 50175", true, watermark_ok(w, 50175, 0));
}

static bool unreserve(struct world *w, uint8_t type)
{
	return ask(w, (struct request){ .kind = REQ_UNRESERVE_HIGHATOMIC, .hzi = ZONE_NORMAL, .migratetype = type, .force = true }) != 0;
}

static void reserve_given_back(struct world *w)
{
	boot_reserve(w, 51200);
	EXPECT(w, "page taken", 0, take_flags(w, 'U', 10, URGENT));
	give(w, 0, 10);
	EXPECT(w, "unreserved", true, unreserve(w, MIGRATE_RECLAIMABLE));
	EXPECT_RESERVED(w, 0);
	EXPECT_HFREE(w, 0);
	EXPECT_LIST(w, "o10/R", "0");
	EXPECT_TYPE(w, 'R', 0);
	EXPECT_TYPE(w, 'R', 512);
	EXPECT_FREE(w, 51200);
	boot_reserve(w, 51200);
	EXPECT(w, "page taken", 0, take_flags(w, 'U', 4, URGENT));
	EXPECT(w, "unreserved", true, unreserve(w, MIGRATE_UNMOVABLE));
	EXPECT_RESERVED(w, 0);
	EXPECT_HFREE(w, 0);
	EXPECT_LIST(w, "o4/U", "16");
	EXPECT_TYPE(w, 'U', 0);
	EXPECT(w, "nothing left", false, unreserve(w, MIGRATE_UNMOVABLE));
}

/* The last 100 pages of the zone lie in a pageblock that goes on behind it. */
static void partial_pageblock_is_not_reserved(struct world *w)
{
	boot_reserve(w, 51300);
	TAKE_RUN(w, 'M', 10, 0, 51200);
	EXPECT_FREE(w, 100);
	EXPECT(w, "page taken", 51264, take_flags(w, 'M', 5, URGENT | ALLOC_CMA));
	EXPECT_RESERVED(w, 0);
	EXPECT_TYPE(w, 'M', 51200);
	EXPECT_HFREE(w, 0);
}

/* Page 1000 and the next, of another zone, are a pageblock: it is not given back, though the reserve has become less by it. */
static void partial_pageblock_is_not_given_back(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_12);
	machine_pcp(w, 0, 1);
	w->machine.min_free_kbytes = 0;
	w->machine.pageblock_order = 1;
	machine_zone(w, 0, ZONE_DMA, 0, 1001);
	machine_zone(w, 0, ZONE_NORMAL, 1001, 4096);
	machine_boot(w);
	/* Boot has freed the block at 0 by pageblocks; those that begin in this zone and merge do it within it. */
	EXPECT_LISTS(w, "o1/M=[1000,1002] o2/M=[1004] o3/M=[992] o4/M=[1008] o5/M=[960] o6/M=[896] o7/M=[768] o8/M=[512] o9/M=[0]");
	for (unsigned int order = 9; order > 1; order--)
		take_gfp(w, GFP_BIT_DMA, order, FREELY);
	EXPECT_FREE(w, 4);
	EXPECT(w, "page taken", 1000, take_gfp(w, GFP_BIT_DMA, 1, URGENT));
	EXPECT_RESERVED(w, 2);
	split(w, 1000, 1);
	give(w, 1000, 0);
	EXPECT_LISTS(w, "o0/H=[1000] o1/M=[1002]");
	EXPECT_HFREE(w, 1);
	EXPECT(w, "unreserved", false, unreserve(w, MIGRATE_UNMOVABLE));
	EXPECT_RESERVED(w, 0);
	EXPECT_LISTS(w, "o0/H=[1000] o1/M=[1002]");
	EXPECT_TYPE(w, 'H', 1000);
	EXPECT(w, "unreserved", false, unreserve(w, MIGRATE_UNMOVABLE));
	EXPECT_RESERVED(w, 0); /* less than a pageblock can be taken from it, and is */
}

static const struct corner_case cases[] = {
	{ "refills", "D14 D15: each refill doubles, high grows by as much", refills_double },
	{ "maximum", "D14: high ends at its maximum, and so does doubling", high_stops_at_its_maximum },
	{ "fixed", "D14: equal limits", fixed_high_stays },
	{ "crossed", "D14 D15: a minimum above the maximum", crossed_limits },
	{ "orders", "D14: refills of larger orders", refills_of_larger_orders },
	{ "factors", "D14: who halves what", factors_halve },
	{ "frees", "D14: frees let high grow", frees_let_high_grow },
	{ "bound", "D14: the free count is bounded", free_count_is_bounded },
	{ "free-high", "D14: larger orders freed in a row empty the set", freeing_high_orders_empties_the_set },
	{ "big", "D14 D16: with a big cache not before a batch", big_cache_keeps_more },
	{ "free-high-min", "D14: and high falls", freeing_high_orders_lowers_high },
	{ "below-high", "D12 D14: the bit is set and cleared", below_high },
	{ "below-high-min", "D14: below the high mark high falls", below_high_lowers_high },
	{ "second-chance", "D11 D12: ALLOC_MIN_RESERVE sees no boost", second_chance },
	{ "natural", "D15 D16: limits by the size of the zone", natural_limits },
	{ "decay", "D17: high falls by an eighth", ageing },
	{ "decay-large", "D17: 32 batches at most", ageing_of_a_large_block },
	{ "no-gate", "D13: movable requests without ALLOC_CMA", lists_are_for_all },
	{ "steal", "D5 D7 D8: a refill that stole goes on stealing", steals_stay_steals },
	{ "claim", "D5 D6 D8: a refill that claimed goes on with its own", claims_are_made_once },
	{ "nofragment", "D5: neither claims nor steals", nofragment_fails_first },
	{ "boost", "D6 D7: boosted, though nothing was claimed", boost_without_claim },
	{ "half", "D6: half a pageblock is enough", half_a_pageblock_is_claimed },
	{ "movable", "D6: movable pages are not alike to unmovable ones", movable_pages_count_against_it },
	{ "ungrouped", "D6 F12: without grouping every claim is granted", ungrouped_claims_always },
	{ "partial-claim", "D6: pageblocks at the ends of a zone", partial_pageblock_is_not_claimed },
	{ "balance", "D2 D5: CMA balance, block by block", balance_is_live },
	{ "typed", "D1: no cached type", pages_return_as_their_pageblock },
	{ "retyped", "D3 D4: merging makes both halves one type", merging_retypes_the_buddy },
	{ "apart", "D4 D19: a large block of which half is isolated", large_block_half_isolated },
	{ "isolate", "D19: a free block is freed again in pageblocks", isolation_frees_apart },
	{ "partial-isolate", "D19: -16 at the ends of a zone", partial_pageblock_is_not_isolated },
	{ "list", "D18 D23: a list of frees", list_of_frees },
	{ "half-out", "D20: what is left of a pageblock follows", taking_out_half_a_pageblock },
	{ "guards", "D2 G2: guards that merge are counted again", guards_are_counted },
	{ "limit", "D9: how much may be reserved", reserve_limit },
	{ "reserve", "D9 D10 D11: watermarks by what is free of it", reserve_by_free_pages },
	{ "unreserve", "D10: large and small", reserve_given_back },
	{ "partial-reserve", "D9: pageblocks at the end of a zone", partial_pageblock_is_not_reserved },
	{ "partial-unreserve", "D10: pageblocks at the end of a zone", partial_pageblock_is_not_given_back },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
