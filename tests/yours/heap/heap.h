// SPDX-License-Identifier: MIT
/* A foreign allocator that tests/yours_test.sh checks against the ledger: one byte per page, in global variables. */
#ifndef HEAP_H
#define HEAP_H

enum { HEAP_PAGES = 1 << 16, HEAP_FULL = -1 };

void heap_init(int pages);
int heap_alloc(int order);          /* the first page, a multiple of 2^order, or HEAP_FULL */
int heap_free(int page, int order); /* 0, or -1: that is no block of this order */
void hold(int page);                /* this page is inside a block now */
int heap_unused(void);              /* pages */

#endif
