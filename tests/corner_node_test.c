// SPDX-License-Identifier: MIT
/*
 * Corner cases of several nodes: node masks, THISNODE, cpusets, node reclaim, lowmem reserve, NUMA statistics.
 *
 * Rules: docs/semantics/zonelists.md, docs/semantics/slowpath.md.
 */
#include "tests/fixture.h"

/* Node 0: NORMAL [0, 2048), cpu 0. Node 1: NORMAL [2048, 4096), cpu 1. Marks 100/125/150 each. Zone index and node are the same. */
static void new_two_nodes(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.nr_cpus = 2;
	w->machine.cpu_node[1] = 1;
	w->machine.min_free_kbytes = 800;
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_zone(w, 1, ZONE_NORMAL, 2048, 4096);
}

static void boot_two_nodes(struct world *w)
{
	new_two_nodes(w);
	machine_boot(w);
	EXPECT(w, "min", 100, zone_now(w).wmark[WMARK_MIN]);
}

/* Take movable pages of a node until left pages are free in it. */
static void leave_on_node(struct world *w, uint8_t node, int64_t left)
{
	w->zone = node;
	for (int64_t n = zone_now(w).free; n > left; n--)
		ask(w, (struct request){ .kind = REQ_RMQUEUE, .node = node, .gfp = GFP_BIT_MOVABLE | GFP_BIT_THISNODE,
					 .alloc_flags = ALLOC_NO_WATERMARKS | ALLOC_CMA });
	EXPECT_FREE(w, left);
	w->zone = 0;
}

static int64_t alloc_masked(struct world *w, uint8_t node, uint32_t nodemask, uint32_t gfp)
{
	return ask(w, (struct request){ .kind = REQ_ALLOC, .node = node, .gfp = gfp, .order = 3, .has_nodemask = true, .nodemask = nodemask });
}

static void node_masks(struct world *w)
{
	boot_two_nodes(w);
	EXPECT(w, "page", 2048, alloc_masked(w, 0, 2, GFP_KERNEL));
	EXPECT_PATH(w, "A:801"); /* the preferred zone is node 1's; two nodes and no DMA32: no NOFRAGMENT */
	EXPECT(w, "page", 0, alloc_masked(w, 0, 3, GFP_KERNEL));
	EXPECT(w, "page", PFN_NONE, (pfn_t)alloc_masked(w, 0, 4, GFP_KERNEL | GFP_BIT_NORETRY)); /* a node that does not exist */
	EXPECT(w, "page", 2056, alloc_on(w, 1, GFP_KERNEL, 3));
}

static void this_node_only(struct world *w)
{
	boot_two_nodes(w);
	leave_on_node(w, 0, 0);
	EXPECT(w, "page", PFN_NONE, alloc_on(w, 0, GFP_NOWAIT | GFP_BIT_THISNODE, 3));
	EXPECT(w, "page", 2048, alloc_on(w, 0, GFP_NOWAIT, 3));
	EXPECT(w, "kswapd wakes", 0, w->answer.wake);
}

/* One event per allocation: hit or miss by the preferred zone, local or other by the cpu. */
static void numa_statistics(struct world *w)
{
	const struct view *v;

	boot_two_nodes(w);
	leave_on_node(w, 0, 0); /* 2048 hits, all local to cpu 0 */
	EXPECT(w, "page", 2048, alloc_on(w, 0, GFP_KERNEL, 3));
	w->cpu = 1;
	EXPECT(w, "page", 2056, alloc_on(w, 1, GFP_KERNEL, 3));
	v = look(w);
	EXPECT(w, "node 0 hit", 2048, v->zone[0].numa_hit);
	EXPECT(w, "node 0 local", 2048, v->zone[0].numa_local);
	EXPECT(w, "node 0 foreign", 1, v->zone[0].numa_foreign);
	EXPECT(w, "node 0 miss", 0, v->zone[0].numa_miss);
	EXPECT(w, "node 1 hit", 1, v->zone[1].numa_hit);
	EXPECT(w, "node 1 miss", 1, v->zone[1].numa_miss);
	EXPECT(w, "node 1 local", 1, v->zone[1].numa_local);
	EXPECT(w, "node 1 other", 1, v->zone[1].numa_other);
}

