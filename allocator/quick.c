// SPDX-License-Identifier: MIT
/*
 * The quick path. What it leaves out, and why it may: a non-empty list means no refill, so no fallback, no boost and no wake-up; the first
 * zone passing its watermark means no other zone, no node reclaim, no slow path; a page set below its high mark means no flush.
 */
#include "allocator/quick_slot.h"
#include "allocator/exclusion.h"
#include "allocator/entry.h"
#include "allocator/free.h"
#include "allocator/freelist.h"
#include "allocator/node.h"
#include "allocator/page.h"
#include "allocator/pageblock.h"
#include "allocator/pcp_adapt.h"
#include "allocator/pcp_list.h"
#include "allocator/quick_block.h"

enum { AHEAD = 16 };

bool quick_possible(const struct page_alloc *pa)
{
	const struct machine *machine = pa->machine;

	/* shared_blocks: hits are counted by zone, but PGALLOC goes by the page, whose zone may be another one; and nr_free is miscounted,
	 * so that the watermark test may miss a block that exists. vmstat_percpu: every count would have to go through the cpu's drift. */
	return !machine->cpusets && !pa->touches_pages && machine->guardpage_minorder < 0 && !pa->shared_blocks &&
	       !machine->vmstat_percpu;
}

/* The list must not be empty. */
static HOT pfn_t take_first(struct page_alloc *pa, const struct quick_slot *slot, bool lru)
{
	const page_t page = entry_page(pcp_ring_pop_head(slot->list));

	page_set(pa, page, lru ? KIND_ALLOC_LRU : KIND_ALLOC, 0);
	return page + slot->delta;
}

static HOT bool is_low(const struct quick_slot *slot)
{
	return count_read(&slot->zone->free) <= count_read(slot->floor);
}

/* False: the list is empty, or the zone is at or below its floor. */
static HOT bool take(struct page_alloc *pa, const struct quick_slot *slot, bool lru, pfn_t *pfn)
{
	if (pcp_ring_empty(slot->list) || is_low(slot))
		return false;
	*pfn = take_first(pa, slot, lru);
	return true;
}

/* False: as take(), or the slot belongs to another kind of request. */
static HOT bool take_known(struct page_alloc *pa, const struct quick_slot *slot, unsigned node, uint32_t gfp, bool lru, pfn_t *pfn)
{
	return quick_slot_knows(slot, node, gfp) && take(pa, slot, lru, pfn);
}

/* Refill an empty list without going through the general path, whose other checks are known to pass here. False: the list is not empty, the
 * zone is at or below its floor, or it has no free block of this type. */
static HOT bool refill(struct page_alloc *pa, const struct quick_slot *slot, uint32_t gfp)
{
	if (!pcp_list_empty(slot->list) || pa->common->entangled || is_low(slot))
		return false;
	return freelist_refill(pa, slot->zone, quick_attempt(pa, slot, gfp), slot->type);
}

/* Like take(), where high follows the load: an allocation also halves the count of pages freed lately. */
static pfn_t take_adapting(struct page_alloc *pa, const struct quick_slot *slot, uint32_t gfp, bool lru)
{
	pfn_t pfn = PFN_NONE;

	if (!take(pa, slot, lru, &pfn))
		return PFN_NONE;
	pcp_adapt_taken(slot->pcp);
	trace(pa, PATH_ATTEMPT, quick_attempt(pa, slot, gfp), 0, PFN_NONE);
	return pfn;
}

/* The slot belongs to another kind of request, or the list is empty. PFN_NONE: use the general path; nothing has changed. */
static HOT pfn_t learn_or_refill(struct page_alloc *pa, unsigned node, uint32_t gfp, bool lru)
{
	struct quick_slot *slot = quick_slot_of(pa, node, gfp);
	pfn_t pfn = PFN_NONE;

	if (!quick_slot_knows(slot, node, gfp)) {
		if (!quick_slot_adapts(slot, node, gfp) && !quick_learn_request(pa, node, gfp, slot))
			return PFN_NONE;
		if (slot->key & KEY_ADAPTS)
			return take_adapting(pa, slot, gfp, lru);
	}
	if (take(pa, slot, lru, &pfn))
		trace(pa, PATH_ATTEMPT, quick_attempt(pa, slot, gfp), 0, PFN_NONE);
	else if (refill(pa, slot, gfp))
		pfn = take_first(pa, slot, lru);
	return pfn;
}

