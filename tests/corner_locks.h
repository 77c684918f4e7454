// SPDX-License-Identifier: MIT
/*
 * What corner cases of page sets that somebody else has work with: their machines, tries that fail, lists of frees. Who makes a try shows in who
 * is left to fail: with "one succeeds, then one fails" the second try, and no other, goes past the lists.
 */
#ifndef TESTS_CORNER_LOCKS_H
#define TESTS_CORNER_LOCKS_H

#include "tests/corner.h"

/* The kernels whose page sets have a lock. What 7.3 does otherwise (docs/semantics/linux-7.3.md) the case says. */
#define WITH_LOCKS(profile) for (int profile = PROFILE_LINUX_6_1; profile < NR_PROFILES; profile++)

void machine_sets(struct world *world, int profile, uint32_t high, uint32_t batch);
/* One zone, pages 0 to 4095. */
void boot_sets(struct world *world, int profile, uint32_t high, uint32_t batch);
/* One zone of one block: where kernels give the first block first, and where the last, it is page 0. */
void boot_block(struct world *world, int profile);
/* Zone 0 is DMA32, pages 0 to 1023, zone 1 is NORMAL, 1024 to 2047. */
void boot_two_zones(struct world *world, int profile, uint8_t cpus, uint32_t high, uint32_t batch);

/* The next tries of the current cpu, of one zone or all: so many succeed, then so many fail. */
void busy(struct world *world, uint8_t zone, uint32_t succeed, uint32_t fail);
void reclaim_active(struct world *world, uint8_t zone, bool active);

pfn_t take_dma32(struct world *world, unsigned int order);
/* From the buddy, also where the order has lists. */
pfn_t take_past(struct world *world, unsigned int order, uint32_t gfp);
/* 64 single pages from 0 on, the lists empty. */
#define TAKE_SINGLES(world) take_singles(world, __LINE__)
void take_singles(struct world *world, int line);
int64_t bulk(struct world *world, uint32_t count);

void free_blocks(struct world *world, const pfn_t *pfns, const uint8_t *orders, uint32_t count);
void free_list(struct world *world, const pfn_t *pfns, uint32_t count);
/* One list of up to 64 pages. */
void free_run(struct world *world, pfn_t first, uint32_t count);

#endif