/* kswapd is woken at every change of node along the zonelist, before the second and the third attempt. */
static void kswapd_of_every_node(struct world *w)
{
	boot_two_nodes(w);
	leave_on_node(w, 0, 0);
	leave_on_node(w, 1, 0);
	EXPECT_ALLOC(w, PFN_NONE, GFP_ATOMIC, 0);
	EXPECT_PATH(w, "A:801 A:830 A:830");
	EXPECT(w, "kswapd wakes", 4, w->answer.wake);
	EXPECT_ALLOC(w, PFN_NONE, GFP_ATOMIC & ~GFP_BIT_KSWAPD_RECLAIM, 0);
	EXPECT(w, "kswapd wakes", 0, w->answer.wake);
}

/* ---- cpusets ---- */

static void boot_cpusets(struct world *w)
{
	new_two_nodes(w);
	w->machine.cpusets = true;
	machine_boot(w);
}

static void task(struct world *w, uint32_t flags, uint32_t mems, uint32_t hardwall)
{
	ask(w, (struct request){ .kind = REQ_TASK, .task_flags = flags, .has_mems = true, .mems = mems, .has_hardwall = true, .hardwall = hardwall });
}

/*
 * The task may use node 1. Its mems_allowed replaces a missing nodemask; if there is one, ALLOC_CPUSET does the check; an interrupt is
 * free.
 */
static void mems_allowed(struct world *w)
{
	boot_cpusets(w);
	task(w, 0, 2, 2);
	EXPECT(w, "page", 2048, alloc_on(w, 0, GFP_KERNEL, 3));
	EXPECT_PATH(w, "A:801");
	EXPECT(w, "page", 2056, alloc_masked(w, 0, 3, GFP_KERNEL));
	EXPECT_PATH(w, "A:841");
	task(w, TASK_IRQ, 2, 2);
	EXPECT(w, "page", 0, alloc_on(w, 0, GFP_ATOMIC, 3));
	EXPECT_PATH(w, "A:841");
}

/* Node 1 is exhausted. In the slow path a kernel request may go up to the hardwall; a user request may not. */
static void beyond_mems_allowed(struct world *w)
{
	boot_cpusets(w);
	leave_on_node(w, 1, 0);
	task(w, 0, 2, 3);
	EXPECT(w, "page", 0, alloc_on(w, 0, GFP_KERNEL, 3));
	EXPECT_PATH(w, "A:801 A:840");
	EXPECT(w, "page", PFN_NONE, alloc_on(w, 0, GFP_USER | GFP_BIT_NORETRY, 3));
	task(w, 0, 2, 2);
	EXPECT(w, "page", PFN_NONE, alloc_on(w, 0, GFP_KERNEL | GFP_BIT_NORETRY, 3));
	task(w, TASK_EXITING, 2, 2);
	EXPECT(w, "page", 8, alloc_on(w, 0, GFP_KERNEL, 3));
	task(w, TASK_EXITING, 2, 2);
	EXPECT(w, "page", PFN_NONE, alloc_on(w, 0, GFP_USER | GFP_BIT_NORETRY, 3));
	task(w, TASK_VICTIM, 2, 2);
	EXPECT(w, "page", 16, alloc_on(w, 0, GFP_USER, 3));
	task(w, 0, 2, 2);
	EXPECT(w, "page", 24, alloc_on(w, 0, GFP_ATOMIC, 3)); /* atomic requests drop ALLOC_CPUSET */
	EXPECT_PATH(w, "A:801 A:830");
}

/* mems_allowed gets node 0 while reclaim runs: the request starts again instead of giving up. */
static void mems_change_under_way(struct world *w)
{
	boot_cpusets(w);
	leave_on_node(w, 1, 0);
	task(w, 0, 2, 2);
	ask(w, (struct request){ .kind = REQ_ANSWER, .question = ASK_RECLAIM, .zone = ZONE_ALL, .has_mems = true, .mems = 1 });
	EXPECT(w, "page", 0, alloc_on(w, 0, GFP_USER | GFP_BIT_NORETRY, 3));
	EXPECT_PATH(w, "A:801 A:840 A:840 R:0 A:840");
}

/* ---- node reclaim ---- */

static void boot_node_reclaim(struct world *w, uint8_t distance)
{
	new_two_nodes(w);
	w->machine.node_reclaim_mode = 1;
	w->machine.distance[0][1] = distance;
	w->machine.distance[1][0] = distance;
	machine_boot(w);
	leave_on_node(w, 0, 50);
	leave_on_node(w, 1, 50);
}

