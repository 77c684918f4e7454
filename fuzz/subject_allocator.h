// SPDX-License-Identifier: MIT
/* Shared by the files of the allocator's subject: the world around an instance, and the hooks that the instance calls. */
#ifndef FUZZ_SUBJECT_ALLOCATOR_H
#define FUZZ_SUBJECT_ALLOCATOR_H

#include "allocator/page_alloc.h"
#include "fuzz/subject_memory.h"
#include "fuzz/subject_script.h"

/* At the start of the subject's memory; the instance follows, then the bytes behind the pages. */
struct world {
	struct page_alloc *pa;
	const struct request *request; /* in progress */
	struct answer *answer;
	int prio;         /* priority of the last call of the compaction hook */
	unsigned node;    /* node of the last call of the node reclaim hook */
	uint32_t turn;    /* requests so far */
	bool shared;      /* a second reference to a block has been taken */
	bool traced;      /* the path is recorded */
	struct page_alloc_task task;
	struct subject_memory memory;
	struct script script;
};

/* The questions on which its profiles differ. */
extern const struct policy_questions subject_allocator_questions;

/* The hooks with which to boot an instance in this world. */
struct page_alloc_hooks subject_hooks(struct world *world, const struct machine *machine);

/* Answers a request of any kind; answer->value must be 0. */
enum status subject_request(struct world *world, const struct request *request, struct answer *answer);
/*
 * Requests that may ask the outside world; answers that they do not consume are discarded. A refused request leaves them for the next one.
 */
enum status subject_asking(struct world *world, const struct request *request, struct answer *answer);
/* *refs: the references left, if the call reports them, else 0. */
enum status subject_free(struct world *world, const struct request *request, uint32_t *refs);
enum status subject_free_list(struct world *world, const struct request *request);
enum status subject_free_contig(struct world *world, const struct request *request);
/* Are the pages of a contiguous range freed one by one, rather than in the blocks that they form? */
bool subject_frees_singly(const struct machine *machine);

#endif
