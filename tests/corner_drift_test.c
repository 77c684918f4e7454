// SPDX-License-Identifier: MIT
/*
 * Corner cases of counters that drift per cpu: what is a change and whose, how far it may go, who sees what, and when it is told. Every number was
 * reckoned by hand from the rules.
 *
 * Rules: docs/semantics/drift.md.
 */
#include "tests/fixture.h"

static const struct pcp_view *pcp(struct world *w, uint8_t cpu)
{
	return &look(w)->pcp[w->zone * w->machine.nr_cpus + cpu];
}

#define EXPECT_DRIFT(world, cpu, pages) EXPECT(world, "drift of free pages", pages, pcp(world, cpu)->free_drift)
#define EXPECT_CMA_DRIFT(world, cpu, pages) EXPECT(world, "drift of free CMA pages", pages, pcp(world, cpu)->cma_drift)
#define EXPECT_LIMIT(world, cpu, pages) EXPECT(world, "drift limit", pages, pcp(world, cpu)->drift_limit)
#define EXPECT_MARK(world, pages) EXPECT(world, "drift mark", pages, look(world)->zone[(world)->zone].drift_mark)

/* Counters drift; single pages go straight to and from the buddy, one at a time. */
static void machine_drifting(struct world *w, enum profile profile, uint8_t cpus)
{
	machine_new(w, profile);
	w->machine.vmstat_percpu = true;
	w->machine.nr_cpus = cpus;
	machine_pcp(w, 0, 1);
}

/* One zone from pfn 0 on, marks of min_free_kbytes. */
static void boot_drifting(struct world *w, enum profile profile, uint8_t cpus, pfn_t end, int32_t kbytes)
{
	machine_drifting(w, profile, cpus);
	w->machine.min_free_kbytes = kbytes;
	machine_zone(w, 0, ZONE_NORMAL, 0, end);
	machine_boot(w);
}

/* The same with page sets. */
static void boot_cached(struct world *w, enum profile profile, uint8_t cpus, pfn_t end, uint32_t high, uint32_t batch)
{
	machine_drifting(w, profile, cpus);
	machine_pcp(w, high, batch);
	machine_zone(w, 0, ZONE_NORMAL, 0, end);
	machine_boot(w);
}

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

static pfn_t take_on(struct world *w, uint8_t cpu, unsigned int order)
{
	pfn_t pfn;

	w->cpu = cpu;
	pfn = take(w, 'M', order);
	w->cpu = 0;
	return pfn;
}

static void give_on(struct world *w, uint8_t cpu, pfn_t pfn, unsigned int order)
{
	w->cpu = cpu;
	give(w, pfn, order);
	w->cpu = 0;
}

static void fold(struct world *w, uint8_t cpu)
{
	w->cpu = cpu;
	ask(w, (struct request){ .kind = REQ_FOLD });
	w->cpu = 0;
}

static void kswapd(struct world *w, uint8_t node, bool awake)
{
	ask(w, (struct request){ .kind = REQ_KSWAPD, .node = node, .value = awake });
}

static void isolate(struct world *w, pfn_t start, pfn_t end)
{
	EXPECT(w, "isolated", 0, ask(w, (struct request){ .kind = REQ_ISOLATE, .pfn = start, .end_pfn = end, .migratetype = MIGRATE_MOVABLE }));
}

static void unisolate(struct world *w, pfn_t start, pfn_t end)
{
	ask(w, (struct request){ .kind = REQ_UNISOLATE, .pfn = start, .end_pfn = end, .migratetype = MIGRATE_MOVABLE });
}

static bool watermark_ok(struct world *w, int64_t mark, uint32_t alloc_flags)
{
	return ask(w, (struct request){ .kind = REQ_WMARK_OK, .value = mark, .hzi = ZONE_NORMAL, .alloc_flags = alloc_flags }) != 0;
}

static uint32_t reclaims(const struct world *w)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < w->answer.nr_path; i++)
		count += w->answer.path[i].kind == PATH_RECLAIM;
	return count;
}

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

