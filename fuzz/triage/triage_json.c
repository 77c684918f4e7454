// SPDX-License-Identifier: MIT
/*
 * A triage for programs: one JSON object, and SARIF 2.1.0 as code scanning services read it.
 *
 * A signature is a SARIF rule and, as partial fingerprint, what makes results of two runs the same. The only file
 * that knows cJSON: a build without it says so here.
 */
#include "fuzz/triage/triage_parts.h"

#include <stdlib.h>
#include <string.h>

#ifdef HAVE_CJSON

#include <cjson/cJSON.h>

bool triage_has_json(void)
{
	return true;
}

static void print_and_delete(cJSON *json, FILE *out)
{
	char *text = triage_memory(cJSON_Print(json));

	fprintf(out, "%s\n", text);
	free(text);
	cJSON_Delete(json);
}

/* cJSON copies strings as they are; a path need not be UTF-8, JSON must. */
static void add_text(cJSON *json, const char *key, const char *text)
{
	char *clean = triage_memory(malloc(strlen(text) + 1));

	for (size_t i = 0; i <= strlen(text); i++)
		clean[i] = (text[i] & 0x80) ? '?' : text[i];
	cJSON_AddStringToObject(json, key, clean);
	free(clean);
}

static cJSON *add_object(cJSON *array)
{
	cJSON *object = cJSON_CreateObject();

	cJSON_AddItemToArray(array, object);
	return object;
}

static void folder_of(const struct triage *triage, const struct triage_bug *bug, char path[TRIAGE_PATH], const char *file)
{
	snprintf(path, TRIAGE_PATH, "%s/%s%s%s", triage->options.out, bug->signature, file[0] ? "/" : "", file);
}

static void add_bug(const struct triage *triage, const struct triage_bug *bug, cJSON *json)
{
	char folder[TRIAGE_PATH];

	folder_of(triage, bug, folder, "");
	add_text(json, "signature", bug->signature);
	add_text(json, "verdict", verdict_name(bug->verdict));
	add_text(json, "shows", bug->shows);
	add_text(json, "first", bug->first);
	cJSON_AddNumberToObject(json, "inputs", bug->inputs);
	cJSON_AddNumberToObject(json, "ops", bug->ops_min);
	cJSON_AddBoolToObject(json, "minimal", bug->minimal);
	add_text(json, "folder", folder);
}

static void add_input(const struct triage *triage, uint32_t input, cJSON *json)
{
	const struct triage_result *result = &triage->result[input];

	add_text(json, "file", triage->options.path[input]);
	add_text(json, "finding", finding_name(result->finding));
	if (result->signature[0])
		add_text(json, "signature", result->signature);
	if (result->shows[0])
		add_text(json, "shows", result->shows);
	cJSON_AddNumberToObject(json, "ops", result->ops);
	if (result->ops_cut > 0)
		cJSON_AddNumberToObject(json, "ops_cut", result->ops_cut);
	if (result->ops_min > 0) {
		cJSON_AddNumberToObject(json, "ops_minimal", result->ops_min);
		cJSON_AddBoolToObject(json, "minimal", result->minimal);
	}
	cJSON_AddNumberToObject(json, "runs", result->runs);
}

void triage_print_json(const struct triage *triage, FILE *out)
{
	cJSON *json = cJSON_CreateObject();
	cJSON *bugs, *inputs;

	add_text(json, "subject", triage->options.subject->name);
	cJSON_AddNumberToObject(json, "nr_inputs", triage->options.nr_paths);
	cJSON_AddNumberToObject(json, "nr_bugs", triage_nr_shown(triage));
	cJSON_AddNumberToObject(json, "nr_not_reproduced", triage_count(triage, FOUND_NOTHING) + triage_count(triage, FOUND_UNSTEADY));
	cJSON_AddNumberToObject(json, "nr_skipped", triage_count(triage, FOUND_SKIPPED) + triage_count(triage, FOUND_LOST));
	bugs = cJSON_AddArrayToObject(json, "bugs");
	for (uint32_t i = 0; i < triage->nr_bugs; i++)
		add_bug(triage, &triage->bug[i], add_object(bugs));
	inputs = cJSON_AddArrayToObject(json, "inputs");
	for (uint32_t i = 0; i < triage->options.nr_paths; i++)
		add_input(triage, i, add_object(inputs));
	print_and_delete(json, out);
}

