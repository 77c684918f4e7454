// SPDX-License-Identifier: MIT
/*
 * The comparison covers every byte of an answer and of a view that counts: changing any of them on either side makes a difference. It
 * reads no other byte. This file lists field by field which bytes count; a byte that it does not list, for example of a new field, makes
 * it fail.
 */
#include <stdio.h>
#include <string.h>

#include "fuzz/lockstep/compare.h"

/* The zone ends inside its third pageblock. */
enum { START = 64, PAGES = 40, BLOCKS = 3, BYTES = 2, ZONES = 2 };

struct world {
	struct machine machine;
	struct answer answer;
	struct view view;
	struct pcp_view pcp[ZONES * 2];
	pfn_t pcp_pfns[3], free_pfns[4];
	uint8_t pageblock[2 * BLOCKS], page[2 * PAGES], memory[2 * PAGES * BYTES];
};

static struct world left, right;
static uint8_t said[sizeof(struct world)];
static uint32_t checks, failures;

static void build_zone(struct world *world, uint32_t zone)
{
	world->view.zone[zone].start_pfn = START + 64 * zone;
	world->view.zone[zone].end_pfn = START + 64 * zone + PAGES;
	world->view.zone[zone].list_len[1][MIGRATE_MOVABLE] = 1;
	world->view.zone[zone].list_len[4][MIGRATE_ISOLATE] = 1;
	world->pcp[2 * zone].len[PCP_LISTS_MAX - 1] = 1;
	world->pcp[1].len[0] = 1;
}

static void build(struct world *world)
{
	memset(world, 0, sizeof(*world));
	world->machine = (struct machine){.nr_cpus = 2, .nr_nodes = 1, .nr_zones = ZONES, .max_order = 5, .pageblock_order = 4, .page_bytes = BYTES};
	build_zone(world, 0);
	build_zone(world, 1);
	world->view.node[0].zonelist_len[0] = 2;
	world->view.node[0].zonelist_len[1] = 1;
	world->view.pcp = world->pcp;
	world->view.pcp_pfns = world->pcp_pfns;
	world->view.free_pfns = world->free_pfns;
	world->view.pageblock = world->pageblock;
	world->view.page = world->page;
	world->view.memory = world->memory;
	world->answer.nr_path = world->answer.nr_bad = world->answer.nr_corrupt = world->answer.nr_pages = 2;
}

static bool agree(const struct world *one, const struct world *other)
{
	struct divergence diff;

	return compare_answers(&one->answer, &other->answer, &diff) &&
	       compare_counters(one->view.counters, other->view.counters, one->machine.nr_zones, &diff) &&
	       compare_views(&one->machine, &one->view, &other->view, &diff);
}

static void try_byte(const char *what, size_t at, bool counts)
{
	uint8_t *byte = (uint8_t *)&right + at;

	said[at] = 1;
	*byte ^= 1;
	checks++;
	if (agree(&left, &right) == counts || agree(&right, &left) == counts) {
		failures++;
		printf("comparison_test: %s %s, byte %zu of the world\n", counts ? "blind to" : "looks at", what, at);
	}
	*byte ^= 1;
}

static void try_bytes(const char *what, size_t from, size_t to, bool counts)
{
	for (size_t at = from; at < to; at++)
		try_byte(what, at, counts);
}

#define BEGIN(FIELD) offsetof(struct world, FIELD)
#define END(FIELD) (offsetof(struct world, FIELD) + sizeof(left.FIELD))
#define COUNTS(FIELD) try_bytes(#FIELD, BEGIN(FIELD), END(FIELD), true)
#define IGNORES(FIELD) try_bytes(#FIELD, BEGIN(FIELD), END(FIELD), false)
/* The padding between two fields, or between the last field and the end. */
#define HOLE(FIELD, NEXT) try_bytes("the gap after " #FIELD, END(FIELD), BEGIN(NEXT), false)
#define HOLE_AT_END(FIELD, WHOLE) try_bytes("the gap after " #FIELD, END(FIELD), END(WHOLE), false)
#define ALL_SAID(WHOLE) all_said(#WHOLE, BEGIN(WHOLE), END(WHOLE))

