// SPDX-License-Identifier: MIT
/*
 * The result of compare as text. For two sides each file in full, for more one line per file; then a table of all files together, one
 * column per side.
 */
#include <stdio.h>

#include "fuzz/explain/report.h"
#include "fuzz/language/arg.h"
#include "fuzz/lockstep/names.h"
#include "tools/compare.h"

static const char *side_name(const struct comparison *comparison, uint32_t right, int side)
{
	return comparison->side[side == CONTRAST_LEFT ? 0 : right].name;
}

static void print_answer(const struct contrast *contrast, const struct contrast_first_at *first, int side)
{
	if (contrast->hung[side] && first->diff.op == contrast->hung_op)
		printf("hangs");
	else if (first->status[side] != STATUS_OK)
		printf("%s", status_name(first->status[side]));
	else if (first->value[side] == PFN_NONE)
		printf("none");
	else
		printf("%lld", (long long)first->value[side]);
}

static void print_first(const struct comparison *comparison, const struct sequence *seq, const struct contrast *contrast, enum contrast_first which)
{
	const struct contrast_first_at *first = &contrast->first[which];
	static const char *const words[NR_CONTRAST_FIRSTS] = {"first answer that differs", "first difference of memory", "first difference of state",
								  "first other path"};

	printf("  %s: ", words[which]);
	if (!first->found) {
		printf("none\n");
		return;
	}
	if (first->diff.kind == OP_MACHINE) {
		printf("at boot\n");
	} else {
		printf("op %u, ", first->diff.op);
		seq_print_op(seq, first->diff.op, stdout);
		printf("\n    answers");
		for (int i = 0; i < CONTRAST_SIDES; i++) {
			printf("%s %s ", i ? "," : "", comparison->side[i].name);
			print_answer(contrast, first, i);
		}
		putchar('\n');
	}
	printf("    %s: %s ", first->diff.field, comparison->side[CONTRAST_LEFT].name);
	report_print_value(&first->diff, first->diff.subject, stdout);
	printf(", %s ", comparison->side[CONTRAST_RIGHT].name);
	report_print_value(&first->diff, first->diff.oracle, stdout);
	putchar('\n');
}

static void print_hang(const struct comparison *comparison, uint32_t right, const struct sequence *seq, const struct contrast *contrast)
{
	for (int i = 0; i < CONTRAST_SIDES; i++) {
		if (!contrast->hung[i])
			continue;
		printf("  %s hangs at op %u, ", side_name(comparison, right, i), contrast->hung_op);
		seq_print_op(seq, contrast->hung_op, stdout);
		printf(": nothing is compared from there on\n");
	}
}

static void print_death(const struct comparison *comparison, uint32_t right, const struct sequence *seq, const struct compared *compared)
{
	const struct contrast *contrast = &compared->contrast;
	char said[192];

	compared_say_death(compared, said, sizeof(said));
	printf("  %s crashes at ", side_name(comparison, right, contrast->at_side));
	if (contrast->at_kind == OP_MACHINE) {
		printf("boot");
	} else {
		printf("op %u, ", contrast->at_op);
		seq_print_op(seq, contrast->at_op, stdout);
	}
	printf(": nothing is compared from there on\n    %s\n", said);
}

static void print_end(const struct comparison *comparison, uint32_t right, const struct sequence *seq, const struct compared *compared)
{
	if (compared->done)
		print_hang(comparison, right, seq, &compared->contrast);
	else
		print_death(comparison, right, seq, compared);
}

static void print_heading(const struct comparison *comparison)
{
	for (uint32_t i = 0; i < comparison->nr_sides; i++)
		printf(" %12s", comparison->side[i].name);
	putchar('\n');
}

enum row { ROW_FAILED, ROW_REFUSED, ROW_STEALS, ROW_MOVED, ROW_CLAIMED, ROW_FREE_PAGES, ROW_FREE, ROW_UNUSABLE, NR_ROWS };

static const struct { const char *name; bool by_order; } rows[NR_ROWS] = {
	{"failed", false}, {"refused", false}, {"steals", true}, {"pages moved", false}, {"pageblocks claimed", false}, {"free pages", false},
	{"free", true}, {"unusable", true}};

