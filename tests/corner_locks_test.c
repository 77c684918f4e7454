// SPDX-License-Identifier: MIT
/*
 * Corner cases of page sets whose lock somebody else has, of kswapd at work in a zone, and of lists of blocks. Who makes a try shows in who is
 * left to fail: with "one succeeds, then one fails" the second try, and no other, goes past the lists. Every number was reckoned by hand from
 * the rules.
 *
 * Rules: docs/semantics/pcp.md, P11 and P12; docs/semantics/linux-6.12.md, D14 and D18.
 */
#include "tests/fixture.h"

enum { FREELY = ALLOC_NO_WATERMARKS | ALLOC_CMA, URGENT = WMARK_MIN | ALLOC_HIGH | ALLOC_HARDER | ALLOC_HIGHATOMIC };

/* The kernels whose page sets have a lock. */
#define WITH_LOCKS(profile) for (int profile = PROFILE_LINUX_6_1; profile <= PROFILE_LINUX_6_12; profile++)

static const struct pcp_view *pcp(struct world *w)
{
	return &look(w)->pcp[w->zone * w->machine.nr_cpus + w->cpu];
}

#define EXPECT_COUNT(world, pages) EXPECT(world, "pcp count", pages, pcp(world)->count)
#define EXPECT_HIGH(world, pages) EXPECT(world, "pcp high", pages, pcp(world)->high)
#define EXPECT_FREE_FACTOR(world, factor) EXPECT(world, "free factor", factor, pcp(world)->free_factor)
#define EXPECT_ALLOC_FACTOR(world, factor) EXPECT(world, "alloc factor", factor, pcp(world)->alloc_factor)
#define EXPECT_FREE_COUNT(world, pages) EXPECT(world, "free count", pages, pcp(world)->free_count)
#define EXPECT_STATE(world, state, pfn) EXPECT(world, #state, state, page_state(world, pfn))

static void machine_sets(struct world *w, int profile, uint32_t high, uint32_t batch)
{
	machine_new(w, (enum profile)profile);
	machine_pcp(w, high, batch);
}

/* One zone, pages 0 to 4095. */
static void boot_sets(struct world *w, int profile, uint32_t high, uint32_t batch)
{
	machine_sets(w, profile, high, batch);
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
}

/* One zone of one block: where kernels give the first block first, and where the last, it is page 0. */
static void boot_block(struct world *w, int profile)
{
	machine_sets(w, profile, 20, 4);
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_boot(w);
}

/* Zone 0 is DMA32, pages 0 to 1023, zone 1 is NORMAL, 1024 to 2047. */
static void boot_two_zones(struct world *w, int profile, uint8_t cpus, uint32_t high, uint32_t batch)
{
	machine_sets(w, profile, high, batch);
	w->machine.nr_cpus = cpus;
	machine_zone(w, 0, ZONE_DMA32, 0, 1024);
	machine_zone(w, 0, ZONE_NORMAL, 1024, 2048);
	machine_boot(w);
}

static void boot_limits(struct world *w, uint32_t high_min, uint32_t high_max, uint32_t batch)
{
	machine_sets(w, PROFILE_LINUX_6_12, high_min, batch);
	w->machine.pcp_high_max = high_max;
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
}

/* The next tries of the current cpu, of one zone or all: so many succeed, then so many fail. */
static void busy(struct world *w, uint8_t zone, uint32_t succeed, uint32_t fail)
{
	ask(w, (struct request){ .kind = REQ_PCP_BUSY, .zone = zone, .count = succeed, .value = fail });
}

static void reclaim_active(struct world *w, uint8_t zone, bool active)
{
	ask(w, (struct request){ .kind = REQ_RECLAIM_ACTIVE, .zone = zone, .value = active });
}

static pfn_t take_dma32(struct world *w, unsigned int order)
{
	return take_gfp(w, GFP_BIT_DMA32 | GFP_BIT_MOVABLE, order, FREELY);
}

/* From the buddy, also where the order has lists. */
static pfn_t take_past(struct world *w, unsigned int order, uint32_t gfp)
{
	busy(w, 0, 0, 1);
	return take_gfp(w, GFP_BIT_MOVABLE | gfp, order, FREELY);
}

/* 64 single pages from 0 on, the lists empty. */
static void take_singles(struct world *w)
{
	EXPECT_TAKE(w, 0, 'M', 6);
	split(w, 0, 6);
	EXPECT_COUNT(w, 0);
}

static void free_blocks(struct world *w, const pfn_t *pfns, const uint8_t *orders, uint32_t count)
{
	ask(w, (struct request){ .kind = REQ_FREE_LIST, .pfns = pfns, .orders = orders, .count = count });
}

static void free_list(struct world *w, const pfn_t *pfns, uint32_t count)
{
	free_blocks(w, pfns, NULL, count);
}

