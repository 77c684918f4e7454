// SPDX-License-Identifier: MIT
/*
 * Random ops and random changes to sequences, driven by op_table: values that mean something come often, any other sometimes.
 *
 * A bias says which kinds of op a target is about and on which machines it runs. Inputs are shaped when they are made, never when they are
 * run: an input means the same to every target, to run and to explain.
 */
#ifndef FUZZ_MUTATE_H
#define FUZZ_MUTATE_H

#include "fuzz/language/seq.h"

struct mutate_bias {
	const enum op_kind *kinds; /* the kinds wanted, one entry per unit of weight; ops of the machine are made only if they are among them */
	uint32_t nr_kinds;
	/* Texts of the machines to run on, without the first lines. With OP_MACHINE among the kinds they are only where half of the
	 * fresh sequences begin. */
	const char *const *machines;
	uint32_t nr_machines;
	bool all_profiles;           /* other profiles than linux-5.10 too */
};

/* Every kind of op but OP_NOP, those of ordinary traffic several times: for the bias of a search that is about nothing in particular. */
enum { NR_EVERY_KIND = NR_OPS + 23 };
extern const enum op_kind every_kind[NR_EVERY_KIND];

enum { MUTATE_OPS_MAX = 250 /* what fits into 4096 bytes */, MUTATE_MACHINES_MAX = 8 };

/* A generator of 64-bit values: any start, equal on every machine. */
uint64_t dice_next(uint64_t *state);
uint32_t dice_below(uint64_t *state, uint32_t limit); /* limit > 0 */

void random_op(struct op *op, const struct mutate_bias *bias, uint64_t *state);

/*
 * For how many pages contig_pages is made to search instead of count. It tries one range of that many pages after the other, and each try isolates
 * all the pageblocks around the range and gives them back: a search for a page or two that finds none costs as much as a hundred inputs without,
 * and every try but the first few is like the one before.
 */
uint32_t search_count(uint32_t count);

/* A fresh sequence of up to nr_ops ops on a machine of the bias. */
void random_sequence(struct sequence *seq, const struct mutate_bias *bias, uint32_t nr_ops, uint64_t *state);

/* A few changes; the result keeps to the bias and to MUTATE_OPS_MAX ops. */
void mutate_sequence(struct sequence *seq, const struct mutate_bias *bias, uint64_t *state);

/* Ops of other kinds become ones of the bias, a machine that is not of the bias is replaced. Idempotent on what it returned. */
void mutate_restrict(struct sequence *seq, const struct mutate_bias *bias, uint64_t *state);

/* The first part of one, the last part of the other. */
void mutate_cross(struct sequence *seq, const struct sequence *other, const struct mutate_bias *bias, uint64_t *state);

#endif
