// SPDX-License-Identifier: MIT
/* The contract's enums as people read them, in reports, signatures and fields. Unknown values print as "?". */
#ifndef FUZZ_NAMES_H
#define FUZZ_NAMES_H

#include "fuzz/lockstep/exec.h"

/* A side in a report: a subject by its name, of a path the last part; what stands in for the oracle likewise. */
const char *subject_label(const struct subject *subject);
const char *oracle_name(const struct subject *oracle);
const char *the_oracle(const struct subject *oracle); /* with its article, if it is one */

const char *status_name(unsigned status);           /* "ok", "bad-cpu", ... */
const char *migratetype_name(unsigned migratetype); /* "UNMOVABLE", ... */
char migratetype_letter(unsigned migratetype);      /* U M R H C I, as in golden traces */
const char *zone_kind_name(unsigned kind);          /* "DMA", "DMA32", "NORMAL", "MOVABLE" */
const char *path_name(unsigned kind);               /* "attempt", "reclaim", ... */
/* The fields of a PATH_EXTFRAG event in the words of the tracepoint. */
enum { EXTFRAG_TEXT = 192 };
void extfrag_text(const struct path_event *event, char *out, size_t size);
void extfrag_a_text(uint32_t a, char *out, size_t size);
void extfrag_b_text(uint32_t b, char *out, size_t size);
const char *page_state_name(unsigned state);        /* "absent", "free-head", ... */
const char *diff_class_name(enum diff_class class); /* "value", "counter", ... */
/* What to call the oracle's number of a difference: "at most" where it is a bound, "the file says" where neither side is at odds with the other, else the
 * caller's word; and the subject's. */
const char *diff_expected_name(enum diff_class class, const char *word);
const char *diff_came_name(enum diff_class class, const char *word);

#endif
