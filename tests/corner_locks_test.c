// SPDX-License-Identifier: MIT
/*
 * Corner cases of page sets whose lock is held elsewhere: allocations, which calls make a trylock, when scripted trylocks are used up.
 * Frees are in corner_locks_give_test.c. All numbers were computed by hand from the rules.
 *
 * Rules: docs/semantics/pcp.md, P11; docs/semantics/linux-6.12.md, D14.
 */
#include "tests/corner_locks.h"

/* ---- allocations ---- */

/* No page comes from the set and nothing is refilled: one page comes from the buddy. */
static void take_single(struct world *w)
{
	WITH_LOCKS(profile) {
		boot_sets(w, profile, 20, 4);
		busy(w, 0, 0, 1);
		EXPECT_TAKE(w, 0, 'M', 0);
		EXPECT_PCP(w, 0, "");
		EXPECT_FREE(w, 4095);
		EXPECT_TAKE(w, 1, 'M', 0);
		EXPECT_PCP(w, 0, "M0=[2,3,4]");
		EXPECT_FREE(w, 4091);
	}
}

static void take_four(struct world *w)
{
	WITH_LOCKS(profile) {
		boot_sets(w, profile, 20, 4);
		busy(w, 0, 0, 1);
		EXPECT_TAKE(w, 0, 'M', 2);
		EXPECT_PCP(w, 0, "");
		EXPECT_FREE(w, 4092);
		EXPECT_TAKE(w, 4, 'M', 2);
		EXPECT_PCP(w, 0, "M2=[8]");
		EXPECT_FREE(w, 4084);
	}
}

/* Order 4 is not cached and makes no trylock; a pageblock is cached and makes one. */
static void orders_that_try(struct world *w)
{
	WITH_LOCKS(profile) {
		boot_sets(w, profile, 20, 4);
		busy(w, 0, 0, 1);
		EXPECT_TAKE(w, 0, 'M', 4);
		EXPECT_TAKE(w, 512, 'M', 9);
		EXPECT_PCP(w, 0, "");
		EXPECT_TAKE(w, 1024, 'M', 9); /* a refill takes at least two blocks */
		EXPECT_PCP(w, 0, "TM=[1536]");
		EXPECT_FREE(w, 2544);
	}
}

/* 16 pages are freed, four of them flushed: the factor is 1. Only an allocation that gets the lock halves it. */
static void factor_stays(struct world *w)
{
	boot_sets(w, PROFILE_LINUX_6_1, 16, 4);
	TAKE_RUN(w, 'M', 0, 0, 16);
	give_run(w, 0, 16);
	EXPECT_FREE_FACTOR(w, 1);
	EXPECT_COUNT(w, 12);
	EXPECT_FREE(w, 4084);
	busy(w, 0, 0, 1);
	EXPECT_TAKE(w, 0, 'M', 0);
	EXPECT_FREE_FACTOR(w, 1);
	EXPECT_COUNT(w, 12);
	EXPECT_FREE(w, 4083);
	EXPECT_TAKE(w, 15, 'M', 0);
	EXPECT_FREE_FACTOR(w, 0);
	EXPECT_COUNT(w, 11);
}

/* Refills of 4, 8 and 12 leave pages 16 to 23 on the list. */
static void counts_stay(struct world *w)
{
	boot_limits(w, 4096, 16, 16, 4);
	TAKE_RUN(w, 'M', 0, 0, 16);
	EXPECT_ALLOC_FACTOR(w, 2);
	give(w, 0, 0);
	give(w, 1, 0);
	EXPECT_ALLOC_FACTOR(w, 0);
	EXPECT_FREE_COUNT(w, 2);
	EXPECT_COUNT(w, 10);
	busy(w, 0, 0, 1);
	EXPECT_TAKE(w, 24, 'M', 0);
	EXPECT_FREE_COUNT(w, 2);
	EXPECT_COUNT(w, 10);
	EXPECT_FREE(w, 4071);
	EXPECT_TAKE(w, 1, 'M', 0);
	EXPECT_FREE_COUNT(w, 1);
	EXPECT_COUNT(w, 9);
}

