// SPDX-License-Identifier: MIT
/*
 * Corner cases of frees while the lock of the page set is held elsewhere: single frees, and the surplus of ranges. Lists of pages are in
 * corner_free_list_test.c. All numbers were computed by hand from the rules.
 *
 * Rules: docs/semantics/pcp.md, P11; docs/semantics/linux-6.12.md, D14 and D23.
 */
#include "tests/corner_locks.h"

static void contig(struct world *w, pfn_t start, pfn_t end, uint8_t type)
{
	EXPECT(w, "range taken", 0, ask(w, (struct request){ .kind = REQ_CONTIG, .pfn = start, .end_pfn = end, .migratetype = type }));
}

/* ---- frees ---- */

static void give_past(struct world *w)
{
	WITH_LOCKS(profile) {
		bool counts = profile >= PROFILE_LINUX_6_12;
		uint64_t before;

		boot_sets(w, profile, 20, 4);
		EXPECT_TAKE(w, 0, 'M', 0);
		EXPECT_TAKE(w, 4, 'M', 2);
		EXPECT_PCP(w, 0, "M0=[1,2,3] M2=[8]");
		before = pgfree(w);
		busy(w, 0, 0, 2);
		give(w, 0, 0);
		EXPECT(w, "PGFREE", before + counts, pgfree(w));
		EXPECT_FREE(w, 4085);
		EXPECT_LIST(w, "o0/M", "0");
		give(w, 4, 2);
		EXPECT(w, "PGFREE", before + counts * 5, pgfree(w));
		EXPECT_FREE(w, 4089);
		EXPECT_LIST(w, "o2/M", "4,12");
		EXPECT_PCP(w, 0, "M0=[1,2,3] M2=[8]");
		EXPECT_ALLOC_FACTOR(w, counts); /* not halved */
		EXPECT_FREE_COUNT(w, 0);
		EXPECT_TAKE(w, 1, 'M', 0);
		before = pgfree(w);
		give(w, 1, 0);
		EXPECT(w, "PGFREE", before + 1, pgfree(w));
		EXPECT_PCP(w, 0, "M0=[1,2,3] M2=[8]");
	}
}

/* The per-CPU lists hold CMA pages as movable ones; the buddy must not (known bug C11). */
static void cma_past(struct world *w)
{
	WITH_LOCKS(profile) {
		machine_sets(w, profile, 20, 4);
		machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
		machine_range(w, RANGE_CMA, 512, 1024);
		machine_boot(w);
		contig(w, 512, 1024, MIGRATE_CMA);
		EXPECT_FREE_CMA(w, 0);
		busy(w, 0, 0, 1);
		give(w, 512, 0);
		EXPECT_LIST(w, "o0/C", "512");
		EXPECT_LIST(w, "o0/M", "");
		EXPECT_FREE_CMA(w, 1);
		EXPECT_FREE(w, 3585);
		give(w, 513, 0);
		EXPECT_PCP(w, 0, "M0=[513]");
		drain(w, 0);
		EXPECT_LIST(w, "o1/C", "512");
		EXPECT_FREE_CMA(w, 2);
	}
}

/* Before 7.3 (X10) the request refills a list with two blocks. */
static void highatomic_past(struct world *w)
{
	WITH_LOCKS(profile) {
		bool refills = profile < PROFILE_LINUX_7_3;

		machine_sets(w, profile, 20, 4);
		machine_zone(w, 0, ZONE_NORMAL, 0, 51200);
		machine_boot(w);
		EXPECT(w, "page taken", 0, take_flags(w, 'U', 1, URGENT));
		EXPECT_TYPE(w, 'H', 0);
		EXPECT_RESERVED(w, 512);
		split(w, 0, 1);
		busy(w, 0, 0, 1);
		give(w, 0, 0);
		EXPECT_LIST(w, "o0/H", "0");
		EXPECT_LIST(w, "o0/M", "");
		EXPECT_FREE(w, refills ? 51197 : 51199);
		EXPECT_HFREE(w, profile < PROFILE_LINUX_6_12 ? 0 : refills ? 509 : 511);
		give(w, 1, 0);
		EXPECT_PCP(w, 0, refills ? "M0=[1] U1=[2]" : "M0=[1]");
	}
}

