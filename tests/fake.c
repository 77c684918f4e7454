// SPDX-License-Identifier: MIT
/*
 * A fake allocator, far simpler than a real one: one byte per page says whether it is allocated, and the view is derived from that. It is
 * sound by construction, except for the fault in force.
 */
#include "tests/fake.h"

#include <string.h>

enum { PAGES_MAX = 4096 };

enum fault fault;

struct fake {
	struct machine machine;
	bool is_subject;
	uint32_t frees;
	void (*stop)(void *ctx);
	void *ctx;
	uint8_t order[PAGES_MAX]; /* allocated blocks: order + 1 at the head, 0xff on tails, 0 free */
};

static bool has(const struct fake *fake, enum fault which)
{
	return fake->is_subject && fault == which;
}

static uint32_t pages(const struct fake *fake)
{
	return fake->machine.zone[0].end_pfn - fake->machine.zone[0].start_pfn;
}

static size_t fake_size(const struct machine *machine)
{
	return machine->zone[0].end_pfn - machine->zone[0].start_pfn <= PAGES_MAX ? sizeof(struct fake) : 0;
}

static bool boot(struct fake *fake, const struct machine *machine, bool is_subject)
{
	memset(fake, 0, sizeof(*fake));
	fake->machine = *machine;
	fake->is_subject = is_subject;
	return !has(fake, FAULT_BOOT);
}

static bool boot_subject(void *self, const struct machine *machine)
{
	return boot(self, machine, true);
}

static bool boot_oracle(void *self, const struct machine *machine)
{
	return boot(self, machine, false);
}

static int64_t take(struct fake *fake, uint32_t order, uint32_t skip)
{
	const uint32_t size = 1u << order;

	for (uint32_t at = 0; at + size <= pages(fake); at += size) {
		uint32_t used = 0;

		for (uint32_t i = 0; i < size; i++)
			used += fake->order[at + i] != 0;
		if (used > 0 || skip-- > 0)
			continue;
		memset(fake->order + at, 0xff, size);
		fake->order[at] = (uint8_t)(order + 1);
		return fake->machine.zone[0].start_pfn + at;
	}
	return PFN_NONE;
}

static void note_path(struct answer *answer, const struct fake *fake)
{
	answer->path[answer->nr_path++] = (struct path_event){.kind = has(fake, FAULT_PATH_KIND) ? PATH_DRAIN : PATH_ATTEMPT,
							      .a = has(fake, FAULT_PATH_FLAGS) ? 1 : 0, .pfn = PFN_NONE};
	if (!has(fake, FAULT_PATH_SHORT))
		answer->path[answer->nr_path++] = (struct path_event){.kind = PATH_RECLAIM, .pfn = PFN_NONE};
}

static void fake_alloc(struct fake *fake, const struct request *request, struct answer *answer)
{
	answer->value = has(fake, FAULT_NULL) ? (int64_t)PFN_NONE : take(fake, request->order, has(fake, FAULT_PAGE));
	answer->wake = answer->woken = has(fake, FAULT_WAKE); /* zone 0 */
	answer->zeroed = has(fake, FAULT_ZEROED);
	answer->pfmemalloc = has(fake, FAULT_PFMEMALLOC);
	answer->comp_order = has(fake, FAULT_COMP);
	answer->nr_bad = 1;
	answer->bad[0] = has(fake, FAULT_BAD);
	note_path(answer, fake);
	answer->steps = has(fake, FAULT_SLOW) ? 5000 : 1;
	while (has(fake, FAULT_HANG))
		fake->stop(fake->ctx);
}

static void fake_free(struct fake *fake, const struct request *request, struct answer *answer)
{
	const uint32_t at = request->pfn - fake->machine.zone[0].start_pfn;

	if (at >= pages(fake) || fake->order[at] != request->order + 1 || has(fake, FAULT_STATUS)) {
		answer->status = has(fake, FAULT_STATUS) ? STATUS_CACHED : STATUS_ALREADY_FREE;
		return;
	}
	memset(fake->order + at, 0, 1u << request->order);
	fake->frees++;
}

static void fake_apply(void *self, const struct request *request, struct answer *answer)
{
	if (request->kind == REQ_ALLOC)
		fake_alloc(self, request, answer);
	else if (request->kind == REQ_FREE)
		fake_free(self, request, answer);
}

/* Visit the free blocks, ascending, each as large as possible, as merging would leave them. */
static void each_free_block(const struct fake *fake, void (*visit)(void *ctx, uint32_t at, uint32_t order), void *ctx)
{
	const pfn_t start = fake->machine.zone[0].start_pfn;

	for (uint32_t at = 0; at < pages(fake);) {
		uint32_t order = 0, run = 0;

		while (at + run < pages(fake) && fake->order[at + run] == 0)
			run++;
		if (run == 0) {
			at++;
			continue;
		}
		while (order + 1u < fake->machine.max_order && (start + at) % (2u << order) == 0 && 2u << order <= run)
			order++;
		visit(ctx, at, order);
		at += 1u << order;
	}
}

static void count_block(void *ctx, uint32_t at, uint32_t order)
{
	struct zone_counters *counters = ctx;

	(void)at;
	counters->nr_free[order]++;
	counters->free += 1ll << order;
}

static void fake_counters(const void *self, struct zone_counters *zones)
{
	const struct fake *fake = self;

	memset(zones, 0, sizeof(*zones));
	each_free_block(fake, count_block, zones);
	zones->managed = pages(fake);
	zones->free += (has(fake, FAULT_FREE_COUNTER) || has(fake, FAULT_UNSOUND_COUNTER)) && fake->frees > 0;
	zones->nr_free[0] += has(fake, FAULT_NR_FREE) && fake->frees > 0;
}

