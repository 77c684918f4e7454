// SPDX-License-Identifier: MIT
/*
 * From an op to a request: slots become page frame numbers, wild arguments are reduced, and what the op gave is remembered in its slot.
 *
 * A slot holds nr blocks of the same order, ascending from pfn: one after an allocation, 2^order single pages after a split, the pages of
 * a contig. free takes the first. An op that writes a live slot replaces it: the old blocks stay allocated (only free_at can reach them).
 * An op that fails leaves its slot as it was. Resolving reads nothing but the op, the machine and the slots, so that both sides of a
 * lockstep and every replay see the same requests.
 *
 * The rules of reduction stand in docs/language.md; reduce() of resolve_args.h is the one for indices.
 */
#ifndef FUZZ_RESOLVE_H
#define FUZZ_RESOLVE_H

#include "fuzz/language/seq.h"

/* Room that op_resolve needs in pfns and orders: the pages one free list or answer may name. Further ones are left in their slots. */
enum { RESOLVE_MAX = 1024 };

struct slot {
	pfn_t pfn;     /* of the first block that remains; with nr 0: of the last block the slot held */
	uint32_t nr;   /* blocks that remain; 0: the slot is empty */
	uint8_t order; /* of every block */
	bool compound; /* the block is a compound page: a reference keeps all of it */
	bool used;     /* held a block at some time, so that pfn=a+1 means something */
};

struct slots {
	struct slot slot[NR_SLOTS];
	pfn_t zone_end[MAX_ZONES]; /* present end of each zone: hot-add moves it */
	uint8_t profile;           /* enum profile */
};

/* Is it one that lists of pages take? Those of linux-6.12 take compound blocks, too. */
bool slot_is_listed(const struct slots *slots, const struct slot *slot);

/* All empty, for a world just booted on this machine. */
void slots_init(struct slots *slots, const struct machine *machine);

/*
 * Turn op index of seq into a request. False: the op does nothing (nop, a machine op, an empty slot, a key that is no sysctl) and *out is
 * REQ_NOP. out->pfns and out->orders point into pfns and orders (RESOLVE_MAX entries each, the caller's), valid until they are reused.
 * Does not change slots.
 */
bool op_resolve(struct slots *slots, const struct machine *machine, const struct sequence *seq, uint32_t index, struct request *out,
		pfn_t *pfns, uint8_t *orders);

/* op_gives_page() and op_asks() of the op that became this request. */
bool request_gives_page(enum request_kind kind);
bool request_asks(enum request_kind kind);

/* REQ_ALLOC_BULK: the first entry from there on that gets a page. */
uint32_t bulk_entry(const struct request *request, uint32_t from);

/* After the answer: note in the slots what the op gave and took. Call it for every op that resolved, refused ones too. */
void slots_update(struct slots *slots, const struct op *op, const struct request *request, const struct answer *answer);

#endif
