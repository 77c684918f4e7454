// SPDX-License-Identifier: MIT
/*
 * Draws for arguments: slots that hold something or nothing, zones, pages, orders, masks, cpus.
 *
 * Each random draw is a statement of its own, or sequenced by the language, because the order of draws is part of what a seed means.
 */
#include "fuzz/generate/generate_pick.h"

/*
 * Slots.
 */

static uint32_t held_pages(const struct held *held)
{
	return held->nr << held->order;
}

void hold(struct generator *g, int slot, uint32_t nr, unsigned order)
{
	struct held *held = &g->held[slot];
	g->pages -= held_pages(held);
	held->nr = nr;
	held->order = (uint8_t)order;
	g->pages += held_pages(held);
}

/* The first slot from a random one on that holds something (or nothing); the random one itself if there is none. */
static int pick_slot(struct generator *g, bool holding)
{
	const uint32_t first = random_below(g, NR_SLOTS);
	for (uint32_t i = 0; i < NR_SLOTS; i++)
		if ((g->held[(first + i) % NR_SLOTS].nr > 0) == holding)
			return (int)((first + i) % NR_SLOTS);
	return (int)first;
}

int empty_slot(struct generator *g)
{
	for (int slot = 0; slot < NR_SLOTS; slot++)
		if (g->held[slot].nr == 0)
			return slot;
	return pick_slot(g, true);
}

int freed_slot(struct generator *g)
{
	const uint32_t first = random_below(g, NR_SLOTS);
	for (uint32_t i = 0; i < NR_SLOTS; i++) {
		const struct held *held = &g->held[(first + i) % NR_SLOTS];
		if (held->nr == 0 && held->order > 0)
			return (int)((first + i) % NR_SLOTS);
	}
	return (int)first;
}

int held_slot(struct generator *g)
{
	return pick_slot(g, true);
}

/*
 * Arguments.
 */

uint32_t machine_size(const struct machine *machine)
{
	uint32_t pages = 0;
	for (unsigned z = 0; z < machine->nr_zones; z++)
		pages += machine->zone[z].end_pfn - machine->zone[z].start_pfn;
	return pages;
}

static const struct machine_zone *pick_zone(struct generator *g)
{
	return &g->machine.zone[random_below(g, g->machine.nr_zones)];
}

uint32_t pick_pfn(struct generator *g)
{
	const struct machine_zone *zone = pick_zone(g);
	const uint32_t pages = zone->end_pfn - zone->start_pfn;
	return zone->start_pfn + (pages ? random_below(g, pages) : 0);
}

uint32_t pick_page(struct generator *g)
{
	if (percent(g, 20))
		return pick_pfn(g);
	const int slot = held_slot(g);
	const uint32_t pages = held_pages(&g->held[slot]);
	const uint32_t offset = percent(g, 50) || pages == 0 ? 0 : random_below(g, pages);
	return PFN_OF_SLOT(slot, offset & 0x7fff);
}

uint32_t pick_order(struct generator *g)
{
	uint32_t order = 0;

	if (g->large && percent(g, 15))
		return g->machine.pageblock_order + random_below(g, g->machine.max_order - g->machine.pageblock_order);
	if (g->scenario->order_max == 0 || percent(g, g->scenario->order0))
		return 0;
	order = 1;
	while (order < g->scenario->order_max && percent(g, 55))
		order++;
	return order;
}

uint32_t pick_gfp(struct generator *g)
{
	const uint32_t *gfp = g->scenario->gfp;
	uint32_t count = 0;

	while (gfp[count])
		count++;
	return gfp[percent(g, 50) ? g->dominant % count : random_below(g, count)];
}

void set_cpu(struct generator *g, struct op *op)
{
	uint32_t cpu = random_below(g, g->machine.nr_cpus);

	while (g->offline >> cpu & 1 && percent(g, 97))
		cpu = random_below(g, g->machine.nr_cpus);
	op_set(op, ARG_CPU, cpu);
}

void set_node(struct generator *g, struct op *op)
{
	op_set(op, ARG_NODE, random_below(g, g->machine.nr_nodes));
	if (g->machine.nr_nodes > 1 && percent(g, 15))
		op_set(op, ARG_NODEMASK, 1 + random_below(g, (1u << g->machine.nr_nodes) - 1));
}

void set_zone(struct generator *g, struct op *op)
{
	op_set(op, ARG_ZONE, random_below(g, g->machine.nr_zones));
	op_set(op, ARG_ZONE_OR_ALL, random_below(g, g->machine.nr_zones + 1u));
}
