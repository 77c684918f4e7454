// SPDX-License-Identifier: MIT
/*
 * Which machines are refused: every rule that contract/machine.h states for a field is broken, one at a time, on both sides.
 *
 * The op language describes only machines that both sides accept, so that no other test boots one that must be refused.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/subjects.h"

/* Two nodes of two zones, one of them with a range of each kind. */
static struct machine good_machine(void)
{
	struct machine m = {
		.profile = PROFILE_LINUX_5_10, .nr_cpus = 2, .nr_nodes = 2, .nr_zones = 4, .max_order = 11, .pageblock_order = 4,
		.cpu_node = {0, 1}, .distance = {{10, 20}, {20, 10}},
		.zone = {{0, ZONE_DMA32, 512, 1024}, {0, ZONE_NORMAL, 1024, 2048}, {1, ZONE_NORMAL, 2048, 3072}, {1, ZONE_MOVABLE, 3072, 3072}},
		.nr_ranges = 3, .range = {{RANGE_HOLE, 1100, 1110}, {RANGE_RESERVED, 1200, 1210}, {RANGE_CMA, 1536, 1600}},
		.mobility = true, .min_free_kbytes = -1, .user_min_free_kbytes = -1, .watermark_scale_factor = 10, .node_reclaim_distance = 30,
		.guardpage_minorder = -1, .section_pages = 1024, .hot_end = 8192,
	};

	return m;
}

/* Sixteen pages, and no hot-add above them. */
static void one_block(struct machine *m)
{
	m->nr_zones = m->nr_nodes = 1;
	m->cpu_node[1] = 0;
	m->nr_ranges = 0;
	m->zone[0].end_pfn = m->zone[0].start_pfn + 16;
	m->max_order = 5;
	m->hot_end = 0;
}

#define CASE(NAME, CHANGE) static void NAME(struct machine *m) { CHANGE; }

CASE(same, (void)m)
CASE(sixty_four_cpus, m->nr_cpus = MAX_CPUS)
CASE(no_memory_at_all, m->nr_zones = 1; m->nr_nodes = 1; m->cpu_node[1] = 0; m->nr_ranges = 0; m->zone[0].start_pfn = m->zone[0].end_pfn = 512)
CASE(zones_descend, m->zone[0].start_pfn = 4096; m->zone[0].end_pfn = 5120)
CASE(range_over_zones, m->nr_ranges = 1; m->range[0].start_pfn = 1000; m->range[0].end_pfn = 1050)

CASE(profile, m->profile = NR_PROFILES)
CASE(no_cpu, m->nr_cpus = 0)
CASE(cpus, m->nr_cpus = MAX_CPUS + 1)
CASE(no_node, m->nr_nodes = 0)
CASE(nodes, m->nr_nodes = MAX_NODES + 1)
CASE(node_without_zone, m->nr_zones = 2; m->nr_ranges = 0)
CASE(no_zone, m->nr_zones = 0)
CASE(zones, m->nr_zones = MAX_ZONES + 1)
CASE(one_order, m->max_order = 1)
CASE(orders, m->max_order = MAX_ORDER_LIMIT + 1)
CASE(no_pageblock, m->pageblock_order = 0)
CASE(pageblock, m->pageblock_order = m->max_order)
CASE(cpu_node, m->cpu_node[1] = 2)
CASE(own_distance, m->distance[1][1] = 11)
CASE(zone_node, m->zone[3].node = 2)
CASE(zone_kind, m->zone[3].kind = MAX_NR_ZONES)
CASE(zone_backwards, m->zone[3].start_pfn = 3073)
CASE(zone_end, m->zone[2].end_pfn = 1u << 31)
CASE(zone_twice, m->zone[3].kind = ZONE_NORMAL)
CASE(zone_before_its_node, m->zone[2].node = 0; m->zone[2].kind = ZONE_DMA)
CASE(zones_overlap, m->zone[1].end_pfn = 2049)
CASE(zones_overlap_below, m->zone[2].start_pfn = 1000; m->zone[2].end_pfn = 1025)
CASE(zone_inside_the_next, m->zone[0].start_pfn = m->zone[0].end_pfn = 1500)
CASE(zone_inside_the_last, m->zone[3].start_pfn = m->zone[3].end_pfn = 2500)
CASE(zone_at_anothers_start, m->zone[3].start_pfn = m->zone[3].end_pfn = 2048)
CASE(ranges, m->nr_ranges = MAX_RANGES + 1)
CASE(range_kind, m->range[0].kind = RANGE_CMA + 1)
CASE(range_empty, m->range[0].end_pfn = 1100)
CASE(range_backwards, m->range[0].end_pfn = 1099)
CASE(range_outside, m->range[0].start_pfn = 100; m->range[0].end_pfn = 110)
CASE(range_leaves, m->range[2].kind = RANGE_HOLE; m->range[2].end_pfn = 3073)
CASE(ranges_overlap, m->range[1].start_pfn = 1109)
CASE(ranges_descend, m->range[1].start_pfn = 1030; m->range[1].end_pfn = 1040)
CASE(cma_start, m->range[2].start_pfn = 1537)
CASE(cma_end, m->range[2].end_pfn = 1601)
CASE(cma_over_zones, m->range[2].end_pfn = 2064)
CASE(min_free, m->min_free_kbytes = -2)
CASE(min_free_max, m->min_free_kbytes = 1 << 24)
CASE(min_free_beyond, m->min_free_kbytes = (1 << 24) + 1)
CASE(user_min_free, m->user_min_free_kbytes = -2)
CASE(scale, m->watermark_scale_factor = (1u << 20) + 1)
CASE(boost, m->watermark_boost_factor = (1u << 20) + 1)
CASE(pcp_high, m->pcp_high = (1u << 20) + 1)
CASE(pcp_batch, m->pcp_batch = (1u << 20) + 1)
CASE(pcp_high_max, m->pcp_high_max = 1u << 20)
CASE(pcp_high_max_beyond, m->pcp_high_max = (1u << 20) + 1)
CASE(cache_pages, m->cache_pages = 1u << 20)
CASE(cache_pages_beyond, m->cache_pages = (1u << 20) + 1)
CASE(pcp_mode, m->pcp_mode = PCP_BOOT + 1)
CASE(drift, m->vmstat_percpu = true)
CASE(drift_at_boot, m->vmstat_percpu = true; m->pcp_mode = PCP_BOOT)
CASE(page_poisoning, m->page_poisoning = NR_PAGE_POISONS)
CASE(page_bytes, m->page_bytes = PAGE_BYTES_MAX; one_block(m)) /* all of it is written at boot */
CASE(page_bytes_beyond, m->page_bytes = PAGE_BYTES_MAX + 1)
CASE(no_guard, m->guardpage_minorder = -2)
CASE(guard, m->guardpage_minorder = 6)
CASE(no_section, m->section_pages = 0)
CASE(section_power, m->section_pages = 1536)
CASE(section_small, m->section_pages = 512)
CASE(hot_end, m->hot_end = 1u << 31)

