// SPDX-License-Identifier: MIT
/*
 * Boot, step, look: lockstep's loop without its other half.
 */
#include "fuzz/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *need(void *memory)
{
	if (memory)
		return memory;
	fprintf(stderr, "buddycheck: out of memory; use a machine with fewer pages\n");
	exit(3);
}

static void boot(struct world *world)
{
	const size_t size = world->subject->size(&world->machine);

	if (size == 0)
		return;
	world->self = need(aligned_alloc(64, (size + 63) & ~(size_t)63));
	if (world->subject->boot(world->self, &world->machine))
		return;
	free(world->self);
	world->self = NULL;
}

struct world *world_new(const struct subject *subject, const struct sequence *seq)
{
	struct world *world = need(calloc(1, sizeof(*world)));

	world->subject = subject;
	world->first_op = seq_machine(seq, &world->machine);
	view_init(&world->view, &world->machine);
	slots_init(&world->slots, &world->machine);
	boot(world);
	return world;
}

void world_free(struct world *world)
{
	if (!world)
		return;
	view_release(&world->view);
	free(world->self);
	free(world);
}

bool world_step(struct world *world, const struct sequence *seq, uint32_t index)
{
	if (!op_resolve(&world->slots, &world->machine, seq, index, &world->request, world->pfns, world->orders))
		return false;
	memset(&world->answer, 0, offsetof(struct answer, bad));
	world->subject->apply(world->self, &world->request, &world->answer);
	slots_update(&world->slots, &seq->op[index], &world->request, &world->answer);
	return true;
}

void world_look(struct world *world)
{
	world->subject->view(world->self, &world->view);
}
