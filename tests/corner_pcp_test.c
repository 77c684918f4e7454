// SPDX-License-Identifier: MIT
/*
 * Corner cases of the per-CPU lists: refill, overflow, which list is flushed, stale types, drains, a cpu that goes away.
 *
 * Rules: docs/semantics/pcp.md.
 */
#include "tests/fixture.h"

/* Managed 16384 pages: batch 3, high 18. */
static void refill_takes_a_batch(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 16384, 32768);
	EXPECT(w, "batch", 3, look(w)->pcp[0].batch);
	EXPECT(w, "high", 18, look(w)->pcp[0].high);
	TAKE_RUN(w, 'M', 0, 16384, 16389);
	EXPECT_PCP(w, 0, "M=[16389]");
	EXPECT_FREE(w, 16378); /* six pages left the buddy */
}

static void overflow_flushes_the_oldest(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 16384, 32768);
	TAKE_RUN(w, 'M', 0, 16384, 16404);
	EXPECT_PCP(w, 0, "M=[16404]"); /* seven refills of three */
	give_run(w, 16384, 16);
	EXPECT(w, "count", 17, look(w)->pcp[0].count);
	EXPECT_FREE(w, 16363);
	give(w, 16400, 0); /* count reaches high: 16404, 16384, 16385 leave from the tail */
	EXPECT(w, "count", 15, look(w)->pcp[0].count);
	EXPECT_LIST(w, "o1/M", "16384");
	EXPECT_LIST(w, "o2/M", "16404"); /* merged with 16405 and 16406/o1 */
	give_run(w, 16401, 3); /* and again: 16386, 16387, 16388 */
	EXPECT_PCP(w, 0, "M=[16403,16402,16401,16400,16399,16398,16397,16396,16395,16394,16393,16392,16391,16390,16389]");
	EXPECT_FREE(w, 16369);
	EXPECT_LIST(w, "o0/M", "16388");
	EXPECT_LIST(w, "o1/M", "");
	EXPECT_LIST(w, "o2/M", "16384,16404");
}

/*
 * Fill the lists of cpu 0 by frees: pfns of pageblocks 0 (U), 512 (R), 1024 (M), 16 apart so that nothing merges. Index 0 is freed last:
 * u0, r0, m0 are the heads. Then flush: drain_zone_pages takes min(count, batch).
 */
static void flush_of(struct world *w, uint32_t u, uint32_t m, uint32_t r, uint32_t n)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_pcp(w, 100, n);
	machine_zone(w, 0, ZONE_NORMAL, 0, 1536);
	machine_boot(w);
	EXPECT_TAKE(w, 1024, 'M', 9);
	EXPECT_TAKE(w, 0, 'U', 9); /* takes over both pageblocks of the block */
	EXPECT_TAKE(w, 512, 'R', 9); /* and this pageblock again */
	split(w, 0, 9);
	split(w, 512, 9);
	split(w, 1024, 9);
	for (uint32_t i = u; i-- > 0;)
		give(w, 16 * i, 0);
	for (uint32_t i = m; i-- > 0;)
		give(w, 1024 + 16 * i, 0);
	for (uint32_t i = r; i-- > 0;)
		give(w, 512 + 16 * i, 0);
	ask(w, (struct request){ .kind = REQ_DRAIN_BATCH, .zone = 0 });
}

/* rotation: one letter per page flushed. After n steps each list has lost as many pages from its tail as the first n letters name it. */
static void expect_rotation(struct world *w, const char *rotation, uint32_t u, uint32_t m, uint32_t r)
{
	uint32_t left_u = u, left_m = m, left_r = r;

	for (uint32_t n = 1; rotation[n - 1]; n++) {
		left_u -= rotation[n - 1] == 'U';
		left_m -= rotation[n - 1] == 'M';
		left_r -= rotation[n - 1] == 'R';
		flush_of(w, u, m, r, n);
		EXPECT(w, "U left on the pcp", left_u, look(w)->pcp[0].len[MIGRATE_UNMOVABLE]);
		EXPECT(w, "M left on the pcp", left_m, look(w)->pcp[0].len[MIGRATE_MOVABLE]);
		EXPECT(w, "R left on the pcp", left_r, look(w)->pcp[0].len[MIGRATE_RECLAIMABLE]);
		EXPECT(w, "count", left_u + left_m + left_r, look(w)->pcp[0].count);
		EXPECT_FREE(w, n);
	}
}

/* m4, r0, u2, m3, u1, u0, m2, m1, m0: one from M, one from R, one from U; then R is empty and skipped, so that U may lose two. */
static void round_robin(struct world *w)
{
	expect_rotation(w, "MRUMUUMMM", 3, 5, 1);
}

