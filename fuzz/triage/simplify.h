// SPDX-License-Identifier: MIT
/* Simpler ops instead of fewer: the passes over kinds, arguments and machine, and what is part of what. */
#ifndef FUZZ_SIMPLIFY_H
#define FUZZ_SIMPLIFY_H

#include "fuzz/triage/search.h"

/* True if anything became simpler. */
bool simplify_kinds(struct search *search);
bool simplify_arguments(struct search *search);
bool simplify_machine(struct search *search);
/* Slots named in order of their writing: a, b, c. Once, at the end. */
void simplify_slots(struct search *search);

/* Whether an op of kind whole does what one of kind part does, among other things; or the same in more words. */
bool op_is_part(enum op_kind part, enum op_kind whole);

/* Whether an op of kind part is done on the way by one of kind whole. */
bool op_is_inner(enum op_kind part, enum op_kind whole);

#endif