/* Of 128 MiB begun none counts, of full ones the bits of their number: 1 has one, 2 and 3 have two, 4 has three. */
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
	machine_range(w, RANGE_RESERVED, 100, 101); /* managed is what counts, not what is present */
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

/* CMA is managed before the limits are set from 6.1 on only: 32512 pages and 512 more. */
static void limit_with_cma(struct world *w)
{
	for (int p = PROFILE_LINUX_5_10; p < NR_PROFILES; p++) {
		machine_drifting(w, (enum profile)p, 1);
		machine_zone(w, 0, ZONE_NORMAL, 0, 33024);
		machine_range(w, RANGE_CMA, 1024, 1536);
		machine_boot(w);
		EXPECT_LIMIT(w, 0, p >= PROFILE_LINUX_6_1 ? 4 : 2);
		ask(w, (struct request){ .kind = REQ_INIT_WMARKS });
		EXPECT_LIMIT(w, 0, 4);
	}
}

/* ---- changes ---- */

static void told_beyond_the_limit(struct world *w)
{
	boot_drifting(w, PROFILE_LINUX_5_10, 1, 1024, -1);
	EXPECT_TAKE(w, 0, 'M', 1);
	EXPECT_DRIFT(w, 0, -2); /* as much as may be */
	EXPECT_FREE(w, 1024);
	EXPECT_TAKE(w, 2, 'M', 1);
	EXPECT_DRIFT(w, 0, 0); /* all of it is told */
	EXPECT_FREE(w, 1020);
	give(w, 0, 1);
	EXPECT_DRIFT(w, 0, 2);
	EXPECT_FREE(w, 1020);
	give(w, 2, 1); /* merging changes nothing */
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_FREE(w, 1024);
}

/* Who frees what another took keeps it for himself: together they are nothing, and neither is told. */
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

/* A refill of four is one change of four, a flush of four is four of one: after the third it is told. */
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
	EXPECT_DRIFT(w, 0, -1); /* -1, -2, -3 told, -1 */
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
	ask(w, (struct request){ .kind = REQ_MARK_BAD, .pfn = 1, .damage = DAMAGE_MAPCOUNT });
	EXPECT_TAKE(w, 0, 'M', 0);
	EXPECT_PCP(w, 0, "M=[2]");
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_FREE(w, 1021);
}

/* From a block of 8: guards of 2 and 1, then the page. Before 6.12 each is a change: -2, -3 told, -1; there they are one, but come back singly. */
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
	give(w, 0, 0); /* 1, and the guards as they merge: 1, 2, and all four are told */
	EXPECT_LIST(w, "o3/M", "0,8,16,24,32,40,48,56");
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_FREE(w, 64);
}

/* A pageblock claimed leaves as MOVABLE, 8, and comes as UNMOVABLE less what is taken of it, 7. Before, nothing but the taking was counted. */
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

/* A whole block claimed comes back as nothing. */
static void claim_of_all(struct world *w)
{
	boot_tiny(w, PROFILE_LINUX_6_12, 8, -1);
	EXPECT_LIMIT(w, 0, 8);
	EXPECT_TAKE(w, 0, 'U', 3);
	EXPECT_DRIFT(w, 0, -8);
	EXPECT_FREE(w, 64);
}

/* Free are 0, 2, 4 and 6 of the first pageblock. Before 6.12 isolation takes away four, afterwards one page four times. */
static void isolation(struct world *w)
{
	for (int p = PROFILE_LINUX_5_10; p < NR_PROFILES; p++) {
		bool apart = p == PROFILE_LINUX_6_12;

		boot_tiny(w, (enum profile)p, 1, -1);
		if (p == PROFILE_LINUX_4_14)
			for (pfn_t pfn = 8; pfn < 64; pfn += 8)
				take(w, 'M', 3); /* it hands out the highest first */
		for (pfn_t pfn = 0; pfn < 8; pfn++)
			EXPECT(w, "page", pfn, take_lru(w, 0));
		for (pfn_t pfn = 0; pfn < 8; pfn += 2)
			give(w, pfn, 0);
		fold(w, 0);
		EXPECT_FREE(w, p == PROFILE_LINUX_4_14 ? 4 : 60);
		isolate(w, 0, 8);
		EXPECT_DRIFT(w, 0, apart ? -1 : 0);
		EXPECT_FREE(w, (p == PROFILE_LINUX_4_14 ? 0 : 56) + apart);
		unisolate(w, 0, 8);
		EXPECT_DRIFT(w, 0, 0); /* +4 at once; or -1, 0, 1, 2, 3 told */
		EXPECT_FREE(w, p == PROFILE_LINUX_4_14 ? 4 : 60);
	}
}

