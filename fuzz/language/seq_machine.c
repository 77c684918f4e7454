// SPDX-License-Identifier: MIT
/*
 * The machine that the leading ops of a sequence describe: whatever they say, both sides accept it.
 *
 * A sensible value is used as it is; any other is folded into a small one by the rules at each function and in docs/language.md, so that
 * random bytes describe small and varied machines. Zones and ranges that collide with one already accepted are dropped. The same values
 * give the same machine whether they came from text or from bytes.
 */
#include "fuzz/language/seq.h"

#include <string.h>

#include "fuzz/language/machine_size.h"

enum {
	PAGES_MAX = 1 << 16, /* of a machine, hot-added memory included: keeps a fuzzer's slowest input at a few milliseconds */
	PFN_MAX = 1 << 20,   /* zones begin below it */
	START_FOLD = 1 << 14,
	SIZE_FOLD = 1 << 11,
	DEFAULT_START = 1024,
	DEFAULT_PAGES = 1024,
	DEFAULT_PAGEBLOCK_ORDER = 4,
	DEFAULT_SECTION = 1 << 15, /* x86-64 */
	PAGE_BYTES_NATURAL = 16,   /* enough to see what happens to a page's contents */
};

/* value if it is at most max, otherwise value % into. */
static uint32_t fold(uint32_t value, uint32_t max, uint32_t into)
{
	return value <= max ? value : value % into;
}

static uint32_t zone_pages(const struct machine_zone *zone)
{
	return zone->end_pfn - zone->start_pfn;
}

static bool overlap(pfn_t a_start, pfn_t a_end, pfn_t b_start, pfn_t b_end)
{
	return a_start < b_end && b_start < a_end;
}

static void set_defaults(struct machine *machine, uint8_t profile)
{
	memset(machine, 0, sizeof(*machine));
	machine->profile = profile;
	machine->nr_cpus = 1;
	machine->max_order = MAX_ORDER_LIMIT;
	machine->pageblock_order = DEFAULT_PAGEBLOCK_ORDER;
	machine->mobility = true;
	machine->min_free_kbytes = -1;
	machine->user_min_free_kbytes = -1;
	machine->watermark_scale_factor = 10;
	machine->watermark_boost_factor = 15000;
	machine->lowmem_reserve_ratio[ZONE_DMA] = 256;
	machine->lowmem_reserve_ratio[ZONE_DMA32] = 256;
	machine->lowmem_reserve_ratio[ZONE_NORMAL] = 32;
	machine->node_reclaim_distance = 30;
	machine->dirty_ratio = 20;
	machine->guardpage_minorder = -1;
	machine->section_pages = DEFAULT_SECTION;
}

/* 0 means the default; cpus 1..64, max_order 2..11 and pageblock_order 1..max_order-1 are used as they are. */
static void apply_machine(struct machine *machine, const struct op *op)
{
	const uint32_t cpus = op_get(op, ARG_CPUS), orders = op_get(op, ARG_MAX_ORDER), pageblock = op_get(op, ARG_PAGEBLOCK_ORDER);

	machine->nr_cpus = cpus == 0 ? 1 : cpus <= MAX_CPUS ? (uint8_t)cpus : (uint8_t)(1 + cpus % 8);
	machine->max_order = orders == 0 ? MAX_ORDER_LIMIT
			     : orders >= 2 && orders <= MAX_ORDER_LIMIT ? (uint8_t)orders : (uint8_t)(2 + orders % (MAX_ORDER_LIMIT - 1));

	const uint32_t below = machine->max_order - 1u;
	machine->pageblock_order = pageblock == 0 ? (uint8_t)(below < DEFAULT_PAGEBLOCK_ORDER ? below : DEFAULT_PAGEBLOCK_ORDER)
				   : pageblock <= below ? (uint8_t)pageblock : (uint8_t)(1 + pageblock % below);
}

/*
 * Zones.
 */

/*
 * start: unchanged below 2^20, else modulo 2^14. A size that exceeds what is left of 2^16 pages: modulo 2^11. If end is before start they
 * are exchanged.
 */
