// SPDX-License-Identifier: MIT
/* The oracle's policy table, row by row. */
#include "model/policy.h"

#include <stdio.h>

#include "tests/profiles_rows.h"

void profiles_model(void (*give)(const struct profile_row *row, void *ctx), void *ctx)
{
	struct profile_row row = {0}; /* one for all: a hundred of them are seconds of compiling under ASan */

#define GROUP(name) give(&(struct profile_row){.group = name}, ctx);
#define ROW(field_, function_, question_, format, value)                                                                       \
	row.field = #field_, row.function = function_, row.question = question_;                                               \
	for (int p = 0; p < NR_PROFILES; p++)                                                                                  \
		snprintf(row.answer[p], ANSWER_TEXT, format, value);                                                           \
	give(&row, ctx);
#define YES_NO(field, in, function, question) ROW(field, function, question, "%s", m_policy((uint8_t)p)->field ? "yes" : "no")
#define NUMBER(type, field, each, function, question) ROW(field, function, question, "%lld", (long long)m_policy((uint8_t)p)->field)
#define CHOICE(type, field, each, function, question, ...)                                                                           \
	{                                                                                                                      \
		static const char *const words[] = {__VA_ARGS__};                                                              \
		ROW(field, function, question, "%s", words[m_policy((uint8_t)p)->field])                                       \
	}
#include "model/policy_questions.h"
}
