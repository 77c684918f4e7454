// SPDX-License-Identifier: MIT
/*
 * The view of the world that is compared: counters, lists in order, types, page states. All of it is computed when asked for.
 */
#include "model/certain.h"
#include "model/model.h"

static void zone_counters(const struct world *w, const struct zone *z, struct zone_counters *out)
{
	out->free = m_value(z, DRIFTING_FREE);
	out->free_cma = m_value(z, DRIFTING_CMA);
	out->free_highatomic = w->policy->reserve_by_free_pages ? m_free_highatomic(z) : 0;
	out->managed = (uint32_t)z->managed;
	out->reserved_highatomic = (uint32_t)z->reserved_highatomic;
	out->isolated_blocks = (uint32_t)z->isolated_blocks;
	for (uint32_t i = 0; i < NR_WMARK; i++)
		out->wmark[i] = (uint32_t)z->wmark[i];
	out->boost = (uint32_t)z->boost;
	out->boosted = z->boosted;
	out->below_high = z->below_high;
	memcpy(out->nr_free, z->nr_listed, sizeof(out->nr_free)); /* zero for orders that the machine does not have */
	for (uint8_t i = 0; z->nr_free_is_wrong && i < MAX_ORDER_LIMIT; i++)
		out->nr_free[i] = m_nr_free(z, i);
}

void m_counters(const struct world *w, struct zone_counters *zones)
{
	for (const struct zone *z = w->zone, *end = z + w->machine.nr_zones; z < end; z++)
		zone_counters(w, z, zones++);
}

static void view_zone(const struct zone *z, struct zone_view *out)
{
	memset(out, 0, sizeof(*out));
	out->start_pfn = z->start;
	out->end_pfn = z->end;
	for (uint32_t i = 0; i < MAX_NR_ZONES; i++)
		out->lowmem_reserve[i] = (uint32_t)z->lowmem_reserve[i];
	out->numa_hit = z->numa_hit;
	out->numa_miss = z->numa_miss;
	out->numa_foreign = z->numa_foreign;
	out->numa_local = z->numa_local;
	out->numa_other = z->numa_other;
	if (z->drift)
		out->drift_mark = (uint32_t)z->drift->mark;
}

static void view_node(const struct node *n, struct node_view *out)
{
	memset(out, 0, sizeof(*out));
	out->totalreserve = (uint32_t)n->totalreserve;
	out->min_unmapped = (uint32_t)n->min_unmapped;
	out->min_slab = (uint32_t)n->min_slab;
	out->first_deferred = n->first_deferred;
	memcpy(out->zonelist_len, n->zonelist_len, sizeof(out->zonelist_len));
	for (uint32_t which = 0; which < 2; which++)
		memcpy(out->zonelist[which], n->zonelist[which], n->zonelist_len[which]);
}

/* --- lists ---------------------------------------------------------------------------------------------------------------- */

static bool comes_before(const struct listed *a, const struct listed *b)
{
	return m_place(a->list, a->stamp) < m_place(b->list, b->stamp);
}

/* Sort indices into a bag. Shellsort with the gaps 1, 4, 13, 40, ...: simple, in place, not recursive. */
static void sort_places(const struct listed *bag, uint32_t *places, uint32_t count)
{
	uint32_t widest = 1;

	while (widest < count / 3)
		widest = 3 * widest + 1;
	for (uint32_t gap = widest; gap > 0; gap /= 3)
		for (uint32_t i = gap; i < count; i++) {
			uint32_t moving = places[i], at = i;

			for (; at >= gap && comes_before(&bag[moving], &bag[places[at - gap]]); at -= gap)
				places[at] = places[at - gap];
			places[at] = moving;
		}
}

/* Turn indices into a bag into pfns, list by list. */
static pfn_t *put_in_order(const struct listed *bag, pfn_t *out, uint32_t count)
{
	if (count > 1)
		sort_places(bag, out, count);
	for (uint32_t i = 0; i < count; i++)
		out[i] = bag[out[i]].pfn;
	return out + count;
}

/* Boot page sets have learnt nothing and show zeroes. */
static void show_load(const struct zone *z, const struct load *load, struct pcp_view *pcp)
{
	if (z->boot_pageset)
		return;
	pcp->high = (uint32_t)load->high;
	pcp->high_min = z->high;
	pcp->high_max = z->high_max;
	pcp->alloc_factor = load->alloc_factor;
	pcp->free_count = (uint32_t)load->free_count;
	pcp->prev_free_high_order = load->freed_high;
	pcp->free_high_batch = load->cache_is_big;
}

static pfn_t *list_pcp(const struct world *w, const struct zone *z, uint8_t cpu, struct pcp_view *pcp, pfn_t *out)
{
	uint32_t count = 0;

	memset(pcp, 0, sizeof(*pcp));
	pcp->count = m_pcp_count(w, z, cpu);
	pcp->high = z->high;
	pcp->batch = z->batch;
	pcp->free_factor = z->free_factor[cpu];
	if (w->policy->high_follows_load)
		show_load(z, &z->load[cpu], pcp);
	if (z->drift) {
		pcp->free_drift = z->drift->of[DRIFTING_FREE][cpu];
		pcp->cma_drift = z->drift->of[DRIFTING_CMA][cpu];
		pcp->drift_limit = z->drift->limit[cpu];
	}
	for (uint32_t i = 0; i < z->nr_cached; i++)
		if (z->cached[i].cpu == cpu) {
			pcp->len[z->cached[i].list]++;
			out[count++] = i;
		}
	return put_in_order(z->cached, out, count);
}

