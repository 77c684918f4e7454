// SPDX-License-Identifier: MIT
/*
 * Which policy questions decide a difference. The subject computes its answers from its policy by a rule, and the search must find the
 * questions that the rule uses. The allocator is tried once; tests/compare_test.sh tests more of it.
 */
#include <stdio.h>
#include <string.h>

#include "fuzz/explain/deciding.h"
#include "fuzz/subjects.h"

static uint32_t checks, failures;

static void expect(bool good, const char *what)
{
	checks++;
	failures += !good;
	if (!good)
		printf("FAILED: %s\n", what);
}

/* v5.10 answers no or 0 to every question, v4.14 yes or another number; the questions 10 and 11 are one group. */
struct row {
	bool is[12];
	uint16_t two;
	uint32_t four;
};

enum { QUESTIONS = 14, TWO = 12, FOUR = 13, WORDS = QUESTIONS };

static const struct row rows[NR_PROFILES] = {
	[PROFILE_LINUX_4_14] = {.is = {true, true, true, true, true, true, true, true, true, true, true, true}, .two = 700, .four = 70000}};

#define IS(n) {.name = #n, .yes_no = true, .offset = offsetof(struct row, is) + n, .size = 1}

static const struct policy_question table[QUESTIONS] = {
	IS(0), IS(1), IS(2), IS(3), IS(4), IS(5), IS(6), IS(7), IS(8), IS(9),
	{.name = "10", .yes_no = true, .group = 1, .offset = offsetof(struct row, is) + 10, .size = 1},
	{.name = "11", .yes_no = true, .group = 1, .offset = offsetof(struct row, is) + 11, .size = 1},
	{.name = "two", .offset = offsetof(struct row, two), .size = sizeof(uint16_t)},
	{.name = "four", .offset = offsetof(struct row, four), .size = sizeof(uint32_t)},
};

static const struct policy_questions questions = {table, QUESTIONS, rows, sizeof(struct row)};

struct world {
	struct row row;
	uint8_t profile;
	uint32_t requests;
	void (*stop)(void *ctx);
	void *stop_ctx;
};

static int64_t (*rule)(const struct world *world);
static uint32_t boots;

static size_t size(const struct machine *machine)
{
	(void)machine;
	return sizeof(struct world);
}

static bool boot(void *self, const struct machine *machine)
{
	struct world *world = self;

	boots++;
	memset(world, 0, sizeof(*world));
	world->row = machine->policy ? *(const struct row *)machine->policy : rows[machine->profile];
	world->profile = machine->profile;
	return true;
}

static void apply(void *self, const struct request *request, struct answer *answer)
{
	struct world *world = self;

	(void)request;
	world->requests++;
	answer->status = STATUS_OK;
	answer->value = rule(world);
	if (answer->value < 0)
		world->stop(world->stop_ctx);
}

static void step_limit(void *self, uint64_t limit, void (*stop)(void *ctx), void *ctx)
{
	struct world *world = self;

	(void)limit;
	world->stop = stop;
	world->stop_ctx = ctx;
}

static const struct subject subject = {.name = "ruled", .size = size, .boot = boot, .apply = apply, .step_limit = step_limit, .questions = &questions};

static void decide_of(const struct subject *of, const char *text, struct deciding *found)
{
	const struct contrast_options options = {.subject = {of, of}, .profile = {PROFILE_LINUX_5_10, PROFILE_LINUX_4_14}, .first_answer_only = true};
	struct contrast contrast;
	struct seq_error error;
	struct sequence seq;

	seq_init(&seq);
	expect(seq_parse(&seq, text, strlen(text), &error), "the sequence is one");
	contrast_run(&options, &seq, &contrast);
	expect(contrast.first[FIRST_ANSWER].found, "an answer differs");
	boots = 0;
	deciding_find(&options, &seq, &contrast, found);
	seq_release(&seq);
}

static void decide(int64_t (*by)(const struct world *world), struct deciding *found)
{
	rule = by;
	decide_of(&subject, "buddycheck 1\na = alloc\nb = alloc\nc = alloc\n", found);
}

