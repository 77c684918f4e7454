// SPDX-License-Identifier: MIT
/*
 * Corner cases of linux-6.12 beyond its lists: watermarks, compaction and its retries, cpusets, pages in bulk, deferred memory, checks, the gfp of
 * contiguous ranges. Every number was reckoned by hand from the rules.
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

/* Nothing but MOVABLE: no share at all, the step is a thousandth. */
static void movable_alone(struct world *w)
{
	boot_movable(w, 0, 65536);
	EXPECT(w, "min_free_kbytes", 128, look(w)->min_free_kbytes);
	EXPECT_MARKS(w, 0, 64, 64 + 65, 64 + 130);
}

/* A zone that waits for its memory. */
static void movable_without_memory(struct world *w)
{
	boot_movable(w, 16384, 16384);
	EXPECT_MARKS(w, 0, 256, 320, 384);
	EXPECT_MARKS(w, 1, 32, 32, 32);
}

/* ---- compaction ---- */

/* A movable request captures a movable block, however small. */
static void movable_blocks_are_captured(struct world *w)
{
	uint64_t before;

	BOOT_FRAGMENTED(w, PROFILE_LINUX_6_12, 'M', 200);
	before = look(w)->events.pgalloc[ZONE_NORMAL];
	compaction_makes_a_block(w, 0, COMPACT_SUCCESS);
	EXPECT_ALLOC(w, 0, GFP_HIGHUSER_MOVABLE, 3);
	EXPECT_QUESTIONS(w, "R:0 C:1=SUCCESS:a+0");
	EXPECT_FREE(w, 196);
	EXPECT(w, "allocated", before, look(w)->events.pgalloc[ZONE_NORMAL]); /* not an event */
}

static void others_capture_no_movable_blocks(struct world *w)
{
	BOOT_FRAGMENTED(w, PROFILE_LINUX_6_12, 'M', 200);
	compaction_makes_a_block(w, 0, COMPACT_SUCCESS);
	EXPECT(w, "a page", true, alloc(w, GFP_KERNEL, 3) != PFN_NONE);
	EXPECT_QUESTIONS(w, "C:2=SUCCESS:a");
}

/* Neither success nor want of memory: the priority rises, at once. */
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

/* Node 1 has room, and blocks of every order, where the cpuset forbids them: room is all that is asked. */
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

/* Node 1 is free, but the cpuset has node 0 alone: no hope, so no second round. A victim's flags have no ALLOC_CPUSET. */
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

/* 1024 pages, of which 16 are left; the rest is deferred, in sections of 1024. */
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

/* All marks are 0 so far, and 16 pages above 16 are not to be had: the zone grows, and is asked again. */
static void bulk_grows_the_zone(struct world *w)
{
	boot_deferred(w);
	EXPECT(w, "entries", 16, bulk(w, 16));
	EXPECT(w, "pages", 16, w->answer.nr_pages);
	EXPECT(w, "first page", 1008, w->answer.page[0]);
	EXPECT_FREE(w, 1024);
	EXPECT(w, "first deferred", 2048, look(w)->node[0].first_deferred);
	EXPECT(w, "entries", 2, bulk(w, 2)); /* enough is there */
	EXPECT(w, "first deferred", 2048, look(w)->node[0].first_deferred);
}

