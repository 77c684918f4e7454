// SPDX-License-Identifier: MIT
/* The table of checks by name, and how the oracle is given the subject's value for each. */
#include "fuzz/lockstep/blind.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "fuzz/lockstep/compare.h"
#include "fuzz/lockstep/view.h"

/* Where the value is: a field of a structure, or a buffer whose length follows from the view. */
enum place {
	IN_ANSWER, BAD_PAGES, CORRUPT_PAGES, GIVEN_PAGES, PATH, IN_COUNTERS, IN_ZONE, LISTS, IN_PCP, PCP_LISTS, PAGEBLOCKS, PAGES, MEMORY, IN_NODE,
	IN_VIEW,
	INVARIANT, OWN_CHECK, STEPS,
};

#define FIELD(in, type, field) in, offsetof(struct type, field), sizeof(((struct type *)0)->field)

static const struct check {
	const char *name;
	enum place place;
	size_t offset, size; /* INVARIANT: offset is the invariant's number */
} checks[] = {
	{"answer.status", FIELD(IN_ANSWER, answer, status)},
	{"answer.value", FIELD(IN_ANSWER, answer, value)},
	{"answer.comp_order", FIELD(IN_ANSWER, answer, comp_order)},
	{"answer.pfmemalloc", FIELD(IN_ANSWER, answer, pfmemalloc)},
	{"answer.path", PATH, 0, 0},
	{"answer.wake", FIELD(IN_ANSWER, answer, wake)},
	{"answer.woken", FIELD(IN_ANSWER, answer, woken)},
	{"answer.zeroed", FIELD(IN_ANSWER, answer, zeroed)},
	{"answer.bad", BAD_PAGES, 0, 0},
	{"answer.corrupt", CORRUPT_PAGES, 0, 0},
	{"answer.page", GIVEN_PAGES, 0, 0},
	{"counter.free", FIELD(IN_COUNTERS, zone_counters, free)},
	{"counter.free_cma", FIELD(IN_COUNTERS, zone_counters, free_cma)},
	{"counter.managed", FIELD(IN_COUNTERS, zone_counters, managed)},
	{"counter.reserved_highatomic", FIELD(IN_COUNTERS, zone_counters, reserved_highatomic)},
	{"counter.isolated_blocks", FIELD(IN_COUNTERS, zone_counters, isolated_blocks)},
	{"counter.wmark", FIELD(IN_COUNTERS, zone_counters, wmark)},
	{"counter.boost", FIELD(IN_COUNTERS, zone_counters, boost)},
	{"counter.boosted", FIELD(IN_COUNTERS, zone_counters, boosted)},
	{"counter.free_highatomic", FIELD(IN_COUNTERS, zone_counters, free_highatomic)},
	{"counter.below_high", FIELD(IN_COUNTERS, zone_counters, below_high)},
	{"counter.nr_free", FIELD(IN_COUNTERS, zone_counters, nr_free)},
	{"check", OWN_CHECK, 0, 0},
	{"view.start_pfn", FIELD(IN_ZONE, zone_view, start_pfn)},
	{"view.end_pfn", FIELD(IN_ZONE, zone_view, end_pfn)},
	{"view.list_len", FIELD(IN_ZONE, zone_view, list_len)},
	{"view.list", LISTS, 0, 0},
	{"view.pcp_count", FIELD(IN_PCP, pcp_view, count)},
	{"view.pcp_high", FIELD(IN_PCP, pcp_view, high)},
	{"view.pcp_batch", FIELD(IN_PCP, pcp_view, batch)},
	{"view.pcp_free_factor", FIELD(IN_PCP, pcp_view, free_factor)},
	{"view.pcp_high_min", FIELD(IN_PCP, pcp_view, high_min)},
	{"view.pcp_high_max", FIELD(IN_PCP, pcp_view, high_max)},
	{"view.pcp_alloc_factor", FIELD(IN_PCP, pcp_view, alloc_factor)},
	{"view.pcp_free_count", FIELD(IN_PCP, pcp_view, free_count)},
	{"view.pcp_prev_free_high_order", FIELD(IN_PCP, pcp_view, prev_free_high_order)},
	{"view.pcp_free_high_batch", FIELD(IN_PCP, pcp_view, free_high_batch)},
	{"view.free_drift", FIELD(IN_PCP, pcp_view, free_drift)},
	{"view.cma_drift", FIELD(IN_PCP, pcp_view, cma_drift)},
	{"view.drift_limit", FIELD(IN_PCP, pcp_view, drift_limit)},
	{"view.pcp_len", FIELD(IN_PCP, pcp_view, len)},
	{"view.pcp", PCP_LISTS, 0, 0},
	{"view.pageblock", PAGEBLOCKS, 0, 0},
	{"view.page", PAGES, 0, 0},
	{"view.memory", MEMORY, 0, 0},
	{"view.lowmem_reserve", FIELD(IN_ZONE, zone_view, lowmem_reserve)},
	{"view.drift_mark", FIELD(IN_ZONE, zone_view, drift_mark)},
	{"view.numa_hit", FIELD(IN_ZONE, zone_view, numa_hit)},
	{"view.numa_miss", FIELD(IN_ZONE, zone_view, numa_miss)},
	{"view.numa_foreign", FIELD(IN_ZONE, zone_view, numa_foreign)},
	{"view.numa_local", FIELD(IN_ZONE, zone_view, numa_local)},
	{"view.numa_other", FIELD(IN_ZONE, zone_view, numa_other)},
	{"view.totalreserve", FIELD(IN_NODE, node_view, totalreserve)},
	{"view.min_unmapped", FIELD(IN_NODE, node_view, min_unmapped)},
	{"view.min_slab", FIELD(IN_NODE, node_view, min_slab)},
	{"view.first_deferred", FIELD(IN_NODE, node_view, first_deferred)},
	{"view.zonelist_len", FIELD(IN_NODE, node_view, zonelist_len)},
	{"view.zonelist", FIELD(IN_NODE, node_view, zonelist)},
	{"view.min_free_kbytes", FIELD(IN_VIEW, view, min_free_kbytes)},
	{"view.mobility", FIELD(IN_VIEW, view, mobility)},
	{"view.pgfree", FIELD(IN_VIEW, view, events.pgfree)},
	{"view.pgalloc", FIELD(IN_VIEW, view, events.pgalloc)},
	{"view.compact_stall", FIELD(IN_VIEW, view, events.compact_stall)},
	{"view.compact_fail", FIELD(IN_VIEW, view, events.compact_fail)},
	{"view.compact_success", FIELD(IN_VIEW, view, events.compact_success)},
	{"view.node_reclaim_failed", FIELD(IN_VIEW, view, events.node_reclaim_failed)},
	{"invariant.1", INVARIANT, 1, 0},
	{"invariant.2", INVARIANT, 2, 0},
	{"invariant.3", INVARIANT, 3, 0},
	{"invariant.4", INVARIANT, 4, 0},
	{"invariant.5", INVARIANT, 5, 0},
	{"invariant.6", INVARIANT, 6, 0},
	{"invariant.7", INVARIANT, 7, 0},
	{"invariant.8", INVARIANT, 8, 0},
	{"invariant.9", INVARIANT, 9, 0},
	{"invariant.10", INVARIANT, 10, 0},
	{"invariant.11", INVARIANT, 11, 0},
	{"invariant.12", INVARIANT, 12, 0},
	{"invariant.13", INVARIANT, 13, 0},
	{"invariant.14", INVARIANT, 14, 0},
	{"invariant.15", INVARIANT, 15, 0},
	{"invariant.16", INVARIANT, 16, 0},
	{"invariant.17", INVARIANT, 17, 0},
	{"invariant.18", INVARIANT, 18, 0},
	{"invariant.19", INVARIANT, 19, 0},
	{"invariant.20", INVARIANT, 20, 0},
	{"invariant.21", INVARIANT, 21, 0},
	{"invariant.22", INVARIANT, 22, 0},
	{"steps", STEPS, 0, 0},
};

