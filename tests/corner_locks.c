// SPDX-License-Identifier: MIT
/*
 * Shared by the corner cases of page sets whose lock is held elsewhere.
 */
#include "tests/corner_locks.h"

enum { BY_THE_LISTS = FREELY | ALLOC_CMA };

void machine_sets(struct world *w, int profile, uint32_t high, uint32_t batch)
{
	machine_new(w, (enum profile)profile);
	machine_pcp(w, high, batch);
}

void boot_sets(struct world *w, int profile, uint32_t high, uint32_t batch)
{
	machine_sets(w, profile, high, batch);
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
}

void boot_block(struct world *w, int profile)
{
	machine_sets(w, profile, 20, 4);
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_boot(w);
}

void boot_two_zones(struct world *w, int profile, uint8_t cpus, uint32_t high, uint32_t batch)
{
	machine_sets(w, profile, high, batch);
	w->machine.nr_cpus = cpus;
	machine_zone(w, 0, ZONE_DMA32, 0, 1024);
	machine_zone(w, 0, ZONE_NORMAL, 1024, 2048);
	machine_boot(w);
}

void busy(struct world *w, uint8_t zone, uint32_t succeed, uint32_t fail)
{
	ask(w, (struct request){ .kind = REQ_PCP_BUSY, .zone = zone, .count = succeed, .value = fail });
}

void reclaim_active(struct world *w, uint8_t zone, bool active)
{
	ask(w, (struct request){ .kind = REQ_RECLAIM_ACTIVE, .zone = zone, .value = active });
}

pfn_t take_dma32(struct world *w, unsigned int order)
{
	return take_gfp(w, GFP_BIT_DMA32 | GFP_BIT_MOVABLE, order, BY_THE_LISTS);
}

pfn_t take_past(struct world *w, unsigned int order, uint32_t gfp)
{
	busy(w, 0, 0, 1);
	return take_gfp(w, GFP_BIT_MOVABLE | gfp, order, BY_THE_LISTS);
}

void take_singles(struct world *w, int line)
{
	expect_number(w, line, "page taken", 0, take(w, 'M', 6));
	split(w, 0, 6);
	expect_number(w, line, "pcp count", 0, pcp(w)->count);
}

int64_t bulk(struct world *w, uint32_t count)
{
	return ask(w, (struct request){ .kind = REQ_ALLOC_BULK, .gfp = GFP_KERNEL | GFP_BIT_MOVABLE, .count = count });
}

void free_blocks(struct world *w, const pfn_t *pfns, const uint8_t *orders, uint32_t count)
{
	ask(w, (struct request){ .kind = REQ_FREE_LIST, .pfns = pfns, .orders = orders, .count = count });
}

void free_list(struct world *w, const pfn_t *pfns, uint32_t count)
{
	free_blocks(w, pfns, NULL, count);
}

void free_run(struct world *w, pfn_t first, uint32_t count)
{
	pfn_t pfns[64];

	for (uint32_t i = 0; i < count; i++)
		pfns[i] = first + i;
	free_list(w, pfns, count);
}
