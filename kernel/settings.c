/* SPDX-License-Identifier: MIT */
/* Settings, cpus that come and go, and damage: what changes beside the memory. */

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
	vmstat_cpu_dead(cpu);
	no_drift();
}

static void cpu_comes(unsigned cpu)
{
	page_alloc_cpu_online(cpu);
	cpumask_set_cpu(cpu, &__cpu_online_mask);
	atomic_inc(&__num_online_cpus);
	vmstat_cpu_online(cpu);
	no_drift();
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

static void set_zone_reclaimed(unsigned zone, const struct bc_request *request)
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
