// SPDX-License-Identifier: MIT
/*
 * Corner cases of the path of a request: zonelists, dirty limit, deferred memory, and the slow path from kswapd to the OOM killer.
 *
 * Rules: docs/semantics/zonelists.md, docs/semantics/slowpath.md, docs/semantics/population.md, docs/semantics/pages.md.
 */
#include "tests/fixture.h"

/* ---- zonelists ---- */

/* Four nodes, each with a cpu and one zone, so that an index into the machine's zones is the node. */
static void boot_four_nodes(struct world *w, enum profile profile, bool pairs)
{
	machine_new(w, profile);
	w->machine.nr_cpus = 4;
	for (uint8_t n = 0; n < 4; n++) {
		w->machine.cpu_node[n] = n;
		machine_zone(w, n, ZONE_NORMAL, n * 1024u, n * 1024u + 1024);
		for (uint8_t to = 0; to < 4; to++)
			if (pairs && n / 2 != to / 2)
				w->machine.distance[n][to] = 30;
	}
	machine_boot(w);
}

static void expect_zonelist(struct world *w, unsigned int node, const uint8_t expected[4])
{
	const struct node_view *n = &look(w)->node[node];

	EXPECT(w, "zones in the list", 4, n->zonelist_len[0]);
	for (unsigned int i = 0; i < 4; i++)
		EXPECT(w, "node", expected[i], n->zonelist[0][i]);
	EXPECT(w, "zones of this node only", 1, n->zonelist_len[1]);
	EXPECT(w, "node", node, n->zonelist[1][0]);
}

/* The node chosen first at a new distance gets load, so the next node's list begins with another one. */
static void nodes_at_equal_distance(struct world *w)
{
	static const uint8_t order[4][4] = { { 0, 1, 2, 3 }, { 1, 2, 3, 0 }, { 2, 3, 0, 1 }, { 3, 0, 1, 2 } };

	boot_four_nodes(w, PROFILE_LINUX_5_10, false);
	for (unsigned int n = 0; n < 4; n++)
		expect_zonelist(w, n, order[n]);
}

/*
 * Node 3: its partner 2 comes first. Node 0 has the load 2 from node 2's list, node 1 still 3 from node 0's: load is replaced, not
 * summed.
 */
static void nodes_in_pairs(struct world *w)
{
	static const uint8_t order[4][4] = { { 0, 1, 2, 3 }, { 1, 0, 3, 2 }, { 2, 3, 0, 1 }, { 3, 2, 0, 1 } };

	boot_four_nodes(w, PROFILE_LINUX_5_10, true);
	for (unsigned int n = 0; n < 4; n++)
		expect_zonelist(w, n, order[n]);
}

static void nodes_in_pairs_of_6_1(struct world *w)
{
	static const uint8_t order[4][4] = { { 0, 1, 2, 3 }, { 1, 0, 3, 2 }, { 2, 3, 0, 1 }, { 3, 2, 1, 0 } };

	boot_four_nodes(w, PROFILE_LINUX_6_1, true);
	for (unsigned int n = 0; n < 4; n++)
		expect_zonelist(w, n, order[n]);
}

/* ---- the walk ---- */

/* Zonelist of node 0: NORMAL [2048, 4096), DMA32 [0, 2048), then node 1's NORMAL [4096, 6144). Node 0 is far over its dirty limit. */
static void boot_dirty(struct world *w, enum profile profile)
{
	machine_new(w, profile);
	machine_zone(w, 0, ZONE_DMA32, 0, 2048);
	machine_zone(w, 0, ZONE_NORMAL, 2048, 4096);
	machine_zone(w, 1, ZONE_NORMAL, 4096, 6144);
	machine_boot(w);
	ask(w, (struct request){ .kind = REQ_NODESTAT, .node = 0, .stat = { [NODE_FILE_DIRTY] = 100000 } });
}

static void take_spread(struct world *w, uint32_t alloc_flags, const char *questions)
{
	EXPECT(w, "page", 4096, ask(w, (struct request){ .kind = REQ_RMQUEUE, .order = 3, .gfp = GFP_BIT_MOVABLE, .spread = true,
							  .alloc_flags = alloc_flags | ALLOC_NO_WATERMARKS | ALLOC_CMA }));
	EXPECT_QUESTIONS(w, questions);
}

