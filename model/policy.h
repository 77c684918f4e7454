// SPDX-License-Identifier: MIT
/*
 * What differs between kernel releases, as named questions. model/policy_questions.h says what each asks and which profiles answer how;
 * policy.c makes a row per profile of it. No other file knows a release.
 */
#ifndef MODEL_POLICY_H
#define MODEL_POLICY_H

#include <stdbool.h>
#include <stdint.h>

enum merge_barrier {
	BARRIER_ISOLATE, /* from pageblock order up: ISOLATE merges with ISOLATE only; tested only while the zone has isolated pageblocks */
	BARRIER_TYPES,   /* from pageblock order up: types that are not both plain must be equal */
};

enum bulk_free_order {
	BULK_ROUND_ROBIN, /* shares that grow from list to list, starting with MOVABLE */
	BULK_IN_TURN,     /* each list emptied before the next, starting with the one just freed to */
};

enum compact_skipped {
	SKIPPED_TRIES_ANYWAY, /* the free lists are tried whatever the result of compaction */
	SKIPPED_GIVES_UP,     /* no attempt after COMPACT_SKIPPED */
	DEFERRED_GIVES_UP,    /* no attempt after COMPACT_SKIPPED or COMPACT_DEFERRED */
};

enum compact_enough {
	ENOUGH_IS_SUITABLE,
	ENOUGH_IS_UNSUITABLE,
	ENOUGH_IS_NOT_ASKED,
};

struct policy {
#define YES_NO(field, in, function, question) bool field;
#define NUMBER(type, field, each, function, question) type field;
#define CHOICE(type, field, each, function, question, ...) type field;
#include "model/policy_questions.h"
};

const struct policy *m_policy(uint8_t profile);

#endif
