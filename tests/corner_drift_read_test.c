// SPDX-License-Identifier: MIT
/*
 * Corner cases of counters that drift per cpu: which tests read the value alone, and which add the drift of the cpus.
 * All numbers were computed by hand from the rules.
 *
 * Rules: docs/semantics/drift.md, J6.
 */
#include "tests/corner_drift.h"

static uint32_t reclaims(const struct world *w)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < w->answer.nr_path; i++)
		count += w->answer.path[i].kind == PATH_RECLAIM;
	return count;
}

/* The value is too high while pages taken are still in the drift; then too low. */
static void watermark_by_value(struct world *w)
{
	boot_drifting(w, PROFILE_LINUX_5_10, 2, 1024, -1);
	take_on(w, 0, 2);
	EXPECT(w, "above the mark", true, above_mark(w, 1023, 0));
	fold(w, 0);
	EXPECT_FREE(w, 1020);
	EXPECT(w, "above the mark", false, above_mark(w, 1020, 0));
	give_on(w, 1, 0, 2);
	EXPECT(w, "above the mark", false, above_mark(w, 1020, 0));
	fold(w, 0); /* the other cpu */
	EXPECT(w, "above the mark", false, above_mark(w, 1020, 0));
	fold(w, 1);
	EXPECT(w, "above the mark", true, above_mark(w, 1023, 0));
}

/*
 * Low mark 125, value 128, and four more pages taken are in the drift: 128 - 1 is enough for two pages. That brings the drift to -6 and
 * the value to 122. Four pages come back into the drift: 126 pages are free, and yet a request for one page fails.
 */
static void request_by_value(struct world *w)
{
	boot_drifting(w, PROFILE_LINUX_5_10, 2, 1024, 400);
	for (unsigned int order = 9; order >= 7; order--)
		take_on(w, 0, order);
	EXPECT_FREE(w, 128);
	EXPECT_TAKE(w, 896, 'M', 1);
	EXPECT_TAKE(w, 898, 'M', 1);
	EXPECT_FREE(w, 128);
	EXPECT_DRIFT(w, 0, -4);
	EXPECT(w, "page above the low mark", 900, take_flags(w, 'M', 1, WMARK_LOW | ALLOC_CMA));
	EXPECT_FREE(w, 122);
	EXPECT_DRIFT(w, 0, 0);
	give_on(w, 1, 896, 1);
	give_on(w, 1, 898, 1);
	EXPECT_DRIFT(w, 1, 4);
	EXPECT(w, "page above the low mark", PFN_NONE, take_flags(w, 'M', 0, WMARK_LOW | ALLOC_CMA));
	fold(w, 1);
	EXPECT(w, "page above the low mark", true, take_flags(w, 'M', 0, WMARK_LOW | ALLOC_CMA) != PFN_NONE);
}

/* A negative counter reads as zero: v5.10 would take -4 usable pages for a huge number. */
static void never_below_zero(struct world *w)
{
	boot_drifting(w, PROFILE_LINUX_5_10, 3, 1024, 0);
	EXPECT(w, "blocks", 256, take_all(w, 'M', 2)); /* every second block reaches the value */
	EXPECT_FREE(w, 0);
	give_on(w, 0, 0, 2);
	give_on(w, 0, 8, 2);
	EXPECT_FREE(w, 8);
	take_on(w, 1, 2);
	take_on(w, 1, 2);
	EXPECT_FREE(w, 0);
	give_on(w, 0, 0, 2);
	take_on(w, 1, 2);
	give_on(w, 2, 0, 2);
	EXPECT_FREE(w, 0);
	EXPECT_DRIFT(w, 1, -4);
	take_on(w, 1, 2);
	give_on(w, 1, 0, 2);
	EXPECT_DRIFT(w, 0, 4);
	EXPECT_DRIFT(w, 1, 4);
	EXPECT_DRIFT(w, 2, 4);
	EXPECT_FREE(w, -8); /* four are free */
	EXPECT(w, "page above the min mark", PFN_NONE, take_flags(w, 'M', 0, WMARK_MIN | ALLOC_CMA));
	fold(w, 0);
	EXPECT(w, "page above the min mark", PFN_NONE, take_flags(w, 'M', 0, WMARK_MIN | ALLOC_CMA));
	fold(w, 1);
	fold(w, 2);
	EXPECT(w, "page above the min mark", 0, take_flags(w, 'M', 0, WMARK_MIN | ALLOC_CMA));
}

/* A CMA counter of -8 reads as zero, too: it does not make eight more of the other pages usable. */
static void cma_never_below_zero(struct world *w)
{
	machine_drifting(w, PROFILE_LINUX_5_10, 3);
	w->machine.max_order = 4;
	w->machine.pageblock_order = 3;
	w->machine.min_free_kbytes = 0;
	machine_zone(w, 0, ZONE_NORMAL, 0, 64);
	machine_range(w, RANGE_CMA, 8, 16);
	machine_boot(w);
	EXPECT(w, "blocks", 16, take_all(w, 'M', 2));
	EXPECT_FREE(w, 0);
	EXPECT_FREE_CMA(w, 0);
	give_on(w, 0, 8, 2);
	take_on(w, 1, 2);
	give_on(w, 2, 8, 2);
	take_on(w, 1, 2);
	EXPECT_FREE(w, -8);
	EXPECT_FREE_CMA(w, -8);
	for (pfn_t pfn = 16; pfn < 32; pfn += 4)
		give_on(w, 1, pfn, 2);
	EXPECT_FREE(w, 8);
	EXPECT(w, "usable above the mark", true, above_mark(w, 7, 0));
	EXPECT(w, "usable above the mark", false, above_mark(w, 8, 0));
}

