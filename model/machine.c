// SPDX-License-Identifier: MIT
/*
 * Is a machine one to boot on, and how much memory does its world take?
 *
 * The rules are those at the fields of contract/machine.h. The memory is one piece: the world and its zones, then nodes, pageblock types,
 * notes, and each zone's loads and bitmaps; after these, what boot need not clear. One walk both measures (memory NULL) and lays out.
 */
#include "model/model.h"

enum { KBYTES_MAX = 1 << 24, FACTOR_MAX = 1 << 20 };

static bool tunables_ok(const struct machine *m)
{
	if (m->profile >= NR_PROFILES || m->pcp_mode > PCP_BOOT)
		return false;
	if (m->max_order < 2 || m->max_order > MAX_ORDER_LIMIT)
		return false;
	if (m->pageblock_order < 1 || m->pageblock_order >= m->max_order)
		return false;
	if (m->min_free_kbytes < -1 || m->min_free_kbytes > KBYTES_MAX || m->user_min_free_kbytes < -1)
		return false;
	if (m->watermark_scale_factor > FACTOR_MAX || m->watermark_boost_factor > FACTOR_MAX)
		return false;
	if (m->pcp_high > FACTOR_MAX || m->pcp_batch > FACTOR_MAX || m->pcp_high_max > FACTOR_MAX || m->cache_pages > FACTOR_MAX)
		return false;
	if (m->vmstat_percpu && m->pcp_mode == PCP_BOOT)
		return false;
	if (m->page_poisoning > POISON_ZERO || m->page_bytes > PAGE_BYTES_MAX)
		return false;
	if (m->guardpage_minorder < -1 || m->guardpage_minorder > 5)
		return false;
	if (m->section_pages == 0 || (m->section_pages & (m->section_pages - 1)) != 0)
		return false;
	return m->section_pages >= UINT32_C(1) << (m->max_order - 1) && m->hot_end < UINT32_C(1) << 31;
}

/* There is at least one node, because zones_ok() has required a zone. */
static bool nodes_ok(const struct machine *m)
{
	if (m->nr_cpus < 1 || m->nr_cpus > MAX_CPUS || m->nr_nodes > MAX_NODES)
		return false;
	for (uint32_t cpu = 0; cpu < m->nr_cpus; cpu++)
		if (m->cpu_node[cpu] >= m->nr_nodes)
			return false;
	for (uint32_t node = 0; node < m->nr_nodes; node++) {
		bool has_zone = false;

		for (uint32_t i = 0; i < m->nr_zones; i++)
			has_zone |= m->zone[i].node == node;
		if (!has_zone || m->distance[node][node] != 10)
			return false;
	}
	return true;
}

static bool zone_overlaps(const struct machine *m, uint32_t a)
{
	for (uint32_t b = 0; b < a; b++)
		if (m->zone[a].start_pfn < m->zone[b].end_pfn && m->zone[b].start_pfn < m->zone[a].end_pfn)
			return true;
	return false;
}

static bool zones_ok(const struct machine *m)
{
	if (m->nr_zones < 1 || m->nr_zones > MAX_ZONES)
		return false;
	for (uint32_t i = 0; i < m->nr_zones; i++) {
		const struct machine_zone *z = &m->zone[i];

		if (z->node >= m->nr_nodes || z->kind >= MAX_NR_ZONES)
			return false;
		if (z->start_pfn > z->end_pfn || z->end_pfn >= UINT32_C(1) << 31 || zone_overlaps(m, i))
			return false;
		if (i > 0 && z->node * MAX_NR_ZONES + z->kind <= z[-1].node * MAX_NR_ZONES + z[-1].kind)
			return false;
	}
	return true;
}

/* Pages of [start, end) inside zones; *zones: how many zones it touches. */
static uint64_t pages_in_zones(const struct machine *m, pfn_t start, pfn_t end, uint32_t *zones)
{
	uint64_t pages = 0;

	*zones = 0;
	for (uint32_t i = 0; i < m->nr_zones; i++) {
		int64_t from = m_max(start, m->zone[i].start_pfn), to = m_min(end, m->zone[i].end_pfn);

		if (from < to) {
			pages += (uint64_t)(to - from);
			++*zones;
		}
	}
	return pages;
}

static bool ranges_ok(const struct machine *m)
{
	pfn_t last = 0;

	if (m->nr_ranges > MAX_RANGES)
		return false;
	for (uint32_t i = 0; i < m->nr_ranges; i++) {
		const struct machine_range *r = &m->range[i];
		pfn_t block = (pfn_t)1 << m->pageblock_order;
		uint32_t zones;

		if (r->kind > RANGE_CMA || r->start_pfn >= r->end_pfn || r->start_pfn < last)
			return false;
		if (pages_in_zones(m, r->start_pfn, r->end_pfn, &zones) != r->end_pfn - r->start_pfn)
			return false;
		if (r->kind == RANGE_CMA && (r->start_pfn % block != 0 || r->end_pfn % block != 0 || zones != 1))
			return false;
		last = r->end_pfn;
	}
	return true;
}

bool m_machine_ok(const struct machine *machine)
{
	return tunables_ok(machine) && zones_ok(machine) && nodes_ok(machine) && ranges_ok(machine);
}

static uint64_t end_of_memory(const struct machine *m)
{
	uint64_t end = 0;

	for (uint32_t i = 0; i < m->nr_zones; i++)
		if (m->zone[i].start_pfn < m->zone[i].end_pfn)
			end = (uint64_t)m_max((int64_t)end, m->zone[i].end_pfn);
	return end;
}

