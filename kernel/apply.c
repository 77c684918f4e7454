/* SPDX-License-Identifier: MIT */
/* One request, as calls of the kernel's functions. */

static const struct {
	u32 bit;
	gfp_t gfp;
} gfp_bits[] = {
	{GFP_BIT_DMA, __GFP_DMA}, {GFP_BIT_HIGHMEM, __GFP_HIGHMEM}, {GFP_BIT_DMA32, __GFP_DMA32}, {GFP_BIT_MOVABLE, __GFP_MOVABLE},
	{GFP_BIT_RECLAIMABLE, __GFP_RECLAIMABLE}, {GFP_BIT_HIGH, __GFP_HIGH}, {GFP_BIT_IO, __GFP_IO}, {GFP_BIT_FS, __GFP_FS},
	{GFP_BIT_ZERO, __GFP_ZERO}, {GFP_BIT_DIRECT_RECLAIM, __GFP_DIRECT_RECLAIM}, {GFP_BIT_KSWAPD_RECLAIM, __GFP_KSWAPD_RECLAIM},
	{GFP_BIT_WRITE, __GFP_WRITE}, {GFP_BIT_NOWARN, __GFP_NOWARN}, {GFP_BIT_RETRY_MAYFAIL, __GFP_RETRY_MAYFAIL}, {GFP_BIT_NOFAIL, __GFP_NOFAIL},
	{GFP_BIT_NORETRY, __GFP_NORETRY}, {GFP_BIT_MEMALLOC, __GFP_MEMALLOC}, {GFP_BIT_COMP, __GFP_COMP}, {GFP_BIT_NOMEMALLOC, __GFP_NOMEMALLOC},
	{GFP_BIT_HARDWALL, __GFP_HARDWALL}, {GFP_BIT_THISNODE, __GFP_THISNODE}, {GFP_BIT_ACCOUNT, __GFP_ACCOUNT},
#ifdef __GFP_ATOMIC
	{GFP_BIT_ATOMIC, __GFP_ATOMIC},
#endif
};

static gfp_t kernel_gfp(u32 gfp)
{
	gfp_t of = 0;
	unsigned i;

	for (i = 0; i < ARRAY_SIZE(gfp_bits); i++)
		if (gfp & gfp_bits[i].bit)
			of |= gfp_bits[i].gfp;
	return of;
}

static unsigned kernel_alloc_flags(u32 af)
{
	unsigned of = af & 3;

	of |= af & BC_ALLOC_NO_WATERMARKS ? ALLOC_NO_WATERMARKS : 0;
	of |= af & BC_ALLOC_OOM ? ALLOC_OOM : 0;
	of |= af & BC_ALLOC_HARDER ? ALLOC_NON_BLOCK : 0;
	of |= af & BC_ALLOC_HIGH ? ALLOC_MIN_RESERVE : 0;
	of |= af & BC_ALLOC_CPUSET ? ALLOC_CPUSET : 0;
	of |= af & BC_ALLOC_CMA ? ALLOC_CMA : 0;
	of |= af & BC_ALLOC_NOFRAGMENT ? ALLOC_NOFRAGMENT : 0;
	of |= af & BC_ALLOC_HIGHATOMIC ? ALLOC_HIGHATOMIC : 0;
	of |= af & BC_ALLOC_KSWAPD ? ALLOC_KSWAPD : 0;
	return of;
}

/* From now on somebody's. */
static s64 give(struct page *page, unsigned order, bool lru)
{
	const unsigned long pfn = page_to_pfn(page);

	owned[pfn] = (struct owned){.order = order, .head = true, .lru = lru};
	if (lru)
		SetPageLRU(page);
	return pfn;
}

static void take_off_lru(unsigned long pfn)
{
	if (owned[pfn].lru)
		__ClearPageLRU(pfn_to_page(pfn));
	owned[pfn].lru = false;
}

