// SPDX-License-Identifier: MIT
/*
 * What the entries share: checking a request, determining what it may use, an ordinary allocation; and the general paths for what the quick
 * path (quick.h) does not handle (page_alloc.c, release.c).
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

/* The general paths. The cpu must not be inside. */
enum status alloc_slowly(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result);
pfn_t alloc_node_slowly(struct page_alloc *pa, unsigned node, uint32_t gfp, unsigned order);
enum status alloc_refuse(struct page_alloc_result *result, enum status status);
enum status free_slowly(struct page_alloc *pa, pfn_t pfn, unsigned order);

#endif
