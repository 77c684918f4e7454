// SPDX-License-Identifier: MIT
/*
 * A sequence as a stand-alone C program: the machine, the requests, and the oracle's answer to each.
 *
 * The program needs the installed allocator library and its headers, nothing of this harness. It exits with status 1 and a message at the
 * first answer that is not as expected. A difference that no answer shows (in a counter, a list, the path) is checked after the last
 * request.
 */
#ifndef FUZZ_EMIT_C_H
#define FUZZ_EMIT_C_H

#include <stdio.h>

#include "fuzz/triage/probe.h"

enum { EMIT_LINES_MAX = 200 };

struct emit_options {
	const struct subject *subject, *oracle;
	const char *file;  /* named in the head comment */
	bool unit_test;    /* instead of main() write a function int NAME(void) that returns the number of differences */
	const char *name;  /* NAME */
	uint64_t step_limit;
};

/*
 * Write the program for seq, which shows outcome (signature "" if it shows nothing). Returns the number of lines; if more than
 * EMIT_LINES_MAX, nothing was written.
 */
uint32_t emit_c(FILE *out, const struct sequence *seq, const struct probe_outcome *outcome, const struct emit_options *options);

#endif
