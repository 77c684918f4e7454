// SPDX-License-Identifier: MIT
/*
 * Where the instance's arrays lie in the caller's memory, and their sizes.
 */
#include "allocator/layout.h"
#include "allocator/memmap.h"
#include "allocator/page.h"
#include "allocator/page_alloc.h"
#include "allocator/pcp_hot.h"
#include "contract/mem.h"

enum { ALIGNMENT = 64, PAGES_PER_RING_ENTRY = 256 };

/* Insert a run of pfns, rounded so that no buddy of any of them lies outside, and merge it with the extents it touches. */
static void add_extent(struct layout *l, uint64_t start, uint64_t end, uint64_t align)
{
	uint32_t kept = 0;

	start = start / align * align;
	end = (end + align - 1) / align * align;
	for (uint32_t i = 0; i < l->nr_extents; i++) {
		const struct extent e = l->extent[i];

		if (e.end < start || e.start > end) {
			l->extent[kept++] = e;
			continue;
		}
		start = e.start < start ? e.start : start;
		end = e.end > end ? e.end : end;
	}
	uint32_t at = kept;

	for (; at > 0 && l->extent[at - 1].start > start; at--)
		l->extent[at] = l->extent[at - 1];
	l->extent[at] = (struct extent){ .start = (page_t)start, .end = (page_t)end };
	l->nr_extents = kept + 1;
}

/* Extents hold pfns before this, dense pages after it. */
static void number_extents(struct layout *l)
{
	for (uint32_t i = 0; i < l->nr_extents; i++) {
		struct extent *e = &l->extent[i];
		const page_t pages = e->end - e->start;

		e->delta = e->start - (page_t)l->nr_pages;
		e->start = (page_t)l->nr_pages;
		e->end = e->start + pages;
		l->nr_pages += pages;
	}
}

static void lay_extents(struct layout *l, const struct machine *m)
{
	const uint64_t align = (uint64_t)1 << m->max_order;
	pfn_t lowest = PFN_NONE;

	for (unsigned i = 0; i < m->nr_zones; i++) {
		if (m->zone[i].start_pfn == m->zone[i].end_pfn)
			continue;
		add_extent(l, m->zone[i].start_pfn, m->zone[i].end_pfn, align);
		if (m->zone[i].start_pfn < lowest)
			lowest = m->zone[i].start_pfn;
	}
	if (m->hot_end)
		add_extent(l, lowest < m->hot_end ? lowest : 0, m->hot_end, align);
	if (l->nr_extents == 0)
		add_extent(l, 0, align, align);
	number_extents(l);
}

static uint64_t place(uint64_t *size, uint64_t bytes)
{
	const uint64_t at = (*size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;

	*size = at + bytes;
	return at;
}

static uint32_t ring_entries(uint64_t wanted, uint32_t most)
{
	uint32_t entries = PCP_RING_MIN;

	while (entries < most && entries < wanted)
		entries *= 2;
	return entries;
}

/* Ring sizes that usually suffice: the kernel's pcp->high grows with the zone. Nearly all pages in a page set are single pages; where high
 * follows the load these may be the cpu's share of an eighth of the zone. */
static void size_rings(struct layout *l, const struct machine *m, unsigned zone)
{
	const struct policy *policy = policy_of(m);
	const uint64_t pages = m->zone[zone].end_pfn - m->zone[zone].start_pfn + (uint64_t)m->hot_end;
	const uint64_t single = policy->high_adapts ? pages / 8 / m->nr_cpus : pages / PAGES_PER_RING_ENTRY;

	l->ring[zone] = ring_entries(pages / PAGES_PER_RING_ENTRY, PCP_RING_MAX);
	l->ring_single[zone] = ring_entries(single, policy->high_by_watermark ? PCP_RING_MAX_SINGLE : PCP_RING_MAX);
}

size_t layout_state_bytes(uint64_t pages)
{
	return (size_t)((pages + STATE_GROUP - 1) / STATE_GROUP * STATE_GROUP);
}

/* Each page may have every kind of damage. */
static uint32_t damage_entries(uint64_t pages)
{
	return pages < DAMAGE_CAP / NR_DAMAGES ? (uint32_t)pages * NR_DAMAGES : DAMAGE_CAP;
}

bool layout_make(struct layout *l, const struct machine *m)
{
	uint64_t rings = 0;

	memset(l, 0, sizeof(*l));
	if (!machine_valid(m))
		return false;
	lay_extents(l, m);
	if (l->nr_pages >= (uint64_t)1 << PAGE_BITS)
		return false;
	l->nr_lists = policy_of(m)->pcp_orders * 3u + (policy_of(m)->pcp_huge ? 2 : 0);
	l->damage_cap = damage_entries(l->nr_pages);
	for (unsigned i = 0; i < m->nr_zones; i++) {
		size_rings(l, m, i);
		rings += (NR_PCP_TYPES * (uint64_t)l->ring_single[i] + (l->nr_lists - NR_PCP_TYPES) * (uint64_t)l->ring[i]) * m->nr_cpus;
	}
	l->size = (uint64_t)m->nr_cpus * CPU_BYTES;
	l->nr_sentinels = m->nr_zones * NR_LISTS;
	l->common = place(&l->size, sizeof(struct common));
	l->link = place(&l->size, (l->nr_pages + l->nr_sentinels) * sizeof(struct link));
	l->damage = place(&l->size, l->damage_cap * sizeof(uint32_t));
	l->pcp = place(&l->size, (uint64_t)m->nr_zones * m->nr_cpus * sizeof(struct pcp));
	l->rings = place(&l->size, rings * sizeof(uint32_t));
	if (m->vmstat_percpu)
		l->drift = place(&l->size, (uint64_t)m->nr_zones * m->nr_cpus * sizeof(struct drift));
	l->block_type = place(&l->size, (l->nr_pages >> m->pageblock_order) + 1);
	if (policy_of(m)->isolate_bit)
		l->block_under = place(&l->size, (l->nr_pages >> m->pageblock_order) + 1);
	l->state = place(&l->size, layout_state_bytes(l->nr_pages));
	return l->size <= SIZE_MAX / 2;
}

size_t page_alloc_size(const struct machine *machine)
{
	struct layout layout;

	return layout_make(&layout, machine) ? (size_t)layout.size : 0;
}
