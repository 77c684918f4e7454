// SPDX-License-Identifier: MIT
/*
 * Each invariant holds on a sound view and is reported with its own number when the view is damaged in one place. Wherever possible the
 * damage is far from the first page and the first list.
 *
 *     64              80      88 89 90 92  96      104 108 110 111 112
 *     M444444444444444#=======#  p  R1 #===I3333333....xx  !   #  C444444444444444     one zone, pageblocks of 8 pages
 */
#include <stdio.h>
#include <string.h>

#include "fuzz/lockstep/invariants.h"
#include "fuzz/lockstep/view.h"

enum { START = 64, PAGES = 64 };

struct world {
	struct machine machine;
	struct view view;
	struct pcp_view pcp[1];
	pfn_t pcp_pfns[8], free_pfns[8];
	uint8_t pageblock[8], page[PAGES];
};

static void set_block(struct world *world, pfn_t pfn, uint32_t order, enum page_state head, enum page_state tail)
{
	memset(&world->page[pfn - START], (int)tail, (size_t)1 << order);
	world->page[pfn - START] = (uint8_t)(head | order << 4);
}

static void set_machine(struct machine *machine)
{
	*machine = (struct machine){.nr_cpus = 1, .nr_nodes = 1, .nr_zones = 1, .max_order = 5, .pageblock_order = 3, .mobility = true,
				    .guardpage_minorder = -1, .nr_ranges = 3};
	machine->zone[0] = (struct machine_zone){0, ZONE_NORMAL, START, START + PAGES};
	machine->range[0] = (struct machine_range){RANGE_HOLE, 104, 108};
	machine->range[1] = (struct machine_range){RANGE_RESERVED, 108, 110};
	machine->range[2] = (struct machine_range){RANGE_CMA, 112, 128};
}

static void set_pages(struct world *world)
{
	set_block(world, 64, 4, PAGE_FREE_HEAD, PAGE_FREE_TAIL);
	set_block(world, 80, 3, PAGE_ALLOC_HEAD, PAGE_ALLOC_TAIL);
	set_block(world, 88, 0, PAGE_ALLOC_HEAD, PAGE_ALLOC_TAIL);
	set_block(world, 89, 0, PAGE_CACHED, PAGE_CACHED);
	set_block(world, 90, 1, PAGE_FREE_HEAD, PAGE_FREE_TAIL);
	set_block(world, 92, 2, PAGE_ALLOC_HEAD, PAGE_ALLOC_TAIL);
	set_block(world, 96, 3, PAGE_FREE_HEAD, PAGE_FREE_TAIL);
	memset(&world->page[104 - START], PAGE_ABSENT, 4);
	memset(&world->page[108 - START], PAGE_RESERVED, 2);
	world->page[110 - START] = PAGE_LOST;
	set_block(world, 111, 0, PAGE_ALLOC_HEAD, PAGE_ALLOC_TAIL);
	set_block(world, 112, 4, PAGE_FREE_HEAD, PAGE_FREE_TAIL);
}

static void set_lists(struct world *world)
{
	static const pfn_t lists[] = {90 /* order 1 R */, 96 /* order 3 I */, 64 /* order 4 M */, 112 /* order 4 C */};
	struct zone_view *zone = &world->view.zone[0];

	memcpy(world->free_pfns, lists, sizeof(lists));
	zone->list_len[1][MIGRATE_RECLAIMABLE] = 1;
	zone->list_len[3][MIGRATE_ISOLATE] = 1;
	zone->list_len[4][MIGRATE_MOVABLE] = 1;
	zone->list_len[4][MIGRATE_CMA] = 1;
	world->pcp[0] = (struct pcp_view){.count = 1, .high = 6, .batch = 1, .len = {0, 1}};
	world->pcp_pfns[0] = 89;
	memset(world->pageblock, MIGRATE_MOVABLE, sizeof(world->pageblock));
	world->pageblock[4] = MIGRATE_ISOLATE;
	world->pageblock[6] = world->pageblock[7] = MIGRATE_CMA;
}

static void set_counters(struct zone_counters *counters)
{
	counters->free = 16 + 2 + 16;
	counters->free_cma = 16;
	counters->managed = PAGES - 4 - 2;
	counters->isolated_blocks = 1;
	counters->wmark[WMARK_MIN] = 1;
	counters->wmark[WMARK_LOW] = 3;
	counters->wmark[WMARK_HIGH] = 5;
	counters->nr_free[1] = counters->nr_free[3] = 1;
	counters->nr_free[4] = 2;
}