static void all_said(const char *what, size_t from, size_t to)
{
	for (size_t at = from; at < to; at++)
		if (!said[at]) {
			failures++;
			printf("comparison_test: this test does not list byte %zu of %s\n", at - from, what);
			return;
		}
}

#define SEE_EVENT(I)                                                  \
	do {                                                          \
		COUNTS(answer.path[I].kind);                          \
		COUNTS(answer.path[I].b);                             \
		HOLE(answer.path[I].b, answer.path[I].a);             \
		COUNTS(answer.path[I].a);                             \
		COUNTS(answer.path[I].pfn);                           \
		COUNTS(answer.bad[I]);                                \
		COUNTS(answer.page[I]);                               \
		COUNTS(answer.corrupt[I].pfn);                        \
		COUNTS(answer.corrupt[I].first);                      \
		COUNTS(answer.corrupt[I].last);                       \
		COUNTS(answer.corrupt[I].single_bit);                 \
		HOLE_AT_END(answer.corrupt[I].single_bit, answer.corrupt[I]); \
		ALL_SAID(answer.path[I]);                             \
		ALL_SAID(answer.corrupt[I]);                          \
	} while (0)

static void see_answer(void)
{
	COUNTS(answer.status);
	COUNTS(answer.comp_order);
	COUNTS(answer.pfmemalloc);
	COUNTS(answer.nr_pages);
	HOLE(answer.nr_pages, answer.value);
	COUNTS(answer.value);
	COUNTS(answer.wake);
	COUNTS(answer.woken);
	COUNTS(answer.zeroed);
	COUNTS(answer.nr_bad);
	COUNTS(answer.nr_corrupt);
	COUNTS(answer.nr_path);
	HOLE(answer.nr_path, answer.steps);
	IGNORES(answer.steps);
	SEE_EVENT(0);
	SEE_EVENT(1);
	IGNORES(answer.path[2]);
	IGNORES(answer.bad[2]);
	IGNORES(answer.page[2]);
	IGNORES(answer.corrupt[2]);
	try_bytes("answer.path beyond", BEGIN(answer.path[3]), END(answer.path[9]), false);
	all_said("answer", BEGIN(answer), BEGIN(answer.bad[0]));
}

#define SEE_ZONE(Z)                                                                                                                   \
	do {                                                                                                                          \
		COUNTS(view.counters[Z].free);                                                                                        \
		COUNTS(view.counters[Z].free_cma);                                                                                    \
		COUNTS(view.counters[Z].managed);                                                                                     \
		COUNTS(view.counters[Z].reserved_highatomic);                                                                         \
		COUNTS(view.counters[Z].isolated_blocks);                                                                             \
		COUNTS(view.counters[Z].wmark);                                                                                       \
		COUNTS(view.counters[Z].boost);                                                                                       \
		COUNTS(view.counters[Z].boosted);                                                                                     \
		COUNTS(view.counters[Z].free_highatomic);                                                                             \
		COUNTS(view.counters[Z].below_high);                                                                                  \
		HOLE(view.counters[Z].below_high, view.counters[Z].nr_free);                                                          \
		COUNTS(view.counters[Z].nr_free);                                                                                     \
		HOLE_AT_END(view.counters[Z].nr_free, view.counters[Z]);                                                              \
		COUNTS(view.zone[Z].start_pfn);                                                                                       \
		COUNTS(view.zone[Z].end_pfn);                                                                                         \
		COUNTS(view.zone[Z].lowmem_reserve);                                                                                  \
		COUNTS(view.zone[Z].drift_mark);                                                                                      \
		HOLE(view.zone[Z].drift_mark, view.zone[Z].numa_hit);                                                                 \
		COUNTS(view.zone[Z].numa_hit);                                                                                        \
		COUNTS(view.zone[Z].numa_miss);                                                                                       \
		COUNTS(view.zone[Z].numa_foreign);                                                                                    \
		COUNTS(view.zone[Z].numa_local);                                                                                      \
		COUNTS(view.zone[Z].numa_other);                                                                                      \
		COUNTS(view.zone[Z].list_len);                                                                                        \
		HOLE_AT_END(view.zone[Z].list_len, view.zone[Z]);                                                                     \
		ALL_SAID(view.counters[Z]);                                                                                           \
		ALL_SAID(view.zone[Z]);                                                                                               \
	} while (0)

