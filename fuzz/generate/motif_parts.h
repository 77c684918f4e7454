// SPDX-License-Identifier: MIT
/* What the files of the motifs share: a motif in the making, and the ops that most are made of. */
#ifndef FUZZ_MOTIF_PARTS_H
#define FUZZ_MOTIF_PARTS_H

#include "fuzz/generate/mutate_parts.h"

/* Ops of a motif in the making. */
struct motif {
	const struct mutate_bias *bias;
	const struct machine *machine;
	uint64_t *dice;
	struct op *op;
	uint32_t nr;
	uint32_t slot; /* the first of those it fills */
};

/* One more op of that kind, drawn as any; beyond MOTIF_MAX, or where the kind is not wanted, it is not part of the motif. */
struct op *motif_add(struct motif *motif, enum op_kind kind);
uint32_t motif_below(struct motif *motif, uint32_t limit);
/* How many: near the high mark or the batch of the per-CPU lists, where something happens, or any. */
uint32_t motif_count(struct motif *motif);
/* Near the orders at which rules change: single pages, a pageblock, the largest. */
uint32_t motif_order(struct motif *motif);
/* count blocks into slots one after the other, all by the same request. */
void motif_fill(struct motif *motif, enum op_kind kind, uint32_t count, uint32_t order);

/* Under pressure (motif_pressure.c). What is added to the gfp of a request in need: how long it goes on, and whether it may go below the mark. */
uint32_t motif_need(struct motif *motif);
void motif_rounds(struct motif *motif);
void motif_caught(struct motif *motif);
void motif_fragmented(struct motif *motif);
void motif_spoiled(struct motif *motif);
void motif_boosted(struct motif *motif);
void motif_sweep(struct motif *motif);
void motif_at_the_limit(struct motif *motif);
void motif_hopeful(struct motif *motif);
void motif_past_the_mark(struct motif *motif);

#endif
