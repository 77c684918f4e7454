// SPDX-License-Identifier: MIT
/*
 * What differs between kernel releases, as named questions. One row per profile (policy.c); no other file knows a release.
 * What each field asks stands in model/policy_questions.h.
 */
#ifndef MODEL_POLICY_H
#define MODEL_POLICY_H

#include <stdbool.h>
#include <stdint.h>

enum merge_barrier {
	BARRIER_ISOLATE, /* at pageblock order and above, an ISOLATE block merges with ISOLATE only; tested only while the zone has any */
	BARRIER_TYPES,   /* ... types that are not both plain must be equal */
};

enum bulk_free_order {
	BULK_ROUND_ROBIN, /* growing shares, starting with MOVABLE */
	BULK_IN_TURN,     /* each list emptied before the next, starting with the one just freed to */
};

enum compact_skipped {
	SKIPPED_TRIES_ANYWAY, /* the free lists are tried whatever compaction said */
	SKIPPED_GIVES_UP,     /* nothing is tried after SKIPPED */
	DEFERRED_GIVES_UP,    /* nor after DEFERRED */
};

enum compact_enough {
	ENOUGH_IS_SUITABLE,
	ENOUGH_IS_UNSUITABLE,
	ENOUGH_IS_NOT_ASKED,
};

struct policy {
#define YES_NO(field, function, question) bool field;
#define NUMBER(type, field, function, question) type field;
#define CHOICE(type, field, function, question, ...) type field;
#include "model/policy_questions.h"
};

const struct policy *m_policy(uint8_t profile);

#endif
