// SPDX-License-Identifier: MIT
/*
 * The allocator's hooks: questions are answered from the scripted answers of REQ_ANSWER, reports go into the answer of the request in
 * progress.
 *
 * The arguments of hooks are not part of any answer, and the oracle has no hooks to compare with. But they follow from the request; if one
 * is wrong, an event that no oracle produces is added to the path.
 */
#include "fuzz/subject_allocator.h"

static void add_event(struct answer *answer, enum path_kind kind, uint32_t a, uint8_t b, pfn_t pfn)
{
	if (answer->nr_path < PATH_EVENTS_MAX)
		answer->path[answer->nr_path] = (struct path_event){ .kind = (uint8_t)kind, .a = a, .b = b, .pfn = pfn };
	answer->nr_path++;
}

static void expect_told(struct world *world, bool right, enum path_kind kind, uint32_t told)
{
	if (!right)
		add_event(world->answer, kind, told, UINT8_MAX, PFN_NONE);
}

/* The asking hooks and the trace get their arguments separately; check that they are the same. */
static void note_path(void *ctx, enum path_kind kind, uint32_t a, uint8_t b, pfn_t pfn)
{
	struct world *world = ctx;

	add_event(world->answer, kind, a, b, pfn);
	if (kind == PATH_COMPACT && b & PATH_ASKED)
		expect_told(world, a == (uint32_t)world->prio, kind, (uint32_t)world->prio);
	if (kind == PATH_NODE_RECLAIM && b & PATH_ASKED)
		expect_told(world, a == world->node, kind, world->node);
}

static void note_bad_page(void *ctx, pfn_t pfn)
{
	struct answer *answer = ((struct world *)ctx)->answer;

	if (answer->nr_bad < BAD_MAX)
		answer->bad[answer->nr_bad] = pfn;
	answer->nr_bad++;
}

static void note_cleared(void *ctx, pfn_t pfn, uint32_t pages)
{
	(void)pfn;
	((struct world *)ctx)->answer->zeroed += pages;
}

static void *page_address(void *ctx, pfn_t pfn)
{
	return subject_memory_page(&((struct world *)ctx)->memory, pfn);
}

static void note_corrupt(void *ctx, pfn_t pfn, uint32_t first, uint32_t last, bool single_bit)
{
	struct answer *answer = ((struct world *)ctx)->answer;

	if (answer->nr_corrupt < CORRUPT_MAX)
		answer->corrupt[answer->nr_corrupt] = (struct corruption){ .pfn = pfn, .first = first, .last = last, .single_bit = single_bit };
	answer->nr_corrupt++;
}

static void note_wake(void *ctx, unsigned zone)
{
	struct answer *answer = ((struct world *)ctx)->answer;

	answer->wake++;
	answer->woken |= UINT32_C(1) << zone % MAX_ZONES;
}

static void free_listed(struct world *world, const struct scripted *scripted)
{
	uint32_t refs;

	for (uint32_t i = 0; i < scripted->count; i++)
		page_alloc_free(world->pa, scripted->cpu, scripted->pfns[i], scripted->orders[i], &refs);
}

/* Take the next answer to this question, or the default. */
static int64_t take(struct world *world, enum question question, int64_t otherwise)
{
	const struct scripted *scripted = script_take(&world->script, question);

	if (!scripted)
		return otherwise;
	const bool capture = question == ASK_COMPACT && scripted->zone != ZONE_ALL;

	if (capture)
		page_alloc_arm_capture(world->pa, scripted->zone);
	free_listed(world, scripted);
	if (capture && world->traced) /* optional: the request that armed it disarms it as well */
		page_alloc_disarm_capture(world->pa);
	if (scripted->has_mems) {
		world->task.mems = scripted->mems;
		page_alloc_set_mems(world->pa, scripted->mems);
	}
	if (scripted->victim) {
		world->task.flags |= TASK_VICTIM;
		page_alloc_mark_victim(world->pa);
	}
	return scripted->value;
}

