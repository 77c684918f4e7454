// SPDX-License-Identifier: MIT
/* The allocator's policy table, row by row. */
#include "allocator/policy.h"

#include <stdio.h>

#include "tests/profiles_rows.h"

void profiles_allocator(void (*give)(const struct profile_row *row, void *ctx), void *ctx)
{
	struct profile_row row = {0}; /* one for all: a hundred of them are seconds of compiling under ASan */

#define GROUP(name) give(&(struct profile_row){.group = name}, ctx);
#define ROW(field_, function_, question_, format, value)                                                                       \
	row.field = #field_, row.function = function_, row.question = question_;                                               \
	for (int p = 0; p < NR_PROFILES; p++)                                                                                  \
		snprintf(row.answer[p], ANSWER_TEXT, format, value);                                                           \
	give(&row, ctx);
#define YES_NO(field, in, function, question) ROW(field, function, question, "%s", page_alloc_policies[p].field ? "yes" : "no")
#define NUMBER(type, field, each, function, question) ROW(field, function, question, "%lld", (long long)page_alloc_policies[p].field)
#include "allocator/policy_questions.h"
}
