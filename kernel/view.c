/* SPDX-License-Identifier: MIT */
/* The kernel's own structures, in the contract's form. */

static void linux_counters(const void *self, struct zone_counters *zones)
{
	unsigned i, order;

	for (i = 0; i < world.machine.nr_zones; i++) {
		const struct zone *zone = world.zone[i];
		struct zone_counters *c = &zones[i];

		c->free = atomic_long_read(&zone->vm_stat[NR_FREE_PAGES]);
		c->free_cma = atomic_long_read(&zone->vm_stat[NR_FREE_CMA_PAGES]);
		c->managed = zone_managed_pages((struct zone *)zone);
		c->reserved_highatomic = zone->nr_reserved_highatomic;
		c->isolated_blocks = zone->nr_isolate_pageblock;
		c->wmark[0] = zone->_watermark[WMARK_MIN];
		c->wmark[1] = zone->_watermark[WMARK_LOW];
		c->wmark[2] = zone->_watermark[WMARK_HIGH];
		c->boost = zone->watermark_boost;
		c->boosted = test_bit(ZONE_BOOSTED_WATERMARK, &zone->flags);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
		c->free_highatomic = zone->nr_free_highatomic;
		c->below_high = test_bit(ZONE_BELOW_HIGH, &zone->flags);
#endif
		for (order = 0; order < MAX_ORDER; order++)
			c->nr_free[order] = zone->free_area[order].nr_free;
	}
}

#define LINK(page) (&(page)->lru)
#define FROM_LINK(link) list_entry(link, struct page, lru)

/* What begins at this page; its order. */
static unsigned kind_of(unsigned long pfn, unsigned *head, unsigned *tail)
{
	struct page *page = pfn_to_page(pfn);
	unsigned long until = -1UL;

	if (PageBuddy(page)) {
		*head = PAGE_FREE_HEAD;
		*tail = PAGE_FREE_TAIL;
		return buddy_order(page);
	}
	if (page_is_guard(page)) {
		*head = PAGE_GUARD_HEAD;
		*tail = PAGE_GUARD_TAIL;
		return page_private(page);
	}
	if (owned[pfn].head) {
		*head = PageLRU(page) ? PAGE_ALLOC_LRU : PAGE_ALLOC_HEAD;
		*tail = PAGE_ALLOC_TAIL;
		return owned[pfn].order;
	}
	switch (memory_at(&world.machine, pfn, &until)) {
	case RANGE_HOLE:
		*head = PAGE_ABSENT;
		break;
	case RANGE_RESERVED:
		*head = PAGE_RESERVED;
		break;
	default: /* With nobody, and not to be had: it was bad. */
		*head = PAGE_LOST;
	}
	return 0;
}

static void view_pages(u8 *state, unsigned long start, unsigned long end)
{
	unsigned long pfn = start, first;
	unsigned order, head, tail;

	for (order = 1; order < MAX_ORDER; order++) { /* A block may begin in the zone before. */
		first = ALIGN_DOWN(start, 1UL << order);
		if (first < start && first >= first_pfn(&world.machine) && !owned[first].cached && kind_of(first, &head, &tail) >= order)
			for (pfn = start; pfn < end && pfn < first + (1UL << order); pfn++)
				state[pfn - start] = tail;
	}
	while (pfn < end) {
		if (owned[pfn].cached) {
			state[pfn - start] = owned[pfn].cached;
			owned[pfn++].cached = 0;
			continue;
		}
		order = kind_of(pfn, &head, &tail);
		state[pfn - start] = head | order << 4;
		for (first = pfn++; pfn < first + (1UL << order) && pfn < end; pfn++)
			state[pfn - start] = tail;
	}
}

