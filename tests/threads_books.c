// SPDX-License-Identifier: MIT
/* The books of threads_test.c: which pages have an owner, and what the oracle says the counters should be. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/subjects.h"
#include "tests/threads.h"

struct page_alloc *pa;
struct worker worker[THREADS];
static _Atomic uint8_t owned[FIRST + TOTAL]; /* references that the threads hold */
static _Atomic bool damaged[FIRST + TOTAL];

static void fail(const char *what, int64_t expected, int64_t got)
{
	fprintf(stderr, "FAIL %s: expected %lld, got %lld\n", what, (long long)expected, (long long)got);
	exit(1);
}

void expect(const char *what, int64_t expected, int64_t got)
{
	if (expected != got)
		fail(what, expected, got);
}

struct machine threads_machine(enum profile profile)
{
	struct machine m = {
		.profile = (uint8_t)profile, .nr_cpus = THREADS, .nr_nodes = 2, .nr_zones = ZONES, .max_order = 11, .pageblock_order = 5,
		.cpu_node = {0, 1, 0, 1}, .distance = {{10, 20}, {20, 10}},
		.zone = {{0, ZONE_DMA32, FIRST, FIRST + PAGES}, {0, ZONE_NORMAL, FIRST + PAGES, FIRST + 2 * PAGES},
			 {1, ZONE_NORMAL, FIRST + 2 * PAGES, FIRST + 3 * PAGES}},
		.nr_ranges = 1, .range = {{RANGE_CMA, CMA_FIRST, CMA_FIRST + CMA_PAGES}},
		.mobility = true, .min_free_kbytes = 1024, .user_min_free_kbytes = -1, .watermark_scale_factor = 10,
		.watermark_boost_factor = 15000, .lowmem_reserve_ratio = {256, 256, 32, 0}, .pcp_mode = PCP_FIXED, .pcp_high = 40, .pcp_batch = 8,
		.pcp_high_max = 160, .cache_pages = 64,
		.node_reclaim_distance = 30, .dirty_ratio = 20, .guardpage_minorder = -1, .section_pages = 1024,
	};

	return m;
}

void own(struct block block)
{
	for (uint32_t i = 0; i < 1u << block.order; i++) {
		if (atomic_fetch_add(&owned[block.pfn + i], 1) != 0)
			fail("a page has one owner: pfn", -1, block.pfn + i);
	}
}

void own_again(pfn_t page)
{
	if (atomic_fetch_add(&owned[page], 1) == 0)
		fail("a page that is shared has an owner: pfn", -1, page);
}

void disown(struct block block)
{
	for (uint32_t i = 0; i < 1u << block.order; i++) {
		if (atomic_fetch_sub(&owned[block.pfn + i], 1) == 0)
			fail("a page that is freed has an owner: pfn", -1, block.pfn + i);
	}
}

void own_damaged(pfn_t page)
{
	if (atomic_exchange(&damaged[page], true))
		fail("a page is lost once: pfn", -1, page);
}

struct books {
	struct view view;
	struct pcp_view pcp[ZONES * THREADS];
	pfn_t pcp_pfns[TOTAL], free_pfns[TOTAL];
	uint8_t pageblock[TOTAL], page[TOTAL];
};

static struct books *new_books(void)
{
	struct books *books = calloc(1, sizeof(*books));

	if (!books)
		exit(1);
	books->view = (struct view){.pcp = books->pcp, .pcp_pfns = books->pcp_pfns, .free_pfns = books->free_pfns,
				    .pageblock = books->pageblock, .page = books->page};
	return books;
}

/* The oracle sets min_free_kbytes as disturb() does: the marks then count CMA pages, which boot computed them without. */
struct books *oracle_books(const struct machine *m)
{
	const size_t size = subject_model.size(m);
	void *world = aligned_alloc(64, (size + 63) / 64 * 64);
	struct books *books = new_books();
	static struct answer answer;

	if (!size || !world || !subject_model.boot(world, m))
		fail("oracle", 1, 0);
	subject_model.apply(world, &(struct request){.kind = REQ_MIN_FREE_KBYTES, .value = 1024}, &answer);
	subject_model.view(world, &books->view);
	free(world);
	return books;
}

/*
 * Pages that are free, whether drift has reached the counter or not, or on per-CPU lists, which from 6.1 on hold CMA pages already after
 * boot.
 */
static int64_t available(const struct books *books, unsigned zone)
{
	int64_t pages = books->view.counters[zone].free;

	for (unsigned cpu = 0; cpu < THREADS; cpu++)
		pages += (int64_t)books->pcp[zone * THREADS + cpu].count + books->pcp[zone * THREADS + cpu].free_drift;
	return pages;
}

