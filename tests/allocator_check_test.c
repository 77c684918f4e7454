// SPDX-License-Identifier: MIT
/*
 * The allocator's own check returns each of its numbers, for each way to notice a violation. A sound instance is broken by hand, one
 * invariant at a time, and the check must return that invariant's number (allocator/state.h).
 *
 * Like tests/model_check_test.c this looks inside one side; behaviour is tested elsewhere, against both.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allocator/free_area.h"
#include "allocator/page_alloc.h"
#include "allocator/pcp_entry.h"

enum { FIRST = 1024, PAGES = 2048, KERNEL = GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS };

static struct page_alloc *boot(enum profile profile)
{
	const struct machine machine = {
		.profile = profile, .nr_cpus = 1, .nr_nodes = 1, .nr_zones = 1, .max_order = 11, .pageblock_order = 5, .distance = {{10}},
		.zone = {{0, ZONE_NORMAL, FIRST, FIRST + PAGES}}, .mobility = true, .user_min_free_kbytes = -1, .watermark_scale_factor = 10,
		.pcp_mode = PCP_FIXED, .pcp_high = 20, .pcp_batch = 4, .guardpage_minorder = -1, .section_pages = 1024,
	};
	const size_t size = (page_alloc_size(&machine) + 63) & ~(size_t)63;
	void *memory = aligned_alloc(64, size);
	struct page_alloc *pa = memory ? page_alloc_boot(memory, &machine, &(const struct page_alloc_hooks){ 0 }) : NULL;

	if (!pa)
		exit(1);
	return pa;
}

static pfn_t take(struct page_alloc *pa, unsigned order)
{
	const struct page_alloc_request request = { .order = (uint8_t)order, .gfp = KERNEL };
	struct page_alloc_result result;

	page_alloc_pages(pa, &request, &result);
	return result.pfn;
}

static void give(struct page_alloc *pa, pfn_t pfn, unsigned order)
{
	uint32_t refs;

	page_alloc_free(pa, 0, pfn, order, &refs);
}

/* Some blocks allocated, some free, some cached, so that every invariant has something to check. */
static struct page_alloc *lived_in(enum profile profile)
{
	struct page_alloc *pa = boot(profile);
	const pfn_t single = take(pa, 0);

	take(pa, 0);
	take(pa, 3);
	give(pa, take(pa, 5), 5);
	give(pa, single, 0);
	if (page_alloc_check(pa) != 0) {
		printf("FAIL: a sound instance has check %d\n", page_alloc_check(pa));
		exit(1);
	}
	return pa;
}

/* A free block of the largest order; there always is one here. */
static page_t largest(const struct page_alloc *pa)
{
	for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++) {
		const page_t page = list_first(&pa->zone[0], 10, mt);

		if (page != PAGE_NONE)
			return page;
	}
	exit(1);
}

/* An odd page that is a block of its own, cached or allocated. */
static page_t odd_single(const struct page_alloc *pa, uint8_t state)
{
	for (page_t page = 1; page < PAGES; page += 2) {
		if (page_state(pa, page) == state)
			return page;
	}
	exit(1);
}

/* The next entry to be taken of a per-CPU list that is not empty. */
static uint32_t *cached_entry(struct page_alloc *pa)
{
	struct pcp_list *list = pa->zone[0].pcp[0].list;

	while (list->head == list->tail)
		list++;
	return &list->ring[(list->head - 1) & list->mask];
}

/* ---- the damages ---- */

static void prev_of_a_block_is_itself(struct page_alloc *pa) { link_of(pa, largest(pa))->prev = largest(pa); }
static void next_of_a_block_is_no_page(struct page_alloc *pa) { link_of(pa, largest(pa))->next = UINT32_MAX; }
static void empty_list_has_a_last_block(struct page_alloc *pa) { pa->zone[0].list[list_number(7, MIGRATE_CMA)].prev = 0; }

static void blocks_are_miscounted(struct page_alloc *pa) { pa->zone[0].nr_free[10]++; }
static void listed_block_is_a_guard(struct page_alloc *pa) { page_set_state(pa, largest(pa), STATE(KIND_GUARD, 10)); }
static void listed_block_has_a_note(struct page_alloc *pa) { page_set_state(pa, largest(pa), STATE(KIND_FREE, 10) | STATE_NOTED); }
static void list_a_block_askew(struct page_alloc *pa) { list_add(pa, &pa->zone[0], largest(pa) + 9, 3, MIGRATE_MOVABLE, false); }
static void list_a_block_inside_another(struct page_alloc *pa) { list_add(pa, &pa->zone[0], largest(pa) + 8, 3, MIGRATE_MOVABLE, false); }

static void two_pages_at_an_odd_one(struct page_alloc *pa) { page_set_state(pa, odd_single(pa, STATE(KIND_ALLOC, 0)), STATE(KIND_ALLOC, 1)); }
static void larger_than_the_largest(struct page_alloc *pa) { page_set_state(pa, odd_single(pa, STATE(KIND_ALLOC, 0)), STATE(KIND_ALLOC, 11)); }

static void a_tail_reads_allocated(struct page_alloc *pa) { page_set_state(pa, largest(pa) + 700, STATE(KIND_ALLOC, 0)); }