/* ---- CMA ---- */

static void cma_apart(struct world *w)
{
	machine_drifting(w, PROFILE_LINUX_5_10, 1);
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_range(w, RANGE_CMA, 1024, 4096);
	machine_boot(w);
	EXPECT(w, "page is CMA", true, take(w, 'M', 1) >= 1024); /* three quarters are */
	EXPECT_DRIFT(w, 0, -2);
	EXPECT_CMA_DRIFT(w, 0, -2);
	EXPECT(w, "page", 0, take_flags(w, 'M', 1, ALLOC_NO_WATERMARKS));
	EXPECT_DRIFT(w, 0, 0);
	EXPECT_FREE(w, 4092);
	EXPECT_CMA_DRIFT(w, 0, -2);
	EXPECT_FREE_CMA(w, 3072);
	EXPECT(w, "usable above the mark", true, watermark_ok(w, 4092 - 3072 - 1, 0));
	EXPECT(w, "usable above the mark", false, watermark_ok(w, 4092 - 3072, 0)); /* 3070 are there */
	EXPECT(w, "page is CMA", true, take(w, 'M', 1) >= 1024);
	EXPECT_DRIFT(w, 0, -2);
	EXPECT_CMA_DRIFT(w, 0, 0);
	EXPECT_FREE_CMA(w, 3068);
}

/* A refill of four CMA pages: four at once, and one four times, the third of which tells. */
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

/* 1024 of 2048 are CMA; two pages less, and it would be more than half. */
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

