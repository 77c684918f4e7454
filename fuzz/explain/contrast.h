// SPDX-License-Identifier: MIT
/*
 * One sequence under two profiles, or of two subjects: each op is carried out in both worlds, and the results are counted for each side.
 *
 * This does not stop at the first difference. Slots are kept per side: "free a" frees what that side allocated into a. Only answers and
 * views are used, so the counts below are what a reader of the views could count by hand, not the kernel's own event counters.
 */
#ifndef FUZZ_CONTRAST_H
#define FUZZ_CONTRAST_H

#include "fuzz/lockstep/exec.h"

enum { CONTRAST_LEFT, CONTRAST_RIGHT, CONTRAST_SIDES };

/* How an answer differs. Each answer is counted once, under the first kind that applies. */
enum contrast_kind {
	CONTRAST_OUTCOME, /* another status or return code, a page on one side only, or an op that did something on one side only */
	CONTRAST_PAGE,    /* a page on both sides, but not the same one */
	CONTRAST_DETAIL,  /* wake, zeroed, bad pages, pfmemalloc, compound order */
	CONTRAST_PATH,    /* the same answer by another path */
	NR_CONTRAST_KINDS,
};

/*
 * The four kinds of first difference: in an answer; in page states and pageblock types; in anything in a view; in a path. Memory is a kind
 * of its own because kernels size their per-CPU lists and watermarks differently, so that views mostly differ from boot on. In diff,
 * subject is the left side and oracle the right; kind OP_MACHINE with op 0 means at boot.
 */
enum contrast_first { FIRST_ANSWER, FIRST_MEMORY, FIRST_VIEW, FIRST_PATH, NR_CONTRAST_FIRSTS };

struct contrast_options {
	const struct subject *subject[CONTRAST_SIDES]; /* a trusting subject must have misuse() */
	uint8_t profile[CONTRAST_SIDES];
	const void *policy[CONTRAST_SIDES]; /* NULL, or as in struct machine */
	bool first_answer_only;             /* compare nothing else, and stop there */
};

struct contrast_first_at {
	bool found;
	struct divergence diff;
	uint8_t status[CONTRAST_SIDES]; /* status of both answers; 0 at boot */
	int64_t value[CONTRAST_SIDES];
};

/* What one side did. Steals, moves and claims are counted in alloc and rmq only: no other request moves blocks by fallback. */
struct contrast_counts {
	uint64_t failed;  /* alloc, rmq, contig, contig_pages: accepted but unsuccessful */
	uint64_t refused; /* misuse: a status other than ok and stuck */
	/*
	 * Free blocks on a list of U, M or R from which a page was used as another of the three: allocated by a request of that type (by
	 * its gfp), or put on that type's per-CPU list. By the order of the block before the op.
	 */
	uint64_t steals[MAX_ORDER_LIMIT];
	uint64_t moved;   /* pages that stayed free but moved from one of these lists to another */
	uint64_t claimed; /* pageblocks that changed from one of these types to another */
	/* At the end, summed over all zones; for a side that hangs, before the op at which it hangs. */
	uint64_t free_pages;
	uint64_t free_blocks[MAX_ORDER_LIMIT];
};

struct contrast {
	bool accepted[CONTRAST_SIDES]; /* the subject accepts the machine; if one does not, the rest is zero */
	uint8_t max_order;
	bool hung[CONTRAST_SIDES];     /* out of steps (fuzz/lockstep/budget.h) at op hung_op, where the comparison ends */
	uint32_t hung_op;
	/* Progress, for a process that survives the subject's death: the side and op in progress; OP_MACHINE with op 0: boot. */
	uint8_t at_side;
	uint8_t at_kind;
	uint32_t at_op;
	uint32_t ops; /* requests made; one that either side does not take is left out */
	uint32_t differing[NR_CONTRAST_KINDS];
	struct contrast_first_at first[NR_CONTRAST_FIRSTS];
	struct contrast_counts side[CONTRAST_SIDES];
};

void contrast_run(const struct contrast_options *options, const struct sequence *seq, struct contrast *out);

bool contrast_hung(const struct contrast *contrast); /* either side hangs */

/*
 * Thousandths of the free pages that are in blocks too small for a request of that order; 0 if nothing is free. unusable_free_index of
 * mm/vmstat.c, over all zones together.
 */
uint32_t contrast_unusable(const struct contrast_counts *counts, uint32_t order);

#endif