/* The only free page is on the per-CPU list. */
static void nothing_behind_the_lock(struct world *w)
{
	WITH_LOCKS(profile) {
		machine_sets(w, profile, 20, 4);
		machine_zone(w, 0, ZONE_NORMAL, 0, 512);
		machine_boot(w);
		EXPECT_TAKE(w, 0, 'M', 8);
		EXPECT_TAKE(w, 256, 'M', 8);
		split(w, 256, 8);
		give(w, 300, 0);
		busy(w, 0, 0, 1);
		EXPECT_TAKE(w, PFN_NONE, 'M', 0);
		EXPECT_PCP(w, 0, "M0=[300]");
		EXPECT_TAKE(w, 300, 'M', 0);
	}
}

/* Seven free pages, none of them unmovable. With NOFRAGMENT the refill gets nothing; the attempt without it makes a trylock of its own. */
static void attempts_try_each(struct world *w)
{
	machine_sets(w, PROFILE_LINUX_6_12, 100, 4);
	machine_zone(w, 0, ZONE_NORMAL, 0, 512);
	machine_boot(w);
	EXPECT_TAKE(w, 0, 'M', 8);
	EXPECT_TAKE(w, 256, 'M', 8);
	split(w, 0, 8);
	give_run(w, 8, 4);
	give_run(w, 16, 2);
	give(w, 40, 0);
	drain(w, 0);
	EXPECT_FREE_COUNT(w, 7);
	busy(w, 0, 1, 1);
	EXPECT(w, "page taken", 40, take_flags(w, 'U', 0, ALLOC_NO_WATERMARKS | ALLOC_NOFRAGMENT));
	EXPECT_PCP(w, 0, "");
	EXPECT_FREE_COUNT(w, 3); /* halved once */
	EXPECT_ALLOC_FACTOR(w, 1);
	EXPECT_FREE(w, 6);
}

/* ---- scripted trylocks ---- */

static void succeed_then_fail(struct world *w)
{
	WITH_LOCKS(profile) {
		boot_sets(w, profile, 20, 4);
		busy(w, 0, 2, 1);
		EXPECT_TAKE(w, 0, 'M', 0);
		give(w, 0, 0);
		EXPECT_PCP(w, 0, "M0=[0,1,2,3]");
		EXPECT_TAKE(w, 4, 'M', 0);
		EXPECT_PCP(w, 0, "M0=[0,1,2,3]");
		EXPECT_TAKE(w, 0, 'M', 0);
	}
}

static void each_set_its_own(struct world *w)
{
	WITH_LOCKS(profile) {
		boot_two_zones(w, profile, 2, 20, 4);
		w->zone = 1;
		busy(w, 1, 0, 1);
		w->cpu = 1;
		EXPECT_TAKE(w, 1024, 'M', 0);
		EXPECT_PCP(w, 1, "M0=[1025,1026,1027]");
		w->cpu = 0;
		EXPECT(w, "page of zone 0", 0, take_dma32(w, 0));
		EXPECT_TAKE(w, 1028, 'M', 0);
		EXPECT_PCP(w, 0, "");
		w->cpu = 1;
		busy(w, ZONE_ALL, 0, 1);
		EXPECT_TAKE(w, 1029, 'M', 0);
		EXPECT_PCP(w, 1, "M0=[1025,1026,1027]");
		EXPECT(w, "page of zone 0", 4, take_dma32(w, 0));
		w->zone = 0;
		EXPECT_PCP(w, 1, "");
		w->cpu = 0;
		EXPECT(w, "page of zone 0", 1, take_dma32(w, 0));
	}
}

static void replaced(struct world *w)
{
	WITH_LOCKS(profile) {
		boot_sets(w, profile, 20, 4);
		busy(w, 0, 5, 5);
		busy(w, 0, 0, 1);
		EXPECT_TAKE(w, 0, 'M', 0);
		EXPECT_PCP(w, 0, "");
		EXPECT_TAKE(w, 1, 'M', 0);
		EXPECT_PCP(w, 0, "M0=[2,3,4]");
		busy(w, 0, 0, 3);
		busy(w, 0, 0, 0);
		EXPECT_TAKE(w, 2, 'M', 0);
	}
}

static void drains_wait(struct world *w)
{
	static const enum request_kind kinds[] = { REQ_DRAIN, REQ_DRAIN_BATCH, REQ_DRAIN_ALL };

	WITH_LOCKS(profile) {
		for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
			boot_sets(w, profile, 20, 4);
			EXPECT_TAKE(w, 0, 'M', 0);
			busy(w, 0, 0, 1);
			ask(w, (struct request){ .kind = (uint8_t)kinds[i] });
			EXPECT_PCP(w, 0, "");
			EXPECT_FREE(w, 4095);
			EXPECT_TAKE(w, 1, 'M', 0);
			EXPECT_PCP(w, 0, "");
		}
	}
}

