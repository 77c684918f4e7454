// SPDX-License-Identifier: MIT
/*
 * The digest covers every field of an answer and of a view, and array entries up to their counts only. It has one known value: a change
 * of the canonical form, or a platform that computes another value, fails here.
 */
#include <stdio.h>
#include <string.h>

#include "fuzz/lockstep/digest.h"

enum { PAGES = 32 };

#define KNOWN 0x6ab93b4eb5f24a74ull /* digest of the world built below, on every platform */

struct world {
	struct machine machine;
	struct view view;
	struct answer answer;
	struct pcp_view pcp[2];
	pfn_t pcp_pfns[2], free_pfns[3];
	uint8_t pageblock[2], page[PAGES], memory[PAGES];
};

/* Every field gets a different number, so that two exchanged fields are noticed. */
static void build(struct world *world)
{
	struct zone_counters *counters = &world->view.counters[0];
	struct zone_view *zone = &world->view.zone[0];
	struct node_view *node = &world->view.node[0];

	memset(world, 0, sizeof(*world));
	world->machine = (struct machine){.profile = PROFILE_LINUX_5_10, .nr_cpus = 2, .nr_nodes = 1, .nr_zones = 1, .max_order = 5, .pageblock_order = 4};
	*counters = (struct zone_counters){.free = -2, .free_cma = 3, .managed = 4, .reserved_highatomic = 5, .isolated_blocks = 6, .wmark = {7, 8, 9},
					   .boost = 10, .boosted = true, .nr_free = {11, 12}};
	*zone = (struct zone_view){.start_pfn = 64, .end_pfn = 64 + PAGES, .lowmem_reserve = {13, 14, 15, 16}, .numa_hit = 1ull << 40, .numa_miss = 18,
				   .numa_foreign = 19, .numa_local = 20, .numa_other = 21};
	zone->list_len[1][MIGRATE_MOVABLE] = 2;
	zone->list_len[4][MIGRATE_CMA] = 1;
	*node = (struct node_view){.totalreserve = 22, .min_unmapped = 23, .min_slab = 24, .first_deferred = PFN_NONE, .zonelist_len = {1, 1}};
	world->view.events = (struct events_view){25, {26, 27, 28, 29}, 30, 31, 32, 33};
	world->view.min_free_kbytes = 34;
	world->view.mobility = true;
	world->pcp[0] = (struct pcp_view){.count = 1, .high = 35, .batch = 36, .free_factor = 37, .len = {0, 1}};
	world->pcp[1] = (struct pcp_view){.count = 1, .len = {1}};
	for (uint32_t i = 0; i < 3; i++)
		world->free_pfns[i] = 0x10203040u + i;
	world->pcp_pfns[0] = 89;
	world->pcp_pfns[1] = 90;
	memset(world->page, PAGE_ALLOC_HEAD, sizeof(world->page));
	world->view.pcp = world->pcp;
	world->view.pcp_pfns = world->pcp_pfns;
	world->view.free_pfns = world->free_pfns;
	world->view.pageblock = world->pageblock;
	world->view.page = world->page;
	world->view.memory = world->memory;
	world->answer = (struct answer){.status = STATUS_OK, .comp_order = 2, .pfmemalloc = true, .value = 72, .wake = 38, .zeroed = 39, .nr_bad = 1,
		.nr_path = 1};
	world->answer.bad[0] = 40;
	world->answer.path[0] = (struct path_event){PATH_COMPACT, 41, 42, 43};
}

static uint64_t digest(const struct world *world)
{
	return digest_op(digest_boot(&world->machine, &world->view), &world->answer, &world->machine, &world->view);
}

static struct world world;
static uint32_t checks, failures;
static uint64_t base;

static void expect(bool ok, const char *what)
{
	checks++;
	if (!ok) {
		failures++;
		printf("digest_test: %s\n", what);
	}
}

