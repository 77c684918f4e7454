// SPDX-License-Identifier: MIT
/*
 * Is another round of the slow path worthwhile? S12 and S13, and the state of a request that they use.
 *
 * Kernel: should_reclaim_retry(), should_compact_retry(), compaction_zonelist_suitable().
 */
#ifndef ALLOCATOR_RETRY_H
#define ALLOCATOR_RETRY_H

#include "allocator/freelist.h"

enum { PRIO_SYNC_FULL, PRIO_SYNC_LIGHT, PRIO_ASYNC };

/* One request on the slow path. */
struct slow {
	struct page_alloc *pa;
	struct choice *choice;
	uint32_t gfp, flags;
	unsigned order;
	struct grant grant;
	int prio;                      /* of compaction, PRIO_* */
	enum compact_result compacted; /* the last result */
	int compact_retries, no_progress;
	uint32_t progress;             /* pages of progress, of the last reclaim */
	uint64_t mems_seq;             /* value at S1 */
	uint32_t rounds;               /* arrivals at S5 */
	bool compact_first;            /* this round is for compaction only */
	bool reserves_tried;           /* the attempt with reserve flags that allow more has been made */
};

bool retry_reclaim(struct slow *s);
bool retry_compact(struct slow *s);
/* unreserve_highatomic_pageblock() for this request, traced. */
bool retry_unreserve(struct slow *s, bool force);

#endif