static void zone_range(const struct machine *machine, const struct op *op, pfn_t *start, pfn_t *end)
{
	uint32_t a = op_get(op, ARG_START), b = op_get(op, ARG_END);
	if (b < a) {
		const uint32_t t = a;
		a = b;
		b = t;
	}
	const uint32_t left = PAGES_MAX - machine_pages(machine);
	uint32_t size = fold(b - a, left, SIZE_FOLD);
	if (size > left)
		size = 0;
	*start = fold(a, PFN_MAX - 1, START_FOLD);
	*end = *start + size;
}

static void add_zone(struct machine *machine, const struct op *op)
{
	struct machine_zone zone = {
		.node = (uint8_t)fold(op_get(op, ARG_NODE), MAX_NODES - 1, 4),
		.kind = (uint8_t)fold(op_get(op, ARG_ZONE_KIND), MAX_NR_ZONES - 1, MAX_NR_ZONES),
	};

	zone_range(machine, op, &zone.start_pfn, &zone.end_pfn);
	for (unsigned z = 0; z < machine->nr_zones; z++) {
		const struct machine_zone *other = &machine->zone[z];
		if (other->node == zone.node && other->kind == zone.kind)
			return;
		if (overlap(zone.start_pfn, zone.end_pfn, other->start_pfn, other->end_pfn))
			return;
	}
	machine->zone[machine->nr_zones++] = zone; /* never overflows: there are only MAX_ZONES pairs of node and kind */
}

static void default_zone(struct machine *machine)
{
	if (machine_pages(machine) > 0)
		return;
	machine->nr_zones = 1;
	machine->zone[0] = (struct machine_zone){0, ZONE_NORMAL, DEFAULT_START, DEFAULT_START + DEFAULT_PAGES};
}

/* Renumber the nodes so that every node below nr_nodes has a zone. */
static void number_nodes(struct machine *machine)
{
	uint8_t number[MAX_NODES], nr_nodes = 0;

	for (unsigned node = 0; node < MAX_NODES; node++) {
		bool present = false;
		for (unsigned z = 0; z < machine->nr_zones; z++)
			present |= machine->zone[z].node == node;
		number[node] = nr_nodes;
		nr_nodes = (uint8_t)(nr_nodes + present);
	}
	for (unsigned z = 0; z < machine->nr_zones; z++)
		machine->zone[z].node = number[machine->zone[z].node];
	machine->nr_nodes = nr_nodes;
}

static bool zone_before(const struct machine_zone *a, const struct machine_zone *b)
{
	return a->node != b->node ? a->node < b->node : a->kind < b->kind;
}

static void sort_zones(struct machine *machine)
{
	for (unsigned i = 1; i < machine->nr_zones; i++)
		for (unsigned j = i; j > 0 && zone_before(&machine->zone[j], &machine->zone[j - 1]); j--) {
			const struct machine_zone t = machine->zone[j];
			machine->zone[j] = machine->zone[j - 1];
			machine->zone[j - 1] = t;
		}
}

/* As on real machines, the non-empty zones of a node must ascend in the order of their kinds: exchange their memory until they do. */
static void sort_memory(struct machine *machine)
{
	for (unsigned i = 0; i < machine->nr_zones; i++)
		for (unsigned j = i + 1; j < machine->nr_zones; j++) {
			struct machine_zone *a = &machine->zone[i], *b = &machine->zone[j];
			if (a->node != b->node || !zone_pages(a) || !zone_pages(b) || a->start_pfn < b->start_pfn)
				continue;
			const struct machine_zone t = *a;
			a->start_pfn = b->start_pfn;
			a->end_pfn = b->end_pfn;
			b->start_pfn = t.start_pfn;
			b->end_pfn = t.end_pfn;
		}
}

/* Holes, reserved and CMA ranges, after the zones are known. */

static const struct machine_zone *zone_of(const struct machine *machine, pfn_t pfn)
{
	for (unsigned z = 0; z < machine->nr_zones; z++)
		if (machine->zone[z].start_pfn <= pfn && pfn < machine->zone[z].end_pfn)
			return &machine->zone[z];
	return NULL;
}

