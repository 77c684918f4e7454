// SPDX-License-Identifier: MIT
/*
 * What the harness knows of a side: a handful of functions over memory that the caller supplies.
 *
 * A subject is a pure function of its machine and requests: no clock, address, thread or environment influences an answer.
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
	/* Fill the whole view. The caller has sized the buffers. NULL: an allocator that chooses blocks by its own rules, see below. */
	void (*view)(const void *self, struct view *view);
	/* NULL, or a check of the subject's own structures: 0 if sound, else the number of the broken invariant. */
	int (*check)(const void *self);
	/* NULL, or: call stop(ctx) from inside apply() once the request has taken more than limit steps. stop() need not return. */
	void (*step_limit)(void *self, uint64_t limit, void (*stop)(void *ctx), void *ctx);
	/* answer.steps is proportional to the work done, and a request that takes far more steps than its effects justify is a
	 * divergence. */
	bool counts_steps;
	/* Answers do not report the path taken (answer.path), and it is not compared. */
	bool silent;
	/* All its worlds are one, that of the latest boot, so that two threads cannot each run their own. */
	bool one_world;
	/* NULL, or a variant of this subject that does not record the path of a request and may therefore take faster code paths. */
	const struct subject *untraced;
	/* NULL, or the table of questions on which its profiles differ; the subject then boots with any mix of their answers
	 * (machine.policy). */
	const struct policy_questions *questions;
	/* Only for subjects without a view: a request for a block fails only if no aligned block of its order is free in any zone. */
	bool serves_what_fits;
	/* It does not check for misuse, just as a kernel does not. Requests that the oracle refuses are not sent to it, and if the oracle
	 * gives up (STATUS_STUCK) the run ends without a divergence. Such a subject may refuse machines. */
	bool trusting;
	/*
	 * NULL, or, for a trusting subject, the status with which a checking subject would refuse this request. A trusting subject that
	 * provides it can act as the oracle (it then returns STATUS_STUCK by itself) and can be compared directly with a trusting subject
	 * that does not provide it.
	 */
	enum status (*misuse)(const void *self, const struct request *request);
	/* NULL, or whether the subject supports this request. Unsupported requests are left out on both sides. */
	bool (*takes)(const struct request *request);
	/*
	 * For an oracle that judges instead of predicting (the ledger); NULL in every subject. Like apply(), but is shown the subject's
	 * answer `given`. If `given` was allowed, *answer repeats its status and value; if not, *answer holds what would have been allowed.
	 * serves_what_fits: the subject's flag of that name.
	 */
	void (*judge)(void *self, const struct request *request, const struct answer *given, bool serves_what_fits, struct answer *answer);
	/*
	 * NULL, or: the function in which an assertion of the subject's own code has failed since boot, and its line; NULL if none has. Asked after
	 * boot and after each request. It is a divergence, unless the oracle is such a subject too and its assertion failed in a function of that
	 * name.
	 */
	const char *(*assertion)(const void *self, int *line);
};

/*
 * The sizes and counts of everything that crosses the interface, ended by 0. A subject that is compiled separately carries its own copy,
 * and the loader compares the two (fuzz/subject_shared.h). Bump the first number when the contract changes its meaning without changing any
 * size or count listed here.
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
 * Subjects without a view. Allocators other than Linux's choose other blocks than the oracle predicts, and are right to. They are judged by
 * what every allocator must keep (fuzz/subject_ledger.c): no page has two owners; what is owned can be freed, and nothing else can;
 * zone_counters.free and .managed are the pages nobody owns and all pages. The other counters are not compared. Such a subject is sent only
 * REQ_ALLOC (order; the other fields are hints), REQ_FREE (pfn, order), REQ_DRAIN and REQ_DRAIN_ALL, and boots every machine it does not
 * refuse.
 */

#endif
