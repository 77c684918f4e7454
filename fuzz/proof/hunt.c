// SPDX-License-Identifier: MIT
/*
 * Inputs come alternately from the population (at first the corpus, gradually replaced by its mutants) and from the generator's scenarios.
 */
#include "fuzz/proof/hunt.h"

#include <string.h>
#include <time.h>

#include "fuzz/generate/generate.h"
#include "fuzz/generate/mutate.h"
#include "fuzz/lockstep/signature.h"

enum { POPULATION = 256, VIEW_PERIOD = 16, BYTES_MAX = 4096, FRESH_OPS = 120 };

/* exec: runs the subject with the seeded defect. sound: runs the same subject without it; NULL: not compared. */
struct quarry {
	struct exec *exec, *sound;
};

struct hunter {
	const struct hunt_options *options;
	struct hunt_result *result;
	struct quarry traced, untraced;
	struct sequence population[POPULATION];
	uint32_t nr;
	uint64_t random;
	clock_t start;
};

static const struct mutate_bias bias = {.kinds = every_kind, .nr_kinds = NR_EVERY_KIND, .all_profiles = true};

static double spent(const struct hunter *hunter)
{
	return (double)(clock() - hunter->start) / CLOCKS_PER_SEC;
}

/* True: the sound subject diverges as well, so this is not the seeded defect. */
static bool sound_shows(struct hunter *hunter, const struct quarry *quarry, const struct sequence *seq)
{
	struct exec_result run;

	if (!quarry->sound)
		return false;
	exec_run(quarry->sound, seq, &run);
	hunter->result->discounted += run.divergence.class != DIFF_NONE;
	return run.divergence.class != DIFF_NONE;
}

static bool quarry_shows(struct hunter *hunter, const struct quarry *quarry, const struct sequence *seq)
{
	struct exec_result run;

	hunter->result->runs++;
	exec_run(quarry->exec, seq, &run);
	hunter->result->ops += run.ops;
	hunter->result->seconds = spent(hunter);
	if (run.divergence.class == DIFF_NONE || sound_shows(hunter, quarry, seq))
		return false;
	hunter->result->found = true;
	hunter->result->divergence = run.divergence;
	signature_make(&run.divergence, seq, hunter->result->signature, sizeof(hunter->result->signature));
	return true;
}

/* True: it diverges, and the result says how. */
static bool shows(struct hunter *hunter, const struct sequence *seq)
{
	return quarry_shows(hunter, &hunter->traced, seq) ||
	       (runs_untraced(hunter->options->subject, seq) && quarry_shows(hunter, &hunter->untraced, seq));
}

/* The corpus in an order drawn from the seed, because what one order finds early another finds late. */
static bool replay(struct hunter *hunter, struct sequence *input)
{
	static uint32_t order[HUNT_CORPUS_MAX];
	const uint32_t all = hunter->options->nr_corpus, few = hunter->options->replay;
	const uint32_t count = few > 0 && few < all ? few : all;

	for (uint32_t i = 0; i < all; i++) {
		const uint32_t other = dice_below(&hunter->random, i + 1);

		order[i] = order[other];
		order[other] = i;
	}
	for (uint32_t i = 0; i < count; i++) {
		seq_copy(input, &hunter->options->corpus[order[i]]);
		seq_forget_expectations(input);
		if (shows(hunter, input))
			return true;
		if (hunter->nr < POPULATION) {
			seq_init(&hunter->population[hunter->nr]);
			seq_copy(&hunter->population[hunter->nr++], input);
		}
	}
	return false;
}