static void cache_of_node(struct world *w, uint8_t node, uint32_t pages)
{
	ask(w, (struct request){ .kind = REQ_NODESTAT, .node = node, .stat = { [NODE_INACTIVE_FILE] = pages } });
}

/* Node 0 has 1000 pages of file cache, more than 2048 / 100; node 1 none: full. */
static void node_reclaim_outcomes(struct world *w)
{
	boot_node_reclaim(w, 20);
	cache_of_node(w, 0, 20);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL | GFP_BIT_NORETRY, 0);
	EXPECT_PATH(w, "A:801 NR:0=-1 NR:1=-1 A:840 NR:0=-1 NR:1=-1 A:840 NR:0=-1 NR:1=-1 R:0");
	cache_of_node(w, 0, 21);
	EXPECT_ALLOC(w, PFN_NONE, GFP_NOWAIT, 0);
	EXPECT_PATH(w, "A:801 NR:0=-2 NR:1=-1 A:840 NR:0=-2 NR:1=-1 A:840 NR:0=-2 NR:1=-1"); /* may not wait; full is found first */
	cache_of_node(w, 1, 21);
	EXPECT_ALLOC(w, PFN_NONE, GFP_NOIO, 0);
	/* Node 1 has a cpu, but the request runs on another. */
	EXPECT_QUESTIONS(w, "NR:0=0:a NR:1=-2 NR:0=0:a NR:1=-2 NR:0=0:a NR:1=-2 R:0 NR:0=-2 NR:1=-2 OOM:0");
}

static void node_reclaim_frees(struct world *w)
{
	static pfn_t pages[80];

	boot_node_reclaim(w, 20);
	cache_of_node(w, 0, 1000);
	for (pfn_t i = 0; i < 80; i++)
		pages[i] = 64 + i;
	script_free(w, ASK_NODE_RECLAIM, 80, 0, pages, 80);
	EXPECT(w, "a page", true, alloc(w, GFP_KERNEL, 0) != PFN_NONE); /* 130 > 125 */
	EXPECT_PATH(w, "A:801 NR:0=1:a");
	EXPECT(w, "failed", 0, look(w)->events.node_reclaim_failed);
}

/* Only slab is above its minimum: the scan counts as run, but asks nothing and reclaims nothing; the result is "some", not "full". */
static void node_reclaim_of_slab(struct world *w)
{
	boot_node_reclaim(w, 20);
	ask(w, (struct request){ .kind = REQ_NODESTAT, .node = 0, .stat = { [NODE_SLAB] = 103 } }); /* 2048 * 5 / 100 = 102 */
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL | GFP_BIT_NORETRY | GFP_BIT_THISNODE, 0);
	EXPECT_PATH(w, "A:801 NR:0=0 A:840 NR:0=0 A:840 NR:0=0 R:0");
	EXPECT(w, "failed", 3, look(w)->events.node_reclaim_failed);
}

static void node_reclaim_of_slab_in_6_1(struct world *w)
{
	new_two_nodes(w);
	w->machine.profile = PROFILE_LINUX_6_1;
	w->machine.node_reclaim_mode = 1;
	machine_boot(w);
	leave_on_node(w, 0, 50);
	ask(w, (struct request){ .kind = REQ_NODESTAT, .node = 0, .stat = { [NODE_SLAB] = 102 } });
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL | GFP_BIT_NORETRY | GFP_BIT_THISNODE, 0);
	EXPECT_PATH(w, "A:801 NR:0=-1 A:840 NR:0=-1 A:840 NR:0=-1 R:0");
	ask(w, (struct request){ .kind = REQ_NODESTAT, .node = 0, .stat = { [NODE_SLAB] = 103 } });
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL | GFP_BIT_NORETRY | GFP_BIT_THISNODE, 0);
	EXPECT_PATH(w, "A:801 NR:0=0:a A:840 NR:0=0:a A:840 NR:0=0:a R:0");
}