/* A change of FIELD must change the digest. */
#define SEES(FIELD)                                         \
	do {                                                \
		build(&world);                              \
		world.FIELD ^= 1;                           \
		expect(digest(&world) != base, "blind to " #FIELD); \
	} while (0)

/* A change of FIELD, which is beyond a count, must not change the digest. */
#define IGNORES(FIELD)                                      \
	do {                                                \
		build(&world);                              \
		world.FIELD ^= 1;                           \
		expect(digest(&world) == base, "sees " #FIELD); \
	} while (0)

static void see_answer(void)
{
	SEES(answer.status);
	SEES(answer.comp_order);
	SEES(answer.pfmemalloc);
	SEES(answer.value);
	SEES(answer.wake);
	SEES(answer.zeroed);
	SEES(answer.bad[0]);
	SEES(answer.path[0].kind);
	SEES(answer.path[0].a);
	SEES(answer.path[0].b);
	SEES(answer.path[0].pfn);
	IGNORES(answer.steps);
	IGNORES(answer.woken);
	IGNORES(answer.bad[1]);
	IGNORES(answer.path[1].a);
}

static void see_zone(void)
{
	SEES(view.counters[0].free);
	SEES(view.counters[0].free_cma);
	SEES(view.counters[0].managed);
	SEES(view.counters[0].reserved_highatomic);
	SEES(view.counters[0].isolated_blocks);
	SEES(view.counters[0].wmark[WMARK_HIGH]);
	SEES(view.counters[0].boost);
	SEES(view.counters[0].boosted);
	SEES(view.counters[0].nr_free[10]);
	SEES(view.zone[0].lowmem_reserve[ZONE_MOVABLE]);
	SEES(view.zone[0].numa_hit);
	SEES(view.zone[0].numa_other);
	IGNORES(view.counters[1].free);
}

static void see_rest(void)
{
	SEES(view.node[0].totalreserve);
	SEES(view.node[0].first_deferred);
	SEES(view.node[0].zonelist[1][0]);
	IGNORES(view.node[0].zonelist[1][1]);
	SEES(view.events.pgfree);
	SEES(view.events.pgalloc[ZONE_MOVABLE]);
	SEES(view.events.node_reclaim_failed);
	SEES(view.min_free_kbytes);
	SEES(view.mobility);
	SEES(pcp[1].high);
	SEES(pcp[0].free_factor);
	SEES(pcp_pfns[1]);
	SEES(free_pfns[2]);
	SEES(pageblock[1]);
	SEES(page[PAGES - 1]);
	SEES(machine.profile);
}

/* FIELD exists only on machines with SETTING: there it counts, and all others keep the digests from before the setting was introduced. */
#define SEES_WITH(SETTING, FIELD)                                     \
	do {                                                          \
		IGNORES(FIELD);                                       \
		build(&world);                                        \
		world.machine.SETTING;                                \
		const uint64_t before = digest(&world);               \
		world.FIELD ^= 1;                                     \
		expect(digest(&world) != before, "blind to " #FIELD); \
	} while (0)
#define SEES_6_12(FIELD) SEES_WITH(profile = PROFILE_LINUX_6_12, FIELD)
#define SEES_DRIFT(FIELD) SEES_WITH(vmstat_percpu = true, FIELD)

static void see_6_12(void)
{
	SEES_6_12(view.counters[0].free_highatomic);
	SEES_6_12(view.counters[0].below_high);
	SEES_6_12(pcp[0].high_min);
	SEES_6_12(pcp[0].high_max);
	SEES_6_12(pcp[1].alloc_factor);
	SEES_6_12(pcp[1].free_count);
	SEES_6_12(pcp[0].prev_free_high_order);
	SEES_6_12(pcp[0].free_high_batch);
}

static void see_drift(void)
{
	SEES_DRIFT(view.zone[0].drift_mark);
	SEES_DRIFT(pcp[0].free_drift);
	SEES_DRIFT(pcp[1].cma_drift);
	SEES_DRIFT(pcp[1].drift_limit);
}

/* Machines whose pages have no bytes keep the canonical form from before page_bytes was introduced. */
static void see_memory(void)
{
	uint64_t without, with;

	IGNORES(memory[0]);
	IGNORES(answer.corrupt[0].pfn);
	build(&world);
	world.machine.page_bytes = 1;
	world.answer.nr_corrupt = 1;
	with = digest(&world);
	world.memory[PAGES - 1] ^= 1;
	expect(digest(&world) != with, "blind to memory");
	world.memory[PAGES - 1] ^= 1;
	world.answer.corrupt[0].pfn ^= 1;
	expect(digest(&world) != with, "blind to corrupt[0].pfn");
	world.answer.corrupt[0].pfn ^= 1;
	world.answer.corrupt[0].last ^= 1;
	expect(digest(&world) != with, "blind to corrupt[0].last");
	world.answer.corrupt[0].last ^= 1;
	world.answer.corrupt[0].single_bit ^= 1;
	expect(digest(&world) != with, "blind to corrupt[0].single_bit");
	world.answer.corrupt[0].single_bit ^= 1;
	world.answer.corrupt[1].pfn ^= 1;
	expect(digest(&world) == with, "sees corrupt[1]");
	world.answer.nr_corrupt = 2;
	without = digest(&world);
	expect(without != with, "blind to nr_corrupt");
}

int main(void)
{
	build(&world);
	base = digest(&world);
	if (base != KNOWN)
		printf("digest_test: %016llx\n", (unsigned long long)base);
	expect(base == KNOWN, "the canonical form has changed: raise DIGEST_VERSION and write down the new value");
	see_answer();
	see_zone();
	see_rest();
	see_6_12();
	see_drift();
	see_memory();
	printf("digest_test: %u checks, %u failed\n", checks, failures);
	return failures > 0;
}
