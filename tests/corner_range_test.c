// SPDX-License-Identifier: MIT
/*
 * Corner cases of ranges: contiguous allocation, isolation that fails half-way, blocks taken out and put back.
 *
 * Rules: docs/semantics/isolation.md. Zones of 4096 pages cache nothing per cpu.
 */
#include "tests/fixture.h"

static int64_t contig(struct world *w, pfn_t start, pfn_t end, enum migratetype type)
{
	return ask(w, (struct request){ .kind = REQ_CONTIG, .pfn = start, .end_pfn = end, .migratetype = (uint8_t)type, .gfp = GFP_KERNEL });
}

static int64_t contig_pages(struct world *w, uint32_t count)
{
	return ask(w, (struct request){ .kind = REQ_CONTIG_PAGES, .count = count, .gfp = GFP_KERNEL });
}

/*
 * [100, 200) out of free memory: pageblocks 0 and 512 are isolated (rounded to 1024), the o10 block is taken out, [0, 100) and [200,
 * 1024) go back page by page. Unisolating 0 moves its blocks ascending; 512/o9 is taken out and put back, but its buddy is not whole.
 */
static void range_out_of_free_memory(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 4096);
	EXPECT(w, "contig", 0, contig(w, 100, 200, MIGRATE_MOVABLE));
	EXPECT_PATH(w, "DR DR MG:0");
	EXPECT_FREE(w, 3996);
	EXPECT_LISTS(w, "o2/M=[96] o3/M=[200] o4/M=[208] o5/M=[64,224] o6/M=[0] o8/M=[256] o9/M=[512] o10/M=[1024,2048,3072]");
	EXPECT(w, "state of 100", PAGE_ALLOC_HEAD, page_state(w, 100));
	EXPECT(w, "state of 199", PAGE_ALLOC_HEAD, page_state(w, 199));
	EXPECT_TYPE(w, 'M', 0);
	EXPECT_TYPE(w, 'M', 512);
	EXPECT(w, "allocated", 0, look(w)->events.pgalloc[ZONE_NORMAL]); /* no allocation for the statistics */
	ask(w, (struct request){ .kind = REQ_FREE_CONTIG, .pfn = 100, .count = 100 });
	EXPECT_LISTS(w, "o10/M=[0,1024,2048,3072]");
	EXPECT_FREE(w, 4096);
}

static void range_with_an_unmovable_page(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 4096);
	EXPECT_TAKE(w, 0, 'M', 0);
	EXPECT(w, "contig", -16, contig(w, 100, 200, MIGRATE_MOVABLE));
	EXPECT_PATH(w, "");
	EXPECT_FREE(w, 4095);
	EXPECT_LISTS(w, "o0/M=[1] o1/M=[2] o2/M=[4] o3/M=[8] o4/M=[16] o5/M=[32] o6/M=[64] o7/M=[128] o8/M=[256] o9/M=[512] "
			"o10/M=[1024,2048,3072]");
}

/* Page 600 cannot move: pageblock 0, already isolated, is unisolated again. Its earlier type is not restored. */
static void isolation_fails_half_way(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 4096);
	EXPECT_TAKE(w, 0, 'U', 9);
	EXPECT_TAKE(w, 512, 'U', 9);
	give(w, 0, 9);
	EXPECT_LISTS(w, "o9/U=[0] o10/M=[1024,2048,3072]");
	EXPECT(w, "isolate", -16, ask(w, (struct request){ .kind = REQ_ISOLATE, .pfn = 0, .end_pfn = 1024,
							    .migratetype = MIGRATE_MOVABLE }));
	EXPECT_PATH(w, "DR");
	EXPECT_TYPE(w, 'M', 0);
	EXPECT_TYPE(w, 'U', 512);
	EXPECT_LISTS(w, "o9/M=[0] o10/M=[1024,2048,3072]");
	EXPECT(w, "isolated pageblocks", 0, zone_now(w).isolated_blocks);
	EXPECT_FREE(w, 3584);
}

