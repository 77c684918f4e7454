// SPDX-License-Identifier: MIT
/*
 * Reports of `buddycheck conform`: a block per mismatch that fits a screen, and JSON.
 */
#include "tools/conform_report.h"

#include <inttypes.h>
#include <string.h>

enum {
	SHOWN = 1200,  /* characters of one value: a long path, not a whole list */
	HEADLINE = 48, /* characters of one value where a file gets one line */
};

static void print_clipped(FILE *out, const char *label, const char *text)
{
	const size_t size = strlen(text);

	fprintf(out, "    %-9s %.*s%s\n", label, size > SHOWN ? SHOWN : (int)size, text, size > SHOWN ? " .." : "");
}

/* A caret under the first differing character, if it is far enough to the right to be hard to spot. */
static void print_caret(FILE *out, const char *expected, const char *got)
{
	size_t at = 0;

	while (expected[at] && expected[at] == got[at])
		at++;
	if (at > 12 && at < SHOWN && !strchr(expected, '>'))
		fprintf(out, "    %-9s %*s^\n", "", (int)at, "");
}

static void print_mismatch(FILE *out, const char *path, const struct conform_mismatch *m)
{
	const char *rest = m->notes;

	fprintf(out, "%s:%" PRIu32 ": op %" PRIu32 ": %s\n", path, m->line, m->op, m->field);
	if (m->op_text[0])
		print_clipped(out, "op", m->op_text);
	print_clipped(out, "expected", m->expected);
	print_clipped(out, "got", m->got);
	print_caret(out, m->expected, m->got);
	while (*rest) {
		const size_t n = strcspn(rest, "\n");

		fprintf(out, "    %.*s\n", (int)n, rest);
		rest += n + (rest[n] == '\n');
	}
}

static void print_headline(FILE *out, const char *path, const struct conform_mismatch *m)
{
	fprintf(out, "%s:%" PRIu32 ": op %" PRIu32 ": %s: expected %.*s%s, got %.*s%s\n", path, m->line, m->op, m->field, HEADLINE,
		m->expected, strlen(m->expected) > HEADLINE ? ".." : "", HEADLINE, m->got, strlen(m->got) > HEADLINE ? ".." : "");
}

static void print_error(FILE *out, const char *path, const struct trace_error *error)
{
	fprintf(out, "%s:%" PRIu32 ": %s\n", path, error->line, error->message);
}

void conform_print(FILE *out, const char *path, const struct conform_result *result, uint32_t *left)
{
	for (uint32_t i = 0; i < result->nr_described; i++) {
		if (!*left) {
			/* No more in full: one line for the first mismatch of each further file. */
			if (i == 0)
				print_headline(out, path, &result->described[0]);
			break;
		}
		print_mismatch(out, path, &result->described[i]);
		--*left;
	}
	if (result->error.message[0]) {
		fflush(out);
		print_error(stderr, path, &result->error);
	}
}

void conform_print_totals(FILE *out, const struct conform_totals *totals)
{
	fprintf(out, "conform: %" PRIu64 " files, %" PRIu64 " ops, %" PRIu64 " state records, %" PRIu64 " mismatches\n", totals->files,
		totals->ops, totals->states, totals->mismatches);
}

void conform_json_open(struct json *json, const char *subject)
{
	json_begin_object(json, NULL);
	json_string(json, "subject", subject);
	json_begin_array(json, "results");
}

static void json_mismatch(struct json *json, const struct conform_mismatch *m)
{
	json_begin_object(json, NULL);
	json_int(json, "line", m->line);
	json_int(json, "op", m->op);
	json_string(json, "op_text", m->op_text);
	json_string(json, "field", m->field);
	json_string(json, "expected", m->expected);
	json_string(json, "got", m->got);
	json_string(json, "notes", m->notes);
	json_end_object(json);
}

void conform_json_file(struct json *json, const char *path, const struct conform_result *result, uint32_t *left)
{
	static const char *const status[] = { "agrees", "differs", "malformed", "lacking" };

	json_begin_object(json, NULL);
	json_string(json, "file", path);
	json_string(json, "status", status[result->status & 3]);
	json_int(json, "ops", (int64_t)result->ops);
	json_int(json, "state_records", (int64_t)result->states);
	json_int(json, "mismatches", (int64_t)result->mismatches);
	if (result->error.message[0]) {
		json_int(json, "line", result->error.line);
		json_string(json, "error", result->error.message);
	}
	json_begin_array(json, "described");
	for (uint32_t i = 0; i < result->nr_described && *left; i++, --*left)
		json_mismatch(json, &result->described[i]);
	json_end_array(json);
	json_end_object(json);
}

void conform_json_close(struct json *json, const struct conform_totals *totals, int status)
{
	json_end_array(json);
	json_int(json, "files", (int64_t)totals->files);
	json_int(json, "ops", (int64_t)totals->ops);
	json_int(json, "state_records", (int64_t)totals->states);
	json_int(json, "mismatches", (int64_t)totals->mismatches);
	json_int(json, "status", status);
	json_end_object(json);
	fputc('\n', json->out);
}
