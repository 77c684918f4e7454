// SPDX-License-Identifier: MIT
/*
 * The oracle's own check returns each of its numbers. A sound world is broken by hand, one invariant at a time, and the check must return
 * its number.
 *
 * Like tests/allocator_test.c this looks inside one side; behaviour is tested elsewhere, against both.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/subjects.h"
#include "model/model.h"

enum { FIRST = 1024, PAGES = 512, FAR = 4096 };

static unsigned failures;

static struct machine small_machine(void)
{
	struct machine m = {
		.profile = PROFILE_LINUX_5_10, .nr_cpus = 1, .nr_nodes = 1, .nr_zones = 2, .max_order = 9, .pageblock_order = 4,
		.distance = {{10}}, .zone = {{0, ZONE_NORMAL, FIRST, FIRST + PAGES}, {0, ZONE_MOVABLE, FAR, FAR + PAGES}}, .mobility = true,
		.user_min_free_kbytes = -1,
		.watermark_scale_factor = 10, .pcp_mode = PCP_FIXED, .pcp_high = 8, .pcp_batch = 4, .guardpage_minorder = -1, .section_pages = 256,
	};

	return m;
}

static int64_t ask(struct world *w, struct request request)
{
	static struct answer answer;

	subject_model.apply(w, &request, &answer);
	if (answer.status != STATUS_OK) {
		fprintf(stderr, "FAIL: request %u was refused with status %u\n", request.kind, answer.status);
		exit(1);
	}
	return answer.value;
}

/* Free blocks of every size; page FIRST is cached, the block [FIRST + 8, FIRST + 16) allocated, the last block of its pageblock free. */
static struct world *boot(void)
{
	const struct machine machine = small_machine();
	const size_t size = subject_model.size(&machine);
	struct world *w = aligned_alloc(64, (size + 63) / 64 * 64);

	if (!w || !subject_model.boot(w, &machine)) {
		fprintf(stderr, "FAIL: no world\n");
		exit(1);
	}
	const int64_t single = ask(w, (struct request){.kind = REQ_RMQUEUE, .alloc_flags = ALLOC_NO_WATERMARKS});
	const int64_t block = ask(w, (struct request){.kind = REQ_RMQUEUE, .alloc_flags = ALLOC_NO_WATERMARKS, .order = 3});

	ask(w, (struct request){.kind = REQ_FREE, .pfn = (pfn_t)single});
	if (m_page(w, (pfn_t)single)->state != BLOCK_CACHED || m_page(w, (pfn_t)block)->state != BLOCK_ALLOCATED || m_check(w) != 0) {
		fprintf(stderr, "FAIL: a sound world has check %d\n", m_check(w));
		exit(1);
	}
	return w;
}

static pfn_t first_in(const struct world *w, uint8_t state)
{
	for (pfn_t p = FIRST; p < FIRST + PAGES; p++)
		if (m_page_const(w, p)->state == state)
			return p;
	fprintf(stderr, "FAIL: no page in state %u\n", state);
	exit(1);
}

/* ---- the damages ---- */

static void a_tail_without_a_head(struct world *w)
{
	m_page(w, first_in(w, BLOCK_ALLOCATED))->order = 1; /* the tails after it belong to no block */
}

static void a_head_inside_a_block(struct world *w)
{
	m_page(w, first_in(w, BLOCK_ALLOCATED) + 1)->state = BLOCK_ALLOCATED;
}

static void a_free_block_on_no_list(struct world *w)
{
	w->zone[0].listed[m_page(w, first_in(w, BLOCK_FREE))->order][0].pfn = FAR; /* the only one of its order */
}

static void a_free_block_listed_elsewhere(struct world *w)
{
	m_page(w, first_in(w, BLOCK_FREE))->home = 1;
}

/* Put a block on a free list, whatever its state. */
static void list_block(struct world *w, pfn_t pfn, uint8_t order)
{
	w->zone[0].listed[order][w->zone[0].nr_listed[order]++].pfn = pfn;
}

static void a_listed_block_too_many(struct world *w)
{
	list_block(w, first_in(w, BLOCK_ALLOCATED), 3);
}