struct viewing {
	const struct fake *fake;
	struct view *view;
	uint32_t wanted, listed; /* the order being listed */
};

static void view_block(void *ctx, uint32_t at, uint32_t order)
{
	struct viewing *viewing = ctx;
	const uint32_t mt = has(viewing->fake, FAULT_LIST_TYPE) ? MIGRATE_UNMOVABLE : MIGRATE_MOVABLE;

	if (order != viewing->wanted)
		return;
	viewing->view->zone[0].list_len[order][mt]++;
	viewing->view->free_pfns[viewing->listed++] = viewing->fake->machine.zone[0].start_pfn + at;
	memset(viewing->view->page + at, PAGE_FREE_TAIL, (size_t)1 << order);
	viewing->view->page[at] = (uint8_t)(PAGE_FREE_HEAD | order << 4);
}

static void swap_first_two(pfn_t *pfns)
{
	const pfn_t first = pfns[0];

	pfns[0] = pfns[1];
	pfns[1] = first;
}

static void fake_view(const void *self, struct view *view)
{
	const struct fake *fake = self;
	struct viewing viewing = {fake, view, 0, 0};

	fake_counters(self, view->counters);
	memset(&view->zone[0], 0, sizeof(view->zone[0]));
	memset(view->node, 0, sizeof(view->node[0]));
	memset(&view->events, 0, sizeof(view->events));
	memset(view->pcp, 0, fake->machine.nr_cpus * sizeof(*view->pcp));
	view->zone[0].start_pfn = fake->machine.zone[0].start_pfn;
	view->zone[0].end_pfn = fake->machine.zone[0].end_pfn;
	view->mobility = true;
	view->node[0].first_deferred = PFN_NONE;
	view->node[0].zonelist_len[0] = view->node[0].zonelist_len[1] = 1;
	for (uint32_t at = 0; at < pages(fake); at++)
		view->page[at] = (uint8_t)(fake->order[at] == 0xff ? PAGE_ALLOC_TAIL : PAGE_ALLOC_HEAD | (fake->order[at] - 1u) << 4);
	for (; viewing.wanted < fake->machine.max_order; viewing.wanted++)
		each_free_block(fake, view_block, &viewing);
	memset(view->pageblock, MIGRATE_MOVABLE, view_nr_pageblocks(view, &fake->machine, 0));
	view->pageblock[1] = has(fake, FAULT_PAGEBLOCK) ? MIGRATE_CMA : MIGRATE_MOVABLE;
	view->pcp[0].high = has(fake, FAULT_PCP_HIGH);
	view->zone[0].lowmem_reserve[ZONE_MOVABLE] = has(fake, FAULT_RESERVE);
	view->node[0].zonelist_len[1] = has(fake, FAULT_ZONELIST) ? 0 : 1;
	view->events.pgfree = has(fake, FAULT_EVENTS);
	if (has(fake, FAULT_LIST_ORDER) && viewing.listed > 1)
		swap_first_two(view->free_pfns);
	for (uint32_t at = 0; at < pages(fake) && has(fake, FAULT_LRU); at++)
		if ((view->page[at] & 0xf) == PAGE_ALLOC_HEAD)
			view->page[at] ^= PAGE_ALLOC_HEAD ^ PAGE_ALLOC_LRU;
	if (has(fake, FAULT_PAGE_STATE))
		view->page[0] = PAGE_LOST;
	if (fault == FAULT_BOTH_UNSOUND)
		view->zone[0].lowmem_reserve[ZONE_DMA] = 5;
}

static int fake_check(const void *self)
{
	const struct fake *fake = self;

	return (has(fake, FAULT_CHECK) || has(fake, FAULT_UNSOUND_COUNTER)) && fake->frees > 0 ? 4 : 0;
}

static const char *fake_assertion(const void *self, int *line)
{
	const struct fake *fake = self;
	const bool freed = has(fake, FAULT_ASSERTION) || (!fake->is_subject && fault == FAULT_ORACLE_ASSERTION) || fault == FAULT_BOTH_ASSERTIONS;

	if (!has(fake, FAULT_BOOT_ASSERTION) && !(freed && fake->frees > 0))
		return NULL;
	*line = fake->is_subject ? 12 : 34;
	return "coalesce";
}

static void fake_step_limit(void *self, uint64_t limit, void (*stop)(void *ctx), void *ctx)
{
	struct fake *fake = self;

	(void)limit;
	fake->stop = stop;
	fake->ctx = ctx;
}

const struct subject fake_subject = {.name = "fake", .size = fake_size, .boot = boot_subject, .apply = fake_apply, .counters = fake_counters,
					    .view = fake_view, .check = fake_check, .step_limit = fake_step_limit, .counts_steps = true,
					    .assertion = fake_assertion};
const struct subject fake_oracle = {.name = "fake oracle", .size = fake_size, .boot = boot_oracle, .apply = fake_apply,
					   .counters = fake_counters, .view = fake_view, .assertion = fake_assertion};

const struct subject fake_sound = {.name = "fake sound", .size = fake_size, .boot = boot_oracle, .apply = fake_apply, .counters = fake_counters,
					  .view = fake_view, .check = fake_check, .step_limit = fake_step_limit, .counts_steps = true,
					  .assertion = fake_assertion};
