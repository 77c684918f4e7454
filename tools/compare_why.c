// SPDX-License-Identifier: MIT
/* Why the first answer of a file differs: the policy questions that decide it, per file and summed over all files. */
#include <stdio.h>
#include <string.h>

#include "fuzz/language/arg.h"
#include "tools/compare.h"

static const struct policy_questions *questions_of(const struct comparison *comparison)
{
	return comparison->side[0].subject->questions;
}

static bool is_words(const struct comparison *comparison, uint8_t question)
{
	return question == questions_of(comparison)->nr;
}

static const char *name_of(const struct comparison *comparison, uint8_t question)
{
	return is_words(comparison, question) ? "words" : questions_of(comparison)->question[question].name;
}

static bool is_sought(const struct compared *compared)
{
	return compared->done && compared->contrast.first[FIRST_ANSWER].found;
}

static void print_policy_answer(const struct policy_questions *questions, uint8_t question, uint8_t profile)
{
	const uint32_t answer = deciding_answer(questions, question, profile);

	printf("%s ", profile_names[profile]);
	if (questions->question[question].yes_no)
		printf("%s", answer ? "yes" : "no");
	else
		printf("%u", answer);
}

/* One question stands for its group (contract/questions.h); name the others of the group that differ as well. */
static void print_companions(const struct comparison *comparison, uint8_t question)
{
	const struct policy_questions *questions = questions_of(comparison);

	for (size_t i = 0; i < questions->nr; i++)
		if (i != question && deciding_together(questions, i, question))
			printf(", with %s", questions->question[i].name);
}

static void print_question(const struct comparison *comparison, const char *word, uint8_t question)
{
	const struct policy_questions *questions = questions_of(comparison);

	printf("    %s: ", word);
	if (is_words(comparison, question)) {
		printf("not a policy question: the op means something else under %s\n", comparison->side[1].name);
		return;
	}
	printf("%s: ", questions->question[question].name);
	print_policy_answer(questions, question, comparison->side[0].profile);
	printf(", ");
	print_policy_answer(questions, question, comparison->side[1].profile);
	print_companions(comparison, question);
	printf("\n      %s(): %s\n", questions->question[question].function, questions->question[question].asks);
}

void why_print(const struct comparison *comparison, const struct compared *compared)
{
	const struct deciding *deciding = &compared->deciding;

	if (!comparison->why || !is_sought(compared))
		return;
	if (deciding->nr == 0)
		printf("    why: not found: more than %d questions are needed together, or the subject does not get to this op with a mixed policy\n", DECIDING_MAX);
	for (uint32_t i = 0; i < deciding->nr; i++)
		print_question(comparison, i ? "and" : "why", deciding->question[i]);
}

static bool same(const struct compared *a, const struct compared *b)
{
	return is_sought(a) && is_sought(b) && a->deciding.nr == b->deciding.nr &&
	       memcmp(a->deciding.question, b->deciding.question, a->deciding.nr) == 0;
}

static bool is_told(const struct comparison *comparison, size_t file, uint32_t right)
{
	for (uint32_t before = 1; before < right; before++)
		if (same(compared_at(comparison, file, before), compared_at(comparison, file, right)))
			return true;
	return false;
}

static void print_same(const struct comparison *comparison, size_t file, uint32_t right)
{
	const struct compared *compared = compared_at(comparison, file, right);

	printf("  %s", comparison->side[right].name);
	for (uint32_t also = right + 1; also < comparison->nr_sides; also++)
		if (same(compared, compared_at(comparison, file, also)))
			printf(", %s", comparison->side[also].name);
	for (uint32_t i = 0; i < compared->deciding.nr; i++)
		printf("%s %s", i ? " and" : ":", name_of(comparison, compared->deciding.question[i]));
	printf("%s\n", compared->deciding.nr ? "" : ": not found");
}

void why_print_line(const struct comparison *comparison, size_t file)
{
	for (uint32_t right = 1; comparison->why && right < comparison->nr_sides; right++)
		if (is_sought(compared_at(comparison, file, right)) && !is_told(comparison, file, right))
			print_same(comparison, file, right);
}

