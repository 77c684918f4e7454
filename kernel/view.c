/* SPDX-License-Identifier: MIT */
/* The kernel's own structures, converted to the contract's view. */

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
#if SINCE(6, 7)
		c->free_highatomic = zone->nr_free_highatomic;
		c->below_high = test_bit(ZONE_BELOW_HIGH, &zone->flags);
#endif
		for (order = 0; order < MAX_ORDER; order++)
			c->nr_free[order] = zone->free_area[order].nr_free;
	}
}

#define FROM_LINK(link) list_entry(link, struct page, lru)

/* The state of the block that begins at this page; returns its order. */
static unsigned kind_of(unsigned long pfn, unsigned *head, unsigned *tail)
{
	struct page *page = pfn_to_page(pfn);
	unsigned long until = -1UL;
	int kind;

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
	kind = memory_at(&world.machine, pfn, &until);
	if (kind != RANGE_CMA && pfn >= first_deferred(pfn))
		kind = RANGE_HOLE;
	switch (kind) {
	case RANGE_HOLE:
		*head = PAGE_ABSENT;
		break;
	case RANGE_RESERVED:
		*head = PAGE_RESERVED;
		break;
	default: /* No owner, and not free: it was lost to a bad page. */
		*head = PAGE_LOST;
	}
	return 0;
}

