// SPDX-License-Identifier: MIT
/*
 * Threads, each on a cpu of its own, make all kinds of calls concurrently; then the books must balance to the page.
 *
 * While they run, no page is ever allocated to two of them. When they pause with allocations live, the free, cached and live pages of each
 * zone add up to what the oracle has free after boot, and the allocated blocks of the view are the live ones. When everything has been
 * freed and drained, the pages lie as in a freshly booted oracle and the counters agree. In the end the events are those that the threads
 * have counted.
 *
 * Some pages are damaged; exactly these are lost in the end. Some pages are shared: two threads drop their references at the same time.
 *
 * Run it under ThreadSanitizer, too (preset tsan). These mutations were seen to make it fail: zone_lock() empty, cpu_enter() not checking
 * the gate, the exclusive lock not waiting for the cpus (most runs without tsan, all runs with it); dropping shared references or
 * draining another cpu's page sets without the exclusive lock (every run); a decay without it (tsan only); page_alloc_mark_bad() without
 * it (tsan, some runs). A missing fence between a cpu's store and its load of the gate is not found by either: that window is a few
 * instructions wide.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/heavy_barrier.h"
#include "tests/threads.h"

enum { WAIT = GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS, NOWAIT = GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_NOWARN };

static _Thread_local struct worker *me;
static pthread_mutex_t shelf_lock = PTHREAD_MUTEX_INITIALIZER;
static struct block shelf; /* threads exchange blocks here */
static bool shelved;
enum { CLAIMED = 1, PATIENCE = 1 << 14 };
static _Atomic uint32_t offer; /* a page whose reference the next thread takes; CLAIMED: being prepared; 0: none */
static bool damaging; /* damage() runs, too */
static enum profile profile;

static uint32_t roll(struct worker *w, uint32_t sides)
{
	w->random = w->random * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(w->random >> 33) % sides;
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
	uint32_t refs = 0;

	disown(block);
	expect("free", STATUS_OK, block.shared || roll(w, 2) ? page_alloc_free(pa, w->cpu, block.pfn, block.order, &refs) :
							       page_alloc_free_pages(page_alloc_cpu_ptr(pa, w->cpu), block.pfn, block.order));
	w->pages_out += refs == 0 ? 1u << block.order : 0;
}

/* Requests. */

static const uint32_t types[] = {0, GFP_BIT_MOVABLE, GFP_BIT_RECLAIMABLE, GFP_BIT_DMA32, GFP_BIT_HIGH | GFP_BIT_ATOMIC};

static bool take(struct worker *w, unsigned order)
{
	const struct page_alloc_request request = {
		.cpu = (uint8_t)w->cpu, .node = (uint8_t)roll(w, 2), .order = (uint8_t)order, .lru = roll(w, 4) == 0,
		.gfp = types[roll(w, 5)] | (roll(w, 3) ? NOWAIT : WAIT | GFP_BIT_NORETRY) | (roll(w, 8) ? 0 : GFP_BIT_COMP),
		.has_nodemask = roll(w, 8) == 0, .nodemask = 3, /* a nodemask keeps the request off the quick path */
	};
	struct page_alloc_result result = {.pfn = PFN_NONE};

	if (request.lru || request.has_nodemask || request.gfp & GFP_BIT_COMP)
		expect("alloc", STATUS_OK, page_alloc_pages(pa, &request, &result));
	else
		result.pfn = page_alloc_pages_node(page_alloc_cpu_ptr(pa, w->cpu), request.node, request.gfp, order);
	if (result.pfn == PFN_NONE)
		return false;
	const struct block block = {.pfn = result.pfn, .order = (uint8_t)order, .compound = result.comp_order > 0};

	own(block);
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
		own((struct block){.pfn = pfns[i]});
		keep(w, (struct block){.pfn = pfns[i]});
	}
	w->allocs += got;
	w->pages_in += got;
}

/* Another thread may get the surplus pages of the block before the call returns. */
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
		own((struct block){.pfn = pfn + i});
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
		if (w->live[i].order > 0 || w->live[i].shared) {
			i++;
			continue;
		}
		disown(w->live[i]);
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

/* Take another reference and drop it again. */
static void refer(struct worker *w)
{
	const struct block block = pick(w);
	uint32_t refs;

	keep(w, block);
	if (block.order > 0 || block.shared)
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

	if (block.compound || block.shared || w->nr_live + pages > LIVE_MAX) {
		keep(w, block);
		return;
	}
	expect("split", STATUS_OK, page_alloc_split(pa, block.pfn, block.order));
	for (uint32_t i = 0; i < pages; i++)
		keep(w, (struct block){.pfn = block.pfn + i});
}

/*
 * Take over a reference to a page that another thread holds, too. Drop it at once, in a race with the other thread, or keep it for a
 * while.
 */
