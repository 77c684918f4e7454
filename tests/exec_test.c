// SPDX-License-Identifier: MIT
/*
 * Every class of difference is provoked once and must be named as such.
 *
 * Two instances of one small fake run against each other, and one of them has a fault. The fake is an order-of-magnitude simpler than any
 * allocator: a byte per page says allocated or not, and the view is derived from that, so it is sound by construction.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/lockstep/blind.h"
#include "fuzz/lockstep/differences.h"
#include "fuzz/lockstep/exec.h"
#include "fuzz/lockstep/signature.h"
#include "fuzz/lockstep/view.h"

enum { PAGES_MAX = 4096 };

enum fault {
	FAULT_NONE, FAULT_BOOT, FAULT_STATUS, FAULT_PAGE, FAULT_NULL, FAULT_WAKE, FAULT_ZEROED, FAULT_PFMEMALLOC, FAULT_COMP, FAULT_BAD,
	FAULT_PATH_SHORT, FAULT_PATH_KIND, FAULT_PATH_FLAGS, FAULT_FREE_COUNTER, FAULT_NR_FREE, FAULT_LIST_ORDER, FAULT_LIST_TYPE, FAULT_PCP_HIGH,
	FAULT_PAGEBLOCK, FAULT_PAGE_STATE, FAULT_RESERVE, FAULT_ZONELIST, FAULT_EVENTS, FAULT_CHECK, FAULT_HANG, FAULT_SLOW, FAULT_BOTH_UNSOUND,
	FAULT_UNSOUND_COUNTER,
};

static enum fault fault; /* of the subject; FAULT_BOTH_UNSOUND of both */

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
	answer->wake = has(fake, FAULT_WAKE);
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

/* Free blocks in ascending order, greedily: what merging would leave. Calls visit(ctx, index, order). */
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

static void fake_step_limit(void *self, uint64_t limit, void (*stop)(void *ctx), void *ctx)
{
	struct fake *fake = self;

	(void)limit;
	fake->stop = stop;
	fake->ctx = ctx;
}

static const struct subject fake_subject = {.name = "fake", .size = fake_size, .boot = boot_subject, .apply = fake_apply, .counters = fake_counters,
					    .view = fake_view, .check = fake_check, .step_limit = fake_step_limit, .counts_steps = true};
static const struct subject fake_oracle = {.name = "fake oracle", .size = fake_size, .boot = boot_oracle, .apply = fake_apply,
					   .counters = fake_counters, .view = fake_view};

static struct op *add(struct sequence *seq, enum op_kind kind, int16_t dst)
{
	struct op *op = &seq->op[seq->nr_ops++];

	memset(op, 0, sizeof(*op));
	op->kind = (uint8_t)kind;
	op->dst = dst;
	return op;
}

/* Two blocks, one freed, one freed again on purpose. */
static void build(struct sequence *seq)
{
	struct op *op;

	seq_init(seq);
	op = add(seq, OP_MACHINE, SLOT_NONE);
	op_set(op, ARG_PAGEBLOCK_ORDER, 4);
	op = add(seq, OP_ZONE, SLOT_NONE);
	op_set(op, ARG_ZONE_KIND, ZONE_NORMAL);
	op_set(op, ARG_START, 1024);
	op_set(op, ARG_END, 1024 + 256);
	for (int16_t slot = 0; slot < 3; slot++) {
		op = add(seq, OP_ALLOC, slot);
		op_set(op, ARG_ORDER, slot == 2 ? 2 : 0);
		op_set(op, ARG_GFP, GFP_BIT_IO | GFP_BIT_FS | GFP_BIT_DIRECT_RECLAIM);
	}
	op = add(seq, OP_FREE, SLOT_NONE);
	op_set(op, ARG_SLOT, 0);
	op = add(seq, OP_FREE_AT, SLOT_NONE);
	op_set(op, ARG_PFN, 1024);
}

/* A period longer than the sequence: views at boot, and at the end in any case. */
enum { VIEW_AFTER_THE_END = 1000 };

struct expected {
	enum fault fault;
	enum diff_class class;
	uint32_t op;           /* when looking after each op */
	const char *signature;
	const char *ways;      /* fuzz/lockstep/differences.h */
};

