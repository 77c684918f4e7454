// SPDX-License-Identifier: MIT
/*
 * How many steps a request is worth.
 */
#include "fuzz/lockstep/effort.h"

#include "fuzz/language/machine_size.h"

enum { PER_EVENT = 16 /* steps per path event, because an attempt looks at every zone */, PAGES_PER_STEP = 8 };

/* times: the allowed multiple of a request's worth, 0: no limit; ranges: whether it may look at memory by the range. */
static const struct {
	uint8_t times;
	bool ranges;
} patience[NR_REQUESTS] = {
	[REQ_ALLOC] = {24, false},
	[REQ_RMQUEUE] = {24, false},
	[REQ_ALLOC_BULK] = {24, false},
	[REQ_ALLOC_EXACT] = {24, false},
	[REQ_FREE] = {8, false},
	[REQ_FREE_LIST] = {8, false},
	[REQ_DRAIN] = {8, false},
	[REQ_DRAIN_ALL] = {8, false},
	[REQ_DRAIN_BATCH] = {8, false},
	[REQ_DECAY] = {8, false},
	[REQ_FOLD] = {8, false},
	[REQ_KSWAPD] = {8, false},
	[REQ_PCP_BUSY] = {8, false},
	[REQ_RECLAIM_ACTIVE] = {8, false},
	[REQ_CPU_DEAD] = {8, false},
	[REQ_SPLIT] = {32, true},
	[REQ_ISOLATE] = {32, true},
	[REQ_UNISOLATE] = {32, true},
	[REQ_ISOLATE_FREE] = {32, true},
	[REQ_REPORT_FREE] = {32, true},
	[REQ_UNRESERVE_HIGHATOMIC] = {32, true},
	[REQ_CONTIG] = {64, true},
	[REQ_FREE_CONTIG] = {32, true},
	[REQ_HOTADD] = {32, true},
	[REQ_INIT_LATE] = {32, true},
};

/*
 * Did the path have more than attempts: drains, reclaim, compaction? (On-demand initialisation of deferred memory leaves no event;
 * machine->deferred covers it.)
 */
static bool went_far(const struct answer *answer)
{
	for (uint32_t i = 0; i < answer->nr_path && i < PATH_EVENTS_MAX; i++)
		if (answer->path[i].kind != PATH_ATTEMPT)
			return true;
	return answer->nr_path > PATH_EVENTS_MAX;
}

/* From linux-6.12 on, a merging block gives its type to all pageblocks of its buddy. */
static uint32_t pageblocks_retyped(const struct machine *machine)
{
	return machine->profile >= PROFILE_LINUX_6_12 ? UINT32_C(1) << (machine->max_order - 1) >> machine->pageblock_order : 0;
}

/* A failed claim has looked at every page of a pageblock, and the next lower order looks again. */
static uint32_t pages_claimed_in_vain(const struct machine *machine)
{
	return machine->profile >= PROFILE_LINUX_6_12 ? (uint32_t)machine->max_order << machine->pageblock_order : 0;
}

uint64_t effort_allowed(const struct machine *machine, const struct request *request, const struct answer *oracle)
{
	const bool known = request->kind < NR_REQUESTS && patience[request->kind].times > 0;
	uint64_t worth = EFFORT_LEAST + oracle->steps + (uint64_t)PER_EVENT * oracle->nr_path;

	if (!known)
		return UINT64_MAX;
	worth += pageblocks_retyped(machine) / PAGES_PER_STEP;
	worth += pages_claimed_in_vain(machine) / patience[request->kind].times;
	if (request->kind == REQ_FREE_LIST)
		worth += request->count;
	worth += (uint64_t)EFFORT_LEAST * oracle->nr_pages;
	if (patience[request->kind].ranges || went_far(oracle) || machine->deferred)
		worth += machine_most_pages(machine) / PAGES_PER_STEP;
	return worth * patience[request->kind].times;
}
