/* SPDX-License-Identifier: MIT */
/*
 * Memory present at boot and memory that comes later: what firmware would report to memblock, the zones built from it, and the threads that
 * initialise deferred memory.
 */

static const unsigned kernel_zone[] = {
	[BC_ZONE_DMA] = ZONE_DMA,
	[BC_ZONE_DMA32] = ZONE_DMA32,
	[BC_ZONE_NORMAL] = ZONE_NORMAL,
	[BC_ZONE_MOVABLE] = ZONE_MOVABLE,
};

static void tell_memblock(const struct machine *machine)
{
	int i;

	for (i = 0; i < machine->nr_zones; i++) {
		const struct machine_zone *zone = &machine->zone[i];
		unsigned long pfn, until;

		for (pfn = zone->start_pfn; pfn < zone->end_pfn; pfn = until) {
			int kind;

			until = zone->end_pfn;
			kind = memory_at(machine, pfn, &until);
			if (kind != RANGE_HOLE)
				ADD_MEMORY(PFN_PHYS(pfn), PFN_PHYS(until - pfn), zone->node);
			if (kind != RANGE_HOLE && kind != -1)
				memblock_reserve(PFN_PHYS(pfn), PFN_PHYS(until - pfn));
		}
	}
	max_low_pfn = end_pfn(machine);
}

/* Set the span of a machine's zone, and extend that of its node. */
static void span_zone(unsigned i)
{
	const struct machine_zone *from = &world.machine.zone[i];
	pg_data_t *pgdat = &nodes[from->node];
	struct zone *zone = &pgdat->node_zones[kernel_zone[from->kind]];
	unsigned long end = pgdat_end_pfn(pgdat);

	world.zone[i] = zone;
	zone->zone_start_pfn = from->start_pfn;
	if (from->start_pfn == from->end_pfn)
		return;
	zone->spanned_pages = from->end_pfn - from->start_pfn;
	init_currently_empty_zone(zone, from->start_pfn, zone->spanned_pages);
	if (!pgdat->node_spanned_pages || from->start_pfn < pgdat->node_start_pfn)
		pgdat->node_start_pfn = from->start_pfn;
	pgdat->node_spanned_pages = max_t(unsigned long, end, from->end_pfn) - pgdat->node_start_pfn;
}

/* Initialise the memory map for the memory that memblock has of a zone, except what is deferred. */
static void fill_zone(struct zone *zone)
{
	const int nid = zone_to_nid(zone);
	unsigned long start, end;
	int i;

	for_each_mem_pfn_range(i, nid, &start, &end, NULL) {
		start = clamp(start, zone->zone_start_pfn, zone_end_pfn(zone));
		end = clamp(end, zone->zone_start_pfn, zone_end_pfn(zone));
		if (start == end)
			continue;
		zone->present_pages += end - start;
		zone->zone_pgdat->node_present_pages += end - start;
		node_set_state(nid, N_MEMORY);
		MEMMAP_INIT(end - start, nid, zone_idx(zone), start, zone_end_pfn(zone), MEMINIT_EARLY, NULL, MIGRATE_MOVABLE);
	}
}

/* memmap_init(): what no memory is behind belongs to the zone of the next memory; behind all memory to the last zone of that node. */
static void link_holes(const struct machine *machine)
{
	unsigned long start, end, hole = first_pfn(machine);
	int i, nid, zone = 0;

	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, &nid) {
		if (hole < start)
			init_unavailable_range(hole, start, zone_idx(world.zone[zone_around(start)]), nid);
		hole = end;
	}
	for (i = 0; i < MAX_NR_ZONES; i++)
		if (populated_zone(&nodes[nid].node_zones[i]))
			zone = i;
	init_unavailable_range(hole, end_pfn(machine), zone, nid);
}

static void set_sections(const struct machine *machine)
{
	added_section = machine->section_pages;
	deferred_section = machine->deferred ? machine->section_pages : 1UL << 62; /* more pages than any zone has */
	if (!machine->deferred)
		static_branch_disable(&deferred_pages);
}

/* The first deferred pfn of the node that contains the page. */
static unsigned long first_deferred(unsigned long pfn)
{
	const int zone = zone_around(pfn);

	return zone < 0 ? ULONG_MAX : world.zone[zone]->zone_pgdat->first_deferred_pfn;
}

/* Finish each zone once it has all its memory. */
static void settle_zones(void)
{
	unsigned i;

	for (i = 0; i < world.machine.nr_zones; i++) {
		set_zone_contiguous(world.zone[i]);
		if (!SINCE(5, 18)) /* otherwise a range whose pageblocks lie in two zones would be busy (docs/semantics.md) */
			world.zone[i]->contiguous = true;
	}
}

/* Threads: the one that initialises a node's deferred memory finishes before its creator continues, and so does its multithreaded work. */
struct task_struct *kthread_create_on_node(int (*function)(void *), void *data, int node, const char name[], ...)
{
	if (function == deferred_init_memmap)
		function(data);
	return current;
}

int wake_up_process(struct task_struct *task)
{
	return 1;
}

int set_cpus_allowed_ptr(struct task_struct *task, const struct cpumask *cpus)
{
	return 0;
}

#if !SINCE(6, 12) /* from 6.12 on the headers have a version without threads */
void padata_do_multithreaded(struct padata_mt_job *job)
{
	job->thread_fn(job->start, job->start + job->size, job->fn_arg);
}
#endif

void complete(struct completion *done) {}
void wait_for_completion(struct completion *done) {}

/* Other code that runs once all memory is there. */
void files_maxfiles_init(void) {}
#if SINCE(6, 12)
void hugetlb_bootmem_struct_page_init(void) {}
#endif
#if SINCE(7, 2)
void __register_sysctl_init(const char *path, const struct ctl_table *table, const char *name, size_t size) {}
#elif SINCE(6, 4)
void __register_sysctl_init(const char *path, struct ctl_table *table, const char *name, size_t size) {}
#endif
#if !SINCE(7, 2)
unsigned int jiffies_to_msecs(const unsigned long time)
{
	return 0;
}
#endif
