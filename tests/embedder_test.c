// SPDX-License-Identifier: MIT
/*
 * What an embedder may leave out, and what only an embedder does: a missing hook answers as allocator/page_alloc.h says, and does not
 * affect the others; bulk calls larger than the page-set counters; names of statuses. Waiting without a hook is in waiting_test.c.
 *
 * The lockstep's adapter sets every hook, so the lockstep tests none of this.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allocator/page_alloc.h"
#include "fuzz/lockstep/compare.h"

enum { FIRST = 1024, PAGES = 1024, MIDDLE = FIRST + PAGES / 2, BYTES = 16 };
enum { KERNEL = GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS };

static uint32_t failures;
static struct machine machine;
static struct page_alloc *pa;
static struct view view;

static void expect(const char *what, int64_t expected, int64_t got)
{
	if (expected == got)
		return;
	failures++;
	printf("embedder_test: %s: expected %lld, got %lld\n", what, (long long)expected, (long long)got);
}

/* Two nodes, each with half of the pages. */
static void set_machine(enum profile profile)
{
	machine = (struct machine){
		.profile = profile, .nr_cpus = 2, .nr_nodes = 2, .nr_zones = 2, .max_order = 8, .pageblock_order = 5, .cpu_node = {0, 1},
		.distance = {{10, 20}, {20, 10}}, .zone = {{0, ZONE_NORMAL, FIRST, MIDDLE}, {1, ZONE_NORMAL, MIDDLE, FIRST + PAGES}},
		.mobility = true, .user_min_free_kbytes = -1, .watermark_scale_factor = 10, .lowmem_reserve_ratio = {256, 256, 32, 0},
		.pcp_mode = PCP_FIXED, .pcp_high = 100, .pcp_batch = 7, .node_reclaim_distance = 30, .dirty_ratio = 20, .guardpage_minorder = -1,
		.section_pages = 1024,
	};
}

static void open_with(const struct page_alloc_hooks *hooks)
{
	const size_t size = (page_alloc_size(&machine) + 63) & ~(size_t)63;
	void *memory = aligned_alloc(64, size);

	pa = memory ? page_alloc_boot(memory, &machine, hooks) : NULL;
	if (!pa)
		exit(1);
	view_init(&view, &machine);
}

static const struct view *look(void)
{
	page_alloc_view(pa, &view);
	return &view;
}

static void close_it(void)
{
	expect("sound", 0, page_alloc_check(pa));
	view_release(&view);
	free(pa);
}

static pfn_t take(unsigned order, uint32_t gfp)
{
	const struct page_alloc_request request = { .order = (uint8_t)order, .gfp = gfp };
	struct page_alloc_result result;

	expect("a request", STATUS_OK, page_alloc_pages(pa, &request, &result));
	return result.pfn;
}

static enum status give(pfn_t pfn, unsigned order)
{
	uint32_t refs;

	return page_alloc_free(pa, 0, pfn, order, &refs);
}

/* ---- hooks that are missing ---- */

static uint8_t memory[FIRST + PAGES][BYTES];

static void *page_address(void *ctx, pfn_t pfn)
{
	(void)ctx;
	return memory[pfn];
}

/* A free page was written to: without a corruption hook it is allocated as it is. */
static void corruption_that_nobody_hears_of(void)
{
	set_machine(PROFILE_LINUX_5_10);
	machine.page_poisoning = POISON_PATTERN;
	machine.page_bytes = BYTES;
	open_with(&(const struct page_alloc_hooks){ .page_address = page_address });
	const pfn_t pfn = take(0, KERNEL);

	give(pfn, 0);
	expect("poisoned", 0xaa, memory[pfn][3]);
	memory[pfn][3] = 7;
	expect("the last page freed", pfn, take(0, KERNEL));
	expect("what was written", 7, memory[pfn][3]);
	close_it();
}

