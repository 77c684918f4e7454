// SPDX-License-Identifier: MIT
/*
 * One row of a policy table as text: a question and each profile's answer. The two sides' structs have the same name, hence two .c files.
 */
#ifndef TESTS_PROFILES_ROWS_H
#define TESTS_PROFILES_ROWS_H

#include "contract/types.h"

enum { ANSWER_TEXT = 96 };

struct profile_row {
	const char *group; /* not NULL: this row is a heading and has nothing else */
	const char *field, *function, *question;
	char answer[NR_PROFILES][ANSWER_TEXT];
};

void profiles_allocator(void (*row)(const struct profile_row *row, void *ctx), void *ctx);
void profiles_model(void (*row)(const struct profile_row *row, void *ctx), void *ctx);

#endif
