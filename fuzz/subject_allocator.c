// SPDX-License-Identifier: MIT
/*
 * The allocator as a subject: carries out contract requests through allocator/page_alloc.h.
 *
 * Provides the memory behind the pages. Which call answers which request is in subject_allocator_requests.c, requests for which there is more
 * than one call are in subject_allocator_ways.c, the hooks in subject_allocator_hooks.c. Uses only the allocator's public header.
 */
#include <string.h>

#include "fuzz/subject_allocator.h"
#include "fuzz/subjects.h"

enum { ALIGNMENT = 64 };

static size_t world_bytes(void)
{
	return (sizeof(struct world) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* The functions of struct subject. */

static size_t subject_size(const struct machine *machine)
{
	const size_t size = page_alloc_size(machine);

	return size ? world_bytes() + size + subject_memory_size(machine) : 0;
}

static bool boot(void *self, const struct machine *machine, bool traced)
{
	struct world *world = self;
	world->traced = traced;
	const struct page_alloc_hooks hooks = subject_hooks(world, machine);
	uint8_t *instance = (uint8_t *)self + world_bytes();
	const size_t size = page_alloc_size(machine);

	if (size == 0)
		return false;
	subject_memory_init(&world->memory, machine, instance + size);
	if (!traced)
		memset(instance, 0, size);
	world->pa = (traced ? page_alloc_boot : page_alloc_boot_zeroed)(instance, machine, &hooks);
	world->script.nr = 0;
	world->turn = 0;
	world->shared = false;
	if (!world->pa)
		return false;
	world->task = (struct page_alloc_task){ .mems = (1u << machine->nr_nodes) - 1, .hardwall = (1u << machine->nr_nodes) - 1 };
	return true;
}

static bool subject_boot(void *self, const struct machine *machine)
{
	return boot(self, machine, true);
}

static bool subject_boot_untraced(void *self, const struct machine *machine)
{
	return boot(self, machine, false);
}

static void subject_apply(void *self, const struct request *request, struct answer *answer)
{
	struct world *world = self;

	answer->comp_order = 0;
	answer->pfmemalloc = false;
	answer->nr_pages = 0;
	answer->value = 0;
	answer->wake = answer->woken = answer->zeroed = answer->nr_bad = answer->nr_corrupt = answer->nr_path = 0;
	world->request = request;
	world->answer = answer;
	world->turn++;
	page_alloc_start_steps(world->pa);
	answer->status = (uint8_t)subject_request(world, request, answer);
	answer->steps = page_alloc_steps(world->pa);
}

static void subject_counters(const void *self, struct zone_counters *zones)
{
	page_alloc_counters(((const struct world *)self)->pa, zones);
}

static void subject_view(const void *self, struct view *view)
{
	page_alloc_view(((const struct world *)self)->pa, view);
}

static int subject_check(const void *self)
{
	return page_alloc_check(((const struct world *)self)->pa);
}

static void subject_step_limit(void *self, uint64_t limit, void (*stop)(void *ctx), void *ctx)
{
	page_alloc_step_limit(((struct world *)self)->pa, limit, stop, ctx);
}

const struct subject subject_allocator = {
	.name = "allocator",
	.size = subject_size,
	.boot = subject_boot,
	.apply = subject_apply,
	.counters = subject_counters,
	.view = subject_view,
	.check = subject_check,
	.step_limit = subject_step_limit,
	.counts_steps = true,
	.untraced = &subject_allocator_untraced,
	.questions = &subject_allocator_questions,
};

const struct subject subject_allocator_untraced = {
	.name = "allocator-untraced",
	.size = subject_size,
	.boot = subject_boot_untraced,
	.apply = subject_apply,
	.counters = subject_counters,
	.view = subject_view,
	.check = subject_check,
	.step_limit = subject_step_limit,
	.counts_steps = true,
	.silent = true,
	.questions = &subject_allocator_questions,
};
