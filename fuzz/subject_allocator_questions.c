// SPDX-License-Identifier: MIT
/*
 * The questions on which the allocator's profiles differ, to find out which of them makes a difference. Knows the allocator's policy table.
 */
#include "allocator/policy.h"
#include "contract/questions.h"
#include "fuzz/subject_allocator.h"

#define IS(field, other) (offsetof(struct policy, field) == offsetof(struct policy, other))

/* Lists of several orders can only be emptied one after the other. */
#define OF_PCP_ORDERS(field) (IS(field, pcp_orders) || IS(field, pcp_huge) || IS(field, pcp_cyclic))
/* The isolate bit must not be set twice. */
#define OF_ISOLATE_BIT(field) (IS(field, isolate_bit) || IS(field, isolate_twice))
/* Only page sets whose high adapts use the path that asks whether a request opens the reserve. */
#define OF_SLOWER_WAY(field) (IS(field, high_adapts) || IS(field, fast_highatomic))
#define GROUP_OF(field) (OF_PCP_ORDERS(field) ? 1 : OF_ISOLATE_BIT(field) ? 2 : OF_SLOWER_WAY(field) ? 3 : 0)

static const struct policy_question questions[] = {
#define ROW(field_, function_, asks_, yes_no_)                                                                                 \
	{.name = #field_, .function = function_, .asks = asks_, .yes_no = yes_no_, .group = GROUP_OF(field_),                      \
	 .offset = offsetof(struct policy, field_), .size = sizeof(((struct policy *)0)->field_)},
#define YES_NO(field, in, function, asks) ROW(field, function, asks, true)
#define NUMBER(type, field, each, function, asks) ROW(field, function, asks, false)
#include "allocator/policy_questions.h"
};

const struct policy_questions subject_allocator_questions = {
	.question = questions,
	.nr = sizeof(questions) / sizeof(questions[0]),
	.policies = page_alloc_policies,
	.policy_size = sizeof(struct policy),
};

bool subject_frees_singly(const struct machine *machine)
{
	return !policy_of(machine)->contig_frees_runs;
}