static void linux_view(const void *self, struct view *view)
{
	const struct machine *machine = &world.machine;
	u32 *list = view->free_pfns, *cached = view->pcp_pfns;
	u8 *block = view->pageblock, *state = view->page;
	unsigned i, order, mt, cpu, n;
	struct list_head *at;

	linux_counters(self, view->counters);
	for (i = 0; i < machine->nr_zones; i++) {
		struct zone *zone = world.zone[i];
		struct zone_view *v = &view->zone[i];
		const unsigned long start = machine->zone[i].start_pfn, end = machine->zone[i].end_pfn;
		unsigned long pfn;

		v->start_pfn = start;
		v->end_pfn = end;
		for (n = 0; n < MAX_NR_ZONES; n++)
			v->lowmem_reserve[n] = zone->lowmem_reserve[n];
		v->drift_mark = machine->vmstat_percpu ? zone->percpu_drift_mark : 0;
		v->numa_hit = atomic_long_read(&zone->vm_numa_event[NUMA_HIT]);
		v->numa_miss = atomic_long_read(&zone->vm_numa_event[NUMA_MISS]);
		v->numa_foreign = atomic_long_read(&zone->vm_numa_event[NUMA_FOREIGN]);
		v->numa_local = atomic_long_read(&zone->vm_numa_event[NUMA_LOCAL]);
		v->numa_other = atomic_long_read(&zone->vm_numa_event[NUMA_OTHER]);
		memset(v->list_len, 0, sizeof(v->list_len));
		for (order = 0; order < MAX_ORDER && zone_is_initialized(zone); order++)
			for (mt = 0; mt < MIGRATE_TYPES; mt++)
				list_for_each(at, &zone->free_area[order].free_list[mt]) {
					*list++ = page_to_pfn(FROM_LINK(at));
					v->list_len[order][mt]++;
				}
		for (cpu = 0; cpu < machine->nr_cpus; cpu++) {
			struct pcp_view *p = &view->pcp[i * machine->nr_cpus + cpu];
			const struct per_cpu_pages *pcp = per_cpu_ptr(zone->per_cpu_pageset, cpu);
			const struct per_cpu_zonestat *stat = per_cpu_ptr(zone->per_cpu_zonestats, cpu);
			const bool own = zone->per_cpu_pageset != &boot_pageset;

			memset(p, 0, sizeof(*p));
			p->count = own ? pcp->count : 0;
			p->batch = pcp->batch;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
			p->high = pcp->high;
			p->high_min = pcp->high_min;
			p->high_max = pcp->high_max;
			p->alloc_factor = pcp->alloc_factor;
			p->free_count = pcp->free_count;
			p->prev_free_high_order = pcp->flags & PCPF_PREV_FREE_HIGH_ORDER;
			p->free_high_batch = pcp->flags & PCPF_FREE_HIGH_BATCH;
#else
			p->high = pcp->high;
			p->free_factor = pcp->free_factor;
#endif
			if (machine->vmstat_percpu) {
				p->free_drift = stat->vm_stat_diff[NR_FREE_PAGES];
				p->cma_drift = stat->vm_stat_diff[NR_FREE_CMA_PAGES];
				p->drift_limit = stat->stat_threshold;
			}
			for (n = 0; own && n < NR_PCP_LISTS; n++)
				list_for_each(at, &pcp->lists[n]) {
					const unsigned long first = page_to_pfn(FROM_LINK(at));
					const unsigned of = pindex_to_order(n);

					*cached++ = first;
					p->len[n]++;
					for (pfn = first; pfn < first + (1UL << of); pfn++)
						owned[pfn].cached = PAGE_CACHED | (pfn == first ? of << 4 : 0);
				}
			v->numa_hit += stat->vm_numa_event[NUMA_HIT];
			v->numa_miss += stat->vm_numa_event[NUMA_MISS];
			v->numa_foreign += stat->vm_numa_event[NUMA_FOREIGN];
			v->numa_local += stat->vm_numa_event[NUMA_LOCAL];
			v->numa_other += stat->vm_numa_event[NUMA_OTHER];
		}
		if (start < end)
			for (pfn = ALIGN_DOWN(start, pageblock_nr_pages); pfn < end; pfn += pageblock_nr_pages)
				*block++ = get_pageblock_migratetype(pfn_to_page(pfn));
	}
	for (i = 0; i < machine->nr_zones; i++) { /* Where zones meet inside a block, a zone's list may have a page of another. */
		view_pages(state, machine->zone[i].start_pfn, machine->zone[i].end_pfn);
		state += machine->zone[i].end_pfn - machine->zone[i].start_pfn;
	}
	for (i = 0; i < machine->nr_nodes; i++) {
		struct node_view *v = &view->node[i];
		const pg_data_t *pgdat = NODE_DATA(i);
		unsigned kind, z;

		v->totalreserve = pgdat->totalreserve_pages;
		v->min_unmapped = pgdat->min_unmapped_pages;
		v->min_slab = pgdat->min_slab_pages;
		v->first_deferred = PFN_NONE;
		for (kind = 0; kind < 2; kind++) {
			const struct zoneref *ref = pgdat->node_zonelists[kind]._zonerefs;

			for (n = 0; ref[n].zone; n++)
				for (z = 0; z < machine->nr_zones; z++)
					if (world.zone[z] == ref[n].zone)
						v->zonelist[kind][n] = z;
			v->zonelist_len[kind] = n;
		}
	}
	memset(&view->events, 0, sizeof(view->events));
	for (cpu = 0; cpu < machine->nr_cpus; cpu++) {
		const struct vm_event_state *events = &per_cpu(vm_event_states, cpu);

		view->events.pgfree += events->event[PGFREE];
		for (n = 0; n < MAX_NR_ZONES; n++)
			view->events.pgalloc[n] += events->event[PGALLOC_NORMAL - ZONE_NORMAL + n];
	}
	view->min_free_kbytes = min_free_kbytes;
	view->mobility = !page_group_by_mobility_disabled;
}
