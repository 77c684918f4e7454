// SPDX-License-Identifier: MIT
/*
 * From an op to a request: slots become page frame numbers, out-of-range arguments are reduced, and what the op returned is remembered in
 * its slot.
 *
 * A slot holds nr blocks of the same order, ascending from pfn: one after an allocation, 2^order single pages after a split, the pages of a
 * contig. free takes the first. An op that writes a non-empty slot replaces its contents: the old blocks stay allocated, and only free_at
 * can reach them. An op that fails leaves its slot as it was. Resolving reads only the op, the machine and the slots, so that both sides of
 * a lockstep and every replay see the same requests.
 *
 * docs/language.md has the rules of reduction; reduce() in resolve_args.h is the one for indices.
 */
#ifndef FUZZ_RESOLVE_H
#define FUZZ_RESOLVE_H

#include "fuzz/language/seq.h"

/*
 * Entries that op_resolve() needs in pfns and orders: the most pages that one free list or answer may name. Further ones stay in their
 * slots.
 */
enum { RESOLVE_MAX = 1024 };

struct slot {
	pfn_t pfn;     /* of the first block left; with nr 0: of the last block the slot held */
	uint32_t nr;   /* blocks left; 0: the slot is empty */
	uint8_t order; /* of every block */
	bool compound; /* the blocks are compound: while references are left, a block stays whole */
	bool used;     /* has held a block at some time, so that pfn=a+1 has a meaning */
};

struct slots {
	struct slot slot[NR_SLOTS];
	pfn_t zone_end[MAX_ZONES]; /* current end of each zone; hot-add moves it */
	uint8_t profile;           /* enum profile */
};

/* May a free list name the slot's blocks? Single pages; from linux-6.12 on compound blocks, too. */
bool slot_is_listed(const struct slots *slots, const struct slot *slot);

/* Empty all slots, for a world just booted on this machine. */
void slots_init(struct slots *slots, const struct machine *machine);

/*
 * Turn op index of seq into a request. False: the op does nothing (nop, a machine op, an empty slot, a key that is no sysctl), and *out is
 * REQ_NOP. out->pfns and out->orders point into the caller's pfns and orders (RESOLVE_MAX entries each) and are valid until these are
 * reused. Does not change slots.
 */
bool op_resolve(struct slots *slots, const struct machine *machine, const struct sequence *seq, uint32_t index, struct request *out,
		pfn_t *pfns, uint8_t *orders);

/* op_gives_page() and op_asks() for the op that became this request. */
bool request_gives_page(enum request_kind kind);
bool request_asks(enum request_kind kind);

/* REQ_ALLOC_BULK: the first entry from `from` on that is to get a page. */
uint32_t bulk_entry(const struct request *request, uint32_t from);

/* After the answer: update the slots with what the op returned and took. Call it for every op that resolved, also if it was refused. */
void slots_update(struct slots *slots, const struct op *op, const struct request *request, const struct answer *answer);

#endif