/* Refills of 4, 8 and 16: high is 10 + 28. */
static void ageing_waits(struct world *w)
{
	boot_limits(w, 4096, 10, 100, 4);
	TAKE_RUN(w, 'M', 0, 0, 13);
	EXPECT_HIGH(w, 38);
	EXPECT_COUNT(w, 15);
	busy(w, 0, 0, 1);
	ask(w, (struct request){ .kind = REQ_DECAY });
	EXPECT_HIGH(w, 34);
	EXPECT_TAKE(w, 28, 'M', 0);
	EXPECT_COUNT(w, 15);
}

/* A cpu that dies is drained; when it comes back, its scripted trylocks still hold. */
static void cpus_come_and_go(struct world *w)
{
	WITH_LOCKS(profile) {
		boot_two_zones(w, profile, 2, 20, 4);
		w->zone = 1;
		w->cpu = 1;
		EXPECT_TAKE(w, 1024, 'M', 0);
		busy(w, 1, 0, 1);
		w->cpu = 0;
		ask(w, (struct request){ .kind = REQ_CPU_DEAD, .cpu = 1 });
		EXPECT_PCP(w, 1, "");
		ask(w, (struct request){ .kind = REQ_CPU_UP, .cpu = 1 });
		w->cpu = 1;
		EXPECT_TAKE(w, 1025, 'M', 0);
		EXPECT_PCP(w, 1, "");
		EXPECT_TAKE(w, 1026, 'M', 0);
		EXPECT_COUNT(w, profile >= PROFILE_LINUX_6_12 ? 7 : 3); /* 6.12 doubles the second refill in spite of the death */
	}
}

/* The first failure is that of the boot page set, the second that of the page set which replaces it. */
static void boot_page_sets(struct world *w)
{
	WITH_LOCKS(profile) {
		machine_sets(w, profile, 20, 4);
		w->machine.pcp_mode = PCP_BOOT;
		machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
		machine_boot(w);
		busy(w, 0, 0, 2);
		EXPECT_TAKE(w, 0, 'M', 0);
		ask(w, (struct request){ .kind = REQ_SETUP_PAGESET });
		EXPECT_TAKE(w, 1, 'M', 0);
		EXPECT_PCP(w, 0, "");
		EXPECT_TAKE(w, 2, 'M', 0);
		EXPECT_PCP(w, 0, "M0=[3,4,5]");
	}
}

/* ---- pages in bulk ---- */

static void bulk_alone(struct world *w)
{
	WITH_LOCKS(profile) {
		boot_sets(w, profile, 20, 4);
		busy(w, 0, 0, 1);
		EXPECT(w, "entries", 1, bulk(w, 4)); /* ALONE, with the lock */
		EXPECT(w, "page", 0, w->answer.page[0]);
		EXPECT_PCP(w, 0, "M0=[1,2,3]");
		busy(w, 0, 0, 2);
		EXPECT(w, "entries", 1, bulk(w, 4)); /* ALONE, without the lock */
		EXPECT(w, "page", 4, w->answer.page[0]);
		EXPECT_PCP(w, 0, "M0=[1,2,3]");
		busy(w, 0, 1, 1);
		EXPECT(w, "entries", 3, bulk(w, 3)); /* one trylock for all of them */
		EXPECT_PCP(w, 0, "");
		EXPECT_TAKE(w, 5, 'M', 0);
		EXPECT_PCP(w, 0, "");
		busy(w, 0, 0, 1);
		EXPECT(w, "entries", 1, bulk(w, 1)); /* ALONE from the beginning */
		EXPECT(w, "page", 6, w->answer.page[0]);
		EXPECT_PCP(w, 0, "");
	}
}

/* Low mark 3260 + 815: enough for one page, not for 32 more. No zone is found, so bulk makes no trylock; the one of ALONE fails. */
static void bulk_without_a_zone(struct world *w)
{
	WITH_LOCKS(profile) {
		machine_sets(w, profile, 20, 4);
		w->machine.min_free_kbytes = 13040;
		machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
		machine_boot(w);
		busy(w, 0, 0, 1);
		EXPECT(w, "entries", 1, bulk(w, 32));
		EXPECT(w, "page", 0, w->answer.page[0]);
		EXPECT_PCP(w, 0, "");
		EXPECT_FREE(w, 4095);
	}
}

