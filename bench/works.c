// SPDX-License-Identifier: MIT
/*
 * The works.
 *
 * Orders and indices are drawn before the clock starts, by a generator with a fixed start, so that every peer does the same. A work whose
 * phases belong together (bulk alloc, then free) repeats the whole and reports one phase. What a work itself must look up is fetched ahead:
 * the peer is measured, not the work's own tables.
 */
#include <stdlib.h>

#include "bench/bench.h"

enum { BULK = 100000, HOT = 2000000, MIXED = 200000, HUGE_BLOCKS = 256, AHEAD = 16 };
#define GIB_PAGES ((uint64_t)262144)

static uint32_t next(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

static double hot(const struct bench_peer *peer, void *self, uint64_t pages)
{
	double start;

	(void)pages;
	start = bench_now();
	for (int i = 0; i < HOT; i++)
		peer->free(self, peer->alloc(self, 0), 0);
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

static void alloc_all(const struct bench_peer *peer, void *self, block_t *block)
{
	if (peer->alloc_many) {
		peer->alloc_many(self, block, BULK);
		return;
	}
	for (int i = 0; i < BULK; i++)
		block[i] = peer->alloc(self, 0);
}

static void free_all(const struct bench_peer *peer, void *self, const block_t *block)
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
	double start = bench_now(), took;

	alloc_all(peer, self, block);
	took = bench_now() - start;
	if (random)
		shuffle(block, BULK);
	start = bench_now();
	free_all(peer, self, block);
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

/* Order k with probability 2^-(k+1), 10 at most. */
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

/* Half full of blocks of geometric orders. Returns how many. */
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

/* Half full, then one freed at random and one allocated, again and again. */
static double mixed(const struct bench_peer *peer, void *self, uint64_t pages)
{
	static uint32_t pick[MIXED + AHEAD];
	static uint8_t order[MIXED];
	struct live *live = bench_memory(pages * sizeof(*live), true);
	uint64_t state = 3;
	const uint32_t nr = fill_half(peer, self, pages, live, &state);
	double start, took;

	for (int i = 0; i < MIXED; i++) {
		pick[i] = next(&state) % nr;
		order[i] = geometric(&state);
	}
	start = bench_now();
	for (int i = 0; i < MIXED; i++) {
		struct live *of = &live[pick[i]];

		__builtin_prefetch(&live[pick[i + AHEAD]], 1);
		if (of->block)
			peer->free(self, of->block, (unsigned)of->order);
		of->order = order[i];
		of->block = peer->alloc(self, order[i]);
	}
	took = bench_now() - start;
	for (uint32_t i = 0; i < nr; i++) {
		if (live[i].block)
			peer->free(self, live[i].block, (unsigned)live[i].order);
	}
	bench_memory_free(live, pages * sizeof(*live));
	return took / (2.0 * MIXED);
}

/* Every second block of order 9 is broken into pages of which half are in use; the others are taken and given back. */
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
	for (int i = 0; i < HUGE_BLOCKS; i++)
		huge[i] = peer->alloc(self, 9);
	took = bench_now() - start;
	start = bench_now();
	for (int i = 0; i < HUGE_BLOCKS; i++)
		if (huge[i])
			peer->free(self, huge[i], 9);
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

/* The time to open a zone; memory is touched here for the first time, page faults included. */
static double init(const struct bench_peer *peer, void *self, uint64_t pages)
{
	double start = bench_now(), took;
	void *other;

	(void)self;
	other = peer->open(pages);
	took = bench_now() - start;
	peer->close(other);
	return took;
}

struct bench_work bench_mixed(const char *name, uint64_t pages)
{
	return (struct bench_work){name, "geometric orders, half full", &bench_record_floor, pages, false, false, mixed};
}

#define MIXED_WORK(GIB) \
	{"mixed-" #GIB "g", "geometric orders, half full, " #GIB " GiB zone", &bench_record_floor, GIB * GIB_PAGES, false, false, mixed}

const struct bench_work bench_works[] = {
	{"hot", "one order-0 block allocated and freed, 1 GiB zone", &bench_stack_floor, GIB_PAGES, false, false, hot},
	{"bulk-alloc", "100,000 order-0 blocks allocated", &bench_stack_floor, GIB_PAGES, true, false, bulk_alloc},
	{"bulk-free-fifo", "the same freed in the order of allocation", &bench_stack_floor, GIB_PAGES, true, false, bulk_free_fifo},
	{"bulk-free-random", "the same freed in random order", &bench_stack_floor, GIB_PAGES, true, false, bulk_free_random},
	MIXED_WORK(1),
	MIXED_WORK(16),
	MIXED_WORK(64),
	{"order9-alloc", "order-9 blocks between fragments, allocated, 4 GiB zone", &bench_record_floor, 4 * GIB_PAGES, false, false, order9_alloc},
	{"order9-free", "the same freed", &bench_record_floor, 4 * GIB_PAGES, false, false, order9_free},
	{"init-64g", "a 64 GiB zone made (nanoseconds in all)", &bench_boot_floor, 64 * GIB_PAGES, false, true, init},
	{0},
};