static void free_run(struct world *w, pfn_t first, uint32_t count)
{
	pfn_t pfns[64];

	for (uint32_t i = 0; i < count; i++)
		pfns[i] = first + i;
	free_list(w, pfns, count);
}

static uint64_t pgfree(struct world *w)
{
	return look(w)->events.pgfree;
}

static void isolate(struct world *w, pfn_t start, pfn_t end)
{
	EXPECT(w, "isolated", 0, ask(w, (struct request){ .kind = REQ_ISOLATE, .pfn = start, .end_pfn = end, .migratetype = MIGRATE_MOVABLE }));
}

static void contig(struct world *w, pfn_t start, pfn_t end, uint8_t type)
{
	EXPECT(w, "range taken", 0, ask(w, (struct request){ .kind = REQ_CONTIG, .pfn = start, .end_pfn = end, .migratetype = type }));
}

static int64_t bulk(struct world *w, uint32_t count)
{
	return ask(w, (struct request){ .kind = REQ_ALLOC_BULK, .gfp = GFP_KERNEL | GFP_BIT_MOVABLE, .count = count });
}

/* ---- taking ---- */

/* No page of the set, and no refill: one page of the buddy. */
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

/* A block of order 4 has no list and makes no try, one of a pageblock does. */
static void orders_that_try(struct world *w)
{
	WITH_LOCKS(profile) {
		boot_sets(w, profile, 20, 4);
		busy(w, 0, 0, 1);
		EXPECT_TAKE(w, 0, 'M', 4);
		EXPECT_TAKE(w, 512, 'M', 9);
		EXPECT_PCP(w, 0, "");
		EXPECT_TAKE(w, 1024, 'M', 9); /* a refill is two blocks at least */
		EXPECT_PCP(w, 0, "TM=[1536]");
		EXPECT_FREE(w, 2544);
	}
}

/* 16 pages freed of which four are flushed: the factor is 1. Only who has the lock halves it. */
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
	boot_limits(w, 16, 16, 4);
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

/* The only free page is on the list. */
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

/* Seven free pages that are not unmovable. With NOFRAGMENT the refill brings nothing; the attempt without it makes a try of its own. */
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

/* ---- giving ---- */

static void give_past(struct world *w)
{
	WITH_LOCKS(profile) {
		bool counts = profile == PROFILE_LINUX_6_12;
		uint64_t before;

		boot_sets(w, profile, 20, 4);
		EXPECT_TAKE(w, 0, 'M', 0);
		EXPECT_TAKE(w, 4, 'M', 2);
		EXPECT_PCP(w, 0, "M0=[1,2,3] M2=[8]");
		before = pgfree(w);
		busy(w, 0, 0, 2);
		give(w, 0, 0);
		EXPECT(w, "PGFREE", before + counts, pgfree(w));
		EXPECT_FREE(w, 4085);
		EXPECT_LIST(w, "o0/M", "0");
		give(w, 4, 2);
		EXPECT(w, "PGFREE", before + counts * 5, pgfree(w));
		EXPECT_FREE(w, 4089);
		EXPECT_LIST(w, "o2/M", "4,12");
		EXPECT_PCP(w, 0, "M0=[1,2,3] M2=[8]");
		EXPECT_ALLOC_FACTOR(w, counts); /* not halved */
		EXPECT_FREE_COUNT(w, 0);
		EXPECT_TAKE(w, 1, 'M', 0);
		before = pgfree(w);
		give(w, 1, 0);
		EXPECT(w, "PGFREE", before + 1, pgfree(w));
		EXPECT_PCP(w, 0, "M0=[1,2,3] M2=[8]");
	}
}

/* The lists would have them as movable, the buddy must not (known bug C11). */
static void cma_past(struct world *w)
{
	WITH_LOCKS(profile) {
		machine_sets(w, profile, 20, 4);
		machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
		machine_range(w, RANGE_CMA, 512, 1024);
		machine_boot(w);
		contig(w, 512, 1024, MIGRATE_CMA);
		EXPECT_FREE_CMA(w, 0);
		busy(w, 0, 0, 1);
		give(w, 512, 0);
		EXPECT_LIST(w, "o0/C", "512");
		EXPECT_LIST(w, "o0/M", "");
		EXPECT_FREE_CMA(w, 1);
		EXPECT_FREE(w, 3585);
		give(w, 513, 0);
		EXPECT_PCP(w, 0, "M0=[513]");
		drain(w, 0);
		EXPECT_LIST(w, "o1/C", "512");
		EXPECT_FREE_CMA(w, 2);
	}
}