/* The node found over its dirty limit is remembered, so that its second zone is not checked again. */
static void dirty_node_is_asked_once(struct world *w)
{
	boot_dirty(w, PROFILE_LINUX_5_10);
	take_spread(w, 0, "ND:0=0 ND:1=1");
}

/* Reaching node 1 drops NOFRAGMENT and restarts the search: node 0 is remembered, node 1 is checked a second time. */
static void dirty_nodes_over_a_restart(struct world *w)
{
	boot_dirty(w, PROFILE_LINUX_5_10);
	take_spread(w, ALLOC_NOFRAGMENT, "ND:0=0 ND:1=1 ND:1=1");
}

/* 6.1 remembers the last node with its verdict, so the restart forgets node 0. */
static void dirty_nodes_of_6_1(struct world *w)
{
	boot_dirty(w, PROFILE_LINUX_6_1);
	take_spread(w, ALLOC_NOFRAGMENT, "ND:0=0 ND:1=1 ND:0=0 ND:1=1");
}

static void dirty_limit_from_gfp(struct world *w)
{
	boot_dirty(w, PROFILE_LINUX_5_10);
	EXPECT_ALLOC(w, 4096, GFP_HIGHUSER_MOVABLE | GFP_BIT_WRITE, 3);
	EXPECT_PATH(w, "A:981 ND:0=0 ND:1=1 ND:1=1");
	EXPECT_ALLOC(w, 2048, GFP_HIGHUSER_MOVABLE, 3); /* without __GFP_WRITE no check */
	EXPECT_PATH(w, "A:981");
}

static void boot_deferred(struct world *w, pfn_t reserved_end)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.deferred = true;
	machine_zone(w, 0, ZONE_NORMAL, 0, 131072);
	if (reserved_end)
		machine_range(w, RANGE_RESERVED, 32768, reserved_end);
	machine_boot(w);
	EXPECT(w, "first deferred", 32768, look(w)->node[0].first_deferred);
	EXPECT_FREE(w, 32768);
	EXPECT(w, "min before init_wmarks", 0, zone_now(w).wmark[WMARK_MIN]);
	TAKE_RUN(w, 'M', 10, 0, 32768);
	EXPECT_FREE(w, 0);
}

/* One section of 32768 pages, in o10 blocks at the tail. */
static void deferred_memory_grows_by_a_section(struct world *w)
{
	boot_deferred(w, 0);
	EXPECT_TAKE(w, 32768, 'M', 10);
	EXPECT(w, "first deferred", 65536, look(w)->node[0].first_deferred);
	EXPECT_FREE(w, 31744);
	EXPECT(w, "managed", 65536, zone_now(w).managed);
	TAKE_RUN(w, 'M', 10, 33792, 65536);
	EXPECT_TAKE(w, 65536, 'M', 10);
	EXPECT(w, "first deferred", 98304, look(w)->node[0].first_deferred);
}

/* 8192 reserved pages in the first section: 24576 pages are not enough, so the next section follows. */
static void deferred_growth_counts_free_pages(struct world *w)
{
	boot_deferred(w, 40960);
	EXPECT_TAKE(w, 40960, 'M', 10);
	EXPECT(w, "first deferred", 98304, look(w)->node[0].first_deferred);
	EXPECT_FREE(w, 57344 - 1024);
	EXPECT(w, "managed", 32768 + 57344, zone_now(w).managed);
}

/* ---- requests that never start ---- */

static void order_11_is_refused(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 2048);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL | GFP_BIT_NOFAIL, 11);
	EXPECT_PATH(w, "");
	EXPECT(w, "kswapd wakes", 0, w->answer.wake);
	EXPECT_TAKE(w, PFN_NONE, 'M', 11);
	EXPECT_LISTS(w, "o10/M=[0,1024]");
	EXPECT_FREE(w, 2048);
}

