// SPDX-License-Identifier: MIT
/*
 * What the allocating entries share (page_alloc.c): checking a request, determining what it may use, and an ordinary allocation.
 */
#ifndef ALLOCATOR_ENTRY_H
#define ALLOCATOR_ENTRY_H

#include "allocator/exclusion.h"
#include "allocator/zonelist.h"

/* Checks cpu, node and gfp. */
enum status request_check(const struct page_alloc *pa, const struct page_alloc_request *request);
/* Its zonelist, nodemask, highest zone kind and type; no zone is chosen yet. */
struct choice request_choose(const struct page_alloc *pa, const struct page_alloc_request *request, uint32_t gfp);
/* prepare_alloc_pages(): chooses the preferred zone and applies cpusets and CMA rules. Returns the alloc flags at the low mark; may add
 * GFP_BIT_HARDWALL to *gfp. */
uint32_t request_prepare(struct page_alloc *pa, uint32_t *gfp, struct choice *choice);
/* __alloc_pages() on this cpu, for a request that has not been checked. *result must be initialised to "no page". */
enum status request_alloc(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result, enum scope *scope);

#endif