/* Min mark 100. Value 96 with 104 pages free: no page, but reclaim is retried for seventeen rounds. With 96 pages free: one round. */
static void reclaim_retry_by_all(struct world *w)
{
	boot_drifting(w, PROFILE_LINUX_5_10, 2, 1024, 400);
	for (int i = 0; i < 8; i++)
		take_on(w, 0, 2);
	for (unsigned int order = 9; order >= 7; order--)
		take_on(w, 0, order);
	EXPECT_FREE(w, 96);
	EXPECT_DRIFT(w, 0, 0);
	give_on(w, 0, 0, 2);
	give_on(w, 1, 8, 2);
	EXPECT_FREE(w, 96);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 0);
	EXPECT(w, "rounds", 17, reclaims(w));
	take_on(w, 0, 2);
	take_on(w, 1, 2);
	EXPECT_FREE(w, 96);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 0);
	EXPECT(w, "rounds", 1, reclaims(w));
}

/* Single pages far apart, value 100. Compaction for order 1 needs more than 104 pages: 108 free ones are enough, 104 are not. */
static void compact_retry_by_all(struct world *w)
{
	for (int both = 0; both < 2; both++) {
		machine_drifting(w, PROFILE_LINUX_5_10, 2);
		w->machine.min_free_kbytes = 400;
		w->machine.compaction = true;
		machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
		machine_boot(w);
		take_all(w, 'U', 0);
		fold(w, 0);
		for (pfn_t pfn = 1; pfn < 200; pfn += 2)
			give_on(w, 0, pfn, 0);
		EXPECT_FREE(w, 100);
		for (pfn_t pfn = 201; pfn < 209; pfn += 2)
			give_on(w, 0, pfn, 0);
		for (pfn_t pfn = 301; both && pfn < 309; pfn += 2)
			give_on(w, 1, pfn, 0);
		EXPECT_FREE(w, 100);
		script(w, ASK_RECLAIM, 1);
		EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 1);
		EXPECT(w, "rounds", both ? 2 : 1, reclaims(w));
	}
}

/* Total reserve 2, all other pages may be dirty: 1022 of them are, and four fewer are free than the value says. */
static void dirty_by_value(struct world *w)
{
	machine_drifting(w, PROFILE_LINUX_5_10, 2);
	w->machine.min_free_kbytes = 0;
	w->machine.dirty_ratio = 100;
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_boot(w);
	ask(w, (struct request){ .kind = REQ_NODESTAT, .stat = { [NODE_FILE_DIRTY] = 1022 } });
	take_on(w, 0, 2);
	EXPECT_ALLOC(w, 4, GFP_HIGHUSER_MOVABLE | GFP_BIT_WRITE, 0);
	EXPECT_PATH(w, "A:981 ND:0=1"); /* that page took the drift over its limit: five pages leave the value */
	EXPECT_FREE(w, 1019);
	EXPECT_ALLOC(w, 5, GFP_HIGHUSER_MOVABLE | GFP_BIT_WRITE, 0);
	EXPECT_PATH(w, "A:981 ND:0=0 A:8c0");
}

/* Min mark 100: taking out a block of eight needs more than 108 pages. The value is 112, 104 pages are free. */
static void taking_out_by_value(struct world *w)
{
	boot_drifting(w, PROFILE_LINUX_5_10, 2, 1024, 400);
	for (unsigned int order = 9; order >= 7; order--)
		take_on(w, 0, order);
	take_on(w, 0, 4);
	EXPECT(w, "block", 912, take_on(w, 0, 2));
	EXPECT(w, "block", 916, take_on(w, 1, 2));
	EXPECT_FREE(w, 112);
	EXPECT(w, "taken out", 8, ask(w, (struct request){ .kind = REQ_ISOLATE_FREE, .pfn = 920, .order = 3 }));
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_DRIFT(w, 1, -4);
	EXPECT_FREE(w, 100);
}

static const struct corner_case cases[] = {
	{ "mark-ok", "J6 J7: a watermark test reads the value", watermark_by_value },
	{ "request", "J6 W4 W5: a request passes although the pages are taken, another fails although pages are free", request_by_value },
	{ "negative", "J1 J6 W5: a negative value reads as zero", never_below_zero },
	{ "negative-cma", "J1 J6 W4: a negative value of FCMA reads as zero, too", cma_never_below_zero },
	{ "reclaim-retry", "J6 S20: should_reclaim_retry adds the drift", reclaim_retry_by_all },
	{ "compact-retry", "J6 S22: compaction_zonelist_suitable adds the drift", compact_retry_by_all },
	{ "dirty", "J6 L3: the dirty limit is computed from the value", dirty_by_value },
	{ "take-out", "J6 J3 I5: taking out a free block checks the value", taking_out_by_value },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
