// SPDX-License-Identifier: MIT
/*
 * Deferred initialisation: the end of each node's memory stays uninitialised until it is needed, or until page_alloc_init_late().
 *
 * Kernel: defer_init(), deferred_grow_zone(), deferred_init_maxorder(), deferred_free_range(), page_alloc_init_late().
 */
#include "model/model.h"

static pfn_t node_end(const struct world *w, uint8_t node)
{
	pfn_t end = 0;

	for (uint32_t i = 0; i < w->machine.nr_zones; i++)
		if (w->zone[i].node == node && w->zone[i].end > end && w->zone[i].start < w->zone[i].end)
			end = w->zone[i].end;
	return end;
}

/* The start of the zone's last run of memory, if it reaches the zone's end; else PFN_NONE. */
static pfn_t last_run(const struct world *w, const struct zone *z)
{
	pfn_t start = PFN_NONE, until;
	uint8_t zone;

	for (pfn_t p = z->start; p < z->end; p = until) {
		bool memory = m_memory_at(w, p, &zone, &until) != MEMORY_NONE;

		if (!memory)
			start = PFN_NONE;
		else if (start == PFN_NONE)
			start = p;
	}
	return start;
}

/* The first section boundary in the zone's last run with at least a section of that run before it; the zone's end if there is none. */
static uint64_t cut_in_last_run(const struct world *w, const struct zone *z)
{
	pfn_t start = last_run(w, z);

	return start == PFN_NONE ? z->end : m_align_up((uint64_t)start + w->machine.section_pages, w->machine.section_pages);
}

/*
 * The first section boundary in memory with at least a section's worth of the zone's memory before it, holes left out; the zone's end if
 * there is none.
 */
static uint64_t cut_in_zone(const struct world *w, const struct zone *z)
{
	uint64_t pages = 0;
	uint8_t zone;
	pfn_t until;

	for (pfn_t p = z->start; p < z->end; p = until) {
		bool memory = m_memory_at(w, p, &zone, &until) != MEMORY_NONE;

		until = (pfn_t)m_min(until, z->end);
		for (uint64_t q = m_align_up(p, w->machine.section_pages); memory && q < until; q += w->machine.section_pages)
			if (pages + (q - p) >= w->machine.section_pages)
				return q;
		pages += memory ? until - p : 0;
	}
	return z->end;
}

/* Deferred memory has no known types, except that the pageblocks of reserved pages may be MOVABLE already. */
static void forget_types(struct world *w, const struct zone *z, pfn_t cut)
{
	uint8_t zone;
	pfn_t until;

	m_set_range_type(w, cut, z->end, MIGRATE_UNMOVABLE);
	for (pfn_t p = cut; w->policy->deferred_reserved_are_movable && p < z->end; p = until) {
		enum memory kind = m_memory_at(w, p, &zone, &until);

		until = (pfn_t)m_min(until, z->end);
		if (kind == MEMORY_RESERVED)
			m_set_range_type(w, p, until, MIGRATE_MOVABLE);
	}
}

/* Defer the end of each node: the pages from a section boundary in its last zone on. */
void m_defer_memory(struct world *w)
{
	for (uint32_t i = 0; i < w->machine.nr_zones; i++) {
		struct zone *z = &w->zone[i];
		uint64_t cut;

		if (z->start == z->end || z->end != node_end(w, z->node))
			continue;
		cut = w->policy->deferral_spans_holes ? cut_in_zone(w, z) : cut_in_last_run(w, z);
		if (cut >= z->end)
			continue;
		w->node[z->node].first_deferred = (pfn_t)cut;
		m_set_pages(w, (pfn_t)cut, z->end - (pfn_t)cut, BLOCK_ABSENT, z->id);
		forget_types(w, z, (pfn_t)cut);
	}
	w->deferred = w->policy->deferred_grows;
}

/* The first free deferred pfn of the zone from pfn on, PFN_NONE if there is none; the free memory there ends at *end. */
static pfn_t next_free(const struct world *w, const struct zone *z, pfn_t pfn, pfn_t *end)
{
	uint8_t zone;

	for (pfn_t p = pfn; p < z->end; p = *end) {
		enum memory kind = m_memory_at(w, p, &zone, end);

		*end = (pfn_t)m_min(*end, z->end);
		if (kind == MEMORY_FREE)
			return p;
	}
	return PFN_NONE;
}

/* Initialise the pages from `from` to `to`: free memory is in no block yet, other memory is reserved, holes stay absent. */
static void init_known(struct world *w, pfn_t from, pfn_t to)
{
	pfn_t until;
	uint8_t zone;

	for (pfn_t p = from; p < to; p = until) {
		enum memory kind = m_memory_at(w, p, &zone, &until);

		until = (pfn_t)m_min(until, to);
		for (pfn_t q = p; q < until; q++)
			if (kind != MEMORY_NONE && m_page_const(w, q)->state == BLOCK_ABSENT)
				m_set_block(m_page(w, q), kind == MEMORY_FREE ? BLOCK_TAIL : BLOCK_RESERVED, 0);
	}
}

