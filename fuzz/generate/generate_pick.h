// SPDX-License-Identifier: MIT
/*
 * Draws for arguments.
 */
#ifndef FUZZ_GENERATE_PICK_H
#define FUZZ_GENERATE_PICK_H

#include "fuzz/generate/generate_parts.h"

/* Note what the slot should hold from now on. */
void hold(struct generator *g, int slot, uint32_t nr, unsigned order);
/* A slot that holds something, if there is one. */
int held_slot(struct generator *g);
/* The first empty slot, so that names stay short. */
int empty_slot(struct generator *g);
/* An empty slot that held a block of an order above 0, or any slot. */
int freed_slot(struct generator *g);

uint32_t machine_size(const struct machine *machine); /* pages of all zones */
uint32_t pick_pfn(struct generator *g);
/* A pfn argument: mostly a page of some slot's block. */
uint32_t pick_page(struct generator *g);
uint32_t pick_order(struct generator *g);
uint32_t pick_gfp(struct generator *g);

void set_cpu(struct generator *g, struct op *op);
/* Draw a node and, now and then, a nodemask. */
void set_node(struct generator *g, struct op *op);
/* Draw a zone, and a zone or all. */
void set_zone(struct generator *g, struct op *op);

#endif
