// SPDX-License-Identifier: MIT
/*
 * A subject that must be caught: the allocator, until a block of order 2 or more is freed after at least three allocations. From then on
 * the first zone's free counter is one page short, as if a merge had lost it.
 *
 * The defect is rare enough that a fuzzer has to string four ops together, and common enough that it does so within seconds. Tests use it
 * to check that finding, saving, naming and replaying work.
 */
#include <string.h>

#include "fuzz/subjects.h"

enum { ALIGNMENT = 64, ALLOCATIONS = 3, FREED_ORDER = 2 };

/* At the start of the memory; the allocator's world follows at the next multiple of ALIGNMENT. */
struct canary {
	uint32_t allocations; /* successful ones */
	bool lying;
};

static void *inner(const void *self)
{
	return (char *)(uintptr_t)self + ALIGNMENT;
}

static size_t canary_size(const struct machine *machine)
{
	const size_t size = subject_allocator.size(machine);

	_Static_assert(sizeof(struct canary) <= ALIGNMENT, "the canary fits in front");
	return size == 0 ? 0 : size + ALIGNMENT;
}

static bool canary_boot(void *self, const struct machine *machine)
{
	memset(self, 0, sizeof(struct canary));
	return subject_allocator.boot(inner(self), machine);
}

static void watch(struct canary *canary, const struct request *request, const struct answer *answer)
{
	if (answer->status != STATUS_OK)
		return;
	if (request->kind == REQ_ALLOC && answer->value != PFN_NONE)
		canary->allocations++;
	if (request->kind == REQ_FREE && request->order >= FREED_ORDER && canary->allocations >= ALLOCATIONS)
		canary->lying = true;
}

static void canary_apply(void *self, const struct request *request, struct answer *answer)
{
	subject_allocator.apply(inner(self), request, answer);
	watch(self, request, answer);
}

static void canary_counters(const void *self, struct zone_counters *zones)
{
	const struct canary *canary = self;

	subject_allocator.counters(inner(self), zones);
	zones[0].free -= canary->lying;
}

static void canary_view(const void *self, struct view *view)
{
	const struct canary *canary = self;

	subject_allocator.view(inner(self), view);
	view->counters[0].free -= canary->lying;
}

static int canary_check(const void *self)
{
	return subject_allocator.check ? subject_allocator.check(inner(self)) : 0;
}

static void canary_step_limit(void *self, uint64_t limit, void (*stop)(void *ctx), void *ctx)
{
	if (subject_allocator.step_limit)
		subject_allocator.step_limit(inner(self), limit, stop, ctx);
}

const struct subject subject_canary = {
	.name = "canary",
	.size = canary_size,
	.boot = canary_boot,
	.apply = canary_apply,
	.counters = canary_counters,
	.view = canary_view,
	.check = canary_check,
	.step_limit = canary_step_limit,
};