static void gfp_combinations(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_zone(w, 0, ZONE_MOVABLE, 1024, 2048);
	machine_boot(w);
	EXPECT(w, "MOVABLE and RECLAIMABLE", STATUS_BAD_GFP,
	       ask_status(w, (struct request){ .kind = REQ_ALLOC, .gfp = GFP_KERNEL | GFP_BIT_MOVABLE | GFP_BIT_RECLAIMABLE }));
	EXPECT(w, "DMA and DMA32", STATUS_BAD_GFP,
	       ask_status(w, (struct request){ .kind = REQ_ALLOC, .gfp = GFP_KERNEL | GFP_BIT_DMA | GFP_BIT_DMA32 }));
	EXPECT_FREE(w, 1024);
	EXPECT_ALLOC(w, 0, GFP_USER | GFP_BIT_MOVABLE, 3); /* movable, but not in ZONE_MOVABLE */
	EXPECT_PATH(w, "A:981");
	EXPECT_TYPE(w, 'M', 0);
	EXPECT_ALLOC(w, 1024, GFP_HIGHUSER_MOVABLE, 3);
	EXPECT_PATH(w, "A:881"); /* NOFRAGMENT is set only if the preferred zone is NORMAL */
	EXPECT_ALLOC(w, 512, GFP_HIGHUSER, 3); /* no highmem: NORMAL; the o9 block is taken over */
}

/* ---- the slow path ---- */

/* Zone of 2048 pages, marks 100/125/150; only the last left pages are free. */
static void boot_short(struct world *w, bool compaction, uint32_t left)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.min_free_kbytes = 400;
	w->machine.compaction = compaction;
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_boot(w);
	TAKE_RUN(w, 'M', 0, 0, 2048 - left);
	EXPECT_FREE(w, left);
}

static void nofail_gets_reserves_after_oom(struct world *w)
{
	boot_short(w, false, 50);
	script(w, ASK_OOM, 1);
	EXPECT(w, "a page", true, alloc(w, GFP_KERNEL | GFP_BIT_NOFAIL, 0) != PFN_NONE);
	EXPECT_PATH(w, "A:901 A:840 A:840 R:0 A:42 OOM:1 A:44");
	EXPECT(w, "pfmemalloc", true, w->answer.pfmemalloc);
}

/* HARDER: 100 - 25 = 75 < 90 - 1. Any success with HARDER at order > 0 reserves the pageblock. */
static void nofail_help_reserves(struct world *w)
{
	boot_short(w, false, 90);
	EXPECT(w, "a page", true, alloc(w, GFP_KERNEL | GFP_BIT_NOFAIL | GFP_BIT_NORETRY, 1) != PFN_NONE);
	EXPECT_PATH(w, "A:901 A:840 A:840 R:0 A:50");
	EXPECT(w, "pfmemalloc", false, w->answer.pfmemalloc);
	EXPECT_RESERVED(w, 512);
	EXPECT_TYPE(w, 'H', (pfn_t)w->answer.value);
}

/* 1024 pages free in eight blocks of 128: enough for the marks, none of order 9. */
static void boot_in_pieces(struct world *w, bool compaction)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.min_free_kbytes = 400;
	w->machine.compaction = compaction;
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_boot(w);
	EXPECT(w, "blocks taken", 16, take_all(w, 'M', 7));
	for (pfn_t p = 0; p < 2048; p += 256)
		give(w, p, 7);
	EXPECT_FREE(w, 1024);
}

static void huge_without_retry_is_skipped(struct world *w)
{
	boot_in_pieces(w, true);
	script(w, ASK_COMPACT, COMPACT_SKIPPED);
	EXPECT_ALLOC(w, PFN_NONE, GFP_TRANSHUGE | GFP_BIT_NORETRY, 9);
	EXPECT_PATH(w, "A:181 A:c0 C:2=SKIPPED:a A:c0"); /* never reclaims */
}

static void huge_without_retry_reclaims_once(struct world *w)
{
	boot_in_pieces(w, true);
	script(w, ASK_COMPACT, COMPACT_COMPLETE);
	EXPECT_ALLOC(w, PFN_NONE, GFP_TRANSHUGE | GFP_BIT_NORETRY, 9);
	EXPECT_PATH(w, "A:181 A:c0 C:2=COMPLETE:a A:c0 A:c0 R:0 C:2=SKIPPED:a A:c0");
}

