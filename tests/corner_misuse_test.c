// SPDX-License-Identifier: MIT
/*
 * Misuse: every status of a refused request, and that the request changed nothing.
 *
 * Rule: docs/semantics/pages.md E7; the order of the checks is that of enum status in contract/types.h, the limits are at the end of the
 * list of requests in contract/request.h.
 */
#include "tests/fixture.h"

/*
 * Zone [1024, 2048), a hole at 1100..1103, reserved pages 1200..1209; cpu 1 is offline. Allocated: 1088/o3, and of the split block
 * 1096/o2 the pages 1096, 1098, 1099; 1097 is on cpu 0's list. Free among others: 1104/o4, 1536/o9.
 */
static void boot_all_states(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.nr_cpus = 2;
	machine_pcp(w, 10, 1);
	machine_zone(w, 0, ZONE_NORMAL, 1024, 2048);
	machine_range(w, RANGE_HOLE, 1100, 1104);
	machine_range(w, RANGE_RESERVED, 1200, 1210);
	machine_boot(w);
	ask(w, (struct request){ .kind = REQ_CPU_DEAD, .cpu = 1 });
	EXPECT_TAKE(w, 1088, 'M', 3);
	EXPECT_TAKE(w, 1096, 'M', 2);
	split(w, 1096, 2);
	give(w, 1097, 0);
}

static void expect_unchanged(struct world *w)
{
	EXPECT_PCP(w, 0, "M=[1097]");
	EXPECT_LISTS(w, "o1/M=[1210] o2/M=[1212] o4/M=[1104,1184] o5/M=[1120,1152] o6/M=[1024,1216] o8/M=[1280] o9/M=[1536]");
	EXPECT_FREE(w, 998); /* 1024 - 4 - 10 - 12 */
	EXPECT(w, "state of 1088", PAGE_ALLOC_HEAD, page_state(w, 1088));
	EXPECT(w, "state of 1089", PAGE_ALLOC_TAIL, page_state(w, 1089));
	EXPECT(w, "state of 1097", PAGE_CACHED, page_state(w, 1097));
	EXPECT(w, "state of 1100", PAGE_ABSENT, page_state(w, 1100));
	EXPECT(w, "state of 1200", PAGE_RESERVED, page_state(w, 1200));
	EXPECT(w, "state of 1536", PAGE_FREE_HEAD, page_state(w, 1536));
	EXPECT(w, "state of 1537", PAGE_FREE_TAIL, page_state(w, 1537));
}

static void wrong_frees(struct world *w)
{
	boot_all_states(w);
	expect_unchanged(w);
	EXPECT_STATUS(w, STATUS_BAD_ORDER, .kind = REQ_FREE, .pfn = 1088, .order = 11);
	EXPECT_STATUS(w, STATUS_BAD_ORDER, .kind = REQ_FREE, .pfn = 5, .order = 11); /* checked before the pfn */
	EXPECT_STATUS(w, STATUS_FOREIGN_PFN, .kind = REQ_FREE, .pfn = 5);
	EXPECT_STATUS(w, STATUS_FOREIGN_PFN, .kind = REQ_FREE, .pfn = 2048);
	EXPECT_STATUS(w, STATUS_FOREIGN_PFN, .kind = REQ_FREE, .pfn = 1100);
	EXPECT_STATUS(w, STATUS_FOREIGN_PFN, .kind = REQ_FREE, .pfn = PFN_NONE);
	EXPECT_STATUS(w, STATUS_RESERVED, .kind = REQ_FREE, .pfn = 1200);
	EXPECT_STATUS(w, STATUS_ALREADY_FREE, .kind = REQ_FREE, .pfn = 1536, .order = 9);
	EXPECT_STATUS(w, STATUS_ALREADY_FREE, .kind = REQ_FREE, .pfn = 1600);
	EXPECT_STATUS(w, STATUS_CACHED, .kind = REQ_FREE, .pfn = 1097);
	EXPECT_STATUS(w, STATUS_NOT_HEAD, .kind = REQ_FREE, .pfn = 1089, .order = 3);
	EXPECT_STATUS(w, STATUS_WRONG_ORDER, .kind = REQ_FREE, .pfn = 1088, .order = 2);
	EXPECT_STATUS(w, STATUS_WRONG_ORDER, .kind = REQ_FREE, .pfn = 1096, .order = 2); /* split */
	expect_unchanged(w);
}

