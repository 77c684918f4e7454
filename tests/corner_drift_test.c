// SPDX-License-Identifier: MIT
/*
 * Corner cases of counters that drift per cpu: what counts as one change, how much stays in the drift, and when it goes to the value.
 * Which cpu's drift changes: corner_drift_cpu_test.c; limits: corner_drift_limit_test.c; readers: corner_drift_read_test.c. All numbers
 * were computed by hand from the rules.
 *
 * Rules: docs/semantics/drift.md.
 */
#include "tests/corner_drift.h"

/* Orders 0 to 3, the last that of a pageblock; 64 pages. */
static void boot_tiny(struct world *w, enum profile profile, uint8_t cpus, int8_t guards)
{
	machine_drifting(w, profile, cpus);
	w->machine.max_order = 4;
	w->machine.pageblock_order = 3;
	w->machine.guardpage_minorder = guards;
	w->machine.min_free_kbytes = 0;
	machine_zone(w, 0, ZONE_NORMAL, 0, 64);
	machine_boot(w);
}

/* ---- changes ---- */

static void told_beyond_the_limit(struct world *w)
{
	boot_drifting(w, PROFILE_LINUX_5_10, 1, 1024, -1);
	EXPECT_TAKE(w, 0, 'M', 1);
	EXPECT_DRIFT(w, 0, -2); /* exactly the limit */
	EXPECT_FREE(w, 1024);
	EXPECT_TAKE(w, 2, 'M', 1);
	EXPECT_DRIFT(w, 0, 0); /* all of it went to the value */
	EXPECT_FREE(w, 1020);
	give(w, 0, 1);
	EXPECT_DRIFT(w, 0, 2);
	EXPECT_FREE(w, 1020);
	give(w, 2, 1); /* merging changes nothing */
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_FREE(w, 1024);
}

/* A page freed on another cpu changes that cpu's drift: the two drifts add up to 0, and neither goes to the value. */
static void each_cpu_its_own(struct world *w)
{
	boot_drifting(w, PROFILE_LINUX_5_10, 2, 1024, -1);
	EXPECT(w, "page", 0, take_on(w, 1, 2));
	give_on(w, 0, 0, 2);
	EXPECT_DRIFT(w, 0, 4);
	EXPECT_DRIFT(w, 1, -4);
	EXPECT_FREE(w, 1024);
	EXPECT_LIST(w, "o10/M", "0");
}

/* A refill of four is one change by 4, a flush of four is four changes by 1: the third exceeds the limit. */
static void refill_once_flush_one_by_one(struct world *w)
{
	boot_cached(w, PROFILE_LINUX_5_10, 1, 1024, 4, 4);
	TAKE_RUN(w, 'M', 0, 0, 4);
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_FREE(w, 1020);
	give_run(w, 0, 4);
	EXPECT_PCP(w, 0, "");
	EXPECT_DRIFT(w, 0, 1);
	EXPECT_FREE(w, 1023);
}

static void refill_by_blocks(struct world *w)
{
	machine_drifting(w, PROFILE_LINUX_6_12, 1);
	machine_pcp(w, 10, 4);
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_boot(w);
	EXPECT_TAKE(w, 0, 'M', 0);
	EXPECT_PCP(w, 0, "M0=[1,2,3]");
	EXPECT_DRIFT(w, 0, -1); /* -1, -2, -3 (to the value), -1 */
	EXPECT_FREE(w, 1021);
	boot_cached(w, PROFILE_LINUX_6_1, 1, 1024, 10, 4);
	EXPECT_TAKE(w, 0, 'M', 0);
	EXPECT_PCP(w, 0, "M0=[1,2,3]");
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_FREE(w, 1020);
}

/* Three are taken from the buddy, one of them is lost. */
static void bad_ones_included(struct world *w)
{
	boot_cached(w, PROFILE_LINUX_5_10, 1, 1024, 10, 3);
	mark_bad(w, 1, DAMAGE_MAPCOUNT);
	EXPECT_TAKE(w, 0, 'M', 0);
	EXPECT_PCP(w, 0, "M=[2]");
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_FREE(w, 1021);
}

/*
 * From a block of 8: guards of 2 and 1, then the page. Before 6.12 each is a change: -2, -3 (to the value), -1. In 6.12 they leave as one
 * change, but come back one by one.
 */
