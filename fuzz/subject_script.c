// SPDX-License-Identifier: MIT
/*
 * All questions share one array, in the order of the answers; the queue of a question is what is left of its kind.
 */
#include "fuzz/subject_script.h"

uint32_t script_nodes(const struct machine *machine, uint32_t mask)
{
	return mask & ((1u << machine->nr_nodes) - 1);
}

static bool value_valid(const struct request *request)
{
	const int64_t value = request->value;

	switch ((enum question)request->question) {
	case ASK_RECLAIM:
	case ASK_NODE_RECLAIM:
		return value >= 0 && value <= INT32_MAX;
	case ASK_COMPACT:
		return value >= 0 && value < NR_COMPACT_RESULTS;
	case ASK_OOM:
	case ASK_OOM_LOCK:
		return value == 0 || value == 1;
	case ASK_MIGRATE:
		return value == 0 || value == -16 || value == -4;
	case NR_QUESTIONS:
		break;
	}
	return false;
}

enum status script_add(struct script *script, const struct machine *machine, const struct request *request)
{
	if (request->zone != ZONE_ALL && request->zone >= machine->nr_zones)
		return STATUS_BAD_ZONE;
	if (!value_valid(request) || request->count > FREES_PER_ANSWER || script->nr == ANSWERS_PER_REQUEST)
		return STATUS_BAD_VALUE;
	if (request->has_mems && !script_nodes(machine, request->mems))
		return STATUS_BAD_VALUE;
	struct scripted *scripted = &script->scripted[script->nr++];

	scripted->question = request->question;
	scripted->cpu = request->cpu;
	scripted->zone = request->zone;
	scripted->taken = false;
	scripted->has_mems = request->has_mems;
	scripted->mems = script_nodes(machine, request->mems);
	scripted->victim = request->victim;
	scripted->value = request->value;
	scripted->count = request->count;
	for (uint32_t i = 0; i < request->count; i++) {
		scripted->pfns[i] = request->pfns[i];
		scripted->orders[i] = request->orders[i];
	}
	return STATUS_OK;
}

const struct scripted *script_take(struct script *script, enum question question)
{
	for (uint32_t i = 0; i < script->nr; i++) {
		struct scripted *scripted = &script->scripted[i];

		if (scripted->taken || scripted->question != question)
			continue;
		scripted->taken = true;
		return scripted;
	}
	return NULL;
}
