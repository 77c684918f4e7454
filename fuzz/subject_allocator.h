// SPDX-License-Identifier: MIT
/* What the files of the allocator's subject share: the world around an instance, and the hooks by which the instance asks and tells it. */
#ifndef FUZZ_SUBJECT_ALLOCATOR_H
#define FUZZ_SUBJECT_ALLOCATOR_H

#include "allocator/page_alloc.h"
#include "fuzz/subject_memory.h"
#include "fuzz/subject_script.h"

/* At the front of the subject's memory; the instance follows, then the bytes behind the pages. */
struct world {
	struct page_alloc *pa;
	const struct request *request; /* in progress */
	struct answer *answer;
	int prio;         /* what compaction was last asked with */
	unsigned node;    /* what node reclaim was last asked for */
	uint32_t turn;    /* requests so far */
	bool shared;      /* somebody has taken a second reference */
	bool traced;      /* the path is told */
	struct page_alloc_task task;
	struct subject_memory memory;
	struct script script;
};

/* In what its kernels differ. */
extern const struct policy_questions subject_allocator_questions;

/* For booting in that world. */
struct page_alloc_hooks subject_hooks(struct world *world, const struct machine *machine);

/* Answers any request. answer->value is 0 before. */
enum status subject_request(struct world *world, const struct request *request, struct answer *answer);
/* Requests that may ask; what they did not take is discarded. A refused one leaves the answers for the next. */
enum status subject_asking(struct world *world, const struct request *request, struct answer *answer);
/* *refs: what is left, where the call tells it, else 0. */
enum status subject_free(struct world *world, const struct request *request, uint32_t *refs);
enum status subject_free_list(struct world *world, const struct request *request);
enum status subject_free_contig(struct world *world, const struct request *request);
/* Are pages of a range freed one by one, and not as the blocks that they make up? */
bool subject_frees_singly(const struct machine *machine);

#endif
