// SPDX-License-Identifier: MIT
/*
 * Buffers for a contract view, sized once for a machine (hot-add included) and refilled as often as wanted.
 */
#ifndef FUZZ_VIEW_H
#define FUZZ_VIEW_H

#include "contract/machine.h"
#include "contract/view.h"

/* Allocate the buffers of view for machine; exits with status 3 when memory is short. */
void view_init(struct view *view, const struct machine *machine);
void view_release(struct view *view);

/* What view_init allocates, in entries, for callers that keep buffers from one machine to the next. */
struct view_room {
	uint64_t pages, pageblocks, pcps, bytes;
};
struct view_room view_room(const struct machine *machine);
void view_init_room(struct view *view, const struct view_room *room);

/* Lengths that follow from a filled view. */
uint32_t view_nr_pages(const struct view *view, uint32_t zone);
uint32_t view_nr_pageblocks(const struct view *view, const struct machine *machine, uint32_t zone);
/* Its byte of view->page; PAGE_ABSENT outside every zone. */
uint8_t view_page(const struct view *view, const struct machine *machine, pfn_t pfn);
/* And of all zones together: of view->page and view->pageblock. */
uint32_t view_all_pages(const struct view *view, const struct machine *machine);
uint32_t view_all_pageblocks(const struct view *view, const struct machine *machine);

#endif
