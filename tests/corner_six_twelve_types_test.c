// SPDX-License-Identifier: MIT
/*
 * Corner cases of linux-6.12: one type for a free block, what is counted when, large blocks, isolation. All numbers were computed by hand
 * from the rules.
 *
 * Rules: docs/semantics/linux-6.12.md, D1 to D4 and D18 to D23.
 */
#include "tests/corner.h"

/* Six movable pages are on a per-CPU list while their pageblock is claimed: they are freed as its new type. */
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

/* One block of two types is freed as two; the second free changes the first block to its own type. */
static void merging_retypes_the_buddy(struct world *w)
{
	boot_limits(w, 4096, 100, 100, 4);
	EXPECT_TAKE(w, 0, 'M', 10);
	EXPECT_ISOLATED(w, 512, 1024);
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
	EXPECT_ISOLATED(w, 512, 1024);
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
	EXPECT_ISOLATED(w, 512, 1024);
	EXPECT_LISTS(w, "o9/M=[0] o9/I=[512] o10/M=[1024,2048,3072]");
	EXPECT_FREE(w, 3584);
	unisolate(w, 512, 1024, MIGRATE_MOVABLE);
	EXPECT_LISTS(w, "o10/M=[1024,2048,3072,0]");
	EXPECT_ISOLATED(w, 2048, 2560);
	EXPECT_LISTS(w, "o9/M=[2560] o9/I=[2048] o10/M=[1024,3072,0]");
	EXPECT_FREE(w, 3584);
	machine_new(w, PROFILE_LINUX_6_12);
	machine_pcp(w, 100, 4);
	w->machine.max_order = 8;
	w->machine.pageblock_order = 4;
	machine_zone(w, 0, ZONE_NORMAL, 0, 512);
	machine_boot(w);
	EXPECT_ISOLATED(w, 48, 64); /* in the middle of 0/o7 */
	EXPECT_LISTS(w, "o4/M=[32] o4/I=[48] o5/M=[0] o6/M=[64] o7/M=[128,256,384]");
	EXPECT_FREE(w, 496);
}

/* Rounded outwards the range is a pageblock that is only partly in the zone. */
static void partial_pageblock_is_not_isolated(struct world *w)
{
	boot_limits(w, 700, 100, 100, 4);
	EXPECT(w, "range", -16,
	       ask(w, (struct request){ .kind = REQ_CONTIG, .pfn = 512, .end_pfn = 600, .migratetype = MIGRATE_MOVABLE, .gfp = GFP_KERNEL }));
	EXPECT_FREE(w, 700);
	EXPECT_TYPE(w, 'M', 512);
}

/* Pages of isolated pageblocks in a free list go to the buddy in list order, and count as PGFREE. */
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
	EXPECT_ISOLATED(w, 0, 512);
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

/* Half of a pageblock is taken out; the other half changes to its new type. */
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

/* Guards leave the counter with the page that is allocated, and come back one by one as they merge. */
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

static const struct corner_case cases[] = {
	{ "typed", "D1: pages have no cached type, but are freed as their pageblock's", pages_return_as_their_pageblock },
	{ "retyped", "D3 D4: merging makes both halves one type", merging_retypes_the_buddy },
	{ "apart", "D4 D19: a large block, half of it isolated", large_block_half_isolated },
	{ "isolate", "D19: a free block is freed again in pageblocks", isolation_frees_apart },
	{ "partial-isolate", "D19: isolation at the ends of a zone fails with -16", partial_pageblock_is_not_isolated },
	{ "list", "D18 D23: a list of frees", list_of_frees },
	{ "half-out", "D20: the rest of a pageblock that was taken out follows its new type", taking_out_half_a_pageblock },
	{ "guards", "D2 G2: guards that merge are counted again", guards_are_counted },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