static void build(struct world *world)
{
	memset(world, 0, sizeof(*world));
	set_machine(&world->machine);
	world->view.pcp = world->pcp;
	world->view.pcp_pfns = world->pcp_pfns;
	world->view.free_pfns = world->free_pfns;
	world->view.pageblock = world->pageblock;
	world->view.page = world->page;
	world->view.zone[0].start_pfn = START;
	world->view.zone[0].end_pfn = START + PAGES;
	world->view.node[0].first_deferred = PFN_NONE;
	world->view.node[0].zonelist_len[0] = world->view.node[0].zonelist_len[1] = 1;
	world->view.mobility = true;
	set_pages(world);
	set_lists(world);
	set_counters(&world->view.counters[0]);
}

static void nothing(struct world *world) { (void)world; }
static void list_outside_zone(struct world *world) { world->free_pfns[3] = 128; }
static void list_unaligned(struct world *world) { world->free_pfns[1] = 97; }
static void list_of_allocated(struct world *world) { world->free_pfns[0] = 92; }
static void list_twice(struct world *world) { world->free_pfns[3] = 64; }
static void list_of_short_block(struct world *world) { world->page[127 - START] = PAGE_ALLOC_HEAD; }
static void unlisted_head(struct world *world) { world->page[111 - START] = PAGE_FREE_HEAD; }
static void nr_free_high(struct world *world) { world->view.counters[0].nr_free[4]++; }
static void nr_free_beyond(struct world *world) { world->view.counters[0].nr_free[10]++; }
static void free_low(struct world *world) { world->view.counters[0].free--; }
static void free_high(struct world *world) { world->view.counters[0].free += 2; } /* one page is lost and may be counted */
static void free_counts_isolated(struct world *world) { world->view.counters[0].free += 8; }
static void cma_low(struct world *world) { world->view.counters[0].free_cma--; }

/* The allocated block 88 and the cached page 89 become two free pages. */
static void unmerged(struct world *world)
{
	static const pfn_t lists[] = {88, 89, 90, 96, 64, 112};

	memcpy(world->free_pfns, lists, sizeof(lists));
	world->page[88 - START] = world->page[89 - START] = PAGE_FREE_HEAD;
	world->view.zone[0].list_len[0][MIGRATE_MOVABLE] = 2;
	world->view.counters[0].nr_free[0] = 2;
	world->view.counters[0].free += 2;
	world->pcp[0] = (struct pcp_view){.high = 6, .batch = 1};
}

static void lonely_tail(struct world *world) { world->page[111 - START] = PAGE_ALLOC_TAIL; }
static void short_block(struct world *world) { world->page[95 - START] = PAGE_ALLOC_HEAD; }
static void unaligned_block(struct world *world) { world->page[111 - START] = PAGE_ALLOC_HEAD | 1 << 4; }
static void guard_without_guards(struct world *world) { world->page[88 - START] = PAGE_GUARD_HEAD; }
static void pcp_count(struct world *world) { world->pcp[0].count++; }
static void pcp_of_allocated(struct world *world) { world->pcp_pfns[0] = 111; }
static void pcp_twice(struct world *world) { world->pcp[0].len[1] = 2; world->pcp[0].count = 2; world->pcp_pfns[1] = 89; }
static void cached_without_list(struct world *world) { world->page[111 - START] = PAGE_CACHED; }
static void managed_low(struct world *world) { world->view.counters[0].managed--; }
static void marks_descend(struct world *world) { world->view.counters[0].wmark[WMARK_LOW] = 0; }
static void marks_uneven(struct world *world) { world->view.counters[0].wmark[WMARK_HIGH]++; }
static void isolated_count(struct world *world) { world->view.counters[0].isolated_blocks = 2; }

static void isolated_on_another_list(struct world *world)
{
	world->view.zone[0].list_len[3][MIGRATE_ISOLATE] = 0;
	world->view.zone[0].list_len[3][MIGRATE_MOVABLE] = 1;
	world->view.counters[0].free += 8;
}

static void reserve_partial(struct world *world) { world->view.counters[0].reserved_highatomic = 4; }
static void reserve_beyond(struct world *world) { world->view.counters[0].reserved_highatomic = 16; }
static void reserve_against_self(struct world *world) { world->view.zone[0].lowmem_reserve[ZONE_NORMAL] = 1; }
static void zonelist_foreign(struct world *world) { world->view.node[0].zonelist[0][0] = 7; }
static void zonelist_twice(struct world *world) { world->view.node[0].zonelist_len[0] = 2; }
static void zonelists_differ(struct world *world) { world->view.node[0].zonelist_len[0] = 0; }
static void hole_filled(struct world *world) { world->page[105 - START] = PAGE_LOST; world->view.counters[0].managed++; }
static void reserved_lost(struct world *world) { world->page[109 - START] = PAGE_LOST; world->view.counters[0].managed++; }
static void memory_vanished(struct world *world) { world->page[111 - START] = PAGE_ABSENT; world->view.counters[0].managed--; }