static void highatomic_past(struct world *w)
{
	WITH_LOCKS(profile) {
		machine_sets(w, profile, 20, 4);
		machine_zone(w, 0, ZONE_NORMAL, 0, 51200);
		machine_boot(w);
		EXPECT(w, "page taken", 0, take_flags(w, 'U', 1, URGENT));
		EXPECT_TYPE(w, 'H', 0);
		EXPECT_RESERVED(w, 512);
		split(w, 0, 1);
		busy(w, 0, 0, 1);
		give(w, 0, 0);
		EXPECT_LIST(w, "o0/H", "0");
		EXPECT_LIST(w, "o0/M", "");
		EXPECT_FREE(w, 51197);
		EXPECT(w, "free highatomic pages", profile == PROFILE_LINUX_6_12 ? 509 : 0, zone_now(w).free_highatomic);
		give(w, 1, 0);
		EXPECT_PCP(w, 0, "M0=[1] U1=[2]");
	}
}

/* A page of an isolated pageblock makes no try: the next one fails. */
static void isolated_past(struct world *w)
{
	WITH_LOCKS(profile) {
		uint64_t before;

		boot_sets(w, profile, 20, 4);
		EXPECT(w, "page on the LRU", 0, take_lru(w, 0));
		EXPECT(w, "block from the buddy", 512, take_past(w, 9, 0));
		split(w, 512, 9);
		isolate(w, 0, 512);
		before = pgfree(w);
		busy(w, 0, 0, 1);
		give(w, 0, 0);
		EXPECT_LIST(w, "o0/I", "0");
		give(w, 600, 0);
		EXPECT_LIST(w, "o0/M", "600");
		EXPECT_PCP(w, 0, "M0=[1,2,3]");
		EXPECT(w, "PGFREE", before + (profile == PROFILE_LINUX_6_12 ? 2 : 0), pgfree(w));
		give(w, 601, 0);
		EXPECT_PCP(w, 0, "M0=[601,1,2,3]");
	}
}

/* ---- tries ---- */

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
	boot_limits(w, 10, 100, 4);
	TAKE_RUN(w, 'M', 0, 0, 13);
	EXPECT_HIGH(w, 38);
	EXPECT_COUNT(w, 15);
	busy(w, 0, 0, 1);
	ask(w, (struct request){ .kind = REQ_DECAY });
	EXPECT_HIGH(w, 34);
	EXPECT_TAKE(w, 28, 'M', 0);
	EXPECT_COUNT(w, 15);
}

/* Who dies is drained, and comes back to what was said of it. */
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
		EXPECT_COUNT(w, profile == PROFILE_LINUX_6_12 ? 7 : 3); /* the second refill of 6.12 is twice the first, whoever died meanwhile */
	}
}

/* The first failure is of the boot page set, the second of the one that follows it. */
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

/* ---- pages in bulk, ranges, exact numbers ---- */

static void bulk_alone(struct world *w)
{
	WITH_LOCKS(profile) {
		boot_sets(w, profile, 20, 4);
		busy(w, 0, 0, 1);
		EXPECT(w, "entries", 1, bulk(w, 4)); /* alone, with the lock */
		EXPECT(w, "page", 0, w->answer.page[0]);
		EXPECT_PCP(w, 0, "M0=[1,2,3]");
		busy(w, 0, 0, 2);
		EXPECT(w, "entries", 1, bulk(w, 4)); /* alone, without */
		EXPECT(w, "page", 4, w->answer.page[0]);
		EXPECT_PCP(w, 0, "M0=[1,2,3]");
		busy(w, 0, 1, 1);
		EXPECT(w, "entries", 3, bulk(w, 3)); /* one try for all of them */
		EXPECT_PCP(w, 0, "");
		EXPECT_TAKE(w, 5, 'M', 0);
		EXPECT_PCP(w, 0, "");
		busy(w, 0, 0, 1);
		EXPECT(w, "entries", 1, bulk(w, 1)); /* alone from the beginning */
		EXPECT(w, "page", 6, w->answer.page[0]);
		EXPECT_PCP(w, 0, "");
	}
}

/* Low mark 3260 + 815: enough for one page, not for 32 more. No zone, no try; ALONE's fails. */
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

/* What a range has too much goes back while its pageblock is isolated, without a try. What is freed later tries page by page. */
static void ranges(struct world *w)
{
	WITH_LOCKS(profile) {
		boot_sets(w, profile, 20, 4);
		busy(w, 0, 1, 1);
		contig(w, 1, 511, MIGRATE_MOVABLE);
		EXPECT_LIST(w, "o0/M", "0,511");
		EXPECT_PCP(w, 0, "");
		ask(w, (struct request){ .kind = REQ_FREE_CONTIG, .pfn = 100, .count = 3 });
		EXPECT_PCP(w, 0, "M0=[102,100]");
		EXPECT_STATE(w, PAGE_FREE_HEAD, 101);
	}
}