/* The pfn itself if it is memory; otherwise modulo the pages of all zones, counted from the first page of the first zone. */
static pfn_t fold_pfn(const struct machine *machine, uint32_t pfn)
{
	if (zone_of(machine, pfn))
		return pfn;

	uint32_t left = pfn % machine_pages(machine);
	for (unsigned z = 0; z < machine->nr_zones; z++) {
		if (left < zone_pages(&machine->zone[z]))
			return machine->zone[z].start_pfn + left;
		left -= zone_pages(&machine->zone[z]);
	}
	return machine->zone[0].start_pfn; /* not reached: left is below the sum */
}

/* Extend to whole pageblocks inside the zone. False: nothing is left. */
static bool align_range(const struct machine *machine, const struct machine_zone *zone, struct machine_range *range)
{
	const pfn_t block = (pfn_t)1 << machine->pageblock_order, mask = block - 1;
	const pfn_t first = (zone->start_pfn + mask) & ~mask, last = zone->end_pfn & ~mask;

	range->start_pfn &= ~mask;
	range->end_pfn = (range->end_pfn + mask) & ~mask;
	if (range->start_pfn < first)
		range->start_pfn = first;
	if (range->end_pfn > last)
		range->end_pfn = last;
	return range->start_pfn < range->end_pfn;
}

/* A range that leaves its zone, or is empty, gets its size modulo a quarter of the zone, plus one page. */
static void add_range(struct machine *machine, uint8_t kind, const struct op *op)
{
	struct machine_range range = {.kind = kind, .start_pfn = fold_pfn(machine, op_get(op, ARG_START))};
	const struct machine_zone *zone = zone_of(machine, range.start_pfn);
	const uint32_t size = op_get(op, ARG_END) - op_get(op, ARG_START), left = zone->end_pfn - range.start_pfn;

	if (machine->nr_ranges == MAX_RANGES)
		return;
	range.end_pfn = range.start_pfn + (size > 0 && size <= left ? size : 1 + size % (zone_pages(zone) / 4 + 1));
	if (range.end_pfn > zone->end_pfn)
		range.end_pfn = zone->end_pfn;
	if (kind == RANGE_CMA && !align_range(machine, zone, &range))
		return;
	for (unsigned r = 0; r < machine->nr_ranges; r++)
		if (overlap(range.start_pfn, range.end_pfn, machine->range[r].start_pfn, machine->range[r].end_pfn))
			return;

	unsigned at = machine->nr_ranges++;
	for (; at > 0 && machine->range[at - 1].start_pfn > range.start_pfn; at--)
		machine->range[at] = machine->range[at - 1];
	machine->range[at] = range;
}

static uint32_t range_pages(const struct machine *machine)
{
	uint32_t pages = 0;
	for (unsigned r = 0; r < machine->nr_ranges; r++)
		pages += machine->range[r].end_pfn - machine->range[r].start_pfn;
	return pages;
}

static void add_ranges(struct machine *machine, const struct op *op, uint32_t nr_ops)
{
	for (uint32_t i = 0; i < nr_ops; i++) {
		if (op[i].kind == OP_HOLE)
			add_range(machine, RANGE_HOLE, &op[i]);
		else if (op[i].kind == OP_RESERVED)
			add_range(machine, RANGE_RESERVED, &op[i]);
		else if (op[i].kind == OP_CMA && !machine->deferred) /* no kernel run is known that had both */
			add_range(machine, RANGE_CMA, &op[i]);
	}
	/* Watermarks divide by the memory that exists before CMA is released. */
	if (range_pages(machine) == machine_pages(machine))
		machine->nr_ranges = 0;
}

/* Cpus, distances, tunables. */

