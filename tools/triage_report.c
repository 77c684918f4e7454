// SPDX-License-Identifier: MIT
/*
 * The machine-readable reports of a triage: one JSON object, and SARIF 2.1.0 as code scanning services read it.
 *
 * A signature is a SARIF rule and also the partial fingerprint by which results of two runs are matched. tests/triage_formats_test.sh
 * checks both formats.
 */
#include "tools/triage_report.h"

#include <string.h>

#include "tools/json.h"

enum { PATH_ROOM = 4096 };

static void folder_of(const struct triage *triage, const struct triage_bug *bug, char path[PATH_ROOM], const char *file)
{
	snprintf(path, PATH_ROOM, "%s/%s%s", triage->options.out, bug->signature, file);
}

static void put_bug(const struct triage *triage, const struct triage_bug *bug, struct json *json)
{
	char folder[PATH_ROOM];

	folder_of(triage, bug, folder, "");
	json_begin_object(json, NULL);
	json_string(json, "signature", bug->signature);
	json_string(json, "group", triage_group_of(triage, bug));
	json_string(json, "verdict", verdict_name(bug->verdict));
	json_string(json, "shows", bug->shows);
	json_string(json, "first", bug->first);
	json_int(json, "inputs", bug->inputs);
	json_int(json, "ops", bug->ops_min);
	json_bool(json, "minimal", bug->minimal);
	json_string(json, "folder", folder);
	json_end_object(json);
}

static void put_input(const struct triage *triage, uint32_t input, struct json *json)
{
	const struct triage_result *result = &triage->result[input];

	json_begin_object(json, NULL);
	json_string(json, "file", triage->options.path[input]);
	json_string(json, "finding", finding_name(result->finding));
	if (result->signature[0])
		json_string(json, "signature", result->signature);
	if (result->finding == FOUND_BUG)
		json_string(json, "group", triage->group[result->group].name);
	if (result->shows[0])
		json_string(json, "shows", result->shows);
	json_int(json, "ops", result->ops);
	if (result->ops_cut > 0)
		json_int(json, "ops_cut", result->ops_cut);
	if (result->ops_min > 0) {
		json_int(json, "ops_minimal", result->ops_min);
		json_bool(json, "minimal", result->minimal);
	}
	json_int(json, "runs", result->runs);
	json_end_object(json);
}

void triage_report_json(const struct triage *triage, FILE *out)
{
	struct json json = {.out = out};

	json_begin_object(&json, NULL);
	json_string(&json, "subject", triage->options.subject->name);
	json_int(&json, "nr_inputs", triage->options.nr_paths);
	json_int(&json, "nr_bugs", triage_nr_shown(triage));
	json_int(&json, "nr_groups", triage_nr_groups(triage));
	json_int(&json, "nr_not_reproduced", triage_count(triage, FOUND_NOTHING) + triage_count(triage, FOUND_UNSTEADY));
	json_int(&json, "nr_skipped", triage_count(triage, FOUND_SKIPPED) + triage_count(triage, FOUND_LOST));
	json_begin_array(&json, "bugs");
	for (uint32_t i = 0; i < triage->nr_bugs; i++)
		put_bug(triage, &triage->bug[i], &json);
	json_end_array(&json);
	json_begin_array(&json, "inputs");
	for (uint32_t i = 0; i < triage->options.nr_paths; i++)
		put_input(triage, i, &json);
	json_end_array(&json);
	json_end_object(&json);
	fputc('\n', out);
}

/* A path as a URI reference: all but plain characters are percent-encoded. */
static void put_uri(struct json *json, const char *path)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-~";
	char uri[3 * PATH_ROOM + 8];
	size_t used = (size_t)sprintf(uri, "%s", path[0] == '/' ? "file://" : "");

	for (; *path; path++) {
		if (strchr(plain, *path))
			uri[used++] = *path;
		else
			used += (size_t)sprintf(uri + used, "%%%02X", (unsigned)(unsigned char)*path);
	}
	uri[used] = '\0';
	json_string(json, "uri", uri);
}

static void put_message(struct json *json, const char *key, const char *text)
{
	json_begin_object(json, key);
	json_string(json, "text", text);
	json_end_object(json);
}

static void put_rule(const struct triage_bug *bug, struct json *json)
{
	json_begin_object(json, NULL);
	json_string(json, "id", bug->signature);
	put_message(json, "shortDescription", bug->shows);
	put_message(json, "help", "buddycheck explain shows it on one screen; docs/triage.md tells what the parts of the name mean.");
	json_end_object(json);
}

static void put_location(const struct triage *triage, const struct triage_bug *bug, struct json *json)
{
	char path[PATH_ROOM];

	folder_of(triage, bug, path, "/minimal.txt");
	json_begin_array(json, "locations");
	json_begin_object(json, NULL);
	json_begin_object(json, "physicalLocation");
	json_begin_object(json, "artifactLocation");
	put_uri(json, path);
	json_end_object(json);
	json_begin_object(json, "region");
	json_int(json, "startLine", 1);
	json_end_object(json);
	json_end_object(json);
	json_end_object(json);
	json_end_array(json);
}

static const char *baseline_of(enum verdict verdict)
{
	if (verdict == BUG_FIXED)
		return "absent";
	return verdict == BUG_KNOWN ? "unchanged" : "new";
}

static const char *level_of(enum verdict verdict)
{
	if (verdict == BUG_FIXED)
		return "none";
	return verdict == BUG_KNOWN ? "warning" : "error";
}

static void put_result(const struct triage *triage, uint32_t index, struct json *json)
{
	const struct triage_bug *bug = &triage->bug[index];

	json_begin_object(json, NULL);
	json_string(json, "ruleId", bug->signature);
	json_int(json, "ruleIndex", index);
	json_string(json, "kind", bug->verdict == BUG_FIXED ? "pass" : "fail");
	json_string(json, "level", level_of(bug->verdict));
	json_string(json, "baselineState", baseline_of(bug->verdict));
	put_message(json, "message", bug->shows);
	put_location(triage, bug, json);
	json_begin_object(json, "partialFingerprints");
	json_string(json, "buddycheckSignature/v1", bug->signature);
	json_end_object(json);
	json_begin_object(json, "properties");
	json_string(json, "verdict", verdict_name(bug->verdict));
	json_string(json, "group", triage_group_of(triage, bug));
	json_int(json, "inputs", bug->inputs);
	json_int(json, "ops", bug->ops_min);
	json_end_object(json);
	json_end_object(json);
}

static void put_tool(const struct triage *triage, struct json *json)
{
	json_begin_object(json, "tool");
	json_begin_object(json, "driver");
	json_string(json, "name", "buddycheck");
	json_begin_array(json, "rules");
	for (uint32_t i = 0; i < triage->nr_bugs; i++)
		put_rule(&triage->bug[i], json);
	json_end_array(json);
	json_end_object(json);
	json_end_object(json);
}

void triage_report_sarif(const struct triage *triage, FILE *out)
{
	struct json json = {.out = out};

	json_begin_object(&json, NULL);
	json_string(&json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	json_string(&json, "version", "2.1.0");
	json_begin_array(&json, "runs");
	json_begin_object(&json, NULL);
	put_tool(triage, &json);
	json_string(&json, "columnKind", "utf16CodeUnits");
	json_begin_array(&json, "results");
	for (uint32_t i = 0; i < triage->nr_bugs; i++)
		put_result(triage, i, &json);
	json_end_array(&json);
	json_end_object(&json);
	json_end_array(&json);
	json_end_object(&json);
	fputc('\n', out);
}
