// SPDX-License-Identifier: MIT
/* The states found so far, in the order found, and a hash table over their ids: open addressing; nothing is ever removed. */
#include "fuzz/proof/enumerate_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/language/memory.h"

void table_init(struct table *table)
{
	memset(table, 0, sizeof(*table));
	table->nr_slots = 1024;
	table->room = 1024;
	table->slot = need_memory(calloc(table->nr_slots, sizeof(*table->slot)));
	table->state = need_memory(malloc(table->room * sizeof(*table->state)));
}

void table_release(struct table *table)
{
	free(table->slot);
	free(table->state);
	memset(table, 0, sizeof(*table));
}

/* The slot of an id, or the empty one (with an id of zeroes) where it would go. */
static struct table_slot *place(struct table_slot *slots, uint32_t nr_slots, struct state_id id)
{
	uint32_t at = (uint32_t)id.high & (nr_slots - 1);

	while ((slots[at].id.low | slots[at].id.high) != 0 && (slots[at].id.low != id.low || slots[at].id.high != id.high))
		at = (at + 1) & (nr_slots - 1);
	return &slots[at];
}

uint32_t table_find(const struct table *table, struct state_id id)
{
	const struct table_slot *slot = place(table->slot, table->nr_slots, id);

	return (slot->id.low | slot->id.high) != 0 ? slot->index : UINT32_MAX;
}

static void grow_slots(struct table *table)
{
	struct table_slot *slots = need_memory(calloc(table->nr_slots, 2 * sizeof(*slots)));

	for (uint32_t i = 0; i < table->nr_slots; i++)
		if ((table->slot[i].id.low | table->slot[i].id.high) != 0)
			*place(slots, table->nr_slots * 2, table->slot[i].id) = table->slot[i];
	free(table->slot);
	table->slot = slots;
	table->nr_slots *= 2;
}

uint32_t table_add(struct table *table, struct state_id id, const struct state *state, bool *added)
{
	struct table_slot *slot = place(table->slot, table->nr_slots, id);

	*added = (slot->id.low | slot->id.high) == 0;
	if (!*added)
		return slot->index;
	if (table->nr_states == table->room) {
		table->room *= 2;
		table->state = need_memory(realloc(table->state, table->room * sizeof(*table->state)));
	}
	slot->id = id;
	slot->index = table->nr_states;
	table->state[table->nr_states++] = *state;
	if (table->nr_states > table->nr_slots / 3 * 2)
		grow_slots(table);
	return table->nr_states - 1;
}
