/* SPDX-License-Identifier: MIT */
/*
 * Boot, by the kernel's own functions except where these deal with firmware: nodes and zones, memory map, boot memory to the buddy, page
 * sets, zonelists, CMA, watermarks. The order is that of the recordings (docs/trace-format.md).
 */
enum { SPAN_BITS = 20, /* log2 of the pages of a machine, gaps included */
	BYTES_BITS = 30 }; /* log2 of the bytes of their contents */

static struct owned *owned;

/* Bounds of everything that the kernel may write to; the linker collects it here (scripts/kernel). */
extern char DATA_START[], DATA_STOP[];
static char *image __section("kept_data"); /* the initial content of that */

/* Pieces of memory that read as zero until they are written to, and are never freed; shared by all units (kernel/subject.c). */
enum piece { PIECE_MAP,
	PIECE_OWNED,
	PIECE_PERCPU,
	PIECE_PAGEBLOCKS,
	PIECE_BYTES,
	PIECE_IMAGE };
void *linux_memory(unsigned piece, size_t size);

static void reset(unsigned long first)
{
	const size_t size = DATA_STOP - DATA_START;

	if (!image) {
		image = linux_memory(PIECE_IMAGE + 2 * MAX_ORDER + IS_ENABLED(CONFIG_COMPACTION), size);
		memcpy(image, DATA_START, size);
	}
	memcpy(DATA_START, image, size);
	vmemmap = (struct page *)linux_memory(PIECE_MAP, sizeof(struct page) << SPAN_BITS) - first;
	owned = (struct owned *)linux_memory(PIECE_OWNED, sizeof(struct owned) << SPAN_BITS) - first;
	percpu_memory = linux_memory(PIECE_PERCPU, (size_t)PERCPU_BYTES * NR_CPUS);
}

/* Sections exist where there is memory; each has a bitmap of pageblock types. */
static void make_sections(unsigned long start, unsigned long end)
{
	enum { ROOTS = 2,
		SECTIONS = ROOTS * SECTIONS_PER_ROOT };
	enum { EACH = sizeof(struct mem_section_usage) + PAGES_PER_SECTION / 2 * NR_PAGEBLOCK_BITS / 8 };
	static struct mem_section table[ROOTS][SECTIONS_PER_ROOT], *root[NR_SECTION_ROOTS];
	static unsigned nr_roots, nr_sections;
	char *usages = linux_memory(PIECE_PAGEBLOCKS, SECTIONS * EACH);
	unsigned long pfn;

	mem_section = root;
	for (pfn = ALIGN_DOWN(start, PAGES_PER_SECTION); pfn < end; pfn += PAGES_PER_SECTION) {
		const unsigned long nr = pfn_to_section_nr(pfn);
		struct mem_section **of = &root[SECTION_NR_TO_ROOT(nr)], *section;

		if (!*of)
			*of = table[nr_roots++];
		section = &(*of)[nr & SECTION_ROOT_MASK];
		if (section->usage)
			continue;
		section->usage = (struct mem_section_usage *)(usages + nr_sections++ * EACH);
		memset(section->usage, 0, sizeof(*section->usage) + (PAGES_PER_SECTION >> pageblock_order) * NR_PAGEBLOCK_BITS / 8);
		bitmap_fill(section->usage->subsection_map, SUBSECTIONS_PER_SECTION);
		section->section_mem_map = (unsigned long)vmemmap | SECTION_MARKED_PRESENT | SECTION_HAS_MEM_MAP | SECTION_IS_ONLINE;
	}
}

/* 0: this build of the kernel cannot run the machine. */
static size_t linux_size(const struct machine *machine)
{
	if (machine->profile != THIS_PROFILE || machine->max_order != MAX_ORDER || machine->compaction != IS_ENABLED(CONFIG_COMPACTION))
		return 0;
	if (!SINCE(5, 11) && machine->page_poisoning == POISON_ZERO)
		return 0;
	if ((end_pfn(machine) - first_pfn(machine)) * machine->page_bytes > 1UL << BYTES_BITS)
		return 0;
	if (IS_ENABLED(CONFIG_DEBUG_VM) && zones_share_a_block(machine))
		return 0;
	return zones_are_fine(machine) && end_pfn(machine) - first_pfn(machine) <= 1UL << SPAN_BITS ? 64 : 0;
}

