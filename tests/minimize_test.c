// SPDX-License-Identifier: MIT
/*
 * The minimizer reaches minima that were counted by hand.
 *
 * First with predicates on the sequence alone, which count their calls: no candidate may be tried twice before the
 * proof, and the proof must try every single deletion. Then on planted bugs, through the probe, from 256 ops of noise.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fuzz/triage/reduce.h"
#include "fuzz/subjects.h"
#include "tests/planted.h"

enum { NOISE_OPS = 256, SEEDS = 200 };

static uint32_t checks, failures;

static void expect(bool good, const char *what, const char *of, long long got, long long wanted)
{
	checks++;
	if (good)
		return;
	failures++;
	printf("FAILED %s: %s: %lld, expected %lld\n", of, what, got, wanted);
}

static void expect_equal(const char *what, const char *of, long long got, long long wanted)
{
	expect(got == wanted, what, of, got, wanted);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A predicate that counts its calls, and those that repeat an earlier candidate. */
struct asked {
	bool (*shows)(const struct sequence *seq);
	struct seen seen;
	uint32_t times, again;
};

static bool ask(void *ctx, const struct sequence *candidate, uint32_t *needed)
{
	struct asked *asked = ctx;
	bool fresh;

	(void)needed;
	seen_add(&asked->seen, candidate, &fresh);
	asked->times++;
	asked->again += !fresh;
	return asked->shows(candidate);
}

/* An order-3 allocation after two frees: 3 ops. */
static bool shows_order3_behind_frees(const struct sequence *seq)
{
	uint32_t frees = 0;

	for (uint32_t i = 0; i < seq->nr_ops; i++) {
		frees += seq->op[i].kind == OP_FREE;
		if (seq->op[i].kind == OP_ALLOC && op_get(&seq->op[i], ARG_ORDER) == 3 && frees >= 2)
			return true;
	}
	return false;
}

/* Seven drains, wherever: 7 ops. */
static bool shows_seven_drains(const struct sequence *seq)
{
	uint32_t drains = 0;

	for (uint32_t i = 0; i < seq->nr_ops; i++)
		drains += seq->op[i].kind == OP_DRAIN;
	return drains >= 7;
}

/* An even number of frees, at least two: single deletions never succeed, pairs do. 2 ops. */
static bool shows_even_frees(const struct sequence *seq)
{
	uint32_t frees = 0;

	for (uint32_t i = 0; i < seq->nr_ops; i++)
		frees += seq->op[i].kind == OP_FREE;
	return frees >= 2 && frees % 2 == 0;
}

/* A block allocated, and freed through its slot: 2 ops; removal by dependency does most of the work. */
static bool shows_slot_freed(const struct sequence *seq)
{
	for (uint32_t i = 0; i < seq->nr_ops; i++)
		for (uint32_t j = i + 1; j < seq->nr_ops; j++)
			if (seq->op[i].kind == OP_ALLOC && seq->op[j].kind == OP_FREE && op_reads_slot(&seq->op[j], (uint32_t)seq->op[i].dst))
				return true;
	return false;
}

/* A zone of at least 100 pages and a watermark question above 17: arguments and machine shrink to exactly that. 2 ops. */
static bool shows_numbers(const struct sequence *seq)
{
	bool zone = false, value = false;

	for (uint32_t i = 0; i < seq->nr_ops; i++) {
		zone |= seq->op[i].kind == OP_ZONE && op_get(&seq->op[i], ARG_END) >= op_get(&seq->op[i], ARG_START) + 100;
		value |= seq->op[i].kind == OP_WMARK_OK && op_get(&seq->op[i], ARG_VALUE) > 17;
	}
	return zone && value;
}

/* 64 pages in blocks of at most 16: 4 ops, if smaller blocks are joined. */
static bool shows_full_memory(const struct sequence *seq)
{
	uint32_t pages = 0;

	for (uint32_t i = 0; i < seq->nr_ops; i++) {
		const uint32_t order = op_get(&seq->op[i], ARG_ORDER);

		pages += seq->op[i].kind == OP_ALLOC && order <= 4 ? 1u << order : 0;
	}
	return pages >= 64;
}

struct pure {
	const char *name;
	bool (*shows)(const struct sequence *seq);
	uint32_t ops;
};

