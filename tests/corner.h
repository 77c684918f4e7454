// SPDX-License-Identifier: MIT
/*
 * Requests and checks that several files of corner cases share: page sets, isolation, damage, watermarks, fragmented memory. Worlds
 * themselves are in fixture.h. A macro in capitals checks something, and a failure is reported with the line of the case that uses it.
 */
#ifndef TESTS_CORNER_H
#define TESTS_CORNER_H

#include "tests/fixture.h"

enum { FREELY = ALLOC_NO_WATERMARKS, URGENT = WMARK_MIN | ALLOC_HIGH | ALLOC_HARDER | ALLOC_HIGHATOMIC };

/* One zone of linux-6.12, pages 0 to end - 1; pcp high moves between high_min and high_max. high_max 0: no upper limit of its own. */
void boot_limits(struct world *world, pfn_t end, uint32_t high_min, uint32_t high_max, uint32_t batch);

/* One zone, pages 0 to 1023; page sets keep pages and are refilled by three. */
void boot_caching_of(struct world *world, enum profile profile, int8_t guardpage_minorder);

/* The page set of a cpu, or of the current one, in the current zone. */
const struct pcp_view *pcp_of(struct world *world, uint8_t cpu);
const struct pcp_view *pcp(struct world *world);
#define EXPECT_COUNT(world, pages) EXPECT(world, "pcp count", pages, pcp(world)->count)
#define EXPECT_HIGH(world, pages) EXPECT(world, "pcp high", pages, pcp(world)->high)
#define EXPECT_FREE_FACTOR(world, factor) EXPECT(world, "free factor", factor, pcp(world)->free_factor)
#define EXPECT_ALLOC_FACTOR(world, factor) EXPECT(world, "alloc factor", factor, pcp(world)->alloc_factor)
#define EXPECT_FREE_COUNT(world, pages) EXPECT(world, "free count", pages, pcp(world)->free_count)

/* Isolate pageblocks, with MOVABLE as the type to give back; returns 0 or -16. */
int64_t isolate(struct world *world, pfn_t start, pfn_t end);
void unisolate(struct world *world, pfn_t start, pfn_t end, enum migratetype type);
#define EXPECT_ISOLATED(world, start, end) EXPECT(world, "isolated", 0, isolate(world, start, end))

void mark_bad(struct world *world, pfn_t pfn, enum damage damage);
/* The number of bad pages that the last request found, and the first two of them. */
#define EXPECT_BAD(world, count, first, second) expect_bad(world, __LINE__, count, first, second)
void expect_bad(struct world *world, int line, uint32_t count, pfn_t first, pfn_t second);
#define EXPECT_STATE(world, state, pfn) EXPECT(world, #state " is the state of page " #pfn, state, page_state(world, pfn))

/* PGFREE over all zones. */
uint64_t pgfree(struct world *world);

/* State of the current zone that exists from linux-6.12 on. */
#define EXPECT_BELOW_HIGH(world, is) EXPECT(world, "below high", is, zone_now(world).below_high)
#define EXPECT_HFREE(world, pages) EXPECT(world, "free highatomic pages", pages, zone_now(world).free_highatomic)

/* Would a request of order 0 pass the mark in the current zone? */
bool above_mark(struct world *world, int64_t mark, uint32_t alloc_flags);
/* The watermarks of a zone, which becomes the current one. */
#define EXPECT_MARKS(world, zone, min, low, high) expect_marks(world, __LINE__, zone, min, low, high)
void expect_marks(struct world *world, int line, uint32_t zone, uint32_t min, uint32_t low, uint32_t high);

/* Zone [0, 2048), marks 100/125/150, compaction. Pageblocks 0 and 512 have the type; free are only the first even_pages even pages. */
#define BOOT_FRAGMENTED(world, profile, type, even_pages) boot_fragmented(world, __LINE__, profile, type, even_pages)
void boot_fragmented(struct world *world, int line, enum profile profile, char type, uint32_t even_pages);
/* The next compaction of that zone, or of any, frees 1, 3, 5 and 7: with their neighbours they merge to the block 0/o3. */
void compaction_makes_a_block(struct world *world, uint8_t zone, enum compact_result result);

#endif
