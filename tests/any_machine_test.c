// SPDX-License-Identifier: MIT
/*
 * Machines that the op language cannot describe. The language corrects settings that make little sense, so it never tests a batch of 0, a
 * user's min_free_kbytes, memory at page 0, or fields at their limits. Here every field of struct machine is drawn independently, often
 * at a limit: either both sides refuse the machine, or both boot and agree, at once and after each of some requests.
 */
#include <stdio.h>
#include <string.h>

#include "tests/both.h"

enum { MACHINES = 3000 / BOTH_ONE_OF, REQUESTS = 40 };

static struct machine *const machine = &both.machine;
static uint32_t failures, booted, refused;

static uint32_t often(uint32_t usual, uint32_t otherwise)
{
	return roll(3) ? usual : otherwise;
}

static void draw_settings(void)
{
	static const uint32_t ratio[MAX_NR_ZONES] = {256, 256, 32, 0};

	machine->profile = (uint8_t)roll(NR_PROFILES);
	machine->max_order = (uint8_t)(2 + roll(MAX_ORDER_LIMIT - 1));
	machine->pageblock_order = (uint8_t)(1 + roll(machine->max_order));
	machine->mobility = roll(8) > 0;
	machine->min_free_kbytes = (int32_t)often(roll(400), edge(1 << 24)) - 1;
	machine->user_min_free_kbytes = (int32_t)often(0, edge(1 << 24)) - 1;
	machine->watermark_scale_factor = often(10, edge(1 << 20));
	machine->watermark_boost_factor = often(15000, edge(1 << 20));
	for (unsigned kind = 0; kind < MAX_NR_ZONES; kind++)
		machine->lowmem_reserve_ratio[kind] = often(ratio[kind], edge(1 << 20));
	machine->pcp_mode = (uint8_t)roll(PCP_BOOT + 1);
	machine->pcp_high = often(roll(20), edge(1 << 20));
	machine->pcp_batch = often(roll(6), edge(1 << 20));
	machine->pcp_high_max = often(0, edge(1 << 20));
	machine->cache_pages = often(0, edge(1 << 20));
	machine->vmstat_percpu = roll(3) == 0;
	machine->compaction = roll(2);
	machine->cpusets = roll(4) == 0;
	machine->node_reclaim_mode = (uint8_t)often(0, roll(8));
	machine->node_reclaim_distance = (uint8_t)roll(60);
	machine->dirty_ratio = (uint8_t)roll(120);
	machine->deferred = roll(4) == 0;
	machine->guardpage_minorder = (int8_t)((int)often(0, roll(8)) - 1);
	machine->init_on_alloc = roll(2);
	machine->init_on_free = roll(2);
	machine->page_poisoning = (uint8_t)often(POISON_OFF, roll(NR_PAGE_POISONS + 1));
	machine->page_bytes = often(0, roll(40));
	machine->section_pages = 1u << (roll(10) ? machine->max_order - 1u + roll(3) : roll(12));
}

static void draw_zone(unsigned node, unsigned kind, pfn_t *at)
{
	struct machine_zone *zone = &machine->zone[machine->nr_zones++];

	*at += roll(4) ? 0 : roll(200);
	*zone = (struct machine_zone){(uint8_t)node, (uint8_t)kind, *at, *at + (roll(8) ? roll(roll(2) ? 64 : 700) : 0)};
	*at = zone->end_pfn;
}

/* Zones need not be in the order of their kinds. */
static void swap_spans(struct machine_zone *a, struct machine_zone *b)
{
	const struct machine_zone kept = *a;

	a->start_pfn = b->start_pfn;
	a->end_pfn = b->end_pfn;
	b->start_pfn = kept.start_pfn;
	b->end_pfn = kept.end_pfn;
}

/* Each node has at least one zone. */
static void draw_zones(void)
{
	pfn_t at = often(0, roll(300));

	for (unsigned node = 0; node < machine->nr_nodes; node++) {
		const unsigned surely = roll(MAX_NR_ZONES);

		for (unsigned kind = 0; kind < MAX_NR_ZONES; kind++)
			if (kind == surely || roll(3) == 0)
				draw_zone(node, kind, &at);
	}
	if (roll(6) == 0)
		swap_spans(&machine->zone[roll(machine->nr_zones)], &machine->zone[roll(machine->nr_zones)]);
	machine->hot_end = roll(3) ? 0 : at + roll(3000);
	if (roll(8))
		machine->hot_end &= ~(machine->section_pages - 1);
}

static void draw_range(void)
{
	const struct machine_zone *zone = &machine->zone[roll(machine->nr_zones)];
	const uint32_t pages = zone->end_pfn - zone->start_pfn, first = pages ? roll(pages) : 0;
	const pfn_t mask = roll(8) ? (1u << machine->pageblock_order) - 1 : 0;
	struct machine_range range = {.kind = (uint8_t)roll(3), .start_pfn = zone->start_pfn + first};

	range.end_pfn = range.start_pfn + 1 + roll(pages - first + 1);
	if (range.kind == RANGE_CMA) {
		range.start_pfn = (range.start_pfn + mask) & ~mask;
		range.end_pfn &= ~mask;
	}
	machine->range[machine->nr_ranges++] = range;
}

