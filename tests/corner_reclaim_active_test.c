// SPDX-License-Identifier: MIT
/*
 * Corner cases of page sets while kswapd is at work in the zone: how much they may keep, and how their limits move. Every number was reckoned by hand
 * from the rules.
 *
 * Rules: docs/semantics/pcp.md, P12; docs/semantics/linux-6.12.md, D14.
 */
#include "tests/corner_locks.h"

/* High 20, but no more than four batches of 3. A block of order 1 freed after a flush still flushes everything. */
static void limited_to_four_batches(struct world *w)
{
	boot_sets(w, PROFILE_LINUX_6_1, 20, 3);
	TAKE_SINGLES(w);
	reclaim_active(w, 0, true);
	give_run(w, 0, 11);
	EXPECT_FREE(w, 4032);
	give(w, 11, 0);
	EXPECT_COUNT(w, 9);
	EXPECT_FREE(w, 4035);
	EXPECT_FREE_FACTOR(w, 1);
	EXPECT_HIGH(w, 20);
	EXPECT(w, "block of order 1", 0, take_past(w, 1, 0)); /* of the three flushed */
	give(w, 0, 1);
	EXPECT_COUNT(w, 0);
	EXPECT_FREE(w, 4044);
	EXPECT_FREE_FACTOR(w, 1);
}

static void high_below_four_batches(struct world *w)
{
	boot_sets(w, PROFILE_LINUX_6_1, 10, 3);
	TAKE_SINGLES(w);
	reclaim_active(w, 0, true);
	give_run(w, 0, 9);
	EXPECT_COUNT(w, 9);
	give(w, 9, 0);
	EXPECT_COUNT(w, 7);
}

/* What is there stays until the next free. Of 12 three at least remain, so 3, 6 and 9 pages go; with 20 again, 12. */
static void limit_comes_and_goes(struct world *w)
{
	boot_sets(w, PROFILE_LINUX_6_1, 20, 3);
	TAKE_SINGLES(w);
	give_run(w, 0, 19);
	reclaim_active(w, 0, true);
	EXPECT_COUNT(w, 19);
	give(w, 19, 0);
	EXPECT_COUNT(w, 17);
	give(w, 20, 0);
	EXPECT_COUNT(w, 12);
	EXPECT_FREE_FACTOR(w, 2);
	give(w, 21, 0);
	EXPECT_COUNT(w, 4);
	EXPECT_FREE_FACTOR(w, 2);
	reclaim_active(w, 0, false);
	give_run(w, 22, 15);
	EXPECT_COUNT(w, 19);
	give(w, 37, 0);
	EXPECT_COUNT(w, 8);
}

static void zones_apart(struct world *w)
{
	boot_two_zones(w, PROFILE_LINUX_6_1, 1, 20, 3);
	EXPECT_TAKE(w, 1024, 'M', 6);
	split(w, 1024, 6);
	EXPECT(w, "block of zone 0", 0, take_dma32(w, 6));
	split(w, 0, 6);
	reclaim_active(w, 1, true);
	give_run(w, 1024, 12);
	give_run(w, 0, 12);
	EXPECT_COUNT(w, 12);
	reclaim_active(w, ZONE_ALL, true);
	give(w, 12, 0);
	EXPECT_COUNT(w, 10);
	reclaim_active(w, 0, false);
	give_run(w, 13, 3);
	EXPECT_COUNT(w, 13);
	w->zone = 1;
	EXPECT_COUNT(w, 9);
	give_run(w, 1036, 3); /* the third makes 12: six go */
	EXPECT_COUNT(w, 6);
}

/* Nothing is kept, whether kswapd is at work or not. */
static void high_0(struct world *w)
{
	WITH_LOCKS(profile) {
		boot_sets(w, profile, 0, 4);
		TAKE_SINGLES(w);
		reclaim_active(w, 0, true);
		give(w, 0, 0);
		EXPECT_COUNT(w, 0);
		EXPECT_FREE(w, 4033);
		EXPECT_HIGH(w, 0);
	}
}

