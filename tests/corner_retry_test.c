// SPDX-License-Identifier: MIT
/*
 * Corner cases of the long slow path: capture, compaction and its retries, reclaim retries, and the numbers of the dirty limit.
 *
 * Rules: docs/semantics/slowpath.md, docs/semantics/buddy.md (capture), docs/semantics/zonelists.md (dirty limit).
 */
#include "tests/corner.h"

#include <stdio.h>

static void task(struct world *w, uint32_t flags)
{
	ask(w, (struct request){ .kind = REQ_TASK, .task_flags = flags });
}

/* ---- capture ---- */

static void without_capture_it_is_tried(struct world *w)
{
	BOOT_FRAGMENTED(w, PROFILE_LINUX_5_10, 'U', 200);
	compaction_makes_a_block(w, ZONE_ALL, COMPACT_SUCCESS);
	EXPECT_ALLOC(w, 0, GFP_KERNEL, 3);
	EXPECT_PATH(w, "A:901 A:840 C:2=SUCCESS:a A:840");
	EXPECT_FREE(w, 196);
	EXPECT(w, "stalls", 1, look(w)->events.compact_stall);
	EXPECT(w, "successes", 1, look(w)->events.compact_success);
}

static void captured_block_goes_straight(struct world *w)
{
	uint64_t before;

	BOOT_FRAGMENTED(w, PROFILE_LINUX_5_10, 'U', 200);
	before = look(w)->events.pgalloc[ZONE_NORMAL];
	compaction_makes_a_block(w, 0, COMPACT_SKIPPED); /* whatever compaction says of itself */
	EXPECT_ALLOC(w, 0, GFP_KERNEL, 3);
	EXPECT_PATH(w, "A:901 A:840 C:2=SKIPPED:a+0");
	EXPECT_FREE(w, 196);
	EXPECT(w, "allocated", before, look(w)->events.pgalloc[ZONE_NORMAL]); /* a capture is no PGALLOC event */
}

static void kernel_threads_capture_nothing(struct world *w)
{
	BOOT_FRAGMENTED(w, PROFILE_LINUX_5_10, 'U', 200);
	task(w, TASK_KTHREAD);
	compaction_makes_a_block(w, 0, COMPACT_SUCCESS);
	EXPECT_ALLOC(w, 0, GFP_KERNEL, 3);
	EXPECT_PATH(w, "A:901 A:840 C:2=SUCCESS:a A:840");
}

static void small_movable_blocks_are_not_captured(struct world *w)
{
	BOOT_FRAGMENTED(w, PROFILE_LINUX_5_10, 'M', 200);
	compaction_makes_a_block(w, 0, COMPACT_SUCCESS);
	EXPECT(w, "a page", true, alloc(w, GFP_KERNEL, 3) != PFN_NONE);
	EXPECT_PATH(w, "A:901 A:840 C:2=SUCCESS:a A:840");
}

static void another_order_is_not_captured(struct world *w)
{
	BOOT_FRAGMENTED(w, PROFILE_LINUX_5_10, 'U', 200);
	compaction_makes_a_block(w, 0, COMPACT_SUCCESS);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL | GFP_BIT_NORETRY, 4);
	EXPECT_QUESTIONS(w, "C:2=SUCCESS:a R:0 C:2=SKIPPED:a");
	EXPECT_LIST(w, "o3/U", "0");
}

/* In 6.1 a captured page makes the result SUCCESS, whatever compaction returned. */
static void capture_is_success_in_61(struct world *w)
{
	BOOT_FRAGMENTED(w, PROFILE_LINUX_6_1, 'U', 200);
	compaction_makes_a_block(w, 0, COMPACT_SKIPPED);
	EXPECT_ALLOC(w, 0, GFP_KERNEL, 3);
	EXPECT_PATH(w, "A:901 A:840 C:2=SUCCESS:a+0");
}

static void nothing_is_captured_in_414(struct world *w)
{
	uint64_t before;

	BOOT_FRAGMENTED(w, PROFILE_LINUX_4_14, 'U', 200);
	before = look(w)->events.pgalloc[ZONE_NORMAL];
	compaction_makes_a_block(w, 0, COMPACT_SUCCESS);
	EXPECT_ALLOC(w, 0, GFP_KERNEL, 3);
	EXPECT_PATH(w, "A:1 A:40 C:2=SUCCESS:a A:40");
	EXPECT(w, "allocated", before + 8, look(w)->events.pgalloc[ZONE_NORMAL]);
}

/* ---- retries of compaction ---- */

/*
 * Reclaim made progress, but no zone has a block of order 3. SYNC_LIGHT ended COMPLETE: once more at the highest priority, then the OOM
 * killer.
 */