/* Five of eight pages: the block makes a try, the pages behind it go straight to the buddy. */
static void exact_number(struct world *w)
{
	WITH_LOCKS(profile) {
		boot_sets(w, profile, 20, 4);
		busy(w, 0, 1, 1);
		EXPECT(w, "first page", 0, ask(w, (struct request){ .kind = REQ_ALLOC_EXACT, .gfp = GFP_KERNEL | GFP_BIT_MOVABLE, .count = 5 }));
		EXPECT_PCP(w, 0, "M3=[8]");
		EXPECT_LIST(w, "o0/M", "5");
		EXPECT_LIST(w, "o1/M", "6");
		EXPECT_FREE(w, 4083);
		EXPECT_TAKE(w, 5, 'M', 0);
		EXPECT_PCP(w, 0, "M3=[8]");
	}
}

/* ---- lists ---- */

/* Zone 1 is tried three times, as zone 0's pages let it go and its own failure leaves nothing held; zone 0 twice. */
static void list_over_two_zones(struct world *w)
{
	static const pfn_t pfns[] = { 1024, 0, 1025, 1, 1026 };

	WITH_LOCKS(profile) {
		boot_two_zones(w, profile, 1, 20, 4);
		TAKE_RUN(w, 'M', 0, 1024, 1028);
		for (pfn_t pfn = 0; pfn < 4; pfn++)
			EXPECT(w, "page of zone 0", pfn, take_dma32(w, 0));
		busy(w, ZONE_ALL, 1, 1);
		free_list(w, pfns, 5);
		EXPECT_PCP(w, 0, "M0=[0]");
		EXPECT_LIST(w, "o0/M", "1");
		w->zone = 1;
		EXPECT_PCP(w, 0, "M0=[1026,1024]");
		EXPECT_LIST(w, "o0/M", "1025");
	}
}

static void list_tries_again(struct world *w)
{
	WITH_LOCKS(profile) {
		uint64_t before;

		boot_sets(w, profile, 20, 4);
		take_singles(w);
		before = pgfree(w);
		busy(w, 0, 0, 2);
		free_run(w, 0, 4);
		EXPECT_PCP(w, 0, "M0=[3,2]");
		EXPECT_LIST(w, "o1/M", "0");
		EXPECT_FREE(w, 4034);
		EXPECT(w, "PGFREE", before + (profile == PROFILE_LINUX_6_12 ? 4 : 2), pgfree(w));
	}
}

/* 32 pages are given before the lock is taken anew. */
static void list_of_33(struct world *w)
{
	boot_sets(w, PROFILE_LINUX_6_1, 200, 4);
	take_singles(w);
	busy(w, 0, 1, 1);
	free_run(w, 0, 33);
	EXPECT_COUNT(w, 32);
	EXPECT_STATE(w, PAGE_CACHED, 31);
	EXPECT_STATE(w, PAGE_FREE_HEAD, 32);
	EXPECT_FREE(w, 4033);
	busy(w, 0, 1, 1);
	free_run(w, 33, 30);
	EXPECT_COUNT(w, 62);
}

/* From 6.12 on a list is gone through 31 at a time. */
static void list_of_32(struct world *w)
{
	boot_sets(w, PROFILE_LINUX_6_12, 200, 4);
	take_singles(w);
	busy(w, 0, 1, 1);
	free_run(w, 0, 32);
	EXPECT_COUNT(w, 31);
	EXPECT_STATE(w, PAGE_CACHED, 30);
	EXPECT_STATE(w, PAGE_FREE_HEAD, 31);
	busy(w, 0, 1, 1);
	free_run(w, 32, 31);
	EXPECT_COUNT(w, 62);
	give(w, 63, 0); /* the try that was left */
	EXPECT_COUNT(w, 62);
}

/* Of zone 1: 30 pages, and after one of zone 0 another 32. Each hold counts for itself, so the second is the last. */
static void list_counts_anew(struct world *w)
{
	pfn_t pfns[63];

	boot_two_zones(w, PROFILE_LINUX_6_1, 1, 200, 4);
	EXPECT_TAKE(w, 1024, 'M', 6);
	split(w, 1024, 6);
	EXPECT(w, "page of zone 0", 0, take_dma32(w, 0));
	for (uint32_t i = 0; i < 63; i++)
		pfns[i] = i < 30 ? 1024 + i : i == 30 ? 0 : 1023 + i;
	w->zone = 1;
	busy(w, 1, 2, 1);
	free_list(w, pfns, 63);
	EXPECT_COUNT(w, 62);
	give(w, 1086, 0);
	EXPECT_COUNT(w, 62);
	EXPECT_STATE(w, PAGE_FREE_HEAD, 1086);
}

/* In 6.12 its turn lets the lock go; in 6.1 it had its turn before the others. */
static void list_with_isolated(struct world *w)
{
	static const pfn_t pfns[] = { 600, 0, 601 };

	WITH_LOCKS(profile) {
		bool late = profile == PROFILE_LINUX_6_12;
		uint64_t before;

		boot_sets(w, profile, 20, 4);
		EXPECT(w, "page on the LRU", 0, take_lru(w, 0));
		EXPECT(w, "block from the buddy", 512, take_past(w, 9, 0));
		split(w, 512, 9);
		isolate(w, 0, 512);
		before = pgfree(w);
		busy(w, 0, 1, 1);
		free_list(w, pfns, 3);
		EXPECT_PCP(w, 0, late ? "M0=[600,1,2,3]" : "M0=[601,600,1,2,3]");
		EXPECT_LIST(w, "o0/I", "0");
		EXPECT_LIST(w, "o0/M", late ? "601" : "");
		EXPECT(w, "PGFREE", before + (late ? 3 : 2), pgfree(w));
	}
}

