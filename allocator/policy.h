// SPDX-License-Identifier: MIT
/*
 * The differences between kernels, as named questions. The code tests a question, never the version.
 *
 * A field is named so that the answer of v5.10 reads naturally. allocator/policy_questions.h says what each field means, in which
 * kernel function the difference shows, and which profiles answer how; policy.c makes a row per profile of it.
 */
#ifndef ALLOCATOR_POLICY_H
#define ALLOCATOR_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "contract/machine.h"

struct policy {
#define YES_NO(field, in, function, question) bool field;
#define NUMBER(type, field, each, function, question) type field;
#include "allocator/policy_questions.h"
};

extern const struct policy page_alloc_policies[];

/* The policy of the kernel that this machine runs. */
static inline const struct policy *policy_of(const struct machine *m)
{
	return m->policy ? (const struct policy *)m->policy : &page_alloc_policies[m->profile];
}

#endif
