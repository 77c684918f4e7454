// SPDX-License-Identifier: MIT
/*
 * The peers: two floors, this project's allocator, and malloc libraries that are installed.
 *
 * The stack floor pops and pushes an array of block numbers. The record floor also writes one 16-byte record per op in a table of one record
 * per page, at a random place: what the memory alone costs. malloc libraries hand out blocks aligned to their size; they are loaded at run
 * time and left out where they are not installed.
 */
#ifdef HAVE_DLOPEN
#include <dlfcn.h>
#endif
#include <stdlib.h>
#include <string.h>

#include "allocator/page_alloc.h"
#include "bench/bench.h"

static bool always(void)
{
	return true;
}

/* Floors. Handles are 1..pages in a fixed scrambled order, so that neighbours in time are not neighbours in memory. */
struct record {
	uint64_t a, b;
};

struct floor {
	uint32_t *stack;
	uint64_t top;
	struct record *table;
};

static void *floor_open(uint64_t pages)
{
	struct floor *floor = calloc(1, sizeof(*floor));

	if (!floor)
		return NULL;
	floor->stack = malloc(pages * sizeof(*floor->stack));
	floor->table = calloc(pages + 1, sizeof(*floor->table));
	if (!floor->stack || !floor->table)
		abort();
	/* An odd multiplier permutes a power of two. */
	for (uint64_t i = 0; i < pages; i++)
		floor->stack[i] = (uint32_t)(i * 2654435761u % pages + 1);
	floor->top = pages;
	return floor;
}

static void floor_close(void *self)
{
	struct floor *floor = self;

	free(floor->stack);
	free(floor->table);
	free(floor);
}

static block_t floor_alloc(void *self, unsigned order)
{
	struct floor *floor = self;

	(void)order;
	return floor->top > 0 ? floor->stack[--floor->top] : 0;
}

static void floor_free(void *self, block_t block, unsigned order)
{
	struct floor *floor = self;

	(void)order;
	floor->stack[floor->top++] = (uint32_t)block;
}

static block_t record_alloc(void *self, unsigned order)
{
	struct floor *floor = self;
	const block_t block = floor_alloc(self, order);

	floor->table[block].a = order;
	return block;
}

static void record_free(void *self, block_t block, unsigned order)
{
	struct floor *floor = self;

	floor->table[block].b += order;
	floor_free(self, block, order);
}

/* This project's allocator: one node, one NORMAL zone, two cpus, every check on. */
static void *allocator_open(uint64_t pages)
{
	struct machine machine = {
		.profile = PROFILE_LINUX_5_10, .nr_cpus = 2, .nr_nodes = 1, .nr_zones = 1, .max_order = 11, .pageblock_order = 9,
		.zone = {{.node = 0, .kind = ZONE_NORMAL, .start_pfn = 1u << 20, .end_pfn = (1u << 20) + (pfn_t)pages}},
		.mobility = true, .min_free_kbytes = -1, .user_min_free_kbytes = -1, .watermark_scale_factor = 10,
		.watermark_boost_factor = 15000, .lowmem_reserve_ratio = {256, 256, 32, 0}, .node_reclaim_distance = 30, .dirty_ratio = 20,
		.guardpage_minorder = -1, .section_pages = 32768,
	};
	void *memory, *pa;
	size_t size;

	machine.distance[0][0] = 10;
	size = page_alloc_size(&machine);
	memory = size ? aligned_alloc(64, (size + 63) / 64 * 64) : NULL;
	if (!memory)
		return NULL;
	pa = page_alloc_boot(memory, &machine, &(const struct page_alloc_hooks){0});
	if (!pa)
		free(memory);
	return pa;
}

static block_t allocator_alloc(void *self, unsigned order)
{
	const struct page_alloc_request request = {
		.order = (uint8_t)order,
		.gfp = GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS,
	};
	struct page_alloc_result result;

	page_alloc_pages(self, &request, &result);
	return result.pfn == PFN_NONE ? 0 : result.pfn;
}

static void allocator_free(void *self, block_t block, unsigned order)
{
	uint32_t refs;

	page_alloc_free(self, 0, (pfn_t)block, order, &refs);
}

/* malloc libraries. */
typedef void *memalign_function(size_t alignment, size_t size);
typedef void free_function(void *block);

struct library {
	const char *file, *memalign_name, *free_name;
	memalign_function *memalign;
	free_function *release;
};

static bool load(struct library *library)
{
#ifdef HAVE_DLOPEN
	void *handle = library->memalign ? NULL : dlopen(library->file, RTLD_NOW | RTLD_LOCAL);

	if (handle) {
		/* POSIX's way round: ISO C has no conversion from object to function pointers. */
		*(void **)&library->memalign = dlsym(handle, library->memalign_name);
		*(void **)&library->release = dlsym(handle, library->free_name);
	}
#endif
	return library->memalign && library->release;
}

/* They keep their books inside of what they hand out: a larger zone would really be filled. */
enum { LIBRARY_PAGES_MAX = 1 << 20 };

static void *library_open(uint64_t pages)
{
	static char opened;

	return pages <= LIBRARY_PAGES_MAX ? &opened : NULL;
}

static void library_close(void *self)
{
	(void)self;
}

#define LIBRARY(NAME, FILE, MEMALIGN, FREE)                                                              \
	static struct library NAME##_library = {FILE, MEMALIGN, FREE, NULL, NULL};                       \
	static bool NAME##_available(void)                                                               \
	{                                                                                                \
		return load(&NAME##_library);                                                            \
	}                                                                                                \
	static block_t NAME##_alloc(void *self, unsigned order)                                          \
	{                                                                                                \
		(void)self;                                                                              \
		return (block_t)NAME##_library.memalign((size_t)4096 << order, (size_t)4096 << order);   \
	}                                                                                                \
	static void NAME##_free(void *self, block_t block, unsigned order)                               \
	{                                                                                                \
		(void)self;                                                                              \
		(void)order;                                                                             \
		NAME##_library.release((void *)block);                                                   \
	}                                                                                                \
	static const struct bench_peer NAME = {#NAME, NAME##_available, library_open, NAME##_alloc, NAME##_free, library_close}

LIBRARY(jemalloc, "libjemalloc.so.2", "memalign", "free");
LIBRARY(mimalloc, "libmimalloc.so.2", "mi_memalign", "mi_free");
LIBRARY(tcmalloc, "libtcmalloc_minimal.so.4", "tc_memalign", "tc_free");

static const struct bench_peer stack_floor = {"floor", always, floor_open, floor_alloc, floor_free, floor_close};
const struct bench_peer bench_record_floor = {"floor", always, floor_open, record_alloc, record_free, floor_close};
static const struct bench_peer allocator_peer = {"allocator", always, allocator_open, allocator_alloc, allocator_free, free};

const struct bench_peer *const bench_peers[] = {&stack_floor, &allocator_peer, &jemalloc, &mimalloc, &tcmalloc, NULL};
