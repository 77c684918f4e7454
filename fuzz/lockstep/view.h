// SPDX-License-Identifier: MIT
/*
 * Buffers for a contract view, sized once for a machine (hot-add included) and refilled as often as needed.
 */
#ifndef FUZZ_VIEW_H
#define FUZZ_VIEW_H

#include "contract/machine.h"
#include "contract/view.h"

/* Allocate the buffers of view for machine; exits with status 3 if memory is short. */
void view_init(struct view *view, const struct machine *machine);
void view_release(struct view *view);

/* Entries that view_init() allocates, for callers that keep buffers from one machine to the next. */
struct view_room {
	uint64_t pages, pageblocks, pcps, bytes;
};
struct view_room view_room(const struct machine *machine);
void view_init_room(struct view *view, const struct view_room *room);

/* Lengths, computed from a filled view. */
uint32_t view_nr_pages(const struct view *view, uint32_t zone);
uint32_t view_nr_pageblocks(const struct view *view, const struct machine *machine, uint32_t zone);
/* The page's byte of view->page; PAGE_ABSENT outside every zone. */
uint8_t view_page(const struct view *view, const struct machine *machine, pfn_t pfn);
/* The lengths of view->page and view->pageblock for all zones together. */
uint32_t view_all_pages(const struct view *view, const struct machine *machine);
uint32_t view_all_pageblocks(const struct view *view, const struct machine *machine);

#endif
