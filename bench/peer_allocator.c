// SPDX-License-Identifier: MIT
/*
 * This project's allocator as a peer: one node, one NORMAL zone, two cpus, every check on.
 */
#include <string.h>

#include "allocator/page_alloc.h"
#include "bench/bench.h"

enum { FIRST_PFN = 1 << 20, CHUNK = 512 };

struct instance {
	struct page_alloc *pa;
	size_t bytes;
};

static void *open_in(uint64_t pages, bool huge)
{
	struct machine machine = {
		.profile = PROFILE_LINUX_5_10, .nr_cpus = 2, .nr_nodes = 1, .nr_zones = 1, .max_order = 11, .pageblock_order = 9,
		.zone = {{.node = 0, .kind = ZONE_NORMAL, .start_pfn = FIRST_PFN, .end_pfn = FIRST_PFN + (pfn_t)pages}},
		.mobility = true, .min_free_kbytes = -1, .user_min_free_kbytes = -1, .watermark_scale_factor = 10,
		.watermark_boost_factor = 15000, .lowmem_reserve_ratio = {256, 256, 32, 0}, .node_reclaim_distance = 30, .dirty_ratio = 20,
		.guardpage_minorder = -1, .section_pages = 32768,
	};
	struct instance *instance = bench_memory(sizeof(*instance), false);

	machine.distance[0][0] = 10;
	instance->bytes = page_alloc_size(&machine);
	instance->pa = page_alloc_boot_zeroed(bench_memory(instance->bytes, huge), &machine, &(const struct page_alloc_hooks){0});
	return instance;
}

static void *allocator_open(uint64_t pages)
{
	return open_in(pages, true);
}

static void allocator_close(void *self)
{
	struct instance *instance = self;

	bench_memory_free(instance->pa, instance->bytes);
	bench_memory_free(instance, sizeof(*instance));
}

static struct page_alloc_request request_of(unsigned order)
{
	return (struct page_alloc_request){
		.order = (uint8_t)order,
		.gfp = GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS,
	};
}

static block_t allocator_alloc(void *self, unsigned order)
{
	const struct page_alloc_request request = request_of(order);
	struct page_alloc_result result;

	page_alloc_pages(((struct instance *)self)->pa, &request, &result);
	return result.pfn == PFN_NONE ? 0 : result.pfn;
}

static void allocator_free(void *self, block_t block, unsigned order)
{
	uint32_t refs;

	page_alloc_free(((struct instance *)self)->pa, 0, (pfn_t)block, order, &refs);
}

static void bulk_alloc(void *self, block_t *blocks, uint32_t count)
{
	const struct page_alloc_request request = request_of(0);
	enum status status;
	pfn_t pfns[CHUNK];

	for (uint32_t done = 0; done < count;) {
		const uint32_t wanted = count - done < CHUNK ? count - done : CHUNK;
		const uint32_t got = page_alloc_pages_bulk(((struct instance *)self)->pa, &request, pfns, wanted, &status);

		for (uint32_t i = 0; i < got; i++)
			blocks[done + i] = pfns[i];
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
			pfns[i] = (pfn_t)blocks[done + i];
		page_alloc_free_bulk(((struct instance *)self)->pa, 0, pfns, now, &status);
	}
}

const struct bench_peer bench_allocator = {"allocator", NULL, allocator_open, allocator_close, allocator_alloc, allocator_free, NULL, NULL};
const struct bench_peer bench_allocator_bulk = {"allocator-bulk", NULL, allocator_open, allocator_close, allocator_alloc, allocator_free, bulk_alloc,
						bulk_free};
