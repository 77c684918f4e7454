// SPDX-License-Identifier: MIT
/*
 * Check a subject against a golden trace: every answer, every op's tail, every state record; all mismatches are counted, the first ones
 * described.
 *
 * The trace is the judge. A trace that contradicts itself (an mt that its gfp does not mean) counts as a mismatch, too.
 */
#ifndef FUZZ_CONFORM_H
#define FUZZ_CONFORM_H

#include "contract/subject.h"
#include "fuzz/golden/trace.h"

struct conform_options {
	const struct subject *subject;
	bool keep_going;  /* continue the replay after the first op that differs */
	uint32_t described; /* how many mismatches to describe; further ones are only counted */
};

struct conform_mismatch {
	uint32_t line, op; /* of the trace; op 0: boot */
	char *op_text;     /* the op's line, or the header line */
	char field[80];    /* "value", "nf zone=0:NORMAL", "list zone=0:NORMAL order=3 mt=MOVABLE", .. */
	char *expected, *got;
	char *notes;       /* further lines for a person, "" if none */
};

struct conform_result {
	int status; /* 0 all agree, 1 mismatches, 2 malformed, 3 memory is short */
	uint64_t ops, states, mismatches;
	struct trace_error error; /* status 2 and 3 */
	uint32_t nr_described;
	struct conform_mismatch *described;
};

/* Replay the trace in text. result is overwritten; release it with conform_release(). */
void conform_text(const char *text, size_t size, const struct conform_options *options, struct conform_result *result);
void conform_release(struct conform_result *result);

/* What this thread is replaying, for a crash handler: returns the line of the trace (0: none), and the op's text. */
uint32_t conform_position(struct slice *text);

#endif