/* Orders 0, 4, 2 and 9 under one hold, which the block of order 4 neither takes nor ends. */
static void list_of_blocks(struct world *w)
{
	static const pfn_t pfns[] = { 516, 528, 512, 0 };
	static const uint8_t orders[] = { 0, 4, 2, 9 };
	uint64_t before;

	boot_sets(w, PROFILE_LINUX_6_12, 2000, 4);
	EXPECT(w, "block of order 9", 0, take_past(w, 9, GFP_BIT_COMP));
	EXPECT(w, "block of order 2", 512, take_past(w, 2, GFP_BIT_COMP));
	EXPECT(w, "page", 516, take_past(w, 0, 0));
	EXPECT(w, "block of order 4", 528, take_gfp(w, GFP_BIT_MOVABLE | GFP_BIT_COMP, 4, FREELY));
	EXPECT_FREE(w, 3563);
	before = pgfree(w);
	busy(w, 0, 1, 1);
	free_blocks(w, pfns, orders, 4);
	EXPECT_PCP(w, 0, "M0=[516] M2=[512] TM=[0]");
	EXPECT_FREE(w, 3579);
	EXPECT(w, "PGFREE", before + 533, pgfree(w));
	EXPECT_TAKE(w, 517, 'M', 0);
	EXPECT_COUNT(w, 517);
}

/* The block of order 4 goes first and is behind the one that 0..7 becomes with its buddy; in the order of the list it would be before it. */
static void blocks_without_a_list_first(struct world *w)
{
	static const pfn_t pfns[] = { 0, 32 };
	static const uint8_t orders[] = { 3, 4 };

	boot_sets(w, PROFILE_LINUX_6_12, 20, 4);
	EXPECT(w, "block of order 3", 0, take_past(w, 3, GFP_BIT_COMP));
	for (pfn_t pfn = 16; pfn < 64; pfn += 16)
		EXPECT(w, "block of order 4", pfn, take_gfp(w, GFP_BIT_MOVABLE | GFP_BIT_COMP, 4, FREELY));
	EXPECT_LIST(w, "o4/M", "");
	busy(w, 0, 0, 1);
	free_blocks(w, pfns, orders, 2);
	EXPECT_LIST(w, "o4/M", "0,32");
	EXPECT_PCP(w, 0, "");
}

/* Two of the 31 places: a bad one is lost and makes no try, and still it is one of them. So 31 is the first of the second hold. */
static void bad_ones_count(struct world *w)
{
	uint64_t before;

	machine_sets(w, PROFILE_LINUX_6_12, 200, 4);
	w->machine.guardpage_minorder = 0; /* so that pages are checked */
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
	take_singles(w);
	ask(w, (struct request){ .kind = REQ_MARK_BAD, .pfn = 0, .damage = DAMAGE_MAPCOUNT });
	ask(w, (struct request){ .kind = REQ_MARK_BAD, .pfn = 7, .damage = DAMAGE_FLAG });
	before = pgfree(w);
	busy(w, 0, 1, 1);
	free_run(w, 0, 33);
	EXPECT(w, "bad pages", 2, w->answer.nr_bad);
	EXPECT_STATE(w, PAGE_LOST, 0);
	EXPECT_STATE(w, PAGE_LOST, 7);
	EXPECT_STATE(w, PAGE_FREE_HEAD, 31);
	EXPECT_COUNT(w, 30);
	EXPECT_FREE(w, 4033);
	EXPECT(w, "PGFREE", before + 31, pgfree(w));
}

/* Of two pageblocks: before the page, which then merges with its like and is put before it. The try that fails is the page's. */
static void block_of_two_pageblocks(struct world *w)
{
	static const pfn_t pfns[] = { 1024, 0 };
	static const uint8_t orders[] = { 0, 10 };
	uint64_t before;

	boot_sets(w, PROFILE_LINUX_6_12, 20, 4);
	EXPECT(w, "block of order 10", 0, take_gfp(w, GFP_BIT_MOVABLE | GFP_BIT_COMP, 10, FREELY));
	EXPECT(w, "page", 1024, take_past(w, 0, 0));
	before = pgfree(w);
	busy(w, 0, 0, 1);
	free_blocks(w, pfns, orders, 2);
	EXPECT_LISTS(w, "o10/M=[1024,0,2048,3072]");
	EXPECT_PCP(w, 0, "");
	EXPECT(w, "PGFREE", before + 1025, pgfree(w));
}

