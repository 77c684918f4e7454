// SPDX-License-Identifier: MIT
/*
 * The seeded defects built into this program: subjects or oracles with one defect each, from tests/seeded/. Each must be found.
 */
#ifndef FUZZ_SEEDED_H
#define FUZZ_SEEDED_H

#include "contract/subject.h"

struct seeded_defect {
	const char *name;     /* NULL ends the table */
	const char *side;     /* "allocator" or "model": which side has the defect */
	const char *upstream; /* the historical commit or project that the defect comes from; "-" for an invented one */
	const char *class;    /* answer, accounting, order, deep, hang, policy, control (must stay silent) */
	const char *what;     /* the defect in one line */
	const struct subject *subject;
};

extern const struct seeded_defect seeded_defects[];

#endif
