// SPDX-License-Identifier: MIT
/*
 * This project's allocator as a peer: one node, one NORMAL zone, two cpus, every check on. Each variant adds one thing, to show what that
 * costs:
 *
 *   allocator+locks   the embedder has threads: calls enter and leave their cpu, zones are locked
 *   allocator+types   requests are in turn unmovable, movable, reclaimable and movable
 *   allocator+zones   two nodes of DMA32, NORMAL and MOVABLE, a quarter of the memory in the first two; requests name both nodes in turn
 *   allocator+6.1, allocator+6.12   the profiles of those kernels instead of v5.10's
 */
#include "allocator/page_alloc.h"
#include "bench/bench.h"

enum { FIRST_PFN = 1 << 20, CHUNK = 512, REQUESTS = 4, ZONES_PER_NODE = 3 };

struct instance {
	struct page_alloc_cpu *cpu;
	uint32_t gfp, turn;
	struct page_alloc *pa;
	size_t bytes;
	struct page_alloc_request request[REQUESTS]; /* used in turn */
};

static const struct machine plain = {
	.profile = PROFILE_LINUX_5_10, .nr_cpus = 2, .nr_nodes = 1, .nr_zones = 1, .max_order = 11, .pageblock_order = 9,
	.mobility = true, .min_free_kbytes = -1, .user_min_free_kbytes = -1, .watermark_scale_factor = 10,
	.watermark_boost_factor = 15000, .lowmem_reserve_ratio = {256, 256, 32, 0}, .node_reclaim_distance = 30, .dirty_ratio = 20,
	.guardpage_minorder = -1, .section_pages = 32768, .distance = {{10, 20}, {20, 10}},
};

static struct machine one_zone(uint64_t pages)
{
	struct machine machine = plain;

	machine.zone[0] = (struct machine_zone){.node = 0, .kind = ZONE_NORMAL, .start_pfn = FIRST_PFN, .end_pfn = FIRST_PFN + (pfn_t)pages};
	return machine;
}

static struct machine many_zones(uint64_t pages)
{
	static const uint8_t kind[ZONES_PER_NODE] = {ZONE_DMA32, ZONE_NORMAL, ZONE_MOVABLE}, eighths[ZONES_PER_NODE] = {1, 2, 1};
	struct machine machine = plain;
	pfn_t pfn = FIRST_PFN;

	machine.nr_nodes = 2;
	machine.nr_zones = 2 * ZONES_PER_NODE;
	machine.cpu_node[1] = 1;
	for (unsigned i = 0; i < machine.nr_zones; i++) {
		const pfn_t end = pfn + (pfn_t)(pages / 8 * eighths[i % ZONES_PER_NODE]);

		machine.zone[i] = (struct machine_zone){.node = (uint8_t)(i / ZONES_PER_NODE), .kind = kind[i % ZONES_PER_NODE], .start_pfn = pfn,
							.end_pfn = end};
		pfn = end;
	}
	return machine;
}

static struct instance *open_machine(const struct machine *machine, const struct page_alloc_hooks *hooks, bool huge)
{
	struct instance *instance = bench_memory(sizeof(*instance), false);

	instance->bytes = page_alloc_size(machine);
	instance->pa = page_alloc_boot_zeroed(bench_memory(instance->bytes, huge), machine, hooks);
	instance->cpu = page_alloc_cpu_ptr(instance->pa, 0);
	instance->gfp = GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS;
	for (unsigned i = 0; i < REQUESTS; i++)
		instance->request[i].gfp = GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS;
	return instance;
}

static void *allocator_open(uint64_t pages)
{
	const struct machine machine = one_zone(pages);

	return open_machine(&machine, &(const struct page_alloc_hooks){0}, true);
}

static uintptr_t only_thread(void *ctx)
{
	(void)ctx;
	return 1;
}

/* No other thread exists that would have to pass the barrier. */
static void no_barrier(void *ctx)
{
	(void)ctx;
}

static void *locks_open(uint64_t pages)
{
	const struct machine machine = one_zone(pages);

	return open_machine(&machine, &(const struct page_alloc_hooks){.self = only_thread, .barrier = no_barrier}, true);
}

static void *types_open(uint64_t pages)
{
	struct instance *instance = allocator_open(pages);

	instance->request[1].gfp |= GFP_BIT_MOVABLE;
	instance->request[2].gfp |= GFP_BIT_RECLAIMABLE;
	instance->request[3].gfp |= GFP_BIT_MOVABLE;
	return instance;
}