static void boot_cpus(const struct machine *machine)
{
	int cpu;

	for (cpu = 0; cpu < NR_CPUS; cpu++)
		if (cpu < machine->nr_cpus)
			cpumask_set_cpu(cpu, &__cpu_possible_mask);
	cpumask_copy(&__cpu_online_mask, &__cpu_possible_mask);
	cpumask_copy(&__cpu_present_mask, &__cpu_possible_mask);
	nr_cpu_ids = machine->nr_cpus;
	atomic_set(&__num_online_cpus, machine->nr_cpus);
	percpu_reset();
	for_each_possible_cpu(cpu)
		per_cpu(numa_node, cpu) = machine->cpu_node[cpu];
}

static void boot_nodes(const struct machine *machine)
{
	int nid, cpu;
	unsigned i;

	nodes_clear(node_states[N_POSSIBLE]);
	nodes_clear(node_states[N_ONLINE]);
	for (nid = 0; nid < machine->nr_nodes; nid++) {
		node_data[nid] = &nodes[nid];
		nodes[nid].node_id = nid;
		node_set_state(nid, N_POSSIBLE);
		node_set_state(nid, N_ONLINE);
		nodes[nid].per_cpu_nodestats = &boot_nodestats;
		nodes[nid].first_deferred_pfn = ULONG_MAX;
		for (i = 0; i < MAX_NR_ZONES; i++)
			zone_init_internals(&nodes[nid].node_zones[i], i, nid, 0);
	}
	for_each_online_cpu(cpu)
		node_set_state(machine->cpu_node[cpu], N_CPU);
	nr_node_ids = machine->nr_nodes;
	nr_online_nodes = machine->nr_nodes;
	for_each_possible_cpu(cpu)
		INIT_BOOT_SET(&per_cpu(boot_pageset, cpu), &per_cpu(boot_zonestats, cpu));
}

static void boot_bytes(const struct machine *machine)
{
	const unsigned long first = first_pfn(machine), pages = end_pfn(machine) - first;

	page_bytes = machine->page_bytes;
	bytes = (u8 *)linux_memory(PIECE_BYTES, 1UL << BYTES_BITS) - first * page_bytes;
	memset(bytes + first * page_bytes, PAGE_BYTE_FRESH, pages * page_bytes);
}

static void boot_memmap(const struct machine *machine)
{
	int i;

	for (i = 0; i < machine->nr_zones; i++) { /* Around zones and in holes there are struct pages as well, unused. */
		const struct machine_zone *from = &machine->zone[i];

		make_sections(ALIGN_DOWN(from->start_pfn, AROUND), ALIGN(from->end_pfn, AROUND));
		init_unavailable_range(ALIGN_DOWN(from->start_pfn, AROUND), ALIGN(from->end_pfn, AROUND), 0, 0);
		memset(owned + ALIGN_DOWN(from->start_pfn, AROUND), 0, sizeof(*owned) * (ALIGN(from->end_pfn, AROUND) - ALIGN_DOWN(from->start_pfn, AROUND)));
	}
	for (i = 0; i < machine->nr_zones; i++)
		span_zone(i);
	for (i = 0; i < machine->nr_zones; i++)
		fill_zone(world.zone[i]);
	if (LINKS_HOLES)
		link_holes(machine);
}

static void boot_cma(const struct machine *machine)
{
	unsigned long pfn;
	int i;

	for (i = 0; i < machine->nr_ranges; i++)
		for (pfn = machine->range[i].start_pfn; machine->range[i].kind == RANGE_CMA && pfn < machine->range[i].end_pfn; pfn += pageblock_nr_pages)
			init_cma_reserved_pageblock(pfn_to_page(pfn));
}