/* Exactly these questions must be found, in ascending order. */
static void expect_found(const char *what, int64_t (*by)(const struct world *world), uint32_t nr, const uint8_t *wanted)
{
	struct deciding found;

	decide(by, &found);
	expect(found.nr == nr && memcmp(found.question, wanted, nr) == 0, what);
}

static int64_t one(const struct world *world) { return world->row.is[7]; }
static int64_t last(const struct world *world) { return world->row.four; }
static int64_t both(const struct world *world) { return world->row.is[2] && world->row.is[9]; }
static int64_t three(const struct world *world) { return world->row.is[0] && world->row.is[5] && world->row.two == 700; }
static int64_t pair_or_one(const struct world *world) { return (world->row.is[1] && world->row.is[3]) || world->row.is[8]; }
static int64_t group(const struct world *world) { return world->row.is[10] && world->row.is[11]; }
static int64_t words(const struct world *world) { return world->profile == PROFILE_LINUX_4_14; }
static int64_t hangs(const struct world *world) { return world->row.is[4] ? -1 : 0; }

/* At the second request another question makes a difference, which has no part in that of the first answer. */
static int64_t later(const struct world *world)
{
	return world->requests == 1 ? world->row.is[6] : 10 + world->row.is[0];
}

/* Question 3 alone makes a difference, too, but with another value. */
static int64_t other_value(const struct world *world)
{
	return world->row.is[5] ? 2 : world->row.is[3];
}

/* With question 2 but not 3 the same values appear one request earlier. */
static int64_t other_op(const struct world *world)
{
	return world->requests == 1 ? world->row.is[2] && !world->row.is[3] : world->row.is[6];
}

static int64_t all(const struct world *world, int first, int last)
{
	for (int i = first; i <= last; i++)
		if (!world->row.is[i])
			return 0;
	return 1;
}

static int64_t eight(const struct world *world) { return all(world, 1, 8); }
static int64_t nine(const struct world *world) { return all(world, 1, 9); }

static void test_answers(void)
{
	expect(deciding_answer(&questions, 3, PROFILE_LINUX_4_14) == 1 && deciding_answer(&questions, 3, PROFILE_LINUX_5_10) == 0, "yes and no");
	expect(deciding_answer(&questions, TWO, PROFILE_LINUX_4_14) == 700, "two bytes");
	expect(deciding_answer(&questions, FOUR, PROFILE_LINUX_4_14) == 70000, "four bytes");
}

/* v5.10 takes the lowest of three largest blocks, v4.14 the highest (docs/semantics/population.md). */
static void test_allocator(void)
{
	struct deciding found;

	decide_of(&subject_allocator, "buddycheck 1\nmachine max_order=11\nzone NORMAL pfn=1024..4096\na = alloc\n", &found);
	expect(found.nr == 1 && strcmp(subject_allocator.questions->question[found.question[0]].name, "boot_at_tail") == 0, "where boot puts blocks");
}

int main(void)
{
	struct deciding found;

	expect_found("one question", one, 1, (const uint8_t[]){7});
	expect(boots < 2 * 8, "by halves");
	expect_found("the last one", last, 1, (const uint8_t[]){FOUR});
	expect_found("two together", both, 2, (const uint8_t[]){2, 9});
	expect_found("three together", three, 3, (const uint8_t[]){0, 5, TWO});
	expect_found("one alone rather than two before it", pair_or_one, 1, (const uint8_t[]){8});
	expect_found("a group is named once", group, 1, (const uint8_t[]){10});
	expect_found("the words, which are no question", words, 1, (const uint8_t[]){WORDS});
	expect_found("a side that hangs", hangs, 1, (const uint8_t[]){4});
	expect_found("the first answer that differs and no other", later, 1, (const uint8_t[]){6});
	expect_found("the same values", other_value, 1, (const uint8_t[]){5});
	expect_found("at the same op", other_op, 1, (const uint8_t[]){6});
	expect_found("eight together", eight, 8, (const uint8_t[]){1, 2, 3, 4, 5, 6, 7, 8});
	decide(nine, &found);
	expect(found.nr == 0, "more than eight together are not reported");
	test_answers();
	test_allocator();
	printf("deciding_test: %u checks, %u failed\n", checks, failures);
	return failures != 0;
}