static void *zones_open(uint64_t pages)
{
	const struct machine machine = many_zones(pages);
	struct instance *instance = open_machine(&machine, &(const struct page_alloc_hooks){0}, true);

	instance->request[1].node = instance->request[3].node = 1;
	return instance;
}

static void *open_profile(uint64_t pages, enum profile profile)
{
	struct machine machine = one_zone(pages);

	machine.profile = (uint8_t)profile;
	return open_machine(&machine, &(const struct page_alloc_hooks){0}, true);
}

static void *open_6_1(uint64_t pages)
{
	return open_profile(pages, PROFILE_LINUX_6_1);
}

static void *open_6_12(uint64_t pages)
{
	return open_profile(pages, PROFILE_LINUX_6_12);
}

static void allocator_close(void *self)
{
	struct instance *instance = self;

	bench_memory_free(instance->pa, instance->bytes);
	bench_memory_free(instance, sizeof(*instance));
}

double bench_metadata(uint64_t pages)
{
	const struct machine machine = one_zone(pages);

	return (double)page_alloc_size(&machine) / (double)pages;
}

/* Handles are pfns plus 1, because 0 is no block. */
static block_t allocator_alloc(void *self, unsigned order)
{
	struct instance *instance = self;

	return (pfn_t)(page_alloc_pages_node(instance->cpu, 0, instance->gfp, order) + 1);
}

/* Use the requests in turn. */
static block_t varied_alloc(void *self, unsigned order)
{
	struct instance *instance = self;
	const struct page_alloc_request *request = &instance->request[instance->turn++ % REQUESTS];

	return (pfn_t)(page_alloc_pages_node(instance->cpu, request->node, request->gfp, order) + 1);
}

static void allocator_free(void *self, block_t block, unsigned order)
{
	page_alloc_free_pages(((struct instance *)self)->cpu, (pfn_t)block - 1, order);
}

static void told_soon(void *self, block_t block, unsigned order)
{
	page_alloc_free_soon(((struct instance *)self)->cpu, (pfn_t)block - 1, order);
}

static void bulk_alloc(void *self, block_t *blocks, uint32_t count)
{
	const struct page_alloc_request request = ((struct instance *)self)->request[0];
	enum status status;
	pfn_t pfns[CHUNK];

	for (uint32_t done = 0; done < count;) {
		const uint32_t wanted = count - done < CHUNK ? count - done : CHUNK;
		const uint32_t got = page_alloc_pages_bulk(((struct instance *)self)->pa, &request, pfns, wanted, &status);

		for (uint32_t i = 0; i < got; i++)
			blocks[done + i] = (block_t)pfns[i] + 1;
		done += got;
		if (got < wanted)
			return;
	}
}

static void bulk_free(void *self, const block_t *blocks, uint32_t count)
{
	enum status status;
	pfn_t pfns[CHUNK];

	for (uint32_t done = 0, now; done < count; done += now) {
		now = count - done < CHUNK ? count - done : CHUNK;
		for (uint32_t i = 0; i < now; i++)
			pfns[i] = (pfn_t)blocks[done + i] - 1;
		page_alloc_free_bulk(((struct instance *)self)->pa, 0, pfns, now, &status);
	}
}

#define VARIANT(NAME, OPEN, ALLOC) {NAME, NULL, OPEN, allocator_close, ALLOC, allocator_free, NULL, NULL, NULL}

const struct bench_peer bench_allocator = VARIANT("allocator", allocator_open, allocator_alloc);
const struct bench_peer bench_allocator_bulk = {"allocator-bulk", NULL, allocator_open, allocator_close, allocator_alloc, allocator_free, bulk_alloc,
						bulk_free, NULL};
const struct bench_peer bench_allocator_told = {"allocator-told", NULL, allocator_open, allocator_close, allocator_alloc, allocator_free, NULL, NULL,
						told_soon};
static const struct bench_peer with_locks = VARIANT("allocator+locks", locks_open, allocator_alloc);
static const struct bench_peer with_types = VARIANT("allocator+types", types_open, varied_alloc);
static const struct bench_peer with_zones = VARIANT("allocator+zones", zones_open, varied_alloc);
static const struct bench_peer as_6_1 = VARIANT("allocator+6.1", open_6_1, allocator_alloc);
static const struct bench_peer as_6_12 = VARIANT("allocator+6.12", open_6_12, allocator_alloc);
const struct bench_peer *const bench_variants[] = {&bench_allocator, &with_locks, &with_types, &with_zones, &as_6_1, &as_6_12, NULL};