/* 1000 pages of cache, all mapped and dirty: v5.10 writes with bit 0 and unmaps with bit 1, other kernels with bits 1 and 2. */
static void expect_reclaim(struct world *w, enum profile profile, uint8_t mode, const char *path)
{
	new_two_nodes(w);
	w->machine.profile = profile;
	w->machine.node_reclaim_mode = mode;
	machine_boot(w);
	leave_on_node(w, 0, 50);
	ask(w, (struct request){ .kind = REQ_NODESTAT, .node = 0, .stat = { [NODE_INACTIVE_FILE] = 1000, [NODE_FILE_PAGES] = 1000,
									   [NODE_FILE_MAPPED] = 1000, [NODE_FILE_DIRTY] = 1000 } });
	ask(w, (struct request){ .kind = REQ_ALLOC, .gfp = GFP_NOIO | GFP_BIT_NORETRY | GFP_BIT_THISNODE });
	EXPECT_PATH(w, path);
}

static void node_reclaim_mode_of_each_kernel(struct world *w)
{
	expect_reclaim(w, PROFILE_LINUX_5_10, 3, "A:801 NR:0=0:a A:840 NR:0=0:a A:840 NR:0=0:a R:0");
	expect_reclaim(w, PROFILE_LINUX_5_10, 6, "A:801 NR:0=-1 A:840 NR:0=-1 A:840 NR:0=-1 R:0");
	expect_reclaim(w, PROFILE_LINUX_6_1, 3, "A:801 NR:0=-1 A:840 NR:0=-1 A:840 NR:0=-1 R:0");
	expect_reclaim(w, PROFILE_LINUX_6_1, 6, "A:801 NR:0=0:a A:840 NR:0=0:a A:840 NR:0=0:a R:0");
	expect_reclaim(w, PROFILE_LINUX_4_14, 3, "A:1 NR:0=-1 A:40 NR:0=-1 A:40 NR:0=-1 R:0");
	expect_reclaim(w, PROFILE_LINUX_4_14, 6, "A:1 NR:0=0:a A:40 NR:0=0:a A:40 NR:0=0:a R:0");
}

static void node_reclaim_is_for_near_nodes(struct world *w)
{
	boot_node_reclaim(w, 31);
	cache_of_node(w, 1, 1000);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL | GFP_BIT_NORETRY, 0);
	EXPECT_PATH(w, "A:801 NR:0=-1 A:840 NR:0=-1 A:840 NR:0=-1 R:0");
	EXPECT(w, "page", PFN_NONE, alloc_on(w, 1, GFP_KERNEL | GFP_BIT_NORETRY | GFP_BIT_THISNODE, 0));
	EXPECT_QUESTIONS(w, "NR:1=-2 NR:1=-2 NR:1=-2 R:0"); /* near the preferred node, but not the cpu's */
	ask(w, (struct request){ .kind = REQ_CPU_DEAD, .cpu = 1 });
	EXPECT(w, "page", PFN_NONE, alloc_on(w, 1, GFP_KERNEL | GFP_BIT_NORETRY | GFP_BIT_THISNODE, 0));
	EXPECT_QUESTIONS(w, "NR:1=0:a NR:1=0:a NR:1=0:a R:0"); /* any cpu may reclaim a node without cpus */
}

/* ---- tasks ---- */

static void boot_tight(struct world *w, int64_t left)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.min_free_kbytes = 400; /* 100/125/150 */
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_boot(w);
	leave_on_node(w, 0, left);
}

static void reserves_of_tasks(struct world *w)
{
	boot_tight(w, 50);
	task(w, TASK_MEMALLOC, 1, 1);
	EXPECT(w, "a page", true, alloc(w, GFP_KERNEL, 0) != PFN_NONE);
	EXPECT_PATH(w, "A:901 A:840 A:4");
	EXPECT(w, "pfmemalloc", true, w->answer.pfmemalloc);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL | GFP_BIT_NOMEMALLOC, 0); /* and a MEMALLOC task does not reclaim */
	EXPECT_PATH(w, "A:901 A:840 A:840");
	task(w, TASK_MEMALLOC | TASK_IRQ, 1, 1);
	EXPECT_ALLOC(w, PFN_NONE, GFP_NOWAIT, 1); /* hard interrupt: no reserves */
	EXPECT_PATH(w, "A:901 A:840 A:840");
	task(w, TASK_MEMALLOC | TASK_SOFTIRQ, 1, 1);
	EXPECT(w, "a page", true, alloc(w, GFP_NOWAIT, 1) != PFN_NONE);
	EXPECT_PATH(w, "A:901 A:840 A:4");
	task(w, 0, 1, 1);
	EXPECT(w, "a page", true, alloc(w, GFP_NOWAIT | GFP_BIT_MEMALLOC | GFP_BIT_MOVABLE, 0) != PFN_NONE);
	EXPECT_PATH(w, "A:981 A:8c0 A:84");
}

