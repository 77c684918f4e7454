// SPDX-License-Identifier: MIT
/*
 * Threads, each on a cpu of its own, do everything at once; then the books must balance to the page.
 *
 * While they run: no page is ever given to two of them. When they pause, with allocations live: what is free, cached and live is, zone by zone,
 * what the oracle has free after boot, and the allocated blocks in memory are the live ones. When all is given back and drained: the pages lie
 * as in a freshly booted oracle, and the counters agree. In the end the events are those that the threads have counted.
 *
 * Meant to be run under ThreadSanitizer, too (preset tsan). Seen to fail, plainly most of the time and under tsan always, with zone_lock()
 * empty, with cpu_enter() not looking at the gate, and with the world not waiting for cpus. A missing fence between a cpu's store and its look
 * at the gate is not seen by either: that window is a few instructions wide.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allocator/page_alloc.h"
#include "fuzz/subjects.h"
#include "bench/heavy_barrier.h"

enum { THREADS = 4, ROUNDS = 4, OPS = 6000, LIVE_MAX = 700, ZONES = 3, FIRST = 4096, PAGES = 8192, TOTAL = ZONES * PAGES, LIST = 24,
       CMA_ZONE = 1, CMA_PAGES = 1024, SCARCE = 40000 /* kB: marks that many a request fails, and atomic ones make reserves */ };
enum { WAIT = GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS, NOWAIT = GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_NOWARN };

struct block {
	pfn_t pfn;
	uint8_t order;
	bool compound;
};

struct worker {
	pthread_t thread;
	unsigned cpu;
	uint64_t random, allocs, pages_in, pages_out;
	struct block live[LIVE_MAX];
	uint32_t nr_live;
};

static struct page_alloc *pa;
static _Atomic uint8_t owned[FIRST + TOTAL];
static struct worker worker[THREADS];
static _Thread_local struct worker *me;
static pthread_mutex_t shelf_lock = PTHREAD_MUTEX_INITIALIZER;
static struct block shelf; /* handed from thread to thread */
static bool shelved;

static void fail(const char *what, int64_t expected, int64_t got)
{
	fprintf(stderr, "FAIL %s: expected %lld, got %lld\n", what, (long long)expected, (long long)got);
	exit(1);
}

static void expect(const char *what, int64_t expected, int64_t got)
{
	if (expected != got)
		fail(what, expected, got);
}

static uint32_t roll(struct worker *w, uint32_t sides)
{
	w->random = w->random * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(w->random >> 33) % sides;
}

/* A machine with everything that a zone's lock protects: reserves, CMA, boosts, two nodes. */
static struct machine machine(enum profile profile)
{
	struct machine m = {
		.profile = (uint8_t)profile, .nr_cpus = THREADS, .nr_nodes = 2, .nr_zones = ZONES, .max_order = 11, .pageblock_order = 5,
		.cpu_node = {0, 1, 0, 1}, .distance = {{10, 20}, {20, 10}},
		.zone = {{0, ZONE_DMA32, FIRST, FIRST + PAGES}, {0, ZONE_NORMAL, FIRST + PAGES, FIRST + 2 * PAGES},
			 {1, ZONE_NORMAL, FIRST + 2 * PAGES, FIRST + 3 * PAGES}},
		.nr_ranges = 1, .range = {{RANGE_CMA, FIRST + PAGES + 1024, FIRST + PAGES + 1024 + CMA_PAGES}},
		.mobility = true, .min_free_kbytes = 1024, .user_min_free_kbytes = -1, .watermark_scale_factor = 10,
		.watermark_boost_factor = 15000, .lowmem_reserve_ratio = {256, 256, 32, 0}, .pcp_mode = PCP_FIXED, .pcp_high = 40, .pcp_batch = 8,
		.pcp_high_max = 160, .cache_pages = 64,
		.node_reclaim_distance = 30, .dirty_ratio = 20, .guardpage_minorder = -1, .section_pages = 1024,
	};

	return m;
}

/* Shadow books. */

static void own(struct block block, uint8_t before, uint8_t after)
{
	for (uint32_t i = 0; i < 1u << block.order; i++) {
		if (atomic_exchange(&owned[block.pfn + i], after) != before)
			fail("a page has one owner: pfn", -1, block.pfn + i);
	}
}

static void keep(struct worker *w, struct block block)
{
	w->live[w->nr_live++] = block;
}

static struct block pick(struct worker *w)
{
	const uint32_t at = roll(w, w->nr_live);
	const struct block block = w->live[at];

	w->live[at] = w->live[--w->nr_live];
	return block;
}

