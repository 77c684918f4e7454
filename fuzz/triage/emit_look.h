// SPDX-License-Identifier: MIT
/*
 * The difference between two worlds as a C expression over the answers and views of an emitted program.
 */
#ifndef FUZZ_EMIT_LOOK_H
#define FUZZ_EMIT_LOOK_H

#include "fuzz/lockstep/solo.h"

struct emit_look {
	bool found;
	bool view;           /* the expression needs a filled view */
	bool path;           /* the expression needs the recorded path */
	bool hooks;          /* the expression needs what the hooks counted */
	char expression[96]; /* "view.counters[0].free" */
	int64_t expected;    /* the oracle's value */
};

/* The first difference of the last answers in anything but status and value, else of the views. Both worlds must have been viewed. */
void emit_look(const struct solo *subject, const struct solo *oracle, struct emit_look *look);

#endif
