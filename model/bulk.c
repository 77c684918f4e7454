// SPDX-License-Identifier: MIT
/*
 * Single pages in bulk, into the empty entries of an array or onto a list.
 *
 * Kernel: __alloc_pages_bulk(); before 5.13 callers made single requests instead.
 */
#include "contract/mem.h"
#include "model/model.h"

static uint32_t empty_entry(const struct request *r, uint32_t from)
{
	while (from < r->count && !r->list && r->filled >> from & 1)
		from++;
	return from;
}

/* A list gets each page at its head; with bulk_list_is_array, as well as an array, at its end. */
static void give(struct world *w, const struct request *r, pfn_t pfn)
{
	struct answer *answer = w->answer;
	uint32_t place = r->list && !w->policy->bulk_list_is_array ? 0 : answer->nr_pages;

	memmove(&answer->page[place + 1], &answer->page[place], (answer->nr_pages - place) * sizeof(answer->page[0]));
	answer->page[place] = pfn;
	answer->nr_pages++;
}

/* One page by an ordinary request. False: there is none. */
static bool give_one(struct world *w, const struct request *r, uint32_t gfp)
{
	struct request single = *r;
	pfn_t pfn;

	single.order = 0;
	single.gfp = gfp;
	pfn = m_alloc_pages(w, &single);
	if (pfn != PFN_NONE)
		give(w, r, pfn);
	return pfn != PFN_NONE;
}

/* The first zone of the preferred node that would stay above its low mark with `pages` pages less. NULL: none. */
static struct zone *roomy_zone(struct world *w, const struct request_context *rc, uint32_t gfp, uint32_t flags, uint32_t pages)
{
	for (const uint8_t *at = rc->preferred; *at != NO_ZONE; at = m_next_zone(w, &rc->walk, at + 1)) {
		struct zone *z = &w->zone[*at];

		m_step(w);
		if (flags & ALLOC_CPUSET && !m_cpuset_allowed(w, z->node, gfp))
			continue;
		if (z->node != m_preferred_zone(w, rc)->node)
			return NULL;
		do {
			if (m_watermark_fast(w, z, 0, m_wmark(z, WMARK_LOW) + pages, m_preferred_zone(w, rc)->kind, flags, gfp))
				return z;
		} while (w->policy->bulk_grows && w->deferred && m_grow_zone(w, z, 0));
	}
	return NULL;
}

/* Fill empty entries, from entry `at` on, from one zone's page set. Returns the entry at which it stopped. */
static uint32_t fill_from(struct world *w, const struct request *r, const struct request_context *rc, struct zone *z, uint32_t at,
	uint32_t gfp, uint32_t flags)
{
	for (; at < r->count; at = empty_entry(r, at + 1)) {
		pfn_t pfn = m_pcp_take(w, z, 0, rc->type, flags, false);

		if (pfn == PFN_NONE)
			break;
		m_prep_new_page(w, pfn, 0, gfp, 0);
		m_count_allocation(w, rc, z, z->kind);
		give(w, r, pfn);
	}
	return at;
}

static uint32_t fill_together(struct world *w, const struct request *r)
{
	uint32_t at = empty_entry(r, 0), gfp = r->gfp;

	if (at == r->count)
		return at;
	if (r->count - at > 1) {
		struct request_context rc;
		struct request singles = *r;
		struct zone *z;
		uint32_t flags;

		singles.order = 0;
		flags = m_prepare(w, &rc, &singles, &gfp);
		/* the zone must have room for the missing entries, or for all (bulk_asks_for_missing) */
		z = roomy_zone(w, &rc, gfp, flags, w->policy->bulk_asks_for_missing ? r->count - at : r->count);
		if (z && m_pcp_trylock(w, z))
			at = fill_from(w, r, &rc, z, at, gfp, flags);
	}
	return w->answer->nr_pages == 0 && give_one(w, r, gfp) ? at + 1 : at;
}

static uint32_t fill_one_by_one(struct world *w, const struct request *r)
{
	uint32_t at = empty_entry(r, 0);

	while (at < r->count && give_one(w, r, r->gfp))
		at = empty_entry(r, at + 1);
	return at;
}

int64_t m_alloc_bulk(struct world *w, const struct request *request)
{
	return w->policy->bulk_from_lists ? fill_together(w, request) : fill_one_by_one(w, request);
}