static const struct expected table[] = {
	{FAULT_NONE, DIFF_NONE, 0, "", ""},
	{FAULT_BOOT, DIFF_BOOT, 0, "boot-boot-accepted-subject-refused", ""},
	{FAULT_STATUS, DIFF_STATUS, 5, "free-status-cached-vs-ok", "free-less nr_free-less list_len-less status-more"},
	{FAULT_PAGE, DIFF_VALUE, 2, "alloc-value-other", "list-other value-other"},
	{FAULT_NULL, DIFF_VALUE, 2, "alloc-value-null", "free-more nr_free-more nr_free-less list_len-more list_len-less value-less"},
	{FAULT_WAKE, DIFF_ANSWER, 2, "alloc-answer-wake-more", "wake-more"},
	{FAULT_ZEROED, DIFF_ANSWER, 2, "alloc-answer-zeroed-more", "zeroed-more"},
	{FAULT_PFMEMALLOC, DIFF_ANSWER, 2, "alloc-answer-pfmemalloc-more", "pfmemalloc-more"},
	{FAULT_COMP, DIFF_ANSWER, 2, "alloc-answer-comp_order-more", "comp_order-more"},
	{FAULT_BAD, DIFF_ANSWER, 2, "alloc-answer-bad-other", ""},
	{FAULT_PATH_SHORT, DIFF_PATH, 2, "alloc-path-end-nothing-vs-reclaim", "path_reclaim-less"},
	{FAULT_PATH_KIND, DIFF_PATH, 2, "alloc-path-event-drain-vs-attempt", "path_attempt-less path_drain-more"},
	{FAULT_PATH_FLAGS, DIFF_PATH, 2, "alloc-path-attempt-a-more", "path_attempt-other"},
	{FAULT_FREE_COUNTER, DIFF_COUNTER, 5, "free-counter-free-more", "free-more"},
	{FAULT_NR_FREE, DIFF_COUNTER, 5, "free-counter-nr_free-more", "nr_free-more"},
	{FAULT_LIST_ORDER, DIFF_VIEW, 2, "alloc-view-list-movable-other", "list-other"},
	{FAULT_LIST_TYPE, DIFF_VIEW, 0, "boot-view-list_len-unmovable-more", "list_len-more list_len-less"},
	{FAULT_PCP_HIGH, DIFF_VIEW, 0, "boot-view-pcp_high-more", "pcp_high-more"},
	{FAULT_PAGEBLOCK, DIFF_VIEW, 0, "boot-view-pageblock-cma-vs-movable", "pageblock-other"},
	{FAULT_PAGE_STATE, DIFF_VIEW, 0, "boot-view-page-lost-vs-free-head", ""},
	{FAULT_RESERVE, DIFF_VIEW, 0, "boot-view-lowmem_reserve-more", "lowmem_reserve-more"},
	{FAULT_ZONELIST, DIFF_VIEW, 0, "boot-view-zonelist_thisnode_len-less", "zonelist_len-less"},
	{FAULT_EVENTS, DIFF_VIEW, 0, "boot-view-pgfree-more", "pgfree-more"},
	{FAULT_CHECK, DIFF_CHECK, 5, "free-check-4", "check-other"},
	{FAULT_HANG, DIFF_STEPS, 2, "alloc-steps-subject", ""},
	{FAULT_SLOW, DIFF_SLOW, 2, "alloc-slow-steps", ""},
	{FAULT_BOTH_UNSOUND, DIFF_INVARIANT, 0, "boot-invariant-16", "invariant-other"},
	{FAULT_UNSOUND_COUNTER, DIFF_COUNTER, 5, "free-counter-free-more", "free-more check-other"},
};

static uint32_t failures, checks;

static void expect(bool ok, enum fault which, const char *what, const struct exec_result *result, const char *signature)
{
	checks++;
	if (ok)
		return;
	failures++;
	printf("fault %u: %s; got class %u op %u field '%s' subject %lld oracle %lld signature %s\n", which, what, result->divergence.class,
	       result->divergence.op, result->divergence.field, (long long)result->divergence.subject, (long long)result->divergence.oracle, signature);
}

static void try_fault(const struct expected *want, uint32_t view_period)
{
	const struct exec_options options = {.subject = &fake_subject, .oracle = &fake_oracle, .view_period = view_period, .step_limit = 1000};
	struct exec *exec = exec_new(&options);
	struct exec_result result;
	struct sequence seq;
	char signature[SIGNATURE_MAX];

	build(&seq);
	fault = want->fault;
	exec_run(exec, &seq, &result);
	fault = FAULT_NONE;
	signature_make(&result.divergence, &seq, signature, sizeof(signature));
	expect(result.divergence.class == want->class, want->fault, "wrong class", &result, signature);
	if (view_period == VIEW_EACH_OP) {
		expect(result.divergence.op == want->op, want->fault, "wrong op", &result, signature);
		expect(strcmp(signature, want->signature) == 0, want->fault, want->signature, &result, signature);
	}
	/* The same pair of worlds is good for the next run, whatever happened in this one. */
	exec_run(exec, &seq, &result);
	expect(result.divergence.class == DIFF_NONE && result.ops == 5, want->fault, "not clean afterwards", &result, "");
	exec_free(exec);
	seq_release(&seq);
}

/* All that differs after the first difference, whether or not the machine is one whose views are taken after each op. */
static void try_ways(const struct expected *want, uint32_t view_period)
{
	const struct exec_options options = {
		.subject = &fake_subject, .oracle = &fake_oracle, .view_period = view_period, .step_limit = 1000, .look_after = true};
	struct exec *exec = exec_new(&options);
	struct differences differences;
	struct exec_result result;
	struct sequence seq;
	char ways[DIFFERENCES_TEXT];

	build(&seq);
	fault = want->fault;
	exec_run(exec, &seq, &result);
	differences_find(exec, &result.divergence, &differences);
	fault = FAULT_NONE;
	differences_text(&differences, ways);
	expect(strcmp(ways, want->ways) == 0, want->fault, want->ways, &result, ways);
	exec_free(exec);
	seq_release(&seq);
}

