// SPDX-License-Identifier: MIT
/* Shared by the files of the fault loops: the chances found in the undisturbed run. */
#ifndef FUZZ_FAULTS_PARTS_H
#define FUZZ_FAULTS_PARTS_H

#include "fuzz/proof/faults.h"

enum { REFILL_MAX = 64, CHANCES_MAX = 1 << 16 };

/* Something that could fail, at one op of the sequence. */
struct chance {
	uint8_t kind;      /* enum fault_kind */
	uint8_t order;     /* PAGE, FREE: of the block */
	uint8_t question;  /* ANSWER */
	uint32_t op;
	uint32_t nr;       /* ANSWER: which of the op's questions of that kind; REFILL: pages */
	uint32_t index;    /* REFILL: first of its pages in the plan */
	pfn_t pfn;         /* PAGE, FREE */
	uint8_t zone;      /* MARK */
	uint8_t node;      /* the node whose zones are emptied first */
	uint32_t blocks[MAX_ORDER_LIMIT]; /* MEMORY: free blocks of each order, in all zones */
	uint32_t boost, kbytes; /* MARK: the values in force */
	int64_t room;      /* MARK: the zone's free pages beyond request and reserve */
	int64_t mark;      /* MARK: the watermark without boost */
};

struct plan {
	struct chance *chance;
	uint32_t nr, room;
	pfn_t *refilled;
	uint32_t nr_refilled, refilled_room;
	uint8_t *was;        /* page states before the op, per page */
	size_t was_room;
	struct zone_counters before[MAX_ZONES];
	uint32_t reserve[MAX_ZONES][MAX_NR_ZONES];
	uint32_t kbytes;
	bool has_before;
};

/* Run seq undisturbed and note its chances. False: it diverges by itself. */
bool faults_plan(struct plan *plan, const struct faults_options *options, const struct sequence *seq, struct exec_result *run);
void faults_release(struct plan *plan);

#endif
