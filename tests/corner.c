// SPDX-License-Identifier: MIT
/*
 * Requests and checks that several files of corner cases share.
 */
#include "tests/corner.h"

void boot_limits(struct world *w, pfn_t end, uint32_t high_min, uint32_t high_max, uint32_t batch)
{
	machine_new(w, PROFILE_LINUX_6_12);
	machine_pcp(w, high_min, batch);
	w->machine.pcp_high_max = high_max;
	machine_zone(w, 0, ZONE_NORMAL, 0, end);
	machine_boot(w);
}

void boot_caching_of(struct world *w, enum profile profile, int8_t guardpage_minorder)
{
	machine_new(w, profile);
	w->machine.guardpage_minorder = guardpage_minorder;
	machine_pcp(w, 100, 3);
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_boot(w);
}

const struct pcp_view *pcp_of(struct world *w, uint8_t cpu)
{
	return &look(w)->pcp[w->zone * w->machine.nr_cpus + cpu];
}

const struct pcp_view *pcp(struct world *w)
{
	return pcp_of(w, w->cpu);
}

int64_t isolate(struct world *w, pfn_t start, pfn_t end)
{
	return ask(w, (struct request){ .kind = REQ_ISOLATE, .pfn = start, .end_pfn = end, .migratetype = MIGRATE_MOVABLE });
}

void unisolate(struct world *w, pfn_t start, pfn_t end, enum migratetype type)
{
	ask(w, (struct request){ .kind = REQ_UNISOLATE, .pfn = start, .end_pfn = end, .migratetype = (uint8_t)type });
}

void mark_bad(struct world *w, pfn_t pfn, enum damage damage)
{
	ask(w, (struct request){ .kind = REQ_MARK_BAD, .pfn = pfn, .damage = (uint8_t)damage });
}

void expect_bad(struct world *w, int line, uint32_t count, pfn_t first, pfn_t second)
{
	expect_number(w, line, "bad pages reported", count, w->answer.nr_bad);
	if (count > 0)
		expect_number(w, line, "first bad page", first, w->answer.bad[0]);
	if (count > 1)
		expect_number(w, line, "second bad page", second, w->answer.bad[1]);
}

uint64_t pgfree(struct world *w)
{
	return look(w)->events.pgfree;
}

bool above_mark(struct world *w, int64_t mark, uint32_t alloc_flags)
{
	return ask(w, (struct request){ .kind = REQ_WMARK_OK, .value = mark, .hzi = ZONE_NORMAL, .alloc_flags = alloc_flags }) != 0;
}

void expect_marks(struct world *w, int line, uint32_t zone, uint32_t min, uint32_t low, uint32_t high)
{
	w->zone = zone;
	expect_number(w, line, "min", min, zone_now(w).wmark[WMARK_MIN]);
	expect_number(w, line, "low", low, zone_now(w).wmark[WMARK_LOW]);
	expect_number(w, line, "high", high, zone_now(w).wmark[WMARK_HIGH]);
}

static void expect_take(struct world *w, int line, pfn_t pfn, char type, unsigned int order)
{
	expect_number(w, line, "page taken", pfn, take(w, type, order));
}

void boot_fragmented(struct world *w, int line, enum profile profile, char type, uint32_t even_pages)
{
	machine_new(w, profile);
	w->machine.min_free_kbytes = 400;
	w->machine.compaction = true;
	machine_pcp(w, 0, 1); /* what so small a zone has by itself, except in 6.1 */
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_boot(w);
	if (profile == PROFILE_LINUX_4_14) /* hands out the last block first */
		expect_take(w, line, 1024, 'M', 10);
	expect_take(w, line, 0, type, 10);
	if (profile != PROFILE_LINUX_4_14)
		expect_take(w, line, 1024, 'M', 10);
	split(w, 0, 10);
	for (uint32_t i = 0; i < even_pages; i++)
		give(w, 2 * i, 0);
	expect_free(w, line, even_pages);
}

void compaction_makes_a_block(struct world *w, uint8_t zone, enum compact_result result)
{
	static const pfn_t pages[] = { 1, 3, 5, 7 };
	static const uint8_t orders[4];

	ask(w, (struct request){ .kind = REQ_ANSWER, .question = ASK_COMPACT, .value = result, .zone = zone, .pfns = pages,
				 .orders = orders, .count = 4 });
}