static void see_zones(void)
{
	SEE_ZONE(0);
	SEE_ZONE(1);
	IGNORES(view.counters[2]);
	IGNORES(view.zone[2]);
}

static void see_node(void)
{
	COUNTS(view.node[0].totalreserve);
	COUNTS(view.node[0].min_unmapped);
	COUNTS(view.node[0].min_slab);
	COUNTS(view.node[0].first_deferred);
	COUNTS(view.node[0].zonelist_len);
	COUNTS(view.node[0].zonelist[0][0]);
	COUNTS(view.node[0].zonelist[0][1]);
	try_bytes("view.node[0].zonelist[0] beyond", BEGIN(view.node[0].zonelist[0][2]), END(view.node[0].zonelist[0]), false);
	COUNTS(view.node[0].zonelist[1][0]);
	try_bytes("view.node[0].zonelist[1] beyond", BEGIN(view.node[0].zonelist[1][1]), END(view.node[0].zonelist[1]), false);
	HOLE_AT_END(view.node[0].zonelist, view.node[0]);
	ALL_SAID(view.node[0]);
	IGNORES(view.node[1]);
}

static void see_events(void)
{
	COUNTS(view.events.pgfree);
	COUNTS(view.events.pgalloc);
	COUNTS(view.events.compact_stall);
	COUNTS(view.events.compact_fail);
	COUNTS(view.events.compact_success);
	COUNTS(view.events.node_reclaim_failed);
	ALL_SAID(view.events);
	COUNTS(view.min_free_kbytes);
	COUNTS(view.mobility);
}

#define SEE_PCP(I)                                                \
	do {                                                      \
		COUNTS(pcp[I].count);                             \
		COUNTS(pcp[I].high);                              \
		COUNTS(pcp[I].batch);                             \
		COUNTS(pcp[I].free_factor);                       \
		COUNTS(pcp[I].high_min);                          \
		COUNTS(pcp[I].high_max);                          \
		COUNTS(pcp[I].alloc_factor);                      \
		COUNTS(pcp[I].free_count);                        \
		COUNTS(pcp[I].prev_free_high_order);              \
		COUNTS(pcp[I].free_high_batch);                   \
		HOLE(pcp[I].free_high_batch, pcp[I].free_drift);  \
		COUNTS(pcp[I].free_drift);                        \
		COUNTS(pcp[I].cma_drift);                         \
		COUNTS(pcp[I].drift_limit);                       \
		COUNTS(pcp[I].len);                               \
		ALL_SAID(pcp[I]);                                 \
	} while (0)

static void see_lists(void)
{
	SEE_PCP(0);
	SEE_PCP(1);
	SEE_PCP(2);
	SEE_PCP(3);
	COUNTS(pcp_pfns);
	COUNTS(free_pfns);
	COUNTS(pageblock);
	COUNTS(page);
	COUNTS(memory);
}

/* If pages have no bytes, there is nothing to compare. */
static void see_no_memory(void)
{
	left.machine.page_bytes = right.machine.page_bytes = 0;
	IGNORES(memory);
}

int main(void)
{
	build(&left);
	build(&right);
	if (!agree(&left, &right)) {
		failures++;
		printf("comparison_test: equal worlds differ\n");
	}
	see_answer();
	see_zones();
	see_node();
	see_events();
	see_lists();
	see_no_memory();
	printf("comparison_test: %u checks, %u failed\n", checks, failures);
	return failures > 0;
}
