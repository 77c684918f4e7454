// SPDX-License-Identifier: MIT
/*
 * Corner cases of linux-7.3: the path of a request, from nodes that are avoided to the slow path. All numbers were computed by hand from
 * the rules.
 *
 * Rules: docs/semantics/linux-7.3.md, X11, X13, X15 to X17, X19.
 */
#include "tests/corner.h"

/* ---- nodes whose kswapd is awake ---- */

static void kswapd(struct world *w, uint8_t node, bool awake)
{
	ask(w, (struct request){ .kind = REQ_KSWAPD, .node = node, .value = awake });
}

static void boot_two_nodes(struct world *w, enum profile profile)
{
	machine_new(w, profile);
	machine_pcp(w, 0, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_zone(w, 1, ZONE_NORMAL, 2048, 4096);
	machine_boot(w);
}

static void nodes_at_work_are_avoided(struct world *w)
{
	boot_two_nodes(w, PROFILE_LINUX_7_3);
	kswapd(w, 0, true);
	EXPECT_ALLOC(w, 2048, GFP_KERNEL, 4);
	EXPECT_PATH(w, "A:801"); /* in one search */
	kswapd(w, 1, true);
	EXPECT_ALLOC(w, 0, GFP_KERNEL, 4); /* kswapd is awake on all nodes: as if on none */
	EXPECT_PATH(w, "A:801");
	EXPECT_ALLOC(w, 16, GFP_KERNEL | GFP_BIT_THISNODE, 4);
	kswapd(w, 1, false);
	EXPECT_ALLOC(w, 2048 + 16, GFP_KERNEL, 4);
	kswapd(w, 0, false);
	EXPECT_ALLOC(w, 32, GFP_KERNEL, 4);
}

static void nobody_avoided_them_before(struct world *w)
{
	boot_two_nodes(w, PROFILE_LINUX_6_12);
	kswapd(w, 0, true);
	EXPECT_ALLOC(w, 0, GFP_KERNEL, 4);
}

/* ---- the slow path ---- */

/* 2048 pages, marks 100/125/150, left pages free. */
static void boot_short(struct world *w, bool compaction, uint32_t left)
{
	machine_new(w, PROFILE_LINUX_7_3);
	w->machine.min_free_kbytes = 400;
	w->machine.compaction = compaction;
	machine_pcp(w, 0, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_boot(w);
	EXPECT_TAKE(w, 0, 'U', 10); /* so that the path has no steals */
	EXPECT_TAKE(w, 1024, 'U', 10);
	split(w, 0, 10);
	give_run(w, 0, left);
	EXPECT_FREE(w, left);
}

static void nothing_works(struct world *w)
{
	boot_short(w, false, 50);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 0);
	EXPECT_PATH(w, "A:901 A:840 R:0 UH:1=0 A:42 OOM:0");
	EXPECT(w, "kswapd wakes", 1, w->answer.wake);
	EXPECT_ALLOC(w, PFN_NONE, GFP_NOWAIT, 0);
	EXPECT_PATH(w, "A:901 A:850");
	EXPECT(w, "kswapd wakes", 1, w->answer.wake);
}

/* 30 pages: not above 100 - 50 - 12 for HIGH and NON_BLOCK. */
static void atomic_requests(struct world *w)
{
	boot_short(w, false, 30);
	EXPECT_ALLOC(w, PFN_NONE, GFP_ATOMIC, 0);
	EXPECT_PATH(w, "A:901 A:830 A:830"); /* once more without CPUSET, at once */
	EXPECT(w, "kswapd wakes", 2, w->answer.wake);
	EXPECT_ALLOC(w, PFN_NONE, GFP_ATOMIC, 3);
	EXPECT_PATH(w, "A:b01 A:a30 A:a30"); /* HIGHATOMIC from the first attempt on */
	EXPECT_ALLOC(w, PFN_NONE, GFP_ATOMIC | GFP_BIT_NOMEMALLOC, 3);
	EXPECT_PATH(w, "A:901 A:820 A:820");
}

static void compaction_comes_first(struct world *w)
{
	boot_short(w, true, 50);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 3);
	EXPECT_PATH(w, "A:901 A:840 C:2=SKIPPED:a A:840 R:0 C:1=SKIPPED:a UH:1=0 A:42 OOM:0");
	EXPECT(w, "kswapd wakes", 2, w->answer.wake);
}

/* A task that may use the reserves does so before compaction is asked. */
static void reserves_come_before_compaction(struct world *w)
{
	boot_short(w, true, 0);
	ask(w, (struct request){ .kind = REQ_TASK, .task_flags = TASK_VICTIM });
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 3);
	EXPECT_QUESTIONS(w, "C:2=SKIPPED:a R:0 C:1=SKIPPED:a UH:1=0 OOM:0");
}