/* A page of an isolated pageblock makes no trylock: the scripted failure meets the next page. */
static void isolated_past(struct world *w)
{
	WITH_LOCKS(profile) {
		uint64_t before;

		boot_sets(w, profile, 20, 4);
		EXPECT(w, "page on the LRU", 0, take_lru(w, 0));
		EXPECT(w, "block from the buddy", 512, take_past(w, 9, 0));
		split(w, 512, 9);
		EXPECT_ISOLATED(w, 0, 512);
		before = pgfree(w);
		busy(w, 0, 0, 1);
		give(w, 0, 0);
		EXPECT_LIST(w, "o0/I", "0");
		give(w, 600, 0);
		EXPECT_LIST(w, "o0/M", "600");
		EXPECT_PCP(w, 0, "M0=[1,2,3]");
		EXPECT(w, "PGFREE", before + (profile >= PROFILE_LINUX_6_12 ? 2 : 0), pgfree(w));
		give(w, 601, 0);
		EXPECT_PCP(w, 0, "M0=[601,1,2,3]");
	}
}

/* ---- what is left of ranges and blocks ---- */

/* The surplus of a range is freed while its pageblock is isolated, without a trylock. A later free of the range makes one per page,
 * in 7.3 (X6) one per block. */
static void ranges(struct world *w)
{
	WITH_LOCKS(profile) {
		boot_sets(w, profile, 20, 4);
		busy(w, 0, 1, 1);
		contig(w, 1, 511, MIGRATE_MOVABLE);
		EXPECT_LIST(w, "o0/M", "0,511");
		EXPECT_PCP(w, 0, "");
		ask(w, (struct request){ .kind = REQ_FREE_CONTIG, .pfn = 100, .count = 3 });
		if (profile < PROFILE_LINUX_7_3) {
			EXPECT_PCP(w, 0, "M0=[102,100]");
			EXPECT_STATE(w, PAGE_FREE_HEAD, 101);
		} else {
			EXPECT_PCP(w, 0, "M1=[100]");
			EXPECT_STATE(w, PAGE_FREE_HEAD, 102);
		}
	}
}

/* Five of eight pages: the allocation of the block makes a trylock, its surplus goes straight to the buddy. */
static void exact_number(struct world *w)
{
	WITH_LOCKS(profile) {
		boot_sets(w, profile, 20, 4);
		busy(w, 0, 1, 1);
		EXPECT(w, "first page", 0, ask(w, (struct request){ .kind = REQ_ALLOC_EXACT, .gfp = GFP_KERNEL | GFP_BIT_MOVABLE, .count = 5 }));
		EXPECT_PCP(w, 0, "M3=[8]");
		EXPECT_LIST(w, "o0/M", "5");
		EXPECT_LIST(w, "o1/M", "6");
		EXPECT_FREE(w, 4083);
		EXPECT_TAKE(w, 5, 'M', 0);
		EXPECT_PCP(w, 0, "M3=[8]");
	}
}

/* The block has another reference, so all but its first page are freed: blocks of orders 2, 1 and 0, each with a trylock of its own. */
static void pieces_try_each(struct world *w)
{
	WITH_LOCKS(profile) {
		uint64_t before;

		boot_sets(w, profile, 20, 4);
		EXPECT(w, "block that is not compound", 0, take_past(w, 3, 0));
		ask(w, (struct request){ .kind = REQ_GET_PAGE, .pfn = 0 });
		before = pgfree(w);
		busy(w, 0, 1, 1);
		EXPECT(w, "references left", 1, give(w, 0, 3));
		EXPECT_PCP(w, 0, "M0=[1] M2=[4]");
		EXPECT_LIST(w, "o1/M", "2");
		EXPECT_FREE(w, 4090);
		EXPECT(w, "PGFREE", before + (profile >= PROFILE_LINUX_6_12 ? 7 : 5), pgfree(w));
	}
}

static const struct corner_case cases[] = {
	{ "give", "P11 D14 D23: without the lock the page goes to the buddy, and PGFREE goes up in 6.12 only", give_past },
	{ "give-cma", "P11 P4: a CMA page goes to the buddy as CMA", cma_past },
	{ "give-highatomic", "P11 P4: a page of a HIGHATOMIC pageblock goes to the buddy as HIGHATOMIC", highatomic_past },
	{ "give-isolated", "P11 P4 D23: a page of an isolated pageblock makes no trylock", isolated_past },
	{ "ranges", "P11 K1 K3: the surplus of a range is freed while isolated, without a trylock; the pages of the range are freed later, with one each", ranges },
	{ "exact-number", "P11 E13: the surplus of an exact number makes no trylock", exact_number },
	{ "pieces", "P11 E3: a block with references left is freed in pieces, each with a trylock", pieces_try_each },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