static void take_part(struct worker *w, pfn_t page)
{
	const struct block block = {.pfn = page, .shared = true};

	if (roll(w, 4) == 0 && w->nr_live < LIVE_MAX)
		keep(w, block);
	else
		give(w, block);
}

/* Offer a reference to a page to another thread; the thread that drops the last reference frees the page. */
static void share(struct worker *w)
{
	const struct block block = pick(w);
	uint32_t none = 0, page = block.pfn, refs;

	if (block.order > 0 || block.shared || !atomic_compare_exchange_strong(&offer, &none, CLAIMED)) {
		keep(w, block);
		return;
	}
	own_again(page);
	expect("get", STATUS_OK, page_alloc_get_page(pa, page, &refs));
	atomic_store(&offer, page);
	for (uint32_t i = 0; i < PATIENCE && atomic_load(&offer) == page; i++) {
		if (i % 256 == 255)
			sched_yield();
	}
	take_part(w, page);
	if (atomic_compare_exchange_strong(&offer, &page, 0))
		take_part(w, page); /* no thread took the offer */
}

static void accept_offer(struct worker *w)
{
	uint32_t page = atomic_load(&offer);

	if (page > CLAIMED && atomic_compare_exchange_strong(&offer, &page, 0))
		take_part(w, page);
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

/*
 * A damaged page is lost when it is freed or, if that is not checked, when it leaves the page set. Before linux-6.1 the damage is one
 * that is found only then, and the page has already counted as freed.
 */
static void damage(struct worker *w)
{
	const struct block block = pick(w);
	const bool poison = profile >= PROFILE_LINUX_6_1;

	if (block.order > 0 || block.shared) {
		keep(w, block);
		return;
	}
	own_damaged(block.pfn);
	expect("damage", STATUS_OK, page_alloc_mark_bad(pa, block.pfn, poison ? DAMAGE_HWPOISON : DAMAGE_MAPCOUNT));
	give(w, block);
	w->pages_out -= poison;
	expect("drain what is damaged", STATUS_OK, page_alloc_drain(pa, w->cpu, ZONE_ALL));
}

/* Calls that need the exclusive lock. */
static void disturb(struct worker *w)
{
	const unsigned zone = roll(w, ZONES);
	bool done;

	switch (roll(w, 11)) {
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
	case 7:
		expect("decay of another cpu", STATUS_OK, page_alloc_decay(pa, roll(w, THREADS), zone));
		break;
	case 8:
		expect("drain a batch of another cpu", STATUS_OK, page_alloc_drain_batch(pa, roll(w, THREADS), zone));
		break;
	case 9:
		if (damaging && w->nr_live > 0)
			damage(w);
		break;
	default: /* Several calls under one exclusive lock. */
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

	accept_offer(w);
	if (w->nr_live == 0 || (what < 480 && w->nr_live < LIVE_MAX)) {
		take(w, some_order(w));
	} else if (what < 930) {
		give(w, pick(w));
	} else if (what < 935) {
		share(w);
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

/* Reclaim frees blocks of the worker that asks, from within its call. */
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

static void run_workers(void)
{
	for (unsigned i = 0; i < THREADS; i++)
		expect("thread", 0, pthread_create(&worker[i].thread, NULL, work, &worker[i]));
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

enum way { PLAINLY, DRIFTING, DAMAGING };

/* With DRIFTING the final counters, once folded, must be the same as without. */
static void run(const struct page_alloc_hooks *hooks, enum profile which, enum way way)
{
	struct machine m = threads_machine(which);
	struct books *oracle = oracle_books(&m);

	profile = which;
	damaging = way == DAMAGING;
	m.vmstat_percpu = way == DRIFTING;
	const size_t size = page_alloc_size(&m);
	void *memory = aligned_alloc(64, (size + 63) / 64 * 64);

	pa = memory ? page_alloc_boot(memory, &m, hooks) : NULL;
	if (!pa)
		expect("boot", true, false);
	for (unsigned i = 0; i < THREADS; i++)
		worker[i] = (struct worker){.cpu = i, .random = i + 1};
	for (int round = 0; round < ROUNDS; round++) {
		run_workers();
		balance(oracle);
	}
	give_back_all();
	compare_fresh(oracle, profile < PROFILE_LINUX_6_1 && !damaging);
	free(oracle);
	free(memory);
}

int main(void)
{
	struct page_alloc_hooks hooks = {.self = self, .relax = relax, .reclaim = reclaim};

	for (enum way way = PLAINLY; way <= DAMAGING; way++)
		for (unsigned which = 0; which < NR_PROFILES; which++)
			run(&hooks, (enum profile)which, way);
	hooks.barrier = heavy_barrier;
	for (unsigned which = 0; which < NR_PROFILES && heavy_barrier_works(); which++)
		run(&hooks, (enum profile)which, PLAINLY);
	printf("threads_test: passed\n");
	return 0;
}
