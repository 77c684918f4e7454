// SPDX-License-Identifier: MIT
/*
 * Signatures against the truth: every planted bug is found in noise thirty times, and the signatures of the minima are
 * compared with the bug that was planted.
 *
 * The measure is the adjusted Rand index over all pairs: 1 is the truth, 0 is chance. A hash of the harness's stack,
 * which is what tools without signatures have, puts every divergence into one cluster; its index is printed, too.
 * Each minimum must show its signature ten times of ten, read back from its text and from its bytes; for the first of each
 * bug every repetition is a process of its own.
 *
 * ROWS=FILE keeps the rows that the index is computed from, in the form of tests/groups_slow_test.sh, so that both can be measured as one
 * set.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/triage/reduce.h"
#include "fuzz/subjects.h"
#include "tests/planted.h"

/* Other architectures are emulated here: a few files are enough to see whether signatures and minima are the same. */
#if defined(__x86_64__)
enum { FILES = 30 };
#else
enum { FILES = 2 };
#endif
enum { SEEDS = 800, NOISE_OPS = 256, TIMES = 10, MEDIAN_MAX = 8, FRESH = 5, SAMPLES_MAX = 64 * FILES };

struct sample {
	uint32_t truth; /* index of the plant */
	uint32_t ops;
	bool minimal;
	char signature[96];
};

static struct sample samples[SAMPLES_MAX];
static uint32_t nr_samples, unsteady;

/* Copy seq through its text or its bytes. */
static void read_back(const struct sequence *seq, bool text, struct sequence *copy)
{
	struct seq_error error;
	char *data = NULL;
	size_t size;
	FILE *memory = open_memstream(&data, &size);

	if (text)
		seq_print(seq, memory);
	fclose(memory);
	if (text && !seq_parse(copy, data, size, &error))
		copy->nr_ops = 0;
	free(data);
	if (text)
		return;
	size = seq_encode(seq, NULL, 0);
	data = malloc(size);
	seq_encode(seq, (uint8_t *)data, size);
	seq_decode(copy, (const uint8_t *)data, size);
	free(data);
}

static void repeat(struct probe *probe, const struct sequence *seq, const char *signature, bool fresh)
{
	struct probe_outcome outcome;
	struct sequence copy;

	seq_init(&copy);
	for (uint32_t i = 0; i < 2 * TIMES; i++) {
		read_back(seq, i % 2 == 0, &copy);
		if (fresh)
			probe_renew(probe);
		probe_run(probe, &copy, &outcome);
		unsteady += strcmp(outcome.signature, signature) != 0;
	}
	seq_release(&copy);
}

static void sample_plant(uint32_t plant)
{
	struct probe *probe = probe_new(&(struct probe_options){
		.subject = planted_subject(plant, &subject_allocator), .oracle = &subject_allocator, .step_limit = STEPS_PER_REQUEST});
	struct minimize_result result;
	struct probe_outcome outcome;
	struct sequence seq;
	uint32_t found = 0;

	seq_init(&seq);
	for (uint64_t seed = 1; seed <= SEEDS && found < FILES; seed++) {
		planted_sequence(&seq, seed * 977 + plant, NOISE_OPS);
		if (!reduce_cut(probe, &seq, &outcome))
			continue;
		reduce_minimize(probe, &seq, 0, 0, &result, &outcome);
		struct sample *sample = &samples[nr_samples++];

		*sample = (struct sample){.truth = plant, .ops = seq.nr_ops, .minimal = result.minimal};
		memcpy(sample->signature, outcome.signature, sizeof(sample->signature));
		repeat(probe, &seq, outcome.signature, found < FRESH);
		found++;
	}
	printf("%-26s %u files\n", planted_table[plant].name, found);
	seq_release(&seq);
	probe_free(probe);
}

/* Adjusted Rand index of "same signature", or of one cluster for all, against "same plant". */
static double rand_index(bool by_signature)
{
	double both = 0, only_truth = 0, only_cluster = 0, neither = 0;

	for (uint32_t i = 0; i < nr_samples; i++) {
		for (uint32_t j = 0; j < i; j++) {
			const bool truth = samples[i].truth == samples[j].truth;
			const bool cluster = !by_signature || strcmp(samples[i].signature, samples[j].signature) == 0;

			both += truth && cluster;
			only_truth += truth && !cluster;
			only_cluster += !truth && cluster;
			neither += !truth && !cluster;
		}
	}
	return 2 * (both * neither - only_truth * only_cluster) /
	       ((both + only_truth) * (only_truth + neither) + (both + only_cluster) * (only_cluster + neither));
}

static int by_ops(const void *a, const void *b)
{
	const uint32_t x = ((const struct sample *)a)->ops, y = ((const struct sample *)b)->ops;

	return x < y ? -1 : x > y;
}

static bool all_minimal(void)
{
	for (uint32_t i = 0; i < nr_samples; i++)
		if (!samples[i].minimal)
			return false;
	return true;
}

static void keep_rows(const char *path)
{
	FILE *out = path ? fopen(path, "w") : NULL;

	for (uint32_t i = 0; out && i < nr_samples; i++)
		fprintf(out, "planted-%u %s %s abort 1\n", samples[i].truth, samples[i].signature, samples[i].signature);
	if (out)
		fclose(out);
}

int main(void)
{
	for (uint32_t plant = 0; plant < planted_count; plant++)
		sample_plant(plant);
	const double names = rand_index(true), stack = rand_index(false);

	keep_rows(getenv("ROWS"));
	qsort(samples, nr_samples, sizeof(*samples), by_ops);
	const uint32_t median = samples[nr_samples / 2].ops;
	const bool minimal = all_minimal();

	printf("%u files of %u bugs: adjusted Rand index %.3f by signature, %.3f by stack; minima of %u ops (median), %u at most; %s; "
	       "%u of %u replays differ\n", nr_samples, planted_count, names, stack, median, samples[nr_samples - 1].ops,
	       minimal ? "all 1-minimal" : "not all 1-minimal", unsteady, nr_samples * 2 * TIMES);
	return !(names >= 0.95 && median <= MEDIAN_MAX && minimal && unsteady == 0 && nr_samples == planted_count * FILES);
}
