// SPDX-License-Identifier: MIT
/*
 * What is and what is not a relative of a core: a subject with one mistake that shows in several requests, and with other mistakes.
 */
#include <stdio.h>
#include <string.h>

#include "fuzz/lockstep/budget.h"
#include "fuzz/subjects.h"
#include "fuzz/triage/reduce.h"
#include "fuzz/triage/relatives.h"
#include "tests/planted.h"

static uint32_t checks, failures;

static void expect(bool good, const char *what, const char *of)
{
	checks++;
	failures += !good;
	if (!good)
		printf("FAILED %s: %s\n", of, what);
}

/*
 * After two frees, drain, isolate and alloc lose a page: one mistake. Four others: init_wmarks always loses a page, drain_batch loses one
 * after a single allocation, unisolate after two frees wakes kswapd, and an allocation of two pages always wakes kswapd.
 */
static void lie(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (answer->status != STATUS_OK)
		return;
	if (state->frees > 1 && (request->kind == REQ_DRAIN || request->kind == REQ_ISOLATE || request->kind == REQ_ALLOC))
		state->lying = true;
	if (request->kind == REQ_INIT_WMARKS || (request->kind == REQ_DRAIN_BATCH && state->allocs > 0))
		state->lying = true;
	if ((request->kind == REQ_UNISOLATE && state->frees > 1) || (request->kind == REQ_ALLOC && request->order == 1))
		answer->wake++;
}

static void free_less(struct zone_counters *zones)
{
	zones[0].free--;
}

static const struct plant mistakes = {.name = "several", .lie = lie, .counters = free_less};

static bool holds(const struct relatives *relatives, const char *signature, const char *ways)
{
	const uint64_t number = relatives_number(signature, ways);

	for (uint32_t i = 0; i < relatives->count; i++)
		if (relatives->shown[i] == number)
			return true;
	return false;
}

static bool find(struct probe *probe, const char *text, struct relatives *relatives, struct probe_outcome *outcome)
{
	struct sequence core;
	struct seq_error error;

	seq_init(&core);
	const bool shown = seq_parse(&core, text, strlen(text), &error) && reduce_cut(probe, &core, outcome);

	relatives_find(probe, &core, outcome, 0, relatives);
	seq_release(&core);
	return shown;
}

#define TWO_FREES "buddycheck 1\na = alloc\nb = alloc\nfree a\nfree b\n"

static void test_prepared(struct probe *probe)
{
	struct probe_outcome outcome;
	struct relatives relatives;
	const char *core = "two frees, drain";

	expect(find(probe, TWO_FREES "drain\n", &relatives, &outcome), "shows it", core);
	expect(strcmp(outcome.signature, "drain-counter-free-less") == 0, outcome.signature, core);
	expect(holds(&relatives, "drain-counter-free-less", "free-less"), "itself, by other arguments", core);
	expect(holds(&relatives, "isolate-counter-free-less", "free-less"), "what the same requests prepare for", core);
	expect(!holds(&relatives, "init_wmarks-counter-free-less", "free-less"), "nothing that needs no preparation", core);
	expect(!holds(&relatives, "drain_batch-counter-free-less", "free-less"), "nothing that needs a part of it", core);
	expect(!holds(&relatives, "unisolate-answer-wake-more", "wake-more"), "nothing that goes wrong in other ways", core);
	core = "two frees, alloc";
	expect(find(probe, TWO_FREES "c = alloc\n", &relatives, &outcome), "shows it", core);
	expect(holds(&relatives, "drain-counter-free-less", "free-less"), "what the same requests prepare for", core);
	expect(!holds(&relatives, "alloc-answer-wake-more", "free-less wake-more"), "by another argument, too, nothing that needs no preparation", core);
	find(probe, "buddycheck 1\na = alloc\ndrain_batch\n", &relatives, &outcome);
	expect(relatives.count == 0, "one request is no preparation", "alloc, drain_batch");
}

static void test_none(struct probe *probe)
{
	static char text[8192] = "buddycheck 1\nb = alloc\n";
	struct probe_outcome outcome;
	struct relatives relatives;

	expect(!find(probe, "buddycheck 1\na = alloc\nfree a\n", &relatives, &outcome) && relatives.count == 0, "no core, no relatives", "alloc, free");
	for (uint32_t i = 0; i < RELATIVES_OPS; i++)
		strcat(text, "a = alloc\n");
	strcat(text, "free a\nfree b\ndrain\n");
	expect(find(probe, text, &relatives, &outcome) && relatives.count == 0, "too long", "many allocations");
}

int main(void)
{
	struct probe *probe = probe_new(&(struct probe_options){
		.subject = planted_by(&mistakes, &subject_allocator), .oracle = &subject_allocator, .step_limit = STEPS_PER_REQUEST});

	expect(relatives_number("a", "b") == relatives_number("a", "b"), "equal is equal", "numbers");
	expect(relatives_number("a", "b") != relatives_number("b", "a"), "name and ways are two things", "numbers");
	test_prepared(probe);
	test_none(probe);
	probe_free(probe);
	printf("relatives_test: %u checks, %u failed\n", checks, failures);
	return failures != 0;
}