static void priority_rises_once(struct world *w)
{
	BOOT_FRAGMENTED(w, PROFILE_LINUX_5_10, 'U', 200);
	script(w, ASK_COMPACT, COMPACT_SKIPPED);
	for (int i = 0; i < 2; i++) {
		script(w, ASK_COMPACT, COMPACT_COMPLETE);
		script(w, ASK_RECLAIM, 1);
	}
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 3);
	EXPECT_PATH(w, "A:901 A:840 C:2=SKIPPED:a A:840 "
		       "A:840 R:1 A:840 UH:0=0 DR A:840 C:1=COMPLETE:a A:840 "
		       "A:840 R:1 A:840 UH:0=0 DR A:840 C:0=COMPLETE:a A:840 A:42 OOM:0");
}

/* A costly order stays at SYNC_LIGHT and never kills. */
static void costly_orders_do_not_rise(struct world *w)
{
	BOOT_FRAGMENTED(w, PROFILE_LINUX_5_10, 'U', 200);
	script(w, ASK_COMPACT, COMPACT_SKIPPED);
	script(w, ASK_COMPACT, COMPACT_COMPLETE);
	script(w, ASK_RECLAIM, 1);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL | GFP_BIT_RETRY_MAYFAIL, 5);
	EXPECT_PATH(w, "A:901 A:840 C:2=SKIPPED:a A:840 A:840 R:1 A:840 UH:0=0 DR A:840 C:1=COMPLETE:a A:840 A:42");
}

/* After SKIPPED compaction is retried if memory is enough, which is more than min + 2 * 8 = 116 single pages. */
static void skipped(struct world *w, uint32_t even_pages, uint32_t inactive, uint32_t active, bool again)
{
	BOOT_FRAGMENTED(w, PROFILE_LINUX_5_10, 'U', even_pages);
	ask(w, (struct request){ .kind = REQ_ZONESTAT, .zone = 0, .stat = { [ZONE_INACTIVE_FILE] = inactive, [ZONE_ACTIVE_FILE] = active } });
	script(w, ASK_RECLAIM, 1);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 3);
	EXPECT_QUESTIONS(w, again ? "C:2=SKIPPED:a R:1 UH:0=0 DR C:1=SKIPPED:a R:0 C:1=SKIPPED:a OOM:0"
				  : "C:2=SKIPPED:a R:1 UH:0=0 DR C:1=SKIPPED:a OOM:0");
}

static void skipped_without_enough(struct world *w)
{
	skipped(w, 116, 2, 0, false); /* 2 / 3 = 0 */
}

static void skipped_with_enough(struct world *w)
{
	skipped(w, 117, 0, 0, true);
}

static void skipped_with_enough_reclaimable(struct world *w)
{
	skipped(w, 116, 0, 3, true); /* reclaimable pages are divided by the order */
}

static void skipped_with_enough_in_33_bits(struct world *w)
{
	skipped(w, 50, UINT32_MAX, 1, true); /* 2^32, not 0 */
}

/* Success that leads to no page is repeated 16 times, then the priority rises. */
static void successes_are_counted(struct world *w)
{
	uint32_t at[3] = { 0 };

	BOOT_FRAGMENTED(w, PROFILE_LINUX_5_10, 'U', 200);
	for (int i = 0; i < 18; i++) {
		script(w, ASK_COMPACT, COMPACT_SUCCESS);
		script(w, ASK_RECLAIM, 1);
	}
	script(w, ASK_COMPACT, COMPACT_SUCCESS);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 3);
	for (uint32_t i = 0; i < w->answer.nr_path; i++)
		if (w->answer.path[i].kind == PATH_COMPACT)
			at[w->answer.path[i].a]++;
	EXPECT(w, "asynchronous", 1, at[2]);
	EXPECT(w, "light", 17, at[1]);
	/* One more round after the last progress, one without: without progress and without a suitable zone it ends. */
	EXPECT(w, "full", 2, at[0]);
}

/* No IO, by gfp or by scope: compaction is not asked, and yet the lists are tried; each time counts as a stall. */
static void compaction_without_io(struct world *w)
{
	BOOT_FRAGMENTED(w, PROFILE_LINUX_5_10, 'U', 200);
	EXPECT_ALLOC(w, PFN_NONE, GFP_NOIO, 3);
	EXPECT_PATH(w, "A:901 A:840 C:2=SKIPPED A:840 A:840 R:0 C:1=SKIPPED A:840 A:42 OOM:0");
	EXPECT(w, "stalls", 2, look(w)->events.compact_stall);
	EXPECT(w, "failures", 2, look(w)->events.compact_fail);
	task(w, TASK_NOIO);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL | GFP_BIT_NORETRY, 3);
	EXPECT_PATH(w, "A:901 A:840 C:2=SKIPPED A:840 A:840 R:0 C:1=SKIPPED A:840");
	task(w, TASK_NOFS); /* IO is still allowed */
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL | GFP_BIT_NORETRY, 3);
	EXPECT_PATH(w, "A:901 A:840 C:2=SKIPPED:a A:840 A:840 R:0 C:1=SKIPPED:a A:840");
}

