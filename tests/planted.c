// SPDX-License-Identifier: MIT
/*
 * The planted bugs. Each is a few lines: the condition, and the lie.
 *
 * The expected sizes are counted by hand on the default machine, which needs no op: one op for every event of the
 * condition, and one more to show the lie if the last event of the condition does not show it.
 */
#include "tests/planted.h"

#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64 };

static bool gave_page(const struct request *request, const struct answer *answer)
{
	return (request->kind == REQ_ALLOC || request->kind == REQ_RMQUEUE) && answer->status == STATUS_OK && answer->value != PFN_NONE;
}

static bool is_plain(const struct request *request, const struct answer *answer, enum request_kind kind)
{
	return request->kind == kind && answer->status == STATUS_OK;
}

/* alloc, alloc, alloc: the third page is the next one. */
static void lie_third_page(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (gave_page(request, answer) && state->allocs == 3)
		answer->value++;
}

/* alloc, free, alloc, free, alloc order=3: no page. */
static void lie_order3_after_frees(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (gave_page(request, answer) && request->order == 3 && state->frees >= 2)
		answer->value = PFN_NONE;
}

/* alloc, free, drain: a page is missing from the counter. */
static void lie_drift_after_drain(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (is_plain(request, answer, REQ_DRAIN) && state->frees >= 1)
		state->lying = true;
}

static void free_less(struct zone_counters *zones)
{
	zones[0].free--;
}

/* alloc order=1, split: the free counter is a page too high. */
static void lie_split_counts(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (is_plain(request, answer, REQ_SPLIT) && request->order >= 1)
		state->lying = true;
}

static void free_more(struct zone_counters *zones)
{
	zones[0].free++;
}

/* alloc, free: the view gives the first block of the lowest free list its neighbour's pfn. */
static void lie_list(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (is_plain(request, answer, REQ_FREE) && state->frees >= 1)
		state->lying = true;
}

static void shift_list_head(struct view *view)
{
	view->free_pfns[0] += 1;
}

/*
 * alloc gfp=__GFP_MOVABLE, alloc gfp=__GFP_RECLAIMABLE: the view shows the first pageblock as CMA. Without the first op it
 * would have become RECLAIMABLE.
 */
static void lie_pageblock(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (gave_page(request, answer) && request->gfp & GFP_BIT_RECLAIMABLE)
		state->lying = true;
}

static void turn_pageblock(struct view *view)
{
	view->pageblock[0] = view->pageblock[0] == MIGRATE_CMA ? MIGRATE_MOVABLE : MIGRATE_CMA;
}

/* alloc, get_page: the last page of the zone is lost. */
static void lie_page_lost(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (is_plain(request, answer, REQ_GET_PAGE))
		state->lying = true;
}

static void lose_page(struct view *view)
{
	view->page[view->zone[0].end_pfn - view->zone[0].start_pfn - 1] = PAGE_LOST;
}

/* alloc order=11: wakes kswapd once more. */
static void lie_wake(struct planted_state *state, const struct request *request, struct answer *answer)
{
	(void)state;
	if (request->kind == REQ_ALLOC && answer->status == STATUS_OK && answer->value == PFN_NONE)
		answer->wake++;
}

/* free_at of a free page: accepted. */
static void lie_double_free(struct planted_state *state, const struct request *request, struct answer *answer)
{
	(void)state;
	if (request->kind == REQ_FREE && answer->status == STATUS_ALREADY_FREE)
		answer->status = STATUS_OK;
}

/* drain_all, wmark_ok: returns the opposite. */
static void lie_wmark(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (is_plain(request, answer, REQ_WMARK_OK) && state->drain_alls >= 1)
		answer->value = !answer->value;
}

/* setboost: a page more than asked for. */
static void lie_boost(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (is_plain(request, answer, REQ_SET_BOOST))
		state->lying = true;
}

static void boost_more(struct zone_counters *zones)
{
	zones[0].boost++;
}

/* alloc, alloc, alloc, drain: the low watermark is a page lower. */
static void lie_low_mark(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (is_plain(request, answer, REQ_DRAIN) && state->allocs >= 3)
		state->lying = true;
}

