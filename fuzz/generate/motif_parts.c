// SPDX-License-Identifier: MIT
/*
 * Building motifs: appending an op, counts and orders, and filling slots with blocks.
 */
#include "fuzz/generate/motif_parts.h"

struct op *motif_add(struct motif *motif, enum op_kind kind)
{
	static struct op beyond;
	struct op *op = motif->nr < MOTIF_MAX && bias_wants(motif->bias, kind) ? &motif->op[motif->nr++] : &beyond;
	const struct mutate_bias only = {.kinds = &kind, .nr_kinds = 1};

	random_op(op, &only, motif->dice);
	return op;
}

uint32_t motif_below(struct motif *motif, uint32_t limit)
{
	return dice_below(motif->dice, limit);
}

uint32_t motif_count(struct motif *motif)
{
	const struct machine *machine = motif->machine;
	const uint32_t edge[] = {machine->pcp_high, machine->pcp_batch, 2 * machine->pcp_batch, machine->pcp_high + machine->pcp_batch, 4, 8};
	const uint32_t near = edge[motif_below(motif, sizeof(edge) / sizeof(edge[0]))], count = near + motif_below(motif, 3);

	return count > 1 && count <= MOTIF_BLOCKS ? count - 1 : 1 + motif_below(motif, MOTIF_BLOCKS);
}

uint32_t motif_order(struct motif *motif)
{
	const uint32_t pageblock = motif->machine->pageblock_order, largest = motif->machine->max_order - 1u;

	switch (motif_below(motif, 6)) {
	case 0:
		return pageblock;
	case 1:
		return pageblock > 0 ? pageblock - 1 : 0;
	case 2:
		return largest;
	case 3:
		return motif_below(motif, largest + 1);
	default:
		return 0;
	}
}

void motif_fill(struct motif *motif, enum op_kind kind, uint32_t count, uint32_t order)
{
	struct op request;

	if (!bias_wants(motif->bias, kind) || motif->nr == MOTIF_MAX)
		return;
	request = *motif_add(motif, kind);
	motif->nr--;
	for (uint32_t i = 0; i < count; i++) {
		struct op *op = motif_add(motif, kind);

		*op = request;
		op->dst = (int16_t)((motif->slot + i) % NR_SLOTS);
		op_set(op, ARG_ORDER, order);
		if (kind == OP_RMQ)
			op_set(op, ARG_ALLOC_FLAGS, ALLOC_NO_WATERMARKS | (motif_below(motif, 2) ? ALLOC_CMA : 0));
	}
}
