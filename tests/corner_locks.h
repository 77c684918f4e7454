// SPDX-License-Identifier: MIT
/*
 * Shared by the corner cases of page sets whose lock is held elsewhere: their machines, trylocks that fail, lists of frees. Scripted
 * failures show which calls trylock: after busy(1, 1) exactly the second trylock fails, and the call that makes it bypasses the page set.
 */
#ifndef TESTS_CORNER_LOCKS_H
#define TESTS_CORNER_LOCKS_H

#include "tests/corner.h"

/* The kernels whose page sets have a lock. Where 7.3 differs (docs/semantics/linux-7.3.md), the case says so. */
#define WITH_LOCKS(profile) for (int profile = PROFILE_LINUX_6_1; profile < NR_PROFILES; profile++)

void machine_sets(struct world *world, int profile, uint32_t high, uint32_t batch);
/* One zone, pages 0 to 4095. */
void boot_sets(struct world *world, int profile, uint32_t high, uint32_t batch);
/* One zone of a single block, so that page 0 comes first whether a kernel hands out the first block first or the last. */
void boot_block(struct world *world, int profile);
/* Zone 0 is DMA32, pages 0 to 1023, zone 1 is NORMAL, 1024 to 2047. */
void boot_two_zones(struct world *world, int profile, uint8_t cpus, uint32_t high, uint32_t batch);

/* Script the next trylocks of the current cpu's page set in one zone or in all: succeed of them succeed, then fail of them fail. */
void busy(struct world *world, uint8_t zone, uint32_t succeed, uint32_t fail);
void reclaim_active(struct world *world, uint8_t zone, bool active);

pfn_t take_dma32(struct world *world, unsigned int order);
/* Take a block from the buddy, bypassing the page set even if it caches the order. */
pfn_t take_past(struct world *world, unsigned int order, uint32_t gfp);
/* Take the 64 single pages from 0 on; the per-CPU lists are empty. */
#define TAKE_SINGLES(world) take_singles(world, __LINE__)
void take_singles(struct world *world, int line);
int64_t bulk(struct world *world, uint32_t count);

void free_blocks(struct world *world, const pfn_t *pfns, const uint8_t *orders, uint32_t count);
void free_list(struct world *world, const pfn_t *pfns, uint32_t count);
/* Free count single pages from first on, at most 64, as one list. */
void free_run(struct world *world, pfn_t first, uint32_t count);

#endif
