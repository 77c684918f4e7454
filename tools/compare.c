// SPDX-License-Identifier: MIT
/*
 * buddycheck compare: what changes for a sequence between two kernels. One subject, booted under each profile; differences are the result
 * and not a failure.
 */
#include <stdio.h>

#include "fuzz/explain/report.h"
#include "fuzz/language/arg.h"
#include "fuzz/lockstep/names.h"
#include "fuzz/subjects.h"
#include "fuzz/triage/probe.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/compare.h"
#include "tools/options.h"

static const char command[] = "compare";
static const char *const side_keys[CONTRAST_SIDES] = {"left", "right"};
static const char *const kind_keys[NR_CONTRAST_KINDS] = {"outcome", "page", "detail", "path"};
static const char *const first_keys[NR_CONTRAST_FIRSTS] = {"answer", "memory", "view", "path"};

static void print_help(void)
{
	printf("usage: buddycheck compare --left PROFILE --right PROFILE [OPTIONS] FILE|DIR...\n\n"
	       "Runs each sequence, text or binary, under two profiles side by side, whatever profile it names itself, and says where they first\n"
	       "part and what came of it: answers that differ, steals, failures, free blocks and unusable free space at the end.\n\n"
	       "  --left, --right PROFILE  ");
	for (int i = 0; i < NR_PROFILES; i++)
		printf("%s%s", i ? ", " : "", profile_names[i]);
	printf("\n  --subject NAME           what runs: %s; default allocator\n"
	       "  --json                   print one JSON object instead of text\n\n"
	       "The first difference of memory is one of what pages and pageblocks are, that of state one of anything: lists and their order,\n"
	       "counters, watermarks, the sizes of per-CPU lists, in which most kernels differ from the boot on.\n\n"
	       "An answer that differs is counted once: by outcome (status, return code, a page on one side only), page, detail (kswapd wakes,\n"
	       "zeroed and bad pages) or path. A steal is a free block of UNMOVABLE, MOVABLE or RECLAIMABLE of which a page was handed out as\n"
	       "another of the three, by the order it had; moved are pages that stayed free and changed lists, claimed are pageblocks that\n"
	       "changed type; all three in allocations, read off the views. Unusable is mm/vmstat.c's index: the part of free memory in blocks\n"
	       "too small for the order, 0.000 to 1.000, all zones together.\n\n"
	       "The last line is \"compare: N files, N ops, N answers differ, N files differ\". Exit status: 0 compared, 1 the subject\n"
	       "hangs or dies, which ends the comparison of that file, 2 bad usage or malformed input, 3 something this machine lacks.\n",
	       subject_names(true));
}

static void choose_profile(void *to, const char *name)
{
	*(int *)to = need_profile(command, name);
}

static void parse_options(struct comparison *comparison, int argc, char **argv)
{
	int left = -1, right = -1;
	const struct option_row rows[] = {
		{"left", .kind = OPTION_CALL, .to = &left, .call = choose_profile},
		{"right", .kind = OPTION_CALL, .to = &right, .call = choose_profile},
		{"subject", .kind = OPTION_VIEWED, .to = &comparison->subject},
		{"json", .kind = OPTION_FLAG, .to = &comparison->json},
		{0}};

	options_parse(command, rows, print_help, argc, argv);
	if (left < 0 || right < 0)
		fail_usage(command, "--left and --right are needed");
	comparison->profile[CONTRAST_LEFT] = (uint8_t)left;
	comparison->profile[CONTRAST_RIGHT] = (uint8_t)right;
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
			printf("%s %s ", i ? "," : "", profile_names[comparison->profile[i]]);
			print_answer(contrast, first, i);
		}
		putchar('\n');
	}
	printf("    %s: %s ", first->diff.field, profile_names[comparison->profile[CONTRAST_LEFT]]);
	report_print_value(&first->diff, first->diff.subject, stdout);
	printf(", %s ", profile_names[comparison->profile[CONTRAST_RIGHT]]);
	report_print_value(&first->diff, first->diff.oracle, stdout);
	putchar('\n');
}

static void print_hang(const struct comparison *comparison, const struct sequence *seq, const struct contrast *contrast)
{
	for (int i = 0; i < CONTRAST_SIDES; i++) {
		if (!contrast->hung[i])
			continue;
		printf("  %s hangs at op %u, ", profile_names[comparison->profile[i]], contrast->hung_op);
		seq_print_op(seq, contrast->hung_op, stdout);
		printf(": nothing is compared from there on\n");
	}
}

