// SPDX-License-Identifier: MIT
/*
 * Which peers are measured, and in which order: every peer once, then every peer again, so that disturbances of the machine affect all of
 * them.
 */
#include "bench/bench.h"

#include <stdlib.h>
#include <string.h>

const struct bench_peer *const bench_peers[] = {&bench_allocator, &bench_allocator_bulk, &bench_allocator_told, &bench_jemalloc,
						&bench_mimalloc, &bench_tcmalloc, NULL};

static int by_value(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double bench_median(double *turn, unsigned turns)
{
	qsort(turn, turns, sizeof(*turn), by_value);
	return turn[turns / 2];
}

static void settle(struct bench_row *row, double *turn, unsigned turns)
{
	row->ns = bench_median(turn, turns);
	row->min = turn[0];
	row->max = turn[turns - 1];
}

/* The peers that can run this work; first the floor, which always can. */
static unsigned gather(const struct bench_work *work, const struct bench_peer *const *peers, const char *only, const struct bench_peer **peer,
		       void **self)
{
	unsigned nr = 0;

	for (unsigned i = 0; i == 0 || peers[i - 1]; i++) {
		const struct bench_peer *candidate = i == 0 ? work->floor : peers[i - 1];

		if (nr == BENCH_ROWS_MAX || (only && strcmp(only, candidate->name) != 0) || (candidate->alloc_many && !work->many) ||
		    (candidate->free_soon && !work->tells))
			continue;
		peer[nr] = candidate;
		self[nr] = candidate->open(work->pages);
		if (!self[nr] || (work->opens && candidate->needs)) /* a library opens no zone: not timed */
			continue;
		if (work->opens) {
			candidate->close(self[nr]);
			self[nr] = NULL;
		}
		nr++;
	}
	return nr;
}

unsigned bench_measure(const struct bench_work *work, const struct bench_peer *const *peers, const char *only, unsigned turns,
		       struct bench_row *rows)
{
	const struct bench_peer *peer[BENCH_ROWS_MAX];
	double turn[BENCH_ROWS_MAX][BENCH_TURNS];
	void *self[BENCH_ROWS_MAX];
	const unsigned nr = gather(work, peers, only, peer, self);

	for (unsigned t = 0; t < turns && t < BENCH_TURNS; t++) {
		for (unsigned i = 0; i < nr; i++)
			turn[i][t] = work->turn(peer[i], self[i], work->pages);
	}
	for (unsigned i = 0; i < nr; i++) {
		rows[i] = (struct bench_row){.work = work->name, .subject = peer[i]->name};
		settle(&rows[i], turn[i], turns < BENCH_TURNS ? turns : BENCH_TURNS);
		rows[i].ratio = rows[i].ns / rows[0].ns;
		if (self[i])
			peer[i]->close(self[i]);
	}
	return nr;
}