/* Count the lost pages by zone. Exactly the damaged pages must be lost. */
static void find_lost(const struct books *books, int64_t lost[ZONES])
{
	for (unsigned zone = 0; zone < ZONES; zone++)
		lost[zone] = 0;
	for (uint32_t i = 0; i < TOTAL; i++) {
		expect("a damaged page is lost, and no other", damaged[FIRST + i], (books->page[i] & 15) == PAGE_LOST);
		lost[i / PAGES] += damaged[FIRST + i];
	}
}

/* The number of lost pages in the CMA area. */
static int64_t lost_cma(void)
{
	int64_t lost = 0;

	for (pfn_t pfn = CMA_FIRST; pfn < CMA_FIRST + CMA_PAGES; pfn++)
		lost += damaged[pfn];
	return lost;
}

static bool is_head(uint8_t page)
{
	return (page & 15) == PAGE_ALLOC_HEAD || (page & 15) == PAGE_ALLOC_LRU;
}

void balance(const struct books *oracle)
{
	struct books *books = new_books();
	int64_t live[ZONES] = {0}, lost[ZONES];
	int64_t all = 0;

	expect("sound", 0, page_alloc_check(pa));
	page_alloc_view(pa, &books->view);
	for (uint32_t pfn = FIRST; pfn < FIRST + TOTAL; pfn++)
		live[(pfn - FIRST) / PAGES] += owned[pfn] > 0;
	find_lost(books, lost);
	for (unsigned z = 0; z < ZONES; z++) {
		expect("free, cached, lost and live pages of a zone", available(oracle, z), available(books, z) + lost[z] + live[z]);
		all += live[z];
	}
	for (uint32_t i = 0; i < TOTAL; i++)
		all -= is_head(books->page[i]) ? 1 << (books->page[i] >> 4) : 0;
	expect("live pages that memory does not show", 0, all);
	free(books);
}

static void compare_events(const struct books *books, const struct books *oracle)
{
	uint64_t allocs = 0, in = 0, out = 0, pgalloc = 0, hit = 0, local = 0;

	for (unsigned i = 0; i < THREADS; i++) {
		allocs += worker[i].allocs;
		in += worker[i].pages_in;
		out += worker[i].pages_out;
	}
	for (unsigned kind = 0; kind < MAX_NR_ZONES; kind++)
		pgalloc += books->view.events.pgalloc[kind];
	for (unsigned z = 0; z < ZONES; z++) {
		hit += books->view.zone[z].numa_hit + books->view.zone[z].numa_miss;
		local += books->view.zone[z].numa_local + books->view.zone[z].numa_other;
	}
	expect("pages allocated", (int64_t)in, (int64_t)pgalloc);
	expect("pages freed", (int64_t)(out + oracle->view.events.pgfree), (int64_t)books->view.events.pgfree);
	expect("allocations by preference", (int64_t)allocs, (int64_t)hit);
	expect("allocations by place", (int64_t)allocs, (int64_t)local);
}

/*
 * The state differs from a fresh boot only in the types of pageblocks, and in reserves that were merged (U3) or isolated and stay counted.
 * From 6.1 on an unreserved pageblock does not merge with its neighbours, so blocks may be smaller than after boot.
 */
void compare_fresh(const struct books *oracle, bool merged)
{
	struct books *books = new_books();
	int64_t lost[ZONES];

	expect("sound in the end", 0, page_alloc_check(pa));
	page_alloc_view(pa, &books->view);
	find_lost(books, lost);
	for (unsigned z = 0; z < ZONES; z++) {
		const struct zone_counters *ours = &books->view.counters[z], *fresh = &oracle->view.counters[z];

		expect("free", available(oracle, z) - lost[z], ours->free);
		expect("free CMA", z == CMA_ZONE ? CMA_PAGES - lost_cma() : 0, ours->free_cma);
		expect("managed", fresh->managed, ours->managed);
		expect("free HIGHATOMIC", 0, ours->free_highatomic);
		for (unsigned w = 0; w < NR_WMARK; w++)
			expect("mark", fresh->wmark[w], ours->wmark[w]);
		for (unsigned order = 0; merged && order < MAX_ORDER_LIMIT; order++)
			expect("blocks of an order", fresh->nr_free[order], ours->nr_free[order]);
	}
	if (merged && memcmp(books->page, oracle->page, TOTAL) != 0)
		fail("pages lie as after boot", 0, 1);
	compare_events(books, oracle);
	for (uint32_t pfn = FIRST; pfn < FIRST + TOTAL; pfn++)
		damaged[pfn] = false;
	free(books);
}

