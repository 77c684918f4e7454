// SPDX-License-Identifier: MIT
/*
 * The first divergence of a sequence, for a person: the request, what the oracle expected and what the subject did, both memories with the
 * difference marked, the counters, the history of the pages involved, how to replay it.
 */
#ifndef FUZZ_REPORT_H
#define FUZZ_REPORT_H

#include <stdio.h>

#include "fuzz/lockstep/exec.h"

struct report {
	const struct sequence *seq;
	const struct subject *subject, *oracle;
	uint64_t step_limit;
	const char *path;    /* of the sequence, for the replay command */
	bool color;
};

/* Runs the sequence twice. False: all agree, nothing was printed. */
bool report_print(const struct report *report, FILE *out);

/* Print the command that shows it again. */
void report_print_replay(const struct report *report, FILE *out);
/* One of the two values of a divergence in words: "no page", "MOVABLE", "1021". */
void report_print_value(const struct divergence *diff, int64_t value, FILE *out);
/* "free zone=0: oracle 6, canary 5": the difference on one line, without a newline. */
void report_print_both(const struct divergence *diff, const struct subject *subject, const struct subject *oracle, FILE *out);
/* The kernel function that does what an op asks for; NULL if there is none, or if the subject is not compared with a kernel's behaviour. */
const char *report_kernel_function(const struct report *report, enum op_kind kind);

#endif