static void give(struct worker *w, struct block block)
{
	uint32_t refs;

	own(block, 1, 0);
	w->pages_out += 1u << block.order;
	expect("free", STATUS_OK, roll(w, 2) ? page_alloc_free(pa, w->cpu, block.pfn, block.order, &refs) :
					       page_alloc_free_pages(page_alloc_cpu_ptr(pa, w->cpu), block.pfn, block.order));
}

/* Requests. */

static const uint32_t types[] = {0, GFP_BIT_MOVABLE, GFP_BIT_RECLAIMABLE, GFP_BIT_DMA32, GFP_BIT_HIGH | GFP_BIT_ATOMIC};

static bool take(struct worker *w, unsigned order)
{
	const struct page_alloc_request request = {
		.cpu = (uint8_t)w->cpu, .node = (uint8_t)roll(w, 2), .order = (uint8_t)order, .lru = roll(w, 4) == 0,
		.gfp = types[roll(w, 5)] | (roll(w, 3) ? NOWAIT : WAIT | GFP_BIT_NORETRY) | (roll(w, 8) ? 0 : GFP_BIT_COMP),
		.has_nodemask = roll(w, 8) == 0, .nodemask = 3, /* which keeps it off the short ways */
	};
	struct page_alloc_result result = {.pfn = PFN_NONE};

	if (request.lru || request.has_nodemask || request.gfp & GFP_BIT_COMP)
		expect("alloc", STATUS_OK, page_alloc_pages(pa, &request, &result));
	else
		result.pfn = page_alloc_pages_node(page_alloc_cpu_ptr(pa, w->cpu), request.node, request.gfp, order);
	if (result.pfn == PFN_NONE)
		return false;
	const struct block block = {result.pfn, (uint8_t)order, result.comp_order > 0};

	own(block, 0, 1);
	keep(w, block);
	w->allocs++;
	w->pages_in += 1u << order;
	return true;
}

static void take_many(struct worker *w)
{
	const struct page_alloc_request request = {.cpu = (uint8_t)w->cpu, .node = (uint8_t)roll(w, 2), .gfp = NOWAIT};
	pfn_t pfns[LIST];
	enum status status;
	struct page_alloc_bulk_result result = {.pages = 0};
	uint32_t got;

	if (roll(w, 2)) {
		got = page_alloc_pages_bulk(pa, &request, pfns, LIST, &status);
	} else {
		expect("in bulk, as the kernel does it", STATUS_OK, page_alloc_bulk_list(pa, &request, pfns, LIST, &result));
		got = result.pages;
	}
	for (uint32_t i = 0; i < got; i++) {
		own((struct block){.pfn = pfns[i]}, 0, 1);
		keep(w, (struct block){.pfn = pfns[i]});
	}
	w->allocs += got;
	w->pages_in += got;
}

/* What is too many of the block is somebody else's, perhaps, before the call returns. */
static void take_exactly(struct worker *w)
{
	const uint32_t count = 1 + roll(w, LIST);
	pfn_t pfn;

	expect("an exact number", STATUS_OK, page_alloc_pages_exact(pa, w->cpu, roll(w, 2), count, NOWAIT, &pfn));
	if (pfn == PFN_NONE)
		return;
	uint32_t taken = 1;

	while (taken < count)
		taken *= 2;
	for (uint32_t i = 0; i < count; i++) {
		own((struct block){.pfn = pfn + i}, 0, 1);
		keep(w, (struct block){.pfn = pfn + i});
	}
	w->allocs++;
	w->pages_in += taken;
	w->pages_out += taken - count;
}

static void give_many(struct worker *w)
{
	pfn_t pfns[LIST];
	uint32_t count = 0;
	enum status status = STATUS_OK;

	for (uint32_t i = 0; i < w->nr_live && count < LIST;) {
		if (w->live[i].order > 0) {
			i++;
			continue;
		}
		own(w->live[i], 1, 0);
		pfns[count++] = w->live[i].pfn;
		w->live[i] = w->live[--w->nr_live];
	}
	w->pages_out += count;
	if (roll(w, 2))
		status = page_alloc_free_list(pa, w->cpu, pfns, NULL, count, false);
	else
		expect("freed in bulk", count, page_alloc_free_bulk(pa, w->cpu, pfns, count, &status));
	expect("free list", STATUS_OK, status);
}

/* One more reference, dropped again. */
static void refer(struct worker *w)
{
	const struct block block = pick(w);
	uint32_t refs;

	keep(w, block);
	if (block.order > 0)
		return;
	expect("get", STATUS_OK, page_alloc_get_page(pa, block.pfn, &refs));
	expect("references", 2, refs);
	expect("put", STATUS_OK, page_alloc_free(pa, w->cpu, block.pfn, 0, &refs));
	expect("references left", 1, refs);
}

