// SPDX-License-Identifier: MIT
/*
 * Corner cases of linux-6.12 beyond its lists: watermarks, compaction and its retries, cpusets, pages in bulk, deferred memory, checks.
 * All numbers were computed by hand from the rules.
 *
 * Rules: docs/semantics/linux-6.12.md.
 */
#include "tests/corner.h"

/* ---- watermarks ---- */

static void boot_movable(struct world *w, pfn_t from, pfn_t end)
{
	machine_new(w, PROFILE_LINUX_6_12);
	if (from > 0)
		machine_zone(w, 0, ZONE_NORMAL, 0, from);
	machine_zone(w, 0, ZONE_MOVABLE, from, end);
	machine_boot(w);
}

/* isqrt(4 * 16384 * 16) = 1024 kB = 256 pages for NORMAL alone; the step of MOVABLE is a quarter of what its share would be. */
static void movable_has_its_own_min(struct world *w)
{
	boot_movable(w, 16384, 32768);
	EXPECT_MARKS(w, 0, 256, 320, 384);
	EXPECT_MARKS(w, 1, 32, 32 + 64, 32 + 128); /* 16384 / 1024 = 16 is too few; 256 / 4 */
	EXPECT(w, "high_min", 96, look(w)->pcp[1].high_min);
	ask(w, (struct request){ .kind = REQ_MIN_FREE_KBYTES, .value = 2048 });
	EXPECT_MARKS(w, 0, 512, 640, 768);
	EXPECT_MARKS(w, 1, 32, 32 + 128, 32 + 256);
	boot_movable(w, 16384, 16384 + 65536);
	EXPECT_MARKS(w, 0, 256, 320, 384);
	EXPECT_MARKS(w, 1, 64, 64 + 256, 64 + 512); /* 256 * 65536 / 16384 = 1024 */
	boot_movable(w, 4096, 4096 + 196608);
	EXPECT_MARKS(w, 0, 128, 160, 192);
	EXPECT_MARKS(w, 1, 128, 128 + 1536, 128 + 3072); /* not 192; 128 * 196608 / 4096 = 6144 */
}

/* MOVABLE alone: no zone has a share of min_free_kbytes, so the step is a thousandth. */
static void movable_alone(struct world *w)
{
	boot_movable(w, 0, 65536);
	EXPECT(w, "min_free_kbytes", 128, look(w)->min_free_kbytes);
	EXPECT_MARKS(w, 0, 64, 64 + 65, 64 + 130);
}

/* A zone whose memory is added later. */
static void movable_without_memory(struct world *w)
{
	boot_movable(w, 16384, 16384);
	EXPECT_MARKS(w, 0, 256, 320, 384);
	EXPECT_MARKS(w, 1, 32, 32, 32);
}

/* ---- compaction ---- */

/* A movable request captures a movable block of any order. */
static void movable_blocks_are_captured(struct world *w)
{
	uint64_t before;

	BOOT_FRAGMENTED(w, PROFILE_LINUX_6_12, 'M', 200);
	before = look(w)->events.pgalloc[ZONE_NORMAL];
	compaction_makes_a_block(w, 0, COMPACT_SUCCESS);
	EXPECT_ALLOC(w, 0, GFP_HIGHUSER_MOVABLE, 3);
	EXPECT_QUESTIONS(w, "R:0 C:1=SUCCESS:a+0");
	EXPECT_FREE(w, 196);
	EXPECT(w, "allocated", before, look(w)->events.pgalloc[ZONE_NORMAL]); /* a capture is no PGALLOC event */
}

static void others_capture_no_movable_blocks(struct world *w)
{
	BOOT_FRAGMENTED(w, PROFILE_LINUX_6_12, 'M', 200);
	compaction_makes_a_block(w, 0, COMPACT_SUCCESS);
	EXPECT(w, "a page", true, alloc(w, GFP_KERNEL, 3) != PFN_NONE);
	EXPECT_QUESTIONS(w, "C:2=SUCCESS:a");
}

/* Neither SUCCESS nor SKIPPED: the priority rises at once. */
static void only_success_is_repeated_after(struct world *w, enum compact_result result, const char *questions)
{
	BOOT_FRAGMENTED(w, PROFILE_LINUX_6_12, 'U', 200);
	script(w, ASK_COMPACT, COMPACT_SKIPPED);
	for (int i = 0; i < 2; i++) {
		script(w, ASK_COMPACT, result);
		script(w, ASK_RECLAIM, 1);
	}
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 3);
	EXPECT_QUESTIONS(w, questions);
}

