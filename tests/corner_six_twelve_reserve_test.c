// SPDX-License-Identifier: MIT
/*
 * Corner cases of linux-6.12: the reserve of highatomic pageblocks. All numbers were computed by hand from the rules.
 *
 * Rules: docs/semantics/linux-6.12.md, D9 to D11.
 */
#include "tests/corner.h"

static void boot_reserve(struct world *w, pfn_t end)
{
	machine_new(w, PROFILE_LINUX_6_12);
	machine_pcp(w, 100, 4);
	w->machine.min_free_kbytes = 0;
	machine_zone(w, 0, ZONE_NORMAL, 0, end);
	machine_boot(w);
}

/* A hundredth, rounded up to pageblocks; nothing if that is less than one. */
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
	EXPECT(w, "page taken", 1024, take_flags(w, 'R', 10, URGENT)); /* two may be reserved and one is, so these two are */
	EXPECT_RESERVED(w, 1536);
	EXPECT_TYPE(w, 'H', 1024);
	EXPECT_TYPE(w, 'H', 1536);
}

/* Watermarks hold back only the free pages of the reserve. */
static void reserve_by_free_pages(struct world *w)
{
	boot_reserve(w, 51200);
	EXPECT(w, "page taken", 0, take_flags(w, 'U', 10, URGENT));
	EXPECT_RESERVED(w, 1024);
	EXPECT_HFREE(w, 0);
	EXPECT(w, "50176 > 50175", true, above_mark(w, 50175, 0));
	give(w, 0, 10);
	EXPECT_LIST(w, "o10/H", "0");
	EXPECT_HFREE(w, 1024);
	EXPECT_FREE(w, 51200);
	EXPECT(w, "50176 > 50175", true, above_mark(w, 50175, 0));
	EXPECT(w, "50176 > 50176", false, above_mark(w, 50176, 0));
	EXPECT(w, "51200 > 51199", true, above_mark(w, 51199, ALLOC_HIGHATOMIC));
	EXPECT(w, "page taken", 0, take_flags(w, 'U', 8, URGENT));
	EXPECT_HFREE(w, 768);
	EXPECT_RESERVED(w, 1024);
	EXPECT(w, "50176 > 50175", true, above_mark(w, 50175, 0));
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

/* The last 100 pages of the zone are in a pageblock that extends past its end. */
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

/* The pageblock at the zone boundary, page 1000, is partly in another zone: it is not unreserved, although the reserve shrinks by it. */
static void partial_pageblock_is_not_given_back(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_12);
	machine_pcp(w, 0, 1);
	w->machine.min_free_kbytes = 0;
	w->machine.pageblock_order = 1;
	machine_zone(w, 0, ZONE_DMA, 0, 1001);
	machine_zone(w, 0, ZONE_NORMAL, 1001, 4096);
	machine_boot(w);
	/* Boot has freed the block at 0 pageblock by pageblock; those that start in this zone merge within it. */
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
	{ "limit", "D9: how much may be reserved", reserve_limit },
	{ "reserve", "D9 D10 D11: watermarks hold back the free pages of the reserve", reserve_by_free_pages },
	{ "unreserve", "D10: unreserving large and small blocks", reserve_given_back },
	{ "partial-reserve", "D9: a pageblock that crosses the end of a zone is not reserved", partial_pageblock_is_not_reserved },
	{ "partial-unreserve", "D10: a pageblock that crosses the end of a zone is not unreserved", partial_pageblock_is_not_given_back },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
