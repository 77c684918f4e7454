// SPDX-License-Identifier: MIT
/*
 * The outside world: the requesting task, page-cache statistics, and scripted answers.
 *
 * Kernel: cpuset_node_allowed(), node_dirty_ok(), node_reclaim().
 */
#include "model/model.h"

enum { NODE_RECLAIM_NOSCAN = -2, NODE_RECLAIM_FULL = -1, NODE_RECLAIM_SOME = 0, NODE_RECLAIM_SUCCESS = 1 };

bool m_in_interrupt(const struct world *w)
{
	return (w->task.flags & (TASK_IRQ | TASK_SOFTIRQ)) != 0;
}

/* --- scripted answers ----------------------------------------------------------------------------------------------------- */

static const int64_t default_answer[NR_QUESTIONS] = {
	[ASK_COMPACT] = COMPACT_SKIPPED,
	[ASK_OOM_LOCK] = 1,
};

static struct scripted_answer *next_answer(struct world *w, uint8_t question)
{
	for (uint32_t i = 0; i < w->nr_answers; i++)
		if (w->answers[i].question == question && !w->answers[i].taken)
			return &w->answers[i];
	return NULL;
}

/* Free the blocks listed in the answer, on the answer's cpu; those that cannot be freed are skipped. */
static void free_scripted(struct world *w, const struct scripted_answer *given)
{
	uint8_t cpu = w->cpu;

	w->cpu = given->cpu;
	for (uint32_t i = 0; i < given->count; i++)
		if (m_free_status(w, given->cpu, given->pfn[i], given->order[i]) == STATUS_OK) {
			if (m_page(w, given->pfn[i])->refs == 1)
				m_page(w, given->pfn[i])->lru = false;
			m_put_block(w, given->pfn[i], false);
		}
	w->cpu = cpu;
}

/*
 * Ask the outside world; side effects of the answer are carried out before its value is returned. order matters only for ASK_COMPACT, where
 * it is the order that the request wants.
 */
int64_t m_ask(struct world *w, uint8_t question, uint8_t order)
{
	struct scripted_answer *given = next_answer(w, question);

	m_step(w);
	if (!given)
		return default_answer[question];
	given->taken = true;
	if (question == ASK_COMPACT && given->zone != ZONE_ALL && w->policy->compaction_captures)
		w->capture = (struct capture){ .zone = given->zone, .order = order, .type = w->capture.type, .pfn = PFN_NONE };
	free_scripted(w, given);
	w->capture.zone = NO_ZONE;
	if (given->has_mems) {
		w->task.mems = given->mems;
		w->task.mems_sequence++;
	}
	if (given->victim)
		w->task.flags |= TASK_VICTIM;
	return given->value;
}

/* zone_reclaimable_pages(); there is no swap. */
int64_t m_reclaimable(const struct zone *z)
{
	return (int64_t)z->stat[ZONE_INACTIVE_FILE] + z->stat[ZONE_ACTIVE_FILE];
}

/* --- what the task may use ------------------------------------------------------------------------------------------------ */

bool m_cpuset_allowed(const struct world *w, uint8_t node, uint32_t gfp)
{
	if (m_in_interrupt(w) || w->task.mems >> node & 1 || w->task.flags & TASK_VICTIM)
		return true;
	if (w->policy->exiting_ignores_cpuset && w->task.flags & TASK_EXITING)
		return true;
	if (gfp & GFP_BIT_HARDWALL)
		return false;
	return w->task.flags & TASK_EXITING || w->task.hardwall >> node & 1;
}

static int64_t dirtyable_pages(const struct world *w, uint8_t node)
{
	const struct node *n = &w->node[node];
	int64_t free = 0;

	for (uint32_t i = 0; i < w->machine.nr_zones; i++)
		if (w->zone[i].node == node && w->zone[i].present > 0)
			free += m_free_pages(&w->zone[i]);
	return free - m_min(free, n->totalreserve) + n->stat[NODE_INACTIVE_FILE] + n->stat[NODE_ACTIVE_FILE];
}

bool m_node_dirty_ok(struct world *w, uint8_t node)
{
	const struct node *n = &w->node[node];
	int64_t limit = dirtyable_pages(w, node) * w->machine.dirty_ratio / 100;
	bool ok;

	if (w->task.flags & TASK_RT)
		limit += limit / 4;
	ok = (int64_t)n->stat[NODE_FILE_DIRTY] + n->stat[NODE_WRITEBACK] <= limit;
	m_path(w, PATH_DIRTY, node, ok, PFN_NONE);
	return ok;
}

/* --- node reclaim --------------------------------------------------------------------------------------------------------- */

static int64_t reclaimable_pages(const struct world *w, const struct node *n)
{
	uint32_t rights = w->machine.node_reclaim_mode >> w->policy->reclaim_write_bit; /* 1: may write, 2: may unmap */
	int64_t pages = n->stat[NODE_FILE_PAGES];

	if (!(rights & 2))
		pages = m_max(0, (int64_t)n->stat[NODE_INACTIVE_FILE] + n->stat[NODE_ACTIVE_FILE] - n->stat[NODE_FILE_MAPPED]);
	if (!(rights & 1) || w->policy->reclaim_never_writes)
		pages -= m_min(pages, n->stat[NODE_FILE_DIRTY]);
	return pages;
}

/* Node reclaim below the watermark. True: check the zone's watermark again. */
bool m_node_reclaim(struct world *w, uint8_t node, uint32_t gfp, uint8_t order)
{
	const struct node *n = &w->node[node];
	int64_t pages = reclaimable_pages(w, n), reclaimed = 0;
	int result;
	uint8_t asked = 0;

	if (pages <= n->min_unmapped && n->stat[NODE_SLAB] <= n->min_slab) {
		result = NODE_RECLAIM_FULL;
	} else if (!(gfp & GFP_BIT_DIRECT_RECLAIM) || w->task.flags & TASK_MEMALLOC) {
		result = NODE_RECLAIM_NOSCAN;
	} else if (m_node_has_cpus(w, node) && w->machine.cpu_node[w->cpu] != node) {
		result = NODE_RECLAIM_NOSCAN;
	} else {
		if (pages > n->min_unmapped || w->policy->slab_alone_scans) { /* if pages are not above their minimum, then slab is, here */
			asked = PATH_ASKED;
			reclaimed = m_ask(w, ASK_NODE_RECLAIM, order);
		}
		result = reclaimed >= INT64_C(1) << order ? NODE_RECLAIM_SUCCESS : NODE_RECLAIM_SOME;
		w->events.node_reclaim_failed += result == NODE_RECLAIM_SOME;
	}
	m_path(w, PATH_NODE_RECLAIM, node, (uint8_t)(result + 2) | asked, PFN_NONE);
	return w->policy->reclaim_in_vain_skips ? reclaimed > 0 : result >= NODE_RECLAIM_SOME;
}
