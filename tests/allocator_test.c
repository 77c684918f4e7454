// SPDX-License-Identifier: MIT
/*
 * The allocator's internals: the layout of link words, lists that outgrow their ring, runs against single pages, hooks that free, and
 * machines too large for other tests. Behaviour is tested elsewhere, on both sides; this looks inside one. The allocator's check:
 * allocator_check_test.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allocator/free_area.h"
#include "allocator/page_alloc.h"
#include "allocator/pcp.h"

enum { FIRST = 1024, PAGES = 2048, KERNEL = GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS };

static unsigned failures, checks;

static void expect(const char *rule, const char *op, int64_t expected, int64_t got)
{
	checks++;
	if (expected == got)
		return;
	failures++;
	fprintf(stderr, "FAIL %s: %s: expected %lld, got %lld\n", rule, op, (long long)expected, (long long)got);
}

/* One NORMAL zone [FIRST, FIRST + PAGES), pageblocks of 32 pages, fixed page sets. */
static struct machine small_machine(uint32_t high, uint32_t batch)
{
	struct machine m;

	memset(&m, 0, sizeof(m));
	m.nr_cpus = m.nr_nodes = m.nr_zones = 1;
	m.max_order = 11;
	m.pageblock_order = 5;
	m.distance[0][0] = 10;
	m.zone[0] = (struct machine_zone){ .kind = ZONE_NORMAL, .start_pfn = FIRST, .end_pfn = FIRST + PAGES };
	m.mobility = true;
	m.user_min_free_kbytes = -1;
	m.watermark_scale_factor = 10;
	m.pcp_mode = PCP_FIXED;
	m.pcp_high = high;
	m.pcp_batch = batch;
	m.guardpage_minorder = -1;
	m.section_pages = 1024;
	return m;
}

static struct page_alloc *boot(const struct machine *machine, const struct page_alloc_hooks *hooks)
{
	const size_t size = page_alloc_size(machine);
	void *memory = size ? aligned_alloc(64, (size + 63) / 64 * 64) : NULL;

	if (!memory) {
		fprintf(stderr, "FAIL boot: machine refused or no memory\n");
		exit(1);
	}
	memset(memory, 0xa5, size); /* any content must do */
	return page_alloc_boot(memory, machine, hooks);
}

static pfn_t take(struct page_alloc *pa, unsigned order)
{
	const struct page_alloc_request request = { .order = (uint8_t)order, .gfp = KERNEL };
	struct page_alloc_result result;

	page_alloc_pages(pa, &request, &result);
	return result.pfn;
}

static enum status give(struct page_alloc *pa, pfn_t pfn, unsigned order)
{
	uint32_t refs;

	return page_alloc_free(pa, 0, pfn, order, &refs);
}

/* Some blocks allocated, some free, some cached, so that every invariant has something to check. */
static struct page_alloc *lived_in(void)
{
	const struct machine machine = small_machine(20, 4);
	struct page_alloc *pa = boot(&machine, &(const struct page_alloc_hooks){ 0 });
	pfn_t single = take(pa, 0);

	take(pa, 0);
	take(pa, 3);
	give(pa, take(pa, 5), 5);
	give(pa, single, 0);
	expect("sound", "lived_in", 0, page_alloc_check(pa));
	return pa;
}

/* Any free block of that order; the test machine always has one of order 10. */
static page_t free_block(const struct page_alloc *pa, unsigned order)
{
	for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++) {
		const page_t page = list_first(&pa->zone[0], order, mt);

		if (page != PAGE_NONE)
			return page;
	}
	return PAGE_NONE;
}

static void damage_adds_up(void)
{
	struct page_alloc *pa = lived_in();
	const pfn_t a = take(pa, 0), b = take(pa, 0);

	page_alloc_mark_bad(pa, a, DAMAGE_MAPPING);
	page_alloc_mark_bad(pa, b, DAMAGE_FLAG);
	page_alloc_mark_bad(pa, a, DAMAGE_FLAG);
	page_alloc_mark_bad(pa, a, DAMAGE_FLAG);
	expect("damage adds up", "two kinds on one page, one on another, one twice", 3, pa->common->nr_damaged);
	expect("damage adds up", "sorted", 0, page_alloc_check(pa));
	free(pa);
}