/* High falls with every free, by a batch at least. */
static void high_falls(struct world *w)
{
	boot_limits(w, 4096, 10, 100, 4);
	TAKE_RUN(w, 'M', 0, 0, 13);
	EXPECT_HIGH(w, 38);
	EXPECT_COUNT(w, 15);
	reclaim_active(w, 0, true);
	EXPECT_HIGH(w, 38);
	give(w, 0, 0); /* the 16th: four go */
	EXPECT_HIGH(w, 34);
	EXPECT_COUNT(w, 12);
	EXPECT_FREE(w, 4072);
	give_run(w, 1, 3);
	EXPECT_HIGH(w, 22);
	EXPECT_COUNT(w, 15);
	give(w, 4, 0); /* the fifth in a row: five go, and high falls by five */
	EXPECT_HIGH(w, 17);
	EXPECT_COUNT(w, 11);
	give(w, 5, 0); /* the limit is high now: 11, of which four at least remain */
	EXPECT_HIGH(w, 11);
	EXPECT_COUNT(w, 6);
	give(w, 6, 0);
	EXPECT_HIGH(w, 10);
	EXPECT_COUNT(w, 7);
	reclaim_active(w, 0, false);
	give_run(w, 7, 2);
	EXPECT_HIGH(w, 10);
	EXPECT_COUNT(w, 9);
	give(w, 9, 0); /* ten in a row and a batch: high is 14 from now on */
	EXPECT_HIGH(w, 14);
	EXPECT_COUNT(w, 4);
	EXPECT_FREE(w, 4089);
}

/* The second of two blocks of order 1 flushes everything, though nine pages are below any limit. */
static void everything_all_the_same(struct world *w)
{
	boot_limits(w, 4096, 10, 100, 4);
	TAKE_SINGLES(w);
	EXPECT(w, "block of order 1", 64, take_past(w, 1, 0));
	EXPECT(w, "block of order 1", 66, take_past(w, 1, 0));
	reclaim_active(w, 0, true);
	give_run(w, 0, 5);
	give(w, 64, 1);
	EXPECT_FREE_COUNT(w, 7);
	EXPECT_COUNT(w, 7);
	give(w, 66, 1);
	EXPECT_COUNT(w, 0);
	EXPECT_FREE(w, 4037);
	EXPECT_HIGH(w, 10);
}

/* Limits that are equal: 12 pages in a row, of which three at least remain. */
static void equal_limits(struct world *w)
{
	boot_limits(w, 4096, 20, 20, 3);
	TAKE_SINGLES(w);
	reclaim_active(w, 0, true);
	give_run(w, 0, 11);
	EXPECT_COUNT(w, 11);
	EXPECT_HIGH(w, 20);
	give(w, 11, 0);
	EXPECT_COUNT(w, 3);
	EXPECT_HIGH(w, 20);
	reclaim_active(w, 0, false);
	give_run(w, 12, 16);
	EXPECT_COUNT(w, 19);
}

static const struct corner_case cases[] = {
	{ "reclaim", "P12: four batches instead of high, and everything if the order says so", limited_to_four_batches },
	{ "reclaim-below", "P12: but never more than high", high_below_four_batches },
	{ "reclaim-ends", "P12: from the next free on, until it ends", limit_comes_and_goes },
	{ "reclaim-zones", "P12: zone by zone", zones_apart },
	{ "reclaim-0", "P12 D14: high 0 is 0", high_0 },
	{ "reclaim-6.12", "P12 D14: high falls, and rises again afterwards", high_falls },
	{ "reclaim-all", "P12 D14: a free that flushes everything does so all the same", everything_all_the_same },
	{ "reclaim-equal", "P12 D14: also where high_min is high_max", equal_limits },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
