/* SPDX-License-Identifier: MIT */
/* Settings, cpu hotplug, and damage: what changes besides the memory. */

static s64 set_fraction(s64 value)
{
	const int before = PCP_FRACTION;
	struct ctl_table table = {};
	unsigned i;
	s64 result;

	for (i = 0; i < world.machine.nr_zones; i++)
		if (has_given_sets(i)) /* The sizes in force are not the formula's: force a recomputation. */
			FORGET_SIZES(world.zone[i]);
	world.written = value;
	result = PCP_FRACTION_HANDLER(&table, 1, NULL, NULL, NULL);
	if (result != 0 || PCP_FRACTION == before)
		return result;
	size_other_page_sets(0);
	world.machine.pcp_batch = 0; /* no longer in force */
	if (world.machine.pcp_mode == PCP_FIXED)
		world.machine.pcp_mode = PCP_NATURAL;
	return result;
}

#if !SINCE(5, 14)
static void fold_vm_numa_events(void)
{
	unsigned i, item;
	int cpu;

	for (i = 0; i < world.machine.nr_zones; i++)
		for (item = 0; item < NR_VM_NUMA_STAT_ITEMS; item++)
			for_each_possible_cpu(cpu)
				atomic_long_add(xchg(&ZONE_STAT(world.zone[i], cpu)->vm_numa_stat_diff[item], 0), &world.zone[i]->vm_numa_stat[item]);
}
#endif

static void end_boot_page_sets(void)
{
	typeof(PAGE_SETS(world.zone[0])) own[MAX_ZONES];
	unsigned i;

	world.machine.pcp_mode = world.machine.pcp_batch > 0 ? PCP_FIXED : PCP_NATURAL;
	fold_vm_numa_events(); /* a kernel drops these counts here, because shared boot page sets do not record the zone */
	for (i = 0; i < world.machine.nr_zones; i++)
		own[i] = PAGE_SETS(world.zone[i]);
	make_page_sets();
	for (i = 0; i < world.machine.nr_zones; i++)
		if (world.own_sets[i]) {
			PAGE_SETS(world.zone[i]) = own[i];
			FORGET_SIZES(world.zone[i]);
			SIZE_PAGE_SETS(world.zone[i], 0);
		}
	override_page_sets();
	look_at_caches();
}

static void cpu_dies(unsigned cpu)
{
	cpumask_clear_cpu(cpu, &__cpu_online_mask);
	atomic_dec(&__num_online_cpus);
	current_cpu = cpumask_first(&__cpu_online_mask);
	page_alloc_cpu_dead(cpu);
	size_other_page_sets(0);
	vmstat_cpu_dead(cpu);
	no_drift();
}

static void cpu_comes(unsigned cpu)
{
#if SINCE(5, 14)
	page_alloc_cpu_online(cpu);
#endif
	size_other_page_sets(1);
	cpumask_set_cpu(cpu, &__cpu_online_mask);
	atomic_inc(&__num_online_cpus);
	vmstat_cpu_online(cpu);
	no_drift();
	override_page_sets();
	look_at_cache(cpu);
}

/* A sleeping kswapd is on its wait queue. */
static void set_kswapd(pg_data_t *pgdat, bool awake)
{
	static struct list_head asleep[MAX_NODES];

	INIT_LIST_HEAD(&pgdat->kswapd_wait.head);
	if (!awake)
		list_add(&asleep[pgdat->node_id], &pgdat->kswapd_wait.head);
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

static void set_zone_reclaimed(unsigned zone, const struct bc_request *request)
{
#if SINCE(5, 14)
	assign_bit(ZONE_RECLAIM_ACTIVE, &world.zone[zone]->flags, request->value);
#endif
}

static void write_page(const struct page *page, unsigned long at, u8 value)
{
	u8 *byte = bytes_behind(page);

	memset(at < page_bytes ? byte + at : byte, value, at < page_bytes ? 1 : page_bytes);
}

static void mark_bad(struct page *page, unsigned damage)
{
	switch (damage) {
	case DAMAGE_MAPCOUNT: atomic_set(&page->_mapcount, -2); break; /* keeps the page recognisable as free (page_type) */
	case DAMAGE_MAPPING: page->mapping = (void *)8; break;
	case DAMAGE_FLAG: FLAGS(page) |= 1UL << PG_private; break;
	case DAMAGE_HWPOISON: FLAGS(page) |= 1UL << PG_hwpoison; break;
	}
}

static void set_node_stats(pg_data_t *pgdat, const u32 *stat)
{
	static const enum node_stat_item item[NR_NODE_STATS] = {
		[NODE_INACTIVE_FILE] = NR_INACTIVE_FILE,
		[NODE_ACTIVE_FILE] = NR_ACTIVE_FILE,
		[NODE_FILE_PAGES] = NR_FILE_PAGES,
		[NODE_FILE_MAPPED] = NR_FILE_MAPPED,
		[NODE_FILE_DIRTY] = NR_FILE_DIRTY,
		[NODE_WRITEBACK] = NR_WRITEBACK,
		[NODE_SLAB] = NR_SLAB_RECLAIMABLE_B,
	};
	unsigned i;

	for (i = 0; i < NR_NODE_STATS; i++)
		atomic_long_set(&pgdat->vm_stat[item[i]], stat[i]);
}