static void round_robin_takes_tails(struct world *w)
{
	flush_of(w, 3, 5, 1, 4);
	EXPECT_PCP(w, 0, "U=[0,16] M=[1024,1040,1056]");
	EXPECT_LISTS(w, "o0/U=[32] o0/M=[1072,1088] o0/R=[512]"); /* 1088 was flushed first */
}

static void carry_over_without_r(struct world *w)
{
	expect_rotation(w, "MUUMUU", 4, 5, 0);
}

static void carry_over_long_r(struct world *w)
{
	expect_rotation(w, "MRURRR", 1, 1, 4);
}

/* Managed 4096: high 0, batch 1. */
static void tiny_zone_has_no_cache(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 4096);
	EXPECT(w, "batch", 1, look(w)->pcp[0].batch);
	EXPECT(w, "high", 0, look(w)->pcp[0].high);
	EXPECT_TAKE(w, 0, 'M', 0);
	EXPECT_PCP(w, 0, "");
	EXPECT_FREE(w, 4095);
	give(w, 0, 0);
	EXPECT_PCP(w, 0, "");
	EXPECT_LISTS(w, "o10/M=[0,1024,2048,3072]");
	EXPECT_FREE(w, 4096);
}

static void expect_sizes(struct world *w, enum profile profile, uint32_t pages, uint32_t high, uint32_t batch)
{
	boot_zone(w, profile, 0, pages);
	EXPECT(w, "batch", batch, look(w)->pcp[0].batch);
	EXPECT(w, "high", high, look(w)->pcp[0].high);
}

/* Zones larger than the op language can describe, where batches stop growing, in 4.14 at half the later limit. */
static void sizes_grow_with_the_zone(struct world *w)
{
	expect_sizes(w, PROFILE_LINUX_5_10, 8191, 0, 1);
	expect_sizes(w, PROFILE_LINUX_5_10, 8192, 6, 1);
	expect_sizes(w, PROFILE_LINUX_5_10, 65536, 90, 15);
	expect_sizes(w, PROFILE_LINUX_5_10, 131072, 186, 31);
	expect_sizes(w, PROFILE_LINUX_5_10, 176127, 186, 31);
	expect_sizes(w, PROFILE_LINUX_5_10, 176128, 378, 63);
	expect_sizes(w, PROFILE_LINUX_5_10, 400000, 378, 63);
}

static void sizes_grow_less_in_4_14(struct world *w)
{
	expect_sizes(w, PROFILE_LINUX_4_14, 65536, 90, 15);
	expect_sizes(w, PROFILE_LINUX_4_14, 131072, 186, 31);
	expect_sizes(w, PROFILE_LINUX_4_14, 400000, 186, 31);
}

/* In 6.1 high follows the low watermark. */
static void batches_grow_alike_in_6_1(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_6_1, 0, 131072);
	EXPECT(w, "batch", 31, look(w)->pcp[0].batch);
	boot_zone(w, PROFILE_LINUX_6_1, 0, 262144);
	EXPECT(w, "batch", 63, look(w)->pcp[0].batch);
	boot_zone(w, PROFILE_LINUX_6_1, 0, 400000);
	EXPECT(w, "batch", 63, look(w)->pcp[0].batch);
}

/* A pageblock changes its type while six of its pages are on the M list: they are freed as M. */
static void stale_type_on_the_pcp(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_pcp(w, 100, 7);
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_boot(w);
	EXPECT_TAKE(w, 0, 'M', 9);
	EXPECT_TAKE(w, 512, 'M', 0);
	EXPECT_PCP(w, 0, "M=[513,514,515,516,517,518]");
	/* Largest foreign block 768/o8; 505 free + 7 alike: claimed. The moved lists are searched smallest first: 520/o3. */
	EXPECT_TAKE(w, 520, 'U', 2);
	EXPECT_TYPE(w, 'U', 512);
	drain(w, 0);
	EXPECT_LIST(w, "o0/M", "513");
	EXPECT_LIST(w, "o1/M", "514");
	EXPECT_LIST(w, "o2/M", "516");
	give(w, 512, 0); /* now typed by its pageblock: the U list */
	EXPECT_PCP(w, 0, "U=[512]");
	drain(w, 0);
	EXPECT_LIST(w, "o0/M", "");
	EXPECT_LIST(w, "o1/M", "");
	EXPECT_LIST(w, "o2/M", "");
	EXPECT_LIST(w, "o3/U", "512"); /* merged with the blocks on M lists */
	EXPECT_FREE(w, 508);
}