static const struct pure pure_table[] = {
	{"order 3 after frees", shows_order3_behind_frees, 3}, {"seven drains", shows_seven_drains, 7},
	{"even frees", shows_even_frees, 2}, {"slot freed", shows_slot_freed, 2}, {"numbers", shows_numbers, 2},
	{"full memory", shows_full_memory, 4},
};

static void make_showing(struct sequence *seq, bool (*shows)(const struct sequence *seq))
{
	uint64_t seed = 1;

	do
		planted_sequence(seq, seed++, NOISE_OPS);
	while (!shows(seq));
}

static void test_pure(const struct pure *pure)
{
	struct asked asked = {.shows = pure->shows};
	struct minimize_result result;
	struct sequence seq;

	seq_init(&seq);
	seen_init(&asked.seen);
	make_showing(&seq, pure->shows);
	minimize(&seq, &(struct minimize_options){.shows = ask, .ctx = &asked}, &result);
	expect(result.shown && result.complete && result.minimal, "shown, complete, minimal", pure->name, result.minimal, 1);
	expect_equal("ops", pure->name, seq.nr_ops, pure->ops);
	expect_equal("ops reported", pure->name, result.ops_after, seq.nr_ops);
	expect_equal("runs reported", pure->name, result.runs, asked.times);
	expect(asked.again <= seq.nr_ops, "candidates asked for twice (the proof may)", pure->name, asked.again, seq.nr_ops);
	seen_release(&asked.seen);
	seq_release(&seq);
}

static void test_numbers(void)
{
	struct minimize_result result;
	struct asked asked = {.shows = shows_numbers};
	struct sequence seq;

	seq_init(&seq);
	seen_init(&asked.seen);
	make_showing(&seq, shows_numbers);
	minimize(&seq, &(struct minimize_options){.shows = ask, .ctx = &asked}, &result);
	for (uint32_t i = 0; i < seq.nr_ops; i++) {
		if (seq.op[i].kind == OP_ZONE) {
			expect_equal("start of the zone", "numbers", op_get(&seq.op[i], ARG_START), 0);
			expect_equal("end of the zone", "numbers", op_get(&seq.op[i], ARG_END), 100);
			expect_equal("kind of the zone", "numbers", op_get(&seq.op[i], ARG_ZONE_KIND), 0);
		}
		if (seq.op[i].kind == OP_WMARK_OK) {
			expect_equal("value", "numbers", op_get(&seq.op[i], ARG_VALUE), 18);
			expect_equal("order", "numbers", op_get(&seq.op[i], ARG_ORDER), 0);
		}
	}
	seen_release(&asked.seen);
	seq_release(&seq);
}

/* Any drain, and two allocations alike: what remains is the simplest drain, and allocations with no flags. */
static bool shows_drain_and_twins(const struct sequence *seq)
{
	bool drain = false, twins = false;
	const struct op *last = NULL;

	for (uint32_t i = 0; i < seq->nr_ops; i++) {
		const struct op *op = &seq->op[i];

		drain |= op->kind == OP_DRAIN || op->kind == OP_DRAIN_ALL || op->kind == OP_DRAIN_BATCH;
		if (op->kind != OP_ALLOC)
			continue;
		twins |= last && op_get(op, ARG_GFP) == op_get(last, ARG_GFP) && op_get(op, ARG_ORDER) == op_get(last, ARG_ORDER);
		last = op;
	}
	return drain && twins;
}

static void test_simpler(void)
{
	struct asked asked = {.shows = shows_drain_and_twins};
	struct minimize_result result;
	struct sequence seq;

	seq_init(&seq);
	seen_init(&asked.seen);
	make_showing(&seq, shows_drain_and_twins);
	for (uint32_t i = 0; i < seq.nr_ops; i++) {
		if (seq.op[i].kind == OP_DRAIN)
			seq.op[i].kind = OP_DRAIN_ALL;
		if (seq.op[i].kind == OP_ALLOC) {
			op_set(&seq.op[i], ARG_GFP, 1);
			op_set(&seq.op[i], ARG_ORDER, 2);
		}
	}
	minimize(&seq, &(struct minimize_options){.shows = ask, .ctx = &asked}, &result);
	expect_equal("ops", "simpler", seq.nr_ops, 3);
	for (uint32_t i = 0; i < seq.nr_ops; i++) {
		expect(seq.op[i].kind == OP_DRAIN || seq.op[i].kind == OP_ALLOC, "kind", "simpler", seq.op[i].kind, OP_DRAIN);
		expect_equal("flags", "simpler", op_get(&seq.op[i], ARG_GFP), 0);
		expect_equal("order", "simpler", op_get(&seq.op[i], ARG_ORDER), 0);
	}
	seen_release(&asked.seen);
	seq_release(&seq);
}

