// SPDX-License-Identifier: MIT
/*
 * One sequence under two profiles, or of two subjects: each op given to both worlds, and what came of it counted on each side.
 *
 * Differences are the point, so nothing stops at one. Slots are kept per side: "free a" frees what that side gave to a. Only answers and
 * views are looked at, so the counts below are what a reader of the views could count by hand, not the kernel's own event counters.
 */
#ifndef FUZZ_CONTRAST_H
#define FUZZ_CONTRAST_H

#include "fuzz/lockstep/exec.h"

enum { CONTRAST_LEFT, CONTRAST_RIGHT, CONTRAST_SIDES };

/* How an answer differs; each answer is counted once, under the first that applies. */
enum contrast_kind {
	CONTRAST_OUTCOME, /* another status or return code, a page on one side only, or an op that did something on one side only */
	CONTRAST_PAGE,    /* a page on both sides, another one */
	CONTRAST_DETAIL,  /* wake, zeroed, bad pages, pfmemalloc, compound order */
	CONTRAST_PATH,    /* the same answer by another path */
	NR_CONTRAST_KINDS,
};

/* Four first differences: of an answer; of what pages and pageblocks are; of anything in a view; of a path. Kernels size their per-CPU lists and
 * watermarks differently, so that views mostly differ from the boot on, and what memory looks like is asked by itself. In diff, subject is the left side and oracle the right; kind OP_MACHINE
 * with op 0 means at boot. */
enum contrast_first { FIRST_ANSWER, FIRST_MEMORY, FIRST_VIEW, FIRST_PATH, NR_CONTRAST_FIRSTS };

struct contrast_options {
	const struct subject *subject[CONTRAST_SIDES]; /* one that trusts whoever asks has to say what is misuse */
	uint8_t profile[CONTRAST_SIDES];
	const void *policy[CONTRAST_SIDES]; /* NULL, or as in struct machine */
	bool first_answer_only;             /* nothing else is looked at, and nothing behind it is run */
};

struct contrast_first_at {
	bool found;
	struct divergence diff;
	uint8_t status[CONTRAST_SIDES]; /* enum status of both answers; 0 at boot */
	int64_t value[CONTRAST_SIDES];
};

/* What one side did. Counted in alloc and rmq: the rest moves no block by fallback. */
struct contrast_counts {
	uint64_t failed;  /* alloc, rmq, contig, contig_pages: accepted and without success */
	uint64_t refused; /* misuse: a status other than ok and stuck */
	/* Free blocks on a list of U, M or R of which a page was handed out as another of the three: given to a request of that type by its
	 * gfp, or put on that type's per-CPU list. By the order of the block before the op. */
	uint64_t steals[MAX_ORDER_LIMIT];
	uint64_t moved;   /* pages that stayed free and changed from one of these lists to another */
	uint64_t claimed; /* pageblocks that changed from one of these types to another */
	/* At the end, all zones together; of a side that hangs, before the op that it hangs at. */
	uint64_t free_pages;
	uint64_t free_blocks[MAX_ORDER_LIMIT];
};

struct contrast {
	bool accepted[CONTRAST_SIDES]; /* the subject takes the machine; otherwise the rest is zero */
	uint8_t max_order;
	bool hung[CONTRAST_SIDES];     /* out of steps (fuzz/lockstep/budget.h) at op hung_op, where the comparison ends */
	uint32_t hung_op;
	/* Under way, for who outlives a subject that dies: which side is at which op; OP_MACHINE with op 0: it boots. */
	uint8_t at_side;
	uint8_t at_kind;
	uint32_t at_op;
	uint32_t ops; /* requests made to either side; what one of them does not take is not made */
	uint32_t differing[NR_CONTRAST_KINDS];
	struct contrast_first_at first[NR_CONTRAST_FIRSTS];
	struct contrast_counts side[CONTRAST_SIDES];
};

void contrast_run(const struct contrast_options *options, const struct sequence *seq, struct contrast *out);

bool contrast_hung(const struct contrast *contrast); /* on either side */

/* Thousandths of the free pages that are in blocks too small for a request of that order; 0 if nothing is free. mm/vmstat.c
 * unusable_free_index, over all zones together. */
uint32_t contrast_unusable(const struct contrast_counts *counts, uint32_t order);

#endif
