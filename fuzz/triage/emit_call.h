// SPDX-License-Identifier: MIT
/*
 * One request as a C call of allocator/page_alloc.h, with its expected result.
 */
#ifndef FUZZ_EMIT_CALL_H
#define FUZZ_EMIT_CALL_H

#include <stdio.h>

#include "contract/machine.h"
#include "contract/request.h"

/* What the calls of a sequence need in the program around them. */
struct emit_needs {
	bool got, bulk, count, error, done, pfn; /* variables that receive results */
	bool answers, task;                /* scripted answers, the asking task */
	uint32_t most_frees;               /* the most frees of any answer */
};

void emit_needs_of(const struct request *request, struct emit_needs *needs);

/* One statement on one line, indented by a tab. */
void emit_call(FILE *out, const struct request *request, const struct answer *expected);

/* The machine as an initialiser: its non-zero fields. */
void emit_machine(FILE *out, const struct machine *machine);

#endif
