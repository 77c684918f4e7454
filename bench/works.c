// SPDX-License-Identifier: MIT
/*
 * The works, and the taking of turns.
 *
 * Orders and indices are drawn before the clock starts, by a generator with a fixed start, so that every peer does the same. A work whose
 * phases belong together (bulk alloc, then free) repeats the whole and reports one phase.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/bench.h"

enum { BULK = 100000, HOT = 2000000, MIXED = 200000, HUGE_BLOCKS = 256 };
#define GIB_PAGES ((uint64_t)262144)

double bench_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

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

static double bulk(const struct bench_peer *peer, void *self, enum phase phase, bool random)
{
	static block_t block[BULK];
	double start = bench_now(), took;

	for (int i = 0; i < BULK; i++)
		block[i] = peer->alloc(self, 0);
	took = bench_now() - start;
	if (random)
		shuffle(block, BULK);
	start = bench_now();
	for (int i = 0; i < BULK; i++)
		peer->free(self, block[i], 0);
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
	uint8_t order;
};

/* Half full of blocks of geometric orders, then one freed at random and one allocated, again and again. */
static double mixed(const struct bench_peer *peer, void *self, uint64_t pages)
{
	static uint32_t pick[MIXED];
	static uint8_t order[MIXED];
	struct live *live = malloc(pages * sizeof(*live));
	uint64_t state = 3, used = 0;
	uint32_t nr = 0;
	double start, took;

	while (live && used < pages / 2) {
		const uint8_t of = geometric(&state);
		const block_t block = peer->alloc(self, of);

		if (!block)
			break;
		live[nr++] = (struct live){block, of};
		used += (uint64_t)1 << of;
	}
	if (nr == 0)
		abort();
	for (int i = 0; i < MIXED; i++) {
		pick[i] = next(&state) % nr;
		order[i] = geometric(&state);
	}
	start = bench_now();
	for (int i = 0; i < MIXED; i++) {
		struct live *of = &live[pick[i]];

		if (of->block)
			peer->free(self, of->block, of->order);
		of->order = order[i];
		of->block = peer->alloc(self, order[i]);
	}
	took = bench_now() - start;
	for (uint32_t i = 0; i < nr; i++)
		if (live[i].block)
			peer->free(self, live[i].block, live[i].order);
	free(live);
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
	if (other)
		peer->close(other);
	return other ? took : 0;
}

const struct bench_work bench_works[] = {
	{"hot", "one order-0 block allocated and freed, 1 GiB zone", GIB_PAGES, false, hot},
	{"bulk-alloc", "100,000 order-0 blocks allocated", GIB_PAGES, false, bulk_alloc},
	{"bulk-free-fifo", "the same freed in the order of allocation", GIB_PAGES, false, bulk_free_fifo},
	{"bulk-free-random", "the same freed in random order", GIB_PAGES, false, bulk_free_random},
	{"mixed-1g", "geometric orders, half full, 1 GiB zone", GIB_PAGES, true, mixed},
	{"mixed-16g", "16 GiB zone", 16 * GIB_PAGES, true, mixed},
	{"mixed-64g", "64 GiB zone", 64 * GIB_PAGES, true, mixed},
	{"order9-alloc", "order-9 blocks between fragments, allocated, 4 GiB zone", 4 * GIB_PAGES, true, order9_alloc},
	{"order9-free", "the same freed", 4 * GIB_PAGES, true, order9_free},
	{"init-64g", "a 64 GiB zone made (nanoseconds in all)", 64 * GIB_PAGES, true, init},
	{NULL, NULL, 0, false, NULL},
};

static int by_value(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void settle(struct bench_row *row, double *turn)
{
	qsort(turn, BENCH_TURNS, sizeof(*turn), by_value);
	row->ns = turn[BENCH_TURNS / 2];
	row->min = turn[0];
	row->max = turn[BENCH_TURNS - 1];
}

unsigned bench_measure(const struct bench_work *work, struct bench_row *rows)
{
	enum { PEERS_MAX = 16 };
	const struct bench_peer *peer[PEERS_MAX];
	double turn[PEERS_MAX][BENCH_TURNS];
	void *self[PEERS_MAX];
	unsigned nr = 0;

	for (unsigned i = 0; bench_peers[i] && nr < PEERS_MAX; i++) {
		const struct bench_peer *candidate = i == 0 && work->floor_table ? &bench_record_floor : bench_peers[i];

		if (!candidate->available())
			continue;
		peer[nr] = candidate;
		self[nr] = work->turn == init ? NULL : candidate->open(work->pages);
		nr += work->turn == init || self[nr] != NULL; /* a peer may refuse the size */
	}
	for (unsigned t = 0; t < BENCH_TURNS; t++)
		for (unsigned i = 0; i < nr; i++)
			turn[i][t] = work->turn(peer[i], self[i], work->pages);
	for (unsigned i = 0; i < nr; i++) {
		rows[i].work = work->name;
		rows[i].subject = peer[i]->name;
		settle(&rows[i], turn[i]);
		rows[i].ratio = rows[i].ns / rows[0].ns;
		if (self[i])
			peer[i]->close(self[i]);
	}
	return nr;
}
