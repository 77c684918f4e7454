// SPDX-License-Identifier: MIT
/* Simpler ops rather than fewer: the passes over kinds, arguments and machine, and which op is part of which. */
#ifndef FUZZ_SIMPLIFY_H
#define FUZZ_SIMPLIFY_H

#include "fuzz/triage/search.h"

/* These return true if anything became simpler. */
bool simplify_kinds(struct search *search);
bool simplify_arguments(struct search *search);
bool simplify_machine(struct search *search);
/* Name slots in the order in which they are written: a, b, c. Call once, at the end. */
void simplify_slots(struct search *search);

/* Does an op of kind whole do, among other things, what one of kind part does; or the same in more words? */
bool op_is_part(enum op_kind part, enum op_kind whole);

/* Does an op of kind whole carry out one of kind part on its way? */
bool op_is_inner(enum op_kind part, enum op_kind whole);

#endif
