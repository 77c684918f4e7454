// SPDX-License-Identifier: MIT
/*
 * What the entries that allocate share (page_alloc.c): a request looked at, what it may use, and an ordinary one.
 */
#ifndef ALLOCATOR_ENTRY_H
#define ALLOCATOR_ENTRY_H

#include "allocator/exclusion.h"
#include "allocator/zonelist.h"

/* Its cpu, node and gfp. */
enum status request_check(const struct page_alloc *pa, const struct page_alloc_request *request);
/* Its zonelist, nodemask, highest kind and type; no zone is chosen yet. */
struct choice request_choose(const struct page_alloc *pa, const struct page_alloc_request *request, uint32_t gfp);
/* prepare_alloc_pages(): the preferred zone, and for whom memory is that cpusets and CMA keep. Alloc flags at the low mark; gfp may become HARDWALL. */
uint32_t request_prepare(struct page_alloc *pa, uint32_t *gfp, struct choice *choice);
/* __alloc_pages() on this cpu's way, of a request that has not been looked at. The result is that of a request that gets nothing. */
enum status request_alloc(struct page_alloc *pa, const struct page_alloc_request *request, struct page_alloc_result *result, enum scope *scope);

#endif
