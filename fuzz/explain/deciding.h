// SPDX-License-Identifier: MIT
/*
 * Why two kernels answer differently: which questions of the policy decide the first answer that differs.
 *
 * A profile is a row of answers (contract/questions.h), so there are kernels between two of them: the left one with some questions answered as the
 * right one answers them. Those questions decide that make the same answer differ in the same way. What is no question is what an op asks for
 * under a profile's name (docs/language.md): its words, which can be taken over like an answer.
 */
#ifndef FUZZ_DECIDING_H
#define FUZZ_DECIDING_H

#include "fuzz/explain/contrast.h"

enum { DECIDING_MAX = 8, DECIDING_PLACES = 256 };

struct deciding {
	uint8_t nr;                     /* 0: none were looked for, or it takes more than DECIDING_MAX together */
	uint8_t question[DECIDING_MAX]; /* their places in the subject's table, ascending; the table's nr: the words */
};

/*
 * Of a comparison of this sequence with these options, of one subject, which has questions, and in which an answer differs. The kernels between are run up
 * to that answer; the subject may not survive one of them.
 */
void deciding_find(const struct contrast_options *options, const struct sequence *seq, const struct contrast *contrast, struct deciding *out);

/* Whether two are answered together. */
bool deciding_together(const struct policy_questions *questions, size_t a, size_t b);

/* What a profile answers to the question at that place of the table. */
uint32_t deciding_answer(const struct policy_questions *questions, uint8_t question, uint8_t profile);

#endif
