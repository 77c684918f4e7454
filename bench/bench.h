// SPDX-License-Identifier: MIT
/*
 * What a benchmark is made of: peers that hand out page blocks, and works that time them.
 *
 * A peer is six functions. All peers of a work are measured in one run, in turns, with the same sequence of orders and the same indices, and
 * what is reported is the median of the turns. One op is one allocation or one free; times are nanoseconds per op. The floor is the least
 * any allocator could do behind the same six functions.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>
#include <stdint.h>

typedef uintptr_t block_t; /* a peer's own handle; 0 is "none" */

struct bench_peer {
	const char *name;
	bool (*available)(void);                       /* whether this machine has it */
	void *(*open)(uint64_t pages);                 /* a zone of so many 4 KiB pages, all free; NULL: cannot */
	block_t (*alloc)(void *self, unsigned order);
	void (*free)(void *self, block_t block, unsigned order);
	void (*close)(void *self);
};

extern const struct bench_peer *const bench_peers[]; /* NULL-terminated; the stack floor comes first */
extern const struct bench_peer bench_record_floor;   /* stands in for it where a work says floor_table */

enum { BENCH_TURNS = 7, BENCH_ROWS_MAX = 128 };

struct bench_row {
	const char *work, *subject;
	double ns, min, max; /* median, least and most of the turns */
	double ratio;        /* to the floor of the same work, of medians */
};

struct bench_work {
	const char *name, *help;
	uint64_t pages;   /* the zone it runs in */
	bool floor_table; /* the floor touches one 16-byte record per op in a table of one record per page ("record floor") */
	/* One turn: nanoseconds per op. Works of one group share a turn: see works.c. */
	double (*turn)(const struct bench_peer *peer, void *self, uint64_t pages);
};

extern const struct bench_work bench_works[]; /* ends with name NULL */

/* Measure one work over all available peers; returns the number of rows added. */
unsigned bench_measure(const struct bench_work *work, struct bench_row *rows);

/* Throughput of the lockstep itself: inputs of about 100 ops per second, on one core. */
struct bench_lockstep {
	uint32_t inputs, ops;
	double inputs_per_second, ops_per_second;               /* counters after each op, the whole view at the end */
	double full_inputs_per_second, full_ops_per_second;     /* the whole view after each op */
};
void bench_lockstep(struct bench_lockstep *result);

/* Monotonic nanoseconds. */
double bench_now(void);

#endif