/* linux-6.12 caches no types: there R1 is in a RECLAIMABLE pageblock. */
static void newer(struct world *world)
{
	world->machine.profile = PROFILE_LINUX_6_12;
	world->pageblock[3] = MIGRATE_RECLAIMABLE;
}

static void highatomic_low(struct world *world)
{
	newer(world);
	world->pageblock[3] = MIGRATE_HIGHATOMIC;
	world->view.zone[0].list_len[1][MIGRATE_RECLAIMABLE] = 0;
	world->view.zone[0].list_len[1][MIGRATE_HIGHATOMIC] = 1;
}

static void highatomic_counted(struct world *world)
{
	highatomic_low(world);
	world->view.counters[0].free_highatomic = 2;
}

/* Guard pages do not excuse a low free counter. */
static void free_low_with_guards(struct world *world)
{
	newer(world);
	world->machine.guardpage_minorder = 1;
	world->view.counters[0].free--;
}

/* Three pages freed, or allocated, are still in a cpu's drift. */
static void free_drifts(struct world *world)
{
	world->machine.vmstat_percpu = true;
	world->view.counters[0].free -= 3;
	world->view.pcp[0].free_drift = 3;
}

static void cma_drifts(struct world *world)
{
	world->machine.vmstat_percpu = true;
	world->view.counters[0].free_cma += 3;
	world->view.pcp[0].cma_drift = -3;
}

static void free_drifts_away(struct world *world)
{
	free_drifts(world);
	world->view.counters[0].free--;
}

static void cma_drifts_away(struct world *world)
{
	cma_drifts(world);
	world->view.counters[0].free_cma--;
}

static void exact_drifts(struct world *world)
{
	free_drifts(world);
	world->view.counters[0].free += 3;
	world->machine.vmstat_percpu = false;
}

static void exact_cma_drifts(struct world *world)
{
	cma_drifts(world);
	world->view.counters[0].free_cma -= 3;
	world->machine.vmstat_percpu = false;
}

static void drifts_far(struct world *world)
{
	free_drifts(world);
	world->view.counters[0].free -= 122;
	world->view.pcp[0].free_drift = 125;
}

static void drifts_too_far(struct world *world)
{
	drifts_far(world);
	world->view.counters[0].free--;
	world->view.pcp[0].free_drift++;
}

static void cma_drifts_too_far(struct world *world)
{
	cma_drifts(world);
	world->view.counters[0].free_cma += 123;
	world->view.pcp[0].cma_drift = -126;
}

static void list_of_another_type(struct world *world)
{
	newer(world);
	world->pageblock[3] = MIGRATE_UNMOVABLE;
}

static void ungrouped(struct world *world) { world->machine.mobility = world->view.mobility = false; }

struct damage_case {
	const char *name;
	void (*damage)(struct world *world);
	int number;
};

#define CASE(DAMAGE, NUMBER) {#DAMAGE, DAMAGE, NUMBER}

static const struct damage_case cases[] = {
	CASE(nothing, 0), CASE(list_outside_zone, 1), CASE(list_unaligned, 1), CASE(list_of_allocated, 1), CASE(list_twice, 1),
	CASE(list_of_short_block, 1), CASE(unlisted_head, 2), CASE(nr_free_high, 3), CASE(nr_free_beyond, 3), CASE(free_low, 4), CASE(free_high, 4),
	CASE(free_counts_isolated, 4), CASE(cma_low, 5), CASE(unmerged, 6), CASE(lonely_tail, 7), CASE(short_block, 7), CASE(unaligned_block, 7),
	CASE(guard_without_guards, 8), CASE(pcp_count, 9), CASE(pcp_of_allocated, 10), CASE(pcp_twice, 10), CASE(cached_without_list, 10),
	CASE(managed_low, 11), CASE(marks_descend, 12), CASE(marks_uneven, 12), CASE(isolated_count, 13), CASE(isolated_on_another_list, 14),
	CASE(reserve_partial, 15), CASE(reserve_beyond, 15), CASE(reserve_against_self, 16), CASE(zonelist_foreign, 17), CASE(zonelist_twice, 17),
	CASE(zonelists_differ, 17), CASE(hole_filled, 18), CASE(reserved_lost, 18), CASE(memory_vanished, 18), CASE(ungrouped, 19),
	CASE(newer, 0), CASE(highatomic_low, 20), CASE(highatomic_counted, 0), CASE(free_low_with_guards, 4),
	CASE(list_of_another_type, 21), CASE(free_drifts, 0), CASE(cma_drifts, 0), CASE(free_drifts_away, 4), CASE(cma_drifts_away, 5), CASE(exact_drifts, 22),
	CASE(exact_cma_drifts, 22), CASE(drifts_far, 0), CASE(drifts_too_far, 22), CASE(cma_drifts_too_far, 22),
};