static void place_cpus(struct machine *machine, const struct op *op, uint32_t nr_ops)
{
	for (unsigned cpu = 0; cpu < machine->nr_cpus; cpu++)
		machine->cpu_node[cpu] = (uint8_t)(cpu % machine->nr_nodes);
	for (uint32_t i = 0; i < nr_ops; i++)
		if (op[i].kind == OP_CPU_NODE)
			machine->cpu_node[op_get(&op[i], ARG_CPU) % machine->nr_cpus] = (uint8_t)(op_get(&op[i], ARG_NODE) % machine->nr_nodes);
}

/* 10 from a node to itself, whatever the op says; otherwise 10..255, and 20 for a value below 10. */
static void set_distances(struct machine *machine, const struct op *op, uint32_t nr_ops)
{
	for (unsigned a = 0; a < machine->nr_nodes; a++)
		for (unsigned b = 0; b < machine->nr_nodes; b++)
			machine->distance[a][b] = a == b ? 10 : 20;
	for (uint32_t i = 0; i < nr_ops; i++) {
		if (op[i].kind != OP_DISTANCE)
			continue;
		const unsigned a = op_get(&op[i], ARG_DISTANCE_FROM) % machine->nr_nodes, b = op_get(&op[i], ARG_DISTANCE_TO) % machine->nr_nodes;
		const uint32_t distance = op_get(&op[i], ARG_DISTANCE);
		if (a != b)
			machine->distance[a][b] = (uint8_t)(distance < 10 ? 20 : distance);
	}
}

/* -1, or kilobytes up to the machine's size; larger values modulo that size. */
static int32_t kbytes(const struct machine *machine, uint32_t value)
{
	const uint32_t all = 4 * machine_pages(machine);
	return value == UINT32_MAX ? -1 : (int32_t)fold(value, all, all);
}

/* A power of two from the largest block to 2^15: value rounded down, or the nearer end of that range. */
static uint32_t section(const struct machine *machine, uint32_t value)
{
	uint32_t pages = DEFAULT_SECTION;
	while (pages > value && pages > 1u << (machine->max_order - 1))
		pages >>= 1;
	return pages;
}

static void set_tunable(struct machine *machine, enum set_key key, uint32_t value)
{
	switch (key) {
	case SET_MIN_FREE_KBYTES: machine->min_free_kbytes = kbytes(machine, value); break;
	case SET_USER_MIN_FREE_KBYTES: machine->user_min_free_kbytes = kbytes(machine, value); break;
	case SET_WATERMARK_SCALE_FACTOR: machine->watermark_scale_factor = value >= 1 && value <= 1000 ? value : 1 + value % 1000; break;
	case SET_WATERMARK_BOOST_FACTOR: machine->watermark_boost_factor = fold(value, 1 << 20, 30001); break;
	case SET_LOWMEM_RESERVE_RATIO_DMA:
	case SET_LOWMEM_RESERVE_RATIO_DMA32:
	case SET_LOWMEM_RESERVE_RATIO_NORMAL:
	case SET_LOWMEM_RESERVE_RATIO_MOVABLE:
		machine->lowmem_reserve_ratio[key - SET_LOWMEM_RESERVE_RATIO_DMA] = fold(value, 1 << 20, 512);
		break;
	case SET_PCP_MODE: machine->pcp_mode = (uint8_t)(value % (PCP_BOOT + 1)); break;
	case SET_PCP_HIGH: machine->pcp_high = fold(value, 1 << 14, 64); break;
	case SET_PCP_BATCH: machine->pcp_batch = fold(value, 1 << 10, 16); break;
	case SET_MOBILITY: machine->mobility = value & 1; break;
	case SET_COMPACTION: machine->compaction = value & 1; break;
	case SET_CPUSETS: machine->cpusets = value & 1; break;
	case SET_NODE_RECLAIM_MODE: machine->node_reclaim_mode = value & 7; break;
	case SET_NODE_RECLAIM_DISTANCE: machine->node_reclaim_distance = value & 255; break;
	case SET_DIRTY_RATIO: machine->dirty_ratio = (uint8_t)fold(value, 100, 101); break;
	case SET_DEFERRED: machine->deferred = value & 1; break;
	case SET_GUARDPAGE_MINORDER: machine->guardpage_minorder = (int8_t)(value == UINT32_MAX ? -1 : (int)fold(value, 5, 6)); break;
	case SET_INIT_ON_ALLOC: machine->init_on_alloc = value & 1; break;
	case SET_INIT_ON_FREE: machine->init_on_free = value & 1; break;
	case SET_SECTION_PAGES: machine->section_pages = value; break;
	case SET_HOT_END: machine->hot_end = value; break;
	case SET_PAGE_POISONING: machine->page_poisoning = (uint8_t)(value % NR_PAGE_POISONS); break;
	case SET_PAGE_BYTES: machine->page_bytes = fold(value, PAGE_BYTES_NATURAL, PAGE_BYTES_NATURAL + 1); break;
	case SET_PCP_HIGH_MAX: machine->pcp_high_max = fold(value, 1 << 14, 64); break;
	case SET_CACHE_PAGES: machine->cache_pages = fold(value, 1 << 14, 64); break;
	case SET_VMSTAT_PERCPU: machine->vmstat_percpu = value & 1; break;
	case SET_NONE:
	case SET_PERCPU_PAGELIST_FRACTION:
	case NR_SET_KEYS: break;
	}
}