/* A lost page is never checked or repaired again: the damage of a lost block is not recorded any longer. */
static void damage_goes_with_the_block(void)
{
	struct page_alloc *pa = lived_in();
	const pfn_t block = take(pa, 2), other = take(pa, 0);

	page_alloc_mark_bad(pa, block, DAMAGE_MAPCOUNT);
	page_alloc_mark_bad(pa, block + 3, DAMAGE_MAPPING);
	page_alloc_mark_bad(pa, other, DAMAGE_FLAG);
	give(pa, block, 2);
	expect("damage goes with the block", "that of another page is left", 1, pa->common->nr_damaged);
	free(pa);
}

/* The count of references left is written on every path, whatever it held before, even if nothing is freed. */
static void a_free_says_what_is_left(void)
{
	struct page_alloc *pa = lived_in();
	const pfn_t pfn[] = { take(pa, 0), take(pa, 3), 0 };
	const unsigned order[] = { 0, 3, 0 };

	for (unsigned cpu = 0; cpu < 2; cpu++) {
		for (unsigned i = 0; i < 3; i++) {
			uint32_t refs = 7;

			page_alloc_free(pa, cpu, pfn[i], order[i], &refs);
			expect("a free says what is left", "nothing", 0, refs);
		}
	}
	free(pa);
}

static void count_barrier(void *ctx)
{
	++*(unsigned *)ctx;
}

/*
 * Each condition that makes a call reach beyond its cpu and one zone must make it take the exclusive lock. One thread cannot see what
 * goes wrong otherwise.
 */
static void who_needs_the_world(void)
{
	unsigned barriers = 0;
	const struct page_alloc_hooks hooks = { .ctx = &barriers, .barrier = count_barrier };
	struct machine machine = small_machine(20, 4);
	struct page_alloc *pa = boot(&machine, &hooks);
	const pfn_t page = take(pa, 0), start = machine.zone[0].start_pfn;

	expect("what needs the exclusive lock", "nothing so far", 0, pa->common->entangled);
	barriers = 0;
	page_alloc_stop(pa);
	expect("what needs the exclusive lock", "other threads pass a barrier", 1, barriers);
	page_alloc_resume(pa);
	page_alloc_mark_bad(pa, page, DAMAGE_FLAG);
	expect("what needs the exclusive lock", "damage", 1, pa->common->entangled);
	free(pa);
	machine.deferred = true;
	pa = boot(&machine, &hooks);
	expect("what needs the exclusive lock", "memory that grows on demand", 1, pa->common->entangled);
	page_alloc_init_late(pa);
	expect("what needs the exclusive lock", "all memory is initialised", 0, pa->common->entangled);
	free(pa);
	machine.deferred = false;
	machine.nr_zones = 2;
	machine.zone[1] = machine.zone[0];
	machine.zone[1].kind = (uint8_t)(machine.zone[0].kind + 1);
	machine.zone[0].end_pfn = machine.zone[1].start_pfn = start + 24;
	pa = boot(&machine, &hooks);
	expect("what needs the exclusive lock", "zones that share blocks", 1, pa->common->entangled);
	free(pa);
}

