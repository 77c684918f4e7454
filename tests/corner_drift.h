// SPDX-License-Identifier: MIT
/*
 * Shared by the corner cases of counters that drift per cpu: their machines, requests on a cpu, and checks of a cpu's drift.
 */
#ifndef TESTS_CORNER_DRIFT_H
#define TESTS_CORNER_DRIFT_H

#include "tests/corner.h"

#define EXPECT_DRIFT(world, cpu, pages) EXPECT(world, "drift of free pages", pages, pcp_of(world, cpu)->free_drift)
#define EXPECT_CMA_DRIFT(world, cpu, pages) EXPECT(world, "drift of free CMA pages", pages, pcp_of(world, cpu)->cma_drift)
#define EXPECT_LIMIT(world, cpu, pages) EXPECT(world, "drift limit", pages, pcp_of(world, cpu)->drift_limit)
#define EXPECT_MARK(world, pages) EXPECT(world, "drift mark", pages, look(world)->zone[(world)->zone].drift_mark)

/* Counters drift; single pages go straight to and from the buddy, one at a time. */
void machine_drifting(struct world *world, enum profile profile, uint8_t cpus);
/* One zone from pfn 0 on, watermarks by min_free_kbytes = kbytes. */
void boot_drifting(struct world *world, enum profile profile, uint8_t cpus, pfn_t end, int32_t kbytes);
/* One zone from pfn 0 on, with page sets of that high and batch. */
void boot_cached(struct world *world, enum profile profile, uint8_t cpus, pfn_t end, uint32_t high, uint32_t batch);

/* Requests on a cpu. The current cpu is 0 afterwards. */
pfn_t take_on(struct world *world, uint8_t cpu, unsigned int order);
void give_on(struct world *world, uint8_t cpu, pfn_t pfn, unsigned int order);
void fold(struct world *world, uint8_t cpu);
void kswapd(struct world *world, uint8_t node, bool awake);

#endif