static void low_less(struct zone_counters *zones)
{
	zones[0].wmark[WMARK_LOW]--;
}

/* alloc, freelist: the managed counter is a page too low. */
static void lie_free_list(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (is_plain(request, answer, REQ_FREE_LIST) && request->count >= 1)
		state->lying = true;
}

static void managed_less(struct zone_counters *zones)
{
	zones[0].managed--;
}

/* alloc gfp=__GFP_ATOMIC: the highatomic reserve is too high. */
static void lie_reserve(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (gave_page(request, answer) && request->gfp & GFP_BIT_ATOMIC)
		state->lying = true;
}

static void reserve_more(struct zone_counters *zones)
{
	zones[0].reserved_highatomic += 16;
}

/* alloc order=1 gfp=__GFP_COMP: the answer is not marked compound. */
static void lie_comp(struct planted_state *state, const struct request *request, struct answer *answer)
{
	(void)state;
	if (gave_page(request, answer) && request->gfp & GFP_BIT_COMP)
		answer->comp_order = 0;
}

/* alloc gfp=__GFP_ZERO: nothing is zeroed. */
static void lie_zero(struct planted_state *state, const struct request *request, struct answer *answer)
{
	(void)state;
	if (gave_page(request, answer) && request->gfp & GFP_BIT_ZERO)
		answer->zeroed = 0;
}

/* alloc five times: the subject's own check reports invariant 7. */
static void lie_check(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (gave_page(request, answer) && state->allocs == 5)
		state->lying = true;
}

/* drain_all three times: writes to an unmapped address. */
static void lie_crash(struct planted_state *state, const struct request *request, struct answer *answer)
{
	static int *volatile nowhere;

	if (is_plain(request, answer, REQ_DRAIN_ALL) && state->drain_alls == 3)
		*nowhere = 1;
}

/* machine cpus=2, alloc cpu=1, free cpu=0: an assertion fails. */
static void lie_abort(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (is_plain(request, answer, REQ_FREE) && state->last_cpu == 1 && request->cpu == 0)
		abort();
}

/* alloc, get_page, get_page: never returns. */
static void lie_hang(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (is_plain(request, answer, REQ_GET_PAGE) && state->gets == 2 && state->stop)
		state->stop(state->stop_ctx);
}

/* alloc order=2, free: PGFREE is counted twice. */
static void lie_event(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (is_plain(request, answer, REQ_FREE) && request->order >= 2)
		state->lying = true;
}

static void event_more(struct view *view)
{
	view->events.pgfree++;
}

/* alloc, alloc, alloc, alloc order=2: the path has a drain that did not happen. */
static void lie_path(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (gave_page(request, answer) && request->order == 2 && state->allocs >= 4)
		answer->path[answer->nr_path++] = (struct path_event){.kind = PATH_DRAIN, .pfn = PFN_NONE};
}

/*
 * set pcp_mode=fixed, set pcp_high=2, alloc, free, free_at of the same page, which is cached now: the status is another
 * one. Without the settings a zone as small as the default one caches nothing.
 */
static void lie_status(struct planted_state *state, const struct request *request, struct answer *answer)
{
	(void)state;
	if (request->kind == REQ_FREE && answer->status == STATUS_CACHED)
		answer->status = STATUS_WRONG_ORDER;
}

/* alloc, alloc, free: one of the references stays. */
static void lie_references(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (is_plain(request, answer, REQ_FREE) && answer->value == 0 && state->allocs == 2)
		answer->value = 1;
}

