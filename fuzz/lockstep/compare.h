// SPDX-License-Identifier: MIT
/*
 * The differences between two sides, each named: class, field, both values.
 *
 * A field is "name key=value ...". The name never holds a number, so that signatures survive shrinking. Every function returns true if the
 * two agree, and otherwise fills class, field, subject and oracle of the divergence with the first difference in a fixed order (op and kind
 * are set by the caller). Views are compared lists first, then types, states and statistics, so that the report starts with what is easiest
 * to understand.
 */
#ifndef FUZZ_COMPARE_H
#define FUZZ_COMPARE_H

#include "fuzz/lockstep/exec.h"

/* Those of a zone as a whole, then nr_free of each order. */
enum { NR_ZONE_COUNTERS = 12, NR_COUNTERS = NR_ZONE_COUNTERS + MAX_ORDER_LIMIT };

/* The counters of a zone as an array, for reports: counter_name(i) ("free", "nr_free order=3") is the name of value[i]. */
void counter_values(const struct zone_counters *counters, int64_t value[NR_COUNTERS]);
const char *counter_name(uint32_t index);

/* Copy the path of one answer into the other, if that side does not record paths (struct subject) or paths are not to be compared. */
void copy_path(const struct answer *from, struct answer *to);

bool compare_answers(const struct answer *subject, const struct answer *oracle, struct divergence *diff);
/* For a subject that counts steps: are its steps out of proportion to the oracle's? Their exact number is never compared. */
bool compare_effort(const struct subject *subject, const struct machine *machine, const struct request *request, const struct answer *answer,
		    const struct answer *oracle, struct divergence *diff);
bool compare_counters(const struct zone_counters *subject, const struct zone_counters *oracle, uint32_t nr_zones, struct divergence *diff);
bool compare_views(const struct machine *machine, const struct view *subject, const struct view *oracle, struct divergence *diff);

/* Lengths of the packed buffers, computed from a filled view. */
uint32_t view_nr_free_blocks(const struct view *view, const struct machine *machine);
uint32_t view_nr_cached(const struct view *view, const struct machine *machine);

/* Record a difference; returns false so that callers can return it. */
bool differ(struct divergence *diff, enum diff_class class, int64_t subject, int64_t oracle, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

#endif
