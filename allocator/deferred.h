// SPDX-License-Identifier: MIT
/*
 * Deferred memory: at boot only the first sections of a node's last memory are initialised; the rest follows on demand or late in boot.
 *
 * Kernel: defer_init(), deferred_grow_zone(), deferred_init_memmap(), page_alloc_init_late().
 */
#ifndef ALLOCATOR_DEFERRED_H
#define ALLOCATOR_DEFERRED_H

#include "allocator/state.h"

/* At boot: the first pfn of the node that is deferred; PFN_NONE if none. */
pfn_t deferred_first(const struct machine *machine, unsigned node);
/* Initialise enough for a block of this order. True: there may be memory now. */
bool deferred_grow(struct page_alloc *pa, struct zone *zone, unsigned order);
/* Initialise all of it, node by node; no growth on demand after that. */
void deferred_finish(struct page_alloc *pa);

#endif