static void isolating_twice_is_refused(struct world *w)
{
	struct request isolate = { .kind = REQ_ISOLATE, .pfn = 0, .end_pfn = 1024, .migratetype = MIGRATE_MOVABLE };

	boot_zone(w, PROFILE_LINUX_5_10, 0, 4096);
	EXPECT(w, "isolate", 0, ask(w, isolate));
	EXPECT_LISTS(w, "o10/M=[1024,2048,3072] o10/I=[0]");
	EXPECT_FREE(w, 3072);
	EXPECT(w, "isolated pageblocks", 2, zone_now(w).isolated_blocks);
	EXPECT(w, "isolate", -16, ask(w, isolate));
	EXPECT_FREE(w, 3072);
	isolate.kind = REQ_UNISOLATE;
	ask(w, isolate);
	EXPECT_LISTS(w, "o10/M=[1024,2048,3072,0]");
	EXPECT_FREE(w, 4096);
	ask(w, isolate); /* nothing to undo */
	EXPECT_FREE(w, 4096);
}

/* 6.1 does not count a page that bypasses the page set as freed. */
static void page_of_isolated_block_is_no_event_in_61(struct world *w)
{
	uint64_t before;

	boot_zone(w, PROFILE_LINUX_6_1, 0, 4096);
	EXPECT(w, "page", 0, take_lru(w, 0));
	EXPECT(w, "isolate", 0, ask(w, (struct request){ .kind = REQ_ISOLATE, .pfn = 0, .end_pfn = 512, .migratetype = MIGRATE_MOVABLE }));
	before = look(w)->events.pgfree;
	give(w, 0, 0);
	EXPECT(w, "freed", before, look(w)->events.pgfree);
}

static void reserved_pages_refuse_isolation(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_zone(w, 0, ZONE_MOVABLE, 0, 4096);
	machine_range(w, RANGE_RESERVED, 10, 11);
	machine_range(w, RANGE_HOLE, 1034, 1035);
	machine_boot(w);
	for (pfn_t p = 0; p < 2048; p += 1024)
		EXPECT(w, "isolate", -16, ask(w, (struct request){ .kind = REQ_ISOLATE, .pfn = p, .end_pfn = p + 512,
								    .migratetype = MIGRATE_MOVABLE }));
	/* In ZONE_MOVABLE all other pages count as movable, on the LRU or not. */
	EXPECT(w, "page", 512, take_gfp(w, GFP_BIT_MOVABLE | GFP_BIT_HIGHMEM, 9, ALLOC_NO_WATERMARKS));
	EXPECT(w, "isolate", 0, ask(w, (struct request){ .kind = REQ_ISOLATE, .pfn = 512, .end_pfn = 1024,
							  .migratetype = MIGRATE_MOVABLE }));
}

/* ---- migration ---- */

static void boot_with_movable_page(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 4096);
	EXPECT(w, "page", 0, take_lru(w, 0));
}

static void migration_empties_the_range(struct world *w)
{
	static const pfn_t page[] = { 0 };

	boot_with_movable_page(w);
	script_free(w, ASK_MIGRATE, 0, 0, page, 1);
	EXPECT(w, "contig", 0, contig(w, 0, 512, MIGRATE_MOVABLE));
	EXPECT_PATH(w, "DR DR MG:0");
	EXPECT_LISTS(w, "o9/M=[512] o10/M=[1024,2048,3072]");
	EXPECT_FREE(w, 3584);
}

static void migration_that_leaves_a_page(struct world *w)
{
	boot_with_movable_page(w);
	EXPECT(w, "contig", -16, contig(w, 0, 512, MIGRATE_MOVABLE));
	EXPECT_PATH(w, "DR DR MG:0");
	EXPECT_FREE(w, 4095);
	EXPECT_TYPE(w, 'M', 0);
	EXPECT(w, "isolated pageblocks", 0, zone_now(w).isolated_blocks);
}

/*
 * 6.1 isolates [768, 1024) and nothing else. The block of 1024 pages that migration frees starts in pageblock 0, which was isolated
 * before, so it is free as ISOLATE; but pageblocks 256 and 512, between there and the range, were never isolated.
 */
