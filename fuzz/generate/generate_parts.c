// SPDX-License-Identifier: MIT
/*
 * What everything that makes sequences needs: random draws, appending ops, and the machine ops.
 */
#include "fuzz/generate/generate_parts.h"

#include <string.h>

/* splitmix64 */
static uint64_t random_u64(struct generator *g)
{
	uint64_t z = g->random += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

uint32_t random_below(struct generator *g, uint32_t n)
{
	return (uint32_t)(random_u64(g) >> 32) % n;
}

bool percent(struct generator *g, unsigned chance)
{
	return random_below(g, 100) < chance;
}

struct op *add_op(struct generator *g, enum op_kind kind)
{
	static struct op beyond;
	struct op *op = g->seq->nr_ops < g->limit ? &g->seq->op[g->seq->nr_ops++] : &beyond;

	memset(op, 0, sizeof(*op));
	op->kind = (uint8_t)kind;
	op->dst = op_table[kind].writes_slot ? 0 : SLOT_NONE;
	return op;
}

void add_machine(struct generator *g, uint32_t cpus, uint32_t pageblock_order, uint32_t max_order)
{
	struct op *op = add_op(g, OP_MACHINE);
	op_set(op, ARG_CPUS, cpus);
	op_set(op, ARG_PAGEBLOCK_ORDER, pageblock_order);
	op_set(op, ARG_MAX_ORDER, max_order);
}

void add_zone_op(struct generator *g, uint32_t node, enum zone_kind kind, uint32_t start, uint32_t end)
{
	struct op *op = add_op(g, OP_ZONE);
	op_set(op, ARG_NODE, node);
	op_set(op, ARG_ZONE_KIND, kind);
	op_set(op, ARG_START, start);
	op_set(op, ARG_END, end);
}

void add_range_op(struct generator *g, enum op_kind kind, uint32_t start, uint32_t end)
{
	struct op *op = add_op(g, kind);
	op_set(op, ARG_START, start);
	op_set(op, ARG_END, end);
}

void place_cpu(struct generator *g, uint32_t cpu, uint32_t node)
{
	struct op *op = add_op(g, OP_CPU_NODE);
	op_set(op, ARG_CPU, cpu);
	op_set(op, ARG_NODE, node);
}

void place_node(struct generator *g, uint32_t from, uint32_t to, uint32_t distance)
{
	struct op *op = add_op(g, OP_DISTANCE);
	op_set(op, ARG_DISTANCE_FROM, from);
	op_set(op, ARG_DISTANCE_TO, to);
	op_set(op, ARG_DISTANCE, distance);
}

void add_set(struct generator *g, enum set_key key, uint32_t value)
{
	struct op *op = add_op(g, OP_SET);
	op_set(op, ARG_KEY, key);
	op_set(op, ARG_KEY_VALUE, value);
}

void add_pcp(struct generator *g, uint32_t high, uint32_t batch)
{
	add_set(g, SET_PCP_MODE, PCP_FIXED);
	add_set(g, SET_PCP_HIGH, high);
	add_set(g, SET_PCP_BATCH, batch);
}

void add_tight_zones(struct generator *g, uint32_t cpus, uint32_t pageblock_order, unsigned dma32, unsigned cma)
{
	add_machine(g, cpus, pageblock_order, percent(g, 70) ? pageblock_order + 2 : MAX_ORDER_LIMIT);
	if (percent(g, dma32))
		add_zone_op(g, 0, ZONE_DMA32, 512, 768);
	add_zone_op(g, 0, ZONE_NORMAL, 1024, 1280 + 64 * random_below(g, 12));
	if (percent(g, 40))
		add_zone_op(g, 1, ZONE_NORMAL, 2048, 2560);
	if (percent(g, cma))
		add_range_op(g, OP_CMA, 1088, 1216);
	if (percent(g, 15))
		add_set(g, SET_GUARDPAGE_MINORDER, 1 + random_below(g, 2));
}
