// SPDX-License-Identifier: MIT
/*
 * Send one request at a time to both sides, and compare.
 */
#include "tests/both.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/lockstep/compare.h"
#include "fuzz/subjects.h"

enum { STALE = 0xa5 };

struct both both = {.side = {{.subject = &subject_allocator}, {.subject = &subject_model}}};
static uint64_t random_state;

void both_seed(uint32_t seed)
{
	random_state = seed * UINT64_C(0x9e3779b97f4a7c15);
}

uint32_t roll(uint32_t sides)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(random_state >> 33) % sides;
}

uint32_t edge(uint32_t max)
{
	const uint32_t value[] = {0, 1, max, max + 1, roll(1000), roll(1000)};

	return value[roll(6)];
}

static bool boot(int i)
{
	const size_t size = (both.side[i].subject->size(&both.machine) + 63) & ~(size_t)63;

	both.side[i].world = NULL;
	view_init(&both.side[i].view, &both.machine);
	if (size == 0)
		return false;
	both.side[i].world = aligned_alloc(64, size);
	if (!both.side[i].world)
		exit(3);
	memset(both.side[i].world, STALE, size);
	return both.side[i].subject->boot(both.side[i].world, &both.machine);
}

bool both_boot(bool *up)
{
	const bool allocator = boot(BOTH_ALLOCATOR), model = boot(BOTH_MODEL);

	both.nr_held = 0;
	*up = allocator && model;
	return allocator == model;
}

void both_close(void)
{
	for (int i = 0; i < BOTH_SIDES; i++) {
		free(both.side[i].world);
		view_release(&both.side[i].view);
	}
}

bool both_look(struct divergence *diff)
{
	for (int i = 0; i < BOTH_SIDES; i++)
		both.side[i].subject->view(both.side[i].world, &both.side[i].view);
	return compare_views(&both.machine, &both.side[BOTH_ALLOCATOR].view, &both.side[BOTH_MODEL].view, diff);
}

bool both_answer(const struct request *request, struct divergence *diff)
{
	const struct answer *given = &both.side[BOTH_MODEL].answer;

	for (int i = 0; i < BOTH_SIDES; i++)
		both.side[i].subject->apply(both.side[i].world, request, &both.side[i].answer);
	if (request->kind == REQ_ALLOC && given->status == STATUS_OK && given->value != PFN_NONE && both.nr_held < BOTH_HELD) {
		both.held[both.nr_held] = (pfn_t)given->value;
		both.held_order[both.nr_held++] = request->order;
	}
	return compare_answers(&both.side[BOTH_ALLOCATOR].answer, given, diff) && both_look(diff);
}

void both_give_back(struct request *request)
{
	const uint32_t at = roll(both.nr_held);

	request->kind = REQ_FREE;
	request->pfn = both.held[at];
	request->order = both.held_order[at];
	both.held[at] = both.held[--both.nr_held];
	both.held_order[at] = both.held_order[both.nr_held];
}