/* Low mark 1280: one section, 1040 pages, is not enough for it, two are. Then there is no more, and a page comes alone. */
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
 * A largest block of free memory is freed in pageblocks, what is no more than a part of one page by page, and so it is counted: of 512 pages the limit
 * of two cpus, 4, tells 510, five at a time.
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
	EXPECT_PCP(w, 0, "M0=[1,2,3]"); /* a refill does not look */
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
	EXPECT_TAKE(w, 4, 'M', 2); /* 8 waits */
	EXPECT_PCP(w, 0, "M2=[8]");
	mark_bad(w, 4, DAMAGE_MAPPING);
	mark_bad(w, 6, DAMAGE_MAPPING);
	mark_bad(w, 9, DAMAGE_MAPPING);
	give(w, 4, 2);
	EXPECT(w, "bad pages", 2, w->answer.nr_bad);
	EXPECT(w, "bad page", 6, w->answer.bad[0]); /* tails first */
	EXPECT(w, "bad page", 4, w->answer.bad[1]);
	drain(w, 0);
	EXPECT(w, "bad pages", 0, w->answer.nr_bad); /* a flush does not look either */
	EXPECT_FREE(w, 4088);
	EXPECT_TAKE(w, 32, 'M', 5);
	EXPECT_TAKE(w, 16, 'M', 4);
	EXPECT_FREE(w, 4040);
	mark_bad(w, 132, DAMAGE_MAPPING);
	mark_bad(w, 133, DAMAGE_MAPPING);
	EXPECT_TAKE(w, 256, 'M', 7); /* 128 is lost at its first bad page, and FREE with it */
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

/* Where a compound block keeps its own, in tails 2 and 3, no mapping is looked at; elsewhere a tail has one, and no other. */
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
	mark_bad(w, 18, DAMAGE_MAPPING); /* tail 2: for its count alone */
	mark_bad(w, 20, DAMAGE_MAPPING);
	mark_bad(w, 21, DAMAGE_MAPPING);
	mark_bad(w, 21, DAMAGE_FLAG);
	mark_bad(w, 31, DAMAGE_FLAG);
	mark_bad(w, 16, DAMAGE_MAPPING);
	free_and_expect_bad(w, 16, 4, 6); /* 18, 20, 21 twice: for its mapping, then for the rest; 31; the head */
	EXPECT(w, "bad page", 18, w->answer.bad[0]);
	EXPECT(w, "bad page", 20, w->answer.bad[1]);
	EXPECT(w, "bad page", 21, w->answer.bad[2]);
	EXPECT(w, "bad page", 21, w->answer.bad[3]);
	EXPECT(w, "bad page", 31, w->answer.bad[4]);
	EXPECT(w, "bad page", 16, w->answer.bad[5]);
}

/* ---- contiguous ranges ---- */

enum { BYTES = 4 };
#define FRESH 0x5a5a5a5a
#define POISON 0xaaaaaaaa
#define OWNED 0x11111111

static int64_t contig(struct world *w, pfn_t start, pfn_t end, uint32_t gfp)
{
	return ask(w, (struct request){ .kind = REQ_CONTIG, .pfn = start, .end_pfn = end, .migratetype = MIGRATE_MOVABLE, .gfp = gfp });
}

static int64_t contig_pages(struct world *w, uint32_t count, uint32_t gfp)
{
	return ask(w, (struct request){ .kind = REQ_CONTIG_PAGES, .count = count, .gfp = gfp });
}

static void free_contig(struct world *w, pfn_t pfn, uint32_t count)
{
	ask(w, (struct request){ .kind = REQ_FREE_CONTIG, .pfn = pfn, .count = count });
}

static void machine_ranges(struct world *w, enum profile profile)
{
	machine_new(w, profile);
	machine_pcp(w, 100, 4);
	w->machine.page_bytes = BYTES;
}

static void boot_ranges(struct world *w, enum profile profile)
{
	machine_ranges(w, profile);
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
}

static uint32_t bytes_of(struct world *w, pfn_t pfn)
{
	const uint8_t *byte = look(w)->memory + pfn * BYTES;

	return (uint32_t)byte[0] << 24 | (uint32_t)byte[1] << 16 | (uint32_t)byte[2] << 8 | byte[3];
}

#define EXPECT_BYTES(world, pfn, bytes) EXPECT(world, "bytes of page " #pfn, bytes, bytes_of(world, pfn))

/* Somebody writes to pages 1000 to 1599, free or not. */
static void scribble(struct world *w)
{
	ask(w, (struct request){ .kind = REQ_WRITE, .pfn = 1000, .count = 600, .at = BYTES, .value = 0x11 });
}

struct gfp_bit {
	const char *name;
	uint32_t gfp;
};