/* Counters are exact if no cpu may hold back any changes. */
static void no_drift(void)
{
	unsigned i;
	int cpu;

	for (i = 0; i < world.machine.nr_zones && !world.machine.vmstat_percpu; i++) {
		world.zone[i]->percpu_drift_mark = 0;
		for_each_possible_cpu(cpu)
			ZONE_STAT(world.zone[i], cpu)->stat_threshold = 0;
	}
}

static void drift_limits(void)
{
	refresh_zone_stat_thresholds();
	no_drift();
}

/* A kernel's zones share the boot page sets. Here each zone has its own; otherwise the zone of an event would be unknown. */
static void make_boot_page_sets(void)
{
	int i, cpu;

	for (i = 0; i < world.machine.nr_zones; i++) {
#if SINCE(5, 14)
		world.zone[i]->per_cpu_pageset = alloc_percpu(struct per_cpu_pages);
		world.zone[i]->per_cpu_zonestats = alloc_percpu(struct per_cpu_zonestat);
#else
		world.zone[i]->pageset = alloc_percpu(struct per_cpu_pageset);
#endif
		for_each_possible_cpu(cpu)
			INIT_BOOT_SET(PAGE_SET_OF(world.zone[i], cpu), ZONE_STAT(world.zone[i], cpu));
	}
}

/* For all zones, including those without memory, to which a kernel gives none. */
static void make_page_sets(void)
{
	int i;

	for (i = 0; i < world.machine.nr_zones; i++)
		FORGET_SIZES(world.zone[i]); /* the sizes of boot page sets do not come from the formula */
	setup_per_cpu_pageset();
	for (i = 0; i < world.machine.nr_zones; i++)
		if (!populated_zone(world.zone[i]))
			setup_zone_pageset(world.zone[i]);
}

static void set_page_sets(struct zone *zone, unsigned high, unsigned high_max, unsigned batch)
{
#if SINCE(6, 7)
	__zone_set_pageset_high_and_batch(zone, high, max(high, high_max), batch);
#elif SINCE(5, 11)
	__zone_set_pageset_high_and_batch(zone, high, batch);
#else
	int cpu;

	for_each_possible_cpu(cpu)
		pageset_update(PAGE_SET(zone, cpu), high, batch);
#endif
}

/* Apply the size formula to zones without memory, for which a kernel does not compute it. */
static void size_other_page_sets(int cpus_to_come)
{
	int i;

	for (i = 0; i < world.machine.nr_zones; i++)
		if (!populated_zone(world.zone[i]))
			SIZE_PAGE_SETS(world.zone[i], cpus_to_come);
}

static bool has_boot_sets(unsigned zone)
{
	return world.machine.pcp_mode == PCP_BOOT && !world.own_sets[zone];
}

static bool has_given_sets(unsigned zone)
{
	return world.machine.pcp_mode == PCP_FIXED || (world.own_sets[zone] && world.machine.pcp_mode == PCP_BOOT && world.machine.pcp_batch > 0);
}

/* Apply the limits that the machine fixes; no formula changes these. */
static void override_page_sets(void)
{
	const struct machine *machine = &world.machine;
	int i;

	for (i = 0; i < machine->nr_zones; i++)
		if (has_boot_sets(i))
			set_page_sets(world.zone[i], BOOT_PAGESET_HIGH, BOOT_PAGESET_HIGH, BOOT_PAGESET_BATCH);
		else if (has_given_sets(i))
			set_page_sets(world.zone[i], machine->pcp_high, machine->pcp_high_max, max(machine->pcp_batch, 1u));
}

static void boot_watermarks(const struct machine *machine)
{
	if (machine->deferred)
		return; /* watermarks are computed once the deferred memory is there */
	if (machine->min_free_kbytes < 0)
		CALCULATE_MIN_FREE();
	setup_per_zone_wmarks();
	drift_limits();
	setup_per_zone_lowmem_reserve();
	setup_min_unmapped_ratio();
	setup_min_slab_ratio();
}

