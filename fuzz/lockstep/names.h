// SPDX-License-Identifier: MIT
/* Printable names of the contract's enums, for reports, signatures and fields. Unknown values print as "?". */
#ifndef FUZZ_NAMES_H
#define FUZZ_NAMES_H

#include "fuzz/lockstep/exec.h"

/*
 * The name of a side in a report: the subject's name, of a path only the last part. oracle_name(): the same for the side in the oracle's
 * place.
 */
const char *subject_label(const struct subject *subject);
const char *oracle_name(const struct subject *oracle);
const char *the_oracle(const struct subject *oracle); /* "the oracle", or the name of the subject in its place */

const char *status_name(unsigned status);           /* "ok", "bad-cpu", ... */
const char *migratetype_name(unsigned migratetype); /* "UNMOVABLE", ... */
char migratetype_letter(unsigned migratetype);      /* U M R H C I, as in golden traces */
const char *zone_kind_name(unsigned kind);          /* "DMA", "DMA32", "NORMAL", "MOVABLE" */
const char *path_name(unsigned kind);               /* "attempt", "reclaim", ... */
/* The fields of a PATH_EXTFRAG event in the tracepoint's words. */
enum { EXTFRAG_TEXT = 192 };
void extfrag_text(const struct path_event *event, char *out, size_t size);
void extfrag_a_text(uint32_t a, char *out, size_t size);
void extfrag_b_text(uint32_t b, char *out, size_t size);
const char *page_state_name(unsigned state);        /* "absent", "free-head", ... */
const char *diff_class_name(enum diff_class class); /* "value", "counter", ... */
/*
 * What to call the two numbers of a difference. Expected: "at most" for a bound, "the file says" if neither side contradicts the other,
 * else the caller's word; came: the subject's number, likewise.
 */
const char *diff_expected_name(enum diff_class class, const char *word);
const char *diff_came_name(enum diff_class class, const char *word);

#endif