static void view_pages(u8 *state, unsigned long start, unsigned long end)
{
	unsigned long pfn = start, first;
	unsigned order, head, tail;

	for (order = 1; order < MAX_ORDER; order++) { /* A block may begin in the zone before this one. */
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

/* Append the lists of one zone or one page set; returns where the next ones go. */
static u32 *view_free_lists(struct zone_view *v, struct zone *zone, u32 *list)
{
	unsigned order, mt;
	struct list_head *at;

	memset(v->list_len, 0, sizeof(v->list_len));
	for (order = 0; order < MAX_ORDER && zone_is_initialized(zone); order++)
		for (mt = 0; mt < MIGRATE_TYPES; mt++)
			list_for_each (at, &zone->free_area[order].free_list[mt]) {
				*list++ = page_to_pfn(FROM_LINK(at));
				v->list_len[order][mt]++;
			}
	return list;
}

static u32 *view_page_set_lists(struct pcp_view *p, struct per_cpu_pages *pcp, u32 *list)
{
	unsigned n;
	struct list_head *at;

	for (n = 0; n < NR_PCP_LISTS; n++)
		list_for_each (at, &pcp->lists[n]) {
			const unsigned long first = page_to_pfn(FROM_LINK(at));
			const unsigned order = pindex_to_order(n);
			unsigned long pfn;

			*list++ = first;
			p->len[n]++;
			for (pfn = first; pfn < first + (1UL << order); pfn++)
				owned[pfn].cached = PAGE_CACHED | (pfn == first ? order << 4 : 0);
		}
	return list;
}

static u32 *view_page_set(struct pcp_view *p, unsigned i, int cpu, u32 *list)
{
	struct zone *zone = world.zone[i];
	struct per_cpu_pages *pcp = PAGE_SET(zone, cpu);

	memset(p, 0, sizeof(*p));
	p->count = pcp->count;
	p->high = pcp->high;
	p->batch = pcp->batch;
	if (has_boot_sets(i))
		return list;
#if SINCE(6, 7)
	p->high_min = pcp->high_min;
	p->high_max = pcp->high_max;
	p->alloc_factor = pcp->alloc_factor;
	p->free_count = pcp->free_count;
	p->prev_free_high_order = pcp->flags & PCPF_PREV_FREE_HIGH_ORDER;
	p->free_high_batch = pcp->flags & PCPF_FREE_HIGH_BATCH;
#elif SINCE(5, 14)
	p->free_factor = pcp->free_factor;
#endif
	if (world.machine.vmstat_percpu) {
		p->free_drift = ZONE_STAT(zone, cpu)->vm_stat_diff[NR_FREE_PAGES];
		p->cma_drift = ZONE_STAT(zone, cpu)->vm_stat_diff[NR_FREE_CMA_PAGES];
		p->drift_limit = ZONE_STAT(zone, cpu)->stat_threshold;
	}
	return view_page_set_lists(p, pcp, list);
}

/* The zone's count plus what the cpus have not folded into it yet. */
static u64 numa_events(const struct zone *zone, enum numa_stat_item item)
{
	u64 events = atomic_long_read(&zone->NUMA_EVENTS[item]);
	int cpu;

	for_each_possible_cpu(cpu)
		events += ZONE_STAT(zone, cpu)->NUMA_EVENTS_HERE[item];
	return events;
}

static void view_zone(struct zone_view *v, struct zone *zone)
{
	unsigned kind;

	v->start_pfn = zone->zone_start_pfn;
	v->end_pfn = zone_end_pfn(zone);
	for (kind = 0; kind < MAX_NR_ZONES; kind++)
		v->lowmem_reserve[kind] = zone->lowmem_reserve[kind];
	v->drift_mark = world.machine.vmstat_percpu ? zone->percpu_drift_mark : 0;
	v->numa_hit = numa_events(zone, NUMA_HIT);
	v->numa_miss = numa_events(zone, NUMA_MISS);
	v->numa_foreign = numa_events(zone, NUMA_FOREIGN);
	v->numa_local = numa_events(zone, NUMA_LOCAL);
	v->numa_other = numa_events(zone, NUMA_OTHER);
}

/* The type that the kernel's map has. Pages of a hole may be linked to another zone, in which the kernel would not look for that pfn. */
static u8 *view_pageblocks(u8 *block, const struct zone *zone)
{
	struct page of_zone = {};
	unsigned long pfn;

	set_page_zone(&of_zone, zone_idx(zone));
	set_page_node(&of_zone, zone_to_nid((struct zone *)zone));
	for (pfn = ALIGN_DOWN(zone->zone_start_pfn, pageblock_nr_pages); zone->spanned_pages && pfn < zone_end_pfn(zone); pfn += pageblock_nr_pages)
		*block++ = get_pfnblock_migratetype(&of_zone, max(pfn, zone->zone_start_pfn));
	return block;
}

static void view_node(struct node_view *v, const pg_data_t *pgdat)
{
	unsigned kind, n, z;

	v->totalreserve = pgdat->totalreserve_pages;
	v->min_unmapped = pgdat->min_unmapped_pages;
	v->min_slab = pgdat->min_slab_pages;
	v->first_deferred = min_t(unsigned long, pgdat->first_deferred_pfn, PFN_NONE);
	for (kind = 0; kind < 2; kind++) {
		const struct zoneref *ref = pgdat->node_zonelists[kind]._zonerefs;

		for (n = 0; ref[n].zone; n++)
			for (z = 0; z < world.machine.nr_zones; z++)
				if (world.zone[z] == ref[n].zone)
					v->zonelist[kind][n] = z;
		v->zonelist_len[kind] = n;
	}
}

static void view_events(struct events_view *v)
{
	unsigned kind;
	int cpu;

	memset(v, 0, sizeof(*v));
	for_each_possible_cpu(cpu) {
		const struct vm_event_state *events = &per_cpu(vm_event_states, cpu);

		v->pgfree += events->event[PGFREE];
		v->node_reclaim_failed += events->event[PGSCAN_ZONE_RECLAIM_FAILED];
#ifdef CONFIG_COMPACTION
		v->compact_stall += events->event[COMPACTSTALL];
		v->compact_fail += events->event[COMPACTFAIL];
		v->compact_success += events->event[COMPACTSUCCESS];
#endif
		for (kind = 0; kind < MAX_NR_ZONES; kind++)
			v->pgalloc[kind] += events->event[PGALLOC_NORMAL - ZONE_NORMAL + kind];
	}
}

static void linux_view(const void *self, struct view *view)
{
	const struct machine *machine = &world.machine;
	u32 *list = view->free_pfns, *cached = view->pcp_pfns;
	u8 *block = view->pageblock, *state = view->page, *memory = view->memory;
	unsigned i, cpu;

	linux_counters(self, view->counters);
	for (i = 0; i < machine->nr_zones; i++) {
		struct zone *zone = world.zone[i];

		view_zone(&view->zone[i], zone);
		list = view_free_lists(&view->zone[i], zone, list);
		for (cpu = 0; cpu < machine->nr_cpus; cpu++)
			cached = view_page_set(&view->pcp[i * machine->nr_cpus + cpu], i, cpu, cached);
		block = view_pageblocks(block, zone);
	}
	for (i = 0; i < machine->nr_zones && page_bytes; i++) {
		const unsigned long start = machine->zone[i].start_pfn, size = (machine->zone[i].end_pfn - start) * page_bytes;

		memcpy(memory, bytes + start * page_bytes, size);
		memory += size;
	}
	for (i = 0; i < machine->nr_zones; i++) { /* If zones meet inside a block, a zone's list may contain a page of another zone. */
		view_pages(state, machine->zone[i].start_pfn, machine->zone[i].end_pfn);
		state += machine->zone[i].end_pfn - machine->zone[i].start_pfn;
	}
	for (i = 0; i < machine->nr_nodes; i++)
		view_node(&view->node[i], NODE_DATA(i));
	view_events(&view->events);
	view->min_free_kbytes = min_free_kbytes;
	view->mobility = !page_group_by_mobility_disabled;
}