static bool shows_never(const struct sequence *seq)
{
	(void)seq;
	return false;
}

static void test_nothing_shown(void)
{
	struct asked asked = {.shows = shows_never};
	struct minimize_result result;
	struct sequence seq;

	seq_init(&seq);
	seen_init(&asked.seen);
	planted_sequence(&seq, 1, NOISE_OPS);
	minimize(&seq, &(struct minimize_options){.shows = ask, .ctx = &asked}, &result);
	expect_equal("shown", "nothing shown", result.shown, false);
	expect_equal("ops", "nothing shown", seq.nr_ops, NOISE_OPS);
	expect_equal("runs", "nothing shown", asked.times, 1);
	seen_release(&asked.seen);
	seq_release(&seq);
}

/* A limit on attempts is kept, and the smallest sequence found so far still shows the bug. */
static void test_limit(void)
{
	struct asked asked = {.shows = shows_seven_drains};
	struct minimize_result result;
	struct sequence seq;

	seq_init(&seq);
	seen_init(&asked.seen);
	make_showing(&seq, shows_seven_drains);
	minimize(&seq, &(struct minimize_options){.shows = ask, .ctx = &asked, .max_runs = 10}, &result);
	expect_equal("complete", "limit", result.complete, false);
	expect_equal("still shows", "limit", shows_seven_drains(&seq), true);
	expect(result.runs <= 10 + seq.nr_ops, "runs", "limit", result.runs, 10);
	seen_release(&asked.seen);
	seq_release(&seq);
}

enum { SLOW_MILLISECONDS = 10, SLOW_LIMIT = 300 };

/* No op can be left out, and each call takes a while. */
static bool shows_slowly(const struct sequence *seq)
{
	nanosleep(&(struct timespec){.tv_nsec = SLOW_MILLISECONDS * 1000000}, NULL);
	return seq->nr_ops == NOISE_OPS;
}

/* A time limit holds for the proof, too, which alone would take several times as long for this number of ops. */
static void test_time(void)
{
	struct asked asked = {.shows = shows_slowly};
	struct minimize_result result;
	struct sequence seq;

	seq_init(&seq);
	seen_init(&asked.seen);
	planted_sequence(&seq, 1, NOISE_OPS);
	minimize(&seq, &(struct minimize_options){.shows = ask, .ctx = &asked, .seconds = SLOW_LIMIT / 1000.0}, &result);
	expect(result.runs <= SLOW_LIMIT / SLOW_MILLISECONDS + 2, "runs", "time", result.runs, SLOW_LIMIT / SLOW_MILLISECONDS);
	expect_equal("complete", "time", result.complete, false);
	expect_equal("minimal", "time", result.minimal, false);
	seen_release(&asked.seen);
	seq_release(&seq);
}

/* Check, independently of the minimizer, that no single op can be left out. */
static void expect_minimal(struct probe *probe, const struct sequence *seq, const char *signature, const char *name)
{
	struct probe_outcome outcome;
	struct sequence less;

	seq_init(&less);
	for (uint32_t i = 0; i < seq->nr_ops; i++) {
		seq_copy(&less, seq);
		memmove(&less.op[i], &less.op[i + 1], sizeof(*less.op) * (less.nr_ops - i - 1));
		less.nr_ops--;
		probe_run(probe, &less, &outcome);
		expect(strcmp(outcome.signature, signature) != 0, "an op can be left out", name, i, -1);
	}
	seq_release(&less);
}

/* Find noise in which the plant shows the signature of its row; false: none found. */
static bool find_noise(struct probe *probe, const struct plant *plant, struct sequence *seq, struct probe_outcome *outcome)
{
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		planted_sequence(seq, seed, NOISE_OPS);
		if (reduce_cut(probe, seq, outcome) && strncmp(outcome->signature, plant->signature, strlen(plant->signature)) == 0)
			return true;
	}
	return false;
}

