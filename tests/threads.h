// SPDX-License-Identifier: MIT
/* What threads_test.c does with pages, and the books that threads_books.c keeps of them. */
#ifndef TESTS_THREADS_H
#define TESTS_THREADS_H

#include <pthread.h>

#include "allocator/page_alloc.h"

enum { THREADS = 4, ROUNDS = 4, OPS = 6000, LIVE_MAX = 700, ZONES = 3, FIRST = 4096, PAGES = 8192, TOTAL = ZONES * PAGES, LIST = 24,
       CMA_ZONE = 1, CMA_FIRST = FIRST + CMA_ZONE * PAGES + 1024, CMA_PAGES = 6144,
       SCARCE = 40000 /* kB: marks that many a request fails, and atomic ones make reserves */ };

struct block {
	pfn_t pfn;
	uint8_t order;
	bool compound;
	bool shared; /* a single page: another thread has, or had, a reference to it */
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

/* A machine with everything that a zone's lock protects: reserves, boosts, two nodes; and CMA, so much that it is used. */
struct machine threads_machine(enum profile profile);

/* Who has what. A block that is taken was nobody's; of a page that is shared each reference counts. */
void own(struct block block);
void own_again(pfn_t page);
void disown(struct block block);
/* One more page that must be lost in the end, and no other. */
void own_damaged(pfn_t page);

/* The oracle, freshly booted. free() it. */
struct books *oracle_books(const struct machine *machine);
/* While nobody runs: free, cached, lost and live pages of each zone are together what the oracle has free. */
void balance(const struct books *oracle);
/* All has been given back. merged: all free blocks are, as after boot. */
void compare_fresh(const struct books *oracle, bool merged);

#endif