/* The pages that a zone has or may get by hot-add, rounded to whole largest blocks and bitmap words. Empty if it can never have any. */
static void zone_window(const struct machine *m, uint32_t zone, uint64_t *start, uint64_t *end)
{
	uint64_t unit = (uint64_t)m_max(WORD, INT64_C(1) << (m->max_order - 1));

	*start = m->zone[zone].start_pfn;
	*end = m->zone[zone].end_pfn;
	if (*start == *end)
		*start = *end = end_of_memory(m);
	if (m->hot_end > *end)
		*end = m->hot_end;
	if (*start == *end)
		return;
	*start = m_align_down(*start, unit);
	*end = m_align_up(*end, unit);
}

static uint64_t end_of(const struct extent *e)
{
	return e->start + (uint64_t)e->pages;
}

/* Add [start, end) to the extents, which stay ascending and disjoint. */
static void add_extent(struct world *w, uint64_t start, uint64_t end)
{
	uint32_t at = 0;

	while (at < w->nr_extents && end_of(&w->extent[at]) < start)
		at++;
	while (at < w->nr_extents && w->extent[at].start <= end) { /* merge with what it overlaps or touches */
		start = (uint64_t)m_min((int64_t)start, w->extent[at].start);
		end = (uint64_t)m_max((int64_t)end, (int64_t)end_of(&w->extent[at]));
		w->nr_extents--;
		memmove(&w->extent[at], &w->extent[at + 1], (w->nr_extents - at) * sizeof(w->extent[0]));
	}
	memmove(&w->extent[at + 1], &w->extent[at], (w->nr_extents - at) * sizeof(w->extent[0]));
	w->extent[at].start = (pfn_t)start;
	w->extent[at].pages = (uint32_t)(end - start);
	w->nr_extents++;
}

static uint64_t lay_extents(struct world *w, const struct machine *m)
{
	uint64_t start, end, pages = 0;

	w->nr_extents = 0;
	for (uint32_t i = 0; i < m->nr_zones; i++) {
		zone_window(m, i, &start, &end);
		if (start < end)
			add_extent(w, start, end);
	}
	for (uint32_t i = 0; i < w->nr_extents; i++) {
		w->extent[i].first = (uint32_t)pages;
		pages += w->extent[i].pages;
	}
	w->extent[w->nr_extents] = (struct extent){ 0 };
	return pages;
}

static void *take(uint8_t *memory, uint64_t *used, uint64_t bytes)
{
	void *piece = memory ? memory + *used : NULL;

	*used += m_align_up(bytes, 8);
	return piece;
}

static void take_bits(struct bitmap *map, uint8_t *memory, uint64_t *used, uint32_t bits)
{
	map->word = take(memory, used, m_words(bits) * sizeof(uint64_t));
}

/*
 * Lay out the memory. w must have room for the world and its zones even if memory is NULL and this only measures. Returns the bytes needed,
 * which may be more than can exist. From w->node on, the first *cleared bytes must be zero at boot; what follows is never read before it is
 * written.
 */
uint64_t m_layout(struct world *w, const struct machine *machine, uint8_t *memory, uint64_t *cleared)
{
	uint64_t fixed = sizeof(*w) + machine->nr_zones * sizeof(struct zone), used = fixed, pages = lay_extents(w, machine);

	w->zone = (struct zone *)(w + 1);
	w->node = take(memory, &used, machine->nr_nodes * sizeof(struct node));
	w->nr_pageblocks = (uint32_t)(pages >> machine->pageblock_order);
	w->pageblock = take(memory, &used, w->nr_pageblocks);
	w->beneath = take(memory, &used, w->nr_pageblocks);
	w->note = take(memory, &used, machine->page_bytes > 0 ? pages * (machine->page_bytes + 1) * sizeof(struct note) : 0);
	for (uint32_t i = 0; i < machine->nr_zones; i++) {
		struct zone *z = &w->zone[i];
		uint64_t start, end;

		zone_window(machine, i, &start, &end);
		z->window = (pfn_t)start;
		z->window_pages = (uint32_t)(end - start);
		z->load = take(memory, &used, machine->nr_cpus * sizeof(struct load));
		z->free_factor = take(memory, &used, machine->nr_cpus);
		z->tries = take(memory, &used, machine->nr_cpus * sizeof(struct tries));
		take_bits(&z->counted, memory, &used, z->window_pages);
		take_bits(&z->counted_cma, memory, &used, z->window_pages);
		take_bits(&z->counted_highatomic, memory, &used, z->window_pages);
		z->drift = machine->vmstat_percpu ? take(memory, &used, sizeof(struct drift)) : NULL;
	}
	*cleared = used - fixed;
	w->page = take(memory, &used, pages * sizeof(struct page));
	w->answers = take(memory, &used, ANSWERS_PER_REQUEST * sizeof(w->answers[0]));
	for (uint32_t i = 0; i < machine->nr_zones; i++) {
		struct zone *z = &w->zone[i];

		z->cached = take(memory, &used, (uint64_t)z->window_pages * sizeof(struct listed));
		for (uint8_t order = 0; order < machine->max_order; order++)
			z->listed[order] = take(memory, &used, (uint64_t)(z->window_pages >> order) * sizeof(struct listed));
	}
	return used;
}