static void wrong_cpus(struct world *w)
{
	boot_all_states(w);
	for (w->cpu = 1; w->cpu <= 2; w->cpu++) { /* offline; no such cpu */
		EXPECT_STATUS(w, STATUS_BAD_CPU, .kind = REQ_FREE, .pfn = 5, .order = 11);
		EXPECT_STATUS(w, STATUS_BAD_CPU, .kind = REQ_ALLOC, .gfp = GFP_KERNEL);
		EXPECT_STATUS(w, STATUS_BAD_CPU, .kind = REQ_RMQUEUE);
		EXPECT_STATUS(w, STATUS_BAD_CPU, .kind = REQ_CONTIG, .pfn = 1536, .end_pfn = 1537, .migratetype = MIGRATE_MOVABLE);
		EXPECT_STATUS(w, STATUS_BAD_CPU, .kind = REQ_FREE_CONTIG, .pfn = 1098, .count = 1);
		EXPECT_STATUS(w, STATUS_BAD_CPU, .kind = REQ_DRAIN, .cpu = w->cpu, .zone = 0);
		EXPECT_STATUS(w, STATUS_BAD_CPU, .kind = REQ_DRAIN_BATCH, .cpu = w->cpu, .zone = 0);
		EXPECT_STATUS(w, STATUS_BAD_CPU, .kind = REQ_CPU_DEAD, .cpu = w->cpu);
	}
	w->cpu = 0;
	EXPECT_STATUS(w, STATUS_BAD_CPU, .kind = REQ_CPU_DEAD, .cpu = 0); /* the last cpu online */
	EXPECT_STATUS(w, STATUS_BAD_CPU, .kind = REQ_CPU_UP, .cpu = 0);
	EXPECT_STATUS(w, STATUS_BAD_CPU, .kind = REQ_CPU_UP, .cpu = 2);
	expect_unchanged(w);
	EXPECT_STATUS(w, STATUS_OK, .kind = REQ_CPU_UP, .cpu = 1);
}

static void wrong_places(struct world *w)
{
	boot_all_states(w);
	EXPECT_STATUS(w, STATUS_BAD_NODE, .kind = REQ_ALLOC, .node = 1, .gfp = GFP_BIT_MOVABLE | GFP_BIT_RECLAIMABLE);
	EXPECT_STATUS(w, STATUS_BAD_NODE, .kind = REQ_RMQUEUE, .node = 1);
	EXPECT_STATUS(w, STATUS_BAD_NODE, .kind = REQ_NODESTAT, .node = 1);
	EXPECT_STATUS(w, STATUS_BAD_NODE, .kind = REQ_UNRESERVE_HIGHATOMIC, .node = 1, .hzi = 9);
	EXPECT_STATUS(w, STATUS_BAD_ZONE, .kind = REQ_DRAIN, .zone = 1);
	EXPECT_STATUS(w, STATUS_BAD_ZONE, .kind = REQ_DRAIN_ALL, .zone = 1);
	EXPECT_STATUS(w, STATUS_BAD_ZONE, .kind = REQ_DRAIN_BATCH, .zone = ZONE_ALL); /* one zone only */
	EXPECT_STATUS(w, STATUS_BAD_ZONE, .kind = REQ_WMARK_OK, .zone = 1);
	EXPECT_STATUS(w, STATUS_BAD_ZONE, .kind = REQ_SET_BOOST, .zone = 1);
	EXPECT_STATUS(w, STATUS_BAD_ZONE, .kind = REQ_ZONESTAT, .zone = 1);
	EXPECT_STATUS(w, STATUS_BAD_GFP, .kind = REQ_RMQUEUE, .gfp = GFP_BIT_DMA | GFP_BIT_HIGHMEM);
	expect_unchanged(w);
}