static void huge_without_compaction(struct world *w)
{
	boot_in_pieces(w, false);
	EXPECT_ALLOC(w, PFN_NONE, GFP_TRANSHUGE | GFP_BIT_NORETRY, 9);
	EXPECT_PATH(w, "A:181 A:c0");
}

static void no_progress_ends_in_oom(struct world *w)
{
	boot_short(w, false, 50);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 3);
	EXPECT_PATH(w, "A:901 A:840 A:840 R:0 A:42 OOM:0");
	EXPECT(w, "kswapd wakes", 2, w->answer.wake); /* before the second and the third attempt */
}

static void oom_is_asked_once_per_round(struct world *w)
{
	boot_short(w, false, 50);
	script(w, ASK_OOM, 1);
	script(w, ASK_OOM, 1);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 3);
	EXPECT_PATH(w, "A:901 A:840 A:840 R:0 A:42 OOM:1 A:840 R:0 A:42 OOM:1 A:840 R:0 A:42 OOM:0");
}

/* Two cpus whose page sets can keep pages; marks 100/125/150; all but 90 pages taken. */
static void reclaim_into_another_cpu(struct world *w)
{
	static pfn_t pages[20];

	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.nr_cpus = 2;
	w->machine.min_free_kbytes = 400;
	machine_pcp(w, 1000, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
	TAKE_RUN(w, 'M', 0, 0, 4096 - 90);
	for (pfn_t i = 0; i < 20; i++)
		pages[i] = 1000 + i;
	script_free(w, ASK_RECLAIM, 20, 1, pages, 20);
	/* 90 pages and 20 on cpu 1's list, which count as free only after the drain: 110 > 100. */
	EXPECT(w, "a page", true, alloc(w, GFP_KERNEL, 0) != PFN_NONE);
	EXPECT_PATH(w, "A:901 A:840 A:840 R:20 A:840 UH:0=0 DR A:840");
	EXPECT_PCP(w, 1, "");
	EXPECT_FREE(w, 109);
}

/* Pageblocks 0 and 512 reserved, 256 pages of the second free; 844 movable pages: 1100 - 1024 = 76, not above 100. */
static void reclaim_releases_a_reserve(struct world *w)
{
	static pfn_t pages[10];

	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.nr_cpus = 2;
	w->machine.min_free_kbytes = 400;
	machine_pcp(w, 1000, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
	for (pfn_t p = 0; p < 768; p += 256)
		EXPECT(w, "page", p, take_flags(w, 'U', 8, ALLOC_NO_WATERMARKS | ALLOC_HARDER));
	EXPECT_RESERVED(w, 1024);
	TAKE_RUN(w, 'M', 0, 1024, 4096 - 844);
	EXPECT_FREE(w, 1100);
	for (pfn_t i = 0; i < 10; i++)
		pages[i] = 2000 + i;
	script_free(w, ASK_RECLAIM, 10, 1, pages, 10);
	EXPECT_ALLOC(w, 768, GFP_KERNEL, 0); /* from the unreserved pageblock, which now has the request's type */
	EXPECT_PATH(w, "A:901 A:840 A:840 R:10 A:840 UH:0=1 DR A:840");
	EXPECT_RESERVED(w, 512);
	EXPECT_TYPE(w, 'U', 512);
	EXPECT_TYPE(w, 'H', 0);
}

/* ---- examples of the tutorials ---- */

/* Order 5 is not cached; GFP_HIGHUSER is not movable, so the movable block is taken over. */
static void tutorial_order_5_highuser(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 2048);
	EXPECT_ALLOC(w, 0, GFP_HIGHUSER, 5);
	EXPECT_PATH(w, "A:901");
	EXPECT_FREE(w, 2016);
	EXPECT_PCP(w, 0, "");
	EXPECT_LISTS(w, "o5/U=[32] o6/U=[64] o7/U=[128] o8/U=[256] o9/U=[512] o10/M=[1024]");
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
}

/* A costly order that finds too little memory tries compaction before reclaim, at most twice, and never the OOM killer. */
static void tutorial_order_5_short(struct world *w)
{
	boot_short(w, true, 50);
	EXPECT_ALLOC(w, PFN_NONE, GFP_HIGHUSER, 5);
	EXPECT_PATH(w, "A:901 A:840 C:2=SKIPPED:a A:840 A:840 R:0 C:1=SKIPPED:a A:840");
}

static void tutorial_zeroed_page(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 2048);
	EXPECT_ALLOC(w, 0, GFP_KERNEL | GFP_BIT_ZERO, 0);
	EXPECT(w, "pages zeroed", 1, w->answer.zeroed);
	EXPECT_ALLOC(w, 1, GFP_KERNEL, 0);
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
	EXPECT_ALLOC(w, 4, GFP_KERNEL | GFP_BIT_ZERO, 2);
	EXPECT(w, "pages zeroed", 4, w->answer.zeroed);
	give(w, 4, 2);
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
}