/* Its only CMA pageblock, of two pages, is released after the limits have been set, from 6.1 on before. */
static void cma_at_boot(struct world *w)
{
	for (int p = PROFILE_LINUX_5_10; p < NR_PROFILES; p++) {
		bool early = p >= PROFILE_LINUX_6_1;

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

/* ---- who executes ---- */

/* Both cpus keep three pages on their lists. Each drains its own; from 6.1 on the first drains all: after the fifth it is told. */
static void drain_of_everybody(struct world *w)
{
	static const struct {
		enum profile profile;
		int64_t free, drift[2];
	} rows[] = {
		{ PROFILE_LINUX_4_14, 1016, { 3, 3 } }, { PROFILE_LINUX_5_10, 1016, { 3, 3 } },
		{ PROFILE_LINUX_6_1, 1021, { 1, 0 } }, { PROFILE_LINUX_6_12, 1021, { 1, 0 } },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		boot_cached(w, rows[i].profile, 2, 1024, 10, 4);
		for (uint8_t cpu = 0; cpu < 2; cpu++) {
			take_on(w, cpu, 0);
			EXPECT(w, "pages cached", 3, pcp(w, cpu)->count);
			fold(w, cpu);
		}
		EXPECT_FREE(w, 1016);
		w->cpu = 1; /* it names none */
		ask(w, (struct request){ .kind = REQ_DRAIN_ALL, .zone = ZONE_ALL });
		EXPECT_DRIFT(w, 0, rows[i].drift[0]);
		EXPECT_DRIFT(w, 1, rows[i].drift[1]);
		EXPECT_FREE(w, rows[i].free);
	}
}

/* The same on the way of a request of the second cpu: reclaim makes progress, but there is no block of that order. */
static void drain_on_the_way(struct world *w)
{
	static const struct {
		enum profile profile;
		int64_t free, drift[2];
	} rows[] = { { PROFILE_LINUX_5_10, 1016, { 3, 3 } }, { PROFILE_LINUX_6_1, 1021, { 0, 1 } } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		boot_cached(w, rows[i].profile, 2, 1024, 10, 4);
		for (uint8_t cpu = 0; cpu < 2; cpu++) {
			take_on(w, cpu, 0);
			fold(w, cpu);
		}
		w->cpu = 1;
		script(w, ASK_RECLAIM, 1);
		EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 10);
		EXPECT_DRIFT(w, 0, rows[i].drift[0]);
		EXPECT_DRIFT(w, 1, rows[i].drift[1]);
		EXPECT_FREE(w, rows[i].free);
	}
}

/* Isolation drains on each cpu, alloc_contig_range() of 6.1 on its own. Blocks of pageblocks are told as they go. */
static void drain_by_ranges(struct world *w)
{
	for (int p = PROFILE_LINUX_5_10; p <= PROFILE_LINUX_6_1; p++) {
		bool own = p == PROFILE_LINUX_6_1;

		boot_cached(w, (enum profile)p, 2, 4096, 10, 4);
		for (uint8_t cpu = 0; cpu < 2; cpu++) {
			take_on(w, cpu, 0);
			fold(w, cpu);
		}
		w->cpu = 1;
		EXPECT(w, "range", 0, ask(w, (struct request){ .kind = REQ_CONTIG, .pfn = 1024, .end_pfn = 2048, .migratetype = MIGRATE_MOVABLE }));
		EXPECT_DRIFT(w, 0, own ? 0 : 3);
		EXPECT_DRIFT(w, 1, own ? 1 : 3);
		EXPECT_FREE(w, 4088 - 1024 + (own ? 5 : 0));
	}
}

static void answers_on_their_cpu(struct world *w)
{
	static const pfn_t pages[] = { 1, 3, 5, 7, 9, 11 };

	boot_drifting(w, PROFILE_LINUX_5_10, 2, 1024, 0);
	EXPECT(w, "pages", 1024, take_all(w, 'U', 0));
	fold(w, 0);
	EXPECT_FREE(w, 0);
	script_free(w, ASK_RECLAIM, 6, 1, pages, 6);
	EXPECT(w, "got a page", true, alloc(w, GFP_KERNEL, 0) != PFN_NONE);
	EXPECT_DRIFT(w, 0, -1);
	EXPECT_DRIFT(w, 1, 1);
	EXPECT_FREE(w, 5);
}

/* ... and as long as they are not told, nobody sees them: reclaim made progress, four pages are free, and there is no page. */
static void answers_unseen(struct world *w)
{
	static const pfn_t pages[] = { 1, 3, 5, 7 };

	boot_drifting(w, PROFILE_LINUX_5_10, 2, 1024, 0);
	EXPECT(w, "pages", 1024, take_all(w, 'U', 0));
	fold(w, 0);
	script_free(w, ASK_RECLAIM, 4, 1, pages, 4);
	EXPECT_ALLOC(w, PFN_NONE, GFP_KERNEL, 0);
	EXPECT_DRIFT(w, 1, 4);
	EXPECT_LIST(w, "o0/U", "7,5,3,1");
	fold(w, 1);
	EXPECT_ALLOC(w, 7, GFP_KERNEL, 0);
}

/* ---- cpus ---- */

/* The last one drains what the dead one had cached, +3 on -2; then -4 is folded. */
static void cpu_dies(struct world *w)
{
	boot_cached(w, PROFILE_LINUX_5_10, 2, 1024, 12, 4);
	take_on(w, 0, 1);
	take_on(w, 1, 0);
	EXPECT_DRIFT(w, 0, -2);
	EXPECT_DRIFT(w, 1, -4);
	EXPECT_FREE(w, 1024);
	ask(w, (struct request){ .kind = REQ_CPU_DEAD, .cpu = 1 });
	EXPECT_DRIFT(w, 0, 1);
	EXPECT_DRIFT(w, 1, 0);
	EXPECT_FREE(w, 1020);
	EXPECT_LIMIT(w, 0, 2);
	EXPECT_LIMIT(w, 1, 4); /* as it was */
	ask(w, (struct request){ .kind = REQ_CPU_UP, .cpu = 1 });
	EXPECT_LIMIT(w, 0, 4);
	EXPECT_LIMIT(w, 1, 4);
}

/* Of three cpus the first dies: the second is the lowest then, for the draining and for what names no cpu. */
static void first_cpu_dies(struct world *w)
{
	for (int p = PROFILE_LINUX_5_10; p < NR_PROFILES; p++) {
		boot_cached(w, (enum profile)p, 3, 1024, 12, 4);
		take_on(w, 0, 0);
		fold(w, 0);
		ask(w, (struct request){ .kind = REQ_CPU_DEAD, .cpu = 0 });
		EXPECT_DRIFT(w, 0, 0);
		EXPECT_DRIFT(w, 1, 3);
		EXPECT_FREE(w, 1020);
		w->cpu = 2;
		EXPECT(w, "taken out", 1, ask(w, (struct request){ .kind = REQ_ISOLATE_FREE, .pfn = look(w)->free_pfns[0], .order = 0 }));
		EXPECT_DRIFT(w, 1, 2);
		EXPECT_DRIFT(w, 2, 0);
	}
}

/* Nothing is told because the limit has fallen, but with the next change. */
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

/* A change by no page is one: nothing of the pageblock is free, and it is isolated. So is a refill that gets nothing. */
static void change_of_nothing(struct world *w)
{
	boot_tiny(w, PROFILE_LINUX_5_10, 2, -1);
	for (pfn_t pfn = 0; pfn < 64; pfn += 8)
		EXPECT(w, "block", pfn, take_lru(w, 3)); /* told one by one */
	give(w, 0, 3);
	split(w, take(w, 'M', 3), 3);
	for (pfn_t pfn = 0; pfn < 4; pfn++)
		give(w, pfn, 0);
	EXPECT_DRIFT(w, 0, 4);
	kswapd(w, 0, true); /* limit 1 */
	EXPECT_FREE(w, 0);
	isolate(w, 8, 16);
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

/* ---- reading ---- */

/* Too much, for what was taken is not told; then too little. */
static void watermark_by_value(struct world *w)
{
	boot_drifting(w, PROFILE_LINUX_5_10, 2, 1024, -1);
	take_on(w, 0, 2);
	EXPECT(w, "above the mark", true, watermark_ok(w, 1023, 0));
	fold(w, 0);
	EXPECT_FREE(w, 1020);
	EXPECT(w, "above the mark", false, watermark_ok(w, 1020, 0));
	give_on(w, 1, 0, 2);
	EXPECT(w, "above the mark", false, watermark_ok(w, 1020, 0));
	fold(w, 0); /* the other one */
	EXPECT(w, "above the mark", false, watermark_ok(w, 1020, 0));
	fold(w, 1);
	EXPECT(w, "above the mark", true, watermark_ok(w, 1023, 0));
}

/*
 * Low mark 125, 128 pages left, of which four have gone untold: 128 - 1 is enough for two pages. That tells six: 122. Four come back untold: 126 are
 * there, and no single page is to be had.
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

/* A counter below zero reads as zero: v5.10 would take -4 usable pages for many. */
static void never_below_zero(struct world *w)
{
	boot_drifting(w, PROFILE_LINUX_5_10, 3, 1024, 0);
	EXPECT(w, "blocks", 256, take_all(w, 'M', 2)); /* told two by two */
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
	EXPECT_FREE(w, -8); /* four are there */
	EXPECT(w, "page above the min mark", PFN_NONE, take_flags(w, 'M', 0, WMARK_MIN | ALLOC_CMA));
	fold(w, 0);
	EXPECT(w, "page above the min mark", PFN_NONE, take_flags(w, 'M', 0, WMARK_MIN | ALLOC_CMA));
	fold(w, 1);
	fold(w, 2);
	EXPECT(w, "page above the min mark", 0, take_flags(w, 'M', 0, WMARK_MIN | ALLOC_CMA));
}

/* So does that of CMA pages, -8: of eight other pages none more is usable for it. */
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
	EXPECT(w, "usable above the mark", true, watermark_ok(w, 7, 0));
	EXPECT(w, "usable above the mark", false, watermark_ok(w, 8, 0));
}

/* Min mark 100. 96 are told, 104 are there: no page, but seventeen rounds in the hope of one. 96 are there: one round. */
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

/* Single pages far apart, 100 told. Compaction for order 1 wants more than 104, and 108 are there; 104 are not enough. */
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

/* Total reserve 2, all else may be dirty: 1022 pages are, and four less are there. */
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
	EXPECT_PATH(w, "A:981 ND:0=1"); /* that page told five */
	EXPECT_FREE(w, 1019);
	EXPECT_ALLOC(w, 5, GFP_HIGHUSER_MOVABLE | GFP_BIT_WRITE, 0);
	EXPECT_PATH(w, "A:981 ND:0=0 A:8c0");
}