/* Does the checker still check the sum of free pages after that many of these requests? */
static bool asks_for_free(struct invariants *invariants, struct world *world, const struct request *request, uint32_t times)
{
	const struct answer answer = {.status = STATUS_OK};
	char where[INVARIANT_TEXT];
	int64_t is, should;

	for (uint32_t i = 0; i < times; i++)
		invariants_note(invariants, &world->machine, request, &answer);
	return invariants_check(invariants, &world->machine, &world->view, where, &is, &should) == 4;
}

/* Excuses depend on the kernel and the input: what one kernel miscounts excuses no other kernel, and one input no other input. */
static int try_history(struct invariants *invariants, struct world *world)
{
	const struct request isolate = {.kind = REQ_ISOLATE, .pfn = 64, .end_pfn = 80}, contig = {.kind = REQ_CONTIG, .pfn = 65, .end_pfn = 67};
	int failed = 0;

	build(world);
	free_counts_isolated(world);
	failed += !asks_for_free(invariants, world, &contig, 2);
	world->machine.profile = PROFILE_LINUX_6_1;
	failed += asks_for_free(invariants, world, &contig, 1);
	invariants_start(invariants);
	world->machine.profile = PROFILE_LINUX_4_14;
	failed += !asks_for_free(invariants, world, &isolate, 1);
	invariants_start(invariants);
	failed += !asks_for_free(invariants, world, &isolate, 1);
	failed += asks_for_free(invariants, world, &isolate, 1);
	invariants_start(invariants);
	world->machine.profile = PROFILE_LINUX_6_12;
	failed += !asks_for_free(invariants, world, &contig, 2);
	invariants_start(invariants);
	return failed;
}

/* Isolation of a range that cuts largest blocks excuses only what the kernel itself then miscounts. */
static int try_excuses(struct invariants *invariants)
{
	const struct request unaligned = {.kind = REQ_ISOLATE, .pfn = 72, .end_pfn = 80}, aligned = {.kind = REQ_ISOLATE, .pfn = 64, .end_pfn = 80};
	const struct answer answer = {.status = STATUS_OK};
	static struct world world;
	char where[INVARIANT_TEXT];
	int64_t is, should;
	int failed = 0;

	build(&world);
	free_counts_isolated(&world);
	invariants_start(invariants);
	invariants_note(invariants, &world.machine, &aligned, &answer);
	failed += invariants_check(invariants, &world.machine, &world.view, where, &is, &should) != 4;
	invariants_note(invariants, &world.machine, &unaligned, &answer);
	failed += invariants_check(invariants, &world.machine, &world.view, where, &is, &should) != 0;
	nr_free_high(&world);
	failed += invariants_check(invariants, &world.machine, &world.view, where, &is, &should) != 3;
	invariants_start(invariants);
	failed += try_history(invariants, &world);
	if (failed)
		printf("excuses: %d wrong\n", failed);
	return failed;
}

/* Leaving out a broken invariant hides no other and breaks no other. */
static int try_without(struct invariants *invariants)
{
	static struct world world;
	char where[INVARIANT_TEXT];
	int64_t is, should;
	int failed = 0;

	build(&world);
	unaligned_block(&world);
	invariants->without = 1u << 7;
	failed += invariants_check(invariants, &world.machine, &world.view, where, &is, &should) != 0;
	managed_low(&world);
	failed += invariants_check(invariants, &world.machine, &world.view, where, &is, &should) != 11;
	invariants->without = 0;
	if (failed)
		printf("without: %d wrong\n", failed);
	return failed;
}

int main(void)
{
	static struct invariants invariants;
	static struct world world;
	uint32_t failed = 0, seen = 0;

	invariants_start(&invariants);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char where[INVARIANT_TEXT] = "";
		int64_t is = 0, should = 0;
		int number;

		build(&world);
		cases[i].damage(&world);
		number = invariants_check(&invariants, &world.machine, &world.view, where, &is, &should);
		seen |= 1u << number;
		if (number == cases[i].number)
			continue;
		failed++;
		printf("%s: expected %d, got %d at %s, is %lld, should be %lld\n", cases[i].name, cases[i].number, number, where, (long long)is,
		       (long long)should);
	}
	for (int number = 1; invariant_name(number); number++)
		if (!(seen >> number & 1)) {
			failed++;
			printf("invariant %d was never seen broken: %s\n", number, invariant_name(number));
		}
	failed += (uint32_t)try_excuses(&invariants);
	failed += (uint32_t)try_without(&invariants);
	invariants_release(&invariants);
	printf("invariants_test: %zu cases, %u failed\n", sizeof(cases) / sizeof(cases[0]), failed);
	return failed > 0;
}