static void only_success_is_repeated(struct world *w)
{
	uint32_t light = 0;

	only_success_is_repeated_after(w, COMPACT_CONTINUE,
		"C:2=SKIPPED:a R:1 UH:0=0 DR C:1=CONTINUE:a UH:1=0 R:1 UH:0=0 DR C:0=CONTINUE:a UH:1=0 OOM:0");
	only_success_is_repeated_after(w, COMPACT_NO_SUITABLE_PAGE,
		"C:2=SKIPPED:a R:1 UH:0=0 DR C:1=NO_SUITABLE_PAGE:a UH:1=0 R:1 UH:0=0 DR C:0=NO_SUITABLE_PAGE:a UH:1=0 OOM:0");
	BOOT_FRAGMENTED(w, PROFILE_LINUX_6_12, 'U', 200);
	for (int i = 0; i < 18; i++) {
		script(w, ASK_COMPACT, COMPACT_SUCCESS);
		script(w, ASK_RECLAIM, 1);
	}
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 3);
	for (uint32_t i = 0; i < w->answer.nr_path; i++)
		light += w->answer.path[i].kind == PATH_COMPACT && w->answer.path[i].a == 1;
	EXPECT(w, "at light priority", 17, light);
}

/* Node 1 has room, and blocks of every order, which the cpuset forbids: only room for single pages matters. */
static void room_is_suitable(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_12);
	w->machine.cpusets = w->machine.compaction = true;
	machine_pcp(w, 0, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_zone(w, 1, ZONE_NORMAL, 4096, 8192);
	machine_boot(w);
	TAKE_RUN(w, 'U', 10, 0, 4096);
	ask(w, (struct request){ .kind = REQ_TASK, .has_mems = true, .mems = 1, .has_hardwall = true, .hardwall = 1 });
	script(w, ASK_RECLAIM, 1);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 1);
	EXPECT_QUESTIONS(w, "C:2=SKIPPED:a R:1 UH:0=0 DR C:1=SKIPPED:a UH:1=0 R:0 C:1=SKIPPED:a UH:1=0 OOM:0");
}

/*
 * Node 1 is free, but the cpuset allows node 0 alone: no zone is worth a retry, so there is no second round. A victim's flags lack
 * ALLOC_CPUSET.
 */
static void retry_minds_the_cpuset(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_12);
	w->machine.cpusets = true;
	machine_pcp(w, 0, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_zone(w, 1, ZONE_NORMAL, 4096, 8192);
	machine_boot(w);
	TAKE_RUN(w, 'U', 10, 0, 4096);
	ask(w, (struct request){ .kind = REQ_TASK, .has_mems = true, .mems = 1, .has_hardwall = true, .hardwall = 1 });
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 0);
	EXPECT_PATH(w, "A:801 A:840 A:840 R:0 UH:1=0 A:42 OOM:0");
	TAKE_RUN(w, 'U', 10, 4096, 8192);
	ask(w, (struct request){ .kind = REQ_TASK, .task_flags = TASK_VICTIM });
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 0);
	EXPECT_PATH(w, "A:801 A:840 A:808 R:0 UH:1=0 A:42 OOM:0");
}

/* ---- pages in bulk ---- */

/* 1024 pages are initialised, 16 of them free; the rest is deferred, in sections of 1024. */
static void boot_deferred(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_12);
	w->machine.deferred = true;
	w->machine.section_pages = 1024;
	machine_pcp(w, 0, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
	EXPECT(w, "first deferred", 1024, look(w)->node[0].first_deferred);
	for (unsigned int order = 10; order-- > 4;)
		EXPECT(w, "a block", true, take(w, 'M', order) != PFN_NONE);
	EXPECT_FREE(w, 16);
}

static int64_t bulk(struct world *w, uint32_t count)
{
	return ask(w, (struct request){ .kind = REQ_ALLOC_BULK, .gfp = GFP_HIGHUSER_MOVABLE, .count = count });
}

/* All marks are 0 so far, but 16 free pages are not more than the 16 requested: the zone grows and is tested again. */
static void bulk_grows_the_zone(struct world *w)
{
	boot_deferred(w);
	EXPECT(w, "entries", 16, bulk(w, 16));
	EXPECT(w, "pages", 16, w->answer.nr_pages);
	EXPECT(w, "first page", 1008, w->answer.page[0]);
	EXPECT_FREE(w, 1024);
	EXPECT(w, "first deferred", 2048, look(w)->node[0].first_deferred);
	EXPECT(w, "entries", 2, bulk(w, 2)); /* enough pages are free */
	EXPECT(w, "first deferred", 2048, look(w)->node[0].first_deferred);
}