/* ---- misuse, and kernels whose page sets have no lock ---- */

static void misuse(struct world *w)
{
	for (int profile = PROFILE_LINUX_5_10; profile < NR_PROFILES; profile++) {
		boot_two_zones(w, profile, 2, 20, 4);
		EXPECT_STATUS(w, STATUS_BAD_ZONE, .kind = REQ_PCP_BUSY, .zone = 2, .value = -1);
		EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_PCP_BUSY, .zone = 1, .value = -1);
		EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_PCP_BUSY, .zone = 1, .value = 65537);
		EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_PCP_BUSY, .zone = 1, .count = 65537);
		EXPECT_STATUS(w, STATUS_OK, .kind = REQ_PCP_BUSY, .zone = ZONE_ALL, .count = 65536, .value = 65536);
		EXPECT_STATUS(w, STATUS_BAD_ZONE, .kind = REQ_RECLAIM_ACTIVE, .zone = 2, .value = 2);
		EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_RECLAIM_ACTIVE, .zone = ZONE_ALL, .value = 2);
		EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_RECLAIM_ACTIVE, .zone = 1, .value = -1);
		ask(w, (struct request){ .kind = REQ_CPU_DEAD, .cpu = 1 });
		w->cpu = 1;
		EXPECT_STATUS(w, STATUS_BAD_CPU, .kind = REQ_PCP_BUSY, .zone = 2);
		w->cpu = 2;
		EXPECT_STATUS(w, STATUS_BAD_CPU, .kind = REQ_PCP_BUSY);
		w->cpu = 0;
	}
}

static void without_locks(struct world *w)
{
	static const enum profile profiles[] = { PROFILE_LINUX_5_10, PROFILE_LINUX_4_14 };

	for (size_t i = 0; i < 2; i++) {
		boot_block(w, (int)profiles[i]);
		TAKE_SINGLES(w);
		busy(w, 0, 0, 100);
		reclaim_active(w, 0, true);
		EXPECT_TAKE(w, 64, 'M', 0);
		EXPECT_PCP(w, 0, "M=[65,66,67]");
		EXPECT(w, "entries", 3, bulk(w, 3));
		EXPECT_PCP(w, 0, "");
		give_run(w, 0, 17);
		free_run(w, 17, 2);
		EXPECT_COUNT(w, 19);
		give(w, 19, 0);
		EXPECT_COUNT(w, 16);
	}
}

static const struct corner_case cases[] = {
	{ "take", "P11 P3: without the lock one page comes from the buddy, and nothing is refilled", take_single },
	{ "take-2", "P11 P3: the same for a block of order 2", take_four },
	{ "take-orders", "P11: orders that are not cached make no trylock", orders_that_try },
	{ "take-factor", "P11: a failed trylock leaves the free factor alone", factor_stays },
	{ "take-counts", "P11 D14: and the free count", counts_stay },
	{ "take-none", "P11: pages on the list cannot be allocated without the lock", nothing_behind_the_lock },
	{ "take-attempts", "P11 D14: each attempt makes a trylock", attempts_try_each },
	{ "after", "P11: scripted successes come before the failures", succeed_then_fail },
	{ "own", "P11: trylocks are scripted for each cpu and zone", each_set_its_own },
	{ "replaced", "P11: a later PCP_BUSY replaces an earlier one", replaced },
	{ "drains", "P11 P7: drains wait for the lock", drains_wait },
	{ "ageing", "P11 D17: DECAY waits for the lock", ageing_waits },
	{ "cpu-dead", "P11 P7: cpus that go and come leave scripted trylocks alone", cpus_come_and_go },
	{ "boot-sets", "P11 P8: boot page sets have locks, too", boot_page_sets },
	{ "bulk", "P11 P10: bulk makes one trylock for all pages, and another for ALONE", bulk_alone },
	{ "bulk-no-zone", "P11 P10: bulk that finds no zone makes only the trylock of ALONE", bulk_without_a_zone },
	{ "misuse", "P11 P12: requests that are refused, in every kernel", misuse },
	{ "without", "P11 P12: before 6.1 nothing happens", without_locks },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
