// SPDX-License-Identifier: MIT
/*
 * The slow path: what an allocation does when no zone is above its low watermark.
 *
 * Kernel: __alloc_pages_slowpath() and what it calls.
 */
#ifndef ALLOCATOR_SLOWPATH_H
#define ALLOCATOR_SLOWPATH_H

#include "allocator/freelist.h"

/* choice: as for the fast path, but with the caller's nodemask. *stuck: gave up after REQUEST_PATIENCE rounds. */
struct grant slowpath_alloc(struct page_alloc *pa, uint32_t gfp, unsigned order, struct choice *choice, bool *stuck);

#endif