static pfn_t *list_free(const struct zone *z, uint8_t order, uint32_t len[MIGRATE_TYPES], pfn_t *out)
{
	for (uint32_t i = 0; i < z->nr_listed[order]; i++) {
		len[z->listed[order][i].list]++;
		out[i] = i;
	}
	return put_in_order(z->listed[order], out, z->nr_listed[order]);
}

/* --- pages ---------------------------------------------------------------------------------------------------------------- */

static uint8_t page_byte(const struct page *block, bool is_head)
{
	static const uint8_t head[] = {
		[BLOCK_TAIL] = PAGE_ABSENT, [BLOCK_ABSENT] = PAGE_ABSENT, [BLOCK_RESERVED] = PAGE_RESERVED, [BLOCK_FREE] = PAGE_FREE_HEAD,
		[BLOCK_GUARD] = PAGE_GUARD_HEAD, [BLOCK_CACHED] = PAGE_CACHED, [BLOCK_ALLOCATED] = PAGE_ALLOC_HEAD, [BLOCK_LOST] = PAGE_LOST,
	};
	static const uint8_t tail[] = {
		[BLOCK_TAIL] = PAGE_ABSENT, [BLOCK_ABSENT] = PAGE_ABSENT, [BLOCK_RESERVED] = PAGE_RESERVED, [BLOCK_FREE] = PAGE_FREE_TAIL,
		[BLOCK_GUARD] = PAGE_GUARD_TAIL, [BLOCK_CACHED] = PAGE_CACHED, [BLOCK_ALLOCATED] = PAGE_ALLOC_TAIL, [BLOCK_LOST] = PAGE_LOST,
	};
	bool on_lru = (block->state == BLOCK_ALLOCATED) & block->lru;

	if (!is_head || block->state == BLOCK_LOST)
		return is_head ? head[block->state] : tail[block->state];
	return (uint8_t)((on_lru ? PAGE_ALLOC_LRU : head[block->state]) | block->order << 4);
}

static uint8_t *show_pages(const struct world *w, const struct zone *z, uint8_t *out)
{
	pfn_t block = m_block_around(w, z->start), p = z->start;
	const struct page *page = m_page_const(w, block);

	/* The first block may begin before the zone, and the last may end after it. */
	for (pfn_t pages; p < z->end; block += pages, page += pages) {
		pfn_t end;

		pages = (pfn_t)1 << page->order;
		end = block + pages < z->end ? block + pages : z->end;
		if (p == block) {
			*out++ = page_byte(page, true);
			p++;
		}
		if (p < end)
			memset(out, page_byte(page, false), end - p);
		out += end - p;
		p = end;
	}
	return out;
}

static uint8_t *show_memory(const struct world *w, const struct zone *z, uint8_t *out)
{
	for (pfn_t p = z->start; w->machine.page_bytes > 0 && p < z->end; p++)
		for (uint32_t i = 0; i < w->machine.page_bytes; i++)
			*out++ = m_byte_of(w, p, i);
	return out;
}

/* The types of a zone's pageblocks are contiguous, because a zone lies in one extent. */
static uint8_t *show_pageblocks(const struct world *w, const struct zone *z, uint8_t *out)
{
	pfn_t first = (pfn_t)m_align_down(z->start, m_pageblock_pages(w));
	uint64_t count = (m_align_up(z->end, m_pageblock_pages(w)) - first) >> w->machine.pageblock_order;
	uint32_t index = 0;
	bool found = m_find_index(w, first, &index);

	if (z->start == z->end || NEVER(!found))
		return out;
	memcpy(out, &w->pageblock[index >> w->machine.pageblock_order], count);
	return out + count;
}

void m_view(const struct world *w, struct view *view)
{
	pfn_t *free_pfns = view->free_pfns, *pcp_pfns = view->pcp_pfns;
	uint8_t *pageblock = view->pageblock, *page = view->page, *memory = view->memory;

	for (uint32_t i = 0; i < w->machine.nr_zones; i++) {
		const struct zone *z = &w->zone[i];

		zone_counters(w, z, &view->counters[i]);
		view_zone(z, &view->zone[i]);
		for (uint8_t cpu = 0; cpu < w->machine.nr_cpus; cpu++)
			pcp_pfns = list_pcp(w, z, cpu, &view->pcp[i * w->machine.nr_cpus + cpu], pcp_pfns);
		for (uint8_t order = 0; order < w->machine.max_order; order++)
			free_pfns = list_free(z, order, view->zone[i].list_len[order], free_pfns);
		pageblock = show_pageblocks(w, z, pageblock);
		page = show_pages(w, z, page);
		memory = show_memory(w, z, memory);
	}
	for (uint32_t i = 0; i < w->machine.nr_nodes; i++)
		view_node(&w->node[i], &view->node[i]);
	view->events = w->events;
	view->min_free_kbytes = (uint32_t)w->min_free_kbytes;
	view->mobility = w->machine.mobility;
}