static APART enum status learn_and_alloc(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result)
{
	const pfn_t pfn = learn_or_refill(pa, request->node, request->gfp, request->lru);

	cpu_leave(pa);
	if (pfn == PFN_NONE)
		return alloc_slowly(pa, request, result);
	*result = (struct page_alloc_result){ .pfn = pfn };
	return STATUS_OK;
}

/* Out of line, so that page_alloc_pages() below saves no registers; its other rare cases are out of line for the same reason. */
static APART enum status alloc_carefully(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result)
{
	pfn_t pfn = PFN_NONE;

	if (!cpu_enter_carefully(pa))
		return alloc_slowly(pa, request, result);
	if (!take_known(pa, quick_slot_near(pa, request->gfp), request->node, request->gfp, request->lru, &pfn))
		return learn_and_alloc(pa, request, result);
	quick_tell_and_leave(pa, request->node, request->gfp);
	*result = (struct page_alloc_result){ .pfn = pfn };
	return STATUS_OK;
}

enum status page_alloc_pages(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result)
{
	pfn_t pfn = PFN_NONE;

	if (request->cpu >= pa->nr_cpus)
		return alloc_refuse(result, STATUS_BAD_CPU);
	pa = on_cpu(pa, request->cpu);
	if (request->order != 0)
		return quick_block_alloc(pa, request, result);
	if (request->has_nodemask)
		return alloc_slowly(pa, request, result);
	if (!cpu_enter_open(pa))
		return alloc_carefully(pa, request, result);
	if (!take_known(pa, quick_slot_near(pa, request->gfp), request->node, request->gfp, request->lru, &pfn))
		return learn_and_alloc(pa, request, result);
	cpu_leave(pa);
	*result = (struct page_alloc_result){ .pfn = pfn };
	return STATUS_OK;
}

static APART pfn_t learn_and_alloc_node(struct page_alloc *pa, unsigned node, uint32_t gfp)
{
	const pfn_t pfn = learn_or_refill(pa, node, gfp, false);

	cpu_leave(pa);
	return pfn == PFN_NONE ? alloc_node_slowly(pa, node, gfp, 0) : pfn;
}

/* The node is not the cpu's own, or high follows the load. */
static APART pfn_t alloc_node_elsewhere(struct page_alloc *pa, unsigned node, uint32_t gfp)
{
	const struct quick_slot *slot = quick_slot_of(pa, node, gfp);
	pfn_t pfn = PFN_NONE;

	if (quick_slot_adapts(slot, node, gfp) && take(pa, slot, false, &pfn))
		pcp_adapt_taken(slot->pcp);
	else if (!take_known(pa, slot, node, gfp, false, &pfn))
		return learn_and_alloc_node(pa, node, gfp);
	cpu_leave(pa);
	return pfn;
}

static APART pfn_t alloc_node_carefully(struct page_alloc *pa, unsigned node, uint32_t gfp)
{
	pfn_t pfn = PFN_NONE;

	if (!cpu_enter_carefully(pa))
		return alloc_node_slowly(pa, node, gfp, 0);
	if (!take_known(pa, quick_slot_near(pa, gfp), node, gfp, false, &pfn))
		return learn_and_alloc_node(pa, node, gfp);
	quick_tell_and_leave(pa, node, gfp);
	return pfn;
}

pfn_t page_alloc_pages_node(struct page_alloc_cpu *cpu, unsigned node, uint32_t gfp, unsigned order)
{
	struct page_alloc *pa = of_cpu(cpu);
	pfn_t pfn = PFN_NONE;

	if (order != 0)
		return quick_block_alloc_node(pa, node, gfp, order);
	if (!cpu_enter_open(pa))
		return alloc_node_carefully(pa, node, gfp);
	if (!take_known(pa, quick_slot_near(pa, gfp), node, gfp, false, &pfn))
		return alloc_node_elsewhere(pa, node, gfp);
	cpu_leave(pa);
	return pfn;
}

/* Point the span at the list for pageblock type mt. Done when the type changes rather than for each page, so that consecutive frees do not
 * wait for each other's types. False: pages of isolated pageblocks go on no list. */
static inline bool aim(struct quick_span *span, unsigned mt)
{
	if (mt == MIGRATE_ISOLATE)
		return false;
	const unsigned index = mt < MIGRATE_HIGHATOMIC ? mt : MIGRATE_MOVABLE;

	pcp_aim(span->pcp, index);
	span->tag = make_entry(0, mt);
	span->type = (uint8_t)mt;
	span->list = &span->pcp->list[index];
	return true;
}