static void wrong_values(struct world *w)
{
	boot_all_states(w);
	EXPECT_STATUS(w, STATUS_BAD_ORDER, .kind = REQ_WMARK_OK, .order = 11, .hzi = 9);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_WMARK_OK, .hzi = MAX_NR_ZONES);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_WMARK_OK, .value = -1);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_WMARK_OK, .value = INT64_C(1) << 31);
	EXPECT_STATUS(w, STATUS_OK, .kind = REQ_WMARK_OK, .value = INT32_MAX);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_SET_BOOST, .value = -1);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_SET_BOOST, .value = (1 << 24) + 1);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_MIN_FREE_KBYTES, .value = -1);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_MIN_FREE_KBYTES, .value = (1 << 24) + 1);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_SCALE_FACTOR, .value = 0);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_SCALE_FACTOR, .value = 1001);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_BOOST_FACTOR, .value = (1 << 20) + 1);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_LOWMEM_RATIO, .zone = ZONE_DMA, .value = (1 << 20) + 1);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_FRACTION, .value = -1);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_SETUP_PAGESET);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_INIT_LATE);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_HOTADD, .pfn = 2048, .end_pfn = 2048 + 32768);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_ANSWER, .question = NR_QUESTIONS, .zone = ZONE_ALL);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_TASK, .has_mems = true, .mems = 2); /* no node of this machine */
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_TASK, .has_hardwall = true);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_UNRESERVE_HIGHATOMIC, .hzi = MAX_NR_ZONES);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_UNRESERVE_HIGHATOMIC, .migratetype = MIGRATE_CMA);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_CONTIG_PAGES, .gfp = GFP_KERNEL);
	expect_unchanged(w);
}

static void wrong_ranges(struct world *w)
{
	boot_all_states(w);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_ISOLATE, .pfn = 1536, .end_pfn = 1536, .migratetype = MIGRATE_MOVABLE);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_ISOLATE, .pfn = 1536, .end_pfn = 2047, .migratetype = MIGRATE_MOVABLE);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_ISOLATE, .pfn = 1537, .end_pfn = 2048, .migratetype = MIGRATE_MOVABLE);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_ISOLATE, .pfn = 1536, .end_pfn = 2560, .migratetype = MIGRATE_MOVABLE);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_ISOLATE, .pfn = 1536, .end_pfn = 2048, .migratetype = MIGRATE_HIGHATOMIC);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_UNISOLATE, .pfn = 512, .end_pfn = 1536, .migratetype = MIGRATE_MOVABLE);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_CONTIG, .pfn = 1536, .end_pfn = 1540, .migratetype = MIGRATE_UNMOVABLE);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_CONTIG, .pfn = 1540, .end_pfn = 1536, .migratetype = MIGRATE_MOVABLE);
	expect_unchanged(w);
}

static void wrong_blocks(struct world *w)
{
	static const pfn_t twice[] = { 1098, 1098 }, mixed[] = { 1098, 1097, 1200 };

	boot_all_states(w);
	EXPECT_STATUS(w, STATUS_BAD_ORDER, .kind = REQ_ISOLATE_FREE, .pfn = 1536, .order = 11);
	EXPECT_STATUS(w, STATUS_NOT_FREE, .kind = REQ_ISOLATE_FREE, .pfn = 1536, .order = 8);
	EXPECT_STATUS(w, STATUS_NOT_FREE, .kind = REQ_ISOLATE_FREE, .pfn = 1088, .order = 3);
	EXPECT_STATUS(w, STATUS_NOT_FREE, .kind = REQ_REPORT_FREE, .pfn = 1537);
	EXPECT_STATUS(w, STATUS_FOREIGN_PFN, .kind = REQ_REPORT_FREE, .pfn = 1100);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_FREE_LIST, .pfns = twice, .count = 2);
	EXPECT_STATUS(w, STATUS_CACHED, .kind = REQ_FREE_LIST, .pfns = mixed, .count = 3); /* that of the first refused entry */
	EXPECT_STATUS(w, STATUS_OK, .kind = REQ_FREE_LIST, .pfns = mixed, .count = 0);
	EXPECT_STATUS(w, STATUS_NOT_HEAD, .kind = REQ_SPLIT, .pfn = 1089, .order = 3);
	EXPECT_STATUS(w, STATUS_WRONG_ORDER, .kind = REQ_SPLIT, .pfn = 1088, .order = 4);
	EXPECT_STATUS(w, STATUS_NOT_HEAD, .kind = REQ_GET_PAGE, .pfn = 1090);
	EXPECT_STATUS(w, STATUS_ALREADY_FREE, .kind = REQ_GET_PAGE, .pfn = 1536);
	EXPECT_STATUS(w, STATUS_CACHED, .kind = REQ_FREE_CONTIG, .pfn = 1096, .count = 4); /* 1097 is refused, so nothing is freed */
	EXPECT_STATUS(w, STATUS_RESERVED, .kind = REQ_MARK_BAD, .pfn = 1200, .damage = DAMAGE_MAPPING);
	EXPECT_STATUS(w, STATUS_FOREIGN_PFN, .kind = REQ_MARK_BAD, .pfn = 1101, .damage = DAMAGE_MAPPING);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_MARK_BAD, .pfn = 1536, .damage = DAMAGE_MAPCOUNT);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_MARK_BAD, .pfn = 1537, .damage = NR_DAMAGES);
	expect_unchanged(w);
}