/* Both are properly listed; only the last merge is missing. */
static void two_free_buddies(struct page_alloc *pa)
{
	struct zone *zone = &pa->zone[0];
	const page_t page = largest(pa);

	list_del(pa, zone, page, 10);
	for (unsigned order = 9; order > 0; order--)
		list_add(pa, zone, page + block_pages(order), order, MIGRATE_MOVABLE, false);
	list_add(pa, zone, page + 1, 0, MIGRATE_MOVABLE, false);
	list_add(pa, zone, page, 0, MIGRATE_MOVABLE, false);
}

static void free_pages_are_miscounted(struct page_alloc *pa) { pa->zone[0].free--; }

static void page_set_is_miscounted(struct page_alloc *pa) { pa->zone[0].pcp[0].count++; }
static void page_set_has_too_much_room(struct page_alloc *pa) { pa->zone[0].pcp[0].list[2].fence += pa->zone[0].pcp[0].easy + 1; }
static void cached_page_is_no_page(struct page_alloc *pa) { *cached_entry(pa) = pa->nr_pages; }
static void cached_page_is_allocated(struct page_alloc *pa) { page_set_state(pa, entry_page(*cached_entry(pa)), STATE(KIND_ALLOC, 0)); }

static void cached_page_is_inside_a_block(struct page_alloc *pa)
{
	*cached_entry(pa) = largest(pa) + 700;
	page_set_state(pa, largest(pa) + 700, STATE(KIND_CACHED, 0));
}

static void a_free_block_on_no_list(struct page_alloc *pa)
{
	list_del(pa, &pa->zone[0], largest(pa), 10);
	pa->zone[0].free -= 1024;
}

static void isolation_is_miscounted(struct page_alloc *pa) { pa->zone[0].isolated--; }

static void damage_is_not_sorted(struct page_alloc *pa)
{
	page_alloc_mark_bad(pa, take(pa, 0), DAMAGE_MAPPING);
	page_alloc_mark_bad(pa, take(pa, 0), DAMAGE_FLAG);
	pa->damage[0] = pa->damage[1] + 1;
}

static void the_same_damage_twice(struct page_alloc *pa)
{
	page_alloc_mark_bad(pa, take(pa, 0), DAMAGE_MAPPING);
	page_alloc_mark_bad(pa, take(pa, 0), DAMAGE_FLAG);
	pa->damage[0] = pa->damage[1];
}

static void a_floor_is_forgotten(struct page_alloc *pa) { pa->zone[0].floor[ZONE_NORMAL]++; }
static void a_floor_without_cma_is_forgotten(struct page_alloc *pa) { pa->zone[0].floor_own[ZONE_NORMAL]--; }

static void reserve_is_miscounted(struct page_alloc *pa) { pa->zone[0].free_highatomic++; }
static void cma_is_miscounted(struct page_alloc *pa) { pa->zone[0].free_cma--; }
static void pageblock_changes_alone(struct page_alloc *pa) { pa->block_type[largest(pa) >> pa->pageblock_order] = MIGRATE_HIGHATOMIC; }

#define DAMAGE(number, how) { #how, how, number, PROFILE_LINUX_5_10 }
#define DAMAGE_6_12(number, how) { #how, how, number, PROFILE_LINUX_6_12 }
static const struct {
	const char *name;
	void (*damage)(struct page_alloc *pa);
	int number;
	enum profile profile;
} cases[] = {
	DAMAGE(1, prev_of_a_block_is_itself), DAMAGE(1, next_of_a_block_is_no_page), DAMAGE(1, empty_list_has_a_last_block),
	DAMAGE(2, blocks_are_miscounted), DAMAGE(2, listed_block_is_a_guard), DAMAGE(2, listed_block_has_a_note), DAMAGE(2, list_a_block_askew),
	DAMAGE(2, list_a_block_inside_another),
	DAMAGE(3, two_pages_at_an_odd_one), DAMAGE(3, larger_than_the_largest),
	DAMAGE(4, a_tail_reads_allocated),
	DAMAGE(5, two_free_buddies),
	DAMAGE(6, free_pages_are_miscounted), DAMAGE_6_12(6, reserve_is_miscounted), DAMAGE_6_12(6, cma_is_miscounted),
	DAMAGE(7, page_set_is_miscounted), DAMAGE(7, page_set_has_too_much_room),
	DAMAGE(7, cached_page_is_no_page), DAMAGE(7, cached_page_is_allocated), DAMAGE(7, cached_page_is_inside_a_block),
	DAMAGE(8, a_free_block_on_no_list),
	DAMAGE(9, isolation_is_miscounted),
	DAMAGE(10, damage_is_not_sorted), DAMAGE(10, the_same_damage_twice),
	DAMAGE(11, a_floor_is_forgotten), DAMAGE(11, a_floor_without_cma_is_forgotten),
	DAMAGE_6_12(12, pageblock_changes_alone),
};

int main(void)
{
	unsigned failures = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct page_alloc *pa = lived_in(cases[i].profile);

		cases[i].damage(pa);
		if (page_alloc_check(pa) != cases[i].number) {
			printf("FAIL: %s: check %d instead of %d\n", cases[i].name, page_alloc_check(pa), cases[i].number);
			failures++;
		}
		free(pa);
	}
	printf("allocator_check_test: %zu ways to break the allocator, %u not noticed\n", sizeof(cases) / sizeof(cases[0]), failures);
	return failures > 0;
}
