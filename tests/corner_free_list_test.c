// SPDX-License-Identifier: MIT
/*
 * Corner cases of lists of pages and blocks freed by one call: when the lock of a page set is taken and released, what goes first, what is
 * refused. All numbers were computed by hand from the rules.
 *
 * Rules: docs/semantics/pcp.md, P9 and P11; docs/semantics/linux-6.12.md, D18 and D23.
 */
#include "tests/corner_locks.h"

/* ---- lists ---- */

/* Zone 1 is trylocked three times, since pages of zone 0 release its lock and a failure leaves no lock held; zone 0 twice. */
static void list_over_two_zones(struct world *w)
{
	static const pfn_t pfns[] = { 1024, 0, 1025, 1, 1026 };

	WITH_LOCKS(profile) {
		boot_two_zones(w, profile, 1, 20, 4);
		TAKE_RUN(w, 'M', 0, 1024, 1028);
		for (pfn_t pfn = 0; pfn < 4; pfn++)
			EXPECT(w, "page of zone 0", pfn, take_dma32(w, 0));
		busy(w, ZONE_ALL, 1, 1);
		free_list(w, pfns, 5);
		EXPECT_PCP(w, 0, "M0=[0]");
		EXPECT_LIST(w, "o0/M", "1");
		w->zone = 1;
		EXPECT_PCP(w, 0, "M0=[1026,1024]");
		EXPECT_LIST(w, "o0/M", "1025");
	}
}

static void list_tries_again(struct world *w)
{
	WITH_LOCKS(profile) {
		uint64_t before;

		boot_sets(w, profile, 20, 4);
		TAKE_SINGLES(w);
		before = pgfree(w);
		busy(w, 0, 0, 2);
		free_run(w, 0, 4);
		EXPECT_PCP(w, 0, "M0=[3,2]");
		EXPECT_LIST(w, "o1/M", "0");
		EXPECT_FREE(w, 4034);
		EXPECT(w, "PGFREE", before + (profile >= PROFILE_LINUX_6_12 ? 4 : 2), pgfree(w));
	}
}

/* 32 pages are freed under the lock before it is released and taken again. */
static void list_of_33(struct world *w)
{
	boot_sets(w, PROFILE_LINUX_6_1, 200, 4);
	TAKE_SINGLES(w);
	busy(w, 0, 1, 1);
	free_run(w, 0, 33);
	EXPECT_COUNT(w, 32);
	EXPECT_STATE(w, PAGE_CACHED, 31);
	EXPECT_STATE(w, PAGE_FREE_HEAD, 32);
	EXPECT_FREE(w, 4033);
	busy(w, 0, 1, 1);
	free_run(w, 33, 30);
	EXPECT_COUNT(w, 62);
}

/* From 6.12 on a list is processed 31 entries at a time. */
static void list_of_32(struct world *w)
{
	boot_sets(w, PROFILE_LINUX_6_12, 200, 4);
	TAKE_SINGLES(w);
	busy(w, 0, 1, 1);
	free_run(w, 0, 32);
	EXPECT_COUNT(w, 31);
	EXPECT_STATE(w, PAGE_CACHED, 30);
	EXPECT_STATE(w, PAGE_FREE_HEAD, 31);
	busy(w, 0, 1, 1);
	free_run(w, 32, 31);
	EXPECT_COUNT(w, 62);
	give(w, 63, 0); /* uses the remaining scripted trylock */
	EXPECT_COUNT(w, 62);
}

/* 30 pages of zone 1, one of zone 0, and 32 more of zone 1. Each time the lock is taken counts anew, so zone 1 is locked just twice. */
static void list_counts_anew(struct world *w)
{
	pfn_t pfns[63];

	boot_two_zones(w, PROFILE_LINUX_6_1, 1, 200, 4);
	EXPECT_TAKE(w, 1024, 'M', 6);
	split(w, 1024, 6);
	EXPECT(w, "page of zone 0", 0, take_dma32(w, 0));
	for (uint32_t i = 0; i < 63; i++)
		pfns[i] = i < 30 ? 1024 + i : i == 30 ? 0 : 1023 + i;
	w->zone = 1;
	busy(w, 1, 2, 1);
	free_list(w, pfns, 63);
	EXPECT_COUNT(w, 62);
	give(w, 1086, 0);
	EXPECT_COUNT(w, 62);
	EXPECT_STATE(w, PAGE_FREE_HEAD, 1086);
}

