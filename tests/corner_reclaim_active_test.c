// SPDX-License-Identifier: MIT
/*
 * Corner cases of ZONE_RECLAIM_ACTIVE, set while kswapd reclaims in a zone: how much page sets may keep, and how their limits move.
 * All numbers were computed by hand from the rules.
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
	EXPECT(w, "block of order 1", 0, take_past(w, 1, 0)); /* made of pages that were flushed */
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

/* Cached pages stay until the next free. At a limit of 12 at least three remain, so 3, 6 and 9 pages go; at 20 again, 12 go. */
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
	give_run(w, 1036, 3); /* the third page makes 12: six go */
	EXPECT_COUNT(w, 6);
}

/* Nothing is kept, whether the bit is set or not. */
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

/* High falls with every free, by at least a batch. */
static void high_falls(struct world *w)
{
	boot_limits(w, 4096, 10, 100, 4);
	TAKE_RUN(w, 'M', 0, 0, 13);
	EXPECT_HIGH(w, 38);
	EXPECT_COUNT(w, 15);
	reclaim_active(w, 0, true);
	EXPECT_HIGH(w, 38);
	give(w, 0, 0); /* the 16th page: four go */
	EXPECT_HIGH(w, 34);
	EXPECT_COUNT(w, 12);
	EXPECT_FREE(w, 4072);
	give_run(w, 1, 3);
	EXPECT_HIGH(w, 22);
	EXPECT_COUNT(w, 15);
	give(w, 4, 0); /* the fifth in a row: five go, and high falls by five */
	EXPECT_HIGH(w, 17);
	EXPECT_COUNT(w, 11);
	give(w, 5, 0); /* now high, 11, is the limit, and at least four pages remain */
	EXPECT_HIGH(w, 11);
	EXPECT_COUNT(w, 6);
	give(w, 6, 0);
	EXPECT_HIGH(w, 10);
	EXPECT_COUNT(w, 7);
	reclaim_active(w, 0, false);
	give_run(w, 7, 2);
	EXPECT_HIGH(w, 10);
	EXPECT_COUNT(w, 9);
	give(w, 9, 0); /* ten freed in a row plus a batch: high becomes 14 */
	EXPECT_HIGH(w, 14);
	EXPECT_COUNT(w, 4);
	EXPECT_FREE(w, 4089);
}

/* The second of two blocks of order 1 flushes everything, although nine pages are below every limit. */
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

/* Equal limits: 12 pages freed in a row, of which at least three remain. */
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
	{ "reclaim", "P12: frees keep four batches instead of high; a block of order 1 freed after a flush still flushes everything", limited_to_four_batches },
	{ "reclaim-below", "P12: if high is below four batches, it is the limit", high_below_four_batches },
	{ "reclaim-ends", "P12: the limit holds from the next free until kswapd is done", limit_comes_and_goes },
	{ "reclaim-zones", "P12: each zone has its own bit", zones_apart },
	{ "reclaim-0", "P12 D14: with high 0 nothing is kept", high_0 },
	{ "reclaim-6.12", "P12 D14: in 6.12 high falls, and rises again afterwards", high_falls },
	{ "reclaim-all", "P12 D14: in 6.12, too, the second block of order 1 flushes everything", everything_all_the_same },
	{ "reclaim-equal", "P12 D14: the limit also holds if high_min equals high_max", equal_limits },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