/* Low mark 1280: with one section, 1040 pages are not enough, with two they are. Then nothing is left to grow, and ALONE gets a page. */
static void bulk_grows_as_often_as_it_takes(struct world *w)
{
	boot_deferred(w);
	ask(w, (struct request){ .kind = REQ_MIN_FREE_KBYTES, .value = 4096 });
	EXPECT(w, "low", 1280, zone_now(w).wmark[WMARK_LOW]);
	EXPECT(w, "entries", 16, bulk(w, 16));
	EXPECT_FREE(w, 2048);
	EXPECT(w, "first deferred", 3072, look(w)->node[0].first_deferred);
	EXPECT_TAKE(w, 1024, 'M', 10);
	EXPECT_FREE(w, 1024);
	EXPECT(w, "entries", 16, bulk(w, 16));
	EXPECT_FREE(w, 2032);
	EXPECT(w, "first deferred", PFN_NONE, look(w)->node[0].first_deferred);
	EXPECT_TAKE(w, 2560, 'M', 9);
	EXPECT_TAKE(w, 2304, 'M', 8);
	EXPECT_FREE(w, 1264); /* not above 1280 + 16, but above min */
	EXPECT(w, "entries", 1, bulk(w, 16));
}

/* ---- deferred memory ---- */

/*
 * A wholly free largest block is freed pageblock by pageblock, a part of one page by page, and the counter changes as often: with a limit
 * of 4 for two cpus, 510 of 512 pages go to the value, five at a time.
 */
static void parts_are_freed_page_by_page(struct world *w)
{
	machine_new(w, PROFILE_LINUX_6_12);
	w->machine.nr_cpus = 2;
	w->machine.deferred = w->machine.vmstat_percpu = true;
	w->machine.section_pages = 1024;
	machine_zone(w, 0, ZONE_NORMAL, 0, 2560);
	machine_boot(w);
	EXPECT_FREE(w, 1024);
	ask(w, (struct request){ .kind = REQ_INIT_LATE });
	EXPECT_FREE(w, 2558);
	EXPECT(w, "largest blocks", 2, zone_now(w).nr_free[10]);
	EXPECT(w, "pageblocks", 1, zone_now(w).nr_free[9]);
	ask(w, (struct request){ .kind = REQ_FOLD });
	EXPECT_FREE(w, 2560);
}

/* ---- checks ---- */

static void boot_set(struct world *w, bool checks)
{
	machine_new(w, PROFILE_LINUX_6_12);
	machine_pcp(w, 100, 4);
	w->machine.init_on_free = checks;
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
}

static void nobody_checks(struct world *w)
{
	boot_set(w, false);
	EXPECT_TAKE(w, 0, 'M', 0);
	mark_bad(w, 0, DAMAGE_MAPPING);
	mark_bad(w, 5, DAMAGE_MAPPING);
	give(w, 0, 0);
	EXPECT(w, "bad pages", 0, w->answer.nr_bad);
	EXPECT_TAKE(w, 0, 'M', 0);
	drain(w, 0);
	EXPECT(w, "bad pages", 0, w->answer.nr_bad);
	mark_bad(w, 0, DAMAGE_HWPOISON);
	give(w, 0, 0);
	EXPECT(w, "state", PAGE_LOST, page_state(w, 0));
	EXPECT(w, "bad pages", 0, w->answer.nr_bad);
	EXPECT_FREE(w, 4095);
}

static void pages_are_checked_at_hand_over(struct world *w)
{
	boot_set(w, true);
	mark_bad(w, 2, DAMAGE_MAPPING);
	EXPECT_TAKE(w, 0, 'M', 0);
	EXPECT_PCP(w, 0, "M0=[1,2,3]"); /* a refill does not check */
	mark_bad(w, 1, DAMAGE_HWPOISON);
	EXPECT_TAKE(w, 3, 'M', 0); /* 1 and 2 are lost, 2 is reported */
	EXPECT(w, "bad pages", 1, w->answer.nr_bad);
	EXPECT(w, "bad page", 2, w->answer.bad[0]);
	EXPECT(w, "pcp count", 0, look(w)->pcp[0].count);
	EXPECT_FREE(w, 4092);
	mark_bad(w, 3, DAMAGE_MAPPING);
	give(w, 3, 0);
	EXPECT(w, "bad pages", 1, w->answer.nr_bad);
	EXPECT(w, "pcp count", 0, look(w)->pcp[0].count);
	EXPECT_TAKE(w, 4, 'M', 2); /* 8 is on the list */
	EXPECT_PCP(w, 0, "M2=[8]");
	mark_bad(w, 4, DAMAGE_MAPPING);
	mark_bad(w, 6, DAMAGE_MAPPING);
	mark_bad(w, 9, DAMAGE_MAPPING);
	give(w, 4, 2);
	EXPECT(w, "bad pages", 2, w->answer.nr_bad);
	EXPECT(w, "bad page", 6, w->answer.bad[0]); /* tails first */
	EXPECT(w, "bad page", 4, w->answer.bad[1]);
	drain(w, 0);
	EXPECT(w, "bad pages", 0, w->answer.nr_bad); /* a flush does not check either */
	EXPECT_FREE(w, 4088);
	EXPECT_TAKE(w, 32, 'M', 5);
	EXPECT_TAKE(w, 16, 'M', 4);
	EXPECT_FREE(w, 4040);
	mark_bad(w, 132, DAMAGE_MAPPING);
	mark_bad(w, 133, DAMAGE_MAPPING);
	EXPECT_TAKE(w, 256, 'M', 7); /* block 128 is lost at its first bad page, and subtracted from FREE */
	EXPECT(w, "bad pages", 1, w->answer.nr_bad);
	EXPECT_FREE(w, 4040 - 256);
}