/* In 6.12 the isolated page makes the list release the lock; in 6.1 it is freed before all others. */
static void list_with_isolated(struct world *w)
{
	static const pfn_t pfns[] = { 600, 0, 601 };

	WITH_LOCKS(profile) {
		bool late = profile >= PROFILE_LINUX_6_12;
		uint64_t before;

		boot_sets(w, profile, 20, 4);
		EXPECT(w, "page on the LRU", 0, take_lru(w, 0));
		EXPECT(w, "block from the buddy", 512, take_past(w, 9, 0));
		split(w, 512, 9);
		EXPECT_ISOLATED(w, 0, 512);
		before = pgfree(w);
		busy(w, 0, 1, 1);
		free_list(w, pfns, 3);
		EXPECT_PCP(w, 0, late ? "M0=[600,1,2,3]" : "M0=[601,600,1,2,3]");
		EXPECT_LIST(w, "o0/I", "0");
		EXPECT_LIST(w, "o0/M", late ? "601" : "");
		EXPECT(w, "PGFREE", before + (late ? 3 : 2), pgfree(w));
	}
}

/* Orders 0, 2 and 9 go under one lock; the block of order 4 neither takes nor releases it. */
static void list_of_blocks(struct world *w)
{
	static const pfn_t pfns[] = { 516, 528, 512, 0 };
	static const uint8_t orders[] = { 0, 4, 2, 9 };
	uint64_t before;

	boot_sets(w, PROFILE_LINUX_6_12, 2000, 4);
	EXPECT(w, "block of order 9", 0, take_past(w, 9, GFP_BIT_COMP));
	EXPECT(w, "block of order 2", 512, take_past(w, 2, GFP_BIT_COMP));
	EXPECT(w, "page", 516, take_past(w, 0, 0));
	EXPECT(w, "block of order 4", 528, take_gfp(w, GFP_BIT_MOVABLE | GFP_BIT_COMP, 4, FREELY | ALLOC_CMA));
	EXPECT_FREE(w, 3563);
	before = pgfree(w);
	busy(w, 0, 1, 1);
	free_blocks(w, pfns, orders, 4);
	EXPECT_PCP(w, 0, "M0=[516] M2=[512] TM=[0]");
	EXPECT_FREE(w, 3579);
	EXPECT(w, "PGFREE", before + 533, pgfree(w));
	EXPECT_TAKE(w, 517, 'M', 0);
	EXPECT_COUNT(w, 517);
}

/*
 * The block of order 4 is freed first, so it ends up after the block that 0..7 forms with its buddy; freed in list order it would be
 * before it.
 */
static void blocks_without_a_list_first(struct world *w)
{
	static const pfn_t pfns[] = { 0, 32 };
	static const uint8_t orders[] = { 3, 4 };

	boot_sets(w, PROFILE_LINUX_6_12, 20, 4);
	EXPECT(w, "block of order 3", 0, take_past(w, 3, GFP_BIT_COMP));
	for (pfn_t pfn = 16; pfn < 64; pfn += 16)
		EXPECT(w, "block of order 4", pfn, take_gfp(w, GFP_BIT_MOVABLE | GFP_BIT_COMP, 4, FREELY | ALLOC_CMA));
	EXPECT_LIST(w, "o4/M", "");
	busy(w, 0, 0, 1);
	free_blocks(w, pfns, orders, 2);
	EXPECT_LIST(w, "o4/M", "0,32");
	EXPECT_PCP(w, 0, "");
}

/* A bad page is lost and makes no trylock, but counts as one of the 31 entries. So page 31 is the first under the second lock. */
static void bad_ones_count(struct world *w)
{
	uint64_t before;

	machine_sets(w, PROFILE_LINUX_6_12, 200, 4);
	w->machine.guardpage_minorder = 0; /* so that pages are checked */
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
	TAKE_SINGLES(w);
	mark_bad(w, 0, DAMAGE_MAPCOUNT);
	mark_bad(w, 7, DAMAGE_FLAG);
	before = pgfree(w);
	busy(w, 0, 1, 1);
	free_run(w, 0, 33);
	EXPECT(w, "bad pages", 2, w->answer.nr_bad);
	EXPECT_STATE(w, PAGE_LOST, 0);
	EXPECT_STATE(w, PAGE_LOST, 7);
	EXPECT_STATE(w, PAGE_FREE_HEAD, 31);
	EXPECT_COUNT(w, 30);
	EXPECT_FREE(w, 4033);
	EXPECT(w, "PGFREE", before + 31, pgfree(w));
}

/* The block of two pageblocks is freed before the page. The page's trylock fails, so it merges in the buddy and goes before the block. */
static void block_of_two_pageblocks(struct world *w)
{
	static const pfn_t pfns[] = { 1024, 0 };
	static const uint8_t orders[] = { 0, 10 };
	uint64_t before;

	boot_sets(w, PROFILE_LINUX_6_12, 20, 4);
	EXPECT(w, "block of order 10", 0, take_gfp(w, GFP_BIT_MOVABLE | GFP_BIT_COMP, 10, FREELY | ALLOC_CMA));
	EXPECT(w, "page", 1024, take_past(w, 0, 0));
	before = pgfree(w);
	busy(w, 0, 0, 1);
	free_blocks(w, pfns, orders, 2);
	EXPECT_LISTS(w, "o10/M=[1024,0,2048,3072]");
	EXPECT_PCP(w, 0, "");
	EXPECT(w, "PGFREE", before + 1025, pgfree(w));
}