static void a_block_askew(struct world *w)
{
	const pfn_t head = first_in(w, BLOCK_ALLOCATED); /* of order 3: now a page and an unaligned order-2 block */

	m_set_block(m_page(w, head), BLOCK_ALLOCATED, 0);
	m_page(w, head)->refs = 1;
	m_page(w, head + 1)->state = BLOCK_ALLOCATED;
	m_page(w, head + 1)->order = 2;
	m_page(w, head + 1)->refs = 1;
}

static void an_entry_without_page(struct world *w)
{
	w->zone[0].cached[0].pfn = first_in(w, BLOCK_ALLOCATED);
}

static void a_page_without_entry(struct world *w)
{
	w->zone[0].nr_cached--;
}

static void an_allocation_without_reference(struct world *w)
{
	m_page(w, first_in(w, BLOCK_ALLOCATED))->refs = 0;
}

static void a_free_page_with_reference(struct world *w)
{
	m_page(w, first_in(w, BLOCK_FREE))->refs = 1;
}

static void two_free_buddies(struct world *w)
{
	const pfn_t head = first_in(w, BLOCK_ALLOCATED);

	for (pfn_t p = head; p < head + 8; p += 4) {
		m_page(w, head)->refs = 0;
		m_set_block(m_page(w, p), BLOCK_FREE, 2);
		m_page(w, p)->refs = 0;
		m_page(w, p)->home = 0;
		list_block(w, p, 2);
	}
}

static void a_wrong_sum(struct world *w)
{
	w->zone[0].counted.ones++;
}

static void a_wrong_sum_of_cma(struct world *w)
{
	w->zone[0].counted_cma.ones++;
}

static void a_wrong_sum_of_highatomic(struct world *w)
{
	w->zone[0].counted_highatomic.ones++;
}

static void a_page_of_another_zone(struct world *w)
{
	m_page(w, first_in(w, BLOCK_FREE))->zone = NO_ZONE;
}

static const struct {
	const char *name;
	void (*damage)(struct world *w);
	int number;
} cases[] = {
	{"a tail without a head", a_tail_without_a_head, 1}, {"a head inside a block", a_head_inside_a_block, 1},
	{"a free block on no list", a_free_block_on_no_list, 2}, {"a listed block too many", a_listed_block_too_many, 2},
	{"a block askew", a_block_askew, 3}, {"an entry without its page", an_entry_without_page, 4},
	{"a cached page without entry", a_page_without_entry, 4}, {"an allocated block without reference", an_allocation_without_reference, 5},
	{"a free block with a reference", a_free_page_with_reference, 5}, {"two free buddies", two_free_buddies, 6},
	{"a wrong sum", a_wrong_sum, 7}, {"a wrong sum of CMA", a_wrong_sum_of_cma, 7},
	{"a wrong sum of HIGHATOMIC", a_wrong_sum_of_highatomic, 7},
	{"a free block listed in another zone", a_free_block_listed_elsewhere, 2}, {"a page of another zone", a_page_of_another_zone, 8},
};

/* A view of a broken world must end, too: a page that belongs to no block is treated as a block of its own. */
static void a_page_of_no_block_is_alone(void)
{
	struct world *w = boot();
	const pfn_t orphan = first_in(w, BLOCK_ALLOCATED) + 7;

	a_tail_without_a_head(w);
	if (m_block_around(w, orphan) != orphan || m_block_end(w, orphan, m_page_const(w, orphan)) != orphan + 1) {
		fprintf(stderr, "FAIL: page %u is said to be in the block of page %u\n", orphan, m_block_around(w, orphan));
		failures++;
	}
	free(w);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct world *w = boot();

		cases[i].damage(w);
		if (m_check(w) != cases[i].number) {
			fprintf(stderr, "FAIL: %s: check %d instead of %d\n", cases[i].name, m_check(w), cases[i].number);
			failures++;
		}
		free(w);
	}
	a_page_of_no_block_is_alone();
	printf("model_check_test: %zu ways to break the oracle, %u not noticed\n", sizeof(cases) / sizeof(cases[0]), failures);
	return failures > 0;
}