/* A range in the middle of [1024, 1536), which could be had. Nothing is drained, so 1 to 3 stay where they are. */
static void gfp_of_a_range_is_refused(struct world *w)
{
	static const struct gfp_bit refused[] = {
		{ "HIGH", GFP_BIT_HIGH }, { "NOFAIL", GFP_BIT_NOFAIL }, { "NORETRY", GFP_BIT_NORETRY }, { "MEMALLOC", GFP_BIT_MEMALLOC },
		{ "NOMEMALLOC", GFP_BIT_NOMEMALLOC }, { "ACCOUNT", GFP_BIT_ACCOUNT },
		{ "NORETRY and what is allowed", GFP_TRANSHUGE | GFP_BIT_ZERO | GFP_BIT_NORETRY },
	};

	boot_ranges(w, PROFILE_LINUX_6_12);
	EXPECT_TAKE(w, 0, 'M', 0);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		script(w, ASK_MIGRATE, -4);
		EXPECT(w, refused[i].name, -22, contig(w, 1100, 1200, refused[i].gfp));
		EXPECT_PATH(w, "");
		EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
	}
	EXPECT(w, "refused before busy", -22, contig(w, 0, 100, GFP_KERNEL | GFP_BIT_NORETRY));
	EXPECT(w, "busy", -16, contig(w, 0, 100, GFP_KERNEL));
	EXPECT_PCP(w, 0, "M0=[1,2,3]");
	EXPECT_LISTS(w, "o2/M=[4] o3/M=[8] o4/M=[16] o5/M=[32] o6/M=[64] o7/M=[128] o8/M=[256] o9/M=[512] o10/M=[1024,2048,3072]");
	EXPECT_FREE(w, 4092);
	EXPECT_BYTES(w, 1100, FRESH);
	EXPECT(w, "range", 0, contig(w, 1100, 1200, GFP_KERNEL)); /* the answers queued for the others are gone */
	EXPECT_PATH(w, "DR MG:0");
	EXPECT_PCP(w, 0, "");
}

static void range_is_given(struct world *w, const struct gfp_bit *bit)
{
	EXPECT(w, bit->name, 0, contig(w, 1100, 1200, bit->gfp));
	EXPECT_PATH(w, "DR MG:0");
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
	EXPECT_FREE(w, 3996);
	free_contig(w, 1100, 100);
}

/* A scope takes away IO, FS and MOVABLE, and refuses nothing; nor does it help. */
static void gfp_of_a_range_is_ignored(struct world *w)
{
	static const struct gfp_bit fine[] = {
		{ "DMA", GFP_BIT_DMA }, { "HIGHMEM", GFP_BIT_HIGHMEM }, { "DMA32", GFP_BIT_DMA32 }, { "MOVABLE", GFP_BIT_MOVABLE },
		{ "RECLAIMABLE", GFP_BIT_RECLAIMABLE }, { "WRITE", GFP_BIT_WRITE }, { "HARDWALL", GFP_BIT_HARDWALL },
		{ "THISNODE", GFP_BIT_THISNODE }, { "nothing", 0 }, { "IO", GFP_BIT_IO }, { "FS", GFP_BIT_FS },
		{ "DIRECT_RECLAIM", GFP_BIT_DIRECT_RECLAIM }, { "KSWAPD_RECLAIM", GFP_BIT_KSWAPD_RECLAIM }, { "COMP", GFP_BIT_COMP },
		{ "RETRY_MAYFAIL", GFP_BIT_RETRY_MAYFAIL }, { "NOWARN", GFP_BIT_NOWARN },
	};
	static const struct gfp_bit usual = { "with a scope", GFP_HIGHUSER_MOVABLE };

	boot_ranges(w, PROFILE_LINUX_6_12);
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++)
		range_is_given(w, &fine[i]);
	ask(w, (struct request){ .kind = REQ_TASK, .task_flags = TASK_NOIO | TASK_NOFS | TASK_NOCMA });
	range_is_given(w, &usual);
	EXPECT(w, "refused with a scope", -22, contig(w, 1100, 1200, GFP_HIGHUSER_MOVABLE | GFP_BIT_NORETRY));
}

