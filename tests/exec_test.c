// SPDX-License-Identifier: MIT
/* Every class of difference is provoked once, by a fault of one of two fakes (fake.h), and must be reported as that class. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/lockstep/blind.h"
#include "fuzz/lockstep/differences.h"
#include "fuzz/lockstep/signature.h"
#include "tests/fake.h"

static struct op *add(struct sequence *seq, enum op_kind kind, int16_t dst)
{
	struct op *op = &seq->op[seq->nr_ops++];

	memset(op, 0, sizeof(*op));
	op->kind = (uint8_t)kind;
	op->dst = dst;
	return op;
}

/* Two blocks, one freed, one freed again on purpose. */
static void build(struct sequence *seq)
{
	struct op *op;

	seq_init(seq);
	op = add(seq, OP_MACHINE, SLOT_NONE);
	op_set(op, ARG_PAGEBLOCK_ORDER, 4);
	op = add(seq, OP_ZONE, SLOT_NONE);
	op_set(op, ARG_ZONE_KIND, ZONE_NORMAL);
	op_set(op, ARG_START, 1024);
	op_set(op, ARG_END, 1024 + 256);
	for (int16_t slot = 0; slot < 3; slot++) {
		op = add(seq, OP_ALLOC, slot);
		op_set(op, ARG_ORDER, slot == 2 ? 2 : 0);
		op_set(op, ARG_GFP, GFP_BIT_IO | GFP_BIT_FS | GFP_BIT_DIRECT_RECLAIM);
	}
	op = add(seq, OP_FREE, SLOT_NONE);
	op_set(op, ARG_SLOT, 0);
	op = add(seq, OP_FREE_AT, SLOT_NONE);
	op_set(op, ARG_PFN, 1024);
}

/* A view period longer than the sequence: views are compared at boot and at the end only. */
enum { VIEW_AFTER_THE_END = 1000 };

struct expected {
	enum fault fault;
	enum diff_class class;
	uint32_t op;           /* with a view after each op */
	const char *signature;
	const char *ways;      /* fuzz/lockstep/differences.h */
};

static const struct expected table[] = {
	{FAULT_NONE, DIFF_NONE, 0, "", ""},
	{FAULT_BOOT, DIFF_BOOT, 0, "boot-boot-accepted-subject-refused", ""},
	{FAULT_STATUS, DIFF_STATUS, 5, "free-status-cached-vs-ok", "free-less nr_free-less list_len-less status-more"},
	{FAULT_PAGE, DIFF_VALUE, 2, "alloc-value-other", "list-other value-other"},
	{FAULT_NULL, DIFF_VALUE, 2, "alloc-value-null", "free-more nr_free-more nr_free-less list_len-more list_len-less value-less"},
	{FAULT_WAKE, DIFF_ANSWER, 2, "alloc-answer-wake-more", "wake-more"},
	{FAULT_ZEROED, DIFF_ANSWER, 2, "alloc-answer-zeroed-more", "zeroed-more"},
	{FAULT_PFMEMALLOC, DIFF_ANSWER, 2, "alloc-answer-pfmemalloc-more", "pfmemalloc-more"},
	{FAULT_COMP, DIFF_ANSWER, 2, "alloc-answer-comp_order-more", "comp_order-more"},
	{FAULT_BAD, DIFF_ANSWER, 2, "alloc-answer-bad-other", ""},
	{FAULT_PATH_SHORT, DIFF_PATH, 2, "alloc-path-end-nothing-vs-reclaim", "path_reclaim-less"},
	{FAULT_PATH_KIND, DIFF_PATH, 2, "alloc-path-event-drain-vs-attempt", "path_attempt-less path_drain-more"},
	{FAULT_PATH_FLAGS, DIFF_PATH, 2, "alloc-path-attempt-a-more", "path_attempt-other"},
	{FAULT_FREE_COUNTER, DIFF_COUNTER, 5, "free-counter-free-more", "free-more"},
	{FAULT_NR_FREE, DIFF_COUNTER, 5, "free-counter-nr_free-more", "nr_free-more"},
	{FAULT_LIST_ORDER, DIFF_VIEW, 2, "alloc-view-list-movable-other", "list-other"},
	{FAULT_LIST_TYPE, DIFF_VIEW, 0, "boot-view-list_len-unmovable-more", "list_len-more list_len-less"},
	{FAULT_PCP_HIGH, DIFF_VIEW, 0, "boot-view-pcp_high-more", "pcp_high-more"},
	{FAULT_PAGEBLOCK, DIFF_VIEW, 0, "boot-view-pageblock-cma-vs-movable", "pageblock-other"},
	{FAULT_PAGE_STATE, DIFF_VIEW, 0, "boot-view-page-lost-vs-free-head", ""},
	{FAULT_LRU, DIFF_VIEW, 2, "alloc-view-page-alloc-lru-vs-alloc-head", "page-other"},
	{FAULT_RESERVE, DIFF_VIEW, 0, "boot-view-lowmem_reserve-more", "lowmem_reserve-more"},
	{FAULT_ZONELIST, DIFF_VIEW, 0, "boot-view-zonelist_thisnode_len-less", "zonelist-less"},
	{FAULT_EVENTS, DIFF_VIEW, 0, "boot-view-pgfree-more", "pgfree-more"},
	{FAULT_CHECK, DIFF_CHECK, 5, "free-check-4", "check-other"},
	{FAULT_HANG, DIFF_STEPS, 2, "alloc-steps-subject", ""},
	{FAULT_SLOW, DIFF_SLOW, 2, "alloc-slow-steps", ""},
	{FAULT_BOTH_UNSOUND, DIFF_INVARIANT, 0, "boot-invariant-16", "invariant-other"},
	{FAULT_UNSOUND_COUNTER, DIFF_COUNTER, 5, "free-counter-free-more", "free-more check-other"},
	{FAULT_ASSERTION, DIFF_ASSERTION, 5, "free-assertion-coalesce", "check-other"},
	{FAULT_ORACLE_ASSERTION, DIFF_ASSERTION, 5, "free-assertion-coalesce", "check-other"},
	{FAULT_BOTH_ASSERTIONS, DIFF_NONE, 0, "", ""}, /* two versions of one code that fail alike */
	{FAULT_BOOT_ASSERTION, DIFF_ASSERTION, 0, "boot-assertion-coalesce", "check-other"},
};

