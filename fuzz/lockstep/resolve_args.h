// SPDX-License-Identifier: MIT
/*
 * What the arguments of an op mean on a machine.
 *
 * Reduction keeps misuse reachable without letting it drown the rest: an index just beyond its limit is passed on to be refused, a wild
 * one is taken modulo the limit. Values of gfp and flags that no kernel names are mapped to ones it does.
 */
#ifndef FUZZ_RESOLVE_ARGS_H
#define FUZZ_RESOLVE_ARGS_H

#include "fuzz/lockstep/resolve.h"

/* As much as compilers clear on the spot. */
enum { AT_ONCE = 16, ARGS_ROOM = (NR_ARGS + AT_ONCE - 1) / AT_ONCE * AT_ONCE };

/* What an op is resolved with. */
struct context {
	const struct slots *slots;
	const struct machine *machine;
	const struct op *op;
	struct request *out;
	pfn_t *pfns;
	uint8_t *orders;
	uint32_t arg[ARGS_ROOM]; /* by what they mean; 0 if the op has none of that meaning */
};

/* Below twice the limit as it is, otherwise modulo the limit. */
static inline uint32_t reduce(uint32_t value, uint32_t limit)
{
	return value < 2 * limit ? value : value % limit;
}

/* A quantity: the values around what is natural and the topmost 2^16 as they are (those are misuse), otherwise modulo natural. */
static inline uint32_t reduce_quantity(uint32_t value, uint32_t natural)
{
	return value < 2 * natural || value >= 0xffff0000u ? value : value % natural;
}

static inline uint32_t arg(const struct context *c, enum arg_id id)
{
	return c->arg[id];
}

static inline uint8_t index_arg(const struct context *c, enum arg_id id, uint32_t limit)
{
	return (uint8_t)reduce(arg(c, id), limit);
}

static inline const struct slot *slot(const struct context *c)
{
	return &c->slots->slot[arg(c, ARG_SLOT) % NR_SLOTS];
}

static inline uint8_t zone_arg(const struct context *c)
{
	return index_arg(c, ARG_ZONE, c->machine->nr_zones);
}

/* Fills arg[]. */
void find_args(struct context *c);
/* What most requests take alike: into the field of its name. The others are taken by whom they concern. */
void common_args(const struct context *c);

/* A pfn argument. False: it is relative to a slot that never held anything. */
bool pfn_arg(const struct context *c, pfn_t *pfn);
uint8_t zone_or_all(const struct context *c);
/* At least one; below twice what is natural as it is, otherwise folded into 1..few. */
uint32_t count_arg(const struct context *c, uint32_t natural, uint32_t few);
uint32_t alloc_flags_arg(const struct context *c, uint32_t value);
void nodes_arg(const struct context *c, uint32_t value, uint32_t *mask, bool *given);

#endif