/* Min mark 100: to take out a block of eight wants more than 108. 112 are told, 104 are there. */
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

/* ---- the mark ---- */

static void mark_by_distance(struct world *w)
{
	static const struct {
		uint8_t cpus;
		int32_t kbytes;
		uint32_t mark;
	} rows[] = {
		{ 1, -1, 0 },   /* 128 kB: marks 32, 40, 48. 2 pages are not more than 8 */
		{ 1, 0, 4 },    /* marks 0, 1, 2 */
		{ 2, 128, 8 },  /* 8 are not more than 8; it stays as it was when the second cpu came */
		{ 2, 112, 50 }, /* marks 28, 35, 42 */
		{ 4, 0, 26 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		boot_drifting(w, PROFILE_LINUX_5_10, rows[i].cpus, 1024, rows[i].kbytes);
		EXPECT_MARK(w, rows[i].mark);
	}
}

/* Marks 0, 1, 2. A cpu goes: one is left with a limit of 2, and the boost counts. Set up anew there is no boost. */
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
	ask(w, (struct request){ .kind = REQ_MIN_FREE_KBYTES, .value = 0 }); /* clears the boost, and leaves the mark */
	EXPECT_MARK(w, 26);
	ask(w, (struct request){ .kind = REQ_CPU_DEAD, .cpu = 1 });
	EXPECT_MARK(w, 4);
	ask(w, (struct request){ .kind = REQ_MIN_FREE_KBYTES, .value = 400 }); /* marks 100, 125, 150 */
	ask(w, (struct request){ .kind = REQ_CPU_UP, .cpu = 1 });
	EXPECT_MARK(w, 4); /* 8 are not more than 25 */
}

