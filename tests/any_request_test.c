// SPDX-License-Identifier: MIT
/*
 * Requests that the op language cannot make. The language reduces its arguments so that misuse stays rare. Here every field of struct
 * request is drawn independently, at its limits and far beyond, among ordinary requests. Both sides must refuse or answer alike, and
 * their views must agree.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/both.h"

enum { WORLDS = 400 / BOTH_ONE_OF, REQUESTS = 300, LIST_MAX = FREES_PER_ANSWER + 2, NODES = 2, ZONES = 4 };

static struct machine *const machine = &both.machine;
static uint32_t failures, answered;
static pfn_t list[LIST_MAX];
static uint8_t orders[LIST_MAX];

/* Mostly below the limit, now and then at it, or anything. */
static uint8_t below(uint32_t limit)
{
	const uint32_t value[] = {limit, limit + 1, roll(256), UINT8_MAX};

	return (uint8_t)(roll(8) ? roll(limit) : value[roll(4)]);
}

static uint32_t bits(uint32_t usual)
{
	const uint32_t value[] = {usual, usual, usual ^ 1u << roll(32), roll(1u << 31) << 1};

	return value[roll(4)];
}

static void draw_machine(void)
{
	*machine = (struct machine){
		.profile = (uint8_t)roll(NR_PROFILES), .nr_cpus = (uint8_t)(1 + roll(3)), .nr_nodes = NODES, .nr_zones = ZONES,
		.max_order = (uint8_t)(6 + roll(3)), .pageblock_order = (uint8_t)(2 + roll(4)), .distance = {{10, 20}, {40, 10}},
		.zone = {{0, ZONE_DMA32, 256, 512}, {0, ZONE_NORMAL, 512, 1024}, {0, ZONE_MOVABLE, 1024, 1100}, {1, ZONE_NORMAL, 1200, 1500}},
		.nr_ranges = (uint8_t)roll(2), .range = {{RANGE_CMA, 768, 896}}, .mobility = roll(6) > 0, .min_free_kbytes = (int32_t)roll(300),
		.user_min_free_kbytes = -1, .watermark_scale_factor = 10, .watermark_boost_factor = 15000, .lowmem_reserve_ratio = {256, 256, 32, 0},
		.pcp_mode = (uint8_t)roll(PCP_BOOT + 1), .pcp_high = roll(20), .pcp_batch = roll(5), .compaction = roll(2), .cpusets = roll(3) == 0,
		.node_reclaim_mode = (uint8_t)(roll(3) ? 0 : roll(8)), .node_reclaim_distance = 30, .dirty_ratio = 20,
		.guardpage_minorder = (int8_t)(roll(4) ? -1 : (int)roll(3)), .init_on_alloc = roll(2), .init_on_free = roll(2),
		.page_poisoning = (uint8_t)(roll(3) ? POISON_OFF : roll(NR_PAGE_POISONS)), .page_bytes = roll(5), .section_pages = 256,
		.hot_end = roll(2) ? 4096 : 0};
	machine->vmstat_percpu = machine->pcp_mode != PCP_BOOT && roll(3) == 0;
	for (unsigned cpu = 0; cpu < machine->nr_cpus; cpu++)
		machine->cpu_node[cpu] = (uint8_t)roll(NODES);
}

static pfn_t any_pfn(void)
{
	const pfn_t somewhere = both.nr_held ? both.held[roll(both.nr_held)] : 300;
	const pfn_t value[] = {somewhere, somewhere + 1, somewhere - 1, roll(2600), roll(2600), edge(1u << 31), UINT32_MAX - roll(3)};

	return value[roll(7)];
}

static void ask(struct request *r)
{
	static const uint32_t gfps[] = {
		GFP_BIT_KSWAPD_RECLAIM, GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_MOVABLE | GFP_BIT_HIGHMEM, GFP_BIT_HIGH | GFP_BIT_ATOMIC,
		GFP_BIT_DIRECT_RECLAIM | GFP_BIT_IO | GFP_BIT_FS, GFP_BIT_DIRECT_RECLAIM | GFP_BIT_IO | GFP_BIT_NORETRY, GFP_BIT_DMA32 | GFP_BIT_COMP,
	};

	r->kind = REQ_ALLOC;
	r->order = (uint8_t)(roll(3) ? 0 : roll(machine->max_order));
	r->node = (uint8_t)roll(NODES);
	r->lru = roll(2);
	r->gfp = gfps[roll(sizeof(gfps) / sizeof(gfps[0]))];
}