/* The record of damaged pages has a fixed size; further damage is accepted and forgotten. */
static void damage_has_an_end(void)
{
	struct machine machine = small_machine(0, 1);
	machine.zone[0].end_pfn = FIRST + DAMAGE_CAP / 2;
	struct page_alloc *pa = boot(&machine, &(const struct page_alloc_hooks){ 0 });

	for (pfn_t pfn = FIRST; pfn < machine.zone[0].end_pfn; pfn++) {
		expect("damage", "a flag", STATUS_OK, page_alloc_mark_bad(pa, pfn, DAMAGE_FLAG));
		expect("damage", "a mapping", STATUS_OK, page_alloc_mark_bad(pa, pfn, DAMAGE_MAPPING));
	}
	expect("damage", "full", DAMAGE_CAP, pa->common->nr_damaged);
	expect("damage", "one more", STATUS_OK, page_alloc_mark_bad(pa, FIRST, DAMAGE_HWPOISON));
	expect("damage", "as full as before", DAMAGE_CAP, pa->common->nr_damaged);
	expect("damage", "sound", 0, page_alloc_check(pa));
	free(pa);
}

/* Every page and sentinel has link words of its own; those of the largest blocks come first. */
static void link_words_are_a_permutation(void)
{
	struct page_alloc *pa = lived_in();
	const uint32_t nr_links = pa->nr_pages + NR_LISTS;
	uint8_t *seen = calloc(nr_links, 1);
	uint32_t outside = 0, twice = 0, late = 0;

	for (uint32_t i = 0; i < nr_links; i++) {
		const uint32_t x = i < pa->nr_pages ? i : sentinel_number(pa->zone[0].sentinel, i - pa->nr_pages);
		const size_t slot = (size_t)(link_of(pa, x) - pa->link);

		if (slot >= nr_links)
			outside++;
		else
			twice += seen[slot]++ > 0;
	}
	expect("layout", "link words outside", 0, outside);
	expect("layout", "link words shared", 0, twice);
	expect("layout", "sentinel of order 0, UNMOVABLE", 0, link_of(pa, list_sentinel(&pa->zone[0], 0, 0)) - pa->zone[0].list);
	for (uint32_t head = 0; head < pa->nr_pages; head += 1024)
		late += (uint32_t)(link_of(pa, head) - pa->link) >= pa->nr_pages / 1024;
	expect("layout", "largest blocks after smaller ones", 0, late);
	free(seen);
	free(pa);
}

/* The ring of a list holds 16 entries in this zone; 100 pages freed to a page set of high 1000 must come back last in, first out. */
static void a_list_outgrows_its_ring(void)
{
	const struct machine machine = small_machine(1000, 1);
	struct page_alloc *pa = boot(&machine, &(const struct page_alloc_hooks){ 0 });
	pfn_t pfn[100];

	for (int i = 0; i < 100; i++)
		pfn[i] = take(pa, 0);
	for (int i = 0; i < 100; i++)
		give(pa, pfn[i], 0);
	expect("spill", "ring is small", 16, pa->zone[0].pcp[0].list[0].mask + 1);
	expect("spill", "sound with 84 entries spilled", 0, page_alloc_check(pa));
	for (int i = 99; i >= 50; i--)
		expect("spill", "last in, first out", pfn[i], take(pa, 0));
	page_alloc_drain(pa, 0, 0);
	expect("spill", "drained", 0, pa->zone[0].pcp[0].count);
	expect("spill", "free pages after the drain", PAGES - 50, pa->zone[0].free);
	expect("spill", "sound after the drain", 0, page_alloc_check(pa));
	free(pa);
}

/* With a damaged page anywhere a refill takes page by page instead of in runs; it must get the same pages. */
static void runs_are_single_takes(void)
{
	const struct machine machine = small_machine(60, 31);
	struct page_alloc *runs = boot(&machine, &(const struct page_alloc_hooks){ 0 });
	struct page_alloc *singles = boot(&machine, &(const struct page_alloc_hooks){ 0 });
	pfn_t pfn[1200];
	uint32_t random = 1;

	for (int i = 0; i < 1200; i++) {
		pfn[i] = take(runs, 0);
		expect("runs", "same page as by single takes", take(singles, 0), pfn[i]);
		if (i == 0)
			page_alloc_mark_bad(singles, pfn[0], DAMAGE_MAPPING);
		random = random * 1103515245 + 12345;
		if (i % 3 == 2 && pfn[random >> 8 & 1023 & (uint32_t)i] != PFN_NONE) {
			const uint32_t victim = random >> 8 & 1023 & (uint32_t)i;

			if (victim > 0) {
				expect("runs", "free", give(singles, pfn[victim], 0), give(runs, pfn[victim], 0));
				pfn[victim] = PFN_NONE;
			}
		}
	}
	expect("runs", "sound", 0, page_alloc_check(runs));
	expect("runs", "same free pages", singles->zone[0].free, runs->zone[0].free);
	free(runs);
	free(singles);
}