static const struct {
	const char *name;
	void (*change)(struct machine *m);
	bool accepted;
} cases[] = {
	{"same", same, true}, {"64 cpus", sixty_four_cpus, true}, {"no memory at all", no_memory_at_all, true},
	{"zones descend", zones_descend, true}, {"a range over two zones", range_over_zones, true}, {"profile", profile, false}, {"no cpu", no_cpu, false},
	{"cpus", cpus, false}, {"no node", no_node, false}, {"nodes", nodes, false}, {"node without zone", node_without_zone, false},
	{"no zone", no_zone, false}, {"zones", zones, false}, {"one order", one_order, false}, {"orders", orders, false},
	{"no pageblock", no_pageblock, false}, {"pageblock", pageblock, false}, {"cpu_node", cpu_node, false}, {"own distance", own_distance, false},
	{"zone's node", zone_node, false}, {"zone's kind", zone_kind, false}, {"zone backwards", zone_backwards, false}, {"zone's end", zone_end, false},
	{"zone twice", zone_twice, false}, {"zone before its node", zone_before_its_node, false}, {"zones overlap", zones_overlap, false},
	{"zones overlap below", zones_overlap_below, false}, {"no memory inside the next zone", zone_inside_the_next, false},
	{"no memory inside the last zone", zone_inside_the_last, false}, {"no memory where another zone begins", zone_at_anothers_start, true},
	{"ranges", ranges, false}, {"range's kind", range_kind, false},
	{"range empty", range_empty, false}, {"range backwards", range_backwards, false}, {"range outside", range_outside, false},
	{"range leaves", range_leaves, false}, {"ranges overlap", ranges_overlap, false}, {"ranges descend", ranges_descend, false},
	{"CMA start", cma_start, false}, {"CMA end", cma_end, false}, {"CMA over zones", cma_over_zones, false}, {"min_free_kbytes", min_free, false},
	{"min_free_kbytes at its limit", min_free_max, true}, {"min_free_kbytes beyond it", min_free_beyond, false},
	{"user_min_free_kbytes", user_min_free, false}, {"scale factor", scale, false}, {"boost factor", boost, false},
	{"pcp_high", pcp_high, false}, {"pcp_batch", pcp_batch, false}, {"pcp_high_max at its limit", pcp_high_max, true},
	{"pcp_high_max beyond it", pcp_high_max_beyond, false}, {"cache_pages at its limit", cache_pages, true},
	{"cache_pages beyond it", cache_pages_beyond, false},
	{"counters that drift", drift, true}, {"counters that drift in boot page sets", drift_at_boot, false},
	{"page_poisoning", page_poisoning, false}, {"page_bytes at its limit", page_bytes, true}, {"page_bytes beyond it", page_bytes_beyond, false},
	{"pcp_mode", pcp_mode, false}, {"guard below -1", no_guard, false}, {"guard above 5", guard, false}, {"no section", no_section, false},
	{"section no power of two", section_power, false}, {"section below the largest block", section_small, false}, {"hot_end", hot_end, false},
};

static _Alignas(64) char room[64]; /* a refused machine boots nowhere, so the memory does not matter */

static bool accepts(const struct subject *subject, const struct machine *machine)
{
	const size_t size = subject->size(machine);

	if (size == 0)
		return subject->boot(room, machine);

	void *memory = aligned_alloc(64, (size + 63) & ~(size_t)63);
	const bool booted = memory && subject->boot(memory, machine);

	free(memory);
	return booted;
}

static int failed(const struct subject *subject)
{
	int bad = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct machine machine = good_machine();

		cases[i].change(&machine);
		if (accepts(subject, &machine) == cases[i].accepted)
			continue;
		fprintf(stderr, "machine_test: %s: \"%s\" must be %s\n", subject->name, cases[i].name, cases[i].accepted ? "accepted" : "refused");
		bad++;
	}
	return bad;
}

int main(void)
{
	const int bad = failed(subject_find("allocator")) + failed(subject_find("model"));

	if (bad == 0)
		printf("machine_test: %zu machines, both sides judge them alike\n", sizeof(cases) / sizeof(cases[0]));
	return bad > 0;
}