/* A path as a URI reference: what is no plain character is percent-encoded. */
static void add_uri(cJSON *json, const char *path)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-~";
	char *uri = triage_memory(malloc(3 * strlen(path) + 8));
	size_t used = (size_t)sprintf(uri, "%s", path[0] == '/' ? "file://" : "");

	for (; *path; path++) {
		if (strchr(plain, *path))
			uri[used++] = *path;
		else
			used += (size_t)sprintf(uri + used, "%%%02X", (unsigned)(unsigned char)*path);
	}
	uri[used] = '\0';
	cJSON_AddStringToObject(json, "uri", uri);
	free(uri);
}

static void add_message(cJSON *json, const char *key, const char *text)
{
	add_text(cJSON_AddObjectToObject(json, key), "text", text);
}

static void add_rule(const struct triage_bug *bug, cJSON *rule)
{
	add_text(rule, "id", bug->signature);
	add_message(rule, "shortDescription", bug->shows);
	add_message(rule, "help", "buddycheck explain shows it on one screen; docs/triage.md tells what the parts of the name mean.");
}

static void add_location(const struct triage *triage, const struct triage_bug *bug, cJSON *result)
{
	cJSON *physical = cJSON_AddObjectToObject(add_object(cJSON_AddArrayToObject(result, "locations")), "physicalLocation");
	char path[TRIAGE_PATH];

	folder_of(triage, bug, path, "minimal.txt");
	add_uri(cJSON_AddObjectToObject(physical, "artifactLocation"), path);
	cJSON_AddNumberToObject(cJSON_AddObjectToObject(physical, "region"), "startLine", 1);
}

static const char *baseline_of(enum verdict verdict)
{
	if (verdict == BUG_FIXED)
		return "absent";
	return verdict == BUG_KNOWN ? "unchanged" : "new";
}

static void add_result(const struct triage *triage, uint32_t index, cJSON *result)
{
	const struct triage_bug *bug = &triage->bug[index];
	cJSON *properties;

	add_text(result, "ruleId", bug->signature);
	cJSON_AddNumberToObject(result, "ruleIndex", index);
	add_text(result, "kind", bug->verdict == BUG_FIXED ? "pass" : "fail");
	add_text(result, "level", bug->verdict == BUG_FIXED ? "none" : bug->verdict == BUG_KNOWN ? "warning" : "error");
	add_text(result, "baselineState", baseline_of(bug->verdict));
	add_message(result, "message", bug->shows);
	add_location(triage, bug, result);
	add_text(cJSON_AddObjectToObject(result, "partialFingerprints"), "buddycheckSignature/v1", bug->signature);
	properties = cJSON_AddObjectToObject(result, "properties");
	add_text(properties, "verdict", verdict_name(bug->verdict));
	cJSON_AddNumberToObject(properties, "inputs", bug->inputs);
	cJSON_AddNumberToObject(properties, "ops", bug->ops_min);
}

static void add_tool(const struct triage *triage, cJSON *run)
{
	cJSON *driver = cJSON_AddObjectToObject(cJSON_AddObjectToObject(run, "tool"), "driver");
	cJSON *rules;

	add_text(driver, "name", "buddycheck");
	rules = cJSON_AddArrayToObject(driver, "rules");
	for (uint32_t i = 0; i < triage->nr_bugs; i++)
		add_rule(&triage->bug[i], add_object(rules));
}

void triage_print_sarif(const struct triage *triage, FILE *out)
{
	cJSON *json = cJSON_CreateObject();
	cJSON *run, *results;

	add_text(json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	add_text(json, "version", "2.1.0");
	run = add_object(cJSON_AddArrayToObject(json, "runs"));
	add_tool(triage, run);
	add_text(run, "columnKind", "utf16CodeUnits");
	results = cJSON_AddArrayToObject(run, "results");
	for (uint32_t i = 0; i < triage->nr_bugs; i++)
		add_result(triage, i, add_object(results));
	print_and_delete(json, out);
}

#else

bool triage_has_json(void)
{
	return false;
}

static void lack(void)
{
	fprintf(stderr, "buddycheck triage: this build has no cJSON; install libcjson-dev and build again\n");
	exit(3);
}

void triage_print_json(const struct triage *triage, FILE *out)
{
	(void)triage, (void)out;
	lack();
}

void triage_print_sarif(const struct triage *triage, FILE *out)
{
	(void)triage, (void)out;
	lack();
}

#endif