static void split(struct worker *w)
{
	const struct block block = pick(w);
	const uint32_t pages = 1u << block.order;

	if (block.compound || w->nr_live + pages > LIVE_MAX) {
		keep(w, block);
		return;
	}
	expect("split", STATUS_OK, page_alloc_split(pa, block.pfn, block.order));
	for (uint32_t i = 0; i < pages; i++)
		keep(w, (struct block){.pfn = block.pfn + i});
}

static void swap_with_shelf(struct worker *w)
{
	const struct block mine = pick(w);
	struct block theirs;
	bool any;

	pthread_mutex_lock(&shelf_lock);
	any = shelved;
	theirs = shelf;
	shelf = mine;
	shelved = true;
	pthread_mutex_unlock(&shelf_lock);
	if (any)
		keep(w, theirs);
}

/* What needs the whole world. */
static void disturb(struct worker *w)
{
	const unsigned zone = roll(w, ZONES);
	bool done;

	switch (roll(w, 8)) {
	case 0:
		expect("drain all", STATUS_OK, page_alloc_drain_all(pa, ZONE_ALL));
		break;
	case 1:
		expect("drain another cpu", STATUS_OK, page_alloc_drain(pa, roll(w, THREADS), zone));
		break;
	case 2:
		expect("marks anew", STATUS_OK, page_alloc_set_min_free_kbytes(pa, roll(w, 2) ? 1024 : SCARCE));
		break;
	case 3:
		expect("boost", STATUS_OK, page_alloc_set_boost(pa, zone, roll(w, 64)));
		break;
	case 4:
		expect("unreserve", STATUS_OK, page_alloc_unreserve_highatomic(pa, w->cpu & 1, ZONE_NORMAL, MIGRATE_MOVABLE, true, &done));
		break;
	case 5:
		expect("fold another cpu's drift", STATUS_OK, page_alloc_fold(pa, roll(w, THREADS)));
		break;
	case 6:
		expect("kswapd", STATUS_OK, page_alloc_kswapd(pa, w->cpu & 1, roll(w, 2)));
		break;
	default: /* Several calls as one; looking. */
		page_alloc_stop(pa);
		expect("sound, seen from the middle", 0, page_alloc_check(pa));
		if (w->nr_live > 0)
			give(w, pick(w));
		page_alloc_resume(pa);
		break;
	}
}

static unsigned some_order(struct worker *w)
{
	unsigned order = 0;

	while (order < 7 && roll(w, 3) == 0)
		order++;
	return roll(w, 400) ? order : 10;
}

static void step(struct worker *w)
{
	const uint32_t what = roll(w, 1000);

	if (w->nr_live == 0 || (what < 480 && w->nr_live < LIVE_MAX)) {
		take(w, some_order(w));
	} else if (what < 930) {
		give(w, pick(w));
	} else if (what < 950) {
		swap_with_shelf(w);
	} else if (what < 970 && w->nr_live + LIST <= LIVE_MAX) {
		if (roll(w, 3))
			take_many(w);
		else
			take_exactly(w);
	} else if (what < 980) {
		give_many(w);
	} else if (what < 985) {
		refer(w);
	} else if (what < 990) {
		split(w);
	} else {
		disturb(w);
	}
}

static void *work(void *arg)
{
	me = arg;
	for (int i = 0; i < OPS; i++)
		step(me);
	return NULL;
}

/* Hooks. */

static uintptr_t self(void *ctx)
{
	(void)ctx;
	return (uintptr_t)&me;
}

static void relax(void *ctx)
{
	(void)ctx;
	sched_yield();
}

/* Reclaim takes from who asks: frees from within a call. */
static uint32_t reclaim(void *ctx, unsigned order, uint32_t gfp)
{
	uint32_t pages = 0;

	(void)ctx;
	(void)order;
	(void)gfp;
	for (int i = 0; i < 4 && me && me->nr_live > 0; i++) {
		const struct block block = pick(me);

		pages += 1u << block.order;
		give(me, block);
	}
	return pages;
}

/* The books. */

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

/* The oracle, freshly booted; its marks set as disturb() does, which counts CMA pages that boot did not have yet. */
static struct books *oracle_books(const struct machine *m)
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

/* Free, told or not, or on per-CPU lists, which from 6.1 on hold pages of CMA areas after boot already. */
static int64_t available(const struct books *books, unsigned zone)
{
	int64_t pages = books->view.counters[zone].free;

	for (unsigned cpu = 0; cpu < THREADS; cpu++)
		pages += (int64_t)books->pcp[zone * THREADS + cpu].count + books->pcp[zone * THREADS + cpu].free_drift;
	return pages;
}