static uint32_t failures, checks;

static void expect(bool ok, enum fault which, const char *what, const struct exec_result *result, const char *signature)
{
	checks++;
	if (ok)
		return;
	failures++;
	printf("fault %u: %s; got class %u op %u field '%s' subject %lld oracle %lld signature %s\n", which, what, result->divergence.class,
	       result->divergence.op, result->divergence.field, (long long)result->divergence.subject, (long long)result->divergence.oracle, signature);
}

/* The fault is that of the subject or, with beside, that of a second subject, which must be found as well. */
static void try_fault(const struct expected *want, uint32_t view_period, bool beside)
{
	const struct exec_options options = {.subject = beside ? &fake_sound : &fake_subject, .oracle = &fake_oracle,
					     .beside = beside ? &fake_subject : NULL, .view_period = view_period, .step_limit = 1000};
	const bool its_own = beside && want->class != DIFF_NONE && want->fault != FAULT_BOTH_UNSOUND;
	struct exec *exec = exec_new(&options);
	struct exec_result result;
	struct sequence seq;
	char signature[SIGNATURE_MAX];

	build(&seq);
	fault = want->fault;
	exec_run(exec, &seq, &result);
	fault = FAULT_NONE;
	signature_make(&result.divergence, &seq, signature, sizeof(signature));
	expect(result.divergence.class == want->class, want->fault, "wrong class", &result, signature);
	expect(result.beside == its_own, want->fault, "of the wrong subject", &result, signature);
	if (view_period == VIEW_EACH_OP) {
		expect(result.divergence.op == want->op, want->fault, "wrong op", &result, signature);
		expect(strcmp(signature, want->signature) == 0, want->fault, want->signature, &result, signature);
	}
	/* The same executor must work for the next run, whatever happened in this one. */
	exec_run(exec, &seq, &result);
	expect(result.divergence.class == DIFF_NONE && result.ops == 5, want->fault, "not clean afterwards", &result, "");
	exec_free(exec);
	seq_release(&seq);
}

/* Everything that differs after the first difference is listed, whether or not views are taken after each op. */
static void try_ways(const struct expected *want, uint32_t view_period)
{
	const struct exec_options options = {
		.subject = &fake_subject, .oracle = &fake_oracle, .view_period = view_period, .step_limit = 1000, .look_after = true};
	struct exec *exec = exec_new(&options);
	struct differences differences;
	struct exec_result result;
	struct sequence seq;
	char ways[DIFFERENCES_TEXT];

	build(&seq);
	fault = want->fault;
	exec_run(exec, &seq, &result);
	differences_find(exec, &result.divergence, &differences);
	fault = FAULT_NONE;
	differences_text(&differences, ways);
	expect(strcmp(ways, want->ways) == 0, want->fault, want->ways, &result, ways);
	exec_free(exec);
	seq_release(&seq);
}

/*
 * Leave out each check that reports the fault, one after the other: it must be silent from then on, and in the end none reports the
 * fault.
 */