static void range_in_a_block_isolated_in_part(struct world *w)
{
	static const pfn_t page[] = { 0 };
	static const uint8_t order[] = { 10 };

	machine_new(w, PROFILE_LINUX_6_1);
	w->machine.pageblock_order = 8;
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
	EXPECT(w, "block", 0, take_lru(w, 10));
	EXPECT(w, "isolate", 0, ask(w, (struct request){ .kind = REQ_ISOLATE, .pfn = 0, .end_pfn = 256, .migratetype = MIGRATE_MOVABLE }));
	ask(w, (struct request){ .kind = REQ_ANSWER, .question = ASK_MIGRATE, .zone = ZONE_ALL, .pfns = page, .orders = order, .count = 1 });
	EXPECT(w, "contig", -16, contig(w, 768, 1024, MIGRATE_MOVABLE));
	EXPECT_PATH(w, "DR MG:0");
	EXPECT_LISTS(w, "o10/M=[1024,2048,3072] o10/I=[0]");
	EXPECT_FREE(w, 3072);
	EXPECT_TYPE(w, 'M', 768);
}

/* -16 does not end the request: the page was freed nevertheless. */
static void busy_migration_is_ignored(struct world *w)
{
	static const pfn_t page[] = { 0 };

	boot_with_movable_page(w);
	script_free(w, ASK_MIGRATE, -16, 0, page, 1);
	EXPECT(w, "contig", 0, contig(w, 0, 512, MIGRATE_MOVABLE));
	EXPECT_PATH(w, "DR DR MG:-16");
}

/* 4.14 drains what migration has freed to the page sets: page 2048 is outside the range, but was on a list. */
static void migration_is_drained_in_414(struct world *w)
{
	static const pfn_t pages[] = { 0, 2048 };

	machine_new(w, PROFILE_LINUX_4_14);
	machine_pcp(w, 100, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
	EXPECT_TAKE(w, 3072, 'M', 10);
	EXPECT_TAKE(w, 2048, 'M', 0);
	EXPECT_TAKE(w, 1024, 'M', 10);
	EXPECT(w, "page", 2049, take_lru(w, 0));
	script_free(w, ASK_MIGRATE, 0, 0, pages + 1, 1);
	EXPECT(w, "contig", 0, contig(w, 0, 512, MIGRATE_MOVABLE));
	EXPECT_PATH(w, "DR DR MG:0 DR");
	EXPECT_PCP(w, 0, "");
}

static void interrupted_migration_is_final(struct world *w)
{
	static const pfn_t page[] = { 0 };

	boot_with_movable_page(w);
	script_free(w, ASK_MIGRATE, -4, 0, page, 1);
	EXPECT(w, "contig", -4, contig(w, 0, 512, MIGRATE_MOVABLE));
	EXPECT_LISTS(w, "o10/M=[1024,2048,3072,0]"); /* whole again, put back at the tail */
	EXPECT_FREE(w, 4096);
}

/* A CMA pageblock goes only to a request for CMA, and is CMA again afterwards. */
static void cma_range(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_range(w, RANGE_CMA, 1024, 2048);
	machine_boot(w);
	EXPECT(w, "contig", -16, contig(w, 1024, 1536, MIGRATE_MOVABLE));
	EXPECT(w, "contig", 0, contig(w, 1024, 1536, MIGRATE_CMA));
	EXPECT_TYPE(w, 'C', 1024);
	EXPECT_FREE_CMA(w, 512);
	EXPECT_FREE(w, 3584);
	EXPECT_LIST(w, "o9/C", "1536");
	ask(w, (struct request){ .kind = REQ_FREE_CONTIG, .pfn = 1024, .count = 512 });
	EXPECT_LIST(w, "o10/C", "1024");
	EXPECT_FREE_CMA(w, 1024);
}

/* ---- contiguous pages ---- */

/* Candidates 1024, 1536, ...: 1024 has a page in use; 1536 has none, but its pageblock does, and that page cannot move. */
static void contiguous_pages_of_a_pageblock(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 1024, 5120);
	EXPECT_TAKE(w, 1024, 'M', 0);
	EXPECT(w, "pages", 2048, contig_pages(w, 512));
	EXPECT_PATH(w, "DR DR MG:0");
	EXPECT_FREE(w, 3583);
	EXPECT_LIST(w, "o9/M", "1536,2560");
}

