// SPDX-License-Identifier: MIT
/*
 * One request as a call of allocator/page_alloc.h in C, with what it should come to.
 */
#ifndef FUZZ_EMIT_CALL_H
#define FUZZ_EMIT_CALL_H

#include <stdio.h>

#include "contract/machine.h"
#include "contract/request.h"

/* What the calls of a sequence need of the program around them. */
struct emit_needs {
	bool got, bulk, count, error, done, pfn; /* variables that receive results */
	bool answers, task;                /* scripted answers, the asking task */
	uint32_t most_frees;               /* of one answer */
};

void emit_needs_of(const struct request *request, struct emit_needs *needs);

/* The statement, indented by one tab, one line. */
void emit_call(FILE *out, const struct request *request, const struct answer *expected);

/* The machine as an initialiser: the fields that are not zero. */
void emit_machine(FILE *out, const struct machine *machine);

#endif
