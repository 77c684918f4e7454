// SPDX-License-Identifier: MIT
/*
 * The works.
 *
 * Orders and indices are drawn before the clock starts, by a generator with a fixed seed, so that every peer does the same. A work whose
 * phases belong together (bulk alloc, then free) repeats the whole and reports one phase. The work's own tables are prefetched, so that
 * the peer is measured and not their cache misses.
 *
 * Timed code is in functions of its own, named timed_*, so that an instruction counter can be limited to it
 * (scripts/lib/instructions.py).
 */
#include <stdlib.h>
#include <string.h>

#include "bench/bench.h"

enum { BULK = 100000, HOT = 500000, MIXED = 200000, HUGE_BLOCKS = 256, AHEAD = 16, SOON = 6 };
#define GIB_PAGES ((uint64_t)262144)
#define TIMED static __attribute__((noinline))

static uint32_t next(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

TIMED void timed_hot(const struct bench_peer *peer, void *self)
{
	for (int i = 0; i < HOT; i++)
		peer->free(self, peer->alloc(self, 0), 0);
}

static double hot(const struct bench_peer *peer, void *self, uint64_t pages)
{
	double start;

	(void)pages;
	start = bench_now();
	timed_hot(peer, self);
	return (bench_now() - start) / (2.0 * HOT);
}

enum phase { PHASE_ALLOC, PHASE_FREE };

static void shuffle(block_t *block, uint32_t count)
{
	uint64_t state = 7;

	for (uint32_t i = count - 1; i > 0; i--) {
		const uint32_t other = next(&state) % (i + 1);
		const block_t kept = block[i];

		block[i] = block[other];
		block[other] = kept;
	}
}

TIMED void timed_alloc_all(const struct bench_peer *peer, void *self, block_t *block)
{
	if (peer->alloc_many) {
		peer->alloc_many(self, block, BULK);
		return;
	}
	for (int i = 0; i < BULK; i++)
		block[i] = peer->alloc(self, 0);
}

TIMED void timed_free_all(const struct bench_peer *peer, void *self, const block_t *block)
{
	if (peer->free_many) {
		peer->free_many(self, block, BULK);
		return;
	}
	for (int i = 0; i < BULK; i++)
		peer->free(self, block[i], 0);
}

static double bulk(const struct bench_peer *peer, void *self, enum phase phase, bool random)
{
	static block_t block[BULK];
	double start, took;

	memset(block, 0, sizeof(block)); /* touch it now, so that no page fault of the work's own memory is timed */
	start = bench_now();
	timed_alloc_all(peer, self, block);
	took = bench_now() - start;
	if (random)
		shuffle(block, BULK);
	start = bench_now();
	timed_free_all(peer, self, block);
	return (phase == PHASE_ALLOC ? took : bench_now() - start) / BULK;
}

static double bulk_alloc(const struct bench_peer *peer, void *self, uint64_t pages)
{
	(void)pages;
	return bulk(peer, self, PHASE_ALLOC, false);
}

static double bulk_free_fifo(const struct bench_peer *peer, void *self, uint64_t pages)
{
	(void)pages;
	return bulk(peer, self, PHASE_FREE, false);
}

static double bulk_free_random(const struct bench_peer *peer, void *self, uint64_t pages)
{
	(void)pages;
	return bulk(peer, self, PHASE_FREE, true);
}

/* Order k with probability 2^-(k+1), at most 10. */
static uint8_t geometric(uint64_t *state)
{
	uint32_t bits = next(state);
	uint8_t order = 0;

	for (; order < 10 && (bits & 1); bits >>= 1)
		order++;
	return order;
}

struct live {
	block_t block;
	uint64_t order;
};

/* Fill half of the zone with blocks of geometric orders. Returns the number of blocks. */
static uint32_t fill_half(const struct bench_peer *peer, void *self, uint64_t pages, struct live *live, uint64_t *state)
{
	uint64_t used = 0;
	uint32_t nr = 0;

	while (used < pages / 2) {
		const uint8_t of = geometric(state);
		const block_t block = peer->alloc(self, of);

		if (!block)
			break;
		live[nr++] = (struct live){block, of};
		used += (uint64_t)1 << of;
	}
	if (nr == 0)
		abort();
	return nr;
}

struct step {
	uint32_t pick; /* the block to free */
	uint32_t order; /* of the block that replaces it */
};

TIMED void timed_mixed(const struct bench_peer *peer, void *self, struct live *live, const struct step *step)
{
	for (int i = 0; i < MIXED; i++) {
		struct live *of = &live[step[i].pick];

		__builtin_prefetch(&live[step[i + AHEAD].pick], 1);
		if (peer->free_soon)
			peer->free_soon(self, live[step[i + SOON].pick].block, (unsigned)live[step[i + SOON].pick].order);
		if (of->block)
			peer->free(self, of->block, (unsigned)of->order);
		of->order = step[i].order;
		of->block = peer->alloc(self, step[i].order);
	}
}

/* The zone is half full; then repeatedly a random block is freed and one allocated. */
static double mixed(const struct bench_peer *peer, void *self, uint64_t pages)
{
	static struct step step[MIXED + AHEAD];
	struct live *live = bench_memory(pages * sizeof(*live), true);
	uint64_t state = 3;
	const uint32_t nr = fill_half(peer, self, pages, live, &state);
	double start, took;

	for (int i = 0; i < MIXED; i++) {
		step[i].pick = next(&state) % nr;
		step[i].order = geometric(&state);
	}
	start = bench_now();
	timed_mixed(peer, self, live, step);
	took = bench_now() - start;
	for (uint32_t i = 0; i < nr; i++) {
		if (live[i].block)
			peer->free(self, live[i].block, (unsigned)live[i].order);
	}
	bench_memory_free(live, pages * sizeof(*live));
	return took / (2.0 * MIXED);
}

TIMED void timed_alloc9(const struct bench_peer *peer, void *self, block_t *block)
{
	for (int i = 0; i < HUGE_BLOCKS; i++)
		block[i] = peer->alloc(self, 9);
}

TIMED void timed_free9(const struct bench_peer *peer, void *self, const block_t *block)
{
	for (int i = 0; i < HUGE_BLOCKS; i++) {
		if (block[i])
			peer->free(self, block[i], 9);
	}
}

/* Every second block of order 9 is split into pages of which half are in use; the others are allocated and freed. */
static double order9(const struct bench_peer *peer, void *self, enum phase phase)
{
	static block_t huge[2 * HUGE_BLOCKS], page[HUGE_BLOCKS * 512];
	uint32_t pages = 0;
	double start, took;

	for (int i = 0; i < 2 * HUGE_BLOCKS; i++)
		huge[i] = peer->alloc(self, 9);
	for (int i = 0; i < 2 * HUGE_BLOCKS; i += 2)
		peer->free(self, huge[i], 9);
	for (int i = 0; i < HUGE_BLOCKS * 512; i++)
		page[pages++] = peer->alloc(self, 0);
	for (uint32_t i = 0; i < pages; i += 2)
		peer->free(self, page[i], 0);
	for (int i = 1; i < 2 * HUGE_BLOCKS; i += 2)
		peer->free(self, huge[i], 9);
	start = bench_now();
	timed_alloc9(peer, self, huge);
	took = bench_now() - start;
	start = bench_now();
	timed_free9(peer, self, huge);
	if (phase == PHASE_FREE)
		took = bench_now() - start;
	for (uint32_t i = 1; i < pages; i += 2)
		peer->free(self, page[i], 0);
	return took / HUGE_BLOCKS;
}

static double order9_alloc(const struct bench_peer *peer, void *self, uint64_t pages)
{
	(void)pages;
	return order9(peer, self, PHASE_ALLOC);
}

static double order9_free(const struct bench_peer *peer, void *self, uint64_t pages)
{
	(void)pages;
	return order9(peer, self, PHASE_FREE);
}

TIMED void *timed_open(const struct bench_peer *peer, uint64_t pages)
{
	return peer->open(pages);
}

/* The time to open a zone, including the page faults of memory that is touched for the first time. */
static double init(const struct bench_peer *peer, void *self, uint64_t pages)
{
	double start = bench_now(), took;
	void *other;

	(void)self;
	other = timed_open(peer, pages);
	took = bench_now() - start;
	peer->close(other);
	return took;
}

struct bench_work bench_mixed(const char *name, uint64_t pages)
{
	return (struct bench_work){name, "geometric orders, half full", &bench_record_floor, pages, false, true, false, mixed, "timed_mixed", 2 * MIXED};
}

#define HOT_WORK(NAME, HELP, MANY, TURN, TIMES, OPS) {NAME, HELP, &bench_stack_floor, GIB_PAGES, MANY, false, false, TURN, TIMES, OPS}
#define MIXED_WORK(GIB)                                                                                                                   \
	{"mixed-" #GIB "g", "geometric orders, half full, " #GIB " GiB zone", &bench_record_floor, GIB * GIB_PAGES, false, true, false, mixed,  \
	 "timed_mixed", 2 * MIXED}

const struct bench_work bench_works[] = {
	HOT_WORK("hot", "one order-0 block allocated and freed, 1 GiB zone", false, hot, "timed_hot", 2 * HOT),
	HOT_WORK("bulk-alloc", "100,000 order-0 blocks allocated", true, bulk_alloc, "timed_alloc_all", BULK),
	HOT_WORK("bulk-free-fifo", "the same freed in the order of allocation", true, bulk_free_fifo, "timed_free_all", BULK),
	HOT_WORK("bulk-free-random", "the same freed in random order", true, bulk_free_random, "timed_free_all", BULK),
	HOT_WORK("threads-hot", "two threads on cpus of their own, as hot", false, bench_threads_hot, NULL, 0),
	HOT_WORK("threads-alloc", "50,000 order-0 blocks allocated by each of them", false, bench_threads_alloc, NULL, 0),
	HOT_WORK("threads-free", "the same freed in the order of allocation", false, bench_threads_free, NULL, 0),
	MIXED_WORK(1),
	MIXED_WORK(16),
	MIXED_WORK(64),
	{"order9-alloc", "order-9 blocks between fragments, allocated, 4 GiB zone", &bench_record_floor, 4 * GIB_PAGES, false, false, false, order9_alloc,
	 "timed_alloc9", HUGE_BLOCKS},
	{"order9-free", "the same freed", &bench_record_floor, 4 * GIB_PAGES, false, false, false, order9_free, "timed_free9", HUGE_BLOCKS},
	{"init-64g", "a 64 GiB zone made (nanoseconds in all)", &bench_boot_floor, 64 * GIB_PAGES, false, false, true, init, "timed_open", 1},
	{0},
};