/* OOM victims get half of min: 100 / 2 = 50 < 51. */
static void victims(struct world *w)
{
	boot_tight(w, 51);
	task(w, TASK_VICTIM, 1, 1);
	EXPECT(w, "a page", true, alloc(w, GFP_KERNEL, 0) != PFN_NONE);
	EXPECT_PATH(w, "A:901 A:840 A:8");
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 0);
	EXPECT_PATH(w, "A:901 A:840 A:8 R:0 A:42 OOM:0");
	script(w, ASK_OOM, 1);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 0); /* a victim does not retry */
	EXPECT_PATH(w, "A:901 A:840 A:8 R:0 A:42 OOM:1");
}

/* Real time: HARDER, 75 < 80; not in interrupt. */
static void real_time_tasks(struct world *w)
{
	boot_tight(w, 80);
	task(w, TASK_RT | TASK_IRQ, 1, 1);
	EXPECT_ALLOC(w, PFN_NONE, GFP_NOWAIT, 0);
	EXPECT_PATH(w, "A:901 A:840 A:840");
	task(w, TASK_RT, 1, 1);
	EXPECT(w, "a page", true, alloc(w, GFP_NOWAIT, 0) != PFN_NONE);
	EXPECT_PATH(w, "A:901 A:850");
}

static void oom_that_is_never_asked(struct world *w)
{
	boot_tight(w, 50);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL | GFP_BIT_RETRY_MAYFAIL, 3);
	EXPECT_PATH(w, "A:901 A:840 A:840 R:0 A:42");
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL | GFP_BIT_THISNODE, 3);
	EXPECT_PATH(w, "A:901 A:840 A:840 R:0 A:42");
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL | GFP_BIT_DMA32, 3); /* no such zone */
	EXPECT_PATH(w, "A:801");
	task(w, TASK_DUMPCORE, 1, 1);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 3);
	EXPECT_PATH(w, "A:901 A:840 A:840 R:0 A:42");
	task(w, 0, 1, 1);
	script(w, ASK_OOM_LOCK, 0);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 3); /* the OOM lock is held: counts as progress, so another round; then the lock is free */
	EXPECT_PATH(w, "A:901 A:840 A:840 R:0 OL:0 A:840 R:0 A:42 OOM:0");
}

static const struct corner_case cases[] = {
	{ "masks", "Z5 L1: node masks", node_masks },
	{ "thisnode", "Z4: THISNODE allocates from the node alone", this_node_only },
	{ "numa", "N1: NUMA events", numa_statistics },
	{ "wake", "S24 N4: kswapd is woken for every node of the zonelist", kswapd_of_every_node },
	{ "cpuset", "L1 L2: mems_allowed restricts the nodes", mems_allowed },
	{ "cpuset-hard", "L2 S26: how far beyond mems_allowed a request may go", beyond_mems_allowed },
	{ "cpuset-race", "S14 S18: mems_allowed changes during the request", mems_change_under_way },
	{ "reclaim", "L6: node reclaim answers full, noscan, some", node_reclaim_outcomes },
	{ "reclaim-ok", "L6: node reclaim succeeds", node_reclaim_frees },
	{ "reclaim-slab", "L6 W8 N3: node reclaim with only slab above its minimum", node_reclaim_of_slab },
	{ "reclaim-slab-6.1", "L6: the same in 6.1, which asks", node_reclaim_of_slab_in_6_1 },
	{ "reclaim-mode", "L6 U16: what the bits of node_reclaim_mode mean", node_reclaim_mode_of_each_kernel },
	{ "reclaim-near", "L6: node reclaim needs a near node that is the cpu's or has no cpus", node_reclaim_is_for_near_nodes },
	{ "memalloc", "S5 S7 S25: tasks that may use the reserves", reserves_of_tasks },
	{ "victim", "S16 S25: OOM victims", victims },
	{ "rt", "S26: real-time tasks have HARDER", real_time_tasks },
	{ "no-oom", "S23: requests that never ask the OOM killer", oom_that_is_never_asked },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