/* Pages without an address: nothing is poisoned, and a view has no bytes of them. */
static void pages_without_address(void)
{
	set_machine(PROFILE_LINUX_5_10);
	machine.page_poisoning = POISON_PATTERN;
	machine.page_bytes = BYTES;
	open_with(&(const struct page_alloc_hooks){ 0 });
	memset(view.memory, 0x5a, PAGES * BYTES);
	give(take(0, KERNEL), 0);
	expect("first byte of the view's memory", 0x5a, look()->memory[0]);
	expect("last byte of the view's memory", 0x5a, look()->memory[PAGES * BYTES - 1]);
	close_it();
}

/* The range is free, so it is taken without migration. */
static void range_that_nobody_migrates(void)
{
	int error = 1;

	set_machine(PROFILE_LINUX_5_10);
	open_with(&(const struct page_alloc_hooks){ 0 });
	expect("contig", STATUS_OK, page_alloc_contig(pa, 0, FIRST + 128, FIRST + 256, MIGRATE_MOVABLE, KERNEL, &error));
	expect("0 by default", 0, error);
	expect("its pages are allocated", STATUS_OK, give(FIRST + 200, 0));
	close_it();
}

/* A bad page is lost even without a hook that reports it. */
static void bad_page_that_nobody_hears_of(void)
{
	set_machine(PROFILE_LINUX_5_10);
	open_with(&(const struct page_alloc_hooks){ 0 });
	const pfn_t pfn = take(3, KERNEL);

	page_alloc_mark_bad(pa, pfn + 2, DAMAGE_MAPPING);
	expect("free", STATUS_OK, give(pfn, 3));
	expect("not free, but lost", STATUS_LOST, give(pfn, 3));
	close_it();
}

/* Without a hook node reclaim reclaims nothing, so the next node serves the request. */
static void node_that_nobody_reclaims(void)
{
	uint32_t stat[NR_NODE_STATS] = {0};
	pfn_t pfn = 0;

	set_machine(PROFILE_LINUX_5_10);
	machine.min_free_kbytes = 64;
	machine.node_reclaim_mode = 1;
	open_with(&(const struct page_alloc_hooks){ 0 });
	stat[NODE_FILE_PAGES] = stat[NODE_INACTIVE_FILE] = 400;
	expect("statistics", STATUS_OK, page_alloc_set_node_stats(pa, 0, stat));
	for (unsigned i = 0; i < PAGES / 2 && pfn < MIDDLE; i++)
		pfn = take(0, KERNEL);
	expect("a page of the other node", true, pfn >= MIDDLE && pfn != PFN_NONE);
	expect("reclaim of the node has failed", true, look()->events.node_reclaim_failed > 0);
	close_it();
}

/* Without a hook compaction returns COMPACT_SKIPPED: a costly request succeeds only if a block is free. */
static void memory_that_nobody_compacts(void)
{
	set_machine(PROFILE_LINUX_5_10);
	machine.compaction = true;
	open_with(&(const struct page_alloc_hooks){ 0 });
	for (unsigned i = 0; i < 8; i++)
		take(7, KERNEL);
	expect("none left", PFN_NONE, take(5, KERNEL));
	expect("compaction was asked for", true, look()->events.compact_stall > 0);
	expect("and did not help", (int64_t)view.events.compact_stall, (int64_t)view.events.compact_fail);
	close_it();
}

/* A step limit without a hook that stops the call has no effect. */
static void limit_that_stops_nobody(void)
{
	set_machine(PROFILE_LINUX_5_10);
	open_with(&(const struct page_alloc_hooks){ 0 });
	page_alloc_step_limit(pa, 1, NULL, NULL);
	page_alloc_start_steps(pa);
	expect("a block after the limit", true, take(3, KERNEL) != PFN_NONE && take(3, KERNEL) != PFN_NONE && take(0, KERNEL) != PFN_NONE);
	expect("steps were counted", true, page_alloc_steps(pa) > 1);
	close_it();
}

/* ---- what only an embedder does ---- */