/* A bulk call equals a row of single calls: same pages, and a page freed twice stops the row with its status. */
static void bulk_is_a_row_of_singles(void)
{
	const struct machine machine = small_machine(60, 7);
	const struct page_alloc_request request = { .gfp = KERNEL };
	struct page_alloc *bulk = boot(&machine, &(const struct page_alloc_hooks){ 0 });
	struct page_alloc *singles = boot(&machine, &(const struct page_alloc_hooks){ 0 });
	enum status status;
	pfn_t pfn[PAGES + 1];
	const uint32_t got = page_alloc_pages_bulk(bulk, &request, pfn, PAGES + 1, &status);

	for (uint32_t i = 0; i < got; i++)
		expect("bulk", "page of a single call", take(singles, 0), pfn[i]);
	expect("bulk", "out of memory where a single call is", PFN_NONE, take(singles, 0));
	expect("bulk", "running out is not misuse", STATUS_OK, status);
	pfn[100] = pfn[40];
	expect("bulk", "freed up to the page named twice", 100, page_alloc_free_bulk(bulk, 0, pfn, got, &status));
	expect("bulk", "named for what it is", true, status == STATUS_CACHED || status == STATUS_ALREADY_FREE);
	expect("bulk", "sound", 0, page_alloc_check(bulk));
	free(bulk);
	free(singles);
}

struct reclaimer {
	struct page_alloc *pa;
	pfn_t pfn;
	unsigned asked;
};

static uint32_t reclaim_one(void *ctx, unsigned order, uint32_t gfp)
{
	struct reclaimer *reclaimer = ctx;

	(void)gfp;
	reclaimer->asked++;
	return give(reclaimer->pa, reclaimer->pfn, order) == STATUS_OK ? 1 : 0;
}

/* A full zone, a reclaim hook that frees one block: the request that asked gets it. */
static void a_hook_may_free(void)
{
	const struct machine machine = small_machine(0, 1);
	struct reclaimer reclaimer = { .pfn = PFN_NONE };
	struct page_alloc *pa = boot(&machine, &(const struct page_alloc_hooks){ .ctx = &reclaimer, .reclaim = reclaim_one });

	reclaimer.pa = pa;
	for (pfn_t pfn; (pfn = take(pa, 3)) != PFN_NONE && !reclaimer.asked;)
		reclaimer.pfn = pfn;
	expect("hooks", "asked", true, reclaimer.asked > 0);
	expect("hooks", "the freed block is allocated again", STATUS_OK, give(pa, reclaimer.pfn, 3));
	expect("hooks", "sound", 0, page_alloc_check(pa));
	free(pa);
}

/* Largest blocks have no state byte before they are first taken; queries about them answer correctly all the same. */
static void memory_of_zeros_is_not_touched_before_it_is_needed(void)
{
	const struct machine machine = small_machine(20, 4);
	const size_t size = page_alloc_size(&machine);
	struct page_alloc *pa = page_alloc_boot_zeroed(calloc(1, size), &machine, &(const struct page_alloc_hooks){ 0 });
	struct page_alloc *other = boot(&machine, &(const struct page_alloc_hooks){ 0 });
	const page_t block = free_block(pa, 10);

	expect("zeroed", "byte of a free block", 0, page_state(pa, block));
	expect("zeroed", "sound", 0, page_alloc_check(pa));
	expect("zeroed", "its free", STATUS_ALREADY_FREE, give(pa, FIRST, 10));
	expect("zeroed", "free of a page in it", STATUS_ALREADY_FREE, give(pa, FIRST + 5, 0));
	for (unsigned order = 0; order < 11; order++) {
		const pfn_t pfn = take(pa, order);

		expect("zeroed", "same pages as in other memory", take(other, order), pfn);
	}
	expect("zeroed", "sound", 0, page_alloc_check(pa));
	expect("zeroed", "pages outside", STATUS_FOREIGN_PFN, give(pa, FIRST + PAGES, 0));
	free(pa);
	free(other);
}