/* Order 0 never compacts; movable requests up to order 3 do not compact before reclaim. */
static void who_compacts_early(struct world *w)
{
	BOOT_FRAGMENTED(w, PROFILE_LINUX_5_10, 'U', 50);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL | GFP_BIT_NORETRY, 0);
	EXPECT_PATH(w, "A:901 A:840 A:840 R:0");
	EXPECT_ALLOC(w, PFN_NONE, GFP_HIGHUSER_MOVABLE | GFP_BIT_NORETRY, 3);
	EXPECT_PATH(w, "A:981 A:8c0 A:8c0 R:0 C:1=SKIPPED:a A:8c0");
	EXPECT_ALLOC(w, PFN_NONE, GFP_HIGHUSER_MOVABLE, 4);
	EXPECT_PATH(w, "A:981 A:8c0 C:2=SKIPPED:a A:8c0 A:8c0 R:0 C:1=SKIPPED:a A:8c0");
}

/* ---- retries of reclaim ---- */

/* 50 pages free, 1000 reclaimable: worth another round, 16 times, then a forced unreserve and the OOM killer. */
static void expect_sixteen_rounds(struct world *w, uint32_t write_pending, const char *wait)
{
	static char path[1024];
	int n;

	BOOT_FRAGMENTED(w, PROFILE_LINUX_5_10, 'U', 50);
	ask(w, (struct request){ .kind = REQ_ZONESTAT, .zone = 0, .stat = { [ZONE_INACTIVE_FILE] = 400, [ZONE_ACTIVE_FILE] = 600,
									     [ZONE_WRITE_PENDING] = write_pending } });
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 0);
	n = snprintf(path, sizeof(path), "A:901 A:840");
	for (int i = 0; i < 16; i++)
		n += snprintf(path + n, sizeof(path) - (size_t)n, " A:840 R:0%s", wait);
	snprintf(path + n, sizeof(path) - (size_t)n, " A:840 R:0 UH:1=0 A:42 OOM:0");
	EXPECT_PATH(w, path);
}

static void reclaim_is_retried_sixteen_times(struct world *w)
{
	expect_sixteen_rounds(w, 500, "");
}

static void reclaim_waits_for_writeback(struct world *w)
{
	expect_sixteen_rounds(w, 501, " CW"); /* twice 501 is more than 1000 */
}

static void writeback_is_doubled_in_33_bits(struct world *w)
{
	expect_sixteen_rounds(w, 1u << 31, " CW");
}

/* 6.1 does not wait; each decision not to retry unreserves a pageblock, if there is one. */
static void nobody_waits_in_61(struct world *w)
{
	BOOT_FRAGMENTED(w, PROFILE_LINUX_6_1, 'U', 50);
	ask(w, (struct request){ .kind = REQ_ZONESTAT, .zone = 0, .stat = { [ZONE_INACTIVE_FILE] = 1000, [ZONE_WRITE_PENDING] = 1000 } });
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 0);
	EXPECT(w, "events", 2 + 17 * 2 + 3, w->answer.nr_path);
}

/* 51 reclaimable pages: 50 + 51 > 100; one less is not worth it. */
static void reclaim_worth_a_round(struct world *w)
{
	BOOT_FRAGMENTED(w, PROFILE_LINUX_5_10, 'U', 50);
	ask(w, (struct request){ .kind = REQ_ZONESTAT, .zone = 0, .stat = { [ZONE_INACTIVE_FILE] = 50 } });
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 0);
	EXPECT_PATH(w, "A:901 A:840 A:840 R:0 A:42 OOM:0");
	ask(w, (struct request){ .kind = REQ_ZONESTAT, .zone = 0, .stat = { [ZONE_INACTIVE_FILE] = 51 } });
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 0);
	EXPECT(w, "rounds", 2 + 17 * 2 + 3, w->answer.nr_path);
	ask(w, (struct request){ .kind = REQ_ZONESTAT, .zone = 0, .stat = { [ZONE_INACTIVE_FILE] = UINT32_MAX, [ZONE_ACTIVE_FILE] = 1 } });
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 0); /* 2^32 of them */
	EXPECT(w, "rounds", 2 + 17 * 2 + 3, w->answer.nr_path);
}

/* ---- endless retries ---- */