static void contiguous_pages_beside_a_movable_one(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 1024, 5120);
	EXPECT(w, "page", 1024, take_lru(w, 0));
	EXPECT(w, "pages", 1536, contig_pages(w, 512));
}

/* Three pages: (1024 + 2) without the bits of 2 is 1024, although 1026 would be the next multiple. Then every third pfn. */
static void three_contiguous_pages(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 1024, 5120);
	EXPECT(w, "pages", 1024, contig_pages(w, 3));
	EXPECT(w, "free pages", 4093, zone_now(w).free);
	EXPECT(w, "no such range", PFN_NONE, (pfn_t)contig_pages(w, 4097));
}

/* Pages inside a compound block have their head's references: 1028 to 1040 are no candidates. */
static void contiguous_pages_inside_a_compound_block(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 1024, 5120);
	EXPECT(w, "block", 1024, ask(w, (struct request){ .kind = REQ_ALLOC, .order = 4, .gfp = GFP_HIGHUSER_MOVABLE | GFP_BIT_COMP, .lru = true }));
	EXPECT(w, "pages", 1040, contig_pages(w, 4));
	EXPECT_PATH(w, "DR DR MG:0");
}

static void contiguous_pages_inside_a_plain_block(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 1024, 5120);
	EXPECT(w, "block", 1024, take_lru(w, 4));
	EXPECT(w, "pages", 1040, contig_pages(w, 4));
	EXPECT_PATH(w, "DR DR MG:0 DR DR MG:0 DR DR MG:0 DR DR MG:0"); /* 1028, 1032, 1036 were tried */
}

/* 6.1 tries pages in use, too: candidate 1024 fails only when its pages are to be isolated and taken. */
static void contiguous_pages_in_use_of_61(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_6_1, 1024, 5120);
	EXPECT(w, "block", 1024, take_lru(w, 4));
	EXPECT(w, "pages", 1040, contig_pages(w, 16));
	EXPECT_PATH(w, "DR MG:0 DR MG:0");
}

/* ---- blocks taken out ---- */

static int64_t isolate_free(struct world *w, enum request_kind kind, pfn_t pfn, unsigned int order)
{
	return ask(w, (struct request){ .kind = (uint8_t)kind, .pfn = pfn, .order = (uint8_t)order });
}

/* Marks 100/125/150. Taking out o5 needs more than 100 + 32 free pages. */
static void taking_a_free_block_obeys_min(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.min_free_kbytes = 400;
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_boot(w);
	TAKE_RUN(w, 'M', 0, 0, 2048 - 133);
	EXPECT_FREE(w, 133); /* 1915, 1916/o2, 1920/o7 */
	EXPECT(w, "taken", 0, isolate_free(w, REQ_ISOLATE_FREE, 1920, 7)); /* 133 is not above 228 */
	EXPECT_FREE(w, 133);
	EXPECT(w, "taken", 4, isolate_free(w, REQ_ISOLATE_FREE, 1916, 2)); /* 133 > 104 */
	EXPECT_FREE(w, 129);
	EXPECT(w, "references", 2, ask(w, (struct request){ .kind = REQ_GET_PAGE, .pfn = 1916 })); /* the caller has one */
}

/* From order PBO - 1 on, the pageblocks touched become M; HIGHATOMIC and CMA ones stay. */
static void taking_a_large_block_retypes(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 4096);
	EXPECT_TAKE(w, 0, 'U', 9);
	give(w, 0, 9);
	EXPECT_LIST(w, "o10/U", "0");
	EXPECT(w, "taken", 1024, isolate_free(w, REQ_ISOLATE_FREE, 0, 10));
	EXPECT_TYPE(w, 'M', 0);
	EXPECT_TYPE(w, 'M', 512);
	EXPECT_FREE(w, 3072);
	give(w, 0, 10);
	EXPECT_LIST(w, "o10/M", "0,1024,2048,3072");
}

