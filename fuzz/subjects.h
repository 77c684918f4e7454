// SPDX-License-Identifier: MIT
/* The subjects that the tools can compare. Only this header and the main programs know their names. */
#ifndef FUZZ_SUBJECTS_H
#define FUZZ_SUBJECTS_H

#include "contract/subject.h"

extern const struct subject subject_allocator; /* fuzz/subject_allocator.c over allocator/ */
extern const struct subject subject_allocator_untraced; /* the same, without recording its path */
extern const struct subject subject_model;     /* model/subject.c */
extern const struct subject subject_canary;    /* fuzz/subject_canary.c: the allocator with a deliberate defect, must be caught */

extern const struct subject subject_firstfit;  /* fuzz/subject_firstfit.c: a small allocator of another kind, the example to start from */
extern const struct subject subject_ledger;    /* fuzz/subject_ledger.c: a judge, no subject */

/* What a subject is compared with: the oracle, or the ledger for a subject without a view. */
const struct subject *oracle_for(const struct subject *subject);

/* Does the subject accept a plain machine of that profile? */
bool subject_runs_as(const struct subject *subject, uint8_t profile);
/* The only profile of a subject that has just one, such as a real kernel; -1 if it has several. */
int subject_profile(const struct subject *subject);

/* The named subjects, by index; NULL past the last. */
const struct subject *subject_at(size_t index);
/* By name, or by the path of a shared object (fuzz/subject_shared.h), which contains a '/'; NULL: none. */
const struct subject *subject_find(const char *name);
/* Could this be a subject's name or path? Loads nothing. */
bool subject_is(const char *name);
/* The names for messages, separated by commas; viewed: only of those that have a view. Valid until the next call. */
const char *subject_names(bool viewed);

#endif
