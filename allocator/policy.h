// SPDX-License-Identifier: MIT
/*
 * What differs between kernels, as named questions. One row per profile; the code asks the question and never the version.
 *
 * A field is named so that the answer of v5.10 reads naturally. What each field asks, and in which kernel function the difference shows,
 * stands in allocator/policy_questions.h.
 */
#ifndef ALLOCATOR_POLICY_H
#define ALLOCATOR_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "contract/machine.h"

struct policy {
#define YES_NO(field, function, question) bool field;
#define NUMBER(type, field, function, question) type field;
#include "allocator/policy_questions.h"
};

extern const struct policy page_alloc_policies[];

/* The answers of the kernel that runs on this machine. */
static inline const struct policy *policy_of(const struct machine *m)
{
	return m->policy ? (const struct policy *)m->policy : &page_alloc_policies[m->profile];
}

#endif