static uint64_t row_value(const struct contrast_counts *counts, enum row row, uint32_t order)
{
	switch (row) {
	case ROW_FAILED: return counts->failed;
	case ROW_REFUSED: return counts->refused;
	case ROW_STEALS: return counts->steals[order];
	case ROW_MOVED: return counts->moved;
	case ROW_CLAIMED: return counts->claimed;
	case ROW_FREE_PAGES: return counts->free_pages;
	case ROW_FREE: return counts->free_blocks[order];
	case ROW_UNUSABLE: return contrast_unusable(counts, order);
	case NR_ROWS: break;
	}
	return 0;
}

/* The row is marked if a column differs from the left one. */
static void print_row(const char *name, enum row row, uint32_t order, const struct contrast_counts *const *column, uint32_t columns)
{
	bool alike = true;

	printf("    %-*s", COMPARE_LABEL, name);
	for (uint32_t i = 0; i < columns; i++) {
		const uint64_t value = row_value(column[i], row, order);

		if (row == ROW_UNUSABLE)
			printf(" %8llu.%03llu", (unsigned long long)value / 1000, (unsigned long long)value % 1000);
		else
			printf(" %12llu", (unsigned long long)value);
		alike &= value == row_value(column[0], row, order);
	}
	printf("%s\n", alike ? "" : "   <--");
}

/* Is the row printed? If a column is not 0. Rows without orders always; of ROW_UNUSABLE all orders but 0, which is never unusable. */
static bool worth(enum row row, uint32_t order, const struct contrast_counts *const *column, uint32_t columns)
{
	for (uint32_t i = 0; i < columns; i++)
		if (row_value(column[i], row, order) > 0)
			return true;
	return row == ROW_UNUSABLE ? order > 0 : !rows[row].by_order;
}

static void print_counts(const struct contrast_counts *const *column, uint32_t columns, uint32_t max_order)
{
	for (int row = 0; row < NR_ROWS; row++)
		for (uint32_t order = 0; order < (rows[row].by_order ? max_order : 1); order++) {
			char name[32];

			snprintf(name, sizeof(name), rows[row].by_order ? "%s order %u" : "%s", rows[row].name, order);
			if (worth((enum row)row, order, column, columns))
				print_row(name, (enum row)row, order, column, columns);
		}
}

static void print_file(const struct comparison *comparison, size_t file)
{
	const struct compared *compared = compared_at(comparison, file, 1);
	const struct sequence *seq = &comparison->seq[file];
	const struct contrast *contrast = &compared->contrast;
	const struct contrast_counts *const column[] = {&contrast->side[CONTRAST_LEFT], &contrast->side[CONTRAST_RIGHT]};

	if (!contrast->accepted[CONTRAST_LEFT] || !contrast->accepted[CONTRAST_RIGHT]) {
		printf("%s: the machine is refused by %s\n", comparison->files.path[file],
		       comparison->side[contrast->accepted[CONTRAST_LEFT] ? CONTRAST_RIGHT : CONTRAST_LEFT].name);
		return;
	}
	printf("%s: %u ops, %llu answers differ", comparison->files.path[file], contrast->ops, (unsigned long long)contrast_answers(contrast));
	for (int i = 0; i < NR_CONTRAST_KINDS; i++)
		printf("%s%s %u", i ? ", " : " (", compare_kinds[i], contrast->differing[i]);
	printf(")\n");
	for (int i = 0; i < NR_CONTRAST_FIRSTS; i++) {
		print_first(comparison, seq, contrast, (enum contrast_first)i);
		if (i == FIRST_ANSWER)
			why_print(comparison, compared);
	}
	print_end(comparison, 1, seq, compared);
	if (!compared->done)
		return;
	printf("    %-*s", COMPARE_LABEL, "");
	print_heading(comparison);
	print_counts(column, CONTRAST_SIDES, contrast->max_order);
}

