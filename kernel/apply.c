/* SPDX-License-Identifier: MIT */
/* One request, as a call of the kernel. */

static bool has_page_set(unsigned zone)
{
	return populated_zone(world.zone[zone]);
}

/* Isolation asks of a compound block that crosses the boundary of a range to be migrated at once; nobody does that here. */
static bool has_compound(void)
{
	unsigned i;
	unsigned long pfn;

	for (i = 0; i < world.machine.nr_zones; i++)
		for (pfn = world.machine.zone[i].start_pfn; pfn < world.machine.zone[i].end_pfn; pfn++)
			if (PageHead(pfn_to_page(pfn))) /* a lost one stays what it was */
				return true;
	return false;
}

static bool linux_takes(const struct bc_request *request)
{
	if (request->lru && request->gfp & GFP_BIT_COMP && request->order > 0)
		return false; /* each page of the block would read the flag of its head, and count (docs/semantics.md) */
	if (!SINCE(5, 18) && request->gfp & GFP_BIT_COMP && request->order == 1)
		return false; /* the number of pages overlays the flags of the second page's mapping, and 2 reads as movable (docs/semantics.md) */
	switch (request->kind) {
	case REQ_ALLOC_BULK: /* The list's links overwrite the mark of a page that comes from the reserves. */
		if (!SINCE(5, 13) || (SINCE(7, 2) && request->list))
			return false;
		return !request->list || !(request->gfp & (GFP_BIT_MEMALLOC | GFP_BIT_NOFAIL) || current->flags & PF_MEMALLOC);
	case REQ_MARK_BAD: /* In later kernels the mark of a free page overwrites its mapcount, and the damage is gone. */
		return !IS_ENABLED(CONFIG_DEBUG_VM) && (request->damage != DAMAGE_MAPCOUNT || !SINCE(6, 11));
	case REQ_HOTADD: /* Before 5.14 the zone is not the caller's to choose: the kernel picks one of two. */
		return SINCE(5, 14) || request->zone >= world.machine.nr_zones || zone_idx(world.zone[request->zone]) >= ZONE_NORMAL;
	case REQ_CONTIG:
	case REQ_CONTIG_PAGES:
		if (SINCE(6, 12) && !SINCE(7, 2) && request->gfp & GFP_BIT_COMP)
			return false; /* it makes one block of the range, as no profile does */
		return !has_compound();
	case REQ_ISOLATE:
		return !has_compound();
	}
	return true;
}

/*
 * One function for each kind of request; returns the value of the answer. They call what the table in contract/request.h names. The prefix keeps them
 * apart from the functions of the tree.
 */

static s64 bc_nop(const struct bc_request *request, struct answer *answer)
{
	return 0;
}

static s64 bc_alloc(const struct bc_request *request, struct answer *answer)
{
	return request->order < MAX_ORDER ? alloc(request, answer) : PFN_NONE;
}

static s64 bc_free(const struct bc_request *request, struct answer *answer)
{
	return free_request(request->pfn, request->order);
}

static s64 bc_free_list(const struct bc_request *request, struct answer *answer)
{
	free_list(request);
	return 0;
}

static s64 bc_split(const struct bc_request *request, struct answer *answer)
{
	unsigned i;

	split_page(pfn_to_page(request->pfn), request->order);
	for (i = 0; i < 1u << request->order; i++)
		owned[request->pfn + i] = (struct owned){.head = true, .lru = i == 0 && owned[request->pfn].lru};
	return 0;
}

static s64 bc_get_page(const struct bc_request *request, struct answer *answer)
{
	get_page(pfn_to_page(request->pfn));
	return page_count(pfn_to_page(request->pfn));
}

static s64 bc_drain(const struct bc_request *request, struct answer *answer)
{
	if (request->zone == ZONE_ALL)
		drain_pages(request->cpu);
	else if (has_page_set(request->zone))
		drain_pages_zone(request->cpu, world.zone[request->zone]);
	return 0;
}

static s64 bc_drain_all(const struct bc_request *request, struct answer *answer)
{
	DRAIN_ALL(request->zone == ZONE_ALL ? NULL : world.zone[request->zone]);
	return 0;
}

static s64 bc_drain_batch(const struct bc_request *request, struct answer *answer)
{
	drain_zone_pages(world.zone[request->zone], PAGE_SET(world.zone[request->zone], request->cpu));
	return 0;
}

static s64 bc_isolate(const struct bc_request *request, struct answer *answer)
{
	return ISOLATE_RANGE(request->pfn, request->end_pfn, request->bc_migratetype);
}

static s64 bc_unisolate(const struct bc_request *request, struct answer *answer)
{
	UNISOLATE_RANGE(request->pfn, request->end_pfn, request->bc_migratetype);
	return 0;
}

static s64 bc_isolate_free(const struct bc_request *request, struct answer *answer)
{
	struct page *page = pfn_to_page(request->pfn);
	const s64 pages = __isolate_free_page(page, request->order);

	if (pages) {
		set_page_refcounted(page);
		give(page, request->order, false);
	}
	return pages;
}