static uint32_t traced;

static void count_event(void *ctx, enum path_kind kind, uint32_t a, uint8_t b, pfn_t pfn)
{
	(void)ctx, (void)a, (void)b, (void)pfn;
	traced += kind == PATH_ATTEMPT;
}

enum { MANY = 64 };

/* MANY pages are freed in a row and taken in one call, last in, first out; the trace hook, if there is one, is called for every page. */
static void bulk_of_many(enum profile profile, const struct page_alloc_hooks *hooks, uint32_t told)
{
	const struct page_alloc_request request = { .gfp = KERNEL };
	pfn_t pfns[MANY], again[MANY];
	enum status status;

	set_machine(profile);
	machine.hot_end = 1 << 16; /* A zone that can grow has page sets with more entries. */
	if (profile >= PROFILE_LINUX_6_12) /* its refills double */
		machine.pcp_high = 2 * MANY;
	open_with(hooks);
	expect("taken", MANY, page_alloc_pages_bulk(pa, &request, pfns, MANY, &status));
	expect("given back", MANY, page_alloc_free_bulk(pa, 0, pfns, MANY, &status));
	traced = 0;
	expect("taken again", MANY, page_alloc_pages_bulk(pa, &request, again, MANY, &status));
	expect("calls of the trace hook", told, traced);
	for (unsigned i = 0; i < MANY; i++)
		expect("last in, first out", pfns[MANY - 1 - i], again[i]);
	expect("free_factor after as many allocations", 0, look()->pcp[0].free_factor);
	close_it();
}

static void bulk_on_no_cpu_or_node(void)
{
	const struct page_alloc_request request = { .cpu = 2, .gfp = KERNEL }, nowhere = { .node = MAX_NODES, .gfp = KERNEL };
	pfn_t pfn = take(0, KERNEL);
	enum status status = STATUS_OK;

	expect("pages on no cpu", 0, page_alloc_pages_bulk(pa, &request, &(pfn_t){ 0 }, 1, &status));
	expect("named", STATUS_BAD_CPU, status);
	expect("pages of no node", 0, page_alloc_pages_bulk(pa, &nowhere, &(pfn_t){ 0 }, 1, &status));
	expect("named", STATUS_BAD_NODE, status);
	status = STATUS_OK;
	expect("pages given back on no cpu", 0, page_alloc_free_bulk(pa, 2, &pfn, 1, &status));
	expect("named", STATUS_BAD_CPU, status);
	expect("still allocated", STATUS_OK, give(pfn, 0));
}

static void statuses_have_names(void)
{
	for (unsigned a = 0; a < NR_STATUS; a++) {
		expect("a name", true, page_alloc_status_name((enum status)a) && page_alloc_status_name((enum status)a)[0] > ' ');
		for (unsigned b = 0; b < a; b++)
			expect("of its own", true, strcmp(page_alloc_status_name((enum status)a), page_alloc_status_name((enum status)b)) != 0);
	}
	expect("what is no status", 0, strcmp("?", page_alloc_status_name(NR_STATUS)));
}

int main(void)
{
	corruption_that_nobody_hears_of();
	pages_without_address();
	range_that_nobody_migrates();
	bad_page_that_nobody_hears_of();
	node_that_nobody_reclaims();
	memory_that_nobody_compacts();
	limit_that_stops_nobody();
	for (unsigned profile = 0; profile < NR_PROFILES; profile++) {
		bulk_of_many((enum profile)profile, &(const struct page_alloc_hooks){ 0 }, 0);
		bulk_of_many((enum profile)profile, &(const struct page_alloc_hooks){ .trace = count_event }, MANY);
	}
	set_machine(PROFILE_LINUX_5_10);
	open_with(&(const struct page_alloc_hooks){ 0 });
	bulk_on_no_cpu_or_node();
	close_it();
	statuses_have_names();
	printf("embedder_test: %u failures\n", failures);
	return failures > 0;
}