/* 1024 pages free in eight blocks of 128: enough for the marks, none of order 9. */
static void boot_in_pieces(struct world *w)
{
	machine_new(w, PROFILE_LINUX_7_3);
	w->machine.min_free_kbytes = 400;
	w->machine.compaction = true;
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_boot(w);
	EXPECT(w, "blocks taken", 16, take_all(w, 'M', 7));
	for (pfn_t p = 0; p < 2048; p += 256)
		give(w, p, 7);
	EXPECT_FREE(w, 1024);
}

static void huge_without_retry(struct world *w)
{
	boot_in_pieces(w);
	EXPECT_ALLOC(w, PFN_NONE, GFP_TRANSHUGE | GFP_BIT_NORETRY, 9);
	EXPECT_PATH(w, "A:181 A:c0 C:2=SKIPPED:a A:c0 R:0 C:2=SKIPPED:a");
	EXPECT_ALLOC(w, PFN_NONE, GFP_TRANSHUGE | GFP_BIT_NORETRY | GFP_BIT_THISNODE, 9);
	EXPECT_PATH(w, "A:181 A:c0 C:2=SKIPPED:a");
	script(w, ASK_COMPACT, COMPACT_COMPLETE);
	EXPECT_ALLOC(w, PFN_NONE, GFP_TRANSHUGE | GFP_BIT_NORETRY | GFP_BIT_THISNODE, 9);
	EXPECT_PATH(w, "A:181 A:c0 C:2=COMPLETE:a A:c0");
}

/* Deferred compaction did not run: no attempt follows, and no stall is counted. */
static void deferred_compaction(struct world *w)
{
	boot_in_pieces(w);
	script(w, ASK_COMPACT, COMPACT_DEFERRED);
	EXPECT_ALLOC(w, PFN_NONE, GFP_TRANSHUGE | GFP_BIT_NORETRY, 9);
	EXPECT_PATH(w, "A:181 A:c0 C:2=DEFERRED:a A:c0 R:0 C:2=SKIPPED:a");
	EXPECT(w, "stalls", 0, look(w)->events.compact_stall);
}

/* Pageblock 0 is UNMOVABLE, the request MOVABLE. */
static void capture_of_another_type(struct world *w)
{
	BOOT_FRAGMENTED(w, PROFILE_LINUX_7_3, 'U', 200);
	compaction_makes_a_block(w, 0, COMPACT_SUCCESS);
	EXPECT_ALLOC(w, 0, GFP_HIGHUSER_MOVABLE, 3);
	EXPECT_EXTFRAG(w, "pfn=0 alloc_order=3 fallback_order=3 alloc_migratetype=1 fallback_migratetype=0 fragmenting=1 change_ownership=0");
	BOOT_FRAGMENTED(w, PROFILE_LINUX_7_3, 'M', 200);
	compaction_makes_a_block(w, 0, COMPACT_SUCCESS);
	EXPECT_ALLOC(w, 0, GFP_HIGHUSER_MOVABLE, 3);
	EXPECT_EXTFRAG(w, "");
}

/* With a nodemask; otherwise mems_allowed would be the mask, and the cpuset check would not matter. */
static pfn_t alloc_anywhere(struct world *w)
{
	return (pfn_t)ask(w, (struct request){ .kind = REQ_ALLOC, .order = 4, .gfp = GFP_USER, .has_nodemask = true, .nodemask = 3 });
}

/* An exiting task may use any node, even with HARDWALL. */
static void exiting_task(struct world *w)
{
	machine_new(w, PROFILE_LINUX_7_3);
	w->machine.cpusets = true;
	machine_pcp(w, 0, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_zone(w, 1, ZONE_NORMAL, 2048, 4096);
	machine_boot(w);
	ask(w, (struct request){ .kind = REQ_TASK, .has_mems = true, .mems = 2, .has_hardwall = true, .hardwall = 2 });
	EXPECT(w, "page", 2048, alloc_anywhere(w));
	ask(w, (struct request){ .kind = REQ_TASK, .task_flags = TASK_EXITING, .has_mems = true, .mems = 2, .has_hardwall = true, .hardwall = 2 });
	EXPECT(w, "page", 0, alloc_anywhere(w));
}

static const struct corner_case cases[] = {
	{ "avoided", "X13: nodes whose kswapd is awake are avoided", nodes_at_work_are_avoided },
	{ "avoided-6.12", "X13: 6.12 does not avoid them", nobody_avoided_them_before },
	{ "nothing", "X16: one attempt where 6.12 makes two", nothing_works },
	{ "atomic", "X11 X16: ALLOC_HIGHATOMIC in the fast path; a retry without CPUSET at once", atomic_requests },
	{ "compaction", "X16: compaction, then a round with reclaim", compaction_comes_first },
	{ "victim", "X16 S25: reserves before compaction", reserves_come_before_compaction },
	{ "huge", "X16: costly NORETRY, with and without THISNODE", huge_without_retry },
	{ "deferred", "X17: DEFERRED ends compaction as SKIPPED does", deferred_compaction },
	{ "capture", "X19: a capture of another type is traced as a fallback", capture_of_another_type },
	{ "exiting", "X15: an exiting task may use any node, HARDWALL or not", exiting_task },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