static void guards(struct world *w)
{
	boot_tiny(w, PROFILE_LINUX_5_10, 1, 2);
	EXPECT_TAKE(w, 0, 'M', 0);
	EXPECT_DRIFT(w, 0, -1);
	EXPECT_FREE(w, 61);
	boot_tiny(w, PROFILE_LINUX_6_12, 1, 2);
	EXPECT_TAKE(w, 0, 'M', 0);
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_FREE(w, 60);
	fold(w, 0);
	give(w, 0, 0); /* 1, then the guards as they merge, by 1 and 2: all four go to the value */
	EXPECT_LIST(w, "o3/M", "0,8,16,24,32,40,48,56");
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_FREE(w, 64);
}

/*
 * A claimed pageblock leaves as MOVABLE, -8, and comes in as UNMOVABLE less the page taken, +7. Before 6.12 only the page taken is
 * counted.
 */
static void claim_is_two_changes(struct world *w)
{
	boot_tiny(w, PROFILE_LINUX_6_12, 1, -1);
	EXPECT_TAKE(w, 0, 'U', 0);
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_FREE(w, 63);
	boot_tiny(w, PROFILE_LINUX_6_1, 1, -1);
	EXPECT_TAKE(w, 0, 'U', 0);
	EXPECT_DRIFT(w, 0, -1);
	EXPECT_FREE(w, 64);
}

/* If the whole block is taken, nothing comes in as UNMOVABLE. */
static void claim_of_all(struct world *w)
{
	boot_tiny(w, PROFILE_LINUX_6_12, 8, -1);
	EXPECT_LIMIT(w, 0, 8);
	EXPECT_TAKE(w, 0, 'U', 3);
	EXPECT_DRIFT(w, 0, -8);
	EXPECT_FREE(w, 64);
}

/* Pages 0, 2, 4 and 6 of the first pageblock are free. Before 6.12 isolation is one change by -4, from 6.12 on four changes by -1. */
static void isolation(struct world *w)
{
	for (int p = PROFILE_LINUX_5_10; p < NR_PROFILES; p++) {
		bool apart = p >= PROFILE_LINUX_6_12;

		boot_tiny(w, (enum profile)p, 1, -1);
		if (p == PROFILE_LINUX_4_14)
			for (pfn_t pfn = 8; pfn < 64; pfn += 8)
				take(w, 'M', 3); /* hands out the highest block first */
		for (pfn_t pfn = 0; pfn < 8; pfn++)
			EXPECT(w, "page", pfn, take_lru(w, 0));
		for (pfn_t pfn = 0; pfn < 8; pfn += 2)
			give(w, pfn, 0);
		fold(w, 0);
		EXPECT_FREE(w, p == PROFILE_LINUX_4_14 ? 4 : 60);
		EXPECT_ISOLATED(w, 0, 8);
		EXPECT_DRIFT(w, 0, apart ? -1 : 0);
		EXPECT_FREE(w, (p == PROFILE_LINUX_4_14 ? 0 : 56) + apart);
		unisolate(w, 0, 8, MIGRATE_MOVABLE);
		EXPECT_DRIFT(w, 0, 0); /* +4 at once; or -1, 0, 1, 2, 3 (to the value) */
		EXPECT_FREE(w, p == PROFILE_LINUX_4_14 ? 4 : 60);
	}
}

/* A change by 0 counts as a change: isolating a pageblock without free pages makes one, and so does a refill that gets nothing. */
static void change_of_nothing(struct world *w)
{
	boot_tiny(w, PROFILE_LINUX_5_10, 2, -1);
	for (pfn_t pfn = 0; pfn < 64; pfn += 8)
		EXPECT(w, "block", pfn, take_lru(w, 3)); /* each takes the drift beyond the limit */
	give(w, 0, 3);
	split(w, take(w, 'M', 3), 3);
	for (pfn_t pfn = 0; pfn < 4; pfn++)
		give(w, pfn, 0);
	EXPECT_DRIFT(w, 0, 4);
	kswapd(w, 0, true); /* limit 1 */
	EXPECT_FREE(w, 0);
	EXPECT_ISOLATED(w, 8, 16);
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_FREE(w, 4);
	boot_tiny(w, PROFILE_LINUX_5_10, 2, -1);
	for (pfn_t pfn = 0; pfn < 64; pfn += 8)
		EXPECT_TAKE(w, pfn, 'M', 3);
	split(w, 0, 3);
	for (pfn_t pfn = 0; pfn < 4; pfn++)
		give(w, pfn, 0);
	for (int i = 0; i < 4; i++)
		take_on(w, 1, 0);
	EXPECT_DRIFT(w, 1, -4);
	kswapd(w, 0, true);
	EXPECT(w, "page", PFN_NONE, take_on(w, 1, 0));
	EXPECT_DRIFT(w, 1, 0);
	EXPECT_FREE(w, -4);
}