static void draw_machine(void)
{
	memset(machine, 0, sizeof(*machine));
	machine->nr_cpus = (uint8_t)often(1 + roll(4), 1 + roll(MAX_CPUS));
	machine->nr_nodes = (uint8_t)often(1 + roll(3), 1 + roll(MAX_NODES));
	draw_settings();
	draw_zones();
	for (uint32_t left = roll(4) ? 0 : 1 + roll(2); left > 0; left--)
		draw_range();
	for (unsigned cpu = 0; cpu < machine->nr_cpus; cpu++)
		machine->cpu_node[cpu] = (uint8_t)roll(machine->nr_nodes);
	for (unsigned from = 0; from < machine->nr_nodes; from++)
		for (unsigned to = 0; to < machine->nr_nodes; to++)
			machine->distance[from][to] = (uint8_t)(from == to ? 10 : often(20 + 10 * roll(2), roll(256)));
}

static void fail(uint32_t seed, const char *when, const struct divergence *diff)
{
	if (failures++ < 10)
		printf("any_machine_test: machine %u, %s: %s: allocator %lld, oracle %lld\n", seed, when, diff->field, (long long)diff->subject,
		       (long long)diff->oracle);
}

static void ask_for_pages(struct request *r)
{
	static const uint32_t gfps[] = {
		GFP_BIT_KSWAPD_RECLAIM, GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_MOVABLE | GFP_BIT_HIGHMEM, GFP_BIT_HIGH | GFP_BIT_ATOMIC | GFP_BIT_KSWAPD_RECLAIM,
		GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS, GFP_BIT_DIRECT_RECLAIM | GFP_BIT_IO | GFP_BIT_NORETRY,
		GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_DMA32,
	};

	r->kind = REQ_ALLOC;
	r->order = (uint8_t)often(0, roll(machine->max_order));
	r->node = (uint8_t)roll(machine->nr_nodes);
	r->lru = roll(2);
	r->gfp = gfps[roll(sizeof(gfps) / sizeof(gfps[0]))];
}

/* Add memory at the end of a zone, or above all memory if the zone is empty. */
static void add_memory(struct request *r)
{
	const struct zone_view *zone = both.side[BOTH_MODEL].view.zone;
	pfn_t end = 0;

	for (unsigned z = 0; z < machine->nr_zones; z++)
		end = zone[z].end_pfn > end ? zone[z].end_pfn : end;
	r->kind = REQ_HOTADD;
	r->zone = (uint8_t)roll(machine->nr_zones);
	r->pfn = zone[r->zone].start_pfn < zone[r->zone].end_pfn ? zone[r->zone].end_pfn : (end + machine->section_pages - 1) & ~(machine->section_pages - 1);
	r->end_pfn = r->pfn + machine->section_pages;
}

static void draw_request(struct request *r)
{
	static const uint8_t others[] = {REQ_DRAIN_ALL, REQ_INIT_WMARKS, REQ_SETUP_PAGESET, REQ_INIT_LATE, REQ_FRACTION, REQ_MIN_FREE_KBYTES,
					 REQ_LOWMEM_RATIO, REQ_CPU_DEAD, REQ_CPU_UP};
	const uint32_t what = roll(20);

	memset(r, 0, sizeof(*r));
	r->cpu = (uint8_t)roll(machine->nr_cpus);
	if (what < 9 || both.nr_held == 0) {
		ask_for_pages(r);
	} else if (what < 15) {
		both_give_back(r);
	} else if (what == 15) {
		add_memory(r);
	} else {
		r->kind = others[roll(sizeof(others))];
		r->zone = r->kind == REQ_DRAIN_ALL ? ZONE_ALL : (uint8_t)roll(MAX_NR_ZONES);
		r->value = edge(r->kind == REQ_MIN_FREE_KBYTES ? 1 << 24 : 1 << 20);
	}
}

static void exercise(uint32_t seed)
{
	struct divergence diff;
	struct request r;
	char when[32];

	if (!both_look(&diff)) {
		fail(seed, "boot", &diff);
		return;
	}
	for (uint32_t i = 0; i < REQUESTS; i++) {
		draw_request(&r);
		if (!both_answer(&r, &diff)) {
			snprintf(when, sizeof(when), "request %u, kind %u", i, r.kind);
			fail(seed, when, &diff);
			return;
		}
	}
}

static void run(uint32_t seed)
{
	const struct divergence accepted = {.field = "accepted"};
	bool up;

	both_seed(seed);
	draw_machine();
	if (!both_boot(&up))
		fail(seed, "boot", &accepted);
	else if (up)
		exercise(seed);
	booted += up;
	refused += !up;
	both_close();
}

int main(void)
{
	for (uint32_t seed = 1; seed <= MACHINES; seed++)
		run(seed);
	printf("any_machine_test: %u machines booted, %u refused, %u failed\n", booted, refused, failures);
	return failures > 0 || booted < MACHINES / 10 || refused < MACHINES / 10;
}
