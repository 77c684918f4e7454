// SPDX-License-Identifier: MIT
/* Shared by the files of the mutator: the bias of an input, motifs, scenarios. */
#ifndef FUZZ_MUTATE_PARTS_H
#define FUZZ_MUTATE_PARTS_H

#include "fuzz/generate/mutate.h"

enum { MOTIF_MAX = 80 /* ops */, MOTIF_BLOCKS = 32 };

/* Is the kind wanted? */
bool bias_wants(const struct mutate_bias *bias, enum op_kind kind);

/* Ops that have an effect together; returns their number, 0 if the bias has none of their kinds. */
uint32_t random_motif(struct op ops[MOTIF_MAX], const struct mutate_bias *bias, const struct machine *machine, uint64_t *dice);

/* Replace the sequence by a scenario, or add its traffic after the machine ops, which are the first `first` ops. */
void mutate_by_scenario(struct sequence *seq, const struct mutate_bias *bias, uint32_t first, uint64_t *state);

#endif