/* Takes `row` entries that are contiguous in the ring, from index `first` downwards. */
static inline void take_row(struct page_alloc *pa, pfn_t delta, const uint32_t *ring, uint32_t first, uint32_t row, enum page_kind kind, pfn_t *pfns)
{
	uint8_t *const state = pa->state;

	for (uint32_t i = 0; i < row; i++) {
		const page_t page = entry_page(ring[first - i]);

		pfns[i] = page + delta;
		state_write(&state[state_place(page)], STATE(kind, 0));
	}
}

/* One watermark test covers all pages: taking single pages from the list changes none of its inputs. */
static uint32_t take_many(struct page_alloc *pa, struct quick_slot *slot, bool lru, pfn_t *pfns, uint32_t count)
{
	struct pcp_list *list = slot->list;

	if (pcp_ring_len(list) < count)
		count = pcp_ring_len(list);
	if (is_low(slot))
		return 0;
	for (uint32_t left = count; left > 0;) {
		uint32_t first;
		const uint32_t row = pcp_ring_first(list, left, &first);

		take_row(pa, slot->delta, list->ring, first, row, lru ? KIND_ALLOC_LRU : KIND_ALLOC, pfns);
		pcp_ring_drop_first(list, row);
		pfns += row;
		left -= row;
	}
	pa->steps += count;
	return count;
}

uint32_t quick_take_many(struct page_alloc *pa, const struct page_alloc_request *request, pfn_t *pfns, uint32_t count)
{
	struct quick_slot *slot = quick_slot_of(pa, request->node, request->gfp);
	uint32_t done = 0;

	if (pa->hooks.trace || request->has_nodemask || !cpu_enter(pa))
		return 0;
	if (quick_slot_knows(slot, request->node, request->gfp))
		done = take_many(pa, slot, request->lru, pfns, count);
	cpu_leave(pa);
	return done;
}

/* A single page that is allocated, without STATE_NOTED. */
static HOT bool is_plain(const uint8_t *state)
{
	return (state_read(state) & ~STATE_LRU) == STATE(KIND_ALLOC, 0);
}

/* Add the page to the span's current list, which must have room. Like is_plain() it takes the address of the state byte, which the caller
 * computes once. */
static HOT void put_page(struct quick_span *span, page_t page, uint8_t *state)
{
	span->list->freed++;
	pcp_ring_push_head(span->list, page | span->tag);
	/* Keep this store last: a uint8_t store may alias anything, so the compiler reloads everything after it. */
	state_write(state, STATE(KIND_CACHED, 0));
}

static HOT bool put(struct page_alloc *pa, struct quick_span *span, page_t page)
{
	const unsigned type = pageblock_type(pa, page);
	uint8_t *state = state_of(pa, page);

	if (!is_plain(state) || (type != span->type && !aim(span, type)) || pcp_room(span->list) <= 0)
		return false;
	if (pa->policy->high_adapts) {
		if (!pcp_adapt_steady(span->zone, span->pcp))
			return false;
		pcp_adapt_freed(span->pcp);
	}
	put_page(span, page, state);
	return true;
}

/* Free the leading pages that lie in the span and whose pageblock has its current type. Each page is checked before it is written, so a
 * page listed twice ends the run. */
static APART uint32_t put_row(struct page_alloc *pa, const struct quick_span *span, const pfn_t *pfns, uint32_t count)
{
	const struct quick_span in = *span;
	const uint32_t room = pcp_room(in.list) > 0 ? (uint32_t)pcp_room(in.list) : 0, most = count < room ? count : room;
	uint32_t *const ring = in.list->ring, mask = in.list->mask, head = in.list->head, freed = 0;

	for (; freed < most; freed++) {
		const page_t page = quick_page(&in, pfns[freed]);
		uint8_t *state = state_of(pa, page);

		if (freed + AHEAD < count)
			__builtin_prefetch(state_of(pa, quick_page(&in, pfns[freed + AHEAD])), 1);
		if (!quick_in_span(&in, pfns[freed]) || !is_plain(state) || pageblock_type(pa, page) != in.type)
			break;
		state_write(state, STATE(KIND_CACHED, 0));
		ring[head++ & mask] = page | in.tag;
	}
	in.list->head = head;
	in.list->freed += freed;
	return freed;
}