/* Free, cached and live pages of each zone are together what the oracle has free. */
static void balance(const struct books *oracle)
{
	struct books *books = new_books();
	int64_t live[ZONES] = {0};
	int64_t all = 0;

	expect("sound", 0, page_alloc_check(pa));
	page_alloc_view(pa, &books->view);
	for (uint32_t pfn = FIRST; pfn < FIRST + TOTAL; pfn++)
		live[(pfn - FIRST) / PAGES] += owned[pfn];
	for (unsigned z = 0; z < ZONES; z++) {
		expect("free, cached and live pages of a zone", available(oracle, z), available(books, z) + live[z]);
		all += live[z];
	}
	for (uint32_t i = 0; i < TOTAL; i++)
		all -= (books->page[i] & 15) == PAGE_ALLOC_HEAD || (books->page[i] & 15) == PAGE_ALLOC_LRU ? 1 << (books->page[i] >> 4) : 0;
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

/* All has been given back: no difference to a fresh boot but in whose pageblock is whose, and in reserves that were merged (U3) or isolated and stay
 * counted. From 6.1 on a reserve that was given back does not merge with its neighbours, and blocks may be smaller than after boot. */
static void compare_fresh(const struct books *oracle, bool merged)
{
	struct books *books = new_books();

	expect("sound in the end", 0, page_alloc_check(pa));
	page_alloc_view(pa, &books->view);
	for (unsigned z = 0; z < ZONES; z++) {
		const struct zone_counters *ours = &books->view.counters[z], *fresh = &oracle->view.counters[z];

		expect("free", available(oracle, z), ours->free);
		expect("free CMA", z == CMA_ZONE ? CMA_PAGES : 0, ours->free_cma);
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
	free(books);
}

static void run_workers(void)
{
	for (unsigned i = 0; i < THREADS; i++) {
		if (pthread_create(&worker[i].thread, NULL, work, &worker[i]) != 0)
			fail("thread", 0, 1);
	}
	for (unsigned i = 0; i < THREADS; i++)
		pthread_join(worker[i].thread, NULL);
}

static void give_back_all(void)
{
	bool done = true;

	for (unsigned i = 0; i < THREADS; i++) {
		while (worker[i].nr_live > 0)
			give(&worker[i], pick(&worker[i]));
	}
	if (shelved)
		give(&worker[0], shelf);
	shelved = false;
	page_alloc_set_min_free_kbytes(pa, 1024);
	page_alloc_drain_all(pa, ZONE_ALL);
	for (unsigned node = 0; node < 2; node++) {
		for (done = true; done;)
			page_alloc_unreserve_highatomic(pa, node, ZONE_NORMAL, MIGRATE_MOVABLE, true, &done);
	}
	for (unsigned cpu = 0; cpu < THREADS; cpu++)
		page_alloc_fold(pa, cpu);
}

/* drift: counters do, and what they are in the end is what they are where they do not. */
static void run(const struct page_alloc_hooks *hooks, enum profile profile, bool drift)
{
	struct machine m = machine(profile);
	struct books *oracle = oracle_books(&m);

	m.vmstat_percpu = drift;
	const size_t size = page_alloc_size(&m);
	void *memory = aligned_alloc(64, (size + 63) / 64 * 64);

	pa = memory ? page_alloc_boot(memory, &m, hooks) : NULL;
	if (!pa)
		fail("boot", 1, 0);
	for (unsigned i = 0; i < THREADS; i++)
		worker[i] = (struct worker){.cpu = i, .random = i + 1};
	for (int round = 0; round < ROUNDS; round++) {
		run_workers();
		balance(oracle);
	}
	give_back_all();
	compare_fresh(oracle, profile < PROFILE_LINUX_6_1);
	free(oracle);
	free(memory);
}

int main(void)
{
	struct page_alloc_hooks hooks = {.self = self, .relax = relax, .reclaim = reclaim};

	for (unsigned profile = 0; profile < NR_PROFILES; profile++)
		run(&hooks, (enum profile)profile, false);
	for (unsigned profile = 0; profile < NR_PROFILES; profile++)
		run(&hooks, (enum profile)profile, true);
	hooks.barrier = heavy_barrier;
	for (unsigned profile = 0; profile < NR_PROFILES && heavy_barrier_works(); profile++)
		run(&hooks, (enum profile)profile, false);
	printf("threads_test: passed\n");
	return 0;
}
