// SPDX-License-Identifier: MIT
/*
 * Corner cases of counters that drift per cpu: the limit by memory and cpus, and while kswapd is awake; the mark; memory added later.
 * All numbers were computed by hand from the rules.
 *
 * Rules: docs/semantics/drift.md, J4, J5 and J8.
 */
#include "tests/corner_drift.h"

/* ---- limits ---- */

static void limit_by_cpus(struct world *w)
{
	static const struct {
		uint8_t cpus, limit;
	} rows[] = { { 1, 2 }, { 2, 4 }, { 3, 4 }, { 4, 6 }, { 7, 6 }, { 8, 8 }, { 63, 12 }, { 64, 14 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		boot_drifting(w, PROFILE_LINUX_5_10, rows[i].cpus, 1024, -1);
		EXPECT_LIMIT(w, 0, rows[i].limit);
		EXPECT_LIMIT(w, (uint8_t)(rows[i].cpus - 1), rows[i].limit);
	}
}

/* Only full 128 MiB count, as fls() of their number: 1 for 1, 2 for 2 and 3, 3 for 4. */
static void limit_by_memory(struct world *w)
{
	static const struct {
		pfn_t pages;
		uint8_t limit;
	} rows[] = { { 32767, 2 }, { 32768, 4 }, { 65535, 4 }, { 65536, 6 }, { 98304, 6 }, { 131071, 6 }, { 131072, 8 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		boot_drifting(w, PROFILE_LINUX_6_1, 1, rows[i].pages, -1);
		EXPECT_LIMIT(w, 0, rows[i].limit);
	}
	machine_drifting(w, PROFILE_LINUX_5_10, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 32768);
	machine_range(w, RANGE_RESERVED, 100, 101); /* managed pages count, not present ones */
	machine_boot(w);
	EXPECT_LIMIT(w, 0, 2);
}

/* 64 cpus: 14 * (1 + 8) would be 126. One page less: 14 * (1 + 7). */
static void limit_is_capped(struct world *w)
{
	boot_drifting(w, PROFILE_LINUX_5_10, 64, 4194304, -1);
	EXPECT_LIMIT(w, 63, 125);
	EXPECT_FREE(w, 4194304);
	take_on(w, 63, 6); /* 64 */
	take_on(w, 63, 5);
	take_on(w, 63, 4);
	take_on(w, 63, 3); /* 120 */
	take_on(w, 63, 2); /* 124 */
	EXPECT_DRIFT(w, 63, -124);
	EXPECT_FREE(w, 4194304);
	take_on(w, 63, 1);
	EXPECT_DRIFT(w, 63, 0);
	EXPECT_FREE(w, 4194304 - 126);
}

/* Only in later kernels are CMA pages managed when the limits are set: 32512 pages and 512 of CMA. */
static void limit_with_cma(struct world *w)
{
	for (int p = PROFILE_LINUX_5_10; p < NR_PROFILES; p++) {
		machine_drifting(w, (enum profile)p, 1);
		machine_zone(w, 0, ZONE_NORMAL, 0, 33024);
		machine_range(w, RANGE_CMA, 1024, 1536);
		machine_boot(w);
		EXPECT_LIMIT(w, 0, p >= PROFILE_LINUX_5_10_Y ? 4 : 2);
		ask(w, (struct request){ .kind = REQ_INIT_WMARKS });
		EXPECT_LIMIT(w, 0, 4);
	}
}

/* When the limit falls, drift beyond it goes to the value only with the next change. */
static void limit_falls(struct world *w)
{
	boot_drifting(w, PROFILE_LINUX_5_10, 2, 1024, -1);
	take_on(w, 0, 2);
	ask(w, (struct request){ .kind = REQ_CPU_DEAD, .cpu = 1 });
	EXPECT_LIMIT(w, 0, 2);
	EXPECT_DRIFT(w, 0, -4);
	EXPECT_FREE(w, 1024);
	give(w, 0, 2); /* back within it */
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_FREE(w, 1024);
	ask(w, (struct request){ .kind = REQ_CPU_UP, .cpu = 1 });
	take_on(w, 0, 2);
	ask(w, (struct request){ .kind = REQ_CPU_DEAD, .cpu = 1 });
	take_on(w, 0, 0);
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_FREE(w, 1019);
}

/* ---- the mark ---- */

static void mark_by_distance(struct world *w)
{
	static const struct {
		uint8_t cpus;
		int32_t kbytes;
		uint32_t mark;
	} rows[] = {
		{ 1, -1, 0 },   /* 128 kB: marks 32, 40, 48. 2 is not more than 8 */
		{ 1, 0, 4 },    /* marks 0, 1, 2 */
		{ 2, 128, 8 },  /* 8 is not more than 8; the mark stays as it was when the second cpu came */
		{ 2, 112, 50 }, /* marks 28, 35, 42 */
		{ 4, 0, 26 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		boot_drifting(w, PROFILE_LINUX_5_10, rows[i].cpus, 1024, rows[i].kbytes);
		EXPECT_MARK(w, rows[i].mark);
	}
}

/* Marks 0, 1, 2. One cpu goes, the other has a limit of 2, and the mark includes the boost. A new set-up has no boost. */
static void mark_has_the_boost(struct world *w)
{
	boot_drifting(w, PROFILE_LINUX_5_10, 2, 1024, 0);
	EXPECT_MARK(w, 10);
	ask(w, (struct request){ .kind = REQ_SET_BOOST, .value = 16 });
	EXPECT_MARK(w, 10);
	ask(w, (struct request){ .kind = REQ_CPU_DEAD, .cpu = 1 });
	EXPECT_MARK(w, 20);
	ask(w, (struct request){ .kind = REQ_CPU_UP, .cpu = 1 });
	EXPECT_MARK(w, 26);
	ask(w, (struct request){ .kind = REQ_MIN_FREE_KBYTES, .value = 0 }); /* clears the boost, leaves the mark */
	EXPECT_MARK(w, 26);
	ask(w, (struct request){ .kind = REQ_CPU_DEAD, .cpu = 1 });
	EXPECT_MARK(w, 4);
	ask(w, (struct request){ .kind = REQ_MIN_FREE_KBYTES, .value = 400 }); /* marks 100, 125, 150 */
	ask(w, (struct request){ .kind = REQ_CPU_UP, .cpu = 1 });
	EXPECT_MARK(w, 4); /* 8 is not more than 25 */
}

/* ---- kswapd ---- */

/*
 * Marks 100, 125, 150 and two cpus: limit 25 / 2. Drift within it goes to the value once the limit has fallen again, with the next
 * change.
 */
static void kswapd_wakes(struct world *w)
{
	boot_drifting(w, PROFILE_LINUX_5_10, 2, 1024, 400);
	EXPECT_MARK(w, 8);
	kswapd(w, 0, true);
	EXPECT_LIMIT(w, 0, 12);
	EXPECT_LIMIT(w, 1, 12);
	take_on(w, 0, 3);
	EXPECT_DRIFT(w, 0, -8);
	kswapd(w, 0, false);
	EXPECT_LIMIT(w, 0, 4);
	EXPECT_DRIFT(w, 0, -8);
	EXPECT_FREE(w, 1024);
	EXPECT_MARK(w, 8);
	take_on(w, 0, 0);
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_FREE(w, 1015);
}

static void kswapd_without_mark(struct world *w)
{
	boot_drifting(w, PROFILE_LINUX_5_10, 1, 1024, 400);
	EXPECT_MARK(w, 0);
	kswapd(w, 0, true);
	EXPECT_LIMIT(w, 0, 2);
}

/* At least 1, at most 125: distances of 1 and of 1638 pages. */
static void kswapd_ends(struct world *w)
{
	boot_drifting(w, PROFILE_LINUX_5_10, 2, 1024, 0);
	kswapd(w, 0, true);
	EXPECT_LIMIT(w, 1, 1);
	machine_drifting(w, PROFILE_LINUX_5_10, 2);
	w->machine.watermark_scale_factor = 1000;
	machine_zone(w, 0, ZONE_NORMAL, 0, 16384);
	machine_boot(w);
	EXPECT_MARK(w, 8);
	kswapd(w, 0, true);
	EXPECT_LIMIT(w, 1, 125);
}

/* The zones of the other node and the offline cpu keep their limits. */
static void kswapd_of_a_node(struct world *w)
{
	machine_drifting(w, PROFILE_LINUX_5_10, 2);
	w->machine.min_free_kbytes = 800; /* 100, 125, 150 in both */
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_zone(w, 1, ZONE_NORMAL, 1024, 2048);
	machine_boot(w);
	ask(w, (struct request){ .kind = REQ_CPU_DEAD, .cpu = 0 });
	w->cpu = 1;
	kswapd(w, 1, true);
	EXPECT_LIMIT(w, 1, 2);
	w->zone = 1;
	EXPECT_LIMIT(w, 0, 4);
	EXPECT_LIMIT(w, 1, 25);
}

/* A sysctl moves the watermarks and leaves the limits; INIT_WMARKS sets the limits to those of a sleeping kswapd. */
static void settings_and_limits(struct world *w)
{
	boot_drifting(w, PROFILE_LINUX_5_10, 2, 1024, 400);
	kswapd(w, 0, true);
	ask(w, (struct request){ .kind = REQ_MIN_FREE_KBYTES, .value = 800 });
	ask(w, (struct request){ .kind = REQ_SCALE_FACTOR, .value = 20 });
	ask(w, (struct request){ .kind = REQ_LOWMEM_RATIO, .zone = ZONE_NORMAL, .value = 5 });
	EXPECT_LIMIT(w, 0, 12);
	EXPECT_MARK(w, 8);
	ask(w, (struct request){ .kind = REQ_MIN_FREE_KBYTES, .value = 0 });
	EXPECT_MARK(w, 8);
	ask(w, (struct request){ .kind = REQ_INIT_WMARKS }); /* isqrt(16 * 1022 * 4) = 255 kB: marks 63, 78, 93 */
	EXPECT(w, "min_free_kbytes", 255, look(w)->min_free_kbytes);
	EXPECT_LIMIT(w, 0, 4);
	EXPECT_MARK(w, 8);
}

/* ---- memory added later ---- */

/*
 * Eight of 28 pages are there at boot, the others come in blocks of four. With two cpus the limit is 4 by then, so the fifth block stays in
 * the drift. With one cpu no limit has been set yet.
 */
static void init_late(struct world *w)
{
	for (uint8_t cpus = 1; cpus <= 2; cpus++) {
		machine_drifting(w, PROFILE_LINUX_5_10, cpus);
		w->machine.max_order = 4;
		w->machine.pageblock_order = 2;
		w->machine.section_pages = 8;
		w->machine.deferred = true;
		w->machine.min_free_kbytes = 0;
		machine_zone(w, 0, ZONE_NORMAL, 0, 28);
		machine_boot(w);
		EXPECT_FREE(w, 8);
		EXPECT_LIMIT(w, 0, cpus == 1 ? 0 : 4);
		EXPECT_MARK(w, cpus == 1 ? 0 : 8);
		w->cpu = cpus - 1;
		ask(w, (struct request){ .kind = REQ_INIT_LATE });
		EXPECT_FREE(w, cpus == 1 ? 28 : 24);
		EXPECT_DRIFT(w, 0, cpus == 1 ? 0 : 4);
		EXPECT_LIMIT(w, 0, cpus == 1 ? 0 : 4);
		ask(w, (struct request){ .kind = REQ_INIT_WMARKS }); /* 128 kB: 28 pages have marks 32, 40, 48 */
		EXPECT_LIMIT(w, 0, cpus == 1 ? 2 : 4);
		EXPECT_MARK(w, cpus == 1 ? 0 : 8);
	}
}

/* A request of the second cpu grows the last pageblock: that cpu counts it and takes a block of it. */
static void growth(struct world *w)
{
	machine_drifting(w, PROFILE_LINUX_5_10, 2);
	w->machine.max_order = 4;
	w->machine.pageblock_order = 2;
	w->machine.section_pages = 8;
	w->machine.deferred = true;
	w->machine.min_free_kbytes = 0;
	machine_zone(w, 0, ZONE_NORMAL, 0, 12);
	machine_boot(w);
	EXPECT(w, "block", 0, take_on(w, 1, 3));
	EXPECT_FREE(w, 0);
	EXPECT(w, "block", 8, take_on(w, 1, 2));
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_DRIFT(w, 1, 0);
	EXPECT_FREE(w, 0);
}

static void hot_add(struct world *w)
{
	machine_drifting(w, PROFILE_LINUX_5_10, 1);
	w->machine.hot_end = 98304;
	machine_zone(w, 0, ZONE_NORMAL, 0, 32768);
	machine_zone(w, 0, ZONE_MOVABLE, 0, 0);
	machine_boot(w);
	EXPECT_LIMIT(w, 0, 4);
	w->zone = 1;
	EXPECT_LIMIT(w, 0, 0); /* no memory yet */
	EXPECT_MARK(w, 0);
	ask(w, (struct request){ .kind = REQ_HOTADD, .zone = 0, .pfn = 32768, .end_pfn = 65536 });
	EXPECT_LIMIT(w, 0, 0);
	w->zone = 0;
	EXPECT_LIMIT(w, 0, 6);
	ask(w, (struct request){ .kind = REQ_HOTADD, .zone = 1, .pfn = 65536, .end_pfn = 98304 });
	w->zone = 1;
	EXPECT_LIMIT(w, 0, 4);
}

static const struct corner_case cases[] = {
	{ "limit-cpus", "J4: the limit grows with fls(cpus online)", limit_by_cpus },
	{ "limit-memory", "J4: the limit grows with fls(full 128 MiB managed)", limit_by_memory },
	{ "limit-cap", "J4 J2: the limit is at most 125", limit_is_capped },
	{ "limit-cma", "J4 M4: the limit counts the pages managed when it is set", limit_with_cma },
	{ "limit-falls", "J4: a lower limit takes effect with the next change", limit_falls },
	{ "mark", "J5: a mark is set if all cpus together can hide more than low - min", mark_by_distance },
	{ "mark-boost", "J5: the mark includes the boost, and no sysctl changes it", mark_has_the_boost },
	{ "kswapd", "J8 J4: while kswapd is awake the cpus share low - min", kswapd_wakes },
	{ "kswapd-no-mark", "J8: no change in a zone without a mark", kswapd_without_mark },
	{ "kswapd-ends", "J8: limits from 1 to 125", kswapd_ends },
	{ "kswapd-node", "J8: only zones of the node, only online cpus", kswapd_of_a_node },
	{ "settings", "J4 J5: no sysctl changes limits and mark, INIT_WMARKS does", settings_and_limits },
	{ "late", "J3 J4 J5 M8: INIT_LATE counts deferred memory with the limits of the boot", init_late },
	{ "grow", "J3 M7: memory that a request grows changes the drift of its cpu", growth },
	{ "hotadd", "J4: hot-add sets the limits anew", hot_add },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
