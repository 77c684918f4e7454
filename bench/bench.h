// SPDX-License-Identifier: MIT
/*
 * The parts of a benchmark: peers, which allocate page blocks, and works, which time them.
 *
 * A peer is a name and a few functions, some of them optional. To add one, write a file bench/peer_NAME.c with a struct bench_peer and
 * put it into bench_peers[] (bench/measure.c); the works know nothing else of it. All peers of a work are measured in one run, in turns,
 * with the same sequence of orders and the same indices; the median of the turns is reported. One op is one allocation or one free; times
 * are nanoseconds per op. The floor is the minimum that any allocator would have to do behind the same functions.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef uintptr_t block_t; /* a peer's own handle; 0 is "none" */

struct bench_peer {
	const char *name;
	const char *needs;                             /* the package to install if open fails; NULL: none, it is part of this project */
	void *(*open)(uint64_t pages);                 /* a zone of that many 4 KiB pages, all free; NULL: impossible */
	void (*close)(void *self);
	block_t (*alloc)(void *self, unsigned order);  /* 2^order pages aligned to their size */
	void (*free)(void *self, block_t block, unsigned order);
	/*
	 * Many single pages in one call; both NULL: the peer cannot do it. A peer that has them is measured only in the works that use
	 * them.
	 */
	void (*alloc_many)(void *self, block_t *blocks, uint32_t count);
	void (*free_many)(void *self, const block_t *blocks, uint32_t count);
	/*
	 * Announces that the block will be freed some ops later. NULL: no such call. A peer that has it is measured only in the works
	 * that use it.
	 */
	void (*free_soon)(void *self, block_t block, unsigned order);
};

extern const struct bench_peer bench_stack_floor, bench_record_floor, bench_boot_floor; /* floors.c: each work names its own */
extern const struct bench_peer bench_allocator, bench_allocator_bulk, bench_allocator_told; /* peer_allocator.c */
extern const struct bench_peer bench_jemalloc, bench_mimalloc, bench_tcmalloc;          /* peer_libraries.c */
/* NULL-terminated, without the floors: all peers; and the variants of the allocator with one addition each. */
extern const struct bench_peer *const bench_peers[], *const bench_variants[];

enum { BENCH_TURNS = 9, BENCH_ROWS_MAX = 16 };

struct bench_row {
	const char *work, *subject;
	double ns, min, max; /* median, minimum and maximum of the turns */
	double ratio;        /* of the median to that of the work's floor */
};

struct bench_work {
	const char *name, *help;
	const struct bench_peer *floor;
	uint64_t pages; /* the zone it runs in */
	bool many;      /* uses alloc_many and free_many if the peer has them */
	bool tells;     /* announces frees some ops ahead if the peer has free_soon */
	bool opens;     /* opens zones itself */
	/* One turn: nanoseconds per op. */
	double (*turn)(const struct bench_peer *peer, void *self, uint64_t pages);
	const char *timed; /* the function whose time is taken; NULL: several threads, not for an instruction counter */
	uint32_t ops;      /* timed ops in one turn */
};

extern const struct bench_work bench_works[]; /* ends with name NULL */
struct bench_work bench_mixed(const char *name, uint64_t pages); /* the work "mixed" in a zone of another size */

/* A turn of two threads (threads.c). */
double bench_threads_hot(const struct bench_peer *peer, void *self, uint64_t pages);
double bench_threads_alloc(const struct bench_peer *peer, void *self, uint64_t pages);
double bench_threads_free(const struct bench_peer *peer, void *self, uint64_t pages);

/*
 * Measure one work with the floor and all of these peers that can run it, or only with the one named. Returns the number of rows, the
 * floor first.
 */
unsigned bench_measure(const struct bench_work *work, const struct bench_peer *const *peers, const char *only, unsigned turns,
		       struct bench_row *rows);

/* Bytes of metadata per page that the allocator needs for a zone of that many pages. */
double bench_metadata(uint64_t pages);

/* Measures the work "mixed" in zones of growing size and draws the cost as SVG. */
void bench_plot(FILE *out, unsigned turns);

/* Throughput of the lockstep itself on one core, in inputs per second: median, minimum and maximum of the turns. */
struct bench_speed {
	double median, min, max;
};

struct bench_lockstep {
	uint32_t ops;               /* of an input, about 100 */
	struct bench_speed at_end;  /* counters after each op, the whole view at the end */
	struct bench_speed each_op; /* the whole view after each op */
};
#define BENCH_LOCKSTEP_TIMED "lockstep_at_end" /* the function that times at_end, and the number of inputs in a turn */
enum { BENCH_LOCKSTEP_INPUTS = 1000 };
void bench_lockstep(struct bench_lockstep *result, unsigned turns);

/* Sorts the turns and returns the median. */
double bench_median(double *turn, unsigned turns);

/* Monotonic nanoseconds. */
double bench_now(void);

/* Zeroed memory from the system, aligned to 2 MiB. huge: in huge pages if possible, as a kernel maps its own tables; otherwise TLB misses
 * would dominate the measurement. Never NULL. */
void *bench_memory(size_t bytes, bool huge);
void bench_memory_free(void *memory, size_t bytes);

#endif