/* ---- misuse, and kernels whose free lists have no orders ---- */

#define EXPECT_LIST_STATUS(world, status, list, of, entries) \
	EXPECT_STATUS(world, status, .kind = REQ_FREE_LIST, .pfns = list, .orders = of, .count = entries)

/* If a list has a wrong entry, nothing is freed; the first wrong entry decides the status. */
static void wrong_lists(struct world *w)
{
	static const pfn_t plain[] = { 12, 0 }, twice[] = { 4, 12, 4 }, held[] = { 12, 8 }, good[] = { 12, 4 };
	static const uint8_t two_zero[] = { 2, 0 }, zero_two[] = { 0, 2 }, twice_orders[] = { 2, 0, 2 }, zero_eleven[] = { 0, 11 };

	boot_sets(w, PROFILE_LINUX_6_12, 20, 4);
	EXPECT(w, "block that is not compound", 0, take_past(w, 2, 0));
	EXPECT(w, "compound block", 4, take_past(w, 2, GFP_BIT_COMP));
	EXPECT(w, "compound block", 8, take_past(w, 2, GFP_BIT_COMP));
	EXPECT(w, "page", 12, take_past(w, 0, 0));
	ask(w, (struct request){ .kind = REQ_GET_PAGE, .pfn = 8 });
	EXPECT_LIST_STATUS(w, STATUS_BAD_VALUE, plain, zero_two, 2);
	EXPECT_LIST_STATUS(w, STATUS_WRONG_ORDER, plain, NULL, 2);
	EXPECT_LIST_STATUS(w, STATUS_BAD_VALUE, twice, twice_orders, 3);
	EXPECT_LIST_STATUS(w, STATUS_BAD_VALUE, held, zero_two, 2);
	EXPECT_LIST_STATUS(w, STATUS_WRONG_ORDER, held, two_zero, 2);
	EXPECT_LIST_STATUS(w, STATUS_BAD_ORDER, good, zero_eleven, 2);
	EXPECT_FREE(w, 4083);
	EXPECT_PCP(w, 0, "");
	EXPECT_LIST_STATUS(w, STATUS_OK, good, zero_two, 2);
	EXPECT_PCP(w, 0, "M0=[12] M2=[4]");
}

static void orders_say_nothing(struct world *w)
{
	static const pfn_t single[] = { 0 }, block[] = { 64 };
	static const uint8_t two[] = { 2 };

	for (int profile = PROFILE_LINUX_5_10; profile < PROFILE_LINUX_6_12; profile++) {
		boot_block(w, profile);
		TAKE_SINGLES(w);
		EXPECT(w, "compound block", 64, take_gfp(w, GFP_BIT_MOVABLE | GFP_BIT_COMP, 4, FREELY | ALLOC_CMA));
		EXPECT_LIST_STATUS(w, STATUS_OK, single, two, 1);
		EXPECT_COUNT(w, 1);
		EXPECT_LIST_STATUS(w, STATUS_WRONG_ORDER, block, two, 1);
	}
}

static const struct corner_case cases[] = {
	{ "list-zones", "P11 P9 D18: a list over two zones trylocks at each change of zone, and after a failure", list_over_two_zones },
	{ "list-again", "P11 P9 D18 D23: after a failure each page makes a new trylock", list_tries_again },
	{ "list-33", "P11 P9: the lock is released after 32 pages", list_of_33 },
	{ "list-32", "P11 D18: in 6.12 the lock is released after 31 pages", list_of_32 },
	{ "list-anew", "P11 P9: the 32 pages are counted anew each time the lock is taken", list_counts_anew },
	{ "list-isolated", "P11 P9 D18: in 6.12 the lock is released at a page of an isolated pageblock", list_with_isolated },
	{ "list-blocks", "D18 D23: blocks of any order on one list", list_of_blocks },
	{ "list-first", "D18: blocks of orders that are not cached are freed first", blocks_without_a_list_first },
	{ "list-bad", "D18 D22: a bad page is lost, but counts as one of the 31", bad_ones_count },
	{ "list-large", "D18 D4: a block of two pageblocks is freed first, too", block_of_two_pageblocks },
	{ "misuse-list", "D18: lists that are refused", wrong_lists },
	{ "orders", "P9: before 6.12 orders in a list are ignored", orders_say_nothing },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