/*
 * deferred_free_pages(): whole pageblocks as one block, the rest page by page. With deferred_parts_are_single blocks only if start to end
 * is a whole largest block.
 */
static void free_deferred(struct world *w, pfn_t start, pfn_t end)
{
	pfn_t block = m_pageblock_pages(w);
	bool in_blocks = !w->policy->deferred_parts_are_single || end - start == (pfn_t)1 << (w->machine.max_order - 1);

	for (pfn_t p = start; p < end;) {
		bool whole = in_blocks && p % block == 0 && end - p >= block;

		if (p % block == 0)
			m_set_pageblock_type(w, m_page(w, p), MIGRATE_MOVABLE);
		m_free_boot_block(w, p, whole ? w->machine.pageblock_order : 0);
		p += whole ? block : 1;
	}
}

/* Free what is free up to the next multiple of the largest block. Returns the pages; *next: where free memory continues, or PFN_NONE. */
static uint32_t free_chunk(struct world *w, struct zone *z, pfn_t from, pfn_t *next)
{
	pfn_t limit = (pfn_t)m_align_up((uint64_t)from + 1, UINT64_C(1) << (w->machine.max_order - 1)), end;
	uint32_t pages = 0;

	init_known(w, from, (pfn_t)m_min(limit, z->end));
	for (pfn_t p = next_free(w, z, from, &end); p < limit; p = next_free(w, z, end, &end)) {
		end = (pfn_t)m_min(end, limit);
		free_deferred(w, p, end);
		pages += end - p;
	}
	*next = next_free(w, z, limit, &end);
	return pages;
}

static void set_first_deferred(struct world *w, struct zone *z, pfn_t from, pfn_t next)
{
	init_known(w, from, next == PFN_NONE ? z->end : next);
	w->node[z->node].first_deferred = next;
}

/* Free what is free in the section at `from`. Returns the pages. */
static uint32_t free_section(struct world *w, struct zone *z, pfn_t from)
{
	pfn_t limit = from + w->machine.section_pages, end;
	uint32_t pages = 0;

	for (pfn_t next = next_free(w, z, from, &end); next < limit; m_step(w))
		pages += free_chunk(w, z, next, &next);
	return pages;
}

/* Initialise whole sections until they gave enough free pages. False if nothing was left to give. */
static bool grow_by_sections(struct world *w, struct zone *z, uint64_t wanted)
{
	pfn_t first = w->node[z->node].first_deferred, at = first;
	uint64_t pages = 0;

	for (; pages < wanted && at < z->end; at += w->machine.section_pages)
		pages += free_section(w, z, at);
	set_first_deferred(w, z, first, at < z->end ? at : PFN_NONE);
	return pages > 0;
}

/* deferred_grow_zone(): initialise enough sections for the order. True: another attempt may succeed. */
bool m_grow_zone(struct world *w, struct zone *z, uint8_t order)
{
	pfn_t first = w->node[z->node].first_deferred, next, end;
	uint64_t section = w->machine.section_pages, wanted = m_align_up(UINT64_C(1) << order, section), pages = 0;

	if (z->end != node_end(w, z->node))
		return false;
	if (w->policy->deferred_grows_by_sections)
		return grow_by_sections(w, z, wanted);
	next = first == PFN_NONE ? PFN_NONE : next_free(w, z, first, &end);
	if (next == PFN_NONE) {
		if (first != PFN_NONE)
			set_first_deferred(w, z, first, PFN_NONE);
		return first != PFN_NONE;
	}
	while (next != PFN_NONE) {
		pfn_t from = next;

		pages += free_chunk(w, z, from, &next);
		m_step(w);
		if ((from ^ next) >= section && pages >= wanted) /* stop at section boundaries only */
			break;
	}
	set_first_deferred(w, z, first, next);
	return pages > 0;
}

/* page_alloc_init_late(): initialise the rest, node by node. */
void m_init_late(struct world *w)
{
	for (uint8_t node = 0; node < w->machine.nr_nodes; node++)
		for (uint32_t i = 0; i < w->machine.nr_zones; i++) {
			struct zone *z = &w->zone[i];
			pfn_t first = w->node[node].first_deferred, next, end;

			if (z->node != node || first == PFN_NONE || z->end != node_end(w, node))
				continue;
			for (next = next_free(w, z, first, &end); next != PFN_NONE;)
				free_chunk(w, z, next, &next);
			set_first_deferred(w, z, first, PFN_NONE);
		}
	w->deferred = false;
	w->late = true;
	if (w->policy->late_init_resizes_pcps)
		m_resize_all_pcps(w);
	m_look_at_caches(w, 0, w->machine.nr_cpus - 1);
}
