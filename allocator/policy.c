// SPDX-License-Identifier: MIT
/*
 * The policy table, one row per profile, computed from the answers in allocator/policy_questions.h.
 *
 * Kernel: mm/page_alloc.c and mm/page_isolation.c of v5.10, v4.14 and Debian's 5.10.218, 6.1.192, 6.12.117 and 7.3.4.
 */
#include "allocator/policy.h"

#include "contract/types.h"

/* Sets of profiles. The stable branch 5.10.y lies between 5.10 and 6.1. */
enum {
	V4_14 = 1 << PROFILE_LINUX_4_14,
	V5_10 = 1 << PROFILE_LINUX_5_10,
	V5_10_Y = 1 << PROFILE_LINUX_5_10_Y,
	V6_1 = 1 << PROFILE_LINUX_6_1,
	V6_12 = 1 << PROFILE_LINUX_6_12,
	V7_3 = 1 << PROFILE_LINUX_7_3,
	FROM_6_12 = V6_12 | V7_3,
	FROM_6_1 = V6_1 | FROM_6_12,
	FROM_5_10_Y = V5_10_Y | FROM_6_1,
	FROM_5_10 = V5_10 | FROM_5_10_Y,
	TO_5_10_Y = V4_14 | V5_10 | V5_10_Y,
	TO_6_1 = TO_5_10_Y | V6_1,
	TO_6_12 = TO_6_1 | V6_12,
};

const struct policy page_alloc_policies[NR_PROFILES] = {
#define ANSWERS(field, v4_14, v5_10, v5_10_y, v6_1, v6_12, v7_3)                                                              \
	[PROFILE_LINUX_4_14].field = (v4_14), [PROFILE_LINUX_5_10].field = (v5_10), [PROFILE_LINUX_5_10_Y].field = (v5_10_y),   \
	[PROFILE_LINUX_6_1].field = (v6_1), [PROFILE_LINUX_6_12].field = (v6_12), [PROFILE_LINUX_7_3].field = (v7_3),
#define IS_IN(in, version) (((in) & (version)) != 0)
#define YES_NO(field, in, function, question)                                                                                  \
	ANSWERS(field, IS_IN(in, V4_14), IS_IN(in, V5_10), IS_IN(in, V5_10_Y), IS_IN(in, V6_1), IS_IN(in, V6_12), IS_IN(in, V7_3))
#define EACH(...) __VA_ARGS__
#define ANSWERS_OF(field, ...) ANSWERS(field, __VA_ARGS__)
#define NUMBER(type, field, each, function, question) ANSWERS_OF(field, each)
#include "allocator/policy_questions.h"
};

_Static_assert(NR_PROFILES == 6, "an answer for each");