/* With pageblocks of two pages a single page has order PBO - 1, too, but the kernel's loop over its pageblocks has no iterations. */
static void taking_a_page_retypes_nothing(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.pageblock_order = 1;
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
	EXPECT_TAKE(w, 0, 'U', 0); /* the whole block 0/o10 becomes U */
	EXPECT(w, "taken", 1, isolate_free(w, REQ_ISOLATE_FREE, 1, 0));
	EXPECT_TYPE(w, 'U', 0);
	EXPECT(w, "taken", 2, isolate_free(w, REQ_ISOLATE_FREE, 2, 1));
	EXPECT_TYPE(w, 'M', 2);
}

static void reported_block_returns_to_the_tail(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 4096);
	EXPECT(w, "reported", 1024, isolate_free(w, REQ_REPORT_FREE, 0, 10));
	EXPECT_LISTS(w, "o10/M=[1024,2048,3072,0]");
	EXPECT_FREE(w, 4096);
	EXPECT_TAKE(w, 1024, 'U', 8); /* blocks 1024 and 1536 are unmovable now */
	EXPECT(w, "reported", 128 * 2, isolate_free(w, REQ_REPORT_FREE, 1280, 8));
	EXPECT_TYPE(w, 'M', 1024); /* order 8 is PBO - 1: retyped, and put back as M */
	EXPECT_LIST(w, "o8/M", "1280");
}

static const struct corner_case cases[] = {
	{ "contig", "K1 I4: a range out of free memory", range_out_of_free_memory },
	{ "contig-busy", "I1 K1: a range with an unmovable page is busy", range_with_an_unmovable_page },
	{ "half-way", "I3: isolation fails half-way", isolation_fails_half_way },
	{ "twice", "I2: an isolated pageblock cannot be isolated again", isolating_twice_is_refused },
	{ "isolated-6.1", "N2: a page freed past the page set, into an isolated pageblock, does not count as PGFREE in 6.1", page_of_isolated_block_is_no_event_in_61 },
	{ "reserved", "I1: reserved pages, holes and ZONE_MOVABLE", reserved_pages_refuse_isolation },
	{ "migrate", "K1: migration empties the range", migration_empties_the_range },
	{ "migrate-left", "K1: migration leaves a page", migration_that_leaves_a_page },
	{ "migrate-4.14", "K1: 4.14 drains the page sets after migration", migration_is_drained_in_414 },
	{ "migrate-part-6.1", "K1: 6.1 isolates every pageblock from that of the block on", range_in_a_block_isolated_in_part },
	{ "migrate-16", "K1: -16 from migration is ignored", busy_migration_is_ignored },
	{ "migrate-4", "K1: other errors of migration are final", interrupted_migration_is_final },
	{ "contig-cma", "I1 K1: a CMA range needs a request for CMA", cma_range },
	{ "pages", "K2: candidates of alloc_contig_pages", contiguous_pages_of_a_pageblock },
	{ "pages-lru", "K2: the other pages of the pageblock must be movable", contiguous_pages_beside_a_movable_one },
	{ "pages-3", "K2 U21: the first candidate for an odd number of pages", three_contiguous_pages },
	{ "pages-compound", "K2: pages inside a compound block are no candidates", contiguous_pages_inside_a_compound_block },
	{ "pages-plain", "K2: pages inside a plain block are", contiguous_pages_inside_a_plain_block },
	{ "pages-6.1", "K2: 6.1 tries pages in use", contiguous_pages_in_use_of_61 },
	{ "take-min", "I5: taking out a free block obeys the min mark", taking_a_free_block_obeys_min },
	{ "take-type", "I5: taking out a large block makes its pageblocks M", taking_a_large_block_retypes },
	{ "take-page", "I5: taking out a single page changes no type", taking_a_page_retypes_nothing },
	{ "report", "I6: reported blocks go to the tail", reported_block_returns_to_the_tail },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