static void held_blocks(struct world *w)
{
	static const pfn_t one[] = { 1098 };

	boot_all_states(w);
	EXPECT(w, "references", 2, ask(w, (struct request){ .kind = REQ_GET_PAGE, .pfn = 1088 }));
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_SPLIT, .pfn = 1088, .order = 3);
	EXPECT(w, "references", 2, ask(w, (struct request){ .kind = REQ_GET_PAGE, .pfn = 1098 }));
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_FREE_LIST, .pfns = one, .count = 1);
	EXPECT(w, "page", 1104, take_gfp(w, GFP_BIT_MOVABLE | GFP_BIT_COMP, 3, ALLOC_NO_WATERMARKS));
	EXPECT(w, "compound order", 3, w->answer.comp_order);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_SPLIT, .pfn = 1104, .order = 3);
}

static void too_many_answers(struct world *w)
{
	static pfn_t pages[FREES_PER_ANSWER + 1];
	static uint8_t orders[FREES_PER_ANSWER + 1];

	boot_all_states(w);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_ANSWER, .zone = ZONE_ALL, .pfns = pages, .orders = orders, .count = FREES_PER_ANSWER + 1);
	for (unsigned int i = 0; i < ANSWERS_PER_REQUEST; i++)
		script(w, i % 2 ? ASK_RECLAIM : ASK_OOM, 0);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_ANSWER, .zone = ZONE_ALL);
	expect_unchanged(w);
	EXPECT_TAKE(w, 1210, 'M', 1); /* a request that may ask empties the queues even if it asked nothing */
	EXPECT_STATUS(w, STATUS_OK, .kind = REQ_ANSWER, .zone = ZONE_ALL);
}

/* Contiguous requests check cpu, node, gfp and count in this order. */
static void wrong_contig(struct world *w)
{
	boot_all_states(w);
	EXPECT_STATUS(w, STATUS_BAD_NODE, .kind = REQ_CONTIG_PAGES, .node = 1, .gfp = GFP_BIT_DMA | GFP_BIT_HIGHMEM);
	EXPECT_STATUS(w, STATUS_BAD_GFP, .kind = REQ_CONTIG_PAGES, .gfp = GFP_BIT_DMA | GFP_BIT_HIGHMEM);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_CONTIG_PAGES, .gfp = GFP_KERNEL, .count = (1 << 20) + 1);
	EXPECT_STATUS(w, STATUS_BAD_GFP, .kind = REQ_CONTIG, .pfn = 5, .gfp = GFP_BIT_DMA | GFP_BIT_HIGHMEM);
	EXPECT_STATUS(w, STATUS_FOREIGN_PFN, .kind = REQ_FREE_CONTIG, .pfn = PFN_NONE - 1, .count = 4);
	EXPECT(w, "no page", PFN_NONE, ask(w, (struct request){ .kind = REQ_CONTIG_PAGES, .gfp = GFP_KERNEL, .count = 1 << 20 }));
	w->cpu = 1;
	EXPECT_STATUS(w, STATUS_BAD_CPU, .kind = REQ_CONTIG_PAGES, .node = 1);
	w->cpu = 0;
	expect_unchanged(w);
}

static void wrong_answers(struct world *w)
{
	boot_all_states(w);
	EXPECT_STATUS(w, STATUS_BAD_CPU, .kind = REQ_ANSWER, .cpu = 1, .zone = 1);
	EXPECT_STATUS(w, STATUS_BAD_CPU, .kind = REQ_ANSWER, .cpu = 2, .zone = 1);
	EXPECT_STATUS(w, STATUS_BAD_ZONE, .kind = REQ_ANSWER, .zone = 1, .question = NR_QUESTIONS);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_ANSWER, .zone = ZONE_ALL, .value = -1);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_ANSWER, .zone = ZONE_ALL, .question = ASK_COMPACT, .value = NR_COMPACT_RESULTS);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_ANSWER, .zone = ZONE_ALL, .question = ASK_OOM, .value = 2);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_ANSWER, .zone = ZONE_ALL, .question = ASK_OOM_LOCK, .value = 2);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_ANSWER, .zone = ZONE_ALL, .question = ASK_MIGRATE, .value = -5);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_ANSWER, .zone = ZONE_ALL, .has_mems = true, .mems = 2);
	expect_unchanged(w);
}

