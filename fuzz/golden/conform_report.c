// SPDX-License-Identifier: MIT
/*
 * Reports of differences: the first few with all that is known of them, the others only counted.
 */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/golden/conform_parts.h"

#include "fuzz/language/memory.h"

/* A line of the trace, for differences that are not at an op. */
static struct slice line_at(const struct replay *r, uint32_t number)
{
	struct slice rest = { r->text, r->size };
	struct slice line = { NULL, 0 };

	for (uint32_t i = 0; i < number && rest.at; i++)
		line = slice_cut(&rest, '\n');
	return line;
}

char *replay_copy(const char *text, size_t size)
{
	char *out = need_memory(malloc(size + 1));

	memcpy(out, text, size);
	out[size] = 0;
	return out;
}

static struct conform_mismatch *report(struct replay *r, const char *expected, const char *got, const char *field, va_list args)
{
	struct conform_result *result = r->result;
	struct conform_mismatch *m;
	struct slice text;

	r->differs = true;
	result->status = 1;
	result->mismatches++;
	if (result->nr_described >= r->options->described)
		return NULL;
	m = realloc(result->described, (result->nr_described + 1) * sizeof(*m));
	if (!m)
		return NULL;
	result->described = m;
	m += result->nr_described++;
	m->line = r->line;
	m->op = r->trace.nr_ops;
	text = r->line_text.at ? r->line_text : line_at(r, r->line);
	m->op_text = replay_copy(text.at ? text.at : "", text.size);
	m->expected = replay_copy(expected, strlen(expected));
	m->got = replay_copy(got, strlen(got));
	m->notes = replay_copy("", 0);
	vsnprintf(m->field, sizeof(m->field), field, args);
	return m;
}

struct conform_mismatch *replay_differs(struct replay *r, const char *expected, const char *got, const char *field, ...)
{
	struct conform_mismatch *m;
	va_list args;

	va_start(args, field);
	m = report(r, expected, got, field, args);
	va_end(args);
	return m;
}

void replay_number(struct replay *r, int64_t expected, int64_t got, const char *field, ...)
{
	char e[24], g[24];
	va_list args;

	if (expected == got)
		return;
	snprintf(e, sizeof(e), "%" PRId64, expected);
	snprintf(g, sizeof(g), "%" PRId64, got);
	va_start(args, field);
	report(r, e, g, field, args);
	va_end(args);
}

const char *replay_zone_name(const struct replay *r, uint32_t zone)
{
	static _Thread_local char name[24];

	return trace_zone_name(&r->trace.machine, zone, name, sizeof(name));
}
