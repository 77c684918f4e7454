// SPDX-License-Identifier: MIT
/*
 * Why two kernels answer differently: which questions of the policy decide the first answer that differs.
 *
 * A profile is a row of answers (contract/questions.h), so kernels can be mixed: the left one with some questions answered as by the right
 * one. The deciding questions are those that, switched from left to right, make the same answer differ in the same way. One difference is
 * not a policy question: an op may be decoded differently under another profile's name (docs/language.md). That is searched like a question
 * and reported as "words".
 */
#ifndef FUZZ_DECIDING_H
#define FUZZ_DECIDING_H

#include "fuzz/explain/contrast.h"

enum { DECIDING_MAX = 8, DECIDING_PLACES = 256 };

struct deciding {
	uint8_t nr;                     /* 0: not searched for, or more than DECIDING_MAX questions are needed together */
	uint8_t question[DECIDING_MAX]; /* indices into the subject's table, ascending; the table's nr: the words */
};

/*
 * For a comparison of seq with these options, of one subject that has questions, in which an answer differs. Mixed kernels are run up to
 * that answer; the subject may crash on one of them.
 */
void deciding_find(const struct contrast_options *options, const struct sequence *seq, const struct contrast *contrast, struct deciding *out);

/* Are the two questions switched together? */
bool deciding_together(const struct policy_questions *questions, size_t a, size_t b);

/* A profile's answer to the question at that index. */
uint32_t deciding_answer(const struct policy_questions *questions, uint8_t question, uint8_t profile);

#endif
