// SPDX-License-Identifier: MIT
/*
 * What arguments are drawn from.
 */
#ifndef FUZZ_GENERATE_PICK_H
#define FUZZ_GENERATE_PICK_H

#include "fuzz/generate/generate_parts.h"

/* What the slot should hold from now on. */
void hold(struct generator *g, int slot, uint32_t nr, unsigned order);
/* One that holds something, if any does. */
int held_slot(struct generator *g);
/* The first that holds nothing: names stay short. */
int empty_slot(struct generator *g);
/* An empty one that has held a block of some order above 0, or any. */
int freed_slot(struct generator *g);

uint32_t machine_size(const struct machine *machine); /* pages of all zones */
uint32_t pick_pfn(struct generator *g);
/* Mostly a page of some slot's block: a pfn argument. */
uint32_t pick_page(struct generator *g);
uint32_t pick_order(struct generator *g);
uint32_t pick_gfp(struct generator *g);

void set_cpu(struct generator *g, struct op *op);
/* Node and, now and then, nodemask. */
void set_node(struct generator *g, struct op *op);
/* Zone, and zone or all. */
void set_zone(struct generator *g, struct op *op);

#endif