static void broken_machines_are_refused(void)
{
	struct machine machine = small_machine(0, 1);

	expect("machine", "as it is", true, page_alloc_size(&machine) > 0);
	machine.zone[0].node = 1;
	expect("machine", "zone on no node", 0, (int64_t)page_alloc_size(&machine));
	machine = small_machine(0, 1);
	machine.pageblock_order = 11;
	expect("machine", "pageblock of max_order", 0, (int64_t)page_alloc_size(&machine));
	machine = small_machine(0, 1);
	machine.nr_ranges = 1;
	machine.range[0] = (struct machine_range){ .kind = RANGE_HOLE, .start_pfn = FIRST - 1, .end_pfn = FIRST + 1 };
	expect("machine", "hole outside the zone", 0, (int64_t)page_alloc_size(&machine));
	machine.range[0] = (struct machine_range){ .kind = RANGE_CMA, .start_pfn = FIRST + 8, .end_pfn = FIRST + 40 };
	expect("machine", "CMA in parts of pageblocks", 0, (int64_t)page_alloc_size(&machine));
	machine = small_machine(0, 1);
	machine.zone[0].end_pfn = FIRST + (1u << PAGE_BITS);
	expect("machine", "more pages than numbers for them", 0, (int64_t)page_alloc_size(&machine));
	expect("machine", "not booted either", true, page_alloc_boot(NULL, &machine, &(const struct page_alloc_hooks){ 0 }) == NULL);
}

/*
 * 4 * sqrt(KB of memory) KB, at most 64 MB in 4.14 and 256 MB in others: 264 GB exceed the first cap. Boot touches no memory that it does
 * not need.
 */
static void min_free_kbytes_has_a_cap(void)
{
	static const struct {
		enum profile profile;
		int64_t kbytes;
	} cases[] = {{PROFILE_LINUX_4_14, 65536}, {PROFILE_LINUX_5_10, 66552}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct machine machine = small_machine(0, 1);

		machine.profile = cases[i].profile;
		machine.pageblock_order = 9;
		machine.min_free_kbytes = -1;
		machine.zone[0] = (struct machine_zone){ .kind = ZONE_NORMAL, .start_pfn = 1 << 20, .end_pfn = (1 << 20) + 66 * (1 << 20) };
		const size_t size = page_alloc_size(&machine);
		void *memory = calloc(1, size + 64);

		if (!memory) {
			printf("allocator_test: no %zu bytes for a large machine, left out\n", size);
			return;
		}
		void *aligned = (void *)(((uintptr_t)memory + 63) & ~(uintptr_t)63);
		struct page_alloc *pa = page_alloc_boot_zeroed(aligned, &machine, &(const struct page_alloc_hooks){ 0 });

		expect("cap", "min_free_kbytes of 264 GB", cases[i].kbytes, pa->common->min_free_kbytes);
		free(memory);
	}
}

int main(void)
{
	damage_adds_up();
	damage_goes_with_the_block();
	a_free_says_what_is_left();
	who_needs_the_world();
	damage_has_an_end();
	link_words_are_a_permutation();
	a_list_outgrows_its_ring();
	runs_are_single_takes();
	bulk_is_a_row_of_singles();
	a_hook_may_free();
	memory_of_zeros_is_not_touched_before_it_is_needed();
	broken_machines_are_refused();
	min_free_kbytes_has_a_cap();
	printf("allocator_test: %u checks, %u failed\n", checks, failures);
	return failures ? 1 : 0;
}
