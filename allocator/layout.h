// SPDX-License-Identifier: MIT
/*
 * Where the instance's arrays lie in the caller's memory.
 */
#ifndef ALLOCATOR_LAYOUT_H
#define ALLOCATOR_LAYOUT_H

#include "allocator/state.h"

/* Offsets of the arrays that follow the cpus' struct page_alloc. */
struct layout {
	struct extent extent[MAX_ZONES + 1];
	uint32_t nr_extents;
	uint64_t nr_pages;
	uint32_t nr_sentinels;
	uint32_t nr_lists;
	uint32_t damage_cap;
	uint32_t ring[MAX_ZONES], ring_single[MAX_ZONES]; /* entries: per list, and per list of single pages */
	uint64_t common, link, damage, pcp, rings, drift, state, block_type, block_under, size;
};

/* False: the machine is invalid, or has more pages than an instance can have. */
bool layout_make(struct layout *l, const struct machine *m);
/* Size of state[] for that many pages. */
size_t layout_state_bytes(uint64_t pages);

#endif
