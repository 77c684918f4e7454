// SPDX-License-Identifier: MIT
/* Shared by the files of the motifs: a motif being built, and the ops that most are made of. */
#ifndef FUZZ_MOTIF_PARTS_H
#define FUZZ_MOTIF_PARTS_H

#include "fuzz/generate/mutate_parts.h"

/* The ops of a motif being built. */
struct motif {
	const struct mutate_bias *bias;
	const struct machine *machine;
	uint64_t *dice;
	struct op *op;
	uint32_t nr;
	uint32_t slot; /* the first slot that it fills */
};

/*
 * Append an op of that kind, with random arguments. If MOTIF_MAX is reached or the kind is not wanted, the op returned is not part of the
 * motif.
 */
struct op *motif_add(struct motif *motif, enum op_kind kind);
uint32_t motif_below(struct motif *motif, uint32_t limit);
/* A number of blocks: near the high mark or the batch of the page sets, where something happens, or any. */
uint32_t motif_count(struct motif *motif);
/* An order near those at which rules change: single pages, a pageblock, the largest. */
uint32_t motif_order(struct motif *motif);
/* Allocate count blocks into consecutive slots, all by the same request. */
void motif_fill(struct motif *motif, enum op_kind kind, uint32_t count, uint32_t order);

/*
 * Memory pressure (motif_pressure.c). motif_need(): gfp bits for a request in need, which decide how long it retries and whether it may go
 * below the mark.
 */
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
