// SPDX-License-Identifier: MIT
/*
 * What the arguments of an op mean on a machine.
 *
 * Reduction keeps misuse reachable without letting it dominate: an index just beyond its limit is passed on and refused, one far beyond is
 * taken modulo the limit. Values of gfp and flags that no kernel has are mapped to ones that kernels use.
 */
#ifndef FUZZ_RESOLVE_ARGS_H
#define FUZZ_RESOLVE_ARGS_H

#include "fuzz/lockstep/resolve.h"

/* As many entries as compilers clear inline. */
enum { AT_ONCE = 16, ARGS_ROOM = (NR_ARGS + AT_ONCE - 1) / AT_ONCE * AT_ONCE };

/* An op with everything needed to resolve it. */
struct context {
	const struct slots *slots;
	const struct machine *machine;
	const struct op *op;
	struct request *out;
	pfn_t *pfns;
	uint8_t *orders;
	uint32_t arg[ARGS_ROOM]; /* by meaning; 0 if the op has no such argument */
};

/* Unchanged below twice the limit, otherwise modulo the limit. */
static inline uint32_t reduce(uint32_t value, uint32_t limit)
{
	return value < 2 * limit ? value : value % limit;
}

/* A quantity: unchanged below twice `natural` and in the topmost 2^16 (those are misuse), otherwise modulo natural. */
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

/* Fill arg[] from the op. */
void find_args(struct context *c);
/* Copy the arguments that most requests have into the fields of their names. The rest is up to each request's function. */
void common_args(const struct context *c);

/* A pfn argument. False: it is relative to a slot that never held a block. */
bool pfn_arg(const struct context *c, pfn_t *pfn);
uint8_t zone_or_all(const struct context *c);
/* At least 1; unchanged below twice natural, otherwise folded into 1..few. */
uint32_t count_arg(const struct context *c, uint32_t natural, uint32_t few);
uint32_t alloc_flags_arg(const struct context *c, uint32_t value);
void nodes_arg(const struct context *c, uint32_t value, uint32_t *mask, bool *given);

#endif