/* Bits that linux-6.12 does not have, and one that no kernel here has. */
static void gfp_of_a_range_is_unknown(struct world *w)
{
	static const struct gfp_bit unknown[] = { { "ATOMIC", GFP_BIT_ATOMIC }, { "COLD", GFP_BIT_COLD }, { "no name", GFP_BITS_ALL + 1 } };

	boot_ranges(w, PROFILE_LINUX_6_12);
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		range_is_given(w, &unknown[i]);
}

/* The block of 1024 pages becomes pageblocks; [1024, 1536) is taken, of which 76 pages before the range and 336 behind it go back. */
static void range_is_cleared(struct world *w)
{
	boot_ranges(w, PROFILE_LINUX_6_12);
	scribble(w);
	script(w, ASK_MIGRATE, -4);
	EXPECT(w, "not migrated", -4, contig(w, 1100, 1200, GFP_KERNEL | GFP_BIT_ZERO));
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
	EXPECT(w, "range", 0, contig(w, 1100, 1200, GFP_KERNEL));
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
	EXPECT_BYTES(w, 1100, OWNED);
	free_contig(w, 1100, 100);
	EXPECT(w, "range", 0, contig(w, 1100, 1200, GFP_KERNEL | GFP_BIT_ZERO));
	EXPECT(w, "pages zeroed", 512, w->answer.zeroed);
	EXPECT_BYTES(w, 1023, OWNED);
	EXPECT_BYTES(w, 1024, 0);
	EXPECT_BYTES(w, 1100, 0);
	EXPECT_BYTES(w, 1199, 0);
	EXPECT_BYTES(w, 1535, 0);
	EXPECT_BYTES(w, 1536, OWNED);
	EXPECT_FREE(w, 3996);
	EXPECT_LISTS(w, "o2/M=[1096] o3/M=[1088] o4/M=[1200] o6/M=[1024,1216] o8/M=[1280] o9/M=[1536] o10/M=[0,2048,3072]");
}

/* init_on_alloc clears with or without the bit, once; with init_on_free only what goes back is cleared, when it does. */
static void range_is_cleared_by_options(struct world *w)
{
	for (unsigned int both = 0; both < 2; both++) {
		machine_ranges(w, PROFILE_LINUX_6_12);
		w->machine.init_on_alloc = true;
		w->machine.init_on_free = both;
		machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
		machine_boot(w);
		scribble(w);
		EXPECT(w, "range", 0, contig(w, 1100, 1200, GFP_KERNEL | GFP_BIT_ZERO));
		EXPECT(w, "pages zeroed", both ? 412 : 512, w->answer.zeroed);
		EXPECT_BYTES(w, 1100, both ? OWNED : 0);
		EXPECT_BYTES(w, 1024, 0);
		free_contig(w, 1100, 100);
		EXPECT(w, "range", 0, contig(w, 1100, 1200, GFP_KERNEL));
		EXPECT(w, "pages zeroed", both ? 412 : 512, w->answer.zeroed);
	}
}

/* Looked at, then cleared; what is too much goes back, and is poison again. */
static void poisoned_range_is_cleared(struct world *w)
{
	machine_ranges(w, PROFILE_LINUX_6_12);
	w->machine.page_poisoning = POISON_PATTERN;
	w->machine.init_on_alloc = true;
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
	scribble(w);
	EXPECT(w, "range", 0, contig(w, 1100, 1200, GFP_KERNEL | GFP_BIT_ZERO));
	EXPECT(w, "corrupt pages", 512, w->answer.nr_corrupt);
	EXPECT(w, "pages zeroed", 512, w->answer.zeroed);
	EXPECT_BYTES(w, 1100, 0);
	EXPECT_BYTES(w, 1024, POISON);
	free_contig(w, 1100, 100);
	EXPECT(w, "range", 0, contig(w, 1100, 1200, GFP_KERNEL));
	EXPECT(w, "corrupt pages", 0, w->answer.nr_corrupt);
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
	EXPECT_BYTES(w, 1100, POISON);
}