static void end_initcalls(void)
{
#if SINCE(7, 2)
	vmstat_late_init();
	no_drift();
#endif
}

static void harden(const struct machine *machine)
{
	_debug_pagealloc_enabled_early = machine->guardpage_minorder >= 0;
	_debug_guardpage_minorder = max((int)machine->guardpage_minorder, 0);
#if SINCE(5, 11)
	_page_poisoning_enabled_early = machine->page_poisoning != POISON_OFF;
	_init_on_alloc_enabled_early = machine->init_on_alloc;
	_init_on_free_enabled_early = machine->init_on_free;
#else
	if (machine->page_poisoning != POISON_OFF)
		static_branch_enable(&want_page_poisoning);
	if (machine->init_on_alloc)
		static_branch_enable(&init_on_alloc);
	if (machine->init_on_free)
		static_branch_enable(&init_on_free);
#endif
	INIT_HARDENING();
}

static void set_mems(nodemask_t *mask, u32 bits)
{
	unsigned i;

	nodes_clear(*mask);
	for (i = 0; i < world.machine.nr_nodes; i++)
		if (bits >> i & 1)
			node_set(i, *mask);
}

/* setup_pcp_cacheinfo() has no effect on boot page sets. */
static void look_at_cache(int cpu)
{
#if SINCE(6, 7)
	if (world.machine.pcp_mode != PCP_BOOT)
		setup_pcp_cacheinfo(cpu);
#endif
}

static void look_at_caches(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		look_at_cache(cpu);
}

static bool linux_boot(void *self, const struct machine *machine)
{
	unsigned i;

	if (linux_size(machine) == 0)
		return false;
	reset(first_pfn(machine));
	world.machine = *machine;
	set_sections(machine);
	counters_drift = machine->vmstat_percpu;
	pageblock_order = huge_order = machine->pageblock_order;
	page_group_by_mobility_disabled = !machine->mobility;
	watermark_scale_factor = machine->watermark_scale_factor;
	watermark_boost_factor = machine->watermark_boost_factor;
	node_reclaim_mode = machine->node_reclaim_mode;
	node_reclaim_distance = machine->node_reclaim_distance;
	vm_dirty_ratio = machine->dirty_ratio;
	min_free_kbytes = machine->min_free_kbytes >= 0 ? machine->min_free_kbytes : machine->user_min_free_kbytes >= 0 ? machine->user_min_free_kbytes
	                                                                                                                : 1024;
	user_min_free_kbytes = machine->user_min_free_kbytes;
	for (i = 0; i < MAX_NR_ZONES; i++)
		sysctl_lowmem_reserve_ratio[i] = machine->lowmem_reserve_ratio[i];
	harden(machine);
	if (machine->cpusets) {
		static_branch_enable(&cpusets_pre_enable_key);
		static_branch_enable(&cpusets_enabled_key);
	}
	set_mems(&current->mems_allowed, -1);
	set_mems(&hardwall, -1);
	boot_cpus(machine);
	boot_nodes(machine);
	boot_bytes(machine);
	tell_memblock(machine);
	boot_memmap(machine);
	memblock_free_all();
	make_boot_page_sets();
	if (machine->pcp_mode != PCP_BOOT)
		make_page_sets();
	override_page_sets();
	__build_all_zonelists(NULL);
	if (machine->nr_cpus > 1 && !SINCE(7, 2))
		drift_limits(); /* as when the other cpus come online */
	if (init_per_zone_wmark_min_level == 1) /* then CMA has an initcall of the same level, and is linked later */
		boot_watermarks(machine);
	boot_cma(machine);
	if (init_per_zone_wmark_min_level > 1)
		boot_watermarks(machine);
	override_page_sets();
	if (!machine->deferred)
		end_initcalls();
	look_at_caches();
	if (!machine->deferred || !SINCE(5, 18))
		settle_zones();
	mm_percpu_wq = (struct workqueue_struct *)&world; /* any pointer other than NULL */
	system_state = SYSTEM_RUNNING;
	gfp_allowed_mask = __GFP_BITS_MASK;
	return true;
}