/* ---- CMA ---- */

static void cma_apart(struct world *w)
{
	machine_drifting(w, PROFILE_LINUX_5_10, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_range(w, RANGE_CMA, 1024, 4096);
	machine_boot(w);
	EXPECT(w, "page is CMA", true, take(w, 'M', 1) >= 1024); /* three quarters of the free pages are CMA */
	EXPECT_DRIFT(w, 0, -2);
	EXPECT_CMA_DRIFT(w, 0, -2);
	EXPECT(w, "page", 0, take_flags(w, 'M', 1, ALLOC_NO_WATERMARKS));
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_FREE(w, 4092);
	EXPECT_CMA_DRIFT(w, 0, -2);
	EXPECT_FREE_CMA(w, 3072);
	EXPECT(w, "usable above the mark", true, above_mark(w, 4092 - 3072 - 1, 0));
	EXPECT(w, "usable above the mark", false, above_mark(w, 4092 - 3072, 0)); /* 3070 are free */
	EXPECT(w, "page is CMA", true, take(w, 'M', 1) >= 1024);
	EXPECT_DRIFT(w, 0, -2);
	EXPECT_CMA_DRIFT(w, 0, 0);
	EXPECT_FREE_CMA(w, 3068);
}

/* A refill of four CMA pages changes FREE once by 4 and FCMA four times by 1, the third of which exceeds the limit. */
static void cma_refill(struct world *w)
{
	machine_drifting(w, PROFILE_LINUX_5_10, 1);
	machine_pcp(w, 10, 4);
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_range(w, RANGE_CMA, 1024, 4096);
	machine_boot(w);
	EXPECT(w, "page is CMA", true, take(w, 'M', 0) >= 1024);
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_FREE(w, 4092);
	EXPECT_CMA_DRIFT(w, 0, -1);
	EXPECT_FREE_CMA(w, 3069);
}

/* 1024 of 2048 free pages are CMA; with two other pages fewer it would be more than half. */
static void balance_by_values(struct world *w)
{
	machine_drifting(w, PROFILE_LINUX_5_10, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_range(w, RANGE_CMA, 1024, 2048);
	machine_boot(w);
	EXPECT(w, "page", 0, take_flags(w, 'M', 1, ALLOC_NO_WATERMARKS));
	EXPECT_FREE(w, 2048);
	EXPECT_TAKE(w, 2, 'M', 1);
	EXPECT_FREE(w, 2044);
	EXPECT_TAKE(w, 1024, 'M', 1);
}

/* The only CMA pageblock, of two pages, is released after the limits have been set, in later kernels before. */
static void cma_at_boot(struct world *w)
{
	for (int p = PROFILE_LINUX_5_10; p < NR_PROFILES; p++) {
		bool early = p >= PROFILE_LINUX_5_10_Y;

		machine_drifting(w, (enum profile)p, 1);
		w->machine.max_order = 4;
		w->machine.pageblock_order = 1;
		w->machine.min_free_kbytes = 0;
		machine_zone(w, 0, ZONE_NORMAL, 0, 64);
		machine_range(w, RANGE_CMA, 8, 10);
		machine_boot(w);
		EXPECT_DRIFT(w, 0, early ? 0 : 2);
		EXPECT_CMA_DRIFT(w, 0, early ? 0 : 2);
		EXPECT_FREE(w, early ? 64 : 62);
		EXPECT_FREE_CMA(w, early ? 2 : 0);
	}
}

/* ---- misuse, and machines without drift ---- */

static void misuse(struct world *w)
{
	boot_drifting(w, PROFILE_LINUX_5_10, 2, 1024, 0);
	EXPECT_STATUS(w, STATUS_BAD_NODE, .kind = REQ_KSWAPD, .node = 1, .value = 2);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_KSWAPD, .value = 2);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_KSWAPD, .value = -1);
	EXPECT_LIMIT(w, 0, 4);
	ask(w, (struct request){ .kind = REQ_CPU_DEAD, .cpu = 1 });
	w->cpu = 1;
	EXPECT_STATUS(w, STATUS_BAD_CPU, .kind = REQ_FOLD);
	w->cpu = 2;
	EXPECT_STATUS(w, STATUS_BAD_CPU, .kind = REQ_FOLD);
	w->machine.pcp_mode = PCP_BOOT;
	EXPECT(w, "bytes for a machine with boot page sets", 0, w->subject->size(&w->machine));
	w->machine.vmstat_percpu = false;
	EXPECT(w, "taken without drift", true, w->subject->size(&w->machine) > 0);
	w->machine.vmstat_percpu = true;
	w->machine.pcp_mode = PCP_FIXED;
}

