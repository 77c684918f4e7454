// SPDX-License-Identifier: MIT
/*
 * Node-wide limits. They are based on statistics that the embedder supplies (page_alloc_set_node_stats).
 */
#include "allocator/node.h"
#include "allocator/drift.h"

enum { MAY_WRITE = 1, MAY_UNMAP = 2 }; /* bits of node_reclaim_mode; shifted by one in kernels where bit 0 is the on/off switch */

/* node_dirty_limit() */
static int64_t dirty_limit(const struct page_alloc *pa, unsigned node)
{
	const uint32_t *stat = pa->node[node].stat;
	int64_t pages = 0;

	for (uint32_t i = 0; i < pa->nr_zones; i++) {
		if (pa->zone[i].node == node && pa->zone[i].present > 0)
			pages += drift_read(&pa->zone[i], count_read(&pa->zone[i].free));
	}
	const int64_t reserve = pa->node[node].totalreserve;

	pages -= pages < reserve ? pages : reserve;
	pages += (int64_t)stat[NODE_INACTIVE_FILE] + stat[NODE_ACTIVE_FILE];
	int64_t limit = pages * pa->machine->dirty_ratio / 100;

	if (pa->task.flags & TASK_RT)
		limit += limit / 4;
	return limit;
}

bool node_dirty_ok(struct page_alloc *pa, unsigned node)
{
	const uint32_t *stat = pa->node[node].stat;
	const bool ok = (int64_t)stat[NODE_FILE_DIRTY] + stat[NODE_WRITEBACK] <= dirty_limit(pa, node);

	trace(pa, PATH_DIRTY, node, ok, PFN_NONE);
	return ok;
}

/* node_pagecache_reclaimable() */
static int64_t pagecache_reclaimable(const struct page_alloc *pa, const uint32_t *stat)
{
	const unsigned mode = pa->machine->node_reclaim_mode >> (pa->policy->reclaim_mode_switch ? 1 : 0);
	int64_t pages = stat[NODE_FILE_PAGES];

	if (!(mode & MAY_UNMAP)) {
		pages = (int64_t)stat[NODE_INACTIVE_FILE] + stat[NODE_ACTIVE_FILE] - stat[NODE_FILE_MAPPED];
		if (pages < 0)
			pages = 0;
	}
	if (!(mode & MAY_WRITE) || pa->policy->reclaim_not_dirty)
		pages -= pages < stat[NODE_FILE_DIRTY] ? pages : stat[NODE_FILE_DIRTY];
	return pages;
}

static bool node_has_cpu(const struct page_alloc *pa, unsigned node)
{
	for (unsigned cpu = 0; cpu < pa->nr_cpus; cpu++) {
		if (pa->machine->cpu_node[cpu] == node && pa->common->cpus_online >> cpu & 1)
			return true;
	}
	return false;
}

/* The reason not to scan, or NODE_RECLAIM_SOME. */
static int may_scan(const struct page_alloc *pa, unsigned node, uint32_t gfp, int64_t pages)
{
	const struct node *n = &pa->node[node];

	if (pages <= n->min_unmapped && n->stat[NODE_SLAB] <= n->min_slab)
		return NODE_RECLAIM_FULL;
	if (!(gfp & GFP_BIT_DIRECT_RECLAIM) || pa->task.flags & TASK_MEMALLOC)
		return NODE_RECLAIM_NOSCAN;
	if (node_has_cpu(pa, node) && pa->machine->cpu_node[pa->cpu] != node)
		return NODE_RECLAIM_NOSCAN;
	return NODE_RECLAIM_SOME;
}

bool node_reclaim(struct page_alloc *pa, unsigned node, uint32_t gfp, unsigned order)
{
	const int64_t pages = pagecache_reclaimable(pa, pa->node[node].stat);
	int result = may_scan(pa, node, gfp, pages);
	/* If page cache is not above its minimum, slab is, and not every kernel scans for slab alone. */
	const bool asked = result == NODE_RECLAIM_SOME && (pages > pa->node[node].min_unmapped || pa->policy->reclaim_slab_too);
	const uint32_t reclaimed = asked && pa->hooks.node_reclaim ? pa->hooks.node_reclaim(pa->hooks.ctx, node, order) : 0;

	if (result == NODE_RECLAIM_SOME && reclaimed >= block_pages(order))
		result = NODE_RECLAIM_SUCCESS;
	else if (result == NODE_RECLAIM_SOME)
		pa->events.node_reclaim_failed++;
	trace(pa, PATH_NODE_RECLAIM, node, (uint8_t)((result + 2) | (asked ? PATH_ASKED : 0)), PFN_NONE);
	return result >= NODE_RECLAIM_SOME && (reclaimed > 0 || !pa->policy->reclaim_must_help);
}

bool node_cpuset_allows(const struct page_alloc *pa, unsigned node, uint32_t gfp)
{
	if (task_in_irq(pa) || pa->task.mems >> node & 1)
		return true;
	if (pa->task.flags & (pa->policy->exiting_anywhere ? TASK_VICTIM | TASK_EXITING : TASK_VICTIM))
		return true;
	if (gfp & GFP_BIT_HARDWALL)
		return false;
	if (pa->task.flags & TASK_EXITING)
		return true;
	return pa->task.hardwall >> node & 1;
}