static s64 bc_report_free(const struct bc_request *request, struct answer *answer)
{
	struct page *page = pfn_to_page(request->pfn);
	const s64 pages = __isolate_free_page(page, request->order);

	if (pages)
		__putback_isolated_page(page, request->order, get_pageblock_migratetype(page));
	return pages;
}

static s64 bc_unreserve_highatomic(const struct bc_request *request, struct answer *answer)
{
	const struct alloc_context ac = {
		.zonelist = &NODE_DATA(request->node)->node_zonelists[ZONELIST_FALLBACK],
		.highest_zoneidx = request->hzi,
		.migratetype = request->bc_migratetype,
	};

	return unreserve_highatomic_pageblock(&ac, request->force);
}

static s64 bc_wmark_ok(const struct bc_request *request, struct answer *answer)
{
	return zone_watermark_ok(world.zone[request->zone], request->order, request->value, request->hzi, kernel_alloc_flags(request->alloc_flags));
}

static s64 bc_set_boost(const struct bc_request *request, struct answer *answer)
{
	world.zone[request->zone]->watermark_boost = request->value;
	return 0;
}

static s64 bc_min_free_kbytes(const struct bc_request *request, struct answer *answer)
{
	user_min_free_kbytes = min_free_kbytes = request->value;
	setup_per_zone_wmarks();
	return 0;
}

static s64 bc_scale_factor(const struct bc_request *request, struct answer *answer)
{
	watermark_scale_factor = request->value;
	setup_per_zone_wmarks();
	return 0;
}

static s64 bc_boost_factor(const struct bc_request *request, struct answer *answer)
{
	watermark_boost_factor = request->value;
	return 0;
}

static s64 bc_lowmem_ratio(const struct bc_request *request, struct answer *answer)
{
	sysctl_lowmem_reserve_ratio[request->zone] = request->value;
	setup_per_zone_lowmem_reserve();
	return 0;
}

static s64 bc_fraction(const struct bc_request *request, struct answer *answer)
{
	return set_fraction(request->value);
}

static s64 bc_answer(const struct bc_request *request, struct answer *answer)
{
	hear(request);
	return 0;
}

static s64 bc_task(const struct bc_request *request, struct answer *answer)
{
	set_task(request->task_flags);
	if (request->has_mems)
		change_mems(request->mems);
	if (request->has_hardwall)
		set_mems(&hardwall, request->hardwall);
	return 0;
}

static s64 bc_alloc_exact(const struct bc_request *request, struct answer *answer)
{
	return alloc_exact(request);
}

static s64 bc_contig(const struct bc_request *request, struct answer *answer)
{
	return contig(request);
}

static s64 bc_contig_pages(const struct bc_request *request, struct answer *answer)
{
	return contig_pages(request);
}

static s64 bc_free_contig(const struct bc_request *request, struct answer *answer)
{
	free_contig(request);
	return 0;
}

static s64 bc_nodestat(const struct bc_request *request, struct answer *answer)
{
	set_node_stats(NODE_DATA(request->node), request->stat);
	return 0;
}

static s64 bc_zonestat(const struct bc_request *request, struct answer *answer)
{
	struct zone *zone = world.zone[request->zone];

	atomic_long_set(&zone->vm_stat[NR_ZONE_INACTIVE_FILE], request->stat[ZONE_INACTIVE_FILE]);
	atomic_long_set(&zone->vm_stat[NR_ZONE_ACTIVE_FILE], request->stat[ZONE_ACTIVE_FILE]);
	atomic_long_set(&zone->vm_stat[NR_ZONE_WRITE_PENDING], request->stat[ZONE_WRITE_PENDING]);
	return 0;
}

static s64 bc_setup_pageset(const struct bc_request *request, struct answer *answer)
{
	end_boot_page_sets();
	return 0;
}

static s64 bc_cpu_dead(const struct bc_request *request, struct answer *answer)
{
	cpu_dies(request->cpu);
	return 0;
}

static s64 bc_cpu_up(const struct bc_request *request, struct answer *answer)
{
	cpu_comes(request->cpu);
	return 0;
}

static s64 bc_init_wmarks(const struct bc_request *request, struct answer *answer)
{
	init_per_zone_wmark_min();
	no_drift();
	if (world.machine.deferred)
		end_initcalls();
	return 0;
}

static s64 bc_hotadd(const struct bc_request *request, struct answer *answer)
{
	hotadd(request->zone, request->pfn, request->end_pfn);
	return 0;
}

static s64 bc_init_late(const struct bc_request *request, struct answer *answer)
{
	page_alloc_init_late();
	settle_zones();
	look_at_caches();
	return 0;
}

static s64 bc_decay(const struct bc_request *request, struct answer *answer)
{
#if SINCE(6, 7)
	if (has_page_set(request->zone))
		decay_pcp_high(world.zone[request->zone], PAGE_SET(world.zone[request->zone], request->cpu));
#endif
	return 0;
}