enum { NR_CHECKS = sizeof(checks) / sizeof(checks[0]) };
_Static_assert((int)NR_CHECKS <= (int)BLIND_MAX, "room for every check");

const char *blind_name(uint32_t number)
{
	return number < NR_CHECKS ? checks[number].name : NULL;
}

static int number_of(const char *name)
{
	for (uint32_t i = 0; i < NR_CHECKS; i++)
		if (strcmp(name, checks[i].name) == 0)
			return (int)i;
	return -1;
}

/* Fields that reports distinguish but that are compared as one. */
static const char *known_as(const char *field)
{
	static const char *const same[][2] = {
		{"wmark_min", "wmark"}, {"wmark_low", "wmark"}, {"wmark_high", "wmark"}, {"nr_bad", "bad"},
		{"nr_corrupt", "corrupt"}, {"corrupt-pfn", "corrupt"}, {"corrupt-first", "corrupt"}, {"corrupt-last", "corrupt"},
		{"corrupt-single_bit", "corrupt"},
		{"zonelist_thisnode", "zonelist"}, {"zonelist_thisnode_len", "zonelist_len"},
	};

	for (uint32_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		if (strcmp(field, same[i][0]) == 0)
			return same[i][1];
	return field;
}

int blind_which(const struct divergence *diff)
{
	char field[sizeof(diff->field)], name[sizeof(field) + 16];
	unsigned number = 0;

	snprintf(field, sizeof(field), "%.*s", (int)strcspn(diff->field, " "), diff->field);
	switch (diff->class) {
	case DIFF_STATUS: case DIFF_VALUE: case DIFF_ANSWER:
		snprintf(name, sizeof(name), "answer.%s", known_as(field));
		return number_of(name);
	case DIFF_PATH:
		return number_of("answer.path");
	case DIFF_COUNTER:
		snprintf(name, sizeof(name), "counter.%s", known_as(field));
		return number_of(name);
	case DIFF_VIEW:
		snprintf(name, sizeof(name), "view.%s", known_as(field));
		return number_of(name);
	case DIFF_INVARIANT:
		if (sscanf(diff->field, "invariant number=%u", &number) != 1)
			return -1;
		snprintf(name, sizeof(name), "invariant.%u", number);
		return number_of(name);
	case DIFF_CHECK:
	case DIFF_ASSERTION:
		return number_of("check");
	case DIFF_STEPS:
	case DIFF_SLOW:
		return number_of("steps");
	case DIFF_NONE: case DIFF_BOOT: case DIFF_EXPECT:
		return -1;
	}
	return -1;
}

static bool names(const char *word, const struct check *check)
{
	const size_t length = strlen(word);

	if (strcmp(word, "oracle") == 0)
		return check->place < INVARIANT;
	return strncmp(word, check->name, length) == 0 && (check->name[length] == '\0' || check->name[length] == '.');
}

bool blind_add(struct blind *blind, const char *word)
{
	bool found = false;

	for (uint32_t i = 0; i < NR_CHECKS; i++) {
		if (!names(word, &checks[i]))
			continue;
		found = true;
		blind->out[i] = true;
		if (checks[i].place == INVARIANT)
			blind->invariants |= 1u << checks[i].offset;
		blind->check |= checks[i].place == OWN_CHECK;
		blind->steps |= checks[i].place == STEPS;
	}
	return found;
}

/* Copy the check's field of one structure. */
static void give(const struct check *check, const void *from, void *to)
{
	memcpy((char *)to + check->offset, (const char *)from + check->offset, check->size);
}

static void give_bad_pages(const struct answer *subject, struct answer *oracle)
{
	oracle->nr_bad = subject->nr_bad;
	memcpy(oracle->bad, subject->bad, sizeof(oracle->bad));
}

static void give_corrupt_pages(const struct answer *subject, struct answer *oracle)
{
	oracle->nr_corrupt = subject->nr_corrupt;
	memcpy(oracle->corrupt, subject->corrupt, sizeof(oracle->corrupt));
}

static void give_pages(const struct answer *subject, struct answer *oracle)
{
	oracle->nr_pages = subject->nr_pages;
	memcpy(oracle->page, subject->page, sizeof(oracle->page));
}

void blind_answer(const struct blind *blind, const struct answer *subject, struct answer *oracle)
{
	for (uint32_t i = 0; i < NR_CHECKS; i++) {
		if (!blind->out[i])
			continue;
		if (checks[i].place == IN_ANSWER)
			give(&checks[i], subject, oracle);
		else if (checks[i].place == PATH)
			copy_path(subject, oracle);
		else if (checks[i].place == BAD_PAGES)
			give_bad_pages(subject, oracle);
		else if (checks[i].place == CORRUPT_PAGES)
			give_corrupt_pages(subject, oracle);
		else if (checks[i].place == GIVEN_PAGES)
			give_pages(subject, oracle);
	}
}

void blind_counters(const struct blind *blind, const struct zone_counters *subject, struct zone_counters *oracle, uint32_t nr_zones)
{
	for (uint32_t i = 0; i < NR_CHECKS; i++)
		for (uint32_t zone = 0; blind->out[i] && checks[i].place == IN_COUNTERS && zone < nr_zones; zone++)
			give(&checks[i], &subject[zone], &oracle[zone]);
}

static void give_of_view(const struct check *check, const struct machine *machine, const struct view *subject, struct view *oracle)
{
	switch (check->place) {
	case IN_ZONE:
		for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
			give(check, &subject->zone[zone], &oracle->zone[zone]);
		return;
	case IN_NODE:
		for (uint32_t node = 0; node < machine->nr_nodes; node++)
			give(check, &subject->node[node], &oracle->node[node]);
		return;
	case IN_PCP:
		for (uint32_t i = 0; i < (uint32_t)machine->nr_zones * machine->nr_cpus; i++)
			give(check, &subject->pcp[i], &oracle->pcp[i]);
		return;
	case IN_VIEW:
		give(check, subject, oracle);
		return;
	case LISTS:
		memcpy(oracle->free_pfns, subject->free_pfns, view_nr_free_blocks(subject, machine) * sizeof(pfn_t));
		return;
	case PCP_LISTS:
		memcpy(oracle->pcp_pfns, subject->pcp_pfns, view_nr_cached(subject, machine) * sizeof(pfn_t));
		return;
	case PAGEBLOCKS:
		memcpy(oracle->pageblock, subject->pageblock, view_all_pageblocks(subject, machine));
		return;
	case PAGES:
		memcpy(oracle->page, subject->page, view_all_pages(subject, machine));
		return;
	case MEMORY:
		memcpy(oracle->memory, subject->memory, (size_t)view_all_pages(subject, machine) * machine->page_bytes);
		return;
	case IN_ANSWER: case BAD_PAGES: case CORRUPT_PAGES: case GIVEN_PAGES: case PATH: case IN_COUNTERS: case INVARIANT: case OWN_CHECK: case STEPS:
		return;
	}
}

void blind_view(const struct blind *blind, const struct machine *machine, const struct view *subject, struct view *oracle)
{
	blind_counters(blind, subject->counters, oracle->counters, machine->nr_zones);
	for (uint32_t i = 0; i < NR_CHECKS; i++)
		if (blind->out[i])
			give_of_view(&checks[i], machine, subject, oracle);
}
