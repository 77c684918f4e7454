// SPDX-License-Identifier: MIT
/*
 * Corner cases of linux-7.3: pageblocks that remember their type, ranges, page sets, the reserve, deferred memory. All numbers were
 * computed by hand from the rules.
 *
 * Rules: docs/semantics/linux-7.3.md, X2, X4, X6 to X8, X10, X12, X20 to X22, X25.
 */
#include "tests/corner.h"

/* ---- isolation and ranges ---- */

/* Pageblock 0 becomes RECLAIMABLE with the first block allocated. */
static void boot_typed(struct world *w, enum profile profile)
{
	machine_new(w, profile);
	machine_pcp(w, 0, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_boot(w);
	EXPECT_TAKE(w, 0, 'R', 9);
	EXPECT_TYPE(w, 'R', 0);
	give(w, 0, 9);
}

static void types_come_back(struct world *w)
{
	boot_typed(w, PROFILE_LINUX_7_3);
	EXPECT_ISOLATED(w, 0, 512);
	EXPECT_TYPE(w, 'I', 0);
	EXPECT_FREE(w, 1536);
	unisolate(w, 0, 512, MIGRATE_MOVABLE);
	EXPECT_TYPE(w, 'R', 0);
	EXPECT_FREE(w, 2048);
	boot_typed(w, PROFILE_LINUX_6_12);
	EXPECT_ISOLATED(w, 0, 512);
	unisolate(w, 0, 512, MIGRATE_MOVABLE);
	EXPECT_TYPE(w, 'M', 0);
}

static int64_t contig(struct world *w, pfn_t start, pfn_t end, uint32_t gfp)
{
	return ask(w, (struct request){ .kind = REQ_CONTIG, .pfn = start, .end_pfn = end, .migratetype = MIGRATE_MOVABLE, .gfp = gfp });
}

static void compound_ranges_are_refused(struct world *w)
{
	boot_typed(w, PROFILE_LINUX_7_3);
	EXPECT(w, "range", -22, contig(w, 1024, 1100, GFP_KERNEL | GFP_BIT_COMP));
	EXPECT_PATH(w, "");
	EXPECT(w, "pages", PFN_NONE, ask(w, (struct request){ .kind = REQ_CONTIG_PAGES, .count = 64, .gfp = GFP_KERNEL | GFP_BIT_COMP }));
	EXPECT_PATH(w, "");
	EXPECT(w, "range", 0, contig(w, 1024, 1100, GFP_KERNEL));
}

/* 1025 .. 1035: 1025/o0, 1026/o1, 1028/o2, 1032/o1 and 1034/o0, each a free of its order. */
static void ranges_are_freed_in_large_pieces(struct world *w)
{
	machine_new(w, PROFILE_LINUX_7_3);
	machine_pcp(w, 100, 4);
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_boot(w);
	EXPECT(w, "range", 0, contig(w, 1024, 1536, GFP_KERNEL));
	ask(w, (struct request){ .kind = REQ_FREE_CONTIG, .pfn = 1025, .count = 10 });
	EXPECT_PCP(w, 0, "M0=[1034,1025] M1=[1032,1026] M2=[1028]");
}

/* ---- page sets ---- */

/* Frees of order 1 in a row empty the set once the free count is 14, a batch plus half of high_min; in 6.12 once it is 4. */
static void free_high_waits_for_half_of_high(struct world *w)
{
	machine_new(w, PROFILE_LINUX_7_3);
	machine_pcp(w, 20, 4);
	w->machine.pcp_high_max = 20;
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
	TAKE_RUN(w, 'U', 1, 0, 32);
	EXPECT_COUNT(w, 0);
	for (pfn_t p = 0; p < 14; p += 2)
		give(w, p, 1);
	EXPECT_FREE_COUNT(w, 14);
	EXPECT_COUNT(w, 14);
	give(w, 14, 1);
	EXPECT_COUNT(w, 0);
	EXPECT_HIGH(w, 20);
}

/* With HIGHATOMIC an empty list stays empty; the buddy is tried. */
static void highatomic_does_not_refill(struct world *w)
{
	machine_new(w, PROFILE_LINUX_7_3);
	machine_pcp(w, 100, 4);
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_boot(w);
	EXPECT(w, "page", 0, take_flags(w, 'U', 1, FREELY | ALLOC_HIGHATOMIC));
	EXPECT_PCP(w, 0, "");
	EXPECT_TAKE(w, 2, 'U', 1);
	EXPECT_PCP(w, 0, "U1=[4]");
	EXPECT(w, "page", 4, take_flags(w, 'U', 1, FREELY | ALLOC_HIGHATOMIC)); /* a block on the list is taken */
	EXPECT_PCP(w, 0, "");
}

/* ---- the reserve ---- */

static void boot_reserve(struct world *w)
{
	machine_new(w, PROFILE_LINUX_7_3);
	machine_pcp(w, 100, 4);
	machine_zone(w, 0, ZONE_NORMAL, 0, 53248); /* a hundredth is more than a pageblock */
	machine_boot(w);
}

static void only_the_min_mark_reserves(struct world *w)
{
	boot_reserve(w);
	EXPECT(w, "page", true, take_flags(w, 'U', 4, WMARK_LOW | ALLOC_HIGHATOMIC) != PFN_NONE);
	EXPECT_RESERVED(w, 0);
	EXPECT(w, "page", true, take_flags(w, 'U', 4, WMARK_HIGH | ALLOC_HIGHATOMIC) != PFN_NONE);
	EXPECT_RESERVED(w, 0);
	EXPECT(w, "page", true, take_flags(w, 'U', 4, WMARK_MIN | ALLOC_HIGHATOMIC) != PFN_NONE);
	EXPECT_RESERVED(w, 512);
}

/* A block from a page set reserves nothing. */
static void page_sets_reserve_nothing(struct world *w)
{
	boot_reserve(w);
	EXPECT(w, "page", true, take(w, 'U', 1) != PFN_NONE);
	EXPECT(w, "page", true, take_flags(w, 'U', 1, WMARK_MIN | ALLOC_HIGHATOMIC) != PFN_NONE);
	EXPECT_RESERVED(w, 0);
	EXPECT(w, "page", true, take_flags(w, 'R', 1, WMARK_MIN | ALLOC_HIGHATOMIC) != PFN_NONE);
	EXPECT_RESERVED(w, 512);
}

/* ---- deferred memory ---- */

static void boot_deferred(struct world *w, enum profile profile, pfn_t end)
{
	machine_new(w, profile);
	w->machine.deferred = true;
	machine_zone(w, 0, ZONE_NORMAL, 0, end);
	machine_range(w, RANGE_RESERVED, 40960, 40968);
	machine_boot(w);
	EXPECT(w, "first deferred", 32768, look(w)->node[0].first_deferred);
	TAKE_RUN(w, 'M', 10, 0, 32768);
}

/* 32760 pages are less than a section, so another one follows. The last section leaves nothing deferred. */
static void growth_ends_with_the_last_section(struct world *w)
{
	boot_deferred(w, PROFILE_LINUX_7_3, 98304);
	EXPECT_TAKE(w, 32768, 'M', 10);
	EXPECT(w, "first deferred", PFN_NONE, look(w)->node[0].first_deferred);
	EXPECT(w, "managed", 98304 - 8, zone_now(w).managed);
}

static void reserved_pages_type_their_pageblock(struct world *w)
{
	boot_deferred(w, PROFILE_LINUX_7_3, 98304);
	EXPECT_TYPE(w, 'M', 40960);
	EXPECT_TYPE(w, 'U', 40960 + 512);
	boot_deferred(w, PROFILE_LINUX_6_12, 98304);
	EXPECT_TYPE(w, 'U', 40960);
}

static const struct corner_case cases[] = {
	{ "types", "X2: a pageblock remembers its type", types_come_back },
	{ "compound", "X4: ranges with __GFP_COMP are refused", compound_ranges_are_refused },
	{ "pieces", "X6: a range of single pages is freed in the largest blocks", ranges_are_freed_in_large_pieces },
	{ "free-high", "X7: blocks freed in a row are flushed only after half of high_min more", free_high_waits_for_half_of_high },
	{ "no-refill", "X10: ALLOC_HIGHATOMIC does not refill a list", highatomic_does_not_refill },
	{ "reserves", "X12: a pageblock is reserved only at the min mark", only_the_min_mark_reserves },
	{ "from-a-set", "X12: a pageblock is reserved only for a block from the buddy", page_sets_reserve_nothing },
	{ "growth", "X21: no growth is left once the last section is initialised", growth_ends_with_the_last_section },
	{ "reserved", "X22: a reserved page makes its deferred pageblock MOVABLE", reserved_pages_type_their_pageblock },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