/* The core of these plants must differ in just the field that they falsify. A plant that crashes or fails its own check has no core. */
static const struct {
	const char *plant, *ways;
} ways_table[] = {
	{"third page", "value-other"}, {"order 3 after two frees", "value-less"}, {"drift after drain", "free-less"}, {"split counts", "free-more"},
	{"pageblock type", "pageblock-other"}, {"wakes once more", "wake-more"}, {"watermark turned", "value-less"}, {"boost", "boost-more"},
	{"reserve", "reserved_highatomic-more"}, {"compound", "comp_order-less"}, {"zeroing", "zeroed-less"}, {"own check", "check-other"}, {"crash", ""},
	{"hang", ""}, {"path", "path_drain-more"},
};

/* The core is no longer than the minimum and goes wrong in the same way and the same op; the core of a core is the core itself. */
static void test_core(struct probe *probe, const struct sequence *minimum, const struct probe_outcome *shown, const char *name)
{
	struct probe_outcome outcome = *shown;
	char ways[DIFFERENCES_TEXT] = "", again[DIFFERENCES_TEXT] = "";
	struct sequence core;

	seq_init(&core);
	seq_copy(&core, minimum);
	if (reduce_core(probe, &core, 0, 0, false, &outcome))
		differences_text(&outcome.differences, ways);
	expect(core.nr_ops <= minimum->nr_ops, "a core is no longer", name, core.nr_ops, minimum->nr_ops);
	expect(differences_within(&outcome.differences, &shown->differences), "a core goes wrong in no other way", name, 0, 1);
	expect_equal("op of the core", name, outcome.kind, shown->kind);
	if (reduce_core(probe, &core, 0, 0, false, &outcome))
		differences_text(&outcome.differences, again);
	expect(strcmp(ways, again) == 0, "a core is its own core", name, 0, 1);
	for (size_t i = 0; i < sizeof(ways_table) / sizeof(*ways_table); i++)
		if (strcmp(ways_table[i].plant, name) == 0) {
			expect(strcmp(ways, ways_table[i].ways) == 0, "ways of the core", name, 0, 1);
			if (strcmp(ways, ways_table[i].ways) != 0)
				printf("    %s, expected %s\n", ways, ways_table[i].ways);
		}
	seq_release(&core);
}

static void test_planted(uint32_t index)
{
	const struct plant *plant = &planted_table[index];
	struct probe *probe = probe_new(&(struct probe_options){
		.subject = planted_subject(index, &subject_allocator), .oracle = &subject_allocator, .step_limit = STEPS_PER_REQUEST});
	struct minimize_result result;
	struct probe_outcome outcome;
	struct sequence seq;

	seq_init(&seq);
	if (!find_noise(probe, plant, &seq, &outcome)) {
		expect(false, "shown by noise", plant->name, 0, 1);
	} else {
		char signature[96];
		const double start = now();

		memcpy(signature, outcome.signature, sizeof(signature));
		reduce_minimize(probe, &seq, 0, 0, &result, &outcome);
		printf("%-26s %3u -> %u ops, %4u runs, %.2f s  %s\n", plant->name, NOISE_OPS, seq.nr_ops, result.runs, now() - start,
		       outcome.signature);
		expect_equal("ops", plant->name, seq.nr_ops, plant->ops);
		if (seq.nr_ops != plant->ops)
			seq_print(&seq, stdout);
		expect(strcmp(outcome.signature, signature) == 0, "same signature", plant->name, 0, 1);
		expect(strcmp(seq.signature, signature) == 0, "signature in the sequence", plant->name, 0, 1);
		expect(result.minimal, "proven minimal", plant->name, 0, 1);
		expect_minimal(probe, &seq, signature, plant->name);
		test_core(probe, &seq, &outcome, plant->name);
	}
	seq_release(&seq);
	probe_free(probe);
}

int main(void)
{
	const double start = now();

	for (size_t i = 0; i < sizeof(pure_table) / sizeof(*pure_table); i++)
		test_pure(&pure_table[i]);
	test_numbers();
	test_nothing_shown();
	test_limit();
	test_time();
	test_simpler();
	for (uint32_t i = 0; i < planted_count; i++)
		test_planted(i);
	printf("minimize_test: %u checks, %u failed, %.1f s\n", checks, failures, now() - start);
	return failures > 0;
}
