// SPDX-License-Identifier: MIT
/*
 * Corner cases of linux-6.12: page sets whose high follows the load, and the zone below its high mark. All numbers were computed by hand
 * from the rules.
 *
 * Rules: docs/semantics/linux-6.12.md, D11 to D17.
 */
#include "tests/corner.h"

static void decay(struct world *w)
{
	ask(w, (struct request){ .kind = REQ_DECAY });
}

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
	EXPECT_COUNT(w, 5); /* a refill of six: 16387 is taken, five remain */
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
	EXPECT_COUNT(w, 15); /* 16 = 20 - 0 - 4, exactly twice the last refill */
	EXPECT_ALLOC_FACTOR(w, 3);
	TAKE_RUN(w, 'M', 0, 13, 29);
	EXPECT_COUNT(w, 15); /* 32 would be too many: 16, and doubling ends */
	EXPECT_ALLOC_FACTOR(w, 3);
	EXPECT_HIGH(w, 20);
}

/* Equal limits: high stays, refills grow up to the room in the set. A page set too small for a batch is refilled by single blocks. */
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

/* Limits that cross: the upper one is applied first, so high alternates. */
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

/*
 * Allocations from the set halve the free count, and frees the alloc factor; pages in bulk use the alloc factor, but leave the free
 * count.
 */
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
	EXPECT_TAKE(w, 1024, 'M', 10); /* an order that is not cached */
	EXPECT_FREE_COUNT(w, 2);
}

/* Frees without allocations let high grow, and more pages go per flush. */
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
	give(w, 19, 0); /* count 14: ten go; 20 + 4 is above high_max */
	EXPECT_PCP(w, 0, "U0=[19,18,17,16]");
	EXPECT_HIGH(w, 20);
	EXPECT_FREE(w, 4080);
	EXPECT_LIST(w, "o4/U", "0");
	give_run(w, 20, 12);
	EXPECT_COUNT(w, 16);
	EXPECT_FREE_COUNT(w, 32);
}

/* The free count stops at 32 batches. */
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

/* Blocks of order 1 in a row: once the free count is a batch, and the last free was one of them, the set is emptied. */
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
	give(w, 2, 1); /* free count 2 is less than a batch */
	EXPECT_COUNT(w, 7);
	give(w, 4, 1); /* 4 is a batch */
	EXPECT_COUNT(w, 0);
	EXPECT_FREE(w, 4096 - 11); /* four blocks and one page are out */
	EXPECT_FREE_COUNT(w, 6);
	EXPECT_HIGH(w, 20);
	give(w, 16, 0);
	EXPECT(w, "last free was of order 1..3", false, pcp(w)->prev_free_high_order);
	give(w, 6, 1); /* a page in between ends the row */
	EXPECT_PCP(w, 0, "U0=[16] U1=[6]");
	give(w, 8, 1);
	EXPECT_PCP(w, 0, "");
}

/* With a big cache a batch must be on the lists as well. */
static void big_cache_keeps_more(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_12);
	machine_pcp(w, 20, 4);
	w->machine.cache_pages = 12;
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
	EXPECT(w, "cache is big", false, pcp(w)->free_high_batch); /* three batches are not more than three batches */
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

/* When the set is emptied high falls by 32 batches, but not below high_min. */
static void freeing_high_orders_lowers_high(struct world *w)
{
	boot_limits(w, 4096, 10, 100, 2);
	TAKE_RUN(w, 'U', 1, 0, 8); /* two blocks per refill: high 12, 14 */
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
	EXPECT_HIGH(w, 10); /* does not grow below the high mark */
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
	EXPECT_BELOW_HIGH(w, true); /* only a flush checks */
	give(w, 3851, 0);
	EXPECT_FREE(w, 1160);
	EXPECT_BELOW_HIGH(w, false);
}

/* Below the high mark each free lowers high by the free count, and nothing is flushed before high_min is reached. */
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
	EXPECT_PCP(w, 0, "U0=[2,1,0,5,6,7]"); /* a batch left from the tail */
	EXPECT_FREE(w, 120);
}

/* The high mark is tested with the request's flags, so the second chance without boost applies there, too; only ALLOC_HIGH has it. */
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

/* At most 32 batches go at once: high rises to what remains, although that is above its maximum. A block is flushed whole. */
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

/* A movable request without ALLOC_CMA uses the page set. */
static void lists_are_for_all(struct world *w)
{
	boot_limits(w, 4096, 10, 20, 4);
	EXPECT(w, "page taken", 0, take_flags(w, 'M', 0, FREELY));
	EXPECT_PCP(w, 0, "M0=[1,2,3]");
}

static const struct corner_case cases[] = {
	{ "refills", "D14 D15: each refill doubles, high grows by as much", refills_double },
	{ "maximum", "D14: high ends at its maximum, and so does doubling", high_stops_at_its_maximum },
	{ "fixed", "D14: equal limits: high stays", fixed_high_stays },
	{ "crossed", "D14 D15: a high_min above high_max", crossed_limits },
	{ "orders", "D14: refills of larger orders", refills_of_larger_orders },
	{ "factors", "D14: allocations halve the free count, frees the alloc factor", factors_halve },
	{ "frees", "D14: frees let high grow", frees_let_high_grow },
	{ "bound", "D14: the free count is bounded", free_count_is_bounded },
	{ "free-high", "D14: larger orders freed in a row empty the set", freeing_high_orders_empties_the_set },
	{ "big", "D14 D16: with a big cache the set is not emptied before a batch is on the lists", big_cache_keeps_more },
	{ "free-high-min", "D14: emptying the set lowers high", freeing_high_orders_lowers_high },
	{ "below-high", "D12 D14: ZONE_BELOW_HIGH is set and cleared", below_high },
	{ "below-high-min", "D14: while the zone is below its high mark, frees lower pcp high", below_high_lowers_high },
	{ "second-chance", "D11 D12: ALLOC_MIN_RESERVE is tested without the boost", second_chance },
	{ "natural", "D15 D16: limits by the size of the zone", natural_limits },
	{ "decay", "D17: high falls by an eighth", ageing },
	{ "decay-large", "D17: 32 batches at most", ageing_of_a_large_block },
	{ "no-gate", "D13: movable requests without ALLOC_CMA use the page set", lists_are_for_all },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