/* Of a block that somebody else still holds, all but the first page: blocks of orders 2, 1 and 0, each with a try of its own. */
static void pieces_try_each(struct world *w)
{
	WITH_LOCKS(profile) {
		uint64_t before;

		boot_sets(w, profile, 20, 4);
		EXPECT(w, "block that is not compound", 0, take_past(w, 3, 0));
		ask(w, (struct request){ .kind = REQ_GET_PAGE, .pfn = 0 });
		before = pgfree(w);
		busy(w, 0, 1, 1);
		EXPECT(w, "references left", 1, give(w, 0, 3));
		EXPECT_PCP(w, 0, "M0=[1] M2=[4]");
		EXPECT_LIST(w, "o1/M", "2");
		EXPECT_FREE(w, 4090);
		EXPECT(w, "PGFREE", before + (profile == PROFILE_LINUX_6_12 ? 7 : 5), pgfree(w));
	}
}

/* ---- kswapd at work ---- */

/* High 20, but no more than four batches of 3. A block of order 1 freed after a flush still flushes everything. */
static void limited_to_four_batches(struct world *w)
{
	boot_sets(w, PROFILE_LINUX_6_1, 20, 3);
	take_singles(w);
	reclaim_active(w, 0, true);
	give_run(w, 0, 11);
	EXPECT_FREE(w, 4032);
	give(w, 11, 0);
	EXPECT_COUNT(w, 9);
	EXPECT_FREE(w, 4035);
	EXPECT_FREE_FACTOR(w, 1);
	EXPECT_HIGH(w, 20);
	EXPECT(w, "block of order 1", 0, take_past(w, 1, 0)); /* of the three flushed */
	give(w, 0, 1);
	EXPECT_COUNT(w, 0);
	EXPECT_FREE(w, 4044);
	EXPECT_FREE_FACTOR(w, 1);
}

static void high_below_four_batches(struct world *w)
{
	boot_sets(w, PROFILE_LINUX_6_1, 10, 3);
	take_singles(w);
	reclaim_active(w, 0, true);
	give_run(w, 0, 9);
	EXPECT_COUNT(w, 9);
	give(w, 9, 0);
	EXPECT_COUNT(w, 7);
}

/* What is there stays until the next free. Of 12 three at least remain, so 3, 6 and 9 pages go; with 20 again, 12. */
static void limit_comes_and_goes(struct world *w)
{
	boot_sets(w, PROFILE_LINUX_6_1, 20, 3);
	take_singles(w);
	give_run(w, 0, 19);
	reclaim_active(w, 0, true);
	EXPECT_COUNT(w, 19);
	give(w, 19, 0);
	EXPECT_COUNT(w, 17);
	give(w, 20, 0);
	EXPECT_COUNT(w, 12);
	EXPECT_FREE_FACTOR(w, 2);
	give(w, 21, 0);
	EXPECT_COUNT(w, 4);
	EXPECT_FREE_FACTOR(w, 2);
	reclaim_active(w, 0, false);
	give_run(w, 22, 15);
	EXPECT_COUNT(w, 19);
	give(w, 37, 0);
	EXPECT_COUNT(w, 8);
}

static void zones_apart(struct world *w)
{
	boot_two_zones(w, PROFILE_LINUX_6_1, 1, 20, 3);
	EXPECT_TAKE(w, 1024, 'M', 6);
	split(w, 1024, 6);
	EXPECT(w, "block of zone 0", 0, take_dma32(w, 6));
	split(w, 0, 6);
	reclaim_active(w, 1, true);
	give_run(w, 1024, 12);
	give_run(w, 0, 12);
	EXPECT_COUNT(w, 12);
	reclaim_active(w, ZONE_ALL, true);
	give(w, 12, 0);
	EXPECT_COUNT(w, 10);
	reclaim_active(w, 0, false);
	give_run(w, 13, 3);
	EXPECT_COUNT(w, 13);
	w->zone = 1;
	EXPECT_COUNT(w, 9);
	give_run(w, 1036, 3); /* the third makes 12: six go */
	EXPECT_COUNT(w, 6);
}

/* Nothing is kept, whether kswapd is at work or not. */
static void high_0(struct world *w)
{
	WITH_LOCKS(profile) {
		boot_sets(w, profile, 0, 4);
		take_singles(w);
		reclaim_active(w, 0, true);
		give(w, 0, 0);
		EXPECT_COUNT(w, 0);
		EXPECT_FREE(w, 4033);
		EXPECT_HIGH(w, 0);
	}
}