static void print_row(const char *name, uint64_t left, uint64_t right)
{
	printf("    %-20s %12llu %12llu%s\n", name, (unsigned long long)left, (unsigned long long)right, left == right ? "" : "   <--");
}

static void print_orders(const char *name, const uint64_t *left, const uint64_t *right, uint32_t max_order)
{
	char row[32];

	for (uint32_t order = 0; order < max_order; order++) {
		snprintf(row, sizeof(row), "%s order %u", name, order);
		if (left[order] || right[order])
			print_row(row, left[order], right[order]);
	}
}

static void print_unusable(const struct contrast *contrast)
{
	for (uint32_t order = 1; order < contrast->max_order; order++) {
		const uint32_t left = contrast_unusable(&contrast->side[CONTRAST_LEFT], order);
		const uint32_t right = contrast_unusable(&contrast->side[CONTRAST_RIGHT], order);

		printf("    unusable order %-5u %8u.%03u %8u.%03u%s\n", order, left / 1000, left % 1000, right / 1000, right % 1000,
		       left == right ? "" : "   <--");
	}
}

static void say_death(const struct compared *compared, char *text, size_t size)
{
	probe_say_death(compared->status, (enum op_kind)compared->contrast.at_kind, &compared->site, text, size);
}

static void print_death(const struct comparison *comparison, const struct sequence *seq, const struct compared *compared)
{
	const struct contrast *contrast = &compared->contrast;
	char said[192];

	say_death(compared, said, sizeof(said));
	printf("  %s crashes at ", profile_names[comparison->profile[contrast->at_side]]);
	if (contrast->at_kind == OP_MACHINE) {
		printf("boot");
	} else {
		printf("op %u, ", contrast->at_op);
		seq_print_op(seq, contrast->at_op, stdout);
	}
	printf(": nothing is compared from there on\n    %s\n", said);
}

static void print_text(const struct comparison *comparison, const char *path, const struct sequence *seq, const struct compared *compared)
{
	const struct contrast *contrast = &compared->contrast;
	const struct contrast_counts *left = &contrast->side[CONTRAST_LEFT], *right = &contrast->side[CONTRAST_RIGHT];

	printf("%s: %u ops, %llu answers differ", path, contrast->ops, (unsigned long long)contrast_answers(contrast));
	for (int i = 0; i < NR_CONTRAST_KINDS; i++)
		printf("%s%s %u", i ? ", " : " (", kind_keys[i], contrast->differing[i]);
	printf(")\n");
	for (int i = 0; i < NR_CONTRAST_FIRSTS; i++)
		print_first(comparison, seq, contrast, (enum contrast_first)i);
	if (!compared->done) {
		print_death(comparison, seq, compared);
		return;
	}
	print_hang(comparison, seq, contrast);
	printf("    %-20s %12s %12s\n", "", profile_names[comparison->profile[CONTRAST_LEFT]], profile_names[comparison->profile[CONTRAST_RIGHT]]);
	print_row("failed", left->failed, right->failed);
	print_row("refused", left->refused, right->refused);
	print_orders("steals", left->steals, right->steals, contrast->max_order);
	print_row("pages moved", left->moved, right->moved);
	print_row("pageblocks claimed", left->claimed, right->claimed);
	print_row("free pages", left->free_pages, right->free_pages);
	print_orders("free", left->free_blocks, right->free_blocks, contrast->max_order);
	print_unusable(contrast);
}

static void describe_first(struct json *json, const struct contrast_first_at *first, const char *key)
{
	if (!first->found)
		return;
	json_begin_object(json, key);
	json_bool(json, "at_boot", first->diff.kind == OP_MACHINE);
	json_int(json, "op", first->diff.op);
	json_string(json, "kind", op_table[first->diff.kind].name);
	json_string(json, "field", first->diff.field);
	json_int(json, "left", first->diff.subject);
	json_int(json, "right", first->diff.oracle);
	for (int i = 0; first->diff.kind != OP_MACHINE && i < CONTRAST_SIDES; i++) {
		json_begin_object(json, i == CONTRAST_LEFT ? "left_answer" : "right_answer");
		json_string(json, "status", status_name(first->status[i]));
		json_int(json, "value", first->value[i]);
		json_end_object(json);
	}
	json_end_object(json);
}

static void describe_hang(struct json *json, const struct sequence *seq, const struct contrast *contrast)
{
	if (!contrast_hung(contrast))
		return;
	json_begin_object(json, "hangs");
	json_int(json, "op", contrast->hung_op);
	json_string(json, "kind", op_table[seq->op[contrast->hung_op].kind].name);
	for (int i = 0; i < CONTRAST_SIDES; i++)
		json_bool(json, side_keys[i], contrast->hung[i]);
	json_end_object(json);
}

