// SPDX-License-Identifier: MIT
/*
 * The search. Bisect for the shortest prefix of the question list that makes the difference; its last question is needed, so keep it, and
 * repeat with the questions before it until the kept ones suffice. If several were kept, try each question alone, in case one is enough.
 */
#include "fuzz/explain/deciding.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/language/memory.h"

struct search {
	struct contrast_options options; /* the left kernel against a mixed one */
	struct sequence seq;             /* cut after the answer that differs */
	const struct contrast_first_at *wanted;
	const struct policy_questions *questions;
	uint8_t left, right;     /* profiles */
	uint8_t *mixed;          /* the policy of the mixed kernel */
	uint8_t nr_kept, kept[DECIDING_MAX];
};

static const uint8_t *policy(const struct policy_questions *questions, uint8_t profile)
{
	return (const uint8_t *)questions->policies + profile * questions->policy_size;
}

bool deciding_together(const struct policy_questions *questions, size_t a, size_t b)
{
	return a == b || (a < questions->nr && b < questions->nr && questions->question[a].group && questions->question[a].group == questions->question[b].group);
}

static void take_over(struct search *search, size_t index)
{
	const struct policy_questions *questions = search->questions;

	if (index == questions->nr)
		search->options.profile[CONTRAST_RIGHT] = search->right;
	for (size_t i = 0; i < questions->nr; i++) {
		const struct policy_question *question = &questions->question[i];

		if (deciding_together(questions, i, index))
			memcpy(search->mixed + question->offset, policy(questions, search->right) + question->offset, question->size);
	}
}

static bool is_wanted(const struct search *search, const struct contrast_first_at *is)
{
	const struct contrast_first_at *wanted = search->wanted;

	return is->found && is->diff.op == wanted->diff.op && strcmp(is->diff.field, wanted->diff.field) == 0 &&
	       is->diff.subject == wanted->diff.subject && is->diff.oracle == wanted->diff.oracle;
}

/* Do the questions [first, end), together with those kept, make the difference? */
static bool makes(struct search *search, size_t first, size_t end)
{
	struct contrast contrast;

	memcpy(search->mixed, policy(search->questions, search->left), search->questions->policy_size);
	search->options.profile[CONTRAST_RIGHT] = search->left;
	for (size_t i = first; i < end; i++)
		take_over(search, i);
	for (uint32_t i = 0; i < search->nr_kept; i++)
		take_over(search, search->kept[i]);
	contrast_run(&search->options, &search->seq, &contrast);
	return is_wanted(search, &contrast.first[FIRST_ANSWER]);
}

/* The first `end` questions make the difference: returns the last of the shortest prefix that does. */
static size_t last_needed(struct search *search, size_t end)
{
	size_t without = 0;

	while (end - without > 1) {
		const size_t middle = without + (end - without) / 2;

		if (makes(search, 0, middle))
			end = middle;
		else
			without = middle;
	}
	return end - 1;
}

/* All questions together give the right kernel itself. */
static void find(struct search *search)
{
	size_t end = search->questions->nr + 1;

	do {
		if (search->nr_kept == DECIDING_MAX) {
			search->nr_kept = 0;
			return;
		}
		end = last_needed(search, end);
		search->kept[search->nr_kept++] = (uint8_t)end;
	} while (!makes(search, 0, 0));
}

static void find_single(struct search *search)
{
	const uint8_t several = search->nr_kept;

	search->nr_kept = 0;
	for (size_t i = 0; i <= search->questions->nr; i++)
		if (makes(search, i, i + 1)) {
			search->kept[0] = (uint8_t)i;
			search->nr_kept = 1;
			return;
		}
	search->nr_kept = several;
}

void deciding_find(const struct contrast_options *options, const struct sequence *seq, const struct contrast *contrast, struct deciding *out)
{
	const struct policy_questions *questions = options->subject[CONTRAST_LEFT]->questions;
	const uint8_t left = options->profile[CONTRAST_LEFT];
	struct search search = {.options = {.subject = {options->subject[CONTRAST_LEFT], options->subject[CONTRAST_LEFT]}, .profile = {left, left}, .first_answer_only = true}, .seq = *seq,
		.wanted = &contrast->first[FIRST_ANSWER], .questions = questions, .left = left, .right = options->profile[CONTRAST_RIGHT],
		.mixed = need_memory(malloc(questions->policy_size))};

	search.seq.nr_ops = search.wanted->diff.op + 1;
	search.options.policy[CONTRAST_RIGHT] = search.mixed;
	find(&search);
	if (search.nr_kept != 1)
		find_single(&search);
	out->nr = search.nr_kept;
	for (uint32_t i = 0; i < search.nr_kept; i++)
		out->question[i] = search.kept[search.nr_kept - 1 - i];
	free(search.mixed);
}

uint32_t deciding_answer(const struct policy_questions *questions, uint8_t question, uint8_t profile)
{
	const struct policy_question *asked = &questions->question[question];
	const uint8_t *at = policy(questions, profile) + asked->offset;
	uint16_t two;
	uint32_t four;

	switch (asked->size) {
	case sizeof(two): memcpy(&two, at, sizeof(two)); return two;
	case sizeof(four): memcpy(&four, at, sizeof(four)); return four;
	}
	return *at;
}
