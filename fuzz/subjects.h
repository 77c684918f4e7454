// SPDX-License-Identifier: MIT
/* The sides the tools can put against each other. Only this header and the mains know their names. */
#ifndef FUZZ_SUBJECTS_H
#define FUZZ_SUBJECTS_H

#include "contract/subject.h"

extern const struct subject subject_allocator; /* fuzz/subject_allocator.c over allocator/ */
extern const struct subject subject_allocator_untraced; /* the same, its path not asked for */
extern const struct subject subject_model;     /* model/subject.c */
extern const struct subject subject_canary;    /* fuzz/subject_canary.c: the allocator with a lie, must be caught */

extern const struct subject subject_firstfit;  /* fuzz/subject_firstfit.c: a small allocator of another kind, the example to start from */
extern const struct subject subject_ledger;    /* fuzz/subject_ledger.c: no subject but a judge */

/* What a subject is held against: the oracle; without a view, the ledger. */
const struct subject *oracle_for(const struct subject *subject);

/* Does it take a plain machine of that profile? */
bool subject_runs_as(const struct subject *subject, uint8_t profile);
/* The one kernel that it is, as a real one is; -1 if it can be several. */
int subject_profile(const struct subject *subject);

/* Those with names, in a row; NULL behind the last. */
const struct subject *subject_at(size_t index);
/* By name, or by the path of a shared object (fuzz/subject_shared.h), which has a '/' in it; or NULL. */
const struct subject *subject_find(const char *name);
/* Whether that could be a name, without looking for what it names. */
bool subject_is(const char *name);
/* For messages, separated by commas; viewed: those only that have a view. Until the next call. */
const char *subject_names(bool viewed);

#endif
