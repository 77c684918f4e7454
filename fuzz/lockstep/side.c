// SPDX-License-Identifier: MIT
/*
 * Memory is kept from one world to the next, so each world boots in what the one before has left.
 */
#include "fuzz/lockstep/side.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/language/memory.h"

/* The first world finds its memory full of this byte, which it cannot mistake for zero. */
enum { STALE_BYTE = 0xa5 };

static void make_room(struct side *side, size_t size)
{
	if (size <= side->room)
		return;
	free(side->world);
	side->room = (size + 63) & ~(size_t)63;
	side->world = need_memory(aligned_alloc(64, side->room));
	memset(side->world, STALE_BYTE, side->room);
}

static void make_view_room(struct side *side, const struct machine *machine)
{
	const struct view_room need = view_room(machine);
	struct view_room *room = &side->view_room;

	/* A view does not write the orders and zones that a machine lacks: make them zero, whatever an earlier view left there. */
	memset(side->view.counters, 0, machine->nr_zones * sizeof(side->view.counters[0]));
	memset(side->view.zone, 0, machine->nr_zones * sizeof(side->view.zone[0]));
	memset(side->counters, 0, machine->nr_zones * sizeof(side->counters[0]));
	side->view_taken = side->looked_at = false;
	if (need.pages <= room->pages && need.pageblocks <= room->pageblocks && need.pcps <= room->pcps && need.bytes <= room->bytes)
		return;
	room->pages = need.pages > room->pages ? need.pages : room->pages;
	room->pageblocks = need.pageblocks > room->pageblocks ? need.pageblocks : room->pageblocks;
	room->pcps = need.pcps > room->pcps ? need.pcps : room->pcps;
	room->bytes = need.bytes > room->bytes ? need.bytes : room->bytes;
	view_release(&side->view);
	view_init_room(&side->view, room);
}

bool side_boot(struct side *side, const struct machine *machine)
{
	const size_t size = side->subject->size(machine);

	make_view_room(side, machine);
	if (size == 0)
		return false;
	make_room(side, size);
	return side->subject->boot(side->world, machine);
}

void side_release(struct side *side)
{
	free(side->world);
	view_release(&side->view);
}

void side_apply(struct side *side, const struct request *request)
{
	memset(&side->answer, 0, offsetof(struct answer, bad));
	side->subject->apply(side->world, request, &side->answer);
}

void side_take_counters(struct side *side)
{
	side->subject->counters(side->world, side->counters);
}

void side_take_view(struct side *side)
{
	side->subject->view(side->world, &side->view);
	side->view_taken = true;
}