static void free_and_expect_bad(struct world *w, pfn_t pfn, unsigned int order, uint32_t bad)
{
	give(w, pfn, order);
	EXPECT(w, "bad pages", bad, w->answer.nr_bad);
}

static pfn_t take_compound(struct world *w, unsigned int order)
{
	return take_gfp(w, GFP_KERNEL | GFP_BIT_COMP, order, ALLOC_NO_WATERMARKS);
}

/* A compound block keeps its own data in tails 2 and 3, so their mapping is not checked; the mapping of every other tail is. */
static void mappings_of_compound_tails(struct world *w)
{
	boot_set(w, true);
	EXPECT(w, "block", 0, take_compound(w, 4));
	mark_bad(w, 2, DAMAGE_MAPPING);
	mark_bad(w, 3, DAMAGE_MAPPING);
	free_and_expect_bad(w, 0, 4, 0);
	EXPECT(w, "block", 0, take_compound(w, 4));
	mark_bad(w, 1, DAMAGE_MAPPING);
	free_and_expect_bad(w, 0, 4, 1);
	EXPECT(w, "bad page", 1, w->answer.bad[0]);
	EXPECT(w, "state", PAGE_LOST, page_state(w, 0));
	EXPECT(w, "block", 16, take_compound(w, 4));
	mark_bad(w, 18, DAMAGE_MAPCOUNT);
	mark_bad(w, 18, DAMAGE_MAPPING); /* tail 2: reported for its mapcount only */
	mark_bad(w, 20, DAMAGE_MAPPING);
	mark_bad(w, 21, DAMAGE_MAPPING);
	mark_bad(w, 21, DAMAGE_FLAG);
	mark_bad(w, 31, DAMAGE_FLAG);
	mark_bad(w, 16, DAMAGE_MAPPING);
	free_and_expect_bad(w, 16, 4, 6); /* 18; 20; 21 twice: for its mapping and for the rest; 31; the head */
	EXPECT(w, "bad page", 18, w->answer.bad[0]);
	EXPECT(w, "bad page", 20, w->answer.bad[1]);
	EXPECT(w, "bad page", 21, w->answer.bad[2]);
	EXPECT(w, "bad page", 21, w->answer.bad[3]);
	EXPECT(w, "bad page", 31, w->answer.bad[4]);
	EXPECT(w, "bad page", 16, w->answer.bad[5]);
}

static const struct corner_case cases[] = {
	{ "movable", "D24: ZONE_MOVABLE's own min mark", movable_has_its_own_min },
	{ "movable-alone", "D24: ZONE_MOVABLE as the only zone", movable_alone },
	{ "movable-empty", "D24: a ZONE_MOVABLE without memory", movable_without_memory },
	{ "capture", "D25: movable requests capture movable blocks", movable_blocks_are_captured },
	{ "capture-U", "B10 D25: other requests do not", others_capture_no_movable_blocks },
	{ "success", "D26: compaction is repeated at the same priority after SUCCESS only", only_success_is_repeated },
	{ "room", "D26: a zone is suitable if it has room for order 0", room_is_suitable },
	{ "cpuset", "D21: zones that the cpuset forbids are no reason to retry", retry_minds_the_cpuset },
	{ "bulk", "D27: a deferred zone grows for pages in bulk", bulk_grows_the_zone },
	{ "bulk-marks", "D27: it grows as often as necessary", bulk_grows_as_often_as_it_takes },
	{ "parts", "D28 J2: parts of a largest block are freed page by page", parts_are_freed_page_by_page },
	{ "unchecked", "D22: without options nothing is checked", nobody_checks },
	{ "checked", "D22: with an option pages are checked when freed and allocated, nowhere else", pages_are_checked_at_hand_over },
	{ "tails", "D22: the mappings of a compound block's tails", mappings_of_compound_tails },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