/* High falls with every free, by a batch at least. */
static void high_falls(struct world *w)
{
	boot_limits(w, 10, 100, 4);
	TAKE_RUN(w, 'M', 0, 0, 13);
	EXPECT_HIGH(w, 38);
	EXPECT_COUNT(w, 15);
	reclaim_active(w, 0, true);
	EXPECT_HIGH(w, 38);
	give(w, 0, 0); /* the 16th: four go */
	EXPECT_HIGH(w, 34);
	EXPECT_COUNT(w, 12);
	EXPECT_FREE(w, 4072);
	give_run(w, 1, 3);
	EXPECT_HIGH(w, 22);
	EXPECT_COUNT(w, 15);
	give(w, 4, 0); /* the fifth in a row: five go, and high falls by five */
	EXPECT_HIGH(w, 17);
	EXPECT_COUNT(w, 11);
	give(w, 5, 0); /* the limit is high now: 11, of which four at least remain */
	EXPECT_HIGH(w, 11);
	EXPECT_COUNT(w, 6);
	give(w, 6, 0);
	EXPECT_HIGH(w, 10);
	EXPECT_COUNT(w, 7);
	reclaim_active(w, 0, false);
	give_run(w, 7, 2);
	EXPECT_HIGH(w, 10);
	EXPECT_COUNT(w, 9);
	give(w, 9, 0); /* ten in a row and a batch: high is 14 from now on */
	EXPECT_HIGH(w, 14);
	EXPECT_COUNT(w, 4);
	EXPECT_FREE(w, 4089);
}

/* The second of two blocks of order 1 flushes everything, though nine pages are below any limit. */
static void everything_all_the_same(struct world *w)
{
	boot_limits(w, 10, 100, 4);
	take_singles(w);
	EXPECT(w, "block of order 1", 64, take_past(w, 1, 0));
	EXPECT(w, "block of order 1", 66, take_past(w, 1, 0));
	reclaim_active(w, 0, true);
	give_run(w, 0, 5);
	give(w, 64, 1);
	EXPECT_FREE_COUNT(w, 7);
	EXPECT_COUNT(w, 7);
	give(w, 66, 1);
	EXPECT_COUNT(w, 0);
	EXPECT_FREE(w, 4037);
	EXPECT_HIGH(w, 10);
}

/* Limits that are equal: 12 pages in a row, of which three at least remain. */
static void equal_limits(struct world *w)
{
	boot_limits(w, 20, 20, 3);
	take_singles(w);
	reclaim_active(w, 0, true);
	give_run(w, 0, 11);
	EXPECT_COUNT(w, 11);
	EXPECT_HIGH(w, 20);
	give(w, 11, 0);
	EXPECT_COUNT(w, 3);
	EXPECT_HIGH(w, 20);
	reclaim_active(w, 0, false);
	give_run(w, 12, 16);
	EXPECT_COUNT(w, 19);
}

/* ---- misuse, and kernels without ---- */

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

#define EXPECT_LIST_STATUS(world, status, list, of, entries) \
	EXPECT_STATUS(world, status, .kind = REQ_FREE_LIST, .pfns = list, .orders = of, .count = entries)

/* Nothing of a list with a wrong entry is done; the first one names the status. */
static void wrong_lists(struct world *w)
{
	static const pfn_t plain[] = { 12, 0 }, twice[] = { 4, 12, 4 }, held[] = { 12, 8 }, good[] = { 12, 4 };
	static const uint8_t two_zero[] = { 2, 0 }, zero_two[] = { 0, 2 }, twice_orders[] = { 2, 0, 2 }, zero_eleven[] = { 0, 11 };

	boot_sets(w, PROFILE_LINUX_6_12, 20, 4);
	EXPECT(w, "block that is not compound", 0, take_past(w, 2, 0));
	EXPECT(w, "compound block", 4, take_past(w, 2, GFP_BIT_COMP));
	EXPECT(w, "compound block", 8, take_past(w, 2, GFP_BIT_COMP));
	EXPECT(w, "page", 12, take_past(w, 0, 0));
	ask(w, (struct request){ .kind = REQ_GET_PAGE, .pfn = 8 });
	EXPECT_LIST_STATUS(w, STATUS_BAD_VALUE, plain, zero_two, 2);
	EXPECT_LIST_STATUS(w, STATUS_WRONG_ORDER, plain, NULL, 2);
	EXPECT_LIST_STATUS(w, STATUS_BAD_VALUE, twice, twice_orders, 3);
	EXPECT_LIST_STATUS(w, STATUS_BAD_VALUE, held, zero_two, 2);
	EXPECT_LIST_STATUS(w, STATUS_WRONG_ORDER, held, two_zero, 2);
	EXPECT_LIST_STATUS(w, STATUS_BAD_ORDER, good, zero_eleven, 2);
	EXPECT_FREE(w, 4083);
	EXPECT_PCP(w, 0, "");
	EXPECT_LIST_STATUS(w, STATUS_OK, good, zero_two, 2);
	EXPECT_PCP(w, 0, "M0=[12] M2=[4]");
}

