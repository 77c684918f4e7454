// SPDX-License-Identifier: MIT
/*
 * What the harness knows of a side: a handful of functions over memory that the caller supplies.
 *
 * A subject is a pure function of its machine and requests: no clock, address, thread or environment reaches an answer.
 */
#ifndef CONTRACT_SUBJECT_H
#define CONTRACT_SUBJECT_H

#include "machine.h"
#include "questions.h"
#include "request.h"
#include "view.h"

struct subject {
	const char *name;
	/* Bytes an instance needs for this machine; 0 if it refuses the machine. Memory must be aligned to 64. */
	size_t (*size)(const struct machine *machine);
	/* Boot a world in self (size() bytes, any content). False: machine refused. The machine is copied, not kept. */
	bool (*boot)(void *self, const struct machine *machine);
	/* Answer one request. The fields of answer below nr_path are valid up to the counts. */
	void (*apply)(void *self, const struct request *request, struct answer *answer);
	/* Counters of every zone, machine order. */
	void (*counters)(const void *self, struct zone_counters *zones);
	/* Fill the whole view. The caller has sized the buffers. NULL: an allocator that chooses blocks by rules of its own, see below. */
	void (*view)(const void *self, struct view *view);
	/* NULL, or a check of the subject's own structures: 0 if sound, else the number of the broken invariant. */
	int (*check)(const void *self);
	/* NULL, or: call stop(ctx) from inside apply once the request has taken more than limit steps. stop may not return. */
	void (*step_limit)(void *self, uint64_t limit, void (*stop)(void *ctx), void *ctx);
	/* Answers tell steps that are in proportion to the work, and a request that takes many more than it is worth is a fault. */
	bool counts_steps;
	/* Answers do not tell the path taken, and it is not compared. */
	bool silent;
	/* All its worlds are one, that of the latest boot, so that threads cannot share it. */
	bool one_world;
	/* NULL, or the same subject as those run it who do not ask for the path, which may then be a shorter one. */
	const struct subject *untraced;
	/* NULL, or in what its profiles differ: it boots with any policy that is made of their answers. */
	const struct policy_questions *questions;
	/* Without a view only: a request for a block fails only if no aligned block of its order is free in any zone. */
	bool serves_what_fits;
	/* It does not look for misuse, as a kernel does not: what the oracle refuses is not sent, and where the oracle gives up (STATUS_STUCK) the run
	 * ends, with no difference. Such a subject may refuse machines. */
	bool trusting;
	/* NULL, or of a trusting subject what apply() would have refused, had it looked: such a one can stand in for the oracle (and gives up by itself,
	 * STATUS_STUCK), and be compared with others without one. */
	enum status (*misuse)(const void *self, const struct request *request);
	/* NULL, or whether it can do what is asked; what it cannot is left out, on both sides. */
	bool (*takes)(const struct request *request);
	/* Of an oracle that does not predict: apply() with what the other side, which serves what fits or not, has answered. Status and value of the
	 * answer are the same if that was allowed, and what would have been if not. NULL in every subject. */
	void (*judge)(void *self, const struct request *request, const struct answer *given, bool serves_what_fits, struct answer *answer);
};

/*
 * The sizes and counts of all that crosses, ended by 0: a subject that is compiled by itself brings them along, and who loads it sees whether both mean the
 * same (fuzz/subject_shared.h). The first is raised when words change their meaning and none of the others tells.
 */
#define SUBJECT_CONTRACT \
	{ \
		2, NR_PROFILES, NR_REQUESTS, NR_QUESTIONS, NR_STATUS, NR_NODE_STATS, NR_ZONE_STATS, NR_DAMAGES, NR_PAGE_POISONS, NR_COMPACT_RESULTS, \
		MIGRATE_TYPES, GFP_BITS_ALL, TASK_FLAGS_ALL, ALLOC_KSWAPD, PCP_BOOT, RANGE_CMA, PATH_EXTFRAG, PAGE_ALLOC_LRU, REQUEST_PATIENCE, \
		PAGE_BYTES_MAX, PAGE_BYTE_FRESH, sizeof(struct subject), sizeof(struct machine), sizeof(struct machine_zone), \
		sizeof(struct machine_range), sizeof(struct request), sizeof(struct answer), sizeof(struct path_event), sizeof(struct corruption), \
		sizeof(struct zone_counters), sizeof(struct pcp_view), sizeof(struct zone_view), sizeof(struct node_view), \
		sizeof(struct events_view), sizeof(struct view), sizeof(struct policy_question), sizeof(struct policy_questions), 0 \
	}

/*
 * Without a view. Allocators that are not Linux's give other blocks than the oracle predicts, and are right. What every allocator must keep is
 * judged instead (fuzz/subject_ledger.c): no page has two owners, what is owned can be given back and nothing else can, and zone_counters.free and
 * .managed tell what nobody owns and what there is; the other counters are not looked at. Such a subject is sent REQ_ALLOC (order; the rest is
 * a hint), REQ_FREE (pfn, order), REQ_DRAIN and REQ_DRAIN_ALL only, and every machine it does not refuse.
 */

#endif