static void describe_orders(struct json *json, const char *key, const uint64_t *counts, uint32_t max_order)
{
	json_begin_array(json, key);
	for (uint32_t order = 0; order < max_order; order++)
		json_int(json, NULL, (int64_t)counts[order]);
	json_end_array(json);
}

static void describe_side(struct json *json, const char *key, const struct contrast_counts *counts, uint32_t max_order)
{
	json_begin_object(json, key);
	json_int(json, "failed", (int64_t)counts->failed);
	json_int(json, "refused", (int64_t)counts->refused);
	describe_orders(json, "steals", counts->steals, max_order);
	json_int(json, "moved", (int64_t)counts->moved);
	json_int(json, "claimed", (int64_t)counts->claimed);
	json_int(json, "free_pages", (int64_t)counts->free_pages);
	describe_orders(json, "free_blocks", counts->free_blocks, max_order);
	json_begin_array(json, "unusable_thousandths");
	for (uint32_t order = 0; order < max_order; order++)
		json_int(json, NULL, contrast_unusable(counts, order));
	json_end_array(json);
	json_end_object(json);
}

static void describe_death(struct json *json, const struct compared *compared)
{
	char said[192];

	say_death(compared, said, sizeof(said));
	json_begin_object(json, "died");
	json_string(json, "side", side_keys[compared->contrast.at_side]);
	json_int(json, "op", compared->contrast.at_op);
	json_string(json, "kind", op_table[compared->contrast.at_kind].name);
	json_string(json, "how", said);
	json_end_object(json);
}

static void describe(struct json *json, const char *path, const struct sequence *seq, const struct compared *compared)
{
	const struct contrast *contrast = &compared->contrast;

	json_begin_object(json, NULL);
	json_string(json, "file", path);
	json_int(json, "ops", contrast->ops);
	json_bool(json, "differs", contrast_differs(contrast));
	json_begin_object(json, "answers_differ");
	for (int i = 0; i < NR_CONTRAST_KINDS; i++)
		json_int(json, kind_keys[i], contrast->differing[i]);
	json_end_object(json);
	json_begin_object(json, "first");
	for (int i = 0; i < NR_CONTRAST_FIRSTS; i++)
		describe_first(json, &contrast->first[i], first_keys[i]);
	json_end_object(json);
	describe_hang(json, seq, contrast);
	if (!compared->done)
		describe_death(json, compared);
	for (int i = 0; compared->done && i < CONTRAST_SIDES; i++)
		describe_side(json, side_keys[i], &contrast->side[i], contrast->max_order);
	json_end_object(json);
}

static void print_json(void *ctx, struct json *json)
{
	const struct comparison *comparison = ctx;

	json_begin_array(json, "files");
	for (size_t i = 0; i < comparison->files.count; i++)
		describe(json, comparison->files.path[i], &comparison->seq[i], &comparison->compared[i]);
	json_end_array(json);
	json_string(json, "subject", comparison->subject->name);
	for (int i = 0; i < CONTRAST_SIDES; i++)
		json_string(json, side_keys[i], profile_names[comparison->profile[i]]);
	json_int(json, "nr_files", (int64_t)comparison->files.count);
	json_int(json, "ops", (int64_t)comparison->ops);
	json_int(json, "answers_differ", (int64_t)comparison->differing);
	json_int(json, "files_differ", (int64_t)comparison->files_differing);
}

static void print_all(const struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->files.count; i++)
		print_text(comparison, comparison->files.path[i], &comparison->seq[i], &comparison->compared[i]);
	printf("compare: %zu files, %llu ops, %llu answers differ, %llu files differ\n", comparison->files.count,
	       (unsigned long long)comparison->ops, (unsigned long long)comparison->differing, (unsigned long long)comparison->files_differing);
}

int compare_main(int argc, char **argv)
{
	struct comparison comparison = {.subject = &subject_allocator};
	bool ended;

	parse_options(&comparison, argc, argv);
	files_collect(&comparison.files, command, argv + optind, argc - optind);
	comparison_run(&comparison, command);
	if (comparison.json)
		json_print_whole(stdout, print_json, &comparison);
	else
		print_all(&comparison);
	ended = comparison.hung + comparison.died > 0;
	comparison_release(&comparison);
	return ended ? EXIT_DIVERGED : EXIT_AGREED;
}
