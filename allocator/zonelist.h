// SPDX-License-Identifier: MIT
/*
 * Zonelists: the order in which zones are tried for a request that starts on some node, and walking them under a node mask.
 *
 * Kernel: build_all_zonelists(), find_next_best_node(), first_zones_zonelist(), next_zones_zonelist().
 */
#ifndef ALLOCATOR_ZONELIST_H
#define ALLOCATOR_ZONELIST_H

#include "allocator/state.h"

/* A request's view of memory: struct alloc_context. */
struct choice {
	const struct zonelist *list;
	uint32_t nodemask;    /* all bits set: no mask */
	bool task_mask;       /* use the task's mems_allowed instead, read at each step of the walk */
	unsigned high_kind;   /* highest usable zone kind */
	unsigned preferred;   /* index into the list; list->len: none */
	unsigned mt;
	bool spread_dirty;
};

enum { NODEMASK_ALL = -1 };

static inline void choice_any_node(struct choice *choice)
{
	choice->nodemask = (uint32_t)NODEMASK_ALL;
	choice->task_mask = false;
}

void zonelist_build_all(struct page_alloc *pa);
/* First index at or after `from` whose zone the request may use; list->len if none. */
unsigned zonelist_next(const struct page_alloc *pa, const struct choice *choice, unsigned from);
void zonelist_choose_first(const struct page_alloc *pa, struct choice *choice);
/* Index into lowmem_reserve for this request. */
unsigned zonelist_class(const struct page_alloc *pa, const struct choice *choice);

static inline struct zone *zonelist_zone(struct page_alloc *pa, const struct choice *choice, unsigned position)
{
	return &pa->zone[choice->list->zone[position]];
}

/* unreserve_highatomic_pageblock(): turn one reserved pageblock of the choice's zones into its type. */
bool zonelist_unreserve(struct page_alloc *pa, const struct choice *choice, bool force);
/* alloc_flags_nofragment(): a NORMAL request that can fall back to DMA32 takes memory from there before it fragments its own zone. */
bool zonelist_avoids_fragments(const struct page_alloc *pa, const struct choice *choice);

enum { KIND_INVALID = MAX_NR_ZONES };
extern const uint8_t gfp_zone_table[16]; /* index: the four zone bits of a gfp mask */

/* gfp_zone(): highest usable zone kind. */
static inline unsigned gfp_high_kind(uint32_t gfp)
{
	return gfp_zone_table[gfp & 0xf];
}

static inline bool gfp_valid(uint32_t gfp)
{
	const uint32_t both = GFP_BIT_MOVABLE | GFP_BIT_RECLAIMABLE;

	return gfp_high_kind(gfp) != KIND_INVALID && (gfp & both) != both;
}

/* On profiles where the fast path opens the highatomic reserve at all: does it for a request of order > 0 with this gfp? */
static inline bool gfp_opens_highatomic(uint32_t gfp)
{
	return (gfp & (GFP_BIT_HIGH | GFP_BIT_DIRECT_RECLAIM | GFP_BIT_NOMEMALLOC)) == GFP_BIT_HIGH;
}

/* gfp_migratetype() */
static inline unsigned gfp_type(const struct page_alloc *pa, uint32_t gfp)
{
	return pa->common->no_mobility ? MIGRATE_UNMOVABLE : (gfp & (GFP_BIT_MOVABLE | GFP_BIT_RECLAIMABLE)) >> 3;
}

#endif
