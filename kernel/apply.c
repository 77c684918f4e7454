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
		return false; /* the second page says how many there are where its mapping's flags are, and 2 reads as movable (docs/semantics.md) */
	switch (request->kind) {
	case REQ_NOP:
	case REQ_ALLOC:
	case REQ_RMQUEUE:
	case REQ_FREE:
	case REQ_SPLIT:
	case REQ_GET_PAGE:
	case REQ_DRAIN:
	case REQ_DRAIN_ALL:
	case REQ_DRAIN_BATCH:
	case REQ_UNISOLATE:
	case REQ_ISOLATE_FREE:
	case REQ_REPORT_FREE:
	case REQ_UNRESERVE_HIGHATOMIC:
	case REQ_WMARK_OK:
	case REQ_SET_BOOST:
	case REQ_MIN_FREE_KBYTES:
	case REQ_SCALE_FACTOR:
	case REQ_BOOST_FACTOR:
	case REQ_LOWMEM_RATIO:
	case REQ_FREE_LIST:
	case REQ_ANSWER:
	case REQ_TASK:
	case REQ_FRACTION:
	case REQ_CPU_DEAD:
	case REQ_CPU_UP:
	case REQ_DECAY:
	case REQ_FOLD:
	case REQ_KSWAPD:
	case REQ_PCP_BUSY:
	case REQ_RECLAIM_ACTIVE:
	case REQ_SETUP_PAGESET:
	case REQ_WRITE:
	case REQ_NODESTAT:
	case REQ_ZONESTAT:
	case REQ_INIT_LATE:
	case REQ_INIT_WMARKS:
	case REQ_ALLOC_EXACT:
	case REQ_FREE_CONTIG:
		return true;
	case REQ_ALLOC_BULK: /* The list's links overwrite what tells that a page comes from the reserves. */
		if (!SINCE(5, 13) || (SINCE(7, 2) && request->list))
			return false;
		return !request->list || !(request->gfp & (GFP_BIT_MEMALLOC | GFP_BIT_NOFAIL) || current->flags & PF_MEMALLOC);
	case REQ_MARK_BAD: /* In later kernels the mark of a free page overwrites its mapcount, and the damage is gone. */
		return request->damage != DAMAGE_MAPCOUNT || !SINCE(6, 11);
	case REQ_HOTADD: /* which chooses one of two zones, so far */
		return SINCE(5, 14) || request->zone >= world.machine.nr_zones || zone_idx(world.zone[request->zone]) >= ZONE_NORMAL;
	case REQ_CONTIG:
	case REQ_CONTIG_PAGES:
		if (SINCE(6, 12) && !SINCE(7, 2) && request->gfp & GFP_BIT_COMP)
			return false; /* it makes one block of the range, as no profile does */
		return !has_compound();
	case REQ_ISOLATE:
		return !has_compound();
	default:
		return false;
	}
}

static void act(const struct bc_request *request, struct answer *answer)
{
	unsigned i;

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
		DRAIN_ALL(request->zone == ZONE_ALL ? NULL : world.zone[request->zone]);
		break;
	case REQ_DRAIN_BATCH:
		drain_zone_pages(world.zone[request->zone], PAGE_SET(world.zone[request->zone], request->cpu));
		break;
	case REQ_ISOLATE:
		answer->value = ISOLATE_RANGE(request->pfn, request->end_pfn, request->bc_migratetype);
		break;
	case REQ_UNISOLATE:
		UNISOLATE_RANGE(request->pfn, request->end_pfn, request->bc_migratetype);
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
	case REQ_NODESTAT:
		set_node_stats(NODE_DATA(request->node), request->stat);
		break;
	case REQ_ZONESTAT:
		atomic_long_set(&world.zone[request->zone]->vm_stat[NR_ZONE_INACTIVE_FILE], request->stat[ZONE_INACTIVE_FILE]);
		atomic_long_set(&world.zone[request->zone]->vm_stat[NR_ZONE_ACTIVE_FILE], request->stat[ZONE_ACTIVE_FILE]);
		atomic_long_set(&world.zone[request->zone]->vm_stat[NR_ZONE_WRITE_PENDING], request->stat[ZONE_WRITE_PENDING]);
		break;
	case REQ_SETUP_PAGESET:
		end_boot_page_sets();
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
		if (world.machine.deferred)
			end_initcalls();
		break;
	case REQ_HOTADD:
		hotadd(request->zone, request->pfn, request->end_pfn);
		break;
	case REQ_INIT_LATE:
		page_alloc_init_late();
		settle_zones();
		look_at_caches();
		break;
#if SINCE(6, 7)
	case REQ_DECAY:
		if (has_page_set(request->zone))
			decay_pcp_high(world.zone[request->zone], PAGE_SET(world.zone[request->zone], request->cpu));
		break;
#endif
	case REQ_FOLD:
		if (world.machine.vmstat_percpu)
			refresh_cpu_vm_stats(false);
		break;
	case REQ_KSWAPD:
		set_kswapd(NODE_DATA(request->node), request->value);
		if (world.machine.vmstat_percpu)
			set_pgdat_percpu_threshold(NODE_DATA(request->node), request->value ? calculate_pressure_threshold : calculate_normal_threshold);
		break;
	case REQ_PCP_BUSY:
		each_zone(request, set_busy);
		break;
	case REQ_RECLAIM_ACTIVE:
		each_zone(request, set_zone_reclaimed);
		break;
	case REQ_WRITE:
		for (i = 0; i < request->count; i++)
			write_page(pfn_to_page(request->pfn + i), request->at, request->value);
		break;
	case REQ_MARK_BAD:
		mark_bad(pfn_to_page(request->pfn), request->damage);
		break;
	default:
		break;
	}
}

static noinline bool ends(const struct bc_request *request, struct answer *answer)
{
	if (__builtin_setjmp(out_of_patience))
		return false;
	act(request, answer);
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
	override_page_sets();
	if (asks(request))
		world.nr_said = 0;
}