const struct plant planted_table[] = {
	{"third page", 3, "alloc-value-other", lie_third_page, NULL, NULL, 0},
	{"order 3 after two frees", 5, "alloc-value-null", lie_order3_after_frees, NULL, NULL, 0},
	{"drift after drain", 3, "drain-counter-free-less", lie_drift_after_drain, free_less, NULL, 0},
	{"split counts", 2, "split-counter-free-more", lie_split_counts, free_more, NULL, 0},
	{"list", 2, "free-view-list", lie_list, NULL, shift_list_head, 0},
	{"pageblock type", 2, "alloc-view-pageblock-cma-vs-movable", lie_pageblock, NULL, turn_pageblock, 0},
	{"page lost", 2, "get_page-view-page", lie_page_lost, NULL, lose_page, 0},
	{"wakes once more", 1, "alloc-answer-wake-more", lie_wake, NULL, NULL, 0},
	{"takes a free page", 1, "free-status", lie_double_free, NULL, NULL, 0},
	{"watermark turned", 2, "wmark_ok-value", lie_wmark, NULL, NULL, 0},
	{"boost", 1, "setboost-counter-boost-more", lie_boost, boost_more, NULL, 0},
	{"low mark", 4, "drain-counter-wmark", lie_low_mark, low_less, NULL, 0},
	{"free list", 2, "freelist-counter-managed-less", lie_free_list, managed_less, NULL, 0},
	{"reserve", 1, "alloc-counter-reserved_highatomic-more", lie_reserve, reserve_more, NULL, 0},
	{"compound", 1, "alloc-answer-comp_order-less", lie_comp, NULL, NULL, 0},
	{"zeroing", 1, "alloc-answer-zeroed-less", lie_zero, NULL, NULL, 0},
	{"own check", 5, "alloc-check", lie_check, NULL, NULL, 7},
	{"crash", 3, "drain_all-crash-", lie_crash, NULL, NULL, 0},
	{"assertion", 3, "free-crash-abort", lie_abort, NULL, NULL, 0},
	{"hang", 3, "get_page-steps", lie_hang, NULL, NULL, 0},
	{"event", 2, "free-view-", lie_event, NULL, event_more, 0},
	{"path", 4, "alloc-path", lie_path, NULL, NULL, 0},
	{"status", 5, "free-status-wrong-order-vs-cached", lie_status, NULL, NULL, 0},
	{"references", 3, "free-value", lie_references, NULL, NULL, 0},
};
const uint32_t planted_count = sizeof(planted_table) / sizeof(*planted_table);

static const struct plant *plant;
static const struct subject *inner;

static void *world_of(const void *self)
{
	return (char *)(uintptr_t)self + ALIGNMENT;
}

static size_t planted_size(const struct machine *machine)
{
	const size_t size = inner->size(machine);

	_Static_assert(sizeof(struct planted_state) <= ALIGNMENT, "the state fits in front");
	return size == 0 ? 0 : size + ALIGNMENT;
}

static bool planted_boot(void *self, const struct machine *machine)
{
	memset(self, 0, sizeof(struct planted_state));
	return inner->boot(world_of(self), machine);
}

static void watch(struct planted_state *state, const struct request *request, const struct answer *answer)
{
	if (answer->status != STATUS_OK)
		return;
	if (gave_page(request, answer)) {
		state->allocs++;
		state->last_cpu = request->cpu;
	}
	state->frees += request->kind == REQ_FREE;
	state->splits += request->kind == REQ_SPLIT;
	state->drains += request->kind == REQ_DRAIN;
	state->drain_alls += request->kind == REQ_DRAIN_ALL;
	state->gets += request->kind == REQ_GET_PAGE;
	state->free_lists += request->kind == REQ_FREE_LIST;
}

static void planted_apply(void *self, const struct request *request, struct answer *answer)
{
	inner->apply(world_of(self), request, answer);
	watch(self, request, answer);
	plant->lie(self, request, answer);
}

static void planted_counters(const void *self, struct zone_counters *zones)
{
	const struct planted_state *state = self;

	inner->counters(world_of(self), zones);
	if (state->lying && plant->counters)
		plant->counters(zones);
}

static void planted_view(const void *self, struct view *view)
{
	const struct planted_state *state = self;

	inner->view(world_of(self), view);
	if (state->lying && plant->counters)
		plant->counters(view->counters);
	if (state->lying && plant->view)
		plant->view(view);
}

static int planted_check(const void *self)
{
	const struct planted_state *state = self;

	if (state->lying && plant->check)
		return plant->check;
	return inner->check ? inner->check(world_of(self)) : 0;
}

