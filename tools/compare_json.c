// SPDX-License-Identifier: MIT
/* The result of compare as JSON: docs/json.md. */
#include "fuzz/language/arg.h"
#include "fuzz/lockstep/names.h"
#include "tools/compare.h"

static const char *const side_keys[CONTRAST_SIDES] = {"left", "right"};
static const char *const first_keys[NR_CONTRAST_FIRSTS] = {"answer", "memory", "view", "path"};

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

	compared_say_death(compared, said, sizeof(said));
	json_begin_object(json, "died");
	json_string(json, "side", side_keys[compared->contrast.at_side]);
	json_int(json, "op", compared->contrast.at_op);
	json_string(json, "kind", op_table[compared->contrast.at_kind].name);
	json_string(json, "how", said);
	json_end_object(json);
}

static void describe_kinds(struct json *json, const char *key, const uint64_t *by_kind)
{
	json_begin_object(json, key);
	for (int i = 0; i < NR_CONTRAST_KINDS; i++)
		json_int(json, compare_kinds[i], (int64_t)by_kind[i]);
	json_end_object(json);
}

static void describe(struct json *json, const struct comparison *comparison, size_t file, uint32_t right)
{
	const struct compared *compared = compared_at(comparison, file, right);
	const struct contrast *contrast = &compared->contrast;

	json_begin_object(json, NULL);
	json_string(json, "file", comparison->files.path[file]);
	json_string(json, "profile", comparison->side[right].name);
	json_int(json, "ops", contrast->ops);
	json_bool(json, "differs", contrast_differs(contrast));
	json_begin_object(json, "answers_differ");
	for (int i = 0; i < NR_CONTRAST_KINDS; i++)
		json_int(json, compare_kinds[i], contrast->differing[i]);
	json_end_object(json);
	json_begin_object(json, "first");
	for (int i = 0; i < NR_CONTRAST_FIRSTS; i++)
		describe_first(json, &contrast->first[i], first_keys[i]);
	json_end_object(json);
	why_describe(json, comparison, compared, right);
	describe_hang(json, &comparison->seq[file], contrast);
	if (!compared->done)
		describe_death(json, compared);
	for (int i = 0; compared->done && i < CONTRAST_SIDES; i++)
		describe_side(json, side_keys[i], &contrast->side[i], contrast->max_order);
	json_end_object(json);
}

static void describe_total(struct json *json, const struct comparison *comparison, uint32_t profile)
{
	const struct comparison_total *total = &comparison->total[profile];

	json_begin_object(json, NULL);
	json_string(json, "profile", comparison->side[profile].name);
	if (comparison->side[profile].profile != PROFILE_OF_FILE && comparison->side[profile].name != profile_names[comparison->side[profile].profile])
		json_string(json, "kernel", profile_names[comparison->side[profile].profile]);
	if (profile > 0) {
		describe_kinds(json, "files_differ", total->files);
		describe_kinds(json, "answers_differ", total->answers);
		json_int(json, "ended", (int64_t)total->ended);
		why_describe_total(json, comparison, total);
	}
	describe_side(json, "counts", &total->side, MAX_ORDER_LIMIT);
	json_end_object(json);
}

void compare_print_json(void *ctx, struct json *json)
{
	const struct comparison *comparison = ctx;

	json_begin_array(json, "files");
	for (size_t i = 0; !comparison->quiet && i < comparison->files.count; i++)
		for (uint32_t right = 1; right < comparison->nr_sides; right++)
			describe(json, comparison, i, right);
	json_end_array(json);
	json_string(json, "subject", comparison->side[0].subject->name);
	json_string(json, "left", comparison->side[0].name);
	if (comparison->nr_sides == CONTRAST_SIDES)
		json_string(json, "right", comparison->side[1].name);
	json_begin_array(json, "totals");
	for (uint32_t i = 0; i < comparison->nr_sides; i++)
		describe_total(json, comparison, i);
	json_end_array(json);
	json_int(json, "nr_files", (int64_t)comparison->files.count);
	if (comparison->refused > 0)
		json_int(json, "refused", (int64_t)comparison->refused);
	json_int(json, "ops", (int64_t)comparison->ops);
	json_int(json, "answers_differ", (int64_t)comparison->differing);
	json_int(json, "files_differ", (int64_t)comparison->files_differing);
}