static s64 bc_fold(const struct bc_request *request, struct answer *answer)
{
	if (world.machine.vmstat_percpu)
		refresh_cpu_vm_stats(false);
	return 0;
}

static s64 bc_kswapd(const struct bc_request *request, struct answer *answer)
{
	set_kswapd(NODE_DATA(request->node), request->value);
	if (world.machine.vmstat_percpu)
		set_pgdat_percpu_threshold(NODE_DATA(request->node), request->value ? calculate_pressure_threshold : calculate_normal_threshold);
	return 0;
}

static s64 bc_pcp_busy(const struct bc_request *request, struct answer *answer)
{
	each_zone(request, set_busy);
	return 0;
}

static s64 bc_reclaim_active(const struct bc_request *request, struct answer *answer)
{
	each_zone(request, set_zone_reclaimed);
	return 0;
}

static s64 bc_write(const struct bc_request *request, struct answer *answer)
{
	unsigned i;

	for (i = 0; i < request->count; i++)
		write_page(pfn_to_page(request->pfn + i), request->at, request->value);
	return 0;
}

static s64 bc_mark_bad(const struct bc_request *request, struct answer *answer)
{
	mark_bad(pfn_to_page(request->pfn), request->damage);
	return 0;
}

static s64 (*const act[NR_REQUESTS])(const struct bc_request *request, struct answer *answer) = {
	[REQ_NOP] = bc_nop,
	[REQ_ALLOC] = bc_alloc,
	[REQ_RMQUEUE] = rmqueue_request,
	[REQ_ALLOC_BULK] = alloc_bulk,
	[REQ_FREE] = bc_free,
	[REQ_FREE_LIST] = bc_free_list,
	[REQ_SPLIT] = bc_split,
	[REQ_GET_PAGE] = bc_get_page,
	[REQ_DRAIN] = bc_drain,
	[REQ_DRAIN_ALL] = bc_drain_all,
	[REQ_DRAIN_BATCH] = bc_drain_batch,
	[REQ_ISOLATE] = bc_isolate,
	[REQ_UNISOLATE] = bc_unisolate,
	[REQ_ISOLATE_FREE] = bc_isolate_free,
	[REQ_REPORT_FREE] = bc_report_free,
	[REQ_UNRESERVE_HIGHATOMIC] = bc_unreserve_highatomic,
	[REQ_WMARK_OK] = bc_wmark_ok,
	[REQ_SET_BOOST] = bc_set_boost,
	[REQ_MIN_FREE_KBYTES] = bc_min_free_kbytes,
	[REQ_SCALE_FACTOR] = bc_scale_factor,
	[REQ_BOOST_FACTOR] = bc_boost_factor,
	[REQ_LOWMEM_RATIO] = bc_lowmem_ratio,
	[REQ_FRACTION] = bc_fraction,
	[REQ_SETUP_PAGESET] = bc_setup_pageset,
	[REQ_CPU_DEAD] = bc_cpu_dead,
	[REQ_CPU_UP] = bc_cpu_up,
	[REQ_ANSWER] = bc_answer,
	[REQ_TASK] = bc_task,
	[REQ_NODESTAT] = bc_nodestat,
	[REQ_ZONESTAT] = bc_zonestat,
	[REQ_MARK_BAD] = bc_mark_bad,
	[REQ_CONTIG] = bc_contig,
	[REQ_CONTIG_PAGES] = bc_contig_pages,
	[REQ_FREE_CONTIG] = bc_free_contig,
	[REQ_HOTADD] = bc_hotadd,
	[REQ_INIT_LATE] = bc_init_late,
	[REQ_INIT_WMARKS] = bc_init_wmarks,
	[REQ_WRITE] = bc_write,
	[REQ_DECAY] = bc_decay,
	[REQ_FOLD] = bc_fold,
	[REQ_KSWAPD] = bc_kswapd,
	[REQ_ALLOC_EXACT] = bc_alloc_exact,
	[REQ_PCP_BUSY] = bc_pcp_busy,
	[REQ_RECLAIM_ACTIVE] = bc_reclaim_active,
};
_Static_assert(NR_REQUESTS == REQ_RECLAIM_ACTIVE + 1, "a row for each kind of request");

static noinline bool ends(const struct bc_request *request, struct answer *answer)
{
	if (__builtin_setjmp(out_of_patience))
		return false;
	answer->value = act[request->kind](request, answer);
	return true;
}

static void linux_apply(void *self, const struct bc_request *request, struct answer *answer)
{
	memset(answer, 0, offsetof(struct answer, bad));
	current_cpu = cpu_online(request->cpu) ? request->cpu : cpumask_first(&__cpu_online_mask);
	world.answer = answer;
	world.waits = 0;
	if (!ends(request, answer)) {
		answer->status = STATUS_STUCK;
		answer->value = PFN_NONE;
	}
	world.answer = NULL;
	override_page_sets();
	if (asks(request))
		world.nr_said = 0;
}