/* ---- kswapd ---- */

/* Marks 100, 125, 150 and two cpus: 25 / 2. What is within the limit of then is told when it has fallen again, with the next change. */
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

/* The other node's zones and the other cpu, which is offline, keep theirs. */
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

/* A setting moves the marks and leaves the limits; the full set-up makes them what they are while kswapd sleeps. */
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

/* ---- memory that comes ---- */

/*
 * Of 28 pages eight are there at boot, the others come in blocks of four. With two cpus the limit is 4 by then: the fifth block is not told. With one
 * nobody has set any.
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

/* The last pageblock comes because the second cpu wants it, which counts it and takes it. */
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

/* ---- misuse, and none of it ---- */

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
 * Ten of 16 pages on cpu 1, from 6.1 on: -16 is told; then 1, 2, 3, 4, 5 told, 1. Before, all six go
 * into the list of cpu 1, which changes nothing.
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
	{ "limit-cpus", "J4: by the width of the number of cpus online", limit_by_cpus },
	{ "limit-memory", "J4: by the width of the number of full 128 MiB managed", limit_by_memory },
	{ "limit-cap", "J4 J2: at most 125", limit_is_capped },
	{ "limit-cma", "J4 M4: with what is managed when it is set", limit_with_cma },
	{ "told", "J1 J2: up to the limit a change is kept, beyond it all is told", told_beyond_the_limit },
	{ "own", "J2 J3: each cpu keeps its own", each_cpu_its_own },
	{ "refill", "J2: a refill is one change, a flush one for each page", refill_once_flush_one_by_one },
	{ "refill-6.12", "J2 D2: from 6.12 on a refill is one for each block", refill_by_blocks },
	{ "refill-bad", "J2: bad pages are in the change of a refill", bad_ones_included },
	{ "guards", "J2 G1 D2: guards apart, in 6.12 taken together", guards },
	{ "claim", "J2 D6: out as one type, in as another less what is taken", claim_is_two_changes },
	{ "claim-all", "J2 D6: nothing comes in", claim_of_all },
	{ "isolation", "J2 I2 I4 D2: all of a pageblock at once, in 6.12 block by block", isolation },
	{ "cma", "J1 J2 J6: CMA pages drift by themselves", cma_apart },
	{ "cma-refill", "J2 Q2: a refill counts CMA pages block by block", cma_refill },
	{ "cma-balance", "J6 C1: the balance test sees values", balance_by_values },
	{ "cma-boot", "J4 M4: CMA after the limits drifts, before them it does not", cma_at_boot },
	{ "drain-all", "J3: who drains everybody", drain_of_everybody },
	{ "drain-way", "J3 S9: and on the way of a request", drain_on_the_way },
	{ "drain-range", "J3 I2 K1: and of a range", drain_by_ranges },
	{ "answer", "J3: what an answer frees is a change of the answer's cpu", answers_on_their_cpu },
	{ "answer-hidden", "J3 J6: and is not seen before it is told", answers_unseen },
	{ "cpu-dead", "J7 J3 J4: drained by the lowest cpu, folded, limits anew", cpu_dies },
	{ "cpu-dead-0", "J7 J3: the lowest cpu online is not always 0", first_cpu_dies },
	{ "limit-falls", "J4: a lower limit takes effect with the next change", limit_falls },
	{ "nothing", "J2 J4: a change by nothing is a change", change_of_nothing },
	{ "mark-ok", "J6 J7: a watermark test sees the value", watermark_by_value },
	{ "request", "J6 W4 W5: a request passes that should not, and fails that need not", request_by_value },
	{ "negative", "J1 J6 W5: a negative value reads as zero", never_below_zero },
	{ "negative-cma", "J1 J6 W4: nor can less than no CMA page be held back", cma_never_below_zero },
	{ "reclaim-retry", "J6 S20: all that is there counts", reclaim_retry_by_all },
	{ "compact-retry", "J6 S22: all that is there counts", compact_retry_by_all },
	{ "dirty", "J6 L3: what may be dirty goes by the value", dirty_by_value },
	{ "take-out", "J6 J3 I5: taking out a free block goes by the value", taking_out_by_value },
	{ "mark", "J5: set where all cpus together hide more than low - min", mark_by_distance },
	{ "mark-boost", "J5: with the boost, and not by settings", mark_has_the_boost },
	{ "kswapd", "J8 J4: awake, low - min is shared among the cpus", kswapd_wakes },
	{ "kswapd-no-mark", "J8: not without a mark", kswapd_without_mark },
	{ "kswapd-ends", "J8: from 1 to 125", kswapd_ends },
	{ "kswapd-node", "J8: zones of the node, cpus online", kswapd_of_a_node },
	{ "settings", "J4 J5: no sysctl touches limits and mark, INIT_WMARKS does", settings_and_limits },
	{ "late", "J3 J4 J5 M8: deferred memory is counted with the limits of the boot", init_late },
	{ "grow", "J3 M7: memory that a request grows is its own cpu's", growth },
	{ "hotadd", "J4: limits follow memory that is added", hot_add },
	{ "exact-number", "J2 J3 E13: the surplus of an exact number, page by page", exact_number },
	{ "misuse", "J7 J8: requests and machines that are refused", misuse },
	{ "exact", "J1: without vmstat_percpu nothing drifts", exact },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
