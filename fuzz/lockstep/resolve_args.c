// SPDX-License-Identifier: MIT
/*
 * What the arguments of an op mean on a machine.
 */
#include "fuzz/lockstep/resolve_args.h"

#include <string.h>

#include "fuzz/language/machine_size.h"

/* Store every argument at its meaning once, so that readers need no branch on which ones an op has. Unrolled. */
void find_args(struct context *c)
{
	const struct op_arg *row = op_table[c->op->kind].arg;

#pragma GCC unroll 8
	for (unsigned i = 0; i < ARGS_ROOM; i += AT_ONCE)
		memset(&c->arg[i], 0, AT_ONCE * sizeof(c->arg[0]));
#pragma GCC unroll 8
	for (unsigned i = 0; i < OP_ARGS_MAX; i++) /* unused entries write to ARG_NONE, which is never read */
		c->arg[row[i].id] = c->op->arg[i];
}

bool pfn_arg(const struct context *c, pfn_t *pfn)
{
	const uint32_t value = arg(c, ARG_PFN);

	if (!(value & PFN_OF_SLOT(0, 0))) {
		*pfn = reduce(value, machine_end(c->machine));
		return true;
	}
	const struct slot *of = &c->slots->slot[value >> 16 & 0xff];
	const uint32_t offset = value & 0xffff;
	*pfn = (of->pfn + offset - (offset & 0x8000 ? 0x10000 : 0)) & INT32_MAX;
	return of->used;
}

uint8_t zone_or_all(const struct context *c)
{
	const uint32_t zone = arg(c, ARG_ZONE_OR_ALL);
	return zone == 0 ? ZONE_ALL : (uint8_t)reduce(zone - 1, c->machine->nr_zones);
}

uint32_t count_arg(const struct context *c, uint32_t natural, uint32_t few)
{
	const uint32_t count = arg(c, ARG_COUNT);
	return count == 0 ? 1 : count < 2 * natural ? count : 1 + count % few;
}

/* Masks that kernels use; GFP_KERNEL is the first. */
enum {
	RECLAIM = GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM,
	KERNEL = RECLAIM | GFP_BIT_IO | GFP_BIT_FS,
	USER = KERNEL | GFP_BIT_HARDWALL,
	MOVABLE = USER | GFP_BIT_HIGHMEM | GFP_BIT_MOVABLE,
	ATOMIC = GFP_BIT_HIGH | GFP_BIT_ATOMIC | GFP_BIT_KSWAPD_RECLAIM,
	HUGE = (MOVABLE | GFP_BIT_COMP | GFP_BIT_NOMEMALLOC | GFP_BIT_NOWARN) & ~(GFP_BIT_KSWAPD_RECLAIM),
};

static const uint32_t usual_gfp[] = {
	KERNEL, MOVABLE, KERNEL | GFP_BIT_RECLAIMABLE, ATOMIC,
	USER, GFP_BIT_KSWAPD_RECLAIM, KERNEL | GFP_BIT_DMA32, HUGE,
	MOVABLE | GFP_BIT_ZERO, KERNEL | GFP_BIT_COMP, KERNEL | GFP_BIT_NORETRY, KERNEL | GFP_BIT_RETRY_MAYFAIL,
	ATOMIC | GFP_BIT_NOMEMALLOC, ATOMIC | GFP_BIT_MEMALLOC, KERNEL | GFP_BIT_THISNODE, MOVABLE | GFP_BIT_WRITE,
};

/* A mask with bits that no kernel has is replaced by a usual one, chosen by its top byte. */
static uint32_t gfp_arg(uint32_t gfp)
{
	return gfp <= GFP_BITS_ALL ? gfp : usual_gfp[(gfp >> 24) % (sizeof(usual_gfp) / sizeof(*usual_gfp))];
}

/*
 * Bits without a name are dropped. The watermark index 3, which does not exist, becomes HIGH, unless it is the whole value: that stays, as
 * misuse.
 */
uint32_t alloc_flags_arg(const struct context *c, uint32_t value)
{
	const uint32_t named = ALLOC_WMARK_MASK | ALLOC_NO_WATERMARKS | ALLOC_OOM | ALLOC_HARDER | ALLOC_HIGH | ALLOC_CPUSET | ALLOC_CMA |
			       ALLOC_NOFRAGMENT | ALLOC_KSWAPD | (c->machine->profile >= PROFILE_LINUX_6_1 ? ALLOC_HIGHATOMIC : 0);
	const uint32_t flags = value & named;
	return (flags & ALLOC_WMARK_MASK) == ALLOC_WMARK_MASK && flags != ALLOC_WMARK_MASK ? flags & ~1u : flags;
}

/*
 * A mask without any node of the machine is replaced by one node, except the one with only the node just beyond the last: that stays, as
 * misuse.
 */
void nodes_arg(const struct context *c, uint32_t value, uint32_t *mask, bool *given)
{
	const uint32_t nodes = c->machine->nr_nodes;
	const bool some = value & ((1u << nodes) - 1);

	*given = value != 0;
	*mask = !*given || some || value == 1u << nodes ? value : 1u << value % nodes;
}

void common_args(const struct context *c)
{
	const struct machine *machine = c->machine;
	struct request *out = c->out;

	out->cpu = index_arg(c, ARG_CPU, machine->nr_cpus);
	out->node = index_arg(c, ARG_NODE, machine->nr_nodes);
	out->zone = index_arg(c, ARG_ZONE, machine->nr_zones);
	out->order = index_arg(c, ARG_ORDER, machine->max_order);
	out->gfp = gfp_arg(arg(c, ARG_GFP)) | (arg(c, ARG_COLD) & 1 ? GFP_BIT_COLD : 0); /* no op has both */
}