void why_add(const struct comparison *comparison, struct comparison_total *total, const struct compared *compared)
{
	if (!comparison->why || !is_sought(compared))
		return;
	total->not_found += compared->deciding.nr == 0;
	for (uint32_t i = 0; i < compared->deciding.nr; i++)
		total->decided[compared->deciding.question[i]]++;
}

/* Files that the question decides, summed over all right sides. */
static uint64_t files_of(const struct comparison *comparison, size_t question)
{
	uint64_t sum = 0;

	for (uint32_t right = 1; right < comparison->nr_sides; right++)
		sum += comparison->total[right].decided[question];
	return sum;
}

/* The question that decides most files, of those not printed yet; marks it as printed. The number of questions + 1 if there is none
 * left. */
static size_t next_question(const struct comparison *comparison, bool *told)
{
	const size_t nr = questions_of(comparison)->nr + 1;
	size_t next = nr;

	for (size_t i = 0; i < nr; i++)
		if (!told[i] && files_of(comparison, i) > 0 && (next == nr || files_of(comparison, i) > files_of(comparison, next)))
			next = i;
	if (next < nr)
		told[next] = true;
	return next;
}

static void print_total(const struct comparison *comparison, uint8_t question)
{
	printf("    %-*s %12s", COMPARE_LABEL, name_of(comparison, question), "");
	for (uint32_t right = 1; right < comparison->nr_sides; right++)
		printf(" %12llu", (unsigned long long)comparison->total[right].decided[question]);
	if (is_words(comparison, question))
		printf("   not a policy question: ops mean something else under that profile\n");
	else
		printf("   %s(): %s\n", questions_of(comparison)->question[question].function, questions_of(comparison)->question[question].asks);
}

void why_print_totals(const struct comparison *comparison)
{
	bool told[DECIDING_PLACES] = {false};
	uint64_t not_found = 0;

	if (!comparison->why)
		return;
	printf("files by the question that decides their first differing answer; if several are needed, the file counts under each\n");
	for (size_t i = next_question(comparison, told); i <= questions_of(comparison)->nr; i = next_question(comparison, told))
		print_total(comparison, (uint8_t)i);
	for (uint32_t right = 1; right < comparison->nr_sides; right++)
		not_found += comparison->total[right].not_found;
	if (not_found == 0)
		return;
	printf("    %-*s %12s", COMPARE_LABEL, "not found", "");
	for (uint32_t right = 1; right < comparison->nr_sides; right++)
		printf(" %12llu", (unsigned long long)comparison->total[right].not_found);
	putchar('\n');
}

void why_describe(struct json *json, const struct comparison *comparison, const struct compared *compared, uint32_t right)
{
	const struct policy_questions *questions = questions_of(comparison);

	if (!comparison->why || !is_sought(compared))
		return;
	json_begin_array(json, "why");
	for (uint32_t i = 0; i < compared->deciding.nr; i++) {
		const uint8_t question = compared->deciding.question[i];

		json_begin_object(json, NULL);
		json_string(json, "question", name_of(comparison, question));
		if (!is_words(comparison, question)) {
			json_string(json, "function", questions->question[question].function);
			json_string(json, "asks", questions->question[question].asks);
			json_int(json, "left", deciding_answer(questions, question, comparison->side[0].profile));
			json_int(json, "right", deciding_answer(questions, question, comparison->side[right].profile));
		}
		json_end_object(json);
	}
	json_end_array(json);
}

void why_describe_total(struct json *json, const struct comparison *comparison, const struct comparison_total *total)
{
	if (!comparison->why)
		return;
	json_begin_array(json, "decided");
	for (size_t i = 0; i <= questions_of(comparison)->nr; i++) {
		if (total->decided[i] == 0)
			continue;
		json_begin_object(json, NULL);
		json_string(json, "question", name_of(comparison, (uint8_t)i));
		json_int(json, "files", (int64_t)total->decided[i]);
		json_end_object(json);
	}
	json_end_array(json);
	json_int(json, "not_found", (int64_t)total->not_found);
}
