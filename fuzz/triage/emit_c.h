// SPDX-License-Identifier: MIT
/*
 * A sequence as a C program of its own: the machine, the requests, and what the oracle answered to each.
 *
 * The program needs the installed allocator library and its headers, nothing of this harness; it exits with status 1
 * and a message at the first answer that is not the expected one. What a request cannot say in its answer (a counter,
 * a list, the path) is looked at after the last one, where it differs.
 */
#ifndef FUZZ_EMIT_C_H
#define FUZZ_EMIT_C_H

#include <stdio.h>

#include "fuzz/triage/probe.h"

enum { EMIT_LINES_MAX = 200 };

struct emit_options {
	const struct subject *subject, *oracle;
	const char *file;  /* named in the head comment */
	bool unit_test;    /* a function int NAME(void) that returns the number of differences instead of main */
	const char *name;  /* of that function */
	uint64_t step_limit;
};

/*
 * Write the program of seq, which shows outcome (signature "" if it shows nothing). Returns the number of lines; more
 * than EMIT_LINES_MAX: nothing was written.
 */
uint32_t emit_c(FILE *out, const struct sequence *seq, const struct probe_outcome *outcome, const struct emit_options *options);

#endif
