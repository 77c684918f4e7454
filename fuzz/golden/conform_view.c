// SPDX-License-Identifier: MIT
/*
 * Where a zone's lists, pageblocks and pages are in the subject's view.
 */
#include "fuzz/golden/conform_parts.h"
#include "fuzz/lockstep/view.h"

static uint32_t pcp_lists(const struct replay *r)
{
	return r->trace.machine.profile >= PROFILE_LINUX_6_1 ? PCP_LISTS_MAX : 3;
}

void view_lists_of(const struct replay *r, uint32_t zone, struct view_lists *lists)
{
	const struct machine *m = &r->trace.machine;
	const struct view *v = &r->view;

	*lists = (struct view_lists){ pcp_lists(r), v->pcp_pfns, v->free_pfns, v->pageblock, v->page };
	for (uint32_t z = 0; z < zone; z++) {
		for (uint32_t cpu = 0; cpu < m->nr_cpus; cpu++)
			for (uint32_t list = 0; list < lists->pcp_lists; list++)
				lists->pcp_pfns += v->pcp[z * m->nr_cpus + cpu].len[list];
		for (uint32_t order = 0; order < m->max_order; order++)
			for (uint32_t mt = 0; mt < MIGRATE_TYPES; mt++)
				lists->free_pfns += v->zone[z].list_len[order][mt];
		lists->pageblock += view_nr_pageblocks(v, m, z);
		lists->page += view_nr_pages(v, z);
	}
}