/* Each check that reports the fault is left out in turn: it must be silent from then on, and in the end nothing is left that sees it. */
static void try_blind(const struct expected *want)
{
	struct blind blind = {0};
	const struct exec_options options = {
		.subject = &fake_subject, .oracle = &fake_oracle, .view_period = VIEW_EACH_OP, .step_limit = 1000, .blind = &blind};
	struct exec *exec = exec_new(&options);
	struct exec_result result;
	struct sequence seq;
	int check = 0;

	build(&seq);
	fault = want->fault;
	for (exec_run(exec, &seq, &result); result.divergence.class != DIFF_NONE; exec_run(exec, &seq, &result)) {
		check = blind_which(&result.divergence);
		if (check < 0 || blind.out[check])
			break;
		/* A hang without its budget is for ever. */
		if (want->fault == FAULT_HANG)
			break;
		expect(blind_add(&blind, blind_name((uint32_t)check)), want->fault, "a check without a name", &result, "");
	}
	fault = FAULT_NONE;
	expect(result.divergence.class == DIFF_NONE || want->fault == FAULT_BOOT || want->fault == FAULT_HANG, want->fault, "not left out", &result,
	       check >= 0 ? blind_name((uint32_t)check) : "");
	exec_free(exec);
	seq_release(&seq);
}

static void try_expectations(void)
{
	const struct exec_options options = {.subject = &fake_subject, .oracle = &fake_oracle, .view_period = VIEW_AUTO, .digest = true};
	struct exec *exec = exec_new(&options);
	struct exec_result result;
	struct sequence seq;
	uint64_t digest;

	build(&seq);
	exec_run(exec, &seq, &result);
	digest = result.digest;
	expect(digest != 0, FAULT_NONE, "no digest", &result, "");

	seq.has_digest = true;
	seq.digest = digest;
	seq.op[2].has_expect = true;
	seq.op[2].expect = 1024;
	exec_run(exec, &seq, &result);
	expect(result.divergence.class == DIFF_NONE && result.digest == digest, FAULT_NONE, "expectations that hold", &result, "");
	seq.op[2].expect = 1025;
	exec_run(exec, &seq, &result);
	expect(result.divergence.class == DIFF_EXPECT && result.divergence.op == 2, FAULT_NONE, "a wrong value", &result, "");
	seq.op[2].expect = 1024;
	seq.digest ^= 1;
	exec_run(exec, &seq, &result);
	expect(result.divergence.class == DIFF_EXPECT && strcmp(result.divergence.field, "digest") == 0, FAULT_NONE, "a wrong digest", &result, "");
	seq.has_digest = false;
	op_set(&seq.op[4], ARG_ORDER, 3);
	exec_run(exec, &seq, &result);
	expect(result.digest != digest, FAULT_NONE, "another history with the same digest", &result, "");
	exec_free(exec);
	seq_release(&seq);
}

/* Who tells no path is believed in that, with the digest of those who do, and in nothing else. */
static void try_silent(void)
{
	static const struct subject fake_silent = {.name = "fake", .size = fake_size, .boot = boot_subject, .apply = fake_apply, .counters = fake_counters,
						   .view = fake_view, .check = fake_check, .step_limit = fake_step_limit, .silent = true};
	static const enum fault told[] = {FAULT_NONE, FAULT_PATH_SHORT, FAULT_PATH_KIND, FAULT_PATH_FLAGS, FAULT_WAKE};
	struct exec_options options = {.subject = &fake_subject, .oracle = &fake_oracle, .digest = true};
	struct exec *exec = exec_new(&options), *silent;
	struct exec_result sound, result;
	struct sequence seq;

	options.subject = &fake_silent;
	silent = exec_new(&options);
	build(&seq);
	fault = FAULT_NONE;
	exec_run(exec, &seq, &sound);
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		const bool wrong = told[i] == FAULT_WAKE;

		fault = told[i];
		exec_run(silent, &seq, &result);
		expect(result.divergence.class == (wrong ? DIFF_ANSWER : DIFF_NONE), fault, "silent", &result, "");
		expect(wrong || result.digest == sound.digest, fault, "the digest of the silent", &result, "");
	}
	fault = FAULT_NONE;
	exec_free(exec);
	exec_free(silent);
	seq_release(&seq);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		try_fault(&table[i], VIEW_EACH_OP);
		try_fault(&table[i], VIEW_AT_END);
		try_fault(&table[i], VIEW_AFTER_THE_END);
		try_blind(&table[i]);
		try_ways(&table[i], VIEW_EACH_OP);
		try_ways(&table[i], VIEW_AT_END);
	}
	try_expectations();
	try_silent();
	printf("exec_test: %u checks, %u failed\n", checks, failures);
	return failures > 0;
}
