// SPDX-License-Identifier: MIT
/* The threads of threads_test.c, and the books that threads_books.c keeps about their pages. */
#ifndef TESTS_THREADS_H
#define TESTS_THREADS_H

#include <pthread.h>

#include "allocator/page_alloc.h"

enum { THREADS = 4, ROUNDS = 4, OPS = 6000, LIVE_MAX = 700, ZONES = 3, FIRST = 4096, PAGES = 8192, TOTAL = ZONES * PAGES, LIST = 24,
       CMA_ZONE = 1, CMA_FIRST = FIRST + CMA_ZONE * PAGES + 1024, CMA_PAGES = 6144,
       SCARCE = 40000 /* kB: marks so high that many requests fail and atomic ones reserve pageblocks */ };

struct block {
	pfn_t pfn;
	uint8_t order;
	bool compound;
	bool shared; /* a single page to which another thread has, or had, a reference */
};

struct worker {
	pthread_t thread;
	unsigned cpu;
	uint64_t random, allocs, pages_in, pages_out;
	struct block live[LIVE_MAX];
	uint32_t nr_live;
};

extern struct page_alloc *pa;
extern struct worker worker[THREADS];

void expect(const char *what, int64_t expected, int64_t got);

/* A machine with everything that a zone's lock protects: reserves, boosts, two nodes; and so much CMA that requests must use it. */
struct machine threads_machine(enum profile profile);

/* Record ownership. A block must have no owner when it is allocated; of a shared page, every reference counts. */
void own(struct block block);
void own_again(pfn_t page);
void disown(struct block block);
/* Record a damaged page: these and no others must be PAGE_LOST in the end. */
void own_damaged(pfn_t page);

/* The view of a freshly booted oracle; the caller frees it. */
struct books *oracle_books(const struct machine *machine);
/* While no worker runs: the free, cached, lost and live pages of each zone add up to what the oracle has free. */
void balance(const struct books *oracle);
/* All pages have been freed. merged: all free blocks have merged, as after boot, so that lists and page states are compared, too. */
void compare_fresh(const struct books *oracle, bool merged);

#endif