/* Zones are those of gfp as it was given, whatever the scope; a refusal is one at every candidate. */
static void pages_of_a_range_by_gfp(struct world *w)
{
	machine_ranges(w, PROFILE_LINUX_6_12);
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_zone(w, 0, ZONE_MOVABLE, 2048, 4096);
	machine_boot(w);
	EXPECT(w, "no range", PFN_NONE, contig_pages(w, 64, GFP_HIGHUSER_MOVABLE | GFP_BIT_ZERO | GFP_BIT_NORETRY));
	EXPECT_PATH(w, "");
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
	EXPECT_LISTS(w, "o10/M=[0,1024]");
	ask(w, (struct request){ .kind = REQ_TASK, .task_flags = TASK_NOCMA });
	EXPECT(w, "range", 2048, contig_pages(w, 64, GFP_HIGHUSER_MOVABLE | GFP_BIT_ZERO));
	EXPECT_PATH(w, "DR MG:0");
	EXPECT(w, "pages zeroed", 512, w->answer.zeroed);
	EXPECT_BYTES(w, 2048, 0);
	EXPECT_BYTES(w, 2560, FRESH);
	EXPECT(w, "range", 0, contig_pages(w, 64, GFP_KERNEL));
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
}

/* As it was before: any gfp will do, and clears nothing. */
static void gfp_of_a_range_in_6_1(struct world *w)
{
	boot_ranges(w, PROFILE_LINUX_6_1);
	EXPECT(w, "range", 0, contig(w, 1100, 1200, GFP_KERNEL | GFP_BIT_NORETRY | GFP_BIT_ZERO));
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
	EXPECT_BYTES(w, 1100, FRESH);
}

static const struct corner_case cases[] = {
	{ "movable", "D24: ZONE_MOVABLE's own min mark", movable_has_its_own_min },
	{ "movable-alone", "D24: no other zone", movable_alone },
	{ "movable-empty", "D24: a zone without memory", movable_without_memory },
	{ "capture", "D25: movable requests capture movable blocks", movable_blocks_are_captured },
	{ "capture-U", "B10 D25: others do not", others_capture_no_movable_blocks },
	{ "success", "D26: only success is repeated", only_success_is_repeated },
	{ "room", "D26: suitable is where there is room", room_is_suitable },
	{ "cpuset", "D21: zones that the cpuset forbids", retry_minds_the_cpuset },
	{ "bulk", "D27: a zone grows for pages in bulk", bulk_grows_the_zone },
	{ "bulk-marks", "D27: as often as it takes", bulk_grows_as_often_as_it_takes },
	{ "parts", "D28 J2: single pages of less than a largest block", parts_are_freed_page_by_page },
	{ "unchecked", "D22: without options", nobody_checks },
	{ "checked", "D22: at hand-over, nowhere else", pages_are_checked_at_hand_over },
	{ "tails", "D22: the mappings of a compound block's tails", mappings_of_compound_tails },
	{ "range-refused", "D29: a gfp that is refused", gfp_of_a_range_is_refused },
	{ "range-ignored", "D29: what is ignored or allowed", gfp_of_a_range_is_ignored },
	{ "range-unknown", "D29: bits that the kernel does not have", gfp_of_a_range_is_unknown },
	{ "range-zero", "D29 E9: what is taken is cleared, what is too much included", range_is_cleared },
	{ "range-init", "D29 E9: with init_on_alloc and init_on_free", range_is_cleared_by_options },
	{ "range-poison", "D29 E10 E11: with page_poisoning", poisoned_range_is_cleared },
	{ "range-pages", "D29 K2: one after another is refused", pages_of_a_range_by_gfp },
	{ "range-6.1", "K1 E12: before", gfp_of_a_range_in_6_1 },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
