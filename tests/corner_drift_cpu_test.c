// SPDX-License-Identifier: MIT
/*
 * Corner cases of counters that drift per cpu: which cpu's drift changes when one cpu works for others, answers free pages, or cpus die.
 * All numbers were computed by hand from the rules.
 *
 * Rules: docs/semantics/drift.md, J3 and J7.
 */
#include "tests/corner_drift.h"

/* ---- the cpu that executes ---- */

/*
 * Both cpus have three pages on their lists. Before 6.1 each drains its own, from 6.1 on the first drains all: its fifth page exceeds the
 * limit.
 */
static void drain_of_everybody(struct world *w)
{
	static const struct {
		enum profile profile;
		int64_t free, drift[2];
	} rows[] = {
		{ PROFILE_LINUX_4_14, 1016, { 3, 3 } }, { PROFILE_LINUX_5_10, 1016, { 3, 3 } },
		{ PROFILE_LINUX_5_10_Y, 1016, { 3, 3 } },
		{ PROFILE_LINUX_6_1, 1021, { 1, 0 } }, { PROFILE_LINUX_6_12, 1021, { 1, 0 } },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		boot_cached(w, rows[i].profile, 2, 1024, 10, 4);
		for (uint8_t cpu = 0; cpu < 2; cpu++) {
			take_on(w, cpu, 0);
			EXPECT(w, "pages cached", 3, pcp_of(w, cpu)->count);
			fold(w, cpu);
		}
		EXPECT_FREE(w, 1016);
		w->cpu = 1; /* the request names no cpu */
		ask(w, (struct request){ .kind = REQ_DRAIN_ALL, .zone = ZONE_ALL });
		EXPECT_DRIFT(w, 0, rows[i].drift[0]);
		EXPECT_DRIFT(w, 1, rows[i].drift[1]);
		EXPECT_FREE(w, rows[i].free);
	}
}

/* The drain is one of a request on the second cpu: reclaim makes progress, but there is no block of that order. */
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

/* Isolation has each cpu drain itself, alloc_contig_range() of 6.1 drains all on its own. Whole pageblocks exceed the limit at once. */
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

/*
 * Four pages that reclaim freed are still in the drift, so the watermark test does not see them and the request fails in spite of the
 * progress.
 */
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

/* The remaining cpu drains what the dead one had cached, -2 + 3; then the dead cpu's -4 is folded. */
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
	EXPECT_LIMIT(w, 1, 4); /* unchanged while offline */
	ask(w, (struct request){ .kind = REQ_CPU_UP, .cpu = 1 });
	EXPECT_LIMIT(w, 0, 4);
	EXPECT_LIMIT(w, 1, 4);
}

/* The first of three cpus dies: now the second is the lowest, which drains and executes requests that name no cpu. */
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

static const struct corner_case cases[] = {
	{ "drain-all", "J3: which cpu's drift a drain of all cpus changes", drain_of_everybody },
	{ "drain-way", "J3 S9: the same for the drain of a request in the slow path", drain_on_the_way },
	{ "drain-range", "J3 I2 K1: the same for drains of isolation and contiguous ranges", drain_by_ranges },
	{ "answer", "J3: pages that an answer frees change the drift of the answer's cpu", answers_on_their_cpu },
	{ "answer-hidden", "J3 J6: and are not seen until that drift exceeds its limit", answers_unseen },
	{ "cpu-dead", "J7 J3 J4: a dead cpu is drained by the lowest cpu and folded, and limits are set anew", cpu_dies },
	{ "cpu-dead-0", "J7 J3: the lowest online cpu is not always 0", first_cpu_dies },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