/* No zone fits: NOFAIL asks for reclaim again and again, until the step limit ends it with STUCK. */
static void nofail_without_a_zone(struct world *w)
{
	BOOT_FRAGMENTED(w, PROFILE_LINUX_5_10, 'U', 50);
	EXPECT_STATUS(w, STATUS_STUCK, .kind = REQ_ALLOC, .gfp = GFP_KERNEL | GFP_BIT_DMA32 | GFP_BIT_NOFAIL);
	EXPECT(w, "page", PFN_NONE, (pfn_t)w->answer.value);
	EXPECT_ALLOC(w, PFN_NONE, GFP_NOWAIT | GFP_BIT_NOFAIL, 0); /* may not reclaim: fails like any request */
	EXPECT_PATH(w, "A:901 A:840 A:840");
}

/* ---- the dirty limit ---- */

static void dirty(struct world *w, uint32_t pages, uint32_t writeback, uint32_t cache, const char *path)
{
	ask(w, (struct request){ .kind = REQ_NODESTAT, .node = 0, .stat = { [NODE_FILE_DIRTY] = pages, [NODE_WRITEBACK] = writeback,
									      [NODE_INACTIVE_FILE] = cache / 2, [NODE_ACTIVE_FILE] = cache / 2 } });
	EXPECT(w, "a page", true, alloc(w, GFP_HIGHUSER_MOVABLE | GFP_BIT_WRITE, 0) != PFN_NONE);
	EXPECT_PATH(w, path);
}

/* 2048 free, one less each time; the reserve of the zone is its high mark, 150: 20 % of 1898 is 379, and a quarter of that 94. */
static void dirty_limit_to_the_page(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.min_free_kbytes = 400;
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_boot(w);
	EXPECT(w, "total reserve", 150, look(w)->node[0].totalreserve);
	dirty(w, 300, 79, 0, "A:981 ND:0=1");
	dirty(w, 301, 79, 0, "A:981 ND:0=0 A:8c0"); /* the slow path does not check */
	task(w, TASK_RT);
	dirty(w, 394, 79, 0, "A:981 ND:0=1");
	dirty(w, 395, 79, 0, "A:981 ND:0=0 A:8d0");
	task(w, 0);
	dirty(w, 578, 0, 1000, "A:981 ND:0=1"); /* 2044 - 150 + 1000 = 2894 */
	dirty(w, 579, 0, 1000, "A:981 ND:0=0 A:8c0");
}

static const struct corner_case cases[] = {
	{ "capture-none", "S4 S19: without a capture the free lists are tried after compaction", without_capture_it_is_tried },
	{ "capture-6.1", "B10: in 6.1 a capture makes the result SUCCESS", capture_is_success_in_61 },
	{ "capture-4.14", "B10: 4.14 has no capture", nothing_is_captured_in_414 },
	{ "capture", "B10 N1: a captured block goes straight to the request", captured_block_goes_straight },
	{ "capture-kthread", "B10: kernel threads capture nothing", kernel_threads_capture_nothing },
	{ "capture-M", "B10: movable blocks below a pageblock are not captured", small_movable_blocks_are_not_captured },
	{ "capture-o4", "B10: only blocks of the requested order are captured", another_order_is_not_captured },
	{ "priority", "S9 S13 S21: the compaction priority rises once", priority_rises_once },
	{ "priority-o5", "S11 S21 S23: it does not rise for costly orders", costly_orders_do_not_rise },
	{ "skipped", "S21 S22: SKIPPED without enough memory ends the retries", skipped_without_enough },
	{ "skipped-117", "S21 S22: SKIPPED with enough memory is retried", skipped_with_enough },
	{ "skipped-rec", "S22: reclaimable pages count for what is enough", skipped_with_enough_reclaimable },
	{ "skipped-wide", "S22: the sum of reclaimable pages needs 33 bits", skipped_with_enough_in_33_bits },
	{ "success", "S21: SUCCESS is repeated sixteen times", successes_are_counted },
	{ "no-io", "S19 N3: compaction without IO", compaction_without_io },
	{ "early", "S4: which requests compact before reclaim", who_compacts_early },
	{ "rounds", "S12 S20: reclaim is retried for sixteen rounds", reclaim_is_retried_sixteen_times },
	{ "rounds-wait", "S20: waiting for writeback", reclaim_waits_for_writeback },
	{ "rounds-wait-wide", "S20: twice the pages under writeback needs 33 bits", writeback_is_doubled_in_33_bits },
	{ "reclaim-wait-6.1", "S12: 6.1 does not wait for writeback", nobody_waits_in_61 },
	{ "rounds-51", "S20: how many reclaimable pages are worth a round", reclaim_worth_a_round },
	{ "stuck", "S18 V8: NOFAIL without a zone", nofail_without_a_zone },
	{ "dirty", "L3 W7: the dirty limit to the page", dirty_limit_to_the_page },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