/* For each right side the number of differing answers; the path comes last, because it may be long. */
static void print_line(const struct comparison *comparison, size_t file)
{
	uint32_t ops = 0;

	for (uint32_t right = 1; right < comparison->nr_sides; right++)
		if (compared_at(comparison, file, right)->contrast.ops > ops)
			ops = compared_at(comparison, file, right)->contrast.ops;
	printf("%12u", ops);
	for (uint32_t right = 1; right < comparison->nr_sides; right++) {
		const uint64_t answers = contrast_answers(&compared_at(comparison, file, right)->contrast);

		if (answers > 0)
			printf(" %12llu", (unsigned long long)answers);
		else
			printf(" %12s", "-");
	}
	printf("   %s\n", comparison->files.path[file]);
	for (uint32_t right = 1; right < comparison->nr_sides; right++)
		print_end(comparison, right, &comparison->seq[file], compared_at(comparison, file, right));
	why_print_line(comparison, file);
}

static void print_lines(const struct comparison *comparison)
{
	printf("%12s", "ops");
	for (uint32_t right = 1; right < comparison->nr_sides; right++)
		printf(" %12s", comparison->side[right].name);
	printf("   answers that differ from %s\n", comparison->side[0].name);
	for (size_t i = 0; i < comparison->files.count; i++)
		print_line(comparison, i);
}

static void print_right(const struct comparison *comparison, const char *name, uint64_t (*of)(const struct comparison_total *, int kind), int kind)
{
	printf("    %-*s %12s", COMPARE_LABEL, name, "");
	for (uint32_t i = 1; i < comparison->nr_sides; i++)
		printf(" %12llu", (unsigned long long)of(&comparison->total[i], kind));
	putchar('\n');
}

/* kind NR_CONTRAST_KINDS: all kinds. */
static uint64_t sum(const uint64_t *by_kind, int kind)
{
	uint64_t all = 0;

	for (int i = 0; i < NR_CONTRAST_KINDS; i++)
		all += kind == i || kind == NR_CONTRAST_KINDS ? by_kind[i] : 0;
	return all;
}

static uint64_t files_differing(const struct comparison_total *total, int kind)
{
	return sum(total->files, kind);
}

static uint64_t answers_differing(const struct comparison_total *total, int kind)
{
	return sum(total->answers, kind);
}

static uint64_t files_ended(const struct comparison_total *total, int kind)
{
	(void)kind;
	return total->ended;
}

static void print_kinds(const struct comparison *comparison, const char *name, const char *others, uint64_t (*of)(const struct comparison_total *, int kind))
{
	char row[32];

	print_right(comparison, name, of, NR_CONTRAST_KINDS);
	for (int i = 0; i < NR_CONTRAST_KINDS; i++) {
		snprintf(row, sizeof(row), "  %s %s", i ? others : "by", compare_kinds[i]);
		print_right(comparison, row, of, i);
	}
}

static void print_totals(const struct comparison *comparison)
{
	const struct contrast_counts *column[COMPARE_SIDES_MAX];

	printf("%-*s", COMPARE_LABEL + 4, "all files");
	print_heading(comparison);
	print_kinds(comparison, "files whose answers differ", "else by", files_differing);
	print_kinds(comparison, "answers that differ", "by", answers_differing);
	if (comparison->ended)
		print_right(comparison, "files that hang or die", files_ended, 0);
	for (uint32_t i = 0; i < comparison->nr_sides; i++)
		column[i] = &comparison->total[i].side;
	print_counts(column, comparison->nr_sides, MAX_ORDER_LIMIT);
	why_print_totals(comparison);
}

void compare_print_text(const struct comparison *comparison)
{
	if (!comparison->quiet && comparison->nr_sides > CONTRAST_SIDES)
		print_lines(comparison);
	for (size_t i = 0; !comparison->quiet && comparison->nr_sides == CONTRAST_SIDES && i < comparison->files.count; i++)
		print_file(comparison, i);
	if (comparison->quiet || comparison->files.count > 1 || comparison->nr_sides > CONTRAST_SIDES)
		print_totals(comparison);
	if (comparison->refused > 0)
		printf("%llu files with a machine that a side refuses\n", (unsigned long long)comparison->refused);
	printf("compare: %zu files, %llu ops, %llu answers differ, %llu files differ\n", comparison->files.count,
	       (unsigned long long)comparison->ops, (unsigned long long)comparison->differing, (unsigned long long)comparison->files_differing);
}