static void exact(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 1024);
	EXPECT_TAKE(w, 0, 'M', 1);
	EXPECT_FREE(w, 1022);
	fold(w, 0);
	kswapd(w, 0, true);
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_LIMIT(w, 0, 0);
	EXPECT_MARK(w, 0);
	EXPECT_FREE(w, 1022);
}

/*
 * Ten of 16 pages on cpu 1. From 6.1 on -16 goes to the value, then the surplus makes 1, 2, 3, 4, 5 (to the value), 1. Before 6.1 all six
 * surplus pages go to cpu 1's list, which changes no counter.
 */
static void exact_number(struct world *w)
{
	boot_drifting(w, PROFILE_LINUX_6_1, 2, 1024, 0);
	EXPECT_LIMIT(w, 1, 4);
	w->cpu = 1;
	EXPECT(w, "first page", 0, ask(w, (struct request){ .kind = REQ_ALLOC_EXACT, .gfp = GFP_KERNEL | GFP_BIT_MOVABLE, .count = 10 }));
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_DRIFT(w, 1, 1);
	EXPECT_FREE(w, 1024 - 16 + 5);
	boot_cached(w, PROFILE_LINUX_5_10, 2, 1024, 100, 3);
	w->cpu = 1;
	EXPECT(w, "first page", 0, ask(w, (struct request){ .kind = REQ_ALLOC_EXACT, .gfp = GFP_KERNEL | GFP_BIT_MOVABLE, .count = 10 }));
	EXPECT_DRIFT(w, 1, 0);
	EXPECT_FREE(w, 1024 - 16);
}

static const struct corner_case cases[] = {
	{ "told", "J1 J2: drift up to the limit is kept, beyond it all of it goes to the value", told_beyond_the_limit },
	{ "own", "J2 J3: each cpu has a drift of its own", each_cpu_its_own },
	{ "refill", "J2: a refill is one change, a flush one change per page", refill_once_flush_one_by_one },
	{ "refill-6.12", "J2 D2: from 6.12 on a refill is one change per block", refill_by_blocks },
	{ "refill-bad", "J2: the change of a refill includes bad pages", bad_ones_included },
	{ "guards", "J2 G1 D2: each guard is a change of its own; in 6.12 a split is one change", guards },
	{ "claim", "J2 D6: a claim is two changes: out as the old type, in as the new one less what is taken", claim_is_two_changes },
	{ "claim-all", "J2 D6: a claim of a whole block has no second change", claim_of_all },
	{ "isolation", "J2 I2 I4 D2: isolation changes the counter by the whole pageblock, in 6.12 block by block", isolation },
	{ "cma", "J1 J2 J6: FCMA has a drift of its own", cma_apart },
	{ "cma-refill", "J2 Q2: a refill counts CMA pages block by block", cma_refill },
	{ "cma-balance", "J6 C1: the CMA balance test reads the values", balance_by_values },
	{ "cma-boot", "J4 M4: CMA released after the limits are set drifts, released before it does not", cma_at_boot },
	{ "nothing", "J2 J4: a change by 0 is a change", change_of_nothing },
	{ "exact-number", "J2 J3 E13: the surplus of an exact number is freed page by page", exact_number },
	{ "misuse", "J7 J8: requests and machines that are refused", misuse },
	{ "exact", "J1: without vmstat_percpu nothing drifts", exact },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
