/* SPDX-License-Identifier: MIT */
/*
 * In what the kernels that a subject plays differ: questions that can be answered one by one, and so worlds between two kernels.
 *
 * A policy is a row of answers, one row for each profile. Who wants another one copies a row, answers some questions as another row does, and
 * gives it to the machine (machine.policy).
 */
#ifndef CONTRACT_QUESTIONS_H
#define CONTRACT_QUESTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct policy_question {
	const char *name;
	const char *function; /* the kernel's, in which the difference shows */
	const char *asks;
	bool yes_no;          /* the answer is a bool; else an unsigned number */
	uint8_t group;        /* questions of one group are answered together: apart they make no kernel. 0: it stands alone */
	size_t offset, size;  /* where the answer is in a policy */
};

struct policy_questions {
	const struct policy_question *question;
	size_t nr;            /* less than 255 */
	const void *policies; /* by enum profile */
	size_t policy_size;
};

#endif