static void draw_list(struct request *r)
{
	const uint32_t most = r->kind == REQ_ANSWER ? FREES_PER_ANSWER + 1 : 8;

	r->count = roll(8) ? roll(6) : most - roll(2);
	for (uint32_t i = 0; i < r->count; i++) {
		list[i] = any_pfn();
		orders[i] = below(machine->max_order);
		if (both.nr_held > 0 && roll(3) == 0) { /* a held block with its own order: is it compound? */
			const uint32_t held = roll(both.nr_held);

			list[i] = both.held[held];
			orders[i] = both.held_order[held];
		}
	}
	r->pfns = list;
	r->orders = orders;
}

static void draw_places(struct request *r)
{
	r->pfn = any_pfn();
	r->end_pfn = roll(4) ? r->pfn + roll(2) * roll(200) + 16 * roll(20) : any_pfn();
	if (roll(2)) {
		r->pfn &= ~15u;
		r->end_pfn &= ~15u;
	}
	if (r->kind == REQ_HOTADD && roll(4)) {
		r->zone = (uint8_t)roll(ZONES);
		r->pfn = both.side[BOTH_MODEL].view.zone[r->zone].end_pfn;
		r->end_pfn = r->pfn + 256 * roll(4);
	}
	r->count = roll(4) ? roll(40) : edge(1 << 20);
	if (r->kind == REQ_WRITE || r->kind == REQ_FREE_CONTIG)
		r->count %= 64;
	r->at = roll(machine->page_bytes + 2);
}

/* Draw every field, whether or not the kind of request uses it. */
static void draw_anything(struct request *r)
{
	const int64_t value[] = {roll(1000), roll(10), edge(1 << 20), edge(1 << 24), edge(INT32_MAX), -1, -4, -16, INT64_MIN, INT64_MAX};

	r->kind = (uint8_t)(roll(30) ? roll(NR_REQUESTS) : roll(256));
	r->cpu = below(machine->nr_cpus);
	r->node = below(NODES);
	r->zone = roll(6) ? below(ZONES) : (uint8_t)ZONE_ALL;
	r->order = below(machine->max_order);
	r->hzi = below(MAX_NR_ZONES);
	r->migratetype = below(MIGRATE_TYPES);
	r->question = below(NR_QUESTIONS);
	r->damage = below(NR_DAMAGES);
	r->lru = roll(2);
	r->force = roll(2);
	r->spread = roll(4) == 0;
	r->victim = roll(8) == 0;
	r->list = roll(4) == 0;
	r->filled = roll(2) ? 0 : bits(roll(1u << 16));
	r->has_nodemask = roll(6) == 0;
	r->has_mems = roll(6) == 0;
	r->has_hardwall = roll(6) == 0;
	r->gfp = bits(1u << roll(24) | GFP_BIT_KSWAPD_RECLAIM);
	r->alloc_flags = bits(roll(4) | 1u << roll(12));
	r->task_flags = roll(2) ? 0 : bits(1u << roll(12));
	r->nodemask = roll(4) ? bits(roll(4)) : UINT32_MAX;
	r->mems = bits(roll(4));
	r->hardwall = bits(roll(4));
	r->value = value[roll(10)];
	for (int i = 0; i < NR_NODE_STATS; i++)
		r->stat[i] = roll(4) ? roll(300) : (roll(2) ? UINT32_MAX : 1u << 31) >> roll(3);
	draw_places(r);
	if (r->kind == REQ_FREE_LIST || r->kind == REQ_ANSWER)
		draw_list(r);
}

static void draw_request(struct request *r)
{
	memset(r, 0, sizeof(*r));
	r->cpu = (uint8_t)roll(machine->nr_cpus);
	if (both.nr_held && roll(3) == 0)
		both_give_back(r);
	else if (roll(3) == 0)
		ask(r);
	else
		draw_anything(r);
}

static void run(uint32_t seed)
{
	struct divergence diff;
	struct request r;
	bool up, same = true;

	both_seed(seed);
	draw_machine();
	if (!both_boot(&up) || !up)
		exit(3);
	for (uint32_t i = 0; i < REQUESTS && same; i++, answered++) {
		draw_request(&r);
		same = both_answer(&r, &diff);
		if (!same && failures++ < 10)
			printf("any_request_test: world %u, request %u, kind %u: %s: allocator %lld, oracle %lld\n", seed, i, r.kind, diff.field,
			       (long long)diff.subject, (long long)diff.oracle);
	}
	both_close();
}

int main(void)
{
	for (uint32_t seed = 1; seed <= WORLDS; seed++)
		run(seed);
	printf("any_request_test: %u requests answered, %u worlds failed\n", answered, failures);
	return failures > 0;
}