/* The last checks: unknown kinds of requests, marks and kinds of zones, and zones that cannot be added to. */
static void wrong_kinds(struct world *w)
{
	boot_all_states(w);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = NR_REQUESTS);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = 0xff);
	EXPECT_STATUS(w, STATUS_OK, .kind = REQ_NOP);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_RMQUEUE, .alloc_flags = ALLOC_WMARK_MASK);
	EXPECT_STATUS(w, STATUS_BAD_ZONE, .kind = REQ_LOWMEM_RATIO, .zone = MAX_NR_ZONES);
	EXPECT_STATUS(w, STATUS_BAD_ZONE, .kind = REQ_LOWMEM_RATIO, .zone = MAX_NR_ZONES, .value = -1); /* checked before the value */
	EXPECT_STATUS(w, STATUS_BAD_ZONE, .kind = REQ_HOTADD, .zone = 1);
	EXPECT_STATUS(w, STATUS_BAD_ORDER, .kind = REQ_SPLIT, .pfn = 5, .order = 11);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_ISOLATE, .pfn = 1536, .end_pfn = 2048, .migratetype = MIGRATE_ISOLATE);
	EXPECT_STATUS(w, STATUS_FOREIGN_PFN, .kind = REQ_MARK_BAD, .pfn = 5, .damage = DAMAGE_FLAG);
	expect_unchanged(w);
}

/* Deferred memory counts as absent for every request. */
static void too_early(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.pageblock_order = 4;
	w->machine.max_order = 7;
	w->machine.section_pages = 64;
	w->machine.hot_end = 4096;
	w->machine.deferred = true;
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_boot(w);
	EXPECT(w, "first deferred page", 64, look(w)->node[0].first_deferred);
	EXPECT_STATUS(w, STATUS_FOREIGN_PFN, .kind = REQ_ISOLATE, .pfn = 48, .end_pfn = 80, .migratetype = MIGRATE_MOVABLE);
	EXPECT_STATUS(w, STATUS_FOREIGN_PFN, .kind = REQ_UNISOLATE, .pfn = 64, .end_pfn = 80, .migratetype = MIGRATE_MOVABLE);
	EXPECT_STATUS(w, STATUS_FOREIGN_PFN, .kind = REQ_CONTIG, .pfn = 60, .end_pfn = 65, .migratetype = MIGRATE_MOVABLE, .gfp = GFP_KERNEL);
	EXPECT_STATUS(w, STATUS_FOREIGN_PFN, .kind = REQ_FREE, .pfn = 64);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_HOTADD, .pfn = 1024, .end_pfn = 1088);
	EXPECT_STATUS(w, STATUS_OK, .kind = REQ_INIT_LATE);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_INIT_LATE);
	EXPECT_STATUS(w, STATUS_OK, .kind = REQ_HOTADD, .pfn = 1024, .end_pfn = 1088);
}

static void a_thousand_references(struct world *w)
{
	boot_all_states(w);
	for (int64_t n = 2; n <= 1000; n++)
		EXPECT(w, "references", n, ask(w, (struct request){ .kind = REQ_GET_PAGE, .pfn = 1088 }));
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_GET_PAGE, .pfn = 1088);
	EXPECT_STATUS(w, STATUS_OK, .kind = REQ_FREE, .pfn = 1088, .order = 3);
	EXPECT(w, "references", 1000, ask(w, (struct request){ .kind = REQ_GET_PAGE, .pfn = 1088 }));
}

static const struct corner_case cases[] = {
	{ "free", "E7: frees", wrong_frees },
	{ "cpus", "E7: cpus that are offline or do not exist", wrong_cpus },
	{ "places", "E7: nodes, zones, gfp", wrong_places },
	{ "values", "E7: values out of range", wrong_values },
	{ "ranges", "E7: ranges", wrong_ranges },
	{ "blocks", "E7: blocks in the wrong state", wrong_blocks },
	{ "held", "E7 E8: blocks with two references, compound blocks", held_blocks },
	{ "answers", "E7 V7: more answers than a queue holds", too_many_answers },
	{ "answers-bad", "E7 V7: answers out of range", wrong_answers },
	{ "contig", "E7: contiguous requests", wrong_contig },
	{ "kinds", "E7: unknown requests, marks, kinds of zones", wrong_kinds },
	{ "early", "E7 M6: memory that is still deferred", too_early },
	{ "held-1000", "E7: a page has at most a thousand references", a_thousand_references },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
