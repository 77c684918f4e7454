// SPDX-License-Identifier: MIT
/*
 * Compare two profiles of a subject that hangs: the comparison ends there, reports where and on which side, and keeps the counts up to
 * there. All other comparisons are tested by tests/compare_test.sh.
 */
#include <stdio.h>
#include <string.h>

#include "fuzz/explain/contrast.h"
#include "fuzz/subjects.h"
#include "tests/planted.h"

static uint32_t checks, failures;

static void expect(bool good, const char *what)
{
	checks++;
	failures += !good;
	if (!good)
		printf("FAILED: %s\n", what);
}

/* The second allocation hangs if it returned this pfn or a higher one: it stops itself as an exceeded step budget would. */
static pfn_t hangs_from;

static void lie(struct planted_state *state, const struct request *request, struct answer *answer)
{
	if (request->kind == REQ_ALLOC && state->allocs == 2 && answer->value >= hangs_from)
		state->stop(state->stop_ctx);
}

static const struct plant hangs = {.name = "hangs", .lie = lie};

/* v5.10 takes the lowest of three largest blocks, v4.14 the highest (docs/semantics/population.md). */
static void compare(struct contrast *contrast, pfn_t from)
{
	static const char text[] = "buddycheck 1\nmachine max_order=11\nzone NORMAL pfn=1024..4096\na = alloc\nb = alloc\nfree a\nfree b\n";
	const struct subject *subject = planted_by(&hangs, &subject_allocator);
	const struct contrast_options options = {.subject = {subject, subject},
		.profile = {PROFILE_LINUX_5_10, PROFILE_LINUX_4_14}};
	struct seq_error error;
	struct sequence seq;

	hangs_from = from;
	seq_init(&seq);
	expect(seq_parse(&seq, text, strlen(text), &error), "the sequence is one");
	contrast_run(&options, &seq, contrast);
	seq_release(&seq);
}

static void test_one_hangs(void)
{
	const struct contrast_first_at *first;
	struct contrast contrast;

	compare(&contrast, 3072);
	first = &contrast.first[FIRST_ANSWER];
	expect(!contrast.hung[CONTRAST_LEFT] && contrast.hung[CONTRAST_RIGHT], "the right side hangs");
	expect(contrast.hung_op == 3 && contrast.ops == 2, "at the second allocation, and nothing is asked from there on");
	expect(contrast.differing[CONTRAST_OUTCOME] == 1, "the outcomes differ");
	expect(first->found && first->diff.op == 2 && first->diff.class == DIFF_VALUE, "the first answer differed before");
	expect(contrast.side[CONTRAST_LEFT].free_pages == 3070, "the left side has given two pages");
	expect(contrast.side[CONTRAST_RIGHT].free_pages == 3071, "the right side's counts are those from before the hang");
}

static void test_both_hang(void)
{
	struct contrast contrast;

	compare(&contrast, 0);
	expect(contrast.hung[CONTRAST_LEFT] && contrast.hung[CONTRAST_RIGHT], "both sides hang");
	expect(contrast.hung_op == 3 && contrast.ops == 2, "at the second allocation");
	expect(contrast.differing[CONTRAST_OUTCOME] == 0, "the outcomes are alike");
}

static void test_none_hangs(void)
{
	struct contrast contrast;

	compare(&contrast, 4096);
	expect(!contrast_hung(&contrast) && contrast.ops == 4, "all is asked");
}

int main(void)
{
	test_one_hangs();
	test_both_hang();
	test_none_hangs();
	printf("contrast_test: %u checks, %u failed\n", checks, failures);
	return failures != 0;
}