/* The gfp mask that hooks must see: the request's, without the bits that a request for an exact number of pages drops. */
static uint32_t asked_gfp(const struct world *world)
{
	const uint32_t mapped = world->memory.machine.profile >= PROFILE_LINUX_6_1 ? GFP_BIT_HIGHMEM : 0;
	const uint32_t dropped = world->request->kind == REQ_ALLOC_EXACT ? GFP_BIT_COMP | mapped : 0;

	return world->request->gfp & ~dropped;
}

/* Is this asked_gfp(), minus what the task's scope forbids and what the slow path drops, plus what a bulk request adds? */
static bool in_scope(const struct world *world, uint32_t gfp)
{
	const uint32_t io = GFP_BIT_IO | GFP_BIT_FS, fs = GFP_BIT_FS;
	const uint32_t barred = world->task.flags & TASK_NOIO ? io : world->task.flags & TASK_NOFS ? fs : 0;
	const uint32_t left = world->request->kind == REQ_ALLOC_BULK ? GFP_BIT_HARDWALL : 0;

	return !(gfp & barred) && !((gfp ^ asked_gfp(world)) & ~(barred | left | GFP_BIT_ATOMIC | GFP_BIT_MOVABLE));
}

/*
 * The order that hooks must see: 0 for single pages in bulk, that of the smallest block for an exact number of pages, else the request's.
 */
static unsigned asked_order(const struct request *request)
{
	unsigned order = 0;

	if (request->kind == REQ_ALLOC_BULK)
		return 0;
	if (request->kind != REQ_ALLOC_EXACT)
		return request->order;
	while (UINT32_C(1) << order < request->count)
		order++;
	return order;
}

static void expect_order(struct world *world, enum path_kind kind, unsigned order)
{
	expect_told(world, order == asked_order(world->request), kind, order);
}

static uint32_t answer_reclaim(void *ctx, unsigned order, uint32_t gfp)
{
	expect_order(ctx, PATH_RECLAIM, order);
	expect_told(ctx, in_scope(ctx, gfp), PATH_RECLAIM, gfp);
	return (uint32_t)take(ctx, ASK_RECLAIM, 0);
}

static enum compact_result answer_compact(void *ctx, unsigned order, int prio)
{
	expect_order(ctx, PATH_COMPACT, order);
	((struct world *)ctx)->prio = prio;
	return (enum compact_result)take(ctx, ASK_COMPACT, COMPACT_SKIPPED);
}

static bool answer_oom(void *ctx, unsigned order)
{
	expect_order(ctx, PATH_OOM, order);
	return take(ctx, ASK_OOM, 0) != 0;
}

static bool answer_oom_lock(void *ctx)
{
	return take(ctx, ASK_OOM_LOCK, 1) != 0;
}

static uint32_t answer_node_reclaim(void *ctx, unsigned node, unsigned order)
{
	expect_order(ctx, PATH_NODE_RECLAIM, order);
	((struct world *)ctx)->node = node;
	return (uint32_t)take(ctx, ASK_NODE_RECLAIM, 0);
}

static int answer_migrate(void *ctx, pfn_t start, pfn_t end)
{
	const struct request *request = ((struct world *)ctx)->request;
	const bool range = request->kind == REQ_CONTIG;

	expect_told(ctx, range ? start == request->pfn && end == request->end_pfn : end - start == request->count, PATH_MIGRATE, end - start);
	return (int)take(ctx, ASK_MIGRATE, 0);
}

struct page_alloc_hooks subject_hooks(struct world *world, const struct machine *machine)
{
	return (struct page_alloc_hooks){
		.ctx = world,
		.reclaim = answer_reclaim,
		.compact = answer_compact,
		.oom = answer_oom,
		.oom_lock = answer_oom_lock,
		.node_reclaim = answer_node_reclaim,
		.migrate = answer_migrate,
		.wake_kswapd = note_wake,
		.page_address = machine->page_bytes ? page_address : NULL,
		.clear_pages = note_cleared,
		.corrupt_page = note_corrupt,
		.bad_page = note_bad_page,
		.trace = world->traced ? note_path : NULL,
	};
}