static void dead_cpu_is_drained(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.nr_cpus = 2;
	machine_pcp(w, 18, 3);
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
	EXPECT_TAKE(w, 0, 'M', 0);
	w->cpu = 1;
	EXPECT_TAKE(w, 3, 'M', 0);
	EXPECT_TAKE(w, 1024, 'U', 0);
	EXPECT_PCP(w, 1, "U=[1025,1026] M=[4,5]");
	EXPECT_FREE(w, 4087);
	w->cpu = 0;
	ask(w, (struct request){ .kind = REQ_CPU_DEAD, .cpu = 1 }); /* 5, 1026, 1025, 4 */
	EXPECT_PCP(w, 1, "");
	EXPECT_PCP(w, 0, "M=[1,2]");
	EXPECT_FREE(w, 4091);
	EXPECT_LIST(w, "o2/M", "4");    /* 5; 4 joins it, then 6/o1 */
	EXPECT_LIST(w, "o1/U", "1026"); /* merged with 1027 */
	EXPECT_LIST(w, "o0/U", "1025");
	w->cpu = 1;
	EXPECT(w, "status of a dead cpu", STATUS_BAD_CPU, ask_status(w, (struct request){ .kind = REQ_ALLOC, .gfp = GFP_KERNEL }));
}

static void drain_batch_and_drain_all(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_pcp(w, 100, 3);
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
	EXPECT_TAKE(w, 0, 'M', 5);
	split(w, 0, 5);
	give_run(w, 0, 18);
	EXPECT(w, "count", 18, look(w)->pcp[0].count);
	EXPECT_FREE(w, 4064);
	ask(w, (struct request){ .kind = REQ_DRAIN_BATCH, .zone = 0 });
	EXPECT(w, "count", 15, look(w)->pcp[0].count);
	EXPECT_FREE(w, 4067);
	EXPECT_LIST(w, "o0/M", "2");
	EXPECT_LIST(w, "o1/M", "0");
	ask(w, (struct request){ .kind = REQ_DRAIN, .zone = 0 });
	EXPECT_PCP(w, 0, "");
	EXPECT_FREE(w, 4082);
	EXPECT_LIST(w, "o4/M", "0");
	EXPECT_LIST(w, "o1/M", "16");
}

/* The tutorial's example: order-0 GFP_KERNEL. The first request refills, the second does not touch the buddy. */
static void tutorial_order_0_kernel(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 16384, 32768);
	EXPECT_ALLOC(w, 16384, GFP_KERNEL, 0);
	EXPECT_PATH(w, "A:901"); /* LOW mark, NOFRAGMENT, KSWAPD: the fast path */
	EXPECT_FREE(w, 16381);
	EXPECT_PCP(w, 0, "U=[16385,16386]");
	EXPECT_TYPE(w, 'U', 16384); /* all blocks were M: the whole o10 was taken over, without a boost */
	EXPECT_BOOST(w, 0);
	EXPECT_ALLOC(w, 16385, GFP_KERNEL, 0);
	EXPECT_FREE(w, 16381);
	EXPECT_PCP(w, 0, "U=[16386]");
	give(w, 16384, 0);
	EXPECT_PCP(w, 0, "U=[16384,16386]"); /* last in, first out */
	EXPECT_ALLOC(w, 16384, GFP_KERNEL, 0);
}

static const struct corner_case cases[] = {
	{ "6", "P1 P3: a refill takes batch pages", refill_takes_a_batch },
	{ "7", "P4 P5: at high batch pages are flushed, oldest first", overflow_flushes_the_oldest },
	{ "8", "P5: a flush rotates over the lists", round_robin },
	{ "8-tails", "P5: a flush takes pages from the tails", round_robin_takes_tails },
	{ "9", "P5: rotation with the R list empty", carry_over_without_r },
	{ "9-r", "P5: rotation with a long R list", carry_over_long_r },
	{ "10", "P1 P4: below 8192 pages nothing stays cached", tiny_zone_has_no_cache },
	{ "sizes", "P1: high and batch by the size of the zone", sizes_grow_with_the_zone },
	{ "sizes-4.14", "P1: the batch of 4.14 is at most 31", sizes_grow_less_in_4_14 },
	{ "sizes-6.1", "P1: the batch of 6.1 is that of 5.10", batches_grow_alike_in_6_1 },
	{ "19", "P6 B5: the type cached when a page was freed decides its list", stale_type_on_the_pcp },
	{ "46", "P7: a dead cpu's lists are drained", dead_cpu_is_drained },
	{ "50", "P7: drain_zone_pages frees a batch, drain_pages_zone all", drain_batch_and_drain_all },
	{ "kernel0", "P3 L1: tutorial, order-0 GFP_KERNEL", tutorial_order_0_kernel },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