static void planted_step_limit(void *self, uint64_t limit, void (*stop)(void *ctx), void *ctx)
{
	struct planted_state *state = self;

	state->stop = stop;
	state->stop_ctx = ctx;
	if (inner->step_limit)
		inner->step_limit(world_of(self), limit, stop, ctx);
}

const struct subject *planted_by(const struct plant *row, const struct subject *over)
{
	static const struct subject subject = {.name = "planted", .size = planted_size, .boot = planted_boot, .apply = planted_apply,
		.counters = planted_counters, .view = planted_view, .check = planted_check, .step_limit = planted_step_limit};

	plant = row;
	inner = over;
	return &subject;
}

const struct subject *planted_subject(uint32_t index, const struct subject *over)
{
	return planted_by(&planted_table[index], over);
}

static uint32_t next(uint64_t *seed, uint32_t below)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33) % below;
}

/* A random pfn, or a reference to the block that a slot holds or held. */
static uint32_t wild_pfn(uint64_t *seed)
{
	return next(seed, 2) ? PFN_OF_SLOT(next(seed, 24), 0) : 1024 + next(seed, 1024);
}

static void fill_op(struct op *op, uint64_t *seed)
{
	static const uint8_t kinds[] = {OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_FREE, OP_FREE, OP_FREE, OP_FREE,
		OP_FREE_AT, OP_FREE_AT, OP_FREELIST, OP_SPLIT, OP_GET_PAGE, OP_GET_PAGE, OP_DRAIN, OP_DRAIN_ALL, OP_WMARK_OK, OP_SETBOOST};
	static const uint32_t masks[] = {0xcc0, 0xcc0, 0x100cca, 0xcd0, 0xa20, 0x40dc0, 0xdc0, 0x500};
	const struct op_arg *arg;

	*op = (struct op){.kind = kinds[next(seed, sizeof(kinds))], .dst = SLOT_NONE};
	if (op_table[op->kind].writes_slot)
		op->dst = (int16_t)next(seed, 24);
	arg = op_table[op->kind].arg;
	for (uint32_t i = 0; i < OP_ARGS_MAX && arg[i].id != ARG_NONE; i++) {
		switch (arg[i].id) {
		case ARG_GFP: op->arg[i] = masks[next(seed, 8)]; break;
		case ARG_ORDER: op->arg[i] = next(seed, 40) == 0 ? 11 : next(seed, 4); break;
		case ARG_CPU: op->arg[i] = next(seed, 2); break;
		case ARG_SLOT: op->arg[i] = next(seed, 24); break;
		case ARG_SLOTS: op->arg[i] = next(seed, 4); break;
		case ARG_LRU: op->arg[i] = next(seed, 2); break;
		case ARG_VALUE: op->arg[i] = next(seed, 64); break;
		case ARG_PFN: op->arg[i] = op->kind == OP_FREE_AT ? wild_pfn(seed) : 0; break;
		default: break;
		}
	}
}

static void set_at_front(struct op *op, enum set_key key, uint32_t value)
{
	*op = (struct op){.kind = OP_SET, .dst = SLOT_NONE};
	op_set(op, ARG_KEY, key);
	op_set(op, ARG_KEY_VALUE, value);
}

void planted_sequence(struct sequence *seq, uint64_t seed, uint32_t nr_ops)
{
	seq->profile = PROFILE_LINUX_5_10;
	seq->nr_ops = nr_ops;
	seq->op[0] = (struct op){.kind = OP_MACHINE, .dst = SLOT_NONE};
	op_set(&seq->op[0], ARG_CPUS, 2);
	seq->op[1] = (struct op){.kind = OP_ZONE, .dst = SLOT_NONE};
	op_set(&seq->op[1], ARG_ZONE_KIND, ZONE_NORMAL);
	op_set(&seq->op[1], ARG_START, 1024);
	op_set(&seq->op[1], ARG_END, 2048);
	set_at_front(&seq->op[2], SET_PCP_MODE, PCP_FIXED);
	set_at_front(&seq->op[3], SET_PCP_HIGH, 6);
	set_at_front(&seq->op[4], SET_PCP_BATCH, 2);
	for (uint32_t i = 5; i < nr_ops; i++)
		fill_op(&seq->op[i], &seed);
}