static void try_blind(const struct expected *want)
{
	struct blind blind = {0};
	const struct exec_options options = {
		.subject = &fake_subject, .oracle = &fake_oracle, .view_period = VIEW_EACH_OP, .step_limit = 1000, .blind = &blind};
	struct exec *exec = exec_new(&options);
	struct exec_result result;
	struct sequence seq;
	int check = 0;

	build(&seq);
	fault = want->fault;
	for (exec_run(exec, &seq, &result); result.divergence.class != DIFF_NONE; exec_run(exec, &seq, &result)) {
		check = blind_which(&result.divergence);
		if (check < 0 || blind.out[check])
			break;
		/* Without the step budget a hang never ends. */
		if (want->fault == FAULT_HANG)
			break;
		expect(blind_add(&blind, blind_name((uint32_t)check)), want->fault, "a check without a name", &result, "");
	}
	fault = FAULT_NONE;
	expect(result.divergence.class == DIFF_NONE || want->fault == FAULT_BOOT || want->fault == FAULT_HANG, want->fault, "not left out", &result,
	       check >= 0 ? blind_name((uint32_t)check) : "");
	exec_free(exec);
	seq_release(&seq);
}

static void try_expectations(void)
{
	const struct exec_options options = {.subject = &fake_subject, .oracle = &fake_oracle, .view_period = VIEW_AUTO, .digest = true};
	struct exec *exec = exec_new(&options);
	struct exec_result result;
	struct sequence seq;
	uint64_t digest;

	build(&seq);
	exec_run(exec, &seq, &result);
	digest = result.digest;
	expect(digest != 0, FAULT_NONE, "no digest", &result, "");

	seq.has_digest = true;
	seq.digest = digest;
	seq.op[2].expect = (struct expectation){.given = true, .value = 1024};
	exec_run(exec, &seq, &result);
	expect(result.divergence.class == DIFF_NONE && result.digest == digest, FAULT_NONE, "expectations that hold", &result, "");
	seq.op[2].expect.value = 1025;
	exec_run(exec, &seq, &result);
	expect(result.divergence.class == DIFF_EXPECT && result.divergence.op == 2, FAULT_NONE, "a wrong value", &result, "");
	seq.op[2].expect = (struct expectation){.given = true, .status = STATUS_ALREADY_FREE};
	exec_run(exec, &seq, &result);
	expect(result.divergence.class == DIFF_EXPECT && strcmp(result.divergence.field, "status") == 0, FAULT_NONE, "no refusal", &result, "");
	seq.op[2].expect = (struct expectation){.given = true, .value = 1024};
	seq.op[2].expect.value = 1024;
	seq.digest ^= 1;
	exec_run(exec, &seq, &result);
	expect(result.divergence.class == DIFF_EXPECT && strcmp(result.divergence.field, "digest") == 0, FAULT_NONE, "a wrong digest", &result, "");
	seq.has_digest = false;
	op_set(&seq.op[4], ARG_ORDER, 3);
	exec_run(exec, &seq, &result);
	expect(result.digest != digest, FAULT_NONE, "another history with the same digest", &result, "");
	exec_free(exec);
	seq_release(&seq);
}

/* For a subject that reports no path only the path is not compared; its digest is that of subjects that report one. */
static void try_silent(void)
{
	static const enum fault told[] = {FAULT_NONE, FAULT_PATH_SHORT, FAULT_PATH_KIND, FAULT_PATH_FLAGS, FAULT_WAKE};
	struct exec_options options = {.subject = &fake_subject, .oracle = &fake_oracle, .digest = true};
	struct exec *exec = exec_new(&options), *silent;
	struct subject fake_silent = fake_subject;
	struct exec_result sound, result;
	struct sequence seq;

	fake_silent.silent = true;
	options.subject = &fake_silent;
	silent = exec_new(&options);
	build(&seq);
	fault = FAULT_NONE;
	exec_run(exec, &seq, &sound);
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		const bool wrong = told[i] == FAULT_WAKE;

		fault = told[i];
		exec_run(silent, &seq, &result);
		expect(result.divergence.class == (wrong ? DIFF_ANSWER : DIFF_NONE), fault, "silent", &result, "");
		expect(wrong || result.digest == sound.digest, fault, "the digest of the silent", &result, "");
	}
	fault = FAULT_NONE;
	exec_free(exec);
	exec_free(silent);
	seq_release(&seq);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		for (int beside = 0; beside < 2; beside++) {
			try_fault(&table[i], VIEW_EACH_OP, beside);
			try_fault(&table[i], VIEW_AT_END, beside);
			try_fault(&table[i], VIEW_AFTER_THE_END, beside);
		}
		try_blind(&table[i]);
		try_ways(&table[i], VIEW_EACH_OP);
		try_ways(&table[i], VIEW_AT_END);
	}
	try_expectations();
	try_silent();
	printf("exec_test: %u checks, %u failed\n", checks, failures);
	return failures > 0;
}
