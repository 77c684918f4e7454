/* SPDX-License-Identifier: MIT */
/*
 * The questions on which a subject's kernel profiles differ. Each can be answered on its own, so a world can be booted that lies "between"
 * two kernels.
 *
 * A policy is a row of answers; there is one row for each profile. To get another one, copy a row, replace some of its answers by those of
 * another row, and pass the result to the machine (machine.policy).
 */
#ifndef CONTRACT_QUESTIONS_H
#define CONTRACT_QUESTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct policy_question {
	const char *name;
	const char *function; /* the kernel function in which the difference shows */
	const char *asks;
	bool yes_no;          /* the answer is a bool; else an unsigned number */
	uint8_t group;        /* questions with the same non-zero group are switched together, because any other combination is not a
	                         working kernel; 0: independent */
	size_t offset, size;  /* of the answer in a policy */
};

struct policy_questions {
	const struct policy_question *question;
	size_t nr;            /* less than 255 */
	const void *policies; /* by enum profile */
	size_t policy_size;
};

#endif