static void zeroing_policies(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.init_on_alloc = true;
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_boot(w);
	EXPECT_ALLOC(w, 0, GFP_KERNEL, 3);
	EXPECT(w, "pages zeroed", 8, w->answer.zeroed);
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.init_on_free = true;
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_boot(w);
	EXPECT_ALLOC(w, 0, GFP_KERNEL | GFP_BIT_ZERO, 3);
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed); /* they were zeroed when they were freed */
	give(w, 0, 3);
	EXPECT(w, "pages zeroed", 8, w->answer.zeroed);
}

static const struct corner_case cases[] = {
	{ "42", "L3: a node found over its dirty limit is remembered", dirty_node_is_asked_once },
	{ "42-nofrag", "L3 L4: it is still remembered after a restart without NOFRAGMENT", dirty_nodes_over_a_restart },
	{ "42-6.1", "L3: 6.1 remembers the last node with its verdict", dirty_nodes_of_6_1 },
	{ "42-gfp", "L1 L3: __GFP_WRITE makes the fast path check the dirty limit", dirty_limit_from_gfp },
	{ "43", "Z3: nodes at equal distance take turns", nodes_at_equal_distance },
	{ "43-pairs", "Z3 U9: node load is replaced, not summed", nodes_in_pairs },
	{ "43-6.1", "Z3: 6.1 sums node load", nodes_in_pairs_of_6_1 },
	{ "44", "L5 M7: deferred memory grows by one section", deferred_memory_grows_by_a_section },
	{ "44-more", "M7: growth until enough pages are free", deferred_growth_counts_free_pages },
	{ "47", "L1: order 11 fails at once", order_11_is_refused },
	{ "49", "S23: NOFAIL after the OOM killer", nofail_gets_reserves_after_oom },
	{ "49-help", "S18 H1: the last attempt of NOFAIL with HARDER reserves a pageblock", nofail_help_reserves },
	{ "53", "Z1 Z2: gfp combinations", gfp_combinations },
	{ "54", "S4: costly NORETRY after SKIPPED", huge_without_retry_is_skipped },
	{ "54-once", "S4 S10: costly NORETRY after COMPLETE", huge_without_retry_reclaims_once },
	{ "54-off", "S4 S19: costly NORETRY without compaction", huge_without_compaction },
	{ "55", "S12 S13 S15: no progress ends with the OOM killer", no_progress_ends_in_oom },
	{ "55-rounds", "S17: one OOM question per round", oom_is_asked_once_per_round },
	{ "56", "S8: all cpus are drained after reclaim that was not enough", reclaim_into_another_cpu },
	{ "56-reserve", "S8 H2: a reserved pageblock is released, too", reclaim_releases_a_reserve },
	{ "user5", "Q3 F9: tutorial, order-5 GFP_HIGHUSER", tutorial_order_5_highuser },
	{ "short5", "S4 S9 S11: tutorial, order-5 GFP_HIGHUSER without memory", tutorial_order_5_short },
	{ "zeroed", "E1: tutorial, get_zeroed_page", tutorial_zeroed_page },
	{ "zeroed-2", "E1: which pages init_on_alloc and init_on_free clear", zeroing_policies },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
