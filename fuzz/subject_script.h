// SPDX-License-Identifier: MIT
/*
 * The scripted answers of REQ_ANSWER, for a subject that asks by hooks: one first-in first-out queue per question.
 */
#ifndef FUZZ_SUBJECT_SCRIPT_H
#define FUZZ_SUBJECT_SCRIPT_H

#include "contract/machine.h"
#include "contract/request.h"

struct scripted {
	uint8_t question, cpu, zone;
	bool taken, has_mems, victim;
	uint32_t mems;
	int64_t value;
	uint32_t count;
	pfn_t pfns[FREES_PER_ANSWER];
	uint8_t orders[FREES_PER_ANSWER];
};

struct script {
	uint32_t nr;
	struct scripted scripted[ANSWERS_PER_REQUEST];
};

/* The bits of mask that are nodes of the machine. */
uint32_t script_nodes(const struct machine *machine, uint32_t mask);
/* Queue an answer whose cpu has been checked already. Returns STATUS_OK, or why it is refused. */
enum status script_add(struct script *script, const struct machine *machine, const struct request *request);
/* Take the next answer to a question; NULL: there is none. */
const struct scripted *script_take(struct script *script, enum question question);

#endif