static void set_tunables(struct machine *machine, const struct op *op, uint32_t nr_ops)
{
	for (uint32_t i = 0; i < nr_ops; i++)
		if (op[i].kind == OP_SET && op_get(&op[i], ARG_KEY) < NR_SET_KEYS)
			set_tunable(machine, (enum set_key)op_get(&op[i], ARG_KEY), op_get(&op[i], ARG_KEY_VALUE));
}

/* Tunables bounded by others: hot-added memory in whole sections and within the machine's limit; a batch for fixed page sets. */
static void settle(struct machine *machine)
{
	pfn_t end = 0;
	for (unsigned z = 0; z < machine->nr_zones; z++)
		if (machine->zone[z].end_pfn > end)
			end = machine->zone[z].end_pfn;

	machine->section_pages = section(machine, machine->section_pages);
	const uint32_t left = PAGES_MAX - machine_pages(machine);
	if (machine->hot_end > end + left)
		machine->hot_end = end + machine->hot_end % (left + 1);
	machine->hot_end &= ~(machine->section_pages - 1);
	if (machine->hot_end <= end)
		machine->hot_end = 0;
	if (machine->pcp_mode == PCP_FIXED && machine->pcp_batch == 0)
		machine->pcp_batch = 1;
	if (machine->pcp_mode == PCP_BOOT)
		machine->vmstat_percpu = false;
	if (machine->min_free_kbytes < 0) /* the user's setting is in force */
		machine->min_free_kbytes = machine->user_min_free_kbytes;
	if (machine->guardpage_minorder >= machine->max_order)
		machine->guardpage_minorder = (int8_t)(machine->max_order - 1);
}

/* Machine ops, nops, and sets of the machine's keys. */
static bool describes_machine(const struct op *op)
{
	return op->kind < OP_SET || (op->kind == OP_SET && op_get(op, ARG_KEY) != SET_PERCPU_PAGELIST_FRACTION);
}

uint32_t seq_machine(const struct sequence *seq, struct machine *machine)
{
	uint32_t nr_ops = 0;

	while (nr_ops < seq->nr_ops && describes_machine(&seq->op[nr_ops]))
		nr_ops++;
	set_defaults(machine, seq->profile);
	for (uint32_t i = 0; i < nr_ops; i++) {
		if (seq->op[i].kind == OP_MACHINE)
			apply_machine(machine, &seq->op[i]);
		else if (seq->op[i].kind == OP_ZONE)
			add_zone(machine, &seq->op[i]);
	}
	default_zone(machine);
	number_nodes(machine);
	sort_zones(machine);
	sort_memory(machine);
	place_cpus(machine, seq->op, nr_ops);
	set_distances(machine, seq->op, nr_ops);
	set_tunables(machine, seq->op, nr_ops);
	settle(machine);
	add_ranges(machine, seq->op, nr_ops);
	return nr_ops;
}
