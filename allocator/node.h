// SPDX-License-Identifier: MIT
/*
 * Node-wide checks: the dirty limit, node reclaim, cpusets.
 *
 * Kernel: node_dirty_ok(), node_reclaim(), cpuset_node_allowed().
 */
#ifndef ALLOCATOR_NODE_H
#define ALLOCATOR_NODE_H

#include "allocator/state.h"

enum { NODE_RECLAIM_NOSCAN = -2, NODE_RECLAIM_FULL = -1, NODE_RECLAIM_SOME = 0, NODE_RECLAIM_SUCCESS = 1 };

bool node_dirty_ok(struct page_alloc *pa, unsigned node);
/* False: the zone's mark need not be checked again. */
bool node_reclaim(struct page_alloc *pa, unsigned node, uint32_t gfp, unsigned order);
bool node_cpuset_allows(const struct page_alloc *pa, unsigned node, uint32_t gfp);

static inline bool task_in_irq(const struct page_alloc *pa)
{
	return (pa->task.flags & (TASK_IRQ | TASK_SOFTIRQ)) != 0;
}

/* Report one event of enum path_kind to the embedder. */
static inline void trace(struct page_alloc *pa, enum path_kind kind, uint32_t a, uint8_t b, pfn_t pfn)
{
	if (pa->hooks.trace)
		pa->hooks.trace(pa->hooks.ctx, kind, a, b, pfn);
}

#endif