/* Flip, insert, remove, repeat bytes of the encoded input. */
static void change_bytes(struct sequence *seq, uint64_t *random)
{
	uint8_t data[BYTES_MAX + 64];
	size_t size = seq_encode_input(seq, data, BYTES_MAX);

	size = size < BYTES_MAX ? size : BYTES_MAX;
	for (uint32_t changes = 1 + dice_below(random, 8); changes > 0 && size > 0; changes--) {
		const uint32_t at = dice_below(random, (uint32_t)size), length = 1 + dice_below(random, 16);

		switch (dice_below(random, 4)) {
		case 0:
			data[at] ^= (uint8_t)(1u << dice_below(random, 8));
			break;
		case 1:
			data[at] = (uint8_t)dice_next(random);
			break;
		case 2:
			if (size + length <= BYTES_MAX) {
				memmove(data + at + length, data + at, size - at);
				size += length;
			}
			break;
		default:
			if (at + length < size) {
				memmove(data + at, data + at + length, size - at - length);
				size -= length;
			}
		}
	}
	seq_decode(seq, data, size);
}

/* A scenario; half of the time mutated as well, because only mutants have motifs, which add to its machine what the scenario lacks. */
static void fresh(struct sequence *seq, uint64_t *random)
{
	unsigned nr = 0;

	while (scenario_at(nr))
		nr++;
	/* Each draw is a statement of its own: the evaluation order of arguments is unspecified. */
	const uint32_t ops = 10 + dice_below(random, FRESH_OPS);
	const uint64_t seed = dice_next(random);
	const enum profile profile = (enum profile)(dice_below(random, 2) ? 0 : dice_below(random, NR_PROFILES));

	generate(seq, scenario_at(dice_below(random, nr)), profile, seed, ops);
	if (dice_below(random, 2))
		mutate_sequence(seq, &bias, random);
}

static void make(struct hunter *hunter, struct sequence *input)
{
	uint64_t *random = &hunter->random;

	if (hunter->options->maker == MAKE_ALL && (hunter->nr == 0 || dice_below(random, 2) == 0)) {
		fresh(input, random);
		return;
	}
	if (hunter->nr > 0)
		seq_copy(input, &hunter->population[dice_below(random, hunter->nr)]);
	else
		seq_decode(input, NULL, 0);
	if (hunter->options->maker == MAKE_BYTES)
		change_bytes(input, random);
	else if (hunter->nr > 0 && dice_below(random, 8) == 0)
		mutate_cross(input, &hunter->population[dice_below(random, hunter->nr)], &bias, random);
	else
		mutate_sequence(input, &bias, random);
}

static struct quarry find_quarry(const struct hunt_options *options, const struct subject *subject, const struct subject *sound)
{
	struct exec_options exec = {
		.subject = subject, .oracle = options->oracle, .view_period = VIEW_PERIOD, .step_limit = STEPS_PER_REQUEST, .blind = options->blind};
	struct quarry quarry = {.exec = exec_new(&exec)};

	exec.subject = sound;
	exec.blind = NULL;
	if (sound)
		quarry.sound = exec_new(&exec);
	return quarry;
}

static void lose_quarry(const struct quarry *quarry)
{
	exec_free(quarry->exec);
	exec_free(quarry->sound);
}

void hunt(const struct hunt_options *options, struct hunt_result *result, struct sequence *input)
{
	static struct hunter hunter;

	memset(&hunter, 0, sizeof(hunter));
	memset(result, 0, sizeof(*result));
	hunter.options = options;
	hunter.result = result;
	hunter.traced = find_quarry(options, options->subject, options->sound);
	if (options->subject->untraced)
		hunter.untraced = find_quarry(options, options->subject->untraced, options->sound ? options->sound->untraced : NULL);
	hunter.random = options->seed;
	hunter.start = clock();
	if (!replay(&hunter, input) && !options->replay_only)
		while (spent(&hunter) < options->seconds) {
			make(&hunter, input);
			seq_forget_expectations(input);
			if (shows(&hunter, input))
				break;
			if (hunter.nr > 0 && dice_below(&hunter.random, 4) == 0)
				seq_copy(&hunter.population[dice_below(&hunter.random, hunter.nr)], input);
		}
	lose_quarry(&hunter.traced);
	lose_quarry(&hunter.untraced);
	for (uint32_t i = 0; i < hunter.nr; i++)
		seq_release(&hunter.population[i]);
}