uint32_t quick_put_many(struct page_alloc *pa, const pfn_t *pfns, uint32_t count)
{
	const bool by_row = !pa->policy->high_adapts;
	uint32_t freed = 0;

	if (!cpu_enter(pa))
		return 0;
	while (freed < count) {
		struct quick_span *span = quick_span_of(pa, pfns[freed]);
		const uint32_t row = span && by_row ? put_row(pa, span, pfns + freed, count - freed) : 0;

		if (row == 0 && !(span && put(pa, span, quick_page(span, pfns[freed]))))
			break;
		freed += row ? row : 1;
	}
	pa->steps += freed;
	cpu_leave(pa);
	return freed;
}

/* Free a valid single page whose list is full (or has none) straight through free_commit(), skipping checks that are known to pass. */
static bool put_and_flush(struct page_alloc *pa, const struct quick_span *span, pfn_t pfn)
{
	const page_t page = quick_page(span, pfn);

	if (pa->common->entangled || !is_plain(state_of(pa, page)))
		return false;
	free_commit(pa, page, 0, false);
	return true;
}

/* The page is in another zone or not a plain allocated page, or the list is full. */
static RARE enum status learn_and_free(struct page_alloc *pa, pfn_t pfn)
{
	struct quick_span *span = quick_span_of(pa, pfn);

	if (!span)
		span = quick_learn_span(pa, pfn);
	const bool freed = span && (put(pa, span, quick_page(span, pfn)) || put_and_flush(pa, span, pfn));

	cpu_leave(pa);
	return freed ? STATUS_OK : free_slowly(pa, pfn, 0);
}

/* The page's pageblock has another type than the last one. */
static APART enum status aim_and_free(struct page_alloc *pa, unsigned type, page_t page, struct quick_span *span)
{
	if (!aim(span, type) || pcp_room(span->list) <= 0)
		return learn_and_free(pa, zone_pfn(span->zone, page));
	put_page(span, page, state_of(pa, page));
	cpu_leave(pa);
	return STATUS_OK;
}

/* The page lies in the span. */
static HOT enum status free_in_span(struct page_alloc *pa, struct quick_span *span, pfn_t pfn)
{
	const page_t page = quick_page(span, pfn);
	uint8_t *state = state_of(pa, page);

	if (!is_plain(state) || pcp_room(span->list) <= 0)
		return learn_and_free(pa, pfn);
	const unsigned type = pageblock_type(pa, page);

	if (__builtin_expect(type != span->type, 0))
		return aim_and_free(pa, type, page, span);
	put_page(span, page, state);
	cpu_leave(pa);
	return STATUS_OK;
}

static HOT enum status free_adapting(struct page_alloc *pa, struct quick_span *span, pfn_t pfn)
{
	if (!put(pa, span, quick_page(span, pfn)))
		return learn_and_free(pa, pfn);
	cpu_leave(pa);
	return STATUS_OK;
}

/* The page is not in the most recently learned span, or high follows the load. */
static APART enum status free_elsewhere(struct page_alloc *pa, pfn_t pfn)
{
	struct quick_span *span = quick_span_of(pa, pfn);

	if (!span)
		return learn_and_free(pa, pfn);
	return pa->policy->high_adapts ? free_adapting(pa, span, pfn) : free_in_span(pa, span, pfn);
}

static HOT enum status free_inside(struct page_alloc *pa, pfn_t pfn)
{
	return quick_in_span(pa->span, pfn) ? free_in_span(pa, pa->span, pfn) : free_elsewhere(pa, pfn);
}

static APART enum status free_carefully(struct page_alloc *pa, pfn_t pfn)
{
	return cpu_enter_carefully(pa) ? free_inside(pa, pfn) : free_slowly(pa, pfn, 0);
}

static HOT enum status free_here(struct page_alloc *pa, pfn_t pfn, unsigned order)
{
	if (order != 0)
		return quick_block_free(pa, pfn, order);
	return cpu_enter_open(pa) ? free_inside(pa, pfn) : free_carefully(pa, pfn);
}

enum status page_alloc_free(struct page_alloc *pa, unsigned cpu, pfn_t pfn, unsigned order, uint32_t *refs)
{
	*refs = 0;
	if (cpu >= pa->nr_cpus)
		return STATUS_BAD_CPU;
	pa = on_cpu(pa, cpu);
	pa->refs_left = 0;
	const enum status status = free_here(pa, pfn, order);

	*refs = pa->refs_left;
	return status;
}

enum status page_alloc_free_pages(struct page_alloc_cpu *cpu, pfn_t pfn, unsigned order)
{
	struct page_alloc *pa = of_cpu(cpu);

	return free_here(pa, pfn, order);
}