/* Before 6.12 orders say nothing. */
static void orders_say_nothing(struct world *w)
{
	static const pfn_t single[] = { 0 }, block[] = { 64 };
	static const uint8_t two[] = { 2 };

	for (int profile = PROFILE_LINUX_5_10; profile < PROFILE_LINUX_6_12; profile++) {
		boot_block(w, profile);
		take_singles(w);
		EXPECT(w, "compound block", 64, take_gfp(w, GFP_BIT_MOVABLE | GFP_BIT_COMP, 4, FREELY));
		EXPECT_LIST_STATUS(w, STATUS_OK, single, two, 1);
		EXPECT_COUNT(w, 1);
		EXPECT_LIST_STATUS(w, STATUS_WRONG_ORDER, block, two, 1);
	}
}

static void without_locks(struct world *w)
{
	static const enum profile profiles[] = { PROFILE_LINUX_5_10, PROFILE_LINUX_4_14 };

	for (size_t i = 0; i < 2; i++) {
		boot_block(w, (int)profiles[i]);
		take_singles(w);
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
	{ "take", "P11 P3: without the lock one page of the buddy, and no refill", take_single },
	{ "take-2", "P11 P3: nor one of blocks", take_four },
	{ "take-orders", "P11: who has no list makes no try", orders_that_try },
	{ "take-factor", "P11: the free factor stays", factor_stays },
	{ "take-counts", "P11 D14: and so does the free count", counts_stay },
	{ "take-none", "P11: what is on the list is not to be had", nothing_behind_the_lock },
	{ "take-attempts", "P11 D14: a try for each attempt", attempts_try_each },
	{ "give", "P11 D14 D23: to the buddy, and PGFREE goes up in 6.12 only", give_past },
	{ "give-cma", "P11 P4: as the type of its pageblock, CMA", cma_past },
	{ "give-highatomic", "P11 P4: as the type of its pageblock, HIGHATOMIC", highatomic_past },
	{ "give-isolated", "P11 P4 D23: a page of an isolated pageblock makes no try", isolated_past },
	{ "after", "P11: tries that succeed come before those that fail", succeed_then_fail },
	{ "own", "P11: of each cpu and zone", each_set_its_own },
	{ "replaced", "P11: the last word counts", replaced },
	{ "drains", "P11 P7: drains wait for the lock", drains_wait },
	{ "ageing", "P11 D17: and so does ageing", ageing_waits },
	{ "cpu-dead", "P11 P7: cpus that go and come change nothing", cpus_come_and_go },
	{ "boot-sets", "P11 P8: boot page sets have locks, too", boot_page_sets },
	{ "bulk", "P11 P10: one try for all, another for ALONE", bulk_alone },
	{ "bulk-no-zone", "P11 P10: none without a zone", bulk_without_a_zone },
	{ "ranges", "P11 K1 K3: the surplus of a range is isolated, its pages are not any more when they are freed", ranges },
	{ "exact-number", "P11 E13: the surplus of an exact number makes no try", exact_number },
	{ "list-zones", "P11 P9 D18: a list over two zones tries at each change, and after a failure", list_over_two_zones },
	{ "list-again", "P11 P9 D18 D23: each page after a failure makes a try", list_tries_again },
	{ "list-33", "P11 P9: the lock is let go after 32 pages", list_of_33 },
	{ "list-32", "P11 D18: in 6.12 after 31", list_of_32 },
	{ "list-anew", "P11 P9: each hold counts its own 32", list_counts_anew },
	{ "list-isolated", "P11 P9 D18: in 6.12 a page of an isolated pageblock lets the lock go", list_with_isolated },
	{ "list-blocks", "D18 D23: blocks of any order on one list", list_of_blocks },
	{ "list-first", "D18: those that have no list go first", blocks_without_a_list_first },
	{ "list-bad", "D18 D22: a bad one is lost, and is one of the 31", bad_ones_count },
	{ "list-large", "D18 D4: a block of two pageblocks goes first, too", block_of_two_pageblocks },
	{ "pieces", "P11 E3: the pieces of a block that is still held make a try each", pieces_try_each },
	{ "reclaim", "P12: four batches instead of high, and everything if the order says so", limited_to_four_batches },
	{ "reclaim-below", "P12: but never more than high", high_below_four_batches },
	{ "reclaim-ends", "P12: from the next free on, until it ends", limit_comes_and_goes },
	{ "reclaim-zones", "P12: zone by zone", zones_apart },
	{ "reclaim-0", "P12 D14: high 0 is 0", high_0 },
	{ "reclaim-6.12", "P12 D14: high falls, and rises again afterwards", high_falls },
	{ "reclaim-all", "P12 D14: a free that flushes everything does so all the same", everything_all_the_same },
	{ "reclaim-equal", "P12 D14: also where high_min is high_max", equal_limits },
	{ "misuse", "P11 P12: requests that are refused, in every kernel", misuse },
	{ "misuse-list", "D18: lists that are refused", wrong_lists },
	{ "orders", "P9: before 6.12 orders say nothing", orders_say_nothing },
	{ "without", "P11 P12: before 6.1 nothing happens", without_locks },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