static nodemask_t *request_nodes(const struct bc_request *request, nodemask_t *mask)
{
	unsigned i;

	if (!request->has_nodemask)
		return NULL;
	nodes_clear(*mask);
	for (i = 0; i < world.machine.nr_nodes; i++)
		if (request->nodemask >> i & 1)
			node_set(i, *mask);
	return mask;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
#define ALLOC_PAGES __alloc_pages_noprof
#else
#define ALLOC_PAGES __alloc_pages
#endif

static s64 alloc(const struct bc_request *request, struct answer *answer)
{
	nodemask_t mask;
	struct page *page = ALLOC_PAGES(kernel_gfp(request->gfp), request->order, request->node, request_nodes(request, &mask));

	if (!page)
		return PFN_NONE;
	answer->comp_order = PageCompound(page) ? compound_order(page) : 0;
	answer->pfmemalloc = page_is_pfmemalloc(page);
	return give(page, request->order, request->lru);
}

static s64 rmqueue_request(const struct bc_request *request, struct answer *answer)
{
	const gfp_t gfp = kernel_gfp(request->gfp);
	nodemask_t mask;
	struct alloc_context ac = {
		.highest_zoneidx = gfp_zone(gfp),
		.zonelist = node_zonelist(request->node, gfp),
		.nodemask = request_nodes(request, &mask),
		.migratetype = gfp_migratetype(gfp),
		.spread_dirty_pages = request->spread,
	};
	struct page *page;

	if (request->order >= MAX_ORDER)
		return PFN_NONE;
	ac.preferred_zoneref = first_zones_zonelist(ac.zonelist, ac.highest_zoneidx, ac.nodemask);
	page = get_page_from_freelist(gfp, request->order, kernel_alloc_flags(request->alloc_flags), &ac);
	if (!page)
		return PFN_NONE;
	answer->comp_order = PageCompound(page) ? compound_order(page) : 0;
	answer->pfmemalloc = page_is_pfmemalloc(page);
	return give(page, request->order, request->lru);
}

static s64 free_request(unsigned long pfn, unsigned order)
{
	struct page *page = pfn_to_page(pfn);
	const int refs = page_count(page) - 1;
	const bool compound = PageCompound(page);

	if (refs == 0) {
		take_off_lru(pfn);
		owned[pfn].head = false;
	} else if (!compound) { /* What is behind the first page goes at once. */
		owned[pfn].order = 0;
	}
	__free_pages(page, order);
	return refs;
}

/* --- the world outside ---------------------------------------------------------------------------------------------------- */

static bool can_be_freed(const struct said *said, u32 i)
{
	const struct machine *machine = &world.machine;
	unsigned z;

	if (!cpu_online(said->cpu))
		return false;
	for (z = 0; z < machine->nr_zones; z++)
		if (said->pfn[i] >= machine->zone[z].start_pfn && said->pfn[i] < machine->zone[z].end_pfn)
			return owned[said->pfn[i]].head && owned[said->pfn[i]].order == said->order[i];
	return false;
}

static void change_mems(u32 mems)
{
	if (world.machine.cpusets)
		write_seqcount_begin(&current->mems_allowed_seq);
	set_mems(&current->mems_allowed, mems);
	if (world.machine.cpusets)
		write_seqcount_end(&current->mems_allowed_seq);
}

static s64 ask(unsigned question, s64 otherwise)
{
	const int cpu = current_cpu;
	u32 i, k;

	for (i = 0; i < world.nr_said; i++) {
		struct said *said = &world.said[i];

		if (said->question != question || said->taken)
			continue;
		said->taken = true;
		current_cpu = said->cpu;
		for (k = 0; k < said->nr_frees; k++)
			if (can_be_freed(said, k))
				free_request(said->pfn[k], said->order[k]);
		current_cpu = cpu;
		if (said->has_mems)
			change_mems(said->mems);
		if (said->victim)
			current->signal->oom_mm = (struct mm_struct *)current;
		return said->value;
	}
	return otherwise;
}

static void hear(const struct bc_request *request)
{
	struct said *said = &world.said[world.nr_said++];

	*said = (struct said){.question = request->question, .cpu = request->cpu, .value = request->value, .victim = request->victim,
			     .has_mems = request->has_mems, .mems = request->mems};
	said->nr_frees = request->count;
	memcpy(said->pfn, request->pfns, request->count * sizeof(said->pfn[0]));
	memcpy(said->order, request->orders, request->count);
}

static bool asks(const struct bc_request *request)
{
	switch (request->kind) {
	case REQ_ALLOC: case REQ_RMQUEUE: case REQ_ALLOC_BULK: case REQ_ALLOC_EXACT: case REQ_CONTIG: case REQ_CONTIG_PAGES:
		return true;
	default:
		return false;
	}
}

static void set_task(u32 flags)
{
	static const struct {
		u32 task, pf;
	} same[] = {
		{TASK_MEMALLOC, PF_MEMALLOC}, {TASK_NOIO, PF_MEMALLOC_NOIO}, {TASK_NOFS, PF_MEMALLOC_NOFS}, {TASK_NOCMA, PF_MEMALLOC_PIN},
		{TASK_EXITING, PF_EXITING}, {TASK_DUMPCORE, PF_DUMPCORE}, {TASK_WORKER, PF_WQ_WORKER}, {TASK_KTHREAD, PF_KTHREAD},
	};
	unsigned i;

	current->flags = 0;
	for (i = 0; i < ARRAY_SIZE(same); i++)
		if (flags & same[i].task)
			current->flags |= same[i].pf;
	current->prio = flags & TASK_RT ? MAX_RT_PRIO / 2 : DEFAULT_PRIO;
	current->signal->oom_mm = flags & TASK_VICTIM ? (struct mm_struct *)current : NULL;
	only_thread_info.preempt_count = (flags & TASK_IRQ ? HARDIRQ_OFFSET : 0) + (flags & TASK_SOFTIRQ ? SOFTIRQ_OFFSET : 0);
}

/* --- more than one page at a time ------------------------------------------------------------------------------------------ */

static struct page *let_go(unsigned long pfn)
{
	struct page *page = pfn_to_page(pfn);

	take_off_lru(pfn);
	owned[pfn].head = false;
	set_page_count(page, 0);
	return page;
}

static void free_list(const struct bc_request *request)
{
	u32 i;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
	struct folio_batch batch;

	folio_batch_init(&batch);
	for (i = 0; i < request->count; i++)
		if (folio_batch_add(&batch, page_folio(let_go(request->pfns[i]))) == 0)
			free_unref_folios(&batch);
	if (folio_batch_count(&batch))
		free_unref_folios(&batch);
#else
	LIST_HEAD(pages);

	for (i = 0; i < request->count; i++)
		list_add_tail(&let_go(request->pfns[i])->lru, &pages);
	free_unref_page_list(&pages);
#endif
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
#define ALLOC_BULK alloc_pages_bulk_noprof
#else
#define ALLOC_BULK __alloc_pages_bulk
#endif

static void given(struct answer *answer, struct page *page)
{
	answer->page[answer->nr_pages++] = give(page, 0, false);
	answer->pfmemalloc = page_is_pfmemalloc(page);
}

static s64 alloc_bulk(const struct bc_request *request, struct answer *answer)
{
	struct page *array[BULK_MAX] = {}, *page, *next;
	static struct page filled;
	LIST_HEAD(list);
	nodemask_t mask;
	s64 done;
	u32 i;

	for (i = 0; i < request->count; i++)
		if (request->filled >> i & 1)
			array[i] = &filled;
	done = ALLOC_BULK(kernel_gfp(request->gfp), request->node, request_nodes(request, &mask), request->count, request->list ? &list : NULL,
			  request->list ? NULL : array);
	for (i = 0; i < request->count; i++)
		if (array[i] && array[i] != &filled)
			given(answer, array[i]);
	list_for_each_entry_safe(page, next, &list, lru) {
		list_del(&page->lru);
		given(answer, page);
	}
	return done;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
#define ALLOC_EXACT alloc_pages_exact_nid_noprof
#define ALLOC_CONTIG_RANGE alloc_contig_range_noprof
#define ALLOC_CONTIG_PAGES alloc_contig_pages_noprof
#else
#define ALLOC_EXACT alloc_pages_exact_nid
#define ALLOC_CONTIG_RANGE alloc_contig_range
#define ALLOC_CONTIG_PAGES alloc_contig_pages
#endif

static void give_all(unsigned long pfn, unsigned long count)
{
	unsigned long i;

	for (i = 0; i < count; i++)
		give(pfn_to_page(pfn + i), 0, false);
}

static s64 alloc_exact(const struct bc_request *request)
{
	const unsigned long at = (unsigned long)ALLOC_EXACT(request->node, (size_t)request->count << PAGE_SHIFT, kernel_gfp(request->gfp));

	if (!at)
		return PFN_NONE;
	give_all(__pa(at) >> PAGE_SHIFT, request->count);
	return __pa(at) >> PAGE_SHIFT;
}

static s64 contig(const struct bc_request *request)
{
	const s64 result = ALLOC_CONTIG_RANGE(request->pfn, request->end_pfn, request->bc_migratetype, kernel_gfp(request->gfp));

	if (result == 0)
		give_all(request->pfn, request->end_pfn - request->pfn);
	return result;
}

static s64 contig_pages(const struct bc_request *request)
{
	struct page *page = ALLOC_CONTIG_PAGES(request->count, kernel_gfp(request->gfp), request->node, NULL);

	if (!page)
		return PFN_NONE;
	give_all(page_to_pfn(page), request->count);
	return page_to_pfn(page);
}

static void free_contig(const struct bc_request *request)
{
	unsigned long i;

	for (i = 0; i < request->count; i++)
		if (page_count(pfn_to_page(request->pfn + i)) == 1) {
			take_off_lru(request->pfn + i);
			owned[request->pfn + i].head = false;
		}
	if (request->count > 0) /* or a kernel looks at a page of no range */
		free_contig_range(request->pfn, request->count);
}

/* --- settings -------------------------------------------------------------------------------------------------------------- */

static s64 set_fraction(s64 value)
{
	const int before = percpu_pagelist_high_fraction;
	struct ctl_table table = {};
	unsigned i;
	s64 result;

	if (world.machine.pcp_mode == PCP_FIXED) /* Nothing to be remembered by: what is in force is not what the formula said. */
		for (i = 0; i < world.machine.nr_zones; i++)
			world.zone[i]->pageset_batch = -1;
	world.written = value;
	result = percpu_pagelist_high_fraction_sysctl_handler(&table, 1, NULL, NULL, NULL);
	if (result == 0 && percpu_pagelist_high_fraction != before)
		world.machine.pcp_mode = PCP_NATURAL;
	return result;
}

static void cpu_dies(unsigned cpu)
{
	cpumask_clear_cpu(cpu, &__cpu_online_mask);
	atomic_dec(&__num_online_cpus);
	current_cpu = cpumask_first(&__cpu_online_mask);
	page_alloc_cpu_dead(cpu);
	drift_limits();
}

static void cpu_comes(unsigned cpu)
{
	page_alloc_cpu_online(cpu);
	cpumask_set_cpu(cpu, &__cpu_online_mask);
	atomic_inc(&__num_online_cpus);
	drift_limits();
	override_page_sets();
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
	setup_pcp_cacheinfo(cpu);
#endif
}

static void each_zone(const struct bc_request *request, void (*act)(unsigned zone, const struct bc_request *request))
{
	unsigned i;

	for (i = 0; i < world.machine.nr_zones; i++)
		if (request->zone == ZONE_ALL || request->zone == i)
			act(i, request);
}

static void set_busy(unsigned zone, const struct bc_request *request)
{
	world.tries[zone][request->cpu] = (struct tries){.free = request->count, .busy = request->value};
}

static void set_reclaim_active(unsigned zone, const struct bc_request *request)
{
	assign_bit(ZONE_RECLAIM_ACTIVE, &world.zone[zone]->flags, request->value);
}

static void mark_bad(struct page *page, unsigned damage)
{
	switch (damage) {
	case DAMAGE_MAPCOUNT: atomic_set(&page->_mapcount, -2); break; /* with which it can still be told to be free (page_type) */
	case DAMAGE_MAPPING: page->mapping = (void *)8; break;
	case DAMAGE_FLAG: page->flags |= 1UL << PG_private; break;
	case DAMAGE_HWPOISON: page->flags |= 1UL << PG_hwpoison; break;
	}
}

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
	if (request->gfp & GFP_BIT_WRITE || request->spread)
		return false; /* dirty limits are not here */
	if (request->lru && request->gfp & GFP_BIT_COMP && request->order > 0)
		return false; /* each page of the block would read the flag of its head, and count (docs/semantics.md) */
	switch (request->kind) {
	case REQ_NOP: case REQ_ALLOC: case REQ_RMQUEUE: case REQ_FREE: case REQ_SPLIT: case REQ_GET_PAGE: case REQ_DRAIN: case REQ_DRAIN_ALL:
	case REQ_DRAIN_BATCH: case REQ_UNISOLATE: case REQ_ISOLATE_FREE: case REQ_REPORT_FREE: case REQ_UNRESERVE_HIGHATOMIC:
	case REQ_WMARK_OK: case REQ_SET_BOOST: case REQ_MIN_FREE_KBYTES: case REQ_SCALE_FACTOR: case REQ_BOOST_FACTOR: case REQ_LOWMEM_RATIO:
	case REQ_FREE_LIST: case REQ_ANSWER: case REQ_TASK: case REQ_FRACTION: case REQ_CPU_DEAD: case REQ_CPU_UP:
	case REQ_DECAY: case REQ_FOLD: case REQ_KSWAPD: case REQ_PCP_BUSY: case REQ_RECLAIM_ACTIVE:
	case REQ_NODESTAT: case REQ_ZONESTAT: case REQ_INIT_WMARKS: case REQ_ALLOC_EXACT: case REQ_FREE_CONTIG:
		return true;
	case REQ_ALLOC_BULK: /* The list's links overwrite what tells that a page comes from the reserves. */
		return !request->list || !(request->gfp & GFP_BIT_MEMALLOC || current->flags & PF_MEMALLOC);
	case REQ_MARK_BAD: /* In later kernels the mark of a free page overwrites its mapcount, and the damage is gone. */
		return request->damage != DAMAGE_MAPCOUNT || LINUX_VERSION_CODE < KERNEL_VERSION(6, 11, 0);
	case REQ_CONTIG: case REQ_CONTIG_PAGES:
		if (LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0) && request->gfp & GFP_BIT_COMP)
			return false; /* it makes one block of the range, as no profile does */
		return !has_compound();
	case REQ_ISOLATE:
		return !has_compound();
	default:
		return false;
	}
}

static void linux_apply(void *self, const struct bc_request *request, struct answer *answer)
{
	unsigned i;

	current_cpu = cpu_online(request->cpu) ? request->cpu : cpumask_first(&__cpu_online_mask);
	world.answer = answer;
	switch (request->kind) {
	case REQ_ALLOC:
		answer->value = request->order < MAX_ORDER ? alloc(request, answer) : PFN_NONE;
		break;
	case REQ_RMQUEUE:
		answer->value = rmqueue_request(request, answer);
		break;
	case REQ_FREE:
		answer->value = free_request(request->pfn, request->order);
		break;
	case REQ_SPLIT:
		split_page(pfn_to_page(request->pfn), request->order);
		for (i = 0; i < 1u << request->order; i++)
			owned[request->pfn + i] = (struct owned){.head = true, .lru = i == 0 && owned[request->pfn].lru};
		break;
	case REQ_GET_PAGE:
		get_page(pfn_to_page(request->pfn));
		answer->value = page_count(pfn_to_page(request->pfn));
		break;
	case REQ_DRAIN:
		if (request->zone == ZONE_ALL)
			drain_pages(request->cpu);
		else if (has_page_set(request->zone))
			drain_pages_zone(request->cpu, world.zone[request->zone]);
		break;
	case REQ_DRAIN_ALL:
		__drain_all_pages(request->zone == ZONE_ALL ? NULL : world.zone[request->zone], true);
		break;
	case REQ_DRAIN_BATCH:
		drain_zone_pages(world.zone[request->zone], per_cpu_ptr(world.zone[request->zone]->per_cpu_pageset, request->cpu));
		break;
	case REQ_ISOLATE:
		answer->value = start_isolate_page_range(request->pfn, request->end_pfn, request->bc_migratetype, 0, 0);
		break;
	case REQ_UNISOLATE:
		undo_isolate_page_range(request->pfn, request->end_pfn, request->bc_migratetype);
		break;
	case REQ_ISOLATE_FREE:
		answer->value = __isolate_free_page(pfn_to_page(request->pfn), request->order);
		if (answer->value) {
			set_page_refcounted(pfn_to_page(request->pfn));
			give(pfn_to_page(request->pfn), request->order, false);
		}
		break;
	case REQ_REPORT_FREE:
		answer->value = __isolate_free_page(pfn_to_page(request->pfn), request->order);
		if (answer->value)
			__putback_isolated_page(pfn_to_page(request->pfn), request->order, get_pageblock_migratetype(pfn_to_page(request->pfn)));
		break;
	case REQ_UNRESERVE_HIGHATOMIC: {
		const struct alloc_context ac = {
			.zonelist = &NODE_DATA(request->node)->node_zonelists[ZONELIST_FALLBACK],
			.highest_zoneidx = request->hzi,
			.migratetype = request->bc_migratetype,
		};

		answer->value = unreserve_highatomic_pageblock(&ac, request->force);
		break;
	}
	case REQ_WMARK_OK:
		answer->value = zone_watermark_ok(world.zone[request->zone], request->order, request->value, request->hzi, kernel_alloc_flags(request->alloc_flags));
		break;
	case REQ_SET_BOOST:
		world.zone[request->zone]->watermark_boost = request->value;
		break;
	case REQ_MIN_FREE_KBYTES:
		user_min_free_kbytes = min_free_kbytes = request->value;
		setup_per_zone_wmarks();
		break;
	case REQ_SCALE_FACTOR:
		watermark_scale_factor = request->value;
		setup_per_zone_wmarks();
		break;
	case REQ_BOOST_FACTOR:
		watermark_boost_factor = request->value;
		break;
	case REQ_LOWMEM_RATIO:
		sysctl_lowmem_reserve_ratio[request->zone] = request->value;
		setup_per_zone_lowmem_reserve();
		break;
	case REQ_FREE_LIST:
		free_list(request);
		break;
	case REQ_ALLOC_BULK:
		answer->value = alloc_bulk(request, answer);
		break;
	case REQ_ANSWER:
		hear(request);
		break;
	case REQ_TASK:
		set_task(request->task_flags);
		if (request->has_mems)
			change_mems(request->mems);
		if (request->has_hardwall)
			set_mems(&hardwall, request->hardwall);
		break;
	case REQ_ALLOC_EXACT:
		answer->value = alloc_exact(request);
		break;
	case REQ_CONTIG:
		answer->value = contig(request);
		break;
	case REQ_CONTIG_PAGES:
		answer->value = contig_pages(request);
		break;
	case REQ_FREE_CONTIG:
		free_contig(request);
		break;
	case REQ_NODESTAT: /* Only node reclaim and dirty limits look at them, which are not here. */
		break;
	case REQ_ZONESTAT:
		atomic_long_set(&world.zone[request->zone]->vm_stat[NR_ZONE_INACTIVE_FILE], request->stat[ZONE_INACTIVE_FILE]);
		atomic_long_set(&world.zone[request->zone]->vm_stat[NR_ZONE_ACTIVE_FILE], request->stat[ZONE_ACTIVE_FILE]);
		atomic_long_set(&world.zone[request->zone]->vm_stat[NR_ZONE_WRITE_PENDING], request->stat[ZONE_WRITE_PENDING]);
		break;
	case REQ_FRACTION:
		answer->value = set_fraction(request->value);
		break;
	case REQ_CPU_DEAD:
		cpu_dies(request->cpu);
		break;
	case REQ_CPU_UP:
		cpu_comes(request->cpu);
		break;
	case REQ_INIT_WMARKS:
		init_per_zone_wmark_min();
		no_drift();
		break;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
	case REQ_DECAY:
		if (has_page_set(request->zone))
			decay_pcp_high(world.zone[request->zone], per_cpu_ptr(world.zone[request->zone]->per_cpu_pageset, request->cpu));
		break;
#endif
	case REQ_FOLD:
		if (world.machine.vmstat_percpu)
			refresh_cpu_vm_stats(false);
		break;
	case REQ_KSWAPD:
		if (world.machine.vmstat_percpu)
			set_pgdat_percpu_threshold(NODE_DATA(request->node), request->value ? calculate_pressure_threshold : calculate_normal_threshold);
		break;
	case REQ_PCP_BUSY:
		each_zone(request, set_busy);
		break;
	case REQ_RECLAIM_ACTIVE:
		each_zone(request, set_reclaim_active);
		break;
	case REQ_MARK_BAD:
		mark_bad(pfn_to_page(request->pfn), request->damage);
		break;
	default:
		break;
	}
	override_page_sets();
	if (asks(request))
		world.nr_said = 0;
}
