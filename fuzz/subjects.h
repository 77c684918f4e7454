// SPDX-License-Identifier: MIT
/* The sides the tools can put against each other. Only this header and the mains know their names. */
#ifndef FUZZ_SUBJECTS_H
#define FUZZ_SUBJECTS_H

#include "contract/subject.h"

extern const struct subject subject_allocator; /* fuzz/subject_allocator.c over allocator/ */
extern const struct subject subject_model;     /* model/subject.c */
extern const struct subject subject_canary;    /* fuzz/subject_canary.c: the allocator with a lie, must be caught */

/* By name, or NULL. */
const struct subject *subject_find(const char *name);
const char *subject_names(void); /* for messages, separated by commas */

#endif
